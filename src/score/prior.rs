//! How likely a pair is before anything of it is known.

use rayon::prelude::*;

use crate::score::{Bits, Model, Weighed};

/// The log-odds of a pair before its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// What the sizes of the tables say: half of the records of the smaller one have a partner. What is said of siblings
    /// is relative to this, since how many siblings a record has does not depend on how many partners it has.
    pub assumed: Bits,
    /// What the pairs at hand say.
    pub found: Bits,
}

impl Prior {
    /// What the sizes of the tables say, where the pairs say nothing.
    pub fn of_sizes(left: usize, right: usize) -> Self {
        let assumed = Model::prior(left, right);
        Self { assumed, found: assumed }
    }
}

/// How far the pairs at hand may move the prior: from one partner for a hundred records to sixteen for each.
const SWAY: i32 = 5_000;
/// What the assumption counts for beside the pairs at hand: as much as so many right pairs. A small table shows little.
const BELIEF: f64 = 5.0;
/// Rounds; it settles in fewer.
const ROUNDS: usize = 30;

/// The prior of the pairs of two tables, from the pairs at hand: the share of all pairs that are right, taken to be what
/// the pairs' own probabilities add up to (expectation-maximisation of that one parameter, the weights held fixed).
pub fn prior(weights: &[Weighed], left: usize, right: usize) -> Prior {
    let assumed = Model::prior(left, right);
    let all = (left.max(1) as f64) * (right.max(1) as f64);
    let expected = all * (f64::from(assumed.0) / 1000.0).exp2();
    let pull = BELIEF / (BELIEF + expected);
    let least = least(left, right);
    let weights: Vec<&Weighed> = weights.iter().filter(|weighed| weighed.weight > least).collect();
    let mut found = assumed;
    for _ in 0..ROUNDS {
        // Summed in whole billionths: the order of the pairs must not matter.
        let right: u64 = weights
            .par_iter()
            .map(|weighed| {
                let odds = (f64::from(weighed.odds(Prior { assumed, found })) / 1000.0).exp2();
                (odds / (1.0 + odds) * 1e9) as u64
            })
            .sum();
        let right = (1.0 - pull) * right as f64 / 1e9 + pull * expected;
        let share = (right / all).clamp(1e-15, 0.5);
        let next = ((share / (1.0 - share)).log2() * 1000.0).round() as i32;
        let next = Bits(next.clamp(assumed.0 - SWAY, assumed.0 + SWAY));
        if next == found {
            break;
        }
        found = next;
    }
    Prior { assumed, found }
}

/// The weight that even the highest prior of pairs of two tables leaves at one in a thousand: it adds nothing to
/// anything, and pairs that weigh no more are dropped.
pub(super) fn least(left: usize, right: usize) -> Bits {
    Bits(-10_000 - SWAY - Model::prior(left, right).0)
}
