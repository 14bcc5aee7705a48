//! Under which words a name can meet others.

use crate::clean::hash::hash;
use crate::clean::names::{Entry, Names, Part, Token};

/// Whether a word may bring records together at all.
fn says_something(token: &Token) -> bool {
    !matches!(token.part, Part::Common | Part::Particle | Part::Initial | Part::Branch)
}

/// The fewest letters of an acronym that brings names together.
pub const ACRONYM: usize = 3;
/// The most words that are run together in one.
pub const JOINED: usize = 4;

/// The words under which a name can meet others: those of it and its aliases that say something; of words that stand
/// apart on one side and joined on the other, the joined one; of a name of three words or more, its acronym where that
/// is a word.
pub(super) fn keys(names: &Names, entry: &Entry, text: &mut String, words: &mut Vec<u32>) {
    words.clear();
    let spans = std::iter::once(entry.tokens).chain(names.aliases[entry.aliases.range()].iter().copied());
    for span in spans {
        let tokens = names.tokens(span);
        let before = words.len();
        words.extend(tokens.iter().filter(|token| says_something(token)).map(|token| token.word));
        if words.len() == before {
            words.extend(tokens.iter().map(|token| token.word));
        }
        for start in 0..tokens.len().saturating_sub(1) {
            text.clear();
            text.push_str(names.vocabulary.text(tokens[start].word));
            for token in tokens.iter().skip(start + 1).take(JOINED - 1) {
                text.push_str(names.vocabulary.text(token.word));
                words.extend(names.vocabulary.position(text));
            }
        }
        for small in [false, true].into_iter().filter(|_| tokens.len() >= ACRONYM && !entry.person) {
            text.clear();
            let spells = tokens.iter().filter(|token| small || !token.is_small());
            text.extend(spells.map(|token| char::from(token.initial)));
            words.extend((text.len() >= ACRONYM).then(|| names.vocabulary.position(text)).flatten());
        }
    }
    words.sort_unstable();
    words.dedup();
}

/// The key of a set of words: those that say something, or all where none does.
pub(super) fn set_of(tokens: &[Token]) -> u64 {
    let says = |token: &&Token| !matches!(token.part, Part::Common | Part::Particle);
    let mut words: Vec<u32> = tokens.iter().filter(says).map(|token| token.word).collect();
    if words.is_empty() {
        words = tokens.iter().map(|token| token.word).collect();
    }
    words.sort_unstable();
    words.dedup();
    hash(&words)
}
