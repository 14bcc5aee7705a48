//! What every hub is merged by: the mode, the rules of each field, and which fields move together.

use std::collections::BTreeMap;

use crate::record::{Field, Kind};

/// Rules of fields, general (`None`) and of hubs with an account of a table.
type Rules = BTreeMap<(Option<Kind>, Field), Vec<Rule>>;

/// Whether fields are judged one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Each field or group by its rules; a blank replaces a value only in a group that moves whole, or where a person says so.
    #[default]
    PerField,
    /// Business Central's way: one side is copied over the others, blanks included.
    WholeRecord,
}

impl Mode {
    pub(super) const ALL: [Self; 2] = [Self::PerField, Self::WholeRecord];

    /// The word in the job file.
    pub fn word(self) -> &'static str {
        match self {
            Self::PerField => "per-field",
            Self::WholeRecord => "whole-record",
        }
    }
}

/// What can tell the sides of a field apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A person has said which.
    Decided,
    /// Only one value is there.
    Filled,
    /// Only one value is syntactically right: of tax numbers, phone numbers and e-mail addresses.
    Valid,
    /// The record with the latest Last Date Modified.
    Newest,
    /// The record with the earliest Last Date Modified.
    Oldest,
    /// The value with the most characters.
    Longest,
    /// The contact's.
    Contact,
    /// That of the first account, in `order`, that has one.
    Account,
    /// Nobody's: every side stays and a person is asked.
    Ask,
    /// Nobody's: every side stays, and that is no conflict.
    Never,
}

impl Rule {
    pub(super) const ALL: [Self; 10] = [
        Self::Decided,
        Self::Filled,
        Self::Valid,
        Self::Newest,
        Self::Oldest,
        Self::Longest,
        Self::Contact,
        Self::Account,
        Self::Ask,
        Self::Never,
    ];

    /// The word in the job file and in `conflicts.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Filled => "filled",
            Self::Valid => "valid",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Longest => "longest",
            Self::Contact => "contact",
            Self::Account => "account",
            Self::Ask => "ask",
            Self::Never => "never",
        }
    }
}

pub(super) const PRECEDENCE: [Rule; 5] = [Rule::Decided, Rule::Filled, Rule::Valid, Rule::Newest, Rule::Contact];
pub(super) const ADDRESS: [Field; 6] =
    [Field::Address, Field::Address2, Field::PostCode, Field::City, Field::County, Field::Country];
pub(super) const NAME: [Field; 2] = [Field::Name, Field::Name2];

/// The settings, checked: what every hub is merged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Whether fields are judged one by one.
    pub mode: Mode,
    /// All three account tables, the one that speaks first in front.
    pub order: Vec<Kind>,
    /// The rules of every field without rules of its own.
    pub precedence: Vec<Rule>,
    /// The groups, each with its leading field in front; no field is in two.
    pub groups: Vec<Vec<Field>>,
    /// The rules of fields, general (`None`) and per account table. A group's are those of its leading field.
    pub(super) rules: Rules,
}

impl Policy {
    /// The rules by which a hub with accounts of these tables judges a field: those of the first table in `order` that
    /// has its own, else the general ones. One value goes to the whole hub, so one list must hold for all of it.
    pub fn rules(&self, field: Field, kinds: impl Fn(Kind) -> bool) -> &[Rule] {
        self.own(field, kinds).unwrap_or(&self.precedence)
    }

    /// What the job says, in whole-record mode, of a field or of the group it is in: which side is copied, or none.
    pub fn stated(&self, field: Field, kinds: impl Fn(Kind) -> bool) -> Option<Rule> {
        let field = if field == Field::SearchName { Field::Name } else { field };
        let lead = self.groups.iter().find(|group| group.contains(&field)).map_or(field, |group| group[0]);
        self.own(lead, kinds)?.iter().copied().find(|&rule| COPYING.contains(&rule) && rule != Rule::Decided)
    }

    fn own(&self, field: Field, kinds: impl Fn(Kind) -> bool) -> Option<&[Rule]> {
        let of_table =
            self.order.iter().filter(|&&kind| kinds(kind)).find_map(|&kind| self.rules.get(&(Some(kind), field)));
        of_table.or_else(|| self.rules.get(&(None, field))).map(Vec::as_slice)
    }
}

/// The rules that mean something where one side is copied over the others.
pub(super) const COPYING: [Rule; 5] = [Rule::Decided, Rule::Contact, Rule::Account, Rule::Ask, Rule::Never];

impl Default for Policy {
    fn default() -> Self {
        let mut policy = Self::built_in();
        one_notion(&mut policy.rules);
        policy
    }
}

impl Policy {
    pub(super) fn built_in() -> Self {
        Self {
            mode: Mode::PerField,
            order: Kind::ACCOUNTS.to_vec(),
            precedence: PRECEDENCE.to_vec(),
            groups: vec![ADDRESS.to_vec(), NAME.to_vec()],
            rules: built_in_rules(),
        }
    }
}

/// What identifies a firm is asked, not guessed; the tax numbers are one notion and follow VAT Registration No.
pub(super) fn built_in_rules() -> Rules {
    let mut rules = BTreeMap::new();
    rules.insert((None, Field::Name), vec![Rule::Decided, Rule::Ask]);
    rules.insert((None, Field::Currency), vec![Rule::Decided, Rule::Ask]);
    rules.insert((None, Field::VatNo), vec![Rule::Decided, Rule::Filled, Rule::Ask]);
    rules
}

/// Tax numbers without rules of their own take those of VAT Registration No., table by table.
pub(super) fn one_notion(rules: &mut Rules) {
    for kind in [None, Some(Kind::Customer), Some(Kind::Vendor), Some(Kind::BankAccount)] {
        let Some(vat) = rules.get(&(kind, Field::VatNo)).cloned() else { continue };
        for field in [Field::EnterpriseNo, Field::RegistrationNo, Field::SirenNo, Field::FiscalCode] {
            rules.entry((kind, field)).or_insert_with(|| vat.clone());
        }
    }
}
