//! Merging by small tables: each case shows the records before, and the cells after.

use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::decide::lines::Fate;
use crate::decide::{Basis, Judged, Status};
use crate::error::Action;
use crate::read::captions::by_english;
use crate::read::decisions::{Choice, Verb};
use crate::record::{Dialect, Row, Table};
use crate::score::{Bits, Probability};

/// A table from lines with `;`, the first of them captions in English.
fn table(kind: Kind, text: &str) -> Table {
    let mut at = 0;
    let mut rows = Vec::new();
    for (line, raw) in text.split('\n').enumerate() {
        rows.push(Row { start: at, len: raw.len() as u32, line: line as u32 + 1 });
        at += raw.len() + 1;
    }
    let header = rows.remove(0);
    let captions: Vec<String> = text.lines().next().unwrap().split(';').map(str::to_owned).collect();
    let column = |field: &Field| captions.iter().position(|caption| caption == field.caption()).map(|at| at as u16);
    Table {
        source: Source::Table(kind),
        path: PathBuf::from(format!("{}.csv", kind.key())),
        dialect: Dialect {
            encoding: "UTF-8",
            encoding_declared: false,
            mark: false,
            delimiter: b';',
            sep_line: String::new(),
            line_end: "\n",
            gzip: false,
        },
        columns: Field::ALL.iter().map(column).collect(),
        text: text.to_owned(),
        header,
        captions,
        rows_read: rows.len(),
        rows,
        rejected: Vec::new(),
        collapsed: Vec::new(),
        guessed: Vec::new(),
        foreign: Vec::new(),
        sha256: String::new(),
    }
}

fn tables(texts: &[(Kind, &str)]) -> Tables {
    let mut tables = Tables::default();
    for &(kind, text) in texts {
        tables.set(kind, table(kind, text));
    }
    tables
}

fn link(contact: u32, kind: Kind, account: u32, basis: Basis) -> Link {
    let pair = Judged {
        contact,
        kind,
        account,
        probability: Probability(1_000_000),
        bits: Bits(0),
        margin: None,
        basis,
        one_firm: basis != Basis::Name,
        evidence: String::new(),
    };
    Link { pair, status: Status::Linked, doubted: false, code: String::new() }
}

fn links(tables: &Tables) -> Vec<Link> {
    let kinds = Kind::ACCOUNTS.into_iter();
    kinds
        .flat_map(|kind| (0..tables.rows(kind) as u32).map(move |row| link(row, kind, row, Basis::Identifier)))
        .collect()
}

fn decision(kind: Kind, field: Field, choice: Choice, new_value: &str) -> Decision {
    Decision {
        line: 2,
        verb: Verb::Field,
        contact_no: "C1".to_owned(),
        kind,
        no: "1".to_owned(),
        field: Some(field),
        choice,
        new_value: new_value.to_owned(),
        seen: String::new(),
    }
}

fn policy(toml: &str) -> Policy {
    toml::from_str::<Settings>(toml).unwrap().check().unwrap()
}

fn run_with<'t>(tables: &'t Tables, links: &[Link], decisions: &[Decision], policy: &Policy, home: &str) -> Merged<'t> {
    let placeholders = Placeholders::default();
    let as_of = crate::value::date::parse("2030-01-01", crate::value::date::Order::DayMonth);
    let context =
        Context { one_to_one: true, home: Country::parse(home), placeholders: &placeholders, cosmetic: true, as_of };
    merge(tables, links, decisions, policy, &context)
}

fn run<'t>(tables: &'t Tables, policy: &Policy) -> Merged<'t> {
    run_with(tables, &links(tables), &[], policy, "NL")
}

/// The texts of the tables with the changes in them.
fn applied(before: &Tables, merged: &Merged) -> Tables {
    let mut after = Tables::default();
    for (kind, old) in before.iter() {
        let mut lines = vec![old.captions.join(";")];
        let mut cells = Vec::new();
        for row in 0..old.len() {
            old.split(row, &mut cells);
            let raw = old.raw(old.rows[row]);
            let mut values: Vec<String> = cells.iter().map(|cell| raw[cell.clone()].to_owned()).collect();
            for change in merged.changes.iter().filter(|change| change.kind == kind && change.row as usize == row) {
                assert_ne!(values[change.column as usize], change.value, "a change that changes nothing");
                values[change.column as usize].clone_from(&change.value);
            }
            lines.push(values.join(";"));
        }
        after.set(kind, table(kind, &lines.join("\n")));
    }
    after
}

/// A contact `C1` and a customer `1` with one more column, merged by the rules given: what both hold afterwards, and
/// the conflicts as `field rule from state`.
#[track_caller]
fn check(caption: &str, rules: &str, before: [&str; 2], after: [&str; 2], conflicts: &[&str]) {
    let columns = format!("No.;{caption};Last Date Modified");
    let contact = format!("{columns}\nC1;{};01-02-2024", before[0]);
    let customer = format!("{columns}\n1;{};15-01-2025", before[1]);
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
    let rules = if rules.is_empty() { String::new() } else { format!("[fields]\n\"{caption}\" = {rules}") };
    let merged = run(&tables, &policy(&rules));
    let result = applied(&tables, &merged);
    let field = by_english(caption).unwrap();
    let values = [Kind::Contact, Kind::Customer].map(|kind| result.get(kind).unwrap().value(0, field).into_owned());
    assert_eq!(values, after, "{caption} {before:?}");
    assert_eq!(told(&merged), conflicts, "{caption} {before:?}");
}

fn texts(tables: &Tables) -> String {
    tables.iter().map(|(kind, table)| format!("{}\n{}\n", kind.word(), table.text)).collect()
}

fn told(merged: &Merged) -> Vec<String> {
    let tell =
        |row: &Conflict| format!("{}: {}, {}, {}", row.field.caption(), row.rule, row.chosen_from, row.state.word());
    merged.conflicts.iter().map(tell).collect()
}

/// What a rule has found weaker stays out, however the rules after it choose.
#[test]
fn a_rule_that_cannot_choose_among_the_best_leaves_the_others_out() {
    for (caption, [contact, customer, vendor], chosen) in [
        // The two newest differ: the oldest is no way out.
        ("Phone No.", ["09 000 00 11;2010-01-01", "09 222 22 22;2024-05-01", "09 333 33 33;2024-05-01"], ""),
        (
            "Phone No.",
            ["09 000 00 11;2024-05-01", "09 222 22 22;2024-05-01", "09 333 33 33;2010-01-01"],
            "09 000 00 11",
        ),
        // A record without a date is no reason for the oldest to win; nor does it lose by that.
        ("Phone No.", ["09 000 00 11;2010-01-01", "09 222 22 22;2024-05-01", "09 222 22 22;"], "09 222 22 22"),
        ("Phone No.", ["09 000 00 11;2010-01-01", "09 222 22 22;2024-05-01", "09 333 33 33;"], ""),
        ("Phone No.", ["09 000 00 11;2010-01-01", "09 222 22 22;", ";2024-05-01"], "09 000 00 11"),
        // A day to come, or a spreadsheet's zero, is none; a name that says not to use its record is what changed it last.
        (
            "Phone No.",
            ["09 000 00 11;2099-01-01", "09 222 22 22;2024-05-01", "09 333 33 33;2023-05-01"],
            "09 000 00 11",
        ),
        (
            "Phone No.",
            ["09 000 00 11;2023-01-01", "09 222 22 22;2099-05-01", "09 000 00 11;2024-05-01"],
            "09 000 00 11",
        ),
        ("Phone No.", ["09 000 00 11;1899-12-30", "09 222 22 22;1900-01-01", "09 000 00 11;"], "09 000 00 11"),
        (
            "Phone No.",
            ["09 000 00 11;2025-01-01;NIET GEBRUIKEN - Ronse", "09 222 22 22;2024-05-01;Ronse", ";;Ronse"],
            "09 222 22 22",
        ),
        // Two are right and differ: the one that is none is out.
        (
            "E-Mail",
            ["jef(at)quirijnen;2025-01-01", "a@quirijnen.be;2024-05-01", "b@quirijnen.be;2023-05-01"],
            "a@quirijnen.be",
        ),
        ("E-Mail", ["jef(at)quirijnen;2025-01-01", "a@quirijnen.be;2024-05-01", "b@quirijnen.be;2024-05-01"], ""),
    ] {
        let table = |no: &str, cells: &str| format!("No.;{caption};Last Date Modified;Name\n{no};{cells}");
        let [contact_text, customer_text, vendor_text] =
            [("C1", contact), ("1", customer), ("1", vendor)].map(|(no, cells)| table(no, cells));
        let tables =
            tables(&[(Kind::Contact, &contact_text), (Kind::Customer, &customer_text), (Kind::Vendor, &vendor_text)]);
        let merged = run(&tables, &policy(""));
        let of_field = merged.conflicts.iter().filter(|conflict| conflict.field.caption() == caption);
        let found: BTreeSet<&str> = of_field.map(|conflict| &*conflict.chosen_value).collect();
        assert_eq!(found, BTreeSet::from([chosen]), "{contact} {customer} {vendor}");
        assert_eq!(merged.changes.is_empty(), chosen.is_empty(), "{contact} {customer} {vendor}");
    }
}

/// What is typed where a value is compulsory, beside one or into another's place is no reason to lose one that is.
#[test]
fn what_is_no_value_of_its_field_neither_wins_nor_fills() {
    let phone = "09 444 55 66";
    for (caption, newer, older) in [
        ("E-Mail", "geen@geen.be", "info@quirijnen.be"),
        ("E-Mail", "noemail@noemail.com", "info@quirijnen.be"),
        ("E-Mail", "www.quirijnen.be", ""),
        ("E-Mail", "09 471 22 33", ""),
        ("Phone No.", "niet bellen!", phone),
        // A cell that holds the other's value and more loses it to nobody.
        ("Phone No.", phone, "09 444 55 66 / 0475 11 22 33"),
        ("E-Mail", "a@quirijnen.be", "a@quirijnen.be, boekhouding@quirijnen.be"),
        ("Phone No.", "zie mail", ""),
        ("Language Code", "-", "NLB"),
        ("VAT Registration No.", "85.07.30-033.28", ""),
        ("VAT Registration No.", "in aanvraag", ""),
        ("VAT Registration No.", "jef@quirijnen.be", ""),
        ("VAT Registration No.", "BE0403170701\u{200B}", ""),
    ] {
        let contact = format!("No.;{caption};Country/Region Code;Last Date Modified\nC1;{newer};BE;2025-01-01");
        let customer = format!("No.;{caption};Country/Region Code;Last Date Modified\n1;{older};BE;2023-01-01");
        let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
        let merged = run(&tables, &policy(""));
        let changes: Vec<_> = merged.changes.iter().map(|change| (change.kind, &*change.value)).collect();
        let expected = if older.is_empty() { vec![] } else { vec![(Kind::Contact, older)] };
        assert_eq!(changes, expected, "{caption} {newer}");
    }
    // A domain with a letter that only looks like one is asked.
    let [contact, customer] = [("C1", "info@quirijn\u{435}n.be;2025-01-01"), ("1", "info@quirijnen.be;2023-01-01")]
        .map(|(no, cells)| format!("No.;E-Mail;Last Date Modified\n{no};{cells}"));
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
    let merged = run(&tables, &policy(""));
    assert!(merged.changes.is_empty() && merged.conflicts[0].state == State::Open);
}

/// What stands for nothing in other fields is a value in these.
#[test]
fn a_code_a_county_and_what_is_said_in_place_of_a_number_are_values() {
    for (caption, country, newer, older) in [
        ("County", "CH", "SO", "BE"),
        ("County", "IT", "NA", "CE"),
        ("City", "FR", "Aucun", "Arrens-Marsous"),
        ("Salesperson Code", "FR", "DIVERS", "AD"),
        ("Territory Code", "FR", "NONE", "OOST"),
    ] {
        let [contact, customer] = [("C1", newer, "2025-03-14"), ("1", older, "2021-03-14")].map(|(no, value, day)| {
            format!(
                "No.;{caption};Address;Country/Region Code;Last Date Modified\n{no};{value};Kouter 3;{country};{day}"
            )
        });
        let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
        let merged = run(&tables, &policy(""));
        assert_eq!(told(&merged), [format!("{caption}: newest, contact, by rule")], "{newer}");
    }
    check("County", "", ["onbekend", "Utrecht"], ["Utrecht"; 2], &[]);
    check("City", "", ["Aucun", "Utrecht"], ["Utrecht"; 2], &[]);
    let asked = ["VAT Registration No.: ask, , open"];
    for said in ["Niet btw-plichtig", "particulier", "non assujetti", "privé", "vrijgesteld"] {
        check("VAT Registration No.", "", [said, "NL123456782B01"], [said, "NL123456782B01"], &asked);
        check("VAT Registration No.", "", [said, ""], [said, ""], &[]);
    }
    check("VAT Registration No.", "", ["geen", "NL123456782B01"], ["NL123456782B01"; 2], &[]);
}

#[test]
fn each_rule_chooses_its_side() {
    let (x, y) = ("02 555 01 01", "09 555 02 02");
    check("Phone No.", "['filled']", [x, ""], [x, x], &[]);
    check("Phone No.", "['filled']", ["", y], [y, y], &[]);
    check("Phone No.", "['filled']", ["n.v.t.", y], [y, y], &[]);
    check("Phone No.", "['filled']", [x, y], [x, y], &["Phone No.: , , open"]);
    check("Phone No.", "['newest']", [x, y], [y, y], &["Phone No.: newest, customer, by rule"]);
    check("Phone No.", "['oldest']", [x, y], [x, x], &["Phone No.: oldest, contact, by rule"]);
    check("Phone No.", "['newest']", [x, ""], [x, ""], &["Phone No.: , , open"]);
    check("Phone No.", "['contact']", [x, y], [x, x], &["Phone No.: contact, contact, by rule"]);
    check("Phone No.", "['account']", [x, y], [y, y], &["Phone No.: account, customer, by rule"]);
    check("Phone No.", "['account', 'contact']", [x, ""], [x, x], &[]);
    check(
        "Phone No.",
        "['longest']",
        [x, "09 555 02 02 20"],
        ["09 555 02 02 20"; 2],
        &["Phone No.: longest, customer, by rule"],
    );
    check("Phone No.", "['ask', 'contact']", [x, y], [x, y], &["Phone No.: ask, , open"]);
    check("Phone No.", "['never']", [x, y], [x, y], &[]);
    check("Phone No.", "['filled', 'newest']", [x, "4.98951E+11"], [x, x], &[]);
    check("Salesperson Code", "['filled', 'contact']", ["#REF!", "HS"], ["HS", "HS"], &[]);
    check("E-Mail", "['valid']", ["a@b", "a@b.example"], ["a@b.example"; 2], &["E-Mail: valid, customer, by rule"]);
}

#[test]
fn the_built_in_rules_ask_for_what_identifies_a_firm() {
    check("Name", "", ["Alfa", "Beta"], ["Alfa", "Beta"], &["Name: ask, , open"]);
    check("Currency Code", "", ["", "USD"], ["", "USD"], &["Currency Code: ask, , open"]);
    check("VAT Registration No.", "", ["", "NL123456782B01"], ["NL123456782B01"; 2], &[]);
    check(
        "VAT Registration No.",
        "",
        ["NL987654328B01", "NL123456782B01"],
        ["NL987654328B01", "NL123456782B01"],
        &["VAT Registration No.: ask, , open"],
    );
    check("Phone No.", "", ["010 1", "010 2"], ["010 2"; 2], &["Phone No.: newest, customer, by rule"]);
    check("Territory Code", "", ["NOORD", "ZUID"], ["ZUID"; 2], &["Territory Code: newest, customer, by rule"]);
}

#[test]
fn writing_is_no_difference() {
    check("Name", "", ["Janssens B.V.", "JANSSENS BV"], ["Janssens B.V.", "JANSSENS BV"], &[]);
    check("E-Mail", "['account']", ["A@b.example", "a@b.example"], ["A@b.example", "a@b.example"], &[]);
    check(
        "Home Page",
        "['account']",
        ["https://www.a.example/", "a.example"],
        ["https://www.a.example/", "a.example"],
        &[],
    );
    check("Currency Code", "['account']", ["eur", "EUR"], ["eur", "EUR"], &[]);
}

#[test]
fn what_stands_beside_a_number_or_an_address_is_more_than_writing() {
    for (caption, contact, customer) in [
        ("Phone No.", "09 555 02 02 ext 4", "09/555.02.02 ext. 7"),
        ("Phone No.", "09 555 02 02", "09 555 02 02 (toestel 7)"),
        ("Mobile Phone No.", "Jan 0475 55 50 10", "An 0475 55 50 10"),
        ("E-Mail", "jan@bak.example", "jan+facturen@bak.example"),
        ("E-Mail", "jan@bak.example", "jan@bak.example, an@bak"),
    ] {
        let (contact, customer) = (format!("No.;{caption}\nC1;{contact}"), format!("No.;{caption}\n1;{customer}"));
        let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
        for toml in ["mode = 'whole-record'", "precedence = ['contact']"] {
            let merged = run(&tables, &policy(toml));
            assert_eq!((merged.changes.len(), merged.conflicts.len()), (1, 1), "{toml} {customer}");
            assert_eq!(
                (merged.conflicts[0].rule, merged.conflicts[0].state),
                (toml.split('\'').nth(1).unwrap(), State::ByRule)
            );
        }
    }
    check(
        "Phone No.",
        "['account']",
        ["Tel: 09 555 02 02", "09/555.02.02"],
        ["Tel: 09 555 02 02", "09/555.02.02"],
        &[],
    );
    check("E-Mail", "['account']", ["mailto:a@b.example", "A@b.example"], ["mailto:a@b.example", "A@b.example"], &[]);
}

#[test]
fn what_stays_each_records_own() {
    let columns = "No.;Type;Privacy Blocked;Image;Salesperson Code;Purchaser Code;Last Date Modified";
    let contact = format!("{columns}\nC1;Company;Yes;a;JO;;2024-01-01");
    let vendor = format!("{columns}\nV1;Person;No;b;;ANN;2023-01-01");
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Vendor, &vendor)]);
    for mode in ["per-field", "whole-record"] {
        let merged = run(&tables, &policy(&format!("mode = '{mode}'")));
        assert_eq!(merged, Merged::default(), "{mode}");
    }
}

const PLACE: &str = "No.;Address;Address 2;Post Code;City;Country/Region Code;Last Date Modified";

/// Tables that outlive the test, for what is merged refers to them.
fn lasting(tables: Tables) -> &'static Tables {
    Box::leak(Box::new(tables))
}

fn place(rows: [&str; 2], toml: &str, decisions: &[Decision]) -> (Vec<String>, Merged<'static>) {
    let [contact, customer] = rows.map(|row| format!("{PLACE}\n{row}"));
    let tables = lasting(tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]));
    let merged = run_with(tables, &links(tables), decisions, &policy(toml), "BE");
    let result = applied(tables, &merged);
    let lines = [Kind::Contact, Kind::Customer]
        .map(|kind| result.get(kind).map(|table| table.raw(table.rows[0]).to_owned()).unwrap());
    (lines.to_vec(), merged)
}

#[test]
fn an_address_moves_whole_and_what_it_destroys_is_a_conflict() {
    let rows = ["C1;Kerkstraat 1;bus 2;9000;Gent;BE;2024-01-01", "1;Dorp 5;;2000;Antwerpen;;2025-01-01"];
    let (after, merged) = place(rows, "", &[]);
    assert_eq!(after[0], "C1;Dorp 5;;2000;Antwerpen;;2024-01-01");
    let fields: Vec<_> = merged.conflicts.iter().map(|row| (row.field, &*row.chosen_value)).collect();
    let expected = [
        (Field::Address, "Dorp 5"),
        (Field::Address2, ""),
        (Field::PostCode, "2000"),
        (Field::City, "Antwerpen"),
        (Field::Country, ""),
    ];
    let sorted: BTreeSet<_> = fields.iter().copied().collect();
    assert_eq!(sorted, expected.into_iter().collect());
}

/// Two towns may read as one: what moves takes its town along, as it is written.
#[test]
fn an_address_that_moves_leaves_no_town_behind() {
    for [new, old, rule] in [
        ["Kerkstraat 5;;7255 CA;Hengelo (Gld);NL", "Dorpsstraat 1;;7551 AB;Hengelo (Ov);NL", "newest"],
        ["Kerkstraat 5;;7255 CA;Hengelo (Gld);NL", "Kerkstraat 5;;;Hengelo (Ov);NL", "filled"],
        ["12 rue de Lisbonne;;75008;Paris 8;FR", "3 rue de la Pompe;;75016;Paris 16;FR", "newest"],
        ["8 rue Nationale;;59000;Lille;FR", "BP 12;;59040;Lille CEDEX;FR", "newest"],
    ] {
        let (after, merged) = place([&format!("C1;{new};2025-03-14"), &format!("1;{old};2021-03-14")], "", &[]);
        assert_eq!(after[1], format!("1;{new};2021-03-14"));
        // What a list of such differences says of it.
        let told = merged.cosmetics.iter().find(|row| row.field == Field::City).unwrap();
        let town = new.split(';').nth(3).unwrap();
        assert_eq!((&*told.chosen_value, told.chosen_from, told.rule), (town, "contact", rule));
        // Where no conflict shows the address, the old town is noted.
        let noted = merged.issues.iter().filter(|issue| issue.column == "City").count();
        assert_eq!(noted, usize::from(rule == "filled"), "{:?}", merged.issues);
        assert_eq!(merged.conflicts.is_empty(), rule == "filled");
    }
    // Where nothing else moves, or only blanks are filled, each keeps its writing.
    for [new, old, filled] in [
        ["Kerkstraat 5;;7551 AB;Hengelo (Ov);NL", "Kerkstr. 5;;7551AB;HENGELO;NL", "Kerkstr. 5;;7551AB;HENGELO;NL"],
        ["Kerkstraat 5;;7551 AB;Hengelo (Ov);NL", "Kerkstr. 5;;7551AB;HENGELO;", "Kerkstr. 5;;7551AB;HENGELO;NL"],
    ] {
        let (after, _) = place([&format!("C1;{new};2025-03-14"), &format!("1;{old};2021-03-14")], "", &[]);
        assert_eq!(after[1], format!("1;{filled};2021-03-14"));
    }
    // A town that not all records have a column for goes along.
    let columns = "No.;Address;Post Code;City;Last Date Modified\n";
    let contact = format!("{columns}C1;Kerkstraat 5;7255 CA;Hengelo (Gld);2025-03-14");
    let customer = format!("{columns}1;Dorpsstraat 1;7551 AB;Hengelo (Ov);2021-03-14");
    let bank = "No.;Address;Post Code\nB1;Kerkstraat 5;7255 CA";
    let texts = [(Kind::Contact, &*contact), (Kind::Customer, &*customer), (Kind::BankAccount, bank)];
    let (rows, _) = after(texts, "");
    assert_eq!(rows[1], "1;Kerkstraat 5;7255 CA;Hengelo (Gld);2021-03-14");
}

#[test]
fn an_address_completes_a_poorer_one_and_mixes_with_none() {
    let poorer = ["C1;Kerkstraat 1;;;Gent;;2025-01-01", "1;Kerkstraat 1;;9000;Gent;BE;2024-01-01"];
    let (after, merged) = place(poorer, "", &[]);
    assert_eq!(after[0], "C1;Kerkstraat 1;;9000;Gent;BE;2025-01-01");
    assert_eq!((merged.conflicts.len(), merged.fills.values().sum::<u64>()), (0, 2));
    let without_street = ["C1;;;9000;Gent;;2024-01-01", "1;;;;Gent;BE;2025-01-01"];
    let (after, merged) = place(without_street, "", &[]);
    assert_eq!(after, ["C1;;;9000;Gent;BE;2024-01-01", "1;;;9000;Gent;BE;2025-01-01"]);
    assert!(merged.conflicts.is_empty());
    let other_lines = ["C1;Kerkstraat 1;bus 2;9000;Gent;;2025-01-01", "1;Kerkstraat 1 bus 2;;9000;Gent;BE;2024-01-01"];
    let (after, _) = place(other_lines, "", &[]);
    assert!(after[0].contains(";BE;") && after[1].contains(";BE;"), "{after:?}");
    let lines = ["C1;Kerkstraat 1;bus 2;;;;2024-01-01", "1;Kerkstraat 1 bus 2;;;;;2025-01-01"];
    let (after, merged) = place(lines, "", &[]);
    assert_eq!((after.as_slice(), merged.conflicts.len()), (lines.map(str::to_owned).as_slice(), 0));
}

#[test]
fn addresses_that_contradict_each_other_in_nothing_complete_each_other() {
    let fills = |rows: [&str; 2], both: &str| {
        let (after, merged) = place(rows, "", &[]);
        assert_eq!(after, [format!("C1;{both};2024-01-01"), format!("1;{both};2025-01-01")], "{rows:?}");
        assert_eq!(merged.conflicts, [], "{rows:?}");
    };
    let newer = "1;Kerkstraat 12;;9000;Gent;BE;2025-01-01";
    fills(["C1;Kerkstraat 12;Toren B;9000;Gent;;2024-01-01", newer], "Kerkstraat 12;Toren B;9000;Gent;BE");
    fills(["C1;Kerkstraat 12;Toren B;;Gent;BE;2024-01-01", newer], "Kerkstraat 12;Toren B;9000;Gent;BE");
    fills(["C1;;;9000;;BE;2024-01-01", "1;Kerkstraat 12;;9000;Gent;;2025-01-01"], "Kerkstraat 12;;9000;Gent;BE");
    let poorer = ["C1;Kerkstraat 12;Toren B;9000;Gent;;2024-01-01", "1;Kerkstraat 14;;9000;Gent;;2025-01-01"];
    let (after, merged) = place(poorer, "", &[]);
    assert_eq!(after[0], "C1;Kerkstraat 14;;9000;Gent;;2024-01-01");
    assert_eq!(told(&merged), ["Address: newest, customer, by rule", "Address 2: newest, customer, by rule"]);
    let names = |row: &str, kind| (kind, format!("No.;Name;Name 2\n{row}"));
    let texts = [names("C1;Alfa NV;Afdeling Gent", Kind::Contact), names("1;Alfa NV;", Kind::Customer)];
    let tables = tables(&texts.each_ref().map(|(kind, text)| (*kind, text.as_str())));
    let merged = run(&tables, &policy("[fields]\nname = ['filled', 'account']"));
    assert_eq!(tables_rows(&applied(&tables, &merged)), "C1;Alfa NV;Afdeling Gent 1;Alfa NV;Afdeling Gent");
}

#[test]
fn what_fills_an_address_contradicts_no_record_even_one_without_a_street() {
    for contact in ["C1;;;1000;Brussel;", "C1;;;;;NL", "C1;;Toren B;9000;Gent;"] {
        let rows = [&format!("{contact};2025-01-01"), "1;Kerkstraat 12;;9000;Gent;;2019-01-01"];
        let (after, merged) = place(rows, "", &[]);
        assert_eq!(after, rows);
        assert!(!merged.conflicts.is_empty() && merged.conflicts.iter().all(|row| row.state == State::Open));
    }
    // Nor one that says something where another has no column.
    let contact = "No.;Address;City\nC1;Kerkstraat 12;Gent";
    let customer = "No.;Address;City;Address 2\n1;;Gent;bus 3";
    let texts = [(Kind::Contact, contact), (Kind::Customer, customer), (Kind::Vendor, "No.\nV1")];
    let (rows, merged) = after(texts, "");
    assert_eq!(rows, ["C1;Kerkstraat 12;Gent", "1;;Gent;bus 3", "V1"]);
    assert!(merged.conflicts.iter().all(|row| row.state == State::Open), "{:?}", told(&merged));
}

/// The rows of a hub of a contact, a customer and a third record, after the rules of the job.
fn after(texts: [(Kind, &str); 3], toml: &str) -> (Vec<String>, Merged<'static>) {
    let tables = lasting(tables(&texts));
    let merged = run_with(tables, &links(tables), &[], &policy(toml), "BE");
    let result = applied(tables, &merged);
    (texts.map(|(kind, _)| result.get(kind).unwrap().text.lines().nth(1).unwrap().to_owned()).to_vec(), merged)
}

#[test]
fn an_address_is_mixed_with_none_where_a_file_lacks_a_column_of_it() {
    let whole = "No.;Address;Address 2;Post Code;City;Last Date Modified\n";
    let contact = format!("{whole}C1;Kerkstraat 1;;2000;Antwerpen;2025-06-01");
    let customer = format!("{whole}1;Markt 3;Bus 7;9000;Gent;2024-01-01");
    for vendor in ["No.;Address;Post Code;City\nV1;Kerkstraat 1;2000;Antwerpen", "No.;City\nV1;Gent", "No.;City\nV1;"] {
        let texts = [(Kind::Contact, &*contact), (Kind::Customer, &*customer), (Kind::Vendor, vendor)];
        let (rows, merged) = after(texts, "");
        assert_eq!(
            rows[..2],
            ["C1;Kerkstraat 1;;2000;Antwerpen;2025-06-01", "1;Kerkstraat 1;;2000;Antwerpen;2024-01-01"]
        );
        assert!(rows[2].ends_with(";Antwerpen"), "{rows:?}");
        assert!(merged.conflicts.iter().any(|row| row.field == Field::Address2 && row.account_value == "Bus 7"));
        // Where nobody chooses, nothing is completed from another address.
        let (rows, _) = after(texts, "[fields]\naddress = ['filled', 'ask']");
        assert_eq!(rows[0], "C1;Kerkstraat 1;;2000;Antwerpen;2025-06-01");
    }
}

#[test]
fn no_rule_moves_an_address_beside_what_its_file_has_no_column_for() {
    let contact = "No.;Address;City;Last Date Modified\nC1;Kerkstraat 1;Antwerpen;2025-06-01";
    let bank = "No.\nB1";
    for (country, moves) in [("BE", true), ("", true), ("NL", false)] {
        let customer =
            format!("No.;Address;City;Country/Region Code;Last Date Modified\n1;Markt 3;Gent;{country};2024-01-01");
        let texts = [(Kind::Contact, contact), (Kind::Customer, &*customer), (Kind::BankAccount, bank)];
        let (rows, merged) = after(texts, "");
        let address = if moves { "Kerkstraat 1;Antwerpen" } else { "Markt 3;Gent" };
        assert_eq!(rows[1], format!("1;{address};{country};2024-01-01"));
        let state = if moves { State::ByRule } else { State::Open };
        assert!(merged.conflicts.iter().all(|row| row.state == state), "{:?}", told(&merged));
        assert_eq!(merged.conflicts.len(), if moves { 2 } else { 3 });
    }
}

#[test]
fn places_without_a_street_are_not_mixed_either() {
    let rows = ["C1;;;2000;Antwerpen;;2024-01-01", "1;;;;Gent;BE;2025-01-01"];
    let (after, merged) = place(rows, "", &[]);
    assert_eq!(after, rows);
    assert!(merged.conflicts.iter().all(|row| row.state == State::Open), "{:?}", told(&merged));
    let decided = [decision(Kind::Customer, Field::City, Choice::Contact, "")];
    let (after, _) = place(rows, "", &decided);
    assert_eq!(after, ["C1;;;2000;Antwerpen;BE;2024-01-01", "1;;;2000;Antwerpen;BE;2025-01-01"]);
}

#[test]
fn a_record_without_the_leading_column_gives_nothing() {
    let contact = "No.;Address;Post Code;City;Last Date Modified\nC1;Kerkstraat 1;2000;Antwerpen;2024-01-01";
    let customer = "No.;Address;Post Code;City;Last Date Modified\n1;Kerkstraat 1;2000;;2024-01-01";
    let bank = "No.;Post Code;City;Country/Region Code;Last Date Modified\nB1;9000;Gent;;2025-06-01";
    let texts = [(Kind::Contact, contact), (Kind::Customer, customer), (Kind::BankAccount, bank)];
    let (rows, merged) = after(texts, "");
    assert_eq!(rows[0], "C1;Kerkstraat 1;2000;Antwerpen;2024-01-01");
    assert_eq!(rows[1], "1;Kerkstraat 1;2000;Antwerpen;2024-01-01");
    assert_eq!(rows[2], "B1;9000;Gent;;2025-06-01");
    let told: Vec<_> = merged.conflicts.iter().map(|row| (row.kind, row.field, row.state)).collect();
    let open = |field| (Kind::BankAccount, field, State::Open);
    assert_eq!(told, [open(Field::PostCode), open(Field::City)]);
}

#[test]
fn a_person_decides_on_a_group_or_on_one_field_of_it() {
    let rows = ["C1;Kerkstraat 1;bus 2;9000;Gent;BE;2024-01-01", "1;Dorp 5;;2000;Antwerpen;BE;2025-01-01"];
    let whole = [decision(Kind::Customer, Field::Address, Choice::Contact, "")];
    let (after, merged) = place(rows, "", &whole);
    assert_eq!(after[1], "1;Kerkstraat 1;bus 2;9000;Gent;BE;2025-01-01");
    assert!(merged.conflicts.iter().all(|row| row.state == State::Answered));
    let one = [decision(Kind::Customer, Field::City, Choice::Value, "Deurne")];
    let (after, _) = place(rows, "", &one);
    assert_eq!(after, ["C1;Dorp 5;;2000;Deurne;BE;2024-01-01", "1;Dorp 5;;2000;Deurne;BE;2025-01-01"]);
}

#[test]
fn a_decision_is_silent_once_it_stands_and_stale_once_values_change() {
    let columns = "No.;Name";
    let with = |contact: &str, customer: &str, decision: &Decision| {
        let (contact, customer) = (format!("{columns}\nC1;{contact}"), format!("{columns}\n1;{customer}"));
        let tables = lasting(tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]));
        run_with(tables, &links(tables), std::slice::from_ref(decision), &policy(""), "")
    };
    let mut answer = decision(Kind::Customer, Field::Name, Choice::Account, "");
    let open = with("Alfa", "Beta", &Decision { verb: Verb::Reject, ..answer.clone() });
    answer.seen.clone_from(&open.conflicts[0].seen);
    let done = with("Alfa", "Beta", &answer);
    assert_eq!(told(&done), ["Name: decided, customer, answered"]);
    assert_eq!((done.changes.len(), done.issues.len()), (1, 0));
    assert_eq!(done.conflicts[0].id, open.conflicts[0].id);
    let fulfilled = Merged { fates: vec![(2, Fate::Fulfilled)], ..Merged::default() };
    assert_eq!((with("Beta", "Beta", &answer), done.fates), (fulfilled, vec![(2, Fate::Applied)]));
    let stale = with("Alfa", "Gamma", &answer);
    assert_eq!(told(&stale), ["Name: decided, , stale"]);
    assert_eq!((stale.changes.len(), stale.issues.len()), (0, 1));
    let blank = with("Alfa", "", &Decision { seen: String::new(), ..answer.clone() });
    assert_eq!((blank.changes.len(), blank.issues.len()), (0, 1));
}

/// What two answers of one run saw is read by the country there was, though the one of them changes it.
#[test]
fn an_answer_on_the_country_makes_no_other_one_stale() {
    for toml in
        ["precedence = ['filled', 'ask']", "mode = 'whole-record'\n[fields]\naddress = ['ask']\nphone = ['ask']"]
    {
        let toml = toml.replace("phone", "'Phone No.'");
        let columns = "No.;Address;Country/Region Code;Phone No.";
        let [contact, customer] = ["C1;Kaai 1;BE;09 555 01 14", "1;Kaai 1;NL;09 555 01 22"];
        let with = |country: &str, lines: &[Decision]| {
            let contact = format!("{columns}\n{}", contact.replace("BE", country));
            let texts = [(Kind::Contact, &*contact), (Kind::Customer, &*format!("{columns}\n{customer}"))];
            let tables = lasting(tables(&texts));
            run_with(tables, &links(tables), lines, &policy(&toml), "")
        };
        let open = with("BE", &[]);
        assert_eq!(open.conflicts.len(), 2, "{:?}", told(&open));
        let answer = |row: &Conflict| {
            let answer = decision(Kind::Customer, row.field, Choice::Account, "");
            Decision { seen: row.seen.clone(), ..answer }
        };
        let lines: Vec<_> = open.conflicts.iter().map(answer).collect();
        let done = with("BE", &lines);
        assert!(done.conflicts.iter().all(|row| row.state == State::Answered), "{:?}", told(&done));
        assert_eq!((done.changes.len(), done.issues.len()), (2, 0));
        // A number that is another one by now is asked again.
        let phone: Vec<_> = lines.iter().filter(|line| line.field == Some(Field::Phone)).cloned().collect();
        assert_eq!(with("BE", &phone).issues, []);
        let again = with("FR", &phone);
        assert!(again.conflicts.iter().any(|row| row.state == State::Stale), "{:?}", told(&again));
    }
}

#[test]
fn decisions_that_contradict_each_other_are_none() {
    let tables =
        tables(&[(Kind::Contact, "No.;Name;City\nC1;Alfa;Gent"), (Kind::Customer, "No.;Name;City\n1;Beta;Aalst")]);
    let problem = "two decisions on this field contradict each other";
    let check = |first: Decision, second: Decision, told_of: &[u32], name: &str| {
        let second = Decision { line: 3, ..second };
        let merged = run_with(&tables, &links(&tables), &[first, second], &policy(""), "");
        let issues: Vec<_> = merged.issues.iter().map(|issue| (issue.line, &*issue.problem)).collect();
        assert_eq!(issues, told_of.iter().map(|&line| (line, problem)).collect::<Vec<_>>());
        let after = applied(&tables, &merged).get(Kind::Contact).unwrap().text.clone();
        assert!(after.ends_with(&format!("C1;{name};Gent")), "{after}");
    };
    let choose = |choice, value: &str| decision(Kind::Customer, Field::Name, choice, value);
    // On one account the last line counts: there is nothing to contradict.
    check(choose(Choice::Contact, ""), choose(Choice::Account, ""), &[], "Beta");
    let other = |one: Decision| Decision { kind: Kind::Vendor, no: "V1".to_owned(), ..one };
    let mut three = tables.clone();
    three.set(Kind::Vendor, table(Kind::Vendor, "No.;Name\nV1;Gamma"));
    let both = |first: Decision, second: Decision| {
        let second = Decision { line: 3, ..second };
        let merged = run_with(&three, &links(&three), &[first, other(second)], &policy(""), "");
        let issues: Vec<_> = merged.issues.iter().map(|issue| (issue.line, issue.problem.to_string())).collect();
        let after = applied(&three, &merged).get(Kind::Contact).unwrap().text.clone();
        (issues, after.lines().last().unwrap().to_owned())
    };
    let contradicted = vec![(2, problem.to_owned()), (3, problem.to_owned())];
    let before = "C1;Alfa;Gent".to_owned();
    assert_eq!(both(choose(Choice::Account, ""), choose(Choice::Account, "")), (contradicted.clone(), before.clone()));
    assert_eq!(both(choose(Choice::Value, "Delta"), choose(Choice::Contact, "")), (contradicted, before));
    let agreed = both(choose(Choice::Value, "Delta"), choose(Choice::Value, "Delta"));
    assert_eq!(agreed, (vec![], "C1;Delta;Gent".to_owned()));
    assert_eq!(both(choose(Choice::Contact, ""), choose(Choice::Contact, "")).0, vec![]);
}

/// The hub of a contact, a customer and a vendor, by the rule `contact` and what a person decided.
fn decided(texts: [(Kind, &str); 3], decisions: &[Decision]) -> (String, Merged<'static>) {
    let tables = lasting(tables(&texts));
    let merged = run_with(tables, &links(tables), decisions, &policy("precedence = ['decided', 'contact']"), "BE");
    (tables_rows(&applied(tables, &merged)), merged)
}

/// The first row of each table.
fn tables_rows(tables: &Tables) -> String {
    tables.iter().map(|(_, table)| table.raw(table.rows[0])).collect::<Vec<_>>().join(" ")
}

#[test]
fn no_rule_chooses_where_a_person_wanted_something_that_cannot_be_done() {
    let columns = "No.;Phone No.\n";
    let rows = ["C1;09 555 01 01", "1;09 555 02 02", "V1;"];
    let [contact, customer, vendor] = rows.map(|row| format!("{columns}{row}"));
    let texts = [(Kind::Contact, &*contact), (Kind::Customer, &customer), (Kind::Vendor, &vendor)];
    let choose = |choice| decision(Kind::Customer, Field::Phone, choice, "");
    let of_vendor = |choice| Decision { line: 3, kind: Kind::Vendor, no: "V1".to_owned(), ..choose(choice) };
    let told_open = ["Phone No.: decided, , open", "Phone No.: decided, , open"];
    for decisions in [vec![of_vendor(Choice::Account)], vec![choose(Choice::Account), of_vendor(Choice::Contact)]] {
        let (after, merged) = decided(texts, &decisions);
        assert_eq!((after, told(&merged)), (rows.join(" "), told_open.map(str::to_owned).to_vec()), "{decisions:?}");
        assert!(merged.fates.iter().all(|&(_, fate)| fate == Fate::Refused) && !merged.issues.is_empty());
    }
    // What can be done of two is done.
    let (after, merged) = decided(texts, &[choose(Choice::Account), of_vendor(Choice::Account)]);
    assert_eq!(after, "C1;09 555 02 02 1;09 555 02 02 V1;09 555 02 02");
    assert_eq!(merged.fates, [(2, Fate::Applied), (3, Fate::Refused)]);
}

#[test]
fn what_is_refused_or_stale_on_one_field_of_an_address_holds_the_rest() {
    let columns = "No.;Address;City;";
    let contact = format!("{columns}Address 2\nC1;Kerkstraat 1;Gent;");
    let customer = format!("{columns}Address 2\n1;Dorp 5;Aalst;bus 3");
    let vendor = "No.;Address;City\nV1;Dorp 5;Aalst";
    let texts = [(Kind::Contact, &*contact), (Kind::Customer, &customer), (Kind::Vendor, vendor)];
    let stays = "C1;Kerkstraat 1;Gent; 1;Dorp 5;Aalst;bus 3 V1;Dorp 5;Aalst";
    let choose = |field, choice| decision(Kind::Customer, field, choice, "#REF!");
    let stale = Decision { seen: "SEENBEFORE".to_owned(), ..choose(Field::Address2, Choice::Contact) };
    for (decision, state) in [
        (choose(Field::City, Choice::Value), State::Open),
        (choose(Field::Address2, Choice::Contact), State::Open),
        (stale, State::Stale),
    ] {
        let (after, merged) = decided(texts, std::slice::from_ref(&decision));
        assert_eq!(after, stays, "{decision:?}");
        assert!(merged.conflicts.iter().all(|row| row.state == state), "{:?}", told(&merged));
        let rows: BTreeSet<_> = merged.conflicts.iter().map(|row| &row.id).collect();
        assert_eq!((rows.len(), merged.conflicts.len()), (5, 5));
    }
    let long = decision(Kind::Customer, Field::City, Choice::Value, &"Gent".repeat(20));
    assert_eq!(decided(texts, &[long]).0, stays);
}

#[test]
fn what_a_person_chose_is_written_letter_by_letter() {
    let rows = ["C1;09/555.01.01", "1;09 555 01 01", "V1;09 555 02 02"];
    let [contact, customer, vendor] = rows.map(|row| format!("No.;Phone No.\n{row}"));
    let chosen = "C1;09/555.01.01 1;09/555.01.01 V1;09/555.01.01";
    for texts in [
        [(Kind::Contact, &*contact), (Kind::Customer, &*customer), (Kind::Vendor, &*vendor)],
        [(Kind::Contact, &contact), (Kind::Customer, &customer), (Kind::Vendor, "No.\nV1")],
    ] {
        for toml in ["", "mode = 'whole-record'\nprecedence = ['account']"] {
            let choice = [decision(Kind::Customer, Field::Phone, Choice::Contact, "")];
            let before = lasting(tables(&texts));
            let merged = run_with(before, &links(before), &choice, &policy(toml), "BE");
            let after = applied(before, &merged);
            assert!(chosen.starts_with(tables_rows(&after).trim_end_matches("V1")), "{toml} {}", tables_rows(&after));
            assert_eq!(merged.fates, [(2, Fate::Applied)]);
            let again = run_with(&after, &links(&after), &choice, &policy(toml), "BE");
            assert_eq!((again.changes.len(), &*again.fates), (0, &[(2, Fate::Fulfilled)][..]));
        }
    }
}

#[test]
fn a_stale_decision_on_one_field_opens_the_whole_of_its_group() {
    let rows = ["C1;Kerkstraat 1;bus 2;9000;Gent;BE;2024-01-01", "1;Dorp 5;;2000;Antwerpen;BE;2025-01-01"];
    let stale =
        Decision { seen: "SEENBEFORE".to_owned(), ..decision(Kind::Customer, Field::City, Choice::Value, "Deurne") };
    let (after, merged) = place(rows, "", std::slice::from_ref(&stale));
    assert_eq!(after, rows);
    let issues: Vec<_> =
        merged.issues.iter().map(|issue| (issue.line, &*issue.problem, issue.value.as_str())).collect();
    assert_eq!(issues, [(2, "the values have changed since this was decided", "SEENBEFORE")]);
    assert!(merged.conflicts.iter().all(|row| row.state == State::Stale), "{:?}", told(&merged));
    // What was decided stands on all sides by now, by another way: fulfilled, and silent.
    let there = ["C1;Dorp 5;;2000;Deurne;BE;2024-01-01", "1;Dorp 5;;2000;Deurne;BE;2025-01-01"];
    let (after, merged) = place(there, "", &[stale]);
    assert_eq!((after.as_slice(), merged.issues.len()), (there.map(str::to_owned).as_slice(), 0));
}

#[test]
fn no_rule_chooses_where_a_decision_cannot_be_applied() {
    let texts = [
        "No.;Phone No.;Last Date Modified\nC1;1111111;2024-01-01",
        "No.;Phone No.;Last Date Modified\n1;2222222;2025-01-01",
    ];
    let tables = tables(&[(Kind::Contact, texts[0]), (Kind::Customer, texts[1])]);
    let phone = |choice| decision(Kind::Customer, Field::Phone, choice, "");
    let changes = |decisions: &[Decision]| run_with(&tables, &links(&tables), decisions, &policy(""), "").changes.len();
    assert_eq!(changes(&[]), 1);
    for choice in [Choice::Unknown, Choice::OtherTable, Choice::Value] {
        assert_eq!(changes(&[phone(choice)]), 0, "{choice:?}");
    }
    assert_eq!(changes(&[Decision { verb: Verb::Unknown, ..phone(Choice::Contact) }]), 0);
}

#[test]
fn decisions_that_cannot_be_applied_are_named() {
    let tables = tables(&[(Kind::Contact, "No.;Name\nC1;Alfa\nC2;Beta"), (Kind::Customer, "No.;Name\n1;A\n2;B")]);
    let good = decision(Kind::Customer, Field::Name, Choice::Contact, "");
    let cases = [
        (Decision { contact_no: "C9".into(), ..good.clone() }, "no contact has this number"),
        (Decision { no: "9".into(), ..good.clone() }, "no account has this number"),
        (
            Decision { no: "2".into(), ..good.clone() },
            "this account is not linked to the contact: there is nothing to decide",
        ),
        (Decision { field: Some(Field::No), ..good.clone() }, "this field is not synchronised here"),
        (Decision { choice: Choice::Value, ..good.clone() }, "the choice is value, and there is none"),
        (Decision { choice: Choice::Unknown, ..good.clone() }, "no choice koppel knows: contact, account, value"),
        (
            Decision { choice: Choice::OtherTable, ..good.clone() },
            "names another table of accounts than `Link to Table` does",
        ),
        (
            Decision { verb: Verb::Unknown, ..good.clone() },
            "no decision koppel knows: link, reject, field, same, different, withdraw",
        ),
    ];
    for (decision, problem) in cases {
        let merged = run_with(&tables, &links(&tables)[..1], &[decision], &policy(""), "");
        let issues: Vec<_> = merged.issues.iter().map(|issue| (&*issue.problem, issue.action)).collect();
        assert_eq!(issues, [(problem, Action::Rejected)]);
        assert!(merged.changes.is_empty());
    }
    let withdrawn = Decision { verb: Verb::Withdraw, line: 3, ..good.clone() };
    let merged = run_with(&tables, &links(&tables)[..1], &[good, withdrawn], &policy(""), "");
    assert_eq!((told(&merged), merged.issues.len()), (vec!["Name: ask, , open".to_owned()], 0));
}

/// The tax columns `VAT; Enterprise; Registration; SIREN; Country` of a contact and a vendor, before and after.
#[track_caller]
fn check_tax(home: &str, basis: Basis, before: [&str; 2], after: [&str; 2], conflicts: usize) {
    let columns = "No.;VAT Registration No.;Enterprise No.;Registration No.;SIREN No.;Country/Region Code";
    let [contact, vendor] = before.map(|row| format!("{columns}\n1;{row}"));
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Vendor, &vendor)]);
    let merged = run_with(&tables, &[link(0, Kind::Vendor, 0, basis)], &[], &policy(""), home);
    let result = applied(&tables, &merged);
    let rows = [Kind::Contact, Kind::Vendor].map(|kind| {
        let table = result.get(kind).unwrap();
        table.raw(table.rows[0])[2..].to_owned()
    });
    assert_eq!((rows.each_ref().map(String::as_str), merged.conflicts.len()), (after, conflicts), "{before:?}");
}

#[test]
fn tax_numbers_are_one_notion() {
    let id = Basis::Identifier;
    let same = ["BE 0123.456.749;;;;BE", ";0123456749;;;BE"];
    check_tax("BE", id, same, same, 0);
    check_tax("BE", id, [";0123456749;;;BE", ";;;;BE"], [";0123456749;;;BE"; 2], 0);
    check_tax("BE", id, ["BE0123456749;;;;", ";;;;"], ["BE0123456749;;;;", ";BE0123456749;;;"], 0);
    check_tax("BE", id, ["NL123456782B01;;;;NL", ";;;;NL"], ["NL123456782B01;;;;NL"; 2], 0);
    check_tax("BE", Basis::Name, [";0123456749;;;BE", ";;;;BE"], [";0123456749;;;BE", ";;;;BE"], 0);
    check_tax("BE", id, [";0123456749;;;BE", ";;0123456749;;BE"], [";0123456749;;;BE", ";;0123456749;;BE"], 0);
    let different = [";0123456749;;;BE", ";0987654394;;;BE"];
    check_tax("BE", id, different, different, 1);
    check_tax("NL", id, [";;32178945;;NL", ";;;;NL"], [";;32178945;;NL"; 2], 0);
}

/// What contact `C1` and customer `1` hold in both tax columns after a decision, and what is noted.
fn tax_decided(rows: [&str; 2], decisions: &[Decision], toml: &str) -> ([String; 2], Vec<String>) {
    let columns = "VAT Registration No.;Enterprise No.;Country/Region Code";
    let texts = [format!("No.;{columns}\nC1;{}", rows[0]), format!("No.;{columns}\n1;{}", rows[1])];
    let tables = tables(&[(Kind::Contact, &texts[0]), (Kind::Customer, &texts[1])]);
    let merged = run_with(&tables, &links(&tables), decisions, &policy(toml), "BE");
    let after = applied(&tables, &merged);
    let row = |kind| after.get(kind).unwrap().text.lines().nth(1).unwrap().split_once(';').unwrap().1.to_owned();
    let problems = merged.issues.iter().map(|issue| issue.problem.to_string()).collect();
    ([row(Kind::Contact), row(Kind::Customer)], problems)
}

#[test]
fn a_number_that_stands_in_both_columns_is_replaced_in_both() {
    let rows = ["BE0123456749;0123.456.749;BE", "BE0987654394;0987.654.394;BE"];
    let problems = vec!["held the same number: takes the other one as well".to_owned()];
    let account = [decision(Kind::Customer, Field::EnterpriseNo, Choice::Account, "")];
    assert_eq!(tax_decided(rows, &account, ""), ([rows[1], rows[1]].map(str::to_owned), problems.clone()));
    let newer = "[fields]\n'VAT Registration No.' = ['contact']";
    assert_eq!(tax_decided(rows, &[], newer), ([rows[0], rows[0]].map(str::to_owned), problems));
    let value = [decision(Kind::Customer, Field::VatNo, Choice::Value, "BE0403170701")];
    let new = "BE0403170701;BE0403170701;BE".to_owned();
    assert_eq!(tax_decided(rows, &value, "").0, [new.clone(), new]);
}

#[test]
fn a_record_with_the_numbers_of_two_firms_fills_no_blank() {
    let problems = vec!["not the number in VAT Registration No.: neither goes to other records".to_owned()];
    for own in ["BE0123456749;0987.654.394;BE", "BE0123456749;1234.567.4;BE"] {
        assert_eq!(tax_decided([";;BE", own], &[], ""), ([";;BE", own].map(str::to_owned), problems.clone()));
    }
    // Nor does one of them take the place of another's.
    let rows = [";123456782;NL", "BE0123456749;NL123456782B01;NL"];
    let valid = "[fields]\n'VAT Registration No.' = ['valid']";
    assert_eq!(tax_decided(rows, &[], valid), (rows.map(str::to_owned), problems));
    // The number abroad stands beside the one here.
    let own = "NL123456782B01;0987.654.394;BE";
    assert_eq!(tax_decided([";;BE", own], &[], ""), ([";0987.654.394;BE", own].map(str::to_owned), vec![]));
}

#[test]
fn an_answer_on_an_address_moves_what_one_file_alone_has_a_column_for() {
    let contact = "No.;Address;City\nC1;Molenstraat 14;Gent";
    let customer = "No.;Address;Address 2;Post Code;City\n1;Kouter 3;bus 3;9300;Aalst";
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, customer)]);
    let answer = [decision(Kind::Customer, Field::Address, Choice::Contact, "")];
    let merged = run_with(&tables, &links(&tables), &answer, &policy("mode = 'whole-record'"), "BE");
    let after = applied(&tables, &merged).get(Kind::Customer).unwrap().text.lines().nth(1).unwrap().to_owned();
    assert_eq!(after, "1;Molenstraat 14;;;Gent");
}

#[test]
fn no_placeholder_is_a_county() {
    for nothing in ["N/A", "n.a.", "XX", "NVT"] {
        let contact = format!("No.;Address;County;Last Date Modified\nC1;Kaai 1;{nothing};2025-01-01");
        let customer = "No.;Address;County;Last Date Modified\n1;Kaai 1;Oost-Vlaanderen;2024-01-01";
        let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, customer)]);
        let merged = run_with(&tables, &links(&tables), &[], &policy(""), "BE");
        assert!(applied(&tables, &merged).get(Kind::Customer).unwrap().text.contains("Oost-Vlaanderen"), "{nothing}");
    }
}

#[test]
fn an_answer_on_one_column_of_a_whole_record_is_about_that_column() {
    let rows = ["BE0123456749;0123.456.749;BE", "BE0987654394;0403.170.701;BE"];
    let vat = [decision(Kind::Customer, Field::VatNo, Choice::Account, "")];
    let after = "BE0987654394;0123.456.749;BE".to_owned();
    assert_eq!(tax_decided(rows, &vat, "mode = 'whole-record'"), ([after.clone(), after], vec![]));
    let texts = ["No.;Search Name\nC1;ALFA", "No.;Search Name\n1;GENT"];
    let tables = tables(&[(Kind::Contact, texts[0]), (Kind::Customer, texts[1])]);
    let search_name = [decision(Kind::Customer, Field::SearchName, Choice::Account, "")];
    let merged = run_with(&tables, &links(&tables), &search_name, &policy("mode = 'whole-record'"), "BE");
    assert_eq!(applied(&tables, &merged).get(Kind::Contact).unwrap().text, "No.;Search Name\nC1;GENT");
    // What does not fit into the one column is said of that one.
    let rows = ["BE0123456749 BE0123456749;0123.456.749;BE", "BE0987654394;0403.170.701;BE"];
    let enterprise = [decision(Kind::Customer, Field::EnterpriseNo, Choice::Account, "")];
    let (after, problems) = tax_decided(rows, &enterprise, "mode = 'whole-record'");
    assert!(after.iter().all(|row| row.ends_with(";0403.170.701;BE")), "{after:?}");
    assert!(!problems.iter().any(|problem| problem.contains("for a record it would go to")), "{problems:?}");
}

#[test]
fn no_rule_moves_an_address_that_the_contact_contradicts_for_want_of_a_street() {
    let contact = "No.;Post Code;City;Last Date Modified\nC1;9000;Gent;2025-03-14";
    let columns = "No.;Address;Post Code;City;Last Date Modified";
    let customer = format!("{columns}\n1;Molenstraat 14;9000;Gent;2024-01-09");
    let vendor = format!("{columns}\nV1;Kouter 3;9050;Gentbrugge;2024-05-09");
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, &customer), (Kind::Vendor, &vendor)]);
    let merged = run_with(&tables, &links(&tables), &[], &policy(""), "BE");
    assert!(merged.changes.is_empty());
    let ids: BTreeSet<&str> = merged.conflicts.iter().map(|row| &*row.id).collect();
    assert_eq!((ids.len(), merged.conflicts.len()), (6, 6));
    let codes = merged.conflicts.iter().filter(|row| row.field == Field::PostCode);
    assert!(codes.map(|row| &*row.contact_value).eq(["9000", "9000"]), "{:?}", told(&merged));
}

#[test]
fn a_spoilt_number_does_not_stay_beside_the_one_that_is_filled() {
    let (contact, vendor) = ("#REF!;;;;BE", ";0123.456.749;;;BE");
    check_tax("BE", Basis::Identifier, [contact, vendor], [";0123.456.749;;;BE", vendor], 0);
    let (contact, vendor) = ("#REF!;;;;BE", "4.98E+11;;;;BE");
    check_tax("BE", Basis::Identifier, [contact, vendor], [contact, vendor], 0);
}

#[test]
fn one_value_goes_to_the_whole_hub() {
    let contact = "No.;Name;Search Name;Phone No.;Company No.;Company Name;Type\nC1;Alfa NV;ALFA NV;;C1;Alfa NV;\n\
                   P1;Jan;JAN;;C1;Alfa NV;Person\nP2;An;AN;;C9;Else;Person";
    let customer = "No.;Name;Search Name;Phone No.\n1;Alfa Groep;OWN;";
    let bank = "No.;Name;Search Name;Phone No.\nB1;Alfa Bank;ALFA BANK;09 555 01 01";
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, customer), (Kind::BankAccount, bank)]);
    let linked = [link(0, Kind::Customer, 0, Basis::Several), link(0, Kind::BankAccount, 0, Basis::Several)];
    let merged = run_with(&tables, &linked, &[], &policy("[fields]\nname = ['account']"), "");
    let result = applied(&tables, &merged);
    let text = |kind| result.get(kind).unwrap().text.clone();
    assert_eq!(
        text(Kind::Contact).lines().skip(1).collect::<Vec<_>>(),
        [
            "C1;Alfa Groep;ALFA GROEP;09 555 01 01;C1;Alfa Groep;",
            "P1;Jan;JAN;;C1;Alfa Groep;Person",
            "P2;An;AN;;C9;Else;Person"
        ]
    );
    assert!(text(Kind::Customer).ends_with("1;Alfa Groep;OWN;09 555 01 01"));
    assert!(text(Kind::BankAccount).ends_with("B1;Alfa Groep;ALFA GROEP;09 555 01 01"));
    assert_eq!(told(&merged), ["Name: account, customer, by rule", "Name: account, customer, by rule"]);
}

#[test]
fn a_company_is_followed_by_its_number_in_any_case_but_not_by_who_is_blocked_for_privacy() {
    let columns = "No.;Type;Name;Company No.;Company Name;Privacy Blocked";
    let people = "P1;Person;Jan;C1;Alfa;\nP2;Person;An; c1 ;Alfa;Yes\nP3;Person;Jo;C2;Alfa;";
    let (before, after) = named_after(&format!("{columns}\nc1;Company;Alfa;c1;Alfa;No\n{people}"));
    assert_eq!(after[0], "c1;Company;Alfa Groep;c1;Alfa Groep;No");
    assert_eq!(after[1], "P1;Person;Jan;C1;Alfa Groep;");
    assert_eq!(after[2..], before[2..]);
    // Where the export has no Type, people are those who are filed under another contact.
    let (_, after) = named_after("No.;Name;Company No.;Company Name\nC1;Alfa;C1;Alfa\nP1;Jan;C1;Alfa");
    assert_eq!(after, ["C1;Alfa Groep;C1;Alfa Groep", "P1;Jan;C1;Alfa Groep"]);
}

#[test]
fn nobody_follows_a_person_and_no_company_follows_another() {
    let columns = "No.;Type;Name;Company No.;Company Name";
    let (before, after) = named_after(&format!("{columns}\nC1;Person;Alfa;C1;Oud BV\nP1;Person;Jan;C1;Iets BV"));
    assert_eq!((&*after[0], &after[1]), ("C1;Person;Alfa Groep;C1;Oud BV", &before[1]));
    let (before, after) = named_after(&format!("{columns}\nC1;Company;Alfa;C2;Beta\nC2;Company;Beta;C1;Beta"));
    assert_eq!((&*after[0], &after[1]), ("C1;Company;Alfa Groep;C2;Beta", &before[1]));
}

/// The rows of contacts before and after the first of them takes the name of its customer, `Alfa Groep`.
/// What is lost, or no longer true, where a name changes is told.
#[test]
fn a_new_name_tells_what_it_overwrites_and_what_no_longer_goes_with_it() {
    let customer = "No.;Name\n1;Alfa Groep";
    let told = |contacts: &str| {
        let tables = tables(&[(Kind::Contact, contacts), (Kind::Customer, customer)]);
        let merged = run(&tables, &policy("[fields]\nname = ['account']"));
        let tell = |issue: &Issue| (issue.line, issue.column.to_string(), issue.value.clone());
        merged.issues.iter().map(tell).collect::<Vec<_>>()
    };
    let company = |line: u32, value: &str| (line, "Company Name".to_owned(), value.to_owned());
    let columns = "No.;Type;Name;Company No.;Company Name";
    let rows = "C1;Company;Alfa;C1;Alfa (handelsnaam)\nP1;Person;Jan;C1;Alfa filiaal Aalst\nP2;Person;An;C1;ALFA\nP3;Person;Jo;C1;";
    assert_eq!(
        told(&format!("{columns}\n{rows}")),
        [company(2, "Alfa (handelsnaam)"), company(3, "Alfa filiaal Aalst")]
    );
    let columns = "No.;Type;Name;First Name;Middle Name;Surname";
    let surname = |value: &str| (2, "Surname".to_owned(), value.to_owned());
    for (row, expected) in [
        ("C1;Person;Jan Peeters;Jan;;Peeters", vec![surname("Peeters")]),
        ("C1;Person;Alfa Groep-Claes;Alfa;;Groep-Claes", vec![surname("Groep-Claes")]),
        ("C1;Person;GROEP, Alfa;Alfa;;Groep", vec![]),
        ("C1;Person;Jan;;;", vec![]),
        ("C1;Person;Alfa Groep;Jan;;Peeters", vec![]),
    ] {
        assert_eq!(told(&format!("{columns}\n{row}")), expected, "{row}");
    }
}

fn named_after(contacts: &str) -> (Vec<String>, Vec<String>) {
    let tables = tables(&[(Kind::Contact, contacts), (Kind::Customer, "No.;Name\n1;Alfa Groep")]);
    let merged = run(&tables, &policy("[fields]\nname = ['account']"));
    let after = applied(&tables, &merged);
    let rows = |text: &str| text.lines().skip(1).map(str::to_owned).collect();
    (rows(contacts), rows(&after.get(Kind::Contact).unwrap().text))
}

#[test]
fn a_date_that_reads_in_two_ways_tells_only_what_both_do() {
    let phones = |contact: &str, dates: &[&str]| {
        let contact = format!("No.;Phone No.;Last Date Modified\nC1;1111111;{contact}");
        let rows: String = dates.iter().enumerate().map(|(at, date)| format!("\n{};2222222;{date}", at + 1)).collect();
        let customer = format!("No.;Phone No.;Last Date Modified{rows}");
        let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
        let linked = [link(0, Kind::Customer, 0, Basis::Identifier)];
        let of = |rule: &str| {
            let rules = format!("[fields]\n'Phone No.' = ['{rule}']");
            run_with(&tables, &linked, &[], &policy(&rules), "").conflicts[0].chosen_from
        };
        [of("newest"), of("oldest")]
    };
    let none = ["", ""];
    // Of 4 November or of 11 April, against 5 March or 3 May.
    assert_eq!(phones("05/03/2025", &["04/11/2025"]), none);
    assert_eq!(phones("05/03/2025", &["04/11/2025", "04/25/2025"]), ["contact", "customer"]);
    assert_eq!(phones("05/03/2025", &["04/11/2025", "25/04/2025"]), ["customer", "contact"]);
    // A column that proves both proves nothing, of its own dates or of others'.
    assert_eq!(phones("05/03/2025", &["04/11/2025", "25/04/2025", "04/25/2025"]), none);
    assert_eq!(phones("05/03/2025", &["04/02/2025"]), ["contact", "customer"]);
    assert_eq!(phones("2025-03-05", &["04/11/2025"]), ["customer", "contact"]);
    assert_eq!(phones("05/03/2025", &["2025-04-11"]), none);
}

#[test]
fn a_value_too_long_is_not_cut() {
    let long = "12".repeat(16);
    check("Phone No.", "['contact']", [&long, "1"], [&long, "1"], &["Phone No.: contact, , open"]);
    let exact = "é".repeat(10);
    check(
        "Territory Code",
        "['account']",
        ["N", &exact],
        [&exact, &exact],
        &["Territory Code: account, customer, by rule"],
    );
}

#[test]
fn a_value_that_fits_not_all_goes_to_none_in_either_mode() {
    let contact = format!("No.;Phone No.\nC1;{}", "12".repeat(16));
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, "No.;Phone No.\n1;1")]);
    for toml in ["mode = 'whole-record'", "[fields]\n'Phone No.' = ['contact']"] {
        let merged = run(&tables, &policy(toml));
        assert_eq!((merged.changes.len(), merged.conflicts.len()), (0, 1), "{toml}");
        assert_eq!(merged.conflicts[0].state, State::Open, "{toml}");
    }
}

#[test]
fn a_company_name_that_is_too_long_reaches_none_of_its_people() {
    let long = "Maatschappij ".repeat(8).trim_end().to_owned();
    let contact = "No.;Name;Company No.;Company Name\nC1;Alfa NV;C1;Alfa NV\nP1;Jan;C1;Alfa NV";
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, &format!("No.;Name\n1;{long}"))]);
    let merged = run_with(&tables, &links(&tables), &[], &policy("[fields]\nname = ['account']"), "");
    let issues: Vec<_> = merged.issues.iter().map(|issue| (issue.line, &*issue.column, &*issue.problem)).collect();
    let most = Field::Name.max_length().unwrap();
    let problem = format!("the value it should take is longer than {most} characters: the cell stays");
    assert!(long.chars().count() > most && Field::CompanyName.max_length() == Some(most));
    assert!(issues.contains(&(2, "Name", problem.as_str())), "{issues:?}");
    assert_eq!(texts(&applied(&tables, &merged)), texts(&tables));
}

#[test]
fn whole_record_does_as_business_central() {
    let contact = "No.;Name;Search Name;Phone No.;E-Mail;Salesperson Code;VAT Registration No.;Currency Code;Registration No.;Last Date Modified\nC1;Alfa;ALFA;;a@a.example;JO;;EUR;R1;2024-01-01";
    let customer = "No.;Name;Search Name;Phone No.;E-Mail;Salesperson Code;VAT Registration No.;Currency Code;Registration No.;Blocked;Last Date Modified\n1;Beta;BETA;555;b@b.example;AN;NL1;USD;R2;All;2023-01-01";
    let vendor = "No.;Name;Phone No.;Purchaser Code;Salesperson Code;Last Date Modified\nV1;Gamma;777;PU;ZZ;2022-01-01";
    let bank = "No.;Name;Phone No.;Our Contact Code;Currency Code;Format Region\nB1;Delta;;OC;GBP;nl-BE";
    let tables = tables(&[
        (Kind::Contact, contact),
        (Kind::Customer, customer),
        (Kind::Vendor, vendor),
        (Kind::BankAccount, bank),
    ]);
    let cells = |merged: &Merged| {
        let after = applied(&tables, merged);
        after.iter().map(|(_, table)| table.raw(table.rows[0]).to_owned()).collect::<Vec<_>>()
    };
    let by_contact = run(&tables, &policy("mode = 'whole-record'"));
    assert_eq!(
        cells(&by_contact),
        [
            "C1;Alfa;ALFA;;a@a.example;JO;;EUR;R1;2024-01-01",
            "1;Alfa;ALFA;;a@a.example;JO;;EUR;R1;All;2023-01-01",
            "V1;Alfa;;PU;ZZ;2022-01-01",
            "B1;Alfa;;OC;GBP;nl-BE",
        ]
    );
    assert!(by_contact.conflicts.iter().all(|row| row.rule == "whole-record" && row.chosen_from == "contact"));
    let lost: Vec<_> = by_contact.conflicts.iter().filter(|row| row.field == Field::Phone).collect();
    assert_eq!(lost.iter().map(|row| &*row.account_value).collect::<Vec<_>>(), ["555", "777"]);
    let by_account = run(&tables, &policy("mode = 'whole-record'\norder = ['vendor']\nprecedence = ['account']"));
    assert_eq!(
        cells(&by_account),
        [
            "C1;Gamma;ALFA;777;a@a.example;JO;;EUR;R1;2024-01-01",
            "1;Gamma;ALFA;777;a@a.example;JO;;EUR;R1;All;2023-01-01",
            "V1;Gamma;777;PU;ZZ;2022-01-01",
            "B1;Gamma;777;OC;GBP;nl-BE",
        ]
    );
    let again = applied(&tables, &by_account);
    assert!(
        run(&again, &policy("mode = 'whole-record'\norder = ['vendor']\nprecedence = ['account']")).changes.is_empty()
    );
}

/// One answer on the leading field is one on the address; one that cannot be applied leaves all of it as it is.
#[test]
fn an_answer_moves_an_address_whole_where_records_are_copied() {
    let toml = "mode = 'whole-record'";
    let rows = ["C1;Molenstraat 14;bus 2;9000;Gent;BE;2025-01-01", "1;Kouter 3;;9300;Aalst;BE;2020-01-01"];
    let answer = |field, choice, text: &str| decision(Kind::Customer, field, choice, text);
    let account = answer(Field::Address, Choice::Account, "");
    let (after, merged) = place(rows, toml, std::slice::from_ref(&account));
    assert_eq!(after, ["C1;Kouter 3;;9300;Aalst;BE;2025-01-01", rows[1]]);
    assert!(merged.conflicts.len() == 4 && merged.conflicts.iter().all(|row| row.state == State::Answered));
    assert_eq!(merged.fates, [(2, Fate::Applied)]);
    let lines = [account.clone(), answer(Field::City, Choice::Value, "Hofstade")];
    let (after, _) = place(rows, toml, &lines);
    assert_eq!(after, ["C1;Kouter 3;;9300;Hofstade;BE;2025-01-01", "1;Kouter 3;;9300;Hofstade;BE;2020-01-01"]);
    let stale = Decision { seen: "AAAAAAAAAAAA".to_owned(), ..answer(Field::City, Choice::Contact, "") };
    for lines in [[account.clone(), stale.clone()], [answer(Field::County, Choice::Contact, ""), stale]] {
        let (after, merged) = place(rows, toml, &lines);
        assert_eq!(after, rows);
        assert!(merged.conflicts.iter().all(|row| row.state == State::Stale), "{:?}", told(&merged));
    }
    let long = rows[1].replace("Aalst", &"a".repeat(31));
    let (after, merged) = place([rows[0], &long], toml, &[account]);
    assert_eq!(after, [rows[0], &long]);
    assert_eq!(merged.fates, [(2, Fate::Refused)]);
    assert!(
        merged.issues.iter().any(|issue| issue.problem.starts_with("the value is too long")),
        "{:?}",
        merged.issues
    );
}

#[test]
fn a_copy_takes_no_debris_of_a_spreadsheet_and_no_choice_does() {
    let contact = "No.;Phone No.;VAT Registration No.;Fax No.\nC1;4,75E+08;#N/A;#REF!";
    let customer = "No.;Phone No.;VAT Registration No.;Fax No.\n1;09 555 01 01;BE0123456749;";
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, customer)]);
    for toml in ["mode = 'whole-record'", "precedence = ['contact']\n[fields]\n'VAT Registration No.' = ['ask']"] {
        let open = run(&tables, &policy(toml));
        let choice = |field| decision(Kind::Customer, field, Choice::Contact, "");
        let rows = open.conflicts.iter().zip(2..);
        let chosen = rows.map(|(row, line)| Decision { line, seen: row.seen.clone(), ..choice(row.field) });
        for decisions in [vec![], chosen.collect::<Vec<_>>()] {
            let merged = run_with(&tables, &links(&tables), &decisions, &policy(toml), "NL");
            assert_eq!((merged.changes.len(), merged.conflicts.len()), (0, 2), "{toml} {:?}", told(&merged));
            assert!(merged.conflicts.iter().all(|row| row.state == State::Open), "{:?}", told(&merged));
            assert!(merged.fates.iter().all(|&(_, fate)| fate == Fate::Refused));
            assert_eq!(merged.issues.len(), decisions.len());
        }
    }
}

#[test]
fn links_that_are_not_one_to_one_are_left_out() {
    let tables = tables(&[(Kind::Contact, "No.;Phone No.\nC1;1\nC2;"), (Kind::Customer, "No.;Phone No.\n1;\n2;2")]);
    let crossed = [link(0, Kind::Customer, 0, Basis::Name), link(1, Kind::Customer, 0, Basis::Name)];
    let merged = run_with(&tables, &crossed, &[], &policy(""), "");
    assert_eq!((merged.changes.len(), merged.issues.len()), (0, 1));
    let placeholders = Placeholders::default();
    let context = Context { one_to_one: false, home: None, placeholders: &placeholders, cosmetic: false, as_of: None };
    let merged = merge(&tables, &crossed[..1], &[], &policy(""), &context);
    assert_eq!((merged.skipped, merged.changes.len()), (true, 0));
}

#[test]
fn whole_records_are_copied_but_where_the_job_says_otherwise() {
    let columns = "No.;Name;Address;City;Phone No.;E-Mail";
    let contact = format!("{columns}\nC1;Alfa;Kaai 1;Gent;;a@alfa.be");
    let customer = format!("{columns}\n1;Beta;Markt 2;Aalst;09 555 01 01;b@beta.be");
    let tables = tables(&[(Kind::Contact, &contact), (Kind::Customer, &customer)]);
    let after = |toml: &str| {
        let merged = run(&tables, &policy(&format!("mode = 'whole-record'\n{toml}")));
        let text = applied(&tables, &merged).get(Kind::Customer).unwrap().text.lines().nth(1).unwrap().to_owned();
        (text, merged.conflicts.iter().filter(|row| row.state == State::Open).count())
    };
    assert_eq!(after(""), ("1;Alfa;Kaai 1;Gent;;a@alfa.be".to_owned(), 0));
    let rules = "[fields]\n'Phone No.' = ['never']\naddress = ['account']\n'E-Mail' = ['decided', 'ask']";
    assert_eq!(after(rules), ("1;Alfa;Markt 2;Aalst;09 555 01 01;b@beta.be".to_owned(), 1));
    let of_customers = "[fields]\n'Phone No.' = ['contact']\n[customers]\n'Phone No.' = ['account']";
    assert_eq!(after(of_customers).0, "1;Alfa;Kaai 1;Gent;09 555 01 01;a@alfa.be");
}

#[test]
fn the_fuller_address_completes_the_other_however_old() {
    let rows = ["C1;Dorp;;9000;Gent;BE;2025-01-01", "1;Dorp 12;;9000;Gent;BE;2024-01-01"];
    assert!(place(rows, "", &[]).0.iter().all(|row| row.contains("Dorp 12;")));
    // Another number, or another street, completes nothing.
    let rows = ["C1;Dorp 14;;9000;Gent;BE;2025-01-01", "1;Dorp 12;;9000;Gent;BE;2024-01-01"];
    assert!(place(rows, "", &[]).0.iter().all(|row| row.contains("Dorp 14;")));
}

#[test]
fn a_date_with_dots_has_its_day_first_whatever_other_tables_prove() {
    let contact = "No.;Phone No.;Last Date Modified\nC1;1111111;05.03.2024";
    let customer = "No.;Phone No.;Last Date Modified\n1;2222222;04/28/2024";
    let tables = tables(&[(Kind::Contact, contact), (Kind::Customer, customer)]);
    let after = applied(&tables, &run(&tables, &policy("")));
    assert!(after.get(Kind::Contact).unwrap().text.contains("2222222"));
}

#[test]
fn what_a_transfer_damaged_is_given_to_nobody() {
    for (bad, good) in [("Caf\u{FFFD} Quirijn", "Café Quirijn"), ("Rue de l’Ã©glise 4", "Rue de l'église 4")] {
        for toml in ["[fields]\nname = ['contact']", "mode = 'whole-record'"] {
            let texts = [format!("No.;Name\nC1;{bad}"), format!("No.;Name\n1;{good}")];
            let tables = tables(&[(Kind::Contact, &texts[0]), (Kind::Customer, &texts[1])]);
            let merged = run(&tables, &policy(toml));
            assert_eq!((merged.changes.len(), merged.conflicts.len()), (0, 1), "{bad} {toml}");
        }
    }
    // Nor does a person give it to others by a line that was damaged on its way.
    for text in ["Ateliers L\u{C3}\u{A9}marchand", "Ateliers L\u{FFFD}marchand", "Ateliers Lemarch\u{430}nd"] {
        let tables = tables(&[(Kind::Contact, "No.;Name\nC1;Lemarchand"), (Kind::Customer, "No.;Name\n1;Ateliers")]);
        let line = decision(Kind::Customer, Field::Name, Choice::Value, text);
        let merged = run_with(&tables, &links(&tables), &[line], &policy(""), "BE");
        assert_eq!((merged.changes.len(), told(&merged)), (0, vec!["Name: decided, , open".to_owned()]), "{text}");
        assert_eq!(merged.fates, [(2, Fate::Refused)]);
    }
    // What breaks a line, or controls a screen, is no value for others.
    let texts = ["No.;Address\nC1;Kaai 1\u{B}bus 4", "No.;Address\n1;"];
    let tables = tables(&[(Kind::Contact, texts[0]), (Kind::Customer, texts[1])]);
    let merged = run(&tables, &policy(""));
    assert_eq!((merged.changes.len(), merged.issues.len()), (0, 1));
}

#[test]
fn a_wrong_tax_number_fills_no_blank() {
    for (number, filled) in [("BE0403170701", true), ("BE0403170702", false), ("403170701", false)] {
        let texts = [
            format!("No.;VAT Registration No.;Country/Region Code\nC1;{number};BE"),
            "No.;VAT Registration No.;Country/Region Code\n1;;BE".to_owned(),
        ];
        let tables = tables(&[(Kind::Contact, &texts[0]), (Kind::Customer, &texts[1])]);
        assert_eq!(!run(&tables, &policy("")).changes.is_empty(), filled, "{number}");
    }
}

#[test]
fn a_spreadsheet_that_spoilt_an_address_does_not_win_by_it() {
    let rows = ["C1;Dorp 5;;#REF!;Gent;BE;2025-01-01", "1;Kerkstraat 1;;9000;Gent;BE;2024-01-01"];
    let (after, merged) = place(rows, "", &[]);
    assert_eq!(after, rows);
    assert!(!merged.conflicts.is_empty() && merged.conflicts.iter().all(|row| row.state == State::Open));
    // The zero that it took off a post code is no difference, so the one without never wins.
    let rows = ["C1;Hauptstr. 5;;1067;Dresden;DE;2025-01-01", "1;Hauptstr. 5;;01067;Dresden;DE;2024-01-01"];
    let (after, merged) = place(rows, "", &[]);
    assert_eq!((after, merged.conflicts.len()), (rows.map(str::to_owned).to_vec(), 0));
    let rows = ["C1;Dorp 5;;1067;Dresden;DE;2024-01-01", "1;Hauptstr. 5;;01067;Dresden;DE;2025-01-01"];
    let (after, _) = place(rows, "", &[]);
    assert_eq!(after[0], "C1;Hauptstr. 5;;01067;Dresden;DE;2024-01-01");
}

#[test]
fn settings_that_make_no_sense_are_refused_with_the_key() {
    for (toml, column, said) in [
        ("mode = 'per-feld'", "merge.mode", "per-field"),
        ("order = ['costumer']", "merge.order", "customer"),
        ("precedence = ['newst']", "merge.precedence", "newest"),
        ("[fields]\n'Phone Nr.' = ['ask']", "merge.fields.Phone Nr.", "Phone No."),
        ("[fields]\nadress = ['ask']", "merge.fields.adress", "address"),
        ("[fields]\n'No.' = ['ask']", "merge.fields.No.", "not synchronised"),
        ("[fields]\nCity = ['ask']", "merge.fields.City", "address"),
        ("[fields]\nName = ['ask']\nname = ['contact']", "merge.fields.name", "same meaning"),
        ("[vendors]\n'E-Mail' = ['account', 'x']", "merge.vendors.E-Mail", "unknown word `x`"),
        (
            "[bank_accounts]\n'VAT Registration No.' = ['contact']",
            "merge.bank_accounts.VAT Registration No.",
            "in common",
        ),
        ("[groups]\nweb = ['E-Mail', 'City']", "merge.groups.web", "twice"),
    ] {
        let error = toml::from_str::<Settings>(toml).unwrap().check().unwrap_err();
        assert_eq!(error.column.as_deref(), Some(column), "{toml}");
        assert!(error.to_string().contains(said), "{toml}: {error}");
    }
    assert!(toml::from_str::<Settings>("colour = 'red'").is_err());
    assert_eq!(Settings::default().check().unwrap(), Policy::default());
    for toml in ["", "[fields]\nName = ['contact']\n[groups]\nAddress = ['City', 'Post Code']", "order = ['vendor']"] {
        let settings = toml::from_str::<Settings>(toml).unwrap();
        assert_eq!(settings.in_full().check().unwrap(), settings.check().unwrap(), "{toml}");
    }
}

#[test]
fn rules_of_a_table_hold_for_hubs_that_have_it() {
    let policy = policy("[fields]\n'E-Mail' = ['contact']\n[customers]\nemail = ['account']");
    assert_eq!(policy.rules(Field::Email, |kind| kind == Kind::Customer), [Rule::Account]);
    assert_eq!(policy.rules(Field::Email, |kind| kind == Kind::Vendor), [Rule::Contact]);
    assert_eq!(policy.rules(Field::EnterpriseNo, |_| false), [Rule::Decided, Rule::Filled, Rule::Ask]);
}

const COLUMNS: [Field; 18] = [
    Field::No,
    Field::Name,
    Field::Name2,
    Field::SearchName,
    Field::Address,
    Field::Address2,
    Field::PostCode,
    Field::City,
    Field::Country,
    Field::Phone,
    Field::Email,
    Field::VatNo,
    Field::EnterpriseNo,
    Field::RegistrationNo,
    Field::SirenNo,
    Field::Salesperson,
    Field::Currency,
    Field::LastModified,
];

fn cell(field: Field) -> BoxedStrategy<&'static str> {
    let values: &'static [&'static str] = match field {
        Field::Country => &["", "BE", "NL", "fr", "X"],
        Field::VatNo | Field::EnterpriseNo | Field::RegistrationNo | Field::SirenNo => {
            &["", "", "BE0123456749", "0123.456.749", "NL123456782B01", "n.v.t.", "123456782", "FR83404833048"]
        }
        Field::LastModified => &["", "2024-01-01", "02/03/2025", "1-1-2023"],
        Field::Phone => &["", "010 123 45 67", "+31101234567", "0101234567", "-"],
        Field::Email => &["", "a@a.example", "A@a.example", "b@b.example, a@a.example", "wrong"],
        Field::Currency => &["", "EUR", "eur", "USD"],
        _ => &["", "Alfa", "ALFA", "alfa bv", "Beta 12", "Beta", "12", "-", "NVT"],
    };
    proptest::sample::select(values).boxed()
}

prop_compose! {
    fn a_table(kind: Kind, rows: usize)(
        has in proptest::collection::vec(proptest::bool::weighted(0.85), COLUMNS.len()),
        cells in proptest::collection::vec(COLUMNS.map(cell).to_vec(), rows),
    ) -> Table {
        let chosen: Vec<usize> = (0..COLUMNS.len()).filter(|&at| at == 0 || has[at]).collect();
        let mut lines = vec![chosen.iter().map(|&at| COLUMNS[at].caption()).collect::<Vec<_>>().join(";")];
        for (row, cells) in cells.iter().enumerate() {
            let no = format!("{}{row}", &kind.word()[..1]);
            let line: Vec<&str> = chosen.iter().map(|&at| if at == 0 { no.as_str() } else { cells[at] }).collect();
            lines.push(line.join(";"));
        }
        table(kind, &lines.join("\n"))
    }
}

prop_compose! {
    fn a_world()(
        contacts in a_table(Kind::Contact, 3), customers in a_table(Kind::Customer, 3),
        vendors in a_table(Kind::Vendor, 3), banks in a_table(Kind::BankAccount, 3),
        linked in proptest::collection::vec((proptest::bool::ANY, proptest::bool::ANY), 9),
    ) -> (Tables, Vec<Link>) {
        let mut world = Tables::default();
        for (kind, table) in Kind::ALL.into_iter().zip([contacts, customers, vendors, banks]) {
            world.set(kind, table);
        }
        let mut links = Vec::new();
        for (at, &(is_linked, by_name)) in linked.iter().enumerate() {
            if is_linked {
                let row = (at / 3) as u32;
                links.push(link(row, Kind::ACCOUNTS[at % 3], row, if by_name { Basis::Name } else { Basis::Several }));
            }
        }
        (world, links)
    }
}

fn some_policy() -> impl Strategy<Value = Policy> {
    let policies = [
        "",
        "order = ['bank_account', 'vendor']\nprecedence = ['filled', 'account', 'contact']\n[fields]\nname = ['longest', 'newest']\n'VAT Registration No.' = ['valid', 'contact', 'account']",
        "precedence = ['oldest']\n[groups]\naddress = []\n[vendors]\nname = ['account']",
        "mode = 'whole-record'",
        "mode = 'whole-record'\nprecedence = ['account']",
    ];
    proptest::sample::select(policies.map(policy).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn outputs_taken_as_inputs_change_nothing((world, links) in a_world(), policy in some_policy()) {
        let first = run_with(&world, &links, &[], &policy, "BE");
        let after = applied(&world, &first);
        let second = run_with(&after, &links, &[], &policy, "BE");
        prop_assert_eq!(&second.changes, &[], "{}\n{}", texts(&world), texts(&after));
        // What is open stays open; nothing that a rule settled comes back, and nothing new comes up.
        let open = |merged: &Merged| merged.conflicts.iter().filter(|row| row.state == State::Open).count();
        let fits = |row: &Conflict| row.field.max_length().is_none_or(|most| row.chosen_value.chars().count() <= most);
        let back: Vec<_> = second.conflicts.iter().filter(|row| row.state != State::Open && fits(row)).collect();
        prop_assert!(back.is_empty(), "{:?}\n{}", back, texts(&after));
        prop_assert!(open(&second) <= open(&first));
    }

    /// A blank takes the place of a value only in whole-record mode and where a group moves, and there it is a conflict.
    #[test]
    fn no_blank_replaces_a_value_unsaid((world, links) in a_world(), policy in some_policy()) {
        let merged = run_with(&world, &links, &[], &policy, "BE");
        for change in merged.changes.iter().filter(|change| change.value.trim().is_empty()) {
            let table = world.get(change.kind).unwrap();
            let field = table.field(change.column as usize).unwrap();
            let before = table.value(change.row as usize, field);
            if same::cleaned(field, &before, Country::parse("BE"), &Placeholders::default()).is_empty() {
                continue;
            }
            let may_move = policy.mode == Mode::WholeRecord || policy.groups.iter().any(|group| group[1..].contains(&field));
            let is_of = |row: &&Conflict| match change.kind {
                Kind::Contact => row.contact == change.row && row.contact_value == before,
                kind => (row.kind, row.account) == (kind, change.row) && row.account_value == before,
            };
            let is_told = merged.conflicts.iter().filter(is_of).any(|row| row.field == field);
            prop_assert!(may_move && is_told, "{:?}\n{}", change, texts(&world));
        }
    }

    /// What stands beside an address stood beside that address in some record, or is blank.
    #[test]
    fn no_two_addresses_are_mixed((world, links) in a_world()) {
        let placeholders = Placeholders::default();
        let after = applied(&world, &run_with(&world, &links, &[], &policy(""), "BE"));
        let (country, text) = (Country::parse("BE"), |tables: &Tables, (kind, row): (Kind, u32), field: Field| {
            tables.get(kind).unwrap().value(row as usize, field).into_owned()
        });
        let clean = |tables: &Tables, one, field| same::cleaned(field, &text(tables, one, field), country, &placeholders);
        let street = |tables: &Tables, one| {
            let lines = [Field::Address, Field::Address2].map(|field| text(tables, one, field));
            same::cleaned_lines([&lines[0], &lines[1]], country, &placeholders)
        };
        for hub in 0..3 {
            let accounts = links.iter().filter(|link| link.pair.contact == hub);
            let members = || accounts.clone().map(|link| (link.pair.kind, hub)).chain([(Kind::Contact, hub)]);
            let leads = |&(kind, _): &(Kind, u32)| world.get(kind).unwrap().column(Field::Address).is_some();
            for member in members().filter(leads) {
                let door = street(&after, member);
                for field in [Field::PostCode, Field::City] {
                    let value = clean(&after, member, field);
                    let is_there = |one| {
                        let same = clean(&world, one, Field::Address) == clean(&after, member, Field::Address);
                        same || street(&world, one) == door
                    };
                    let beside = |&one: &(Kind, u32)| is_there(one) && clean(&world, one, field) == value;
                    let is_known = door.is_empty() || value.is_empty() || members().any(|one| beside(&one));
                    prop_assert!(is_known, "{:?} {:?}\n{}\n{}", member, field, texts(&world), texts(&after));
                }
            }
        }
    }

    #[test]
    fn links_in_any_order_merge_alike((world, links) in a_world(), policy in some_policy(), turn in 0..9_usize) {
        let mut turned = links.clone();
        turned.reverse();
        turned.rotate_left(turn.min(links.len()));
        let one = run_with(&world, &links, &[], &policy, "BE");
        prop_assert_eq!(one, run_with(&world, &turned, &[], &policy, "BE"));
    }

    #[test]
    fn equal_sides_stay_untouched(contacts in a_table(Kind::Contact, 3), policy in some_policy()) {
        let mut world = Tables::default();
        world.set(Kind::Customer, table(Kind::Customer, &contacts.text));
        world.set(Kind::Contact, contacts);
        let merged = run(&world, &policy);
        prop_assert_eq!((merged.changes.len(), merged.conflicts.len(), merged.cosmetic), (0, 0, 0));
    }

    #[test]
    fn decisions_once_applied_are_silent(
        (world, links) in a_world(), policy in some_policy(),
        field in proptest::sample::select(vec![Field::Name, Field::Phone, Field::City, Field::Address, Field::VatNo]),
        choice in proptest::sample::select(vec![Choice::Contact, Choice::Account, Choice::Value]),
        kind in proptest::sample::select(Kind::ACCOUNTS.to_vec()),
    ) {
        // A new number on a record that holds two others is read by the column it lands in: a case for a person.
        prop_assume!(field != Field::VatNo || choice != Choice::Value);
        let of_kind = links.iter().filter(|link| link.pair.kind == kind);
        let answer = |link: &Link| Decision {
            contact_no: format!("C{}", link.pair.contact),
            no: format!("{}{}", &kind.word()[..1], link.pair.account),
            ..decision(kind, field, choice, "0456.789.093")
        };
        let decisions: Vec<_> = of_kind.map(answer).collect();
        let first = run_with(&world, &links, &decisions, &policy, "BE");
        // A choice of a side that is still blank is reported; it may find a value there the next time.
        prop_assume!(!first.issues.iter().any(|issue| issue.source == Source::Decisions));
        let after = applied(&world, &first);
        let again = run_with(&after, &links, &decisions, &policy, "BE");
        prop_assert_eq!(&again.changes, &[], "{:?} {:?}\n{}\n{}", field, choice, texts(&world), texts(&after));
    }
}

proptest! {
    #[test]
    fn a_second_line_with_nothing_in_it_adds_nothing(line in ".{1,40}") {
        let placeholders = Placeholders::default();
        let clean = |field| same::cleaned(field, &line, None, &placeholders);
        prop_assert_eq!(same::cleaned_name([&line, ""], &placeholders), clean(Field::Name));
        prop_assert_eq!(same::cleaned_lines([&line, ""], None, &placeholders), clean(Field::Address));
    }
}

/// A line for each of many pairs by which nothing is merged takes no look at all the links.
#[test]
fn decisions_on_links_that_merge_nothing_are_brought_in_no_time() {
    const MANY: u32 = 50_000;
    let rows = |name: &str| (0..MANY).fold("No.;Name".to_owned(), |text, at| text + &format!("\n{name}{at};Ronsevaal"));
    let tables = tables(&[(Kind::Contact, &rows("C")), (Kind::Customer, &rows("K"))]);
    let doubted = |row| Link { doubted: true, ..link(row, Kind::Customer, row, Basis::Identifier) };
    let links: Vec<Link> = (0..MANY).map(doubted).collect();
    // The first is doubted, and all others are linked to nobody.
    let line = |at: u32| Decision {
        line: at + 2,
        contact_no: "C0".to_owned(),
        no: format!("K{at}"),
        ..decision(Kind::Customer, Field::Name, Choice::Contact, "")
    };
    let decisions: Vec<Decision> = (0..MANY).map(line).collect();
    let began = std::time::Instant::now();
    let merged = run_with(&tables, &links, &decisions, &policy(""), "NL");
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    let of_link = |issue: &&Issue| issue.problem.starts_with("nothing is merged by this link");
    let lines: Vec<u32> = merged.issues.iter().filter(of_link).map(|issue| issue.line).collect();
    assert_eq!((merged.issues.len(), lines), (MANY as usize, vec![2]));
}
