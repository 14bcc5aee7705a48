//! Files to tables and issues: every physical row becomes a record or an issue.
//!
//! ```text
//! bytes --encoding--> text --dialect--> delimiter --header, captions, aliases--> columns
//!       --rows, repeats, doubts--> rows --settle--> Table, issues
//! ```
//!
//! Nothing is interpreted here but what is needed to find rows and columns; every cell stays text. What makes a whole
//! file unusable is an [`Error`] that says where and what to try; what makes a row unusable is an [`Issue`].

mod again;
mod aliases;
pub mod captions;
pub mod decisions;
mod dialect;
mod doubts;
pub mod encoding;
pub mod file;
mod header;
pub mod links;
pub mod named;
mod opened;
pub mod options;
mod repeats;
mod rows;
mod settings;
mod settle;
#[cfg(test)]
mod tests;

pub(crate) use doubts::{NUMBERS, shown, shown_to};
pub use opened::{Heading, Opened};
pub(crate) use rows::quotes_close;
pub use settings::{Input, Settings};

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Action, Error, Issue, Result};
use crate::record::{Kind, Row, Source, Table, Tables, split};
use crate::stage::{Progress, Stage};
use crate::value::text::noun;

use decisions::{Decision, Unread};
use links::ExistingLink;

/// Fewer rejected rows than this refuse no file, unless they are all of its rows.
const REJECTS_FREE: usize = 20;

/// How many doubts a run that is strict names; each is to be mended.
const STRICTLY_TOLD: usize = 20;

/// What to do instead of a strict run.
pub const RELAXED: &str = "mend the file, or run without --strict: issues.csv then lists them all";

/// What was read: the product of this stage.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The record tables.
    pub tables: Tables,
    /// Links that exist already, in the order of the file.
    pub links: Vec<ExistingLink>,
    /// The file they came from.
    pub links_table: Option<Table>,
    /// What people decided, in the order of the file.
    pub decisions: Vec<Decision>,
    /// The lines of its file that were rejected, in their order: what they may be about waits.
    pub unread: Vec<Unread>,
    /// The file it came from.
    pub decisions_table: Option<Table>,
    /// What could not be used, was repaired or is doubtful, in the order of the inputs and their lines.
    pub issues: Vec<Issue>,
}

impl Read {
    /// The file of an input.
    pub fn table(&self, source: Source) -> Option<&Table> {
        match source {
            Source::Table(kind) => self.tables.get(kind),
            Source::Links => self.links_table.as_ref(),
            Source::Decisions => self.decisions_table.as_ref(),
        }
    }
}

/// Reads all inputs of a run.
///
/// A decisions file that does not exist yet is one without decisions, and noted. Refused: a file that cannot be used, and
/// what [`objections`] are; with `strict`, any issue at all.
pub fn read(settings: &Settings, strict: bool, progress: &dyn Progress) -> Result<Read> {
    let mut wrong = Vec::new();
    let files = files(settings, strict, progress).into_iter();
    let found: Vec<File> = files.filter_map(|file| file.map_err(|error| wrong.push(error)).ok()).collect();
    wrong.extend(objections(settings, &found));
    Error::all(wrong)?;
    let read = together(settings, found);
    if strict {
        strictly(&read.issues, |source| settings.path(source), RELAXED)?;
    }
    Ok(read)
}

/// A file that can be read by itself, and what is doubtful in it.
pub type File = (Table, Vec<Issue>);

/// Reads each input that is there by itself, in their order. The size of a folder says nothing: it counts for no bytes.
pub fn files(settings: &Settings, strict: bool, progress: &dyn Progress) -> Vec<Result<File>> {
    let inputs: Vec<_> = settings.inputs().filter(|&(source, input)| is_there(source, input)).collect();
    let size = |input: &Input| fs::metadata(&input.path).ok().filter(Metadata::is_file).map_or(0, |meta| meta.len());
    progress.begin(Stage::Read, inputs.iter().map(|(_, input)| size(input)).sum(), "bytes");
    let files = inputs.par_iter().map(|&(source, input)| {
        let mut issues = Vec::new();
        let table = table(input, source, strict, &mut issues)?;
        progress.advance(size(input));
        Ok((table, issues))
    });
    let files = files.collect();
    progress.end();
    files
}

/// What speaks against using files that can be read: more rejected rows than `rejects_max` allows (fewer than 20 do not
/// count), two with the same contents, contacts and accounts that seem to be swapped.
pub fn objections(settings: &Settings, files: &[File]) -> Vec<Error> {
    let share = settings.rejects_share();
    let mut wrong = Vec::new();
    for (at, (table, issues)) in files.iter().enumerate() {
        wrong.extend(share.clone().and_then(|share| refuse_rejects(table, issues, share)).err());
        // Two exports in which a filter left no row are alike, and are two.
        let same = files[..at].iter().find(|(earlier, _)| earlier.sha256 == table.sha256 && table.rows_read > 0);
        if let Some((first, _)) = same {
            let error = Error::refused(format!("has the same contents as {}", first.path.display()));
            wrong.push(error.file(&table.path).hint("name each file once, as what it holds"));
        }
    }
    wrong.extend(swapped(files));
    wrong
}

/// Files as what they are together, with the links and the decisions in them, and all that is doubtful.
pub fn together(settings: &Settings, mut files: Vec<File>) -> Read {
    let mut read = Read::default();
    encode_alike(&mut files.iter_mut().map(|(table, _)| table).collect::<Vec<_>>());
    for (mut table, mut issues) in files {
        match table.source {
            Source::Table(kind) => read.tables.set(kind, table),
            Source::Links => {
                read.links = links::links(&table, &mut issues);
                read.links_table = Some(table);
            }
            Source::Decisions => {
                (read.decisions, read.unread) = decisions::decisions(&mut table, &mut issues);
                read.decisions_table = Some(table);
            }
        }
        append(&mut read.issues, issues);
    }
    read.issues.extend(again::doubts(&read.tables));
    let waited = settings.inputs().filter(|&(source, input)| !is_there(source, input));
    read.issues.extend(waited.map(|(source, input)| not_yet(source, input)));
    if settings.links.is_none() {
        read.issues.extend(links::not_given(&read.tables));
    }
    read.issues.sort_unstable();
    read
}

/// Whether an input is to be opened: a decisions file may rightly not be there before anything is decided.
fn is_there(source: Source, input: &Input) -> bool {
    // What cannot be looked at is opened, so that the error tells why.
    source != Source::Decisions || input.path.try_exists().unwrap_or(true)
}

/// That an input is not there yet: nobody sees by the result that a misspelt file was not read.
fn not_yet(source: Source, input: &Input) -> Issue {
    let name = input.path.file_name().unwrap_or_default().to_string_lossy();
    Issue::noted(source, 0, format!("{} is not there yet, so no decisions are applied", shown(&name)))
}

/// Adds issues to others, in no order: the fewer move, since there may be millions.
fn append(all: &mut Vec<Issue>, mut more: Vec<Issue>) {
    if more.len() > all.len() {
        std::mem::swap(all, &mut more);
    }
    all.append(&mut more);
}

/// A table of ASCII alone says nothing of its encoding: what merging writes into it is written as in the others, where
/// these agree, since one program makes and takes them all.
fn encode_alike(files: &mut [&mut Table]) {
    let is_record = |table: &Table| matches!(table.source, Source::Table(_));
    let says_nothing = |table: &Table| {
        let dialect = &table.dialect;
        dialect.encoding == "UTF-8" && !dialect.encoding_declared && !dialect.mark && table.text.is_ascii()
    };
    let records = || files.iter().map(|table| &**table).filter(|table| is_record(table));
    let mut others = records().filter(|table| !says_nothing(table)).map(|table| table.dialect.encoding);
    let Some(first) = others.next().filter(|encoding| encoding::extends_ascii(encoding)) else { return };
    if others.any(|other| other != first) {
        return;
    }
    for table in files.iter_mut().filter(|table| is_record(table) && says_nothing(table)) {
        table.dialect.encoding = first;
    }
}

/// Contacts without any column that only contacts have, beside accounts that have such columns.
fn swapped(files: &[File]) -> Option<Error> {
    let of = |kind| files.iter().map(|(table, _)| table).find(|table| table.source == Source::Table(kind));
    let marks = |table: &Table| header::marks_of_contacts(&table.captions);
    let contacts = of(Kind::Contact).filter(|contacts| marks(contacts) == 0)?;
    let (kind, other) = Kind::ACCOUNTS
        .into_iter()
        .filter_map(|kind| of(kind).map(|table| (kind, table)))
        .find(|(_, table)| header::is_surely_of_contacts(&table.captions))?;
    let what = format!("has no column of contacts, and {} has: the two seem to be swapped", other.path.display());
    let hint = format!("exchange `contacts` and `{}`", kind.key());
    Some(Error::refused(what).file(&contacts.path).column(Kind::Contact.key()).hint(hint))
}

/// The text of a file that is no input, and the delimiter between its cells: the one under which most captions are
/// `known`, of equals the one that makes most columns.
///
/// # Errors
/// Where the file cannot be read as text.
pub fn text(path: &Path, known: impl Fn(&str) -> bool) -> Result<(String, u8)> {
    let (_, decoded) = encoding::open(file::contents(path)?, None).map_err(|error| error.file(path))?;
    let mut text = decoded.text;
    let named = dialect::sep_line(&text).map(|(line, delimiter)| (line.len(), delimiter));
    if let Some((length, _)) = named {
        // A blank line in its place keeps the lines in their order.
        text.replace_range(..length, "\n");
    }
    let delimiter = named.map_or_else(|| dialect::delimiter(&text, known), |(_, delimiter)| delimiter);
    Ok((text, delimiter))
}

/// The bytes of an input.
fn bytes(input: &Input) -> Result<Vec<u8>> {
    let absent = "look at the name; in a job file paths are relative to it, and on Windows stand in single quotes";
    file::contents_or(&input.path, absent)
}

/// Opens one file of which it is not yet said what it holds.
///
/// # Errors
/// Refused: one that is not there, may not be read, or is no text. Failed: one that cannot be read.
pub fn open(input: &Input) -> Result<Opened<'_>> {
    Opened::new(bytes(input)?, input)
}

/// Reads one file.
///
/// Its issues are added to `issues`, in the order of the lines. With `strict`, an encoding that is neither UTF-8 nor
/// declared refuses.
pub fn table(input: &Input, source: Source, strict: bool, issues: &mut Vec<Issue>) -> Result<Table> {
    let bytes = bytes(input).map_err(|error| error.column(source.key()))?;
    parse_bytes(bytes, input, source, strict, issues)
}

/// Reads one file from its bytes; the path of `input` is only its name.
fn parse_bytes(bytes: Vec<u8>, input: &Input, source: Source, strict: bool, issues: &mut Vec<Issue>) -> Result<Table> {
    let mut opened = Opened::new(bytes, input)?;
    if strict {
        opened.refuse_concluded(source)?;
    }
    opened.table(source, issues)
}

/// Refuses a table of which too many rows are rejected, or all of them.
fn refuse_rejects(table: &Table, issues: &[Issue], share: f64) -> Result<()> {
    let rejected = table.rejected.len();
    let all = table.rows.len() + table.collapsed.len() + rejected;
    let some_left = !table.rows.is_empty() || rejected == 0;
    if some_left && (rejected < REJECTS_FREE || rejected as f64 <= share * all as f64) {
        return Ok(());
    }
    let first = issues.iter().find(|issue| issue.action == Action::Rejected);
    let (line, problem) = first.map_or((0, ""), |issue| (issue.line, &issue.problem));
    let what = if some_left {
        format!(
            "has {rejected} rows of {all} that cannot be used, more than `rejects_max` allows; the first: {problem}"
        )
    } else {
        format!("has no row that can be used, of {all}; the first: {problem}")
    };
    let hint = match table.rejected.first().and_then(|&row| ragged(table, row)) {
        Some((1, _)) => "is its delimiter the same in every line? `koppel read FILE` names every row",
        Some((cells, width)) if cells > width => {
            "put quotes around a cell that holds the delimiter, or a caption above every column that has none"
        }
        Some(_) => {
            "a spreadsheet leaves out empty cells at the end of rows: put a last column with a value in every row"
        }
        None => "`koppel read FILE` names every one of them; `rejects_max` in [read] allows more",
    };
    Err(Error::refused(what).file(&table.path).line(line.into()).hint(hint))
}

/// How many cells a row has, and how many it should have, where these differ and no stray quote has made them.
fn ragged(table: &Table, row: Row) -> Option<(usize, usize)> {
    let (raw, delimiter) = (table.raw(row), table.dialect.delimiter);
    let (mut cells, width) = (Vec::new(), table.captions.len());
    split(raw, delimiter, &mut cells);
    let whole = quotes_close(raw, delimiter) && !rows::is_open(raw, delimiter);
    (whole && cells.len() != width).then_some((cells.len(), width))
}

/// That a strict run is refused for its doubts, of which the first are told.
///
/// # Errors
/// Where there are any; the hint of the last is `instead`.
pub fn strictly(issues: &[Issue], path: impl Fn(Source) -> Option<PathBuf>, instead: &str) -> Result<()> {
    let told = issues.iter().take(STRICTLY_TOLD).map(|issue| {
        let mut error = Error::refused(issue.problem.clone());
        error.file = path(issue.source);
        error.line = (issue.line > 0).then_some(issue.line.into());
        error.column = (!issue.column.is_empty()).then(|| issue.column.as_ref().into());
        error
    });
    let all = (!issues.is_empty()).then(|| {
        let count = issues.len();
        Error::refused(format!("the run is strict, and there {} {count} {}", is_or_are(count), noun(count, "doubts")))
            .hint(instead)
    });
    Error::all(told.chain(all))
}

fn is_or_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
