//! How far a run is, on stderr: a bar with count, rate and time left on a terminal, a plain line for each stage else.
//!
//! Nothing is coloured, so `NO_COLOR` holds by itself. The only home of indicatif and terminal_size.

use std::fmt::Write;
use std::io::{IsTerminal, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};
use koppel::stage::{Progress, Silent, Stage};
use koppel::value::text::noun;

/// The form of progress that suits where stderr goes.
pub(crate) fn suitable(quiet: bool) -> Box<dyn Progress> {
    if quiet {
        Box::new(Silent)
    } else if std::io::stderr().is_terminal() {
        Box::new(Bars::default())
    } else {
        Box::new(Lines)
    }
}

/// The columns of the terminal that stdout goes to; where it goes elsewhere, as many as a wide page has.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(110, |(width, _)| usize::from(width.0))
}

/// A bar for the stage that is running.
#[derive(Default)]
struct Bars(Mutex<Option<ProgressBar>>);

impl Bars {
    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage, total: u64, what: &'static str) {
        let template = match (total, what) {
            (0, _) => "{prefix:>7} {spinner} {human_pos} {msg}  {rate}",
            (_, "bytes") => "{prefix:>7} [{bar:30}] {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
            _ => "{prefix:>7} [{bar:30}] {human_pos}/{human_len} {msg}  {rate}  {eta} left",
        };
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        // A template that indicatif cannot read leaves its own: a matter of looks alone.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> ").with_key("rate", rate));
        }
        bar.set_prefix(stage.word());
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        self.with(|running| {
            if let Some(earlier) = running.replace(bar) {
                earlier.finish_and_clear();
            }
        });
    }

    fn advance(&self, steps: u64) {
        self.with(|running| {
            if let Some(bar) = running {
                bar.inc(steps);
            }
        });
    }

    fn end(&self) {
        self.with(|running| {
            if let Some(bar) = running.take() {
                bar.finish_and_clear();
            }
        });
    }

    fn remark(&self, text: &str) {
        line(text);
    }
}

/// A line on stderr. Where that is closed there is nobody to tell.
fn line(text: &str) {
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}

/// Steps per second, in whole numbers.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    // A rate that cannot be shown is a matter of looks alone.
    let _ = write!(out, "{}/s", HumanCount(state.per_sec() as u64));
}

/// A line for each stage as it begins: what a log file should hold.
struct Lines;

impl Progress for Lines {
    fn begin(&self, stage: Stage, total: u64, what: &'static str) {
        if total == 0 { line(stage.word()) } else { line(&format!("{}: {total} {}", stage.word(), noun(total, what))) }
    }

    fn advance(&self, _: u64) {}

    fn end(&self) {}

    fn remark(&self, text: &str) {
        line(text);
    }
}
