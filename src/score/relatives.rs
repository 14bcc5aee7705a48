//! How many firms of a table have a relative in it: another one whose name is theirs with a word less.
//!
//! A list of the institutes of a town, or of the companies of a group, holds many pairs of names of which the one has a
//! word more; so have firms that are entered twice. Of the latter two in three are entered under the same name both times,
//! so that the number of names that are there twice says how many of the pairs are relatives.

use arrayvec::ArrayVec;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::clean::hash::hash;
use crate::clean::{NONE, Profile, Profiles, RecordIx};
use crate::record::Kind;

/// The odds that are believed before the tables are seen, and the share of firms with a relative that they stand for.
pub(super) const BELIEVED: f64 = 0.010;
const SHARE: f64 = 0.015;
/// The most that the odds are, however many relatives there are: what is seen once of a firm is mostly the firm.
const MOST: f64 = 2.0 * BELIEVED;
/// What the belief counts for: as much as so many firms.
const BELIEF: f64 = 500.0;
/// The fewest words of a name that is another one with a word more: two that share but one word share it by chance.
const WORDS: usize = 3;
/// The most words of a name that are looked at.
const LOOKED_AT: usize = 16;

/// A number that says as little of others as can be, so that the sums of two sets of them are not equal by chance (the
/// last step of Steele's SplitMix).
fn scattered(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}

/// Of larger tables some towns are looked at, chosen by their names.
const FIRMS: usize = 1 << 16;

/// The odds of a relative in the town to the firm itself, before it is seen how the names differ: of the tables that where
/// there are fewest, since a relative is mistaken for a firm where either table may have the one without the other.
pub(super) fn relatives(profiles: &Profiles) -> f64 {
    let mut fewest: Option<f64> = None;
    for kind in Kind::ALL {
        let records: Vec<RecordIx> = profiles.free(kind).collect();
        let towns = (records.len() / FIRMS).next_power_of_two() as u64;
        let chosen = |profile: &Profile| {
            let town = profiles.town(profile);
            town == 0 || towns == 1 || hash(profiles.places.text(town)).is_multiple_of(towns)
        };
        // The sum of what stands for the words, and each of them.
        let named = |&record: &RecordIx| -> Option<(u64, ArrayVec<u64, LOOKED_AT>)> {
            let profile = profiles.get(record);
            if profile.person || profile.name == NONE || !chosen(profile) {
                return None;
            }
            let at = profiles.town(profile);
            let tokens = profiles.names.tokens(profiles.names.entries[profile.name as usize].tokens).iter();
            let telling = tokens.filter(|token| !token.is_small()).take(LOOKED_AT);
            let words: ArrayVec<u64, LOOKED_AT> = telling.map(|token| scattered(hash((token.word, at)))).collect();
            (!words.is_empty()).then(|| (words.iter().fold(0u64, |all, &word| all.wrapping_add(word)), words))
        };
        let names: Vec<(u64, ArrayVec<u64, LOOKED_AT>)> = records.par_iter().filter_map(named).collect();
        let known: FxHashSet<u64> = names.iter().map(|&(all, _)| all).collect();
        let longer = |(all, words): &&(u64, ArrayVec<u64, LOOKED_AT>)| {
            words.len() >= WORDS && words.iter().any(|&word| known.contains(&all.wrapping_sub(word)))
        };
        let twice = (names.len() - known.len()) as f64;
        let relatives = (names.par_iter().filter(longer).count() as f64 - twice / 2.0).max(0.0);
        if !names.is_empty() {
            let share = (relatives + SHARE * BELIEF) / (names.len() as f64 + BELIEF);
            fewest = Some(fewest.map_or(share, |fewest| fewest.min(share)));
        }
    }
    fewest.map_or(BELIEVED, |share| (BELIEVED * share / SHARE).clamp(BELIEVED, MOST))
}
