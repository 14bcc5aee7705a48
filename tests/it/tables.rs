//! Runs `tests/tables/`: pairs of values with what a person who knows the countries expects of them.
//!
//! Each table says in its head what its columns and levels are. A row that does not come out as expected is a failure,
//! unless `gaps.tsv` names it; a gap that comes out as expected is a failure too. With `KOPPEL_BLESS=1` nothing is
//! written: what people expect does not follow from what the code says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use koppel::clean::{self, Profiles};
use koppel::read;
use koppel::record::{Kind, Source, Tables};
use koppel::score::{self, Aspect, Evidence, Level, Model};
use koppel::stage::Silent;
use koppel::value::country::Country;
use koppel::value::email::{self, Email};
use koppel::value::phone::{self, Phone};
use koppel::value::place::{self, Parts, Place};
use koppel::value::text::Placeholders;
use koppel::value::web;

use crate::harness;

/// A row of a table.
struct Row {
    a: String,
    b: String,
    expected: String,
    reason: String,
}

impl Row {
    fn pair(&self) -> (&str, &str) {
        (&self.a, &self.b)
    }
}

/// The rows of a table, in their order.
fn rows(table: &str) -> Vec<Row> {
    let path = harness::root().join("tests/tables").join(table);
    let text = fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [a, b, expected, reason] = cells[..] else { panic!("{table}: not four columns: {line}") };
        assert!(!reason.is_empty(), "{table}: no reason: {line}");
        let [a, b, expected, reason] = [a, b, expected, reason].map(str::to_owned);
        Row { a, b, expected, reason }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

/// Compares what is found for the rows of a table with what is expected, the known gaps the other way round.
fn check(table: &str, at_least: usize, rows: &[Row], found: &[Found]) {
    assert!(rows.len() >= at_least, "{table} has {} rows", rows.len());
    let listed = self::rows("gaps.tsv");
    let gaps: BTreeMap<(&str, &str), &Row> = listed.iter().map(|row| (row.pair(), row)).collect();
    let mut wrong = String::new();
    for (row, found) in rows.iter().zip(found) {
        let gap = gaps.get(&row.pair());
        let right = found.levels.contains(&row.expected.as_str());
        if gap.is_some_and(|gap| gap.expected != row.expected) {
            panic!("gaps.tsv expects another level of: {}\t{}", row.a, row.b);
        }
        if right == gap.is_some() {
            let what = if right { "is no gap any more" } else { "is not as expected" };
            let _ = writeln!(
                wrong,
                "{}\t{}\t{}\t{} ({what}: {} {})",
                row.a, row.b, row.expected, row.reason, found.levels[0], found.told
            );
        }
    }
    assert!(wrong.is_empty(), "{table}: {} rows\n{wrong}", wrong.lines().count());
}

/// What the code says of a pair: the levels it fits, and why.
struct Found {
    levels: Vec<&'static str>,
    told: String,
}

impl From<&'static str> for Found {
    fn from(level: &'static str) -> Self {
        Self { levels: vec![level], told: String::new() }
    }
}

/// Words for a ledger around the pairs, so that what is common is common in it too.
const TRADES: &[&str] = &[
    "Bakkerij",
    "Garage",
    "Transport",
    "Elektro",
    "Schreinerei",
    "Bau",
    "Menuiserie",
    "Boulangerie",
    "Services",
    "Solutions",
    "Energy Production",
    "Energie Produktion",
    "Énergie Production",
    "Energie Productie",
    "Consulting",
    "Trading",
    "Logistics",
    "International",
    "Group",
    "Holding",
    "Beheer",
    "Construcciones",
    "Autohaus",
    "Apotheek",
    "Pharmacie",
    "Hotel",
    "Café",
    "Restaurant",
    "Drukkerij",
    "Installatie",
    "Tischlerei",
    "Engineering",
    "Steel",
    "Digital Media",
    "Business Solutions",
    "Electrical",
    "Plumbing",
    "Foods",
    "Motors",
    "Studio",
    "Optiek",
    "Global",
    "European",
    "Euro",
    "Trans",
    "Cleaning Masters",
    "Cleaning Partners",
    "Solarpark",
    "Windpark",
    "Centrum",
];
/// Family names that are common, and first halves of names that are not.
const NAMES: &[&str] = &[
    "Jansen",
    "Peeters",
    "Peters",
    "De Smet",
    "De Smedt",
    "De Backer",
    "Janssens",
    "Smit",
    "Smith",
    "Smyth",
    "Meier",
    "Maier",
    "Schmidt",
    "Müller",
    "Maes",
    "Dubois",
    "Lambert",
    "Duchêne",
    "Duchesne",
    "Rossi",
    "García",
    "Silva",
];
const FORMS: &[&str] = &["BV", "NV", "GmbH", "SA", "Ltd", "", "SRL", "AG", "S.r.l.", "", "AB", "VZW"];
/// Syllables of the invented names of the other firms.
const HEADS: &[&str] =
    &["Ol", "Bar", "Tin", "Kor", "Mal", "Ved", "Rus", "Pem", "Gos", "Lar", "Nim", "Dov", "Fal", "Hep"];
const MIDS: &[&str] = &["ma", "ti", "ro", "ke", "lu", "na", "vi", "do", "se", "gra", "ple"];
const TAILS: &[&str] = &["ckx", "ndt", "mer", "rup", "sson", "lier", "tti", "ber", "wicz", "nnet"];

/// The names of the other firms of the ledger.
fn others() -> impl Iterator<Item = String> {
    (0..OTHERS).map(|at| {
        let pick = |of: &[&'static str], by: usize| of[at / by % of.len()];
        let name = if at % 4 == 0 {
            pick(NAMES, 4).to_owned()
        } else {
            format!("{}{}{}", pick(HEADS, 1), pick(MIDS, HEADS.len()), pick(TAILS, HEADS.len() * MIDS.len()))
        };
        format!("{} {name} {}", pick(TRADES, 3), pick(FORMS, 1))
    })
}

/// How many other firms there are.
const OTHERS: usize = 3000;

/// A ledger with all pairs of the table: the contacts are the one side, the customers the other, and firms around them.
fn ledger(rows: &[Row]) -> Profiles {
    let file = |side: fn(&Row) -> &String| {
        let mut text = "No.\tType\tName\tName 2\n".to_owned();
        for (at, name) in rows.iter().map(|row| side(row).clone()).chain(others()).enumerate() {
            let (name, name_2) = name.split_once('|').unwrap_or((&name, ""));
            let quoted = |cell: &str| cell.replace('"', "\"\"");
            let _ = writeln!(text, "R{at:05}\tCompany\t\"{}\"\t\"{}\"", quoted(name), quoted(name_2));
        }
        text
    };
    let contacts = file(|row| &row.a);
    let customers = file(|row| &row.b);
    let folder = harness::folder(&[("contacts.csv", contacts.as_bytes()), ("customers.csv", customers.as_bytes())]);
    let mut tables = Tables::default();
    for kind in [Kind::Contact, Kind::Customer] {
        let input = folder.path().join(format!("{}.csv", kind.key())).into();
        let table = read::table(&input, Source::Table(kind), false, &mut Vec::new()).unwrap();
        assert_eq!(table.len(), rows.len() + OTHERS);
        tables.set(kind, table);
    }
    clean::clean(&tables, &Placeholders::default(), None, &Silent)
}

/// What the names alone say: each level of the table that this fits.
///
/// A name alone cannot tell a word left out from a word that tells two companies apart, nor a changed legal form from
/// another company: there `close` and `sibling` both fit. What speaks for one firm without doubt is `close` too, as long
/// as the name alone would not link the two.
fn by_names(evidence: &Evidence, records: usize) -> Found {
    let (words, form) = (evidence.of(Aspect::Name), evidence.of(Aspect::Form));
    let bits = words.bits.0 + form.bits.0;
    let apart = evidence.contradiction || form.level == Level::Different || evidence.doubt.odds() > DOUBT;
    // One of the records is the right one; what the doubt takes from that is as the engine has it.
    let odds = f64::from(bits) / 1000.0 - (records as f64).log2();
    let linked = odds - (1.0 + (odds + f64::from(evidence.doubt.odds()) / 1000.0).exp2()).log2() >= LINKED;
    let mut levels = if words.level == Level::Different {
        vec!["different"]
    } else if bits < 0 {
        vec!["different", "sibling"]
    } else if evidence.contradiction {
        vec!["sibling"]
    } else if apart || bits < SAME && words.level == Level::PartlySame {
        vec!["sibling", "close"]
    } else if bits < SAME {
        vec!["close"]
    } else {
        vec!["same", "close"]
    };
    levels.retain(|&level| level != "close" || !linked);
    let told = format!(
        "{} {}; {} {}; doubt {}",
        words.level.word(),
        words.bits,
        form.level.word(),
        form.bits,
        evidence.doubt.odds()
    );
    Found { levels, told }
}

/// From these thousandths of a bit on, a name speaks for one firm.
const SAME: i32 = 6_000;
/// From these odds on, as `log2`, the default threshold of 0.95 links a pair.
const LINKED: f64 = 4.248;
/// From these odds on, as `log2` in thousandths, a word left over says that the two may be siblings.
const DOUBT: i32 = -3_000;

#[test]
fn company_names() {
    let rows = rows("company_names.tsv");
    let profiles = ledger(&rows);
    let model = Model::of(&profiles);
    let found: Vec<Found> = (0..rows.len() as u32)
        .map(|at| (profiles.record(Kind::Contact, at), profiles.record(Kind::Customer, at)))
        .map(|(left, right)| by_names(&score::compare(&profiles, &model, left, right), rows.len() + OTHERS))
        .collect();
    check("company_names.tsv", 300, &rows, &found);
}

/// A ledger of people: the contacts of the one side, those of the other, and people around them, so that what is common is
/// common in it too.
fn people(rows: &[Row]) -> Profiles {
    let pick = |of: &[&'static str], at: usize| of[at % of.len()];
    let around = (0..OTHERS).map(|at| {
        let family = if at % 4 == 0 {
            pick(NAMES, at / 4).to_owned()
        } else {
            format!("{}{}{}", pick(HEADS, at), pick(MIDS, at / HEADS.len()), pick(TAILS, at / HEADS.len() / MIDS.len()))
        };
        format!("{} {family}", pick(GIVEN, at / 3))
    });
    let pairs = rows.iter().map(|row| row.a.clone()).chain(rows.iter().map(|row| row.b.clone()));
    let mut text = "No.\tType\tName\tFirst Name\tMiddle Name\tSurname\n".to_owned();
    for (at, cell) in pairs.chain(around).enumerate() {
        let mut columns = cell.split('|');
        let mut next = || columns.next().unwrap_or_default();
        let _ = writeln!(text, "P{at:05}\tPerson\t{}\t{}\t{}\t{}", next(), next(), next(), next());
    }
    let folder = harness::folder(&[("contacts.csv", text.as_bytes())]);
    let input = folder.path().join("contacts.csv").into();
    let mut tables = Tables::default();
    let table = read::table(&input, Source::Table(Kind::Contact), false, &mut Vec::new()).unwrap();
    assert_eq!(table.len(), 2 * rows.len() + OTHERS);
    tables.set(Kind::Contact, table);
    clean::clean(&tables, &Placeholders::default(), None, &Silent)
}

/// Given names of the people around the pairs.
const GIVEN: &[&str] = &[
    "Jan",
    "Els",
    "Piet",
    "Maria",
    "Karel",
    "Anna",
    "John",
    "Sophie",
    "Hans",
    "Ute",
    "Luc",
    "Marie",
    "Bart",
    "Lotte",
    "Thomas",
    "Katrien",
    "Dieter",
    "José",
    "Marco",
    "Paula",
    "William",
    "Jean",
    "Willem",
    "Robert",
    "Elisabeth",
];

/// What the names of two people say: each level of the table that this fits.
///
/// A score knows no short forms, orders and slips, only how far it is one person: that is told apart from one of the same
/// house, from father and son, and from two people who share nothing but a word. What fits one person fits with or without
/// a slip, an initial or a short form; what is not fully equal is no mere change of places.
fn by_people(evidence: &Evidence) -> Found {
    let (words, person) = (evidence.of(Aspect::Name), evidence.of(Aspect::Person));
    let bits = words.bits.0 + evidence.of(Aspect::Form).bits.0 + person.bits.0;
    let levels = if person.level == Level::OtherGeneration && evidence.contradiction {
        vec!["other generation"]
    } else if words.level == Level::Different {
        vec!["different"]
    } else if evidence.contradiction {
        vec!["other given", "different"]
    } else if bits < 0 {
        vec!["different"]
    } else if evidence.doubt.odds() > DOUBT {
        vec!["family only"]
    } else if bits < SAME {
        vec!["initials", "similar"]
    } else if words.level == Level::SameWords {
        vec!["same", "swapped"]
    } else {
        vec!["same", "nickname", "initials", "similar"]
    };
    let contradiction = if evidence.contradiction { ", contradiction" } else { "" };
    let doubt = evidence.doubt.odds();
    let told = format!(
        "{} {}; {} {}; doubt {doubt}{contradiction}",
        words.level.word(),
        words.bits,
        person.level.word(),
        person.bits
    );
    Found { levels, told }
}

#[test]
fn persons() {
    let rows = rows("persons.tsv");
    let profiles = people(&rows);
    let model = Model::of(&profiles);
    let record = |at: usize| profiles.record(Kind::Contact, at as u32);
    let found: Vec<Found> = (0..rows.len())
        .map(|at| by_people(&score::compare(&profiles, &model, record(at), record(rows.len() + at))))
        .collect();
    check("persons.tsv", 150, &rows, &found);
}

fn address(cell: &str) -> Option<Place> {
    let cells: Vec<&str> = cell.split('|').collect();
    let [address, address_2, post_code, city, country] = cells[..] else { panic!("not five parts: {cell}") };
    let parts = Parts { address, address_2, post_code, city, county: "", country };
    place::parse(&parts, None, &Placeholders::default())
}

#[test]
fn addresses() {
    let rows = rows("addresses.tsv");
    let level = |row: &Row| {
        let (Some(a), Some(b)) = (address(&row.a), address(&row.b)) else { return "unknown" };
        match place::compare(
            [a.locality(), b.locality()],
            || [a.premises(), b.premises()],
            || place::street_alike(&a.street, &b.street),
        ) {
            place::Level::SameDoor => "same door",
            place::Level::SameBuilding => "same building",
            place::Level::SameStreet => "same street",
            place::Level::NearNumber => "near number",
            place::Level::OtherNumber => "other number",
            place::Level::OtherStreet => "other street",
            place::Level::SamePostCode => "same post code",
            place::Level::SameTown => "same town",
            place::Level::SameRegion => "same region",
            place::Level::OtherPlace => "other place",
            place::Level::SameCountry => "same country",
            place::Level::OtherCountry => "other country",
            place::Level::Unknown => "unknown",
        }
    };
    let found: Vec<Found> = rows
        .iter()
        .map(|row| Found { levels: vec![level(row)], told: format!("{:?} {:?}", address(&row.a), address(&row.b)) })
        .collect();
    check("addresses.tsv", 150, &rows, &found);
}

fn phones(cell: &str) -> Vec<Phone> {
    let (country, text) = cell.trim_start_matches("phone ").split_once(": ").unwrap();
    phone::parse(text, Country::parse(country))
}

/// The best of what the numbers of two cells say.
fn by_phones(a: &str, b: &str) -> &'static str {
    let (a, b) = (phones(a), phones(b));
    let pairs = a.iter().flat_map(|x| b.iter().map(|y| phone::compare(*x, *y)));
    match pairs.min() {
        None => "none",
        Some(phone::Likeness::Equal) => "equal",
        Some(phone::Likeness::EqualTail) => "equal tail",
        Some(phone::Likeness::Typo) => "typo",
        Some(phone::Likeness::Different) => "different",
    }
}

/// The same for mail addresses: a mailbox, then a registered domain.
fn by_mails(a: &str, b: &str) -> &'static str {
    let [a, b] = [a, b].map(|cell| email::parse(cell.trim_start_matches("mail: ")));
    if a.is_empty() || b.is_empty() {
        return "none";
    }
    if let Some(mail) = a.iter().find(|mail| b.contains(mail)) {
        return if mail.is_role() { "same role mailbox" } else { "same mailbox" };
    }
    let domains =
        |mails: &[Email]| -> Vec<String> { mails.iter().filter_map(|mail| web::domain(&mail.domain)).collect() };
    by_domains(&domains(&a), &domains(&b))
}

fn by_sites(a: &str, b: &str) -> &'static str {
    let [a, b] = [a, b].map(|cell| web::domain(cell.trim_start_matches("web: ")));
    let (Some(a), Some(b)) = (a, b) else { return "none" };
    by_domains(&[a], &[b])
}

fn by_domains(a: &[String], b: &[String]) -> &'static str {
    match a.iter().filter(|domain| b.contains(domain)).map(|domain| web::is_public(domain)).min() {
        None => "different",
        Some(false) => "same domain",
        Some(true) => "no evidence",
    }
}

#[test]
fn phones_and_mails() {
    let rows = rows("phones_mails.tsv");
    let level = |row: &Row| match row.a.split([' ', ':']).next() {
        Some("phone") => by_phones(&row.a, &row.b),
        Some("mail") => by_mails(&row.a, &row.b),
        _ => by_sites(&row.a, &row.b),
    };
    let found: Vec<Found> = rows.iter().map(|row| Found::from(level(row))).collect();
    check("phones_mails.tsv", 100, &rows, &found);
}

#[test]
fn gaps_name_rows_of_the_tables() {
    let tables = ["company_names.tsv", "persons.tsv", "addresses.tsv", "phones_mails.tsv"].map(rows);
    for gap in rows("gaps.tsv") {
        assert!(tables.iter().flatten().any(|row| row.pair() == gap.pair()), "no such row: {}\t{}", gap.a, gap.b);
    }
}
