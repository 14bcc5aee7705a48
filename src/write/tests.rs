//! The stage as a whole, on small sets made by hand.

mod faults;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::decide::{Basis, Judged, Link, Review, Status, Unlinked, Why};
use crate::error::{Action, Cause};
use crate::merge::{Change, Conflict, Severity, State};
use crate::record::{Dialect, Field, Row, Source, Table};
use crate::score::{Bits, Probability};
use crate::stage::Silent;

/// A table from its text: rows end at line ends outside quotes, the line numbers in `rejected` and `collapsed` are left out.
fn table(kind: Kind, name: &str, text: &str, rejected: &[u32], collapsed: &[u32]) -> Table {
    let mut lines = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in text.bytes().chain([b'\n']).enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                let len = text[start..at].trim_end_matches('\r').len();
                if len > 0 {
                    let line = 1 + text[..start].matches('\n').count();
                    lines.push(Row { start, len: len as u32, line: line as u32 });
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    let header = lines.remove(0);
    let captions: Vec<String> = text[..header.len as usize].split(';').map(str::to_owned).collect();
    let column = |field: &Field| captions.iter().position(|caption| caption == field.caption()).map(|at| at as u16);
    let these = |numbers: &[u32]| lines.iter().copied().filter(|row| numbers.contains(&row.line)).collect::<Vec<_>>();
    let (rejected, collapsed) = (these(rejected), these(collapsed));
    Table {
        source: Source::Table(kind),
        path: PathBuf::from("in").join(name),
        dialect: Dialect {
            encoding: "UTF-8",
            encoding_declared: false,
            mark: false,
            delimiter: b';',
            sep_line: String::new(),
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
            gzip: false,
        },
        text: text.to_owned(),
        header,
        columns: Field::ALL.iter().map(column).collect(),
        captions,
        rows_read: lines.len(),
        rows: lines.into_iter().filter(|row| !rejected.contains(row) && !collapsed.contains(row)).collect(),
        rejected,
        collapsed,
        guessed: Vec::new(),
        foreign: Vec::new(),
        sha256: "00".repeat(32),
    }
}

fn change(kind: Kind, row: u32, column: u16, value: &str) -> Change {
    Change { kind, row, column, value: value.to_owned() }
}

const CONTACTS: &str = "No.;Name;Phone No.\nC1;\"Bakkerij; Peeters\";+32 2 555 01 01\nC2;=Jansen;\n";
const CUSTOMERS: &str = "No.;Name;Phone No.\nD1;Bakkerij Peeters;\n";

/// What the stages before made, and a place to write to.
struct Run {
    read: Read,
    linkage: Linkage,
    merged: Merged<'static>,
    settings: Settings,
    place: TempDir,
}

impl Run {
    fn new() -> Self {
        Self::of([
            table(Kind::Contact, "contacts.csv", CONTACTS, &[], &[]),
            table(Kind::Customer, "customers.csv", CUSTOMERS, &[], &[]),
        ])
    }

    fn of(tables: impl IntoIterator<Item = Table>) -> Self {
        let mut read = Read::default();
        for table in tables {
            let Source::Table(kind) = table.source else { panic!("no table") };
            read.tables.set(kind, table);
        }
        // By the name that the system itself has for it, as the disk is asked for it.
        let place = tempfile::tempdir_in(real(&std::env::temp_dir()).unwrap()).unwrap();
        let settings = Settings { directory: place.path().join("out"), ..Settings::default() };
        Self { read, linkage: Linkage::default(), merged: Merged::default(), settings, place }
    }

    /// C1 linked to D1, C2 in review, and one conflict.
    fn decided(mut self) -> Self {
        let pair = Judged {
            contact: 0,
            kind: Kind::Customer,
            account: 0,
            probability: Probability(998_000),
            bits: Bits(14_250),
            margin: Some(Bits(9_000)),
            basis: Basis::Name,
            one_firm: false,
            evidence: "name equal +11.3".to_owned(),
        };
        let doubtful = Judged { contact: 1, margin: None, ..pair.clone() };
        self.linkage.links.push(Link { pair, status: Status::Linked, doubted: false, code: String::new() });
        let reason = "tie: two contacts".into();
        self.linkage.reviews.push(Review { pair: doubtful, reason, seen: "abc".to_owned() });
        self.linkage.unlinked.push(Unlinked {
            table: Kind::Contact,
            row: 1,
            target: Kind::Customer,
            why: Why::InReview,
            best: Some((0, Probability(500_000))),
        });
        let conflict = Conflict {
            id: "QRST".to_owned(),
            contact: 0,
            kind: Kind::Customer,
            account: 0,
            field: Field::Phone,
            contact_value: "+32 2 555 01 01".into(),
            account_value: "02 555 01 02".into(),
            chosen_value: "".into(),
            chosen_from: "",
            rule: "ask",
            severity: Severity::Minor,
            state: State::Open,
            seen: "def".to_owned(),
        };
        self.merged.cosmetic = 1;
        self.merged.conflicts.push(conflict);
        self
    }

    fn publish(&self) -> Result<Published> {
        self.publish_on(disk::Disk::default())
    }

    fn publish_on(&self, disk: disk::Disk) -> Result<Published> {
        let lock = publish::lock_on(disk, &self.settings.directory, &[])?;
        let (linkage, issues) = (self.placed(), self.issues());
        let mut summary = Summary::new(&self.read, &self.linkage, &self.merged, &[], "2026-03-01");
        if self.linkage.links.is_empty() {
            summary.contacts.clear();
        }
        let settings = serde_json::json!({ "decide": { "link": 0.95 }, "write": { "cosmetic": false } });
        let set = Set {
            read: &self.read,
            linkage: &linkage,
            merged: &self.merged,
            issues: &issues,
            summary: &summary,
            as_of: "2026-03-01",
            settings: &settings,
        };
        write(&set, &self.settings, &lock, &Silent)
    }

    /// The linkage, records without a link in their place where nothing was decided.
    fn placed(&self) -> Linkage {
        let mut linkage = self.linkage.clone();
        if linkage.links.is_empty() {
            for kind in Kind::ACCOUNTS.into_iter().filter(|&kind| self.read.tables.get(kind).is_some()) {
                for (table, target) in [(Kind::Contact, kind), (kind, Kind::Contact)] {
                    let rows = 0..self.read.tables.rows(table) as u32;
                    let alone = |row| Unlinked { table, row, target, why: Why::NoCandidate, best: None };
                    linkage.unlinked.extend(rows.map(alone));
                }
            }
        }
        linkage
    }

    /// The issues, and one for every rejected row.
    fn issues(&self) -> Vec<Issue> {
        let rejected = |(_, table): (Kind, &Table)| {
            let issue = |row: &Row| Issue::new(table.source, row.line, "ragged", Action::Rejected);
            table.rejected.iter().map(issue).collect::<Vec<_>>()
        };
        self.read.tables.iter().flat_map(rejected).chain(self.merged.issues.iter().cloned()).collect()
    }

    fn out(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.settings.directory.join(name)).unwrap()).unwrap()
    }

    /// The names beside and in the output folder, with what is in the files.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    drop(found.insert(path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(self.place.path(), &mut found);
        found
    }

    fn beside(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn findings(folder: &Path) -> manifest::Findings {
    manifest::compare(folder).unwrap().unwrap()
}

#[test]
fn a_file_without_changes_leaves_as_it_came() {
    for text in [
        "No.;Name\nC1;a\n",
        "No.;Name\r\nC1;a\r\nC2;\"b \"\"x\"\"\"\r\n",
        "No.;Name\nC1;a\n\n\nC2;b",
        "No.;Name\r\nC1;\"two\r\nlines\"\r\nC2;b\n",
        "No.;Name",
        "No.;Name\nC1; =x ;too;many\n",
    ] {
        let run = Run::of([table(Kind::Contact, "c.csv", text, &[], &[])]);
        run.publish().unwrap();
        assert_eq!(run.out("merged/c.csv"), text);
        assert!(!run.settings.directory.join("changed").exists() && !run.settings.directory.join("rejected").exists());
    }
}

#[test]
fn only_the_changed_cell_is_written_anew() {
    let text = "No.;Name;City\r\nC1;\"A \"\"B\"\"\";\"Gent\"\r\nC2;b\"c\";Luik\r\nC3;d;";
    for (row, column, value, line) in [
        (0, 2, "Aalst", "C1;\"A \"\"B\"\"\";\"Aalst\""),
        (0, 1, "x", "C1;\"x\";\"Gent\""),
        (1, 2, "Sint;Niklaas", "C2;b\"c\";\"Sint;Niklaas\""),
        (1, 2, "a \"b\"", "C2;b\"c\";\"a \"\"b\"\"\""),
        (1, 2, " a", "C2;b\"c\";\" a\""),
        (1, 1, "", "C2;;Luik"),
        (2, 2, "Ath", "C3;d;Ath"),
        (2, 4, "far", "C3;d;;;far"),
    ] {
        let mut run = Run::of([table(Kind::Contact, "c.csv", text, &[], &[])]);
        run.merged.changes.push(change(Kind::Contact, row, column, value));
        run.publish().unwrap();
        let old = text.lines().nth(row as usize + 1).unwrap();
        assert_eq!(run.out("merged/c.csv"), text.replace(old, line));
        assert_eq!(run.out("changed/c.csv"), format!("No.;Name;City\r\n{line}\r\n"));
    }
}

#[test]
fn rejected_and_collapsed_rows_are_left_out_and_rejected_ones_kept_aside() {
    let text = "No.;Name\nC1;a\nC1;b\n\nC3;c\nC3;c\nC4;d;x";
    let run = Run::of([table(Kind::Contact, "c.csv", text, &[3, 7], &[6])]);
    let files = run.publish().unwrap().files;
    assert_eq!(run.out("merged/c.csv"), "No.;Name\nC1;a\n\nC3;c\n");
    assert_eq!(run.out("rejected/c.csv"), "No.;Name\nC1;b\nC4;d;x\n");
    let rows = |name: &str| files.iter().find(|entry| entry.file == name).and_then(|entry| entry.rows);
    assert_eq!((rows("merged/c.csv"), rows("rejected/c.csv")), (Some(2), Some(2)));
}

#[test]
fn the_dialect_comes_back_and_gzip_opens() {
    let mut contacts = table(Kind::Contact, "c.csv.gz", "No.;Name\nC1;é\n", &[], &[]);
    contacts.dialect = Dialect { mark: true, gzip: true, sep_line: "sep=;\r\n".to_owned(), ..contacts.dialect };
    let run = Run::of([contacts]);
    run.publish().unwrap();
    let packed = fs::read(run.settings.directory.join("merged/c.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, "\u{FEFF}sep=;\r\nNo.;Name\nC1;é\n");
}

#[test]
fn a_character_the_encoding_lacks_publishes_nothing() {
    let mut contacts = table(Kind::Contact, "c.csv", "No.;Name\nC1;a\n", &[], &[]);
    contacts.dialect.encoding = "windows-1252";
    let mut run = Run::of([contacts]);
    run.merged.changes = vec![change(Kind::Contact, 0, 0, "C9"), change(Kind::Contact, 0, 1, "Łódź")];
    assert_eq!(run.publish().unwrap_err().cause, Cause::Failed);
    assert!(!run.settings.directory.exists());
}

#[test]
fn the_sheets_are_as_promised() {
    let run = Run::new().decided();
    run.publish().unwrap();
    assert_eq!(
        run.out("linked.csv"),
        "Contact No.,Business Relation Code,Link to Table,No.,Contact Name,Account Name,Status,Probability,Bits,Margin,Basis,Evidence\n\
         C1,,Customer,D1,Bakkerij; Peeters,Bakkerij Peeters,linked,0.9980,+14.3,+9.0,name,name equal +11.3\n"
    );
    assert_eq!(
        run.out("unlinked.csv"),
        "Table,No.,Name,Link to Table,Reason,Best Candidate,Probability\nContact,C2,'=Jansen,Customer,in review,D1,0.5000\n"
    );
    let review = run.out("review.csv");
    assert!(
        review.starts_with("\u{FEFF}Contact No.;Business Relation Code;Link to Table;No.;Contact Name;"),
        "{review}"
    );
    assert!(review.contains("\nC2;;Customer;D1;'=Jansen;Bakkerij Peeters;review;0.9980;+14.3;;name;"), "{review}");
    assert!(review.lines().next().unwrap().ends_with(";Reason;Seen;Decision"), "{review}");
    assert!(review.ends_with(";tie: two contacts;abc;\n"), "{review}");
    let head = "\u{FEFF}Conflict ID;Contact No.;Link to Table;No.;Field;Contact Value;Account Value;Chosen Value;Chosen From;Rule;\
         Severity;Status;First Seen;Seen;Decision;New Value;Note\n";
    let row = "QRST;C1;Customer;D1;Phone No.;'+32 2 555 01 01;02 555 01 02;;;ask;minor;open;2026-03-01;def;;;\n";
    assert_eq!(run.out("conflicts.csv"), format!("{head}{row}"));
}

#[test]
fn headers_stand_without_rows_and_cosmetic_conflicts_on_request() {
    let mut run = Run::new();
    run.publish().unwrap();
    assert_eq!(run.out("issues.csv"), "File,Line,Column,Problem,Value,Action\n");
    assert_eq!(run.out("review.csv").lines().count(), 1);
    run = run.decided();
    let cosmetic = Conflict { severity: Severity::Cosmetic, ..run.merged.conflicts[0].clone() };
    run.merged.cosmetics.push(cosmetic);
    run.publish().unwrap();
    assert_eq!(run.out("conflicts.csv").lines().count(), 3);
}

#[test]
fn the_guard_reaches_the_files_for_the_ledger_only_on_request() {
    let mut run = Run::new();
    run.merged.changes.push(change(Kind::Customer, 0, 2, "+32 9"));
    run.settings.guard_formulas = true;
    run.publish().unwrap();
    let guarded = CONTACTS.replace(";+32", ";'+32").replace("=Jansen", "'=Jansen");
    assert_eq!(run.out("merged/contacts.csv"), guarded);
    assert_eq!(run.out("merged/customers.csv"), "No.;Name;Phone No.\nD1;Bakkerij Peeters;'+32 9\n");
    assert!(!run.settings.directory.join("changed/contacts.csv").exists());
}

#[test]
fn twice_the_same_run_gives_the_same_bytes_and_leaves_nothing_beside() {
    let run = Run::new().decided();
    assert_eq!(run.publish().unwrap().kept, Vec::<PathBuf>::new());
    let first = run.everything();
    assert_eq!(run.publish().unwrap().kept, Vec::<PathBuf>::new());
    assert_eq!(run.everything(), first);
    assert_eq!(run.beside(), [".out.koppel.lock", "out"]);
    let elsewhere = Run::new().decided();
    elsewhere.publish().unwrap();
    assert_eq!(elsewhere.out("manifest.json"), run.out("manifest.json"));
}

#[test]
fn a_set_somebody_has_worked_in_is_kept() {
    let run = Run::new().decided();
    run.publish().unwrap();
    for (number, name) in [(1, "review.csv"), (2, "manifest.json"), (3, "merged/contacts.csv")] {
        let path = run.settings.directory.join(name);
        let edited = fs::read_to_string(&path).unwrap().replacen('C', "c", 1);
        let edited = edited.replacen("koppel\": \"", "koppel\": \"9", 1);
        fs::write(&path, &edited).unwrap();
        let kept = run.publish().unwrap().kept;
        assert_eq!(kept.len(), 1);
        assert!(kept[0].ends_with(format!("out.kept-{number}")), "{kept:?}");
        assert_eq!(fs::read_to_string(kept[0].join(name)).unwrap(), edited);
        assert!(findings(&run.settings.directory).intact());
    }
    fs::remove_file(run.settings.directory.join("linked.csv")).unwrap();
    assert_eq!(run.publish().unwrap().kept.len(), 1);
}

#[test]
fn foreign_files_refuse_the_run_and_stay() {
    for name in ["notes.txt", "merged/old.csv", "empty/", ".~lock.review.csv", "review.csv~"] {
        for published in [false, true] {
            let run = Run::new();
            if published {
                run.publish().unwrap();
            }
            let path = run.settings.directory.join(name);
            fs::create_dir_all(if name.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
            if !name.ends_with('/') {
                fs::write(&path, "mine").unwrap();
            }
            let before = run.everything();
            let error = run.publish().unwrap_err();
            assert_eq!(error.cause, Cause::Refused);
            let seen = if published { name } else { name.split_inclusive('/').next().unwrap() };
            assert!(error.what.contains(seen), "{error}");
            let mut after = run.everything();
            after.remove(&run.place.path().join(".out.koppel.lock"));
            assert!(before.iter().filter(|(path, _)| !path.ends_with(".out.koppel.lock")).eq(after.iter()));
        }
    }
}

#[test]
fn an_empty_folder_and_what_programs_leave_behind_are_no_obstacle() {
    let run = Run::new();
    fs::create_dir(&run.settings.directory).unwrap();
    fs::write(run.settings.directory.join(".DS_Store"), "").unwrap();
    run.publish().unwrap();
    for left in ["merged/Thumbs.db", ".~lock.linked.csv#", "~$review.csv", "merged/~$contacts.csv"] {
        fs::write(run.settings.directory.join(left), "").unwrap();
        assert_eq!(run.publish().unwrap().kept, Vec::<PathBuf>::new(), "{left}");
    }
}

#[test]
fn another_manifest_is_foreign() {
    let run = Run::new();
    fs::create_dir(&run.settings.directory).unwrap();
    fs::write(run.settings.directory.join("manifest.json"), "{\"name\": \"web app\"}").unwrap();
    assert_eq!(run.publish().unwrap_err().cause, Cause::Refused);
    assert!(manifest::compare(&run.settings.directory).unwrap().is_none());
}

#[test]
fn a_second_run_on_the_same_folder_is_told_so() {
    let run = Run::new();
    let first = lock(&run.settings.directory, &[]).unwrap();
    assert_eq!(run.publish().unwrap_err().cause, Cause::Busy);
    drop(first);
    run.publish().unwrap();
}

#[test]
fn an_input_in_the_output_folder_is_refused() {
    let run = Run::new();
    run.publish().unwrap();
    let input = run.settings.directory.join("merged/contacts.csv");
    assert_eq!(lock(&run.settings.directory, &[&input]).unwrap_err().cause, Cause::Refused);
    assert!(lock(&run.place.path().join("out2"), &[&input]).is_ok());
}

#[test]
fn a_failure_leaves_the_old_set_and_nothing_else() {
    let mut run = Run::new();
    run.publish().unwrap();
    let before = run.everything();
    let mut contacts = table(Kind::Contact, "contacts.csv", CONTACTS, &[], &[]);
    contacts.dialect.encoding = "windows-1252";
    run.read.tables.set(Kind::Contact, contacts);
    run.merged.changes.push(change(Kind::Contact, 0, 1, "Ł"));
    assert_eq!(run.publish().unwrap_err().cause, Cause::Failed);
    assert_eq!(run.everything(), before);
}

#[test]
fn what_a_dead_run_left_is_cleared_away_and_an_edited_set_among_it_kept() {
    let run = Run::new();
    let left = run.place.path().join(".out.koppel.new");
    fs::create_dir_all(left.join("merged")).unwrap();
    fs::write(left.join("merged/contacts.csv"), "half").unwrap();
    run.publish().unwrap();
    assert_eq!(run.beside(), [".out.koppel.lock", "out"]);
    // It died after the switch, before the edited set got its name.
    fs::write(run.settings.directory.join("review.csv"), "edited").unwrap();
    fs::rename(&run.settings.directory, &left).unwrap();
    assert_eq!(run.publish().unwrap().kept.len(), 1);
    assert_eq!(run.beside(), [".out.koppel.lock", "out", "out.kept-1"]);
    // It died between two renames.
    fs::rename(&run.settings.directory, run.place.path().join(".out.koppel.old")).unwrap();
    drop(lock(&run.settings.directory, &[]).unwrap());
    assert!(findings(&run.settings.directory).intact());
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mut run = Run::new();
    let real = run.settings.directory.clone();
    run.publish().unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o750)).unwrap();
    run.settings.directory = run.place.path().join("link");
    symlink(&real, &run.settings.directory).unwrap();
    run.publish().unwrap();
    assert!(run.settings.directory.is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o750);
}

#[test]
fn impossible_folders_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    for directory in [file.as_path(), Path::new("/"), Path::new("")] {
        assert_eq!(lock(directory, &[]).unwrap_err().cause, Cause::Refused, "{directory:?}");
    }
    lock(&place.path().join("a/b/c"), &[]).unwrap();
}

#[test]
fn a_flipped_byte_is_found_anywhere() {
    let run = Run::new().decided();
    let published = run.publish().unwrap();
    let names: Vec<_> = published.files.iter().map(|entry| entry.file.as_str()).chain(["manifest.json"]).collect();
    assert_eq!(names.len(), 9);
    for name in names {
        let path = run.settings.directory.join(name);
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        let last = flipped.len() - 2;
        flipped[last] ^= 0x08;
        fs::write(&path, flipped).unwrap();
        match manifest::compare(&run.settings.directory).unwrap() {
            Some(findings) => assert_eq!(findings.altered, [name]),
            // Without its last bracket it is no manifest any more.
            None => assert_eq!(name, "manifest.json"),
        }
        fs::write(&path, bytes).unwrap();
    }
    fs::remove_file(run.settings.directory.join("linked.csv")).unwrap();
    fs::write(run.settings.directory.join("extra"), "").unwrap();
    let found = findings(&run.settings.directory);
    assert_eq!((found.missing, found.foreign), (vec!["linked.csv".to_owned()], vec!["extra".to_owned()]));
}

#[test]
fn the_books_balance_or_nothing_is_published() {
    let mut run = Run::new().decided();
    run.linkage.unlinked.clear();
    let error = run.publish().unwrap_err();
    assert!(error.what.contains("2 contacts are not 1 linked, 0 in review and 0 unlinked"), "{error}");
    assert!(!run.settings.directory.exists());
}

#[test]
fn the_summary_counts_and_tells() {
    let run = Run::new().decided();
    let mut summary = Summary::new(&run.read, &run.linkage, &run.merged, &[], "2026-03-01");
    summary.check().unwrap();
    assert_eq!(summary.waiting(), 1);
    let text = summary.text();
    let expected = "\
koppel 0.1.0, as of 2026-03-01
read    contacts   contacts.csv   2 rows  2 used  UTF-8, `;`, LF
        customers  customers.csv  1 row   1 used  UTF-8, `;`, LF
decide  Customer  1 link      linked 1     by name 1
        Customer  2 contacts  1 linked     1 in review, 0 unlinked
        review    1 pair      tie 1
        unlinked  1 Contact   to Customer  in review
merge   conflicts  1 minor     open 1
        conflicts  1 cosmetic  only the writing differs
";
    assert_eq!(text, expected);
    summary.inputs[0].accepted = 1;
    assert_eq!(summary.check().unwrap_err().cause, Cause::Failed);
}

#[test]
fn a_published_set_is_told_with_what_was_kept() {
    let since = vec!["c.csv  2 rows, 1 fewer than in the set before".to_owned()];
    let published = Published { directory: "out".into(), kept: vec!["out.kept-1".into()], since, files: Vec::new() };
    let text = "write   out  1 files\nkept    out.kept-1  an earlier set in which somebody has worked\n\
                since   c.csv  2 rows, 1 fewer than in the set before\n";
    assert_eq!(published.text(), text);
}

proptest::proptest! {
    #[test]
    fn a_rewritten_row_has_the_value_and_its_other_cells_as_they_were(
        raw in "([a é]{0,3}|\"([a; \n]|\"\"){0,4}\")(;([a é]{0,3}|\"([a; \n]|\"\"){0,4}\")){0,4}",
        column in 0_usize..5,
        value in "[a;\"\\r\\n =é\\t]{0,5}",
    ) {
        let mut cells = Vec::new();
        crate::record::split(&raw, b';', &mut cells);
        let old: Vec<_> = cells.iter().map(|cell| raw[cell.clone()].to_owned()).collect();
        let column = column % old.len();
        let mut contacts = table(Kind::Contact, "c.csv", "No.;Name\nC1;a\n", &[], &[]);
        contacts.rows[0].start = contacts.text.len();
        contacts.rows[0].len = raw.len() as u32;
        contacts.text.push_str(&raw);
        let changes = [change(Kind::Contact, 0, column as u16, &value)];
        let mut line = String::new();
        Sheet { table: &contacts, changes: &changes, guard: false }.rewrite(contacts.rows[0], &changes, &mut line);
        crate::record::split(&line, b';', &mut cells);
        let new: Vec<_> = cells.iter().map(|cell| &line[cell.clone()]).collect();
        assert_eq!(new.len(), old.len());
        assert_eq!(crate::record::unquote(new[column]), value);
        assert!((0..old.len()).filter(|&at| at != column).all(|at| new[at] == old[at]));
    }
}

#[test]
fn what_the_reading_side_reads_comes_back_byte_for_byte() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("contacts.csv");
    let utf_16: Vec<u8> =
        "\u{FEFF}No.\tName\r\nC1\tLi\u{e8}ge \u{142}\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        &b"Nr.;Naam;Plaats\r\nC1;Caf\xE9;\x80\r\n\r\nC2;\"b\";\r\n"[..],
        b"\xEF\xBB\xBFsep=;\r\nNo.;Name;City\r\nC1;x;\"two\r\nlines\"",
        b"No.,Name\rC1,x\rC2,\"y, z\"\r",
        b"No.|Name\nC1|x\n\n\n",
        &utf_16,
    ] {
        fs::write(&path, bytes).unwrap();
        let input = crate::read::Input { path: path.clone(), ..crate::read::Input::default() };
        let mut issues = Vec::new();
        let contacts = crate::read::table(&input, Source::Table(Kind::Contact), false, &mut issues).unwrap();
        let run = Run::of([contacts]);
        run.publish().unwrap();
        assert_eq!(fs::read(run.settings.directory.join("merged/contacts.csv")).unwrap(), bytes);
    }
}

/// Why the set of a run whose books were tampered with is not published.
fn unbalanced(tamper: impl Fn(&mut Run)) -> String {
    let contacts = table(Kind::Contact, "c.csv", "No.;Name\nC1;a\nC1;a\nC2\nC3;c\n", &[4], &[3]);
    let mut run = Run::of([contacts, table(Kind::Customer, "customers.csv", CUSTOMERS, &[], &[])]);
    run.publish().unwrap();
    let before = run.everything();
    tamper(&mut run);
    let error = run.publish().unwrap_err();
    assert_eq!((error.cause, run.everything()), (Cause::Failed, before));
    error.to_string()
}

#[test]
fn books_that_do_not_balance_publish_nothing() {
    fn contacts(run: &mut Run) -> Table {
        run.read.tables.get(Kind::Contact).unwrap().clone()
    }
    let lost = unbalanced(|run| {
        let mut table = contacts(run);
        table.rows.pop();
        run.read.tables.set(Kind::Contact, table);
    });
    assert!(lost.starts_with("c.csv: the books do not balance: 4 rows read are not 1 accepted"), "{lost}");
    let twice = unbalanced(|run| {
        let mut table = contacts(run);
        table.rows[1] = table.collapsed[0];
        run.read.tables.set(Kind::Contact, table);
    });
    assert!(twice.starts_with("c.csv:3: the books do not balance: a row is in two places"), "{twice}");
    let linked = |account: u32| {
        move |run: &mut Run| {
            let mut decided = Run::new().decided().linkage;
            decided.links[0].pair.account = account;
            run.linkage = decided;
        }
    };
    assert!(unbalanced(linked(7)).contains("a link names row 7 of Customer"));
    let nowhere = unbalanced(|run| {
        linked(0)(run);
        run.linkage.links.push(run.linkage.links[0].clone());
        run.linkage.links[1].pair.contact = 1;
        run.linkage.unlinked.clear();
        run.read.tables.set(Kind::Vendor, table(Kind::Vendor, "vendors.csv", CUSTOMERS, &[], &[]));
    });
    assert!(nowhere.contains("the books do not balance"), "{nowhere}");
}

#[test]
fn books_know_a_rejected_row_without_a_reason() {
    let run = Run::of([table(Kind::Contact, "c.csv", "No.;Name\nC1\nC2;b\n", &[2], &[])]);
    let error = books::check(&run.read, &[]).unwrap_err();
    assert!(error.to_string().starts_with("c.csv:2: the books do not balance: a row was rejected without"), "{error}");
    books::check(&run.read, &run.issues()).unwrap();
}

#[test]
fn books_know_a_record_that_is_nowhere_or_in_two_places() {
    let run = Run::new();
    let mut linkage = run.placed();
    books::check_places(&run.read, &linkage).unwrap();
    let last = linkage.unlinked.pop().unwrap();
    let error = books::check_places(&run.read, &linkage).unwrap_err();
    assert!(error.to_string().contains("a Customer is nowhere, as to Contact"), "{error}");
    linkage.unlinked.extend([last.clone(), last]);
    let error = books::check_places(&run.read, &linkage).unwrap_err();
    assert!(error.to_string().contains("a Customer is in two places"), "{error}");
}
