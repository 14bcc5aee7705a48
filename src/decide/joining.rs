//! Clusters as they grow: whether two of them agree as a whole.
//!
//! That takes a comparison for each pair of members, so it is looked at once for two clusters as they stand, and within a
//! budget in proportion to the records: where that is spent, what has not been looked at is not joined.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::RecordIx;
use crate::decide::Context;
use crate::decide::candidate::Candidate;
use crate::score::{self, Prior};

/// The most that one pair says for or against joining two clusters, in thousandths of a bit.
const BOUND: i32 = 12_000;
/// Log-odds below which one pair across keeps two clusters apart, unless several are [`NEAR`].
const VETO: i32 = -9_000;
/// Log-odds from which a pair across speaks for joining whatever another says: nineteen to one.
const NEAR: i32 = 4_248;
/// How many near pairs it takes beside each that is far: of many spellings of one, two have little in common.
const OUTVOTED: usize = 3;
/// The most members of a cluster: more than that are no duplicates but share a default value.
const MEMBERS_MAX: usize = 200;
/// The comparisons of members, for each record: clusters of ten that grow one by one take five.
const COMPARED: usize = 32;
/// The comparisons that few records may take as well.
const COMPARED_FLOOR: usize = 1_000_000;

/// What people said of pairs of a table.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) same: Vec<(RecordIx, RecordIx)>,
    /// Pairs that are different, or of which a person is asked again: nothing but a decision joins them.
    pub(super) apart: FxHashSet<(RecordIx, RecordIx)>,
    /// Pairs that go to a person, whatever the data says, with the reason.
    pub(super) asked: Vec<(RecordIx, RecordIx, &'static str)>,
}

impl Said {
    /// Puts a pair before a person.
    pub(super) fn ask(&mut self, a: RecordIx, b: RecordIx, reason: &'static str) {
        self.apart.insert((a, b));
        self.asked.push((a, b, reason));
    }

    pub(super) fn apart(&self, a: RecordIx, b: RecordIx) -> bool {
        self.apart.contains(&(a.min(b), a.max(b)))
    }
}

/// What two clusters say to becoming one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// They agree as a whole.
    Yes,
    /// They do not.
    No,
    /// They would be too many to be duplicates, and a person has not been asked about one of the two records.
    Crowd,
    /// The same, and a person is asked about both.
    Asked,
    /// They were not compared, for that would take too long.
    PassedOver,
}

/// Two records of a table, whether they met or not.
pub(super) fn candidate(context: Context<'_>, prior: Prior, a: RecordIx, b: RecordIx) -> Candidate {
    Candidate::new(a, b, score::compare(context.profiles, context.model, a, b).weigh(), prior)
}

/// Clusters as they grow.
pub(super) struct Joining<'a> {
    context: Context<'a>,
    prior: Prior,
    said: &'a Said,
    of: FxHashMap<RecordIx, usize>,
    clusters: Vec<Vec<RecordIx>>,
    /// Records that agree with more others than a cluster may have members.
    crowd: FxHashSet<RecordIx>,
    /// How many members two clusters had, by their first ones, when they did not agree. Members are only ever added.
    unlike: FxHashMap<(RecordIx, RecordIx), (usize, usize)>,
    /// How many comparisons of members are left.
    left: usize,
    /// How many pairs were not joined since none were left.
    pub(super) passed_over: u64,
}

impl<'a> Joining<'a> {
    /// No clusters yet but those of people, of so many records.
    pub(super) fn new(context: Context<'a>, prior: Prior, said: &'a Said, records: usize) -> Self {
        let mut joining = Self {
            context,
            prior,
            said,
            of: FxHashMap::default(),
            clusters: Vec::new(),
            crowd: FxHashSet::default(),
            unlike: FxHashMap::default(),
            left: COMPARED_FLOOR.max(records * COMPARED),
            passed_over: 0,
        };
        for &(a, b) in &said.same {
            joining.merge(a, b);
        }
        joining
    }

    /// The clusters, and those that turned out to be crowds.
    pub(super) fn finish(self) -> (Vec<Vec<RecordIx>>, Vec<Vec<RecordIx>>) {
        let decided: FxHashSet<RecordIx> = self.said.same.iter().flat_map(|&(a, b)| [a, b]).collect();
        let is_crowd = |members: &Vec<RecordIx>| {
            members.iter().any(|record| self.crowd.contains(record))
                && !members.iter().any(|record| decided.contains(record))
        };
        self.clusters.into_iter().filter(|members| members.len() > 1).partition(|members| !is_crowd(members))
    }

    /// Whether two records are in one cluster.
    pub(super) fn together(&self, a: RecordIx, b: RecordIx) -> bool {
        matches!((self.of.get(&a), self.of.get(&b)), (Some(x), Some(y)) if x == y)
    }

    fn cluster(&self, record: RecordIx) -> Cow<'_, [RecordIx]> {
        match self.of.get(&record) {
            Some(&at) => Cow::Borrowed(&self.clusters[at]),
            None => Cow::Owned(vec![record]),
        }
    }

    /// Whether the members of the clusters of two records agree as a whole.
    pub(super) fn agree(&mut self, a: RecordIx, b: RecordIx) -> Answer {
        let crowded = [a, b].map(|record| self.crowd.contains(&record));
        if crowded == [true, true] {
            return Answer::Asked;
        }
        let (x, y) = (self.cluster(a), self.cluster(b));
        let ((x, a), (y, b)) = if x[0] <= y[0] { ((x, a), (y, b)) } else { ((y, b), (x, a)) };
        let (firsts, sizes) = ((x[0], y[0]), (x.len(), y.len()));
        // What agrees with a crowd belongs to it.
        let too_many = crowded.contains(&true) || sizes.0 + sizes.1 > MEMBERS_MAX;
        let cost = if too_many { sizes.0 + sizes.1 } else { sizes.0 * sizes.1 };
        if cost > 1 && self.unlike.get(&firsts) == Some(&sizes) {
            return Answer::No;
        }
        if cost > 1 && cost > self.left {
            self.passed_over += 1;
            return Answer::PassedOver;
        }
        let agree = if too_many { self.all(&[a], &y) && self.all(&x, &[b]) } else { self.all(&x, &y) };
        // The members of a cluster that turns out to be a crowd are each put before a person; who is alone is not one.
        let alone = sizes.0 == 1 || sizes.1 == 1;
        if agree && too_many {
            let crowd: Vec<RecordIx> = x.iter().chain(y.iter()).copied().collect();
            self.crowd.extend(crowd);
        } else if !agree && cost > 1 {
            self.unlike.insert(firsts, sizes);
        }
        self.left -= cost.min(self.left);
        match (agree, too_many) {
            (false, _) => Answer::No,
            (true, false) => Answer::Yes,
            (true, true) if alone => Answer::Crowd,
            (true, true) => Answer::Asked,
        }
    }

    /// Whether these records and those agree, each with each.
    fn all(&self, these: &[RecordIx], those: &[RecordIx]) -> bool {
        let (mut sum, mut near, mut far) = (0, 0, 0);
        for &p in these {
            for &q in those {
                let one = candidate(self.context, self.prior, p, q);
                if one.contradiction || self.said.apart(p, q) {
                    return false;
                }
                near += usize::from(one.odds >= NEAR);
                far += usize::from(one.odds < VETO);
                sum += one.odds.clamp(-BOUND, BOUND);
            }
        }
        sum > 0 && near >= OUTVOTED * far
    }

    /// Makes the clusters of two records one. The smaller moves, so that a large one does not with every record it gains.
    pub(super) fn merge(&mut self, a: RecordIx, b: RecordIx) {
        let [x, y] = [a, b].map(|record| self.place(record));
        if x == y {
            return;
        }
        let (from, to) = if self.clusters[x].len() < self.clusters[y].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut self.clusters[from]);
        self.of.extend(moved.iter().map(|&record| (record, to)));
        self.clusters[to].extend(moved);
    }

    /// Where the cluster of a record is; one that has none gets one of its own.
    fn place(&mut self, record: RecordIx) -> usize {
        *self.of.entry(record).or_insert_with(|| {
            self.clusters.push(vec![record]);
            self.clusters.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean;
    use crate::decide::Settings;
    use crate::read::Read;
    use crate::record::Tables;
    use crate::score::Model;
    use crate::stage::Silent;
    use crate::value::text::Placeholders;

    /// Each two of the records are said to be the same, and then each of these pairs and the last record.
    #[test]
    fn a_large_cluster_gains_members_without_moving() {
        const RECORDS: u32 = 10_001;
        let profiles = clean(&Tables::default(), &Placeholders::default(), None, &Silent);
        let (read, model, settings) = (Read::default(), Model::of(&profiles), Settings::default());
        let context = Context { read: &read, profiles: &profiles, model: &model, settings: &settings };
        let same = (0..RECORDS - 1).step_by(2).flat_map(|at| [(at, at + 1), (at + 1, RECORDS - 1)]).collect();
        let said = Said { same, ..Said::default() };
        let joining = Joining::new(context, Prior::of_size(1), &said, RECORDS as usize);
        let room: usize = joining.clusters.iter().map(Vec::capacity).sum();
        assert!(room < 4 * RECORDS as usize, "{room}");
        let (mut clusters, crowds) = joining.finish();
        clusters.iter_mut().for_each(|members| members.sort_unstable());
        assert_eq!((clusters, crowds), (vec![(0..RECORDS).collect()], vec![]));
    }
}
