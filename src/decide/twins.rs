//! Records of one table that are the same business, or that nothing tells apart.

use rustc_hash::FxHashMap;

use crate::clean::{Profiles, RecordIx};
use crate::decide::Context;
use crate::decide::homes::Doors;
use crate::record::Kind;
use crate::score::{self, Aspect, Model, Naming, Prior};

/// How two records of one table stand to each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Twin {
    /// They are equal in every compared value.
    pub(super) indistinguishable: bool,
    /// They are the same business.
    pub(super) duplicate: bool,
}

impl Twin {
    /// They are two.
    pub(super) const STRANGERS: Self = Self { indistinguishable: false, duplicate: false };
}

/// What two records of one side are to each other, remembered where it is asked often: in a crowd every two accounts are
/// rivals under each of their contacts.
pub(super) struct Twins<'a> {
    context: Context<'a>,
    crowd: bool,
    met: FxHashMap<(RecordIx, RecordIx), Twin>,
}

/// The edges from which a component is a crowd.
const CROWD: usize = 64;
/// The most answers that are remembered at a time.
const REMEMBERED: usize = 1 << 20;

impl<'a> Twins<'a> {
    /// Nothing is remembered yet of a component of so many edges.
    pub(super) fn new(context: Context<'a>, edges: usize) -> Self {
        Self { context, crowd: edges >= CROWD, met: FxHashMap::default() }
    }

    /// What two records of one table are to each other.
    pub(super) fn of(&mut self, a: RecordIx, b: RecordIx) -> Twin {
        if !self.crowd {
            return self.compare(a, b);
        }
        let key = (a.min(b), a.max(b));
        if let Some(&twin) = self.met.get(&key) {
            return twin;
        }
        if self.met.len() >= REMEMBERED {
            self.met.clear();
        }
        let twin = self.compare(a, b);
        self.met.insert(key, twin);
        twin
    }

    fn compare(&self, a: RecordIx, b: RecordIx) -> Twin {
        let Context { profiles, model, .. } = self.context;
        Twin {
            indistinguishable: score::indistinguishable(profiles, a, b),
            duplicate: duplicates(profiles, model, a, b),
        }
    }
}

/// Whether two duplicates may be told to be one: by their names, or by a number. Who cleans up goes by what is said.
pub(super) fn are_one(profiles: &Profiles, model: &Model, a: RecordIx, b: RecordIx) -> bool {
    let evidence = score::compare(profiles, model, a, b);
    evidence.naming == Naming::One || evidence.of(Aspect::TaxId).bits.0 > 0
}

/// Log-odds, in thousandths of a bit, from which two records of one table are taken for the same business.
const DUPLICATE: i32 = 4_000;

/// Whether two records of one table are the same business: much agrees, and neither address nor anything else parts them.
pub(super) fn duplicates(profiles: &Profiles, model: &Model, a: RecordIx, b: RecordIx) -> bool {
    let evidence = score::compare(profiles, model, a, b);
    let parted = matches!(Doors::of(&evidence), Doors::Parted | Doors::AcrossTown);
    // Two accounts at one bank are two, whatever they share.
    let account = profiles.place_of(a).0 == Kind::BankAccount;
    !evidence.contradiction
        && evidence.naming != Naming::Two
        && !parted
        && !account
        && evidence.weigh().odds(Prior::of_size(model.records as usize)) >= DUPLICATE
}
