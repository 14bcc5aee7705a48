//! The address as one comparison.

use std::cell::LazyCell;

use crate::clean::places::{Door, Places};
use crate::clean::{NONE, Profile, Profiles};
use crate::score::Finding;
use crate::score::model::{DOOR, Model, TOWN};
use crate::value::place::{self, Level};

/// The most an address is worth: beyond that it is the neighbours who decide.
const MOST: i32 = 12_000;

/// How far two addresses agree, worth what the door or the town is rare.
pub(super) fn addresses(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> (Level, Finding) {
    if a.place == NONE || b.place == NONE {
        return (Level::Unknown, Finding::MISSING);
    }
    let places = &profiles.places;
    let (x, y) = (&places.doors[a.place as usize], &places.doors[b.place as usize]);
    let frequency = |p: u32, q: u32| if p == q && p != 0 { Some(places.frequency[p as usize]) } else { None };
    let town = frequency(x.city, y.city).map_or(0, |f| model.equal(TOWN, f));
    let post_code = frequency(x.post_code, y.post_code).map_or(0, |f| model.equal(TOWN, f));
    let near = town.max(post_code).max(0);
    let at_door = |door: &Door| door.street_and_number().and_then(|key| places.at_door.get(&key)).copied().unwrap_or(1);
    let door = || model.equal(DOOR, at_door(x).max(at_door(y))).min(MOST);
    let streets_differ = LazyCell::new(|| streets_differ(places, x, y));
    let level =
        match place::compare([x, y].map(|door| places.locality(door)), || [x, y].map(|door| places.premises(door))) {
            // Two streets that differ are two places, whether or not the towns are known.
            Level::Unknown | Level::SameTown | Level::SameRegion | Level::SamePostCode if *streets_differ => {
                Level::OtherNumber
            }
            level => level,
        };
    let finding = match level {
        Level::SameDoor => Finding::new("same door", door()),
        Level::SameBuilding => Finding::new("same building", (door() - 1500).max(near)),
        Level::SameStreet => Finding::new("same street", (near + 2500).min(9000)),
        Level::NearNumber => Finding::new("near number in the street", (door() - 5000).max(near - 2000).min(4000)),
        Level::OtherNumber if *streets_differ => Finding::new("another street", (near - 4000).min(0)),
        Level::OtherNumber => Finding::new("other number in the street", (near - 3500).min(1000)),
        Level::SamePostCode => Finding::new("same post code", near.min(8000)),
        Level::SameTown => Finding::new("same town", near.min(7000) - 500),
        Level::SameRegion => Finding::new("same region", -1500),
        Level::OtherPlace => Finding::new("elsewhere", -3500),
        Level::OtherCountry => Finding::new("another country", -5500),
        Level::Unknown => Finding::MISSING,
    };
    (level, finding)
}

/// Whether both addresses name a house in a street, and not the same street.
fn streets_differ(places: &Places, x: &Door, y: &Door) -> bool {
    let housed = |door: &Door| door.street != 0 && door.numbers.0.is_some();
    housed(x) && housed(y) && x.street != y.street && !place::street_alike(places.text(x.street), places.text(y.street))
}
