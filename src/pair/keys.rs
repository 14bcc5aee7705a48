//! The keys: reasons to look at two records together, and the values each record has of them.

use std::cmp::Ordering;
use std::ops::Range;

use arrayvec::ArrayVec;
use rayon::prelude::*;

use crate::clean::hash::hash;
use crate::clean::sieve::Sieve;
use crate::clean::vocabulary::Vocabulary;
use crate::clean::{NONE, Profile, Profiles, RecordIx};
use crate::pair::Sides;
use crate::value::date::Date;

macro_rules! keys {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, lossless $lossless:expr, share $share:literal, again $again:expr;)*) => {
        /// A reason to look at two records together.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key { $($(#[$doc])* $variant,)* }

        impl Key {
            /// Every key, strong ones first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the key in summaries and explanations.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The product of records up to which every value is used, whatever the budget.
            pub fn lossless_below(self) -> Option<u64> {
                match self { $(Self::$variant => $lossless,)* }
            }

            /// The budget for each record of the left side, in hundredths of the candidates kept for a contact.
            pub fn share(self) -> u64 {
                match self { $(Self::$variant => $share,)* }
            }

            /// The key under which the records of a value over budget meet again.
            pub fn met_again_under(self) -> Option<Self> {
                match self { $(Self::$variant => $again,)* }
            }
        }
    };
}

// Products: a value on 20 contacts and 20 accounts is a switchboard, a chain or an accountant, and 400 pairs are cheap.
keys! {
    /// The same tax identifier, whatever its country.
    TaxId = "tax id", lossless Some(400), share 12, again Some(Self::TaxIdAndWord);
    /// The same IBAN.
    Iban = "iban", lossless Some(400), share 4, again None;
    /// The same last seven digits of a phone number.
    Phone = "phone", lossless Some(400), share 12, again Some(Self::PhoneAndWord);
    /// The same mail address.
    Mail = "mail", lossless Some(400), share 8, again Some(Self::DomainAndWord);
    /// The same web domain.
    Domain = "domain", lossless Some(400), share 8, again Some(Self::DomainAndWord);
    /// The same words.
    Words = "same words", lossless Some(400), share 10, again Some(Self::WordAndPostCode);
    /// A word both have, rare enough.
    Word = "word", lossless None, share 8, again Some(Self::TwoWords);
    /// Two words both have.
    TwoWords = "two words", lossless None, share 10, again Some(Self::WordAndPostCode);
    /// A word or one akin to it, and the post code.
    WordAndPostCode = "word and post code", lossless None, share 12, again None;
    /// A word or one akin to it, and the town.
    WordAndTown = "word and town", lossless None, share 10, again None;
    /// A word one slip away, rare enough.
    AkinWord = "akin word", lossless Some(1), share 4, again None;
    /// A word both have and one akin to another, where next to nothing tells the place: there words have no town beside
    /// them under which those akin could meet.
    WordAndAkin = "word and akin word", lossless None, share 12, again None;
    /// House number and post code.
    Door = "door", lossless None, share 8, again Some(Self::WordAndPostCode);
    /// Street and house number, whatever the town.
    Street = "street and number", lossless None, share 8, again Some(Self::WordAndTown);
    /// Date of birth.
    Birth = "date of birth", lossless None, share 12, again Some(Self::BirthAndWord);
    /// Tax identifier and a word.
    TaxIdAndWord = "tax id and word", lossless None, share 6, again None;
    /// Phone and a word.
    PhoneAndWord = "phone and word", lossless None, share 6, again None;
    /// Domain and a word.
    DomainAndWord = "domain and word", lossless None, share 6, again None;
    /// Date of birth and a word.
    BirthAndWord = "date of birth and word", lossless None, share 8, again None;
}

/// What each key of words may bring beside its own share where half of the records of a side, or more, lack a place or a
/// number: a third of what those of places, or numbers, could.
const OF_OTHERS: u64 = 12;

/// What most records of either side lack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lacking {
    /// A town.
    pub(super) places: bool,
    /// A tax number, a phone, a mail address, a web domain: where they are people.
    pub(super) numbers: bool,
}

impl Key {
    /// The budget for each record of the left side.
    pub(super) fn budget(self, lacking: Lacking) -> u64 {
        let more = match self {
            Self::Word | Self::TwoWords | Self::AkinWord => lacking.places,
            Self::WordAndPostCode | Self::WordAndTown | Self::BirthAndWord => lacking.numbers,
            _ => false,
        };
        self.share() + if more { OF_OTHERS } else { 0 }
    }

    /// Whether it is another key with a word beside it, and nothing more: what meets under it shares the value too.
    pub fn is_refinement(self) -> bool {
        matches!(self, Self::TaxIdAndWord | Self::PhoneAndWord | Self::DomainAndWord | Self::BirthAndWord)
    }

    /// The bit of the key in [`crate::pair::Pair::keys`].
    pub fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// One value of a key, and a record that has it.
pub(super) type Keyed = (u64, RecordIx);

/// The values of a key on both sides, sorted.
#[derive(Default)]
pub(super) struct BothSides {
    pub(super) left: Vec<Keyed>,
    pub(super) right: Vec<Keyed>,
    /// Where the records stand that meet, in the two lists.
    pub(super) shared: Vec<Shared>,
}

/// A value on the left that meets one on the right: where the records that have them stand in the two lists.
pub(super) struct Shared {
    pub(super) left: Range<usize>,
    pub(super) right: Range<usize>,
}

/// The values of a key on both sides; of values that must be equal, what certainly stands on one side only is left out.
pub(super) fn both_sides(profiles: &Profiles, sides: &Sides, key: Key) -> BothSides {
    let mut right = of_side(profiles, &sides.right, (key, false), |_| true);
    if key == Key::AkinWord {
        let mut left = of_side(profiles, &sides.left, (key, true), |_| true);
        rayon::join(|| left.par_sort_unstable(), || right.par_sort_unstable());
        let shared = akin(&left, &right, &profiles.names.vocabulary);
        return BothSides { left, right, shared };
    }
    let on_right = Sieve::of(&right);
    let mut left = of_side(profiles, &sides.left, (key, true), |value| on_right.holds(value));
    let on_left = Sieve::of(&left);
    right.retain(|&(value, _)| on_left.holds(value));
    rayon::join(|| left.par_sort_unstable(), || right.par_sort_unstable());
    let shared = equal(&left, &right);
    BothSides { left, right, shared }
}

/// The values that both sorted lists hold.
fn equal(left: &[Keyed], right: &[Keyed]) -> Vec<Shared> {
    let mut shared = Vec::new();
    let (mut l, mut r) = (0, 0);
    while l < left.len() && r < right.len() {
        match left[l].0.cmp(&right[r].0) {
            Ordering::Less => l += 1,
            Ordering::Greater => r += 1,
            Ordering::Equal => {
                let (l_end, r_end) = (end_of(left, l), end_of(right, r));
                shared.push(Shared { left: l..l_end, right: r..r_end });
                (l, r) = (l_end, r_end);
            }
        }
    }
    shared
}

/// The words of the one sorted list that are akin to one of the other. Each two words are a value of their own: to write
/// down under every record all words akin to its own would fill the memory with those of common words.
fn akin(left: &[Keyed], right: &[Keyed], vocabulary: &Vocabulary) -> Vec<Shared> {
    let mut starts = vec![0..0; vocabulary.len()];
    let mut at = 0;
    while at < right.len() {
        let end = end_of(right, at);
        starts[right[at].0 as usize] = at..end;
        at = end;
    }
    let mut shared = Vec::new();
    at = 0;
    while at < left.len() {
        let end = end_of(left, at);
        let others = vocabulary.akin(left[at].0 as u32).iter().map(|&(other, _)| starts[other as usize].clone());
        shared.extend(others.filter(|right| !right.is_empty()).map(|right| Shared { left: at..end, right }));
        at = end;
    }
    shared
}

/// Where the records end that have the value at `start` of a sorted list.
fn end_of(list: &[Keyed], start: usize) -> usize {
    start + list[start..].iter().take_while(|&&(value, _)| value == list[start].0).count()
}

/// The values of a key on one side that are wanted. On the left words stand for the words akin to them too.
fn of_side(
    profiles: &Profiles,
    records: &[RecordIx],
    (key, left): (Key, bool),
    wanted: impl Fn(u64) -> bool + Sync,
) -> Vec<Keyed> {
    let of_chunk = |chunk: &[RecordIx]| {
        let mut out = Vec::with_capacity(chunk.len() * 2);
        let mut values = Vec::new();
        for &record in chunk {
            values.clear();
            of_record(profiles, profiles.get(record), key, left, &mut values);
            values.sort_unstable();
            values.dedup();
            out.extend(values.iter().filter(|&&value| wanted(value)).map(|&value| (value, record)));
        }
        out
    };
    records.par_chunks(4096).flat_map_iter(of_chunk).collect()
}

/// The values of a key that a record has.
fn of_record(profiles: &Profiles, profile: &Profile, key: Key, left: bool, out: &mut Vec<u64>) {
    let list = |span| profiles.list(span).iter().map(|&at| u64::from(at));
    match key {
        Key::TaxId => tax_ids(profiles, profile, out),
        Key::Iban => out.extend(list(profile.ibans)),
        Key::Phone => phones(profiles, profile, out),
        Key::Mail => out.extend(list(profile.mails)),
        Key::Domain => out.extend(list(profile.domains)),
        Key::Words => {
            if profile.name != NONE {
                out.push(profiles.names.entries[profile.name as usize].set);
            }
        }
        Key::Word | Key::AkinWord => out.extend(words(profiles, profile).iter().map(|&word| u64::from(word))),
        Key::TwoWords => two_words(profiles, profile, false, out),
        Key::WordAndAkin => two_words(profiles, profile, left, out),
        Key::WordAndPostCode | Key::WordAndTown => word_and_place(profiles, profile, key, left, out),
        Key::Door | Key::Street => door(profiles, profile, key, out),
        Key::Birth => out.extend(profile.birth.into_iter().flat_map(birth)),
        Key::TaxIdAndWord => {
            let mut strong = Vec::new();
            tax_ids(profiles, profile, &mut strong);
            with_words(profiles, profile, &strong, out);
        }
        Key::PhoneAndWord => {
            let mut strong = Vec::new();
            phones(profiles, profile, &mut strong);
            with_words(profiles, profile, &strong, out);
        }
        Key::DomainAndWord => with_words(profiles, profile, &list(profile.domains).collect::<Vec<_>>(), out),
        Key::BirthAndWord => {
            with_words(profiles, profile, &profile.birth.into_iter().flat_map(birth).collect::<Vec<_>>(), out);
        }
    }
}

fn tax_ids(profiles: &Profiles, profile: &Profile, out: &mut Vec<u64>) {
    // The number without its country: a number whose country is not known must meet the one whose country is.
    out.extend(profiles.list(profile.taxes).iter().map(|&at| hash(profiles.values.taxes[at as usize].key())));
}

/// Area codes are left out often enough that two numbers meet by their last seven digits.
const PHONE_TAIL: u64 = 10_000_000;

fn phones(profiles: &Profiles, profile: &Profile, out: &mut Vec<u64>) {
    out.extend(
        profiles.list(profile.phones).iter().map(|&at| profiles.values.phones[at as usize].national % PHONE_TAIL),
    );
}

/// A date, and the one that day and month swapped would give.
fn birth(date: Date) -> [u64; 2] {
    let (low, high) = (date.day.min(date.month), date.day.max(date.month));
    [hash((date.year, low, high)), hash((low, high, date.year % 100, "two digits"))]
}

/// The words under which a record can meet others.
fn words<'a>(profiles: &'a Profiles, profile: &Profile) -> &'a [u32] {
    match profile.name {
        NONE => &[],
        name => &profiles.names.keys[profiles.names.entries[name as usize].keys.range()],
    }
}

/// The most words of one name that are combined in twos, the rarest first.
const COMBINED: usize = 5;

/// The words of a record in twos; where it says so, a word akin to either in its place too.
fn two_words(profiles: &Profiles, profile: &Profile, akin: bool, out: &mut Vec<u64>) {
    let words = rarest(profiles, profile);
    let two = |a: u32, b: u32| hash((a.min(b), a.max(b)));
    for (nth, &a) in words.iter().enumerate() {
        for &b in &words[nth + 1..] {
            out.push(two(a, b));
            if akin {
                let akin = |word| profiles.names.vocabulary.akin(word).iter().map(|&(akin, _)| akin);
                out.extend(akin(a).map(|akin| two(akin, b)).chain(akin(b).map(|akin| two(a, akin))));
            }
        }
    }
}

impl Lacking {
    /// What has no town meets by its name; what has no number, by its name and where it is or when it was born.
    pub(super) fn of(profiles: &Profiles, sides: &Sides) -> Self {
        let town = |profile: &Profile| profiles.town(profile) != 0;
        let has_number =
            |one: &Profile| [one.taxes, one.phones, one.mails, one.domains].iter().any(|list| list.len > 0);
        // Firms meet by their names; those of people are many people's.
        let number = |one: &Profile| !one.person || has_number(one);
        let lacks = |has: &(dyn Fn(&Profile) -> bool + Sync)| {
            let few = |side: &[RecordIx]| {
                side.par_iter().filter(|&&record| has(profiles.get(record))).count() * 2 < side.len()
            };
            few(&sides.left) || few(&sides.right)
        };
        Self { places: lacks(&town), numbers: lacks(&number) }
    }
}

/// The words of a record, the rarest first, at most [`COMBINED`].
fn rarest(profiles: &Profiles, profile: &Profile) -> ArrayVec<u32, COMBINED> {
    let order = |word: u32| (profiles.names.vocabulary.frequency[word as usize], word);
    let mut rarest = ArrayVec::new();
    for &word in words(profiles, profile) {
        let at = rarest.partition_point(|&other| order(other) < order(word));
        if at < COMBINED {
            rarest.truncate(COMBINED - 1);
            rarest.insert(at, word);
        }
    }
    rarest
}

fn word_and_place(profiles: &Profiles, profile: &Profile, key: Key, left: bool, out: &mut Vec<u64>) {
    let Some(door) = profiles.door(profile) else { return };
    let place = if key == Key::WordAndPostCode { door.post_code } else { door.city };
    if place == 0 {
        return;
    }
    for &word in words(profiles, profile) {
        out.push(hash((word, place)));
        if left {
            out.extend(profiles.names.vocabulary.akin(word).iter().map(|&(akin, _)| hash((akin, place))));
        }
    }
}

fn door(profiles: &Profiles, profile: &Profile, key: Key, out: &mut Vec<u64>) {
    let Some(door) = profiles.door(profile) else { return };
    if key == Key::Street {
        out.extend(door.street_and_number());
    } else if let Some(number) = door.numbers.0
        && door.post_code != 0
    {
        out.push(hash((number, door.post_code)));
    }
}

/// Each strong value with each word of the name.
fn with_words(profiles: &Profiles, profile: &Profile, strong: &[u64], out: &mut Vec<u64>) {
    if strong.is_empty() {
        return;
    }
    for word in rarest(profiles, profile) {
        out.extend(strong.iter().map(|&value| hash((value, word))));
    }
}
