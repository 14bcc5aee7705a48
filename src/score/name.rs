//! Two names: their words, their legal forms, and what tells father from son.

use crate::clean::names::{self, Entry, Part, Token};
use crate::clean::{NONE, Profile, Profiles, Span};
use crate::score::model::Model;
use crate::score::weights::{self, ALIAS, CLOSED, OTHER_GENERATION, OTHER_SEX, TWO_PEOPLE};
use crate::score::words::{self, Difference, Towns, Words};
use crate::score::{Finding, Level};
use crate::value::name;
use crate::value::person::Generation;

/// Of how many firms two names are, as far as names can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// They differ by writing alone.
    One,
    /// By more than that - a word more, a word cut short, a slip that another name may be as well, a man and the company
    /// named for him: they may be those of two firms that share what else agrees.
    Open,
    /// They exclude each other: by legal form, by trade, by what tells the companies of a group apart.
    Two,
}

/// The comparison of two names.
pub(super) struct Names {
    pub(super) words: Finding,
    pub(super) form: Finding,
    /// Whether another person of the family is meant.
    pub(super) person: Finding,
    /// Another number, given name or generation.
    pub(super) contradiction: bool,
    /// What kind of words one side has and the other has not.
    pub(super) difference: Difference,
    /// Whether a given name of a person, or its initial, is among what they share.
    pub(super) given: bool,
    /// Whether a given name is among it that the two have in two languages.
    pub(super) translated: bool,
    /// Whether they may be those of two, though no word is left over: see [`Naming::Open`].
    open: bool,
    /// Whether one of the two has letters that only look like those of the other: the trick of a false invoice.
    pub(super) disguised: bool,
}

impl Names {
    /// Nothing to compare.
    const MISSING: Self = Self {
        words: Finding::MISSING,
        form: Finding::MISSING,
        person: Finding::MISSING,
        contradiction: false,
        difference: Difference::Nothing,
        given: false,
        translated: false,
        open: false,
        disguised: false,
    };

    /// Of how many firms they are.
    pub(super) fn naming(&self) -> Naming {
        let excluded = matches!(self.difference, Difference::Trades | Difference::BothOfGroup);
        if excluded || self.form.level == Level::Different {
            Naming::Two
        } else if self.open || self.difference != Difference::Nothing {
            Naming::Open
        } else {
            Naming::One
        }
    }

    /// Whether they have the same words, and no more.
    pub(super) fn are_same(&self) -> bool {
        self.words.level == Level::SameWords && self.difference == Difference::Nothing
    }

    /// Takes back what it costs that family names differ where a given name agrees: for people whom a day of birth or a
    /// number shows to be one, since people marry.
    pub(super) fn marry(&mut self) {
        if self.words.level == Level::SiblingName && self.given {
            self.words.bits.0 += TWO_PEOPLE;
        }
    }
}

/// Compares the names of two records, aliases included: the combination that speaks best.
pub(super) fn compare(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Names {
    if a.name == NONE || b.name == NONE {
        return Names::MISSING;
    }
    let names = &profiles.names;
    let (x, y) = (&names.entries[a.name as usize], &names.entries[b.name as usize]);
    let towns = Towns::of(profiles, a, b);
    let pair = |p: Span, q: Span| {
        words::compare(
            [names.tokens(p), names.tokens(q)],
            [x.cut, y.cut],
            [x.form, y.form],
            &names.vocabulary,
            model,
            towns,
        )
    };
    let mut best = pair(x.tokens, y.tokens);
    let part = best.part;
    // The first combination is that of the names themselves.
    let mut alien = x.aliases.len > 0 && y.aliases.len > 0;
    for (p, q, cost) in combinations(names, x, y).skip(1) {
        let mut words = pair(p, q);
        words.bits -= cost;
        alien &= cost < 2 * ALIAS || words.difference == Difference::Everything;
        if words.bits > best.bits {
            // Who goes by the name of another as well may be the other's agent.
            best = Words { open: true, ..words };
        }
    }
    // `Gasthof Zur Post, Inh. Berger` beside `Inh. Maurer`: another one runs it, or it is another one.
    best.open |= alien;
    if part {
        // They have the name of the house in common, however it stands there.
        best.difference = Difference::OfHouse;
    }
    // Whatever of the words is shared, it is not rarer than all of them together.
    let most = if x.set == y.set {
        model.same_words(names.sets.get(&x.set).map_or(1, |&(records, _)| records))
    } else {
        model.own_words - if best.lost == 0 || a.person && b.person { 0 } else { model.whole }
    };
    best.bits = best.bits.min(most - best.lost);
    let person = other_person(x, y);
    // Of two people of a family a legal form that both have is the family's.
    let form = if person == Finding::MISSING { forms(x, y, model) } else { Finding::MISSING };
    if person != Finding::MISSING {
        // Whatever they share, the household shares.
        best.difference = Difference::OfFamily;
    }
    let closed = if x.closed || y.closed { CLOSED } else { 0 };
    let words = Finding::new(best.level, best.bits - closed);
    Names {
        words,
        form,
        person,
        contradiction: best.contradiction || matches!(person.level, Level::OtherGeneration | Level::OtherSex),
        difference: best.difference,
        given: best.given,
        translated: best.translated,
        open: best.open || are_two_bodies(profiles, x, y, form),
        disguised: x.disguised != y.disguised,
    }
}

/// What says that another person of the family is meant.
fn other_person(x: &Entry, y: &Entry) -> Finding {
    match (x.generation, y.generation) {
        // Junior is the second of his name.
        (Some(Generation::Junior), Some(Generation::Number(2)))
        | (Some(Generation::Number(2)), Some(Generation::Junior)) => Finding::MISSING,
        (Some(p), Some(q)) if p != q => Finding::fixed(OTHER_GENERATION),
        (Some(_), None) | (None, Some(_)) => Finding::fixed(weights::ONE_GENERATION),
        _ if x.sex.is_some_and(|sex| y.sex.is_some_and(|other| other != sex)) => Finding::fixed(OTHER_SEX),
        _ => Finding::MISSING,
    }
}

/// Whether two names may be those of two bodies by their legal forms: a man and the company named for him, a company and
/// the one that works for the common good.
fn are_two_bodies(profiles: &Profiles, x: &Entry, y: &Entry, form: Finding) -> bool {
    let akin = || matches!((x.form, y.form), (Some(one), Some(other)) if !name::are_one(one, other));
    is_owner(profiles, x, y) || is_owner(profiles, y, x) || form.level == Level::Compatible && akin()
}

/// Whether a name without a legal form is that of a person and says nothing else, while the other is a company's.
fn is_owner(profiles: &Profiles, one: &Entry, other: &Entry) -> bool {
    if one.form.is_some() || other.form.is_none() {
        return false;
    }
    let tokens = profiles.names.tokens(one.tokens);
    let is_first = |token: &Token| {
        matches!(token.part, Part::Given | Part::Initial) || profiles.names.vocabulary.is_given(token.word)
    };
    let is_personal = |token: &Token| match token.part {
        Part::Content | Part::Initial | Part::Given | Part::Family | Part::Particle => true,
        Part::Common => token.is_small(),
        Part::Trade | Part::Place | Part::Branch | Part::Number => false,
    };
    tokens.iter().any(is_first) && tokens.iter().all(is_personal)
}

/// Each name of one record with each of the other, and what it costs to go by other names.
fn combinations<'a>(
    names: &'a names::Names,
    x: &'a Entry,
    y: &'a Entry,
) -> impl Iterator<Item = (Span, Span, i32)> + 'a {
    let spans = |entry: &'a Entry| {
        let aliases = names.aliases[entry.aliases.range()].iter().map(|&alias| (alias, ALIAS));
        std::iter::once((entry.tokens, 0)).chain(aliases)
    };
    spans(x).flat_map(move |(p, cost_p)| spans(y).map(move |(q, cost_q)| (p, q, cost_p + cost_q)))
}

fn forms(x: &Entry, y: &Entry, model: &Model) -> Finding {
    let counted = || x.form.map_or(0, |form| model.same_form(form.name));
    Finding::weighed(weights::form(name::relation(x.form, y.form)), counted)
}
