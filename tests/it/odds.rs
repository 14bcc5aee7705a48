//! What stated probabilities are held to: links are made where nearly all of them are right, and not only there where
//! much is known.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use koppel::clean;
use koppel::read;
use koppel::record::{Kind, Source, Tables};
use koppel::score::{self, Aspect, Evidence, Level, Model, Naming};
use koppel::stage::Silent;
use koppel::value::text::Placeholders;

use crate::engine::linked;
use crate::harness::folder;
use crate::world::{Dice, link, word};

const TRADES: [&str; 8] =
    ["Bakery", "Transport", "Consulting", "Garage", "Engineering", "Printing", "Joinery", "Catering"];

/// Two lists of names of 600 firms each, of which so many in a hundred are in both.
struct Lists {
    contacts: String,
    customers: String,
    shared: BTreeSet<(String, String)>,
}

impl Lists {
    /// Each firm with its name, and its town where the lists tell it.
    fn invent(caption: &str, share: usize, mut firm: impl FnMut(&mut Dice) -> String) -> Self {
        let dice = &mut Dice(7);
        let caption = format!("No.,{caption}\n");
        let mut lists = Self { contacts: caption.clone(), customers: caption, shared: BTreeSet::new() };
        for number in 0..600 {
            let one = firm(dice);
            let other = if dice.percent(share) { one.clone() } else { firm(dice) };
            if one == other {
                lists.shared.insert((format!("C{number}"), format!("D{number}")));
            }
            let _ = writeln!(lists.contacts, "C{number},{one}");
            let _ = writeln!(lists.customers, "D{number},{}", other.to_uppercase());
        }
        lists
    }

    /// How many pairs are linked at the defaults, and how many of them are right.
    fn linked(&self) -> (usize, usize) {
        self.linked_as("one-to-one")
    }

    fn linked_as(&self, cardinality: &str) -> (usize, usize) {
        let job = format!(
            "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\n[decide]\ncardinality = '{cardinality}'\n\
             [write]\ndirectory = 'out'\n"
        );
        let files = [("contacts.csv", &self.contacts[..]), ("customers.csv", &self.customers), ("job.toml", &job)];
        let links = link(&files, &["job.toml"]).rows("linked.csv");
        let right = links.iter().filter(|row| self.shared.contains(&(row["Contact No."].clone(), row["No."].clone())));
        (links.len(), right.count())
    }
}

#[test]
fn names_of_families_link_where_most_firms_of_either_list_are_in_the_other() {
    // Four of each family name: another one's partner is no stranger that this one could be mistaken for.
    let mut families = Dice(3);
    let families: Vec<String> = (0..150).map(|_| word(&mut families)).collect();
    let named = |dice: &mut Dice| format!("{} {}", families[dice.below(families.len())], dice.pick(&TRADES));
    let lists = Lists::invent("Name", 80, named);
    let (linked, right) = lists.linked();
    assert!(linked * 2 > lists.shared.len(), "{linked} links of {}", lists.shared.len());
    assert!(right * 100 >= linked * 95, "{right} of {linked} are right");
}

#[test]
fn where_nobody_has_two_partners_who_may_have_two_is_linked_like_who_may_not() {
    let mut families = Dice(3);
    let families: Vec<String> = (0..1500).map(|_| word(&mut families)).collect();
    let named = |dice: &mut Dice| format!("{} {}", families[dice.below(families.len())], dice.pick(&TRADES));
    let lists = Lists::invent("Name", 80, named);
    let one = lists.linked();
    let (linked, right) = lists.linked_as("many-to-many");
    assert!(linked * 10 > one.0 * 9, "{linked} links, one to one {}", one.0);
    assert!(right * 100 >= linked * 95, "{right} of {linked} are right");
}

#[test]
fn a_whole_name_says_more_where_names_that_share_a_word_differ_in_others() {
    let dice = &mut Dice(4);
    let shared: Vec<String> = (0..300).map(|_| word(dice)).collect();
    // Of each word two firms of the one list; they are two, or one that was entered twice.
    let mut bits = |apart: bool| {
        let name = |dice: &mut Dice, own: &str| format!("{own} {}", word(dice));
        let mut contacts = vec![shared[0].clone()];
        for own in &shared {
            let one = name(dice, own);
            contacts.extend([one.clone(), if apart { name(dice, own) } else { one }]);
        }
        let rows: Vec<String> = contacts.iter().map(|name| format!("Company,{name},,,,,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        evidence(&rows, &[rows[0]]).of(Aspect::Name).bits.0
    };
    let (two, one) = (bits(true), bits(false));
    assert!(two > one + 1_500, "{two} {one}");
}

/// The doubt about two of one name and town whose years of birth are side by side, in two lists where that is so of 150
/// in 450; where it says so either list has cousins of one name and town as well, a year apart.
fn doubt_of_a_year(cousins: usize) -> i32 {
    let dice = &mut Dice(11);
    let mut person = |year: usize| format!("Person,{} {},{},{year}", word(dice), word(dice), word(dice));
    let mut lists = ["C", "D"].map(|_| "No.,Type,Name,City,Date of Birth\n".to_owned());
    for number in 0..450 {
        let one = person(1960);
        let other = if number < 150 { one.replace("1960", "1961") } else { one.clone() };
        let _ = writeln!(lists[0], "C{number},{one}");
        let _ = writeln!(lists[1], "D{number},{other}");
    }
    for (number, side) in (0..cousins).flat_map(|number| [(number, 0), (number, 1)]) {
        let one = person(1960);
        let _ = writeln!(lists[side], "X{number},{one}\nY{number},{}", one.replace("1960", "1961"));
    }
    let [contacts, customers] = &lists;
    between(contacts, customers).doubt.odds()
}

#[test]
fn a_mistaken_year_is_believed_where_no_list_has_namesakes_of_two_years() {
    let (none, many) = (doubt_of_a_year(0), doubt_of_a_year(20));
    assert!(many >= none + 1_000, "{none} {many}");
}

#[test]
fn no_table_shows_that_father_and_son_are_one() {
    let doubt = |years: usize, vendors: &str| {
        let dice = &mut Dice(11);
        let mut lists = ["C", "D"].map(|_| "No.,Type,Name,City,Date of Birth\n".to_owned());
        for number in 0..450 {
            let one = format!("Person,{} {},{},1960", word(dice), word(dice), word(dice));
            let other = if number < 150 { one.replace("1960", &(1960 + years).to_string()) } else { one.clone() };
            let _ = writeln!(lists[0], "C{number},{one}");
            let _ = writeln!(lists[1], "D{number},{other}");
        }
        between_all([&lists[0], &lists[1], vendors]).doubt.odds()
    };
    // One in two hundred is named as somebody they live with: log2(0.005 * 50).
    assert_eq!(doubt(25, ""), -2_000);
    let (few, beside) = (doubt(5, ""), doubt(5, "No.,Type,Name,City,Date of Birth\nV1,Person,Oto Vane,Zilt,1970\n"));
    assert!(few <= -3_500 && beside == few, "another table says nothing of these two: {few} {beside}");
}

#[test]
fn the_name_of_the_country_that_both_are_in_is_no_other_company() {
    let of = |name: &str, country: &str| {
        let table = |side: &str, name: &str| {
            let dice = &mut Dice(4);
            let row = |number| format!("{side}{number},{} {},{},BE\n", word(dice), word(dice), word(dice));
            let others: String = (0..40).map(row).collect();
            format!("No.,Name,City,Country/Region Code\n{others}{side}40,{name},Gent,{country}\n")
        };
        let links = linked(&table("C", "Kedistra Plastics"), &table("D", name), "").rows("linked.csv");
        links.iter().any(|link| link["Contact No."] == "C40")
    };
    assert!(of("Kedistra Plastics Belgium", "BE"));
    assert!(!of("Kedistra Plastics Belgium", "NL") && !of("Kedistra Plastics International", "BE"));
    let named = |one: &str, other: &str| {
        let of = |name: &str| format!("Company,{name},,,Paris,,");
        evidence(&[&of(one)], &[&of(other)]).of(Aspect::Name).bits.0
    };
    let (without, apart) =
        (named("Marie-France Dupontel", "Marie Dupontel"), named("Marie-Louise Dupontel", "Marie Dupontel"));
    assert!(without <= apart + 500, "a given name that is a country's as well: {without}, another one: {apart}");
}

#[test]
fn few_firms_of_a_list_are_found_by_name_and_town() {
    let mut towns = Dice(5);
    let towns: Vec<String> = (0..40).map(|_| word(&mut towns)).collect();
    let named =
        |dice: &mut Dice| format!("{} {},{}dam", word(dice), dice.pick(&TRADES), towns[dice.below(towns.len())]);
    let lists = Lists::invent("Name,City", 5, named);
    let (linked, right) = lists.linked();
    assert!(linked * 10 > lists.shared.len() * 9, "{linked} links of {}", lists.shared.len());
    assert!(right * 100 >= linked * 95, "{right} of {linked} are right");
}

/// The evidence between the first contact and the first customer, among a hundred others.
fn evidence(contacts: &[&str], customers: &[&str]) -> Evidence {
    let dice = &mut Dice(9);
    let mut table = |first: &[&str], kind: &str| {
        let mut text = "No.,Type,Name,Address,Post Code,City,Phone No.,E-Mail\n".to_owned();
        for (number, row) in first.iter().enumerate() {
            let _ = writeln!(text, "{kind}{number},{row}");
        }
        for number in first.len()..100 {
            let street = word(dice);
            let _ = writeln!(text, "{kind}{number},Company,{},{street}straat {number},1011 AB,Amsterdam,,", word(dice));
        }
        text
    };
    between(&table(contacts, "C"), &table(customers, "D"))
}

/// The evidence between the first contact and the first customer of two tables.
fn between(contacts: &str, customers: &str) -> Evidence {
    between_all([contacts, customers, ""])
}

/// The same, with a table of vendors beside them if there are any.
fn between_all([contacts, customers, vendors]: [&str; 3]) -> Evidence {
    let files = [("contacts.csv", contacts), ("customers.csv", customers), ("vendors.csv", vendors)];
    let place = folder(&files.map(|(name, text)| (name, text.as_bytes())));
    let mut tables = Tables::default();
    let kinds = [Kind::Contact, Kind::Customer, Kind::Vendor].into_iter().zip(files);
    for (kind, _) in kinds.filter(|(_, (_, text))| !text.is_empty()) {
        let input = place.path().join(format!("{}.csv", kind.key())).into();
        tables.set(kind, read::table(&input, Source::Table(kind), false, &mut Vec::new()).unwrap());
    }
    let profiles = clean::clean(&tables, &Placeholders::default(), None, &Silent);
    let first = |kind| profiles.of(kind).next().unwrap();
    score::compare(&profiles, &Model::of(&profiles), first(Kind::Contact), first(Kind::Customer))
}

#[test]
fn one_text_is_one_generation_whatever_the_tables_hold() {
    let level = |contact: &str, customer: &str| {
        let list = |name: &str| format!("No.,Name,City\n1,{name},Leeds\n");
        let evidence = between(&list(contact), &list(customer));
        (evidence.of(Aspect::Person).level, evidence.contradiction)
    };
    for name in ["Stephen Day Sr", "Stephen Day Jr.", "Stephen Day III", "Piet de Jong", "John Senior", "Ann Lee Sen"] {
        assert_eq!(level(name, name), (Level::Nothing, false), "{name}");
    }
    assert_eq!(level("Stephen Day Sr", "Stephen Day"), (Level::OneGeneration, false));
    assert_eq!(level("Stephen Day Sr", "Stephen Day Jr"), (Level::OtherGeneration, true));
}

#[test]
fn a_word_more_takes_from_a_name_however_rare_its_other_words_are() {
    let bits = |other: &str| {
        let of = |name: &str| format!("Company,{name},,,,,");
        evidence(&[&of("Zentor Delva Molenaar")], &[&of(other)]).of(Aspect::Name).bits.0
    };
    let (same, more) = (bits("Zentor Delva Molenaar"), bits("Zentor Delva Molenaar Kortex"));
    assert!(more <= same - 3_000 && more > 5_000, "{same} {more}");
}

#[test]
fn what_companies_of_a_group_share_leaves_doubt_and_what_is_ones_own_takes_it() {
    let doubt = |contact: &str, customer: &str| evidence(&[contact], &[customer]).doubt.odds();
    let of =
        |name: &str, phone: &str, mail: &str| format!("Company,{name},Molenstraat 12,2611 AB,Delft,{phone},{mail}");
    let one = of("Zentor Delva", "015 2123456", "anna@zentor.example");
    let same = doubt(&one, &of("Zentor", "015 2123456", "info@zentor.example"));
    let own_mailbox = doubt(&one, &of("Zentor", "015 2123456", "anna@zentor.example"));
    let own_phone = doubt(&one, &of("Zentor", "015 2198765", "info@zentor.example"));
    let own_site = doubt(&one, &of("Zentor", "015 2123456", "info@delva.example"));
    assert!(own_mailbox <= same - 1_500, "the mailbox is shared: {own_mailbox}, not: {same}");
    assert!(own_phone >= same + 500, "another number: {own_phone}, the same: {same}");
    assert!(own_site >= same + 1_000, "another site: {own_site}, the same: {same}");
    let trading = doubt(&one, &of("Bakkerij Molenzicht", "015 2123456", "anna@zentor.example"));
    assert!(trading <= own_mailbox + 1_500, "what it trades as: {trading}, a word more: {own_mailbox}");
    let house = |name: &str| of(name, "015 2123456", "zentor@gmail.com");
    let stranger = doubt(&house("Zentor Delva"), &house("Bakkerij Molenzicht"));
    assert!(stranger >= trading + 2_500, "no domain of their own: {stranger}, one: {trading}");
}

#[test]
fn a_town_that_is_all_there_is_tells_a_branch_less_than_a_street_that_is_missing_on_purpose() {
    let at = |address: &str, code: &str| format!("Company,Zentor Delva,{address},{code},Delft,,");
    let doubt = |contact: &str, customer: &str| evidence(&[contact], &[customer]).doubt.odds();
    let town_alone = doubt(&at("", ""), &at("", ""));
    let elsewhere_in_town = doubt(&at("Molenstraat 12", "2611 AB"), &at("Markt", "2628 CD"));
    assert!(town_alone <= elsewhere_in_town - 2_000, "{town_alone} {elsewhere_in_town}");
}

#[test]
fn what_a_firm_trades_as_is_no_other_branch_of_it() {
    let at_door = |kind: &str, name: &str| format!("{kind},{name},Molenstraat 12,5701 AB,Helmond,015 2123456,");
    let told_apart = |one: &str, kind: &str, other: &str| {
        evidence(&[&at_door("Company", one)], &[&at_door(kind, other)]).contradiction
    };
    assert!(!told_apart("Zentor Delva", "Company", "Bakkerij Helmond"));
    assert!(told_apart("Zentor Delft", "Company", "Zentor Helmond"), "places tell branches of one name apart");
    assert!(told_apart("Zentor Delva 12", "Company", "Zentor Delva 14"), "and so do numbers");
    assert!(told_apart("Zentor Delva", "Person", "Anna Molenaar"), "who works at a firm is not the firm");
}

#[test]
fn one_firm_under_several_names_leaves_its_door_as_rare_as_it_is() {
    let at_door = |name: &str| format!("Company,{name},Molenstraat 12,2611 AB,Delft,,");
    let person = |name: &str| format!("Person,{name},Molenstraat 12,2611 AB,Delft,,");
    let worth = |rows: [String; 3], customer: String| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        evidence(&rows, &[&customer]).of(Aspect::Address).bits.0
    };
    let customer = || at_door("Zentor Delva");
    let of_one = worth(["Zentor Delva", "Zentor Kinderopvang", "Delva - Zentor Huis"].map(at_door), customer());
    let of_three = worth(["Zentor Delva", "Bakkerij Molenzicht", "Kapper Annemiek"].map(at_door), customer());
    let family = ["Anna Molenaar", "Pieter Molenaar", "Sanne Molenaar"].map(person);
    let of_family = worth(family, person("Anna Molenaar"));
    assert!(of_one >= of_three + 1_000, "{of_one} {of_three}");
    assert!(of_family <= of_three + 100, "people of one name are several: {of_family} {of_three}");
}

#[test]
fn lists_without_a_firm_in_common_are_not_linked_by_names_that_many_have() {
    // Sixty families in eight trades: of six hundred firms every other has a namesake in its own list.
    let mut families = Dice(3);
    let families: Vec<String> = (0..60).map(|_| word(&mut families)).collect();
    let named = |dice: &mut Dice| format!("{} {}", families[dice.below(families.len())], dice.pick(&TRADES));
    let lists = Lists::invent("Name", 0, named);
    let (linked, _) = lists.linked();
    assert_eq!(linked, 0);
}

/// What is found between a contact and a customer of one town.
fn of_one_town(contact: &str, customer: &str) -> Evidence {
    let caption = "No.,Name,Post Code,City\n";
    let mut dice = Dice(3);
    // Names that hold their town and such that do not, so that it is seen how many do.
    let others: String = (0..400)
        .map(|at| {
            let town = word(&mut dice);
            let name = match at % 4 {
                0 => format!("Gemeente {town}"),
                2 => format!("{} {town}", word(&mut dice)),
                _ => word(&mut dice),
            };
            format!("X{at},{name},,{town}\n")
        })
        .collect();
    let place = folder(&[
        ("contacts.csv", format!("{caption}C1,{contact},,Wielrijk\n{others}").as_bytes()),
        ("customers.csv", format!("{caption}D1,{customer},,Wielrijk\n").as_bytes()),
    ]);
    let mut tables = Tables::default();
    for (kind, file) in [(Kind::Contact, "contacts.csv"), (Kind::Customer, "customers.csv")] {
        let input = place.path().join(file).into();
        tables.set(kind, read::table(&input, Source::Table(kind), false, &mut Vec::new()).unwrap());
    }
    let profiles = clean::clean(&tables, &Placeholders::default(), None, &Silent);
    let [left, right] = [Kind::Contact, Kind::Customer].map(|kind| profiles.of(kind).next().unwrap());
    score::compare(&profiles, &Model::of(&profiles), left, right)
}

#[test]
fn names_that_have_nothing_but_their_town_in_common_have_no_more_than_the_address_says() {
    let apart = of_one_town("Waterschap Wielrijk", "Tennisclub Wielrijk").of(Aspect::Name).bits.0;
    assert!(apart < 0, "{apart}");
    // What kind of house it is names it no more.
    let apart = of_one_town("Sociale Gemeente Wielrijk", "Groene Gemeente Wielrijk").of(Aspect::Name).bits.0;
    assert!(apart < 0, "{apart}");
    let same = of_one_town("Waterschap Wielrijk", "Waterschap van Wielrijk").of(Aspect::Name).bits.0;
    assert!(same > 8_000, "{same}");
}

#[test]
fn an_article_before_a_name_is_no_word_more_and_a_particle_is() {
    let level = |other: &str| {
        let of = |name: &str| format!("Company,{name},,,,,");
        evidence(&[&of("Zentor Delva")], &[&of(other)]).of(Aspect::Name).level
    };
    assert_eq!(level("The Zentor Delva"), Level::SameWords);
    assert_eq!(level("De Zentor Delva"), Level::PartlySame);
}

#[test]
fn where_many_names_are_others_with_a_word_more_a_word_more_leaves_more_doubt() {
    let of = |name: &str| format!("Company,{name},,,,,");
    let (one, other) = (of("Zentor Delva Molenaar"), of("Zentor Delva Molenaar Kortex"));
    let doubt = |others: &[String]| {
        let rows = |first: &String| std::iter::once(first.clone()).chain(others.iter().cloned()).collect::<Vec<_>>();
        let (contacts, customers) = (rows(&one), rows(&other));
        let [contacts, customers] =
            [&contacts, &customers].map(|rows| rows.iter().map(|row| &row[..]).collect::<Vec<_>>());
        evidence(&contacts, &customers).doubt.odds()
    };
    let dice = &mut Dice(4);
    let names: Vec<String> = (0..80).map(|_| format!("{} {} {}", word(dice), word(dice), word(dice))).collect();
    let plain: Vec<String> = names.iter().map(|name| of(name)).collect();
    let related: Vec<String> = names[..40].iter().flat_map(|name| [of(name), of(&format!("{name} Kortex"))]).collect();
    let (few, many) = (doubt(&plain), doubt(&related));
    assert!(many >= few + 500, "{few} {many}");
}

#[test]
fn two_kinds_of_house_are_two_and_a_hospital_of_a_university_is_not_the_university() {
    let of = |contact: &str, customer: &str| {
        let row = |name: &str| format!("Company,{name},Molenstraat 12,2611 AB,Delft,,");
        evidence(&[&row(contact)], &[&row(customer)])
    };
    assert!(of("Zentor Museum", "Zentor School").contradiction);
    assert!(!of("Zentor Museum", "Zentor").contradiction);
    assert_ne!(of("Universiteit Zentor", "Universitair Ziekenhuis Zentor").naming, Naming::One);
    assert_eq!(of("Universiteit Zentor", "Universiteit van Zentor").naming, Naming::One);
}

#[test]
fn an_initial_says_what_its_letter_is_rare() {
    let bits = |other: &str| {
        let of = |name: &str| format!("Person,{name},,,,,");
        evidence(&[&of("Jan Molenaar")], &[&of(other)]).of(Aspect::Name).bits.0
    };
    let (full, initial, other) = (bits("Jan Molenaar"), bits("J. Molenaar"), bits("Piet Molenaar"));
    assert!(initial >= full - 5_000 && initial >= other + 8_000, "{full} {initial} {other}");
}

#[test]
fn who_lives_elsewhere_is_no_other_member_of_the_household() {
    let doubt = |street: &str| {
        let of = |place: &str| format!("Person,Jan Molenaar,{place},,");
        evidence(&[&of("Molenstraat 12,2611 AB,Delft")], &[&of(street)]).doubt.odds()
    };
    let (home, away) = (doubt("Molenstraat 12,2611 AB,Delft"), doubt("Dreef 3,9711 AA,Groningen"));
    assert!(away <= home - 1_500, "{home} {away}");
}

#[test]
fn a_year_of_birth_alone_tells_people_of_one_name_apart() {
    let rows = |years: [u32; 2]| {
        let dice = &mut Dice(5);
        let mut text = "No.,Type,Name,Date of Birth\n".to_owned();
        for at in 0..80 {
            let _ = writeln!(text, "P{at},Person,{} {},{}", word(dice), word(dice), 1940 + at % 50);
        }
        for (at, (name, year)) in ["Els Roelandts", "Piet Goossens"].into_iter().zip(years).enumerate() {
            let _ = writeln!(text, "Q{at},Person,{name},{year}");
        }
        text
    };
    let (contacts, customers) = (rows([1974, 1951]), rows([1974, 1986]));
    let links = linked(&contacts, &customers, "").rows("linked.csv");
    let found = |no: &str| links.iter().any(|row| row["Contact No."] == no);
    assert!(found("Q0") && !found("Q1"), "{links:?}");
}
