//! How right pairs are: precision, recall, F1, a sweep over thresholds, and whether probabilities hold. Pure.
//!
//! Precision is the share of the stated pairs that are true; recall the share of the true pairs that are stated; F1 their
//! harmonic mean. A run that gives an account one contact at most cannot state every pair of an establishment that
//! stands twice on one side: so recall is told against all true pairs, and against the most that the cardinality allows.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::clean::{NONE, RecordIx};
use crate::decide::Cardinality;
use crate::decide::roots::Roots;
use crate::record::Kind;

/// A contact and an account, by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pair {
    pub(super) contact: String,
    pub(super) kind: Kind,
    pub(super) account: String,
}

/// The true pairs, by establishment: the pairs that hang together through a shared record of one table.
#[derive(Debug, Default)]
pub(super) struct Truths {
    establishment: BTreeMap<Pair, usize>,
    /// The most pairs of each establishment that can be stated together.
    most: Vec<u64>,
    kinds: Vec<Kind>,
}

impl Truths {
    /// Groups true pairs into establishments.
    pub(super) fn new(pairs: BTreeSet<Pair>, cardinality: Cardinality) -> Self {
        let mut records: FxHashMap<(Kind, bool, &str), RecordIx> = FxHashMap::default();
        let mut record = |end| {
            let next = u32::try_from(records.len()).unwrap_or(NONE);
            *records.entry(end).or_insert(next)
        };
        let ends = pairs.iter().map(|Pair { contact, kind, account }| {
            (record((*kind, false, contact.as_str())), record((*kind, true, account.as_str())))
        });
        let ends: Vec<(RecordIx, RecordIx)> = ends.collect();
        let mut roots = Roots::of(ends.iter().copied(), records.len());
        // Per root: contacts, accounts, pairs; then what the cardinality leaves of them.
        let mut sizes: BTreeMap<RecordIx, (u64, u64, u64)> = BTreeMap::new();
        let mut seen = vec![false; records.len()];
        let mut of_pair = Vec::with_capacity(pairs.len());
        for (pair, &(contact, account)) in pairs.iter().zip(&ends) {
            let top = roots.of_record(contact);
            let size = sizes.entry(top).or_default();
            size.0 += u64::from(!std::mem::replace(&mut seen[contact as usize], true));
            size.1 += u64::from(!std::mem::replace(&mut seen[account as usize], true));
            size.2 += 1;
            of_pair.push((top, pair.kind));
        }
        let place: BTreeMap<RecordIx, usize> = sizes.keys().copied().zip(0..).collect();
        let most = sizes.values().map(|&(contacts, accounts, all)| match cardinality {
            Cardinality::OneToOne => contacts.min(accounts),
            Cardinality::OneAccountPerContact => contacts,
            Cardinality::OneContactPerAccount => accounts,
            Cardinality::ManyToMany => all,
        });
        let most = most.collect();
        let mut kinds = vec![Kind::Contact; place.len()];
        of_pair.iter().for_each(|(top, kind)| kinds[place[top]] = *kind);
        let establishment = pairs.into_iter().zip(of_pair.iter().map(|(top, _)| place[top])).collect();
        Self { establishment, most, kinds }
    }

    /// The establishment of a pair; `None` where the pair is not true.
    pub(super) fn of(&self, pair: &Pair) -> Option<usize> {
        self.establishment.get(pair).copied()
    }

    /// All true pairs, sorted.
    pub(super) fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.establishment.keys()
    }

    /// The score of pairs of one table, or of all: of each stated pair its establishment, where it is true.
    pub(super) fn score(&self, stated: impl Iterator<Item = Option<usize>>, kind: Option<Kind>) -> Score {
        let mut running = Running::new(self);
        stated.for_each(|establishment| running.add(establishment));
        Score::new(running.counts, self.totals(kind))
    }

    /// True pairs of one table or of all, and the most of them that can be stated together.
    fn totals(&self, kind: Option<Kind>) -> (u64, u64) {
        let counts = |of: Kind| kind.is_none_or(|kind| kind == of);
        let pairs = self.establishment.keys().filter(|pair| counts(pair.kind)).count() as u64;
        (pairs, self.most.iter().zip(&self.kinds).filter(|(_, of)| counts(**of)).map(|(most, _)| most).sum())
    }
}

/// Stated pairs, counted one by one.
struct Running {
    left: Vec<u64>,
    counts: Counts,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    pairs: u64,
    right: u64,
    /// Right ones, per establishment no more than can be stated together.
    held: u64,
}

impl Running {
    fn new(truths: &Truths) -> Self {
        Self { left: truths.most.clone(), counts: Counts::default() }
    }

    fn add(&mut self, establishment: Option<usize>) {
        self.counts.pairs += 1;
        let Some(at) = establishment else { return };
        self.counts.right += 1;
        if self.left[at] > 0 {
            self.left[at] -= 1;
            self.counts.held += 1;
        }
    }
}

/// Stated pairs against true ones. A rate is `None` where there is nothing to take it of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// Pairs stated.
    pub pairs: u64,
    /// Those that are true.
    pub right: u64,
    /// Those that are not.
    pub wrong: u64,
    /// `right / pairs`
    pub precision: Option<f64>,
    /// All true pairs.
    pub true_pairs: u64,
    /// `right / true_pairs`
    pub recall: Option<f64>,
    /// The harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// The most true pairs that the cardinality allows.
    pub possible: u64,
    /// Right pairs, per establishment no more than the cardinality allows, of `possible`.
    pub recall_of_possible: Option<f64>,
    /// The harmonic mean of precision and that recall.
    pub f1_of_possible: Option<f64>,
}

impl Score {
    fn new(counts: Counts, (true_pairs, possible): (u64, u64)) -> Self {
        let Counts { pairs, right, held } = counts;
        let (precision, recall, held) = (share(right, pairs), share(right, true_pairs), share(held, possible));
        Self {
            pairs,
            right,
            wrong: pairs - right,
            precision,
            true_pairs,
            recall,
            f1: harmonic(precision, recall),
            possible,
            recall_of_possible: held,
            f1_of_possible: harmonic(precision, held),
        }
    }

    /// The score of pairs that nothing limits.
    pub(super) fn plain(pairs: u64, right: u64, true_pairs: u64) -> Self {
        Self::new(Counts { pairs, right, held: right }, (true_pairs, true_pairs))
    }
}

/// A part of a whole, to six places; `None` of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| six(part as f64 / whole as f64))
}

fn six(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

fn harmonic(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    let (a, b) = (a?, b?);
    Some(if a + b > 0.0 { six(2.0 * a * b / (a + b)) } else { 0.0 })
}

/// The score of the pairs from a probability up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The probability.
    pub threshold: f64,
    /// The score of all stated pairs, linked or in review, with at least that.
    #[serde(flatten)]
    pub score: Score,
}

/// Scores over thresholds.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Sweep {
    /// At round thresholds.
    pub steps: Vec<Step>,
    /// The best F1 (of what is possible) over every threshold there is; of equals the highest threshold.
    pub best: Option<Step>,
}

/// The round thresholds.
const THRESHOLDS: [f64; 11] = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99];

/// Scores pairs, each with its probability and, where it is true, its establishment.
pub(super) fn sweep(mut stated: Vec<(f64, Option<usize>)>, truths: &Truths) -> Sweep {
    stated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut running = Running::new(truths);
    let counted = stated.chunk_by(|a, b| a.0 == b.0).map(|equal| {
        equal.iter().for_each(|(_, establishment)| running.add(*establishment));
        (equal[0].0, running.counts)
    });
    Sweep::of(counted.collect(), truths.totals(None))
}

/// Scores pairs that nothing limits, counted: of each probability how many pairs have it, and how many of them are true.
pub(super) fn sweep_counted(mut stated: Vec<(f64, u64, u64)>, true_pairs: u64) -> Sweep {
    stated.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut counts = Counts::default();
    let counted = stated.chunk_by(|a, b| a.0 == b.0).map(|equal| {
        for (_, pairs, right) in equal {
            counts.pairs += pairs;
            counts.right += right;
        }
        counts.held = counts.right;
        (equal[0].0, counts)
    });
    Sweep::of(counted.collect(), (true_pairs, true_pairs))
}

impl Sweep {
    /// Of the pairs with at least each probability there is, from the highest down.
    fn of(counted: Vec<(f64, Counts)>, totals: (u64, u64)) -> Self {
        let mut best: Option<Step> = None;
        let mut at: Vec<Step> = Vec::with_capacity(counted.len());
        for (threshold, counts) in counted {
            let step = Step { threshold, score: Score::new(counts, totals) };
            if best.is_none_or(|best| step.score.f1_of_possible > best.score.f1_of_possible) {
                best = Some(step);
            }
            at.push(step);
        }
        let steps = THRESHOLDS.into_iter().map(|threshold| {
            let above = at.partition_point(|step| step.threshold >= threshold);
            let none = Score::new(Counts::default(), totals);
            Step { threshold, score: above.checked_sub(1).map_or(none, |last| at[last].score) }
        });
        Self { steps: steps.collect(), best }
    }
}

/// Pairs of one band of stated probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Where the band begins, included.
    pub from: f64,
    /// Where it ends; included in the last band alone.
    pub to: f64,
    /// Pairs in it.
    pub pairs: u64,
    /// Their mean stated probability.
    pub stated: f64,
    /// The share of them that is true.
    pub right: f64,
    /// Where that share lies in the long run, with a confidence of 95 %.
    pub interval: (f64, f64),
}

const EDGES: [f64; 10] = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0];

/// Stated probability against share right, by bands; bands without a pair are left out.
pub(super) fn reliability(stated: &[(f64, bool)]) -> Vec<Band> {
    let bands = EDGES.windows(2).filter_map(|edges| {
        let (from, to) = (edges[0], edges[1]);
        let within = |probability: f64| probability >= from && (probability < to || to >= 1.0);
        let inside: Vec<_> = stated.iter().filter(|(probability, _)| within(*probability)).collect();
        let (pairs, right) = (inside.len() as u64, inside.iter().filter(|(_, right)| *right).count() as u64);
        let sum: f64 = inside.iter().map(|(probability, _)| probability).sum();
        let interval = wilson(right, pairs)?;
        Some(Band { from, to, pairs, stated: six(sum / pairs as f64), right: share(right, pairs)?, interval })
    });
    bands.collect()
}

/// Where a share lies with a confidence of 95 %, after `part` of `whole` were seen: the score interval of E. B. Wilson,
/// "Probable inference, the law of succession, and statistical inference" (1927). `None` of nothing.
pub(super) fn wilson(part: u64, whole: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    if whole == 0 {
        return None;
    }
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let middle = p + Z * Z / (2.0 * n);
    let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((six(((middle - reach) / scale).max(0.0)), six(((middle + reach) / scale).min(1.0))))
}
