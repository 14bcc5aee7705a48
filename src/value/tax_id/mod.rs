//! Tax identifiers: VAT, enterprise and register numbers of companies, national numbers of persons.
//!
//! In: the text of a cell, which column it stood in, the record's country. Out: no number (and why), or the canonical
//! number with its country, its scheme and whether its check digits hold. A number with a wrong check digit is kept:
//! it still is evidence. Facts of countries are rows of `data/tax_numbers.tsv`, words those of `data/tax_words.tsv`.

mod check;
mod compare;
mod read;
mod rules;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use check::mod_97;
pub use compare::{Likeness, compare, compare_unequal, repairs};
pub use read::{others, parse};

use crate::value::country::Country;

/// Digits that a number of an unknown form must have at least: fewer are numbers of houses, years, accounts.
const DIGITS_MIN: usize = 5;

/// The kind of column in which a text stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// VAT Registration No.
    Vat,
    /// Enterprise No. of Belgium.
    Enterprise,
    /// Registration No.: the number in a business register, whichever.
    Registration,
    /// SIREN No. of France.
    Siren,
    /// Fiscal Code of Italy, of a person or a company.
    Fiscal,
    /// A national number of a person.
    Identifier,
}

/// Which numbering a number belongs to. Numbers of different schemes of one country cannot be compared.
///
/// Where a country's VAT number is or contains its register number (Belgium, France, Denmark, Finland, Norway, Sweden,
/// Switzerland, Spain, Portugal, Italy, Czechia, ...), both are of the scheme `Vat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// The VAT number and the register number inside it.
    Vat,
    /// A register number of its own: KvK, HRB, company number of Companies House, KRS.
    Register,
    /// A national number of a person.
    Person,
}

/// Whether the check digits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Validity {
    /// They hold.
    Valid,
    /// They do not, the number is one character too short or long, the country has none, or the country is unknown.
    Plausible,
}

/// A number that identifies a company or a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxId {
    /// The numbering it belongs to.
    pub scheme: Scheme,
    /// The country that gave it: from its prefix, else the words around it, else the column and the record.
    pub country: Option<Country>,
    /// The national number in capitals and digits, without prefix, leading zeros restored.
    pub number: Box<str>,
    /// What follows the number: the NIC of a SIRET, the branch of a British number, the suffix of a Dutch one (`B01`).
    pub establishment: Option<Box<str>>,
    /// Whether its check digits hold.
    pub validity: Validity,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// Nothing.
    Absent,
    /// A text that stands for nothing: `n.v.t.`, `0000000000`, `123456789`.
    Placeholder,
    /// A text that is no number: too short, words only, or a spreadsheet's `1,23E+11`.
    Unusable,
    /// A number.
    Number(TaxId),
}

impl TaxId {
    /// Whether its country has check digits for such numbers, known here, and they do not hold. A number in the form of a
    /// register without check digits is not wrong: in Poland the KRS beside the REGON.
    pub fn is_wrong(&self) -> bool {
        let is_checked = |country| {
            let of_scheme = || rules::of(country).iter().filter(|rule| rule.scheme == self.scheme);
            of_scheme().any(rules::Rule::is_checked)
                && !of_scheme().any(|rule| !rule.is_checked() && rule.has_form(&self.number))
        };
        self.validity == Validity::Plausible && self.country.is_some_and(is_checked)
    }

    /// The number in one piece: `BE0403170701`, `NL-R:12345678`, `?1234567` where the country is unknown.
    ///
    /// Two texts are equal if and only if they name the same number of the same scheme and country.
    pub fn canonical(&self) -> String {
        let country = self.country.as_ref().map_or("?", Country::code);
        let scheme = match self.scheme {
            Scheme::Vat => "",
            Scheme::Register => "-R:",
            Scheme::Person => "-P:",
        };
        [country, scheme, &self.number].concat()
    }

    /// The number without leading zeros, scheme and country: what all texts of one number share, and others by chance.
    ///
    /// For pairing only, where one of two records does not tell its country.
    pub fn key(&self) -> &str {
        self.number.trim_start_matches('0')
    }
}
