//! Evidence to links and reviews: the product of this stage is a [`Linkage`].
//!
//! Per kind of account: what people decided and what the ledger holds stands first; the other pairs fall into connected
//! components, each of which is solved exactly under the cardinality, with abstention. A link needs a probability - over
//! all ways to match - and a margin; what misses them by a tie, a sibling or a doubt goes to a person, with the reason.

pub mod assign;
pub mod belief;
mod candidate;
pub mod clusters;
mod component;
mod given;
mod homes;
mod hubs;
mod joining;
pub mod lines;
mod matched;
pub mod numbers;
mod one_number;
mod outcome;
mod preference;
pub(crate) mod roots;
mod said;
mod twins;
mod without;

pub use without::Why;

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::clean::{NONE, Profiles, RecordIx};
use crate::decide::lines::Fates;
use crate::decide::numbers::Numbers;
use crate::error::Issue;
use crate::read::Read;
use crate::record::{Field, Kind};
use crate::score::{self, Aspect, Between, Bits, Evidence, Model, Naming, Prior, Probability, Scored};
use crate::stage::{Progress, Stage};
use crate::value::fingerprint::fingerprint;

/// The least a link may cost to forbid: two assignments nearer than this are a tie.
const MARGIN_MIN: i32 = 1_500;

/// How many links a record can have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cardinality {
    /// A contact at most one account of a kind, an account at most one contact.
    #[default]
    OneToOne,
    /// A contact at most one account of a kind; an account any number of contacts.
    OneAccountPerContact,
    /// An account at most one contact; a contact any number of accounts.
    OneContactPerAccount,
    /// No limit.
    ManyToMany,
}

impl Cardinality {
    /// Which sides of a link can have no other one.
    pub fn exclusive(self) -> belief::Exclusive {
        belief::Exclusive {
            left: matches!(self, Self::OneToOne | Self::OneAccountPerContact),
            right: matches!(self, Self::OneToOne | Self::OneContactPerAccount),
        }
    }
}

/// `[decide]` of the job file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The probability from which a pair is linked.
    pub link: f64,
    /// The probability from which it is put before a person.
    pub review: f64,
    /// How many links a record can have.
    pub cardinality: Cardinality,
}

impl Default for Settings {
    fn default() -> Self {
        Self { link: 0.95, review: 0.50, cardinality: Cardinality::OneToOne }
    }
}

/// What this stage looks at besides the scored pairs.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Tables, existing links and decisions of people.
    pub read: &'a Read,
    /// The cleaned records.
    pub profiles: &'a Profiles,
    /// The weights.
    pub model: &'a Model,
    /// The settings of this stage.
    pub settings: &'a Settings,
}

impl Context<'_> {
    /// The number of a record, as it stands in its file.
    pub fn no(&self, record: RecordIx) -> String {
        let (kind, row) = self.profiles.place_of(record);
        self.read.tables.get(kind).map_or_else(String::new, |table| table.value(row as usize, Field::No).into_owned())
    }
}

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

/// Bits from which an aspect carries a link: one in four unlike pairs agrees as far by chance.
const BASIS_MIN: i32 = 2_000;

impl Basis {
    /// What evidence chiefly rests on: the aspects that alone say at least [`BASIS_MIN`].
    fn of(evidence: &Evidence) -> Self {
        let says = |aspects: &[Aspect]| aspects.iter().any(|&aspect| evidence.of(aspect).bits.0 >= BASIS_MIN);
        let found = [
            (Self::Identifier, says(&[Aspect::TaxId, Aspect::Iban, Aspect::Birth])),
            (Self::Name, says(&[Aspect::Name])),
            (Self::Address, says(&[Aspect::Address])),
            (Self::Communication, says(&[Aspect::Phone, Aspect::Mail])),
        ];
        let mut bases = found.iter().filter(|(_, says)| *says).map(|&(basis, _)| basis);
        match (bases.next(), bases.next()) {
            (Some(basis), None) => basis,
            (Some(_), Some(_)) => Self::Several,
            (None, _) => Self::Given,
        }
    }

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

/// Whether evidence says that one firm is meant: by more than the name, and by names that agree, or by an equal number;
/// never where numbers differ. Nothing of it hangs on what merging makes equal, so that the next run says the same.
fn is_one_firm(evidence: &Evidence, basis: Basis) -> bool {
    let speaks = |aspect: Aspect| evidence.of(aspect).bits.0 > 0;
    let numbered = speaks(Aspect::TaxId) || speaks(Aspect::Iban);
    let differs = evidence.of(Aspect::TaxId).bits.0 < 0;
    basis != Basis::Name && !differs && (numbered || evidence.naming == Naming::One)
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
    /// Whether it says that one firm is meant, whose tax number is that of either, and nothing else on the contact speaks
    /// against it: by more than the name, and by names that agree, or by an equal number; never where numbers differ.
    pub one_firm: bool,
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
    /// The ledger has it, the data speaks against it, and nobody has confirmed it: it stands, and nothing is merged by it.
    pub doubted: bool,
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
    /// Why not.
    pub why: Why,
    /// The row of the best candidate in the target table, with its probability.
    pub best: Option<(u32, Probability)>,
}

/// The product of this stage; every list sorted by table and number, never by position.
#[derive(Debug, Clone, Default)]
pub struct Linkage {
    /// One row of `linked.csv` each.
    pub links: Vec<Link>,
    /// One row of `review.csv` each.
    pub reviews: Vec<Review>,
    /// One row of `unlinked.csv` each.
    pub unlinked: Vec<Unlinked>,
    /// Decisions of people that could not be applied, and doubts about existing links.
    pub issues: Vec<Issue>,
    /// What became of each decision that is not on a field: those are for `merge`.
    pub fates: Fates,
    /// How the stage went, for the summary.
    pub counts: Counts,
}

/// How this stage went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Connected components of two records or more.
    pub components: u64,
    /// Those too large for the exact assignment, solved best edge first.
    pub components_greedy: u64,
}

/// Decides on all scored pairs. Those of a kind are given back once it is known what may come of them.
pub fn decide(context: Context<'_>, mut scored: Vec<Scored>, progress: &dyn Progress) -> Linkage {
    let kinds: Vec<Kind> = Kind::ACCOUNTS.into_iter().filter(|&kind| context.read.tables.get(kind).is_some()).collect();
    progress.begin(Stage::Decide, kinds.len() as u64, "tables");
    let ranks = ranks(context, &Kind::ALL);
    let numbers = Numbers::of(&context.read.tables);
    let mut linkage = Linkage::default();
    let said = said::said(context, &numbers, &mut linkage);
    for &kind in &kinds {
        let given = given::given(context, kind, &numbers, &said, &mut linkage);
        let of_kind = |one: &mut Scored| context.profiles.of(kind).contains(&one.right);
        let of_kind: Vec<Scored> = scored.extract_if(.., of_kind).collect();
        scored.shrink_to_fit();
        outcome::of_kind(context, kind, of_kind, &given, &ranks, &mut linkage);
        progress.advance(1);
    }
    hubs::part(context, &mut linkage);
    sort(context, &ranks, &mut linkage);
    progress.end();
    linkage
}

/// The prior of the pairs of contacts and accounts of a kind, and how far the records of either have but one partner.
pub fn prior(profiles: &Profiles, scored: &[Scored], kind: Kind, cardinality: Cardinality) -> (Prior, [f64; 2]) {
    let of_kind: Vec<&Scored> = scored.iter().filter(|one| profiles.of(kind).contains(&one.right)).collect();
    let belief::Exclusive { left, right } = cardinality.exclusive();
    let sizes = [profiles.free(Kind::Contact).count(), profiles.free(kind).count()];
    let exclusive = [left, right].map(|one| f64::from(u8::from(one)));
    let between = score::partners(&of_kind, Between { sizes, exclusive });
    (score::estimate_prior(&of_kind, between), between.exclusive)
}

/// Sorts every list by table and number.
fn sort(context: Context<'_>, ranks: &[u32], linkage: &mut Linkage) {
    let profiles = context.profiles;
    let rank = |kind: Kind, row: u32| ranks[profiles.record(kind, row) as usize];
    let key = |pair: &Judged| (rank(Kind::Contact, pair.contact), pair.kind, rank(pair.kind, pair.account));
    linkage.links.sort_by_cached_key(|link| key(&link.pair));
    linkage.reviews.sort_by_cached_key(|review| key(&review.pair));
    linkage.unlinked.par_sort_unstable_by_key(|one| (one.table, one.target, rank(one.table, one.row)));
    linkage.issues.sort_unstable();
}

/// The place of each record in the order of the numbers of its table: what breaks a tie where one must be broken for the
/// sake of order alone, since the position in the file may not. Records of other kinds than `kinds` have none.
fn ranks(context: Context<'_>, kinds: &[Kind]) -> Vec<u32> {
    let mut ranks = vec![0; context.profiles.all.len()];
    for (kind, table) in context.read.tables.iter().filter(|(kind, _)| kinds.contains(kind)) {
        let mut order: Vec<(Cow<'_, str>, RecordIx)> =
            (0..table.len()).map(|row| table.value(row, Field::No)).zip(context.profiles.of(kind)).collect();
        order.par_sort_unstable();
        for (rank, (_, record)) in (0..).zip(order) {
            ranks[record as usize] = rank;
        }
    }
    ranks
}

/// The fingerprint of what a link or reject decision is about: the cleaned names, tax identifiers and addresses of both.
pub fn seen(profiles: &Profiles, contact: RecordIx, account: RecordIx) -> String {
    let mut parts: Vec<String> = Vec::new();
    for record in [contact, account] {
        let profile = profiles.get(record);
        if profile.name != NONE {
            let tokens = profiles.names.tokens(profiles.names.entries[profile.name as usize].tokens);
            parts.extend(tokens.iter().map(|token| profiles.names.vocabulary.text(token.word).to_owned()));
        }
        parts.push(String::from("|"));
        let taxes = profiles.list(profile.taxes).iter();
        parts.extend(taxes.map(|&at| profiles.values.taxes[at as usize].canonical()));
        parts.push(String::from("|"));
        if profile.place != NONE {
            let (places, door) = (&profiles.places, &profiles.places.doors[profile.place as usize]);
            let texts = [door.street, door.suffix, door.unit, door.post_code, door.city];
            parts.extend(texts.map(|text| places.text(text).to_owned()));
            parts.push(door.numbers.0.map_or_else(String::new, |number| number.to_string()));
        }
    }
    fingerprint(parts.iter().map(String::as_str))
}
