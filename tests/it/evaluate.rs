//! `koppel evaluate`: a run against its truth.

use std::fs;
use std::path::Path;

use crate::harness::{folder, koppel};

const CONTACTS: &str = "No.,Type,Name,Address,Post Code,City,Country/Region Code,Phone No.
CT1,Company,Brouwerij De Gouden Haan,Veldkapelstraat 12,9630,Zwalm,BE,055 99 01 01
CT2,Company,Drukkerij Hemelrijck,Stationsplein 4,8500,Kortrijk,BE,056 99 02 02
CT3,Company,Tuinen Oosterlinck,Molendreef 31,9880,Aalter,BE,09 399 03 03
";
const CUSTOMERS: &str = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.
C1,Brouwerij De Gouden Haan,Veldkapelstraat 12,9630,Zwalm,BE,055 99 01 01
C2,Drukkerij Hemelrijck,Stationsplein 4,8500,Kortrijk,BE,056 99 02 02
C3,Garage Van Acoleyen,Kerkstraat 7,3000,Leuven,BE,016 99 04 04
";
const JOB: &str = "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\n";
/// The second link is to be wrong; the third contact is to have a customer that is not like it at all.
const TRUTH: &str = "left_no,right_no\nCT1,C1\nCT3,C3\n";

fn line<'t>(text: &'t str, begins: &str) -> Vec<&'t str> {
    let found = text.lines().find(|line| line.trim_start().starts_with(begins));
    found.unwrap_or_else(|| panic!("no line `{begins}` in\n{text}")).split_whitespace().collect()
}

fn run(place: &Path, line: &str) -> crate::harness::Run {
    koppel(place, &line.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn links_are_held_against_their_truth() {
    let place = folder(&[
        ("contacts.csv", CONTACTS.as_bytes()),
        ("customers.csv", CUSTOMERS.as_bytes()),
        ("koppel.toml", JOB.as_bytes()),
        ("truth.csv", TRUTH.as_bytes()),
        ("open.csv", b"contact_no,account_type,account_no\nCT2,customer,C2\n"),
    ]);
    let place = place.path();
    assert_eq!(run(place, "link --quiet").code, 0);
    let told = run(place, "evaluate out --truth truth.csv");
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    let half = "0.5000";
    assert_eq!(line(&told.stdout, "Customer "), ["Customer", "2", "1", "1", half, "2", half, half]);
    assert_eq!(line(&told.stdout, "never compared or").last(), Some(&"1"));
    assert_eq!(line(&told.stdout, "the contact has no account").last(), Some(&"1"));

    let left_open = run(place, "evaluate out --truth truth.csv --ignore open.csv");
    assert_eq!(line(&left_open.stdout, "Customer ")[..5], ["Customer", "1", "1", "0", "1.0000"]);
    assert!(left_open.stdout.contains("note: 1 links are neither right nor wrong"), "{}", left_open.stdout);

    let whole = run(place, "evaluate out --truth truth.csv --job koppel.toml --recall-sample 9 --quiet");
    assert_eq!(line(&whole.stdout, "never compared").last(), Some(&"1"));
    assert!(whole.stdout.contains("3 contacts compared with all 3 accounts"), "{}", whole.stdout);
    assert!(!whole.stdout.contains("note:"), "{}", whole.stdout);

    let json = run(place, "evaluate out --truth truth.csv --json");
    assert!(
        json.stdout.contains("\"true_pairs\": 2") && json.stdout.contains("\"contact\": \"CT3\""),
        "{}",
        json.stdout
    );
}

#[test]
fn a_job_that_has_changed_since_is_told() {
    let place = folder(&[
        ("contacts.csv", CONTACTS.as_bytes()),
        ("customers.csv", CUSTOMERS.as_bytes()),
        ("koppel.toml", JOB.as_bytes()),
        ("truth.csv", TRUTH.as_bytes()),
    ]);
    let place = place.path();
    assert_eq!(run(place, "link --quiet").code, 0);
    fs::write(place.join("customers.csv"), CUSTOMERS.replace("Kerkstraat", "Dorpsstraat")).unwrap();
    fs::write(place.join("koppel.toml"), format!("{JOB}[pair]\nper_contact = 3\n")).unwrap();
    let told = run(place, "evaluate out --truth truth.csv --job koppel.toml --quiet");
    for note in ["note: customers are not the ones", "note: [pair] is not set as"] {
        assert!(told.stdout.contains(note), "{note}\n{}", told.stdout);
    }
    assert!(!told.stdout.contains("contacts are not"), "{}", told.stdout);
}

#[test]
fn clusters_are_held_against_their_truth() {
    let place = folder(&[
        ("out/manifest.json", br#"{"koppel": "0.1.0", "settings": {}, "inputs": []}"#),
        ("out/duplicates.csv", b"Table,No.,Cluster,Survivor No.\nContact,a,X,a\nContact,b,X,a\nContact,c,X,a\n"),
        ("truth.csv", b"no,cluster\na,1\nb,1\n"),
        ("pairs.csv", TRUTH.as_bytes()),
    ]);
    let place = place.path();
    let told = run(place, "evaluate out --truth truth.csv");
    assert_eq!(told.code, 0, "{}", told.stderr);
    let row = ["Contact", "3", "1", "2", "0.3333", "1", "1.0000", "0.5000"];
    assert_eq!(line(&told.stdout, "Contact "), row);
    let unclear = run(place, "evaluate out --truth truth.csv --truth truth.csv");
    assert!(unclear.code == 1 && unclear.stderr.contains("--table"), "{}", unclear.stderr);
    let pairs = run(place, "evaluate out --truth pairs.csv");
    assert_eq!(pairs.code, 1, "{}", pairs.stdout);
    let nothing = run(place, "evaluate . --truth truth.csv");
    assert!(nothing.code == 1 && nothing.stderr.contains("no manifest"), "{}", nothing.stderr);
    let sample = run(place, "evaluate out --truth truth.csv --recall-sample 5");
    assert_eq!(sample.code, 1, "{}", sample.stdout);
}
