//! `koppel check`: validates a job and its inputs without running it, and says what was understood.
//!
//! In: a job. Out: for each input its dialect, its rows, its columns with their fields and how full they are, and what
//! is wrong by line; then the settings as they hold. No value of any record is shown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::commands::recognise::called;
use crate::commands::{self, Answer, Ending, dialect};
use crate::config::Job;
use crate::decide::lines::{is_about_field, last_words, of_link};
use crate::error::{Action, Error, Issue, Result};
use crate::read;
use crate::read::decisions::Decision;
use crate::record::{Source, Table, unquote};
use crate::stage::Silent;
use crate::value::text::noun;
use crate::write;

/// How many rejected rows are named for each file; `issues.csv` of a run has all of them.
const NAMED: usize = 20;

/// Validates a job: all that reading alone tells, and what a run would be refused for before it reads.
///
/// An input that cannot be used is described in the result, and so are the others: everything to repair is told at once.
///
/// # Errors
/// Refused: the job names no input.
pub fn check(job: &Job, strict: bool) -> Result<Answer> {
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
    let mut text = String::new();
    for &(source, path) in &inputs {
        let issues: Vec<&Issue> = read.issues.iter().filter(|issue| issue.source == source).collect();
        match read.table(source) {
            Some(table) => describe(table, &issues, &mut text),
            None => {
                let said: Vec<_> = unusable.iter().filter(|error| error.file.as_deref() == Some(path)).collect();
                let state = if said.is_empty() { "not there yet" } else { "cannot be used" };
                let _ = writeln!(text, "{}: {state}", called(source));
                said.iter().for_each(|error| text.push_str(&format!("  {error}\n")));
                problems(&issues, &mut text);
                text.push('\n');
            }
        }
    }
    refused.extend(write::refusal(&job.write.directory, &inputs.iter().map(|&(_, path)| path).collect::<Vec<_>>()));
    for error in &refused {
        let _ = writeln!(text, "a run would be refused: {error}\n");
    }
    // It may be a job for `koppel dedupe`.
    if let Err(error) = job.check_link() {
        let _ = writeln!(text, "koppel link would be refused: {error}\n");
    }
    let rejected = read.issues.iter().any(|issue| issue.action == Action::Rejected);
    let ending = match () {
        () if !wrong.is_empty() || !refused.is_empty() || strict && !read.issues.is_empty() => Ending::Refused,
        () if rejected => Ending::Doubts,
        () => Ending::Done,
    };
    let _ = write!(text, "settings, defaults included:\n\n{}", job.effective()?);
    Ok(Answer { result: commands::text(&text), ending, ..Answer::default() })
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

/// What was understood of one input.
fn describe(table: &Table, issues: &[&Issue], text: &mut String) {
    let _ = writeln!(text, "{}: {}", called(table.source), table.path.display());
    let _ = write!(text, "  {} {}", table.len(), noun(table.len(), "rows"));
    for (count, what) in [(table.rejected.len(), "rejected"), (table.collapsed.len(), "the same as an earlier one")] {
        if count > 0 {
            let _ = write!(text, ", {count} {what}");
        }
    }
    let _ = writeln!(text, "; {}", dialect(table));
    let filled = filled(table);
    let width = table.captions.iter().map(|caption| caption.chars().count()).max().unwrap_or(0).min(40);
    for (column, caption) in table.captions.iter().enumerate() {
        let field = match (table.field(column), table.source) {
            (Some(field), _) => field.caption(),
            (None, Source::Decisions) => "",
            (None, _) => "(not known: travels untouched)",
        };
        let share = match (filled[column] * 100).checked_div(table.len()).unwrap_or(0) {
            0 if filled[column] > 0 => "<1%".to_owned(),
            share => format!("{share}%"),
        };
        let _ = writeln!(text, "  {share:>5}  {caption:<width$}  {field}");
    }
    problems(issues, text);
    text.push('\n');
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
fn problems(issues: &[&Issue], text: &mut String) {
    let (rejected, others): (Vec<&Issue>, Vec<&Issue>) =
        issues.iter().copied().partition(|issue| issue.action == Action::Rejected);
    for issue in rejected.iter().take(NAMED) {
        let _ = writeln!(text, "  line {}: rejected: {}", issue.line, issue.problem);
    }
    if rejected.len() > NAMED {
        let _ = writeln!(text, "  and {} rejected rows more", rejected.len() - NAMED);
    }
    let mut counted: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for issue in others {
        *counted.entry((issue.action.word(), &issue.column, &issue.problem)).or_default() += 1;
    }
    for ((action, column, problem), count) in counted {
        let place = if column.is_empty() { String::new() } else { format!("`{column}`: ") };
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        let _ = writeln!(text, "  {action}: {place}{problem}{times}");
    }
}
