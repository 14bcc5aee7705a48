//! A pair that may be linked, and what it weighs: against strangers, against siblings, and beside its rivals.

use crate::clean::RecordIx;
use crate::decide::{Context, belief};
use crate::score::{self, Evidence, Prior, Probability, Weighed};

/// A pair that may be linked, before the component it is in has been looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) contact: RecordIx,
    pub(super) account: RecordIx,
    /// Log-odds in thousandths of a bit, against strangers and siblings both: prior, match weight and doubt.
    pub(super) odds: i32,
    /// Log-odds against strangers alone.
    pub(super) bare: i32,
    /// The log-odds by which rivals are compared: `odds`, and a part of what the doubt takes.
    pub(super) among: i32,
    /// The log-odds of a sibling against the same.
    doubt: i32,
    pub(super) contradiction: bool,
}

/// Between rivals a third of what doubt takes counts none the less. It bounds the odds of all who share a value alike, by a
/// few signs, and who agrees in more beside these is likelier the same: of duplicates, the one that is kept like the
/// other side. Three and six tenths do about as well on worlds and lists of several hands; a tenth, all and nothing do worse.
const UNDOUBTED: i32 = 3;

impl Candidate {
    /// A pair that weighs so much, where pairs have this prior.
    pub(super) fn new(contact: RecordIx, account: RecordIx, weighed: Weighed, prior: Prior) -> Self {
        let (odds, bare) = (weighed.odds(prior), prior.found.0 + weighed.weight.0);
        Self {
            contact,
            account,
            odds,
            bare,
            among: odds + (bare - odds) / UNDOUBTED,
            doubt: weighed.doubt(prior),
            contradiction: weighed.contradiction,
        }
    }

    /// Its probability if it has no rivals.
    pub(super) fn alone(self) -> Probability {
        let odds = (f64::from(self.odds) / 1000.0).exp2();
        Probability::of(odds / (1.0 + odds))
    }

    /// The probability of a pair without rivals that is so many times as doubtful as its records say.
    pub(super) fn undisputed(&self, times: f64) -> f64 {
        let (share, doubt) = (belief::alone(self.bare), (f64::from(self.doubt) / 1000.0).exp2());
        share / (1.0 + times * doubt * share)
    }

    /// The evidence, with the finding on siblings.
    pub(super) fn evidence(self, context: Context<'_>, prior: Prior) -> Evidence {
        score::compare(context.profiles, context.model, self.contact, self.account).settle(prior)
    }
}
