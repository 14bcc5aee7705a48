//! How two numbers compare, and which valid numbers a wrong one may have been.

use super::{Scheme, TaxId, Validity, rules};
use crate::value::country::Country;

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same number, establishments aside. Where one country is unknown, the same digits; so too where the countries
    /// differ and not both are valid: then one country was only assumed, of a number without prefix.
    Equal,
    /// One character replaced, missing or too many, or two neighbours swapped; at most one of the two is valid.
    OneTypo,
    /// Different numbers of one scheme and country, both valid; or both whole, in a register that has no check digits.
    Different,
    /// Different numbers of one scheme and country, at least one of them only plausible.
    DifferentDoubtful,
    /// Numbers of different countries.
    OtherCountry,
    /// Numbers of different schemes, or of unknown countries and unlike.
    Incomparable,
}

/// Characters that two numbers of different countries share only when they are one number: of seven, chance is enough.
const MISPLACED_MIN: usize = 8;

/// Compares two numbers; the same whichever comes first.
pub fn compare(a: &TaxId, b: &TaxId) -> Likeness {
    if (a.country, a.scheme, &a.number) == (b.country, b.scheme, &b.number) {
        return Likeness::Equal;
    }
    compare_unequal(a, b)
}

/// Compares two numbers of which it is known that they are not the same one of one scheme and country. Most pairs are told
/// apart without their digits.
pub fn compare_unequal(a: &TaxId, b: &TaxId) -> Likeness {
    let both_valid = a.validity == Validity::Valid && b.validity == Validity::Valid;
    if a.country.is_some() && b.country.is_some() && a.country != b.country {
        let is_misplaced = !both_valid && a.number.len() >= MISPLACED_MIN && a.key() == b.key();
        return if is_misplaced { Likeness::Equal } else { Likeness::OtherCountry };
    }
    // Of an unknown country a column's name says little: VAT and register numbers still may be one and the same.
    let is_sure = a.country == b.country && a.scheme == b.scheme;
    let may_be_same = is_sure || a.country.is_none() || b.country.is_none();
    if !may_be_same || (a.scheme == Scheme::Person) != (b.scheme == Scheme::Person) {
        return Likeness::Incomparable;
    }
    if is_sure && both_valid {
        return Likeness::Different;
    }
    let (one, other) = if is_sure { (&*a.number, &*b.number) } else { (a.key(), b.key()) };
    if one == other {
        return Likeness::Equal;
    }
    if !both_valid && is_one_typo(one.as_bytes(), other.as_bytes()) {
        return Likeness::OneTypo;
    }
    match a.country {
        Some(country) if is_sure && are_whole(a, b, country) => Likeness::Different,
        _ if is_sure => Likeness::DifferentDoubtful,
        _ => Likeness::Incomparable,
    }
}

/// Whether two numbers of a register without check digits have its form, and one length: a firm has but one of them for
/// life, while that of an establishment is longer.
fn are_whole(a: &TaxId, b: &TaxId, country: Country) -> bool {
    let is_whole = |rule: &rules::Rule| rule.has_form(&a.number) && rule.has_form(&b.number);
    let unchecked = |rule: &&rules::Rule| rule.scheme == Scheme::Register && !rule.is_checked();
    let registered = a.scheme == Scheme::Register && a.number.len() == b.number.len();
    registered && rules::of(country).iter().filter(unchecked).any(is_whole)
}

/// Whether one replacement, one missing character or one swap of neighbours makes the texts equal.
fn is_one_typo(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let first = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let (short, long) = (&short[first..], &long[first..]);
    match long.len() - short.len() {
        0 => match (short, long) {
            ([a, b, rest @ ..], [c, d, other @ ..]) => short[1..] == long[1..] || (a == d && b == c && rest == other),
            _ => true,
        },
        1 => short == &long[1..],
        _ => false,
    }
}

/// All valid numbers one replacement or one swap of neighbours away from a number that is not valid; sorted.
///
/// None for a valid number, a country without check digits, one character too many or too few, or where only what stood
/// around the number is wrong, as the key before a SIREN.
pub fn repairs(id: &TaxId) -> Vec<TaxId> {
    let Some(country) = id.country.filter(|_| id.validity == Validity::Plausible) else { return Vec::new() };
    let is_proved = |rule: &&rules::Rule| rule.scheme == id.scheme && rule.is_checked();
    let Some(rule) = rules::of(country).iter().find(is_proved) else { return Vec::new() };
    let establishment = id.establishment.as_deref();
    if rule.holds(&id.number, establishment) {
        return Vec::new();
    }
    let repaired = |number: String| TaxId { number: number.into_boxed_str(), validity: Validity::Valid, ..id.clone() };
    let mut found: Vec<_> = variants(&id.number)
        .filter(|number| rule.holds(number, establishment) && !(id.scheme == Scheme::Vat && is_nothing(number)))
        .map(repaired)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a number is zeros only, which some check digit rules allow.
fn is_nothing(number: &str) -> bool {
    number.bytes().all(|byte| byte == b'0')
}

/// Every text one replacement of like by like or one swap of neighbours away.
fn variants(number: &str) -> impl Iterator<Item = String> {
    let bytes = number.as_bytes();
    let replaced = bytes.iter().enumerate().flat_map(move |(at, &old)| {
        let alphabet = if old.is_ascii_digit() { b'0'..=b'9' } else { b'A'..=b'Z' };
        alphabet.filter(move |&new| new != old).map(move |new| with(bytes, &[(at, new)]))
    });
    let swapped = bytes.windows(2).enumerate().filter(|(_, pair)| pair[0] != pair[1]);
    replaced.chain(swapped.map(move |(at, pair)| with(bytes, &[(at, pair[1]), (at + 1, pair[0])])))
}

/// The text with some places changed.
fn with(bytes: &[u8], changes: &[(usize, u8)]) -> String {
    let mut bytes = bytes.to_vec();
    for &(at, byte) in changes {
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}
