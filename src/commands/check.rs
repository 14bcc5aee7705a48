//! `koppel check`: validates a job and its inputs without running it, and says what was understood.
//!
//! In: a job. Out: for each input its dialect, its rows, its columns with their fields and how full they are, and what
//! is wrong by line; then the settings as they hold. No value of any record is shown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::commands::recognise::called;
use crate::commands::{Ending, dialect};
use crate::config::Job;
use crate::decide::lines::{is_about_field, last_words, of_link};
use crate::error::{Action, Error, Issue, Result};
use crate::read;
use crate::read::decisions::Decision;
use crate::record::{Field, Source, Table, unquote};
use crate::stage::Silent;
use crate::value::text::noun;
use crate::write;

/// How many rejected rows are named for each file; `issues.csv` of a run has all of them.
const NAMED: usize = 20;

/// What was understood of a job and its inputs.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The inputs that the job names.
    pub inputs: Vec<Input>,
    /// What a run would be refused for, beside inputs that cannot be used.
    pub refused: Vec<String>,
    /// What `koppel link` would be refused for: it may be a job for `koppel dedupe`.
    pub link_refused: Option<String>,
    /// The settings as the manifest of a run has them.
    pub settings: serde_json::Value,
    /// The settings as a job file that says everything.
    #[serde(skip)]
    effective: String,
    /// How the command ends.
    #[serde(skip)]
    pub ending: Ending,
}

/// What was understood of one input.
#[derive(Debug, Clone, Serialize)]
pub struct Input {
    /// Its key in the job file.
    pub role: &'static str,
    /// Where it lies.
    pub file: String,
    /// What it is, where it can be used.
    pub table: Option<Understood>,
    /// Why it cannot be used; nothing where it only is not there yet.
    pub errors: Vec<String>,
    /// What is wrong with its rows: rejected ones by line, everything else by what it is.
    pub problems: Vec<Problem>,
    #[serde(skip)]
    source: Source,
}

/// A table that can be used.
#[derive(Debug, Clone, Serialize)]
pub struct Understood {
    /// Rows that were accepted.
    pub rows: usize,
    /// Rows that were rejected.
    pub rejected: usize,
    /// Rows that are the same as an earlier one.
    pub repeated: usize,
    /// Encoding, delimiter and line ends, in words.
    pub dialect: String,
    /// Its columns in their order.
    pub columns: Vec<Column>,
}

/// A column of an input.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// What stands above it.
    pub caption: String,
    /// The field it holds, where koppel knows it.
    pub field: Option<&'static str>,
    /// How many accepted rows have a value.
    pub filled: usize,
}

/// Something wrong with a row, or with some.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The line of a rejected row.
    pub line: Option<u32>,
    /// What was done: rejected, repaired, noted.
    pub action: &'static str,
    /// The column, where it is one.
    pub column: String,
    /// What is wrong.
    pub problem: String,
    /// How often it is.
    pub times: usize,
}

/// Validates a job: all that reading alone tells, and what a run would be refused for before it reads.
///
/// An input that cannot be used is described in the result, and so are the others: everything to repair is told at once.
///
/// # Errors
/// Refused: the job names no input.
pub fn check(job: &Job, strict: bool) -> Result<Report> {
    let inputs: Vec<(Source, &Path)> = job.read.inputs().map(|(source, input)| (source, &*input.path)).collect();
    if inputs.is_empty() {
        return Err(
            Error::refused("the job names no input").hint("name the exports in section [read], or run `koppel init`")
        );
    }
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for file in read::files(&job.read, strict, &Silent) {
        file.map_or_else(|error| wrong.push(error), |file| found.push(file));
    }
    let unusable = wrong.iter().cloned().flat_map(Error::each).collect::<Vec<_>>();
    let mut refused = read::objections(&job.read, &found);
    let mut read = read::together(&job.read, found);
    read.issues.extend(unclear(&read.decisions));
    let described = inputs.iter().map(|&(source, path)| {
        let issues: Vec<&Issue> = read.issues.iter().filter(|issue| issue.source == source).collect();
        let errors = unusable.iter().filter(|error| error.file.as_deref() == Some(path)).map(Error::to_string);
        let table = read.table(source);
        Input {
            role: source.key(),
            file: path.display().to_string(),
            table: table.map(understood),
            errors: if table.is_some() { Vec::new() } else { errors.collect() },
            problems: problems(&issues),
            source,
        }
    });
    let described = described.collect();
    refused.extend(write::refusal(&job.write.directory, &inputs.iter().map(|&(_, path)| path).collect::<Vec<_>>()));
    let rejected = read.issues.iter().any(|issue| issue.action == Action::Rejected);
    let ending = match () {
        () if !wrong.is_empty() || !refused.is_empty() || strict && !read.issues.is_empty() => Ending::Refused,
        () if rejected => Ending::Doubts,
        () => Ending::Done,
    };
    Ok(Report {
        inputs: described,
        refused: refused.iter().map(Error::to_string).collect(),
        link_refused: job.check_link().err().map(|error| error.to_string()),
        settings: job.settings()?,
        effective: job.effective()?,
        ending,
    })
}

/// That decisions cannot be applied as they are written, where no later line on the same subject stands instead.
fn unclear(decisions: &[Decision]) -> Vec<Issue> {
    let subject = |one| (of_link(one), is_about_field(one).then_some(one.field));
    let issue = |one: &Decision| {
        let (column, problem) = one.fault()?;
        Some(Issue::new(Source::Decisions, one.line, problem, Action::Rejected).column(column))
    };
    last_words(decisions, subject, &mut Vec::new()).into_iter().filter_map(issue).collect()
}

/// What was understood of a table.
fn understood(table: &Table) -> Understood {
    let filled = filled(table);
    let columns = table.captions.iter().enumerate().map(|(column, caption)| Column {
        caption: caption.clone(),
        field: table.field(column).map(Field::caption),
        filled: filled[column],
    });
    Understood {
        rows: table.len(),
        rejected: table.rejected.len(),
        repeated: table.collapsed.len(),
        dialect: dialect(table),
        columns: columns.collect(),
    }
}

/// How many accepted rows have a value, by column.
fn filled(table: &Table) -> Vec<usize> {
    let mut filled = vec![0; table.captions.len()];
    let mut spans = Vec::new();
    for row in 0..table.len() {
        table.split(row, &mut spans);
        let raw = table.raw(table.rows[row]);
        for (count, span) in filled.iter_mut().zip(&spans) {
            *count += usize::from(!unquote(&raw[span.clone()]).trim().is_empty());
        }
    }
    filled
}

/// Rejected rows by line, everything else counted by what it is.
fn problems(issues: &[&Issue]) -> Vec<Problem> {
    let (rejected, others): (Vec<&Issue>, Vec<&Issue>) =
        issues.iter().copied().partition(|issue| issue.action == Action::Rejected);
    let problem = |action, column: &str, problem: &str, line, times| Problem {
        line,
        action,
        column: column.to_owned(),
        problem: problem.to_owned(),
        times,
    };
    let rejected = rejected.iter().map(|one| problem(one.action.word(), &one.column, &one.problem, Some(one.line), 1));
    let mut counted: BTreeMap<(&'static str, &str, &str), usize> = BTreeMap::new();
    for issue in others {
        *counted.entry((issue.action.word(), &issue.column, &issue.problem)).or_default() += 1;
    }
    let counted = counted.into_iter().map(|((action, column, what), times)| problem(action, column, what, None, times));
    rejected.chain(counted).collect()
}

impl Report {
    /// The report as text. Each column stands with the share of rows that have a value.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.inputs.iter().for_each(|input| input.tell(&mut text));
        for error in &self.refused {
            let _ = writeln!(text, "a run would be refused: {error}\n");
        }
        if let Some(error) = &self.link_refused {
            let _ = writeln!(text, "koppel link would be refused: {error}\n");
        }
        text + "settings, defaults included:\n\n" + &self.effective
    }
}

impl Input {
    fn tell(&self, text: &mut String) {
        let called = called(self.source);
        match &self.table {
            Some(table) => {
                let _ = writeln!(text, "{called}: {}", self.file);
                table.tell(self.source, text);
            }
            None => {
                let state = if self.errors.is_empty() { "not there yet" } else { "cannot be used" };
                let _ = writeln!(text, "{called}: {state}");
                self.errors.iter().for_each(|error| text.push_str(&format!("  {error}\n")));
            }
        }
        let rejected = self.problems.iter().filter_map(|one| Some((one.line?, &one.problem)));
        for (line, problem) in rejected.clone().take(NAMED) {
            let _ = writeln!(text, "  line {line}: rejected: {problem}");
        }
        let more = rejected.count().saturating_sub(NAMED);
        if more > 0 {
            let _ = writeln!(text, "  and {more} rejected rows more");
        }
        for Problem { action, column, problem, times, .. } in self.problems.iter().filter(|one| one.line.is_none()) {
            let place = if column.is_empty() { String::new() } else { format!("`{column}`: ") };
            let times = if *times > 1 { format!(" ({times} times)") } else { String::new() };
            let _ = writeln!(text, "  {action}: {place}{problem}{times}");
        }
        text.push('\n');
    }
}

impl Understood {
    fn tell(&self, source: Source, text: &mut String) {
        let _ = write!(text, "  {} {}", self.rows, noun(self.rows, "rows"));
        for (count, what) in [(self.rejected, "rejected"), (self.repeated, "the same as an earlier one")] {
            if count > 0 {
                let _ = write!(text, ", {count} {what}");
            }
        }
        let _ = writeln!(text, "; {}", self.dialect);
        let width = self.columns.iter().map(|column| column.caption.chars().count()).max().unwrap_or(0).min(40);
        for Column { caption, field, filled } in &self.columns {
            let field = field.unwrap_or(match source {
                Source::Decisions => "",
                _ => "(not known: travels untouched)",
            });
            let share = match (filled * 100).checked_div(self.rows).unwrap_or(0) {
                0 if *filled > 0 => "<1%".to_owned(),
                share => format!("{share}%"),
            };
            let _ = writeln!(text, "  {share:>5}  {caption:<width$}  {field}");
        }
    }
}
