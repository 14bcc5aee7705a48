//! An explanation as text: what each step adds, and where the sum stands after it.
//!
//! ```text
//!                                                    bits      sum   -20       0        20
//! prior                                             -14.3    -14.3     <-------|
//! name            same words                        +11.2     -3.1        ++++++>
//! ```
//!
//! Nothing is coloured: `NO_COLOR` holds by itself.

use std::fmt::Write as _;

use crate::commands::explain::{Explanation, Rival, Step};
use crate::score::Bits;

/// The columns of a step before its bar.
const HEAD: usize = 64;
/// The bar is left out where less is left for it, and grows no longer than that.
const BAR: (usize, usize) = (16, 48);
/// So many differences of a rival are shown.
const SHOWN: usize = 4;

impl Explanation {
    /// The waterfall, for a terminal of so many columns.
    pub fn text(&self, width: usize) -> String {
        let mut out = format!("{}  ~  {}\n{}\n\n", self.left, self.right, self.outcome);
        let sums = self.steps.iter().map(|step| step.sum);
        let scale = Scale {
            low: sums.clone().fold(0.0, f64::min),
            high: sums.fold(0.0, f64::max),
            columns: width.saturating_sub(HEAD + 1).min(BAR.1),
        };
        let _ = writeln!(out, "{:<45}{:>8} {:>8}", "", "bits", "sum");
        let names = [&self.left, &self.right].map(|name| name.split(' ').next().unwrap_or_default().to_owned());
        let names = if names[0] == names[1] { ["first".to_owned(), "second".to_owned()] } else { names };
        for step in &self.steps {
            let line = format!(
                "{:<16}{:<29}{:>8} {:>8}   {}",
                step.aspect,
                step.level,
                tenths(step.bits),
                tenths(step.sum),
                scale.bar(step)
            );
            let _ = writeln!(out, "{}", line.trim_end());
            for (side, [raw, cleaned]) in names.iter().zip([&step.left, &step.right]) {
                values(&mut out, side, raw, cleaned, width);
            }
        }
        let _ = writeln!(out, "\nprobability     {:.4} when nothing rivals it", self.probability_alone);
        if let Some(probability) = self.probability {
            let _ = writeln!(out, "                {probability:.4} over all rivals");
        }
        match &self.never_met {
            Some(why) => wrapped(&mut out, "never met       ", why, width),
            None => wrapped(&mut out, "met under       ", &self.keys.join(", "), width),
        }
        if let Some(rival) = &self.rival {
            let _ = writeln!(out, "runner-up       {}", rival.head());
            for difference in rival.by.iter().take(SHOWN) {
                let ((rival, theirs), (here, ours)) = (difference.rival, difference.here);
                let or = |level: &'static str| if level.is_empty() { "nothing to compare" } else { level };
                let line = format!(
                    "{}: {} {}, here {} {}",
                    difference.aspect,
                    or(rival),
                    tenths(theirs),
                    or(here),
                    tenths(ours)
                );
                wrapped(&mut out, "                ", &line, width);
            }
        }
        out
    }
}

impl Rival {
    /// Which pair it is, and how far it is from the one explained.
    fn head(&self) -> String {
        let way = if self.behind >= 0.0 { "behind" } else { "ahead" };
        let by = tenths(self.behind.abs());
        format!("{} ~ {}, {} bits {way}", self.pair[0], self.pair[1], by.trim_start_matches('+'))
    }

    /// All of it in one line.
    pub(super) fn text(&self) -> String {
        let by = self.by.iter().take(SHOWN).map(|one| format!("{} {}", one.aspect, tenths(one.here.1 - one.rival.1)));
        format!("{}: {}", self.head(), by.collect::<Vec<_>>().join(", "))
    }
}

/// Bits as they are written everywhere.
fn tenths(bits: f64) -> String {
    Bits((bits * 1000.0).round() as i32).to_string()
}

/// Where bits stand on a line of columns.
struct Scale {
    low: f64,
    high: f64,
    columns: usize,
}

impl Scale {
    fn at(&self, bits: f64) -> usize {
        let share = (bits - self.low) / (self.high - self.low).max(1.0);
        (share * (self.columns - 1) as f64).round() as usize
    }

    /// A bar from the sum before a step to the sum after it, and the line of even odds.
    fn bar(&self, step: &Step) -> String {
        if self.columns < BAR.0 {
            return String::new();
        }
        let before = if step.aspect == "prior" { 0.0 } else { step.sum - step.bits };
        let (from, to) = (self.at(before), self.at(step.sum));
        let mark = if step.bits >= 0.0 { '+' } else { '-' };
        let mut bar: Vec<char> = vec![' '; self.columns];
        bar[self.at(0.0)] = '|';
        bar[from.min(to)..=from.max(to)].fill(mark);
        bar[to] = if step.bits >= 0.0 { '>' } else { '<' };
        bar.into_iter().collect()
    }
}

/// The values of one side: as they stand, and cleaned.
fn values(out: &mut String, side: &str, raw: &str, cleaned: &str, width: usize) {
    if raw.is_empty() {
        return;
    }
    let head = format!("    {side:<12}");
    let one = format!("{raw}   [{cleaned}]");
    if cleaned.is_empty() {
        wrapped(out, &head, raw, width);
    } else if head.chars().count() + one.chars().count() <= width {
        let _ = writeln!(out, "{head}{one}");
    } else {
        wrapped(out, &head, raw, width);
        wrapped(out, "                ", &format!("[{cleaned}]"), width);
    }
}

/// A text behind a head, its further lines under its first; words are never cut.
fn wrapped(out: &mut String, head: &str, text: &str, width: usize) {
    let indent = head.chars().count();
    let mut line = head.to_owned();
    let mut used = indent;
    for word in text.split(' ') {
        let long = word.chars().count();
        if used > indent && used + 1 + long > width {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(indent);
            used = indent;
        }
        if used > indent {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += long;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}
