//! The run once more, up to the decisions: which records met, and what a whole comparison would have found.
//!
//! In: a job. Out: for a pair, whether its two were ever compared; for a sample of contacts, an estimate of how many
//! pairs that look true were not. Nothing is written.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::clean::{self, Profiles, RecordIx};
use crate::commands::evaluate::measure::{self, Pair};
use crate::commands::evaluate::published::Set;
use crate::config::Job;
use crate::decide::{self, Cardinality};
use crate::error::{Error, Result};
use crate::pair;
use crate::read::{self, Read};
use crate::record::{Field, Kind, Table, code};
use crate::run::{self, Matched};
use crate::score::{self, Prior};
use crate::stage::Progress;
use crate::value::fingerprint::fingerprint;
use crate::value::text::Placeholders;

/// What the stages up to `decide` make of a job.
pub(super) struct Again {
    read: Read,
    matched: Matched,
    cardinality: Cardinality,
    records: FxHashMap<(Kind, String), RecordIx>,
}

/// Runs a job up to its decisions.
pub(super) fn run(job: &Job, strict: bool, progress: &dyn Progress) -> Result<Again> {
    job.check_link()?;
    let home = run::home(job);
    let read = read::read(&job.read, strict, progress)?;
    let placeholders = Placeholders::new(job.clean.placeholders.iter().map(String::as_str));
    let matched = run::matched(&read, &placeholders, home, &job.pair, &job.decide, progress);
    let records = records(&read, &matched.profiles);
    Ok(Again { read, matched, cardinality: job.decide.cardinality, records })
}

/// The records by their tables and numbers.
fn records(read: &Read, profiles: &Profiles) -> FxHashMap<(Kind, String), RecordIx> {
    let of_table = |(kind, table): (Kind, &'_ _)| {
        let no = move |row| (kind, code(Table::value(table, row, Field::No)).into_owned());
        (0..Table::len(table)).map(no).zip(profiles.of(kind)).collect::<Vec<_>>()
    };
    read.tables.iter().flat_map(of_table).collect()
}

/// Whether two records are among the pairs that met.
fn compared(pairs: &[pair::Pair], left: RecordIx, right: RecordIx) -> bool {
    pairs.binary_search_by_key(&(left, right), |pair| (pair.left, pair.right)).is_ok()
}

/// Which records meet when duplicates are looked for.
pub(super) struct Meetings {
    records: FxHashMap<(Kind, String), RecordIx>,
    /// Those of one table behind those of the table before it.
    pairs: Vec<pair::Pair>,
}

/// Brings the records of tables together as `dedupe` does.
pub(super) fn meetings(job: &Job, strict: bool, progress: &dyn Progress) -> Result<Meetings> {
    let read = read::read(&job.read, strict, progress)?;
    let placeholders = Placeholders::new(job.clean.placeholders.iter().map(String::as_str));
    let profiles = clean::clean(&read.tables, &placeholders, run::home(job), progress);
    let of_table = |(kind, _)| pair::pair(&profiles, &run::one_side(&profiles, kind), &job.pair, progress).pairs;
    let pairs = read.tables.iter().flat_map(of_table).collect();
    Ok(Meetings { records: records(&read, &profiles), pairs })
}

impl Meetings {
    /// Whether two records of a table were ever compared; `None` where the job does not know one of them.
    pub(super) fn met(&self, table: Kind, a: &str, b: &str) -> Option<bool> {
        let record = |no: &str| self.records.get(&(table, no.to_owned())).copied();
        let (one, other) = (record(a)?, record(b)?);
        Some(compared(&self.pairs, one.min(other), one.max(other)))
    }
}

/// A pair that looks true and was never compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlooked {
    /// The contact, by its number.
    pub contact: String,
    /// The table of the account.
    pub table: &'static str,
    /// The account, by its number.
    pub account: String,
    /// The odds of the two, when nothing rivals them, in bits.
    pub bits: f64,
    /// Whether the truth has the pair.
    pub in_truth: bool,
}

/// What comparing a sample of contacts with everything found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The contacts in the sample.
    pub contacts: u64,
    /// The accounts each was compared with.
    pub accounts: u64,
    /// Pairs whose evidence reaches the review threshold.
    pub likely: u64,
    /// Those that candidates left out.
    pub missed: u64,
    /// `missed / likely`
    pub share: Option<f64>,
    /// Where that share lies for all contacts, with a confidence of 95 %.
    pub interval: Option<(f64, f64)>,
    /// The pairs that were left out.
    pub pairs: Vec<Overlooked>,
}

impl Again {
    /// Whether two records were ever compared; `None` where the job does not know one of them.
    pub(super) fn met(&self, pair: &Pair) -> Option<bool> {
        let left = *self.records.get(&(Kind::Contact, pair.contact.clone()))?;
        let right = *self.records.get(&(pair.kind, pair.account.clone()))?;
        Some(compared(&self.matched.candidates.pairs, left, right))
    }

    /// What has changed since the set was published, in words.
    pub(super) fn changed(&self, set: &Set, job: &Job) -> Result<Vec<String>> {
        let mut changed = Vec::new();
        for (kind, table) in self.read.tables.iter() {
            let before = set.inputs.iter().find(|(role, _)| role == kind.key());
            if before.is_none_or(|(_, sha256)| *sha256 != table.sha256) {
                changed.push(format!("{} are not the ones of the published run", kind.key()));
            }
        }
        let (now, before) = (job.settings()?, &set.settings);
        for section in ["clean", "pair", "score", "decide"] {
            if now.get(section) != before.get(section) {
                changed.push(format!("[{section}] is not set as in the published run"));
            }
        }
        Ok(changed)
    }

    /// Compares `size` contacts with every account. Which contacts: those whose numbers have the first fingerprints, so
    /// that the choice depends neither on a clock nor on the order of rows.
    ///
    /// # Errors
    /// Refused where the job has no contact that takes part.
    pub(super) fn sample(&self, size: u32, review: f64, is_true: impl Fn(&Pair) -> bool) -> Result<Sample> {
        let profiles = &self.matched.profiles;
        let mut contacts: Vec<(String, RecordIx)> =
            profiles.free(Kind::Contact).map(|record| (fingerprint([&*self.no(record)]), record)).collect();
        if contacts.is_empty() {
            return Err(Error::refused("there is no contact to take a sample of").hint(
                "all contacts are blocked for privacy or people of a company: evaluate without --recall-sample",
            ));
        }
        contacts.sort_unstable();
        contacts.truncate(size as usize);
        let accounts: Vec<(Vec<RecordIx>, Prior)> = Kind::ACCOUNTS
            .into_iter()
            .map(|kind| {
                let prior = decide::prior(profiles, &self.matched.scored, kind, self.cardinality).0;
                (profiles.free(kind).collect(), prior)
            })
            .collect();
        let least = ((review / (1.0 - review)).log2() * 1000.0).ceil() as i32;
        let likely: Vec<(RecordIx, RecordIx, i32)> = contacts
            .par_iter()
            .flat_map_iter(|&(_, contact)| {
                accounts.iter().flat_map(move |(records, prior)| self.likely(contact, records, *prior, least))
            })
            .collect();
        let met = &self.matched.candidates.pairs;
        let mut pairs: Vec<Overlooked> = Vec::new();
        for &(left, right, odds) in likely.iter().filter(|(left, right, _)| !compared(met, *left, *right)) {
            let kind = profiles.place_of(right).0;
            let pair = Pair { contact: self.no(left), kind, account: self.no(right) };
            let in_truth = is_true(&pair);
            let Pair { contact, account, .. } = pair;
            pairs.push(Overlooked { contact, table: kind.word(), account, bits: f64::from(odds) / 1000.0, in_truth });
        }
        let (missed, all) = (pairs.len() as u64, likely.len() as u64);
        Ok(Sample {
            contacts: contacts.len() as u64,
            accounts: accounts.iter().map(|(records, _)| records.len() as u64).sum(),
            likely: all,
            missed,
            share: measure::share(missed, all),
            interval: measure::wilson(missed, all),
            pairs,
        })
    }

    /// The accounts whose odds with a contact reach `least`, in thousandths of a bit.
    fn likely(
        &self,
        contact: RecordIx,
        accounts: &[RecordIx],
        prior: Prior,
        least: i32,
    ) -> Vec<(RecordIx, RecordIx, i32)> {
        let Matched { profiles, model, .. } = &self.matched;
        let person = profiles.get(contact).person;
        // People are customers, never vendors or banks: those pairs are no candidates by rule.
        let barred = |account: RecordIx| person && profiles.place_of(account).0 != Kind::Customer;
        let odds = |&account: &RecordIx| {
            let evidence = score::compare(profiles, model, contact, account).settle(prior);
            (contact, account, prior.found.0 + evidence.weight().0)
        };
        let open = accounts.iter().filter(|&&account| !barred(account));
        open.map(odds).filter(|(_, _, odds)| *odds >= least).collect()
    }

    fn no(&self, record: RecordIx) -> String {
        let (kind, row) = self.matched.profiles.place_of(record);
        self.read
            .tables
            .get(kind)
            .map_or_else(String::new, |table| code(table.value(row as usize, Field::No)).into_owned())
    }
}
