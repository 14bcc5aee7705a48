//! Records brought near before they are compared.
//!
//! A comparison follows positions: from a record to its name, from the name to its words. Among a million records each
//! step waits for memory, and no step can begin before the last. Read ahead for some pairs at once, a step of one does
//! not wait for that of another; scoring takes a quarter less time.

use std::hint::black_box;

use crate::clean::{Profiles, RecordIx};
use crate::pair::Pair;
use crate::score::Model;

/// For how many pairs is read ahead: what they are compared by fits into the nearest memory of a processor.
pub const PAIRS: usize = 32;

/// Reads a little of everything that the right records of some pairs are compared by. The left ones are at hand: pairs
/// of one left record follow each other.
pub(super) fn right_of(pairs: &[Pair], profiles: &Profiles, model: &Model) {
    near(&pairs.iter().map(|pair| pair.right), profiles, model);
}

/// Reads a little of everything that some records are compared by.
pub fn near(records: &(impl Iterator<Item = RecordIx> + Clone), profiles: &Profiles, model: &Model) {
    let Profiles { names, places, values, lists, .. } = profiles;
    let records = || records.clone().map(|record| profiles.get(record));
    // Any value would do, as long as reading it cannot be left out.
    let mut seen = 0u64;
    for profile in records() {
        seen ^= u64::from(profile.name ^ profile.company);
    }
    for profile in records() {
        seen ^= names.entries.get(profile.name as usize).map_or(0, |name| name.set ^ u64::from(name.tokens.start));
        seen ^= places.doors.get(profile.place as usize).map_or(0, |door| u64::from(door.post_code ^ door.city));
        for list in [profile.taxes, profile.town_words] {
            seen ^= lists.get(list.start as usize).map_or(0, |&at| u64::from(at));
        }
    }
    for profile in records() {
        if let Some(name) = names.entries.get(profile.name as usize) {
            seen ^= names.tokens.get(name.tokens.start as usize).map_or(0, |token| u64::from(token.word));
        }
        if let Some(door) = places.doors.get(profile.place as usize) {
            seen ^= (places.text(door.post_code).len() ^ places.text(door.city).len()) as u64;
        }
        for &at in profiles.list(profile.taxes) {
            seen ^= values.taxes[at as usize].validity as u64;
        }
        for &at in profiles.list(profile.phones) {
            seen ^= values.phones[at as usize].national;
        }
    }
    for profile in records() {
        if let Some(name) = names.entries.get(profile.name as usize) {
            seen ^= names.tokens(name.tokens).iter().fold(0, |seen, token| seen ^ model.rarity(token.word)) as u64;
        }
    }
    black_box(seen);
}
