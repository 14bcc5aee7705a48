//! The words of all names: how often each occurs, and which are akin.
//!
//! "Compare words once": akin words are found here, among some tens of thousands of words, so that comparing two names
//! adds up integers.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

use crate::clean::texts::Texts;
use crate::value::name::{self, variant_key};
use crate::value::person;
use crate::value::word::{self, Kinship};

/// The words of all names, sorted: a word's position depends on nothing but the set of words.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// The words in order.
    words: Texts,
    /// In how many records of the fullest table each word occurs; at least 1.
    pub frequency: Vec<u32>,
    /// How many records that table has: what the frequencies are shares of.
    pub records: u32,
    /// Words of another spelling or one or two slips away, with the kinship: one sorted list after the other.
    akin: Vec<(u32, Kinship)>,
    /// Where the list of each word starts, and where the last one ends.
    akin_starts: Vec<u32>,
    /// A number for the nickname group of each word.
    nick: Vec<u32>,
    /// Whether each word is one by which the companies of one group are told apart.
    group: Vec<bool>,
    /// How often two words that are each met often occur together, by [`together`].
    pub together: FxHashMap<u64, u32>,
}

/// The most words that may leave the same text before it is passed over when akin words are sought.
const DELETION_BUCKET: usize = 64;

impl Vocabulary {
    /// The vocabulary of words in their order.
    pub fn new(words: Texts) -> Self {
        let nick = nicknames(&words);
        let group = words.iter().map(name::is_group_word).collect();
        let (akin, akin_starts) = akin(&words);
        let frequency = vec![0; words.len()];
        Self { frequency, records: 1, akin, akin_starts, nick, group, together: FxHashMap::default(), words }
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
        let word = word as usize;
        &self.akin[self.akin_starts[word] as usize..self.akin_starts[word + 1] as usize]
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

    /// Whether two words are given names of one nickname group.
    pub fn nicknames(&self, a: u32, b: u32) -> bool {
        self.nick[a as usize] == self.nick[b as usize]
    }

    /// Whether a word is one by which the companies of one group are told apart.
    pub fn of_group(&self, word: u32) -> bool {
        self.group[word as usize]
    }

    /// How rare a word is, in thousandths of a bit: the logarithm of its share of the fullest table, sign turned.
    pub fn rarity(&self, word: u32) -> i32 {
        surprise(self.frequency[word as usize], self.records)
    }
}

/// `log2(of / count)` in thousandths of a bit; 0 where that would be negative.
pub fn surprise(count: u32, of: u32) -> i32 {
    let bits = (f64::from(of.max(1)) / f64::from(count.max(1))).log2();
    (bits.max(0.0) * 1000.0).round() as i32
}

/// The key of two words in [`Vocabulary::together`], whatever their order.
pub fn together(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// A number per nickname group: the position of its first word.
fn nicknames(words: &Texts) -> Vec<u32> {
    let mut groups: FxHashMap<&str, u32> = FxHashMap::default();
    words.iter().zip(0..).map(|(word, at)| *groups.entry(person::nickname(word)).or_insert(at)).collect()
}

/// For each word the words of another spelling or within the slips that its length allows, and where its list starts.
fn akin(words: &Texts) -> (Vec<(u32, Kinship)>, Vec<u32>) {
    let mut keys: Vec<(u64, u32)> = (0..words.len() as u32)
        .into_par_iter()
        .flat_map_iter(|at| {
            let word = &words[at as usize];
            let variant = (word.len() >= word::VARIANT_LETTERS).then(|| variant_key(word));
            let mut hashes = word::deletions(word);
            hashes.extend(variant.map(|text| hash(format!("={text}"))));
            hashes.into_iter().map(move |hash| (hash, at))
        })
        .collect();
    keys.par_sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() > DELETION_BUCKET {
            continue;
        }
        for (nth, &(_, a)) in bucket.iter().enumerate() {
            pairs.extend(bucket[nth + 1..].iter().map(|&(_, b)| (a.min(b), a.max(b))));
        }
    }
    drop(keys);
    pairs.par_sort_unstable();
    pairs.dedup();
    let mut found: Vec<(u32, u32, Kinship)> = pairs
        .par_iter()
        .filter_map(|&(a, b)| match word::kinship(&words[a as usize], &words[b as usize]) {
            Some(kin @ (Kinship::Variant | Kinship::Typo | Kinship::Typos)) => Some([(a, b, kin), (b, a, kin)]),
            _ => None,
        })
        .flatten_iter()
        .collect();
    found.extend(meant(words).into_iter().flat_map(|(a, b, kin)| [(a, b, kin), (b, a, kin)]));
    found.par_sort_unstable();
    found.dedup_by_key(|&mut (a, b, _)| (a, b));
    let mut starts = Vec::with_capacity(words.len() + 1);
    let mut at = 0;
    for word in 0..=words.len() {
        at += found[at..].iter().take_while(|&&(of, ..)| (of as usize) < word).count();
        starts.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    (found.into_iter().map(|(_, other, kin)| (other, kin)).collect(), starts)
}

/// The words that are a listed spelling with a slip in it, or the beginning of one, each with the word that is kept for
/// that spelling: `serrureroe` was meant to be `serrurerie`, which is kept as `metaal`.
fn meant(words: &Texts) -> Vec<(u32, u32, Kinship)> {
    let kept = |(spelling, kept): (&'static str, &str)| words.find(kept).map(|kept| (spelling, kept));
    let spellings: Vec<(&str, u32)> = name::spellings().filter_map(kept).collect();
    let listed: FxHashSet<&str> = name::spellings().flat_map(|(spelling, kept)| [spelling, kept]).collect();
    let kept_as: FxHashMap<&str, u32> = spellings.iter().copied().collect();
    let mut by_deletion: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut by_start: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (nth, &(spelling, _)) in spellings.iter().enumerate() {
        for deletion in word::deletions(spelling) {
            by_deletion.entry(deletion).or_default().push(nth);
        }
        for end in ABBREVIATED..spelling.len() {
            by_start.entry(&spelling[..end]).or_default().push(nth);
        }
    }
    let of_word = |at: u32| {
        let word = &words[at as usize];
        // Of a person `Bakker` is a name, and kept as it is; of a firm it is a trade.
        let same = kept_as.get(word).filter(|&&kept| kept != at);
        let mut found: Vec<_> = same.map(|&kept| (at, kept, Kinship::Variant)).into_iter().collect();
        if word.len() < ABBREVIATED || listed.contains(word) {
            return found;
        }
        let begun = by_start.get(word).into_iter().flatten();
        let slipped = word::deletions(word);
        let slipped = slipped.iter().filter_map(|deletion| by_deletion.get(deletion)).flatten();
        for &nth in slipped.chain(begun) {
            let (spelling, kept) = spellings[nth];
            if let Some(kin @ (Kinship::Variant | Kinship::Typo | Kinship::Prefix)) = word::kinship(word, spelling) {
                found.push((at, kept, kin));
            }
        }
        found
    };
    (0..words.len() as u32).into_par_iter().flat_map_iter(of_word).collect()
}

/// The fewest letters of a word that may be the beginning of a listed one.
const ABBREVIATED: usize = 5;

/// A hash that is the same in every run.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
