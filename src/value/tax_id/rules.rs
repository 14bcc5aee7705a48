//! The table of countries: which forms a number has, what surrounds it, and whether its check digits hold.
//!
//! In: a country and a text of ASCII capitals and digits. Out: the canonical number in it, with how well it fits.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::check::{self, Check};
use super::{Scheme, Validity};
use crate::value::country::Country;

/// One row of `data/tax_numbers.tsv`.
pub(super) struct Rule {
    pub(super) country: Country,
    pub(super) scheme: Scheme,
    forms: Vec<&'static [u8]>,
    check: Option<Check>,
}

/// How well a text fits a rule, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// One character too many or too few.
    Near,
    /// Valid with the zeros that a spreadsheet takes from the front; a form as it stands is likelier.
    Restored,
    /// A form of the country.
    Form,
    /// A form of the country, and the check digits hold.
    Valid,
}

impl Fit {
    pub(super) fn validity(self) -> Validity {
        if matches!(self, Self::Restored | Self::Valid) { Validity::Valid } else { Validity::Plausible }
    }
}

/// A number freed of what surrounds it.
pub(super) struct Settled {
    pub(super) number: String,
    pub(super) establishment: Option<String>,
    pub(super) fit: Fit,
}

/// All rules, by country; the files are embedded, so a row that cannot be read is a defect the tests find.
static RULES: LazyLock<FxHashMap<Country, Vec<Rule>>> = LazyLock::new(|| {
    let mut rules: FxHashMap<Country, Vec<Rule>> = FxHashMap::default();
    for rule in rows(include_str!("../data/tax_numbers.tsv")).filter_map(|row| Rule::read(&row)) {
        rules.entry(rule.country).or_default().push(rule);
    }
    rules
});

/// A word that tells what number it stands beside: one row of `data/tax_words.tsv`.
pub(super) struct Word {
    /// Where it is used; empty where it says nothing of the country.
    pub(super) countries: Vec<Country>,
    /// The scheme it names.
    pub(super) scheme: Option<Scheme>,
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let row = |row: Vec<&'static str>| {
        let [word, countries, scheme] = row[..] else { return None };
        Some((
            word,
            Word { countries: countries.split(',').filter_map(Country::parse).collect(), scheme: scheme_of(scheme) },
        ))
    };
    rows(include_str!("../data/tax_words.tsv")).filter_map(row).collect()
});

/// The cells of the lines that are no comments.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

fn scheme_of(name: &str) -> Option<Scheme> {
    Some(match name {
        "vat" => Scheme::Vat,
        "register" => Scheme::Register,
        "person" => Scheme::Person,
        _ => return None,
    })
}

/// The word of that spelling.
pub(super) fn word(text: &str) -> Option<&'static Word> {
    WORDS.get(text)
}

/// The rules of a country; none for a country that is not in the table.
pub(super) fn of(country: Country) -> &'static [Rule] {
    RULES.get(&country).map_or(&[], Vec::as_slice)
}

/// The country by whose rules another one's numbers are made: Monaco and overseas France, the Isle of Man, the islands.
pub(super) fn home(country: Country) -> Country {
    Country::of(match country.code() {
        "MC" | "GP" | "MQ" | "GF" | "RE" | "YT" => b"FR",
        "IM" | "XI" | "UK" => b"GB",
        "AX" => b"FI",
        "EL" => b"GR",
        _ => return country,
    })
}

impl Rule {
    fn read(row: &[&'static str]) -> Option<Self> {
        let [country, scheme, forms, check, _, _] = row[..] else { return None };
        Some(Self {
            country: Country::parse(country)?,
            scheme: scheme_of(scheme)?,
            forms: forms.split(',').map(str::as_bytes).collect(),
            check: check::named(check),
        })
    }

    /// Whether the numbers have check digits that are known here.
    pub(super) fn is_checked(&self) -> bool {
        self.check.is_some()
    }

    /// Whether the number has a form of the country.
    pub(super) fn has_form(&self, number: &str) -> bool {
        self.forms.iter().any(|form| fits(form, number.as_bytes()))
    }

    /// Whether a number in canonical form is valid; Dutch numbers also by the rule of 2020, which needs their suffix.
    pub(super) fn holds(&self, number: &str, establishment: Option<&str>) -> bool {
        let Some(check) = self.check else { return false };
        if !self.has_form(number) {
            return false;
        }
        match (self.country.code(), self.scheme, establishment) {
            ("NL", Scheme::Vat, Some(suffix)) => {
                suffix != "B00"
                    && !number.starts_with("000")
                    && (check(number.as_bytes()) || check::nl_person(number.as_bytes(), suffix.as_bytes()))
            }
            ("FR", Scheme::Vat, Some(nic)) => {
                check(number.as_bytes()) && check::fr_siret(number.as_bytes(), nic.as_bytes())
            }
            _ => check(number.as_bytes()),
        }
    }

    /// The number in a text that holds nothing else, when its form or nearly its form is one of the country.
    ///
    /// Zeros lost at the front come back where the check digits prove them.
    pub(super) fn settle(&self, text: &str) -> Option<Settled> {
        let Bare { number, establishment, sound } = bare(self.country, self.scheme, text);
        let settled =
            |number: &str, fit| Settled { number: number.into(), establishment: establishment.map(Into::into), fit };
        if self.has_form(&number) {
            // Monaco's numbers are French with zeros instead of a SIREN's first digits: only their key checks them.
            let is_monaco = self.country.code() == "FR" && text.len() == 11 && number.starts_with("000");
            let holds = sound && (is_monaco || self.holds(&number, establishment));
            return Some(settled(&number, if holds { Fit::Valid } else { Fit::Form }));
        }
        if number.len() >= 5 && number.bytes().all(|byte| byte.is_ascii_digit()) && self.country.code() != "RO" {
            for zeros in ["0", "00"] {
                let padded = [zeros, &number].concat();
                if self.holds(&padded, establishment) {
                    return Some(settled(&padded, Fit::Restored));
                }
            }
        }
        let near = number.len() >= 5 && self.forms.iter().any(|form| nearly_fits(form, number.as_bytes()));
        near.then(|| settled(&number, Fit::Near))
    }
}

/// Whether the text has the form: `#` a digit, `*` a digit from 1, `@` a letter, `?` either.
fn fits(form: &[u8], text: &[u8]) -> bool {
    form.len() == text.len()
        && form.iter().zip(text).all(|(place, byte)| match place {
            b'#' => byte.is_ascii_digit(),
            b'*' => byte.is_ascii_digit() && *byte != b'0',
            b'@' => byte.is_ascii_uppercase(),
            b'?' => true,
            _ => place == byte,
        })
}

/// Whether the text is one character longer or shorter than the form and has letters if and only if the form has.
fn nearly_fits(form: &[u8], text: &[u8]) -> bool {
    let letters = text.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    let wanted = form.iter().filter(|place| matches!(place, b'@' | b'?' | b'A'..=b'Z')).count();
    form.len().abs_diff(text.len()) <= 1 && letters.min(1) == wanted.min(1) && letters <= wanted
}

/// A number without what its country writes around it.
struct Bare<'a> {
    number: std::borrow::Cow<'a, str>,
    establishment: Option<&'a str>,
    /// Whether what was taken away fitted the number.
    sound: bool,
}

/// Takes away what a country writes around the number that identifies.
fn bare(country: Country, scheme: Scheme, text: &str) -> Bare<'_> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |number| Bare { number: std::borrow::Cow::Borrowed(number), establishment: None, sound: true };
    let padded = |zeros: &str| Bare { number: [zeros, text].concat().into(), establishment: None, sound: true };
    let split = |at: usize| Bare { establishment: Some(&text[at..]), ..plain(&text[..at]) };
    match (country.code(), scheme, text.len()) {
        ("AT", Scheme::Vat, 7..=9) if digits => padded("U"),
        ("AT", Scheme::Register, 4..=6) if !digits => padded(&"000"[..7 - text.len()]),
        ("BE", Scheme::Vat, 9) if digits && !text.starts_with(['0', '1']) => padded("0"),
        ("BG", Scheme::Vat, 13) if digits => split(9),
        ("CH", Scheme::Vat, _) if text.starts_with('E') => plain(&text[1..]),
        ("FR", Scheme::Vat, 11) => {
            let (key, siren) = text.as_bytes().split_at(2);
            let sound = siren.iter().all(u8::is_ascii_digit) && check::fr_key([key[0], key[1]], siren);
            Bare { sound, ..plain(&text[2..]) }
        }
        ("FR", Scheme::Vat, 14) if digits => split(9),
        ("GB", Scheme::Vat, 12) if digits => split(9),
        ("GB", Scheme::Register, 6 | 7) if digits => padded(&"00"[..8 - text.len()]),
        ("HU", Scheme::Vat, 11) if digits => plain(&text[..8]),
        ("NL", Scheme::Vat, _) => match text.find('B') {
            Some(at) if text.len() == at + 3 && at > 6 => split(at),
            _ => plain(text),
        },
        ("PL", Scheme::Register, 14) if digits => split(9),
        ("PL", Scheme::Register, 5 | 6) if digits => padded(&"00000"[..10 - text.len()]),
        ("RO", Scheme::Vat, _) if digits => plain(text.trim_start_matches('0')),
        ("SE", _, 12) if digits => match (&text[..2], &text[10..]) {
            (_, "01") => plain(&text[..10]),
            ("16" | "19" | "20", _) => plain(&text[2..]),
            _ => plain(text),
        },
        _ => plain(text),
    }
}
