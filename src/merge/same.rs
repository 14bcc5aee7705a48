//! When two cells say the same: the cleaned form of a value, per field.
//!
//! In: a cell as it stands, its field, the country of its hub. Out: a text that two cells share exactly when they
//! differ by no more than writing; empty where the cell holds no value. Whether a value is syntactically right is
//! known here too, and the day a date cell names.

use crate::record::Field;
use crate::value::country::Country;
use crate::value::text::{Placeholders, fold, squeeze};

/// How two cells of one field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// The same text.
    Equal,
    /// Only the writing differs.
    Cosmetic,
    /// They say different things, or one says nothing.
    Different,
}

/// Compares two cells of one field.
pub fn same(field: Field, a: &str, b: &str, country: Option<Country>, placeholders: &Placeholders) -> Same {
    if a == b {
        Same::Equal
    } else if cleaned(field, a, country, placeholders) == cleaned(field, b, country, placeholders) {
        Same::Cosmetic
    } else {
        Same::Different
    }
}

/// The cleaned form of a cell; empty where it holds no value.
pub(crate) fn cleaned(field: Field, text: &str, country: Option<Country>, placeholders: &Placeholders) -> String {
    let text = text.trim();
    if is_code(field) {
        return text.to_uppercase();
    }
    if field == Field::Country {
        return Country::parse(text).map_or_else(|| text.to_uppercase(), |country| country.code().to_owned());
    }
    if placeholders.hold(text) {
        return String::new();
    }
    match field {
        Field::VatNo | Field::EnterpriseNo | Field::RegistrationNo | Field::SirenNo | Field::FiscalCode => {
            tax_number(text, country)
        }
        Field::Phone | Field::Mobile | Field::Fax | Field::Telex => phones(text),
        Field::Email => emails(text).join(";"),
        Field::HomePage => page(text),
        _ => squeeze(text),
    }
}

/// The cleaned form of two address lines taken together, so that a box may stand in either.
pub(crate) fn cleaned_lines(lines: [&str; 2], placeholders: &Placeholders) -> String {
    lines.map(|line| if placeholders.hold(line) { String::new() } else { squeeze(line) }).concat()
}

/// Whether a value has the syntax of its field; `None` where koppel knows no syntax for it.
pub(crate) fn is_valid(field: Field, text: &str, country: Option<Country>) -> Option<bool> {
    match field {
        Field::VatNo | Field::EnterpriseNo | Field::RegistrationNo | Field::SirenNo => {
            Some(is_tax_number(text, country))
        }
        Field::Email => {
            let parts = emails(text);
            Some(!parts.is_empty() && parts.iter().all(|part| is_email(part)))
        }
        _ => None,
    }
}

/// Fields whose values are codes of a list: exact but for case.
fn is_code(field: Field) -> bool {
    matches!(field, Field::Territory | Field::Currency | Field::Language | Field::FormatRegion | Field::Salesperson)
}

/// The digits and capitals of a tax number, its country in front where that is known.
pub(crate) fn tax_number(text: &str, country: Option<Country>) -> String {
    let squeezed = squeeze(text);
    let digits: String = squeezed.chars().filter(char::is_ascii_digit).collect();
    let letters = squeezed.trim_start_matches(|char: char| char.is_ascii_lowercase());
    let prefix = squeezed.get(..2).and_then(Country::parse).filter(|_| letters.len() + 2 == squeezed.len());
    match prefix.or(country) {
        Some(country) if country.code() == "BE" && (9..=10).contains(&digits.len()) => format!("BE{digits:0>10}"),
        Some(country) => format!("{country}{letters}"),
        None => letters.to_owned(),
    }
}

fn is_tax_number(text: &str, _country: Option<Country>) -> bool {
    squeeze(text).bytes().filter(u8::is_ascii_digit).count() >= 8
}

fn phones(text: &str) -> String {
    squeeze(text)
}

/// The addresses of an e-mail cell, in lower case and sorted.
fn emails(text: &str) -> Vec<String> {
    let mut parts: Vec<_> =
        text.split([';', ',', ' ']).map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.split_once('@') else { return false };
    !mailbox.is_empty()
        && !domain.contains('@')
        && domain.split('.').count() >= 2
        && !domain.split('.').any(str::is_empty)
}

/// A web address without scheme, `www.` and closing slash.
fn page(text: &str) -> String {
    let folded = fold(text);
    let rest = folded.strip_prefix("https://").or_else(|| folded.strip_prefix("http://")).unwrap_or(&folded);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

/// The day that a date cell names, as a number that grows with time.
pub(crate) fn day(text: &str) -> Option<u32> {
    let date = text.trim().split(['T', ' ']).next()?;
    let mut parts = date.split(['-', '/', '.']).map(str::parse::<u32>);
    let (a, b, c) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let (year, month, day) = if a > 31 { (a, b, c) } else { (c, b, a) };
    let year = if year < 100 { 2000 + year } else { year };
    ((1..=12).contains(&month) && (1..=31).contains(&day) && year < 10_000).then_some(year * 10_000 + month * 100 + day)
}
