//! What births are worth, counted in the tables: how rare a year is, how often the year of one person is mistaken, and how
//! often two people of one name and town are born in different years.
//!
//! Two of one name and town within a table are two people: cousins named for one grandfather. Between two tables there are
//! as many, and beyond that one person whose year was mistaken. So it is known without any label what share of the pairs
//! that agree in all but the year is two people: what is found within a table stands for what is wrong between tables, as
//! decoys do in mass spectrometry (Elias and Gygi 2007). Who is entered twice within a table counts as two people: that
//! errs on the side of caution.

use rustc_hash::FxHashMap;

use crate::clean::{NONE, Profile, Profiles};
use crate::record::Kind;
use crate::score::Level;
use crate::value::date::{self, Date, Likeness};

/// What the tables say of births.
#[derive(Debug, Clone, Copy)]
pub(super) struct Born {
    /// The most that the odds of two people of one name are to one person, by [`apart`].
    two: [f64; APART],
    /// What an equal year is worth, in thousandths of a bit.
    pub(super) year: i32,
    /// What a year beside the other's is worth.
    pub(super) next: i32,
    /// What another year is worth that is too near for parent and child.
    pub(super) few: i32,
}

impl Born {
    /// The most that the odds of two people of one name, whose births compare so, are to one person. Of father and son
    /// the one table may have the one and the other the other: that neither has both says nothing.
    pub(super) fn most(self, level: Level) -> f64 {
        match level {
            Level::SameYear => self.two[SAME],
            Level::NextYear => self.two[NEXT],
            Level::FewYears => self.two[FEW],
            _ => f64::INFINITY,
        }
    }
}

/// The ways to be born apart that are told apart: on two days of a year, in two years alone that are side by side, in years
/// too near for parent and child.
const SAME: usize = 0;
const NEXT: usize = 1;
const FEW: usize = 2;
const APART: usize = 3;

/// How far apart, where it is another date and no slip of one.
fn apart(one: Date, other: Date) -> Option<usize> {
    match date::compare(one, other) {
        Likeness::SameYear => Some(SAME),
        Likeness::NextYear => Some(NEXT),
        Likeness::FewYears => Some(FEW),
        _ => None,
    }
}

/// A name that more people of a table have says little of who it is: its strangers are counted where names are.
const RARE: usize = 4;

/// What is believed before the tables are seen counts for as much as so many people.
const BELIEF: f64 = 200.0;
/// Two people in 32 are of one year.
const YEAR: f64 = 1.0 / 32.0;
/// The least and the most that an equal year is worth.
const YEAR_LEAST: f64 = 3.0;
const YEAR_MOST: f64 = 7.0;
/// How often one person is entered a year apart, and some years apart; the latter by chance one in three is.
const NEXT_BELIEVED: f64 = 0.038;
const FEW_BELIEVED: f64 = 0.005;
const FEW_BY_CHANCE: f64 = 0.33;
/// The most that either is believed of one person.
const MISTAKEN: f64 = 0.12;

/// People of one name: the table, the town, the birth.
type OfName = Vec<(Kind, u32, Date)>;

/// Counts them. Where tables are held against each other, the namesakes between contacts and accounts show how often one
/// person's year is mistaken, and how often it is two people.
pub(super) fn born(profiles: &Profiles, between_tables: bool) -> Born {
    let mut named: FxHashMap<u64, OfName> = FxHashMap::default();
    let mut years: FxHashMap<(Kind, i16), u64> = FxHashMap::default();
    for (kind, profile, birth) in people(profiles) {
        *years.entry((kind, birth.year)).or_default() += 1;
        if between_tables && profile.name != NONE {
            let set = profiles.names.entries[profile.name as usize].set;
            named.entry(set).or_default().push((kind, profiles.town(profile), birth));
        }
    }
    let Namesakes { people, within, between, one_birth } = Namesakes::of(&named);
    let contacts = Kind::Contact.index();
    let accounts = || Kind::ACCOUNTS.into_iter().map(Kind::index).filter(|&kind| people[kind] > 0);
    let two = |far: usize| -> f64 {
        let of_table = |kind| {
            let sizes = [contacts, kind].map(|kind| f64::from(people[kind]));
            two_people([within[contacts][far], within[kind][far]], sizes)
        };
        // What was not seen may be there all the same: one pair more.
        1.0 + accounts().map(of_table).sum::<f64>()
    };
    let one = |far: usize| f64::from(between[far]) - two(far);
    let odds = |far: usize| if one(far) > 0.0 { FULLEST * two(far) / one(far) } else { f64::INFINITY };
    let mistaken = |far: usize, believed: f64| {
        let all = f64::from(one_birth) + (0..APART).map(|far| one(far).max(0.0)).sum::<f64>();
        ((one(far).max(0.0) + believed * BELIEF) / (all + BELIEF)).min(MISTAKEN)
    };
    let year = rarity(&years);
    let bits = |bits: f64| (bits * 1000.0).round() as i32;
    Born {
        two: [odds(SAME), odds(NEXT), odds(FEW)],
        year: bits(year),
        // By chance a year has two beside it.
        next: bits(mistaken(NEXT, NEXT_BELIEVED).log2() + year - 1.0),
        few: bits((mistaken(FEW, FEW_BELIEVED) / FEW_BY_CHANCE).log2()),
    }
}

/// The people whose birth is known.
fn people(profiles: &Profiles) -> impl Iterator<Item = (Kind, &Profile, Date)> {
    let of_table = move |kind: Kind| profiles.free(kind).map(move |record| (kind, profiles.get(record)));
    let people = Kind::ALL.into_iter().flat_map(of_table).filter(|(_, profile)| profile.person);
    people.filter_map(|(kind, profile)| Some((kind, profile, profile.birth?)))
}

/// How rare it is that two people of a table are of one year, in bits.
fn rarity(years: &FxHashMap<(Kind, i16), u64>) -> f64 {
    // Sums of whole numbers: their order does not matter.
    let pairs = |people: u64| people * people.saturating_sub(1);
    let same: u64 = years.values().map(|&people| pairs(people)).sum();
    let of_table = |kind: Kind| years.iter().filter(|((of, _), _)| *of == kind).map(|(_, &people)| people).sum();
    let all: u64 = Kind::ALL.into_iter().map(|kind| pairs(of_table(kind))).sum();
    let believed = BELIEF * BELIEF;
    -((same as f64 + YEAR * believed) / (all as f64 + believed)).log2().clamp(-YEAR_MOST, -YEAR_LEAST)
}

/// Counts of rare namesakes in one town, by table and how far apart they are born.
#[derive(Default)]
struct Namesakes {
    people: [u32; 4],
    within: [[u32; APART]; 4],
    /// Between contacts and accounts.
    between: [u32; APART],
    /// Between contacts and accounts whose births may be one, whatever else they may be.
    one_birth: u32,
}

impl Namesakes {
    fn of(named: &FxHashMap<u64, OfName>) -> Self {
        let mut counts = Self::default();
        let is_rare = |of_name: &&OfName| {
            let of_table = |kind| of_name.iter().filter(|&&(of, ..)| of == kind).count();
            Kind::ALL.into_iter().all(|kind| of_table(kind) <= RARE)
        };
        for of_name in named.values().filter(is_rare) {
            for (at, &(kind, town, birth)) in of_name.iter().enumerate().filter(|(_, one)| one.1 != 0) {
                counts.people[kind.index()] += 1;
                for &(other, _, of_other) in of_name[..at].iter().filter(|&&(_, there, _)| there == town) {
                    // Contacts come first.
                    match apart(birth, of_other) {
                        Some(far) if kind == other => counts.within[kind.index()][far] += 1,
                        Some(far) if other == Kind::Contact => counts.between[far] += 1,
                        None if kind != other && other == Kind::Contact => counts.one_birth += 1,
                        _ => {}
                    }
                }
            }
        }
        counts
    }
}

/// How many pairs between two tables of these sizes are of two people, where so many are within each: as many for each
/// record, by the table where there are more.
fn two_people(within: [u32; 2], sizes: [f64; 2]) -> f64 {
    let two = |own: usize| 2.0 * f64::from(within[own]) * sizes[1 - own] / sizes[own].max(1.0);
    two(0).max(two(1))
}

/// The odds of siblings are held against tables of which half of the records have a partner; at most all have one.
const FULLEST: f64 = 2.0;
