//! The address as one comparison.

use crate::clean::places::Door;
use crate::clean::{NONE, Profile, Profiles};
use crate::score::model::{DOOR, Model, TOWN};
use crate::score::{Bits, Finding, Level};
use crate::value::place;

/// The most an address is worth: beyond that it is the neighbours who decide.
const MOST: i32 = 12_000;

/// How far two addresses agree, worth what the door or the town is rare.
///
/// What says the country says half of the legal form: together they are worth the more telling of the two, of which the
/// `form` has been counted.
pub(super) fn addresses(
    profiles: &Profiles,
    model: &Model,
    [a, b]: [&Profile; 2],
    form: Bits,
) -> (place::Level, Finding) {
    if a.place == NONE || b.place == NONE {
        return (place::Level::Unknown, Finding::MISSING);
    }
    let places = &profiles.places;
    let (x, y) = (&places.doors[a.place as usize], &places.doors[b.place as usize]);
    let frequency = |p: u32, q: u32| if p == q && p != 0 { Some(places.frequency[p as usize]) } else { None };
    let town = frequency(x.city, y.city).map_or(0, |f| model.equal(TOWN, f));
    let post_code = frequency(x.post_code, y.post_code).map_or(0, |f| model.equal(TOWN, f));
    let near = town.max(post_code).max(0);
    let at_door = |door: &Door| door.street_and_number().and_then(|key| places.at_door.get(&key)).copied().unwrap_or(1);
    let door = || model.equal(DOOR, at_door(x).max(at_door(y))).min(MOST);
    let level = place::compare(
        [x, y].map(|door| places.locality(door)),
        || [x, y].map(|door| places.premises(door)),
        || place::street_alike(places.text(x.street), places.text(y.street)),
    );
    let finding = match level {
        place::Level::SameDoor => Finding::new(Level::SameDoor, door()),
        place::Level::SameBuilding => Finding::new(Level::SameBuilding, (door() - 1500).max(near)),
        place::Level::SameStreet => Finding::new(Level::SameStreet, (near + 2500).min(9000)),
        place::Level::NearNumber => Finding::new(Level::NearNumber, (door() - 5000).max(near - 2000).min(4000)),
        place::Level::OtherNumber => Finding::new(Level::OtherNumber, (near - 3500).min(1000)),
        place::Level::OtherStreet => Finding::new(Level::OtherStreet, (near - 4000).min(0)),
        place::Level::SamePostCode => Finding::new(Level::SamePostCode, near.min(8000)),
        place::Level::SameTown => Finding::new(Level::SameTown, near.min(7000) - 500),
        place::Level::SameRegion => Finding::new(Level::SameRegion, -1500),
        place::Level::OtherPlace => Finding::new(Level::Elsewhere, -3500),
        place::Level::SameCountry => {
            let worth = x.country.map_or(0, |country| model.same_country(country));
            Finding::new(Level::SameCountry, (worth - form.0.max(0)).max(0))
        }
        place::Level::OtherCountry => Finding::new(Level::OtherCountry, -5500),
        place::Level::Unknown => Finding::MISSING,
    };
    (level, finding)
}
