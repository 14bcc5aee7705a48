//! A hash that is the same in every run.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The hash of a value: of equal ones the same in every run, on every machine.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
