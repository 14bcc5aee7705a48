//! The shapes of post codes among other words.

use crate::value::country::Country;
use crate::value::place::number::{is_rank, leading_number};
use crate::value::place::street::kind;
use crate::value::place::town;
use crate::value::place::words::Kind;

/// Words that have the shape of a post code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The code.
    pub(super) text: String,
    /// How many words it takes.
    pub(super) words: usize,
    /// Whether nothing else has this shape: letters and digits, or the prefix of a country.
    pub(super) is_sure: bool,
    /// Whether it is written behind the town, at the end.
    pub(super) is_last: bool,
    /// Whether it has all digits of a code of at least five.
    pub(super) is_whole: bool,
}

/// The post code that begins at a word, of the country where it is known.
pub(super) fn at(words: &[&str], at: usize, country: Option<Country>) -> Option<Shape> {
    let bare = |at: usize| words.get(at).map_or("", |word| word.trim_matches(['(', ')', '[', ']', ':', '.']));
    let (word, next) = (bare(at), bare(at + 1));
    let is_of = |codes: &str| country.is_none_or(|country| codes.contains(country.code()));
    let sure = |words: usize, text: String| Some(Shape { text, words, is_sure: true, is_last: false, is_whole: true });
    let two = || format!("{word} {next}");
    if word.is_empty() || !word.is_ascii() {
        return None;
    }
    if let Some((letters, digits)) = word.split_once('-')
        && letters.len() <= 3
        && digits.len() >= 4
        && town::prefix(&letters.to_ascii_uppercase(), digits, true).is_some()
    {
        let dutch = letters == "nl" && is(next, "aa");
        return sure(1 + usize::from(dutch), if dutch { two() } else { word.to_owned() });
    }
    // Dutch letters are no article of a town: `8420 De Haan`.
    let article = || country.is_none() && matches!(kind(next), Some(Kind::Article | Kind::Word));
    if is_of("NL") && is(word, "0000") && is(next, "aa") && !article() {
        return sure(2, two());
    }
    if is_of("NL") && is(word, "0000aa") {
        return sure(1, word.to_owned());
    }
    if is_of("GB IE GG JE IM CA") && word.starts_with(|char: char| char.is_ascii_alphabetic()) {
        let ranked = leading_number(next).is_some_and(|(_, tail)| is_rank(tail, false));
        let floor = ranked && (country.is_none() || kind(bare(at + 2)) == Some(Kind::Floor));
        if is_lettered(word, next, country) && !floor {
            return sure(2, two());
        }
        let split = (word.len() >= 5).then(|| word.split_at(word.len() - if is_irish(country) { 4 } else { 3 }));
        if split.is_some_and(|(out, inward)| is_lettered(out, inward, country)) {
            return sure(1, word.to_owned());
        }
        return None;
    }
    digits(words, at, word, next, country)
}

/// A post code of digits.
fn digits(words: &[&str], at: usize, word: &str, next: &str, country: Option<Country>) -> Option<Shape> {
    let code = country.as_ref().map_or("", Country::code);
    let state = words[..at].last().is_some_and(|word| is_state(word));
    let is_last = matches!(code, "US" | "AU" | "CA" | "NZ") || code.is_empty() && state;
    let shape =
        |words: usize, text: String, is_whole: bool| Some(Shape { text, words, is_sure: false, is_last, is_whole });
    if let "CZ" | "SK" | "SE" | "GR" = code
        && is(word, "000")
        && is(next, "00")
    {
        return shape(2, [word, next].concat(), true);
    }
    let hyphened = match code {
        "US" => is(word, "00000-0000"),
        "PL" => is(word, "00-000"),
        "PT" => is(word, "0000-000"),
        "BR" => is(word, "00000-000"),
        "" => is(word, "00-000") || is(word, "0000-000") || state && is(word, "00000-0000"),
        _ => false,
    };
    if hyphened {
        return shape(1, word.to_owned(), true);
    }
    if !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let length = country.map_or(0, Country::post_code_digits);
    // A spreadsheet takes the leading zero off; what follows a house number is no other one.
    let numbered = || words[..at].last().is_some_and(|word| leading_number(word).is_some());
    let fits = match (code, length) {
        ("", _) => matches!(word.len(), 4 | 5) && (!state || word.len() == 5),
        ("NL", _) => word.len() == 4,
        ("GB" | "IE" | "GG" | "JE" | "IM" | "CA" | "MT", _) => false,
        (_, 0) => (4..=6).contains(&word.len()),
        (_, length) => word.len() == length || word.len() + 1 == length && numbered(),
    };
    if fits { shape(1, word.to_owned(), word.len() >= 5) } else { None }
}

/// Whether two halves are a post code of the United Kingdom, Canada or Ireland.
fn is_lettered(out: &str, inward: &str, country: Option<Country>) -> bool {
    let of = |shapes: &[&str], half: &str| shapes.iter().any(|shape| is(half, shape));
    match country.as_ref().map_or("", Country::code) {
        "CA" => is(out, "a0a") && is(inward, "0a0"),
        "IE" => {
            of(&["a00", "a0a"], out) && inward.len() == 4 && inward.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
        "" if is(out, "a0a") && is(inward, "0a0") => true,
        _ => of(&["a0", "a00", "a0a", "aa0", "aa00", "aa0a"], out) && is(inward, "0aa"),
    }
}

fn is_irish(country: Option<Country>) -> bool {
    country.is_some_and(|country| country.code() == "IE")
}

/// Whether a text has a form in which `0` stands for a digit and `a` for a letter.
fn is(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            b'a' => byte.is_ascii_alphabetic(),
            _ => byte == form,
        })
}

/// Whether a word is the code of a state, which stands between town and post code in the United States and Australia.
pub(super) fn is_state(word: &str) -> bool {
    const STATES: &str = " al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny \
         nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr nsw vic qld tas act nt ";
    matches!(word.len(), 2 | 3) && STATES.contains(&format!(" {word} "))
}
