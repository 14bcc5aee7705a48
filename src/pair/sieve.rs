//! A set of values that costs a byte each: what passes is probably in it, what does not certainly is not.
//!
//! Most values of a key stand on one side only. They are sifted out before the lists are sorted, which is what costs.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::pair::keys::Keyed;

/// Bits for each value: at most one foreign value in eight passes.
const BITS: usize = 8;

pub(super) struct Sieve {
    bits: Vec<AtomicU64>,
    /// How far a mixed value is shifted to name its bit.
    shift: u32,
}

impl Sieve {
    /// The values of a list.
    pub(super) fn of(list: &[Keyed]) -> Self {
        let size = (list.len() * BITS).next_power_of_two().max(64);
        let bits = (0..size / 64).map(|_| AtomicU64::new(0)).collect();
        let sieve = Self { bits, shift: 64 - size.trailing_zeros() };
        list.par_iter().for_each(|&(value, _)| {
            let (word, bit) = sieve.place(value);
            // Setting bits in any order sets the same bits.
            word.fetch_or(bit, Ordering::Relaxed);
        });
        sieve
    }

    /// Whether a value may be in the set.
    pub(super) fn holds(&self, value: u64) -> bool {
        let (word, bit) = self.place(value);
        word.load(Ordering::Relaxed) & bit != 0
    }

    fn place(&self, value: u64) -> (&AtomicU64, u64) {
        // Positions of values are small numbers, so the high bits come from a multiplication.
        let at = value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        (&self.bits[(at / 64) as usize], 1 << (at % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn what_is_in_passes_and_most_else_does_not() {
        let list: Vec<(u64, u32)> = (0..1000).map(|value| (value * 7, 0)).collect();
        let sieve = Sieve::of(&list);
        assert!(list.iter().all(|&(value, _)| sieve.holds(value)));
        let foreign = (0..1000).filter(|value| sieve.holds(value * 7 + 3)).count();
        assert!(foreign < 250, "{foreign}");
        assert!(!Sieve::of(&[]).holds(1));
    }
}
