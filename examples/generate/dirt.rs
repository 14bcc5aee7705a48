//! What happens to texts between the truth and a table: slips of the keyboard, lost diacritics, wrong decodings, formats and placeholders.
//! The kinds are practitioner knowledge of ledgers after years of use; the shares are this file's own.

use crate::numbers::Phone;
use crate::rng::Rng;
use crate::words::{Locale, bare};

/// One slip of the keyboard in a word: a neighbouring key, two letters swapped, one dropped, one doubled.
pub fn typo(rng: &mut Rng, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let at = rng.between(1, letters.len() - 2);
    match rng.below(4) {
        0 => letters[at] = neighbour(rng, letters[at]),
        1 => letters.swap(at, at + 1),
        2 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

fn neighbour(rng: &mut Rng, c: char) -> char {
    let rows = ["azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890"];
    let low = c.to_ascii_lowercase();
    for row in rows {
        if let Some(place) = row.find(low) {
            let other = if place == 0 || (rng.chance(0.5) && place + 1 < row.len()) { place + 1 } else { place - 1 };
            let other = char::from(row.as_bytes()[other]);
            return if c.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other };
        }
    }
    c
}

/// UTF-8 read as Windows-1252: each accented letter becomes two.
pub fn mojibake(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

/// The words in another order: the last one first, or two neighbours swapped.
pub fn reorder(rng: &mut Rng, text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    if words.len() < 2 {
        return text.to_owned();
    }
    if rng.chance(0.6) {
        words.rotate_right(1);
    } else {
        let at = rng.below(words.len() - 1);
        words.swap(at, at + 1);
    }
    words.join(" ")
}

/// A word of the list `key` (`long>short`) shortened where the text has it.
pub fn shorten(rng: &mut Rng, locale: &Locale, key: &str, text: &str) -> String {
    let list = locale.list(key);
    let start = rng.below(list.len());
    for n in 0..list.len() {
        let Some((long, short)) = list[(start + n) % list.len()].split_once('>') else { continue };
        let whole_word = long.len() > 3 || text.split(' ').any(|word| word == long);
        if whole_word && text.contains(long) {
            return if long.len() > 3 {
                text.replacen(long, short, 1)
            } else {
                text.replacen(&format!(" {long} "), &format!(" {short} "), 1)
            };
        }
    }
    text.to_owned()
}

/// Upper case, lower case or lost diacritics, now and then.
pub fn dress(rng: &mut Rng, dirt: f64, text: String) -> String {
    let at = rng.share() / dirt;
    if at < 0.075 {
        text.to_uppercase()
    } else if at < 0.095 {
        text.to_lowercase()
    } else if at < 0.155 {
        bare(&text)
    } else if at < 0.162 {
        mojibake(&text)
    } else {
        text
    }
}

/// The digits in groups, as the country writes them.
fn grouped(digits: &str, separator: &str) -> String {
    let sizes: &[usize] = match digits.len() {
        5 => &[3, 2],
        6 => &[2, 2, 2],
        7 => &[3, 2, 2],
        8 => &[2, 2, 2, 2],
        9 => &[3, 3, 3],
        _ => &[3, 3, 4],
    };
    let mut rest = digits;
    let mut parts = Vec::with_capacity(4);
    for size in sizes {
        let (head, tail) = rest.split_at((*size).min(rest.len()));
        parts.push(head);
        rest = tail;
    }
    parts.retain(|part| !part.is_empty());
    parts.join(separator)
}

/// A phone number as people type it.
pub fn phone(rng: &mut Rng, phone: &Phone) -> String {
    let Phone { code, trunk, zone, rest } = phone;
    match rng.weighted(&[36.0, 26.0, 6.0, 6.0, 6.0, 6.0, 5.0, 4.0, 3.0]) {
        0 => format!("+{code} {zone} {}", grouped(rest, " ")),
        1 => format!("{trunk}{zone} {}", grouped(rest, " ")),
        2 => format!("{trunk}{zone}/{}", grouped(rest, ".")),
        3 => format!("{trunk}{zone}-{rest}"),
        4 => format!("00{code} {zone} {rest}"),
        5 => format!("+{code}{zone}{rest}"),
        6 => format!("{trunk}{zone}{rest}"),
        7 => format!("+{code} ({}){zone} {}", if trunk.is_empty() { "0" } else { trunk }, grouped(rest, " ")),
        _ => format!("{trunk}{zone}.{}", grouped(rest, ".")),
    }
}

/// Texts that stand for "none" in a phone column.
pub fn no_phone(rng: &mut Rng) -> String {
    rng.pick(&["-", "0", "000", "?", "n/a", "000000000"]).to_owned()
}

/// Texts that stand for "none" in a VAT column.
pub fn no_vat(rng: &mut Rng, country: &str) -> String {
    let country_only = [
        country,
        "0",
        "-",
        "nvt",
        "N.V.T.",
        "n/a",
        "geen",
        "XX",
        "VAT",
        "ONBEKEND",
        "PARTICULIER",
        "0000000000",
        "inconnu",
        "privat",
        "non assujetti",
    ];
    match rng.below(18) {
        0 => format!("{country}0000000000"),
        1 => format!("{country}0999999999"),
        2 => format!("{country}123456789"),
        _ => rng.pick(&country_only).to_owned(),
    }
}

/// A VAT number as people type it: with and without prefix, dots, blanks, the word for it; now and then a digit wrong.
pub fn vat(rng: &mut Rng, dirt: f64, country: &str, number: &str) -> String {
    let number = if rng.chance(0.02 * dirt) { wrong_digit(rng, number) } else { number.to_owned() };
    let prefix = if country == "AT" { "AT" } else { country };
    let dotted = match (country, number.len()) {
        ("BE", 10) => format!("{}.{}.{}", &number[..4], &number[4..7], &number[7..]),
        ("NL", 12) => format!("{}.{}.{}.{}", &number[..4], &number[4..6], &number[6..9], &number[9..]),
        (_, 9..) if number.is_ascii() => format!(
            "{} {} {}",
            &number[..number.len() - 6],
            &number[number.len() - 6..number.len() - 3],
            &number[number.len() - 3..]
        ),
        _ => number.clone(),
    };
    let word = match country {
        "NL" => "BTW",
        "DE" => "USt-ID",
        "FR" | "LU" => "TVA",
        "IT" => "P.IVA",
        "ES" => "CIF",
        "AT" => "UID",
        "GB" => "VAT",
        _ => rng.pick(&["BTW", "TVA"]),
    };
    match rng.weighted(&[46.0, 12.0, 12.0, 10.0, 6.0, 3.0, 2.0, 2.0, 3.0, 2.0]) {
        0 => format!("{prefix}{number}"),
        1 => format!("{prefix} {dotted}"),
        2 => number,
        3 => format!("{prefix} {number}"),
        4 => dotted,
        5 => format!("{word} {prefix}{number}"),
        6 => format!("{prefix}-{number}"),
        7 => format!("{prefix}{number}").to_lowercase(),
        8 if number.starts_with('0') => format!("{prefix}{}", &number[1..]),
        8 => format!("{prefix}{dotted}"),
        _ if number.starts_with('0') => number[1..].to_owned(),
        _ => format!("{prefix}.{number}"),
    }
}

fn wrong_digit(rng: &mut Rng, number: &str) -> String {
    let mut bytes: Vec<u8> = number.bytes().collect();
    let at = rng.between(1, bytes.len() - 2);
    if rng.chance(0.5) {
        bytes.swap(at, at + 1);
    } else if bytes[at].is_ascii_digit() {
        bytes[at] = b'0' + rng.below(10) as u8;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text cut after `limit` letters, and what was cut.
pub fn cut(text: &str, limit: usize) -> (&str, &str) {
    let at = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}
