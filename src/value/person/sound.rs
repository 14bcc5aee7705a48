//! How a given name sounds, where languages have more than one way to write that.

/// The fewest letters of a name that is known by its sound: of shorter ones each letter counts.
const LETTERS: usize = 4;

/// The fewest letters before the ending of a name that has one: `Arie` is no `Aria`.
const STEM: usize = 3;

/// Whether two names are one by their sound: `Erik` and `Eric`, `Sophie` and `Sofie`, `Elisabeth` and `Elizabeth`, `Yvan`
/// and `Ivan`; in one of them with the ending of Latin or of another language: `Bernardus` and `Bernard`, `Rosalia` and
/// `Rosalie`, `Emily` and `Emilie`.
pub(super) fn alike(a: &str, b: &str) -> bool {
    // Most have nothing to do with each other, and show it at once.
    if a.len().min(b.len()) < LETTERS || opening(a) != opening(b) {
        return false;
    }
    let (a, b) = (without_latin(a), without_latin(b));
    if sound(a).eq(sound(b)) {
        return true;
    }
    // The one ends in `ie` and the other does not: an `Emilie` is an `Emily` and an `Emilia`, who are two.
    match (stem(a, "ie"), stem(b, "ie")) {
        (Some(stem), None) => ends_otherwise(stem, b),
        (None, Some(stem)) => ends_otherwise(stem, a),
        _ => false,
    }
}

/// The first letter of a name, the same for all that may sound as one.
fn opening(name: &str) -> Option<u8> {
    name.bytes().next().map(|letter| match letter {
        b'c' | b'k' => b'k',
        b'i' | b'j' | b'y' => b'j',
        b'f' | b'p' => b'f',
        _ => letter,
    })
}

/// A name without an ending, where it has that and enough before it.
fn stem<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    name.strip_suffix(ending).filter(|stem| stem.len() >= STEM)
}

/// Names that are one's with `ie` and another's without, of the other sex: `Antonie` is a man in Dutch, `Valery` in French.
const NOT_OF_IE: [&str; 5] = ["anthonia", "antonia", "mattia", "tonia", "valery"];

/// Whether a name sounds as a stem with another ending than `ie`.
fn ends_otherwise(before: &str, other: &str) -> bool {
    let otherwise = stem(other, "ia").or_else(|| stem(other, "y"));
    otherwise.is_some_and(|rest| sound(before).eq(sound(rest))) && !NOT_OF_IE.contains(&other)
}

/// A name without the ending that Latin gives the names of men: `Paulus`, but not `Marius` and `Nicolaus`, who are no `Mari`
/// and no `Nicola`.
fn without_latin(name: &str) -> &str {
    let stem = name.strip_suffix("us").filter(|stem| stem.len() >= LETTERS && !stem.ends_with(['a', 'e', 'i']));
    stem.unwrap_or(name)
}

/// A name by how it sounds, without what is not heard.
fn sound(name: &str) -> impl Iterator<Item = u8> + '_ {
    let bytes = name.as_bytes();
    let ahead = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let before = |at: usize| at.checked_sub(1).map_or(0, |at| bytes[at]);
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    (0..bytes.len()).filter_map(move |at| {
        let (letter, before, next) = (bytes[at], before(at), ahead(at + 1));
        match letter {
            b'h' if matches!(before, b'p' | b't') => None,
            // `Sarah` and `Sara`, `Christel` and `Kristel`.
            b'h' if next == 0 && is_vowel(before) => None,
            b'h' if before == b'c' && matches!(next, b'l' | b'r') => None,
            b'k' if before == b'c' => None,
            // A vowel said twice is a long one: Aad is not Ad.
            _ if letter == before && !is_vowel(letter) => None,
            b'p' if next == b'h' => Some(b'f'),
            b'c' if next == b'h' && matches!(ahead(at + 2), b'l' | b'r') => Some(b'k'),
            // Before `e`, `i` and `y` it sounds as `s`, before `h` as neither.
            b'c' if !matches!(next, b'e' | b'i' | b'y' | b'h') => Some(b'k'),
            // `Aleksander` and `Alexander`.
            b'k' if next == b's' => Some(b'x'),
            b's' if before == b'k' => None,
            // `Elizabeth` and `Elisabeth`, but not `Zara` and `Sara`.
            b'z' if at > 0 => Some(b's'),
            // `Ivan` and `Yvan`, but not `Ian` and `Yan`.
            b'y' if at > 0 || next == b'v' => Some(b'i'),
            // `Yolanda` and `Jolanda`, and in Latin `Iulius` and `Julius`.
            b'y' if is_vowel(next) => Some(b'j'),
            b'i' if at == 0 && matches!(next, b'a' | b'o' | b'u') => Some(b'j'),
            // `Tatjana` and `Tatiana`, `Maja` and `Maya`.
            b'j' if at > 0 => Some(b'i'),
            _ => Some(letter),
        }
    })
}
