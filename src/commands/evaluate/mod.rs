//! `koppel evaluate OUT --truth F`: how right a published run is.
//!
//! In: the folder of a run, what is known to be right, and if one likes the job. Out: a [`Report`]: scores per table and
//! in total, a sweep over thresholds, whether the stated probabilities hold, and the errors by kind. It is taken from the
//! published files alone; only what they cannot tell - which pairs were never compared - takes the job, which is then
//! run again up to its decisions. Nothing is written.

mod again;
mod causes;
mod clusters;
mod measure;
mod published;
mod text;
pub mod truth;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::commands::evaluate::again::{Again, Sample};
use crate::commands::evaluate::causes::{Case, Count};
use crate::commands::evaluate::clusters::{Clusters, Known};
use crate::commands::evaluate::measure::{Band, Pair, Score, Sweep, Truths};
use crate::commands::evaluate::published::{Set, Stated};
use crate::commands::evaluate::truth::{Entities, Named, Truth};
use crate::config::Job;
use crate::error::{Error, Result};
use crate::record::Kind;
use crate::stage::Progress;
use crate::value::text::noun;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The output folder of the run.
    pub folder: &'a Path,
    /// Truth files: pairs, which are taken together, or clusters, one file a table.
    pub truths: &'a [PathBuf],
    /// The table of each cluster file, in their order; may be left out where the run has duplicates of one table alone.
    pub tables: &'a [Kind],
    /// Pairs that are neither right nor wrong.
    pub ignore: &'a [PathBuf],
    /// Whose record each is, to tell what the wrongly joined are to each other.
    pub entities: Option<&'a Path>,
    /// The job of the run, to tell which pairs were never compared.
    pub job: Option<&'a Job>,
    /// How many contacts to compare with everything.
    pub sample: Option<u32>,
}

/// How right a run is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The links, where the truth has pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// The clusters, a table each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<Clusters>,
    /// What a whole comparison of some contacts found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
    /// What one should know when reading the figures.
    pub notes: Vec<String>,
}

/// How right links are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Links {
    /// The scores of the links, per table.
    pub tables: BTreeMap<&'static str, Score>,
    /// The score of all links.
    pub total: Score,
    /// What other thresholds would do to links and reviews.
    pub sweep: Sweep,
    /// Whether the probabilities hold of what the run found by itself.
    pub reliability: Vec<Band>,
    /// Why true pairs are not linked.
    pub missed: Vec<Count>,
    /// What wrong links are of.
    pub wrong: Vec<Count>,
    /// The true pairs that are not linked, each with its cause.
    pub missed_pairs: Vec<Case>,
    /// The wrong links, each with what the two are to each other.
    pub wrong_pairs: Vec<Case>,
}

/// Measures a run.
///
/// # Errors
///
/// Refused where the folder holds no set, a truth cannot be understood or is about something else than the set, or the
/// job cannot be run.
pub fn evaluate(question: Question<'_>, strict: bool, progress: &dyn Progress) -> Result<Report> {
    let set = published::read(question.folder)?;
    let entities = question.entities.map(truth::entities).transpose()?;
    let mut report = Report::default();
    report.notes.extend(set.altered.iter().map(|name| format!("{name} is not as the run published it")));
    let (mut pairs, mut clusters) = (None, Vec::new());
    for path in question.truths {
        match truth::read(path)? {
            Truth::Links { pairs: found, passed } => {
                let found = named(found, passed, &set, path, &mut report.notes)?;
                if found.is_empty() && passed > 0 {
                    let error = Error::refused("no row of the truth says a direct link of two records").file(path);
                    return Err(
                        error.hint("look at its columns `account_type` and `link_kind`, which has to say `direct`")
                    );
                }
                pairs.get_or_insert_with(BTreeSet::new).extend(found);
            }
            Truth::Clusters(found) => clusters.push((path, found)),
        }
    }
    if let Some(pairs) = pairs {
        links(question, &set, pairs, entities.as_ref(), strict, progress, &mut report)?;
    } else if question.sample.is_some() {
        return Err(Error::refused("`--recall-sample` needs a truth of pairs")
            .hint("it estimates the links that were missed: give the pairs with one more --truth"));
    }
    let tables = tables(question, &set, clusters.len())?;
    let job = question.job.filter(|_| !clusters.is_empty());
    let again = job.map(|job| again::meetings(job, strict, progress)).transpose()?;
    for ((path, truth), table) in clusters.iter().zip(tables) {
        let missing = || {
            let error = Error::refused("this truth has clusters, but the run has no duplicates").file(path);
            error.hint("clusters are the truth of `koppel dedupe`; links want `contact_no,account_type,account_no`")
        };
        let found = set.duplicates.as_ref().ok_or_else(missing)?;
        let found = found.iter().filter(|one| one.table == table).map(|one| (&*one.no, &*one.cluster)).collect();
        let sweep = clusters::sweep(table, &set, truth);
        let met = |a: &str, b: &str| again.as_ref().and_then(|again| again.met(table, a, b));
        let known = Known::of(&set, table, &met);
        report.clusters.push(Clusters { sweep, ..clusters::measure(table, &found, truth, &known, entities.as_ref()) });
    }
    Ok(report)
}

/// The tables that so many cluster files are about.
fn tables(question: Question<'_>, set: &Set, files: usize) -> Result<Vec<Kind>> {
    if files == 0 || question.tables.len() == files {
        return Ok(question.tables.to_vec());
    }
    let found: BTreeSet<Kind> = set.duplicates.iter().flatten().map(|one| one.table).collect();
    match (question.tables.len(), files, found.first()) {
        (0, 1, Some(&only)) if found.len() == 1 => Ok(vec![only]),
        (0, 1, None) => Ok(vec![Kind::Contact]),
        _ => Err(Error::refused("it is not clear which table each truth is about")
            .hint("say it with one --table for each --truth, in the same order: --truth F --table contacts")),
    }
}

/// Pairs with their table: one that names none is of the only table of accounts. What the run cannot have is left out, and
/// noted.
fn named(
    found: BTreeSet<Named>,
    passed: u64,
    set: &Set,
    path: &Path,
    notes: &mut Vec<String>,
) -> Result<BTreeSet<Pair>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if passed > 0 {
        let rows = noun(passed, "rows");
        notes.push(format!("{passed} {rows} of {name} passed over: no direct link of a contact and an account"));
    }
    let accounts = set.accounts();
    let only = if let [only] = accounts[..] { Some(only) } else { None };
    let pairs = found.into_iter().map(|(contact, kind, account)| {
        let kind = kind.or(only).ok_or_else(|| {
            let error = Error::refused("a pair names no table, and the run has several").file(path);
            error.hint("give the truth a column `account_type`: customer, vendor or bank")
        })?;
        Ok(Pair { contact, kind, account })
    });
    let (there, absent): (BTreeSet<Pair>, BTreeSet<Pair>) =
        pairs.collect::<Result<Vec<_>>>()?.into_iter().partition(|pair| accounts.contains(&pair.kind));
    if !absent.is_empty() {
        let kinds: BTreeSet<Kind> = absent.iter().map(|pair| pair.kind).collect();
        let kinds: Vec<&str> = kinds.into_iter().map(Kind::word).collect();
        let (count, pairs, tables) = (absent.len(), noun(absent.len(), "pairs"), kinds.join(", "));
        notes.push(format!("{count} {pairs} of {name} not counted: the run had no {tables} table"));
    }
    Ok(there)
}

/// Measures links.
fn links(
    question: Question<'_>,
    set: &Set,
    mut pairs: BTreeSet<Pair>,
    entities: Option<&Entities>,
    strict: bool,
    progress: &dyn Progress,
    report: &mut Report,
) -> Result<()> {
    let linked = set.linked.as_ref().ok_or_else(|| {
        let error = Error::refused("this run has no links, but the truth has pairs").file(question.folder);
        error.hint("the truth of `koppel dedupe` has the columns `no,cluster`")
    })?;
    let mut open = BTreeSet::new();
    for path in question.ignore {
        let Truth::Links { pairs: found, passed } = truth::read(path)? else {
            let error = Error::refused("what is to be ignored are pairs, not clusters").file(path);
            return Err(error.hint("give --ignore the columns `contact_no,account_type,account_no`"));
        };
        open.extend(named(found, passed, set, path, &mut report.notes)?);
    }
    pairs.retain(|pair| !open.contains(pair));
    if pairs.is_empty() {
        report.notes.push("the truth has no pair to be found: every link counts as wrong".to_owned());
    }
    let truths = Truths::new(pairs, set.cardinality);
    let counts = |one: &&Stated| !open.contains(&one.pair);
    let links: Vec<&Stated> = linked.iter().filter(counts).collect();
    let again = question.job.map(|job| again::run(job, strict, progress)).transpose()?;
    if let (Some(again), Some(job)) = (&again, question.job) {
        report.notes.extend(again.changed(set, job)?);
    }
    notes(linked.len() - links.len(), &links, &mut report.notes);
    let reviews: Vec<&Stated> = set.review.iter().filter(counts).collect();
    report.links = Some(measured(set, &truths, &links, &reviews, entities, again.as_ref()));
    if let Some(size) = question.sample {
        let again = again.as_ref().ok_or_else(|| {
            Error::refused("`--recall-sample` needs the job of the run").hint("name it with --job koppel.toml")
        })?;
        let review = set.settings.pointer("/decide/review").and_then(serde_json::Value::as_f64).unwrap_or(0.5);
        report.sample = Some(again.sample(size, review, |pair| truths.of(pair).is_some())?);
    }
    Ok(())
}

fn measured(
    set: &Set,
    truths: &Truths,
    links: &[&Stated],
    reviews: &[&Stated],
    entities: Option<&Entities>,
    again: Option<&Again>,
) -> Links {
    let of = |kind: Option<Kind>| {
        let counted = links.iter().filter(|one| kind.is_none_or(|kind| one.pair.kind == kind));
        truths.score(counted.map(|one| truths.of(&one.pair)), kind)
    };
    let linked: BTreeSet<&Pair> = links.iter().map(|one| &one.pair).collect();
    let all = || links.iter().chain(reviews.iter().filter(|one| !linked.contains(&one.pair)));
    let stated = all().map(|one| (one.probability, truths.of(&one.pair))).collect();
    let held: Vec<(f64, bool)> =
        all().filter(|one| one.is_found()).map(|one| (one.probability, truths.of(&one.pair).is_some())).collect();
    let missed_pairs = causes::missed(set, truths, &|pair| again.and_then(|again| again.met(pair)));
    let wrong_pairs = causes::wrong(links.iter().map(|one| &one.pair), truths, entities);
    Links {
        tables: set.accounts().into_iter().map(|kind| (kind.word(), of(Some(kind)))).collect(),
        total: of(None),
        sweep: measure::sweep(stated, truths),
        reliability: measure::reliability(&held),
        missed: causes::count(&missed_pairs),
        wrong: causes::count(&wrong_pairs),
        missed_pairs,
        wrong_pairs,
    }
}

fn notes(ignored: usize, links: &[&Stated], notes: &mut Vec<String>) {
    if ignored > 0 {
        notes.push(format!("{ignored} links are neither right nor wrong, and not counted"));
    }
    let given = links.iter().filter(|one| !one.is_found()).count();
    if given > 0 {
        notes.push(format!("{given} links were in the ledger or decided by a person, and are counted too"));
    }
}

#[cfg(test)]
mod tests;
