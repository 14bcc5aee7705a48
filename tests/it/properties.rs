//! What holds for any input at all: bytes, rows, jobs, decisions, links and rules that chance makes.
//!
//! Bounded here; `PROPTEST_CASES=100000 cargo test --test it properties` goes on for as long as is asked. What was once
//! found stands as a case of its own in the tests of its stage or in `tests/cases/`.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use koppel::config::Job;
use koppel::error::{Action, Error, Issue};
use koppel::read::{self, Input};
use koppel::record::{Field, Kind, Source, Table};
use koppel::run;
use koppel::stage::Silent;

use crate::harness::folder;

const SOURCES: [Source; 4] =
    [Source::Table(Kind::Contact), Source::Table(Kind::Customer), Source::Links, Source::Decisions];

/// Reads bytes as an input.
fn read_as(bytes: &[u8], source: Source) -> (Result<Table, Error>, Vec<Issue>) {
    let place = folder(&[("input.csv", bytes)]);
    let mut issues = Vec::new();
    let table = read::table(&Input::from(place.path().join("input.csv")), source, false, &mut issues);
    (table, issues)
}

/// One line that no terminal takes for an order, and a way out.
fn is_told_well(error: &Error) -> TestCaseResult {
    for error in error.clone().each() {
        let text = error.to_string();
        prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{text:?}");
        prop_assert!(text.lines().count() <= 2, "{text:?}");
    }
    Ok(())
}

/// Every row read is in one place, and every rejected one has its reason.
fn balances(table: &Table, issues: &[Issue]) -> TestCaseResult {
    prop_assert_eq!(table.rows_read, table.rows.len() + table.rejected.len() + table.collapsed.len());
    for row in &table.rejected {
        let told = |issue: &Issue| issue.line == row.line && issue.action == Action::Rejected;
        prop_assert!(issues.iter().any(told), "line {}", row.line);
    }
    Ok(())
}

/// The rows of a text by the letter of RFC 4180, written with nothing else in mind: cells, and the line each begins on.
fn naive(text: &str, delimiter: char) -> Vec<(u32, Vec<String>)> {
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begins, mut quoted, mut any) = (1, 1, false, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let ends = sign == '\n' || sign == '\r';
        if ends && sign == '\r' && signs.peek() == Some(&'\n') {
            signs.next();
        }
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => (quoted, any) = (true, true),
            _ if quoted => cell.push(sign),
            _ if sign == delimiter => {
                cells.push(std::mem::take(&mut cell));
                any = true;
            }
            _ if ends => {
                if any || !cell.is_empty() {
                    cells.push(std::mem::take(&mut cell));
                    rows.push((begins, std::mem::take(&mut cells)));
                }
                any = false;
            }
            _ => cell.push(sign),
        }
        line += u32::from(ends);
        if !quoted && ends {
            begins = line;
        }
    }
    if any || !cell.is_empty() {
        cells.push(cell);
        rows.push((begins, cells));
    }
    rows
}

/// A cell in quotes where it needs them, and sometimes where it does not.
fn quoted(cell: &str, delimiter: char, anyway: bool) -> String {
    if anyway || cell.contains(['"', '\n', '\r', delimiter]) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A table as some program may have written it: its text, its delimiter, and its rows.
fn export() -> impl Strategy<Value = (String, char, Vec<Vec<String>>)> {
    let cell = "[a-zé\u{416}東=+;,|\t\"\u{a0} 0-9]{0,8}";
    let row = (1u32..99_999, proptest::collection::vec((cell, any::<bool>()), 2));
    let rows = proptest::collection::vec(row, 1..12);
    let delimiter = prop::sample::select(vec![',', ';', '\t', '|']);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (rows, delimiter, end, any::<bool>(), any::<bool>()).prop_map(|(rows, delimiter, end, last, blank)| {
        let mut text = ["No.", "Name", "City"].join(&delimiter.to_string()) + end;
        let mut truth = Vec::new();
        for (nth, (no, cells)) in rows.iter().enumerate() {
            let no = format!("{no}-{nth}");
            let mut written = vec![no.clone()];
            written.extend(cells.iter().map(|(cell, anyway)| quoted(cell, delimiter, *anyway)));
            text += &(written.join(&delimiter.to_string()) + end);
            text += if blank && nth % 3 == 0 { end } else { "" };
            truth.push(std::iter::once(no).chain(cells.iter().map(|(cell, _)| cell.clone())).collect());
        }
        let whole = if last { text } else { text.trim_end_matches(['\r', '\n']).to_owned() };
        (whole, delimiter, truth)
    })
}

/// The cells of the accepted rows.
fn accepted(table: &Table) -> Vec<Vec<String>> {
    let value = |row: usize, field| table.value(row, field).into_owned();
    (0..table.len()).map(|row| [Field::No, Field::Name, Field::City].map(|field| value(row, field)).to_vec()).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0usize..4) {
        let heads: [&[u8]; 4] = [b"", b"No.,Name,City\n1,a,b\n", b"\xFF\xFE", b"Kind;Contact No.;No.\n"];
        for source in SOURCES {
            let (table, issues) = read_as(&[heads[head], &bytes].concat(), source);
            match table {
                Ok(table) => balances(&table, &issues)?,
                Err(error) => is_told_well(&error)?,
            }
        }
    }

    #[test]
    fn rows_of_any_signs_are_read_or_refused(rows in proptest::collection::vec("[a\";,\r\n1 é\u{1b}=]{0,14}", 0..25)) {
        let text = format!("No.;Name;City\n1;a;b\n{}", rows.join("\n"));
        let (table, issues) = read_as(text.as_bytes(), Source::Table(Kind::Customer));
        match table {
            Ok(table) => balances(&table, &issues)?,
            Err(error) => is_told_well(&error)?,
        }
    }

    #[test]
    fn what_was_written_right_is_read_right((text, delimiter, truth) in export()) {
        let naively: Vec<_> = naive(&text, delimiter).into_iter().skip(1).collect();
        prop_assert_eq!(naively.iter().map(|(_, cells)| cells.clone()).collect::<Vec<_>>(), truth.clone());
        let utf_16: Vec<u8> = "\u{FEFF}".chars().chain(text.chars())
            .flat_map(|char| char.encode_utf16(&mut [0; 2]).to_vec()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes().to_vec(), ["\u{FEFF}", &text].concat().into_bytes(), utf_16] {
            let (table, _) = read_as(&bytes, Source::Table(Kind::Customer));
            let table = table.unwrap();
            prop_assert_eq!(accepted(&table), truth.clone());
            let lines: Vec<_> = table.rows.iter().map(|row| row.line).collect();
            prop_assert_eq!(lines, naively.iter().map(|(line, _)| *line).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_delimiter_more_or_less_costs_its_row_only((text, delimiter, truth) in export(), at in any::<prop::sample::Index>()) {
        let hurt = at.index(truth.len());
        let mut rows = truth.clone();
        rows[hurt].push("more".to_owned());
        let lines = rows.iter().map(|row| {
            row.iter().map(|cell| quoted(cell, delimiter, false)).collect::<Vec<_>>().join(&delimiter.to_string())
        });
        let header = text.split(['\r', '\n']).next().unwrap();
        let text = std::iter::once(header.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
        let (table, _) = read_as(text.as_bytes(), Source::Table(Kind::Customer));
        let table = table.unwrap();
        let mut left = truth;
        left.remove(hurt);
        prop_assert_eq!((accepted(&table), table.rejected.len()), (left, 1));
    }

    #[test]
    fn any_job_file_is_read_or_refused(text in "(\\[[a-z.]{0,8}\\]\n|[a-z_]{1,9} ?= ?('[^'\n]{0,6}'|[0-9.]{1,4}|\\[\\]|\\{\\}|true)\n|[\\x00-\\x7f]{0,9}\n|é){0,12}") {
        if let Err(error) = Job::parse(text.as_bytes(), Path::new("koppel.toml")) {
            is_told_well(&error)?;
            prop_assert!(error.each().iter().all(|error| error.file.is_some()));
        }
    }

    #[test]
    fn settings_of_any_value_are_read_or_refused(
        section in prop::sample::select(vec!["read", "clean", "pair", "score", "decide", "merge", "write"]),
        key in prop::sample::select(vec![
            "contacts", "country", "rejects_max", "placeholders", "per_contact", "model", "link", "review",
            "cardinality", "mode", "order", "precedence", "groups", "fields", "directory", "guard_formulas",
        ]),
        value in prop::sample::select(vec![
            "''", "'x'", "\"\\u0007\"", "-1", "0", "0.5", "nan", "inf", "9223372036854775807", "true", "[]", "['x']",
            "[[]]", "{}", "{ x = 1 }", "{ path = '' }", "1979-05-27", "'''\nx\n'''",
        ]),
    ) {
        let text = format!("[{section}]\n{key} = {value}\n");
        if let Err(error) = Job::parse(text.as_bytes(), Path::new("koppel.toml")) {
            is_told_well(&error)?;
            prop_assert!(error.each().iter().all(|error| matches!(error.line, Some(1..))), "{text}");
        }
    }
}

/// A name, a number and a blank, so that few records meet often.
fn cell() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "",
        "Bakkerij Zon",
        "Garage Maan",
        "Ster BV",
        "=1+1",
        "\u{1b}[31m",
        "09 555 01 02",
        "a@b.example",
        "Gent",
        "9000",
        "BE0123456749",
        "x;y",
        "\"",
        "+32 9 555 01 02",
    ])
    .prop_map(str::to_owned)
}

/// The columns that contacts and customers share here.
const SHARED: [&str; 6] = ["Name", "Address", "City", "Phone No.", "E-Mail", "VAT Registration No."];

/// A small table with numbers of its own.
fn records(letter: char) -> impl Strategy<Value = String> {
    let rows = proptest::collection::vec(proptest::collection::vec(cell(), SHARED.len()), 1..5);
    rows.prop_map(move |rows| {
        let mut text = format!("No.,{}\n", SHARED.join(","));
        for (nth, cells) in rows.iter().enumerate() {
            let cells: Vec<_> = cells.iter().map(|cell| quoted(cell, ',', false)).collect();
            text += &format!("{letter}{nth},{}\n", cells.join(","));
        }
        text
    })
}

/// Lines of decisions and links on numbers that are there and others.
fn lines(words: &'static [&'static [&'static str]]) -> impl Strategy<Value = String> {
    let line: Vec<_> = words.iter().map(|words| prop::sample::select(words.to_vec())).collect();
    proptest::collection::vec(line, 0..6)
        .prop_map(|lines| lines.iter().map(|line| line.join(",") + "\n").collect::<String>())
}

const DECISIONS: &[&[&str]] = &[
    &["link", "reject", "field", "withdraw", "same", "maybe", ""],
    &["C0", "C1", "c2 ", "C9", ""],
    &["Customer", "Vendor", "Contact", "x", ""],
    &["K0", "K1", "K2", "K9", ""],
    &["Name", "City", "No.", "Colour", ""],
    &["contact", "account", "value", "x", ""],
    &["", "=1", "\"a\nb\""],
    &["", "ABCDEF"],
];
const LINKS: &[&[&str]] =
    &[&["C0", "C1", "C2", "C9", ""], &["CUST", "X", ""], &["Customer", "Vendor", "x", ""], &["K0", "K1", "K9", ""]];

/// A run over these inputs; the folder holds `out/`.
fn linked(contacts: &str, customers: &str, decisions: &str, links: &str, more: &str) -> tempfile::TempDir {
    let decisions = format!("Kind,Contact No.,Link to Table,No.,Field,Choice,New Value,Seen\n{decisions}");
    let links = format!("Contact No.,Business Relation Code,Link to Table,No.\nC0,CUST,Employee,E1\n{links}");
    let place = folder(&[
        ("contacts.csv", contacts.as_bytes()),
        ("customers.csv", customers.as_bytes()),
        ("decisions.csv", decisions.as_bytes()),
        ("links.csv", links.as_bytes()),
    ]);
    let job = format!(
        "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\ndecisions = 'decisions.csv'\nlinks = 'links.csv'\n\
         {more}"
    );
    let job = Job::parse(job.as_bytes(), &place.path().join("koppel.toml")).unwrap();
    run::link(&job, &run::Options::default(), &Silent).unwrap();
    place
}

/// A file of the set that was written.
fn written(place: &Path, name: &str) -> String {
    fs::read_to_string(place.join("out").join(PathBuf::from(name))).unwrap().trim_start_matches('\u{FEFF}').to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, ..ProptestConfig::default() })]

    #[test]
    fn any_records_decisions_and_links_make_a_whole_set(
        contacts in records('C'), customers in records('K'), decisions in lines(DECISIONS), links in lines(LINKS),
    ) {
        let place = linked(&contacts, &customers, &decisions, &links, "");
        for (name, guarded) in [
            ("review.csv", true), ("conflicts.csv", true), ("issues.csv", true), ("linked.csv", false), ("unlinked.csv", false),
        ] {
            let rows = naive(&written(place.path(), name), ',');
            for (line, cells) in &rows {
                prop_assert_eq!(cells.len(), rows[0].1.len(), "{}, line {}", name, line);
                let runs = |cell: &String| cell.parse::<f64>().is_err() && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                prop_assert!(!guarded || !cells.iter().any(runs), "{} {:?}", name, cells);
                let names = cells.iter().zip(&rows[0].1).filter(|(_, caption)| caption.ends_with("Name"));
                prop_assert!(!names.map(|(cell, _)| cell).any(runs), "{} {:?}", name, cells);
            }
        }
        // Per field a blank never takes the place of a value, but for what moves with a group.
        for (name, before) in [("contacts.csv", &contacts), ("customers.csv", &customers)] {
            let (before, after) = (naive(before, ','), naive(&written(place.path(), &format!("merged/{name}")), ','));
            prop_assert_eq!(before.len(), after.len());
            for ((_, before), (_, after)) in before.iter().zip(&after) {
                for column in [1, 4, 5, 6] {
                    prop_assert!(before[column].is_empty() || !after[column].is_empty(), "{:?} {:?}", before, after);
                }
            }
        }
    }

    #[test]
    fn never_changes_nothing(contacts in records('C'), customers in records('K'), links in lines(LINKS)) {
        let rules: String = ["name", "address", "Phone No.", "E-Mail", "VAT Registration No."]
            .map(|field| format!("\"{field}\" = ['never']\n")).concat();
        let place = linked(&contacts, &customers, "", &links, &format!("[merge]\nprecedence = ['never']\n[merge.fields]\n{rules}"));
        prop_assert_eq!(written(place.path(), "merged/contacts.csv"), contacts);
        prop_assert_eq!(written(place.path(), "merged/customers.csv"), customers);
        prop_assert_eq!(naive(&written(place.path(), "conflicts.csv"), ',').len(), 1);
    }
}
