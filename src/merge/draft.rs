//! What becomes of one hub, while its fields are judged one after another.
//!
//! In: units with their verdicts. Out: the cells that change, the conflicts with what each destroys, counts, issues.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::decide::lines::{Fate, Fates};
use crate::error::Issue;
use crate::merge::answers::{refuse, subject};
use crate::merge::conflicts::{Chosen, Outcome};
use crate::merge::hub::Hub;
use crate::merge::policy::{Mode, Rule};
use crate::merge::rules::{Cell, Side, Unit, Verdict};
use crate::merge::{Change, Conflict, State};
use crate::record::{Field, Source};
use crate::value::text::{squeeze, visible};

/// New values by member and column.
pub(crate) type Writes = BTreeMap<(usize, Field), String>;

/// What is known of a hub so far.
#[derive(Debug, Default)]
pub(crate) struct Draft<'t> {
    /// The cells written to.
    pub(crate) writes: Writes,
    /// Fields whose sides differ by more than writing.
    pub(crate) conflicts: Vec<Conflict<'t>>,
    /// Fields whose sides differ by writing alone, where they are wanted.
    pub(crate) cosmetics: Vec<Conflict<'t>>,
    /// How many there are, wanted or not.
    pub(crate) cosmetic: u64,
    /// Whether they are wanted.
    pub(crate) lists_cosmetics: bool,
    /// Whether columns are judged together or each by itself.
    mode: Mode,
    /// The columns of blanks that were filled.
    pub(crate) fills: Vec<Field>,
    /// Values that do not fit, answers that could not be applied.
    pub(crate) issues: Vec<Issue>,
    /// What became of the answers, by their places among those of the hub.
    fates: BTreeMap<usize, Fate>,
    /// The fields that a value did not fit.
    unfit: BTreeSet<Field>,
}

/// A value that is to take the place of a cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<'a> {
    /// The member whose cell it is.
    pub(crate) member: usize,
    /// The cell.
    pub(crate) target: &'a Cell<'a>,
    /// The value.
    pub(crate) text: &'a str,
    /// Whether that is none: such a cell is not filled.
    pub(crate) is_blank: bool,
}

/// The value of a cell now: what was written, else what the file says.
pub(crate) fn current<'a>(draft: &'a Draft<'_>, hub: &'a Hub<'_>, member: usize, field: Field) -> Cow<'a, str> {
    match draft.writes.get(&(member, field)) {
        Some(text) => Cow::Borrowed(text.as_str()),
        None => hub.members[member].value(field),
    }
}

impl<'t> Draft<'t> {
    /// Nothing yet; `lists_cosmetics` says whether [`Draft::cosmetics`] are wanted.
    pub(crate) fn new(lists_cosmetics: bool, mode: Mode) -> Self {
        Self { lists_cosmetics, mode, ..Self::default() }
    }

    /// Applies a verdict: writes to the sides that lose, and a conflict row for what is lost or left open.
    ///
    /// `fill` says whether blank sides take the value of the one a rule chose; a person's choice fills them anyway.
    pub(crate) fn settle(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, verdict: &Verdict, fill: bool) {
        match verdict {
            Verdict::Never | Verdict::Apiece => {}
            Verdict::Open(rule) => self.leave(hub, unit, &Outcome::open(*rule, State::Open)),
            Verdict::Stale => self.leave(hub, unit, &Outcome::open(Some(Rule::Decided), State::Stale)),
            Verdict::Side(winner, rule) => self.move_unit(hub, unit, *winner, *rule, fill),
            Verdict::Value { raw, clean } => self.give(hub, unit, raw, clean),
        }
        let rule = match verdict {
            Verdict::Side(_, rule) => rule.word(),
            Verdict::Value { .. } => Rule::Decided.word(),
            _ => "",
        };
        self.note_cosmetics(hub, unit, rule);
    }

    /// Every side stays: rows for the cells that differ.
    fn leave(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, outcome: &Outcome<'_, 't>) {
        for at in 0..unit.fields.len() {
            self.report(hub, unit, at, outcome);
        }
    }

    /// One side's cells go to all sides that say something else.
    fn move_unit(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, winner: usize, rule: Rule, fill: bool) {
        let (from, is_decided) = (&unit.sides[winner], rule == Rule::Decided);
        // Where an address is completed, its post code regains the zero that a spreadsheet took. What a person chose goes to
        // all letter by letter, and so does what moves whole.
        let regains = |target: &Cell<'_>, source: &Cell<'_>| source.raw.strip_prefix('0') == Some(&*target.raw);
        let mut moving = Vec::new();
        for side in unit.sides.iter().filter(|side| is_decided || side.class != from.class) {
            if side.leads() || is_decided || fill {
                let is_whole = is_decided || is_replaced(side, from);
                let differs = |(target, source): &(&Cell<'_>, &Cell<'_>)| {
                    target.clean != source.clean
                        || target.field == Field::PostCode && regains(target, source)
                        || is_whole && target.is_other_writing(source)
                };
                let pairs = side.cells.iter().zip(&from.cells).filter(differs);
                moving.extend(pairs.map(|(target, source)| Move {
                    member: side.member,
                    target,
                    text: &source.raw,
                    is_blank: source.is_blank(),
                }));
            }
        }
        if !self.spread(hub, &moving) {
            return self.leave(hub, unit, &Outcome::open(Some(rule), State::Open));
        }
        // Where something is replaced a conflict shows the address.
        if rule == Rule::Filled {
            moving.iter().for_each(|one| self.note_town(hub, one));
        }
        for at in 0..from.cells.len() {
            let chosen = Some(Chosen::side(hub, from, at));
            let outcome = Outcome { chosen, rule: rule.word(), state: Outcome::state_of(rule) };
            self.report(hub, unit, at, &outcome);
        }
    }

    /// A new value of a person's goes to all sides, letter by letter. The unit has one field.
    fn give(&mut self, hub: &Hub<'t>, unit: &Unit<'t>, text: &str, clean: &str) {
        let cells = unit.sides.iter().filter_map(|side| side.cells.first().map(|cell| (side.member, cell)));
        let changing = cells.filter(|(_, cell)| cell.raw != text);
        let changing: Vec<_> =
            changing.map(|(member, target)| Move { member, target, text, is_blank: false }).collect();
        if !self.spread(hub, &changing) {
            return self.leave(hub, unit, &Outcome::open(Some(Rule::Decided), State::Open));
        }
        let chosen = Some(Chosen { raw: Cow::Owned(text.to_owned()), clean, class: None, from: "decision" });
        let outcome = Outcome { chosen, rule: Rule::Decided.word(), state: State::Answered };
        if !unit.is_agreed() {
            self.report(hub, unit, 0, &outcome);
        }
    }

    /// Writes values over cells of members: all of them, or none where some do not fit. One value for the whole hub: it goes
    /// to all of its members, or a person is asked. Each cell that it does not fit is noted.
    pub(crate) fn spread(&mut self, hub: &Hub<'_>, all: &[Move<'_>]) -> bool {
        let unfit = all.iter().filter(|one| !self.fits(hub, one.member, one.target.field, one.text)).count();
        if unfit == 0 {
            all.iter().for_each(|one| self.write(one));
        }
        unfit == 0
    }

    fn write(&mut self, &Move { member, target, text, is_blank }: &Move<'_>) {
        self.writes.insert((member, target.field), text.to_owned());
        if target.is_blank() && !is_blank {
            self.fills.push(target.field);
        }
    }

    /// Whether a value fits its column, in characters, and the encoding of its file; an issue where it does not.
    pub(crate) fn fits(&mut self, hub: &Hub<'_>, member: usize, field: Field, text: &str) -> bool {
        let too_long = field.max_length().filter(|&most| text.chars().count() > most);
        let problem = match (too_long, hub.members[member].cannot_hold(text)) {
            (Some(most), _) => format!("the value it should take is longer than {most} characters: the cell stays"),
            (None, Some(problem)) => format!("{problem}: the cell stays as it was"),
            (None, None) if visible(text) == text => return true,
            (None, None) => "the value it should take breaks lines or controls a screen: the cell stays".to_owned(),
        };
        self.note(hub, member, field, problem, text);
        self.unfit.insert(subject(field, self.mode));
        false
    }

    /// Notes the town that gives way to that of the post code it gets, where it reads as the other one and is written in other
    /// words: no conflict shows it.
    fn note_town(&mut self, hub: &Hub<'_>, &Move { member, target: old, text: new, .. }: &Move<'_>) {
        if old.field == Field::City && !old.is_blank() && squeeze(&old.raw) != squeeze(new) {
            self.note(hub, member, Field::City, "gives way to the town of the post code that is filled", &old.raw);
        }
    }

    /// Whether a value did not fit one of these fields.
    pub(crate) fn is_unfit(&self, fields: &[Field]) -> bool {
        fields.iter().any(|&field| self.unfit.contains(&subject(field, self.mode)))
    }

    /// Says what became of an answer. One on a tax number may be heard on two columns: the graver counts.
    pub(crate) fn became(&mut self, answer: usize, fate: Fate) {
        let known = self.fates.entry(answer).or_insert(fate);
        *known = fate.max(*known);
    }

    /// Notes an issue about an answer.
    pub(crate) fn about(
        &mut self,
        hub: &Hub<'_>,
        answer: usize,
        column: &'static str,
        problem: &'static str,
        value: &str,
    ) {
        let line = hub.answers[answer].line;
        self.issues.push(Issue::noted(Source::Decisions, line, problem).column(column).value(value));
    }

    /// Says that an answer cannot be applied.
    pub(crate) fn refuse(
        &mut self,
        hub: &Hub<'_>,
        answer: usize,
        column: &'static str,
        problem: &'static str,
        value: &str,
    ) {
        self.became(answer, Fate::Refused);
        self.issues.push(refuse(hub.answers[answer].line, column, problem, value));
    }

    /// What became of each answer of the hub. One that no field has heard is on a column that its records do not share.
    pub(crate) fn fates(&mut self, hub: &Hub<'_>) -> Fates {
        for place in 0..hub.answers.len() {
            if !self.fates.contains_key(&place) {
                let field = hub.answers[place].field.caption();
                self.refuse(hub, place, "Field", "the records have no such column in common", field);
            }
        }
        self.fates.iter().map(|(&place, &fate)| (hub.answers[place].line, fate)).collect()
    }

    /// Notes an issue about a cell; `value` is the text it is about.
    pub(crate) fn note(
        &mut self,
        hub: &Hub<'_>,
        member: usize,
        field: Field,
        problem: impl Into<Cow<'static, str>>,
        value: &str,
    ) {
        let target = &hub.members[member];
        let issue = Issue::noted(Source::Table(target.kind), target.line(), problem);
        self.issues.push(issue.column(target.caption(field).to_owned()).value(value));
    }
}

/// Whether something that a side says gives way to another one's, or it gets another one's post code. The rest goes along
/// then, where it differs by writing alone too: two towns may read as one, `Hengelo (Ov)` and `Hengelo (Gld)`.
pub(crate) fn is_replaced(side: &Side<'_>, from: &Side<'_>) -> bool {
    let mut pairs = side.cells.iter().zip(&from.cells);
    let tells = |cell: &Cell<'_>| !cell.is_blank() || cell.field == Field::PostCode;
    pairs.any(|(target, source)| target.clean != source.clean && tells(target))
}

/// The cells that change, sorted; none that keeps its value.
pub(crate) fn changes(writes: Writes, hub: &Hub<'_>) -> impl Iterator<Item = Change> {
    writes.into_iter().filter_map(|((member, field), value)| {
        let target = &hub.members[member];
        let column = u16::try_from(target.column(field)?).ok()?;
        let change = Change { kind: target.kind, row: target.row, column, value };
        (target.value(field) != change.value.as_str()).then_some(change)
    })
}
