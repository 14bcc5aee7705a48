//! The pipeline on one page.

use std::path::Path;
use std::time::Duration;

use crate::clean::{self, Profiles};
use crate::config::Job;
use crate::decide::clusters::Clusters;
use crate::decide::{self, Cardinality, Linkage};
use crate::error::{Error, Issue, Result};
use crate::estimate::{Estimate, Size};
use crate::merge;
use crate::pair::{self, Candidates, KeyStatement, Sides};
use crate::read::{self, Read};
use crate::record::Kind;
use crate::score::{self, Model, Scored};
use crate::stage::{Progress, Stage};
use crate::value::country::Country;
use crate::value::date::{self, Order};
use crate::value::text::Placeholders;
use crate::watch::Watch;
use crate::write::summary::{Compared, KeyStat};
use crate::write::{self, Published, Summary};

/// What a run is asked for beside its job.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Any rejected row or doubt refuses the run.
    pub strict: bool,
    /// The date of the run, `YYYY-MM-DD`; else the newest one in the inputs.
    pub as_of: Option<String>,
}

/// What a run leaves behind.
#[derive(Debug)]
pub struct Outcome<S> {
    /// The counts.
    pub summary: S,
    /// The set that stands now.
    pub published: Published,
    /// How long each stage took.
    pub spent: Vec<(Stage, Duration)>,
}

/// `koppel link`: the seven stages.
///
/// # Errors
/// Refused, failed or busy, with nothing written.
pub fn link(job: &Job, options: &Options, progress: &dyn Progress) -> Result<Outcome<Summary>> {
    job.check_link()?;
    let policy = job.merge.check()?;
    let Opened { home, placeholders, lock, watch, mut read, as_of } = open(job, options, progress)?;
    watch.foresee(Estimate::of_links(size(&read), rayon::current_num_threads()));
    let Met { mut profiles, model, mut candidates } = meet(&read, &placeholders, home, &job.pair, &watch);
    profiles.forget_keys();
    let pairs = std::mem::take(&mut candidates.pairs);
    let scored = score::score(&profiles, &model, &pairs, profiles.free(Kind::Contact).count(), &watch);
    drop(pairs);
    let context = decide::Context { read: &read, profiles: &profiles, model: &model, settings: &job.decide };
    let mut linkage = decide::decide(context, scored, &watch);
    let crowded = crowded(&profiles);
    // These have done their work; the memory they take is wanted for what comes.
    let mut doubts = std::mem::take(&mut profiles.issues);
    drop((profiles, model));
    let context = merge::Context {
        one_to_one: job.decide.cardinality == Cardinality::OneToOne,
        home,
        placeholders: &placeholders,
        cosmetic: job.write.cosmetic,
        as_of: date::parse(&as_of, Order::DayMonth),
    };
    watch.begin(Stage::Merge, linkage.links.len() as u64, "links");
    let mut merged = merge::merge(&read.tables, &linkage.links, &read.decisions, &policy, &context);
    watch.end();

    let mut issues = std::mem::take(&mut read.issues);
    issues.append(&mut doubts);
    issues.append(&mut linkage.issues);
    issues.append(&mut merged.issues);
    issues.sort_unstable();
    refuse_doubts(job, options, &issues)?;
    let mut summary = Summary::new(&read, &linkage, &merged, &issues, &as_of);
    summary.notes.extend(crowded);
    tell(&mut summary, &candidates, &linkage, merged.skipped);
    let settings = job.settings()?;
    let set = write::Set {
        read: &read,
        linkage: &linkage,
        merged: &merged,
        issues: &issues,
        summary: &summary,
        as_of: &as_of,
        settings: &settings,
    };
    let published = write::write(&set, &job.write, &lock, &watch)?;
    Ok(Outcome { summary, published, spent: watch.spent() })
}

/// `koppel dedupe`: the same stages within each table, or within one. Nothing is merged.
///
/// # Errors
/// Refused, failed or busy, with nothing written.
pub fn dedupe(
    job: &Job,
    only: Option<Kind>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Outcome<write::duplicates::Summary>> {
    let kinds: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|&kind| job.input(kind).is_some() && only.is_none_or(|only| only == kind))
        .collect();
    if kinds.is_empty() {
        return Err(
            Error::refused("there is no table to look for duplicates in").hint("name one, such as --contacts FILE")
        );
    }
    let Opened { home, placeholders, lock, watch, mut read, as_of } = open(job, options, progress)?;
    let records: Vec<u64> = kinds.iter().map(|&kind| read.tables.rows(kind) as u64).collect();
    watch.foresee(Estimate::of_duplicates(size(&read).bytes, &records, rayon::current_num_threads()));
    let (profiles, mut clustered, candidates) = clustered(&read, &kinds, &placeholders, home, job, &watch);
    let mut issues = std::mem::take(&mut read.issues);
    issues.extend_from_slice(&profiles.issues);
    issues.extend(clustered.iter_mut().flat_map(|(_, clusters)| std::mem::take(&mut clusters.issues)));
    issues.sort_unstable();
    refuse_doubts(job, options, &issues)?;
    let settings = job.settings()?;
    let set = write::duplicates::Set {
        read: &read,
        clusters: &clustered,
        passed_by: &decide::clusters::passed_by(&read, &kinds),
        issues: &issues,
        as_of: &as_of,
        guard_formulas: job.write.guard_formulas,
        settings: &settings,
    };
    let mut summary = write::duplicates::Summary::new(&set);
    for (kind, candidates) in &candidates {
        summary.tables.entry(kind.word()).or_default().compared = compared(candidates, "records");
    }
    summary.notes.extend(crowded(&profiles).into_iter().chain(unseen(&clustered)));
    let published = write::duplicates::write(&set, &summary, &lock, &watch)?;
    Ok(Outcome { summary, published, spent: watch.spent() })
}

/// What every run begins with.
struct Opened<'p> {
    home: Option<Country>,
    placeholders: Placeholders,
    lock: write::Lock,
    watch: Watch<'p>,
    read: Read,
    /// The date of the run.
    as_of: String,
}

/// Takes the output folder, and reads.
fn open<'p>(job: &Job, options: &Options, progress: &'p dyn Progress) -> Result<Opened<'p>> {
    let inputs: Vec<&Path> = job.read.inputs().map(|(_, input)| input.path.as_path()).collect();
    let lock = write::lock(&job.write.directory, &inputs)?;
    let watch = Watch::over(progress);
    let mut read = read::read(&job.read, options.strict, &watch)?;
    let as_of = options.as_of.clone().unwrap_or_else(|| clean::newest(&read.tables));
    read.issues.extend(clean::late(&read.tables, &as_of));
    let placeholders = Placeholders::new(job.clean.placeholders.iter().map(String::as_str));
    Ok(Opened { home: home(job), placeholders, lock, watch, read, as_of })
}

/// A strict run leaves no doubt of any stage behind.
fn refuse_doubts(job: &Job, options: &Options, issues: &[Issue]) -> Result<()> {
    if options.strict { read::strictly(issues, |source| job.read.path(source), read::RELAXED) } else { Ok(()) }
}

/// What there is of each table.
pub type OfTables<T> = Vec<(Kind, T)>;

/// Cleans once; pairs, scores and clusters each table.
pub fn clustered(
    read: &Read,
    kinds: &[Kind],
    placeholders: &Placeholders,
    home: Option<Country>,
    job: &Job,
    progress: &dyn Progress,
) -> (Profiles, OfTables<Clusters>, OfTables<Candidates>) {
    let profiles = clean::clean(&read.tables, placeholders, home, progress);
    let clusters = |&kind: &Kind| {
        let Grouped { clusters, mut candidates, .. } = grouped(read, &profiles, kind, job, progress);
        // What is told of them is short; they are many.
        candidates.pairs = Vec::new();
        ((kind, clusters), (kind, candidates))
    };
    let (clustered, candidates) = kinds.iter().map(clusters).unzip();
    (profiles, clustered, candidates)
}

/// What the stages from `pair` to `decide` made of one table.
#[derive(Debug)]
pub struct Grouped {
    /// The weights.
    pub model: Model,
    /// The pairs that met.
    pub candidates: Candidates,
    /// Those of them that may be more than chance, with what they weigh.
    pub scored: Vec<Scored>,
    /// The duplicates.
    pub clusters: Clusters,
}

/// Pairs, scores and clusters a table.
pub fn grouped(read: &Read, profiles: &Profiles, kind: Kind, job: &Job, progress: &dyn Progress) -> Grouped {
    let sides = one_side(profiles, kind);
    let candidates = pair::pair(profiles, &sides, &job.pair, progress);
    let model = Model::within(profiles);
    let scored = score::score(profiles, &model, &candidates.pairs, sides.left.len(), progress);
    let context = decide::Context { read, profiles, model: &model, settings: &job.decide };
    progress.begin(Stage::Decide, 1, "tables");
    let clusters = decide::clusters::clusters(context, kind, &scored);
    progress.end();
    Grouped { model, candidates, scored, clusters }
}

/// What the stages up to `decide` made.
#[derive(Debug)]
pub struct Matched {
    /// The cleaned records.
    pub profiles: Profiles,
    /// The weights.
    pub model: Model,
    /// The pairs that met.
    pub candidates: Candidates,
    /// Those of them that may be more than chance, with what they weigh.
    pub scored: Vec<Scored>,
    /// Links, reviews and the rest.
    pub linkage: Linkage,
}

/// Cleans, pairs, scores and decides.
pub fn matched(
    read: &Read,
    placeholders: &Placeholders,
    home: Option<Country>,
    pair: &pair::Settings,
    decide: &decide::Settings,
    progress: &dyn Progress,
) -> Matched {
    let Met { profiles, model, candidates } = meet(read, placeholders, home, pair, progress);
    let left = profiles.free(Kind::Contact).count();
    let scored = score::score(&profiles, &model, &candidates.pairs, left, progress);
    let context = decide::Context { read, profiles: &profiles, model: &model, settings: decide };
    let linkage = decide::decide(context, scored.clone(), progress);
    Matched { profiles, model, candidates, scored, linkage }
}

/// What the stages up to `pair` made.
struct Met {
    profiles: Profiles,
    model: Model,
    candidates: Candidates,
}

/// The records of one table, to be held against each other.
pub fn one_side(profiles: &Profiles, kind: Kind) -> Sides {
    let records: Vec<_> = profiles.unblocked(kind).collect();
    Sides { left: records.clone(), right: records, same: true }
}

/// Contacts on one side, accounts on the other.
pub fn sides(profiles: &Profiles) -> Sides {
    let left = profiles.rivals(Kind::Contact).collect();
    let right = Kind::ACCOUNTS.into_iter().flat_map(|kind| profiles.rivals(kind)).collect();
    Sides { left, right, same: false }
}

/// Cleans, and finds the pairs of contacts and accounts that share something.
fn meet(
    read: &Read,
    placeholders: &Placeholders,
    home: Option<Country>,
    settings: &pair::Settings,
    progress: &dyn Progress,
) -> Met {
    let profiles = clean::clean(&read.tables, placeholders, home, progress);
    let sides = sides(&profiles);
    let candidates = pair::pair(&profiles, &sides, settings, progress);
    let model = Model::of(&profiles);
    Met { profiles, model, candidates }
}

/// The country of records that name none.
pub fn home(job: &Job) -> Option<Country> {
    job.read.country.as_deref().and_then(Country::parse)
}

/// How large a run is.
fn size(read: &Read) -> Size {
    let rows = |kind| read.tables.rows(kind) as u64;
    Size {
        bytes: read.tables.iter().map(|(_, table)| table.text.len() as u64).sum(),
        contacts: rows(Kind::Contact),
        accounts: Kind::ACCOUNTS.into_iter().map(rows).sum(),
    }
}

/// That slips were not sought in every word as far as in others.
fn crowded(profiles: &Profiles) -> Option<String> {
    let words = profiles.names.vocabulary.crowded();
    (words > 0)
        .then(|| format!("{words} words of names are like so many others that slips were not sought in all of them"))
}

/// That some doubtful pairs of duplicates are in no review.
fn unseen(clustered: &[(Kind, Clusters)]) -> Vec<String> {
    let sum = |of: fn(&Clusters) -> u64| clustered.iter().map(|(_, clusters)| of(clusters)).sum::<u64>();
    let told = [
        (sum(|of| of.cut), "doubtful pairs of records that have many of them are in no review"),
        (
            sum(|of| of.passed_over),
            "pairs were not joined: the large clusters they are in were not compared, for there are too many",
        ),
    ];
    told.into_iter().filter(|&(count, _)| count > 0).map(|(count, what)| format!("{count} {what}")).collect()
}

/// Adds to the summary what only the run knows.
fn tell(summary: &mut Summary, candidates: &Candidates, linkage: &Linkage, skipped: bool) {
    summary.compared = compared(candidates, "contacts");
    let greedy = linkage.counts.components_greedy;
    summary.notes.extend((greedy > 0).then(|| {
        format!("{greedy} groups of candidates were too large for the exact assignment: solved best pair first")
    }));
    let skipped = skipped
        .then_some("nothing was merged, since the cardinality is not one-to-one: the merged files equal the inputs");
    summary.notes.extend(skipped.map(str::to_owned));
}

/// What was compared, and what was left out, of these.
fn compared(candidates: &Candidates, of: &str) -> Compared {
    let keys = candidates.keys.iter().filter(|key| key.values > 0).map(key_stat).collect();
    let mut compared = Compared { keys, pairs: candidates.kept, ..Compared::default() };
    if candidates.thin > 0 {
        compared
            .cut
            .insert("pairs that share one word or place, while other values differ".to_owned(), candidates.thin);
    }
    if candidates.cut > 0 {
        compared.cut.insert("pairs beyond per_contact".to_owned(), candidates.cut);
        compared.cut.insert(format!("{of} with more candidates than per_contact"), candidates.records_cut);
    }
    compared
}

fn key_stat(key: &KeyStatement) -> KeyStat {
    KeyStat {
        name: key.key.to_owned(),
        lossless: key.over_budget == 0 && key.cut == 0 && key.thin == 0,
        lossless_below: key.lossless_below,
        keys: key.values,
        over_budget: key.over_budget,
        met_again_under: key.met_again_under,
        pairs: key.pairs,
        cut: key.cut,
        thin: key.thin,
    }
}
