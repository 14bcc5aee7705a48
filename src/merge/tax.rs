//! Tax numbers of a hub: one notion, whichever column they stand in.
//!
//! In: a hub. Out: entries in its draft. VAT Registration No. and Enterprise No. are judged as one field; Registration
//! No., SIREN No. and Fiscal Code after them. No column is filled with a number the record holds already in another,
//! and a blank one is filled only over links that say that one firm is meant.
//!
//! Source of the Belgian rule: the Belgian localisation of Business Central, which refuses VAT Registration No. for a
//! party whose country is blank or BE, and Enterprise No. for any other.

use std::borrow::Cow;

use crate::merge::draft::{Draft, Move, current};
use crate::merge::fields::TAX;
use crate::merge::heard::Heard;
use crate::merge::hub::Hub;
use crate::merge::per_field::{Bench, build, is_quiet, verdict};
use crate::merge::policy::Rule;
use crate::merge::rules::{Cell, Side, Unit, Verdict};
use crate::merge::same::{is_sound, is_spoilt};
use crate::record::Field;
use crate::value::country::Country;

/// Judges the tax numbers of a hub: first the numbers that lose against another, then the blanks to fill, then what
/// stays open, so that whether a record holds a number is asked of what it holds in the end.
pub(crate) fn merge<'t>(hub: &Hub<'t>, bench: Bench<'_>, draft: &mut Draft<'t>) {
    let units = units(hub, bench, draft);
    let judged: Vec<_> = units.iter().map(|(lead, unit)| (unit, replace(hub, bench, unit, *lead, draft))).collect();
    let doubted = note_two_firms(hub, bench, draft);
    for (unit, verdict) in &judged {
        if let Some(Verdict::Side(winner, rule)) = verdict
            && *rule != Rule::Decided
            && !(unit.fields[0] == Field::VatNo && doubted.contains(&unit.sides[*winner].member))
        {
            fill(hub, bench, unit, *winner, draft);
        }
    }
    for (unit, verdict) in &judged {
        match verdict {
            Some(Verdict::Open(_)) if is_at_rest(hub, bench, unit, draft) => draft.note_cosmetics(hub, unit, ""),
            Some(verdict @ Verdict::Open(_)) => draft.settle(hub, unit, verdict, false),
            _ => {}
        }
    }
}

/// The number of the firm and the other tax numbers, each with the field by whose rules it is judged; none on which all
/// records agree letter by letter.
fn units<'t>(hub: &Hub<'t>, bench: Bench<'_>, draft: &Draft<'t>) -> Vec<(Field, Unit<'t>)> {
    let mut units = Vec::new();
    if !is_quiet(hub, &FIRM) {
        let lead = if is_belgian(hub, bench, draft, 0) { Field::EnterpriseNo } else { Field::VatNo };
        units.push((lead, firm_number(hub, bench, draft)));
    }
    for field in [Field::RegistrationNo, Field::SirenNo, Field::FiscalCode] {
        if !is_quiet(hub, &[field]) {
            units.push((field, build(hub, bench, &[field])));
        }
    }
    units
}

/// Judges a number, and enters what it takes the place of: blanks are filled, and what is open is told, once all are judged.
fn replace<'t>(
    hub: &Hub<'t>,
    bench: Bench<'_>,
    unit: &Unit<'t>,
    lead: Field,
    draft: &mut Draft<'t>,
) -> Option<Verdict> {
    let heard = Heard::on(hub, unit, 0, bench, draft);
    let verdict = match verdict(hub, bench, unit, lead, &heard.standing) {
        Some(Verdict::Side(winner, rule)) if rule != Rule::Decided && replaces(unit, winner) => {
            let is_doubted = is_two_firms(hub, unit.sides[winner].member, bench, draft);
            Some(if is_doubted { Verdict::Open(Some(rule)) } else { Verdict::Side(winner, rule) })
        }
        verdict => verdict,
    };
    match &verdict {
        Some(Verdict::Open(_)) => {}
        Some(verdict) => draft.settle(hub, unit, verdict, false),
        None => draft.note_cosmetics(hub, unit, ""),
    }
    heard.done(hub, unit, verdict.as_ref(), draft);
    if unit.fields[0] == Field::VatNo {
        follow(hub, unit, bench, draft);
    }
    verdict
}

/// Notes the records that hold the numbers of two firms, and gives them.
fn note_two_firms(hub: &Hub<'_>, bench: Bench<'_>, draft: &mut Draft<'_>) -> Vec<usize> {
    let doubted: Vec<usize> =
        (0..hub.members.len()).filter(|&member| is_two_firms(hub, member, bench, draft)).collect();
    for &member in &doubted {
        let text = current(draft, hub, member, Field::EnterpriseNo).into_owned();
        let problem = "not the number in VAT Registration No.: neither goes to other records";
        draft.note(hub, member, Field::EnterpriseNo, problem, &text);
    }
    doubted
}

/// The two columns of which a firm fills one.
const FIRM: [Field; 2] = [Field::VatNo, Field::EnterpriseNo];

/// Where a record that held its number in both columns has got another one, the other column follows: a number of each firm
/// in one record is neither's. It takes the number as others write it in that column.
fn follow(hub: &Hub<'_>, unit: &Unit<'_>, bench: Bench<'_>, draft: &mut Draft<'_>) {
    for side in unit.sides.iter().filter(|side| side.leads()) {
        let (cell, record) = (&side.cells[0], &hub.members[side.member]);
        let other = if cell.field == Field::VatNo { Field::EnterpriseNo } else { Field::VatNo };
        let Some(new) = draft.writes.get(&(side.member, cell.field)).cloned() else { continue };
        let old = record.value(other);
        if !record.shares(other)
            || bench.clean(other, &old) != cell.clean
            || bench.clean(cell.field, &new) == cell.clean
        {
            continue;
        }
        let number = bench.clean(cell.field, &new);
        let mut written = hub.members.iter().filter(|one| one.shares(other)).map(|one| one.value(other));
        let own = if other == Field::EnterpriseNo { number.strip_prefix("BE") } else { None };
        let text = written.find(|text| bench.clean(other, text) == number);
        let text = text.map_or_else(|| own.map_or(new, str::to_owned), Cow::into_owned);
        if draft.fits(hub, side.member, other, &text) {
            draft.note(hub, side.member, other, "held the same number: takes the other one as well", &old);
            draft.writes.insert((side.member, other), text);
        }
    }
}

/// Whether a number of the firm would take the place of another one.
fn replaces(unit: &Unit<'_>, winner: usize) -> bool {
    let mut others = unit.sides.iter().filter(|side| side.leads());
    unit.fields[0] == Field::VatNo && others.any(|side| side.class != unit.sides[winner].class)
}

/// Whether a record holds two Belgian numbers, VAT Registration No. and Enterprise No., which should be one: nobody knows
/// which of two firms it is. A company from abroad has a number there, and one here.
fn is_two_firms(hub: &Hub<'_>, member: usize, bench: Bench<'_>, draft: &Draft<'_>) -> bool {
    if !FIRM.into_iter().all(|field| hub.members[member].shares(field)) {
        return false;
    }
    let [vat, enterprise] = FIRM.map(|field| {
        let text = current(draft, hub, member, field);
        if is_spoilt(field, &text) { String::new() } else { bench.clean(field, &text) }
    });
    let is_foreign = !vat.starts_with("BE") && vat.starts_with(char::is_alphabetic);
    !vat.is_empty() && !enterprise.is_empty() && vat != enterprise && !is_foreign
}

/// Fills the blank sides that may take the winner's number; a number that is not right goes nowhere.
fn fill(hub: &Hub<'_>, bench: Bench<'_>, unit: &Unit<'_>, winner: usize, draft: &mut Draft<'_>) {
    let cell = &unit.sides[winner].cells[0];
    if !is_sound(cell.field, &cell.raw, bench.country, bench.context.placeholders) {
        return;
    }
    for to in unit.sides.iter().filter(|side| !side.leads()) {
        let one = Move { member: to.member, target: &to.cells[0], text: &cell.raw, is_blank: false };
        if may_fill(hub, bench, unit, to, &cell.clean, draft)
            && draft.spread(hub, &[one])
            && to.cells[0].field == Field::EnterpriseNo
        {
            clear_spoilt(hub, to.member, draft);
        }
    }
}

/// Clears the VAT Registration No. of a record that has got its Enterprise No., where a spreadsheet left something else in
/// its place: Business Central refuses the one beside the other.
fn clear_spoilt(hub: &Hub<'_>, member: usize, draft: &mut Draft<'_>) {
    let record = &hub.members[member];
    let text = record.value(Field::VatNo);
    if record.shares(Field::VatNo) && is_spoilt(Field::VatNo, &text) {
        let problem = "no number, but what a spreadsheet left of one: cleared, since Enterprise No. is filled";
        draft.note(hub, member, Field::VatNo, problem, &text);
        draft.writes.insert((member, Field::VatNo), String::new());
    }
}

/// Whether a blank side may take a number: the record does not hold it by now, its link says that one firm is meant, and
/// so does that of a side that shows the number by now.
fn may_fill(hub: &Hub<'_>, bench: Bench<'_>, unit: &Unit<'_>, to: &Side<'_>, number: &str, draft: &Draft<'_>) -> bool {
    let shows = |member: usize, field: Field| bench.clean(field, &current(draft, hub, member, field)) == number;
    let is_firm = |side: &Side<'_>| !hub.members[side.member].unsure;
    is_firm(to)
        && unit.sides.iter().any(|side| side.leads() && is_firm(side) && shows(side.member, side.cells[0].field))
        && !TAX.into_iter().any(|field| hub.members[to.member].shares(field) && shows(to.member, field))
}

/// Whether all that differs are blanks that may not be filled: nothing to ask a person.
fn is_at_rest(hub: &Hub<'_>, bench: Bench<'_>, unit: &Unit<'_>, draft: &Draft<'_>) -> bool {
    let (filled, blank): (Vec<&Side<'_>>, Vec<&Side<'_>>) = unit.sides.iter().partition(|side| side.leads());
    let Some(first) = filled.first() else { return true };
    let number = &first.cells[0].clean;
    filled.iter().all(|side| side.class == first.class)
        && !blank.iter().any(|to| may_fill(hub, bench, unit, to, number, draft))
}

/// The number of the firm on each side: the column that belongs to its country first, then the other; of two numbers
/// the one that other sides show. A side that has no number shows the column to fill.
fn firm_number<'t>(hub: &Hub<'t>, bench: Bench<'_>, draft: &Draft<'_>) -> Unit<'t> {
    let mut sides = Vec::new();
    for (at, member) in hub.members.iter().enumerate() {
        let is_belgian = is_belgian(hub, bench, draft, at);
        let own = if is_belgian { [Field::EnterpriseNo, Field::VatNo] } else { [Field::VatNo, Field::EnterpriseNo] };
        let target = if is_belgian && bench.has_enterprise_no { Field::EnterpriseNo } else { Field::VatNo };
        let mut cells = own.into_iter().filter(|&field| member.shares(field)).map(|field| {
            let raw = member.value(field);
            let clean = bench.clean(field, &raw);
            Cell { field, raw, clean }
        });
        let filled = cells.find(|cell| !cell.is_blank());
        let blank = || {
            let shares = member.shares(target);
            shares.then(|| Cell { field: target, raw: member.value(target), clean: String::new() })
        };
        if let Some(cell) = filled.or_else(blank) {
            sides.push(Side { member: at, cells: vec![cell], class: 0 });
        }
    }
    for at in 0..sides.len() {
        let is_elsewhere = |clean: &str| {
            let mut others = sides.iter().enumerate().filter(|&(other, _)| other != at);
            !clean.is_empty() && others.any(|(_, side)| side.cells[0].clean == clean)
        };
        if !sides[at].leads() || is_elsewhere(&sides[at].cells[0].clean) {
            continue;
        }
        let member = &hub.members[sides[at].member];
        let held = FIRM.into_iter().filter(|&field| member.shares(field)).find_map(|field| {
            let raw = member.value(field);
            let clean = bench.clean(field, &raw);
            is_elsewhere(&clean).then_some(Cell { field, raw, clean })
        });
        if let Some(cell) = held {
            sides[at].cells = vec![cell];
        }
    }
    let mut unit = Unit { fields: vec![Field::VatNo], sides, seen: Vec::new() };
    unit.classify(|side| Cow::Borrowed(&side.cells[0].clean));
    unit
}

/// Whether Business Central takes the member for a Belgian party: its country, as it is by now, is BE, or it has none
/// and the company is Belgian. Without a home country, a column Enterprise No. says that the company is.
fn is_belgian(hub: &Hub<'_>, bench: Bench<'_>, draft: &Draft<'_>, member: usize) -> bool {
    let belgium = Country::of(b"BE");
    let text = current(draft, hub, member, Field::Country);
    match Country::parse(&text) {
        Some(country) => country == belgium,
        None if matches!(&text, Cow::Borrowed(text) if !text.trim().is_empty()) => false,
        None => bench.context.home.map_or(bench.has_enterprise_no, |home| home == belgium),
    }
}
