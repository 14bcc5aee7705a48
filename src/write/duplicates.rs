//! The set of `koppel dedupe`: `duplicates.csv`, `review.csv`, `issues.csv`, `summary.json`, `manifest.json`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::output::{Entry, Output};
use super::publish::{Lock, Staging};
use super::sheet::{self, Style};
use super::summary::text::{Page, counted, decisions_row, headline, number};
use super::summary::{Compared, Counts, InputCount, IssueCount, count_fates, count_issues, family, input_count};
use super::{Published, conflicts, inputs, json, links, publish};
use crate::decide::clusters::{Clusters, Duplicate};
use crate::decide::lines::{Fate, Fates};
use crate::error::{Issue, Result};
use crate::read::Read;
use crate::record::{Field, Kind, Table};
use crate::stage::{Progress, Stage};

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Set<'a> {
    /// What was read.
    pub read: &'a Read,
    /// The clusters of each table.
    pub clusters: &'a [(Kind, Clusters)],
    /// What became of the decisions that are not on these tables.
    pub passed_by: &'a Fates,
    /// All issues of the run, sorted.
    pub issues: &'a [Issue],
    /// The as-of date.
    pub as_of: &'a str,
    /// Whether numbers that a spreadsheet would run are guarded where programs take them from too.
    pub guard_formulas: bool,
    /// The effective settings, for the manifest.
    pub settings: &'a serde_json::Value,
}

/// The counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The version of koppel.
    pub koppel: &'static str,
    /// The as-of date of the run.
    pub as_of: String,
    /// The files read.
    pub inputs: Vec<InputCount>,
    /// The duplicates of each table.
    pub tables: BTreeMap<&'static str, TableCount>,
    /// Pairs for a person to look at, by kind of reason.
    pub reviews: Counts,
    /// What became of people's decisions, by outcome; `read` are the lines.
    #[serde(skip_serializing_if = "Counts::is_empty")]
    pub decisions: Counts,
    /// Rows and values with a problem.
    pub issues: Vec<IssueCount>,
    /// What was passed over, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The duplicates of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableCount {
    /// Its accepted rows.
    pub records: u64,
    /// Clusters of two records or more.
    pub clusters: u64,
    /// The records in them, survivors included.
    pub members: u64,
    /// What would be left if every cluster became its survivor.
    pub distinct: u64,
    /// What was compared; filled by the run.
    #[serde(flatten)]
    pub compared: Compared,
}

impl<'a> Set<'a> {
    /// What became of every decision.
    fn fates(&self) -> impl Iterator<Item = &'a (u32, Fate)> {
        self.clusters.iter().flat_map(|(_, clusters)| &clusters.fates).chain(self.passed_by)
    }
}

impl Summary {
    /// Counts what was found.
    pub fn new(set: &Set<'_>) -> Self {
        let mut summary = Self {
            koppel: env!("CARGO_PKG_VERSION"),
            as_of: set.as_of.to_owned(),
            inputs: inputs(set.read).map(input_count).collect(),
            decisions: count_fates(set.read, set.fates()),
            issues: count_issues(set.issues),
            notes: Vec::new(),
            ..Self::default()
        };
        for (kind, clusters) in set.clusters {
            let records = set.read.tables.rows(*kind) as u64;
            let members = clusters.duplicates.len() as u64;
            let names: BTreeSet<&str> = clusters.duplicates.iter().map(|one| one.cluster.as_str()).collect();
            let clusters_found = names.len() as u64;
            let distinct = records - members + clusters_found;
            let compared = Compared::default();
            let count = TableCount { records, clusters: clusters_found, members, distinct, compared };
            summary.tables.insert(kind.word(), count);
            for review in &clusters.reviews {
                *summary.reviews.entry(family(&review.reason).to_owned()).or_default() += 1;
            }
        }
        summary
    }

    /// The pairs that wait for a person.
    pub fn waiting(&self) -> u64 {
        self.reviews.values().sum()
    }

    /// The rows that could not be used, over all files.
    pub fn rejected(&self) -> u64 {
        self.inputs.iter().map(|input| input.rejected).sum()
    }

    /// The summary as text.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(&headline(self.koppel, &self.as_of));
        let read: Vec<_> = self
            .inputs
            .iter()
            .map(|input| {
                let rejected =
                    if input.rejected > 0 { format!("{} rejected", number(input.rejected)) } else { String::new() };
                [input.role.to_owned(), input.file.clone(), counted(input.rows_read, "rows"), rejected]
            })
            .collect();
        page.section("read", &read);
        let compared = self.tables.iter().flat_map(|(&table, count)| {
            let of_table = move |[key, keys, pairs, short]: [String; 4]| [table.to_owned(), key, keys, pairs, short];
            count.compared.rows().into_iter().map(of_table)
        });
        page.section("pair", &compared.collect::<Vec<_>>());
        let mut decide: Vec<_> = self
            .tables
            .iter()
            .map(|(table, count)| {
                let clusters =
                    format!("{} of {}", counted(count.clusters, "clusters"), counted(count.members, "records"));
                let left = format!("{} of {} would be left", number(count.distinct), number(count.records));
                [(*table).to_owned(), clusters, left]
            })
            .collect();
        decide.extend(
            self.reviews.iter().map(|(reason, &pairs)| ["review".to_owned(), counted(pairs, "pairs"), reason.clone()]),
        );
        decide.extend(decisions_row(&self.decisions));
        page.section("decide", &decide);
        let issues: Vec<_> = self
            .issues
            .iter()
            .map(|issue| [issue.action.to_owned(), number(issue.times), issue.problem.clone()])
            .collect();
        page.section("issues", &issues);
        for note in &self.notes {
            page.line(&format!("note: {note}"));
        }
        page.0
    }
}

/// A row of `duplicates.csv`. Columns are only ever added at the end.
#[derive(Serialize, Default)]
struct DuplicateRow<'a> {
    #[serde(rename = "Table")]
    table: &'static str,
    #[serde(rename = "No.")]
    no: Cow<'a, str>,
    #[serde(rename = "Cluster")]
    cluster: &'a str,
    #[serde(rename = "Survivor No.")]
    survivor: Cow<'a, str>,
    #[serde(rename = "Probability")]
    probability: String,
    #[serde(rename = "Evidence")]
    evidence: &'a str,
    #[serde(rename = "Name")]
    name: Cow<'a, str>,
}

impl<'a> DuplicateRow<'a> {
    fn new(kind: Kind, table: Option<&'a Table>, style: Style, one: &'a Duplicate) -> Self {
        Self {
            table: kind.word(),
            no: style.value(table, one.row, Field::No),
            cluster: &one.cluster,
            survivor: style.value(table, one.survivor, Field::No),
            probability: one.probability.to_string(),
            evidence: &one.evidence,
            name: Style::READING.name(table, one.row),
        }
    }
}

/// Writes the whole set beside the output folder, then switches to it.
///
/// # Errors
/// Failed, the earlier outputs untouched, when a file cannot be written or the folder holds what is not koppel's.
pub fn write(set: &Set<'_>, summary: &Summary, lock: &Lock, progress: &dyn Progress) -> Result<Published> {
    super::books::check(set.read, set.issues)?;
    super::books::check_decisions(set.read, set.fates())?;
    progress.begin(Stage::Write, 5, "files");
    let staging = Staging::begin(lock)?;
    let tables = &set.read.tables;
    let file = |name: &str, fill: &dyn Fn(&mut Output) -> Result<Option<u64>>| -> Result<Entry> {
        let mut out = staging.file(name.to_owned(), false)?;
        let rows = fill(&mut out)?;
        progress.advance(1);
        out.finish(rows)
    };
    let style = Style::plain(set.guard_formulas);
    let files = vec![
        file("duplicates.csv", &|out| {
            let rows = set.clusters.iter().flat_map(|(kind, clusters)| {
                clusters.duplicates.iter().map(|one| DuplicateRow::new(*kind, tables.get(*kind), style, one))
            });
            sheet::write(out, style, rows).map(Some)
        })?,
        file("review.csv", &|out| {
            let reviews =
                set.clusters.iter().flat_map(|(kind, clusters)| clusters.reviews.iter().map(|review| (*kind, review)));
            links::review(out, Style::human(tables), tables, reviews).map(Some)
        })?,
        file("issues.csv", &|out| conflicts::issues(out, set.read, set.issues).map(Some))?,
        file("summary.json", &|out| out.bytes(json(summary)?.as_bytes()).map(|()| None))?,
    ];
    let published = publish(staging, set.as_of, set.settings, set.read, files)?;
    progress.advance(1);
    progress.end();
    Ok(published)
}
