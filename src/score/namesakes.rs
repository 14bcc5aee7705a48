//! Who shares a town with a namesake, and a door with a neighbour: what the tables tell of it.
//!
//! Schools, churches, pharmacies and inns have some hundred names between them, each in many towns; but of one name there
//! is one in a town, for nobody could tell two apart. Name and town together then say more than each by itself. Branches of
//! chains are in one town as often as chance has it, or more often; so are firms that are entered twice.

use rustc_hash::FxHashMap;

use crate::clean::hash::hash;
use crate::clean::{NONE, Profile, Profiles, RecordIx};
use crate::record::Kind;

/// What is believed before the tables are seen counts for as many firms that share name and town, by chance and as seen.
const BELIEF: f64 = 10.0;

/// The share of the firms of a recurring name that have one in their town, as it is believed.
const SEEN: f64 = 0.3;

/// The most that it is worth, in thousandths of a bit: beyond that it is who writes the lists that decides.
const MOST: i32 = 6_000;

/// The share of doors with several firms that is believed before the tables are seen, and as how many doors it counts.
const SHARED: f64 = 0.03;
const DOORS: f64 = 2000.0;

/// The least that neighbours are, to what is believed of them.
const LEAST: f64 = 0.1;

/// Of larger tables some names, or doors, are looked at, chosen by themselves.
const FIRMS: usize = 1 << 16;

/// A name, its town, and the place or else the record that has them.
type Named = (u64, u32, u64);

/// What the tables tell of firms of one name in one town.
#[derive(Debug, Clone, Copy)]
pub(super) struct InTown {
    /// What name and town say together beyond what each says by itself, in thousandths of a bit: zero or more.
    pub(super) worth: i32,
    /// Of the firms whose name others of their table have, the share that have one of these in their town.
    pub(super) share: f64,
}

/// Holds against each other how many firms have another of their name in their town and how many would by chance.
pub(super) fn in_town(profiles: &Profiles) -> InTown {
    let mut all = Shared { seen: BELIEF, expected: BELIEF, recurring: BELIEF / SEEN };
    for kind in Kind::ALL {
        let of_table = shared(profiles.free(kind).filter_map(|record| named(profiles, record)).collect());
        all.seen += of_table.seen;
        all.expected += of_table.expected;
        all.recurring += of_table.recurring;
    }
    let worth = ((all.expected / all.seen).log2() * 1000.0).round() as i32;
    InTown { worth: worth.clamp(0, MOST), share: all.seen / all.recurring }
}

/// Whether two firms have the town or the post code in common; of countries nothing is asked here.
pub(super) fn are_in_one_town(profiles: &Profiles, a: &Profile, b: &Profile) -> bool {
    let (Some(x), Some(y)) = (profiles.door(a), profiles.door(b)) else { return false };
    let one = |p: u32, q: u32| p == q && p != 0;
    !a.person && !b.person && (one(x.city, y.city) || one(x.post_code, y.post_code))
}

/// How often two firms share a door, to what is believed: at most as often. In a guide of hotels no two do, and two names at
/// one door are those of one; in a ledger the companies of a group may.
pub(super) fn neighbours(profiles: &Profiles) -> f64 {
    let (mut doors, mut several) = (DOORS, SHARED * DOORS);
    for kind in Kind::ALL {
        let mut named: Vec<(u64, u64)> = profiles.free(kind).filter_map(|record| housed(profiles, record)).collect();
        choose(&mut named, |&(door, _)| door);
        for here in named.chunk_by(|a, b| a.0 == b.0) {
            doors += 1.0;
            several += if here.len() > 1 { 1.0 } else { 0.0 };
        }
    }
    (several / doors / SHARED).clamp(LEAST, 1.0)
}

/// Of many keeps those by whose number they are chosen, and of equal ones one, in order.
fn choose<T: Ord>(list: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    let one_in = (list.len() / FIRMS + 1) as u64;
    list.retain(|one| number(one).is_multiple_of(one_in));
    list.sort_unstable();
    list.dedup();
}

/// The door of a firm, and its name.
fn housed(profiles: &Profiles, record: RecordIx) -> Option<(u64, u64)> {
    let profile = profiles.get(record);
    let door = profiles.door(profile)?.street_and_number()?;
    (!profile.person && profile.name != NONE).then(|| (door, profiles.names.entries[profile.name as usize].set))
}

/// A firm with a town. Where it has a door, whoever else has it there is the same firm entered twice.
fn named(profiles: &Profiles, record: RecordIx) -> Option<Named> {
    let profile = profiles.get(record);
    let door = profiles.door(profile)?;
    let town = if door.city == 0 { door.post_code } else { door.city };
    if profile.person || profile.name == NONE || town == 0 {
        return None;
    }
    let at = door.street_and_number().unwrap_or_else(|| hash(record));
    Some((profiles.names.entries[profile.name as usize].set, town, at))
}

/// Of the firms of a table: how many have another one of their name in their town, how many would have by chance, and how
/// many have a name that another one has, wherever it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shared {
    seen: f64,
    expected: f64,
    recurring: f64,
}

fn shared(mut named: Vec<Named>) -> Shared {
    let all = named.len() as f64;
    let mut in_town: FxHashMap<u32, u32> = FxHashMap::default();
    for &(_, town, _) in &named {
        *in_town.entry(town).or_default() += 1;
    }
    choose(&mut named, |&(name, ..)| name);
    let mut shared = Shared { seen: 0.0, expected: 0.0, recurring: 0.0 };
    for of_name in named.chunk_by(|a, b| a.0 == b.0).filter(|of_name| of_name.len() > 1) {
        let others = (of_name.len() - 1) as f64;
        for here in of_name.chunk_by(|a, b| a.1 == b.1) {
            let firms = here.len() as f64;
            let elsewhere = 1.0 - f64::from(in_town[&here[0].1]) / all;
            shared.seen += if here.len() > 1 { firms } else { 0.0 };
            shared.expected += firms * (1.0 - elsewhere.powf(others));
            shared.recurring += firms;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred names in each of fifty towns, or so many of one name in one town.
    fn list(in_one_town: u32) -> Vec<Named> {
        let of = |name: u64, town: u32| (name * 8, town / in_one_town, u64::from(town) << 32 | name);
        (0..100).flat_map(|name| (0..50).map(move |town| of(name, town))).collect()
    }

    #[test]
    fn one_of_each_name_in_a_town_is_more_seldom_than_chance() {
        let Shared { seen, expected, recurring } = shared(list(1));
        assert!(seen == 0.0 && expected > 3000.0 && recurring == 5000.0, "{seen} {expected} {recurring}");
    }

    #[test]
    fn branches_in_one_town_are_seen() {
        let Shared { seen, expected, .. } = shared(list(5));
        assert!(seen > expected, "{seen} {expected}");
    }

    #[test]
    fn what_is_entered_twice_at_one_door_is_one() {
        let twice = [list(1), list(1)].concat();
        assert_eq!(shared(twice), shared(list(1)));
    }
}
