//! Texts kept once, each known by its position.
//!
//! Positions are handed out in the order in which texts are first met; no result may depend on them.

use std::ops::Index;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::clean::NONE;
use crate::clean::hash::hash;

/// Distinct texts, one behind the other in one buffer: beside its letters a text costs some twenty bytes.
#[derive(Debug, Default)]
pub struct Texts {
    letters: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The position of each, and its [`short_hash`], so that nothing is read again when the index grows.
    index: HashTable<(u32, u32)>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in the order of their positions.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| &self[at])
    }

    /// The position of a text that is among them.
    pub fn find(&self, wanted: &str) -> Option<u32> {
        let short = short_hash(wanted);
        let is = |&(at, other): &(u32, u32)| other == short && &self[at as usize] == wanted;
        self.index.find(spread(short), is).map(|&(at, _)| at)
    }

    /// The position of a text, which is added when new.
    pub fn position(&mut self, wanted: &str) -> u32 {
        self.add(wanted, short_hash(wanted))
    }

    fn add(&mut self, wanted: &str, short: u32) -> u32 {
        let Self { letters, ends, index } = self;
        let is = |&(at, other): &(u32, u32)| other == short && slice(letters, ends, at as usize) == wanted;
        match index.entry(spread(short), is, |&(_, short)| spread(short)) {
            Entry::Occupied(found) => found.get().0,
            Entry::Vacant(place) => {
                let at = u32::try_from(ends.len()).unwrap_or(NONE);
                place.insert((at, short));
                letters.push_str(wanted);
                ends.push(letters.len());
                at
            }
        }
    }

    /// Adds the texts of another; gives the position that each has here.
    pub fn append(&mut self, other: &Self) -> Vec<u32> {
        let mut hashes = vec![0; other.len()];
        other.index.iter().for_each(|&(at, short)| hashes[at as usize] = short);
        other.iter().zip(hashes).map(|(text, short)| self.add(text, short)).collect()
    }
}

/// As much of the hash of a text as is kept.
fn short_hash(text: &str) -> u32 {
    (hash(text) >> 32) as u32
}

/// A hash for the index, which reads the upper bits and the lower ones: by Fibonacci hashing (Knuth, volume 3, 6.4).
fn spread(short: u32) -> u64 {
    let product = u64::from(short).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 32
}

impl Index<usize> for Texts {
    type Output = str;

    fn index(&self, at: usize) -> &str {
        slice(&self.letters, &self.ends, at)
    }
}

fn slice<'a>(letters: &'a str, ends: &[usize], at: usize) -> &'a str {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &letters[start..ends[at]]
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn a_text_is_kept_once() {
        let mut texts = Texts::default();
        let positions: Vec<u32> = ["a", "", "bc", "a", ""].into_iter().map(|text| texts.position(text)).collect();
        assert_eq!(positions, [0, 1, 2, 0, 1]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "bc"]);
        assert_eq!((texts.find("bc"), texts.find("c")), (Some(2), None));
        let mut others = Texts::default();
        others.position("bc");
        assert_eq!(others.append(&texts), [1, 2, 0]);
    }
}
