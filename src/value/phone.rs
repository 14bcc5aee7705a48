//! Telephone numbers: by calling code and national number, whatever the format; and how two of them compare.
//!
//! In comes a cell, which may hold several numbers, labels and extensions; out go numbers without trunk prefix.

use crate::value::country::Country;
use crate::value::text::fold;

/// A telephone number in the parts of ITU-T E.164.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    /// The calling code of the country; 0 where it is not known.
    pub calling: u16,
    /// The national significant number, without trunk prefix. (Leading zeros, which Italy keeps, do not show.)
    pub national: u64,
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// One number.
    Equal,
    /// The country of one is not known, and the last eight digits agree, or all of the shorter when it has seven.
    EqualTail,
    /// One digit wrong, missing or too many, or two neighbours swapped.
    Typo,
    /// Two numbers.
    Different,
}

/// The fewest digits that a number has here: shorter ones are extensions and emergency numbers.
const FEWEST: usize = 6;
/// The most digits of a number with its calling code (ITU-T E.164).
const MOST: usize = 15;
/// Words that announce an extension: own knowledge.
const EXTENSIONS: [&str; 13] =
    ["ext", "extn", "extension", "x", "tst", "toestel", "poste", "dw", "durchwahl", "int", "interno", "app", "nst"];
/// Words that say no more than that a number follows, folded: own knowledge.
const LABELS: [&str; 31] = [
    "t",
    "tel",
    "telef",
    "telefoon",
    "telefon",
    "telefono",
    "telefone",
    "telephone",
    "ph",
    "phone",
    "m",
    "mob",
    "mobil",
    "mobile",
    "mobiel",
    "gsm",
    "cel",
    "cell",
    "handy",
    "portable",
    "natel",
    "f",
    "fax",
    "telefax",
    "nr",
    "no",
    "num",
    "number",
    "nummer",
    "numero",
    "n",
];

/// The numbers in a cell, in their order, each once; numbers without calling code are read as of `country`.
///
/// Not numbers: fewer than six digits, more than fifteen, one digit repeated, `123456` and its like. Placeholder texts
/// are for the caller to keep out.
pub fn parse(text: &str, country: Option<Country>) -> Vec<Phone> {
    let mut found = Vec::new();
    for digits in split(text) {
        if let Some(phone) = number(&digits, country)
            && !found.contains(&phone)
        {
            found.push(phone);
        }
    }
    found
}

/// What a cell says besides the numbers that [`parse`] finds in it: the digits of extensions and those that make no
/// number, and words that are no label.
pub fn besides(text: &str, country: Option<Country>) -> String {
    let mut digits = String::with_capacity(text.len());
    text.split("(0)").for_each(|part| digits.extend(part.chars().filter_map(digit)));
    let mut left = digits.as_str();
    let mut besides = String::new();
    let mut add = |part: &str| {
        let space = if besides.is_empty() || part.is_empty() { "" } else { " " };
        besides.extend([space, part]);
    };
    for of_number in split(text).iter().filter(|digits| number(digits, country).is_some()) {
        if let Some((before, behind)) = left.split_once(of_number.trim_start_matches('+')) {
            add(before);
            left = behind;
        }
    }
    add(left);
    let words = text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty()).map(fold);
    words
        .filter(|word| !EXTENSIONS.contains(&word.as_str()) && !LABELS.contains(&word.as_str()))
        .for_each(|word| add(&word));
    besides
}

/// The digits of each number in a text, with a leading `+` where one stood.
///
/// Semicolons, commas, bars, lines and words part numbers; so do slashes, hyphens and spaces between two whole numbers.
fn split(text: &str) -> Vec<String> {
    let mut numbers = vec![String::with_capacity(text.len().min(2 * MOST))];
    let mut chars = text.char_indices();
    let mut skipping = false;
    while let Some((at, char)) = chars.next() {
        let rest = &text[at..];
        let (whole, parting) = numbers.last().map_or((false, false), |last| (last.len() >= 8, last.len() >= FEWEST));
        if rest.starts_with("(0)") {
            chars.next();
            chars.next();
        } else if let Some(digit) = digit(char) {
            if !skipping {
                push(&mut numbers, digit);
            }
        } else if char == '+' && (!skipping || whole) {
            begin(&mut numbers, &mut skipping);
            push(&mut numbers, '+');
        } else if char.is_alphabetic() {
            let word = &rest[..rest.find(|char: char| !char.is_alphabetic()).unwrap_or(rest.len())];
            for _ in word.chars().skip(1) {
                chars.next();
            }
            if parting && EXTENSIONS.contains(&word.to_lowercase().as_str()) {
                skipping = true;
            } else if parting {
                begin(&mut numbers, &mut skipping);
            }
        } else if parting && matches!(char, ';' | ',' | '|' | '\n' | '\r' | '#') {
            begin(&mut numbers, &mut skipping);
            skipping = char == '#';
        } else if whole && matches!(char, '/' | '-' | ' ' | '&') && !skipping {
            let next = rest.trim_start_matches(['/', '-', ' ', '&', '(']);
            match (next.starts_with(['0', '+']) && count(next) >= FEWEST, char == '/' && run(next) < FEWEST) {
                (true, _) if char != ' ' || next.starts_with("00") || next.starts_with('+') || ends(&numbers, next) => {
                    begin(&mut numbers, &mut skipping);
                }
                (false, true) if numbers.last().is_some_and(|last| last.len() >= 9) => skipping = true,
                _ => {}
            }
        }
    }
    numbers
}

/// Whether the last number has all digits that a national number with its trunk prefix has in most countries, or in those
/// where a landline has nine and a mobile phone ten, as many as follow it or one fewer.
fn ends(numbers: &[String], next: &str) -> bool {
    let trunk = |last: &String| last.starts_with('0') && !last.starts_with("00");
    let complete = |last: &String| last.len() >= 10 || last.len() == 9 && matches!(count(next), 9 | 10);
    numbers.last().is_some_and(|last| trunk(last) && complete(last))
}

/// A digit of any script as ASCII, for full-width ones.
fn digit(char: char) -> Option<char> {
    match char {
        '0'..='9' => Some(char),
        '０'..='９' => char::from_digit(char as u32 - '０' as u32, 10),
        _ => None,
    }
}

fn push(numbers: &mut [String], char: char) {
    if let Some(last) = numbers.last_mut().filter(|last| last.len() <= 2 * MOST) {
        last.push(char);
    }
}

/// Begins another number, unless none has begun.
fn begin(numbers: &mut Vec<String>, skipping: &mut bool) {
    *skipping = false;
    if numbers.last().is_some_and(|last| last.len() >= FEWEST) {
        numbers.push(String::new());
    } else if let Some(last) = numbers.last_mut() {
        last.clear();
    }
}

/// How many digits a text has before the next sign that parts numbers.
fn count(text: &str) -> usize {
    text.bytes().take_while(|byte| !matches!(byte, b';' | b',' | b'|' | b'\n')).filter(u8::is_ascii_digit).count()
}

/// How many digits follow until the end or the next slash.
fn run(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte != b'/').filter(u8::is_ascii_digit).count()
}

/// The number of some digits, if they are one.
fn number(digits: &str, country: Option<Country>) -> Option<Phone> {
    let (calling, rest) = international(digits).or_else(|| national(digits, country))?;
    let trimmed = rest.trim_start_matches('0');
    if rest.len() < FEWEST || trimmed.len() < FEWEST - 1 || rest.len() > MOST || is_filler(rest) {
        return None;
    }
    trimmed.parse().ok().map(|national| Phone { calling, national })
}

/// Calling code and national number of digits that begin with `+`, `00` or, from North America, `011`.
fn international(digits: &str) -> Option<(u16, &str)> {
    let rest = digits
        .strip_prefix('+')
        .map(|rest| rest.strip_prefix("00").unwrap_or(rest))
        .or_else(|| digits.strip_prefix("00"))?;
    let (country, code, rest) = caller(rest)?;
    Some((code, without_trunk(rest, country)))
}

/// The calling code that digits begin with; no code is the beginning of another (ITU-T E.164).
fn caller(digits: &str) -> Option<(Country, u16, &str)> {
    (1..=3).find_map(|length| {
        let code = digits.get(..length)?.parse().ok()?;
        Country::called(code).map(|country| (country, code, &digits[length..]))
    })
}

/// Digits without a sign of a calling code, read as of a country: with its calling code after all where they are too
/// long for a national number, else with or without trunk prefix.
fn national(digits: &str, country: Option<Country>) -> Option<(u16, &str)> {
    let digits = digits.trim_start_matches('+');
    let Some(country) = country.filter(|country| country.calling() != 0) else {
        let rest = digits.strip_prefix('0').unwrap_or(digits);
        return Some((0, rest));
    };
    let code = country.calling();
    let abroad = digits.strip_prefix("011").filter(|rest| code == 1 && rest.len() >= 9);
    if let Some((other, code, rest)) = abroad.and_then(caller) {
        return Some((code, without_trunk(rest, other)));
    }
    let mut text = [0; 5];
    let written = code_text(code, &mut text);
    if let Some(rest) = digits.strip_prefix(written) {
        let longest = if code == 39 { 9 } else { 8 };
        if code != 1 && rest.len() >= longest && digits.len() >= 10 {
            return Some((code, without_trunk(rest, country)));
        }
    }
    Some((code, without_trunk(digits, country)))
}

/// A calling code in digits.
fn code_text(code: u16, buffer: &mut [u8; 5]) -> &str {
    let mut at = buffer.len();
    let mut left = code;
    while left > 0 && at > 0 {
        at -= 1;
        buffer[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    std::str::from_utf8(&buffer[at..]).unwrap_or_default()
}

/// A national number without the trunk prefix; a leading 0 goes in any case, since no national number but Italy's keeps one.
fn without_trunk(digits: &str, country: Country) -> &str {
    // Numbers begin with other digits than 0 too: a whole one must be left.
    let whole = match country.calling() {
        1 | 7 => 10,
        375 | 380 => 9,
        _ => 8,
    };
    let left = |trunk: &str| {
        let needed = if trunk.starts_with('0') { FEWEST } else { whole };
        digits.strip_prefix(trunk).filter(|rest| rest.len() >= needed)
    };
    match country.trunks().find_map(left) {
        Some(rest) => rest,
        None if country.calling() != 39 => digits.strip_prefix('0').unwrap_or(digits),
        None => digits,
    }
}

/// Whether digits are filler: one digit repeated, or counted up from 0 or 1.
fn is_filler(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let tail = &bytes[1..];
    let repeated = tail.iter().all(|&byte| byte == tail[0]);
    let counted = bytes.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair == b"90");
    repeated && (bytes[0] == tail[0] || tail.len() > 5) || counted
}

/// How two numbers compare. Symmetric.
pub fn compare(a: Phone, b: Phone) -> Likeness {
    if a == b {
        return Likeness::Equal;
    }
    let unknown = a.calling == 0 || b.calling == 0;
    if a.calling != b.calling && !unknown {
        return Likeness::Different;
    }
    let (short, long) = (a.national.min(b.national), a.national.max(b.national));
    let length = |number: u64| number.checked_ilog10().map_or(1, |log| log + 1);
    let tail = 10u64.pow(length(short).min(8));
    if unknown && length(short) >= 7 && short % tail == long % tail {
        return Likeness::EqualTail;
    }
    if length(short) >= 7 && length(long) - length(short) <= 1 && is_slip(short, long) {
        return Likeness::Typo;
    }
    Likeness::Different
}

/// Whether two numbers are one digit apart or have two neighbours swapped; `long` is the larger.
fn is_slip(short: u64, long: u64) -> bool {
    let mut buffers = [[0u8; 20]; 2];
    let mut digits = |mut number: u64, buffer: usize| {
        let mut length = 0;
        while number > 0 && length < 20 {
            buffers[buffer][length] = (number % 10) as u8;
            number /= 10;
            length += 1;
        }
        length
    };
    let (short_length, long_length) = (digits(short, 0), digits(long, 1));
    let (short, long) = (&buffers[0][..short_length], &buffers[1][..long_length]);
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if short_length < long_length {
        return short[start..] == long[start + 1..];
    }
    start < short_length && short[start + 1..] == long[start + 1..]
        || start + 1 < short_length
            && short[start] == long[start + 1]
            && short[start + 1] == long[start]
            && short[start + 2..] == long[start + 2..]
}

#[cfg(test)]
mod tests;
