//! The report as text, for whoever reads it in a terminal.

use std::fmt::Write as _;

use crate::commands::evaluate::again::Sample;
use crate::commands::evaluate::causes::Count;
use crate::commands::evaluate::clusters::Clusters;
use crate::commands::evaluate::measure::{Score, Sweep};
use crate::commands::evaluate::{Links, Report};
use crate::record::Kind;

/// The most pairs shown one by one.
const SHOWN: usize = 10;

impl Report {
    /// The report as text: figures first, causes after them, remarks last.
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        if let Some(links) = &self.links {
            parts.extend(links.text());
        }
        if !self.clusters.is_empty() {
            parts.push(clusters(&self.clusters));
        }
        parts.extend(self.sample.as_ref().map(sample));
        if !self.notes.is_empty() {
            parts.push(self.notes.iter().map(|note| format!("note: {note}\n")).collect());
        }
        parts.join("\n")
    }
}

impl Links {
    fn text(&self) -> Vec<String> {
        let limited = self.total.possible != self.total.true_pairs;
        let mut rows = vec![heads("links", limited)];
        rows.extend(Kind::ACCOUNTS.into_iter().filter_map(|kind| {
            let score = self.tables.get(kind.word())?;
            Some(row(kind.word().to_owned(), score, limited))
        }));
        if self.tables.len() > 1 {
            rows.push(row("all".to_owned(), &self.total, limited));
        }
        let mut parts = vec![table(&rows)];
        if limited {
            parts[0].push_str("  possible: the most true pairs that the cardinality of the run allows\n");
        }
        parts.push(sweep("links and reviews", &self.sweep, &self.total));
        parts.push(self.reliability());
        parts.push(format!("true pairs that are not linked\n{}", causes(&self.missed)));
        parts.push(format!("wrong links\n{}", causes(&self.wrong)));
        parts
    }

    fn reliability(&self) -> String {
        let mut rows = vec![["stated", "pairs", "mean", "right", "in the long run"].map(str::to_owned).to_vec()];
        rows.extend(self.reliability.iter().map(|band| {
            let (low, high) = band.interval;
            vec![
                format!("{} to {}", band.from, band.to),
                band.pairs.to_string(),
                format!("{:.4}", band.stated),
                format!("{:.4}", band.right),
                format!("{low:.4} to {high:.4}"),
            ]
        }));
        format!("stated probability against share right\n{}", table(&rows))
    }
}

/// What other thresholds would do.
fn sweep(what: &str, sweep: &Sweep, total: &Score) -> String {
    let heads = ["threshold", "pairs", "right", "wrong", "precision", "recall", "F1"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let step = |threshold: String, score: &Score| {
        let counts = [score.pairs, score.right, score.wrong].map(|count| count.to_string());
        let rates = [score.precision, score.recall_of_possible, score.f1_of_possible].map(rate);
        [vec![threshold], counts.to_vec(), rates.to_vec()].concat()
    };
    rows.extend(sweep.steps.iter().map(|one| step(format!("{:.2}", one.threshold), &one.score)));
    rows.extend(sweep.best.iter().map(|one| step(format!("best {:.4}", one.threshold), &one.score)));
    let of = if total.possible == total.true_pairs { "" } else { ", recall and F1 of what is possible" };
    format!("{what} from a probability up{of}\n{}", table(&rows))
}

/// The captions of a table of scores.
fn heads(first: &str, limited: bool) -> Vec<String> {
    let mut heads = vec![first, "pairs", "right", "wrong", "precision", "true", "recall", "F1"];
    if limited {
        heads.extend(["possible", "recall", "F1"]);
    }
    heads.into_iter().map(str::to_owned).collect()
}

fn row(first: String, score: &Score, limited: bool) -> Vec<String> {
    let mut cells = vec![
        first,
        score.pairs.to_string(),
        score.right.to_string(),
        score.wrong.to_string(),
        rate(score.precision),
        score.true_pairs.to_string(),
        rate(score.recall),
        rate(score.f1),
    ];
    if limited {
        cells.extend([score.possible.to_string(), rate(score.recall_of_possible), rate(score.f1_of_possible)]);
    }
    cells
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.4}"))
}

/// Causes per table, and in all where there are several tables.
fn causes(counts: &[Count]) -> String {
    let kinds: Vec<&str> = Kind::ACCOUNTS
        .into_iter()
        .map(Kind::word)
        .filter(|word| counts.iter().any(|count| count.tables.contains_key(word)))
        .collect();
    if counts.is_empty() {
        return "  none\n".to_owned();
    }
    let mut rows = vec![vec!["cause".to_owned()]];
    rows[0].extend(kinds.iter().map(|&word| word.to_owned()));
    let several = kinds.len() > 1;
    rows[0].extend(several.then(|| "all".to_owned()));
    let cell = |count: Option<&u64>| count.map_or_else(|| "-".to_owned(), ToString::to_string);
    rows.extend(counts.iter().map(|count| {
        let mut cells = vec![count.cause.clone()];
        cells.extend(kinds.iter().map(|word| cell(count.tables.get(word))));
        cells.extend(several.then(|| count.total.to_string()));
        cells
    }));
    table(&rows)
}

fn clusters(all: &[Clusters]) -> String {
    let mut rows = vec![heads("duplicates", false)];
    rows.extend(all.iter().map(|one| row(one.table.to_owned(), &one.score, false)));
    let mut text = table(&rows);
    let heads = ["clusters", "found", "true", "exact", "mixed", "split"].map(str::to_owned).to_vec();
    let mut rows = vec![heads];
    rows.extend(all.iter().map(|one| {
        let counts = [one.clusters, one.true_clusters, one.exact, one.mixed, one.split].map(|count| count.to_string());
        [vec![one.table.to_owned()], counts.to_vec()].concat()
    }));
    text = format!("{text}\n{}", table(&rows));
    for one in all {
        let title = format!("{}: pairs of clusters and reviews", one.table);
        text = format!("{text}\n{}", sweep(&title, &one.sweep, &one.score));
    }
    let mut rows = vec![["pairs", "cause", "count"].map(str::to_owned).to_vec()];
    for one in all {
        let missed = one.missed.iter().map(|(cause, count)| ("missed", &**cause, count));
        let wrong = one.wrong_by.iter().map(|(cause, count)| ("wrong", *cause, count));
        rows.extend(
            missed
                .chain(wrong)
                .map(|(word, cause, count)| vec![format!("{} {word}", one.table), cause.to_owned(), count.to_string()]),
        );
    }
    if rows.len() > 1 {
        let _ = write!(text, "\n{}", table(&rows));
    }
    text
}

fn sample(sample: &Sample) -> String {
    let Sample { contacts, accounts, likely, missed, .. } = sample;
    let mut text = format!(
        "{contacts} contacts compared with all {accounts} accounts\n  \
         {likely} pairs reach the review threshold, {missed} of them were never compared"
    );
    if let (Some(share), Some((low, high))) = (sample.share, sample.interval) {
        let _ = write!(text, ": {share:.4}, in the long run {low:.4} to {high:.4}");
    }
    text.push('\n');
    for one in sample.pairs.iter().take(SHOWN) {
        let truth = if one.in_truth { "a true pair" } else { "not in the truth" };
        let _ = writeln!(text, "  {} ~ {} {}  {:+.1} bits, {truth}", one.contact, one.table, one.account, one.bits);
    }
    let more = sample.pairs.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more: --json lists them all");
    }
    text
}

/// Rows under their captions: the first column and other words to the left, figures to the right.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let figures = |at: usize| {
        rows[1..].iter().all(|row| row[at].starts_with(|first: char| first.is_ascii_digit() || first == '-'))
    };
    let left: Vec<bool> = (0..columns).map(|at| at == 0 || !figures(at)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[at] - cell.chars().count());
            let (before, after) = if left[at] { ("", &*gap) } else { (&*gap, "") };
            let _ = write!(line, "  {before}{cell}{after}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
