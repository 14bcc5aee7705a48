//! The address as one comparison.

use crate::clean::places::Door;
use crate::clean::{NONE, Profile, Profiles};
use crate::score::model::Model;
use crate::score::weights::{self, DOOR, TOWN};
use crate::score::{Bits, Finding};
use crate::value::place;

/// How far two addresses agree, worth what the door or the town is rare.
///
/// What says the country says half of the legal form: together they are worth the more telling of the two, of which the
/// `form` has been counted. Of `namesakes` in one town the town says more, by
/// as much as the tables tell.
pub(super) fn addresses(
    profiles: &Profiles,
    model: &Model,
    [a, b]: [&Profile; 2],
    form: Bits,
    namesakes: bool,
) -> (place::Level, Finding) {
    if a.place == NONE || b.place == NONE {
        return (place::Level::Unknown, Finding::MISSING);
    }
    let places = &profiles.places;
    let (x, y) = (&places.doors[a.place as usize], &places.doors[b.place as usize]);
    let told = |p: u32, q: u32| if p == q && p != 0 { model.equal(TOWN, places.frequency[p as usize]) } else { 0 };
    let at_door = |door: &Door| door.street_and_number().and_then(|key| places.at_door.get(&key)).copied().unwrap_or(1);
    let door = || model.equal(DOOR, at_door(x).max(at_door(y)));
    let level = place::compare(
        [x, y].map(|door| places.locality(door)),
        || [x, y].map(|door| places.premises(door)),
        || place::street_alike(places.text(x.street), places.text(y.street)),
    );
    let counted = || match level {
        place::Level::SameCountry => x.country.map_or(0, |country| model.same_country(country)) - form.0.max(0),
        _ => told(x.city, y.city).max(told(x.post_code, y.post_code)).max(0),
    };
    let (found, [by_door, by_town]) = weights::address(level);
    let in_town = matches!(level, place::Level::SameStreet | place::Level::SamePostCode | place::Level::SameTown);
    let more = if namesakes && in_town { model.in_town.worth } else { 0 };
    (level, Finding::new(found, by_door.of(door).max(by_town.of(counted)) + more))
}
