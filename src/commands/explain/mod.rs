//! `koppel explain`: why two records do or do not belong together, as a waterfall of evidence.
//!
//! In: a job and two records. Out: an [`Explanation`]. The stages are run up to `decide`, as `link` runs them for a contact
//! and an account, as `dedupe` does for two records of one table. Nothing is computed a second way: the findings are
//! those the run decides by.

mod reasons;
mod values;
mod waterfall;

use serde::Serialize;

use crate::clean::{Profiles, RecordIx};
use crate::config::Job;
use crate::decide::clusters::{self, Clusters};
use crate::decide::numbers::Numbers;
use crate::decide::{self, Judged, Linkage};
use crate::error::{Error, Result};
use crate::pair::{Candidates, Key, Sides};
use crate::read::{self, Read, options};
use crate::record::{Field, Kind};
use crate::run;
use crate::score::{self, Aspect, Evidence, Level, Model, Prior, Scored};
use crate::stage::Progress;
use crate::value::text::Placeholders;

/// The comparison of two records, ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The first record, as `contact CT000012`.
    pub left: String,
    /// The second record.
    pub right: String,
    /// What the run concluded of the pair.
    pub outcome: String,
    /// The steps of the waterfall, prior first.
    pub steps: Vec<Step>,
    /// The log-odds: the sum of the steps, in bits.
    pub bits: f64,
    /// The probability these odds mean when nothing rivals them.
    pub probability_alone: f64,
    /// The probability over all rivals, where the run judged the pair.
    pub probability: Option<f64>,
    /// The keys under which the two met; none means that they were never compared.
    pub keys: Vec<&'static str>,
    /// Why the two never met, where they did not.
    pub never_met: Option<String>,
    /// The best other candidate of either record, in words.
    pub runner_up: Option<String>,
    /// The same candidate, and how it differs from this pair.
    pub rival: Option<Rival>,
}

/// One step of the waterfall.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What was compared; `prior` for the first step.
    pub aspect: &'static str,
    /// How far the two agree.
    pub level: &'static str,
    /// What that says, in bits.
    pub bits: f64,
    /// The sum so far, in bits.
    pub sum: f64,
    /// The values of the first record: as they stand, and cleaned.
    pub left: [String; 2],
    /// The values of the second.
    pub right: [String; 2],
}

/// The best other candidate of one of the two records.
#[derive(Debug, Clone, Serialize)]
pub struct Rival {
    /// The pair that rivals this one: the record they share, and the other.
    pub pair: [String; 2],
    /// Its log-odds, in bits.
    pub bits: f64,
    /// How far it is behind this pair, in bits; negative where it is ahead.
    pub behind: f64,
    /// What made the difference, the largest first.
    pub by: Vec<Difference>,
}

/// An aspect in which a rival weighs otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// What was compared.
    pub aspect: &'static str,
    /// The finding of the rival, and its bits; empty where there was nothing to compare.
    pub rival: (&'static str, f64),
    /// The finding of this pair.
    pub here: (&'static str, f64),
}

/// What a run made of the tables that the two records are of.
struct Scene<'a> {
    read: &'a Read,
    profiles: &'a Profiles,
    model: &'a Model,
    sides: Sides,
    candidates: &'a Candidates,
    scored: &'a [Scored],
    prior: Prior,
    verdict: Verdict<'a>,
}

/// What the run concluded.
enum Verdict<'a> {
    Links(&'a Linkage),
    Clusters(Kind, &'a Clusters),
}

/// Explains a pair. The second record is `customer:10000`, `vendor:...`, `bank:...` or `contact:...`; the first is a
/// contact, or written the same way.
///
/// # Errors
///
/// Refused when a number or the kind of account is not there, or the job cannot be run.
pub fn explain(job: &Job, first: &str, second: &str, strict: bool, progress: &dyn Progress) -> Result<Explanation> {
    let (of_second, second) = parse(second)?;
    let (of_first, first) = parse(first).unwrap_or((Kind::Contact, first));
    if of_first != of_second && of_first != Kind::Contact {
        return Err(Error::refused(format!("a {} is held against contacts", of_first.word().to_lowercase()))
            .hint("name the contact first, or two records of one table"));
    }
    if of_first != of_second {
        job.check_link()?;
    }
    let home = run::home(job);
    let read = read::read(&job.read, strict, progress)?;
    // Before the long work: a number may be mistyped.
    let numbers = Numbers::of(&read.tables);
    let (first, second) = (find(&numbers, &read, of_first, first)?, find(&numbers, &read, of_second, second)?);
    if (of_first, first) == (of_second, second) {
        return Err(Error::refused("these are one record"));
    }
    let placeholders = Placeholders::new(job.clean.placeholders.iter().map(String::as_str));
    if of_first == of_second {
        let profiles = crate::clean::clean(&read.tables, &placeholders, home, progress);
        let grouped = run::grouped(&read, &profiles, of_first, job, progress);
        let scene = Scene {
            read: &read,
            profiles: &profiles,
            model: &grouped.model,
            sides: run::one_side(&profiles, of_first),
            candidates: &grouped.candidates,
            scored: &grouped.scored,
            prior: clusters::prior(&profiles, &grouped.scored, of_first),
            verdict: Verdict::Clusters(of_first, &grouped.clusters),
        };
        let [a, b] = [first.min(second), first.max(second)].map(|row| profiles.record(of_first, row));
        return Ok(scene.explain(a, b));
    }
    let matched = run::matched(&read, &placeholders, home, &job.pair, &job.decide, progress);
    let profiles = &matched.profiles;
    let scene = Scene {
        read: &read,
        profiles,
        model: &matched.model,
        sides: run::sides(profiles),
        candidates: &matched.candidates,
        scored: &matched.scored,
        prior: decide::prior(profiles, &matched.scored, of_second, job.decide.cardinality).0,
        verdict: Verdict::Links(&matched.linkage),
    };
    Ok(scene.explain(profiles.record(of_first, first), profiles.record(of_second, second)))
}

/// Splits `customer:10000`.
fn parse(text: &str) -> Result<(Kind, &str)> {
    let wrong = || {
        Error::refused(format!("`{text}` names no account"))
            .hint("write customer:10000, vendor:10000, bank:GIRO or contact:CT000001")
    };
    let (kind, no) = text.split_once(':').ok_or_else(wrong)?;
    Ok((options::table(kind).ok_or_else(wrong)?, no))
}

/// The row of the record that has a number.
fn find(numbers: &Numbers<'_>, read: &Read, kind: Kind, no: &str) -> Result<u32> {
    let word = kind.word().to_lowercase();
    let table = read.tables.get(kind).ok_or_else(|| Error::refused(format!("the job has no {word} table")))?;
    numbers.row(kind, no).ok_or_else(|| {
        let meant = numbers.meant(kind, no);
        let hint =
            meant.as_deref().unwrap_or("look the number up in the column `No.`; a rejected row is not there either");
        Error::refused(format!("there is no {word} {no}")).file(&table.path).hint(hint)
    })
}

/// Thousandths of a bit as bits.
fn bits(thousandths: i32) -> f64 {
    f64::from(thousandths) / 1000.0
}

impl Scene<'_> {
    /// A record as `customer 10000`.
    fn named(&self, record: RecordIx) -> String {
        let (kind, row) = self.profiles.place_of(record);
        let no = self
            .read
            .tables
            .get(kind)
            .map_or_else(String::new, |table| table.value(row as usize, Field::No).into_owned());
        format!("{} {no}", kind.word().to_lowercase())
    }

    fn evidence(&self, left: RecordIx, right: RecordIx) -> Evidence {
        score::compare(self.profiles, self.model, left, right).settle(self.prior)
    }

    fn explain(&self, left: RecordIx, right: RecordIx) -> Explanation {
        let evidence = self.evidence(left, right);
        let none = || [String::new(), String::new()];
        let mut sum = self.prior.found.0;
        let mut steps =
            vec![Step { aspect: "prior", level: "", bits: bits(sum), sum: bits(sum), left: none(), right: none() }];
        for aspect in Aspect::ALL {
            let finding = evidence.of(aspect);
            if finding.level == Level::Nothing {
                continue;
            }
            sum += finding.bits.0;
            let [left, right] = [left, right]
                .map(|record| [values::raw(self, record, aspect), values::cleaned(self.profiles, record, aspect)]);
            let (level, weight) = (finding.level.word(), bits(finding.bits.0));
            steps.push(Step { aspect: aspect.word(), level, bits: weight, sum: bits(sum), left, right });
        }
        let pairs = &self.candidates.pairs;
        let met = pairs.binary_search_by_key(&(left, right), |pair| (pair.left, pair.right));
        let keys: Vec<_> = met.iter().flat_map(|&at| pairs[at].keys().map(Key::word)).collect();
        let rival = reasons::rival(self, left, right, &evidence);
        let odds = bits(sum).exp2();
        Explanation {
            left: self.named(left),
            right: self.named(right),
            outcome: reasons::outcome(self, left, right),
            steps,
            bits: bits(sum),
            probability_alone: odds / (1.0 + odds),
            probability: reasons::probability(self, left, right).map(|one| f64::from(one.0) / 1e6),
            never_met: keys.is_empty().then(|| reasons::never_met(self, left, right)),
            keys,
            runner_up: rival.as_ref().map(Rival::text),
            rival,
        }
    }
}
