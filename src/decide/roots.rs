//! Which records are connected.

use crate::clean::{NONE, RecordIx};

/// For each record one that stands for all it is connected with (union-find with path halving).
pub(crate) struct Roots(Vec<RecordIx>);

impl Roots {
    /// Connects the records of each pair.
    pub(crate) fn of(pairs: impl Iterator<Item = (RecordIx, RecordIx)>, records: usize) -> Self {
        let mut roots = Self((0..u32::try_from(records).unwrap_or(NONE)).collect());
        for (a, b) in pairs {
            let (a, b) = (roots.of_record(a), roots.of_record(b));
            roots.0[a.max(b) as usize] = a.min(b);
        }
        roots
    }

    /// The record that stands for this one.
    pub(crate) fn of_record(&mut self, mut record: RecordIx) -> RecordIx {
        let Self(parent) = self;
        while parent[record as usize] != record {
            parent[record as usize] = parent[parent[record as usize] as usize];
            record = parent[record as usize];
        }
        record
    }
}
