//! Identifiers, phones, mail addresses, web domains and dates of birth.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::clean::distinct::{Distinct, Texts, position};
use crate::clean::{NONE, Profiles, Span, unlike};
use crate::error::{Action, Issue};
use crate::record::{Field, Kind, Source, Tables};
use crate::value::country::Country;
use crate::value::date::{self, Date, Order};
use crate::value::email;
use crate::value::iban;
use crate::value::phone::{self, Phone};
use crate::value::tax_id::{self, Column, Parsed, TaxId};
use crate::value::text::Placeholders;
use crate::value::web;

/// A map that keeps the order of insertion.
pub type Ordered<K, V> = IndexMap<K, V, FxBuildHasher>;

/// A distinct mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Whether it is the mailbox of a role (`info@`) rather than of a person.
    pub role: bool,
    /// Its domain, among [`Values::domains`]; [`NONE`] for a public one.
    pub domain: u32,
}

/// For how many unlike records that take part a value stands: of the contacts, and of the fullest account table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frequency {
    /// Contacts.
    pub contacts: u32,
    /// Accounts of the kind that has most.
    pub accounts: u32,
    /// At how many places those of the kind with the most places are.
    pub places: u32,
    /// Under how many names those of the kind with the most names are.
    pub names: u32,
}

impl Frequency {
    /// The larger of the two: of so many pairs that agree on the value, one can be right for each record of the smaller side.
    pub fn most(self) -> u32 {
        self.contacts.max(self.accounts)
    }
}

/// All distinct values that are compared by being equal.
#[derive(Debug, Default)]
pub struct Values {
    /// Tax identifiers by their canonical text.
    pub taxes: Ordered<Box<str>, TaxId>,
    /// IBANs in canonical form.
    pub ibans: Texts,
    /// Phone numbers.
    pub phones: IndexSet<Phone, FxBuildHasher>,
    /// Mail addresses by their text.
    pub mails: Ordered<Box<str>, Mail>,
    /// Web domains that belong to one business or group.
    pub domains: Texts,
    /// How often each tax identifier, IBAN, phone, mail address and domain occurs, in that order.
    pub frequency: [Vec<Frequency>; 5],
}

/// What this room hands to [`crate::clean::clean`].
pub struct Cleaned {
    /// The distinct values.
    pub values: Values,
    /// The lists the spans run over.
    pub lists: Vec<u32>,
    /// Taxes, IBANs, phones, mails and domains of each record.
    pub columns: Vec<[Span; 5]>,
    /// The date of birth of each record.
    pub births: Vec<Option<Date>>,
    /// Doubtful values.
    pub issues: Vec<Issue>,
}

/// Distinct texts of one field and the values each holds.
struct Parsing {
    distinct: Distinct,
    values: Vec<Vec<u32>>,
}

impl Parsing {
    fn of(&self, record: usize) -> &[u32] {
        match self.distinct.of[record] {
            NONE => &[],
            id => &self.values[id as usize],
        }
    }
}

/// Cleans the values of all records.
pub fn clean(tables: &Tables, placeholders: &Placeholders, home: Option<Country>) -> Cleaned {
    let mut values = Values::default();
    let taxes: Vec<Parsing> =
        TAX_COLUMNS.iter().map(|&column| taxes(tables, column, placeholders, home, &mut values)).collect();
    let ibans = ibans(tables, &mut values);
    let phones: Vec<Parsing> = [Field::Phone, Field::Mobile, Field::Fax]
        .into_iter()
        .map(|field| phones(tables, field, placeholders, home, &mut values))
        .collect();
    let mails: Vec<Parsing> =
        [Field::Email, Field::Email2].into_iter().map(|field| mails(tables, field, &mut values)).collect();
    let pages = pages(tables, &mut values);
    let records = pages.distinct.of.len();
    let mut lists = Vec::new();
    let mut columns = Vec::with_capacity(records);
    let mut found: Vec<u32> = Vec::new();
    for record in 0..records {
        let mut span = |found: &mut Vec<u32>| {
            let start = u32::try_from(lists.len()).unwrap_or(NONE);
            for at in 0..found.len() {
                if !found[..at].contains(&found[at]) {
                    lists.push(found[at]);
                }
            }
            found.clear();
            Span { start, len: u32::try_from(lists.len()).unwrap_or(NONE) - start }
        };
        let mut gather = |parsings: &[Parsing]| {
            parsings.iter().for_each(|parsing| found.extend(parsing.of(record)));
            span(&mut found)
        };
        let mut row =
            [gather(&taxes), gather(std::slice::from_ref(&ibans)), gather(&phones), gather(&mails), Span::default()];
        let domains = mails.iter().flat_map(|mails| mails.of(record)).map(|&mail| values.mails[mail as usize].domain);
        found.extend(domains.filter(|&domain| domain != NONE));
        found.extend(pages.of(record));
        row[4] = span(&mut found);
        columns.push(row);
    }
    let (births, mut issues) = births(tables);
    issues.extend(doubtful(tables, &taxes, &values));
    Cleaned { values, lists, columns, births, issues }
}

/// The columns a tax identifier can stand in.
const TAX_COLUMNS: [(Field, Column); 6] = [
    (Field::VatNo, Column::Vat),
    (Field::EnterpriseNo, Column::Enterprise),
    (Field::SirenNo, Column::Siren),
    (Field::RegistrationNo, Column::Registration),
    (Field::FiscalCode, Column::Fiscal),
    (Field::Identifier, Column::Identifier),
];

fn taxes(
    tables: &Tables,
    (field, column): (Field, Column),
    placeholders: &Placeholders,
    home: Option<Country>,
    values: &mut Values,
) -> Parsing {
    let mut distinct = filled(tables, &[field, Field::Country]);
    let mut parsed = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| match cells {
            [_, text, country] => match tax_id::parse(text, column, Country::parse(country).or(home), placeholders) {
                Parsed::Number(id) => Some((id.canonical(), id)),
                Parsed::Absent | Parsed::Placeholder | Parsed::Unusable => None,
            },
            _ => None,
        },
        |found| {
            parsed.push(found.map_or_else(Vec::new, |(canonical, id)| {
                let at = values.taxes.insert_full(canonical.into(), id).0;
                vec![u32::try_from(at).unwrap_or(NONE)]
            }));
        },
    );
    Parsing { distinct, values: parsed }
}

fn ibans(tables: &Tables, values: &mut Values) -> Parsing {
    let mut distinct = filled(tables, &[Field::Iban]);
    let mut parsed = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| cells.get(1).and_then(|text| iban::parse(text)).map(|(iban, _)| iban),
        |found| parsed.push(found.map_or_else(Vec::new, |iban| vec![position(&mut values.ibans, iban.as_str())])),
    );
    Parsing { distinct, values: parsed }
}

fn phones(
    tables: &Tables,
    field: Field,
    placeholders: &Placeholders,
    home: Option<Country>,
    values: &mut Values,
) -> Parsing {
    let mut distinct = filled(tables, &[field, Field::Country]);
    let mut parsed = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| match cells {
            [_, text, _] if placeholders.hold(text) => Vec::new(),
            [_, text, country] => phone::parse(text, Country::parse(country).or(home)),
            _ => Vec::new(),
        },
        |found| {
            let positions = found.into_iter().map(|phone| values.phones.insert_full(phone).0);
            parsed.push(positions.map(|at| u32::try_from(at).unwrap_or(NONE)).collect());
        },
    );
    Parsing { distinct, values: parsed }
}

fn mails(tables: &Tables, field: Field, values: &mut Values) -> Parsing {
    let mut distinct = filled(tables, &[field]);
    let mut parsed = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| cells.get(1).map(|text| email::parse(text)).unwrap_or_default(),
        |found| {
            let mut positions = Vec::with_capacity(found.len());
            for mail in found {
                let owner = web::registrable(&mail.domain);
                let domain = if web::is_public(owner) { NONE } else { position(&mut values.domains, owner) };
                let text = format!("{}@{}", mail.local, mail.domain);
                let at = values.mails.insert_full(text.into(), Mail { role: mail.is_role(), domain }).0;
                positions.push(u32::try_from(at).unwrap_or(NONE));
            }
            parsed.push(positions);
        },
    );
    Parsing { distinct, values: parsed }
}

fn pages(tables: &Tables, values: &mut Values) -> Parsing {
    let mut distinct = filled(tables, &[Field::HomePage]);
    let mut parsed = Vec::with_capacity(distinct.keys.len());
    distinct.parse(
        |cells| cells.get(1).and_then(|text| web::domain(text)).filter(|domain| !web::is_public(domain)),
        |found| parsed.push(found.map_or_else(Vec::new, |domain| vec![position(&mut values.domains, &domain)])),
    );
    Parsing { distinct, values: parsed }
}

/// The distinct cells of a field with what goes with it, where the field itself is filled.
fn filled(tables: &Tables, fields: &[Field]) -> Distinct {
    let mut distinct = Distinct::of(tables, fields, |_| None);
    let blank: Vec<bool> = distinct
        .keys
        .iter()
        .map(|key| key.split(crate::clean::distinct::SEPARATOR).nth(1).is_none_or(str::is_empty))
        .collect();
    for id in &mut distinct.of {
        if *id != NONE && blank[*id as usize] {
            *id = NONE;
        }
    }
    distinct
}

/// The date of birth of each record; a column whose order of day and month nothing proves is noted once.
fn births(tables: &Tables) -> (Vec<Option<Date>>, Vec<Issue>) {
    let mut births = Vec::new();
    let mut issues = Vec::new();
    for (kind, table) in tables.iter() {
        let Some(column) = table.column(Field::DateOfBirth) else {
            births.resize(births.len() + table.len(), None);
            continue;
        };
        let texts: Vec<Cow<'_, str>> = (0..table.len()).map(|row| table.value(row, Field::DateOfBirth)).collect();
        let order = date::order_of(texts.iter().map(|text| &**text));
        births.extend(texts.iter().map(|text| date::parse(text, order.unwrap_or(Order::DayMonth))));
        let slashed = |text: &Cow<'_, str>| {
            text.contains(['/', '-', '.'])
                && !text.starts_with(|c: char| c.is_ascii_digit() && text.len() > 4 && text.as_bytes()[4] == b'-')
        };
        if order.is_none() && texts.iter().any(slashed) {
            issues.push(Issue {
                source: Source::Table(kind),
                line: 0,
                column: Cow::Owned(table.captions[column].clone()),
                problem: "no date proves whether day or month comes first: read as day, month, year".into(),
                value: String::new(),
                action: Action::Noted,
            });
        }
    }
    (births, issues)
}

/// Notes the tax identifiers whose check digits are wrong, each cell once.
fn doubtful(tables: &Tables, taxes: &[Parsing], values: &Values) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (parsing, &(field, _)) in taxes.iter().zip(&TAX_COLUMNS) {
        if !matches!(field, Field::VatNo | Field::EnterpriseNo | Field::SirenNo) {
            continue;
        }
        let mut record = 0;
        for (kind, table) in tables.iter() {
            for row in 0..table.len() {
                let wrong = parsing.of(record).iter().any(|&at| {
                    let id = &values.taxes[at as usize];
                    id.validity == tax_id::Validity::Plausible && id.country.is_some_and(tax_id::has_check)
                });
                if wrong {
                    issues.push(Issue {
                        source: Source::Table(kind),
                        line: u64::from(table.rows[row].line),
                        column: Cow::Owned(table.caption(field).to_owned()),
                        problem: "the check digits are wrong: compared as it stands, with less weight".into(),
                        value: table.value(row, field).into_owned(),
                        action: Action::Noted,
                    });
                }
                record += 1;
            }
        }
    }
    issues
}

/// The position of tax identifiers in [`Values::frequency`].
pub const TAXES: usize = 0;
/// The position of domains in [`Values::frequency`].
pub const DOMAINS: usize = 4;

/// Counts for how many unlike records that take part each value stands, and at how many places. A value on several names
/// at one place, or on one name at several places, is that of one business; so the fewer of the two counts.
pub fn count(profiles: &mut Profiles) {
    let values = &profiles.values;
    let sizes = [values.taxes.len(), values.ibans.len(), values.phones.len(), values.mails.len(), values.domains.len()];
    let mut frequency = sizes.map(|size| vec![Frequency::default(); size]);
    for kind in Kind::ALL {
        let mut names = sizes.map(|_| Vec::new());
        let mut places = sizes.map(|_| Vec::new());
        for record in profiles.free(kind) {
            let profile = profiles.get(record);
            let name = if profile.name == NONE { 0 } else { profiles.names.entries[profile.name as usize].set };
            let place = profiles.places.establishment(profile.place);
            let spans = [profile.taxes, profile.ibans, profile.phones, profile.mails, profile.domains];
            for (list, span) in spans.into_iter().enumerate() {
                for &at in profiles.list(span) {
                    names[list].push((u64::from(at), name));
                    places[list].extend(place.map(|place| (u64::from(at), place)));
                }
            }
        }
        for (list, (names, places)) in names.into_iter().zip(places).enumerate() {
            let mut at_places: FxHashMap<u64, u32> = FxHashMap::default();
            at_places.extend(unlike(places));
            for (value, names) in unlike(names) {
                let places = at_places.get(&value).copied().unwrap_or(0);
                let one = if places == 0 { names } else { names.min(places) };
                let all = &mut frequency[list][value as usize];
                all.places = all.places.max(places);
                all.names = all.names.max(names);
                match kind {
                    Kind::Contact => all.contacts = one,
                    _ => all.accounts = all.accounts.max(one),
                }
            }
        }
    }
    profiles.values.frequency = frequency;
}
