//! Addresses as doors: street, number and the rest as positions among distinct texts.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::clean::NONE;
use crate::clean::cells::Cells;
use crate::clean::hash::hash;
use crate::clean::texts::Texts;
use crate::record::Field;
use crate::value::country::Country;
use crate::value::place::{self, Locality, Parts, Premises};
use crate::value::text::Placeholders;

/// An address; texts are positions in [`Places::texts`], the empty text stands at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The county behind it.
    pub within: u32,
    /// Country, where said or implied.
    pub country: Option<Country>,
}

impl Door {
    /// The key of street and number, where both are there.
    pub fn street_and_number(&self) -> Option<u64> {
        (self.street != 0 && self.numbers.0.is_some()).then(|| hash((self.street, self.numbers.0)))
    }
}

/// All addresses.
#[derive(Debug)]
pub struct Places {
    /// The addresses, each once.
    pub doors: Vec<Door>,
    /// Their texts; the empty one first.
    pub texts: Texts,
    /// How many records of the fullest table have each text as town or post code.
    pub frequency: Vec<u32>,
    /// How many records of the fullest table stand at each [`Door::street_and_number`].
    pub at_door: FxHashMap<u64, u32>,
    /// The establishments at which more names stand than one business has.
    pub crowded: FxHashSet<u64>,
}

impl Places {
    /// The text at a position.
    pub fn text(&self, at: u32) -> &str {
        &self.texts[at as usize]
    }

    /// What tells the establishments of one business apart: house number with post code or town, where both are missing
    /// with the street. `None` where there is too little, since a blank is no other place.
    pub fn establishment(&self, place: u32) -> Option<u64> {
        let door = self.doors.get(place as usize)?;
        let number = door.numbers.0?;
        match (door.post_code, door.city) {
            (0, 0) => door.street_and_number(),
            (0, town) | (town, _) => Some(hash((number, town))),
        }
    }

    /// Whether two addresses both say where in their town they are: two doors, or two PO boxes, for who has a door and a
    /// box is at neither more than at the other.
    pub fn are_housed(&self, one: u32, other: u32) -> bool {
        let both = |is_said: fn(&Door) -> bool| {
            [one, other].into_iter().all(|place| self.doors.get(place as usize).is_some_and(is_said))
        };
        both(|door| door.street != 0 || door.numbers.0.is_some()) || both(|door| door.po_box != 0)
    }

    /// Where an address is, as texts, for comparing.
    pub fn locality(&self, door: &Door) -> Locality<'_> {
        Locality {
            post_code: self.text(door.post_code),
            city: self.text(door.city),
            within: self.text(door.within),
            country: door.country,
        }
    }

    /// Which door it is there, as texts, for comparing.
    pub fn premises(&self, door: &Door) -> Premises<'_> {
        Premises {
            street: self.text(door.street),
            number: door.numbers.0,
            number_to: door.numbers.1,
            suffix: self.text(door.suffix),
            unit: self.text(door.unit),
            po_box: self.text(door.po_box),
            site: self.text(door.site),
        }
    }
}

impl Default for Places {
    fn default() -> Self {
        let mut texts = Texts::default();
        texts.position("");
        Self {
            doors: Vec::new(),
            texts,
            frequency: Vec::new(),
            at_door: FxHashMap::default(),
            crowded: FxHashSet::default(),
        }
    }
}

/// Addresses that others may still be added to: of some records, in the end of all.
#[derive(Debug, Default)]
pub struct Draft {
    /// All but the addresses.
    places: Places,
    doors: IndexSet<Door, FxBuildHasher>,
}

impl Draft {
    /// Adds the address of a record; gives its position, or [`NONE`] where all its cells are blank.
    pub fn add(&mut self, cells: &Cells<'_>, placeholders: &Placeholders, home: Option<Country>) -> u32 {
        const FIELDS: [Field; 6] =
            [Field::Address, Field::Address2, Field::PostCode, Field::City, Field::County, Field::Country];
        let found = FIELDS.map(|field| cells.get(field));
        if found.iter().all(|cell| cell.is_empty()) {
            return NONE;
        }
        let [address, address_2, post_code, city, county, country] = found.each_ref().map(|cell| &**cell);
        let parts = Parts { address, address_2, post_code, city, county, country };
        let mut at = |text: &str| self.places.texts.position(text);
        let door = match place::find(&parts, home, placeholders) {
            Some(place) => Door {
                street: at(&place.street),
                numbers: (place.number, place.number_to),
                suffix: at(&place.suffix),
                unit: at(&place.unit),
                po_box: at(&place.po_box),
                site: at(&place.site),
                post_code: at(&place.post_code),
                city: at(&place.city),
                within: at(&place.within),
                country: place.country,
            },
            None => nowhere(Country::parse(country)),
        };
        self.position(door)
    }

    /// Adds the addresses of other records; gives the position that each has here.
    pub fn append(&mut self, other: Self) -> Vec<u32> {
        let to = self.places.texts.append(&other.places.texts);
        let at = |text: u32| to[text as usize];
        let moved = |door: Door| Door {
            street: at(door.street),
            suffix: at(door.suffix),
            unit: at(door.unit),
            po_box: at(door.po_box),
            site: at(door.site),
            post_code: at(door.post_code),
            city: at(door.city),
            within: at(door.within),
            ..door
        };
        other.doors.into_iter().map(|door| self.position(moved(door))).collect()
    }

    /// The position of an address, which is added when new.
    fn position(&mut self, door: Door) -> u32 {
        u32::try_from(self.doors.insert_full(door).0).unwrap_or(NONE)
    }

    /// The addresses of all records.
    pub fn finish(self) -> Places {
        Places { doors: self.doors.into_iter().collect(), ..self.places }
    }
}

/// An address that says nothing but its country.
fn nowhere(country: Option<Country>) -> Door {
    Door {
        street: 0,
        numbers: (None, None),
        suffix: 0,
        unit: 0,
        po_box: 0,
        site: 0,
        post_code: 0,
        city: 0,
        within: 0,
        country,
    }
}
