//! Reading a cell: every reading of every segment is tried, the best fitting one wins.

use std::borrow::Cow;

use super::rules::{self, Fit, Word};
use super::scan::{Segment, plain, prefix, segments};
use super::{Column, DIGITS_MIN, Parsed, Scheme, TaxId, Validity};
use crate::value::country::Country;
use crate::value::text::Placeholders;

/// Reads a cell of the column. `country` is the record's, or the job's where the record has none.
///
/// The country of a prefix goes before that of a word (`KvK`, `SIRET`, `USt-IdNr.`), that before the column's and the
/// record's. A bare number that does not fit the record's country has none. Of several numbers in one cell this is the
/// one that fits best, the first of equals; [`others`] has the rest.
pub fn parse(text: &str, column: Column, country: Option<Country>, placeholders: &Placeholders) -> Parsed {
    let text = text.trim();
    if text.is_empty() {
        return Parsed::Absent;
    }
    let text = &text[..text.floor_char_boundary(TEXT_MAX)];
    let plain = plain(text);
    if is_spreadsheet_damage(&plain) {
        return Parsed::Unusable;
    }
    if placeholders.hold_no_number(text) {
        return Parsed::Placeholder;
    }
    let context = Context { column, country: country.map(rules::home) };
    let mut best: Option<Reading> = None;
    for segment in segments(&plain) {
        best = better(best, context.read(&segment));
    }
    if best.as_ref().is_none_or(|best| best.fit.is_none()) {
        let body: String = plain.chars().filter(char::is_ascii_alphanumeric).take(LENGTH_MAX + 1).collect();
        best = better(best, context.read(&Segment { body, ..Segment::default() }));
    }
    match best {
        None => Parsed::Unusable,
        Some(reading) if is_dummy(&reading.id) => Parsed::Placeholder,
        Some(reading) => Parsed::Number(reading.id),
    }
}

/// The numbers of a cell beside the one that [`parse`] keeps, as far as they are valid: a firm has an old and a new one, or
/// those of two countries.
pub fn others(text: &str, column: Column, country: Option<Country>, kept: &TaxId) -> Vec<TaxId> {
    let text = &text[..text.floor_char_boundary(TEXT_MAX)];
    // Nearly every cell holds one number, and none has so many digits.
    if text.bytes().filter(u8::is_ascii_digit).count() < 2 * DIGITS_MIN.max(8) {
        return Vec::new();
    }
    let context = Context { column, country: country.map(rules::home) };
    let readings = segments(&plain(text)).into_iter().filter_map(|segment| context.read(&segment));
    let mut others: Vec<TaxId> = Vec::new();
    for id in readings.map(|reading| reading.id).filter(|id| id.validity == Validity::Valid && !is_dummy(id)) {
        if id.canonical() != kept.canonical() && others.iter().all(|other| other.canonical() != id.canonical()) {
            others.push(id);
        }
    }
    others
}

/// Bytes of a cell that are looked at: a number stands near the front, and a pasted document is no reason to wait.
const TEXT_MAX: usize = 200;
/// Characters that a number can have at most; Business Central has room for 20 in the VAT number.
const LENGTH_MAX: usize = 25;

/// Whether a spreadsheet has rounded the number away: `1,23E+11`.
fn is_spreadsheet_damage(plain: &str) -> bool {
    let Some((mantissa, exponent)) = plain.split_once("E+") else { return false };
    let mut parts = mantissa.splitn(2, ['.', ',']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.all(digits) && digits(exponent)
}

/// Whether a number is made up: zeros, nines, and where it is not valid one digit throughout or 1, 2, 3 ...
///
/// 999999990 is the final consumer of Portuguese invoices (Autoridade Tributária, SAF-T).
fn is_dummy(id: &TaxId) -> bool {
    let digits = id.number.trim_start_matches(|char: char| char == '0' || char.is_ascii_uppercase()).as_bytes();
    let steps =
        |step: u8| digits.windows(2).all(|two| two[1].wrapping_sub(b'0') == (two[0].wrapping_sub(b'0') + step) % 10);
    let made_up = digits.iter().all(u8::is_ascii_digit)
        && digits.len() >= DIGITS_MIN
        && (steps(0) || digits.starts_with(b"1") && steps(1));
    digits.is_empty()
        || digits.iter().all(|&byte| byte == b'9')
        || made_up && (id.validity == Validity::Plausible || id.scheme == Scheme::Register)
        || &*id.number == "999999990"
}

/// A number read, with how sure that is.
struct Reading {
    fit: Option<Fit>,
    id: TaxId,
}

/// The better fitting of two readings, the first of equals.
fn better(one: Option<Reading>, other: Option<Reading>) -> Option<Reading> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.fit > one.fit { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// What is known of a text before it is read.
struct Context {
    column: Column,
    country: Option<Country>,
}

impl Context {
    /// The best reading of a segment: all of it, then without the letters after it, before it, around it.
    fn read(&self, segment: &Segment) -> Option<Reading> {
        let Segment { body, lead, tail, .. } = segment;
        if body.len() > LENGTH_MAX {
            return None;
        }
        let end = body.len() - tail;
        let mut best = None;
        for (at, range) in [0..body.len(), 0..end, *lead..body.len(), *lead..end].into_iter().enumerate() {
            if at == 0 || *lead > 0 || *tail > 0 {
                best = better(best, self.read_body(segment, &body[range]));
            }
        }
        best.or_else(|| self.unknown(segment, &body[*lead..end]))
    }

    /// The best reading of a body by its prefix, else by the countries that come into question.
    fn read_body(&self, segment: &Segment, body: &str) -> Option<Reading> {
        let word = segment.word.as_ref().map(|(word, _)| *word);
        let schemes = schemes(self.column, word.and_then(|word| word.scheme));
        let glued = prefix(body).map(|country| (country, &body[2..]));
        let mut best = glued.and_then(|(country, rest)| read_as(country, rest, schemes, true));
        if best.as_ref().is_some_and(|best| best.fit == Some(Fit::Valid)) {
            return best;
        }
        if let Some(country) = segment.prefix {
            let reading = read_as(country, body, schemes, true);
            let is_sure = !is_number_sign(country) || self.country == Some(country);
            best = better(best, reading.filter(|reading| is_sure || reading.fit == Some(Fit::Valid)));
            if is_sure {
                return best;
            }
        }
        let register = segment.word.as_ref().filter(|(_, text)| matches!(&**text, "HRA" | "HRB" | "GNR" | "VR"));
        let numbered = register.map_or(Cow::Borrowed(body), |(_, text)| [text, body].concat().into());
        for country in self.countries(word).into_iter().flatten() {
            best = better(best, read_as(country, &numbered, schemes, false));
        }
        if best.as_ref().is_none_or(|best| best.fit < Some(Fit::Restored)) {
            best = better(best, by_shape(body, schemes));
        }
        best
    }

    /// The countries that a number without prefix may be of, the likeliest first.
    fn countries(&self, word: Option<&Word>) -> [Option<Country>; 5] {
        let record = self.country;
        let mut countries = [None; 5];
        match (word.map_or(&[][..], |word| &word.countries), self.column) {
            ([], Column::Siren) => countries[..2].copy_from_slice(&[Some(Country::of(b"FR")), record]),
            ([], Column::Enterprise) => countries[..2].copy_from_slice(&[record, Some(Country::of(b"BE"))]),
            ([], Column::Fiscal) => countries[..2].copy_from_slice(&[record, Some(Country::of(b"IT"))]),
            (named, _) if record.is_none_or(|record| !named.contains(&record)) => {
                for (place, &country) in countries.iter_mut().zip(named) {
                    *place = Some(country);
                }
                countries[4] = record;
            }
            _ => countries[0] = record,
        }
        countries
    }

    /// A number of no known form: kept with the record's country when that has no rules, else without any.
    fn unknown(&self, segment: &Segment, body: &str) -> Option<Reading> {
        let is_named = segment.prefix.is_some_and(|country| !is_number_sign(country)) || prefix(body).is_some();
        if is_named {
            return None;
        }
        let word = segment.word.as_ref().and_then(|(word, _)| word.scheme);
        let scheme = *schemes(self.column, word).first()?;
        let has_rule = |country: &Country| rules::of(*country).iter().any(|rule| rule.scheme == scheme);
        let country = self.country.filter(|country| !has_rule(country));
        let number = country.as_ref().and_then(|country| body.strip_prefix(country.code())).unwrap_or(body);
        if number.bytes().filter(u8::is_ascii_digit).count() < DIGITS_MIN {
            return None;
        }
        let id = TaxId { scheme, country, number: number.into(), establishment: None, validity: Validity::Plausible };
        Some(Reading { fit: None, id })
    }
}

/// Whether a country's code is the abbreviation of "number" as well.
fn is_number_sign(country: Country) -> bool {
    country == Country::of(b"NO")
}

/// The schemes that a number may be of, in the order in which they are tried.
fn schemes(column: Column, word: Option<Scheme>) -> &'static [Scheme] {
    use Scheme::{Person, Register, Vat};
    match (word, column) {
        (Some(Register), _) | (None, Column::Registration) => &[Register, Vat],
        (Some(Person), _) | (None, Column::Identifier) => &[Person],
        _ => &[Vat, Register, Person],
    }
}

/// The best reading of a text as a number of a country.
///
/// After a country's prefix one character too many or too few is likelier than another scheme. Numbers of persons have
/// the lengths of too many others to count elsewhere than in their own column, unless they are
/// valid and no VAT prefix stands before them.
fn read_as(country: Country, text: &str, schemes: &[Scheme], is_prefixed: bool) -> Option<Reading> {
    let mut best: Option<(Fit, Reading)> = None;
    let of_scheme = |scheme| rules::of(country).iter().filter(move |rule| rule.scheme == scheme);
    let tried = schemes.iter().enumerate().flat_map(|(at, &scheme)| of_scheme(scheme).map(move |rule| (at, rule)));
    for (at, rule) in tried {
        let scheme = rule.scheme;
        let Some(settled) = rule.settle(text) else { continue };
        let fit = settled.fit;
        if scheme == Scheme::Person && at > 0 && (is_prefixed || fit != Fit::Valid) {
            continue;
        }
        let weight = if is_prefixed && scheme == Scheme::Vat { fit.max(Fit::Form) } else { fit };
        if best.as_ref().is_none_or(|(best, _)| weight > *best) {
            let id = TaxId {
                scheme,
                country: Some(country),
                number: settled.number.into(),
                establishment: settled.establishment.map(Into::into),
                validity: fit.validity(),
            };
            best = Some((weight, Reading { fit: Some(fit), id }));
        }
        if fit == Fit::Valid {
            break;
        }
    }
    best.map(|(_, reading)| reading)
}

/// A valid number whose shape names the country: a Dutch suffix, an Austrian U, a French key or SIRET,
/// ten digits from 0 or 1 that hold modulo 97 as in Belgium (one number in ninety-seven does so by chance).
fn by_shape(text: &str, schemes: &[Scheme]) -> Option<Reading> {
    let country = match (text.len(), text.as_bytes()) {
        (12, [.., b'B', _, _]) => b"NL",
        (9, [b'U', ..]) => b"AT",
        (14, _) | (11, [b'0'..=b'9', b'0'..=b'9', ..]) => b"FR",
        (10, [b'0' | b'1', ..]) => b"BE",
        _ => return None,
    };
    read_as(Country::of(country), text, schemes, false).filter(|reading| reading.fit == Some(Fit::Valid))
}
