//! How likely each edge is, over all ways to match: one number that carries the doubt.
//!
//! Of all sets of links that the cardinality allows, each is as likely as the product of the odds of its edges; the
//! probability of an edge is the share of the sets that hold it. Computed by belief propagation for matchings
//! (monomer-dimer model; Bayati, Shah and Sharma 2008; Zdeborova and Mezard 2006): exact where the component is a tree,
//! close to it elsewhere, and linear in the edges.

use crate::decide::assign::Edge;

/// Which sides of an edge can have no other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusive {
    /// A contact has at most one account of the kind.
    pub left: bool,
    /// An account has at most one contact.
    pub right: bool,
}

/// Rounds of messages; the change halves at least with each in all components met.
const ROUNDS: usize = 60;

/// The probability of each edge, in the order of the edges.
pub fn probabilities(lefts: usize, rights: usize, edges: &[Edge], exclusive: Exclusive) -> Vec<f64> {
    let odds: Vec<f64> =
        edges.iter().map(|edge| (f64::from(edge.weight.clamp(-40_000, 40_000)) / 1000.0).exp2()).collect();
    if let [odds] = odds[..] {
        return vec![odds / (1.0 + odds)];
    }
    // The cavity of a node towards an edge: how likely it is free when that edge is not there.
    let mut of_left = vec![1.0f64; edges.len()];
    let mut of_right = vec![1.0f64; edges.len()];
    let mut sums = Vec::with_capacity(lefts.max(rights));
    for _ in 0..ROUNDS {
        let mut change: f64 = 0.0;
        if exclusive.left {
            change = change.max(update(&mut of_left, &of_right, &odds, edges, &mut sums, lefts, |edge| edge.left));
        }
        if exclusive.right {
            change = change.max(update(&mut of_right, &of_left, &odds, edges, &mut sums, rights, |edge| edge.right));
        }
        if change < 1e-9 {
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

/// One round for one side: each node's cavities from what the other side says. Gives the largest change.
fn update(
    cavities: &mut [f64],
    others: &[f64],
    odds: &[f64],
    edges: &[Edge],
    sums: &mut Vec<f64>,
    nodes: usize,
    node: impl Fn(&Edge) -> usize,
) -> f64 {
    sums.clear();
    sums.resize(nodes, 1.0);
    for (at, edge) in edges.iter().enumerate() {
        sums[node(edge)] += odds[at] * others[at];
    }
    let mut change: f64 = 0.0;
    for (at, edge) in edges.iter().enumerate() {
        let rest = (sums[node(edge)] - odds[at] * others[at]).max(1.0);
        // Half the way: two nodes that answer each other would otherwise swing.
        let next = (cavities[at] + 1.0 / rest) / 2.0;
        change = change.max((next - cavities[at]).abs());
        cavities[at] = next;
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE_TO_ONE: Exclusive = Exclusive { left: true, right: true };

    /// The sum over all matchings of the products of odds; of those that hold `must`.
    fn partition(edges: &[(usize, usize, f64)], at: usize, left: u32, right: u32, must: Option<usize>) -> f64 {
        let Some(&(l, r, odds)) = edges.get(at) else { return 1.0 };
        let without = if must == Some(at) { 0.0 } else { partition(edges, at + 1, left, right, must) };
        if left & 1 << l != 0 || right & 1 << r != 0 {
            return without;
        }
        without + odds * partition(edges, at + 1, left | 1 << l, right | 1 << r, must)
    }

    #[test]
    fn four_alike_on_either_side_leave_no_doubt_that_there_is_doubt() {
        let edges: Vec<Edge> = (0..16).map(|at| Edge { left: at / 4, right: at % 4, weight: 12_000 }).collect();
        for probability in probabilities(4, 4, &edges, ONE_TO_ONE) {
            assert!((probability - 0.25).abs() < 0.02, "{probability}");
        }
    }

    #[test]
    fn a_rival_that_is_taken_is_no_rival() {
        let edge = |left, right, weight| Edge { left, right, weight };
        let edges = [edge(0, 0, 8000), edge(0, 1, 8000), edge(1, 1, 16_000)];
        let found = probabilities(2, 2, &edges, ONE_TO_ONE);
        assert!(found[0] > 0.95 && found[1] < 0.05 && found[2] > 0.95, "{found:?}");
    }

    proptest! {
        #[test]
        fn exact_on_paths(weights in proptest::collection::vec(-8000i32..12_000, 1..7)) {
            // A path c0-a0-c1-a1-...: a tree.
            let edges: Vec<Edge> = weights.iter().enumerate()
                .map(|(at, &weight)| Edge { left: at.div_ceil(2), right: at / 2, weight }).collect();
            let plain: Vec<_> = edges.iter()
                .map(|edge| (edge.left, edge.right, (f64::from(edge.weight) / 1000.0).exp2())).collect();
            let all = partition(&plain, 0, 0, 0, None);
            for (at, found) in probabilities(5, 5, &edges, ONE_TO_ONE).into_iter().enumerate() {
                let expected = partition(&plain, 0, 0, 0, Some(at)) / all;
                prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }
}
