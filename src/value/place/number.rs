//! House numbers: where they stand in a street line, and what hangs on them.

use crate::value::country::Country;
use crate::value::place::Place;
use crate::value::place::street::{canonical_unit, is_typed, kind, set_unit};
use crate::value::place::words::{self, Kind};

/// The largest difference that two house numbers of one range have; beyond it the second is no house number.
const RANGE: u32 = 20;
/// The same in the Netherlands, where a hyphen mostly stands before an addition.
const DUTCH_RANGE: u32 = 6;

/// The number of at most six digits that a token begins with, and the rest of the token.
pub(super) fn leading_number(token: &str) -> Option<(u32, &str)> {
    let end = token.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(token.len());
    if end == 0 || end > 6 {
        return None;
    }
    token[..end].parse().ok().map(|number| (number, &token[end..]))
}

/// Whether what follows the digits makes them a rank: `2nd`, `1er`; a lone `e` or dot does only before a word.
pub(super) fn is_rank(tail: &str, before_word: bool) -> bool {
    matches!(tail, "st" | "nd" | "rd" | "th" | "er" | "ere" | "eme" | "ste" | "de" | "nde" | "re" | "th.")
        || before_word && matches!(tail, "e" | "." | "e.")
}

/// Whether a token is a house number; `next` follows it.
pub(super) fn house(token: &str, next: Option<&&str>) -> bool {
    let before_word = next.is_some_and(|next| next.len() > 2 && next.starts_with(|c: char| c.is_ascii_alphabetic()));
    leading_number(token).is_some_and(|(_, tail)| {
        !is_rank(tail, before_word) && tail.bytes().take_while(u8::is_ascii_alphabetic).count() <= 2
            || matches!(tail, "bis" | "ter" | "quater")
    })
}

/// Where the house number stands: before the name, after it, or nowhere (an empty span at the end).
pub(super) fn number_span(rest: &[&str], habits: Option<Country>) -> (usize, usize) {
    if habits.is_some_and(|country| country.code() == "FI") && ends_in_flat(rest) {
        return (rest.len() - 3, rest.len());
    }
    let is_house = |at: usize| house(rest[at], rest.get(at + 1));
    let last = (1..rest.len()).rev().find(|&at| is_house(at) && !is_continued(rest, at));
    let after = last.and_then(|at| {
        let end = number_end(rest, at, false);
        (end == rest.len() || is_named(&rest[..at]) && !is_typed(rest[end])).then_some((at, end))
    });
    if rest.len() > 1 && is_house(0) {
        let end = number_end(rest, 0, true);
        if end < rest.len() && (after.is_none() || !number_follows(habits) || is_leading_type(rest[end])) {
            return (0, end);
        }
    }
    after.unwrap_or((rest.len(), rest.len()))
}

/// Whether tokens are a street with its name, which `rue du` before `11 novembre` is not.
fn is_named(tokens: &[&str]) -> bool {
    let names = |token: &&str| token.len() >= 3 && !matches!(kind(token), Some(Kind::Type | Kind::Article));
    tokens.iter().any(|token| is_typed(token))
        && tokens.iter().any(|token| names(token) || words::compound(token).is_some())
}

/// Whether the house number at a place goes on one that stands before: the `14` of `12 - 14`, the `3` of `12 b 3`.
fn is_continued(rest: &[&str], at: usize) -> bool {
    at >= 2 && matches!(rest[at - 1], "-" | "/" | "+" | "&" | "t/m" | "b") && leading_number(rest[at - 2]).is_some()
}

/// Whether a street of Finland ends in the number of a house, the letter of its stair and the number of a flat:
/// `Mannerheimintie 3 A 4`.
fn ends_in_flat(rest: &[&str]) -> bool {
    match rest {
        [_, .., number, stair, flat] => {
            matches!(stair.as_bytes(), [b'a'..=b'z']) && house(flat, None) && house(number, None)
        }
        _ => false,
    }
}

/// Whether the country writes the number behind the street.
fn number_follows(country: Option<Country>) -> bool {
    country.is_some_and(|country| {
        !matches!(country.code(), "FR" | "LU" | "GB" | "IE" | "US" | "CA" | "AU" | "NZ" | "BE" | "MC")
    })
}

/// Whether a word for "street" that stands before the name: `12 rue X`, never `12 Straße`.
fn is_leading_type(token: &str) -> bool {
    words::word(token).is_some_and(|word| {
        word.kind == Kind::Type
            && matches!(word.canonical, "rue" | "chemin" | "impasse" | "route" | "quai" | "cours" | "chaussee")
    })
}

/// The end of the number that begins at a token: suffixes, ranges and boxes behind it included.
pub(super) fn number_end(rest: &[&str], from: usize, leading: bool) -> usize {
    let mut at = from + 1;
    while at < rest.len() {
        let token = rest[at];
        let joint = matches!(token, "-" | "/" | "+" | "&" | "t/m" | "bis" | "ter" | "quater" | "hs" | "huis");
        let letter = token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_lowercase());
        let compass = letter && matches!(token, "n" | "s" | "e" | "w");
        let small = leading && matches!(token, "a" | "d" | "l" | "e" | "y") && at + 1 < rest.len();
        let counted = rest[at - 1] == "b" && leading_number(token).is_some();
        let boxed = lettered_box(token).is_some_and(|number| !leading || number.len() > 1)
            || !leading && (counted || roman(token).is_some() || token.starts_with(['/', '-']));
        let split = token.len() <= 6 && token[1..].starts_with(['/', '-']) && token.as_bytes()[0].is_ascii_lowercase();
        let joined = matches!(rest[at - 1], "-" | "/" | "+" | "&" | "t/m")
            && token.len() <= 5
            && (leading_number(token).is_some() || letter);
        if !(joint || joined || boxed || split || letter && !(leading && compass) && !small) {
            break;
        }
        at += 1;
    }
    at
}

/// A Roman number of a floor or flat, as Amsterdam has them.
fn roman(token: &str) -> Option<&'static str> {
    Some(match token {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "v" => "5",
        "vi" => "6",
        _ => return None,
    })
}

/// The number of a box behind its letter, as in Belgium: the `3` of `b3`.
fn lettered_box(token: &str) -> Option<&str> {
    token
        .strip_prefix('b')
        .filter(|rest| !rest.is_empty() && rest.len() <= 4 && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads `12`, `12 a`, `12bis`, `12-14`, `12/3`, `56 b/a1`, `29-iii`.
///
/// A second number is the end of a range when it is larger by at most [`RANGE`], follows no suffix, and is joined by a
/// hyphen, `+` or `&` (in France also by a slash); in the Netherlands, where `12-9` is house 12, addition 9, only when
/// both are odd or both are even, and by at most [`DUTCH_RANGE`]. Any other second number is a box.
pub(super) fn read_number(text: &str, habits: Option<Country>, place: &mut Place) {
    let text = if text.contains("t/m") { &*text.replace(" t/m ", "-") } else { text };
    let Some((number, mut tail)) = leading_number(text) else { return };
    place.number = Some(number);
    let country = habits.map_or([0, 0], |country| country.code().as_bytes().try_into().unwrap_or([0, 0]));
    let (mut joint, mut floor) = (' ', false);
    while let Some(char) = tail.chars().next() {
        let counted = || tail.strip_prefix(" b ").filter(|rest| leading_number(rest).is_some());
        if let Some(value) = tail.strip_prefix(' ').and_then(lettered_box).or_else(counted) {
            set_unit(place, value);
            break;
        }
        if !char.is_ascii_alphanumeric() {
            joint = if char == ' ' { joint } else { char };
            tail = &tail[char.len_utf8()..];
            continue;
        }
        let letters = char.is_ascii_alphabetic();
        let end = tail
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric() || letters && joint == ' ' && byte.is_ascii_digit())
            .unwrap_or(tail.len());
        let (run, after) = tail.split_at(end);
        match leading_number(run) {
            Some((second, letter))
                if place.number_to.is_none()
                    && place.suffix.is_empty() | !letter.is_empty()
                    && is_range(number, second, run, joint, country) =>
            {
                place.number_to = Some(second);
            }
            None if country == *b"NL" && roman(run).is_some() && run.len() > 1 => {
                set_unit(place, roman(run).unwrap_or_default());
            }
            // A floor and its door: `5 - 2o b`.
            None if run.len() == 1 && joint == ' ' && !place.unit.is_empty() && (floor || !place.suffix.is_empty()) => {
                place.unit.push_str(run);
            }
            None if is_suffix(run, joint, country) && place.suffix.is_empty() => {
                place.suffix = if run == "huis" { "hs".to_owned() } else { run.to_owned() };
            }
            _ if place.unit.is_empty() || place.unit.starts_with("floor") => place.unit = canonical_unit(run),
            _ => {
                place.unit.push('/');
                place.unit.push_str(&canonical_unit(run));
            }
        }
        floor = is_floor(run);
        tail = after;
        joint = ' ';
    }
}

/// Whether a number has the sign of an ordinal, folded: the `2o` of `2º`.
fn is_floor(run: &str) -> bool {
    leading_number(run).is_some_and(|(_, tail)| tail == "o")
}

/// Whether letters behind a number are its suffix; behind a slash they are one in Italy and Spain only, else a box.
fn is_suffix(run: &str, joint: char, country: [u8; 2]) -> bool {
    joint != '/' || matches!(&country, b"IT" | b"ES") && run.len() == 1
}

/// Whether the second number ends a range.
fn is_range(first: u32, second: u32, run: &str, joint: char, country: [u8; 2]) -> bool {
    let joined = matches!(joint, '-' | '+' | '&') || joint == '/' && country == *b"FR";
    let dutch = country == *b"NL";
    let even = (second - first.min(second)).is_multiple_of(2);
    joined
        && !run.starts_with('0')
        && !is_floor(run)
        && second > first
        && second - first <= if dutch { DUTCH_RANGE } else { RANGE }
        && (even || !dutch && joint != '/')
}
