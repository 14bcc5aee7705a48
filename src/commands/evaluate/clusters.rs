//! How right clusters of duplicates are: pairwise, and cluster by cluster. Pure.
//!
//! A record that the truth does not name is alone there; one that the run does not name is alone in the run.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::commands::evaluate::causes::kinship;
use crate::commands::evaluate::measure::{self, Score, Sweep};
use crate::commands::evaluate::published::{Set, Stated};
use crate::commands::evaluate::truth::Entities;
use crate::record::Kind;

/// How right the clusters of a table are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clusters {
    /// The table.
    pub table: &'static str,
    /// Two records of one cluster are a pair.
    #[serde(flatten)]
    pub score: Score,
    /// Clusters of the run, of two records or more.
    pub clusters: u64,
    /// Those of the truth.
    pub true_clusters: u64,
    /// Those that are the same in both.
    pub exact: u64,
    /// Clusters of the run that hold records of several true ones.
    pub mixed: u64,
    /// True clusters that the run has not in one piece.
    pub split: u64,
    /// What other thresholds would do to clusters and reviews: a pair of a cluster counts from the lesser probability of
    /// its two records.
    pub sweep: Sweep,
    /// Missed pairs, by what became of them.
    pub missed: BTreeMap<String, u64>,
    /// Wrong pairs by what the two are to each other; empty where no entities are known.
    pub wrong_by: BTreeMap<&'static str, u64>,
}

/// The records of each cluster, by their numbers.
type Members<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// What is known of two records that should be in one cluster.
pub(super) struct Known<'a> {
    /// The reason for which two records are in review.
    reviews: FxHashMap<(&'a str, &'a str), &'a str>,
    /// Whether two records were ever compared; `None` where that is not known.
    met: &'a dyn Fn(&str, &str) -> Option<bool>,
}

impl<'a> Known<'a> {
    /// What a set says of the records of a table.
    pub(super) fn of(set: &'a Set, table: Kind, met: &'a dyn Fn(&str, &str) -> Option<bool>) -> Self {
        let of_table = set.review.iter().filter(|one| one.pair.kind == table);
        let reason = |one: &'a Stated| (ordered(&one.pair.contact, &one.pair.account), &*one.reason);
        Self { reviews: of_table.map(reason).collect(), met }
    }

    /// Why two records are not in one cluster.
    fn cause(&self, a: &str, b: &str, alone: bool) -> String {
        if let Some(reason) = self.reviews.get(&ordered(a, b)) {
            return format!("in review: {}", reason.split(':').next().unwrap_or_default());
        }
        match (self.met)(a, b) {
            Some(false) => "never compared".to_owned(),
            _ if alone => "one of the two is in no cluster".to_owned(),
            _ => "both in clusters, but in different ones".to_owned(),
        }
    }
}

/// Two numbers, whichever comes first.
fn ordered<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    (a.min(b), a.max(b))
}

/// Measures the clusters of a table: numbers to names of clusters, in the run and in truth.
pub(super) fn measure(
    table: Kind,
    found: &BTreeMap<&str, &str>,
    truth: &BTreeMap<String, String>,
    known: &Known<'_>,
    entities: Option<&Entities>,
) -> Clusters {
    let truth: BTreeMap<&str, &str> = truth.iter().map(|(no, cluster)| (&**no, &**cluster)).collect();
    let (of_run, of_truth) = (members(found), members(&truth));
    let pairs = |members: &Members<'_>| members.values().map(|records| two(records.len())).sum::<u64>();
    let several = |members: &Members<'_>| members.values().filter(|records| records.len() > 1).count() as u64;
    let (mut right, mut mixed, mut exact) = (0, 0, 0);
    let mut wrong_by = BTreeMap::new();
    for records in of_run.values() {
        let parts = parts(records, &truth);
        right += parts.iter().map(|part| two(part.len())).sum::<u64>();
        mixed += u64::from(parts.len() > 1);
        let whole = truth.get(records[0]).is_some_and(|cluster| of_truth[cluster].len() == records.len());
        exact += u64::from(records.len() > 1 && parts.len() == 1 && whole);
        if let Some(entities) = entities {
            kinships(table, &parts, entities, &mut wrong_by);
        }
    }
    let (mut split, mut missed) = (0, BTreeMap::new());
    for records in of_truth.values() {
        let parts = parts(records, found);
        split += u64::from(parts.len() > 1);
        let alone = |no: &str| found.get(no).is_none_or(|own| of_run[own].len() == 1);
        apart(&parts, |a, b| known.cause(a, b, alone(a) || alone(b)), &mut missed);
    }
    let score = Score::plain(pairs(&of_run), right, pairs(&of_truth));
    let (clusters, true_clusters) = (several(&of_run), several(&of_truth));
    let sweep = Sweep::default();
    Clusters { table: table.word(), score, clusters, true_clusters, exact, mixed, split, sweep, missed, wrong_by }
}

/// What other thresholds would do, of the records in clusters and the pairs in review of a table.
///
/// Pairs of clusters are counted and never written out: their number grows with the square of a cluster.
pub(super) fn sweep(table: Kind, set: &Set, truth: &BTreeMap<String, String>) -> Sweep {
    let truth: BTreeMap<&str, &str> = truth.iter().map(|(no, cluster)| (&**no, &**cluster)).collect();
    let true_pairs = members(&truth).values().map(|records| two(records.len())).sum();
    let grouped: Vec<_> = set.duplicates.iter().flatten().filter(|one| one.table == table).collect();
    let found: BTreeMap<&str, &str> = grouped.iter().map(|one| (&*one.no, &*one.cluster)).collect();
    let surely: BTreeMap<&str, f64> = grouped.iter().map(|one| (&*one.no, one.probability)).collect();
    let mut stated = Vec::new();
    for mut records in members(&found).into_values() {
        // The surest first: each counts with all before it from its own probability.
        records.sort_by(|a, b| surely[b].total_cmp(&surely[a]));
        let mut alike: FxHashMap<&str, u64> = FxHashMap::default();
        for (before, no) in records.into_iter().enumerate() {
            let right = truth.get(no).map_or(0, |cluster| {
                let alike = alike.entry(cluster).or_default();
                std::mem::replace(alike, *alike + 1)
            });
            stated.push((surely[no], before as u64, right));
        }
    }
    // What is in a cluster is stated by it, whatever else is asked of it.
    let together =
        |of: &BTreeMap<&str, &str>, (a, b): (&str, &str)| of.get(a).is_some_and(|own| of.get(b) == Some(own));
    let reviews = set.review.iter().filter(|one| one.pair.kind == table);
    let reviews: BTreeMap<_, f64> =
        reviews.map(|one| (ordered(&one.pair.contact, &one.pair.account), one.probability)).collect();
    let apart = reviews.into_iter().filter(|&(pair, _)| !together(&found, pair));
    stated.extend(apart.map(|(pair, probability)| (probability, 1, u64::from(together(&truth, pair)))));
    stated.retain(|&(_, pairs, _)| pairs > 0);
    measure::sweep_counted(stated, true_pairs)
}

fn members<'a>(of: &BTreeMap<&'a str, &'a str>) -> Members<'a> {
    let mut members = Members::new();
    of.iter().for_each(|(no, cluster)| members.entry(*cluster).or_default().push(*no));
    members
}

/// Records by their cluster in another partition; those it does not name are each alone.
fn parts<'a>(records: &[&'a str], other: &BTreeMap<&str, &str>) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = Vec::new();
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    for &no in records {
        let next = parts.len();
        let at = other.get(no).map_or(next, |cluster| *place.entry(*cluster).or_insert(next));
        if at == next {
            parts.push(Vec::new());
        }
        parts[at].push(no);
    }
    parts
}

/// The most parts of a cluster that are held against each other one by one.
const PARTS_MAX: usize = 500;
/// The most pairs of a cluster whose causes are looked for one by one.
const PAIRS_MAX: u64 = 1_000_000;

/// How many pairs have their two records in different parts.
fn between(parts: &[Vec<&str>]) -> u64 {
    let all: usize = parts.iter().map(Vec::len).sum();
    two(all) - parts.iter().map(|part| two(part.len())).sum::<u64>()
}

/// Adds why the records of different parts are not together.
fn apart(parts: &[Vec<&str>], cause: impl Fn(&str, &str) -> String, into: &mut BTreeMap<String, u64>) {
    let all = between(parts);
    if all > PAIRS_MAX {
        *into.entry("in a true cluster of very many".to_owned()).or_default() += all;
        return;
    }
    for (at, one) in parts.iter().enumerate() {
        for (a, b) in one.iter().flat_map(|a| parts[at + 1..].iter().flatten().map(move |b| (a, b))) {
            *into.entry(cause(a, b)).or_default() += 1;
        }
    }
}

/// Adds what the wrongly joined are to each other.
fn kinships(table: Kind, parts: &[Vec<&str>], entities: &Entities, into: &mut BTreeMap<&'static str, u64>) {
    if parts.len() > PARTS_MAX {
        *into.entry("in a cluster of very many").or_default() += between(parts);
        return;
    }
    let entity = |part: &[&str]| entities.get(&(table, part[0].to_owned()));
    for (at, one) in parts.iter().enumerate() {
        for other in &parts[at + 1..] {
            *into.entry(kinship(entity(one), entity(other))).or_default() += (one.len() * other.len()) as u64;
        }
    }
}

/// The pairs among so many records.
fn two(records: usize) -> u64 {
    let records = records as u64;
    records * records.saturating_sub(1) / 2
}
