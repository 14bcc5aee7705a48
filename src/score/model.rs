//! What the tables at hand say of the weights: how rare words, names, forms and countries are, and how often what is seen
//! once is met again. What is built in, is in `weights`.

use std::hash::Hash;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::clean::names::Token;
use crate::clean::{NONE, Profile, Profiles, RecordIx};
use crate::record::Kind;
use crate::score::born::{Born, born};
use crate::score::namesakes::{InTown, in_town, neighbours};
use crate::score::relatives::{self, relatives};
use crate::score::weights::{Rarity, WORD, WORDS};
use crate::value::country::Country;

/// The weights of a run.
#[derive(Debug, Clone)]
pub struct Model {
    /// How many records the fullest of the compared tables has.
    pub records: u32,
    /// Among how many names a word is counted.
    pub(super) unlike: u32,
    /// What each word of the vocabulary is worth, in thousandths of a bit.
    rarity: Vec<i32>,
    /// What a name of the same words is worth that one record has.
    pub(super) own_words: i32,
    /// How often two unlike records have a name of the same words that no third one has.
    namesakes: f64,
    /// How often a phone number that is seen at one place is that of another place in a second table.
    pub(super) switchboards: f64,
    /// What it is worth that of neither name a word is left over.
    pub(super) whole: i32,
    /// What the town is worth in two names where both are in it.
    pub(super) town: i32,
    /// What is known of firms of one name in one town.
    pub(super) in_town: InTown,
    /// How often two firms share a door, to what is believed.
    pub(super) neighbours: f64,
    /// The odds of a relative in the town to the firm itself.
    pub(super) relatives: f64,
    /// What births are worth.
    pub(super) born: Born,
    /// What an equal legal form is worth.
    forms: FxHashMap<&'static str, i32>,
    /// What an equal country is worth where nothing else of the address can be compared.
    countries: FxHashMap<Country, i32>,
}

impl Model {
    /// The model of a run that holds tables against each other: the built-in weights over its tables. A name that one of
    /// them has several times, with nothing that tells where, may be that of several firms: of so many fewer names is a
    /// word counted.
    pub fn of(profiles: &Profiles) -> Self {
        Self::among_names(profiles, profiles.names.vocabulary.records, true)
    }

    /// The model of a run within tables, where what is there several times has been entered several times.
    pub fn within(profiles: &Profiles) -> Self {
        Self::among_names(profiles, records(profiles), false)
    }

    fn among_names(profiles: &Profiles, unlike: u32, between_tables: bool) -> Self {
        let mut model = Self {
            records: records(profiles),
            unlike,
            rarity: Vec::new(),
            own_words: 0,
            namesakes: namesakes(profiles),
            switchboards: switchboards(profiles),
            whole: whole(profiles),
            town: town(profiles),
            relatives: if between_tables { relatives(profiles) } else { relatives::BELIEVED },
            in_town: in_town(profiles),
            neighbours: neighbours(profiles),
            born: born(profiles, between_tables),
            forms: forms(profiles),
            countries: countries(profiles),
        };
        let frequency = &profiles.names.vocabulary.frequency;
        model.own_words = model.same_words(1);
        model.rarity = frequency.iter().map(|&frequency| model.among(model.unlike, WORD, frequency)).collect();
        model
    }

    /// What a word is worth, whatever it does in its name.
    pub(super) fn rarity(&self, word: u32) -> i32 {
        self.rarity[word as usize]
    }

    /// What an equal value is worth that `frequency` records of the fullest table have: `log2(n / (f - 1 + e)) + log2(m)`.
    pub(super) fn equal(&self, rarity: Rarity, frequency: u32) -> i32 {
        self.among(self.records, rarity, frequency)
    }

    fn among(&self, records: u32, rarity: Rarity, frequency: u32) -> i32 {
        let others = f64::from(frequency.max(1) - 1) + rarity.chance;
        let bits = (f64::from(records.max(2)) / others).log2().max(0.0);
        (bits * 1000.0).round() as i32 + rarity.agreement
    }

    /// What a name of the same words is worth that `frequency` unlike records of the fullest table have.
    pub(super) fn same_words(&self, frequency: u32) -> i32 {
        self.equal(Rarity { chance: self.namesakes, ..WORDS }, frequency)
    }

    /// What an equal legal form is worth, in thousandths of a bit.
    pub(super) fn same_form(&self, form: &str) -> i32 {
        self.forms.get(form).copied().unwrap_or(FORM_LEAST)
    }

    /// What an equal country is worth where nothing else of the address can be compared, in thousandths of a bit.
    pub(super) fn same_country(&self, country: Country) -> i32 {
        self.countries.get(&country).copied().unwrap_or(0)
    }
}

/// How many records the fullest table has.
fn records(profiles: &Profiles) -> u32 {
    let records = Kind::ALL.into_iter().map(|kind| profiles.free(kind).count()).max().unwrap_or(0);
    u32::try_from(records).unwrap_or(u32::MAX)
}

/// How often a name of the same words stands for an unlike record in another table of this size, where only one record
/// of this table has it, which a large table tells by itself and a small one is believed about. Records without an
/// address cannot be told to be unlike.
fn namesakes(profiles: &Profiles) -> f64 {
    let count = |of: u32| profiles.names.sets.values().filter(|&&(records, _)| records == of).count();
    met_again(count(1), count(2), WORDS.chance).min(0.3)
}

/// How much of what is seen once in one table is met again in a second one of its size: twice what is seen twice over what
/// is seen once (Good and Toulmin 1956), held against what is believed before as if that had been seen two hundred times.
fn met_again(once: usize, twice: usize, believed: f64) -> f64 {
    const BELIEF: f64 = 200.0;
    (2.0 * twice as f64 + believed * BELIEF) / (once as f64 + BELIEF)
}

/// How often a phone number that is seen at one place of one table is seen at another place in a second one of this size:
/// estimated as [`namesakes`], since businesses of some lists give the number of their head office and of others do not.
fn switchboards(profiles: &Profiles) -> f64 {
    let places = |of: u32| profiles.values.frequency.phones.iter().filter(|one| one.places == of).count();
    met_again(places(1), places(2), 0.02).clamp(0.01, 0.3)
}

/// The least and the most that it is worth that nothing is left over on either side.
const WHOLE_LEAST: i32 = 1_400;
const WHOLE_MOST: i32 = 3_200;

/// What it is worth that nothing is left over on either side: two in three names of one firm are the whole name both
/// times. Of two firms that share a word it is believed of one in four, and seen in the records of one table that share a
/// word which no third one has. Where firms are entered several times more of those are whole: then what is believed
/// stands.
fn whole(profiles: &Profiles) -> i32 {
    const BELIEF: f64 = 50.0;
    let (mut met, mut whole) = (0u32, 0u32);
    for kind in Kind::ALL {
        // How often each word was seen, the name it was seen in first, and whether the second one is that name.
        let mut words = vec![(0u8, 0u64, false); profiles.names.vocabulary.len()];
        let names = profiles.free(kind).map(|record| profiles.get(record).name).filter(|&name| name != NONE);
        for entry in names.map(|name| &profiles.names.entries[name as usize]) {
            let tokens = profiles.names.tokens(entry.tokens);
            let once = |&(at, token): &(usize, &Token)| tokens[..at].iter().all(|before| before.word != token.word);
            for (_, token) in tokens.iter().enumerate().filter(once) {
                let (seen, set, same) = &mut words[token.word as usize];
                match seen {
                    0 => *set = entry.set,
                    _ => *same = *set == entry.set,
                }
                *seen = seen.saturating_add(1);
            }
        }
        for (_, _, same) in words.into_iter().filter(|&(seen, ..)| seen == 2) {
            met += 1;
            whole += u32::from(same);
        }
    }
    let share = (f64::from(whole) + 0.25 * BELIEF) / (f64::from(met) + BELIEF);
    (((2.0 / 3.0 / share).log2() * 1000.0).round() as i32).clamp(WHOLE_LEAST, WHOLE_MOST)
}

/// What the town is worth in two names where both are in it: how rare it is among records with a town that their name has
/// it too. It is believed of one in twenty, and the tables tell: schools and clubs are named for their towns.
fn town(profiles: &Profiles) -> i32 {
    const BELIEF: f64 = 50.0;
    let has_it = |record: RecordIx| {
        let profile = profiles.get(record);
        let towns = profiles.list(profile.town_words);
        let named = profile.name != NONE && !profile.person && !towns.is_empty();
        named.then(|| {
            let entry = &profiles.names.entries[profile.name as usize];
            profiles.names.tokens(entry.tokens).iter().any(|token| towns.contains(&token.word))
        })
    };
    let records: Vec<RecordIx> = Kind::ALL.into_iter().flat_map(|kind| profiles.free(kind)).collect();
    let one = |has: bool| (u32::from(has), 1);
    let sum = |a: (u32, u32), b: (u32, u32)| (a.0 + b.0, a.1 + b.1);
    let (named, all) = records.par_iter().filter_map(|&record| has_it(record)).map(one).reduce(|| (0, 0), sum);
    let share = (f64::from(named) + 0.05 * BELIEF) / (f64::from(all) + BELIEF);
    (-share.log2() * 1000.0).round() as i32
}

/// The least that an equal legal form is worth, and the most that it or an equal country is.
const FORM_LEAST: i32 = 300;
const HALF_MOST: i32 = 2_500;

/// What each legal form is worth where both names have it.
fn forms(profiles: &Profiles) -> FxHashMap<&'static str, i32> {
    let entry = |profile: &Profile| (profile.name != NONE).then(|| &profiles.names.entries[profile.name as usize]);
    half_as_rare(profiles, FORM_LEAST, |profile| entry(profile)?.form.map(|form| form.name))
}

/// What each country is worth where both addresses have it.
fn countries(profiles: &Profiles) -> FxHashMap<Country, i32> {
    half_as_rare(profiles, 0, |profile| profiles.door(profile)?.country)
}

/// What each of a few values is worth where both records have it: half of what it is rare, since names that have a word in
/// common are of one country more often than not, by which countries and most legal forms are rare.
fn half_as_rare<T: Copy + Eq + Hash>(
    profiles: &Profiles,
    least: i32,
    value: impl Fn(&Profile) -> Option<T>,
) -> FxHashMap<T, i32> {
    let mut counts: FxHashMap<T, u32> = FxHashMap::default();
    let mut all = 0;
    let records = Kind::ALL.into_iter().flat_map(|kind| profiles.free(kind));
    for value in records.filter_map(|record| value(profiles.get(record))) {
        *counts.entry(value).or_default() += 1;
        all += 1;
    }
    let worth = |count: u32| {
        // As if there were one more value that every fifth record has: a small table cannot show how rare one is.
        let share = (f64::from(count) + 4.0) / (f64::from(all) + 20.0);
        ((-share.log2() * 500.0).round() as i32).clamp(least, HALF_MOST)
    };
    counts.into_iter().map(|(value, count)| (value, worth(count))).collect()
}
