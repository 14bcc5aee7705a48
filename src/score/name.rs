//! Two names: their words, their legal forms, and what tells father from son.

use crate::clean::names::{self, Entry};
use crate::clean::{NONE, Profile, Profiles, Span};
use crate::score::leftover::TWO_PEOPLE;
use crate::score::model::Model;
use crate::score::words::{self, Difference, Towns};
use crate::score::{Finding, Level};
use crate::value::name::{self, Relation};

/// The comparison of two names.
pub(super) struct Names {
    pub(super) words: Finding,
    pub(super) form: Finding,
    /// Another number, given name or generation.
    pub(super) contradiction: bool,
    /// What kind of words one side has and the other has not.
    pub(super) difference: Difference,
    /// Whether a given name of a person, or its initial, is among what they share.
    pub(super) given: bool,
    /// Whether one of the two has letters that only look like those of the other: the trick of a false invoice.
    pub(super) disguised: bool,
}

impl Names {
    /// As [`crate::score::Evidence::names_apart`].
    pub(super) fn apart(&self) -> bool {
        let words = match self.difference {
            Difference::Nothing | Difference::Word | Difference::OfPlace => false,
            Difference::OfGroup
            | Difference::Both
            | Difference::BothOfGroup
            | Difference::Trades
            | Difference::Everything => true,
        };
        words || self.form.level == Level::Different
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
        return Names {
            words: Finding::MISSING,
            form: Finding::MISSING,
            contradiction: false,
            difference: Difference::Nothing,
            given: false,
            disguised: false,
        };
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
    for (p, q, cost) in combinations(names, x, y).skip(1) {
        let mut words = pair(p, q);
        words.bits += cost;
        if words.bits > best.bits {
            best = words;
        }
    }
    if part {
        // A house and a part of it have the name of the house in common, however it stands there.
        best.difference = Difference::OfGroup;
    }
    // Whatever of the words is shared, it is not rarer than all of them together.
    let most = if x.set == y.set {
        model.same_words(names.sets.get(&x.set).map_or(1, |&(records, _)| records))
    } else {
        model.own_words - if best.lost == 0 || a.person && b.person { 0 } else { model.whole }
    };
    best.bits = best.bits.min(most - best.lost);
    let other = match (x.generation, y.generation) {
        (Some(p), Some(q)) if p != q => Some(Finding::new(Level::OtherGeneration, -9000)),
        (Some(_), None) | (None, Some(_)) => Some(Finding::new(Level::OtherGeneration, -2500)),
        _ if x.sex.is_some_and(|sex| y.sex.is_some_and(|other| other != sex)) => {
            Some(Finding::new(Level::OtherSex, -5000))
        }
        _ => None,
    };
    let form = other.unwrap_or_else(|| forms(x, y, model));
    let contradiction = best.contradiction || other.is_some_and(|other| other.bits.0 <= -5000);
    if other.is_some() {
        // Father and son, man and wife: whatever they share, the household shares.
        best.difference = Difference::OfGroup;
    }
    let closed = if x.closed || y.closed { CLOSED } else { 0 };
    let words = Finding::new(best.level, best.bits + closed);
    let disguised = x.disguised != y.disguised;
    Names { words, form, contradiction, difference: best.difference, given: best.given, disguised }
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

/// What an agreement by another name costs: a record has few of those, and they are shorter.
const ALIAS: i32 = -1500;

/// What it costs that a record says of itself that it is not to be used any more: another one is preferred to it.
const CLOSED: i32 = -700;

fn forms(x: &Entry, y: &Entry, model: &Model) -> Finding {
    match name::relation(x.form, y.form) {
        Relation::Equal => Finding::new(Level::Equal, x.form.map_or(0, |form| model.same_form(form.name))),
        Relation::Compatible => Finding::new(Level::Compatible, 200),
        Relation::Different => Finding::new(Level::Different, -3000),
        Relation::Missing => Finding::MISSING,
    }
}
