//! The rows of `conflicts.csv` that follow from a verdict.
//!
//! In: a unit of a hub and how it ended. Out: in its draft, a row for each account that loses something or differs while
//! the field is open, and those of the cells that differ by writing alone.

use std::borrow::Cow;

use crate::merge::draft::Draft;
use crate::merge::fields::severity;
use crate::merge::hub::Hub;
use crate::merge::policy::Rule;
use crate::merge::rules::{Side, Unit};
use crate::merge::{Conflict, Severity, State};
use crate::record::{Field, Kind};
use crate::value::fingerprint::fingerprint;

/// How a conflict row ends, for all rows of one field.
#[derive(Debug, Clone)]
pub(crate) struct Outcome<'a, 't> {
    /// What was chosen; nothing while open.
    pub(crate) chosen: Option<Chosen<'a, 't>>,
    /// The rule that spoke.
    pub(crate) rule: &'static str,
    /// Where it stands.
    pub(crate) state: State,
}

/// A value that a rule or a person chose.
#[derive(Debug, Clone)]
pub(crate) struct Chosen<'a, 't> {
    /// The value, raw.
    pub(crate) raw: Cow<'t, str>,
    /// Cleaned.
    pub(crate) clean: &'a str,
    /// The class of the sides that say so already; none for a new value.
    pub(crate) class: Option<usize>,
    /// Whose it is.
    pub(crate) from: &'static str,
}

impl<'a, 't> Chosen<'a, 't> {
    /// A field of one side.
    pub(crate) fn side(hub: &Hub<'_>, side: &'a Side<'t>, at: usize) -> Self {
        let cell = &side.cells[at];
        let from = owner(hub.members[side.member].kind);
        Self { raw: cell.raw.clone(), clean: &cell.clean, class: Some(side.class), from }
    }

    /// A writing of a field, which is that of a record or a person's.
    fn text(hub: &Hub<'_>, field: Field, text: &str) -> Self {
        let whose = hub.members.iter().find(|one| one.value(field) == text);
        let from = whose.map_or("decision", |one| owner(one.kind));
        Self { raw: Cow::Owned(text.to_owned()), clean: "", class: None, from }
    }
}

impl Outcome<'_, '_> {
    /// Nobody has chosen.
    pub(crate) fn open(rule: Option<Rule>, state: State) -> Self {
        Self { chosen: None, rule: rule.map_or("", Rule::word), state }
    }

    /// `decided` is a person's doing, everything else a rule's.
    pub(crate) fn state_of(rule: Rule) -> State {
        if rule == Rule::Decided { State::Answered } else { State::ByRule }
    }
}

/// Whose value it is, as `Chosen From` says it.
fn owner(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "contact",
        Kind::Customer => "customer",
        Kind::Vendor => "vendor",
        Kind::BankAccount => "bank account",
    }
}

impl<'t> Draft<'t> {
    /// A row for each account that loses the field's value, makes the contact lose it, or differs while it is open.
    pub(crate) fn report(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, at: usize, outcome: &Outcome<'_, 't>) {
        let is_contact = |side: &Side<'_>| hub.members[side.member].kind == Kind::Contact;
        let contact = unit.sides.iter().find(|side| is_contact(side));
        let chosen = outcome.chosen.as_ref();
        let agrees = |side: &Side<'_>| chosen.is_some_and(|chosen| chosen.class == Some(side.class));
        let loses = |side: &Side<'_>| {
            let stays = agrees(side) || side.cells[at].is_blank();
            chosen.is_some_and(|chosen| !stays && side.cells[at].clean != chosen.clean)
        };
        let contact_loses = contact.is_some_and(loses);
        let mut accounts: Vec<&Side<'t>> = unit.sides.iter().filter(|side| !is_contact(side)).collect();
        let is_row = |side: &&Side<'_>| {
            let differs =
                contact.map_or(!side.cells[at].is_blank(), |contact| contact.cells[at].clean != side.cells[at].clean);
            match chosen {
                None => differs,
                Some(_) if outcome.state == State::Answered && differs => true,
                Some(_) => loses(side) || (contact_loses && agrees(side)),
            }
        };
        if accounts.iter().any(&is_row) {
            accounts.retain(&is_row);
        } else {
            accounts.truncate(usize::from(contact_loses));
        }
        let seen = if accounts.is_empty() { String::new() } else { seen(hub, unit, at) };
        for side in accounts {
            // A contact that is no side may have the field all the same.
            let of_contact = contact
                .map_or_else(|| hub.members[0].value(side.cells[at].field), |contact| contact.cells[at].raw.clone());
            let values = (of_contact, side.cells[at].raw.clone());
            self.conflicts.push(conflict(hub, side.member, caption_field(contact, side, at), values, outcome, &seen));
        }
    }

    /// Counts, and lists where that is wanted, the cells that differ by writing alone; `rule` is what chose one writing for
    /// both, where something did.
    pub(crate) fn note_cosmetics(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, rule: &'static str) {
        let Some((contact, accounts)) = unit.sides.split_first() else { return };
        if hub.members[contact.member].kind != Kind::Contact {
            return;
        }
        for side in accounts {
            for (at, (one, other)) in contact.cells.iter().zip(&side.cells).enumerate() {
                let alike = contact.class == side.class || one.clean == other.clean;
                let filled = !one.raw.trim().is_empty() && !other.raw.trim().is_empty();
                if !(alike && filled && one.raw != other.raw) {
                    continue;
                }
                self.cosmetic += 1;
                if self.lists_cosmetics {
                    let mut cells = [(contact, one), (side, other)].into_iter();
                    let text = cells.find_map(|(side, cell)| self.writes.get(&(side.member, cell.field)));
                    let chosen = text.map(|text| Chosen::text(hub, one.field, text));
                    let rule = if chosen.is_some() { rule } else { "" };
                    let state = if rule == Rule::Decided.word() { State::Answered } else { State::ByRule };
                    let values = (one.raw.clone(), other.raw.clone());
                    let field = caption_field(Some(contact), side, at);
                    let row = conflict(hub, side.member, field, values, &Outcome { chosen, rule, state }, "");
                    self.cosmetics.push(Conflict { severity: Severity::Cosmetic, ..row });
                }
            }
        }
    }
}

/// The field a row is about: the column of a tax number is where the account has it, else where the contact has it.
fn caption_field(contact: Option<&Side<'_>>, account: &Side<'_>, at: usize) -> Field {
    let cell = &account.cells[at];
    match contact.map(|contact| &contact.cells[at]) {
        Some(other) if cell.is_blank() => other.field,
        _ => cell.field,
    }
}

/// The fingerprint of the cleaned cells of a field over the hub, in the order of the tables whatever speaks first.
pub(crate) fn seen(hub: &Hub<'_>, unit: &Unit<'_>, at: usize) -> String {
    let of_sides = unit.sides.iter().map(|side| (hub.members[side.member].kind, side.cells[at].clean.as_str()));
    let mut cells: Vec<_> = match unit.seen.get(at) {
        Some(seen) => seen.iter().map(|(kind, clean)| (*kind, clean.as_str())).collect(),
        None => of_sides.collect(),
    };
    cells.sort_unstable();
    fingerprint(cells.into_iter().flat_map(|(kind, clean)| [kind.word(), clean]))
}

fn conflict<'t>(
    hub: &Hub<'_>,
    account: usize,
    field: Field,
    (contact_value, account_value): (Cow<'t, str>, Cow<'t, str>),
    outcome: &Outcome<'_, 't>,
    seen: &str,
) -> Conflict<'t> {
    let (contact, account) = (&hub.members[0], &hub.members[account]);
    Conflict {
        id: fingerprint([contact.no().as_str(), account.kind.word(), account.no().as_str(), field.caption()]),
        contact: contact.row,
        kind: account.kind,
        account: account.row,
        field,
        contact_value,
        account_value,
        chosen_value: outcome.chosen.as_ref().map_or(Cow::Borrowed(""), |chosen| chosen.raw.clone()),
        chosen_from: outcome.chosen.as_ref().map_or("", |chosen| chosen.from),
        rule: outcome.rule,
        severity: severity(field),
        state: outcome.state,
        seen: seen.to_owned(),
    }
}
