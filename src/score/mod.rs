//! Pairs to evidence in bits: a level for each aspect, bits for each level, and the score is their sum.

use std::fmt;

/// Evidence in thousandths of a bit: whole numbers, so that sums and ties are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub i32);

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+.1}", f64::from(self.0) / 1000.0)
    }
}

/// A probability in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(pub u32);

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}", f64::from(self.0) / 1e6)
    }
}
