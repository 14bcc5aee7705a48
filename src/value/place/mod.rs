//! Addresses: street, door, post code and town, from the cells of a record; and how close two of them are.
//!
//! In come the cells as people typed them, in the habits of any country; out goes one form per place: streets without
//! case, accents, abbreviations and small words, towns under one name whatever the language, post codes without
//! country prefix. [`compare`] is symmetric. Nothing is looked up outside the tables under `data/`.

mod code;
mod compare;
mod likeness;
mod line;
mod number;
mod street;
mod town;
mod words;

pub use compare::{Level, compare, region};
pub use likeness::street_alike;

use crate::value::country::Country;
use crate::value::text::{Placeholders, fold};

/// The cells of an address, as they stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts<'a> {
    /// The street line, or lines.
    pub address: &'a str,
    /// The second line: box, building, estate, sometimes the street.
    pub address_2: &'a str,
    /// The post code.
    pub post_code: &'a str,
    /// The town.
    pub city: &'a str,
    /// The county or province; tells nothing that post code and town do not tell better, and is not read.
    pub county: &'a str,
    /// The country.
    pub country: &'a str,
}

/// A place in the form in which places are compared; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The street: folded words joined by a space, abbreviations written out, small words left out.
    pub street: String,
    /// The house number.
    pub number: Option<u32>,
    /// The last number, where several stand (`12-14`).
    pub number_to: Option<u32>,
    /// What belongs to the number: `a`, `bis`.
    pub suffix: String,
    /// Box, flat or suite without the word for it: `3`, `a1`; a floor is `floor 2`.
    pub unit: String,
    /// The number of the PO box.
    pub po_box: String,
    /// Industrial estate, building or what else the lines hold, folded.
    pub site: String,
    /// Upper-case letters and digits, without country prefix.
    pub post_code: String,
    /// Folded, under one name for all languages.
    pub city: String,
    /// What the cell of the town says behind a comma, a county mostly, in the same form.
    pub within: String,
    /// The country said, else implied by a prefix on the post code.
    pub country: Option<Country>,
}

/// Where a place is, borrowed so that its texts can be kept once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Locality<'a> {
    /// Post code.
    pub post_code: &'a str,
    /// Town.
    pub city: &'a str,
    /// The county behind it.
    pub within: &'a str,
    /// Country.
    pub country: Option<Country>,
}

/// Which door there, borrowed so that its texts can be kept once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Premises<'a> {
    /// The street.
    pub street: &'a str,
    /// The house number.
    pub number: Option<u32>,
    /// The last number of a range.
    pub number_to: Option<u32>,
    /// What belongs to the number.
    pub suffix: &'a str,
    /// Box or flat.
    pub unit: &'a str,
    /// PO box.
    pub po_box: &'a str,
    /// Estate or building.
    pub site: &'a str,
}

impl Place {
    /// Where the place is.
    pub fn locality(&self) -> Locality<'_> {
        Locality { post_code: &self.post_code, city: &self.city, within: &self.within, country: self.country }
    }

    /// Which door it is there.
    pub fn premises(&self) -> Premises<'_> {
        Premises {
            street: &self.street,
            number: self.number,
            number_to: self.number_to,
            suffix: &self.suffix,
            unit: &self.unit,
            po_box: &self.po_box,
            site: &self.site,
        }
    }

    /// Whether nothing but a country is known.
    fn is_nowhere(&self) -> bool {
        let texts = [&self.street, &self.unit, &self.po_box, &self.site, &self.post_code, &self.city];
        self.number.is_none() && texts.iter().all(|text| text.is_empty())
    }
}

/// The place that the cells of a record tell; `None` when they tell nothing but a country.
///
/// `home` is the country whose habits are assumed where the record names none; it is not taken for the record's country.
pub fn parse(parts: &Parts<'_>, home: Option<Country>, placeholders: &Placeholders) -> Option<Place> {
    read(parts, home, placeholders, false)
}

/// As [`parse`], for comparing: what the record has no cell for, or a blank one, is looked for in its street lines, and a
/// post code is as long as others write it.
pub fn find(parts: &Parts<'_>, home: Option<Country>, placeholders: &Placeholders) -> Option<Place> {
    let mut place = read(parts, home, placeholders, true)?;
    // ZIP+4: nine digits are the five and a block.
    if place.post_code.len() == 9 && place.post_code.bytes().all(|byte| byte.is_ascii_digit()) {
        place.post_code.truncate(5);
    }
    Some(place)
}

fn read(parts: &Parts<'_>, home: Option<Country>, placeholders: &Placeholders, in_lines: bool) -> Option<Place> {
    let filled = |text| if placeholders.hold(text) { "" } else { text };
    let mut place = Place { country: Country::parse(parts.country), ..Place::default() };
    town::read(filled(parts.post_code), filled(parts.city), &mut place);
    let mut segments = Vec::new();
    for (line, text) in [filled(parts.address), filled(parts.address_2)].into_iter().enumerate() {
        for text in text.split(['\n', '\r', ',', ';']) {
            let folded = fold(text);
            if !folded.is_empty() {
                segments.push((line, folded));
            }
        }
    }
    if in_lines && (place.post_code.is_empty() || place.city.is_empty()) {
        let found = line::take(&mut segments, place.country, home);
        place.country = place.country.or(found.country);
        town::complete(&found.post_code, &found.city, &mut place);
    }
    street::read(&segments, place.country.or(home), &mut place);
    (!place.is_nowhere()).then_some(place)
}

#[cfg(test)]
mod tests;
