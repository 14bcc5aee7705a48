//! How likely each edge is, over all ways to match: one number that carries the doubt.
//!
//! Of all sets of links that the cardinality allows, each is as likely as the product of the odds of its edges; the
//! probability of an edge is the share of the sets that hold it. Summed over all sets where one side has few records,
//! which is nearly always; else by belief propagation for matchings (monomer-dimer model; Bayati, Shah and Sharma 2008;
//! Zdeborova and Mezard 2006): linear in the edges, exact where the component is a tree, and too sure of itself where two
//! ways to match differ in a whole ring of edges.

use crate::decide::assign::Edge;

/// Which sides of an edge can have no other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusive {
    /// A contact has at most one account of the kind.
    pub left: bool,
    /// An account has at most one contact.
    pub right: bool,
}

/// The most records of the smaller side for which all ways to match are summed; and the most numbers this may take, a
/// number for each set of them and each record of the larger side.
const SUMMED: usize = 7;
const NUMBERS: usize = 1 << 16;
/// The most that an edge is believed, in thousandths of a bit: a product of [`SUMMED`] of them is a number still.
const MOST: i32 = 120_000;
/// Rounds of messages; the error halves at least with each in all components met.
const ROUNDS: usize = 100;
/// How far a message may still change, as a share of itself.
const SETTLED: f64 = 1e-9;

/// The probability of each edge, in the order of the edges. `exclusive` says of either side how far a record that has a
/// partner is there to be no other's: wholly, 1, or not at all, 0, or so that each further partner is so much less likely.
pub fn probabilities(lefts: usize, rights: usize, edges: &[Edge], exclusive: [f64; 2]) -> Vec<f64> {
    if let [edge] = edges {
        return vec![alone(edge.weight)];
    }
    let odds: Vec<f64> = edges.iter().map(|edge| odds(edge.weight)).collect();
    let (few, many) = (lefts.min(rights), lefts.max(rights));
    if exclusive != [1.0, 1.0] || few > SUMMED || many << few > NUMBERS {
        return believed(lefts, rights, edges, &odds, exclusive);
    }
    if lefts < rights {
        summed([rights, lefts], edges, &odds, |edge| (edge.right, edge.left))
    } else {
        summed([lefts, rights], edges, &odds, |edge| (edge.left, edge.right))
    }
}

/// The probability of an edge beside which there is no other.
pub fn alone(weight: i32) -> f64 {
    let odds = odds(weight);
    odds / (1.0 + odds)
}

fn odds(weight: i32) -> f64 {
    (f64::from(weight.clamp(-MOST, MOST)) / 1000.0).exp2()
}

/// Over all sets of links: record by record of the larger side, for each set of records of the smaller one that are taken
/// what the ways to take them weigh, once from the first record on and once from the last.
fn summed([many, few]: [usize; 2], edges: &[Edge], odds: &[f64], sides: impl Fn(&Edge) -> (usize, usize)) -> Vec<f64> {
    let mut of_each: Vec<Vec<(usize, usize)>> = vec![Vec::new(); many];
    for (at, edge) in edges.iter().enumerate() {
        let (one, few) = sides(edge);
        of_each[one].push((at, 1 << few));
    }
    let sets = 1 << few;
    let mut before = Vec::with_capacity(sets * many);
    let mut ways = vec![0.0; sets];
    ways[0] = 1.0;
    for of_one in &of_each {
        before.extend_from_slice(&ways);
        let so_far = &before[before.len() - sets..];
        for &(at, bit) in of_one {
            for (ways, so_far) in ways.chunks_exact_mut(2 * bit).zip(so_far.chunks_exact(2 * bit)) {
                ways[bit..].iter_mut().zip(&so_far[..bit]).for_each(|(with, without)| *with += without * odds[at]);
            }
        }
    }
    let all: f64 = ways.iter().sum();
    before.iter_mut().for_each(|ways| *ways /= all);
    let mut shares = vec![0.0; edges.len()];
    let mut after = vec![1.0; sets];
    for (of_one, before) in of_each.iter().zip(before.chunks_exact(sets)).rev() {
        ways.copy_from_slice(&after);
        for &(at, bit) in of_one {
            let blocks = ways.chunks_exact_mut(2 * bit).zip(after.chunks_exact(2 * bit));
            for ((ways, after), before) in blocks.zip(before.chunks_exact(2 * bit)) {
                for ((without, after), before) in ways[..bit].iter_mut().zip(&after[bit..]).zip(before) {
                    let with = odds[at] * after;
                    *without += with;
                    shares[at] += before * with;
                }
            }
        }
        after.copy_from_slice(&ways);
    }
    shares
}

/// By messages that go to and fro along the edges.
fn believed(lefts: usize, rights: usize, edges: &[Edge], odds: &[f64], exclusive: [f64; 2]) -> Vec<f64> {
    // The cavity of a node towards an edge: how likely it is free when that edge is not there.
    let mut of_left = vec![1.0f64; edges.len()];
    let mut of_right = vec![1.0f64; edges.len()];
    for _ in 0..ROUNDS {
        let mut change: f64 = 0.0;
        if exclusive[0] > 0.0 {
            change =
                change.max(update(&mut of_left, &of_right, odds, edges, lefts, 1.0 - exclusive[0], |edge| edge.left));
        }
        if exclusive[1] > 0.0 {
            change =
                change.max(update(&mut of_right, &of_left, odds, edges, rights, 1.0 - exclusive[1], |edge| edge.right));
        }
        if change < SETTLED {
            break;
        }
    }
    (0..edges.len())
        .map(|at| {
            let odds = odds[at] * of_left[at] * of_right[at];
            odds / (1.0 + odds)
        })
        .collect()
}

/// One round for one side: each node's cavities from what the other side says. Gives the largest change. Where a further
/// partner is `further` times as likely as a first one, the sets of `k` edges weigh `further^(k - 1)`, all sets together
/// `1 + (product of (1 + further x) - 1) / further`.
fn update(
    cavities: &mut [f64],
    others: &[f64],
    odds: &[f64],
    edges: &[Edge],
    nodes: usize,
    further: f64,
    node: impl Fn(&Edge) -> usize,
) -> f64 {
    let term = |odds: f64| if further == 0.0 { odds } else { (further * odds).ln_1p() };
    let mut sums = vec![Sum { rest: 0.0, most: 0.0, of: usize::MAX }; nodes];
    for (at, edge) in edges.iter().enumerate() {
        sums[node(edge)].add(at, term(odds[at] * others[at]));
    }
    let mut change: f64 = 0.0;
    for (at, edge) in edges.iter().enumerate() {
        let rest = sums[node(edge)].without(at, term(odds[at] * others[at]));
        let rest = if further == 0.0 { 1.0 + rest } else { (-rest).exp() - (-rest).exp_m1() / further };
        // Half the way, in bits: two nodes that answer each other would otherwise swing.
        let next = (cavities[at] / rest).sqrt();
        change = change.max((next / cavities[at] - 1.0).abs());
        cavities[at] = next;
    }
    change
}

/// A sum of which any one term can be left out: the greatest is kept apart, since what is left without it may be small.
#[derive(Debug, Clone, Copy)]
struct Sum {
    rest: f64,
    most: f64,
    of: usize,
}

impl Sum {
    fn add(&mut self, at: usize, term: f64) {
        if term > self.most {
            self.rest += self.most;
            (self.most, self.of) = (term, at);
        } else {
            self.rest += term;
        }
    }

    fn without(self, at: usize, term: f64) -> f64 {
        if at == self.of { self.rest } else { (self.rest - term).max(0.0) + self.most }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE_TO_ONE: [f64; 2] = [1.0, 1.0];

    /// The sum over all sets of edges of the products of odds, each further edge of a node so much less likely; of those
    /// that hold `must`.
    fn partition(edges: &[(usize, usize, f64)], exclusive: [f64; 2], must: Option<usize>) -> f64 {
        let sets = (0..1u32 << edges.len()).filter(|set| must.is_none_or(|must| set & 1 << must != 0));
        let weight = |set: u32| {
            let (mut weight, mut taken) = (1.0, [0u32; 2]);
            for &(left, right, odds) in (0..edges.len()).filter(|at| set & 1 << at != 0).map(|at| &edges[at]) {
                weight *= odds;
                for (side, node) in [left, right].into_iter().enumerate() {
                    weight *= if taken[side] & 1 << node == 0 { 1.0 } else { 1.0 - exclusive[side] };
                    taken[side] |= 1 << node;
                }
            }
            weight
        };
        sets.map(weight).sum()
    }

    #[test]
    fn four_alike_on_either_side_leave_no_doubt_that_there_is_doubt() {
        for weight in [12_000, 50_000] {
            let edges: Vec<Edge> = (0..16).map(|at| Edge { left: at / 4, right: at % 4, weight }).collect();
            let messages = believed(4, 4, &edges, &odds(&edges), ONE_TO_ONE);
            for probability in probabilities(4, 4, &edges, ONE_TO_ONE).into_iter().chain(messages) {
                assert!((probability - 0.25).abs() < 0.02, "{probability}");
            }
        }
    }

    #[test]
    fn a_rival_that_is_taken_is_no_rival() {
        let edge = |left, right, weight| Edge { left, right, weight };
        let edges = [edge(0, 0, 8000), edge(0, 1, 8000), edge(1, 1, 16_000)];
        let found = probabilities(2, 2, &edges, ONE_TO_ONE);
        assert!(found[0] > 0.95 && found[1] < 0.05 && found[2] > 0.95, "{found:?}");
    }

    #[test]
    fn two_alike_share_whatever_speaks_for_both() {
        for weight in [8_000, 30_000, 60_000, 110_000] {
            let edges = [Edge { left: 0, right: 0, weight }, Edge { left: 0, right: 1, weight }];
            for probability in probabilities(1, 2, &edges, ONE_TO_ONE) {
                assert!((probability - 0.5).abs() < 0.005, "{weight}: {probability}");
            }
        }
    }

    /// Edges between a few nodes of either side, from as good as nothing to beyond all doubt.
    fn components(left: usize, right: usize) -> impl Strategy<Value = Vec<Edge>> {
        let weight = prop_oneof![-20_000i32..20_000, 20_000i32..100_000, Just(40_000)];
        proptest::collection::btree_map((0..left, 0..right), weight, 1..9)
            .prop_map(|edges| edges.into_iter().map(|((left, right), weight)| Edge { left, right, weight }).collect())
    }

    /// The share of each edge, by going through all ways to match.
    fn counted(edges: &[Edge], exclusive: [f64; 2]) -> Vec<f64> {
        let plain: Vec<_> =
            edges.iter().map(|edge| (edge.left, edge.right, (f64::from(edge.weight) / 1000.0).exp2())).collect();
        let all = partition(&plain, exclusive, None);
        (0..edges.len()).map(|at| partition(&plain, exclusive, Some(at)) / all).collect()
    }

    fn odds(edges: &[Edge]) -> Vec<f64> {
        edges.iter().map(|edge| (f64::from(edge.weight) / 1000.0).exp2()).collect()
    }

    proptest! {
        #[test]
        fn as_by_going_through_all_ways_to_match(edges in components(4, 5)) {
            for (found, expected) in probabilities(4, 5, &edges, ONE_TO_ONE).into_iter().zip(counted(&edges, ONE_TO_ONE)) {
                prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
            }
        }

        #[test]
        fn messages_are_exact_on_paths(
            weights in proptest::collection::vec(-8000i32..100_000, 1..7),
            exclusive in prop_oneof![Just(ONE_TO_ONE), Just([0.9, 1.0]), Just([0.0, 0.5]), Just([0.7, 0.3])],
        ) {
            // A path c0-a0-c1-a1-...: a tree.
            let edges: Vec<Edge> = weights.iter().enumerate()
                .map(|(at, &weight)| Edge { left: at.div_ceil(2), right: at / 2, weight }).collect();
            let found = believed(5, 5, &edges, &odds(&edges), exclusive);
            for (found, expected) in found.into_iter().zip(counted(&edges, exclusive)) {
                prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }
}
