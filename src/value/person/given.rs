//! Given names: which words are one, and which are short forms of one another.
//!
//! The lists are `data/given_names.tsv` and `data/nicknames.tsv`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::value::word;

struct Given {
    names: FxHashSet<&'static str>,
    /// The groups a name belongs to, by row of the list.
    groups: FxHashMap<&'static str, Vec<u16>>,
    /// The full name of each group.
    full: Vec<&'static str>,
}

static GIVEN: LazyLock<Given> = LazyLock::new(|| {
    let mut given = Given { names: FxHashSet::default(), groups: FxHashMap::default(), full: Vec::new() };
    for line in include_str!("../data/given_names.tsv").lines().filter(|line| !line.starts_with('#')) {
        given.names.extend(line.split(' ').skip(1));
    }
    for line in include_str!("../data/nicknames.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t').skip(1);
        let (Some(full), Some(short)) = (columns.next(), columns.next()) else { continue };
        for name in short.split(';').chain([full]) {
            given.groups.entry(name).or_default().push(u16::try_from(given.full.len()).unwrap_or(u16::MAX));
            given.names.insert(name);
        }
        given.full.push(full);
    }
    given
});

/// Whether two given names are forms of one: they share a group, and are its full name and a short form, or written much
/// alike. Of two short forms that are unlike, as Cor and Nel, two people of one house may be called.
pub fn related(a: &str, b: &str) -> bool {
    if a.len().min(b.len()) >= SOUND_LETTERS && sound(a).eq(sound(b)) {
        return true;
    }
    let (Some(of_a), Some(of_b)) = (GIVEN.groups.get(a), GIVEN.groups.get(b)) else { return false };
    let mut shared = of_a.iter().filter(|group| of_b.contains(group)).map(|&group| GIVEN.full[usize::from(group)]);
    shared.any(|full| a == full || b == full || are_alike(a, b))
}

/// The fewest letters of a name that is known by its sound: of shorter ones each letter counts.
const SOUND_LETTERS: usize = 4;

/// A name by how it sounds, where languages have more than one way to write that: `Erik` and `Eric`, `Sophie` and `Sofie`,
/// `Matthias` and `Mathias`, `Yvan` and `Ivan`.
fn sound(name: &str) -> impl Iterator<Item = u8> + '_ {
    let bytes = name.as_bytes();
    let next = |at: usize| bytes.get(at + 1).copied().unwrap_or(0);
    let before = |at: usize| at.checked_sub(1).map_or(0, |at| bytes[at]);
    (0..bytes.len()).filter_map(move |at| {
        let letter = bytes[at];
        match letter {
            b'h' if matches!(before(at), b'p' | b't') => None,
            b'k' if before(at) == b'c' => None,
            // A vowel said twice is a long one: Aad is not Ad.
            _ if letter == before(at) && !matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u') => None,
            b'p' if next(at) == b'h' => Some(b'f'),
            // Before `e`, `i` and `y` it sounds as `s`, before `h` as neither.
            b'c' if !matches!(next(at), b'e' | b'i' | b'y' | b'h') => Some(b'k'),
            // `Ivan` and `Yvan`, but not `Ian` and `Yan`.
            b'y' if at > 0 || next(at) == b'v' => Some(b'i'),
            _ => Some(letter),
        }
    })
}

/// Whether the one may be short for the other: some of its letters in their order, a slip apart, or a name longer by two
/// letters and more with the same first one, as `willem` for `wim`.
fn are_alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut letters = long.bytes();
    let is_left = short.bytes().all(|letter| letters.any(|other| other == letter));
    let is_shorter = long.len() >= short.len() + 2 && short.as_bytes()[0] == long.as_bytes()[0];
    is_left || is_shorter || word::distance_within(short, long, 1).is_some()
}

/// Whether a word is a common given name or a short form of one.
pub fn is_given(word: &str) -> bool {
    word.len() > 1 && GIVEN.names.contains(word)
}
