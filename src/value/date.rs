//! Dates in the forms that exports and spreadsheets have.
//!
//! In comes a cell; out goes a day. Which of two numbers is the day is a matter of the column:
//! [`order_of`] says what the column proves.

use std::fmt;

use crate::value::text::fold;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1700 to 2199.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to the last of the month.
    pub day: u8,
}

impl fmt::Display for Date {
    /// ISO 8601: `1980-12-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Which comes first in dates of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As in Europe: 31/12/2024.
    DayMonth,
    /// As in the United States: 12/31/2024.
    MonthDay,
}

/// How two dates compare; made for dates of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same day.
    Equal,
    /// Day and month changed places.
    Swapped,
    /// One of the eight digits differs.
    OneDigit,
    /// Two neighbouring digits changed places.
    DigitsSwapped,
    /// The day, the month or the year alone differs, the year by less than a generation.
    OnePart,
    /// The year agrees and one of the days is the first of January, which stands for a year alone.
    YearOnly,
    /// Two years alone, side by side: one of them was found from an age.
    NextYear,
    /// Another day of the same year.
    SameYear,
    /// Another year, too near for parent and child.
    FewYears,
    /// A generation apart.
    Different,
}

/// Two-digit years up to this one are of the 2000s, later ones of the 1900s: the pivot of Windows and Excel (2029), put
/// on by twenty years, as ledgers hold due and expiry dates. See [`parse`].
const PIVOT: i16 = 49;

/// The first year that is read: registers of people are that old.
const EARLIEST: i16 = 1700;
/// The last year in which people are born: the pivot of Excel.
const BORN: i16 = 2029;

/// The months, folded, in Dutch, French, German and English, and what their beginnings do not cover.
const MONTHS: [&str; 12] = [
    "januari janvier januar janner jaenner january",
    "februari fevrier februar february",
    "maart mars marz maerz march mrt mrz",
    "april avril",
    "mei mai may",
    "juni juin june",
    "juli juillet july",
    "augustus aout august",
    "september septembre",
    "oktober octobre october",
    "november novembre",
    "december decembre dezember",
];

/// The month that a folded word is, or begins: three letters or more.
fn month(word: &str) -> Option<u32> {
    let is = |names: &&str| names.split(' ').any(|name| name.starts_with(word));
    (1..).zip(&MONTHS).find(|(_, names)| word.len() >= 3 && is(names)).map(|(month, _)| month)
}

/// The order that the dates of a whole column prove: some first part above 12 and no second one, or the reverse. `None`
/// where nothing proves it, or where the column contradicts itself.
pub fn order_of(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Option<Order> {
    match proofs_of(texts) {
        (true, false) => Some(Order::DayMonth),
        (false, true) => Some(Order::MonthDay),
        _ => None,
    }
}

/// Whether some date of a column proves that the day comes first, and whether one proves that the month does: by a part
/// above 12, or by dots.
pub fn proofs_of(texts: impl IntoIterator<Item = impl AsRef<str>>) -> (bool, bool) {
    let (mut day_first, mut month_first) = (false, false);
    for text in texts {
        if let Some([Part { value: first, length: 1 | 2 }, Part { value: second, length: 1 | 2 }, _]) =
            numbers(text.as_ref())
        {
            // Where the month comes first, dates have slashes or dashes (Unicode CLDR, short formats of English).
            let is_dotted =
                text.as_ref().trim().trim_start_matches(|char: char| char.is_ascii_digit()).starts_with('.');
            day_first |= ((13..=31).contains(&first) || is_dotted) && second <= 12;
            month_first |= (13..=31).contains(&second) && first <= 12;
        }
    }
    (day_first, month_first)
}

/// A group of digits.
#[derive(Debug, Clone, Copy)]
struct Part {
    value: u32,
    length: usize,
}

/// The first three groups of digits of a text in which nothing but separators stands between them; what follows (a
/// time) is passed over.
fn numbers(text: &str) -> Option<[Part; 3]> {
    let bytes = text.trim().as_bytes();
    let mut parts = [Part { value: 0, length: 0 }; 3];
    let mut at = 0;
    for (nth, part) in parts.iter_mut().enumerate() {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() && at - start < 5 {
            part.value = part.value * 10 + u32::from(bytes[at] - b'0');
            at += 1;
        }
        part.length = at - start;
        if part.length == 0 || part.length > 4 {
            return None;
        }
        let separators = bytes[at..].iter().take_while(|byte| matches!(byte, b'-' | b'/' | b'.' | b' ')).count();
        if nth < 2 && (separators == 0 || separators > 2) {
            return None;
        }
        at += separators;
        let ends = separators > 0 || at == bytes.len() || matches!(bytes[at], b'T' | b't' | b',');
        if nth == 2 && !ends {
            return None;
        }
    }
    Some(parts)
}

/// The day that a cell tells: ISO 8601 (a time is passed over), `yyyymmdd`, day, month and year with `-`, `/`, `.` or
/// spaces, or a month by name in Dutch, French, German or English.
///
/// A part above 12 is the day whatever `order` says. Two-digit years to 49 are of the 2000s, later ones of the 1900s;
/// a date of birth in the future is for the caller to see. A day that the calendar lacks is none.
pub fn parse(text: &str, order: Order) -> Option<Date> {
    let text = text.trim();
    if text.len() < 6 || text.len() > 64 {
        return None;
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text, order);
    }
    let Some([first, second, third]) = numbers(text) else { return named(text) };
    if first.length >= 3 {
        return (first.length == 4).then(|| date(first, second.value, third.value)).flatten();
    }
    if third.length == 3 || third.length == 1 {
        return None;
    }
    let (day, month) = match order {
        Order::DayMonth => (first.value, second.value),
        Order::MonthDay => (second.value, first.value),
    };
    if month > 12 && day <= 12 { date(third, day, month) } else { date(third, month, day) }
}

/// Days that are a spreadsheet's zero or one: what it shows where a cell held no date.
const ZEROS: [(i16, u32, u32); 3] = [(1899, 12, 30), (1899, 12, 31), (1900, 1, 1)];

/// Whether a cell holds a date that stands for none: `0D`, the first day of a calendar (`0001-01-01`), the first that SQL
/// Server knows (`1753-01-01`), a spreadsheet's zero (`1899-12-30`), in any order and with a time behind it.
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.eq_ignore_ascii_case("0D")
        || numbers(text).is_some_and(|parts| {
            let first = |year: u32| parts.map(|part| part.value).iter().filter(|&&value| value == year).count();
            let is_zero = |&(year, month, day): &(i16, u32, u32)| {
                let mut zero = [u32::from(year.unsigned_abs()), month, day];
                let mut found = parts.map(|part| part.value);
                zero.sort_unstable();
                found.sort_unstable();
                zero == found
            };
            first(1) == 3 || first(1753) == 1 && first(1) == 2 || ZEROS.iter().any(is_zero)
        })
}

/// The day a text tells that is a day of birth: nobody is born in the years to come, so of two digits they are a century ago.
/// A year alone is the first of its January, which stands for one.
pub fn parse_birth(text: &str, order: Order) -> Option<Date> {
    let year = text.trim();
    if let ([b'1' | b'2', ..], Ok(year @ EARLIEST..=BORN)) = (year.as_bytes(), year.parse::<i16>()) {
        return Some(Date { year, month: 1, day: 1 });
    }
    let mut day = parse(text, order)?;
    if day.year > BORN && !text.contains(&day.year.to_string()) {
        day.year -= 100;
    }
    Some(day)
}

/// Eight digits: year first, else year last.
fn compact(text: &str, order: Order) -> Option<Date> {
    let part = |from: usize, to: usize| text[from..to].parse().ok().map(|value| Part { value, length: to - from });
    let year_first = date(part(0, 4)?, part(4, 6)?.value, part(6, 8)?.value);
    year_first.or_else(|| {
        let (first, second) = (part(0, 2)?.value, part(2, 4)?.value);
        let (day, month) = if order == Order::DayMonth { (first, second) } else { (second, first) };
        date(part(4, 8)?, month, day)
    })
}

/// A date with its month by name: `31 december 2024`, `Dec 31, 2024`, `1er mars 1980`, `31. Dezember 2024`.
fn named(text: &str) -> Option<Date> {
    let folded = fold(text);
    let mut found = None;
    let mut parts: Vec<Part> = Vec::with_capacity(2);
    for word in folded.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && parts.len() < 2 {
            if digits > 4 || !matches!(&word[digits..], "" | "er" | "e" | "st" | "nd" | "rd" | "th" | "ste" | "de") {
                return None;
            }
            parts.push(Part { value: word[..digits].parse().ok()?, length: digits });
        } else if digits == 0 {
            // The day of the week stands before: `mar. 5 mai 2020` is a Tuesday.
            found = month(word).or(found);
        }
    }
    let (&[first, second], Some(month)) = (parts.as_slice(), found) else { return None };
    let (day, year) = if first.length == 4 { (second, first) } else { (first, second) };
    if year.length != 4 && year.length != 2 {
        return None;
    }
    date(year, month, day.value)
}

/// The date of its parts, if the calendar has it.
fn date(year: Part, month: u32, day: u32) -> Option<Date> {
    let value = i16::try_from(year.value).ok()?;
    let year = match year.length {
        2 if value <= PIVOT => 2000 + value,
        2 => 1900 + value,
        _ => value,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    let known = (EARLIEST..=2199).contains(&year) && (1..=days).contains(&day) && !ZEROS.contains(&(year, month, day));
    known.then(|| Date { year, month: u8::try_from(month).unwrap_or(1), day: u8::try_from(day).unwrap_or(1) })
}

/// How two dates compare. Symmetric.
pub fn compare(a: Date, b: Date) -> Likeness {
    let year_alone = |date: Date| date.month == 1 && date.day == 1;
    if year_alone(a) && year_alone(b) {
        return match a.year.abs_diff(b.year) {
            0 => Likeness::YearOnly,
            1 => Likeness::NextYear,
            years => far(years),
        };
    }
    if a == b {
        return Likeness::Equal;
    }
    if a.year == b.year && a.day == b.month && a.month == b.day {
        return Likeness::Swapped;
    }
    let (one, other) = (digits(a), digits(b));
    let differing: Vec<usize> = (0..8).filter(|&at| one[at] != other[at]).collect();
    match differing.as_slice() {
        [_] => return Likeness::OneDigit,
        &[first, second] if second == first + 1 && one[first] == other[second] && one[second] == other[first] => {
            return Likeness::DigitsSwapped;
        }
        _ => {}
    }
    let years = a.year.abs_diff(b.year);
    match (a.month == b.month, a.day == b.day) {
        _ if years == 0 && (year_alone(a) || year_alone(b)) => Likeness::YearOnly,
        (true, true) if years < GENERATION => Likeness::OnePart,
        (true, _) | (_, true) if years == 0 => Likeness::OnePart,
        _ if years == 0 => Likeness::SameYear,
        _ => far(years),
    }
}

/// Nobody is a parent at a younger age than this.
const GENERATION: u16 = 14;

fn far(years: u16) -> Likeness {
    if years < GENERATION { Likeness::FewYears } else { Likeness::Different }
}

/// The eight digits `yyyymmdd`.
fn digits(date: Date) -> [u8; 8] {
    let year = date.year.unsigned_abs();
    let digit = |number: u16, unit: u16| (number / unit % 10) as u8;
    let (month, day) = (u16::from(date.month), u16::from(date.day));
    [
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        digit(month, 10),
        digit(month, 1),
        digit(day, 10),
        digit(day, 1),
    ]
}

#[cfg(test)]
mod tests;
