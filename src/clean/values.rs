//! Identifiers, phones, mail addresses, web domains and dates of birth.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use crate::clean::cells::Cells;
use crate::clean::texts::Texts;
use crate::clean::{NONE, Span};
use crate::error::Issue;
use crate::record::Field;
use crate::value::country::Country;
use crate::value::email::{self, Email};
use crate::value::iban;
use crate::value::phone::{self, Phone};
use crate::value::tax_id::{self, Column, Parsed, TaxId};
use crate::value::text::Placeholders;
use crate::value::web;

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
}

impl Frequency {
    /// The larger of the two: of so many pairs that agree on the value, one can be right for each record of the smaller side.
    pub fn most(self) -> u32 {
        self.contacts.max(self.accounts)
    }
}

/// Something for each kind of value that is compared by being equal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerValue<T> {
    /// For tax identifiers.
    pub taxes: T,
    /// For IBANs.
    pub ibans: T,
    /// For phone numbers.
    pub phones: T,
    /// For mail addresses.
    pub mails: T,
    /// For web domains.
    pub domains: T,
}

impl<T> PerValue<T> {
    /// All of them.
    pub fn each_mut(&mut self) -> [&mut T; 5] {
        let Self { taxes, ibans, phones, mails, domains } = self;
        [taxes, ibans, phones, mails, domains]
    }
}

/// All distinct values that are compared by being equal.
#[derive(Debug, Default)]
pub struct Values {
    /// Tax identifiers.
    pub taxes: Vec<TaxId>,
    /// IBANs in canonical form.
    pub ibans: Texts,
    /// Phone numbers.
    pub phones: Vec<Phone>,
    /// Mail addresses.
    pub mails: Vec<Mail>,
    /// Web domains that belong to one business or group.
    pub domains: Texts,
    /// Whether a record that is no person has each tax identifier: a person who has it too has it from the firm.
    pub firms: Vec<bool>,
    /// How often each of them occurs.
    pub frequency: PerValue<Vec<Frequency>>,
}

/// Values that others may still be added to: of some records, in the end of all.
#[derive(Debug, Default)]
pub struct Draft {
    /// The lists the spans of records run over.
    pub lists: Vec<u32>,
    /// Tax identifiers whose check digits are wrong: where they stand, and which they are.
    doubted: Vec<(Issue, u32)>,
    values: Values,
    /// The canonical texts of the tax identifiers.
    taxes: Texts,
    phones: IndexSet<Phone, FxBuildHasher>,
    /// The texts of the mail addresses.
    mails: Texts,
}

/// The values of all records.
pub(super) struct Finished {
    /// The values.
    pub(super) values: Values,
    /// The lists the spans of records run over.
    pub(super) lists: Vec<u32>,
    /// Tax identifiers whose check digits are wrong: where they stand, and which they are.
    pub(super) doubted: Vec<(Issue, u32)>,
    /// The canonical texts of the tax identifiers.
    pub(super) canonical: Texts,
}

/// The most numbers of a cell that are compared: nobody has more, and each is held against each of another record.
const PHONES_MAX: usize = 8;

/// The most mail addresses of a cell that are compared: nobody has more, and each is held against each of another record.
const MAILS_MAX: usize = 8;

/// The columns a tax identifier can stand in.
const TAX_COLUMNS: [(Field, Column); 6] = [
    (Field::VatNo, Column::Vat),
    (Field::EnterpriseNo, Column::Enterprise),
    (Field::SirenNo, Column::Siren),
    (Field::RegistrationNo, Column::Registration),
    (Field::FiscalCode, Column::Fiscal),
    (Field::Identifier, Column::Identifier),
];

impl Draft {
    /// Adds the values of a record, and gives where they are.
    pub fn add(&mut self, cells: &Cells<'_>, placeholders: &Placeholders, home: Option<Country>) -> PerValue<Span> {
        let country = Country::parse(&cells.get(Field::Country)).or(home);
        let start = self.lists.len();
        for (field, column) in TAX_COLUMNS {
            self.add_tax(cells, (field, column), placeholders, country);
        }
        let taxes = self.span(start);
        let filled = |field: Field| Some(cells.get(field)).filter(|text| !placeholders.hold(text)).unwrap_or_default();
        if let Some((iban, _)) = iban::parse(&filled(Field::Iban)) {
            self.lists.push(self.values.ibans.position(iban.as_str()));
        }
        let ibans = self.span(taxes.range().end);
        for field in [Field::Phone, Field::Mobile, Field::Fax] {
            let found = phone::parse(&filled(field), country).into_iter().take(PHONES_MAX);
            self.lists.extend(found.map(|phone| position(self.phones.insert_full(phone).0)));
        }
        let phones = self.span(ibans.range().end);
        for field in [Field::Email, Field::Email2] {
            for mail in email::first(&filled(field), MAILS_MAX) {
                let at = self.mail(&mail);
                self.lists.push(at);
            }
        }
        let mails = self.span(phones.range().end);
        for at in mails.range() {
            let domain = self.values.mails[self.lists[at] as usize].domain;
            self.lists.extend((domain != NONE).then_some(domain));
        }
        if let Some(domain) = web::domain(&filled(Field::HomePage)).filter(|domain| !web::is_public(domain)) {
            self.lists.push(self.values.domains.position(&domain));
        }
        let domains = self.span(mails.range().end);
        PerValue { taxes, ibans, phones, mails, domains }
    }

    /// Adds the tax identifier of a column; notes one whose check digits are wrong.
    fn add_tax(
        &mut self,
        cells: &Cells<'_>,
        (field, column): (Field, Column),
        placeholders: &Placeholders,
        country: Option<Country>,
    ) {
        let text = cells.get(field);
        let Parsed::Number(id) = tax_id::parse(&text, column, country, placeholders) else { return };
        let checked = matches!(field, Field::VatNo | Field::EnterpriseNo | Field::SirenNo);
        let wrong = checked && id.is_wrong();
        for other in tax_id::others(&text, column, country, &id) {
            let at = self.tax(&other.canonical(), other);
            self.lists.push(at);
        }
        let at = self.tax(&id.canonical(), id);
        self.lists.push(at);
        if wrong {
            let (table, line) = (cells.table, cells.table.rows[cells.row].line);
            let problem = "the check digits are wrong: compared as it stands, with less weight";
            let issue = Issue::noted(table.source, line, problem).column(table.caption(field).to_owned());
            self.doubted.push((issue.value(table.value(cells.row, field)), at));
        }
    }

    /// The position of a tax identifier. Texts of one number can differ in what surrounds it: valid once, valid always.
    fn tax(&mut self, canonical: &str, id: TaxId) -> u32 {
        let at = self.taxes.position(canonical);
        match self.values.taxes.get_mut(at as usize) {
            Some(known) => known.validity = known.validity.min(id.validity),
            None => self.values.taxes.push(id),
        }
        at
    }

    /// The position of a mail address.
    fn mail(&mut self, mail: &Email) -> u32 {
        let at = self.mails.position(&[&*mail.local, "@", &mail.domain].concat());
        if at as usize == self.values.mails.len() {
            let owner = web::registrable(&mail.domain);
            let domain = if web::is_public(owner) { NONE } else { self.values.domains.position(owner) };
            self.values.mails.push(Mail { role: mail.is_role(), domain });
        }
        at
    }

    /// What the lists hold from a place on, each once.
    fn span(&mut self, start: usize) -> Span {
        let mut kept = start;
        for at in start..self.lists.len() {
            if !self.lists[start..kept].contains(&self.lists[at]) {
                self.lists[kept] = self.lists[at];
                kept += 1;
            }
        }
        self.lists.truncate(kept);
        Span { start: position(start), len: position(kept - start) }
    }

    /// Adds the values of other records behind these; `rows` are the spans of those records, which are moved.
    pub fn append<'a>(&mut self, other: Self, rows: impl Iterator<Item = &'a mut PerValue<Span>>) {
        let taxes: Vec<u32> =
            other.taxes.iter().zip(other.values.taxes).map(|(canonical, id)| self.tax(canonical, id)).collect();
        let ibans = self.values.ibans.append(&other.values.ibans);
        let phones: Vec<u32> = other.phones.iter().map(|&phone| position(self.phones.insert_full(phone).0)).collect();
        let domains = self.values.domains.append(&other.values.domains);
        let mut mails = Vec::with_capacity(other.mails.len());
        for (text, Mail { role, domain }) in other.mails.iter().zip(other.values.mails) {
            let at = self.mails.position(text);
            if at as usize == self.values.mails.len() {
                let domain = if domain == NONE { NONE } else { domains[domain as usize] };
                self.values.mails.push(Mail { role, domain });
            }
            mails.push(at);
        }
        for row in rows {
            let PerValue { taxes: tax, ibans: iban, phones: phone, mails: mail, domains: domain } = row;
            let spans = [(tax, &taxes), (iban, &ibans), (phone, &phones), (mail, &mails), (domain, &domains)];
            for (span, to) in spans {
                let start = position(self.lists.len());
                self.lists.extend(other.lists[span.range()].iter().map(|&at| to[at as usize]));
                span.start = start;
            }
        }
        self.doubted.extend(other.doubted.into_iter().map(|(issue, at)| (issue, taxes[at as usize])));
    }

    /// The values of all records.
    pub(super) fn finish(self) -> Finished {
        let phones = self.phones.into_iter().collect();
        let values = Values { phones, ..self.values };
        Finished { values, lists: self.lists, doubted: self.doubted, canonical: self.taxes }
    }
}

/// A number of things as a position.
pub(super) fn position(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::tax_id::Validity;

    #[test]
    fn a_number_valid_once_is_valid_whichever_record_comes_first() {
        let read = |text: &str| match tax_id::parse(text, Column::Vat, None, &Placeholders::default()) {
            Parsed::Number(id) => id,
            other => panic!("{text}: {other:?}"),
        };
        // One SIREN, with the key that it has and with another.
        let (valid, wrong) = (read("FR 40 303 265 045"), read("FR 41 303 265 045"));
        assert_eq!((valid.validity, wrong.validity), (Validity::Valid, Validity::Plausible));
        for ids in [[&valid, &wrong], [&wrong, &valid]] {
            let mut draft = Draft::default();
            let positions = ids.map(|id| draft.tax(&id.canonical(), id.clone()));
            assert_eq!(positions, [0, 0]);
            assert_eq!(draft.values.taxes[0].validity, Validity::Valid);
        }
    }
}
