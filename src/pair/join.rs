//! Brings the two sides of a key together within its budget, and the pairs of all keys into one list.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::clean::{RecordIx, affordable};
use crate::pair::keys::{BothSides, Shared};
use crate::pair::thin::Kinds;
use crate::pair::{FLOOR, Key, KeyStatement, Pair, Sides};

/// The records that met under a key, in the order of the blocks of the left ones.
pub(super) struct Met {
    key: Key,
    pairs: Vec<Meeting>,
}

/// Two records that met under a key; those of one table meet from either side, so that each has its own candidates,
/// wherever in the file it stands. There are several times as many of these as of pairs, so they are small.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    left: RecordIx,
    right: RecordIx,
    rarity: u16,
}

/// How many left records are gathered together: what they met fits into the nearest memory of a processor.
const BLOCK: u32 = 4096;

impl Shared {
    /// The pairs it would bring.
    fn product(&self, same: bool) -> u64 {
        let (left, right) = (self.left.len() as u64, self.right.len() as u64);
        if same { left * right.saturating_sub(1) / 2 } else { left * right }
    }
}

/// How many of these blocks are gathered before the memory of what they met is given back.
const WAVE: u32 = 16;

/// How many values of a key are joined at a time.
const VALUES: usize = 1 << 16;

/// Joins the two sides of a key, the rarest values first until the budget is spent.
pub(super) fn join(
    both: &BothSides,
    (key, share): (Key, u64),
    sides: &Sides,
    per_contact: u32,
    kinds: &mut Kinds,
) -> (Met, KeyStatement) {
    let BothSides { left, right, shared } = both;
    let budget = (sides.left.len() as u64 * u64::from(per_contact) * share / 100).max(FLOOR);
    let products: Vec<u64> = shared.iter().map(|value| value.product(sides.same)).collect();
    let most = products.iter().copied().max().unwrap_or(0);
    let limit = affordable(products.iter().map(|&pairs| (pairs, pairs)), budget).min(most);
    let limit = limit.max(key.lossless_below().unwrap_or(0));
    kinds.forget(key, both, |value| value.product(sides.same) > limit);
    let population = sides.left.len().max(sides.right.len()).max(1) as f64;
    let meetings = |value: &Shared| {
        let most = value.left.len().max(value.right.len());
        let rarity = ((population / most as f64).log2().max(0.0) * 10.0) as u16;
        let (left, right) = (&left[value.left.clone()], &right[value.right.clone()]);
        left.iter().flat_map(move |&(_, left)| {
            right.iter().filter(move |&&(_, right)| !sides.same || left != right).map(move |&(_, right)| Meeting {
                left,
                right,
                rarity,
            })
        })
    };
    let mut pairs: Vec<Meeting> = Vec::new();
    // What several threads collect is there twice until it is put together: so not all of it at once.
    for values in shared.chunks(VALUES) {
        let within = values.par_iter().filter(|value| value.product(sides.same) <= limit);
        pairs.par_extend(within.flat_map_iter(meetings));
    }
    if sides.same {
        // Under a word akin to its own a record stands on the left alone, and may meet who does not meet it.
        let is_one_sided = |value: &Shared| left[value.left.clone()] != right[value.right.clone()];
        if shared.par_iter().any(is_one_sided) {
            pairs.par_extend(pairs.clone().into_par_iter().map(Meeting::turned));
        }
        pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right, Reverse(pair.rarity)));
        pairs.dedup_by_key(|pair| (pair.left, pair.right));
        pairs.shrink_to_fit();
    } else {
        pairs.par_sort_unstable_by_key(|pair| pair.left / BLOCK);
    }
    let over_budget = products.iter().filter(|&&product| product > limit).count() as u64;
    let statement = KeyStatement {
        key: key.word(),
        lossless_below: key.lossless_below().map(|floor| floor.max(limit)),
        values: products.iter().filter(|&&product| product > 0).count() as u64,
        over_budget,
        met_again_under: if over_budget > 0 { key.met_again_under().map(Key::word) } else { None },
        pairs: 0,
        cut: 0,
        thin: 0,
    };
    (Met { key, pairs }, statement)
}

impl Meeting {
    fn turned(self) -> Self {
        Self { left: self.right, right: self.left, ..self }
    }
}

/// One list of pairs, each once with all its keys; thin ones are left out, and of a left record's other pairs the `per_contact`
/// that share most are kept, those that share as much as the last of them too.
pub(super) fn gather(mut keys: Vec<Met>, per_contact: u32, kinds: &Kinds) -> Gathered {
    let last = keys.iter().filter_map(|met| met.pairs.last()).map(|pair| pair.left / BLOCK).max();
    let mut end = last.map_or(0, |last| last + 1);
    let mut all = Gathered::default();
    // The last blocks first, so that what is gathered can be given back from the end while others still wait.
    while end > 0 {
        let start = end.saturating_sub(WAVE);
        let of_wave = (start..end).into_par_iter().map(|block| of_block(&keys, block, per_contact, kinds));
        for block in of_wave.collect::<Vec<_>>().into_iter().rev() {
            all.pairs.extend(block.pairs.into_iter().rev());
            all.cut += block.cut;
            all.records_cut += block.records_cut;
            for (all, block) in all.of_keys().into_iter().zip([block.brought, block.cut_of, block.thin_of]) {
                all.iter_mut().zip(block).for_each(|(all, of_block)| *all += of_block);
            }
        }
        for Met { pairs, .. } in &mut keys {
            pairs.truncate(pairs.partition_point(|pair| pair.left / BLOCK < start));
            pairs.shrink_to_fit();
        }
        end = start;
    }
    all.pairs.reverse();
    all.pairs.shrink_to_fit();
    all
}

/// The pairs of a block of left records.
fn of_block(keys: &[Met], block: u32, per_contact: u32, kinds: &Kinds) -> Gathered {
    let mut met: Vec<Pair> = Vec::new();
    for Met { key, pairs } in keys {
        let start = pairs.partition_point(|one| one.left / BLOCK < block);
        let end = pairs.partition_point(|one| one.left / BLOCK <= block);
        let of_key = |&Meeting { left, right, rarity }: &Meeting| Pair { left, right, keys: key.bit(), rarity };
        met.extend(pairs[start..end].iter().map(of_key));
    }
    met.sort_unstable_by_key(|pair| u64::from(pair.left) << 32 | u64::from(pair.right));
    let keep = per_contact.max(1) as usize;
    let mut gathered = Gathered::default();
    for of_record in met.chunk_by(|a, b| a.left == b.left) {
        let start = gathered.pairs.len();
        for pair in of_record.chunk_by(|a, b| a.right == b.right).map(together) {
            pair.keys().for_each(|key| gathered.brought[key as usize] += 1);
            if kinds.is_thin(&pair) {
                pair.keys().for_each(|key| gathered.thin_of[key as usize] += 1);
            } else {
                gathered.pairs.push(pair);
            }
        }
        let pairs = &gathered.pairs[start..];
        if pairs.len() <= keep {
            continue;
        }
        let mut rarities: Vec<u16> = pairs.iter().map(|pair| pair.rarity).collect();
        let (_, &mut least, _) = rarities.select_nth_unstable_by(keep - 1, |a, b| b.cmp(a));
        let cut = gathered.pairs.extract_if(start.., |pair| pair.rarity < least);
        let before = gathered.cut;
        for pair in cut {
            gathered.cut += 1;
            pair.keys().for_each(|key| gathered.cut_of[key as usize] += 1);
        }
        gathered.records_cut += u64::from(gathered.cut > before);
    }
    gathered.pairs.shrink_to_fit();
    gathered
}

/// The pairs of all keys in one list.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) pairs: Vec<Pair>,
    /// How many were cut.
    pub(super) cut: u64,
    /// Of how many records.
    pub(super) records_cut: u64,
    /// How many pairs each key brought.
    pub(super) brought: [u64; Key::ALL.len()],
    /// How many of those were cut.
    pub(super) cut_of: [u64; Key::ALL.len()],
    /// How many were thin; each is counted once, for it has but one key.
    pub(super) thin_of: [u64; Key::ALL.len()],
}

impl Gathered {
    fn of_keys(&mut self) -> [&mut [u64; Key::ALL.len()]; 3] {
        [&mut self.brought, &mut self.cut_of, &mut self.thin_of]
    }

    /// The pairs of one table, which stand here from either side, each once: a pair that one of its records keeps is kept.
    pub(super) fn of_one_table(mut self) -> Self {
        for pair in &mut self.pairs {
            (pair.left, pair.right) = (pair.left.min(pair.right), pair.left.max(pair.right));
        }
        self.pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        let (cut, cut_of) = (&mut self.cut, &mut self.cut_of);
        for pair in self.pairs.chunk_by(|a, b| (a.left, a.right) == (b.left, b.right)) {
            // What one side alone keeps was cut from the other; what neither keeps was cut from both.
            if let [kept] = pair {
                *cut -= 1;
                kept.keys().for_each(|key| cut_of[key as usize] -= 1);
            }
        }
        *cut /= 2;
        cut_of.iter_mut().chain(&mut self.brought).chain(&mut self.thin_of).for_each(|pairs| *pairs /= 2);
        self.pairs.dedup_by_key(|pair| (pair.left, pair.right));
        self.pairs.shrink_to_fit();
        self
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::pair::keys::Lacking;

    /// All pairs with their keys and rarity, those of each left record that share least left out.
    fn naive(keys: &[(Key, Vec<Meeting>)], per_contact: usize) -> Vec<Pair> {
        let mut all: BTreeMap<(u32, u32), Pair> = BTreeMap::new();
        for (key, meetings) in keys {
            for &Meeting { left, right, rarity } in meetings {
                let pair = all.entry((left, right)).or_insert(Pair { left, right, keys: 0, rarity: 0 });
                pair.keys |= key.bit();
                pair.rarity += rarity;
            }
        }
        let more =
            |pair: &Pair| all.values().filter(|other| other.left == pair.left && other.rarity > pair.rarity).count();
        all.values().filter(|pair| more(pair) < per_contact).copied().collect()
    }

    #[test]
    fn two_words_a_slip_apart_that_one_record_has_each_meet_however_many_there_are() {
        let records: u32 = 30_000;
        let list = |first: u32| (0..records).map(|at| (u64::from(at), first + at)).collect();
        let shared = (0..records as usize).map(|at| Shared { left: at..at + 1, right: at..at + 1 }).collect();
        let both = BothSides { left: list(0), right: list(records), shared };
        // More pairs than the budget of 1,000 records allows.
        let sides = Sides { left: (0..1000).collect(), right: (records..records + 1000).collect(), same: false };
        let met =
            |key: Key| join(&both, (key, key.budget(NOTHING)), &sides, 25, &mut Kinds::none(60_000)).0.pairs.len();
        assert_eq!(met(Key::AkinWord), records as usize);
        assert_eq!(met(Key::Word), 0);
    }

    const NOTHING: Lacking = Lacking { places: false, numbers: false };

    #[test]
    fn where_places_or_numbers_are_lacking_words_may_bring_more() {
        let places = Lacking { places: true, ..NOTHING };
        for key in [Key::Word, Key::TwoWords, Key::AkinWord] {
            assert!(key.budget(places) > key.budget(NOTHING), "{key:?}");
        }
        let numbers = Lacking { numbers: true, ..NOTHING };
        for key in [Key::WordAndPostCode, Key::WordAndTown, Key::BirthAndWord] {
            assert!(key.budget(numbers) > key.budget(NOTHING), "{key:?}");
        }
        assert!([places, numbers].map(|lacking| Key::Phone.budget(lacking)) == [Key::Phone.budget(NOTHING); 2]);
    }

    proptest! {
        #[test]
        fn pairs_are_gathered_whatever_blocks_and_waves_they_are_in(
            met in prop::collection::vec((0u32..60, 0u32..6, 0u16..40, 0usize..4), 0..200),
            per_contact in 1u32..4,
        ) {
            // Left records a block apart and next to each other, over more than one wave.
            let left = |nth: u32| nth / 2 * BLOCK + nth % 2;
            let mut keys: Vec<(Key, Vec<Meeting>)> = Key::ALL.iter().take(4).map(|&key| (key, Vec::new())).collect();
            for (nth, right, rarity, key) in met {
                keys[key].1.push(Meeting { left: left(nth), right, rarity });
            }
            let expected = naive(&keys, per_contact as usize);
            let sorted = keys.into_iter().map(|(key, mut pairs)| {
                pairs.sort_by_key(|pair| pair.left / BLOCK);
                Met { key, pairs }
            });
            let gathered = gather(sorted.collect(), per_contact, &Kinds::none(31 * BLOCK as usize));
            prop_assert_eq!(gathered.pairs, expected);
        }

        /// Whatever numbers the records go by, the same of them are kept, and all are counted.
        #[test]
        fn of_one_table_a_pair_is_kept_that_either_record_keeps(
            met in prop::collection::vec((0u32..12, 0u32..12, 0u16..40, 0usize..4), 0..120),
            per_contact in 1u32..4,
        ) {
            let gathered = |number: &dyn Fn(u32) -> u32| {
                let mut keys: Vec<(Key, Vec<Meeting>)> = Key::ALL.iter().take(4).map(|&key| (key, Vec::new())).collect();
                for &(one, other, rarity, key) in met.iter().filter(|(one, other, ..)| one != other) {
                    for (left, right) in [(one, other), (other, one)] {
                        keys[key].1.push(Meeting { left: number(left), right: number(right), rarity });
                    }
                }
                let all = naive(&keys, usize::MAX);
                let kept = naive(&keys, per_contact as usize).into_iter();
                let kept: std::collections::BTreeSet<_> =
                    kept.map(|pair| (pair.left.min(pair.right), pair.left.max(pair.right))).collect();
                let sorted = keys.into_iter().map(|(key, mut pairs)| {
                    pairs.sort_by_key(|pair| pair.left / BLOCK);
                    Met { key, pairs }
                });
                let kinds = Kinds::none(12 * BLOCK as usize);
                (gather(sorted.collect(), per_contact, &kinds).of_one_table(), all, kept)
            };
            let (found, all, kept) = gathered(&|record| record * (BLOCK / 4));
            let ends: Vec<(u32, u32)> = found.pairs.iter().map(|pair| (pair.left, pair.right)).collect();
            prop_assert_eq!(&ends, &kept.into_iter().collect::<Vec<_>>());
            prop_assert_eq!(found.cut + found.pairs.len() as u64, all.len() as u64 / 2);
            for &key in Key::ALL {
                let of_key = |pairs: &[Pair]| pairs.iter().filter(|pair| pair.keys & key.bit() != 0).count() as u64;
                prop_assert_eq!(found.brought[key as usize], of_key(&all) / 2);
                prop_assert_eq!(found.cut_of[key as usize] + of_key(&found.pairs), of_key(&all) / 2);
            }
            let backwards = gathered(&|record| (11 - record) * (BLOCK / 4)).0;
            let back = |record: u32| 11 * (BLOCK / 4) - record;
            let mut same: Vec<(u32, u32)> =
                backwards.pairs.iter().map(|pair| (back(pair.right), back(pair.left))).collect();
            same.sort_unstable();
            prop_assert_eq!(ends, same);
        }
    }
}
