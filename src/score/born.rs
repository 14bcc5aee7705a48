//! How often two people of one name and town are born in different years, in one table and between two.
//!
//! Within a table they are two people: father and son, cousins named for one grandfather. Between two tables they are so
//! as often, and beyond that one person whose year was mistaken. So of the pairs between tables that agree in all but the year, the share that
//! is two people is known without any label: what is found within a table stands for what is wrong between tables, as in
//! the target-decoy approach of mass spectrometry (Elias and Gygi 2007). Who is entered twice within a table counts as
//! two people: that errs on the side of caution.

use rustc_hash::FxHashMap;

use crate::clean::{NONE, Profiles};
use crate::record::Kind;
use crate::score::Level;
use crate::value::date::{self, Date, Likeness};

/// The odds of another person of the name to the same one, by how far apart they are born; at most what is believed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Born([f64; 3]);

impl Born {
    /// Where the tables say nothing.
    pub(super) const UNKNOWN: Self = Self([f64::INFINITY; 3]);

    /// The most that the odds of namesakes are whose births compare so.
    pub(super) fn most(self, level: Level) -> f64 {
        match level {
            Level::SameYear | Level::NextYear => self.0[0],
            Level::FewYears => self.0[1],
            Level::Different => self.0[2],
            _ => f64::INFINITY,
        }
    }
}

/// How far apart, where it is another date and no slip of one.
fn apart(one: Date, other: Date) -> Option<usize> {
    match date::compare(one, other) {
        Likeness::SameYear | Likeness::NextYear => Some(0),
        Likeness::FewYears => Some(1),
        Likeness::Different => Some(2),
        _ => None,
    }
}

/// A name that more people have says little of who it is: its strangers are counted where names are.
const RARE: usize = 4;
/// Counts them: of the tables that where there are most, and of the pairs of tables that where most are two people.
pub(super) fn born(profiles: &Profiles) -> Born {
    // Where they are, and in which table, under their name.
    let mut named: FxHashMap<u64, Vec<(Kind, u32, Date)>> = FxHashMap::default();
    for kind in Kind::ALL {
        for profile in profiles.free(kind).map(|record| profiles.get(record)).filter(|profile| profile.person) {
            if let (Some(birth), true) = (profile.birth, profile.name != NONE) {
                let town = profiles.places.doors.get(profile.place as usize).map_or(0, |door| door.city);
                let set = profiles.names.entries[profile.name as usize].set;
                named.entry(set).or_default().push((kind, town, birth));
            }
        }
    }
    let mut people = [0u32; 4];
    let mut within = [[0u32; 3]; 4];
    let mut between = [[0u32; 3]; 4];
    let is_rare = |of_name: &&Vec<(Kind, u32, Date)>| {
        let of_table = |kind| of_name.iter().filter(|&&(of, ..)| of == kind).count();
        Kind::ALL.into_iter().all(|kind| of_table(kind) <= RARE)
    };
    // Sums of whole numbers: their order does not matter.
    for of_name in named.values().filter(is_rare) {
        for (at, &(kind, town, birth)) in of_name.iter().enumerate().filter(|(_, one)| one.1 != 0) {
            people[kind.index()] += 1;
            for &(other, _, of_other) in of_name[..at].iter().filter(|&&(_, there, _)| there == town) {
                let Some(far) = apart(birth, of_other) else { continue };
                match (kind, other) {
                    _ if kind == other => within[kind.index()][far] += 1,
                    // Contacts come first.
                    (_, Kind::Contact) => between[kind.index()][far] += 1,
                    _ => {}
                }
            }
        }
    }
    let contacts = Kind::Contact.index();
    let odds = |far: usize| {
        let of_table = |kind: usize| {
            let within = [within[contacts][far], within[kind][far]];
            two_of_one(within, [contacts, kind].map(|kind| f64::from(people[kind])), between[kind][far])
        };
        let met = Kind::ACCOUNTS.into_iter().map(Kind::index).filter(|&kind| people[kind] > 0);
        met.map(of_table).max_by(f64::total_cmp).unwrap_or(f64::INFINITY)
    };
    Born([odds(0), odds(1), odds(2)])
}

/// The odds of two to one, of pairs between two tables of these sizes that agree so far, where so many do within each.
fn two_of_one(within: [u32; 2], sizes: [f64; 2], between: u32) -> f64 {
    // As many for each record as within, and one more pair: what was not seen may be there all the same.
    let two = |own: usize| 2.0 * f64::from(within[own] + 1) * sizes[1 - own] / sizes[own].max(1.0);
    let two = two(0).max(two(1));
    let one = f64::from(between) - two;
    if one > 0.0 { FULLEST * two / one } else { f64::INFINITY }
}

/// The odds of siblings are held against tables of which half of the records have a partner; at most all have one.
const FULLEST: f64 = 2.0;
