//! The run summary as text: what a consultant pastes into a mail. Keys and counts only, no values of people.

use std::fmt::Write as _;

use super::{Compared, Counts, DialectFound, KeyStat, Summary};
use crate::decide::lines::Fate;
use crate::value::text::noun;

impl Summary {
    /// The summary as text, a paragraph for each stage.
    pub fn text(&self) -> String {
        let mut page = Page::default();
        page.line(&headline(self.koppel, &self.as_of));
        self.tell_read(&mut page);
        page.section("pair", &self.compared.rows());
        self.tell_decisions(&mut page);
        self.tell_merged(&mut page);
        self.tell_issues(&mut page);
        for note in &self.notes {
            page.line(&format!("note: {note}"));
        }
        page.0
    }

    fn tell_read(&self, page: &mut Page) {
        let mut rows = Vec::new();
        for input in &self.inputs {
            let mut what = vec![format!("{} used", number(input.accepted))];
            what.extend((input.rejected > 0).then(|| format!("{} rejected", number(input.rejected))));
            what.extend((input.collapsed > 0).then(|| format!("{} collapsed", number(input.collapsed))));
            let read = counted(input.rows_read, "rows");
            rows.push([input.role.to_owned(), input.file.clone(), read, what.join(", "), found(&input.dialect)]);
        }
        page.section("read", &rows);
    }

    fn tell_decisions(&self, page: &mut Page) {
        let mut rows = Vec::new();
        for (table, links) in &self.links {
            let total = counted(links.status.values().sum(), "links");
            rows.push([(*table).to_owned(), total, listed(&links.status), basis(&links.basis)]);
        }
        for (table, states) in &self.contacts {
            let of = counted(states.contacts, "contacts");
            let left = format!("{} in review, {} unlinked", number(states.review), number(states.unlinked));
            rows.push([(*table).to_owned(), of, format!("{} linked", number(states.linked)), left]);
        }
        let reviews = counted(self.reviews.values().sum(), "pairs");
        rows.push(["review".into(), reviews, listed(&self.reviews), String::new()]);
        for row in &self.unlinked {
            let records = format!("{} {}", number(row.records), row.table);
            rows.push(["unlinked".into(), records, format!("to {}", row.link_to_table), row.reason.clone()]);
        }
        rows.extend(
            decisions_row(&self.decisions).map(|[word, lines, outcomes]| [word, lines, outcomes, String::new()]),
        );
        page.section("decide", &rows);
    }

    fn tell_merged(&self, page: &mut Page) {
        let mut rows = Vec::new();
        for (severity, counts) in self.conflicts.iter().filter(|(severity, _)| **severity != "cosmetic") {
            let total = number(counts.values().sum());
            rows.push(["conflicts".into(), format!("{total} {severity}"), listed(counts)]);
        }
        if let Some(counts) = self.conflicts.get("cosmetic") {
            let total = number(counts.values().sum());
            rows.push(["conflicts".into(), format!("{total} cosmetic"), "only the writing differs".into()]);
        }
        if !self.fills.is_empty() {
            let fills = self.fills.iter().map(|(field, &count)| format!("{field} {}", number(count)));
            let total = counted(self.fills.values().sum(), "blanks");
            rows.push(["filled".into(), total, fills.collect::<Vec<_>>().join(", ")]);
        }
        for file in self.changed.iter().filter(|file| file.rows > 0) {
            let cells = format!("{} in {}", counted(file.cells, "cells"), counted(file.rows, "rows"));
            rows.push(["changed".into(), file.file.clone(), cells]);
        }
        page.section("merge", &rows);
    }

    fn tell_issues(&self, page: &mut Page) {
        let rows: Vec<_> = self
            .issues
            .iter()
            .map(|issue| [issue.action.to_owned(), number(issue.times), issue.problem.clone()])
            .collect();
        page.section("issues", &rows);
    }
}

/// What became of the lines of `decisions.csv`, in plain words; nothing where there are none.
pub(in crate::write) fn decisions_row(counts: &Counts) -> Option<[String; 3]> {
    let outcomes = [
        (Fate::Applied, "applied"),
        (Fate::Fulfilled, "already so"),
        (Fate::Overtaken, "overtaken by a later line"),
        (Fate::Withdrawn, "withdrawn by a later line"),
        (Fate::Unused, "not for this run"),
        (Fate::Stale, "stale, asked again"),
        (Fate::Refused, "could not be applied"),
    ];
    let read = counts.get(super::READ)?;
    let told = outcomes.into_iter().filter_map(|(fate, words)| Some((counts.get(fate.word())?, words)));
    let told: Vec<String> = told.map(|(&count, words)| format!("{} {words}", number(count))).collect();
    Some(["decisions".to_owned(), counted(*read, "lines"), told.join("; ")])
}

/// The version, and the date of the run where there is one.
pub(in crate::write) fn headline(version: &str, as_of: &str) -> String {
    if as_of.is_empty() { format!("koppel {version}") } else { format!("koppel {version}, as of {as_of}") }
}

/// "windows-1252 (concluded), `;`, CRLF, gzip".
fn found(dialect: &DialectFound) -> String {
    let how = if dialect.encoding == "UTF-8" || dialect.encoding_declared { "" } else { " (concluded)" };
    let mark = if dialect.mark { " with mark" } else { "" };
    let gzip = if dialect.gzip { ", gzip" } else { "" };
    let DialectFound { encoding, delimiter, line_end, .. } = dialect;
    format!("{encoding}{how}{mark}, `{delimiter}`, {line_end}{gzip}")
}

/// `existing 3, linked 12`.
fn listed(counts: &Counts) -> String {
    counts.iter().map(|(word, &count)| format!("{word} {}", number(count))).collect::<Vec<_>>().join(", ")
}

fn basis(counts: &Counts) -> String {
    if counts.is_empty() { String::new() } else { format!("by {}", listed(counts)) }
}

impl Compared {
    /// What each key did, and all of them together.
    pub(in crate::write) fn rows(&self) -> Vec<[String; 4]> {
        let row = |key: &KeyStat| {
            let (keys, pairs) = (counted(key.keys, "keys"), counted(key.pairs, "pairs"));
            [key.name.clone(), keys, pairs, key.short_of()]
        };
        let mut rows: Vec<_> = self.keys.iter().map(row).collect();
        if self.pairs > 0 || !rows.is_empty() {
            rows.push(["compared".into(), String::new(), counted(self.pairs, "pairs"), listed(&self.cut)]);
        }
        rows
    }
}

impl KeyStat {
    /// What it did not bring together.
    fn short_of(&self) -> String {
        if self.over_budget == 0 {
            return String::new();
        }
        let again = self.met_again_under.map_or_else(String::new, |again| format!(", met again under {again}"));
        format!("{} over budget{again}", number(self.over_budget))
    }
}

/// A count and what is counted: `1 row`, `1 234 rows`.
pub(in crate::write) fn counted(count: u64, plural: &str) -> String {
    format!("{} {}", number(count), noun(count, plural))
}

/// A count with its thousands apart: `1 234 567`.
pub(in crate::write) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Lines of text; the rows of a section stand in columns.
#[derive(Default)]
pub(in crate::write) struct Page(pub(in crate::write) String);

impl Page {
    pub(in crate::write) fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    /// The word of the stage before its first row; nothing at all without rows.
    pub(in crate::write) fn section<const N: usize>(&mut self, word: &str, rows: &[[String; N]]) {
        let mut widths = [0; N];
        for row in rows {
            // What nothing follows needs no room kept free beside it.
            let last = row.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
            for (width, cell) in widths.iter_mut().zip(&row[..last]) {
                *width = cell.chars().count().max(*width);
            }
        }
        for (index, row) in rows.iter().enumerate() {
            let mut line = format!("{:<8}", if index == 0 { word } else { "" });
            for (cell, width) in row.iter().zip(widths) {
                // Writing to a string cannot fail.
                let _ = write!(line, "{cell:<width$}  ");
            }
            self.line(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1 000"), (1_234_567, "1 234 567")] {
            assert_eq!(number(count), text);
        }
    }
}
