//! The `[merge]` section of the job file, and the policy it makes.
//!
//! In: what the job says, as texts. Out: a [`Policy`], in which every field has its rules and its group, or an error
//! that names the key and the nearest word koppel knows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::merge::fields::{SHARED, is_shared, is_tax};
use crate::merge::policy::{ADDRESS, COPYING, Mode, NAME, PRECEDENCE, Policy, Rule, built_in_rules, one_notion};
use crate::read::captions::by_english;
use crate::record::{Field, Kind};
use crate::value::word::nearest;

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

const ORDER: [(&str, Kind); 3] =
    [("customer", Kind::Customer), ("vendor", Kind::Vendor), ("bank_account", Kind::BankAccount)];

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
        if policy.mode == Mode::WholeRecord {
            policy.rules.clear();
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
                    wrong.extend(idle(&rules, policy.mode, &path));
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
        let is_copied = full.mode.as_deref() == Some(Mode::WholeRecord.word());
        for ((_, field), rules) in built_in_rules().into_iter().filter(|_| !is_copied) {
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

/// The leading field that a key of `fields` names: by group or by caption.
fn subject(key: &str, path: &str, groups: &[(String, Vec<Field>)]) -> Result<Field> {
    let lower = key.trim().to_lowercase();
    if let Some(&field) = groups.iter().find(|(name, _)| *name == lower).and_then(|(_, fields)| fields.first()) {
        return Ok(field);
    }
    if by_english(key).is_none() {
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
    match by_english(caption) {
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

/// That a rule has no effect in a mode.
fn idle(rules: &[Rule], mode: Mode, path: &str) -> Option<Error> {
    let idle = rules.iter().find(|rule| mode == Mode::WholeRecord && !COPYING.contains(rule))?;
    let error = Error::refused(format!("`{}` has no effect where whole records are copied", idle.word())).column(path);
    Some(error.hint("write contact, account, ask or never, or leave `merge.mode` out"))
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

/// An unknown word, with the known one that looks most like it, else with all of them.
fn unknown<'a>(text: &str, path: &str, what: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let error = Error::refused(format!("unknown {what} `{text}`")).column(path);
    match nearest(text, known.iter().copied()) {
        Some(nearest) => error.hint(format!("did you mean `{nearest}`?")),
        None => error.hint(format!("known here: {}", known.join(", "))),
    }
}
