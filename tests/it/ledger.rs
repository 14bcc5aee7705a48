//! Links that the ledger holds already: what stands, what waits, and what is merged by neither.

use std::fs;

use crate::harness::{folder, koppel};
use crate::world::Outcome;

const REST: &str = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,BE0400000185";
const HEADER: &str = "No.,Name,Address,Post Code,City,VAT Registration No.,Phone No.";

/// Runs `link` over a contact C1, customers, and links of the ledger.
fn run(contact: &str, more: &str, customers: &str, links: &str) -> Outcome {
    let contacts = format!("{HEADER},Privacy Blocked\nC1,{REST},,{contact}\n");
    let customers = format!("{HEADER}{more}\n{customers}");
    let links = format!("Contact No.,Business Relation Code,Link to Table,No.\n{links}");
    let job = "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\nlinks = 'links.csv'\n[write]\ndirectory = 'out'\n";
    let place = folder(&[
        ("contacts.csv", contacts.as_bytes()),
        ("customers.csv", customers.as_bytes()),
        ("links.csv", links.as_bytes()),
        ("koppel.toml", job.as_bytes()),
    ]);
    let run = koppel(place.path(), &["link"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    Outcome { place, run }
}

/// The contacts as they come out.
fn merged(outcome: &Outcome) -> String {
    fs::read_to_string(outcome.place.path().join("out/merged/contacts.csv")).unwrap()
}

#[test]
fn a_link_to_a_contact_blocked_for_privacy_stands_and_merges_nothing() {
    let customer = format!("K1,{REST},09 221 10 10\n");
    for (blocked, phone) in [("No", true), ("Yes", false)] {
        let outcome = run(blocked, "", &customer, "C1,CUST,Customer,K1\n");
        assert_eq!(outcome.rows("linked.csv").len(), 1, "{blocked}");
        assert_eq!(merged(&outcome).contains("09 221 10 10"), phone, "{blocked}");
    }
}

#[test]
fn a_primary_contact_does_not_end_what_waits() {
    let customers = format!("K1,{REST},,\nK2,{REST},,\nK3,{REST},09 221 10 10,C1\n");
    let outcome = run("", ",Primary Contact No.", &customers, "C1,CUST,Customer,K1\nC1,CUST,Customer,K2\n");
    assert_eq!(outcome.rows("linked.csv").len(), 0, "two links in the ledger wait for a person");
    assert!(!merged(&outcome).contains("09 221 10 10"));
}
