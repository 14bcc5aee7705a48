//! How likely a pair is before anything of it is known.

use rayon::prelude::*;

use crate::clean::RecordIx;
use crate::score::{Bits, Scored};

/// The log-odds of a pair before its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// What the pairs at hand say.
    pub found: Bits,
    /// What the companies of a group, or father and son, are held against: `found`, were half of the records of the smaller
    /// table known to have a partner. How many a record has depends neither on how many partners it has nor on who is free
    /// to be one: where the one table has the parent, the other has its daughter.
    pub groups: Bits,
    /// What branches and other members of a household are held against: the same, but for who is free. Each of them has a
    /// partner as often as anybody, who is there to be seen: that both of two have none is as rare as it is of two strangers.
    pub others: Bits,
}

impl Prior {
    /// What the size of two equal tables says, where the pairs say nothing: half of the records have a partner.
    pub fn of_size(records: usize) -> Self {
        let found = Bits((-(2.0 * records.max(2) as f64).log2() * 1000.0).round() as i32);
        Self { found, groups: found, others: found }
    }
}

/// The two sides that pairs are between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// The records of each.
    pub sizes: [usize; 2],
    /// How far a record of each that has a partner is there to be no other's: wholly, 1, where it can have but one.
    pub exclusive: [f64; 2],
}

impl Between {
    /// A table of so many records against itself, of which each may have any number of partners. Every pair is there once:
    /// beside `n` records half as many others make as many pairs.
    pub fn within(records: usize) -> Self {
        Self { sizes: [records, records.div_ceil(2)], exclusive: [0.0, 0.0] }
    }

    /// The right pairs that are assumed: half of the records of the smaller side have a partner.
    fn assumed(self) -> f64 {
        let [left, right] = self.sizes;
        left.min(right).max(1) as f64 / 2.0
    }

    fn only(self, exclusive: [f64; 2]) -> Self {
        Self { exclusive, ..self }
    }

    /// The prior where so many pairs are right. A record that can have but one partner, and has it, is not there to be
    /// mistaken for the partner of another: where that holds for both sides, the sets of `m + 1` pairs are
    /// `(l - m) (r - m) / (m + 1)` times as many as those of `m`, so the odds of a pair that is in the way of no other are
    /// `m / ((l - m) (r - m))`.
    fn prior_of(self, right: f64) -> Prior {
        let right = right.clamp(self.assumed() / SWAY, self.assumed() * SWAY);
        let free = |side: usize| {
            let records = self.sizes[side].max(1) as f64;
            let taken = self.exclusive[side] * (right - BELIEF).max(0.0);
            (records - taken).max(records * UNSEEN)
        };
        let bits = |odds: f64| Bits((odds.log2() * 1000.0).round() as i32);
        let found = bits(right / free(0) / free(1));
        let all = |side: usize| self.sizes[side].max(1) as f64;
        let groups = Bits(found.0 - bits(right / self.assumed()).0);
        let others = bits(self.assumed() / all(0) / all(1)).max(Bits(groups.0 - RELIEF));
        Prior { found, groups, others }
    }
}

/// The log-odds from which a pair is counted among those that show how many partners records have: nine in ten.
const FIRM: i32 = 3_170;
/// How much rarer the further partners of a record are among firm pairs than they are: they are written less like it.
const MISSED: f64 = 2.0;

/// The share of a side that is believed to have no partner among the pairs at hand, at least: some partners are written
/// beyond recognition.
const UNSEEN: f64 = 0.1;
/// The most that branches are feared less for having no partner of their own, in thousandths of a bit: one in sixteen that
/// has one has it unseen.
const RELIEF: i32 = 4_000;
/// How far the pairs at hand may move the prior: from one partner for 64 records of the smaller side
/// to sixteen for each.
const SWAY: f64 = 32.0;
/// What the assumption counts for beside the pairs at hand: as much as so many right pairs; and so many of these may be
/// wrong. A small table shows little.
const BELIEF: f64 = 5.0;
/// Rounds; it settles in fewer.
const ROUNDS: usize = 30;
/// How often the doubt about siblings is seen anew in the light of the prior that was found with it.
const PASSES: usize = 2;

/// The prior of pairs, from the pairs at hand: how many are right is taken to be what their own probabilities add up to
/// (expectation-maximisation of that one parameter, the weights held fixed). Of the pairs of a record that can have but
/// one partner no more than one is right. Where that holds for both sides each is asked by itself, as though a record of
/// the other could be the partner of several, and the lower count holds: so pairs that agree by chance, and of which
/// either record has others, do not make each other likelier.
pub fn estimate_prior(scored: &[&Scored], between: Between) -> Prior {
    let mut prior = between.prior_of(between.assumed());
    for _ in 0..PASSES {
        let worth = worth(scored, prior);
        let [left, right] = between.exclusive;
        let counts = [
            (left == 1.0).then(|| right_among(&by_record(scored, &worth, |one| one.left), between.only([1.0, 0.0]))),
            (right == 1.0).then(|| right_among(&by_record(scored, &worth, |one| one.right), between.only([0.0, 1.0]))),
        ];
        let fewest = counts.into_iter().flatten().min_by(f64::total_cmp);
        prior = between.prior_of(fewest.unwrap_or_else(|| right_among(&worth, between.only([0.0, 0.0]))));
    }
    prior
}

/// How far the records of either side have but one partner where they may have several: by the further partners that are
/// seen, beside those there would be if who has one were as likely to have another as anybody to have one.
pub fn partners(scored: &[&Scored], mut between: Between) -> Between {
    let may_have_several = between.exclusive.map(|exclusive| exclusive < 1.0);
    if may_have_several == [false, false] {
        return between;
    }
    let prior = estimate_prior(scored, between);
    let odds = |one: &&&Scored| one.weighed.odds(prior);
    let firm: Vec<&Scored> = scored.iter().filter(|one| odds(one) > FIRM).copied().collect();
    let sides: [fn(&Scored) -> RecordIx; 2] = [|one| one.left, |one| one.right];
    for side in (0..2).filter(|&side| may_have_several[side]) {
        let mut with_partners: Vec<RecordIx> = firm.iter().map(|one| sides[side](one)).collect();
        with_partners.sort_unstable();
        with_partners.dedup();
        let (pairs, records) = (firm.len() as f64, between.sizes[side].max(1) as f64);
        let by_chance = pairs + records * (-pairs / records).exp_m1();
        let further = pairs - with_partners.len() as f64;
        between.exclusive[side] = 1.0 - (MISSED * (further + 1.0) / (by_chance + 1.0)).min(1.0);
    }
    between
}

/// What pairs are worth is summed in whole numbers, so that their order does not matter: the scale, and the most that one
/// is worth, in thousandths of a bit.
const SCALE: i32 = 20_000;
const MOST: i32 = 40_000;

/// The odds of each pair beside its prior.
fn worth(scored: &[&Scored], prior: Prior) -> Vec<u64> {
    let prior = Prior { found: Bits(0), ..prior };
    let worth = |one: &&Scored| {
        let bits = one.weighed.odds(prior);
        (f64::from(bits.min(MOST) + SCALE) / 1000.0).exp2() as u64
    };
    scored.par_iter().map(worth).collect()
}

/// The odds of all pairs of each record of one side together.
fn by_record(scored: &[&Scored], worth: &[u64], record: fn(&Scored) -> RecordIx) -> Vec<u64> {
    let records = scored.iter().map(|one| record(one)).max().map_or(0, |last| last as usize + 1);
    let mut of_each = vec![0u64; records];
    for (one, &worth) in scored.iter().zip(worth) {
        let all = &mut of_each[record(one) as usize];
        *all = all.saturating_add(worth);
    }
    of_each
}

/// How many of these groups of pairs hold a right one.
fn right_among(groups: &[u64], between: Between) -> f64 {
    let expected = between.assumed();
    let pull = BELIEF / (BELIEF + expected);
    let mut right = expected;
    let mut prior = between.prior_of(right);
    for _ in 0..ROUNDS {
        let unit = (f64::from(prior.found.0 - SCALE) / 1000.0).exp2();
        let share = |&worth: &u64| {
            let odds = worth as f64 * unit;
            // Summed in whole billionths: the order must not matter.
            (odds / (1.0 + odds) * 1e9) as u64
        };
        right = (1.0 - pull) * (groups.par_iter().map(share).sum::<u64>() as f64 / 1e9) + pull * expected;
        let next = between.prior_of(right);
        if next == prior {
            break;
        }
        prior = next;
    }
    right
}

/// The weight up to which pairs of so many records are dropped: beside these, they are rivals of nothing. It is
/// `2 n / 2^15` for `n` records. Where each has but one partner the prior is highest among two tables of that size in
/// which all have one: no more than `n / (n / 10)^2`, since a tenth is taken to be free ([`UNSEEN`]). That leaves
/// `200 / 2^15`, one in 164.
pub(super) fn least(records: usize) -> Bits {
    Bits(-15_000 - Prior::of_size(records).found.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Doubt, Weighed};

    /// Pairs of `left` and `right` that weigh so many bits.
    fn pair(left: RecordIx, right: RecordIx, bits: i32) -> Scored {
        let [groups, others] = [Doubt::NONE.groups, Doubt::NONE.others].map(Bits);
        Scored { left, right, weighed: Weighed { weight: Bits(bits * 1000), groups, others, contradiction: false } }
    }

    fn found(scored: &[Scored], exclusive: [f64; 2]) -> Prior {
        estimate_prior(&scored.iter().collect::<Vec<_>>(), Between { sizes: [1000, 1000], exclusive })
    }

    #[test]
    fn the_partners_of_others_are_no_strangers() {
        let scored: Vec<Scored> = (0..800).map(|at| pair(at, 1000 + at, 30)).collect();
        // log2(800 / 205 / 205): five of the 800 may be wrong.
        let both = found(&scored, [1.0, 1.0]).found.0;
        assert!((both + 5_715).abs() < 60, "{both}");
        let alone = found(&scored, [0.0, 0.0]).found.0;
        // log2(800 / 1000 / 1000).
        assert!((alone + 10_288).abs() < 30, "{alone}");
        let one = found(&scored, [1.0, 0.0]).found.0;
        assert!((one + 8_001).abs() < 60, "{one}");
    }

    #[test]
    fn who_may_have_several_partners_and_has_one_is_no_less_taken() {
        let exclusive = |scored: &[Scored], exclusive: [f64; 2]| {
            let between = Between { sizes: [1000, 1000], exclusive };
            partners(&scored.iter().collect::<Vec<_>>(), between).exclusive
        };
        let single: Vec<Scored> = (0..800).map(|at| pair(at, 1000 + at, 30)).collect();
        for may in [[0.0, 0.0], [1.0, 0.0]] {
            let seen = exclusive(&single, may);
            assert!(seen.into_iter().all(|one| one > 0.98), "{seen:?}");
        }
        // Each of four hundred on one side has two on the other.
        let double: Vec<Scored> = (0..800).map(|at| pair(at / 2, 1000 + at, 30)).collect();
        let seen = exclusive(&double, [0.0, 0.0]);
        assert!(seen[0] == 0.0 && seen[1] > 0.98, "{seen:?}");
    }

    #[test]
    fn of_many_partners_of_one_record_one_is_right() {
        let scored: Vec<Scored> = (0..900).map(|at| pair(0, 1000 + at, 30)).collect();
        let (any, one) = (found(&scored, [0.0, 0.0]).found.0, found(&scored, [1.0, 1.0]).found.0);
        assert!(any > one + 4_000, "{any} {one}");
    }

    #[test]
    fn pairs_that_agree_by_chance_do_not_make_each_other_likelier() {
        // Fifty groups of twenty on either side: a pair within one is fifty times likelier than any, and tells nothing.
        let within = |at: u32| (0..20).map(move |other| (at, 1000 + at / 20 * 20 + other));
        let scored: Vec<Scored> = (0..1000).flat_map(within).map(|(left, right)| pair(left, right, 0)).collect();
        let weighed = |one: Scored| Scored { weighed: Weighed { weight: Bits(5_644), ..one.weighed }, ..one };
        let scored: Vec<Scored> = scored.into_iter().map(weighed).collect();
        let found = found(&scored, [1.0, 1.0]).found.0;
        // No more than were assumed: log2(500 / 505 / 505).
        assert!(found < -8_950, "{found}");
    }

    #[test]
    fn groups_are_held_against_the_partners_there_are_and_branches_against_who_is_free_too() {
        let scored: Vec<Scored> = (0..800).map(|at| pair(at, 1000 + at, 30)).collect();
        for exclusive in [[0.0, 0.0], [1.0, 1.0]] {
            let Prior { found, groups, others } = found(&scored, exclusive);
            // log2(800 / 500).
            assert!((found.0 - groups.0 - 678).abs() < 30, "{found:?} {groups:?}");
            // log2(500 / 1000 / 1000), and no less than a sixteenth of what groups are held against.
            let expected = (groups.0 - 4_000).max(-10_966);
            assert!((others.0 - expected).abs() < 30, "{others:?} {groups:?}");
        }
    }
}
