//! Evidence to links and reviews: the product of this stage is a [`Decisions`].

use std::borrow::Cow;

use crate::error::Issue;
use crate::record::Kind;
use crate::score::{Bits, Probability};

/// Why a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Found by this run.
    Linked,
    /// In the ledger already, and kept.
    Existing,
    /// Decided by a person.
    Decided,
}

impl Status {
    /// The word in `linked.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Existing => "existing",
            Self::Decided => "decided",
        }
    }
}

/// What a pair chiefly rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A tax identifier, IBAN or other number.
    Identifier,
    /// The name, and nothing else that says much.
    Name,
    /// The address.
    Address,
    /// Phone, e-mail or web domain.
    Communication,
    /// Several of these.
    Several,
    /// None of these: it stands by a decision or in the ledger alone.
    Given,
}

impl Basis {
    /// The word in `linked.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Name => "name",
            Self::Address => "address",
            Self::Communication => "communication",
            Self::Several => "several",
            Self::Given => "given",
        }
    }
}

/// A contact and an account with what was found between them. Rows are positions in their tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The row of the contact.
    pub contact: u32,
    /// The table of the account; never [`Kind::Contact`] in `link`.
    pub kind: Kind,
    /// The row of the account.
    pub account: u32,
    /// That they belong together, over all rivals of both.
    pub probability: Probability,
    /// The evidence for them, prior included.
    pub bits: Bits,
    /// What forbidding this link would cost; `None` where nothing else was possible.
    pub margin: Option<Bits>,
    /// What it chiefly rests on.
    pub basis: Basis,
    /// The evidence per aspect, ready to print: `tax id equal +14.0; name equal +11.3; ...`.
    pub evidence: String,
}

/// A contact and an account that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The two and the evidence.
    pub pair: Judged,
    /// Why it stands.
    pub status: Status,
    /// The business relation code where the link exists already; else empty.
    pub code: String,
}

/// A pair a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The two and the evidence.
    pub pair: Judged,
    /// Why, in words; the text before a first `:` is its kind, by which the summary counts.
    pub reason: Cow<'static, str>,
    /// The fingerprint of what is decided on.
    pub seen: String,
}

/// A record without a link of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlinked {
    /// The table of the record.
    pub table: Kind,
    /// Its row.
    pub row: u32,
    /// The table it could be linked to (for accounts: [`Kind::Contact`]).
    pub target: Kind,
    /// Why not: `no candidate`, `below review`, `in review`, `follows company`, `privacy blocked`, `duplicate of ...`.
    pub reason: Cow<'static, str>,
    /// The row of the best candidate in the target table, with its probability.
    pub best: Option<(u32, Probability)>,
}

/// The product of this stage; every list sorted by table and number, never by position.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// One row of `linked.csv` each.
    pub links: Vec<Link>,
    /// One row of `review.csv` each.
    pub reviews: Vec<Review>,
    /// One row of `unlinked.csv` each.
    pub unlinked: Vec<Unlinked>,
    /// Decisions of people that could not be applied, and doubts about existing links.
    pub issues: Vec<Issue>,
}
