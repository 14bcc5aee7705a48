//! Words that tell two apart whose names have the rest in common: `data/group_words.tsv`, `data/telling_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::value::country::Country;
use crate::value::name::parse;

/// What a word tells beside the words that two names have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Telling {
    /// The companies of one group are told apart by it.
    pub group: bool,
    /// It names what has parts of its own: a hospital, a school.
    pub house: bool,
    /// It names what houses of other kinds belong to: a university, a municipality.
    pub body: bool,
    /// It names a part of such a house, or a body beside it.
    pub part: bool,
    /// It is one of several that exclude each other, by a number for all of them and one for it: `primary`, `catholic`, `museum`.
    pub only: Option<(u8, u8)>,
    /// It is the name of a country.
    pub country: Option<Country>,
}

/// The class of [`Telling::only`] that tells accounts apart, whoever has them.
pub const ACCOUNT: u8 = 2;

/// The class of [`Telling::only`] that tells kinds of houses apart: a school and a church.
pub const KIND: u8 = 3;

static TELLING: LazyLock<FxHashMap<String, Telling>> = LazyLock::new(|| {
    let canonical = |text: &str| parse(text, "").and_then(|name| name.words.into_iter().next()).map(|word| word.text);
    let mut words: FxHashMap<String, Telling> = FxHashMap::default();
    for line in include_str!("../data/group_words.tsv").lines().filter(|line| !line.starts_with('#')) {
        canonical(line).into_iter().for_each(|word| words.entry(word).or_default().group = true);
    }
    let lines = include_str!("../data/telling_words.tsv").lines().filter(|line| !line.starts_with('#'));
    for (row, (kind, spellings)) in (0..).zip(lines.filter_map(|line| line.split_once('\t'))) {
        for word in spellings.split(';').filter_map(canonical) {
            let telling = words.entry(word).or_default();
            match kind {
                "house" => telling.house = true,
                "kind" => (telling.house, telling.only) = (true, Some((KIND, row))),
                "body" => (telling.house, telling.body, telling.only) = (true, true, Some((KIND, row))),
                "part" => telling.part = true,
                "level" => telling.only = Some((0, row)),
                "creed" => telling.only = Some((1, row)),
                "account" => telling.only = Some((ACCOUNT, row)),
                _ => {}
            }
        }
    }
    words
});

impl Telling {
    /// The kind of house that it names.
    pub fn kind(self) -> Option<u8> {
        self.only.filter(|&(of, _)| of == KIND).map(|(_, kind)| kind)
    }
}

/// What a word tells, as it comes out of [`parse`].
pub fn telling(word: &str) -> Telling {
    // Two letters are a code, and more often something else.
    let country = if word.len() > 2 { Country::parse(word) } else { None };
    let known = TELLING.get(word).copied();
    let telling = known.unwrap_or_else(|| Telling { group: is_recent_year(word), ..Telling::default() });
    Telling { country, ..telling }
}

/// Whether a word is a year of late: who starts a failed firm anew puts the year behind its name.
fn is_recent_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|year: u16| (2005..2040).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Telling {
        telling(&parse(text, "").unwrap().words[0].text)
    }

    #[test]
    fn holding_tells_companies_apart_and_bakery_does_not() {
        for text in ["Holding", "Vastgoed", "Logistics", "Beheer", "Production", "Kantine", "Nieuwe", "PTA", "2019"] {
            assert!(of(text).group, "{text}");
        }
        for text in ["Bakkerij", "Garage", "Peeters", "1998"] {
            assert_eq!(of(text), Telling::default(), "{text}");
        }
    }

    #[test]
    fn a_library_is_a_part_of_a_university() {
        assert!(of("Universität").house && of("Hôpital").house && of("Gemeente").house);
        assert!(of("Bibliothèque").part && of("Faculty").part && of("Radiologie").part);
        assert!(!of("Universität").part && !of("Bakkerij").house);
        let kind = |text| of(text).kind().unwrap();
        assert!(kind("Hospital") == kind("Ziekenhuis") && kind("Hospital") != kind("School"));
        assert!(of("University").body && !of("Hospital").body);
    }

    #[test]
    fn schools_of_two_levels_exclude_each_other_whatever_the_language() {
        assert_eq!(of("Primary").only, of("Basisschool").only);
        assert!(of("Primary").only.is_some() && of("Primary").only != of("High").only);
        assert_eq!(of("Church of England").only, of("C of E School").only);
        let (creed, level) = (of("Catholic").only.unwrap(), of("Junior").only.unwrap());
        assert_ne!(creed.0, level.0);
    }
}
