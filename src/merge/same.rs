//! When two cells say the same: the cleaned form of a value, per field.
//!
//! In: a cell as it stands, its field, the country of its hub. Out: a text that two cells share exactly when they
//! differ by no more than writing; empty where the cell holds no value. A text that its kind of value cannot make sense
//! of is still a value, compared by its letters and digits. Whether a value is syntactically right is known here too.

use std::fmt::Write;

use crate::merge::fields::is_phone;
use crate::read::NUMBERS;
use crate::record::{COMPARED_MAX, Field};
use crate::value::country::Country;
use crate::value::place::{self, Parts, Place};
use crate::value::tax_id::{self, Column, Parsed, Scheme, Validity};
use crate::value::text::{Placeholders, fold, is_misread, is_unseen, mixes_alphabets, squeeze};
use crate::value::{email, name, phone, spoilt};

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

/// Compares two cells of one field; `country` is that of the records, or the job's.
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
    // What is too long to be compared stays as it stands: it is the same as itself only.
    if text.is_empty() || text.len() > COMPARED_MAX {
        return text.to_owned();
    }
    if is_spoilt(field, text) {
        return String::new();
    }
    if is_code(field) {
        // A code is what a list says, whatever else its letters stand for: `DIVERS`, `NONE`.
        return if text.contains(char::is_alphanumeric) { text.to_uppercase() } else { String::new() };
    }
    if field == Field::Country {
        return Country::parse(text).map_or_else(|| text.to_uppercase(), |country| country.code().to_owned());
    }
    if let Some(column) = tax_column(field) {
        return tax_number(text, column, country, placeholders);
    }
    if placeholders.hold(text) && !is_place(field, text, country) {
        return String::new();
    }
    let cleaned = match field {
        Field::Name => full_name(text, ""),
        Field::Address | Field::Address2 => lines([text, ""], country, placeholders),
        Field::PostCode => {
            // A spreadsheet takes leading zeros off codes; the country says how many digits there were.
            let code = country.as_ref().map_or("", |country| country.code());
            part(Parts { post_code: text, country: code, ..NOWHERE }, country, placeholders).post_code
        }
        Field::City => part(Parts { city: text, ..NOWHERE }, country, placeholders).city,
        field if is_phone(field) => phones(text, country),
        Field::Email => emails(text),
        Field::HomePage => page(text),
        _ => String::new(),
    };
    or_letters(cleaned, text)
}

/// The cleaned form of two address lines taken together, so that a box may stand in either.
pub(crate) fn cleaned_lines(both: [&str; 2], country: Option<Country>, placeholders: &Placeholders) -> String {
    if both.concat().len() > COMPARED_MAX {
        return both.concat();
    }
    let both = both.map(|line| if is_nothing(line, placeholders) { "" } else { line.trim() });
    or_letters(lines(both, country, placeholders), &both.concat())
}

/// The cleaned form of Name and Name 2 taken together, so that a name may run over from one into the other.
pub(crate) fn cleaned_name(both: [&str; 2], placeholders: &Placeholders) -> String {
    if both.concat().len() > COMPARED_MAX {
        return both.concat();
    }
    let [one, two] = both.map(|line| if is_nothing(line, placeholders) { "" } else { line.trim() });
    or_letters(full_name(one, two), &[one, two].concat())
}

/// Whether a line of a name or an address says nothing.
fn is_nothing(line: &str, placeholders: &Placeholders) -> bool {
    placeholders.hold(line) || spoilt::is_sheet_error(line.as_bytes())
}

/// Whether a spreadsheet has left something else in place of the value of a field.
pub(crate) fn is_spoilt(field: Field, text: &str) -> bool {
    spoilt::is_sheet_error(text.as_bytes()) || NUMBERS.contains(&field) && spoilt::is_power(text.as_bytes())
}

/// Whether letters were lost or mistaken for others in an earlier transfer, `Caf\u{FFFD}` or `Ã©glise`, or only look like
/// what they are read as.
pub(crate) fn is_garbled(text: &str) -> bool {
    !text.is_ascii() && (text.contains('\u{FFFD}') || is_misread(text) || mixes_alphabets(text))
}

/// Whether a tax number stands in a cell whole, leading zeros included and nothing unseen in it, and no check digit is
/// wrong: others may take it. What is no tax number of a firm goes to nobody: a note, the
/// number of a person, an account.
pub(crate) fn is_sound(field: Field, text: &str, country: Option<Country>, placeholders: &Placeholders) -> bool {
    let Some(column) = tax_column(field) else { return true };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    match tax_id::parse(text, column, country, placeholders) {
        Parsed::Number(id) => {
            let is_own = id.scheme != Scheme::Person || field == Field::FiscalCode;
            is_own && !id.is_wrong() && digits(text).contains(&digits(&id.number)) && !text.trim().contains(is_unseen)
        }
        Parsed::Absent | Parsed::Placeholder | Parsed::Unusable => false,
    }
}

/// Whether a value has the syntax of its field; `None` where koppel knows no syntax for it.
pub(crate) fn is_valid(
    field: Field,
    text: &str,
    country: Option<Country>,
    placeholders: &Placeholders,
) -> Option<bool> {
    if text.len() > COMPARED_MAX {
        return (field == Field::Email || tax_column(field).is_some()).then_some(false);
    }
    if let Some(column) = tax_column(field) {
        let parsed = tax_id::parse(text, column, country, placeholders);
        return Some(matches!(parsed, Parsed::Number(id) if id.validity == Validity::Valid));
    }
    let is_address = |part: &str| {
        let mut found = email::parse(part);
        !part.contains(char::is_whitespace)
            && found.len() == 1
            && found.pop().is_some_and(|email| !email.says_nothing())
    };
    match field {
        Field::Email => Some(text.split([';', ',']).map(str::trim).all(is_address)),
        field if is_phone(field) => is_number(text, country),
        _ => None,
    }
}

/// Whether a cell holds telephone numbers and no words but those that belong to them; not known of digits that make no
/// number here.
fn is_number(text: &str, country: Option<Country>) -> Option<bool> {
    if phone::besides(text, country).contains(char::is_alphabetic) {
        return Some(false);
    }
    (!phone::parse(text, country).is_empty()).then_some(true)
}

/// Fields whose values are codes of a list: exact but for case.
fn is_code(field: Field) -> bool {
    matches!(field, Field::Territory | Field::Currency | Field::Language | Field::FormatRegion | Field::Salesperson)
}

/// Whether a county or a town has a name or a code that stands for nothing elsewhere: the cantons and provinces SO and NA,
/// Aucun in the Pyrenees, None near Turin.
fn is_place(field: Field, text: &str, country: Option<Country>) -> bool {
    let country = country.as_ref().map_or("", |country| country.code());
    match field {
        Field::County => matches!((&*text.trim().to_ascii_uppercase(), country), ("SO", "CH") | ("NA", "IT")),
        Field::City => matches!((&*squeeze(text), country), ("aucun", "FR") | ("none", "IT")),
        _ => false,
    }
}

fn tax_column(field: Field) -> Option<Column> {
    match field {
        Field::VatNo => Some(Column::Vat),
        Field::EnterpriseNo => Some(Column::Enterprise),
        Field::RegistrationNo => Some(Column::Registration),
        Field::SirenNo => Some(Column::Siren),
        Field::FiscalCode => Some(Column::Fiscal),
        _ => None,
    }
}

/// A cleaned form, or the letters and digits of the text where there is none.
fn or_letters(cleaned: String, text: &str) -> String {
    if cleaned.is_empty() { squeeze(text) } else { cleaned }
}

/// The number with its establishment: `B01` and `B02` are two numbers for the ledger, however alike the firms.
fn tax_number(text: &str, column: Column, country: Option<Country>, placeholders: &Placeholders) -> String {
    match tax_id::parse(text, column, country, placeholders) {
        Parsed::Number(id) => match &id.establishment {
            Some(establishment) => [&id.canonical(), "/", establishment].concat(),
            None => id.canonical(),
        },
        Parsed::Absent | Parsed::Placeholder => String::new(),
        Parsed::Unusable => squeeze(text),
    }
}

/// The words of a name without the spaces between them, its legal form, and what else it says.
fn full_name(one: &str, two: &str) -> String {
    let Some(name) = name::parse(one, two) else { return String::new() };
    let mut text: String = name.words.iter().map(|word| word.text.as_str()).collect();
    for alias in &name.aliases {
        text.push('|');
        text.extend(alias.iter().map(|word| word.text.as_str()));
    }
    let form = name.form.map_or("", |form| form.name);
    let closed = if name.closed { "closed" } else { "" };
    let _ = write!(text, "|{form}|{closed}|{}", name.attention.as_deref().unwrap_or(""));
    text
}

/// The parts of no place.
const NOWHERE: Parts<'static> = Parts { address: "", address_2: "", post_code: "", city: "", county: "", country: "" };

fn part(parts: Parts<'_>, country: Option<Country>, placeholders: &Placeholders) -> Place {
    place::parse(&parts, country, placeholders).unwrap_or_default()
}

fn lines([address, address_2]: [&str; 2], country: Option<Country>, placeholders: &Placeholders) -> String {
    let place = part(Parts { address, address_2, ..NOWHERE }, country, placeholders);
    if place == Place::default() {
        return String::new();
    }
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let numbers = [number(place.number), number(place.number_to)].join("-");
    [place.street, numbers, place.suffix, place.unit, place.po_box, place.site].join("|")
}

/// Whether a part of cleaned address lines says nothing; numbers are `from-to`.
pub(crate) fn is_no_part(part: &str) -> bool {
    part.is_empty() || part == "-"
}

/// The numbers of a cell, sorted, and what it says besides them.
fn phones(text: &str, country: Option<Country>) -> String {
    let mut phones = phone::parse(text, country);
    phones.sort_unstable();
    let numbers = phones.iter().fold(String::new(), |mut text, phone| {
        let _ = write!(text, "+{} {};", phone.calling, phone.national);
        text
    });
    with_rest(numbers, || phone::besides(text, country))
}

/// The addresses of a cell, sorted, and what it says besides them.
fn emails(text: &str) -> String {
    let mut emails = email::parse(text);
    emails.sort_unstable();
    let addresses = emails.iter().fold(String::new(), |mut text, email| {
        let _ = write!(text, "{}@{};", email.local, email.domain);
        text
    });
    with_rest(addresses, || email::besides(text))
}

/// What was found in a cell and what was not: two cells with one number are not the same where an extension differs.
/// Nothing where nothing was found.
fn with_rest(mut found: String, rest: impl FnOnce() -> String) -> String {
    if !found.is_empty() {
        found.push_str(&rest());
    }
    found
}

/// A web address without scheme, `www.` and closing slash.
fn page(text: &str) -> String {
    let folded = fold(text);
    let rest = folded.strip_prefix("https://").or_else(|| folded.strip_prefix("http://")).unwrap_or(&folded);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}
