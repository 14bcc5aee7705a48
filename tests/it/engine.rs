//! What holds for the engine, whatever the records: a score has no direction, look-alikes do not chain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use koppel::clean;
use koppel::read;
use koppel::record::{Kind, Source, Tables};
use koppel::score::{self, Model};
use koppel::stage::Silent;
use koppel::value::text::Placeholders;

use crate::harness::{folder, koppel};
use crate::world::{Dice, Outcome, World, word};

#[test]
fn the_score_of_two_records_is_the_same_from_either_side() {
    for seed in 11..14 {
        let files = World::invent(seed).files();
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let place = folder(&bytes);
        let mut tables = Tables::default();
        for kind in [Kind::Contact, Kind::Customer] {
            let input = place.path().join(format!("{}.csv", kind.key())).into();
            tables.set(kind, read::table(&input, Source::Table(kind), false, &mut Vec::new()).unwrap());
        }
        let profiles = clean::clean(&tables, &Placeholders::default(), None, &Silent);
        let model = Model::of(&profiles);
        let mut spoken = 0;
        for left in profiles.of(Kind::Contact).step_by(3) {
            for right in profiles.of(Kind::Contact).chain(profiles.of(Kind::Customer)).step_by(2) {
                let there = score::compare(&profiles, &model, left, right);
                let back = score::compare(&profiles, &model, right, left);
                assert_eq!(there, back, "seed {seed}: records {left} and {right}");
                spoken += u32::from(there.weight().0 > 0);
            }
        }
        assert!(spoken > 100, "a poor world: {spoken} pairs with something in common");
    }
}

#[test]
fn names_of_many_words_that_are_all_alike_have_no_direction_either() {
    // Each of eight words is a slip away from each of the other eight: more pairs than there are words.
    let name = |dice: &mut Dice, base: &str| {
        let with = |letter: &str| format!("{}{letter}{}", &base[..4], &base[5..]);
        let mut letters = ["b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t"];
        dice.shuffle(&mut letters);
        letters[..8].iter().map(|letter| with(letter)).collect::<Vec<_>>().join(" ")
    };
    for seed in 0..40 {
        let dice = &mut Dice(seed);
        let (one, other) = (name(dice, "maredonati"), name(dice, "maredonati"));
        let mut table = String::from("No.,Type,Name\n");
        for (number, name) in [one.as_str(), other.as_str()].into_iter().enumerate() {
            let _ = writeln!(table, "C{number},Company,{name}");
        }
        let place = folder(&[("contacts.csv", table.as_bytes())]);
        let input = place.path().join("contacts.csv").into();
        let mut tables = Tables::default();
        let contacts = read::table(&input, Source::Table(Kind::Contact), false, &mut Vec::new()).unwrap();
        tables.set(Kind::Contact, contacts);
        let profiles = clean::clean(&tables, &Placeholders::default(), None, &Silent);
        let model = Model::of(&profiles);
        let [there, back] = [(0, 1), (1, 0)].map(|(left, right)| score::compare(&profiles, &model, left, right));
        assert_eq!(there, back, "{one} ~ {other}");
    }
}

/// Contacts in chains: each shares a word of its name with either neighbour; with one of them phone, mailbox and door
/// too, with the other the mobile phone; with those beyond them nothing.
fn chains(dice: &mut Dice, chains: usize, links: usize) -> String {
    let mut text = "No.,Type,Name,Address,Post Code,City,Phone No.,Mobile Phone No.,E-Mail\n".to_owned();
    for chain in 0..chains {
        let words: Vec<String> = (0..=links).map(|_| word(dice)).collect();
        let places: Vec<String> = (0..=links / 2 + 1)
            .map(|_| {
                let (street, number, code) = (word(dice), 1 + dice.below(99), 1000 + dice.below(8000));
                let phone = 1_000_000 + dice.below(9_000_000);
                format!("{street}straat {number},{code} AB,{street}dam,010 {phone}")
            })
            .collect();
        for link in 0..links {
            let (place, mobile) = (link.div_ceil(2), 10_000_000 + (chain * 20 + link / 2) * 7919);
            let _ = writeln!(
                text,
                "C{chain:03}-{link},Company,{} {} BV,{},06 {mobile},info@{}.example",
                words[link],
                words[link + 1],
                places[place],
                words[(2 * place).min(links)]
            );
        }
    }
    text
}

#[test]
fn a_look_alike_of_a_look_alike_is_not_swept_into_its_cluster() {
    const LINKS: usize = 9;
    for seed in 0..3 {
        let text = chains(&mut Dice(seed), 60, LINKS);
        let place = folder(&[("contacts.csv", text.as_bytes())]);
        let run = koppel(place.path(), &["dedupe", "--contacts", "contacts.csv", "--out", "out"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let outcome = Outcome { place, run };
        let mut clusters: BTreeMap<String, BTreeSet<(String, usize)>> = BTreeMap::new();
        for row in outcome.rows("duplicates.csv") {
            let (chain, link) = row["No."].split_once('-').unwrap();
            clusters.entry(row["Cluster"].clone()).or_default().insert((chain.to_owned(), link.parse().unwrap()));
        }
        for (cluster, members) in &clusters {
            let (first, last) = (members.first().unwrap(), members.last().unwrap());
            assert!(first.0 == last.0 && last.1 - first.1 <= 1, "seed {seed}: {cluster} holds {members:?}");
        }
        let asked = outcome.rows("review.csv").len();
        assert!(clusters.len() + asked > 60, "seed {seed}: {} clusters, {asked} reviews", clusters.len());
    }
}

/// Two firms at one door with one name, phone and domain, and a record without a number that may be either's.
#[test]
fn two_valid_tax_numbers_are_never_in_one_cluster() {
    let rest = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,BE,09 221 10 10,info@vlaspers.example";
    let text = format!(
        "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail,VAT Registration No.\n\
         K1,{rest},BE0400000185\nK2,{rest},\nK3,{rest},BE0400000284\n"
    );
    let place = folder(&[("customers.csv", text.as_bytes())]);
    let run = koppel(place.path(), &["dedupe", "--customers", "customers.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let outcome = Outcome { place, run };
    let clustered: BTreeSet<String> =
        outcome.rows("duplicates.csv").into_iter().map(|row| row["No."].clone()).collect();
    assert!(!clustered.is_superset(&["K1".to_owned(), "K3".to_owned()].into()), "{clustered:?}");
    assert!(!outcome.rows("review.csv").is_empty(), "a person is asked");
}

/// Who marries keeps given name and day of birth; twins at one door have the family name and the day.
#[test]
fn a_new_family_name_is_one_person_and_twins_are_two() {
    let mut text = String::from("No.,Type,Name,First Name,Surname,Address,Post Code,City,Date of Birth\n");
    for at in 0..600u64 {
        let (given, family) = (word(&mut Dice(at)), word(&mut Dice(at + 10_000)));
        let day = format!("{}-{:02}-{:02}", 1950 + at % 50, at % 12 + 1, at % 28 + 1);
        let rest = format!("{given} {family},{given},{family},Kerkstraat {at},{},Gent,{day}", 9000 + at % 40);
        // One in five is there twice.
        for letter in ["P", "Q"].into_iter().take(if at % 5 == 0 { 2 } else { 1 }) {
            let _ = writeln!(text, "{letter}{at:03},Person,{rest}");
        }
    }
    text.push_str(
        "M1,Person,Eliza Ravestyn,Eliza,Ravestyn,Veldstraat 4,9000,Gent,1971-05-18\nM2,Person,Eliza Lukaszko,Eliza,Lukaszko,Veldstraat 4,9000,Gent,1971-05-18\n\
         T1,Person,Teah Thorpenaar,Teah,Thorpenaar,Dreef 27,9031,Gent,1988-04-23\nT2,Person,Dylan Thorpenaar,Dylan,Thorpenaar,Dreef 27,9031,Gent,1988-04-23\n",
    );
    let place = folder(&[("contacts.csv", text.as_bytes())]);
    let run = koppel(place.path(), &["dedupe", "--contacts", "contacts.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let clustered: BTreeSet<String> =
        Outcome { place, run }.rows("duplicates.csv").into_iter().map(|row| row["No."].clone()).collect();
    assert!(clustered.contains("M1") && clustered.contains("M2"), "{clustered:?}");
    assert!(!clustered.contains("T1") && !clustered.contains("T2"), "{clustered:?}");
}

/// Contacts that all say the same, more of them than can be one firm entered again and again, with so many candidates
/// kept for each.
fn crowd(size: usize, pair: &str) -> Outcome {
    let mut text = String::from("No.,Type,Name,City,Phone No.\n");
    for at in 0..size {
        let _ = writeln!(text, "C{at:04},Company,Diverse Klanten Loket BV,Gent,09 221 10 10");
    }
    for at in 0..600 {
        let _ = writeln!(text, "D{at:04},Company,Firma{at} Numero{},Brugge,050 3{at:05}", at * 7);
    }
    let _ =
        writeln!(text, "E1,Company,Vlaspers Huis BV,Brugge,050 811102\nE2,Company,Vlaspers Huis BV,Brugge,050 811102");
    let job = format!("[read]\ncontacts = 'contacts.csv'\n{pair}");
    let place = folder(&[("contacts.csv", text.as_bytes()), ("koppel.toml", job.as_bytes())]);
    let run = koppel(place.path(), &["dedupe"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let outcome = Outcome { place, run };
    let clustered: Vec<String> = outcome.rows("duplicates.csv").into_iter().map(|row| row["No."].clone()).collect();
    assert_eq!(clustered, ["E1", "E2"]);
    outcome
}

#[test]
fn a_crowd_that_shares_a_default_value_is_no_cluster() {
    // All of the crowd meet.
    for size in [201, 230, 450] {
        let outcome = crowd(size, "[pair]\nper_contact = 1000\n");
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        let rows = outcome.rows("review.csv");
        for row in &rows {
            assert!(row["Reason"].starts_with("crowd: "), "{}", row["Reason"]);
            for no in [&row["Contact No."], &row["No."]] {
                *times.entry(no.clone()).or_default() += 1;
            }
        }
        assert_eq!(times.len(), size, "each of the crowd is put before a person");
        assert!(rows.len() < size, "{} rows: each of the crowd once", rows.len());
    }
}

/// A value of which the pairs are too many brings none: it is told how many such there are.
#[test]
fn a_crowd_beyond_the_budget_of_its_keys_is_counted() {
    let outcome = crowd(230, "");
    let summary = outcome.summary();
    let keys = summary["tables"]["Contact"]["keys"].as_array().unwrap();
    let phone = keys.iter().find(|key| key["name"] == "phone").unwrap();
    assert_eq!((&phone["over_budget"], &phone["lossless"]), (&1.into(), &false.into()), "{phone}");
    let told = outcome.run.stdout.lines().find(|line| line.contains(" phone ")).unwrap();
    assert!(told.contains("1 over budget"), "{told}");
}

/// A business centre: so many firms at one address that it tells nobody apart. Their words are counted all the same, so
/// that names which meet by chance are not taken for rare ones.
#[test]
fn an_address_that_a_crowd_shares_does_not_make_its_names_rare() {
    let firms = |letter: &str, seed: u64| {
        let mut dice = Dice(seed);
        let words: Vec<String> = (0..40).map(|at| word(&mut Dice(at))).collect();
        let mut text = String::from("No.,Type,Name,Address,Post Code,City\n");
        for at in 0..800 {
            let name = format!("{} {}", words[dice.below(40)], words[dice.below(40)]);
            let _ = writeln!(text, "{letter}{at:04},Company,{name},Kerkstraat 12,2000,Antwerpen");
        }
        text
    };
    let (contacts, customers) = (firms("C", 1), firms("K", 2));
    let place = folder(&[("contacts.csv", contacts.as_bytes()), ("customers.csv", customers.as_bytes())]);
    let run =
        koppel(place.path(), &["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(Outcome { place, run }.rows("linked.csv").len(), 0);
}

/// Links contacts and customers by these settings of `[decide]`.
pub(crate) fn linked(contacts: &str, customers: &str, decide: &str) -> Outcome {
    let job = format!(
        "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\n[decide]\n{decide}\n[write]\ndirectory = 'out'\n"
    );
    let place = folder(&[
        ("contacts.csv", contacts.as_bytes()),
        ("customers.csv", customers.as_bytes()),
        ("koppel.toml", job.as_bytes()),
    ]);
    let run = koppel(place.path(), &["link"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    Outcome { place, run }
}

/// Links one contact to two customers that are equal in every value but this column; gives links, reviews and the reasons
/// of what has no link.
fn with_a_duplicate(cardinality: &str, currencies: [&str; 2]) -> (Vec<String>, usize, Vec<String>) {
    let rest = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,BE,BE0400000185,09 221 10 10";
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,VAT Registration No.,Phone No.,Currency Code\n";
    let contacts = format!("{header}C1,{rest},USD\n");
    let customers = format!("{header}K2,{rest},{}\nK1,{rest},{}\n", currencies[0], currencies[1]);
    let outcome = linked(&contacts, &customers, &format!("cardinality = '{cardinality}'"));
    let linked = outcome.rows("linked.csv").into_iter().map(|row| row["No."].clone()).collect();
    let why = outcome.rows("unlinked.csv").into_iter().map(|row| row["Reason"].clone()).collect();
    (linked, outcome.rows("review.csv").len(), why)
}

#[test]
fn of_equal_duplicates_the_one_kept_like_the_other_side_is_linked_and_a_tie_goes_to_a_person() {
    for cardinality in ["one-to-one", "one-account-per-contact"] {
        for currencies in [["EUR", "USD"], ["", "USD"], ["", "EUR"]] {
            let (linked, reviews, why) = with_a_duplicate(cardinality, currencies);
            assert_eq!((linked, reviews), (vec!["K1".to_owned()], 0), "{cardinality}, {currencies:?}");
            assert_eq!(why, ["duplicate of K1"], "{cardinality}, {currencies:?}");
        }
        let (linked, reviews, _) = with_a_duplicate(cardinality, ["EUR", "GBP"]);
        assert_eq!((linked, reviews), (Vec::new(), 2), "{cardinality}: nothing tells them apart");
    }
}

/// The fuller contact may have either customer, and the other contact the other: no pair is better, though one is fuller.
#[test]
fn duplicates_that_can_change_places_go_to_a_person() {
    let header = "No.,Name,Address,Post Code,City,Phone No.,Currency Code,Language Code\n";
    let rest = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,09 221 10 10";
    let contacts = format!("{header}C1,{rest},EUR,NLB\nC2,{rest},EUR,\n");
    let customers = format!("{header}K1,{rest},EUR,\nK2,{rest},,\n");
    let place = folder(&[("contacts.csv", contacts.as_bytes()), ("customers.csv", customers.as_bytes())]);
    let run =
        koppel(place.path(), &["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let outcome = Outcome { place, run };
    assert_eq!(outcome.rows("linked.csv").len(), 0);
    assert_eq!(outcome.rows("review.csv").len(), 4);
}

/// A customer that the contacts have hundreds of times is no business but a till, or nobody can say which of them is meant.
/// Each of so many held against every other took time without end: here it would be 16 million comparisons.
#[test]
fn a_record_entered_hundreds_of_times_goes_to_a_person() {
    let header = "No.,Name,Address,Post Code,City,Phone No.,Currency Code\n";
    let rest = "Kassa Zonneveld,Marktplein 7,3500,Hasselt,011 22 33 44";
    for (copies, links) in [(100, 1), (4_000, 0)] {
        // One of them is fuller than the others.
        let contacts = (0..copies).map(|at| format!("C{at},{rest},{}\n", if at == 7 { "EUR" } else { "" }));
        let contacts = header.to_owned() + &contacts.collect::<String>();
        let customers = format!("{header}K1,{rest},EUR\nK2,Optiek Helderoog,Dreef 1,9000,Gent,09 221 10 10,\n");
        let place = folder(&[("contacts.csv", contacts.as_bytes()), ("customers.csv", customers.as_bytes())]);
        let run = koppel(
            place.path(),
            &["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "out"],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        let outcome = Outcome { place, run };
        let reviews = if links == 0 { copies } else { 0 };
        assert_eq!((outcome.rows("linked.csv").len(), outcome.rows("review.csv").len()), (links, reviews), "{copies}");
    }
}

#[test]
fn two_valid_tax_numbers_are_never_linked_whatever_the_cardinality() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,VAT Registration No.,Phone No.,E-Mail\n";
    let rest = "Vlaspers Huis BV,Veldstraat 4,9000,Gent,BE";
    let same = "09 221 10 10,jan@vlaspershuis.example";
    let contacts = format!("{header}C1,{rest},BE0400000185,{same}\n");
    let customers = format!("{header}K1,{rest},BE0400000284,{same}\n");
    for cardinality in ["one-to-one", "one-account-per-contact", "one-contact-per-account", "many-to-many"] {
        let outcome = linked(&contacts, &customers, &format!("link = 0.6\ncardinality = '{cardinality}'"));
        assert_eq!(outcome.rows("linked.csv").len(), 0, "{cardinality}");
    }
}

/// Forty firms of an office that all give its door, phone and mailbox as theirs are forty.
#[test]
fn firms_of_one_office_are_no_duplicates() {
    let name = |seed: u64| format!("{} {}", word(&mut Dice(seed)), word(&mut Dice(seed + 5_000)));
    let mut text = String::from("No.,Type,Name,Address,Post Code,City,Phone No.,E-Mail\n");
    for at in 0..600u64 {
        let shares = if at < 40 { "Havenkade 7,9000,Gent,09 222 33 44,info@kade.example" } else { ",,,," };
        let _ = writeln!(text, "Z{at:03},Company,{},{shares}", name(at));
    }
    let place = folder(&[("contacts.csv", text.as_bytes())]);
    let run = koppel(place.path(), &["dedupe", "--contacts", "contacts.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(Outcome { place, run }.rows("duplicates.csv").len(), 0);
}

/// The guard that a job asks for reaches the numbers in `duplicates.csv` as it does those in `linked.csv`; what people
/// read is guarded always.
#[test]
fn duplicates_are_guarded_where_the_job_asks_for_it() {
    let row = |no: &str, rest: &str| format!("{no},Company,=Ronsevaal Meubelmakerij BV,{rest}\n");
    let (sure, doubtful) = ("Dreef 1,9000,Gent,09 222 33 44,BE0403170701", "Markt 5,9000,Gent,,");
    let text = "No.,Type,Name,Address,Post Code,City,Phone No.,VAT Registration No.\n".to_owned()
        + &row("=1+1", sure)
        + &row("=1+2", sure)
        + &row("=1+3", doubtful);
    for (guard, numbers) in [("true", ["'=1+1", "'=1+2"]), ("false", ["=1+1", "=1+2"])] {
        let job = format!("[read]\ncontacts = 'c.csv'\ndecisions = 'd.csv'\n[write]\nguard_formulas = {guard}\n");
        // One that is stale is asked again.
        let decisions = b"Kind,Contact No.,Link to Table,No.,Seen\ndifferent,=1+1,Contact,=1+3,OLDOLDOLDOLD\n";
        let files = [("koppel.toml", job.as_bytes()), ("c.csv", text.as_bytes()), ("d.csv", decisions.as_slice())];
        let place = folder(&files);
        let run = koppel(place.path(), &["dedupe"]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        let outcome = Outcome { place, run };
        let rows = outcome.rows("duplicates.csv");
        let found: Vec<&str> = rows.iter().map(|row| row["No."].as_str()).collect();
        assert_eq!(found, numbers, "{guard}");
        assert_eq!(rows[1]["Survivor No."], numbers[0], "{guard}");
        assert!(rows.iter().all(|row| row["Name"].starts_with("'=")), "{rows:?}");
        let reviews = outcome.rows("review.csv");
        assert!(!reviews.is_empty() && reviews.iter().all(|row| row["Contact No."].starts_with("'=")), "{reviews:?}");
    }
}
