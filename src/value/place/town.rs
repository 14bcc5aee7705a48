//! Post code and town.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::value::country::Country;
use crate::value::place::Place;
use crate::value::text::fold;

/// The towns that have several names, from `data/cities.tsv`: each name, reduced, to the first of its line.
static NAMES: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| {
    let mut names = FxHashMap::default();
    for line in include_str!("../data/cities.tsv").lines().filter(|line| !line.starts_with('#')) {
        let reduced: Vec<String> = line.split("; ").map(|name| reduce(&fold(name))).collect();
        let Some(first) = reduced.first() else { continue };
        for name in &reduced {
            names.entry(name.clone()).or_insert_with(|| first.clone());
        }
    }
    names
});

/// Whether a word of a town's name is passed over.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "de" | "den"
            | "der"
            | "het"
            | "t"
            | "s"
            | "le"
            | "la"
            | "les"
            | "l"
            | "d"
            | "du"
            | "des"
            | "aan"
            | "ad"
            | "am"
            | "an"
            | "sur"
            | "on"
            | "upon"
            | "the"
            | "by"
            | "a"
            | "op"
            | "im"
            | "in"
            | "i"
            | "el"
            | "di"
            | "del"
            | "ob"
            | "of"
            | "and"
    )
}

/// Reads both cells into the place: each may hold the other's content, a country prefix, a district, a canton.
pub(super) fn read(post_code: &str, city: &str, place: &mut Place) {
    let post_code = fold(post_code);
    let city = fold(city);
    let (code, rest) = split_code(&post_code);
    let (code_in_city, name) = split_code(&city);
    let code = if code.is_empty() { code_in_city } else { code };
    let name = if name.is_empty() { rest } else { name };
    set_code(code, place);
    place.city = canonical(name);
    if let Some((_, behind)) = name.split_once(',')
        && !has_digit(behind)
    {
        place.within = canonical(behind);
    }
}

/// Adds the post code and the town that stand elsewhere (folded), where the record has none.
pub(super) fn complete(post_code: &str, city: &str, place: &mut Place) {
    if place.post_code.is_empty() {
        set_code(post_code, place);
    }
    if place.city.is_empty() {
        place.city = canonical(city);
    }
}

/// Whether a folded text is a town that the table of names has.
pub(super) fn is_known(city: &str) -> bool {
    NAMES.contains_key(&reduce(city))
}

/// A folded text as post code and town: `b-2800 mechelen`, `2800`, `1234 ab`, `sw1a 1aa`, or a town alone.
///
/// A code has a digit. Words follow it where a token of three letters or more without a digit does.
fn split_code(text: &str) -> (&str, &str) {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return ("", text);
    }
    let is_name = |token: &str| token.bytes().filter(u8::is_ascii_alphabetic).count() >= 3 && !has_digit(token);
    let mut end = 0;
    let mut digits = false;
    for token in text.split_inclusive(' ') {
        if is_name(token.trim_end()) || digits && !has_digit(token) && !is_code_tail(text, end, token.trim_end()) {
            break;
        }
        digits |= has_digit(token);
        end += token.len();
    }
    if digits { (text[..end].trim_end(), text[end..].trim_start()) } else { ("", text) }
}

/// Whether two letters go on a Dutch post code of four digits.
fn is_code_tail(text: &str, end: usize, token: &str) -> bool {
    let before = text[..end].trim_end();
    token.len() == 2 && before.len() >= 4 && before.as_bytes()[before.len() - 4..].iter().all(u8::is_ascii_digit)
}

fn has_digit(token: &str) -> bool {
    token.bytes().any(|byte| byte.is_ascii_digit())
}

/// Sets post code and, where the code has its prefix and the record named none, the country.
fn set_code(text: &str, place: &mut Place) {
    let text = text.split(['(', ',', ';']).next().unwrap_or_default();
    let mut code: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|char| char.to_ascii_uppercase()).collect();
    let letters = code.bytes().take_while(u8::is_ascii_alphabetic).count();
    let marked = text.as_bytes().get(letters).is_some_and(|&byte| byte == b'-' || byte == b' ');
    if let Some(country) = prefix(&code[..letters], &code[letters..], marked) {
        place.country = place.country.or(Some(country));
        code.drain(..letters);
    }
    // A spreadsheet takes the leading zero off a code of digits.
    let digits = place.country.map_or(0, Country::post_code_digits);
    if digits == code.len() + 1 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        code.insert(0, '0');
    }
    place.post_code = code;
}

/// The country of the letters before a post code: those of the former vehicle signs (`D-`, `B-`, `FIN-`) or of ISO 3166.
///
/// Without a hyphen or space the rest must have the form of that country's codes.
pub(super) fn prefix(letters: &str, rest: &str, marked: bool) -> Option<Country> {
    let country = match letters {
        "" => return None,
        "B" => Country::of(b"BE"),
        "D" => Country::of(b"DE"),
        "F" => Country::of(b"FR"),
        "L" => Country::of(b"LU"),
        "A" => Country::of(b"AT"),
        "I" => Country::of(b"IT"),
        "E" => Country::of(b"ES"),
        "P" => Country::of(b"PT"),
        "S" => Country::of(b"SE"),
        "N" => Country::of(b"NO"),
        "H" => Country::of(b"HU"),
        "FIN" => Country::of(b"FI"),
        "SLO" => Country::of(b"SI"),
        _ if letters.len() <= 2 => Country::parse(letters)?,
        _ => return None,
    };
    let numeric = rest.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match country.code() {
        "NL" => rest.len() == 4 && numeric || rest.len() == 6 && rest.as_bytes()[..4].iter().all(u8::is_ascii_digit),
        "PT" => numeric && matches!(rest.len(), 4 | 7),
        // A hyphen shows the prefix even where a leading zero was lost.
        _ => numeric && (rest.len() == country.post_code_digits() || marked && rest.len() >= 4),
    };
    fits.then_some(country)
}

/// The one name of a town: brackets, districts and small words left out, languages unified.
pub(super) fn canonical(city: &str) -> String {
    // `Frankfurt (Oder)` is not the other Frankfurt.
    if city.contains('(')
        && let Some(name) = NAMES.get(&reduce(city))
    {
        return name.clone();
    }
    let city = city.split(['(', '[', ',', ';']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let whole = reduce(city);
    if let Some(name) = NAMES.get(&whole) {
        return name.clone();
    }
    let parts = || city.split('/').flat_map(|part| part.split(" - "));
    if parts().count() < 2 {
        return whole;
    }
    let mut reduced = parts().map(reduce).filter(|part| !part.is_empty());
    let known = reduced.clone().find_map(|part| NAMES.get(&part).cloned());
    known.or_else(|| reduced.next().filter(|part| part.len() > 2)).unwrap_or(whole)
}

/// The words of a town without small words, districts (`8e`, `09`), `cedex` and what follows it.
fn reduce(city: &str) -> String {
    let mut out = String::with_capacity(city.len());
    let mut all = String::new();
    for word in city.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = match word {
            "cedex" => break,
            "arrondissement" | "arr" | "gemeente" if !out.is_empty() => continue,
            "st" | "sint" | "sankt" | "skt" | "snt" => "saint",
            "ste" | "sainte" | "sinte" => "sainte",
            word if has_digit(word) => continue,
            word => word,
        };
        let text = if is_small(word) { &mut all } else { &mut out };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    if out.is_empty() { all } else { out }
}
