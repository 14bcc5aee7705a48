//! Given names: which words are one, and which are short forms of one another.
//!
//! The lists are `data/given_names.tsv`, `data/nicknames.tsv` and `data/given_forms.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::sound;
use crate::value::word;

/// What the lists know of a given name.
#[derive(Debug, Default)]
pub struct Known {
    /// The groups of short forms it belongs to, by row of the list, and whether it is the full name of each, if only written short.
    groups: Vec<(u16, bool)>,
    /// The lines it stands in, of the list of forms that languages have.
    forms: Vec<u16>,
}

static GIVEN: LazyLock<FxHashMap<&'static str, Known>> = LazyLock::new(|| {
    let mut given: FxHashMap<&str, Known> = FxHashMap::default();
    for line in rows(include_str!("../data/given_names.tsv")) {
        given.extend(line.split(' ').skip(1).map(|name| (name, Known::default())));
    }
    for (row, line) in (0..).zip(rows(include_str!("../data/nicknames.tsv"))) {
        let mut columns = line.split('\t').skip(1);
        let (Some(full), Some(short)) = (columns.next(), columns.next()) else { continue };
        given.entry(full).or_default().groups.push((row, true));
        for form in short.split(';') {
            // With a dot it is the full name, written short.
            let name = form.trim_end_matches('.');
            given.entry(name).or_default().groups.push((row, name != form));
        }
    }
    for (row, line) in (0..).zip(rows(include_str!("../data/given_forms.tsv"))) {
        line.split(' ').for_each(|name| given.entry(name).or_default().forms.push(row));
    }
    given
});

/// The lines of a list without its head.
fn rows(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

/// How two unequal given names are forms of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Related {
    /// In one language: spelled otherwise, a short form and the full one.
    Form,
    /// In two: Joannes, Jan and Jean.
    Translation,
}

/// How two given names are forms of one, each with what is known of it: they sound alike; they share a group, and are its
/// full name and a short form, or written much alike; or languages have them both. Of two short forms that are unlike, as
/// Cor and Nel, two people of one house may be called.
pub fn related(a: (&str, Option<&Known>), b: (&str, Option<&Known>)) -> Option<Related> {
    if sound::alike(a.0, b.0) {
        return Some(Related::Form);
    }
    let (of_a, of_b) = (a.1?, b.1?);
    let mut groups = of_a.groups.iter().flat_map(|one| of_b.groups.iter().map(move |other| (one, other)));
    if groups.any(|(one, other)| one.0 == other.0 && (one.1 || other.1 || are_alike(a.0, b.0))) {
        return Some(Related::Form);
    }
    of_a.forms.iter().any(|line| of_b.forms.contains(line)).then_some(Related::Translation)
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

/// Whether a word without vowels is another one written short: its beginning, or some of its letters from the first to the
/// last: `Th.` for `Theo`, `Wm` for `William`, `Md` for `Mohammed`.
pub fn abbreviates(short: &str, name: &str) -> bool {
    if !is_vowelless(short) || name.len() <= short.len() + 1 || !name.is_ascii() {
        return false;
    }
    let mut letters = name.bytes();
    let in_order = short.bytes().all(|letter| letters.any(|other| other == letter));
    name.starts_with(short) || in_order && name.as_bytes()[0] == short.as_bytes()[0] && letters.next().is_none()
}

/// The letters of initials that are written together: `JP`, `HJM`. What has a vowel may be a name: `Jo`, `Ab`.
pub(super) fn initials(word: &str) -> Option<impl Iterator<Item = char>> {
    (is_vowelless(word) && !WRITTEN_SHORT.contains(&word)).then(|| word.chars())
}

/// What is no initials though it looks so: what languages say as one letter, and names without their vowels.
const WRITTEN_SHORT: [&str; 12] = ["bt", "ch", "chr", "gh", "jh", "jn", "md", "ph", "sch", "st", "th", "wm"];

/// Whether a word has two letters or three, none of them a vowel.
fn is_vowelless(word: &str) -> bool {
    (2..=3).contains(&word.len())
        && word.bytes().all(|letter| letter.is_ascii_lowercase() && !b"aeiouy".contains(&letter))
}

/// What is known of a word as a given name, where it is a common one or a form of one.
pub fn known(word: &str) -> Option<&'static Known> {
    GIVEN.get(word).filter(|_| word.len() > 1)
}

/// Whether a word is a common given name or a form of one.
pub fn is_given(word: &str) -> bool {
    known(word).is_some()
}
