//! Tables to profiles: one [`Profile`] per accepted row, in order; cannot fail, and never edits a record.
//!
//! Records are cleaned in batches, side by side, and the batches joined in their order: what a batch has found is of the
//! same form as what all have. A text is read wherever it stands, since looking it up among a million others takes as
//! long as reading it; what it says is kept once. A profile is small and flat, since scoring reads profiles at random: what a value
//! *is* stands once in [`Profiles`], and a profile holds positions in it. Positions are handed out in the order of the
//! texts themselves where a result could otherwise depend on the order of the rows.

mod akin;
mod batch;
mod budget;
mod cells;
mod counts;
mod doubts;
pub mod hash;
pub mod meeting;
pub mod names;
mod people;
pub mod places;
pub mod sieve;
pub mod texts;
pub mod values;
pub mod vocabulary;

pub use budget::affordable;
pub use doubts::{late, newest};

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::Issue;
use crate::read::options::ContactType;
use crate::record::{Field, Kind, Tables, code};
use crate::stage::{Progress, Stage};
use crate::value::country::Country;
use crate::value::date::Date;
use crate::value::name::{self, Role};
use crate::value::text::Placeholders;

use batch::{Batch, Row};
use names::Names;
use places::Places;
use values::{PerValue, Values};

/// `[clean]` of the job file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Texts that stand for "no value", added to the built-in ones.
    pub placeholders: Vec<String>,
}

/// "There is none", for every position held in a profile.
pub const NONE: u32 = u32::MAX;

/// A record of the run: contacts first, then customers, vendors and bank accounts, each in the order of its table.
pub type RecordIx = u32;

/// A short run of positions in one of the flat lists of [`Profiles`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub start: u32,
    /// How many.
    pub len: u32,
}

impl Span {
    /// The run as a range of positions.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    /// The run where so many others have been put before its list.
    fn behind(self, others: u32) -> Self {
        Self { start: self.start + others, ..self }
    }
}

/// What a record is, as far as linking asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Takes part: a company contact, a person without a company, an account.
    Free,
    /// A person under a company, which it follows.
    FollowsCompany,
    /// Blocked for privacy: never linked.
    PrivacyBlocked,
}

/// The cleaned values of one record, as positions.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// In [`Names::entries`], or [`NONE`].
    pub name: u32,
    /// In [`Places::doors`], or [`NONE`].
    pub place: u32,
    /// In [`Values::taxes`], by way of [`Profiles::lists`].
    pub taxes: Span,
    /// In [`Values::ibans`].
    pub ibans: Span,
    /// In [`Values::phones`].
    pub phones: Span,
    /// In [`Values::mails`].
    pub mails: Span,
    /// In [`Values::domains`]: of mail addresses and home page, public ones left out.
    pub domains: Span,
    /// The words of its town, among those of the names, by way of [`Profiles::lists`].
    pub town_words: Span,
    /// The date of birth.
    pub birth: Option<Date>,
    /// Whether it is a person.
    pub person: bool,
    /// Whether linking may use it.
    pub standing: Standing,
    /// The record of the company a person is under, or [`NONE`].
    pub company: RecordIx,
}

/// The product of this stage.
#[derive(Debug)]
pub struct Profiles {
    /// One per record.
    pub all: Vec<Profile>,
    /// Where the records of each kind start, and where the last ones end.
    pub starts: [u32; 5],
    /// The names and their vocabulary.
    pub names: Names,
    /// The addresses.
    pub places: Places,
    /// Identifiers, phones, mail addresses, domains.
    pub values: Values,
    /// The lists the spans of the profiles run over.
    pub lists: Vec<u32>,
    /// How many people are under each company.
    pub people: FxHashMap<RecordIx, u32>,
    /// Values repaired for comparing, and doubtful ones.
    pub issues: Vec<Issue>,
}

impl Profiles {
    /// Gives back the memory of what only pairing needs: the words under which records meet.
    pub fn forget_keys(&mut self) {
        self.names.keys = Vec::new();
        for entry in &mut self.names.entries {
            entry.keys = Span::default();
        }
    }

    /// The record at a row of a table.
    pub fn record(&self, kind: Kind, row: u32) -> RecordIx {
        self.starts[kind.index()] + row
    }

    /// The table and row of a record.
    pub fn place_of(&self, record: RecordIx) -> (Kind, u32) {
        let kind =
            Kind::ALL.into_iter().rev().find(|kind| record >= self.starts[kind.index()]).unwrap_or(Kind::Contact);
        (kind, record - self.starts[kind.index()])
    }

    /// The records of a kind.
    pub fn of(&self, kind: Kind) -> std::ops::Range<RecordIx> {
        self.starts[kind.index()]..self.starts[kind.index() + 1]
    }

    /// The profile of a record.
    pub fn get(&self, record: RecordIx) -> &Profile {
        &self.all[record as usize]
    }

    /// What a record counts as where unlike records are counted: its place, else its name, else itself. Where a crowd
    /// is at one place, such as that of an agent or a centre of offices, both count.
    pub fn identity(&self, record: RecordIx) -> u64 {
        let profile = self.get(record);
        let name = || match profile.name {
            NONE => u64::from(record),
            name => self.names.entries[name as usize].set,
        };
        match self.places.establishment(profile.place) {
            Some(place) if self.places.crowded.contains(&place) => hash::hash((place, name())),
            Some(place) => place,
            None => name(),
        }
    }

    /// How many of the compared values a record has; one that says it is not to be used any more has none.
    pub fn fullness(&self, record: RecordIx) -> i32 {
        let profile = self.get(record);
        if profile.name != NONE && self.names.entries[profile.name as usize].closed {
            return 0;
        }
        let lists = [profile.taxes, profile.ibans, profile.phones, profile.mails, profile.domains];
        let listed: u32 = lists.iter().map(|span| span.len).sum();
        let door = self.door(profile).map_or(0, |door| {
            let texts = [door.street, door.suffix, door.unit, door.po_box, door.site, door.post_code, door.city];
            texts.iter().filter(|&&text| text != 0).count() + usize::from(door.numbers.0.is_some())
        });
        i32::try_from(listed as usize + door).unwrap_or(0) + i32::from(profile.birth.is_some())
    }

    /// The address of a record, where it has one.
    pub fn door(&self, profile: &Profile) -> Option<&places::Door> {
        self.places.doors.get(profile.place as usize)
    }

    /// The town of a record, as a text of [`places::Places::texts`]; 0 where none is known.
    pub fn town(&self, profile: &Profile) -> u32 {
        self.door(profile).map_or(0, |door| door.city)
    }

    /// The positions a span of a profile runs over.
    pub fn list(&self, span: Span) -> &[u32] {
        &self.lists[span.range()]
    }

    /// The records that can be duplicates of each other: all but those blocked for privacy.
    pub fn unblocked(&self, kind: Kind) -> impl Iterator<Item = RecordIx> + '_ {
        self.of(kind).filter(|&record| self.get(record).standing != Standing::PrivacyBlocked)
    }

    /// The records of a kind that are held against each other in linking: those that take part, and those blocked for
    /// privacy, which are linked to nobody. Were they left out, what is theirs would seem to be that of their like.
    pub fn rivals(&self, kind: Kind) -> impl Iterator<Item = RecordIx> + '_ {
        self.of(kind).filter(|&record| {
            let Profile { standing, company, .. } = *self.get(record);
            standing == Standing::Free || standing == Standing::PrivacyBlocked && company == NONE
        })
    }

    /// The records that take part in linking or deduplication of a kind.
    pub fn free(&self, kind: Kind) -> impl Iterator<Item = RecordIx> + '_ {
        self.of(kind).filter(|&record| self.get(record).standing == Standing::Free)
    }
}

/// Cleans all tables.
pub fn clean(tables: &Tables, placeholders: &Placeholders, home: Option<Country>, progress: &dyn Progress) -> Profiles {
    let starts = starts(tables);
    progress.begin(Stage::Clean, u64::from(starts[4]), "records");
    let Batch { rows, names, places, values } = batch::clean(tables, placeholders, home, progress);
    let ((births, mut issues), names) = rayon::join(|| doubts::days(tables, placeholders), || names.finish());
    let places = places.finish();
    let values::Finished { values, mut lists, doubted, canonical } = values.finish();
    doubts::numbers(doubted, tables, &rows, &lists, &values, &canonical, &mut issues);
    let towns = town_words(&places, &names, &mut lists);
    let companies = companies(tables, &rows, &mut issues);
    let mut people: FxHashMap<RecordIx, u32> = FxHashMap::default();
    for &company in companies.iter().filter(|&&company| company != NONE) {
        *people.entry(company).or_default() += 1;
    }
    let profile = |record: usize| {
        let Row { name, place, spans, said, blocked } = rows[record];
        let PerValue { taxes, ibans, phones, mails, domains } = spans;
        let reads_like_one = || name != NONE && names.entries[name as usize].person;
        let company = companies[record];
        Profile {
            name,
            place,
            taxes,
            ibans,
            phones,
            mails,
            domains,
            town_words: if place == NONE { Span::default() } else { towns[place as usize] },
            birth: births[record],
            person: said.map_or_else(reads_like_one, |said| said == ContactType::Person),
            standing: match (blocked, company) {
                (true, _) => Standing::PrivacyBlocked,
                (false, NONE) => Standing::Free,
                (false, _) => Standing::FollowsCompany,
            },
            company,
        }
    };
    let all = (0..rows.len()).into_par_iter().map(profile).collect();
    let mut profiles = Profiles { all, starts, names, places, values, lists, people, issues };
    counts::count(&mut profiles);
    progress.end();
    profiles
}

/// The words of the town of each address, as far as they are words of names too: a name that says `Gent` may mean it.
fn town_words(places: &Places, names: &Names, lists: &mut Vec<u32>) -> Vec<Span> {
    let mut of_town: FxHashMap<u32, Span> = FxHashMap::default();
    let spans = places.doors.iter().map(|door| {
        *of_town.entry(door.city).or_insert_with(|| {
            let start = u32::try_from(lists.len()).unwrap_or(NONE);
            let town = places.text(door.city);
            // In names it is written as names are: `sintniklaas`.
            let named = name::parse(town, "").map_or_else(Vec::new, |name| name.words);
            // `Sint` and `New` are no town by themselves; `Genova` is, whatever the address calls it.
            let is_town =
                |word: &&name::Word| !name::is_known(&word.text) || word.role == Role::Place && named.len() == 1;
            let named = named.iter().filter(is_town).map(|word| &*word.text);
            let parts = town.split(' ').chain(named).filter(|part| part.len() > 2);
            let mut words: Vec<u32> = parts.filter_map(|part| names.vocabulary.position(part)).collect();
            words.sort_unstable();
            words.dedup();
            lists.extend(words);
            Span { start, len: u32::try_from(lists.len()).unwrap_or(NONE) - start }
        })
    });
    spans.collect()
}

/// Where the records of each kind start.
fn starts(tables: &Tables) -> [u32; 5] {
    let mut starts = [0; 5];
    for kind in Kind::ALL {
        starts[kind.index() + 1] = starts[kind.index()] + u32::try_from(tables.rows(kind)).unwrap_or(0);
    }
    starts
}

/// The company each record is under, by `Company No.`; [`NONE`] where there is none, it is unknown, or not a company.
fn companies(tables: &Tables, rows: &[Row], issues: &mut Vec<Issue>) -> Vec<RecordIx> {
    let mut companies = vec![NONE; rows.len()];
    let Some(contacts) = tables.get(Kind::Contact) else { return companies };
    let says = |row: usize, said| rows[row].said == Some(said);
    if contacts.column(Field::CompanyNo).is_none() || (0..contacts.len()).all(|row| rows[row].said.is_none()) {
        return companies;
    }
    let numbers: FxHashMap<Cow<'_, str>, u32> =
        (0..contacts.len()).zip(0..).map(|(row, ix)| (code(contacts.value(row, Field::No)), ix)).collect();
    for (row, under) in companies.iter_mut().enumerate().take(contacts.len()) {
        let cell = contacts.value(row, Field::CompanyNo);
        if says(row, ContactType::Company) && cell == contacts.value(row, Field::No) {
            continue;
        }
        let company = code(cell.clone());
        let found = numbers.get(&company).map(|&at| at as usize);
        let problem = match found {
            None if company.is_empty() => continue,
            Some(at) if says(row, ContactType::Company) && at != row => {
                "a company under another contact: it is taken for a company of its own"
            }
            _ if !says(row, ContactType::Person) => continue,
            Some(at) if says(at, ContactType::Company) => {
                *under = u32::try_from(at).unwrap_or(NONE);
                continue;
            }
            Some(at) if at == row => "the person is named as its own company: it is taken for one without a company",
            Some(_) => "the contact of this number is no company: the person is taken for one without a company",
            None => "no contact has this number: the person is taken for one without a company",
        };
        let issue = Issue::noted(contacts.source, contacts.rows[row].line, problem);
        issues.push(issue.column(contacts.caption(Field::CompanyNo).to_owned()).value(cell));
    }
    companies
}
