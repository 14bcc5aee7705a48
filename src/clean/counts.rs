//! How common each word, value and place is: for how many unlike records of the fullest table it stands.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::hash::hash;
use crate::clean::names::{Names, Part, TOGETHER_MIN};
use crate::clean::values::{Frequency, PerValue, Values};
use crate::clean::vocabulary::together;
use crate::clean::{NONE, Profile, Profiles, Span};
use crate::record::Kind;

/// The most words of one name that are looked at in pairs, the rarest first.
const TOGETHER_WORDS: usize = 5;

/// The most names at one place that may be of one business.
const NAMES_MAX: u32 = 32;

/// Counts everything, side by side.
pub(super) fn count(profiles: &mut Profiles) {
    profiles.places.crowded = crowded(profiles);
    let of: &Profiles = profiles;
    let (names, (values, (texts, doors))) = rayon::join(|| names(of), || rayon::join(|| values(of), || places(of)));
    profiles.names.sets = names.sets;
    profiles.names.vocabulary.frequency = names.frequency;
    profiles.names.vocabulary.records = names.records;
    profiles.names.vocabulary.together = names.together;
    profiles.values.firms = firms(profiles);
    profiles.values.frequency = values;
    profiles.places.frequency = texts;
    profiles.places.at_door = doors;
}

/// The places at which so many names stand in one table that they are not spellings of one.
fn crowded(profiles: &Profiles) -> FxHashSet<u64> {
    let of_kind = |kind| {
        let named = profiles.free(kind).filter_map(|record| {
            let profile = profiles.get(record);
            let place = profiles.places.establishment(profile.place)?;
            (profile.name != NONE).then(|| (place, profiles.names.entries[profile.name as usize].set))
        });
        unlike(named.collect()).filter(|&(_, names)| names > NAMES_MAX).map(|(place, _)| place)
    };
    Kind::ALL.into_iter().flat_map(of_kind).collect()
}

/// What is counted of names; each as the vocabulary and the names hold it.
struct Counted {
    frequency: Vec<u32>,
    records: u32,
    sets: FxHashMap<u64, (u32, u32)>,
    together: FxHashMap<u64, u32>,
}

/// Counts, over the records that take part, for how many unlike records of the fullest table each word, set of words, and
/// pair of frequent words stands. Records at one place count once, so that duplicates do not make a name look common.
fn names(profiles: &Profiles) -> Counted {
    let mut frequency = vec![0u32; profiles.names.vocabulary.len()];
    let mut sets: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    let mut fullest = 1;
    for kind in Kind::ALL {
        let (mut words, mut of_sets, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut businesses = Vec::new();
        let mut of_kind: Vec<u64> = Vec::new();
        for record in profiles.free(kind) {
            let profile = profiles.get(record);
            of_kind.push(profiles.identity(record));
            if profile.name == NONE {
                continue;
            }
            let (who, place) = (profiles.identity(record), profiles.places.establishment(profile.place));
            distinct_words(&profiles.names, profile.name, &mut found);
            words.extend(found.iter().map(|&word| (u64::from(word), who)));
            let set = profiles.names.entries[profile.name as usize].set;
            of_sets.push((set, place.unwrap_or(0)));
            businesses.extend(place.into_iter().flat_map(|place| known_by(profiles, profile, set, place)));
        }
        of_kind.par_sort_unstable();
        of_kind.dedup();
        fullest = fullest.max(u32::try_from(of_kind.len()).unwrap_or(u32::MAX));
        for (word, one) in unlike(words) {
            let all = &mut frequency[word as usize];
            *all = (*all).max(one);
        }
        for (set, one) in unlike(of_sets.iter().copied().filter(|&(_, place)| place != 0).collect()) {
            let all = sets.entry(set).or_insert((1, 0));
            all.0 = all.0.max(one);
        }
        for (set, places) in places_of_businesses(businesses) {
            let all = sets.entry(set).or_insert((1, 0));
            all.1 = all.1.max(places);
        }
        for (set, _) in of_sets {
            sets.entry(set).or_insert((1, 0));
        }
    }
    let together = pairs(profiles, &frequency);
    Counted { frequency, records: fullest, sets, together }
}

/// What a business is known by beside its name: by tax identifiers, else by domains, else by nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    By(Means, u32),
    Not,
}

/// A kind of value that a business is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Means {
    TaxId,
    Domain,
}

/// A set of words, what a record with this name is known by, and its place.
type Named = (u64, Known, u64);

/// A named place under each value that a record is known by.
fn known_by<'a>(profiles: &'a Profiles, profile: &Profile, set: u64, place: u64) -> impl Iterator<Item = Named> + 'a {
    let (taxes, domains) = (profiles.list(profile.taxes), profiles.list(profile.domains));
    let (means, values) = if taxes.is_empty() { (Means::Domain, domains) } else { (Means::TaxId, taxes) };
    let nothing = values.is_empty().then_some(Known::Not);
    values.iter().map(move |&at| Known::By(means, at)).chain(nothing).map(move |known| (set, known, place))
}

/// The sets of words, each with the most places at which one business of that name may be: where it is known by a
/// number, where it is known by a domain alone, and where nothing is known. What else has the name is a namesake.
fn places_of_businesses(mut named: Vec<Named>) -> Vec<(u64, u32)> {
    named.par_sort_unstable();
    named.dedup();
    let most = |of_means: &[Named]| of_means.chunk_by(|a, b| a.1 == b.1).map(<[Named]>::len).max().unwrap_or(0);
    let means = |known: Known| match known {
        Known::By(means, _) => Some(means),
        Known::Not => None,
    };
    let places = |of_set: &[Named]| of_set.chunk_by(|a, b| means(a.1) == means(b.1)).map(most).sum::<usize>();
    let of_sets = named.chunk_by(|a, b| a.0 == b.0);
    of_sets.map(|of_set| (of_set[0].0, u32::try_from(places(of_set)).unwrap_or(u32::MAX))).collect()
}

/// How many unlike records of the fullest table hold each pair of words that are frequent enough to correlate.
fn pairs(profiles: &Profiles, frequency: &[u32]) -> FxHashMap<u64, u32> {
    let names = &profiles.names;
    let mut all: FxHashMap<u64, u32> = FxHashMap::default();
    let mut words = Vec::new();
    for kind in Kind::ALL {
        let mut of_kind = Vec::new();
        for record in profiles.free(kind) {
            let name = profiles.get(record).name;
            if name == NONE {
                continue;
            }
            let who = profiles.identity(record);
            distinct_words(names, name, &mut words);
            words.retain(|&word| frequency[word as usize] >= TOGETHER_MIN);
            words.sort_unstable_by_key(|&word| (frequency[word as usize], word));
            words.truncate(TOGETHER_WORDS);
            for (nth, &a) in words.iter().enumerate() {
                of_kind.extend(words[nth + 1..].iter().map(|&b| (together(a, b), who)));
            }
        }
        for (pair, one) in unlike(of_kind) {
            if one > 1 {
                let count = all.entry(pair).or_default();
                *count = (*count).max(one);
            }
        }
    }
    all
}

/// The distinct words of a name and its aliases, sorted.
fn distinct_words(names: &Names, name: u32, words: &mut Vec<u32>) {
    let entry = &names.entries[name as usize];
    words.clear();
    words.extend(names.tokens(entry.tokens).iter().map(|token| token.word));
    for &alias in &names.aliases[entry.aliases.range()] {
        words.extend(names.tokens(alias).iter().map(|token| token.word));
    }
    words.sort_unstable();
    words.dedup();
}

/// Counts for how many unlike records that take part each value stands, and at how many places; one kind of value after
/// the other, so that what is sorted for it stays small.
fn values(profiles: &Profiles) -> PerValue<Vec<Frequency>> {
    let Values { taxes, ibans, phones, mails, domains, .. } = &profiles.values;
    PerValue {
        taxes: frequencies(profiles, taxes.len(), |profile| profile.taxes),
        ibans: frequencies(profiles, ibans.len(), |profile| profile.ibans),
        phones: frequencies(profiles, phones.len(), |profile| profile.phones),
        mails: frequencies(profiles, mails.len(), |profile| profile.mails),
        domains: frequencies(profiles, domains.len(), |profile| profile.domains),
    }
}

/// Counts the values of one kind, of which there are so many. A value on several names at one place, or on one name at
/// several places, is that of one business, and on several of both with one date of birth that of one person; so the
/// fewest count.
fn frequencies(profiles: &Profiles, values: usize, list: fn(&Profile) -> Span) -> Vec<Frequency> {
    let mut frequency = vec![Frequency::default(); values];
    for kind in Kind::ALL {
        let (mut names, mut places, mut births) = (Vec::new(), Vec::new(), Vec::new());
        for record in profiles.free(kind) {
            let profile = profiles.get(record);
            let name = if profile.name == NONE { 0 } else { profiles.names.entries[profile.name as usize].set };
            let place = profiles.places.establishment(profile.place);
            for &at in profiles.list(list(profile)) {
                names.push((u64::from(at), name));
                places.extend(place.map(|place| (u64::from(at), place)));
                births.extend(profile.birth.map(|birth| (u64::from(at), hash(birth))));
            }
        }
        let at_places: FxHashMap<u64, u32> = unlike(places).collect();
        let with_births: FxHashMap<u64, u32> = but_for_slips(births).collect();
        for (value, names) in unlike(names) {
            let places = at_places.get(&value).copied().unwrap_or(0);
            // At one place there may be many firms, in an office that all of them give as theirs.
            let of_places = if names > OF_ONE.saturating_mul(places) { 0 } else { places };
            let births = with_births.get(&value).copied().unwrap_or(0);
            let known = [of_places, births].into_iter().filter(|&of| of > 0);
            let one = known.fold(names, u32::min);
            let all = &mut frequency[value as usize];
            all.places = all.places.max(places);
            match kind {
                Kind::Contact => all.contacts = one,
                _ => all.accounts = all.accounts.max(one),
            }
        }
    }
    frequency
}

/// Whether a record that is no person has each tax identifier.
fn firms(profiles: &Profiles) -> Vec<bool> {
    let mut firms = vec![false; profiles.values.taxes.len()];
    for profile in profiles.all.iter().filter(|profile| !profile.person) {
        for &at in profiles.list(profile.taxes) {
            firms[at as usize] = true;
        }
    }
    firms
}

/// Counts how many unlike records of the fullest table share each town and post code, and how many names each door; people who were
/// born on one day are one person there, however the name is misspelt.
fn places(profiles: &Profiles) -> (Vec<u32>, FxHashMap<u64, u32>) {
    let mut frequency = vec![0u32; profiles.places.texts.len()];
    let mut at_door: FxHashMap<u64, u32> = FxHashMap::default();
    for kind in Kind::ALL {
        let (mut texts, mut doors, mut births) = (Vec::new(), Vec::new(), Vec::new());
        for record in profiles.free(kind) {
            let profile = profiles.get(record);
            if profile.place == NONE {
                continue;
            }
            let who = profiles.identity(record);
            let door = &profiles.places.doors[profile.place as usize];
            texts.extend([(u64::from(door.city), who), (u64::from(door.post_code), who)]);
            if let Some(key) = door.street_and_number() {
                let name = if profile.name == NONE { 0 } else { profiles.names.entries[profile.name as usize].set };
                doors.push((key, name));
                births.push((key, profile.birth.map_or(name, hash)));
            }
        }
        for (text, one) in unlike(texts) {
            let all = &mut frequency[text as usize];
            *all = (*all).max(one);
        }
        let (doors, births): (Vec<_>, Vec<_>) = (unlike(doors).collect(), unlike(births).collect());
        let several: FxHashSet<u64> =
            doors.iter().filter(|&&(_, names)| (2..=OF_ONE).contains(&names)).map(|&(door, _)| door).collect();
        let owners = owners(profiles, kind, &several);
        // Both are sorted by door.
        for ((door, names), (_, births)) in doors.into_iter().zip(births) {
            let all = at_door.entry(door).or_default();
            let owners = owners.get(&door).copied().unwrap_or(u32::MAX);
            *all = (*all).max(names.min(births).min(owners));
        }
    }
    (frequency, at_door)
}

/// The most names that one firm has at a door, or with one value at a place: where there are more, all of them are counted.
const OF_ONE: u32 = 8;

/// How many firms there are at each of these doors, at least: names that have a telling word in common are of one, who
/// writes the name of the house now with that of the organisation, now without. The fewest words are sought, one of
/// which each name has. People share a family name and are several.
fn owners(profiles: &Profiles, kind: Kind, doors: &FxHashSet<u64>) -> FxHashMap<u64, u32> {
    let names = &profiles.names;
    let named = |record| {
        let profile = profiles.get(record);
        let door = profiles.places.doors.get(profile.place as usize)?.street_and_number()?;
        let name = (profile.name != NONE).then_some(profile.name)?;
        let set = names.entries[name as usize].set;
        doors.contains(&door).then_some((door, profile.person, set, name))
    };
    let mut named: Vec<(u64, bool, u64, u32)> = profiles.free(kind).filter_map(named).collect();
    named.par_sort_unstable();
    // A firm may be there thousands of times: each name once.
    named.dedup_by_key(|&mut (door, person, set, _)| (door, person, set));
    let telling = |&(_, person, _, name): &(u64, bool, u64, u32)| -> Vec<u32> {
        let tokens = names.tokens(names.entries[name as usize].tokens).iter();
        let own = |part: Part| !person && matches!(part, Part::Content | Part::Family);
        tokens.filter(|token| own(token.part)).map(|token| token.word).collect()
    };
    let of_door = |at_door: &[(u64, bool, u64, u32)]| {
        let mut left: Vec<Vec<u32>> = at_door.iter().map(telling).collect();
        let mut owners = 0;
        while !left.is_empty() {
            let held = |word: u32| left.iter().filter(|words| words.contains(&word)).count();
            match left.iter().flatten().copied().max_by_key(|&word| (held(word), names.vocabulary.text(word))) {
                Some(word) => left.retain(|words| !words.contains(&word)),
                None => left.truncate(left.len() - 1), // Names without a word of their own.
            }
            owners += 1;
        }
        (at_door[0].0, owners)
    };
    named.chunk_by(|a, b| a.0 == b.0).map(of_door).collect()
}

/// The values of (value, identity) pairs, each with the number of distinct identities it stands with.
fn unlike(mut pairs: Vec<(u64, u64)>) -> impl Iterator<Item = (u64, u32)> {
    pairs.par_sort_unstable();
    pairs.dedup();
    let mut at = 0;
    std::iter::from_fn(move || {
        let value = pairs.get(at)?.0;
        let start = at;
        while pairs.get(at).is_some_and(|pair| pair.0 == value) {
            at += 1;
        }
        Some((value, u32::try_from(at - start).unwrap_or(u32::MAX)))
    })
}

/// As [`unlike`], where each record is a pair and what few of them say beside many is a slip: of the identities, the
/// number of equally frequent ones among which two records are as seldom of one (Simpson's index).
fn but_for_slips(mut pairs: Vec<(u64, u64)>) -> impl Iterator<Item = (u64, u32)> {
    pairs.par_sort_unstable();
    let mut at = 0;
    std::iter::from_fn(move || {
        let value = pairs.get(at)?.0;
        let all = pairs[at..].iter().take_while(|pair| pair.0 == value).count();
        let squares: usize = pairs[at..at + all].chunk_by(|a, b| a == b).map(|one| one.len() * one.len()).sum();
        at += all;
        // Rounded, in whole numbers.
        Some((value, u32::try_from((2 * all * all + squares) / (2 * squares)).unwrap_or(u32::MAX)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_among_many_is_no_other_person() {
        let of = |ones: &[(u64, usize)]| {
            let pairs = ones.iter().flat_map(|&(one, times)| std::iter::repeat_n((7, one), times)).collect();
            but_for_slips(pairs).collect::<Vec<_>>()
        };
        assert_eq!(of(&[(1, 5), (2, 1)]), [(7, 1)]);
        assert_eq!(of(&[(1, 1), (2, 1)]), [(7, 2)]);
        assert_eq!(of(&[(1, 2), (2, 1)]), [(7, 2)]);
        assert_eq!(of(&[(1, 1), (2, 1), (3, 1)]), [(7, 3)]);
    }

    #[test]
    fn namesakes_are_no_branches() {
        let by = |means, at| Known::By(means, at);
        let named = vec![
            (1, by(Means::TaxId, 1), 10),
            (1, by(Means::TaxId, 1), 11),
            (1, by(Means::TaxId, 2), 12),
            (1, by(Means::TaxId, 3), 13),
            (1, Known::Not, 14),
            (2, by(Means::Domain, 1), 10),
            (2, by(Means::Domain, 1), 10),
        ];
        // Two of one number, and one of which nothing is known.
        assert_eq!(places_of_businesses(named), [(1, 3), (2, 1)]);
    }
}
