//! What a run will take, from what was read; and what is left of it, from what its stages really took.
//!
//! The costs were measured on the project's own worlds (`docs/speed.md` says how). They are those of one machine, so
//! that a run begins with a guess: "about". From then on the time left is scaled by how long the stages that have ended
//! took, against what was expected of them.

use std::time::Duration;

use crate::stage::Stage;

/// What a run is expected to take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The seconds of each stage, by the position in [`Stage::ALL`].
    seconds: [f64; 7],
    /// The most memory at a time, in millions of bytes.
    megabytes: f64,
    threads: usize,
}

/// How large a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The bytes of its tables.
    pub bytes: u64,
    /// Its contacts.
    pub contacts: u64,
    /// Its accounts of all kinds.
    pub accounts: u64,
}

/// Candidate pairs per record for each tenfold of records, and how many less. Of contacts and accounts 5.8 were met at ten
/// thousand contacts, 8.5 at a hundred thousand, 11.6 at a million.
type Pairs = (f64, f64);
const LINKED: Pairs = (2.9, 5.8);
/// The same within one table: 6.5, 14.3 and 25.5.
const DUPLICATES: Pairs = (9.5, 31.5);
/// The share of the work that only one thread can do.
const ALONE: f64 = 0.15;
/// Below so many seconds there is nothing to tell.
const SHORT: f64 = 5.0;

/// Seconds of one thread: per million of bytes, per million of records, and per million of candidate pairs.
type Costs = [(Stage, f64, f64, f64); 7];
const COSTS: Costs = [
    (Stage::Read, 0.013, 0.0, 0.0),
    (Stage::Clean, 0.0, 16.0, 0.0),
    (Stage::Pair, 0.0, 3.0, 0.3),
    (Stage::Score, 0.0, 0.0, 2.9),
    (Stage::Decide, 0.0, 3.0, 0.75),
    (Stage::Merge, 0.004, 6.3, 0.0),
    (Stage::Write, 0.006, 2.0, 0.0),
];

/// The same for looking for duplicates.
const COSTS_OF_DUPLICATES: Costs = [
    (Stage::Read, 0.013, 0.0, 0.0),
    (Stage::Clean, 0.0, 15.0, 0.0),
    (Stage::Pair, 0.0, 5.0, 0.5),
    (Stage::Score, 0.0, 0.0, 2.4),
    (Stage::Decide, 0.0, 2.0, 0.08),
    (Stage::Merge, 0.0, 0.0, 0.0),
    (Stage::Write, 0.0, 1.2, 0.0),
];

/// Bytes: of the program itself, per byte of the tables, per record and per candidate pair.
type Memory = (f64, f64, f64, f64);
const MEMORY: Memory = (55e6, 1.0, 360.0, 40.0);
/// The same for looking for duplicates, where records meet from either side.
const MEMORY_OF_DUPLICATES: Memory = (85e6, 1.0, 440.0, 53.0);

impl Estimate {
    /// What linking tables of this size takes on so many threads.
    pub fn of_links(size: Size, threads: usize) -> Self {
        // Without accounts there is nothing to pair with.
        let contacts = size.contacts.min(4 * size.accounts);
        Self::of(size.bytes, size.contacts + size.accounts, pairs(contacts, LINKED), COSTS, MEMORY, threads)
    }

    /// What looking for duplicates in tables of so many records takes.
    pub fn of_duplicates(bytes: u64, tables: &[u64], threads: usize) -> Self {
        let pairs = tables.iter().map(|&records| pairs(records, DUPLICATES)).sum();
        Self::of(bytes, tables.iter().sum(), pairs, COSTS_OF_DUPLICATES, MEMORY_OF_DUPLICATES, threads)
    }

    fn of(bytes: u64, records: u64, pairs: f64, costs: Costs, memory: Memory, threads: usize) -> Self {
        let (megabytes, records) = (bytes as f64 / 1e6, records as f64 / 1e6);
        let share = ALONE + (1.0 - ALONE) / threads.max(1) as f64;
        let seconds = costs.map(|(_, byte, record, pair)| share * (byte * megabytes + record * records + pair * pairs));
        let (program, byte, record, pair) = memory;
        Self { seconds, megabytes: program / 1e6 + byte * megabytes + record * records + pair * pairs, threads }
    }

    /// The estimate in words; nothing where the run is over before it is read.
    pub fn text(&self) -> Option<String> {
        let seconds: f64 = self.seconds.iter().sum();
        let threads = if self.threads == 1 { "thread" } else { "threads" };
        (seconds >= SHORT).then(|| {
            let (time, megabytes) = (time(seconds), rough(self.megabytes));
            format!("about {time} and {megabytes} MB on {} {threads}", self.threads)
        })
    }

    /// What is left when a stage begins, in words, given what the stages before it took; nothing where that is little.
    pub fn left(&self, stage: Stage, spent: &[(Stage, Duration)]) -> Option<String> {
        let expected = |stage: Stage| self.seconds[stage as usize];
        let (took, foreseen) = spent.iter().fold((0.0, 0.0), |(took, foreseen), &(stage, duration)| {
            (took + duration.as_secs_f64(), foreseen + expected(stage))
        });
        let pace = if foreseen > 0.0 { took / foreseen } else { 1.0 };
        let left = pace * Stage::ALL.into_iter().filter(|&other| other >= stage).map(expected).sum::<f64>();
        (left >= SHORT).then(|| format!("about {} left", time(left)))
    }
}

/// How many millions of candidate pairs so many records meet in.
fn pairs(records: u64, per_record: Pairs) -> f64 {
    let records = records.max(1) as f64;
    records * (per_record.0 * records.log10() - per_record.1).max(1.0) / 1e6
}

/// Seconds as people say them.
fn time(seconds: f64) -> String {
    if seconds < 120.0 { format!("{} s", rough(seconds)) } else { format!("{} min", rough(seconds / 60.0)) }
}

/// A number to two digits: more would be a claim.
fn rough(number: f64) -> u64 {
    let unit = 10f64.powi((number.max(1.0).log10().floor() as i32 - 1).max(0));
    ((number / unit).round() * unit) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: Size = Size { bytes: 300_000_000, contacts: 1_000_000, accounts: 700_000 };

    #[test]
    fn a_large_run_is_told_and_a_small_one_is_not() {
        // 11.6 million pairs: 3.9 + 27.2 + 8.6 + 33.6 + 13.8 + 11.9 + 5.2 seconds of one thread, and 55 + 300 + 612 + 464 MB.
        let text = |threads| Estimate::of_links(LARGE, threads).text().unwrap();
        assert_eq!(text(1), "about 100 s and 1400 MB on 1 thread");
        assert_eq!(text(2), "about 60 s and 1400 MB on 2 threads");
        let small = Size { bytes: 300_000, contacts: 1_000, accounts: 700 };
        assert_eq!(Estimate::of_links(small, 1).text(), None);
        // 25.5 million pairs: 2.5 + 15.0 + 17.8 + 61.2 + 4.0 + 1.2 seconds, and 85 + 190 + 440 + 1,352 MB.
        let text = Estimate::of_duplicates(190_000_000, &[1_000_000], 2).text().unwrap();
        assert_eq!(text, "about 58 s and 2100 MB on 2 threads");
        assert_eq!(Estimate::of_duplicates(300_000, &[1_000, 700], 1).text(), None);
    }

    #[test]
    fn what_is_left_follows_the_pace_so_far() {
        let estimate = Estimate::of_links(LARGE, 1);
        let foreseen = Duration::from_secs_f64(estimate.seconds[Stage::Clean as usize]);
        let seconds = |pace: u32| {
            let text = estimate.left(Stage::Write, &[(Stage::Clean, foreseen * pace)]).unwrap();
            text.split(' ').nth(1).unwrap().parse::<f64>().unwrap()
        };
        assert!((seconds(6) / seconds(3) - 2.0).abs() < 0.2);
        assert_eq!(estimate.left(Stage::Write, &[(Stage::Clean, Duration::ZERO)]), None);
    }

    #[test]
    fn the_costs_stand_in_the_order_of_the_stages() {
        for costs in [COSTS, COSTS_OF_DUPLICATES] {
            assert_eq!(costs.map(|(stage, ..)| stage), Stage::ALL);
        }
    }

    #[test]
    fn numbers_are_told_to_two_digits() {
        assert_eq!([0.4, 7.4, 12.4, 449.0, 1_234.0].map(rough), [0, 7, 12, 450, 1_200]);
    }
}
