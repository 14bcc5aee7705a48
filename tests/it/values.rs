//! What is said of values that somebody should look at.

use std::fmt::Write as _;

use koppel::clean::{self, Profiles};
use koppel::read;
use koppel::record::{Kind, Source, Tables};
use koppel::score::{self, Aspect, Level, Model};
use koppel::stage::Silent;
use koppel::value::text::Placeholders;

use crate::harness;

/// Two tables, cleaned.
fn cleaned(contacts: &str, customers: &str) -> Profiles {
    let files = [("contacts.csv", contacts.as_bytes()), ("customers.csv", customers.as_bytes())];
    let folder = harness::folder(&files);
    let mut tables = Tables::default();
    for (kind, (name, _)) in [Kind::Contact, Kind::Customer].into_iter().zip(files) {
        let input = folder.path().join(name).into();
        tables.set(kind, read::table(&input, Source::Table(kind), false, &mut Vec::new()).unwrap());
    }
    clean::clean(&tables, &Placeholders::default(), None, &Silent)
}

/// The line and the text of each issue.
fn issues(profiles: &Profiles) -> Vec<(u32, &str)> {
    profiles.issues.iter().map(|issue| (issue.line, &*issue.problem)).collect()
}

#[test]
fn a_wrong_number_is_told_what_it_was_meant_to_be() {
    let contact = "No.,Type,Name,VAT Registration No.\nC1,Company,Roelandts,BE0133268694\n";
    let wrong = "No.,Name,VAT Registration No.\nK1,Roelandts,BE0133278694\n";
    let told = "the check digits are wrong: compared as it stands, with less weight";
    // Where the other side does not have it, nothing is proposed.
    let other = "No.,Type,Name,VAT Registration No.\nC1,Company,Roelandts,BE0130101051\n";
    for (contact, meant) in [(contact, "one slip away from BE0133268694 of contact C1"), (other, "")] {
        let found = cleaned(contact, wrong);
        assert_eq!(issues(&found), [(2, told)]);
        assert_eq!(found.issues[0].proposal, meant);
    }
    // It stands in issues.csv, and in no message: a sole trader's number is personal.
    let place = harness::folder(&[("contacts.csv", contact.as_bytes()), ("customers.csv", wrong.as_bytes())]);
    let link = ["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "out"];
    assert_eq!(harness::koppel(place.path(), &link).code, 0);
    let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
    assert!(issues.contains("with less weight; one slip away from BE0133268694 of contact C1"), "{issues}");
    let strict = harness::koppel(place.path(), &[&link[..], &["--strict"]].concat());
    assert!(
        strict.code == 1 && strict.stderr.contains(told) && !strict.stderr.contains("BE01332"),
        "{}",
        strict.stderr
    );
}

#[test]
fn a_day_that_is_none_is_noted_and_a_doubtful_order_once_per_column() {
    let customers = "No.,Name\nK1,Maes\n";
    let contacts = "No.,Name,Last Date Modified\nC1,Maes,01-02-2024\nC2,Claes,03-02-2024\nC3,Smets,\nC4,Nijs,0D\n";
    let doubt = "no date proves whether day or month comes first: read as in the other tables, else newer only where it is so \
                 either way";
    assert_eq!(issues(&cleaned(contacts, customers)), [(0, doubt)]);
    let contacts = "No.,Name,Last Date Modified\nC1,Maes,31-01-2024\nC2,Claes,31-02-2024\nC3,Smets,2024-13-01\n";
    let none = "no day that the calendar has: taken as blank";
    assert_eq!(issues(&cleaned(contacts, customers)), [(3, none), (4, none)]);
}

#[test]
fn two_people_of_one_firm_are_not_one_for_its_number() {
    let contacts = "No.,Type,Name,VAT Registration No.\n\
        C1,Person,Jan Roelandts,BE0133278694\nC2,Company,Roelandts Dakwerken,BE0133278694\nC3,Person,Jan Smets,BE0130101051\n";
    let customers = "No.,Name,VAT Registration No.,Contact Type\n\
        K1,Els Roelandts,BE0133278694,Person\nK2,Jan Smets,BE0130101051,Person\n";
    let found = cleaned(contacts, customers);
    let model = Model::of(&found);
    let level = |contact: u32, customer: u32| {
        let pair = (found.record(Kind::Contact, contact), found.record(Kind::Customer, customer));
        score::compare(&found, &model, pair.0, pair.1).of(Aspect::TaxId).level
    };
    assert_eq!(level(0, 0), Level::OfAFirm);
    assert_eq!(level(1, 0), Level::Equal);
    assert_eq!(level(2, 1), Level::Equal, "the number of a person in business");
}

/// A day that is years after all others is a slip: no date of a run, and noted; the same where the day is said.
#[test]
fn a_day_after_that_of_the_run_is_noted() {
    let row = |at: usize| format!("CT{at},Company,Firm {at},2024-{:02}-11\n", at + 1);
    let rows = (0..11).map(row).collect::<String>();
    for (last, more, as_of, noted) in [
        ("2025-01-02", [].as_slice(), "2025-01-02", false),
        ("2099-01-02", &[], "2024-11-11", true),
        ("2025-06-30", &["--as-of", "2025-06-02"], "2025-06-02", true),
        ("2025-06-02", &["--as-of", "2025-06-02"], "2025-06-02", false),
    ] {
        let contacts = format!("No.,Type,Name,Last Date Modified\n{rows}CT99,Company,Other,{last}\n");
        let place = harness::folder(&[("c.csv", contacts.as_bytes()), ("k.csv", b"No.,Name\nK1,Ronse\n")]);
        let line = ["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"];
        let run = harness::koppel(place.path(), &[&line, more].concat());
        assert!(
            run.code == 0 && run.stdout.contains(&format!("as of {as_of}")),
            "{last}: {}{}",
            run.stdout,
            run.stderr
        );
        let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
        assert_eq!(
            issues.contains("c.csv,13,Last Date Modified,a day after that of the run"),
            noted,
            "{last}: {issues}"
        );
    }
    // However few days there are, no export is of the end of the century.
    let contacts = "No.,Type,Name,Last Date Modified\nC1,Company,Firm,2024-01-11\nC2,Company,Other,2099-01-02\n";
    let place = harness::folder(&[("c.csv", contacts.as_bytes()), ("k.csv", b"No.,Name\nK1,Ronse\n")]);
    let run = harness::koppel(place.path(), &["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"]);
    assert!(run.code == 0 && run.stdout.contains("as of 2024-01-11"), "{}{}", run.stdout, run.stderr);
}

/// Whether each contact of a file is a person.
fn people(contacts: &str) -> Vec<bool> {
    let profiles = cleaned(contacts, "No.,Name\n");
    profiles.of(Kind::Contact).map(|record| profiles.get(record).person).collect()
}

#[test]
fn a_day_of_birth_or_the_parts_of_a_name_make_a_person_where_there_is_no_type() {
    let found = people(
        "No.,Name,First Name,Surname,Date of Birth\n\
         1,Mary Adebayor,,,1961-04-05\n\
         2,Oluwaseun Adebayor,,,\n\
         3,Oluwaseun Adebayor,Oluwaseun,Adebayor,\n\
         4,,Oluwaseun,Adebayor,\n\
         5,Adebayor Foods,Oluwaseun,Adebayor,\n\
         6,Adebayor Foods Ltd,,,1961-04-05\n\
         7,Mary Adebayor,,,0000-00-00\n\
         8,Dolvex Kaarsen,,,1961-04-05\n\
         9,Marie Claire,,,\n",
    );
    assert_eq!(found, [true, false, true, true, false, false, false, false, false]);
}

#[test]
fn a_type_column_and_what_a_contact_is_filed_under_say_what_it_is() {
    let typed = people("No.,Type,Name\n1,Person,Oluwaseun Adebayor\n2,Company,Mary Atkinson\n3,,Mary Atkinson\n");
    assert_eq!(typed, [true, false, false]);
    let filed = people("No.,Company No.,Name\n1,1,Mary Atkinson\n2,1,Oluwaseun Adebayor\n3,,Mary Atkinson\n");
    assert_eq!(filed, [false, true, false]);
}

#[test]
fn among_people_who_has_no_known_given_name_is_one_too() {
    let known = ["Mary", "John", "Anna", "Peter", "Susan"];
    let family = ["Atkinson", "Baker", "Whitlock", "Hartnell", "Oxley", "Pemberton"];
    let mut list = "No.,Name\n".to_owned();
    for (nth, (given, family)) in known.iter().flat_map(|given| family.map(|family| (given, family))).enumerate() {
        let _ = writeln!(list, "{nth},{given} {family}");
    }
    let others = "a,Oluwaseun Adebayor\nb,\"Adebayor, O.\"\nc,Adebayor Foods Ltd\n";
    let found = people(&format!("{list}{others}"));
    assert_eq!(found[..30], [true; 30]);
    assert_eq!(found[30..], [true, true, false]);
    // Among firms it is not known.
    let firms: String =
        (0..30).fold("No.,Name\n".to_owned(), |list, nth| format!("{list}{nth},Adebayor Foods {nth} Ltd\n"));
    assert_eq!(people(&format!("{firms}{others}"))[30..], [false; 3]);
}

#[test]
fn of_a_cell_no_more_is_compared_than_anybody_has() {
    let mails: String = (0..40).map(|nth| format!("m{nth}@ronse{nth}.example; ")).collect();
    let words: String = (0..300).map(|nth| format!("ronse{nth}val ")).collect();
    let found = cleaned(&format!("No.,Type,Name,E-Mail\n1,Company,{words},{mails}\n"), "No.,Name\nK1,Jansen\n");
    let profile = found.get(found.record(Kind::Contact, 0));
    let words = found.names.entries[profile.name as usize].tokens;
    assert_eq!((found.list(profile.mails).len(), found.names.tokens(words).len()), (8, 32));
    assert!(found.names.vocabulary.len() < 40, "{}", found.names.vocabulary.len());
}
