//! The `[merge]` section of the job file, and the policy it makes.
//!
//! In: what the job says, as texts. Out: a [`Policy`], in which every field has its rules and its group, or an error
//! that names the key and the nearest word koppel knows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::merge::fields::{SHARED, by_caption, is_shared, is_tax};
use crate::record::{Field, Kind};

/// The rules of a field, or the fields of a group, as the job writes them.
type Lists = BTreeMap<String, Vec<String>>;

/// `[merge]`: how the sides of a hub become one value per field.
///
/// The default is empty: [`Settings::check`] puts the built-in values under whatever the job leaves out, key by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `per-field` (built in) or `whole-record`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Which account speaks first: `customer`, `vendor`, `bank_account`; those left out follow in this order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// The rules of every field without rules of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precedence: Option<Vec<String>>,
    /// Fields that move together, by the first of them; an empty list dissolves a built-in group.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: Lists,
    /// Rules by English caption or by the name of a group.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Lists,
    /// Rules of hubs that have a customer, over those of `fields`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub customers: Lists,
    /// Rules of hubs that have a vendor, over those of `fields`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub vendors: Lists,
    /// Rules of hubs that have a bank account, over those of `fields`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub bank_accounts: Lists,
}

/// Whether fields are judged one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each field or group by its rules; a blank replaces a value only in a group that moves whole, or where a person says so.
    PerField,
    /// Business Central's way: one side is copied over the others, blanks included.
    WholeRecord,
}

impl Mode {
    const ALL: [Self; 2] = [Self::PerField, Self::WholeRecord];

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
    /// Only one value is syntactically right: tax numbers and e-mail addresses.
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
    const ALL: [Self; 10] = [
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

const PRECEDENCE: [Rule; 5] = [Rule::Decided, Rule::Filled, Rule::Valid, Rule::Newest, Rule::Contact];
const ORDER: [(&str, Kind); 3] =
    [("customer", Kind::Customer), ("vendor", Kind::Vendor), ("bank_account", Kind::BankAccount)];
const ADDRESS: [Field; 6] =
    [Field::Address, Field::Address2, Field::PostCode, Field::City, Field::County, Field::Country];
const NAME: [Field; 2] = [Field::Name, Field::Name2];

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
    rules: BTreeMap<(Option<Kind>, Field), Vec<Rule>>,
}

impl Policy {
    /// The rules by which a hub with accounts of these tables judges a field: those of the first table in `order` that
    /// has its own, else the general ones. One value goes to the whole hub, so one list must hold for all of it.
    pub fn rules(&self, field: Field, kinds: impl Fn(Kind) -> bool) -> &[Rule] {
        let own = self.order.iter().filter(|&&kind| kinds(kind)).find_map(|&kind| self.rules.get(&(Some(kind), field)));
        own.or_else(|| self.rules.get(&(None, field))).map_or(&self.precedence, |rules| rules)
    }
}

impl Default for Policy {
    fn default() -> Self {
        let mut policy = Self::built_in();
        one_notion(&mut policy.rules);
        policy
    }
}

impl Policy {
    fn built_in() -> Self {
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
fn built_in_rules() -> BTreeMap<(Option<Kind>, Field), Vec<Rule>> {
    let mut rules = BTreeMap::new();
    rules.insert((None, Field::Name), vec![Rule::Decided, Rule::Ask]);
    rules.insert((None, Field::Currency), vec![Rule::Decided, Rule::Ask]);
    rules.insert((None, Field::VatNo), vec![Rule::Decided, Rule::Filled, Rule::Ask]);
    rules
}

impl Settings {
    /// The policy these settings make with the built-in ones under them.
    ///
    /// # Errors
    /// Refused, with the dotted key as the column, where a word is unknown, a field is not one that is synchronised, is
    /// in two groups, or has rules of its own although it moves with a group.
    pub fn check(&self) -> Result<Policy> {
        let mut policy = Policy::built_in();
        let mut wrong = Vec::new();
        if let Some(mode) = &self.mode {
            policy.mode = keep(word(mode, "merge.mode", &Mode::ALL, Mode::word), &mut wrong).unwrap_or(policy.mode);
        }
        if let Some(order) = self.order.as_ref().and_then(|order| keep(check_order(order), &mut wrong)) {
            policy.order = order;
        }
        if let Some(precedence) = &self.precedence {
            let rules = check_rules(precedence, "merge.precedence");
            policy.precedence = keep(rules, &mut wrong).unwrap_or_default();
        }
        let Some(named) = keep(self.check_groups(), &mut wrong) else {
            // Which field a key means depends on the groups, so this is as far as it goes.
            Error::all(wrong)?;
            return Ok(policy);
        };
        policy.groups =
            named.iter().filter(|(_, fields)| !fields.is_empty()).map(|(_, fields)| fields.clone()).collect();
        let lists = [
            (None, "fields", &self.fields),
            (Some(Kind::Customer), "customers", &self.customers),
            (Some(Kind::Vendor), "vendors", &self.vendors),
            (Some(Kind::BankAccount), "bank_accounts", &self.bank_accounts),
        ];
        for (kind, section, lists) in lists {
            let mut given = BTreeMap::new();
            for (key, rules) in lists {
                let path = format!("merge.{section}.{key}");
                let Some(field) = keep(subject(key, &path, &named), &mut wrong) else { continue };
                if kind.is_some_and(|kind| !is_shared(kind, field)) {
                    let section = section.replace('_', " ");
                    let what = format!("`{}` is no field that contacts and {section} have in common", field.caption());
                    wrong.push(Error::refused(what).column(path).hint("leave it out"));
                    continue;
                }
                if let Some(other) = given.insert(field, key) {
                    wrong.push(Error::refused(format!("has the same meaning as `{other}`")).column(path));
                } else if let Some(rules) = keep(check_rules(rules, &path), &mut wrong) {
                    policy.rules.insert((kind, field), rules);
                }
            }
        }
        Error::all(wrong)?;
        one_notion(&mut policy.rules);
        Ok(policy)
    }

    /// The same, with the built-in values written out wherever these say nothing.
    #[must_use]
    pub fn in_full(&self) -> Self {
        let captions = |fields: &[Field]| fields.iter().map(|field| field.caption().to_owned()).collect();
        let words = |rules: &[Rule]| rules.iter().map(|rule| rule.word().to_owned()).collect();
        let mut full = self.clone();
        full.mode.get_or_insert_with(|| Mode::PerField.word().to_owned());
        full.order.get_or_insert_with(|| ORDER.map(|(name, _)| name.to_owned()).to_vec());
        full.precedence.get_or_insert_with(|| words(&PRECEDENCE));
        let own = |lists: &Lists, name: &str| lists.keys().any(|key| key.trim().eq_ignore_ascii_case(name));
        for (name, fields) in [("address", ADDRESS.as_slice()), ("name", &NAME)] {
            if !own(&self.groups, name) {
                full.groups.insert(name.to_owned(), captions(fields));
            }
        }
        for ((_, field), rules) in built_in_rules() {
            if !own(&self.fields, field.caption()) {
                full.fields.insert(field.caption().to_owned(), words(&rules));
            }
        }
        full
    }

    /// The groups by name: the built-in ones, replaced and joined by those of the job.
    fn check_groups(&self) -> Result<Vec<(String, Vec<Field>)>> {
        let mut groups: BTreeMap<String, Vec<Field>> = [("address", ADDRESS.to_vec()), ("name", NAME.to_vec())]
            .map(|(name, group)| (name.to_owned(), group))
            .into();
        for (name, captions) in &self.groups {
            let path = format!("merge.groups.{name}");
            let fields = captions.iter().map(|caption| shared(caption, &path)).collect::<Result<Vec<_>>>()?;
            groups.insert(name.to_lowercase(), fields);
        }
        let mut seen = Vec::new();
        for (name, fields) in &groups {
            for field in fields {
                let path = || format!("merge.groups.{name}");
                if seen.contains(field) {
                    let error = Error::refused(format!("`{}` is named twice", field.caption())).column(path());
                    return Err(error.hint("a field moves with one group, and once: take it out of the other place"));
                }
                if is_tax(*field) {
                    let what = format!("`{}` cannot move with a group: tax numbers are one notion", field.caption());
                    return Err(Error::refused(what).column(path()));
                }
                seen.push(*field);
            }
        }
        Ok(groups.into_iter().collect())
    }
}

/// What is right; what is wrong is kept for later, so that all of it is told at once.
fn keep<T>(checked: Result<T>, wrong: &mut Vec<Error>) -> Option<T> {
    checked.map_err(|error| wrong.push(error)).ok()
}

/// Tax numbers without rules of their own take those of VAT Registration No., table by table.
fn one_notion(rules: &mut BTreeMap<(Option<Kind>, Field), Vec<Rule>>) {
    for kind in [None, Some(Kind::Customer), Some(Kind::Vendor), Some(Kind::BankAccount)] {
        let Some(vat) = rules.get(&(kind, Field::VatNo)).cloned() else { continue };
        for field in [Field::EnterpriseNo, Field::RegistrationNo, Field::SirenNo, Field::FiscalCode] {
            rules.entry((kind, field)).or_insert_with(|| vat.clone());
        }
    }
}

/// The leading field that a key of `fields` names: by group or by caption.
fn subject(key: &str, path: &str, groups: &[(String, Vec<Field>)]) -> Result<Field> {
    let lower = key.trim().to_lowercase();
    if let Some(&field) = groups.iter().find(|(name, _)| *name == lower).and_then(|(_, fields)| fields.first()) {
        return Ok(field);
    }
    if by_caption(key).is_none() {
        let names = groups.iter().map(|(name, _)| name.as_str());
        let known = names.chain(SHARED.iter().map(|field| field.caption()));
        return Err(unknown(key, path, "field or group", known));
    }
    let field = shared(key, path)?;
    match groups.iter().find(|(_, fields)| fields.iter().skip(1).any(|&member| member == field)) {
        Some((name, fields)) => {
            let lead = fields.first().map_or("", |field| field.caption());
            Err(Error::refused(format!("`{}` moves with `{lead}`, in the group `{name}`", field.caption()))
                .column(path)
                .hint(format!("give the rules to `{name}`, or leave the field out of `merge.groups.{name}`")))
        }
        None => Ok(field),
    }
}

/// The synchronised field of a caption.
fn shared(caption: &str, path: &str) -> Result<Field> {
    match by_caption(caption) {
        Some(field) if SHARED.contains(&field) => Ok(field),
        Some(Field::SearchName) => Err(Error::refused("`Search Name` has no rules: it follows `Name`").column(path)),
        Some(field) => {
            let what = format!("`{}` is not synchronised: every record keeps its own", field.caption());
            Err(Error::refused(what).column(path).hint("leave it out"))
        }
        None => Err(unknown(caption, path, "field", SHARED.iter().map(|field| field.caption()))),
    }
}

fn check_rules(rules: &[String], path: &str) -> Result<Vec<Rule>> {
    rules.iter().map(|rule| word(rule, path, &Rule::ALL, Rule::word)).collect()
}

/// The tables in the order given, those left out behind them.
fn check_order(order: &[String]) -> Result<Vec<Kind>> {
    let mut kinds = Vec::new();
    for name in order {
        let (_, kind) = word(name, "merge.order", &ORDER, |(name, _)| name)?;
        if kinds.contains(&kind) {
            let error = Error::refused(format!("`{name}` is named twice")).column("merge.order");
            return Err(error.hint("each kind of account once"));
        }
        kinds.push(kind);
    }
    for kind in Kind::ACCOUNTS {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

/// The item a word names, exactly.
fn word<T: Copy>(text: &str, path: &str, items: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
    let found = items.iter().copied().find(|&item| name(item) == text);
    found.ok_or_else(|| unknown(text, path, "word", items.iter().map(|&item| name(item))))
}

/// An unknown word, with the known one that looks most like it.
fn unknown<'a>(text: &str, path: &str, what: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let lower = text.to_lowercase();
    let distance = |known: &&str| {
        let known = known.to_lowercase();
        (!known.starts_with(&lower), strsim::osa_distance(&lower, &known))
    };
    let error = Error::refused(format!("unknown {what} `{text}`")).column(path);
    match known.min_by_key(distance) {
        Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
        None => error,
    }
}
