//! How alike two words of a name are, by their letters alone.
//!
//! What a word is worth is not known here: that is a matter of its frequency, and belongs to scoring.

use crate::value::name::variant_key;
use crate::value::text::fold;

/// How two unequal words can still be the same word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kinship {
    /// The same letters.
    Equal,
    /// The same word in another spelling: `mueller` and `muller`, `dijk` and `dyk`.
    Variant,
    /// Another form of a given name: a short one, another spelling.
    Form,
    /// A given name as another language has it.
    Translation,
    /// One slip of the keyboard: a letter wrong, missing, doubled, or two swapped.
    Typo,
    /// Two slips in a long word.
    Typos,
    /// One is the beginning of the other: abbreviated or cut off.
    Prefix,
    /// One is the first letter of the other.
    Initial,
}

/// The fewest letters of a word in which one slip is believed: in shorter ones a slip makes another word too often.
const TYPO_LETTERS: usize = 5;
/// The fewest letters of a word in which two slips are believed.
const TYPOS_LETTERS: usize = 9;
/// The fewest letters of a word that has another spelling: `nys` and `nijs`.
pub const VARIANT_LETTERS: usize = 3;
/// The fewest letters an abbreviation has.
const PREFIX_LETTERS: usize = 3;

/// How two folded words are akin; `None` when they are not. Symmetric. Words with digits are akin only when equal.
pub fn kinship(a: &str, b: &str) -> Option<Kinship> {
    if a == b {
        return Some(Kinship::Equal);
    }
    if a.bytes().chain(b.bytes()).any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() == 1 {
        return long.starts_with(short).then_some(Kinship::Initial);
    }
    if short.len() >= VARIANT_LETTERS && long.len() - short.len() <= 2 && variant_key(short) == variant_key(long) {
        return Some(Kinship::Variant);
    }
    if let Some(slips) = slips(short, long) {
        return Some(slips);
    }
    (short.len() >= PREFIX_LETTERS && long.starts_with(short)).then_some(Kinship::Prefix)
}

/// One or two slips between words of sufficient length, measured by the restricted Damerau-Levenshtein distance.
pub fn slips(short: &str, long: &str) -> Option<Kinship> {
    if short.len() < TYPO_LETTERS || long.len() - short.len() > 2 || letters_apart(short, long) > 4 {
        return None;
    }
    match distance_within(short, long, 2)? {
        _ if are_opposed(short, long) => None,
        1 => Some(Kinship::Typo),
        2 if short.len() >= TYPOS_LETTERS => Some(Kinship::Typos),
        _ => None,
    }
}

/// Opposites that are no more letters apart than slips are. Own knowledge of Dutch, English, German and French.
const OPPOSITES: [[&str; 2]; 7] = [
    ["north", "south"],
    ["oost", "west"],
    ["east", "west"],
    ["ost", "west"],
    ["est", "ouest"],
    ["hoog", "laag"],
    ["hoge", "lage"],
];

/// Whether two words begin with opposites and go on alike: Oosterzele and Westerzele.
fn are_opposed(a: &str, b: &str) -> bool {
    let goes_on = |one: &str, other: &str, [p, q]: [&str; 2]| {
        one.strip_prefix(p).is_some_and(|rest| other.strip_prefix(q) == Some(rest))
    };
    OPPOSITES.into_iter().any(|pair| goes_on(a, b, pair) || goes_on(b, a, pair))
}

/// The restricted Damerau-Levenshtein distance of two words, where it is no more than `most`.
///
/// What two words begin and end with in common costs nothing, so that only what lies between is looked at: of long words
/// that are all but equal that is next to nothing.
pub fn distance_within(a: &str, b: &str, most: usize) -> Option<usize> {
    if !a.is_ascii() || !b.is_ascii() {
        return Some(strsim::osa_distance(a, b)).filter(|&distance| distance <= most);
    }
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    let begins = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[begins..], &b[begins..]);
    let ends = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[..a.len() - ends], &b[..b.len() - ends]);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return Some(long.len()).filter(|&distance| distance <= most);
    }
    // Something differs at either end: what is left is one slip, or is tried without it.
    let most = most.checked_sub(1)?;
    if long.len() - short.len() > most + 1 {
        return None;
    }
    let swapped = short.len() >= 2 && short[0] == long[1] && short[1] == long[0];
    let rest = |from_short: usize, from_long: usize| {
        let text = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        distance_within(text(&short[from_short..]), text(&long[from_long..]), most)
    };
    let tried = [Some((1, 1)), Some((0, 1)), Some((1, 0)), swapped.then_some((2, 2))];
    tried.into_iter().flatten().filter_map(|(x, y)| rest(x, y)).min().map(|distance| distance + 1)
}

/// Whether two names of a person may be one with a slip: one in four letters and more, two in seven and more.
pub fn person_slip(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 4 || long.len() - short.len() > 2 || letters_apart(short, long) > 4 {
        return false;
    }
    let slips = distance_within(short, long, 2);
    slips == Some(1) || slips == Some(2) && short.len() >= 7
}

/// Whether two words are the same letters, two that stand side by side swapped.
pub fn are_swapped(a: &str, b: &str) -> bool {
    a.len() == b.len() && letters_apart(a, b) == 0 && distance_within(a, b, 1) == Some(1)
}

/// How many letters occur in one word and not in the other: a lower bound, since one slip changes at most two.
fn letters_apart(a: &str, b: &str) -> u32 {
    let letters = |word: &str| word.bytes().fold(0u32, |set, byte| set | 1 << (byte & 31));
    (letters(a) ^ letters(b)).count_ones()
}

/// The most letters of a word in which slips are sought: the number of deletions grows with the square of its length,
/// and nobody's name has a longer word.
const DELETION_LETTERS: usize = 48;

/// How many slips are sought in a word.
fn slips_sought(word: &str) -> usize {
    match word.len() {
        ..TYPO_LETTERS | DELETION_LETTERS.. => 0,
        _ if word.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_digit()) => 0,
        ..TYPOS_LETTERS => 1,
        _ => 2,
    }
}

/// How many texts [`deletions`] makes of a word, those made twice included.
pub fn deletion_count(word: &str, most: usize) -> usize {
    let length = word.len();
    match slips_sought(word).min(most) {
        0 => 1,
        1 => 1 + length,
        _ => 1 + length + length * (length - 1) / 2,
    }
}

/// A number for every text that deleting the slips its length allows, `most` of them, leaves of the word, itself included;
/// twice for one that is left in two ways. Two words within so many slips of each other have one in common (deletion
/// neighbourhoods, as in Mor and Fraenkel 1982). Two texts may share a number by chance, so what has one in common is only
/// worth comparing.
pub fn deletions(word: &str, most: usize) -> Vec<u64> {
    let letters = word.as_bytes();
    let length = letters.len();
    let slips = slips_sought(word).min(most);
    let hash = Rolling::of(letters);
    let mut out = Vec::with_capacity(1 + slips * length + slips / 2 * length * length.saturating_sub(1) / 2);
    out.push(hash.part(0, length));
    for first in (0..length).filter(|_| slips > 0) {
        let before = hash.part(0, first);
        out.push(hash.join(before, first + 1, length));
        for second in (first + 1..length).filter(|_| slips > 1) {
            out.push(hash.join(hash.join(before, first + 1, second), second + 1, length));
        }
    }
    out
}

/// Hashes of the parts of a word, each in one step: a polynomial over its bytes, modulo a power of two.
struct Rolling {
    /// Of the first so many bytes.
    starts: Vec<u64>,
    /// The powers of the base.
    powers: Vec<u64>,
}

impl Rolling {
    fn of(bytes: &[u8]) -> Self {
        const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
        let room = || Vec::with_capacity(bytes.len() + 1);
        let mut rolling = Self { starts: room(), powers: room() };
        rolling.starts.push(0);
        rolling.powers.push(1);
        let (mut hash, mut power) = (0u64, 1u64);
        for &byte in bytes {
            hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
            power = power.wrapping_mul(BASE);
            rolling.starts.push(hash);
            rolling.powers.push(power);
        }
        rolling
    }

    /// The hash of the bytes from one place to another.
    fn part(&self, from: usize, to: usize) -> u64 {
        self.starts[to].wrapping_sub(self.starts[from].wrapping_mul(self.powers[to - from]))
    }

    /// The hash of a text, given by its own, with the bytes from one place to another behind it.
    fn join(&self, before: u64, from: usize, to: usize) -> u64 {
        before.wrapping_mul(self.powers[to - from]).wrapping_add(self.part(from, to))
    }
}

/// How alike two names must be, from 0 to 1, for one to be suggested in place of the other: `lnk` and `link` are 0.75
/// alike, `contcts` and `contacts` 0.88; below a half the suggestion is noise.
const SUGGESTED: f64 = 0.5;

/// The name most like a text, where one is like it at all: what to suggest to whoever has mistyped. One that goes on where
/// the text ends is liked best.
pub fn nearest<'n>(text: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let text = fold(text);
    let alike = |name: &str| {
        let name = fold(name);
        let goes_on = text.len() >= PREFIX_LETTERS && name.starts_with(&text);
        let alike = strsim::normalized_damerau_levenshtein(&text, &name);
        if goes_on { 1.0 + alike } else { alike }
    };
    let names = names.into_iter().map(|name| (alike(name), name)).filter(|&(alike, _)| alike >= SUGGESTED);
    // Of equals the first.
    names.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_akin_by_their_letters() {
        for (a, b, expected) in [
            ("peeters", "peeters", Some(Kinship::Equal)),
            ("mueller", "muller", Some(Kinship::Variant)),
            ("peeters", "peters", Some(Kinship::Variant)),
            ("bakkerij", "bakkreij", Some(Kinship::Typo)),
            ("metaalwerken", "metalwerkken", Some(Kinship::Variant)),
            ("distribution", "distrib", Some(Kinship::Prefix)),
            ("j", "jan", Some(Kinship::Initial)),
            ("bost", "best", None),
            ("garden", "harbour", None),
            ("494", "495", None),
            ("oosterzele", "westerzele", None),
        ] {
            assert_eq!(kinship(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_word_without_end_has_no_slips() {
        assert_eq!(deletions(&"a".repeat(60_000), 2).len(), 1);
    }

    proptest! {
        #[test]
        fn kinship_is_symmetric(a in "[a-z]{1,12}", b in "[a-z]{1,12}") {
            prop_assert_eq!(kinship(&a, &b), kinship(&b, &a));
        }

        #[test]
        fn a_bound_is_the_exact_measure_where_it_holds(a in "[ab\u{e9}]{0,9}|[a-c]{0,9}", b in "[ab\u{e9}]{0,9}|[a-c]{0,9}", most in 0usize..4) {
            let exact = strsim::osa_distance(&a, &b);
            prop_assert_eq!(distance_within(&a, &b, most), Some(exact).filter(|&exact| exact <= most));
            prop_assert_eq!(distance_within(&b, &a, most), distance_within(&a, &b, most));
        }

        #[test]
        fn words_that_share_too_few_letters_are_too_far_apart(a in "[a-h]{1,12}", b in "[a-h]{1,12}") {
            prop_assert!(letters_apart(&a, &b) as usize <= 2 * strsim::osa_distance(&a, &b));
        }

        #[test]
        fn a_word_leaves_no_more_texts_than_were_foreseen(word in "[a-z0-9]{1,60}") {
            let found = deletions(&word, 2).len();
            prop_assert!(found <= deletion_count(&word, 2));
            prop_assert!(found > 0);
        }

        #[test]
        fn slips_share_a_deletion(a in "[a-d]{5,12}", b in "[a-d]{5,12}") {
            let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
            if slips(short, long).is_some() {
                let others = deletions(long, 2);
                prop_assert!(deletions(short, 2).iter().any(|number| others.contains(number)));
            }
        }
    }

    #[test]
    fn a_suggestion_is_like_what_was_typed_or_there_is_none() {
        let rules = ["decided", "filled", "valid", "newest", "Phone No.", "VAT Registration No."];
        for (text, name) in [
            ("nwest", Some("newest")),
            ("VALD", Some("valid")),
            ("Fone No.", Some("Phone No.")),
            ("vat", Some("VAT Registration No.")),
            ("xyzzy", None),
            ("guess", None),
            ("", None),
        ] {
            assert_eq!(nearest(text, rules), name, "{text}");
        }
    }
}
