//! What each key and each kind of evidence adds: everything is run once whole, then once without each of them.
//!
//! ```text
//! cargo run --release --example ablation -- link FOLDERS...
//! cargo run --release --example ablation -- dedupe FOLDERS...
//! ```
//!
//! A folder is a world of `examples/generate`, or has a `koppel.toml` and a truth of its own under the same names. The
//! stages are called one by one, as `koppel::run` calls them, with something taken away between two of them: a key from
//! the settings of `pair`; a kind of evidence from the profiles after `pair`, so that it still brings records together;
//! a kind of value from the profiles before `pair`, so that it is gone altogether. Figures are of all folders together,
//! at defaults; recall is of the most that one-to-one allows. CPU seconds are those of `pair`, `score` and `decide`.

// A program for developers, not part of the library's interface: it reports on the terminal.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use koppel::clean::{self, NONE, Profiles, Span};
use koppel::commands::evaluate::truth::{self, Truth};
use koppel::config::Job;
use koppel::decide::{self, clusters};
use koppel::error::{Error, Result};
use koppel::pair::{self, Key, Sides};
use koppel::read::{self, Read};
use koppel::record::{Field, Kind};
use koppel::run;
use koppel::score::{self, Aspect, Bits, Model, Scored};
use koppel::stage::Silent;
use koppel::value::country::Country;
use koppel::value::text::Placeholders;

/// What is taken away.
#[derive(Debug, Clone, Copy)]
enum Without {
    Nothing,
    /// A key.
    Key(Key),
    /// An aspect of the score.
    Evidence(Aspect),
    /// How rare an equal value is: all count as if nobody else had them.
    Frequency,
    /// A kind of value, its keys and its evidence.
    Value(Aspect),
    /// The other names of a record.
    Aliases,
}

impl Without {
    /// All that can be done without.
    fn all() -> Vec<Self> {
        let values = [Aspect::TaxId, Aspect::Iban, Aspect::Phone, Aspect::Mail, Aspect::Address, Aspect::Birth];
        let mut all = vec![Self::Nothing];
        all.extend(Key::ALL.iter().map(|&key| Self::Key(key)));
        all.extend(Aspect::ALL.map(Self::Evidence));
        all.push(Self::Frequency);
        all.extend(values.map(Self::Value));
        all.push(Self::Aliases);
        all
    }

    fn word(self) -> String {
        match self {
            Self::Nothing => "**nothing**".to_owned(),
            Self::Key(key) => format!("key: {}", key.word()),
            Self::Evidence(aspect) => format!("evidence: {}", aspect.word()),
            Self::Frequency => "evidence: how frequent a value is".to_owned(),
            Self::Value(aspect) => format!("value: {}", aspect.word()),
            Self::Aliases => "value: other names".to_owned(),
        }
    }

    /// Takes it from the profiles before records meet.
    fn before_pair(self, profiles: &mut Profiles) {
        match self {
            Self::Value(aspect) => take(profiles, aspect),
            Self::Aliases => profiles.names.entries.iter_mut().for_each(|name| name.aliases = Span::default()),
            _ => {}
        }
    }

    /// Takes it from the profiles once they have met.
    fn after_pair(self, profiles: &mut Profiles) {
        match self {
            Self::Evidence(aspect) => take(profiles, aspect),
            Self::Frequency => {
                for seen in profiles.values.frequency.each_mut().into_iter().flatten() {
                    (seen.contacts, seen.accounts) = (1, 1);
                }
                profiles.names.vocabulary.frequency.fill(1);
                profiles.names.sets.values_mut().for_each(|(records, _)| *records = 1);
            }
            _ => {}
        }
    }

    /// Takes it from the scores.
    fn after_score(self, scored: &mut [Scored]) {
        if matches!(self, Self::Evidence(Aspect::Sibling)) {
            scored.iter_mut().for_each(|one| (one.weighed.groups, one.weighed.others) = (Bits(-60_000), Bits(-60_000)));
        }
    }
}

/// Takes the values of an aspect from all profiles.
fn take(profiles: &mut Profiles, aspect: Aspect) {
    for name in &mut profiles.names.entries {
        match aspect {
            Aspect::Form => name.form = None,
            Aspect::Person => (name.generation, name.sex) = (None, None),
            _ => {}
        }
    }
    for profile in &mut profiles.all {
        match aspect {
            Aspect::Name => profile.name = NONE,
            Aspect::TaxId => profile.taxes = Span::default(),
            Aspect::Iban => profile.ibans = Span::default(),
            Aspect::Phone => profile.phones = Span::default(),
            Aspect::Mail => (profile.mails, profile.domains) = (Span::default(), Span::default()),
            Aspect::Address => profile.place = NONE,
            Aspect::Birth => profile.birth = None,
            Aspect::Form | Aspect::Person | Aspect::Sibling => {}
        }
    }
}

/// A folder, read once.
struct World {
    job: Job,
    read: Read,
    placeholders: Placeholders,
    home: Option<Country>,
    folder: PathBuf,
}

impl World {
    fn open(folder: &Path) -> Result<Self> {
        let job = folder.join("koppel.toml");
        let job = if job.is_file() { Job::load(&job, None)? } else { Job::from_arguments(inputs(folder))? };
        Ok(Self {
            read: read::read(&job.read, false, &Silent)?,
            placeholders: Placeholders::new(job.clean.placeholders.iter().map(String::as_str)),
            home: run::home(&job),
            folder: folder.to_path_buf(),
            job,
        })
    }

    fn no(&self, kind: Kind, row: u32) -> String {
        self.read.tables.get(kind).map_or_else(String::new, |table| table.value(row as usize, Field::No).into_owned())
    }

    /// Runs `pair`, `score` and `decide` over some sides without something.
    fn scored(&self, profiles: &mut Profiles, sides: &Sides, without: Without) -> Scores {
        let mut settings = self.job.pair.clone();
        if let Without::Key(key) = without {
            settings.left_out.push(key);
        }
        let candidates = pair::pair(profiles, sides, &settings, &Silent);
        without.after_pair(profiles);
        let model = if sides.same { Model::within(profiles) } else { Model::of(profiles) };
        let mut scored = score::score(profiles, &model, &candidates.pairs, sides.left.len(), &Silent);
        without.after_score(&mut scored);
        Scores { scored, model, pairs: candidates.kept }
    }

    fn profiles(&self, without: Without) -> Profiles {
        let mut profiles = clean::clean(&self.read.tables, &self.placeholders, self.home, &Silent);
        without.before_pair(&mut profiles);
        profiles
    }

    fn link(&self, without: Without) -> Result<Figures> {
        let mut profiles = self.profiles(without);
        let left = profiles.free(Kind::Contact).collect();
        let right = Kind::ACCOUNTS.into_iter().flat_map(|kind| profiles.free(kind)).collect();
        let clock = Clock::start();
        let Scores { scored, model, pairs } = self.scored(&mut profiles, &Sides { left, right, same: false }, without);
        let context =
            decide::Context { read: &self.read, profiles: &profiles, model: &model, settings: &self.job.decide };
        let decisions = decide::decide(context, scored, &Silent);
        let seconds = clock.seconds();
        let name =
            |pair: &decide::Judged| (self.no(Kind::Contact, pair.contact), pair.kind, self.no(pair.kind, pair.account));
        let links: BTreeSet<Pair> = decisions.links.iter().map(|link| name(&link.pair)).collect();
        let (truth, ignored) =
            (self.pairs("truth_links.csv")?, self.pairs("truth_person_links.csv").unwrap_or_default());
        Ok(Figures {
            stated: links.iter().filter(|pair| !ignored.contains(pair)).count(),
            right: links.intersection(&truth).count(),
            possible: possible(&truth),
            pairs,
            seconds,
        })
    }

    fn pairs(&self, file: &str) -> Result<BTreeSet<Pair>> {
        match truth::read(&self.folder.join(file))? {
            Truth::Links { pairs: links, .. } => Ok(links
                .into_iter()
                .map(|(contact, kind, account)| (contact, kind.unwrap_or(Kind::Customer), account))
                .collect()),
            Truth::Clusters(_) => Err(Error::refused("the truth of links has clusters").file(&self.folder)),
        }
    }

    fn dedupe(&self, without: Without) -> Result<Figures> {
        let mut sum = Figures::default();
        for kind in [Kind::Contact, Kind::Customer, Kind::Vendor] {
            let file = self.folder.join(format!("truth_{}_dups.csv", kind.word().to_lowercase()));
            if self.job.input(kind).is_none() || !file.is_file() {
                continue;
            }
            let Truth::Clusters(truth) = truth::read(&file)? else {
                return Err(Error::refused("the truth of duplicates has pairs").file(&file));
            };
            let mut profiles = self.profiles(without);
            let records: Vec<_> = profiles.unblocked(kind).collect();
            let clock = Clock::start();
            let sides = Sides { left: records.clone(), right: records, same: true };
            let Scores { scored, model, pairs } = self.scored(&mut profiles, &sides, without);
            let context =
                decide::Context { read: &self.read, profiles: &profiles, model: &model, settings: &self.job.decide };
            let found = clusters::clusters(context, kind, &scored);
            sum.seconds += clock.seconds();
            let found = found.duplicates.iter().map(|one| (self.no(kind, one.row), one.cluster.clone())).collect();
            let (found, truth) = (together(&found), together(&truth));
            sum.stated += found.len();
            sum.right += found.intersection(&truth).count();
            sum.possible += truth.len();
            sum.pairs += pairs;
        }
        Ok(sum)
    }
}

/// The pairs of some sides, scored.
struct Scores {
    scored: Vec<Scored>,
    model: Model,
    pairs: u64,
}

type Pair = (String, Kind, String);

/// The inputs of a folder of the generator.
fn inputs(folder: &Path) -> read::Settings {
    let input = |name: &str| Some(folder.join(name)).filter(|path| path.is_file()).map(read::Input::from);
    read::Settings {
        contacts: input("contacts.csv"),
        customers: input("customers.csv"),
        vendors: input("vendors.csv"),
        bank_accounts: input("bank_accounts.csv"),
        ..read::Settings::default()
    }
}

/// The most of these pairs that one-to-one allows: the contacts of one establishment have the same accounts.
fn possible(truth: &BTreeSet<Pair>) -> usize {
    let mut accounts: BTreeMap<(&str, Kind), Vec<&str>> = BTreeMap::new();
    for (contact, kind, account) in truth {
        accounts.entry((contact, *kind)).or_default().push(account);
    }
    let mut contacts: BTreeMap<(Kind, &[&str]), usize> = BTreeMap::new();
    for ((_, kind), accounts) in &accounts {
        *contacts.entry((*kind, accounts)).or_default() += 1;
    }
    contacts.iter().map(|((_, accounts), contacts)| accounts.len().min(*contacts)).sum()
}

/// All pairs within clusters.
fn together(clusters: &BTreeMap<String, String>) -> BTreeSet<(&str, &str)> {
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    clusters.iter().for_each(|(no, cluster)| members.entry(cluster).or_default().push(no));
    let pairs = members.values().flat_map(|members| {
        members.iter().enumerate().flat_map(|(at, &one)| members[at + 1..].iter().map(move |&other| (one, other)))
    });
    pairs.collect()
}

/// How a run went.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    stated: usize,
    right: usize,
    possible: usize,
    pairs: u64,
    seconds: f64,
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.stated += other.stated;
        self.right += other.right;
        self.possible += other.possible;
        self.pairs += other.pairs;
        self.seconds += other.seconds;
    }

    fn precision(self) -> f64 {
        self.right as f64 / self.stated.max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.possible.max(1) as f64
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.stated + self.possible).max(1) as f64
    }
}

/// CPU time of this thread, on which everything runs; where the system does not tell, the time that passes.
struct Clock(Instant, Option<u64>);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), Self::spent())
    }

    fn spent() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
    }

    fn seconds(&self) -> f64 {
        match (self.1, Self::spent()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e9,
            _ => self.0.elapsed().as_secs_f64(),
        }
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = || Error::refused("usage: ablation link|dedupe FOLDERS...");
    let mode = arguments.next().filter(|mode| mode == "link" || mode == "dedupe").ok_or_else(usage)?;
    let worlds: Vec<World> = arguments.map(|folder| World::open(Path::new(&folder))).collect::<Result<_>>()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let _pool = pool.map_err(|error| Error::failed(format!("cannot start the threads: {error}")))?;
    println!("| without | precision | recall | F1 | F1 gained by it, in all | in each folder | pairs | CPU s |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    let mut whole: Vec<Figures> = Vec::new();
    for without in Without::all() {
        let of = |world: &World| if mode == "link" { world.link(without) } else { world.dedupe(without) };
        let each: Vec<Figures> = worlds.iter().map(of).collect::<Result<_>>()?;
        if whole.is_empty() {
            whole.clone_from(&each);
        }
        let (all, before) = (sum(&each), sum(&whole));
        let gained: Vec<String> = whole.iter().zip(&each).map(|(a, b)| format!("{:+.4}", a.f1() - b.f1())).collect();
        println!(
            "| {} | {:.4} | {:.4} | {:.4} | {:+.4} | {} | {} | {:.2} |",
            without.word(),
            all.precision(),
            all.recall(),
            all.f1(),
            before.f1() - all.f1(),
            gained.join(" "),
            all.pairs,
            all.seconds
        );
    }
    Ok(())
}

fn sum(each: &[Figures]) -> Figures {
    each.iter().fold(Figures::default(), |mut sum, one| {
        sum.add(*one);
        sum
    })
}
