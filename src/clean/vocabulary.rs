//! The words of all names: how often each occurs, and which are akin.
//!
//! "Compare words once": akin words are found here, among some tens of thousands of words, so that comparing two names
//! adds up integers.

use rustc_hash::FxHashMap;

use crate::clean::akin::{Akin, akin};
use crate::clean::texts::Texts;
use crate::value::name::{self, Telling};
use crate::value::person::{self, Known, Related};
use crate::value::word::{self, Kinship};

/// The words of all names, sorted: a word's position depends on nothing but the set of words.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// The words in order.
    words: Texts,
    /// In how many records of the fullest table each word occurs; at least 1.
    pub frequency: Vec<u32>,
    /// How many unlike records that table has: what the frequencies are shares of.
    pub records: u32,
    /// Words of another spelling or one or two slips away.
    akin: Akin,
    /// What each word tells two apart by.
    telling: Vec<Telling>,
    /// What is known of each word as a given name, where it is one.
    given: Vec<Option<&'static Known>>,
    /// How often two words that are each met often occur together, by [`together`].
    pub together: FxHashMap<u64, u32>,
}

impl Vocabulary {
    /// The vocabulary of words in their order, each with how often it occurs in so many names.
    pub fn new(words: Texts, occur: &[u32], names: usize) -> Self {
        let telling = words.iter().map(name::telling).collect();
        let given = words.iter().map(person::known).collect();
        let akin = akin(&words, occur, names);
        let frequency = vec![0; words.len()];
        Self { frequency, records: 1, akin, telling, given, together: FxHashMap::default(), words }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The text of a word.
    pub fn text(&self, word: u32) -> &str {
        &self.words[word as usize]
    }

    /// The position of a text, where it is a word.
    pub fn position(&self, text: &str) -> Option<u32> {
        self.words.find(text)
    }

    /// The words akin to a word by spelling or slips.
    pub fn akin(&self, word: u32) -> &[(u32, Kinship)] {
        self.akin.of(word)
    }

    /// How many words are like so many others that slips were not sought in them as in others.
    pub fn crowded(&self) -> usize {
        self.akin.crowded
    }

    /// How two words are akin, abbreviations and initials included.
    pub fn kinship(&self, a: u32, b: u32) -> Option<Kinship> {
        if a == b {
            return Some(Kinship::Equal);
        }
        let list = self.akin(a);
        if let Ok(at) = list.binary_search_by_key(&b, |&(word, _)| word) {
            return Some(list[at].1);
        }
        let (a, b) = (self.text(a), self.text(b));
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        if short.as_bytes()[0] != long.as_bytes()[0] || !long.starts_with(short) {
            return None;
        }
        match word::kinship(short, long) {
            kin @ Some(Kinship::Initial | Kinship::Prefix) => kin,
            _ => None,
        }
    }

    /// The word that stands behind the one that another begins with, with a letter or two between them: `gemeenteschool`
    /// is a compound of two, and no longer writing of `gemeente`.
    pub fn second_word(&self, first: u32, whole: u32) -> Option<&str> {
        let (first, whole) = (self.text(first), self.text(whole));
        let rest = whole.strip_prefix(first)?;
        let seconds = ["", "s", "e", "n", "en", "er", "es"].into_iter().filter_map(|link| rest.strip_prefix(link));
        let is_word = |second: &&str| self.words.find(second).is_some() || name::is_known(second);
        seconds.filter(|second| second.len() >= SECOND_LETTERS).find(is_word)
    }

    /// How two words are forms of one given name.
    pub fn nicknames(&self, a: u32, b: u32) -> Option<Related> {
        let name = |word: u32| (self.text(word), self.given[word as usize]);
        person::related(name(a), name(b))
    }

    /// Whether two words may be one given name: forms of one in some language, or a slip apart.
    pub fn one_given(&self, a: u32, b: u32) -> bool {
        self.nicknames(a, b).is_some() || word::person_slip(self.text(a), self.text(b))
    }

    /// Whether a word is one by which the companies of one group are told apart.
    pub fn of_group(&self, word: u32) -> bool {
        self.telling[word as usize].group
    }

    /// What a word tells two apart by whose names have the rest in common.
    pub fn telling(&self, word: u32) -> Telling {
        self.telling[word as usize]
    }

    /// Whether a word is a given name, whatever else it may be.
    pub fn is_given(&self, word: u32) -> bool {
        self.given[word as usize].is_some()
    }
}

/// The fewest letters of the second word of a compound: shorter ones are endings as often.
const SECOND_LETTERS: usize = 4;

/// The key of two words in [`Vocabulary::together`], whatever their order.
pub fn together(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}
