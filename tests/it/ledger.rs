//! Links that the ledger holds already: what stands, what waits, and what is merged by neither.

use std::fs;

use crate::harness::{folder, koppel};
use crate::world::{Cells, Outcome};

const REST: &str = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,BE0400000185";
const HEADER: &str = "No.,Name,Address,Post Code,City,VAT Registration No.,Phone No.";

/// Runs `link` over a contact C1, customers, and links of the ledger.
fn run(contact: &str, more: &str, customers: &str, links: &str) -> Outcome {
    decided(contact, more, customers, links, "")
}

/// The same with decisions.
fn decided(contact: &str, more: &str, customers: &str, links: &str, decisions: &str) -> Outcome {
    let contacts = format!("{HEADER},Privacy Blocked\nC1,{REST},,{contact}\n");
    let customers = format!("{HEADER}{more}\n{customers}");
    let links = format!("Contact No.,Business Relation Code,Link to Table,No.\n{links}");
    let job = "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\nlinks = 'links.csv'\n\
               decisions = 'decisions.csv'\n[write]\ndirectory = 'out'\n";
    let decisions = format!("Kind,Contact No.,Link to Table,No.,Seen\n{decisions}");
    let place = folder(&[
        ("decisions.csv", decisions.as_bytes()),
        ("contacts.csv", contacts.as_bytes()),
        ("customers.csv", customers.as_bytes()),
        ("links.csv", links.as_bytes()),
        ("koppel.toml", job.as_bytes()),
    ]);
    let run = koppel(place.path(), &["link"]);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    Outcome { place, run }
}

/// The contacts as they come out.
fn merged(outcome: &Outcome) -> String {
    fs::read_to_string(outcome.place.path().join("out/merged/contacts.csv")).unwrap()
}

#[test]
fn a_link_to_a_record_blocked_for_privacy_stands_and_merges_nothing() {
    // What is filled and does not say no may well say yes.
    for (blocked, phone) in [("No", true), ("", true), ("Yes", false), ("Ja (AVG)", false)] {
        for of_contact in [true, false] {
            let [contact, account] = if of_contact { [blocked, ""] } else { ["", blocked] };
            let customer = format!("K1,{REST},09 221 10 10,{account}\n");
            let outcome = run(contact, ",Privacy Blocked", &customer, "C1,CUST,Customer,K1\n");
            assert_eq!(outcome.rows("linked.csv").len(), 1, "{blocked}");
            assert_eq!(merged(&outcome).contains("09 221 10 10"), phone, "{blocked} {of_contact}");
        }
    }
}

#[test]
fn a_link_on_which_a_person_is_asked_again_merges_nothing() {
    let customers = format!("K1,{REST},09 221 10 10\n");
    let links = "C1,CUST,Customer,K1\n";
    for (decision, reviews) in [("", 0), ("reject,C1,Customer,K1,ABCDEFGHIJKL\n", 1)] {
        let outcome = decided("", "", &customers, links, decision);
        assert_eq!((outcome.rows("linked.csv").len(), outcome.rows("review.csv").len()), (1, reviews), "{decision}");
        assert_eq!(merged(&outcome).contains("09 221 10 10"), reviews == 0, "{decision}");
    }
}

#[test]
fn a_rejected_link_does_not_count_as_one_of_several() {
    let customers = format!("K1,{REST},09 221 10 10\nK2,{REST},\n");
    let links = "C1,CUST,Customer,K1\nC1,CUST,Customer,K2\n";
    for (decision, links_left) in [("", 0), ("reject,C1,Customer,K2,\n", 1)] {
        let outcome = decided("", "", &customers, links, decision);
        assert_eq!(outcome.rows("linked.csv").len(), links_left, "{decision}");
        assert_eq!(merged(&outcome).contains("09 221 10 10"), links_left == 1, "{decision}");
    }
}

#[test]
fn a_link_whose_table_nobody_knows_is_not_made_anew() {
    let other = "Optiek Helderoog,Bondgenotenlaan 7,3000,Leuven,BE0400000284";
    let customers = format!("K1,{REST},\nK2,{other},\n");
    for (link, links, reviews) in [
        ("C1,CUST,Customer,K2", "K2", 1),
        // By its ordinal, and by its code where the word says nothing.
        ("C1,DEB,1,K2", "K2", 1),
        ("C1,CUST,Debtor?,K2", "K2", 1),
        // Nothing says which table it is: C1 is linked to something, and neither to K1 nor surely to K2.
        ("C1,DEB,Debtor?,K2", "", 1),
        ("C1,DEB,9,K2", "", 1),
        ("C1,DEB,,K2", "", 1),
        // The one it names is not there: what C1 may be is for a person to see.
        ("C1,DEB,?,K9", "", 1),
        // A link to an employee is none to an account.
        ("C1,EMP,4,K2", "K1", 0),
        ("C1,EMP,,E1", "K1", 0),
    ] {
        let outcome = run("", "", &customers, &format!("{link}\n"));
        let linked: String = outcome.rows("linked.csv").iter().map(|row| &*row["No."]).collect();
        assert_eq!(linked, links, "{link}");
        let reviews_found = outcome.rows("review.csv");
        assert_eq!(reviews_found.len(), reviews, "{link}");
        let of_link = |row: &Cells| row["No."] == "K2" && row["Reason"].starts_with("existing link");
        assert!(link.ends_with("K9") || reviews_found.iter().all(of_link), "{link}");
        let told = outcome.text("issues.csv").contains("no other is made in its place");
        assert_eq!(told, links.is_empty(), "{link}");
    }
}

/// Exports are often a part of their tables: what the ledger links to a record that is not there is linked all the same.
#[test]
fn a_link_to_a_record_that_is_not_in_the_files_is_not_made_anew() {
    let customers = format!("K1,{REST},09 221 10 10\n");
    for (link, linked) in [
        ("", 1),
        ("C1,CUST,Customer,K1\n", 1),
        ("CX,CUST,Customer,K1\n", 0),
        ("C1,CUST,Customer,KX\n", 0),
        ("CX,CUST,Customer,KX\n", 1),
        ("C1,VEND,Vendor,KX\n", 1),
    ] {
        let outcome = run("", "", &customers, link);
        assert_eq!(outcome.rows("linked.csv").len(), linked, "{link}");
        assert_eq!(merged(&outcome).contains("09 221 10 10"), linked == 1, "{link}");
        let reviews = outcome.rows("review.csv");
        assert_eq!(reviews.len(), 1 - linked, "{link}");
        let told =
            |row: &Cells| row["Reason"].starts_with("existing link: the ledger links it to ") && row["No."] == "K1";
        assert!(reviews.iter().all(told), "{link}");
    }
    // What a number was meant as that has lost its zeros is linked to nothing else, and to that by a person.
    let customers = format!("K1,{REST},\n0021,Optiek Helderoog,Bondgenotenlaan 7,3000,Leuven,BE0400000284,\n");
    let outcome = run("", "", &customers, "C1,CUST,Customer,21\n");
    let reviews = outcome.rows("review.csv");
    assert_eq!((outcome.rows("linked.csv").len(), reviews.len(), &*reviews[0]["No."]), (0, 1, "0021"));
}

#[test]
fn a_primary_contact_alone_merges_nothing() {
    // The same telephone is something; nothing to compare is not.
    for (phone, merges) in [("", false), ("09 221 10 10", true)] {
        let customer = format!("K1,,,,,,{phone},C1\n");
        let contact = format!("\nC2,Anders,,,,,09 221 10 10,\nC3,{REST},{phone},");
        let outcome = run(&contact, ",Primary Contact No.", &customer.replace("C1", "C3"), "");
        assert_eq!(outcome.rows("linked.csv").len(), 1, "{phone}");
        let customers = fs::read_to_string(outcome.place.path().join("out/merged/customers.csv")).unwrap();
        assert_eq!(customers.contains("Veldstraat"), merges, "{phone}");
    }
}

#[test]
fn a_primary_contact_does_not_end_what_waits() {
    let customers = format!("K1,{REST},,\nK2,{REST},,\nK3,{REST},09 221 10 10,C1\n");
    let outcome = run("", ",Primary Contact No.", &customers, "C1,CUST,Customer,K1\nC1,CUST,Customer,K2\n");
    assert_eq!(outcome.rows("linked.csv").len(), 0, "two links in the ledger wait for a person");
    assert!(!merged(&outcome).contains("09 221 10 10"));
}

/// Two contacts of one firm are linked; a third one is a duplicate of both.
#[test]
fn the_duplicate_that_is_named_does_not_depend_on_the_order_of_rows() {
    let customers = [format!("K1,{REST},\n"), format!("K2,{REST},\n")];
    let contact = format!("\nC2,{REST},,\nC3,{REST},,");
    let told = [[0, 1], [1, 0]].map(|order| {
        let customers = order.map(|at| &*customers[at]).concat();
        let outcome = run(&contact, "", &customers, "C1,CUST,Customer,K1\nC2,CUST,Customer,K2\n");
        let unlinked = outcome.rows("unlinked.csv");
        unlinked.iter().map(|row| (row["No."].clone(), row["Reason"].clone())).collect::<Vec<_>>()
    });
    assert_eq!(told[0], [("C3".to_owned(), "duplicate of C1".to_owned())]);
    assert_eq!(told[0], told[1]);
}
