//! Countries: a code of two letters, from whatever stands in the column; how their phones and post codes are written.

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::value::text::squeeze;

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The facts of one line of `data/countries.tsv`, which tells their sources.
#[derive(Debug)]
struct Facts {
    /// Calling code (ITU-T E.164); 0 where there is none.
    calling: u16,
    /// What is or was dialled before a national number inside the country, separated by commas; empty for nothing.
    trunk: &'static str,
    /// How many digits a post code of digits only has; 0 where post codes have letters or are not known.
    digits: usize,
    /// How many leading characters of a post code name its area; 0: its leading letters.
    area: usize,
}

/// All countries, and their positions by three letters or name (letters and digits only).
struct Atlas {
    facts: FxHashMap<[u8; 2], Facts>,
    names: FxHashMap<String, Country>,
    callers: FxHashMap<u16, Country>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| read(include_str!("data/countries.tsv")));

/// Reads the table; a line that is not of its form is passed over.
fn read(table: &'static str) -> Atlas {
    let mut atlas = Atlas { facts: FxHashMap::default(), names: FxHashMap::default(), callers: FxHashMap::default() };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t').map(|field| if field == "-" { "" } else { field });
        let mut next = || fields.next().unwrap_or_default();
        let &[a, b] = next().as_bytes() else { continue };
        let country = Country([a, b]);
        atlas.names.insert(squeeze(next()), country);
        let facts = Facts {
            calling: next().parse().unwrap_or(0),
            trunk: next(),
            digits: next().parse().unwrap_or(0),
            area: next().parse().unwrap_or(2),
        };
        let mobile = next();
        for name in next().split("; ").map(squeeze) {
            atlas.names.entry(name).or_insert(country);
        }
        if facts.calling != 0 && (!mobile.is_empty() || country == Country(*b"US")) {
            atlas.callers.insert(facts.calling, country);
        } else {
            atlas.callers.entry(facts.calling).or_insert(country);
        }
        atlas.facts.insert([a, b], facts);
    }
    atlas.names.remove("");
    atlas.callers.remove(&0);
    atlas
}

impl Country {
    /// The country of a literal code; for tables and tests.
    pub const fn of(code: &[u8; 2]) -> Self {
        Self(*code)
    }

    /// The country that a column, a prefix or a job file names: a code of two or three letters, or a common name in
    /// Dutch, French, German, English or the country's own language.
    ///
    /// `EL` is Greece and `UK` the United Kingdom; `XI` (Northern Ireland in VAT numbers) is the United Kingdom too.
    /// Letters that are no country's code give none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.as_bytes() {
            [] => None,
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                match &[a.to_ascii_uppercase(), b.to_ascii_uppercase()] {
                    b"EL" => Some(Self(*b"GR")),
                    b"UK" | b"XI" => Some(Self(*b"GB")),
                    code => ATLAS.facts.contains_key(code).then_some(Self(*code)),
                }
            }
            [_] | [_, _] => None,
            _ => ATLAS.names.get(&squeeze(text)).copied(),
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// The calling code, as 32 for Belgium; 0 where none is known.
    pub fn calling(self) -> u16 {
        self.facts().map_or(0, |facts| facts.calling)
    }

    /// The country that a calling code stands for, the largest where several share it; `None` when it is no code.
    pub fn called(code: u16) -> Option<Self> {
        ATLAS.callers.get(&code).copied()
    }

    /// The digits dialled before a national number inside the country, as `0` in Belgium; `8` was dialled in Lithuania
    /// until 2024, and stands in its exports beside `0`.
    pub fn trunks(self) -> impl Iterator<Item = &'static str> {
        self.facts().map_or("", |facts| facts.trunk).split(',').filter(|trunk| !trunk.is_empty())
    }

    /// How many digits a post code has where it has nothing but digits; 0 where that is not so or not known.
    pub fn post_code_digits(self) -> usize {
        self.facts().map_or(0, |facts| facts.digits)
    }

    /// How many leading characters of a post code name its area; 0 means its leading letters.
    pub fn post_code_area(self) -> usize {
        self.facts().map_or(2, |facts| facts.area)
    }

    fn facts(self) -> Option<&'static Facts> {
        ATLAS.facts.get(&self.0)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_names_countries_in_many_ways() {
        for (text, code) in [
            ("BE", "BE"),
            (" be ", "BE"),
            ("BEL", "BE"),
            ("Belgique", "BE"),
            ("België", "BE"),
            ("Belgien", "BE"),
            ("EL", "GR"),
            ("UK", "GB"),
            ("XI", "GB"),
            ("Verenigd Koninkrijk", "GB"),
            ("Royaume-Uni", "GB"),
            ("Vereinigtes Königreich", "GB"),
            ("U.S.A.", "US"),
            ("États-Unis", "US"),
            ("Duitsland", "DE"),
            ("Allemagne", "DE"),
            ("DEUTSCHLAND", "DE"),
            ("Nederland", "NL"),
            ("The Netherlands", "NL"),
            ("Pays-Bas", "NL"),
            ("Polska", "PL"),
            ("Tsjechië", "CZ"),
            ("Czech Republic", "CZ"),
            ("España", "ES"),
            ("Österreich", "AT"),
            ("Grand-Duché de Luxembourg", "LU"),
            ("Suisse", "CH"),
            ("Magyarország", "HU"),
            ("Griekenland", "GR"),
        ] {
            assert_eq!(Country::parse(text).map(|country| country.code().to_owned()).as_deref(), Some(code), "{text}");
        }
        for text in ["", "?", "QQ", "Atlantis", "VAT", "BTW", "B", "12", "-"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }

    /// In Dutch, French, German and English, and what is written in its place.
    #[test]
    fn every_country_has_its_four_names_and_no_name_is_of_two() {
        let mut whose: FxHashMap<String, &str> = FxHashMap::default();
        let mut rows = 0;
        for line in include_str!("data/countries.tsv").lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let names: Vec<&str> = fields[7].split("; ").collect();
            assert!(fields.len() == 8 && names.len() >= 4 && names.iter().all(|name| !name.is_empty()), "{line}");
            for name in names {
                let other = *whose.entry(squeeze(name)).or_insert(fields[0]);
                assert_eq!(other, fields[0], "{name}");
                // Two letters are a code.
                let code = Country::parse(name).map(|country| country.code().to_owned());
                assert!(code.as_deref() == Some(fields[0]), "{name}: {code:?}");
            }
            rows += 1;
        }
        assert_eq!(rows, 250);
        for (names, code) in [
            (["Libanon", "Liban", "Lebanon"], "LB"),
            (["Koeweit", "Koweït", "Kuwait"], "KW"),
            (["Kazachstan", "Kasachstan", "Kazakhstan"], "KZ"),
            (["Syrië", "Syrie", "Syrien"], "SY"),
            (["Cambodja", "Cambodge", "Kambodscha"], "KH"),
            (["Birma", "Birmanie", "Myanmar"], "MM"),
        ] {
            assert_eq!(names.map(|name| Country::parse(name).unwrap().code().to_owned()), [code; 3]);
        }
    }

    #[test]
    fn calling_codes_go_both_ways() {
        for (code, calling, trunks) in [(b"BE", 32, &["0"][..]), (b"ES", 34, &[]), (b"LT", 370, &["0", "8"])] {
            let country = Country::of(code);
            assert_eq!((country.calling(), country.trunks().collect::<Vec<_>>()), (calling, trunks.to_vec()));
        }
        for (code, country) in [(1, b"US"), (44, b"GB"), (47, b"NO"), (39, b"IT"), (352, b"LU"), (358, b"FI")] {
            assert_eq!(Country::called(code), Some(Country::of(country)), "{code}");
        }
        assert_eq!(Country::called(999), None);
    }
}
