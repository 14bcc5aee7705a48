//! The rules: which side of a field, or of a group of fields, gives its value to the hub.
//!
//! In: the sides with their cleaned cells, the rules in their order. Out: the side of the first rule that tells the
//! sides apart, or that nobody has chosen. A rule that finds some sides weaker and cannot tell the others apart leaves the
//! choice between these to the next one. A side with nothing in its leading cell is never chosen by a rule; only a
//! person can choose it.

use std::borrow::Cow;

use crate::merge::Context;
use crate::merge::fields::{TAX, is_phone};
use crate::merge::hub::Hub;
use crate::merge::policy::Rule;
use crate::merge::same::{cleaned_lines, cleaned_name, is_garbled, is_no_part, is_spoilt, is_valid};
use crate::record::{Field, Kind};
use crate::value::country::Country;
use crate::value::date::{Date, Order};
use crate::value::text::Placeholders;

/// A cell of a side.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'t> {
    /// The column it stands in, or would be written to.
    pub(crate) field: Field,
    /// As it stands, unquoted.
    pub(crate) raw: Cow<'t, str>,
    /// Cleaned; empty where there is no value.
    pub(crate) clean: String,
}

impl Cell<'_> {
    /// Whether it holds no value.
    pub(crate) fn is_blank(&self) -> bool {
        self.clean.is_empty()
    }

    /// Whether it holds the value of another cell of the same column in another writing.
    pub(crate) fn is_other_writing(&self, other: &Self) -> bool {
        self.field == other.field && self.clean == other.clean && self.raw != other.raw && !self.is_blank()
    }
}

/// A member of the hub that has the column, or all columns of the group.
#[derive(Debug, Clone)]
pub(crate) struct Side<'t> {
    /// Which member of the hub.
    pub(crate) member: usize,
    /// One for each field of the unit.
    pub(crate) cells: Vec<Cell<'t>>,
    /// Sides of one class differ by no more than writing.
    pub(crate) class: usize,
}

impl Side<'_> {
    /// Whether another side has the same cells, letter by letter.
    fn is_twin(&self, other: &Side<'_>) -> bool {
        let mut pairs = self.cells.iter().zip(&other.cells);
        pairs.all(|(one, other)| one.raw == other.raw && one.clean == other.clean)
    }

    /// What it says field by field: two address lines count as one, and so do the two of a name; the second says nothing
    /// then.
    pub(crate) fn texts(&self, country: Option<Country>, placeholders: &Placeholders) -> Vec<Cow<'_, str>> {
        let mut texts: Vec<Cow<'_, str>> = self.cells.iter().map(|cell| Cow::Borrowed(&*cell.clean)).collect();
        let at = |field| self.cells.iter().position(|cell| cell.field == field);
        for (first, second) in [(Field::Name, Field::Name2), (Field::Address, Field::Address2)] {
            let (Some(one), Some(two)) = (at(first), at(second)) else { continue };
            let both = [&*self.cells[one].raw, &*self.cells[two].raw];
            // A second line with nothing in it adds nothing: the first one is cleaned already.
            if !both[1].is_empty() || both[0].is_empty() {
                let name = first == Field::Name;
                let joint =
                    if name { cleaned_name(both, placeholders) } else { cleaned_lines(both, country, placeholders) };
                texts[one] = Cow::Owned(joint);
            }
            texts[two] = Cow::Borrowed("");
        }
        texts
    }

    /// Whether a spreadsheet has left something else in place of one of its values, or letters of it were lost: nothing
    /// goes from it to others then.
    pub(crate) fn is_spoilt(&self) -> bool {
        self.cells.iter().any(|cell| is_spoilt(cell.field, &cell.raw) || is_garbled(&cell.raw))
    }

    /// Whether the leading cell holds a value.
    pub(crate) fn leads(&self) -> bool {
        self.cells.first().is_some_and(|cell| !cell.is_blank())
    }
}

/// A field, or a group that moves together, as the members of a hub have it; the contact first where it has it.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'t> {
    /// The fields, the leading one in front.
    pub(crate) fields: Vec<Field>,
    /// The sides in the order of the members.
    pub(crate) sides: Vec<Side<'t>>,
    /// For each field what a person has before him, by table, where that is more or less than what the sides say.
    pub(crate) seen: Vec<Vec<(Kind, String)>>,
}

impl Unit<'_> {
    /// Whether the sides differ by no more than writing.
    pub(crate) fn is_agreed(&self) -> bool {
        self.sides.windows(2).all(|pair| pair[0].class == pair[1].class)
    }

    /// Gives one class to sides with the same text, which twins have without its being asked for.
    pub(crate) fn classify(&mut self, text: impl for<'s> Fn(&'s Side<'_>) -> Cow<'s, str>) {
        let mut classes: Vec<usize> = Vec::with_capacity(self.sides.len());
        let mut texts: Vec<(usize, Cow<'_, str>)> = Vec::with_capacity(self.sides.len());
        for (at, side) in self.sides.iter().enumerate() {
            let class = if let Some(twin) = self.sides[..at].iter().position(|other| other.is_twin(side)) {
                classes[twin]
            } else {
                let text = text(side);
                let like = texts.iter().find(|(_, other)| *other == text).map(|&(class, _)| class);
                texts.push((at, text));
                like.unwrap_or(at)
            };
            classes.push(class);
        }
        drop(texts);
        self.sides.iter_mut().zip(classes).for_each(|(side, class)| side.class = class);
    }
}

/// What people said on a unit, where it still stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing.
    #[default]
    Unanswered,
    /// This side's value, by its place among the sides.
    Side(usize),
    /// A new value, raw and cleaned.
    Value {
        /// As the person wrote it.
        raw: String,
        /// Cleaned.
        clean: String,
    },
    /// Something about values that have changed since.
    Stale,
    /// Something that cannot be done, or two things that contradict each other: no rule chooses against a person's word.
    Refused,
}

/// How a unit ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A side gives its value.
    Side(usize, Rule),
    /// A person gave a new value, raw and cleaned.
    Value {
        /// As the person wrote it.
        raw: String,
        /// Cleaned.
        clean: String,
    },
    /// Every side stays, and a person is asked, by this rule or for want of one.
    Open(Option<Rule>),
    /// Every side stays, and a person is asked again.
    Stale,
    /// The sides of a group contradict each other in nothing: each of its fields takes the one value there is.
    Apiece,
    /// Every side stays, and that is no conflict.
    Never,
}

/// The verdict of the first rule that tells the sides apart. What a person decided comes first where the rules do not
/// give it another place: decisions are honoured by every run.
pub(crate) fn judge(
    unit: &Unit<'_>,
    hub: &Hub<'_>,
    rules: &[Rule],
    standing: &Standing,
    country: Option<Country>,
    context: &Context<'_>,
) -> Verdict {
    let placeholders = context.placeholders;
    let implied = if rules.contains(&Rule::Decided) { None } else { Some(Rule::Decided) };
    // What a rule finds weaker is out of the race: no later rule brings it back.
    let mut live: Vec<usize> = (0..unit.sides.len()).filter(|&side| unit.sides[side].leads()).collect();
    let is_contact = |side: usize| hub.members[unit.sides[side].member].kind == Kind::Contact;
    let is_wrong = |side: usize| !TAX.contains(&unit.fields[0]) && valid(unit, side, country, placeholders) == Some(0);
    for rule in implied.iter().chain(rules) {
        let side = match rule {
            Rule::Decided => match standing {
                Standing::Unanswered => continue,
                Standing::Side(side) => Some(*side),
                Standing::Value { raw, clean } => return Verdict::Value { raw: raw.clone(), clean: clean.clone() },
                Standing::Stale => return Verdict::Stale,
                Standing::Refused => return Verdict::Open(Some(Rule::Decided)),
            },
            Rule::Ask => return Verdict::Open(Some(Rule::Ask)),
            Rule::Never => return Verdict::Never,
            Rule::Filled => match filled(unit, country, placeholders) {
                None if is_consistent(unit, context.home) => return Verdict::Apiece,
                // What is none of its field fills no blank; tax numbers are asked where they are filled.
                Some(side) if unit.fields.len() == 1 && is_wrong(side) => return Verdict::Never,
                side => side.filter(|side| live.contains(side)),
            },
            Rule::Valid => {
                narrowed(unit, &mut live, |live| weaker(live, |side| valid(unit, side, country, placeholders)))
            }
            Rule::Newest => narrowed(unit, &mut live, |live| {
                // Of a record that is closed the last change was to say so.
                let is_open = |&side: &usize| !hub.members[unit.sides[side].member].is_closed();
                let open: Vec<usize> = live.iter().copied().filter(is_open).collect();
                let race = if open.is_empty() { live } else { &*open };
                let closed = live.iter().filter(|side| !race.contains(side)).copied();
                closed.chain(dated(unit, hub, race, context.as_of, |day| day)).collect()
            }),
            Rule::Oldest => {
                narrowed(unit, &mut live, |live| dated(unit, hub, live, context.as_of, |day| u32::MAX - day))
            }
            Rule::Longest => narrowed(unit, &mut live, |live| weaker(live, |side| Some(length(&unit.sides[side])))),
            Rule::Contact => live.iter().copied().find(|&side| is_contact(side)),
            Rule::Account => live.iter().copied().find(|&side| !is_contact(side)),
        };
        if let Some(side) = side.filter(|&side| *rule == Rule::Decided || unit.sides[side].leads()) {
            if unit.sides[side].is_spoilt() {
                return Verdict::Open(Some(*rule));
            }
            return Verdict::Side(side, *rule);
        }
    }
    Verdict::Open(None)
}

/// The one value there is: all sides with something there agree, and others have nothing; of several telephone numbers or
/// mail addresses in one cell, the side that holds all there are. In a group, the side that
/// completes all others and contradicts none, those included that have nothing in the leading cell.
fn filled(unit: &Unit<'_>, country: Option<Country>, placeholders: &Placeholders) -> Option<usize> {
    let leading: Vec<usize> = (0..unit.sides.len()).filter(|&at| unit.sides[at].leads()).collect();
    let first = *leading.first()?;
    if unit.fields.len() == 1 {
        let agreed = leading.iter().all(|&at| unit.sides[at].class == unit.sides[first].class);
        if agreed {
            return (leading.len() < unit.sides.len()).then_some(first);
        }
        let clean = |at: usize| &*unit.sides[at].cells[0].clean;
        let has_all =
            |&one: &usize| leading.iter().all(|&other| completes_values(unit.fields[0], clean(one), clean(other)));
        return leading.iter().copied().find(has_all);
    }
    let texts: Vec<_> = unit.sides.iter().map(|side| side.texts(country, placeholders)).collect();
    let completes = |one: usize, other: usize| {
        let mut pairs = unit.fields.iter().zip(texts[one].iter().zip(&texts[other]));
        pairs.all(|(&field, (one, other))| {
            other.is_empty() || one == other || field == Field::Address && completes_lines(one, other)
        })
    };
    leading.into_iter().find(|&one| (0..unit.sides.len()).all(|other| completes(one, other)))
}

/// Whether a cell of several values, cleaned, holds all that another does.
fn completes_values(field: Field, one: &str, other: &str) -> bool {
    (is_phone(field) || field == Field::Email)
        && one.contains(';')
        && other.contains(';')
        && other.split(';').all(|value| one.split(';').any(|own| own == value))
}

/// Whether address lines, cleaned, say all that others do, and more: the number of the house, the unit.
fn completes_lines(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|lines| lines.split('|'));
    one.clone().count() == other.clone().count() && one.zip(other).all(|(one, other)| one == other || is_no_part(other))
}

/// Whether the sides of a group say the same in each field where they say anything, and those with nothing in the leading
/// cell say nothing of their own but the country of records that name none.
fn is_consistent(unit: &Unit<'_>, home: Option<Country>) -> bool {
    let is_home = |cell: &Cell<'_>| cell.field == Field::Country && home.is_none_or(|home| home.code() == cell.clean);
    unit.fields.len() > 1
        && (0..unit.fields.len()).all(|at| {
            let mut leading = unit.sides.iter().filter(|side| side.leads()).map(|side| &side.cells[at]);
            let known = leading.find(|cell| !cell.is_blank());
            unit.sides.iter().all(|side| match (&side.cells[at], known) {
                (cell, _) if cell.is_blank() => true,
                (cell, Some(known)) => cell.clean == known.clean,
                (cell, None) => is_home(cell),
            })
        })
}

/// Takes out of the race what only weaker sides say; the first of those that are left, where they agree, and others did not. Against
/// blanks alone only `filled` speaks.
fn narrowed(unit: &Unit<'_>, live: &mut Vec<usize>, weaker: impl Fn(&[usize]) -> Vec<usize>) -> Option<usize> {
    let agree = |live: &[usize]| live.windows(2).all(|pair| unit.sides[pair[0]].class == unit.sides[pair[1]].class);
    if agree(live) {
        return None;
    }
    let out = weaker(live);
    let class = |side: &usize| unit.sides[*side].class;
    let left: Vec<usize> = live.iter().filter(|side| !out.contains(side)).map(class).collect();
    live.retain(|side| left.contains(&class(side)));
    live.first().copied().filter(|_| agree(live))
}

/// The sides of less than the greatest strength; one of which nothing is known is not weaker than others.
fn weaker(live: &[usize], strength: impl Fn(usize) -> Option<u32>) -> Vec<usize> {
    let strengths: Vec<Option<u32>> = live.iter().map(|&side| strength(side)).collect();
    let greatest = strengths.iter().copied().max().flatten();
    let pairs = live.iter().zip(strengths);
    pairs.filter(|(_, strength)| strength.is_some() && *strength < greatest).map(|(&side, _)| side).collect()
}

/// Whether the leading value is syntactically right.
fn valid(unit: &Unit<'_>, side: usize, country: Option<Country>, placeholders: &Placeholders) -> Option<u32> {
    let cell = unit.sides[side].cells.first()?;
    is_valid(cell.field, &cell.raw, country, placeholders).map(u32::from)
}

/// The sides whose records are of less than the greatest rank by their dates, as numbers that grow with time, whether day
/// or month comes first where nothing proves it. A date after the day of the run is none.
fn dated(unit: &Unit<'_>, hub: &Hub<'_>, live: &[usize], as_of: Option<Date>, rank: impl Fn(u32) -> u32) -> Vec<usize> {
    let number =
        |day: Date| u32::from(day.year.unsigned_abs()) * 10_000 + u32::from(day.month) * 100 + u32::from(day.day);
    let read = |guess| {
        weaker(live, |side| {
            let member = &hub.members[unit.sides[side].member];
            let day = member.modified(guess).filter(|&day| as_of.is_none_or(|as_of| day <= as_of));
            day.map(number).map(&rank)
        })
    };
    let either = read(Order::MonthDay);
    read(Order::DayMonth).into_iter().filter(|side| either.contains(side)).collect()
}

fn length(side: &Side<'_>) -> u32 {
    let characters: usize = side.cells.iter().map(|cell| cell.raw.trim().chars().count()).sum();
    u32::try_from(characters).unwrap_or(u32::MAX)
}
