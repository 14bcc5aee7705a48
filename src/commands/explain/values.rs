//! The values that an aspect looks at: the cells as they stand, and what they are cleaned to.

use crate::clean::names::Entry;
use crate::clean::{NONE, Profiles, RecordIx};
use crate::commands::explain::Scene;
use crate::read::named;
use crate::record::Field;
use crate::score::Aspect;
use crate::value::phone::Phone;

/// The cells an aspect looks at, as they stand.
pub(super) fn raw(scene: &Scene<'_>, record: RecordIx, aspect: Aspect) -> String {
    let fields: &[Field] = match aspect {
        Aspect::Name | Aspect::Form | Aspect::Person => &[Field::Name2],
        Aspect::TaxId => &[
            Field::VatNo,
            Field::EnterpriseNo,
            Field::SirenNo,
            Field::RegistrationNo,
            Field::FiscalCode,
            Field::Identifier,
        ],
        Aspect::Iban => &[Field::Iban],
        Aspect::Phone => &[Field::Phone, Field::Mobile, Field::Fax],
        Aspect::Mail => &[Field::Email, Field::Email2, Field::HomePage],
        Aspect::Address => &[Field::Address, Field::Address2, Field::PostCode, Field::City, Field::Country],
        Aspect::Birth => &[Field::DateOfBirth],
        Aspect::Sibling => &[],
    };
    let (kind, row) = scene.profiles.place_of(record);
    let Some(table) = scene.read.tables.get(kind) else { return String::new() };
    let is_name = matches!(aspect, Aspect::Name | Aspect::Form | Aspect::Person);
    let name = is_name.then(|| named::name(table, row as usize));
    let cells = fields.iter().map(|&field| table.value(row as usize, field));
    let cells = name.into_iter().chain(cells).filter(|cell| !cell.is_empty());
    cells.map(|cell| cell.replace(['\n', '\r'], " ")).collect::<Vec<_>>().join(" | ")
}

/// What they are cleaned to.
pub(super) fn cleaned(profiles: &Profiles, record: RecordIx, aspect: Aspect) -> String {
    let profile = profiles.get(record);
    let values = &profiles.values;
    let texts: Vec<String> = match aspect {
        Aspect::Name if profile.name != NONE => {
            let tokens = profiles.names.tokens(profiles.names.entries[profile.name as usize].tokens);
            tokens.iter().map(|token| profiles.names.vocabulary.text(token.word).to_owned()).collect()
        }
        Aspect::Form if profile.name != NONE => {
            profiles.names.entries[profile.name as usize].form.iter().map(|form| form.name.to_owned()).collect()
        }
        Aspect::Person if profile.name != NONE => {
            let Entry { generation, sex, .. } = &profiles.names.entries[profile.name as usize];
            generation.iter().map(ToString::to_string).chain(sex.iter().map(ToString::to_string)).collect()
        }
        Aspect::TaxId => profiles.list(profile.taxes).iter().map(|&at| values.taxes[at as usize].canonical()).collect(),
        Aspect::Iban => profiles.list(profile.ibans).iter().map(|&at| values.ibans[at as usize].to_string()).collect(),
        Aspect::Phone => profiles.list(profile.phones).iter().map(|&at| phone(values.phones[at as usize])).collect(),
        Aspect::Mail => {
            profiles.list(profile.domains).iter().map(|&at| values.domains[at as usize].to_string()).collect()
        }
        Aspect::Address if profile.place != NONE => {
            let (places, door) = (&profiles.places, &profiles.places.doors[profile.place as usize]);
            let number = door.numbers.0.map_or_else(String::new, |number| number.to_string());
            let text = |at: u32| places.text(at);
            let parts = [
                text(door.street),
                &number,
                text(door.suffix),
                text(door.unit),
                text(door.po_box),
                text(door.site),
                text(door.post_code),
                text(door.city),
            ];
            parts.iter().filter(|part| !part.is_empty()).map(|part| (*part).to_owned()).collect()
        }
        Aspect::Birth => profile.birth.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    texts.join(" ")
}

fn phone(phone: Phone) -> String {
    if phone.calling == 0 { phone.national.to_string() } else { format!("+{} {}", phone.calling, phone.national) }
}
