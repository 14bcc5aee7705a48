//! Whole-record mode: what Business Central does when a contact is linked with existing accounts.
//!
//! In: a hub. Out: its [`Draft`]. The chosen side is copied over the other field by field, blanks included, for every
//! field that both tables number alike; then the contact is copied over every account of the hub. What a spreadsheet left in
//! place of a value is copied nowhere: every side stays, and a person is asked. Source: the Business
//! Central base application, codeunits CustVendBank-Update 5055, CustCont-Update 5056, VendCont-Update 5057 and
//! BankCont-Update 5058. Purchaser Code and Our Contact Code are protected on the accounts, Salesperson Code on a
//! contact that takes a vendor's or a bank account's fields; a contact takes an e-mail address only where its syntax is
//! right. koppel keeps out of what [`crate::merge::fields`] leaves to each record, Last Date Modified included.
//! What a person decided on a field still stands above the copy, and so does what the job says of it: `contact`, `account`,
//! `ask` or `never`.

use std::borrow::Cow;

use crate::merge::State;
use crate::merge::conflicts::{Chosen, Outcome};
use crate::merge::draft::{Draft, Move};
use crate::merge::fields::{SHARED, is_tax};
use crate::merge::heard::Heard;
use crate::merge::hub::Hub;
use crate::merge::per_field::{Bench, build};
use crate::merge::policy::{Mode, Policy, Rule};
use crate::merge::rules::{Cell, Side, Standing, Unit, Verdict};
use crate::merge::same::is_valid;
use crate::record::{Field, Kind};

/// Copies the chosen side over the others.
pub(crate) fn merge<'t>(hub: &Hub<'t>, bench: Bench<'_>) -> Draft<'t> {
    // How phones and tax numbers read depends on the country the hub ends with: what is decided on them is then the same
    // on the next run, which finds that country.
    let mut ahead = Draft::new(false, Mode::WholeRecord);
    let bench = bench.at(hub, &ahead);
    for fields in bench.units.iter().filter(|fields| fields.contains(&Field::Country)) {
        merge_unit(hub, bench, fields, &mut ahead);
    }
    let bench = bench.at(hub, &ahead);
    let mut draft = Draft::new(bench.context.cosmetic, Mode::WholeRecord);
    let alone = [Field::SearchName].into_iter().chain(SHARED.into_iter().filter(|&field| is_tax(field)));
    for fields in bench.units.iter().cloned().chain(alone.map(|field| vec![field])) {
        merge_unit(hub, bench, &fields, &mut draft);
    }
    draft
}

/// Copies the fields of a group, or one by itself. Where a person chose a side for the leading one, those without an answer
/// of their own go with it; where an answer on one cannot be applied, they stay: no two addresses are mixed.
fn merge_unit<'t>(hub: &Hub<'t>, bench: Bench<'_>, fields: &[Field], draft: &mut Draft<'t>) {
    let units = fields.iter().map(|&field| build(hub, bench, &[field]));
    // What one record alone has a column for goes only where a person moves the whole.
    let (units, alone): (Vec<_>, Vec<_>) =
        units.filter(|unit| !unit.sides.is_empty()).partition(|unit| unit.sides.len() > 1);
    let units: Vec<_> = units.into_iter().map(|unit| (Heard::on(hub, &unit, 0, bench, draft), unit)).collect();
    let is = |standing: &Standing| units.iter().any(|(heard, _)| heard.standing == *standing);
    let (is_stale, is_refused) = (is(&Standing::Stale), is(&Standing::Refused));
    let chosen = units.iter().find_map(|(heard, unit)| match heard.standing {
        Standing::Side(side) if fields.len() > 1 && unit.fields[0] == fields[0] => Some(unit.sides[side].member),
        _ => None,
    });
    let goes_along = |(heard, unit): &(Heard, Unit<'t>)| {
        heard.standing == Standing::Unanswered || chosen.is_some() && unit.fields[0] == fields[0]
    };
    let (mut rest, own): (Vec<_>, Vec<_>) = units.into_iter().partition(goes_along);
    for (heard, unit) in &own {
        merge_field(hub, bench, unit, heard, draft);
    }
    if let Some(member) = chosen.filter(|_| !is_stale) {
        let alone = alone.into_iter().filter(|unit| unit.sides[0].member != member);
        rest.extend(alone.map(|unit| (Heard::default(), unit)));
        return move_whole(hub, member, rest, draft);
    }
    let is_left = is_refused || !own.is_empty() && draft.is_unfit(fields);
    for (heard, unit) in &mut rest {
        if is_stale {
            heard.standing = Standing::Stale;
        } else if is_left {
            heard.standing = Standing::Refused;
        }
        merge_field(hub, bench, unit, heard, draft);
    }
}

/// What one record says in some fields goes to all others, its blanks included, or none of it does.
fn move_whole<'t>(hub: &Hub<'t>, member: usize, units: Vec<(Heard, Unit<'t>)>, draft: &mut Draft<'t>) {
    let sided = |(heard, mut unit): (Heard, Unit<'t>)| (side_of(hub, &mut unit, member), unit, heard);
    let units: Vec<_> = units.into_iter().map(sided).collect();
    let fields = units.iter().map(|(_, unit, _)| unit.fields[0]).collect();
    let is_spoilt = units.iter().any(|(from, unit, _)| unit.sides[*from].is_spoilt());
    let all: Vec<_> = units.iter().flat_map(|(from, unit, _)| taking(unit, &unit.sides[*from])).collect();
    let moves = !is_spoilt && draft.spread(hub, &all);
    for (from, unit, _) in &units {
        if moves {
            tell(hub, unit, &unit.sides[*from], (Rule::Decided.word(), State::Answered), draft);
        } else {
            draft.settle(hub, unit, &Verdict::Open(Some(Rule::Decided)), true);
        }
    }
    let verdict = if is_spoilt { Verdict::Open(Some(Rule::Decided)) } else { Verdict::Side(0, Rule::Decided) };
    let whole = Unit { fields: if moves { Vec::new() } else { fields }, sides: Vec::new(), seen: Vec::new() };
    units.iter().for_each(|(.., heard)| heard.done(hub, &whole, Some(&verdict), draft));
}

/// The side of a record among those of a field; one with nothing there where its file has no such column.
fn side_of(hub: &Hub<'_>, unit: &mut Unit<'_>, member: usize) -> usize {
    unit.sides.iter().position(|side| side.member == member).unwrap_or_else(|| {
        let said = |side: &Side<'_>| (hub.members[side.member].kind, side.cells[0].clean.clone());
        unit.seen = vec![unit.sides.iter().map(said).collect()];
        let cell = Cell { field: unit.fields[0], raw: Cow::Borrowed(""), clean: String::new() };
        unit.sides.push(Side { member, cells: vec![cell], class: 0 });
        unit.classify(|side| Cow::Borrowed(&side.cells[0].clean));
        unit.sides.len() - 1
    })
}

/// Copies a field, or does with it what a person decided.
fn merge_field<'t>(hub: &Hub<'t>, bench: Bench<'_>, unit: &Unit<'t>, heard: &Heard, draft: &mut Draft<'t>) {
    let verdict = match &heard.standing {
        Standing::Unanswered => match bench.policy.stated(unit.fields[0], |kind| hub.has(kind)) {
            Some(Rule::Never) => return,
            Some(Rule::Ask) if unit.is_agreed() => return draft.note_cosmetics(hub, unit, ""),
            Some(Rule::Ask) => Verdict::Open(Some(Rule::Ask)),
            rule => return copy(hub, bench, unit, rule.unwrap_or(master(bench.policy)), draft),
        },
        Standing::Side(side) if !unit.sides[*side].is_spoilt() => Verdict::Side(*side, Rule::Decided),
        Standing::Value { raw, clean } => Verdict::Value { raw: raw.clone(), clean: clean.clone() },
        Standing::Stale => Verdict::Stale,
        Standing::Side(_) | Standing::Refused => Verdict::Open(Some(Rule::Decided)),
    };
    match verdict {
        Verdict::Side(side, rule) => give(hub, unit, &unit.sides[side], (rule.word(), State::Answered), draft),
        _ => draft.settle(hub, unit, &verdict, true),
    }
    heard.done(hub, unit, Some(&verdict), draft);
}

/// The first of the precedence that names a side; the contact, as in Business Central's dialog, where none does.
fn master(policy: &Policy) -> Rule {
    let named = policy.precedence.iter().copied().find(|rule| matches!(rule, Rule::Contact | Rule::Account));
    named.unwrap_or(Rule::Contact)
}

/// Copies one field over the hub. Where the contact's file lacks the column, nothing can pass through the contact.
fn copy<'t>(hub: &Hub<'t>, bench: Bench<'_>, unit: &Unit<'t>, rule: Rule, draft: &mut Draft<'t>) {
    let is_contact = |member: usize| hub.members[member].kind == Kind::Contact;
    let Some(contact) = unit.sides.first().filter(|side| is_contact(side.member)) else { return };
    // The first account of the hub is the one that speaks first; it has no say where its table does not share the field.
    let account = unit.sides.iter().find(|side| side.member == 1).filter(|_| rule == Rule::Account);
    let from = account.unwrap_or(contact);
    let cell = &from.cells[0];
    let is_wrong =
        !cell.is_blank() && is_valid(cell.field, &cell.raw, bench.country, bench.context.placeholders) == Some(false);
    let is_refused = cell.field == Field::Email && !is_contact(from.member) && is_wrong;
    if is_refused {
        let problem = "a contact takes no e-mail address with a wrong syntax: every side stays";
        draft.note(hub, from.member, cell.field, problem, &cell.raw);
    }
    if is_refused || from.is_spoilt() {
        if !unit.is_agreed() {
            draft.settle(hub, unit, &Verdict::Open(None), true);
        }
        return;
    }
    give(hub, unit, from, (Mode::WholeRecord.word(), State::ByRule), draft);
}

/// One side's cell goes to all others, letter by letter; what is lost is reported under the rule and state given.
fn give<'t>(
    hub: &Hub<'t>,
    unit: &Unit<'t>,
    from: &Side<'t>,
    (rule, state): (&'static str, State),
    draft: &mut Draft<'t>,
) {
    let all: Vec<_> = taking(unit, from).collect();
    if draft.spread(hub, &all) {
        tell(hub, unit, from, (rule, state), draft);
    } else {
        draft.settle(hub, unit, &Verdict::Open(None), true);
    }
}

/// The cells that take another writing, or value, of a field.
fn taking<'a>(unit: &'a Unit<'_>, from: &'a Side<'_>) -> impl Iterator<Item = Move<'a>> {
    let cell = &from.cells[0];
    let others = unit.sides.iter().filter(|side| side.cells[0].raw != cell.raw);
    others.map(|side| Move { member: side.member, target: &side.cells[0], text: &cell.raw, is_blank: cell.is_blank() })
}

/// Reports what a field lost to one side.
fn tell<'t>(
    hub: &Hub<'t>,
    unit: &Unit<'t>,
    from: &Side<'t>,
    (rule, state): (&'static str, State),
    draft: &mut Draft<'t>,
) {
    draft.report(hub, unit, 0, &Outcome { chosen: Some(Chosen::side(hub, from, 0)), rule, state });
    draft.note_cosmetics(hub, unit, rule);
}
