//! A set of values that costs a byte each: what passes is probably in it, what does not certainly is not.
//!
//! Most values under which records could meet stand on one side only, and most texts that slips leave come of one word.
//! They are sifted out before the lists are sorted, which is what costs.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

/// Bits for each value: at most one foreign value in eight passes.
const BITS: usize = 8;

/// The set.
pub struct Sieve {
    bits: Vec<AtomicU64>,
    /// How far a mixed value is shifted to name its bit.
    shift: u32,
}

impl Sieve {
    /// Nothing yet, with room for so many.
    fn for_values(values: usize) -> Self {
        let size = (values * BITS).next_power_of_two().max(64);
        Self { bits: (0..size / 64).map(|_| AtomicU64::new(0)).collect(), shift: 64 - size.trailing_zeros() }
    }

    /// The values of a list.
    pub fn of(list: &[(u64, u32)]) -> Self {
        let sieve = Self::for_values(list.len());
        list.par_iter().for_each(|&(value, _)| {
            sieve.add(value);
        });
        sieve
    }

    /// The values that stand in a list more than once.
    pub fn of_repeated(list: &[(u64, u32)]) -> Self {
        let (all, repeated) = (Self::for_values(list.len()), Self::for_values(list.len()));
        list.par_iter().filter(|&&(value, _)| all.add(value)).for_each(|&(value, _)| {
            repeated.add(value);
        });
        repeated
    }

    /// Whether a value may be in the set.
    pub fn holds(&self, value: u64) -> bool {
        let (word, bit) = self.place(value);
        word.load(Ordering::Relaxed) & bit != 0
    }

    /// Adds a value; gives whether it may have been in the set. Setting bits in any order sets the same bits.
    fn add(&self, value: u64) -> bool {
        let (word, bit) = self.place(value);
        word.fetch_or(bit, Ordering::Relaxed) & bit != 0
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

    #[test]
    fn what_stands_twice_passes_and_most_else_does_not() {
        let list: Vec<(u64, u32)> = (0..1000).chain(0..100).map(|value| (value * 7, 0)).collect();
        let sieve = Sieve::of_repeated(&list);
        assert!((0..100).all(|value| sieve.holds(value * 7)));
        let others = (100..1000).filter(|value| sieve.holds(value * 7)).count();
        assert!(others < 225, "{others}");
    }
}
