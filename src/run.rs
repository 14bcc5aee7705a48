//! The pipeline on one page.

use crate::clean::{self, Profiles};
use crate::decide::{self, Decisions};
use crate::pair::{self, Candidates, Sides};
use crate::read::Read;
use crate::record::Kind;
use crate::score::{self, Model, Scored};
use crate::stage::{Progress, Stage};
use crate::value::country::Country;
use crate::value::text::Placeholders;

/// What the stages up to `decide` made.
#[derive(Debug)]
pub struct Matched {
    /// The cleaned records.
    pub profiles: Profiles,
    /// The weights.
    pub model: Model,
    /// The candidate pairs, without their pairs (those are in `scored`).
    pub candidates: Candidates,
    /// The scored pairs.
    pub scored: Vec<Scored>,
    /// Links, reviews and the rest.
    pub decisions: Decisions,
}

/// Cleans, pairs, scores and decides.
pub fn matched(
    read: &Read,
    placeholders: &Placeholders,
    home: Option<Country>,
    pair: &pair::Settings,
    decide: &decide::Settings,
    progress: &dyn Progress,
) -> Matched {
    let profiles = clean::clean(&read.tables, placeholders, home, progress);
    let left = profiles.free(Kind::Contact).collect();
    let right = Kind::ACCOUNTS.into_iter().flat_map(|kind| profiles.free(kind)).collect();
    let sides = Sides { left, right, same: false };
    let mut candidates = pair::pair(&profiles, &sides, pair, progress);
    let records = Kind::ALL.into_iter().map(|kind| profiles.free(kind).count()).max().unwrap_or(0);
    let model = Model { records: u32::try_from(records).unwrap_or(u32::MAX) };
    progress.begin(Stage::Score, candidates.pairs.len() as u64, "pairs");
    let pairs = std::mem::take(&mut candidates.pairs);
    let scored = score::score(&profiles, &model, &pairs);
    progress.end();
    let context = decide::Context { read, profiles: &profiles, model: &model, settings: decide };
    let decisions = decide::decide(context, &scored, progress);
    Matched { profiles, model, candidates, scored, decisions }
}
