//! A budget of work, spent from the rarest up: what is common costs most and tells least.

use rayon::prelude::*;

/// The largest size up to which everything together stays within a budget, those of one size together or not at all;
/// given sizes and what each costs. The largest number there is where the budget is enough for all.
pub fn affordable(costs: impl Iterator<Item = (u64, u64)>, budget: u64) -> u64 {
    let mut costs: Vec<(u64, u64)> = costs.collect();
    costs.par_sort_unstable();
    let (mut spent, mut largest) = (0, 0);
    for same in costs.chunk_by(|a, b| a.0 == b.0) {
        spent += same.iter().map(|&(_, cost)| cost).sum::<u64>();
        if spent > budget {
            return largest;
        }
        largest = same[0].0;
    }
    u64::MAX
}

#[cfg(test)]
mod tests {
    use super::affordable;

    #[test]
    fn sizes_are_taken_from_the_smallest_up_and_those_of_one_size_together() {
        let costs = [(3, 9), (1, 1), (2, 4), (1, 1), (3, 9)];
        for (budget, size) in [(0, 0), (1, 0), (2, 1), (6, 2), (23, 2), (24, u64::MAX)] {
            assert_eq!(affordable(costs.into_iter(), budget), size, "{budget}");
        }
    }
}
