//! The seven words that name everything, and how a run tells where it is.

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Files to tables and issues.
    Read,
    /// Tables to profiles.
    Clean,
    /// Profiles to candidate pairs.
    Pair,
    /// Pairs to evidence in bits.
    Score,
    /// Evidence to links and reviews.
    Decide,
    /// Decisions to merged rows and conflicts.
    Merge,
    /// Everything to files, published at once.
    Write,
}

impl Stage {
    /// All seven, in the order of the data's way.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Clean, Self::Pair, Self::Score, Self::Decide, Self::Merge, Self::Write];

    /// The word itself: `read`, `clean`, `pair`, `score`, `decide`, `merge`, `write`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Clean => "clean",
            Self::Pair => "pair",
            Self::Score => "score",
            Self::Decide => "decide",
            Self::Merge => "merge",
            Self::Write => "write",
        }
    }
}

/// Is told how far a run is. Called from several threads; what it does must not change any result.
pub trait Progress: Sync {
    /// A stage begins; `total` is the number of its steps, in the unit `what`, 0 where unknown.
    fn begin(&self, stage: Stage, total: u64, what: &'static str);
    /// So many steps more are done.
    fn advance(&self, steps: u64);
    /// The stage that began last has ended.
    fn end(&self);
    /// Something on the run as a whole, ready to print: what it will take, what is left of it. Said between stages.
    fn remark(&self, text: &str);
}

/// Progress nobody listens to.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: u64, _: &'static str) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn remark(&self, _: &str) {}
}
