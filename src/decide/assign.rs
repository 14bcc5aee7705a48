//! The best one-to-one assignment of a component, exactly, with abstention.
//!
//! Shortest augmenting paths with potentials (the Hungarian method as improved by Jonker and Volgenant, 1987) over the
//! contacts of the component against its accounts and one "nobody" per contact. Weights are whole thousandths of a bit,
//! so that equal assignments are equal.

/// An edge of a component: positions of its contact and account within the component, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The contact, counted within the component.
    pub left: usize,
    /// The account, counted within the component.
    pub right: usize,
    /// Its log-odds in thousandths of a bit; edges of zero or less are never chosen.
    pub weight: i32,
}

/// The most cells of the table that the exact method is given; above it [`greedy`] takes over and is counted.
const CELLS_MAX: usize = 4_000_000;

/// Which method solved a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The sum of the weights is as large as any.
    Exact,
    /// Too large for that: best edge first.
    Greedy,
}

/// For each contact of the component its account, and the method.
pub fn assign(lefts: usize, rights: usize, edges: &[Edge]) -> (Vec<Option<usize>>, Method) {
    if lefts * (lefts + rights) > CELLS_MAX {
        return (greedy(lefts, rights, edges), Method::Greedy);
    }
    (exact(lefts, rights, edges), Method::Exact)
}

/// The best of the edges, where one side has a single record: of the first side the first of equals, of the second the
/// last, as the exact method has it.
fn star(lefts: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    let mut assigned = vec![None; lefts];
    let wanted = edges.iter().filter(|edge| edge.weight > 0);
    let best =
        if lefts == 1 { wanted.rev().max_by_key(|edge| edge.weight) } else { wanted.max_by_key(|edge| edge.weight) };
    if let Some(best) = best {
        assigned[best.left] = Some(best.right);
    }
    assigned
}

/// The sum of the weights of an assignment.
pub fn worth(assigned: &[Option<usize>], edges: &[Edge]) -> i64 {
    edges.iter().filter(|edge| assigned[edge.left] == Some(edge.right)).map(|edge| i64::from(edge.weight)).sum()
}

/// Best edge first, each contact and account once.
fn greedy(lefts: usize, rights: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    let mut order: Vec<&Edge> = edges.iter().filter(|edge| edge.weight > 0).collect();
    order.sort_unstable_by(|a, b| b.weight.cmp(&a.weight).then(a.left.cmp(&b.left)).then(a.right.cmp(&b.right)));
    let mut assigned = vec![None; lefts];
    let mut taken = vec![false; rights];
    for edge in order {
        if assigned[edge.left].is_none() && !taken[edge.right] {
            assigned[edge.left] = Some(edge.right);
            taken[edge.right] = true;
        }
    }
    assigned
}

/// Shortest augmenting paths, one contact after the other.
fn exact(lefts: usize, rights: usize, edges: &[Edge]) -> Vec<Option<usize>> {
    if lefts == 1 || rights == 1 {
        return star(lefts, edges);
    }
    let columns = rights + lefts;
    // Forbidden cells cost more than any path can gain.
    let forbidden = edges.iter().map(|edge| i64::from(edge.weight.max(0))).sum::<i64>() + 1;
    let mut cost = vec![forbidden; lefts * columns];
    for edge in edges.iter().filter(|edge| edge.weight > 0) {
        cost[edge.left * columns + edge.right] = -i64::from(edge.weight);
    }
    for left in 0..lefts {
        cost[left * columns + rights + left] = 0;
    }
    let mut row_of: Vec<Option<usize>> = vec![None; columns];
    let mut of_row = vec![0i64; lefts];
    let mut of_column = vec![0i64; columns];
    for start in 0..lefts {
        augment(start, columns, &cost, &mut row_of, &mut of_row, &mut of_column);
    }
    let mut assigned = vec![None; lefts];
    for (column, row) in row_of.into_iter().enumerate().take(rights) {
        if let Some(row) = row
            && cost[row * columns + column] < 0
        {
            assigned[row] = Some(column);
        }
    }
    assigned
}

/// Gives row `start` a column, moving others where that costs less.
fn augment(
    start: usize,
    columns: usize,
    cost: &[i64],
    row_of: &mut [Option<usize>],
    of_row: &mut [i64],
    of_column: &mut [i64],
) {
    let mut least = vec![i64::MAX; columns];
    let mut from = vec![usize::MAX; columns];
    let mut done = vec![false; columns];
    let (mut row, mut base, mut last) = (start, 0, usize::MAX);
    let end = loop {
        let mut next = (i64::MAX, usize::MAX);
        for column in 0..columns {
            if done[column] {
                continue;
            }
            let reduced = base + cost[row * columns + column] - of_row[row] - of_column[column];
            if reduced < least[column] {
                least[column] = reduced;
                from[column] = last;
            }
            if least[column] < next.0 {
                next = (least[column], column);
            }
        }
        let (distance, column) = next;
        base = distance;
        done[column] = true;
        match row_of[column] {
            None => break column,
            Some(other) => (row, last) = (other, column),
        }
    };
    of_row[start] += base;
    for column in 0..columns {
        if done[column] && column != end {
            of_column[column] -= base - least[column];
            if let Some(row) = row_of[column] {
                of_row[row] += base - least[column];
            }
        }
    }
    let mut column = end;
    while column != usize::MAX {
        let before = from[column];
        row_of[column] = if before == usize::MAX { Some(start) } else { row_of[before] };
        column = before;
    }
}

/// What forbidding a chosen edge would cost: the loss of the best assignment without it. For components of up to
/// [`MARGIN_EDGES`] edges.
pub fn margin(lefts: usize, rights: usize, edges: &[Edge], assigned: &[Option<usize>], chosen: Edge) -> i32 {
    let rest: Vec<Edge> =
        edges.iter().copied().filter(|edge| (edge.left, edge.right) != (chosen.left, chosen.right)).collect();
    let without = exact(lefts, rights, &rest);
    i32::try_from(worth(assigned, edges) - worth(&without, &rest)).unwrap_or(i32::MAX)
}

/// The same for larger components, from the edges beside the chosen one: the best of abstaining and of the swaps that
/// these allow. `taken` says whether an account has a contact.
pub fn loss(rivals: impl Iterator<Item = Edge>, assigned: &[Option<usize>], taken: &[bool], chosen: Edge) -> i32 {
    let (mut other, mut instead) = (0, 0);
    for edge in rivals {
        if edge.left == chosen.left && edge.right != chosen.right && !taken[edge.right] {
            other = edge.weight.max(other);
        }
        if edge.right == chosen.right && assigned[edge.left].is_none() {
            instead = edge.weight.max(instead);
        }
    }
    (chosen.weight - other - instead).max(0)
}

/// The most edges of a component for which every margin is solved anew.
pub const MARGIN_EDGES: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every assignment there is.
    fn brute(left: usize, lefts: usize, taken: u32, edges: &[Edge]) -> i64 {
        if left == lefts {
            return 0;
        }
        let with = edges
            .iter()
            .filter(|edge| edge.left == left && edge.weight > 0 && taken & 1 << edge.right == 0)
            .map(|edge| i64::from(edge.weight) + brute(left + 1, lefts, taken | 1 << edge.right, edges));
        with.max().unwrap_or(0).max(brute(left + 1, lefts, taken, edges))
    }

    fn component() -> impl Strategy<Value = (usize, usize, Vec<Edge>)> {
        (1usize..6, 1usize..6).prop_flat_map(|(lefts, rights)| {
            proptest::collection::btree_map((0..lefts, 0..rights), -5i32..20, 0..12).prop_map(move |edges| {
                let edges = edges.into_iter().map(|((left, right), weight)| Edge { left, right, weight }).collect();
                (lefts, rights, edges)
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn exact_equals_brute_force((lefts, rights, edges) in component()) {
            let (assigned, method) = assign(lefts, rights, &edges);
            prop_assert_eq!(method, Method::Exact);
            prop_assert_eq!(worth(&assigned, &edges), brute(0, lefts, 0, &edges));
            let mut taken: Vec<usize> = assigned.iter().flatten().copied().collect();
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), assigned.iter().flatten().count());
        }

        #[test]
        fn greedy_is_never_better((lefts, rights, edges) in component()) {
            let (assigned, _) = assign(lefts, rights, &edges);
            prop_assert!(worth(&greedy(lefts, rights, &edges), &edges) <= worth(&assigned, &edges));
        }
    }

    #[test]
    fn the_margin_is_what_forbidding_costs() {
        // c0-a0 8, c0-a1 8, c1-a1 14, c1-a0 5: c0 takes a0 since c1 needs a1; without it c0 has nobody.
        let edge = |left, right, weight| Edge { left, right, weight };
        let edges = [edge(0, 0, 8), edge(0, 1, 8), edge(1, 0, 5), edge(1, 1, 14)];
        let (assigned, _) = assign(2, 2, &edges);
        assert_eq!(assigned, [Some(0), Some(1)]);
        assert_eq!(margin(2, 2, &edges, &assigned, edges[0]), 8);
        assert_eq!(margin(2, 2, &edges, &assigned, edges[3]), 9);
    }
}
