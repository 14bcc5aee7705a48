//! What is left over of two names once their words have been brought together.

use std::cmp::Reverse;

use arrayvec::ArrayVec;

use crate::clean::names::{Part, Token, WORDS_MAX};
use crate::score::weights::{self, OMISSIONS};
use crate::score::words::{Difference, Match, Matching};
use crate::value::name;

/// What a shared word is worth at least that may be the name of a family.
const NAMING: i32 = 3_000;

/// What a word costs at least that is missed where it is left out.
const TELLING: i32 = 1_000;

/// What is left over: what it costs, and what it says.
pub(super) struct Unexplained {
    pub(super) bits: i32,
    pub(super) contradiction: bool,
    pub(super) difference: Difference,
    /// A part of a house that both names name: its library, its friends.
    pub(super) part: bool,
}

impl Matching<'_> {
    /// What is left over on either side costs; and whether it says that these are two.
    pub(super) fn unexplained(&self) -> Unexplained {
        let (x, y) = (self.left(0), self.left(1));
        if x.is_empty() && y.is_empty() {
            return Unexplained { bits: 0, contradiction: false, difference: Difference::Nothing, part: false };
        }
        let mut costs: ArrayVec<i32, { 2 * WORDS_MAX }> =
            x.iter().chain(&y).map(|&token| self.omission(token)).collect();
        // Additions come together.
        costs.sort_unstable_by_key(|&cost| Reverse(cost));
        let mut bits: i32 =
            costs.iter().enumerate().map(|(nth, cost)| cost * OMISSIONS[nth.min(OMISSIONS.len() - 1)] / 4).sum();
        let has = |tokens: &[Token], parts: &[Part]| tokens.iter().any(|token| parts.contains(&token.part));
        let facing = |one: &[Part], other: &[Part]| has(&x, one) && has(&y, other) || has(&y, one) && has(&x, other);
        let town = x.iter().chain(&y).any(|token| self.towns.name(token.word));
        let mut contradiction = false;
        let personal = [Part::Given, Part::Family];
        let lettered = !self.personal() && facing(&[Part::Initial], &[Part::Initial]);
        if lettered
            || facing(&[Part::Number], &[Part::Number])
            || facing(&personal, &[Part::Given, Part::Family, Part::Content])
        {
            bits += weights::TWO_PEOPLE;
            contradiction = true;
        }
        if self.personal() && facing(&[Part::Initial], &[Part::Initial, Part::Given]) {
            let meet = self.first_names_meet();
            bits += if meet { weights::OTHER_SECOND_INITIAL } else { weights::OTHER_INITIAL };
            contradiction |= !meet;
        }
        if !contradiction && self.other_owner(&x, &y) {
            bits += weights::OTHER_OWNER;
            contradiction = true;
        }
        // A school of another level, a church of another creed, a school and a church, an account in another currency.
        let apart = |one: &Token, other: &Token| {
            let [one, other] = [one, other].map(|token| self.vocabulary.telling(token.word).only);
            let apart = one.zip(other).filter(|(one, other)| one.0 == other.0 && one.1 != other.1);
            apart.is_some_and(|(one, _)| matches!(one.0, name::ACCOUNT | name::KIND) || self.of_house())
        };
        if !contradiction && x.iter().any(|one| y.iter().any(|other| apart(one, other))) {
            bits += weights::OTHER_KIND;
            contradiction = true;
        }
        // A word in the place of the town that both are in is no other place.
        let elsewhere =
            |token: &Token| token.part == Part::Place && !(self.towns.same() && self.towns.name(token.word));
        let placed = |one: &[Token], other: &[Token]| one.iter().any(elsewhere) && has(other, &[Part::Content]);
        if facing(&[Part::Place], &[Part::Place]) || placed(&x, &y) || placed(&y, &x) {
            bits += weights::OTHER_PLACE;
            contradiction = true;
        } else if town && self.towns.differ() {
            bits += weights::OTHER_TOWN;
        }
        let content = [Part::Content, Part::Family, Part::Trade];
        if facing(&content, &content) {
            bits += weights::OTHER_WORD;
        }
        let part = self.part(&x, &y);
        Unexplained { bits, contradiction, difference: self.difference(&x, &y, part), part }
    }

    /// Whether a part of a house is left over of the one name, and the other is that of the house or of another part.
    fn part(&self, x: &[Token], y: &[Token]) -> bool {
        let first = [x, y].map(|side| side.iter().find(|&&token| self.omission(token) >= TELLING));
        // `Briggs Library` is a library of its own; the hospital of a university is not the university.
        let telling = |word: u32| self.vocabulary.telling(word);
        let mut words = self.matches.iter().flat_map(|one| [one.a, one.b]);
        let body = words.find(|&word| telling(word).body).and_then(|word| telling(word).kind());
        let of_body = |kind: Option<u8>| body.is_some() && kind.is_some() && kind != body;
        let part = |token: &Token| telling(token.word).part || of_body(telling(token.word).kind());
        first.into_iter().flatten().any(part) && first.into_iter().flatten().all(part) && self.of_house()
    }

    /// Whether what both names have in common is what has parts: a school, a hospital.
    fn of_house(&self) -> bool {
        let house = |one: &Match| [one.a, one.b].into_iter().any(|word| self.vocabulary.telling(word).house);
        self.matches.iter().any(house)
    }

    /// Whether firms named for people are named for two of one family: where one has a given name, the other has another
    /// one, or an initial that it does not begin with.
    fn other_owner(&self, x: &[Token], y: &[Token]) -> bool {
        let given = |token: &Token| token.part == Part::Content && self.vocabulary.is_given(token.word);
        let apart = |one: &Token, other: &Token| match other.part {
            Part::Initial => given(one) && one.first != other.first,
            _ => given(one) && given(other) && !self.vocabulary.one_given(one.word, other.word),
        };
        let shared = self.matches.iter().any(|one| one.worth >= NAMING);
        shared && x.iter().any(|one| y.iter().any(|other| apart(one, other) || apart(other, one)))
    }

    /// By what the words left over on either side make the names differ.
    fn difference(&self, x: &[Token], y: &[Token], part: bool) -> Difference {
        let telling = |token: &&Token| self.omission(**token) >= TELLING;
        let (in_x, in_y) = (x.iter().any(|token| telling(&token)), y.iter().any(|token| telling(&token)));
        let group = part || x.iter().chain(y).filter(telling).any(|token| self.vocabulary.of_group(token.word));
        let place = x.iter().chain(y).filter(telling).any(|token| token.part == Part::Place);
        let trades = |side: &[Token]| side.iter().filter(telling).all(|token| token.part == Part::Trade);
        match (in_x, in_y) {
            (false, false) => Difference::Nothing,
            (true, true) if group => Difference::BothOfGroup,
            (true, true) if trades(x) && trades(y) => Difference::Trades,
            (true, true) => Difference::Both,
            _ if place && !group => Difference::OfPlace,
            _ if group => Difference::OfGroup,
            _ => Difference::Word,
        }
    }

    /// Whether what both names have in common is the name of a firm, and not of its trade alone or of a person.
    fn is_named(&self) -> bool {
        !self.of_a_person() && self.matches.iter().any(|one| one.worth >= NAMING)
    }

    /// What it costs that one side has a word and the other has nothing in its place.
    fn omission(&self, token: Token) -> i32 {
        let Token { part, word, .. } = token;
        // The firm of this country is the firm; not so Marie-France.
        let of_country = || self.is_named() && self.towns.is_home(self.vocabulary.telling(word));
        let of_town = || self.towns.same() && self.towns.name(word);
        if part == Part::Place && (of_country() || of_town()) {
            return weights::OMITTED_HOME;
        }
        weights::omission(part, token.len, || self.rarity(token))
    }
}
