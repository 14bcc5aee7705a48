//! Groups: fields that move together, behind their first one.
//!
//! In: a hub and the fields of a group, or a field by itself. Out: entries in its draft. Two addresses are never mixed:
//! what not all records have a column for goes with the side that wins, its blank included; where that side's file has no
//! such column, and another record has a value there, no rule chooses. A record without the leading column gives nothing,
//! and takes what moves only where it says nothing else. Records that contradict each other in nothing complete each other.

use std::borrow::Cow;

use crate::merge::answers::Answer;
use crate::merge::draft::{Draft, Move, current, is_replaced};
use crate::merge::heard::Heard;
use crate::merge::hub::Hub;
use crate::merge::per_field::{Bench, build, class_text, enter, is_quiet, verdict};
use crate::merge::policy::Rule;
use crate::merge::rules::{Cell, Side, Standing, Unit, Verdict, judge};
use crate::read::decisions::Choice;
use crate::record::{Field, Kind};

/// A hub at its bench.
#[derive(Clone, Copy)]
struct At<'a, 't> {
    hub: &'a Hub<'t>,
    bench: Bench<'a>,
    /// The first field of the group, by whose rules it is judged.
    lead: Field,
}

/// Judges a group by the rules of its first field.
pub(crate) fn merge<'t>(hub: &Hub<'t>, bench: Bench<'_>, fields: &[Field], draft: &mut Draft<'t>) {
    let Some(&lead) = fields.first().filter(|_| !is_quiet(hub, fields)) else { return };
    let at = At { hub, bench, lead };
    let held_by_all = |field: &&Field| hub.members.iter().filter(|one| one.shares(lead)).all(|one| one.shares(**field));
    let whole: Vec<Field> = fields.iter().filter(held_by_all).copied().collect();
    let mut group = build(hub, bench, &whole);
    // A value that a person gives the leading field makes the group lead, in this run as in the next.
    let is_given = |answer: &Answer| answer.field == lead && answer.choice == Ok(Choice::Value);
    let leads = group.sides.iter().any(Side::leads);
    if !leads && (group.sides.is_empty() || !hub.answers.iter().any(is_given)) {
        return at.each(fields, draft);
    }
    let apart: Vec<usize> = (0..hub.members.len())
        .filter(|&one| !hub.members[one].shares(lead) && fields.iter().any(|&field| hub.members[one].shares(field)))
        .collect();
    if !apart.is_empty() {
        group.seen = whole.iter().map(|&field| at.seen(field)).collect();
    }
    let beside: Vec<Field> = fields.iter().copied().filter(|field| !whole.contains(field)).collect();
    let beside: Vec<_> = beside.into_iter().map(|field| at.hear(field, draft)).collect();
    let (group, verdict) = at.whole(group, &beside, draft);
    for (unit, heard) in beside {
        at.beside(unit, &heard, &group, verdict.as_ref(), draft);
    }
    for one in apart {
        at.apart(one, fields, &group, verdict.as_ref(), draft);
    }
}

impl<'t> At<'_, 't> {
    /// What all records that have a field say in it.
    fn seen(&self, field: Field) -> Vec<(Kind, String)> {
        let sides = build(self.hub, self.bench, &[field]).sides.into_iter();
        sides
            .flat_map(|side| side.cells.into_iter().map(move |cell| (side.member, cell.clean)))
            .map(|(member, clean)| (self.hub.members[member].kind, clean))
            .collect()
    }

    /// What people said on one field, of all records that have it.
    fn hear(&self, field: Field, draft: &mut Draft<'t>) -> (Unit<'t>, Heard) {
        let unit = build(self.hub, self.bench, &[field]);
        let heard = Heard::on(self.hub, &unit, 0, self.bench, draft);
        (unit, heard)
    }

    /// Judges the fields of a group one by one, where no record has anything in the leading one. That mixes nothing as long
    /// as no two records contradict each other in a field; where two do, no rule chooses in any.
    fn each(&self, fields: &[Field], draft: &mut Draft<'t>) {
        let Self { hub, bench, lead } = *self;
        let units: Vec<_> = fields.iter().map(|&field| self.hear(field, draft)).collect();
        let is_settled = |heard: &Heard| matches!(heard.standing, Standing::Side(_) | Standing::Value { .. });
        let contradicts = |(unit, heard): &(Unit<'t>, Heard)| {
            let mut said = unit.sides.iter().map(|side| &side.cells[0]).filter(|cell| !cell.is_blank());
            let first = said.next();
            !is_settled(heard) && said.any(|other| first.is_some_and(|first| first.clean != other.clean))
        };
        let contradict = fields.len() > 1 && units.iter().any(contradicts);
        for (unit, heard) in &units {
            let verdict = match verdict(hub, bench, unit, lead, &heard.standing) {
                Some(Verdict::Side(_, rule)) if contradict && !is_settled(heard) => Some(Verdict::Open(Some(rule))),
                verdict => verdict,
            };
            enter(hub, unit, verdict.as_ref(), heard, draft);
        }
    }

    /// Judges a group whose leading field somebody has. Fields that a person answered by themselves leave it: they are
    /// settled first and count as agreed in the rest. An answer on any field, also on one beside, that is stale or cannot be
    /// applied opens the whole.
    fn whole(
        &self,
        mut group: Unit<'t>,
        beside: &[(Unit<'t>, Heard)],
        draft: &mut Draft<'t>,
    ) -> (Unit<'t>, Option<Verdict>) {
        let Self { hub, bench, .. } = *self;
        // What a person says of a field may be said of a record that is not in the group.
        let alone = |group: &Unit<'t>, at: usize| build(hub, bench, &[group.fields[at]]);
        let mut all: Vec<_> = (0..group.fields.len())
            .map(|at| match group.seen.is_empty() {
                true => Heard::on(hub, &group, at, bench, draft),
                false => Heard::on(hub, &alone(&group, at), 0, bench, draft),
            })
            .collect();
        let mut is_left = false;
        for (at, heard) in all.iter().enumerate() {
            let (Standing::Value { .. } | Standing::Side(_)) = heard.standing else { continue };
            if at == 0 && group.fields.len() > 1 && matches!(heard.standing, Standing::Side(_)) {
                continue;
            }
            let unit = alone(&group, at);
            let entered = verdict(hub, bench, &unit, unit.fields[0], &heard.standing);
            enter(hub, &unit, entered.as_ref(), heard, draft);
            if at == 0 && group.fields.len() == 1 {
                return (group, entered.filter(|verdict| !matches!(verdict, Verdict::Value { .. })));
            }
            // Where it stays as it was, the rest cannot move without it.
            let settled = settled(&unit, entered, draft);
            is_left |= settled.is_none();
            agree(&mut group, at, settled);
        }
        group.classify(|side| class_text(side, bench));
        let mut heard = all.iter().chain(beside.iter().map(|(_, heard)| heard));
        let is_stale = heard.clone().any(|heard| heard.standing == Standing::Stale);
        is_left |= heard.any(|heard| heard.standing == Standing::Refused);
        let mut whole = all.swap_remove(0);
        if !matches!(whole.standing, Standing::Side(_)) {
            // A new value of the leading field is settled, and the rest goes by the rules.
            whole = Heard::default();
        }
        let standing = match &whole.standing {
            _ if is_stale => &Standing::Stale,
            Standing::Unanswered if is_left => &Standing::Refused,
            standing => standing,
        };
        let verdict = self.of_group(&group, standing, beside, draft);
        if verdict == Some(Verdict::Apiece) {
            self.apiece(&group, draft);
            whole.done(hub, &group, verdict.as_ref(), draft);
            return (group, None);
        }
        enter(hub, &group, verdict.as_ref(), &whole, draft);
        (group, verdict)
    }

    /// How a group ends, its addresses unmixed with what stands beside them.
    fn of_group(
        &self,
        group: &Unit<'t>,
        standing: &Standing,
        beside: &[(Unit<'t>, Heard)],
        draft: &Draft<'t>,
    ) -> Option<Verdict> {
        let verdict = verdict(self.hub, self.bench, group, self.lead, standing);
        match verdict {
            Some(Verdict::Side(winner, rule))
                if rule != Rule::Decided && self.tears(group, winner, beside)
                    || !matches!(rule, Rule::Decided | Rule::Filled) && self.departs(group, winner, draft) =>
            {
                Some(Verdict::Open(Some(rule)))
            }
            Some(Verdict::Apiece) if self.parts(group, beside) => Some(Verdict::Open(Some(Rule::Filled))),
            verdict => verdict,
        }
    }

    /// Fills each field of a group whose sides contradict each other in none.
    fn apiece(&self, group: &Unit<'t>, draft: &mut Draft<'t>) {
        let Self { hub, bench, .. } = *self;
        for (at, &field) in group.fields.iter().enumerate() {
            let side = |side: &Side<'t>| Side { cells: vec![side.cells[at].clone()], ..*side };
            let sides = group.sides.iter().map(side).collect();
            let mut unit = Unit { fields: vec![field], sides, seen: group.seen.get(at).cloned().into_iter().collect() };
            unit.classify(|side| Cow::Borrowed(&side.cells[0].clean));
            let is_agreed = unit.is_agreed();
            let filled = || judge(&unit, hub, &[Rule::Filled], &Standing::Unanswered, bench.country, bench.context);
            enter(hub, &unit, (!is_agreed).then(filled).as_ref(), &Heard::default(), draft);
        }
    }

    /// Whether sides that contradict each other in nothing do so in a field that not all of them have a column for; one
    /// with nothing in the leading cell, if it says anything there.
    fn parts(&self, group: &Unit<'t>, beside: &[(Unit<'t>, Heard)]) -> bool {
        beside.iter().any(|(unit, _)| {
            let of_group = |side: &&Side<'t>| group.sides.iter().find(|other| other.member == side.member);
            let says = |side: &&Side<'t>| of_group(side).is_some() && !self.goes_with_any(side.member, unit.fields[0]);
            let mut said = unit.sides.iter().filter(says);
            let first = said.clone().next();
            said.any(|side| {
                let is_other = first.is_some_and(|first| first.cells[0].clean != side.cells[0].clean);
                is_other || of_group(&side).is_some_and(|side| !side.leads())
            })
        })
    }

    /// Whether a rule would put what a side says beside what another says in a column that the first has not got.
    fn tears(&self, group: &Unit<'t>, winner: usize, beside: &[(Unit<'t>, Heard)]) -> bool {
        let losers = || group.sides.iter().filter(|side| side.class != group.sides[winner].class);
        beside.iter().map(|(unit, _)| unit.fields[0]).any(|field| {
            !self.knows(group, winner, field) && losers().any(|side| !self.goes_with_any(side.member, field))
        })
    }

    /// Whether a rule would replace an address by one that a record without the leading column contradicts, and would not
    /// take. What fills blanks replaces nothing; what a person answered of a field stands in it by now.
    fn departs(&self, group: &Unit<'t>, winner: usize, draft: &Draft<'t>) -> bool {
        let Self { hub, bench, lead } = *self;
        let cells = |member: usize, fields: &[Field]| -> Vec<Cell<'t>> {
            fields.iter().map(|&field| self.cell(member, field, draft)).collect()
        };
        let is_apart = |one: &usize| !hub.members[*one].shares(lead);
        (0..hub.members.len()).filter(is_apart).any(|one| {
            let shared = group.fields.iter().copied().filter(|&field| hub.members[one].shares(field));
            let own: Vec<Cell<'t>> = cells(one, &shared.collect::<Vec<_>>());
            let filled: Vec<Field> = own.iter().filter(|cell| !cell.is_blank()).map(|cell| cell.field).collect();
            let (own, winner) = (cells(one, &filled), group.sides[winner].member);
            let new = cells(winner, &filled);
            if own.iter().zip(&new).all(|(own, new)| own.clean == new.clean) {
                return false;
            }
            let mut sides =
                vec![Side { member: winner, cells: new, class: 0 }, Side { member: one, cells: own, class: 0 }];
            sides.sort_by_key(|side| side.member);
            let mut unit = Unit { fields: filled, sides, seen: Vec::new() };
            unit.classify(|side| class_text(side, bench));
            let verdict = verdict(hub, bench, &unit, lead, &Standing::Unanswered);
            !matches!(verdict, Some(Verdict::Side(side, _)) if unit.sides[side].member == winner)
        })
    }

    /// A cell of a record, as it is by now.
    fn cell(&self, member: usize, field: Field, draft: &Draft<'t>) -> Cell<'t> {
        let raw = current(draft, self.hub, member, field).into_owned();
        let clean = self.bench.clean(field, &raw);
        Cell { field, raw: Cow::Owned(raw), clean }
    }

    /// Whether the winner of a group, or one that says the same, has a column.
    fn knows(&self, group: &Unit<'t>, winner: usize, field: Field) -> bool {
        let mut alike = group.sides.iter().filter(|side| side.class == group.sides[winner].class);
        alike.any(|side| self.hub.members[side.member].shares(field))
    }

    /// Whether what a record says in a field can stand beside what another says in the rest: it says nothing, or names the
    /// country of records that name none.
    fn goes_with_any(&self, member: usize, field: Field) -> bool {
        let record = &self.hub.members[member];
        let clean = || self.bench.clean(field, &record.value(field));
        let home = self.bench.context.home;
        !record.shares(field)
            || clean().is_empty()
            || field == Field::Country && home.is_none_or(|home| home.code() == clean())
    }

    /// Judges a field that not all records of the group have. Where a side has won the group, its value goes along, or
    /// that of another that says the same as the winner; where the group is open, so is this.
    fn beside(
        &self,
        mut unit: Unit<'t>,
        heard: &Heard,
        group: &Unit<'t>,
        of_group: Option<&Verdict>,
        draft: &mut Draft<'t>,
    ) {
        let Self { hub, bench, lead } = *self;
        let field = unit.fields[0];
        if heard.standing != Standing::Unanswered {
            let verdict = verdict(hub, bench, &unit, lead, &heard.standing);
            return enter(hub, &unit, verdict.as_ref(), heard, draft);
        }
        unit.seen = vec![self.seen(field)];
        unit.sides.retain(|side| hub.members[side.member].shares(lead));
        let verdict = match of_group {
            Some(Verdict::Side(_, rule)) if draft.is_unfit(&group.fields) => Some(Verdict::Open(Some(*rule))),
            Some(Verdict::Side(winner, rule)) if *rule == Rule::Decided || self.knows(group, *winner, field) => {
                Some(Verdict::Side(source(&mut unit, group, *winner), *rule))
            }
            // The winner has no such column, and what the others say in theirs goes with any.
            Some(Verdict::Side(..)) => verdict(hub, bench, &unit, lead, &heard.standing),
            Some(open) => Some(open.clone()),
            None => verdict(hub, bench, &unit, lead, &heard.standing),
        };
        if let (Some(Verdict::Side(from, _)), Some(Verdict::Side(winner, _))) = (&verdict, of_group) {
            along(hub, &unit, *from, group, *winner, draft);
        }
        enter(hub, &unit, verdict.as_ref(), heard, draft);
    }

    /// What becomes of a record that lacks the leading column. It takes what the group comes to where the rules say so and
    /// nothing it says is something else: it is blank, or says what one of the sides said.
    fn apart(&self, one: usize, fields: &[Field], group: &Unit<'t>, of_group: Option<&Verdict>, draft: &mut Draft<'t>) {
        let Self { hub, bench, lead } = *self;
        let said_by =
            |field: Field| group.sides.iter().map(|side| side.member).find(|&side| hub.members[side].shares(field));
        let fields: Vec<Field> = fields.iter().copied().filter(|&field| hub.members[one].shares(field)).collect();
        let (fields, sources): (Vec<Field>, Vec<usize>) =
            fields.into_iter().filter_map(|field| Some((field, said_by(field)?))).unzip();
        let others = fields.iter().zip(sources).map(|(&field, source)| self.cell(source, field, draft));
        let others: Vec<Cell<'t>> = others.collect();
        let own: Vec<Cell<'t>> = fields.iter().map(|&field| self.cell(one, field, draft)).collect();
        let before = |side: &Side<'_>, field: Field| {
            let text = hub.members[side.member].value(field);
            bench.clean(field, &text)
        };
        let filled = || own.iter().zip(&others).filter(|(own, _)| !own.is_blank());
        let follows = filled().all(|(own, other)| own.clean == other.clean)
            || group.sides.iter().any(|side| filled().all(|(own, _)| own.clean == before(side, own.field)));
        // The values are now those of the winner, and as old as they are there.
        let mover = match of_group {
            Some(Verdict::Side(winner, _)) => Some(group.sides[*winner].member),
            _ => None,
        };
        let mut sides = vec![
            Side { member: mover.unwrap_or(group.sides[0].member), cells: others, class: 0 },
            Side { member: one, cells: own, class: 0 },
        ];
        sides.sort_by_key(|side| side.member);
        let mut unit = Unit { seen: fields.iter().map(|&field| self.seen(field)).collect(), fields, sides };
        unit.classify(|side| class_text(side, bench));
        let verdict = match of_group {
            None | Some(Verdict::Side(..)) if !draft.is_unfit(&group.fields) => {
                verdict(hub, bench, &unit, lead, &Standing::Unanswered)
            }
            None | Some(Verdict::Side(..)) => Some(Verdict::Open(None)),
            Some(open) => Some(open.clone()),
        };
        let verdict = match verdict {
            Some(Verdict::Side(winner, rule)) if !follows || unit.sides[winner].member == one => {
                Some(Verdict::Open(Some(rule)))
            }
            verdict => verdict,
        };
        enter(hub, &unit, verdict.as_ref(), &Heard::default(), draft);
    }
}

/// What all records have in a field by now, where a person answered on it; nothing where it stays as it was.
fn settled<'t>(unit: &Unit<'t>, entered: Option<Verdict>, draft: &Draft<'t>) -> Option<Cell<'t>> {
    match entered {
        _ if draft.is_unfit(&unit.fields) => None,
        Some(Verdict::Side(side, _)) => Some(unit.sides[side].cells[0].clone()),
        Some(Verdict::Value { raw, clean }) => Some(Cell { field: unit.fields[0], raw: Cow::Owned(raw), clean }),
        _ => None,
    }
}

/// Lets all sides of a group say the same in a field from here on, letter by letter: the next run, which finds it there,
/// must judge the same.
fn agree<'t>(group: &mut Unit<'t>, at: usize, settled: Option<Cell<'t>>) {
    let (raw, clean) = settled.map(|cell| (cell.raw, cell.clean)).unwrap_or_default();
    for side in &mut group.sides {
        side.cells[at].clean.clone_from(&clean);
        side.cells[at].raw.clone_from(&raw);
    }
}

/// Takes a field to the records to which its group moves, where they write it otherwise.
fn along<'t>(hub: &Hub<'t>, unit: &Unit<'t>, from: usize, group: &Unit<'t>, winner: usize, draft: &mut Draft<'t>) {
    let (cell, winner) = (&unit.sides[from].cells[0], &group.sides[winner]);
    let moved = group.sides.iter().filter(|side| side.class != winner.class && is_replaced(side, winner));
    let is_moved = |side: &&Side<'t>| moved.clone().any(|other| other.member == side.member);
    let others = unit.sides.iter().filter(is_moved).filter(|side| side.cells[0].is_other_writing(cell));
    let along: Vec<_> = others
        .map(|side| Move { member: side.member, target: &side.cells[0], text: &cell.raw, is_blank: false })
        .collect();
    draft.spread(hub, &along);
}

/// The side that gives a field where another field has chosen the winner of a group: the winner, where it says something
/// there; else one that says the same as the winner and more; else a blank.
fn source<'t>(unit: &mut Unit<'t>, group: &Unit<'t>, winner: usize) -> usize {
    let winner = &group.sides[winner];
    let place = |side: &Side<'_>| unit.sides.iter().position(|other| other.member == side.member);
    let speaks = |at: &usize| unit.sides[*at].leads();
    let alike = group.sides.iter().filter(|side| side.class == winner.class);
    if let Some(at) = [winner].into_iter().chain(alike).filter_map(place).find(speaks) {
        return at;
    }
    let at = place(winner).unwrap_or_else(|| {
        let cells = unit.fields.iter().map(|&field| Cell { field, raw: Cow::Borrowed(""), clean: String::new() });
        unit.sides.push(Side { member: winner.member, cells: cells.collect(), class: 0 });
        unit.sides.len() - 1
    });
    // What a spreadsheet left in place of a value goes nowhere.
    unit.sides[at].cells[0].raw = Cow::Borrowed("");
    unit.classify(|side| Cow::Borrowed(&side.cells[0].clean));
    at
}
