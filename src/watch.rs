//! A run watched: how long each of its stages took, and before each what is left.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::estimate::Estimate;
use crate::stage::{Progress, Stage};

/// Passes progress on and keeps the time of each stage.
pub struct Watch<'a> {
    to: &'a dyn Progress,
    estimate: OnceLock<Estimate>,
    running: Mutex<Vec<(Stage, Instant)>>,
    spent: Mutex<Vec<(Stage, Duration)>>,
}

impl<'a> Watch<'a> {
    /// Watches a run that tells its progress to `to`.
    pub fn over(to: &'a dyn Progress) -> Self {
        Self { to, estimate: OnceLock::new(), running: Mutex::default(), spent: Mutex::default() }
    }

    /// Tells what a large run will take; from then on each stage begins with what is left.
    pub fn foresee(&self, estimate: Estimate) {
        if let Some(text) = estimate.text() {
            self.to.remark(&text);
            self.estimate.get_or_init(|| estimate);
        }
    }

    fn tell_left(&self, stage: Stage) {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // The first stage after reading begins with the estimate itself.
        let estimate = self.estimate.get().filter(|_| stage > Stage::Clean);
        if let Some(text) = estimate.and_then(|estimate| estimate.left(stage, &spent)) {
            self.to.remark(&text);
        }
    }

    /// How long each stage took.
    pub fn spent(self) -> Vec<(Stage, Duration)> {
        self.spent.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Watch<'_> {
    fn begin(&self, stage: Stage, total: u64, what: &'static str) {
        self.tell_left(stage);
        self.running.lock().unwrap_or_else(PoisonError::into_inner).push((stage, Instant::now()));
        self.to.begin(stage, total, what);
    }

    fn advance(&self, steps: u64) {
        self.to.advance(steps);
    }

    fn end(&self) {
        if let Some((stage, since)) = self.running.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            self.spent.lock().unwrap_or_else(PoisonError::into_inner).push((stage, since.elapsed()));
        }
        self.to.end();
    }

    fn remark(&self, text: &str) {
        self.to.remark(text);
    }
}
