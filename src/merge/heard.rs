//! What people said on one field of a hub, and what became of it.
//!
//! In: the answers of a hub, a unit, the verdict on it. Out: what is still to be done, and a fate for each answer. Nothing
//! is said to be done before the verdict is entered: a rule of the job may speak before people do, and a value may not fit.

use crate::decide::lines::Fate;
use crate::merge::answers::{Answer, subject};
use crate::merge::conflicts::seen;
use crate::merge::draft::Draft;
use crate::merge::fields::is_phone;
use crate::merge::hub::Hub;
use crate::merge::per_field::Bench;
use crate::merge::policy::Rule;
use crate::merge::rules::{Standing, Unit, Verdict};
use crate::merge::same::{is_garbled, is_spoilt, is_valid};
use crate::read::decisions::{Choice, Fault};
use crate::record::{Field, Kind};
use crate::value::country::Country;
use crate::value::text::visible;

/// Why a new value is not taken.
const GARBLED: &str = "the new value has letters that a transfer has damaged, or that only look like others";

/// What people want of a field of a unit.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// What is to be done; nothing where all of it is fulfilled, refused or stale.
    pub(crate) standing: Standing,
    /// The answers that want it, by their places among those of the hub.
    by: Vec<usize>,
}

/// What one answer comes to.
enum Wish {
    Fulfilled,
    Refused(Fault),
    Open(Standing),
}

impl Heard {
    /// Hears the answers on one field of a unit. What stands on all sides already is fulfilled, and silent; what is about
    /// values that have changed since is stale, and reported.
    pub(crate) fn on<'t>(hub: &Hub<'t>, unit: &Unit<'t>, at: usize, bench: Bench<'_>, draft: &mut Draft<'t>) -> Self {
        let field = subject(unit.fields[at], bench.policy.mode);
        let mut answers = hub.answers.iter().enumerate().filter(|(_, answer)| answer.field == field).peekable();
        if answers.peek().is_none() || unit.sides.is_empty() {
            return Self::default();
        }
        let now = seen(hub, unit, at);
        let agreed = unit.sides.windows(2).all(|pair| pair[0].cells[at].clean == pair[1].cells[at].clean);
        let (mut is_stale, mut is_refused) = (false, false);
        let mut wishes: Vec<(usize, Standing)> = Vec::new();
        for (place, answer) in answers {
            let is_live = answer.seen.is_empty() || answer.seen == now || was_seen(hub, unit, at, bench, &answer.seen);
            match wish(hub, unit, at, answer, is_live, agreed, bench) {
                Wish::Fulfilled => draft.became(place, Fate::Fulfilled),
                Wish::Refused((column, problem)) => {
                    draft.refuse(hub, place, column, problem, unit.fields[at].caption());
                    is_refused = true;
                }
                Wish::Open(standing) if is_live => {
                    if let Some(problem) = doubtful(unit.fields[at], &standing, bench) {
                        draft.about(hub, place, "New Value", problem, &answer.new_value);
                    }
                    wishes.push((place, standing));
                }
                Wish::Open(_) => {
                    draft.became(place, Fate::Stale);
                    draft.about(hub, place, "Seen", "the values have changed since this was decided", &answer.seen);
                    is_stale |= !agreed;
                }
            }
        }
        let by: Vec<usize> = wishes.iter().map(|&(place, _)| place).collect();
        if wishes.iter().skip(1).any(|(_, standing)| !is_same_wish(unit, at, &wishes[0].1, standing)) {
            for place in by {
                let problem = "two decisions on this field contradict each other";
                draft.refuse(hub, place, "Choice", problem, unit.fields[at].caption());
            }
            let standing = if is_stale { Standing::Stale } else { Standing::Refused };
            return Self { standing, by: Vec::new() };
        }
        if is_stale {
            asked_again(hub, &by, draft);
            return Self { standing: Standing::Stale, by: Vec::new() };
        }
        let otherwise = if is_refused { Standing::Refused } else { Standing::Unanswered };
        Self { standing: wishes.into_iter().next().map_or(otherwise, |(_, standing)| standing), by }
    }

    /// Says what became of the answers, after the verdict on the unit has been entered.
    pub(crate) fn done<'t>(&self, hub: &Hub<'t>, unit: &Unit<'t>, verdict: Option<&Verdict>, draft: &mut Draft<'t>) {
        let is_wanted = |verdict: &Verdict| match (verdict, &self.standing) {
            (Verdict::Value { .. } | Verdict::Side(_, Rule::Decided), _) => true,
            (Verdict::Side(chosen, _), Standing::Side(side)) => unit.sides[*chosen].class == unit.sides[*side].class,
            _ => false,
        };
        match verdict {
            None => self.by.iter().for_each(|&place| draft.became(place, Fate::Fulfilled)),
            Some(Verdict::Stale) => asked_again(hub, &self.by, draft),
            Some(Verdict::Open(Some(Rule::Decided))) => {
                let problem = "a spreadsheet has left something else in place of a value there: every side stays";
                self.by.iter().for_each(|&place| draft.refuse(hub, place, "Choice", problem, ""));
            }
            Some(verdict) if !is_wanted(verdict) => {
                let problem = "a rule of the job stands before `decided`, and has spoken";
                self.by.iter().for_each(|&place| draft.refuse(hub, place, "Field", problem, ""));
            }
            Some(_) if draft.is_unfit(&unit.fields) => {
                let problem = "the value is too long for a record it would go to, or its file has no such letters";
                self.by.iter().for_each(|&place| draft.refuse(hub, place, "Choice", problem, ""));
            }
            Some(_) => self.by.iter().for_each(|&place| draft.became(place, Fate::Applied)),
        }
    }
}

/// Whether a person saw these values, read by a country that some record of the hub names: he may have answered on the
/// country as well, or a rule chose another one then.
fn was_seen(hub: &Hub<'_>, unit: &Unit<'_>, at: usize, bench: Bench<'_>, said: &str) -> bool {
    let named = hub.members.iter().map(|one| Country::parse(&one.value(Field::Country)));
    named.chain([bench.context.home]).any(|country| {
        let mut read = Unit { seen: Vec::new(), ..unit.clone() };
        for cell in read.sides.iter_mut().map(|side| &mut side.cells[at]) {
            cell.clean = Bench { country, ..bench }.clean(cell.field, &cell.raw);
        }
        seen(hub, &read, at) == said
    })
}

/// Why a new value is hardly one of its field. It is written all the same: a person has said so.
fn doubtful(field: Field, wanted: &Standing, bench: Bench<'_>) -> Option<&'static str> {
    let Standing::Value { raw, .. } = wanted else { return None };
    if is_phone(field) && raw.contains(char::is_alphabetic) {
        return Some("letters in a phone number: Business Central takes none; taken as decided");
    }
    match is_valid(field, raw, bench.country, bench.context.placeholders) {
        Some(false) => Some("is not right as a value of this field; taken as decided"),
        _ => None,
    }
}

/// Answers that wait since another one, on the same field or on one that moves with it, is stale.
fn asked_again(hub: &Hub<'_>, by: &[usize], draft: &mut Draft<'_>) {
    for &place in by {
        draft.became(place, Fate::Stale);
        draft.about(
            hub,
            place,
            "Field",
            "another decision on what moves with this field is stale: all are asked again",
            "",
        );
    }
}

/// What one answer wants done; nothing where it is fulfilled or cannot be done.
fn wish(
    hub: &Hub<'_>,
    unit: &Unit<'_>,
    at: usize,
    answer: &Answer,
    is_live: bool,
    agreed: bool,
    bench: Bench<'_>,
) -> Wish {
    let kind = match answer.choice {
        Ok(Choice::Value) => {
            let raw = answer.new_value.clone();
            if is_spoilt(unit.fields[at], &raw) {
                return Wish::Refused(("New Value", "the new value is what a spreadsheet left in place of one"));
            }
            if is_garbled(&raw) {
                return Wish::Refused(("New Value", GARBLED));
            }
            if visible(&raw) != raw {
                return Wish::Refused(("New Value", "the new value holds signs that control a screen or break a line"));
            }
            let clean = bench.clean(unit.fields[at], &raw);
            let is_written = unit.sides.iter().all(|side| side.cells[at].raw == raw);
            let is_fulfilled = is_written || (!is_live && agreed && unit.sides[0].cells[at].clean == clean);
            return if is_fulfilled { Wish::Fulfilled } else { Wish::Open(Standing::Value { raw, clean }) };
        }
        Ok(Choice::Contact) => Kind::Contact,
        Ok(_) => answer.kind,
        Err(fault) => return Wish::Refused(fault),
    };
    let side = unit.sides.iter().position(|side| hub.members[side.member].kind == kind);
    // What differs by writing alone is what the person had before him, unless the values have changed since.
    let is_written = |side: usize| {
        let chosen = &unit.sides[side].cells[at];
        let mut cells = unit.sides.iter().map(|side| &side.cells[at]);
        !is_live || chosen.is_blank() || !cells.any(|cell| cell.is_other_writing(chosen))
    };
    match side {
        _ if agreed && side.is_none_or(is_written) => Wish::Fulfilled,
        None => Wish::Refused(("Choice", "the chosen side has no such column")),
        Some(side) if unit.sides[side].cells[at].is_blank() && answer.seen.is_empty() => {
            Wish::Refused(("Choice", "the chosen side has no value"))
        }
        Some(side) => Wish::Open(Standing::Side(side)),
    }
}

fn is_same_wish(unit: &Unit<'_>, at: usize, one: &Standing, other: &Standing) -> bool {
    match (one, other) {
        (Standing::Side(a), Standing::Side(b)) => unit.sides[*a].cells[at].clean == unit.sides[*b].cells[at].clean,
        _ => one == other,
    }
}
