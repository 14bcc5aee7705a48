//! Brings the two sides of a key together within its budget, and the pairs of all keys into one list.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::clean::RecordIx;
use crate::pair::keys::Keyed;
use crate::pair::{Key, KeyStatement, Pair, Sides};

/// What a key brought.
pub(super) struct Joined {
    pub(super) pairs: Vec<Pair>,
    pub(super) statement: KeyStatement,
}

/// A value that both sides have: where its records stand in the two lists.
struct Shared {
    left: (usize, usize),
    right: (usize, usize),
}

impl Shared {
    /// The pairs it would bring.
    fn product(&self, same: bool) -> u64 {
        let (left, right) = ((self.left.1 - self.left.0) as u64, (self.right.1 - self.right.0) as u64);
        if same { left * right.saturating_sub(1) / 2 } else { left * right }
    }
}

/// The least budget of a key: in a small table every pair is cheap.
const FLOOR: u64 = 20_000;

/// Joins two sorted lists on their values, from the rarest up until the budget is spent.
pub(super) fn join(left: &[Keyed], right: &[Keyed], key: Key, sides: &Sides, per_contact: u32) -> Joined {
    let shared = shared(left, right);
    let budget = (sides.left.len() as u64 * u64::from(per_contact) * key.share() / 100).max(FLOOR);
    let products: Vec<u64> = shared.iter().map(|value| value.product(sides.same)).collect();
    let limit = limit(&products, budget).max(key.lossless_below().unwrap_or(0));
    let population = sides.left.len().max(sides.right.len()).max(1) as f64;
    let mut pairs: Vec<Pair> = shared
        .par_iter()
        .filter(|value| value.product(sides.same) <= limit)
        .flat_map_iter(|value| {
            let most = (value.left.1 - value.left.0).max(value.right.1 - value.right.0);
            let rarity = ((population / most as f64).log2().max(0.0) * 10.0) as u16;
            let (left, right) = (&left[value.left.0..value.left.1], &right[value.right.0..value.right.1]);
            left.iter().flat_map(move |&(_, a)| {
                right
                    .iter()
                    .filter(move |&&(_, b)| !sides.same || a != b)
                    .map(move |&(_, b)| met(a, b, key, rarity, sides.same))
            })
        })
        .collect();
    if sides.same {
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        pairs.dedup_by_key(|pair| (pair.left, pair.right));
    }
    let over_budget = products.iter().filter(|&&product| product > limit).count() as u64;
    let statement = KeyStatement {
        key: key.word(),
        lossless_below: key.lossless_below().map(|floor| floor.max(limit)),
        values: products.iter().filter(|&&product| product > 0).count() as u64,
        over_budget,
        met_again_under: if over_budget > 0 { key.met_again_under().map(Key::word) } else { None },
        pairs: pairs.len() as u64,
        cut: 0,
    };
    Joined { pairs, statement }
}

fn met(a: RecordIx, b: RecordIx, key: Key, rarity: u16, same: bool) -> Pair {
    let (left, right) = if same && b < a { (b, a) } else { (a, b) };
    Pair { left, right, keys: key.bit(), rarity }
}

/// The values that both sorted lists hold.
fn shared(left: &[Keyed], right: &[Keyed]) -> Vec<Shared> {
    let mut shared = Vec::new();
    let (mut l, mut r) = (0, 0);
    let end_of = |list: &[Keyed], start: usize| {
        start + list[start..].iter().take_while(|&&(value, _)| value == list[start].0).count()
    };
    while l < left.len() && r < right.len() {
        match left[l].0.cmp(&right[r].0) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => {
                let (l_end, r_end) = (end_of(left, l), end_of(right, r));
                shared.push(Shared { left: (l, l_end), right: (r, r_end) });
                (l, r) = (l_end, r_end);
            }
        }
    }
    shared
}

/// The largest product for which all values up to it together stay within the budget.
fn limit(products: &[u64], budget: u64) -> u64 {
    let mut sorted = products.to_vec();
    sorted.par_sort_unstable();
    let mut spent = 0;
    let mut limit = 0;
    for group in sorted.chunk_by(|a, b| a == b) {
        spent += group[0] * group.len() as u64;
        if spent > budget {
            break;
        }
        limit = group[0];
    }
    limit
}

/// One list of pairs, each once with all its keys; of a left record's pairs the `per_contact` that share most, those
/// that share as much as the last of them too.
pub(super) fn gather(met: Vec<Vec<Pair>>, per_contact: u32) -> Gathered {
    let mut all: Vec<Pair> = Vec::with_capacity(met.iter().map(Vec::len).sum());
    met.into_iter().for_each(|pairs| all.extend(pairs));
    all.par_sort_unstable_by_key(|pair| u64::from(pair.left) << 32 | u64::from(pair.right));
    let keep = per_contact.max(1) as usize;
    let (cut, records_cut) = (AtomicU64::new(0), AtomicU64::new(0));
    let of_key: Vec<AtomicU64> = Key::ALL.iter().map(|_| AtomicU64::new(0)).collect();
    let left_out = |pair: &Pair| {
        pair.keys().for_each(|key| {
            of_key[key as usize].fetch_add(1, Ordering::Relaxed);
        });
    };
    let of_record = |met: &[Pair]| {
        let mut pairs: Vec<Pair> = met.chunk_by(|a, b| a.right == b.right).map(together).collect();
        if pairs.len() > keep {
            let before = pairs.len();
            let mut rarities: Vec<u16> = pairs.iter().map(|pair| pair.rarity).collect();
            let (_, &mut least, _) = rarities.select_nth_unstable_by(keep - 1, |a, b| b.cmp(a));
            pairs.iter().filter(|pair| pair.rarity < least).for_each(left_out);
            pairs.retain(|pair| pair.rarity >= least);
            cut.fetch_add((before - pairs.len()) as u64, Ordering::Relaxed);
            records_cut.fetch_add(u64::from(pairs.len() < before), Ordering::Relaxed);
        }
        pairs
    };
    let pairs = all.par_chunk_by(|a, b| a.left == b.left).flat_map_iter(of_record).collect();
    let of_key = of_key.into_iter().map(AtomicU64::into_inner).collect();
    Gathered { pairs, cut: cut.into_inner(), records_cut: records_cut.into_inner(), of_key }
}

/// The pairs of all keys in one list.
pub(super) struct Gathered {
    pub(super) pairs: Vec<Pair>,
    /// How many were cut.
    pub(super) cut: u64,
    /// Of how many records.
    pub(super) records_cut: u64,
    /// How many of those each key had brought.
    pub(super) of_key: Vec<u64>,
}

/// One pair of all that two records met as.
fn together(met: &[Pair]) -> Pair {
    let mut one = met[0];
    for other in &met[1..] {
        one.keys |= other.keys;
        one.rarity = one.rarity.saturating_add(other.rarity);
    }
    one
}
