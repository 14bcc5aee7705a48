//! Bank accounts: the international number of one (IBAN, ISO 13616) and the code of a bank (BIC, ISO 9362).
//!
//! In: the text of a cell. Out: the canonical form, or nothing where the text is neither. Lengths and places of bank
//! identifiers are rows of `data/iban.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::value::country::Country;
use crate::value::tax_id::{Validity, mod_97};

/// An international bank account number in capitals and digits without spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(Box<str>);

/// One row of `data/iban.tsv`.
struct Row {
    length: usize,
    bank: std::ops::Range<usize>,
}

static ROWS: LazyLock<FxHashMap<Country, Row>> = LazyLock::new(|| {
    let row = |line: &str| {
        let [country, length, bank, offset] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
        let start = 4 + offset.parse::<usize>().ok()?;
        let bank = start..start + bank.parse::<usize>().ok()?;
        Some((Country::parse(country)?, Row { length: length.parse().ok()?, bank }))
    };
    include_str!("data/iban.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(row).collect()
});

impl Iban {
    /// The whole number, `BE68539007547034`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country of the account, which need not be that of its holder.
    pub fn country(&self) -> Option<Country> {
        self.0.get(..2).and_then(Country::parse)
    }

    /// The national identifier of the bank: `539` in Belgium, `RABO` in the Netherlands, the Bankleitzahl in Germany.
    pub fn bank(&self) -> Option<&str> {
        self.0.get(ROWS.get(&self.country()?)?.bank.clone())
    }
}

/// The account number in a text, perhaps among other text.
///
/// Valid when the country's length and the check digits hold (ISO/IEC 7064 MOD 97-10). Plausible when the text is an
/// account number with at most one character too many or too few but for that: a typing error, still worth comparing.
pub fn parse(text: &str) -> Option<(Iban, Validity)> {
    let squeezed = capitals(text);
    for at in 0..squeezed.len().saturating_sub(4) {
        let rest = &squeezed[at..];
        let Some(row) = row_of(rest) else { continue };
        if let Some(number) = rest.get(..row.length).filter(|number| holds(number)) {
            return Some((Iban(number.into()), Validity::Valid));
        }
    }
    let number = squeezed.strip_prefix("IBAN").unwrap_or(&squeezed);
    let row = row_of(number).filter(|row| row.length.abs_diff(number.len()) <= 1)?;
    // `BE00 0000 0000 0000` fills a cell that must be filled.
    if number[4..].bytes().all(|byte| byte == b'0') {
        return None;
    }
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (digits * 2 >= row.length).then(|| (Iban(number.into()), Validity::Plausible))
}

/// Letters and digits of a text, capitals.
fn capitals(text: &str) -> String {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_uppercase())).collect()
}

/// The row of the country with whose code and check digits a text begins.
fn row_of(text: &str) -> Option<&'static Row> {
    let [a, b, c, d, ..] = *text.as_bytes() else { return None };
    let begins = a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit();
    ROWS.get(&Country::of(&[a, b])).filter(|_| begins)
}

/// Whether the check digits hold.
fn holds(number: &str) -> bool {
    let (front, back) = number.as_bytes().split_at(4);
    mod_97(back.iter().chain(front)) == 1
}

/// The code of a bank in a text: 8 characters for the head office (`XXX` is dropped), 11 for a branch.
pub fn bic(text: &str) -> Option<String> {
    let squeezed = capitals(text);
    let mut code = squeezed.as_str();
    // Words first: BICKREDBEBB has the form of a code of eleven, in Réunion.
    while let Some(rest) = ["BIC", "SWIFT", "CODE"].iter().find_map(|word| code.strip_prefix(word)) {
        if rest.len() < 8 {
            break;
        }
        code = rest;
    }
    if !is_bic(code) {
        return None;
    }
    Some(code.strip_suffix("XXX").filter(|short| short.len() == 8).unwrap_or(code).to_owned())
}

/// Countries of which banks keep accounts under the number of another one: the islands of the Crown, Monaco and France
/// overseas, Åland.
const KEPT_ELSEWHERE: [(&str, &[&str]); 3] = [
    ("GB", &["GG", "IM", "JE"]),
    ("FR", &["BL", "GF", "GP", "MC", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"]),
    ("FI", &["AX"]),
];

/// In what the code of a bank and an account number that stand side by side are of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The country.
    Country,
    /// The bank, whose letters are in both.
    Bank,
}

/// In what a code of a bank is of another one than an account number, if in anything.
pub fn differ(iban: &Iban, bic: &str) -> Option<Difference> {
    let (country, of_bank) = (iban.0.get(..2)?, bic.get(4..6)?);
    let elsewhere = KEPT_ELSEWHERE.iter().any(|(one, others)| *one == country && others.contains(&of_bank));
    if country != of_bank && !elsewhere {
        return Some(Difference::Country);
    }
    let bank = iban.bank().filter(|bank| bank.len() == 4 && bank.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    (!bic.starts_with(bank)).then_some(Difference::Bank)
}

/// Whether a text has the form of ISO 9362: four letters, a country, two letters or digits, perhaps three more.
fn is_bic(code: &str) -> bool {
    matches!(code.len(), 8 | 11)
        && code.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
        && Country::parse(&code[4..6]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers_are_found_in_what_is_typed() {
        for (text, expected, validity, bank) in [
            ("BE68 5390 0754 7034", "BE68539007547034", Validity::Valid, "539"),
            ("be68-5390-0754-7034", "BE68539007547034", Validity::Valid, "539"),
            ("IBAN: BE68 5390 0754 7034 BIC GKCCBEBB", "BE68539007547034", Validity::Valid, "539"),
            ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", Validity::Valid, "ABNA"),
            ("DE89370400440532013000", "DE89370400440532013000", Validity::Valid, "37040044"),
            ("FR1420041010050500013M02606", "FR1420041010050500013M02606", Validity::Valid, "20041"),
            ("IT60X0542811101000000123456", "IT60X0542811101000000123456", Validity::Valid, "05428"),
            ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", Validity::Valid, "NWBK"),
            ("BE68 5390 0754 7043", "BE68539007547043", Validity::Plausible, "539"),
            ("BE68 5390 0754 703", "BE6853900754703", Validity::Plausible, "539"),
        ] {
            let (iban, found) = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((iban.as_str(), found, iban.bank()), (expected, validity, Some(bank)), "{text}");
            assert_eq!(iban.country().map(|country| country.code().to_owned()).as_deref(), Some(&expected[..2]));
        }
    }

    #[test]
    fn other_texts_are_no_account_numbers() {
        for text in [
            "",
            "-",
            "BE00 0000 0000 0000",
            "539-0075470-34",
            "BE0403170701",
            "BE68",
            "onbekend",
            "ÜÉ68 5390",
            "AA685390075470340",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_row_of_the_registry_is_read() {
        let lines = include_str!("data/iban.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(ROWS.len(), lines);
    }

    #[test]
    fn bank_codes_have_one_form() {
        for (text, expected) in [
            ("GKCCBEBB", Some("GKCCBEBB")),
            ("gkcc be bb xxx", Some("GKCCBEBB")),
            ("BIC: KREDBEBB", Some("KREDBEBB")),
            ("SWIFT-code DEUTDEFF500", Some("DEUTDEFF500")),
            ("GKCCBEB", None),
            ("GKCC12BB", None),
            ("", None),
        ] {
            assert_eq!(bic(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_account_and_a_code_of_a_bank_are_of_one() {
        for (number, code, expected) in [
            ("BE68 5390 0754 7034", "KREDBEBB", None),
            ("BE68 5390 0754 7034", "DEUTDEFF", Some(Difference::Country)),
            ("NL91 ABNA 0417 1643 00", "ABNANL2A", None),
            ("NL91 ABNA 0417 1643 00", "RABONL2U", Some(Difference::Bank)),
            ("GB29 NWBK 6016 1331 9268 19", "NWBKJESX", None),
            ("GB29 NWBK 6016 1331 9268 19", "NWBKIE2D", Some(Difference::Country)),
        ] {
            assert_eq!(differ(&parse(number).unwrap().0, &bic(code).unwrap()), expected, "{number} {code}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}", shaped in "[A-Za-z]{2}[0-9]{2}[A-Z0-9 ]{0,40}") {
            for text in [text, shaped] {
                if let Some((iban, _)) = parse(&text) {
                    proptest::prop_assert!(iban.bank().is_some() && iban.country().is_some());
                }
                bic(&text);
            }
        }
    }
}
