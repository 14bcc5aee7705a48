//! Each line of `decisions.csv` becomes one thing, and that is said: applied, fulfilled, overtaken, withdrawn, unused,
//! stale or refused.

use std::fs;

use crate::harness::{Run, folder, koppel};

const CONTACTS: &str = "No.,Type,Name,Phone No.,City,VAT Registration No.\n\
                        CT1,Company,Bakkerij Peeters,03 123 45 67,Gent,\n\
                        CT2,Company,Slagerij Jansen,03 765 43 21,Aalst,\n\
                        CT3,Company,Optiek Helderoog,09 222 33 44,Leuven,\n";
const CUSTOMERS: &str = "No.,Name,Phone No.,City,VAT Registration No.\n\
                         0010,Bakkerij Peeters,03 123 45 67,Gentbrugge,\n\
                         0020,Slagerij Jansen,03 765 43 21,Aalst,\n\
                         0030,Kapsalon Figaro,011 44 55 66,Hasselt,\n";
const VENDORS: &str = "No.,Name\nV120,Garage Smets\n";
const HEAD: &str = "Kind,Contact No.,Link to Table,No.,Field,Choice,New Value,By,At,Note,Seen\n";

/// A run of a command over these decisions: what it said, the outcomes in its summary, and its issues.
fn run(command: &[&str], job: &str, lines: &str) -> (Run, serde_json::Value, String) {
    let job = format!(
        "{job}\n[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\nvendors = 'vendors.csv'\n\
         decisions = 'decisions.csv'\n"
    );
    let decisions = format!("{HEAD}{lines}");
    let files = [
        ("koppel.toml", job.as_str()),
        ("contacts.csv", CONTACTS),
        ("customers.csv", CUSTOMERS),
        ("vendors.csv", VENDORS),
        ("decisions.csv", &decisions),
    ];
    let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
    let run = koppel(place.path(), command);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    let summary = fs::read(place.path().join("out/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let issues = fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
    (run, summary["decisions"].clone(), issues)
}

/// The outcomes of these lines as `link` counts them, and its exit code.
#[track_caller]
fn check(job: &str, lines: &str, expected: serde_json::Value, code: i32) -> String {
    let (run, mut counts, issues) = run(&["link"], job, lines);
    let read = counts.as_object_mut().and_then(|counts| counts.remove("read"));
    assert_eq!(read, Some(lines.lines().count().into()), "{lines}");
    assert_eq!((counts, run.code), (expected, code), "{lines}{}{issues}", run.stdout);
    issues
}

/// A word and a count as the summary has them.
macro_rules! counts {
    ($($word:ident $count:literal),*) => { serde_json::json!({ $(stringify!($word): $count),* }) };
}

#[test]
fn each_line_has_one_outcome() {
    for (lines, expected, code) in [
        ("link,CT3,Customer,0030,,,,,,,\n", counts!(applied 1), 0),
        ("field,CT1,Customer,0010,City,account,,,,,\n", counts!(applied 1), 0),
        ("field,CT2,Customer,0020,City,account,,,,,\n", counts!(fulfilled 1), 0),
        ("field,ct1,Customer, 0010 ,City,account,,,,,\n", counts!(applied 1), 0),
        // The last line on a subject stands.
        ("reject,CT3,Customer,0030,,,,,,,\nlink,CT3,Customer,0030,,,,,,,\n", counts!(overtaken 1, applied 1), 0),
        (
            "field,CT1,Customer,0010,City,account,,,,,\nfield,CT1,Customer,0010,City,contact,,,,,\n",
            counts!(overtaken 1, applied 1),
            0,
        ),
        // A line that was a slip is undone, and no longer asks for anybody.
        ("link,CT9,Customer,0010,,,,,,,\nwithdraw,CT9,Customer,0010,,,,,,,\n", counts!(withdrawn 1, applied 1), 0),
        (
            "field,CT1,Customer,0010,City,account,,,,,\nwithdraw,CT1,Customer,0010,City,,,,,,\n",
            counts!(withdrawn 1, applied 1),
            0,
        ),
        // What has changed since.
        ("reject,CT1,Customer,0010,,,,,,,AAAAAAAAAAAA\n", counts!(stale 1), 3),
        ("field,CT1,Customer,0010,City,account,,,,,AAAAAAAAAAAA\n", counts!(stale 1), 3),
        // What cannot be.
        ("link,CT9,Customer,0010,,,,,,,\n", counts!(refused 1), 3),
        ("field,CT3,Customer,0030,City,account,,,,,\n", counts!(refused 1), 3),
        ("field,CT1,Customer,0010,Mobile Phone No.,account,,,,,\n", counts!(refused 1), 3),
        ("field,CT1,Customer,0010,VAT Registration No.,contact,,,,,\n", counts!(fulfilled 1), 0),
        // What is for `dedupe`.
        ("same,CT1,Contact,CT2,,,,,,,\ndifferent,0010,Customer,0020,,,,,,,\n", counts!(unused 2), 0),
        ("same,0010,Customer,0020,,,,,,,\nwithdraw,0020,Customer,0010,,,,,,,\n", counts!(unused 2), 0),
    ] {
        check("", lines, expected, code);
    }
}

/// The country is judged before the rest, and once more with it; VAT and enterprise number are one subject.
#[test]
fn whole_records_count_a_decision_once() {
    for (field, expected) in [
        ("Country/Region Code", counts!(refused 1)),
        ("City", counts!(applied 1)),
        ("VAT Registration No.", counts!(fulfilled 1)),
    ] {
        let line = format!("field,CT1,Customer,0010,{field},account,,,,,\n");
        let code = if expected.get("refused").is_some() { 3 } else { 0 };
        check("[merge]\nmode = 'whole-record'", &line, expected, code);
    }
}

#[test]
fn what_the_job_does_not_allow_is_told() {
    let line = "field,CT1,Customer,0010,City,account,,,,,\n";
    let issues = check("[decide]\ncardinality = 'many-to-many'", line, counts!(refused 1), 3);
    assert!(issues.contains("the cardinality is not one-to-one"), "{issues}");
    let issues = check("[merge]\nprecedence = ['contact', 'decided']\ngroups = {}", line, counts!(refused 1), 3);
    assert!(issues.contains("a rule of the job stands before `decided`"), "{issues}");
    let long = "field,CT1,Customer,0010,City,value,Llanfairpwllgwyngyllgogerychwyrndrobwll,,,,\n";
    let issues = check("", long, counts!(refused 1), 3);
    assert!(issues.contains("the value is too long for a record it would go to"), "{issues}");
}

#[test]
fn a_withdrawal_of_nothing_is_noted() {
    let lines = "link,CT3,Customer,0030,,,,,,,\nwithdraw,CT3,Customer,0020,,,,,,,\n";
    let issues = check("", lines, counts!(applied 1, fulfilled 1), 0);
    assert!(issues.contains("decisions.csv,3,,there is nothing to withdraw"), "{issues}");
}

#[test]
fn a_number_that_nobody_has_is_told_with_what_it_may_mean() {
    for (line, meant) in [
        ("link,CT1,Customer,V120,,,,,,,", "no customer V120: V120 is a vendor's number"),
        ("link,CT1,Customer,10,,,,,,,", "no customer 10: 0010 is there: did you mean that?"),
        ("link,CT-01,Customer,0010,,,,,,,", "no contact CT-01: CT1 is there"),
        ("link,CT7,Customer,0010,,,,,,,", "not in the files: no contact CT7,"),
        ("field,CT1,Customer,20,City,contact,,,,,", "no account has this number: 0020 is there"),
        ("same,CT1,Customer,0010,,,,,,,", "write link instead"),
        ("different,CT1,Customer,0010,,,,,,,", "write reject instead"),
    ] {
        let issues = check("", &format!("{line}\n"), counts!(refused 1), 3);
        assert!(issues.contains(meant), "{line}: {issues}");
    }
}

#[test]
fn dedupe_tells_what_became_of_each_line_too() {
    let lines = "same,CT1,Contact,CT2,,,,,,,\nlink,CT3,Customer,0030,,,,,,,\nfield,CT1,Customer,0010,City,account,,,,,\n\
                 same,0010,Customer,20,,,,,,,\nsame,CT2,Contact,CT3,,,,,,,\nwithdraw,CT3,Contact,CT2,,,,,,,\n";
    let (outcome, counts, issues) = run(&["dedupe"], "", lines);
    assert_eq!(counts, counts!(read 6, applied 2, withdrawn 1, unused 2, refused 1), "{}", outcome.stdout);
    assert_eq!(outcome.code, 3, "{}", outcome.stdout);
    assert!(issues.contains("no customer 20: 0020 is there"), "{issues}");
    let told = "6 lines  2 applied; 1 withdrawn by a later line; 2 not for this run; 1 could not be applied";
    let stdout = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(stdout.contains(&told.replace("  ", " ")), "{}", outcome.stdout);
    let (outcome, counts, _) = run(&["dedupe", "--table", "contacts"], "", lines);
    assert_eq!(counts, counts!(read 6, applied 2, withdrawn 1, unused 3), "{}", outcome.stdout);
}

#[test]
fn a_record_that_a_decision_leaves_alone_says_so() {
    for (line, told) in [
        (
            "reject,CT1,Customer,0010,,,,,,,",
            [
                "Contact,CT1,Bakkerij Peeters,Customer,rejected by decision,",
                "Customer,0010,Bakkerij Peeters,Contact,rejected by decision,",
            ],
        ),
        ("link,CT1,Customer,0030,,,,,,,", ["Customer,0010,Bakkerij Peeters,Contact,candidate taken by 0030,CT1,", ""]),
        ("link,CT3,Customer,0010,,,,,,,", ["Contact,CT1,Bakkerij Peeters,Customer,candidate taken by CT3,0010,", ""]),
    ] {
        let decisions = format!("{HEAD}{line}\n");
        let files = [("c.csv", CONTACTS), ("k.csv", CUSTOMERS), ("d.csv", &decisions)];
        let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
        let inputs = ["link", "--contacts", "c.csv", "--customers", "k.csv", "--decisions", "d.csv", "--out", "out"];
        assert_eq!(koppel(place.path(), &inputs).code, 0);
        let unlinked = fs::read_to_string(place.path().join("out/unlinked.csv")).unwrap();
        assert!(told.iter().all(|told| unlinked.contains(told)), "{line}: {unlinked}");
    }
}

#[test]
fn explain_says_what_a_number_may_mean() {
    let place =
        folder(&[("c.csv", CONTACTS.as_bytes()), ("k.csv", CUSTOMERS.as_bytes()), ("v.csv", VENDORS.as_bytes())]);
    let job = "[read]\ncontacts = 'c.csv'\ncustomers = 'k.csv'\nvendors = 'v.csv'\n";
    fs::write(place.path().join("koppel.toml"), job).unwrap();
    for (account, told) in [
        ("customer:V120", "there is no customer V120\n  hint: V120 is a vendor's number"),
        ("customer:10", "hint: 0010 is there: did you mean that?"),
        ("customer:99", "hint: look the number up"),
    ] {
        let run = koppel(place.path(), &["explain", "CT1", account]);
        assert!(run.code == 1 && run.stderr.contains(told), "{account}: {}", run.stderr);
        // It is said before the long work.
        assert!(run.stderr.contains("read: ") && !run.stderr.contains("clean: "), "{account}: {}", run.stderr);
    }
}

/// A kept set is no progress: it is work of somebody's that has moved.
#[test]
fn a_set_that_was_kept_is_told_however_quiet_the_run() {
    let place = folder(&[("c.csv", CONTACTS.as_bytes()), ("k.csv", CUSTOMERS.as_bytes())]);
    let line = ["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out", "--quiet"];
    let quiet = koppel(place.path(), &line);
    assert_eq!((quiet.code, &*quiet.stdout, &*quiet.stderr), (0, "", ""));
    fs::write(place.path().join("out/review.csv"), "mine").unwrap();
    let kept = koppel(place.path(), &line);
    assert_eq!((kept.code, &*kept.stdout), (3, ""));
    assert!(kept.stderr.contains("out.kept-1: an earlier set in which somebody has worked"), "{}", kept.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_not_said_to_lack_a_manifest() {
    let place = folder(&[("truth.csv", b"contact_no,account_no\n")]);
    let run = koppel(place.path(), &["evaluate", "nope", "--truth", "truth.csv"]);
    assert!(run.code == 1 && run.stderr.contains("nope: does not exist"), "{}", run.stderr);
}

#[test]
fn a_new_value_goes_to_all_records_or_to_none() {
    let job = "[read.contacts]\npath = 'contacts.csv'\nencoding = 'windows-1252'\n";
    let job = |decisions: &str| format!("{job}[read]\ncustomers = 'customers.csv'\ndecisions = '{decisions}'\n");
    let of = |value: &str| {
        let decisions = format!("{HEAD}field,CT1,Customer,0010,City,value,{value},,,,\n");
        let files = [
            ("koppel.toml", job("decisions.csv")),
            ("contacts.csv", CONTACTS.to_owned()),
            ("customers.csv", CUSTOMERS.to_owned()),
            ("decisions.csv", decisions),
        ];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let place = folder(&files);
        let run = koppel(place.path(), &["link"]);
        let text = |name: &str| fs::read_to_string(place.path().join("out").join(name)).unwrap();
        let conflicts = text("conflicts.csv");
        let state = conflicts.lines().find(|line| line.contains(",City,")).map(str::to_owned).unwrap_or_default();
        (run.code, text("merged/contacts.csv") + &text("merged/customers.csv"), state, text("issues.csv"))
    };
    let (code, merged, state, issues) = of("Łódź");
    assert_eq!((code, merged.contains("Łódź")), (3, false), "{issues}");
    assert!(state.contains(",open,") && issues.contains("windows-1252 has no U+0141"), "{state}{issues}");
    let (code, merged, state, _) = of("'-Gent");
    assert_eq!((code, merged.matches(",-Gent,").count()), (0, 2), "{merged}");
    assert!(state.contains(",answered,"), "{state}");
    assert_eq!(of("#REF!").0, 3);
    let (code, merged, ..) = of("\"Ge\nnt\"");
    assert_eq!((code, merged.contains("Ge\nnt")), (3, false));
}

#[test]
fn a_new_value_that_is_hardly_one_is_noted_and_written() {
    let issues = check("", "field,CT1,Customer,0010,Phone No.,value,call me,,,,\n", counts!(applied 1), 0);
    assert!(issues.contains("letters in a phone number"), "{issues}");
    let issues = check("", "field,CT1,Customer,0010,VAT Registration No.,value,BE123,,,,\n", counts!(applied 1), 0);
    assert!(issues.contains("is not right as a value of this field"), "{issues}");
}

#[test]
fn a_number_whose_row_was_rejected_is_told_with_its_line() {
    let contacts = format!("{CONTACTS}CT4,Company,Garage Noord\n");
    let decisions = format!("{HEAD}link,CT4,Customer,0030,,,,,,,\n");
    let files = [
        ("contacts.csv", contacts.as_str()),
        ("customers.csv", CUSTOMERS),
        ("decisions.csv", &decisions),
        (
            "koppel.toml",
            "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\ndecisions = 'decisions.csv'\nrejects_max = \"50%\"\n",
        ),
    ];
    let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
    let run = koppel(place.path(), &["link"]);
    let issues = fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(issues.contains("its row was rejected, line 5 of `contacts.csv`"), "{issues}");
}

#[test]
fn decisions_on_duplicates_that_contradict_each_other_are_none() {
    let lines = "same,CT1,Contact,CT2,,,,,,,\nsame,CT2,Contact,CT3,,,,,,,\ndifferent,CT1,Contact,CT3,,,,,,,\n";
    let (run, counts, issues) = run(&["dedupe"], "", lines);
    assert_eq!((run.code, counts), (3, serde_json::json!({ "read": 3, "refused": 3 })), "{issues}");
    assert!(issues.contains("another says different: none is applied"), "{issues}");
}

/// A line that cannot be applied holds what it is about: no rule and no evidence chooses in its place.
#[test]
fn what_an_unclear_decision_is_about_waits_for_a_person() {
    let place = |command: &str, contacts: &str, customers: &str, lines: &str| {
        let files = [("c.csv", contacts), ("k.csv", customers), ("d.csv", &format!("{HEAD}{lines}"))];
        let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
        let tables: &[&str] =
            if command == "link" { &["--contacts", "c.csv", "--customers", "k.csv"] } else { &["--contacts", "c.csv"] };
        let run = koppel(place.path(), &[&[command, "--decisions", "d.csv", "--out", "out"], tables].concat());
        let text = |name: &str| fs::read_to_string(place.path().join("out").join(name)).unwrap();
        let found = if command == "link" { text("linked.csv") } else { text("duplicates.csv") };
        (run.code, found.lines().count() - 1, text("review.csv"))
    };
    assert_eq!((0, 2), {
        let (code, linked, _) = place("link", CONTACTS, CUSTOMERS, "");
        (code, linked)
    });
    for verb in ["rejct", "#link", "link?"] {
        let (code, linked, review) = place("link", CONTACTS, CUSTOMERS, &format!("{verb},CT1,Customer,0010,,,,,,,\n"));
        assert!(code == 3 && linked == 1 && review.contains("decision unclear"), "{verb}: {review}");
    }
    let twice = "No.,Type,Name,Phone No.,City,Privacy Blocked\n\
                 CT1,Company,Bakkerij Peeters,03 123 45 67,Gent,\nCT2,Company,Bakkerij Peeters,03 123 45 67,Gent,\n\
                 CT3,Company,Bakkerij Peeters,03 123 45 67,Gent,\n";
    assert_eq!(place("dedupe", twice, CUSTOMERS, "").1, 3);
    let (code, joined, review) = place("dedupe", twice, CUSTOMERS, "diferent,CT1,Contact,CT2,,,,,,,\n");
    assert!(code == 3 && joined == 2 && review.contains("decision unclear"), "{review}");
    let clash = "same,CT1,Contact,CT3,,,,,,,\nsame,CT3,Contact,CT2,,,,,,,\ndifferent,CT1,Contact,CT2,,,,,,,\n";
    let (code, joined, review) = place("dedupe", twice, CUSTOMERS, clash);
    assert!(code == 3 && joined == 0 && review.matches("decisions clash").count() == 3, "{review}");
    let blocked = twice.replace("03 123 45 67,Gent,\nCT2", "03 123 45 67,Gent,Yes\nCT2");
    let (code, joined, _) = place("dedupe", &blocked, CUSTOMERS, "same,CT1,Contact,CT2,,,,,,,\n");
    assert_eq!((code, joined), (3, 2), "a record blocked for privacy has no duplicates");
}

/// What the ledger holds already is not asked about again, however old the decision; what is asked again names its pair.
#[test]
fn a_decision_on_changed_records_is_fulfilled_by_the_ledger_or_asked_again() {
    let files = [
        ("c.csv", CONTACTS),
        ("k.csv", CUSTOMERS),
        ("d.csv", &format!("{HEAD}link,CT3,Customer,0030,,,,,,,OLDOLDOLDOLD\n")),
        ("l.csv", "Contact No.,Link to Table,No.\nCT3,Customer,0030\n"),
    ];
    let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
    let mut inputs =
        vec!["link", "--contacts", "c.csv", "--customers", "k.csv", "--decisions", "d.csv", "--out", "out"];
    let asked = koppel(place.path(), &inputs);
    let unlinked = fs::read_to_string(place.path().join("out/unlinked.csv")).unwrap();
    assert!(
        asked.code == 3 && unlinked.contains("Contact,CT3,Optiek Helderoog,Customer,in review,0030,"),
        "{unlinked}"
    );
    inputs.extend(["--links", "l.csv"]);
    let fulfilled = koppel(place.path(), &inputs);
    assert_eq!(fulfilled.code, 0, "{}", fulfilled.stdout);
    assert!(fulfilled.stdout.contains("1 already so"), "{}", fulfilled.stdout);
}

/// `Seen` is compared with what the review would say, wherever in the file the records stand and in whatever order they
/// are named; nothing that has changed since is joined or kept apart in silence.
#[test]
fn a_decision_on_duplicates_holds_for_the_records_as_they_were_seen() {
    let (header, rows) = CONTACTS.split_once('\n').unwrap();
    let backwards: Vec<&str> = rows.lines().rev().collect();
    let dedupe = |verb: &str, contacts: &str, seen: &str| {
        let decisions = format!("{HEAD}{verb},CT2,Contact,CT1,,,,,,,{seen}\n");
        let place = folder(&[("c.csv", contacts.as_bytes()), ("d.csv", decisions.as_bytes())]);
        let run = koppel(place.path(), &["dedupe", "--contacts", "c.csv", "--decisions", "d.csv", "--out", "out"]);
        let [duplicates, review, issues] = ["duplicates.csv", "review.csv", "issues.csv"]
            .map(|name| fs::read_to_string(place.path().join("out").join(name)).unwrap());
        (run, duplicates, review, issues)
    };
    for contacts in [CONTACTS.to_owned(), format!("{header}\n{}\n", backwards.join("\n"))] {
        for verb in ["same", "different"] {
            let (run, duplicates, review, issues) = dedupe(verb, &contacts, "OLDOLDOLDOLD");
            assert!(run.code == 3 && run.stdout.contains("1 stale, asked again"), "{}{}", run.stdout, run.stderr);
            assert!(issues.contains("the records have changed since the decision"), "{issues}");
            assert_eq!(duplicates.lines().count(), 1, "{duplicates}");
            let mut reader = csv::Reader::from_reader(review.trim_start_matches('\u{FEFF}').as_bytes());
            let asked: Vec<crate::world::Cells> = reader.deserialize().collect::<Result<_, _>>().unwrap();
            assert_eq!(asked.len(), 1, "{review}");
            assert_eq!([&*asked[0]["Contact No."], &*asked[0]["No."]], ["CT1", "CT2"], "{review}");
            assert_eq!(asked[0]["Reason"], "decision stale: the records have changed since");
            let (run, duplicates, review, issues) = dedupe(verb, &contacts, &asked[0]["Seen"]);
            assert!(run.code == 0 && run.stdout.contains("1 applied"), "{}{issues}", run.stdout);
            assert_eq!(duplicates.lines().count(), if verb == "same" { 3 } else { 1 }, "{duplicates}");
            assert_eq!(review.lines().count(), 1, "{review}");
        }
    }
}

/// What stands in the file alone is seen without a run.
#[test]
fn check_says_which_decisions_cannot_be_applied() {
    for (line, told, code) in [
        ("link,CT3,Customer,0030,,,", "", 0),
        ("lnk,CT3,Customer,0030,,,", "no decision koppel knows", 3),
        ("#link,CT3,Customer,0030,,,", "no decision koppel knows", 3),
        ("link,CT3,Klantje,0030,,,", "no table koppel knows", 3),
        ("field,CT1,Customer,0010,City,acount,", "no choice koppel knows", 3),
        ("field,CT1,Customer,0010,City,vendor,", "another table of accounts", 3),
        ("field,CT1,Customer,0010,City,value,", "the choice is value, and there is none", 3),
        ("lnk,CT3,Customer,0030,,,\nlink,ct3,Customer,0030,,,", "", 0),
    ] {
        let decisions = format!("Kind,Contact No.,Link to Table,No.,Field,Choice,New Value\n{line}\n");
        let job = "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\nvendors = 'vendors.csv'\n\
                   decisions = 'decisions.csv'\n";
        let files = [
            ("koppel.toml", job),
            ("contacts.csv", CONTACTS),
            ("customers.csv", CUSTOMERS),
            ("vendors.csv", VENDORS),
            ("decisions.csv", &decisions),
        ];
        let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
        let check = koppel(place.path(), &["check"]);
        assert_eq!(check.code, code, "{line}: {}", check.stdout);
        assert!(check.stdout.contains(told), "{line}: {}", check.stdout);
        assert_eq!(koppel(place.path(), &["link"]).code, code, "{line}");
    }
}

/// A line that can be read in part holds what it may be about, however it came to be unreadable; a later line settles it.
#[test]
fn what_a_line_may_be_about_that_cannot_be_read_waits_for_a_person() {
    let customers = format!("{CUSTOMERS}0040,Drukkerij Ongena,050 33 44 55,Brugge,\n");
    let link = |lines: &str| {
        let job = "[read]\ncontacts = 'c.csv'\ncustomers = 'k.csv'\ndecisions = 'd.csv'\n";
        let decisions = format!("{HEAD}link,CT3,Customer,0030,,,,,,,\n{lines}");
        let files = [("c.csv", CONTACTS), ("k.csv", &customers), ("d.csv", &decisions), ("koppel.toml", job)];
        let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
        let run = koppel(place.path(), &["link"]);
        let text = |name: &str| fs::read_to_string(place.path().join("out").join(name)).unwrap_or_default();
        (run, text("linked.csv"), text("review.csv"), text("conflicts.csv"))
    };
    let (run, linked, review, conflicts) = link("");
    assert!(run.code == 0 && linked.contains("CT1,") && !review.contains("CT1,") && conflicts.contains("by rule"));
    for line in [
        "reject,CT1,Custmer,0010,,,,,,,",
        "reject,CT1,,0010,,,,,,,",
        "reject,CT1,Contact,0010,,,,,,,",
        "reject,CT1,Customer,0010",
        "reject,CT1,Customer,0010,,,,An,3/6,no, really,x,,",
        "reject;CT1;Customer;0010;;;;;;;",
        "\"reject,CT1,Customer,0010,,,,,,,\"",
        "reject CT1 Customer 0010",
        // Numbers that are not there, but for a slip; two that stand in each other's place; one that nobody knows.
        "reject,CT1,Customer,10,,,,,,,",
        "reject,CT-1,Customer,0010,,,,,,,",
        "reject,0010,Customer,CT1,,,,,,,",
        "link,CT1,Customer,0099,,,,,,,",
        "reject,CT99,Customer,0010,,,,,,,",
        "reject,CT1,Customer,",
        // No field is known for sure: no rule chooses on any.
        "field,CT1,Customer,0010,Phon No.,account,,,,,",
        "field,CT1,Customer,0010,,account,,,,,",
        "field,CT1,Customer,10,City,account,,,,,",
        "withdraw,CT1,Customer,10,,,,,,,",
    ] {
        let (run, linked, review, conflicts) = link(&format!("{line}\n"));
        assert_eq!(run.code, 3, "{line}: {}", run.stderr);
        assert!(!linked.contains("CT1,") && linked.contains("CT2,") && linked.contains("CT3,"), "{line}: {linked}");
        assert!(review.contains("CT1,") && review.contains("decision unclear"), "{line}: {review}");
        assert!(!conflicts.contains("CT1,"), "{line}: {conflicts}");
        assert!(run.stdout.contains("1 applied; 1 could not be applied"), "{line}: {}", run.stdout);
    }
    // The last line on a pair counts, whether it can be read or not.
    for (lines, is_linked) in [
        ("reject,CT1,Custmer,0010,,,,,,,\nlink,CT1,Customer,0010,,,,,,,\n", true),
        ("reject,CT1,Custmer,0010,,,,,,,\nwithdraw,CT1,Customer,0010,,,,,,,\n", true),
        ("link,CT1,Customer,0010,,,,,,,\nreject,CT1,Custmer,0010,,,,,,,\n", false),
        ("field,CT1,Customer,0010,Cty,account,,,,,\nfield,CT1,Customer,0010,City,account,,,,,\n", true),
        ("different,CT1,Contct,CT2,,,,,,,\n", true),
    ] {
        let (run, linked, review, _) = link(lines);
        assert_eq!((run.code, linked.contains("CT1,"), review.contains("CT1,")), (3, is_linked, !is_linked), "{lines}");
    }
}
