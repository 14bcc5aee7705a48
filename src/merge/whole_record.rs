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

use crate::merge::State;
use crate::merge::conflicts::{Chosen, Outcome};
use crate::merge::draft::Draft;
use crate::merge::fields::SHARED;
use crate::merge::heard::Heard;
use crate::merge::hub::Hub;
use crate::merge::per_field::{Bench, build, own_country};
use crate::merge::policy::{Mode, Policy, Rule};
use crate::merge::rules::{Side, Standing, Unit, Verdict};
use crate::merge::same::is_valid;
use crate::record::{Field, Kind};
use crate::value::country::Country;

/// Copies the chosen side over the others.
pub(crate) fn merge<'t>(hub: &Hub<'t>, bench: Bench<'_>) -> Draft<'t> {
    // How phones and tax numbers read depends on the country the hub ends with: what is decided on them is then the same
    // on the next run, which finds that country.
    let country = |draft: &Draft<'_>| own_country(hub, draft).or(bench.context.home);
    let mut ahead = Draft::new(false);
    let before = country(&ahead);
    merge_field(hub, bench, Field::Country, before, &mut ahead);
    let country = country(&ahead);
    let mut draft = Draft::new(bench.context.cosmetic);
    for field in [Field::SearchName].into_iter().chain(SHARED) {
        merge_field(hub, bench, field, country, &mut draft);
    }
    draft
}

/// Copies a field, or does with it what a person decided.
fn merge_field<'t>(hub: &Hub<'t>, bench: Bench<'_>, field: Field, country: Option<Country>, draft: &mut Draft<'t>) {
    let unit = build(hub, bench, &[field], country);
    if unit.sides.len() < 2 {
        return;
    }
    let heard = Heard::on(hub, &unit, 0, bench, country, draft);
    let verdict = match &heard.standing {
        Standing::Unanswered => match bench.policy.stated(field, |kind| hub.has(kind)) {
            Some(Rule::Never) => return,
            Some(Rule::Ask) if unit.is_agreed() => return draft.note_cosmetics(hub, &unit, ""),
            Some(Rule::Ask) => Verdict::Open(Some(Rule::Ask)),
            rule => return copy(hub, bench, &unit, rule.unwrap_or(master(bench.policy)), country, draft),
        },
        Standing::Side(side) if !unit.sides[*side].is_spoilt() => Verdict::Side(*side, Rule::Decided),
        Standing::Value { raw, clean } => Verdict::Value { raw: raw.clone(), clean: clean.clone() },
        Standing::Stale => Verdict::Stale,
        Standing::Side(_) | Standing::Refused => Verdict::Open(Some(Rule::Decided)),
    };
    match verdict {
        Verdict::Side(side, rule) => give(hub, &unit, &unit.sides[side], (rule.word(), State::Answered), draft),
        _ => draft.settle(hub, &unit, &verdict, true),
    }
    heard.done(hub, &unit, Some(&verdict), draft);
}

/// The first of the precedence that names a side; the contact, as in Business Central's dialog, where none does.
fn master(policy: &Policy) -> Rule {
    let named = policy.precedence.iter().copied().find(|rule| matches!(rule, Rule::Contact | Rule::Account));
    named.unwrap_or(Rule::Contact)
}

/// Copies one field over the hub. Where the contact's file lacks the column, nothing can pass through the contact.
fn copy<'t>(
    hub: &Hub<'t>,
    bench: Bench<'_>,
    unit: &Unit<'t>,
    rule: Rule,
    country: Option<Country>,
    draft: &mut Draft<'t>,
) {
    let is_contact = |member: usize| hub.members[member].kind == Kind::Contact;
    let Some(contact) = unit.sides.first().filter(|side| is_contact(side.member)) else { return };
    // The first account of the hub is the one that speaks first; it has no say where its table does not share the field.
    let account = unit.sides.iter().find(|side| side.member == 1).filter(|_| rule == Rule::Account);
    let from = account.unwrap_or(contact);
    let cell = &from.cells[0];
    let is_wrong =
        !cell.is_blank() && is_valid(cell.field, &cell.raw, country, bench.context.placeholders) == Some(false);
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
    let cell = &from.cells[0];
    let others = unit.sides.iter().filter(|side| side.cells[0].raw != cell.raw);
    let taking: Vec<_> = others.map(|side| (side.member, &side.cells[0], &*cell.raw, cell.is_blank())).collect();
    if !draft.spread(hub, &taking) {
        return draft.settle(hub, unit, &Verdict::Open(None), true);
    }
    draft.report(hub, unit, 0, &Outcome { chosen: Some(Chosen::side(hub, from, 0)), rule, state });
    draft.note_cosmetics(hub, unit, rule);
}
