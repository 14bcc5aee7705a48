//! Everything to files, published at once.
//!
//! In comes what the stages made; out goes one folder, replaced whole or not at all, whose bytes are a pure function of
//! what came in. [`lock`] comes first, before anything is read; [`fn@write`] last. `changed/` and `rejected/` have a file
//! only for the tables that have such rows.

mod books;
mod conflicts;
mod disk;
pub mod duplicates;
mod exchange;
mod links;
pub mod manifest;
mod merged;
pub mod output;
mod place;
pub mod publish;
mod sheet;
pub mod single;
pub mod summary;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::decide::Linkage;
use crate::error::{Error, Issue, Result};
use crate::merge::Merged;
use crate::read::Read;
use crate::record::{Kind, Table};
use crate::stage::{Progress, Stage};
use crate::value::text::visible;

pub(crate) use disk::real;
use manifest::{Manifest, Origin};
use merged::Sheet;
use output::Entry;
use publish::Staging;
pub use publish::{Lock, lock, refusal};
use sheet::Style;
pub use summary::Summary;

/// The section `[write]` of the job file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The output folder; one of koppel's own.
    pub directory: PathBuf,
    /// Whether cells that a spreadsheet would run are guarded in the files for the ERP too.
    pub guard_formulas: bool,
    /// Whether `conflicts.csv` lists the cosmetic ones.
    pub cosmetic: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { directory: PathBuf::from("out"), guard_formulas: false, cosmetic: false }
    }
}

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Set<'a> {
    /// What was read.
    pub read: &'a Read,
    /// The links, the reviews and what is unlinked.
    pub linkage: &'a Linkage,
    /// The changes, which the encodings of their files can hold, and the conflicts.
    pub merged: &'a Merged<'a>,
    /// All issues of the run, sorted.
    pub issues: &'a [Issue],
    /// The counts.
    pub summary: &'a Summary,
    /// The as-of date.
    pub as_of: &'a str,
    /// The effective settings, for the manifest: files by their names alone and without the output folder.
    pub settings: &'a serde_json::Value,
}

/// A set that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The folder, as the user wrote it.
    pub directory: PathBuf,
    /// Earlier sets that were kept, since somebody had worked in them.
    pub kept: Vec<PathBuf>,
    /// What there is more or less of than in the set that was replaced, a line each. It is told and stands in no output:
    /// those depend on the inputs alone.
    pub since: Vec<String>,
    /// The files, in the order of the manifest.
    pub files: Vec<Entry>,
}

impl Published {
    /// Where the set is and what was kept of earlier ones, a line each.
    pub fn text(&self) -> String {
        let shown = |path: &Path| visible(&path.to_string_lossy()).into_owned();
        let mut text = format!("write   {}  {} files\n", shown(&self.directory), self.files.len() + 1);
        for kept in &self.kept {
            text.push_str(&format!("kept    {}  an earlier set in which somebody has worked\n", shown(kept)));
        }
        for line in &self.since {
            text.push_str(&format!("since   {line}\n"));
        }
        text
    }
}

/// Writes the whole set beside the output folder, then switches to it.
///
/// Fails, the earlier outputs untouched, when the counts do not add up, a file cannot be written, or the folder holds
/// what koppel has not written there.
pub fn write(set: &Set<'_>, settings: &Settings, lock: &Lock, progress: &dyn Progress) -> Result<Published> {
    set.summary.check()?;
    books::check(set.read, set.issues)?;
    books::check_places(set.read, set.linkage)?;
    books::check_decisions(set.read, set.linkage.fates.iter().chain(&set.merged.fates))?;
    let files = plan(set, settings);
    progress.begin(Stage::Write, files.len() as u64 + 1, "files");
    let staging = Staging::begin(lock)?;
    let written: Vec<Result<Entry>> = files
        .par_iter()
        .map(|file| {
            let entry = file.write(set, settings, &staging);
            progress.advance(1);
            entry
        })
        .collect();
    let files = written.into_iter().collect::<Result<Vec<_>>>()?;
    let published = publish(staging, set.as_of, set.settings, set.read, files)?;
    progress.advance(1);
    progress.end();
    Ok(published)
}

/// Writes the manifest of a set that is complete, and switches to the set.
fn publish(
    staging: Staging<'_>,
    as_of: &str,
    settings: &serde_json::Value,
    read: &Read,
    files: Vec<Entry>,
) -> Result<Published> {
    let manifest = Manifest::new(as_of, settings.clone(), origins(read), files);
    let mut out = staging.file(manifest::NAME.to_owned(), false)?;
    out.bytes(manifest.render()?.as_bytes())?;
    out.finish(None)?;
    let since = staging.since(&manifest);
    let (directory, kept) = staging.publish()?;
    Ok(Published { directory, kept, since, files: manifest.outputs })
}

/// A file of the set.
#[derive(Clone, Copy)]
enum File<'a> {
    Linked,
    Review,
    Unlinked,
    Merged(Sheet<'a>),
    Changed(Sheet<'a>),
    Rejected(Sheet<'a>),
    Conflicts,
    Issues,
    Summary,
}

/// The files of the set, in the order of the manifest.
fn plan<'a>(set: &Set<'a>, settings: &Settings) -> Vec<File<'a>> {
    let tables = &set.read.tables;
    let sheet = |kind| Sheet::new(tables, kind, &set.merged.changes, settings.guard_formulas);
    let sheets: Vec<_> = Kind::ALL.into_iter().filter_map(sheet).collect();
    let changed = sheets.iter().filter(|sheet| !sheet.changes.is_empty());
    let rejected = sheets.iter().filter(|sheet| !sheet.table.rejected.is_empty());
    let mut files = vec![File::Linked, File::Review, File::Unlinked];
    files.extend(sheets.iter().map(|&sheet| File::Merged(sheet)));
    files.extend(changed.map(|&sheet| File::Changed(sheet)));
    files.extend(rejected.map(|&sheet| File::Rejected(sheet)));
    files.extend([File::Conflicts, File::Issues, File::Summary]);
    files
}

impl File<'_> {
    fn name(&self) -> String {
        match self {
            Self::Linked => "linked.csv".to_owned(),
            Self::Review => "review.csv".to_owned(),
            Self::Unlinked => "unlinked.csv".to_owned(),
            Self::Merged(sheet) => format!("merged/{}", sheet.table.file_name()),
            Self::Changed(sheet) => format!("changed/{}", sheet.table.file_name()),
            Self::Rejected(sheet) => format!("rejected/{}", sheet.table.file_name()),
            Self::Conflicts => "conflicts.csv".to_owned(),
            Self::Issues => "issues.csv".to_owned(),
            Self::Summary => "summary.json".to_owned(),
        }
    }

    fn write(&self, set: &Set<'_>, settings: &Settings, staging: &Staging<'_>) -> Result<Entry> {
        let gzip = match self {
            Self::Merged(sheet) | Self::Changed(sheet) | Self::Rejected(sheet) => sheet.table.dialect.gzip,
            _ => false,
        };
        let mut out = staging.file(self.name(), gzip)?;
        let (tables, linkage) = (&set.read.tables, set.linkage);
        let (plain, human) = (Style::plain(settings.guard_formulas), Style::human(tables));
        let rows = match self {
            Self::Linked => links::linked(&mut out, plain, tables, linkage)?,
            Self::Review => {
                let reviews = linkage.reviews.iter().map(|review| (Kind::Contact, review));
                links::review(&mut out, human, tables, reviews)?
            }
            Self::Unlinked => links::unlinked(&mut out, plain, tables, linkage)?,
            Self::Merged(sheet) => sheet.merged(&mut out)?,
            Self::Changed(sheet) => sheet.changed(&mut out)?,
            Self::Rejected(sheet) => sheet.rejected(&mut out)?,
            Self::Conflicts => conflicts::conflicts(&mut out, human, tables, set.merged, set.as_of)?,
            Self::Issues => conflicts::issues(&mut out, set.read, set.issues)?,
            Self::Summary => {
                out.bytes(json(set.summary)?.as_bytes())?;
                return out.finish(None);
            }
        };
        out.finish(Some(rows))
    }
}

/// Readable JSON with a line end.
fn json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::failed(format!("cannot write: {error}")))?;
    Ok(text + "\n")
}

/// The files that were read, tables first.
fn inputs(read: &Read) -> impl Iterator<Item = &Table> {
    let tables = read.tables.iter().map(|(_, table)| table);
    tables.chain(&read.links_table).chain(&read.decisions_table)
}

fn origins(read: &Read) -> Vec<Origin> {
    let origin = |table: &Table| Origin {
        role: table.source.key().to_owned(),
        file: table.file_name(),
        sha256: table.sha256.clone(),
        rows: table.rows_read as u64,
    };
    inputs(read).map(origin).collect()
}
