//! Why a true pair is not linked, and what a wrong link is of. Pure.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::commands::evaluate::measure::{Pair, Truths};
use crate::commands::evaluate::published::Set;
use crate::commands::evaluate::truth::{Entities, Entity};
use crate::record::Kind;

/// A pair that went wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The contact, by its number.
    pub contact: String,
    /// The table of the account.
    pub table: &'static str,
    /// The account, by its number.
    pub account: String,
    /// Why it was missed, or what the two wrongly linked are to each other.
    pub cause: String,
}

impl Case {
    fn new(pair: &Pair, cause: impl Into<String>) -> Self {
        let Pair { contact, kind, account } = pair.clone();
        Self { contact, table: kind.word(), account, cause: cause.into() }
    }
}

/// How often a cause occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The cause, in words.
    pub cause: String,
    /// Per table.
    pub tables: BTreeMap<&'static str, u64>,
    /// In all.
    pub total: u64,
}

/// Cases by cause, the most frequent first.
pub(super) fn count(cases: &[Case]) -> Vec<Count> {
    let mut by_cause: BTreeMap<&str, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for case in cases {
        *by_cause.entry(&case.cause).or_default().entry(case.table).or_default() += 1;
    }
    let mut counts: Vec<Count> = by_cause
        .into_iter()
        .map(|(cause, tables)| Count { cause: cause.to_owned(), total: tables.values().sum(), tables })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.total));
    counts
}

/// Where a record stands towards a table.
#[derive(Debug)]
enum Standing<'a> {
    /// Linked to these.
    Linked(Vec<&'a str>),
    /// Not linked, for this reason.
    Unlinked(&'a str),
}

/// Where every record of a set stands: by its table, its number, and the table it could be linked to.
#[derive(Debug)]
pub(super) struct Standings<'a>(FxHashMap<(Kind, &'a str, Kind), Standing<'a>>);

impl<'a> Standings<'a> {
    /// Reads off where the records of a set stand.
    pub(super) fn of(set: &'a Set) -> Self {
        let mut all: FxHashMap<_, Standing<'a>> = FxHashMap::default();
        for Pair { contact, kind, account } in set.linked.iter().flatten().map(|link| &link.pair) {
            for (key, other) in
                [((Kind::Contact, &**contact, *kind), account), ((*kind, &**account, Kind::Contact), contact)]
            {
                match all.entry(key).or_insert_with(|| Standing::Linked(Vec::new())) {
                    Standing::Linked(others) => others.push(other),
                    Standing::Unlinked(_) => {}
                }
            }
        }
        for one in &set.unlinked {
            all.entry((one.table, &*one.no, one.target)).or_insert(Standing::Unlinked(&one.reason));
        }
        Self(all)
    }

    fn contact<'s>(&'s self, pair: &'s Pair) -> Option<&'s Standing<'s>> {
        self.0.get(&(Kind::Contact, &*pair.contact, pair.kind))
    }

    fn account<'s>(&'s self, pair: &'s Pair) -> Option<&'s Standing<'s>> {
        self.0.get(&(pair.kind, &*pair.account, Kind::Contact))
    }
}

/// The true pairs that are not linked, each with its cause. `met` says whether two records were ever compared, `None`
/// where that is not known.
pub(super) fn missed(set: &Set, truths: &Truths, met: &dyn Fn(&Pair) -> Option<bool>) -> Vec<Case> {
    let standings = Standings::of(set);
    let reviews: FxHashMap<&Pair, &str> = set.review.iter().map(|one| (&one.pair, &*one.reason)).collect();
    let cases = truths.pairs().filter_map(|pair| {
        let cause = match (standings.contact(pair), standings.account(pair)) {
            (Some(Standing::Linked(accounts)), _) if accounts.contains(&&*pair.account) => return None,
            _ if reviews.contains_key(pair) => {
                let kind = reviews[pair].split(':').next().unwrap_or_default();
                format!("in review: {kind}")
            }
            (None, _) | (_, None) => "not in the run: a rejected row, or no such number".to_owned(),
            (Some(contact), Some(account)) => unlinked(set, truths, pair, contact, account, met(pair)),
        };
        Some(Case::new(pair, cause))
    });
    cases.collect()
}

/// Why two records of the run are neither linked nor in review.
fn unlinked(
    set: &Set,
    truths: &Truths,
    pair: &Pair,
    contact: &Standing<'_>,
    account: &Standing<'_>,
    met: Option<bool>,
) -> String {
    if let Standing::Unlinked(reason @ ("follows company" | "privacy blocked")) = contact {
        return format!("never linked: {reason}");
    }
    let exclusive = set.cardinality.exclusive();
    let others = |standing: &Standing<'_>| match standing {
        Standing::Linked(others) => others.iter().map(|&other| other.to_owned()).collect(),
        Standing::Unlinked(_) => Vec::new(),
    };
    let elsewhere: Vec<Pair> = [
        (
            exclusive.left,
            others(contact).into_iter().map(|account| Pair { account, ..pair.clone() }).collect::<Vec<_>>(),
        ),
        (exclusive.right, others(account).into_iter().map(|contact| Pair { contact, ..pair.clone() }).collect()),
    ]
    .into_iter()
    .filter(|(exclusive, _)| *exclusive)
    .flat_map(|(_, pairs)| pairs)
    .collect();
    let cause = if elsewhere.iter().any(|other| truths.of(other).is_some()) {
        "beyond the cardinality: a duplicate of one side holds the link"
    } else if met == Some(false) {
        "never compared"
    } else if !elsewhere.is_empty() {
        "lost in assignment: one side is linked to another"
    } else if met.is_none() {
        "never compared or below review"
    } else {
        "below review"
    };
    cause.to_owned()
}

/// The links that are not true, each with what the two are to each other: by the entities where they are known, else
/// by whether the contact has a right account in that table.
pub(super) fn wrong<'a>(
    links: impl Iterator<Item = &'a Pair>,
    truths: &Truths,
    entities: Option<&Entities>,
) -> Vec<Case> {
    let having: std::collections::BTreeSet<(&str, Kind)> =
        truths.pairs().map(|pair| (&*pair.contact, pair.kind)).collect();
    let cases = links.filter(|pair| truths.of(pair).is_none()).map(|pair| {
        let cause = match entities {
            Some(entities) => {
                let of = |kind: Kind, no: &str| entities.get(&(kind, no.to_owned()));
                kinship(of(Kind::Contact, &pair.contact), of(pair.kind, &pair.account))
            }
            None if having.contains(&(&*pair.contact, pair.kind)) => "the contact has another account there",
            None => "the contact has no account there",
        };
        Case::new(pair, cause)
    });
    cases.collect()
}

/// What two records are to each other.
pub(super) fn kinship(a: Option<&Entity>, b: Option<&Entity>) -> &'static str {
    let (Some(a), Some(b)) = (a, b) else { return "one of the two is not in the entities" };
    if a.entity == b.entity {
        return "the same by the entities, but not in the truth";
    }
    if a.group.is_empty() || a.group != b.group {
        return "strangers";
    }
    match a.kind.as_str() {
        "chain" | "branch" => "branches of one chain",
        "group" => "companies of one group",
        "twin" | "namesake" => "namesakes",
        "family" | "household" => "firms or people of one family name",
        _ => "look-alikes of another kind",
    }
}
