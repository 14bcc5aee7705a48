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

/// A run over [`CONTACTS`] and [`CUSTOMERS`], and a truth beside it.
fn held(truth: &[u8]) -> (tempfile::TempDir, crate::harness::Run) {
    let place = folder(&[
        ("contacts.csv", CONTACTS.as_bytes()),
        ("customers.csv", CUSTOMERS.as_bytes()),
        ("koppel.toml", JOB.as_bytes()),
        ("truth.csv", truth),
    ]);
    assert_eq!(run(place.path(), "link --quiet").code, 0);
    let told = run(place.path(), "evaluate out --truth truth.csv");
    (place, told)
}

#[test]
fn a_true_pair_is_of_the_table_it_names() {
    // Numbers are one in any capitals; an employee is no customer; a table that the run has not is not counted.
    let (_place, told) =
        held(b"contact_no,account_type,account_no\nct1,Klanten,c1\nCT2,medewerker,C2\nCT3,vendor,V1\nCT3,bank,\n");
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(line(&told.stdout, "Customer ")[..6], ["Customer", "2", "1", "1", "0.5000", "1"], "{}", told.stdout);
    for note in [
        "note: 2 rows of truth.csv passed over: no direct link",
        "note: 1 pair of truth.csv not counted: the run had no Vendor table",
    ] {
        assert!(told.stdout.contains(note), "{note}\n{}", told.stdout);
    }
    let (_place, told) = held(b"contact_no,account_type,account_no\nCT1,customer,C1\nCT2,item,C2\n");
    assert_eq!(told.code, 1, "{}", told.stdout);
    assert!(told.stderr.contains("truth.csv:3: `item` is no table of accounts"), "{}", told.stderr);
}

#[test]
fn a_truth_is_read_as_inputs_are() {
    let right = ["Customer", "2", "1", "1", "0.5000", "1"];
    let utf_16 = "Contact No.;Link to Table;No.;link_kind\r\nCT1;Customer;C1;Direct\r\nCT2;Customer;C2;via company\r\n";
    let utf_16: Vec<u8> = [0xFEFF].into_iter().chain(utf_16.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for truth in [&b"sep=;\ncontact_no;account_no\nCT1;C1\n"[..], b"left_no\tright_no\nCT1\tC1\n", &utf_16] {
        let (_place, told) = held(truth);
        assert_eq!(told.code, 0, "{}", told.stderr);
        assert_eq!(line(&told.stdout, "Customer ")[..6], right, "{}", told.stdout);
    }
    let (_place, none) = held(b"contact_no,account_no,link_kind\nCT1,C1,1\n");
    assert!(none.code == 1 && none.stderr.contains("no row of the truth says a direct link"), "{}", none.stderr);
    let (_place, empty) = held(b"contact_no,account_no\n");
    assert!(empty.stdout.contains("note: the truth has no pair to be found"), "{}", empty.stdout);
}

#[test]
fn an_edited_set_is_measured_and_said_to_be_edited() {
    let (place, told) = held(TRUTH.as_bytes());
    assert!(!told.stdout.contains("is not as the run published it"), "{}", told.stdout);
    let linked = place.path().join("out/linked.csv");
    let text = fs::read_to_string(&linked).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("CT2")).collect();
    fs::write(&linked, kept.join("\n")).unwrap();
    let told = run(place.path(), "evaluate out --truth truth.csv");
    assert_eq!(line(&told.stdout, "Customer ")[..4], ["Customer", "1", "1", "0"], "{}", told.stdout);
    assert!(told.stdout.contains("note: linked.csv is not as the run published it"), "{}", told.stdout);
}

#[test]
fn a_record_without_a_cluster_is_alone_and_none_is_in_two() {
    let place = folder(&[
        ("out/manifest.json", br#"{"koppel": "0.1.0", "settings": {}, "inputs": []}"#),
        ("out/duplicates.csv", b"Table,No.,Cluster,Survivor No.\nContact,a,X,a\nContact,b,X,a\n"),
        ("alone.csv", b"no;cluster\nA;1\nb;1\nc;\nd;\n"),
        ("two.csv", b"no,cluster\na,1\nb,1\nA,2\n"),
    ]);
    let place = place.path();
    let told = run(place, "evaluate out --truth alone.csv");
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(line(&told.stdout, "Contact ")[1..7], ["1", "1", "0", "1.0000", "1", "1.0000"], "{}", told.stdout);
    let two = run(place, "evaluate out --truth two.csv");
    assert!(two.code == 1 && two.stderr.contains("two.csv:4: A is in two clusters: `1` and `2`"), "{}", two.stderr);
}
