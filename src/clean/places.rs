//! Addresses as doors: street, number and the rest as positions among distinct texts.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::clean::distinct::{Distinct, Texts, position};
use crate::clean::vocabulary::hash;
use crate::clean::{NONE, Profiles, unlike};
use crate::record::{Field, Kind, Tables};
use crate::value::country::Country;
use crate::value::place::{self, Parts, View};
use crate::value::text::Placeholders;

/// A distinct address; texts are positions in [`Places::texts`], the empty text stands at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// The street.
    pub street: u32,
    /// The house number, and the end of its range.
    pub numbers: (Option<u32>, Option<u32>),
    /// What follows the number.
    pub suffix: u32,
    /// Box or unit.
    pub unit: u32,
    /// PO box.
    pub po_box: u32,
    /// Estate or building.
    pub site: u32,
    /// Post code.
    pub post_code: u32,
    /// Town.
    pub city: u32,
    /// Country, where said or implied.
    pub country: Option<Country>,
}

impl Door {
    /// The key of street and number, where both are there.
    pub fn street_and_number(&self) -> Option<u64> {
        (self.street != 0 && self.numbers.0.is_some()).then(|| hash((self.street, self.numbers.0)))
    }
}

/// All distinct addresses.
#[derive(Debug, Default)]
pub struct Places {
    /// The addresses.
    pub doors: Vec<Door>,
    /// Their texts; the empty one first.
    pub texts: Texts,
    /// How many records of the fullest table have each text as town or post code.
    pub frequency: Vec<u32>,
    /// How many records of the fullest table stand at each [`Door::street_and_number`].
    pub at_door: FxHashMap<u64, u32>,
}

impl Places {
    /// The text at a position.
    pub fn text(&self, at: u32) -> &str {
        &self.texts[at as usize]
    }

    /// What tells the establishments of one business apart: house number with post code or town. `None` where either is
    /// missing, since a blank is no other place.
    pub fn establishment(&self, place: u32) -> Option<u64> {
        let door = self.doors.get(place as usize)?;
        let town = if door.post_code == 0 { door.city } else { door.post_code };
        door.numbers.0.filter(|_| town != 0).map(|number| hash((number, town)))
    }

    /// An address as texts, for comparing.
    pub fn view(&self, door: &Door) -> View<'_> {
        View {
            street: self.text(door.street),
            number: door.numbers.0,
            number_to: door.numbers.1,
            suffix: self.text(door.suffix),
            unit: self.text(door.unit),
            po_box: self.text(door.po_box),
            site: self.text(door.site),
            post_code: self.text(door.post_code),
            city: self.text(door.city),
            country: door.country,
        }
    }
}

/// Cleans the addresses of all records; gives them and each record's position among them.
pub fn clean(tables: &Tables, placeholders: &Placeholders, home: Option<Country>) -> (Places, Vec<u32>) {
    const FIELDS: [Field; 6] =
        [Field::Address, Field::Address2, Field::PostCode, Field::City, Field::County, Field::Country];
    let mut distinct = Distinct::of(tables, &FIELDS, |_| None);
    let mut texts: Texts = IndexSet::with_hasher(FxBuildHasher);
    texts.insert("".into());
    let mut doors = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| {
            let &[_, address, address_2, post_code, city, county, country] = cells else { return None };
            place::parse(&Parts { address, address_2, post_code, city, county, country }, home, placeholders)
                .map_or_else(|| Country::parse(country).map(Err), |place| Some(Ok(place)))
        },
        |parsed| {
            let mut at = |text: &str| position(&mut texts, text);
            doors.push(match parsed {
                Some(Ok(place)) => Door {
                    street: at(&place.street),
                    numbers: (place.number, place.number_to),
                    suffix: at(&place.suffix),
                    unit: at(&place.unit),
                    po_box: at(&place.po_box),
                    site: at(&place.site),
                    post_code: at(&place.post_code),
                    city: at(&place.city),
                    country: place.country,
                },
                Some(Err(country)) => nowhere(Some(country)),
                None => nowhere(None),
            });
        },
    );
    let places = Places { doors, texts, frequency: Vec::new(), at_door: FxHashMap::default() };
    (places, distinct.of)
}

/// An address that says nothing but its country.
fn nowhere(country: Option<Country>) -> Door {
    Door { street: 0, numbers: (None, None), suffix: 0, unit: 0, po_box: 0, site: 0, post_code: 0, city: 0, country }
}

/// Counts how many unlike records of the fullest table share each town and post code, and how many names each door.
pub fn count(profiles: &mut Profiles) {
    let mut frequency = vec![0u32; profiles.places.texts.len()];
    let mut at_door: FxHashMap<u64, u32> = FxHashMap::default();
    for kind in Kind::ALL {
        let (mut texts, mut doors) = (Vec::new(), Vec::new());
        for record in profiles.free(kind) {
            let profile = profiles.get(record);
            if profile.place == NONE {
                continue;
            }
            let who = profiles.identity(record);
            let door = &profiles.places.doors[profile.place as usize];
            texts.extend([(u64::from(door.city), who), (u64::from(door.post_code), who)]);
            if let Some(key) = door.street_and_number() {
                doors.push((
                    key,
                    if profile.name == NONE { 0 } else { profiles.names.entries[profile.name as usize].set },
                ));
            }
        }
        for (text, one) in unlike(texts) {
            let all = &mut frequency[text as usize];
            *all = (*all).max(one);
        }
        for (door, one) in unlike(doors) {
            let all = at_door.entry(door).or_default();
            *all = (*all).max(one);
        }
    }
    profiles.places.frequency = frequency;
    profiles.places.at_door = at_door;
}
