//! Per-field mode: each field, or group of fields, of a hub judged by its rules.
//!
//! In: a hub. Out: its [`Draft`]. A blank never replaces a value, but for the blanks of a group that moves whole behind
//! its leading field, and for a blank that a person chose with the present values before him.

use std::borrow::Cow;

use crate::merge::Context;
use crate::merge::draft::{Draft, current};
use crate::merge::fields::{SHARED, is_tax};
use crate::merge::group;
use crate::merge::heard::Heard;
use crate::merge::hub::Hub;
use crate::merge::policy::{Mode, Policy};
use crate::merge::rules::{Cell, Side, Standing, Unit, Verdict, judge};
use crate::merge::same::cleaned;
use crate::merge::tax;
use crate::record::Field;
use crate::value::country::Country;
use crate::value::date::Order;

/// What judging a hub needs besides the hub.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bench<'a> {
    /// The rules.
    pub(crate) policy: &'a Policy,
    /// The run.
    pub(crate) context: &'a Context<'a>,
    /// The order in which dates of each table stand, by `Kind::index`, where something proves it.
    pub(crate) orders: [Option<Order>; 4],
    /// Whether some table has the column Enterprise No., so that Belgian parties must use it.
    pub(crate) has_enterprise_no: bool,
    /// What is judged together, from [`units`].
    pub(crate) units: &'a [Vec<Field>],
    /// The country by which the values of the hub read.
    pub(crate) country: Option<Country>,
}

impl Bench<'_> {
    /// The bench for a hub as it is by now: its values read by its own country.
    pub(crate) fn at(self, hub: &Hub<'_>, draft: &Draft<'_>) -> Self {
        Self { country: own_country(hub, draft).or(self.context.home), ..self }
    }

    /// The cleaned form of a value.
    pub(crate) fn clean(&self, field: Field, text: &str) -> String {
        cleaned(field, text, self.country, self.context.placeholders)
    }
}

/// Judges all fields of a hub.
pub(crate) fn merge<'t>(hub: &Hub<'t>, bench: Bench<'_>) -> Draft<'t> {
    let mut draft = Draft::new(bench.context.cosmetic, Mode::PerField);
    // The country comes first: how phones and tax numbers read depends on the one the hub ends with, so that the
    // outputs, taken as inputs again, are read the same way.
    let bench = bench.at(hub, &draft);
    let has_country = |fields: &&Vec<Field>| fields.contains(&Field::Country);
    for fields in bench.units.iter().filter(has_country) {
        group::merge(hub, bench, fields, &mut draft);
    }
    let bench = bench.at(hub, &draft);
    for fields in bench.units.iter().filter(|fields| !has_country(fields)) {
        group::merge(hub, bench, fields, &mut draft);
    }
    tax::merge(hub, bench, &mut draft);
    follow_name(hub, &mut draft);
    draft
}

/// The groups, then every other field by itself; tax numbers have a way of their own.
pub(crate) fn units(policy: &Policy) -> Vec<Vec<Field>> {
    let alone = SHARED.into_iter().filter(|field| !is_tax(*field));
    let alone = alone.filter(|field| !policy.groups.iter().any(|group| group.contains(field)));
    policy.groups.iter().cloned().chain(alone.map(|field| vec![field])).collect()
}

/// The first country a member names, the contact's first.
fn own_country(hub: &Hub<'_>, draft: &Draft<'_>) -> Option<Country> {
    (0..hub.members.len()).find_map(|member| Country::parse(&current(draft, hub, member, Field::Country)))
}

/// Whether the members say the same in all fields, letter by letter, and nobody has decided anything on them.
pub(crate) fn is_quiet(hub: &Hub<'_>, fields: &[Field]) -> bool {
    let is_same = |field: &Field| {
        let mut cells = hub.members.iter().filter(|member| member.shares(*field)).map(|member| member.verbatim(*field));
        cells.next().is_none_or(|first| cells.all(|other| other == first))
    };
    fields.iter().all(is_same) && !hub.answers.iter().any(|answer| fields.contains(&answer.field))
}

/// The sides of some fields: the members that share all of them. What two sides write alike is cleaned once.
pub(crate) fn build<'t>(hub: &Hub<'t>, bench: Bench<'_>, fields: &[Field]) -> Unit<'t> {
    let holders = hub.members.iter().enumerate().filter(|(_, member)| fields.iter().all(|&field| member.shares(field)));
    let mut sides: Vec<Side<'t>> = Vec::with_capacity(hub.members.len());
    for (member, holder) in holders {
        let cell = |(at, &field): (usize, &Field)| {
            let raw = holder.value(field);
            let known = sides.iter().map(|side| &side.cells[at]).find(|cell| cell.raw == raw);
            let clean = known.map(|cell| cell.clean.clone());
            let clean = clean.unwrap_or_else(|| bench.clean(field, &raw));
            Cell { field, raw, clean }
        };
        let cells = fields.iter().enumerate().map(cell).collect();
        sides.push(Side { member, cells, class: 0 });
    }
    let mut unit = Unit { fields: fields.to_vec(), sides, seen: Vec::new() };
    unit.classify(|side| class_text(side, bench));
    unit
}

/// The text by which two sides of a unit are the same.
pub(crate) fn class_text<'s>(side: &'s Side<'_>, bench: Bench<'_>) -> Cow<'s, str> {
    if let [cell] = &*side.cells {
        return Cow::Borrowed(&cell.clean);
    }
    let texts = side.texts(bench.country, bench.context.placeholders);
    let mut text = String::with_capacity(texts.iter().map(|text| text.len() + 1).sum());
    for of_field in texts {
        text.push_str(&of_field);
        text.push('\u{1f}');
    }
    Cow::Owned(text)
}

/// Enters what follows from a verdict, also for what was heard before it.
pub(crate) fn enter<'t>(
    hub: &Hub<'t>,
    unit: &Unit<'t>,
    verdict: Option<&Verdict>,
    heard: &Heard,
    draft: &mut Draft<'t>,
) {
    match verdict {
        Some(verdict) => draft.settle(hub, unit, verdict, true),
        None => draft.note_cosmetics(hub, unit, ""),
    }
    heard.done(hub, unit, verdict, draft);
}

/// How a unit ends by the rules of `lead`; nothing where its sides agree and nobody wants one writing for all.
pub(crate) fn verdict(
    hub: &Hub<'_>,
    bench: Bench<'_>,
    unit: &Unit<'_>,
    lead: Field,
    standing: &Standing,
) -> Option<Verdict> {
    if unit.is_agreed() && !matches!(standing, Standing::Value { .. } | Standing::Side(_)) {
        return None;
    }
    let rules = bench.policy.rules(lead, |kind| hub.has(kind));
    Some(judge(unit, hub, rules, standing, bench.country, bench.context))
}

/// Search Name follows a new Name where it was the old one in capitals.
fn follow_name(hub: &Hub<'_>, draft: &mut Draft<'_>) {
    for (at, member) in hub.members.iter().enumerate() {
        let Some(name) = draft.writes.get(&(at, Field::Name)) else { continue };
        let (name, old) = (name.to_uppercase(), member.value(Field::Name).trim().to_uppercase());
        let follows = member.column(Field::SearchName).is_some() && member.value(Field::SearchName).trim() == old;
        if follows && draft.fits(hub, at, Field::SearchName, &name) {
            draft.writes.insert((at, Field::SearchName), name);
        }
    }
}
