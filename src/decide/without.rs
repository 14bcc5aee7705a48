//! Why a record has no link of a kind: what the data lacks, and what people and the ledger have said otherwise.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{Profiles, RecordIx, Standing};
use crate::decide::candidate::Candidate;
use crate::decide::given::Given;
use crate::score::Probability;

/// Why a record has no link of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It met no record that could be its partner.
    NoCandidate,
    /// Its best candidate is too unlikely to be shown to anybody.
    BelowReview,
    /// A person is asked.
    InReview,
    /// A person under a company, which it follows.
    FollowsCompany,
    /// Blocked for privacy: never linked.
    PrivacyBlocked,
    /// Its partner is blocked for privacy.
    PartnerBlocked,
    /// Its partner is linked to a duplicate of it: the row of that duplicate, in the same table.
    DuplicateOf(u32),
    /// A person has rejected a pair it is in.
    Rejected,
    /// A decision, the ledger or better evidence has given its candidate to another record: the row of that one, in the same
    /// table.
    TakenBy(u32),
}

impl Why {
    /// The words in `unlinked.csv`; behind those for a duplicate and for a candidate that is taken a number follows.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoCandidate => "no candidate",
            Self::BelowReview => "below review",
            Self::InReview => "in review",
            Self::FollowsCompany => "follows company",
            Self::PrivacyBlocked => "privacy blocked",
            Self::PartnerBlocked => "partner blocked for privacy",
            Self::DuplicateOf(_) => "duplicate of",
            Self::Rejected => "rejected by decision",
            Self::TakenBy(_) => "candidate taken by",
        }
    }

    /// The row of the record whose number follows the words; it is of the same table.
    pub fn other(self) -> Option<u32> {
        match self {
            Self::DuplicateOf(row) | Self::TakenBy(row) => Some(row),
            _ => None,
        }
    }
}

/// Whether a record of a pair is blocked for privacy: it is a rival, and is linked to nobody.
pub(super) fn is_blocked(profiles: &Profiles, one: Candidate) -> bool {
    [one.contact, one.account].into_iter().any(|record| profiles.get(record).standing == Standing::PrivacyBlocked)
}

/// A candidate that a record cannot have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    /// The candidate.
    pub(super) candidate: RecordIx,
    /// That it would be the partner, were it free.
    pub(super) probability: Probability,
    /// The record that has it.
    pub(super) by: RecordIx,
}

/// What people and the ledger keep records from.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Records in a pair that a person has rejected.
    pub(super) rejected: FxHashSet<RecordIx>,
    /// The likeliest candidate of a record that another one has.
    pub(super) taken: FxHashMap<RecordIx, Taken>,
}

impl Kept {
    /// From what is given, and the candidates of which one side is linked by it; those below `review` say nothing.
    pub(super) fn of(given: &Given, candidates: &[Candidate], review: Probability, ranks: &[u32]) -> Self {
        let mut kept = Self::default();
        kept.rejected.extend(given.rejected.iter().flat_map(|&(contact, account)| [contact, account]));
        for one in candidates {
            let probability = one.alone();
            if probability < review {
                continue;
            }
            let (record, candidate, by) = match (given.partner.get(&one.contact), given.partner.get(&one.account)) {
                (None, Some(&by)) => (one.contact, one.account, by),
                (Some(&by), None) => (one.account, one.contact, by),
                _ => continue,
            };
            let taken = Taken { candidate, probability, by };
            let order = |one: &Taken| (one.probability, std::cmp::Reverse(ranks[one.candidate as usize]));
            let known = kept.taken.entry(record).or_insert(taken);
            if order(&taken) > order(known) {
                *known = taken;
            }
        }
        kept
    }
}
