//! Which words of the vocabulary are akin by spelling or slips.
//!
//! Two words within the slips that their length allows leave a common text when so many letters are deleted: such texts
//! are the buckets, and what shares one is compared. The work has a budget in proportion to the words, which the words of
//! names are far below: of made-up words that are all alike only the nearest are found, and how many were passed over is
//! counted. All of it depends on the set of words alone.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::budget::affordable;
use crate::clean::hash::hash;
use crate::clean::sieve::Sieve;
use crate::clean::texts::Texts;
use crate::value::name::{self, variant_key};
use crate::value::word::{self, Kinship};

/// The most words that may leave the same text before it is passed over.
const BUCKET: usize = 64;
/// The texts that the words may leave, for each of them; words of names leave some forty. Where they leave more, two slips
/// are not sought in the longest.
const TEXTS: u64 = 150;
/// The texts that few words may leave as well.
const TEXTS_FLOOR: u64 = 1_000_000;
/// The texts that are sorted at a time.
const AT_A_TIME: u64 = 4_000_000;
/// The pairs that are compared, for each word; words of names meet some nine others. Where there are more, the texts that
/// the most words leave are passed over.
const PAIRS: u64 = 64;
/// The pairs of few words that are compared as well.
const PAIRS_FLOOR: u64 = 1_000_000;
/// The words akin to those of a name, over all names: each is a key under which the name meets others. Where there are
/// more, the words that have the most are akin by their spelling alone.
const AKIN: u64 = 64;
/// How much more that may be where a word in general is akin to fewer than [`AKIN`]: some trade words are on many names,
/// and met in every spelling.
const TRADES: u64 = 4;
/// The words akin that few names may have as well.
const AKIN_FLOOR: u64 = 1_000_000;

/// The words akin to each word.
#[derive(Debug, Default)]
pub(super) struct Akin {
    /// The words with their kinship: one sorted list after the other.
    lists: Vec<(u32, Kinship)>,
    /// Where the list of each word starts, and where the last one ends.
    starts: Vec<u32>,
    /// How many words were like so many others that slips were not sought in them as in others.
    pub(super) crowded: usize,
}

impl Akin {
    /// The words akin to a word.
    pub(super) fn of(&self, word: u32) -> &[(u32, Kinship)] {
        let word = word as usize;
        &self.lists[self.starts[word] as usize..self.starts[word + 1] as usize]
    }
}

/// For each word the words of another spelling or within the slips that its length allows; given how often each occurs,
/// and in how many names.
pub(super) fn akin(words: &Texts, occur: &[u32], names: usize) -> Akin {
    let (pairs, passed_over) = near(words);
    let mut found: Vec<(u32, u32, Kinship)> = pairs
        .par_iter()
        .filter_map(|&(a, b)| match word::kinship(&words[a as usize], &words[b as usize]) {
            Some(kin @ (Kinship::Variant | Kinship::Typo | Kinship::Typos)) => Some([(a, b, kin), (b, a, kin)]),
            _ => None,
        })
        .flatten_iter()
        .collect();
    drop(pairs);
    found.extend(meant(words).into_iter().flat_map(|(a, b, kin)| [(a, b, kin), (b, a, kin)]));
    found.par_sort_unstable();
    found.dedup_by_key(|&mut (a, b, _)| (a, b));
    let crowded = thin(occur, names, &mut found);
    let mut starts = Vec::with_capacity(words.len() + 1);
    let mut at = 0;
    for word in 0..=words.len() {
        at += found[at..].iter().take_while(|&&(of, ..)| (of as usize) < word).count();
        starts.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    let lists = found.into_iter().map(|(_, other, kin)| (other, kin)).collect();
    Akin { lists, starts, crowded: crowded.max(passed_over) }
}

/// Leaves only other spellings to the words with the longest lists, where all lists are too long together; gives their
/// number.
fn thin(occur: &[u32], names: usize, found: &mut Vec<(u32, u32, Kinship)>) -> usize {
    let mut counts = vec![0u64; occur.len()];
    found.iter().for_each(|&(of, ..)| counts[of as usize] += 1);
    let costs = counts.iter().zip(occur).map(|(&count, &occurs)| (count, count * u64::from(occurs)));
    let of_name = if found.len() as u64 > occur.len() as u64 * AKIN { AKIN } else { TRADES * AKIN };
    let most = affordable(costs, AKIN_FLOOR.max(names as u64 * of_name));
    let crowded = |word: u32| counts[word as usize] > most;
    found.retain(|&(a, b, kin)| kin == Kinship::Variant || !crowded(a) && !crowded(b));
    counts.iter().filter(|&&count| count > most).count()
}

/// The pairs of words that leave a text in common when their slips are deleted, and the number of words in which fewer
/// slips were sought.
fn near(words: &Texts) -> (Vec<(u32, u32)>, usize) {
    let cost = |word: &str| (word.len() as u64, word::deletion_count(word, 2) as u64);
    let long = affordable(words.iter().map(cost), TEXTS_FLOOR.max(words.len() as u64 * TEXTS));
    let slips = |word: &str| if word.len() as u64 > long { 1 } else { 2 };
    let texts: u64 = words.iter().map(|word| 1 + word::deletion_count(word, slips(word)) as u64).sum();
    // The texts are taken by their numbers, some at a time: which they are depends on nothing but the words.
    let passes = texts.div_ceil(AT_A_TIME).max(1);
    let budget = PAIRS_FLOOR.max(words.len() as u64 * PAIRS) / passes;
    let (mut pairs, mut fullest) = (Vec::new(), BUCKET as u64);
    for pass in 0..passes {
        let of_word = |at: u32| {
            let word = &words[at as usize];
            let variant = (word.len() >= word::VARIANT_LETTERS).then(|| variant_key(word));
            let mut hashes = word::deletions(word, slips(word));
            hashes.extend(variant.map(|text| hash(format!("={text}"))));
            hashes.retain(|hash| hash % passes == pass);
            hashes.into_iter().map(move |hash| (hash, at))
        };
        let mut keys: Vec<(u64, u32)> = (0..words.len() as u32).into_par_iter().flat_map_iter(of_word).collect();
        let repeated = Sieve::of_repeated(&keys);
        keys.retain(|&(hash, _)| repeated.holds(hash));
        keys.par_sort_unstable();
        keys.dedup();
        let buckets = || keys.chunk_by(|a, b| a.0 == b.0).filter(|bucket| (2..=BUCKET).contains(&bucket.len()));
        let size = |bucket: &[(u64, u32)]| bucket.len() as u64;
        let cost = |bucket: &[(u64, u32)]| (size(bucket), size(bucket) * (size(bucket) - 1) / 2);
        fullest = fullest.min(affordable(buckets().map(cost), budget));
        for bucket in buckets().filter(|bucket| size(bucket) <= fullest) {
            for (nth, &(_, a)) in bucket.iter().enumerate() {
                pairs.extend(bucket[nth + 1..].iter().map(|&(_, b)| (a.min(b), a.max(b))));
            }
        }
        pairs.par_sort_unstable();
        pairs.dedup();
    }
    (pairs, words.iter().filter(|word| word.len() as u64 > long && word::deletion_count(word, 2) > 1).count())
}

/// The words that may be short for another, and those that are a listed spelling with a slip in it, or the beginning of one,
/// each with the word that is kept for that spelling: `serrureroe` was meant to be `serrurerie`, which is kept as `metaal`.
fn meant(words: &Texts) -> Vec<(u32, u32, Kinship)> {
    let kept = |(spelling, kept): (&'static str, &str)| words.find(kept).map(|kept| (spelling, kept));
    let spellings: Vec<(&str, u32)> = name::spellings().filter_map(kept).collect();
    let listed: FxHashSet<&str> = name::spellings().flat_map(|(spelling, kept)| [spelling, kept]).collect();
    let kept_as: FxHashMap<&str, u32> = spellings.iter().copied().collect();
    let mut by_deletion: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut by_start: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (nth, &(spelling, _)) in spellings.iter().enumerate() {
        for deletion in word::deletions(spelling, 2) {
            by_deletion.entry(deletion).or_default().push(nth);
        }
        for end in ABBREVIATED..spelling.len() {
            by_start.entry(&spelling[..end]).or_default().push(nth);
        }
    }
    let left: Vec<(u64, u32)> = by_deletion.keys().map(|&deletion| (deletion, 0)).collect();
    let may_be_left = Sieve::of(&left);
    let of_word = |at: u32| {
        let word = &words[at as usize];
        // Of a person `Bakker` is a name, and kept as it is; of a firm it is a trade.
        let same = kept_as.get(word).filter(|&&kept| kept != at);
        let mut found: Vec<_> = same.map(|&kept| (at, kept, Kinship::Variant)).into_iter().collect();
        let short_for = name::short_for(word).iter().filter_map(|long| words.find(long));
        found.extend(short_for.map(|long| (at, long, Kinship::Variant)));
        if word.len() < ABBREVIATED || listed.contains(word) {
            return found;
        }
        let begun = by_start.get(word).into_iter().flatten();
        let slipped = word::deletions(word, 2);
        let slipped = slipped.iter().filter(|&&deletion| may_be_left.holds(deletion));
        let slipped = slipped.filter_map(|deletion| by_deletion.get(deletion)).flatten();
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
