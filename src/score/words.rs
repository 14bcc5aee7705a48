//! Two lists of words: rare evidence shared, rare evidence unexplained.
//!
//! Words are brought together greedily, the nearest kin first. What they share is worth how rare the words are, each
//! given the ones before it, since the words of a brand come together and count once. What is left over on either side
//! costs what a name can gain or lose without being another one: a common word next to nothing, while a number or
//! another content word in its place says that these are siblings. Nothing here allocates: names are compared by the
//! million.

use std::cmp::Reverse;

use arrayvec::ArrayVec;

use crate::clean::names::{Part, Token, WORDS_MAX};
use crate::clean::vocabulary::{Vocabulary, together};
use crate::clean::{Profile, Profiles};
use crate::score::leftover::Unexplained;
use crate::score::model::Model;
use crate::score::{Level, weights};
use crate::value::country::Country;
use crate::value::name::{Form, Telling};
use crate::value::word::Kinship;

/// By what two names differ: what tells the companies of a group apart is not what a sloppy hand leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// By nothing, or by words that say nothing.
    Nothing,
    /// One side has a word more.
    Word,
    /// One side has a word more by which the companies of a group are told apart: `Holding`, `Logistics`.
    OfGroup,
    /// One is that of a part of the house that the other names: its library, its friends.
    OfHouse,
    /// They are those of two people of one family by what goes with the name: the elder and the younger, man and wife.
    OfFamily,
    /// One side has a place more, by which branches are told apart.
    OfPlace,
    /// Each side has words the other lacks.
    Both,
    /// Each side has, and one of the words tells the companies of a group apart.
    BothOfGroup,
    /// Each side has a trade, and nothing else, that the other lacks: the butcher and the baker of one family.
    Trades,
    /// They share nothing.
    Everything,
}

impl Difference {
    /// Whether one side has what tells the companies of a group, or the people of a family, apart.
    pub(super) fn is_within_group(self) -> bool {
        matches!(self, Self::OfGroup | Self::OfHouse | Self::OfFamily)
    }
}

/// What comparing two lists of words gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) level: Level,
    /// What was shared, less what was lost.
    pub(super) bits: i32,
    /// What the words left over cost.
    pub(super) lost: i32,
    /// Another number, another person, another town.
    pub(super) contradiction: bool,
    pub(super) difference: Difference,
    /// Whether a given name, or an initial, is among what they share.
    pub(super) given: bool,
    /// Whether a given name is among it that the two have in two languages.
    pub(super) translated: bool,
    /// As [`Unexplained::part`].
    pub(super) part: bool,
    /// Whether more than another way to write it lies between words that were brought together: a slip, a word cut short.
    pub(super) open: bool,
}

/// The towns of the two records: a word of a name that is the town is explained by the address, or contradicted by it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Towns<'a> {
    a: &'a [u32],
    b: &'a [u32],
    /// The country of both.
    country: Option<Country>,
}

impl<'a> Towns<'a> {
    pub(super) fn of(profiles: &'a Profiles, a: &Profile, b: &Profile) -> Self {
        let country = |one: &Profile| profiles.door(one).and_then(|door| door.country);
        let country = country(a).filter(|&own| country(b) == Some(own));
        Self { a: profiles.list(a.town_words), b: profiles.list(b.town_words), country }
    }

    /// Whether a word is one of either town's.
    pub(super) fn name(self, word: u32) -> bool {
        self.a.contains(&word) || self.b.contains(&word)
    }

    /// Whether a word names the country that both are in.
    pub(super) fn is_home(self, telling: Telling) -> bool {
        telling.country.is_some() && telling.country == self.country
    }

    pub(super) fn same(self) -> bool {
        self.a == self.b && !self.a.is_empty()
    }

    pub(super) fn differ(self) -> bool {
        self.a != self.b && !self.a.is_empty() && !self.b.is_empty()
    }
}

/// Compares two lists of words.
pub(super) fn compare(
    sides: [&[Token]; 2],
    cut: [bool; 2],
    forms: [Option<&Form>; 2],
    vocabulary: &Vocabulary,
    model: &Model,
    towns: Towns<'_>,
) -> Words {
    let town = if towns.same() && !sides.into_iter().any(of_a_person) { towns.a } else { &[] };
    let mut matching = Matching { vocabulary, model, towns, town, sides, used: [0, 0], matches: ArrayVec::new() };
    matching.equal();
    if !matching.complete(0) || !matching.complete(1) {
        matching.joined();
        matching.akin();
        matching.acronym();
        matching.cut(cut);
        matching.last_slip();
        matching.misspelt_form(forms);
    }
    let shared = matching.shared();
    let Unexplained { bits: lost, contradiction, difference, part } = matching.unexplained();
    let all = !matching.has_more(0) && !matching.has_more(1);
    if !all && matching.matches.iter().all(|one| one.worth < SAYS_SOMETHING) {
        let [least, most] = weights::NO_WORD;
        return Words {
            level: Level::Different,
            bits: (shared - lost).clamp(least, most),
            lost,
            // Another place or number tells branches of one name apart. What a firm is called and what it trades as have no
            // name in common to be branches of; who works at a firm, or lives with another, is still not the same.
            contradiction: contradiction && matching.of_a_person(),
            difference: Difference::Everything,
            given: false,
            translated: false,
            part: false,
            open: false,
        };
    }
    let level = if contradiction {
        Level::SiblingName
    } else if all && matching.matches.iter().all(|one| one.kin == Kinship::Equal) {
        Level::SameWords
    } else if all {
        Level::Similar
    } else {
        Level::PartlySame
    };
    let whole = if all && !matching.personal() { model.whole } else { 0 };
    Words {
        level,
        bits: (shared - lost + whole).max(weights::NAME_LEAST),
        lost,
        contradiction,
        difference,
        given: matching.first_names_meet(),
        translated: matching.matches.iter().any(|one| one.kin == Kinship::Translation),
        part,
        open: matching.matches.iter().any(|one| one.kin > Kinship::Variant),
    }
}

/// What a shared word is worth at least, for the names to have something in common.
const SAYS_SOMETHING: i32 = 1_500;

/// Two words, or runs of words, that were brought together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) worth: i32,
    /// How far apart they are.
    kin: Kinship,
}

pub(super) struct Matching<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    model: &'a Model,
    pub(super) towns: Towns<'a>,
    /// The town that both firms are in; a person is not named for it.
    town: &'a [u32],
    pub(super) sides: [&'a [Token]; 2],
    /// The words of each side that are explained, a bit each.
    pub(super) used: [u32; 2],
    pub(super) matches: ArrayVec<Match, WORDS_MAX>,
}

impl Matching<'_> {
    pub(super) fn complete(&self, side: usize) -> bool {
        self.used[side].count_ones() as usize == self.sides[side].len()
    }

    /// Whether more is left over on a side than the town that both are in, and words that only tie others together, which
    /// but for an article none does that a name begins with: `De Smet` is not `Smet`, and `The Smet Company` is.
    fn has_more(&self, side: usize) -> bool {
        let ties = |at: usize, token: &Token| token.is_small() && (at > 0 || token.is_article());
        let says_nothing = |at: usize, token: &Token| ties(at, token) || self.town.contains(&token.word);
        let mut words = self.sides[side].iter().enumerate();
        !self.complete(side) && words.any(|(at, token)| self.is_free(side, at) && !says_nothing(at, token))
    }

    /// Whether both sides are the name of a person.
    pub(super) fn personal(&self) -> bool {
        self.sides.into_iter().all(of_a_person)
    }

    /// Whether either side is the name of a person.
    pub(super) fn of_a_person(&self) -> bool {
        self.sides.into_iter().any(of_a_person)
    }

    /// Whether a given name or an initial was brought together with something.
    pub(super) fn first_names_meet(&self) -> bool {
        let first = |part| matches!(part, Part::Given | Part::Initial);
        let met = |side: usize| {
            self.sides[side].iter().enumerate().any(|(at, token)| first(token.part) && !self.is_free(side, at))
        };
        met(0) || met(1)
    }

    pub(super) fn is_free(&self, side: usize, at: usize) -> bool {
        self.used[side] & 1 << at == 0
    }

    /// The words of a side that nothing explains, those that are a town marked as places.
    pub(super) fn left(&self, side: usize) -> ArrayVec<Token, WORDS_MAX> {
        let free = self.sides[side].iter().enumerate().filter(|&(at, _)| self.is_free(side, at));
        free.map(|(_, &token)| if self.towns.name(token.word) { Token { part: Part::Place, ..token } } else { token })
            .collect()
    }

    /// What a word is worth as what it is in its name.
    pub(super) fn rarity(&self, token: Token) -> i32 {
        self.model.rarity(token.word).min(weights::word_most(token.part))
    }

    pub(super) fn take(&mut self, i: usize, j: usize, kin: Kinship, cost: i32) {
        let (x, y) = (self.sides[0][i], self.sides[1][j]);
        self.used[0] |= 1 << i;
        self.used[1] |= 1 << j;
        // Of two unequal words the commoner decides: a slip in a common word makes a rare one.
        self.add(x.word, y.word, self.rarity(x).min(self.rarity(y)) - cost, kin);
    }

    pub(super) fn add(&mut self, a: u32, b: u32, worth: i32, kin: Kinship) {
        // No more matches than words on a side: there is always room.
        let _ = self.matches.try_push(Match { a, b, worth: worth.max(weights::WORD_LEAST), kin });
    }

    fn equal(&mut self) {
        let [a, b] = self.sides;
        for (i, x) in a.iter().enumerate() {
            if let Some(j) = (0..b.len()).find(|&j| b[j].word == x.word && self.is_free(1, j)) {
                self.take(i, j, Kinship::Equal, 0);
            }
        }
    }

    /// What the words brought together are worth: the rarest fully, each further one given those before it.
    fn shared(&mut self) -> i32 {
        let town = |one: &Match| self.town.contains(&one.a);
        let house = |one: &Match| [one.a, one.b].into_iter().any(|word| self.vocabulary.telling(word).house);
        let other = |one: &Match| !town(one) && !house(one) && one.worth >= SAYS_SOMETHING;
        if !self.town.is_empty() && self.has_more(0) && self.has_more(1) && !self.matches.iter().any(other) {
            // Nothing in common but the town, which the address has said already, and whatever is in it may be named for it:
            // each of its hospitals is.
            self.matches.iter_mut().filter(|one| town(one)).for_each(|one| one.worth = one.worth.min(self.model.town));
        }
        self.matches.sort_unstable_by_key(|one| (Reverse(one.worth), one.a.min(one.b), one.a.max(one.b)));
        let mut sum = 0;
        for (nth, one) in self.matches.iter().enumerate() {
            let given = self.matches[..nth].iter().map(|other| self.given(*one, *other)).min();
            sum += given.map_or(one.worth, |given| given.min(one.worth));
        }
        sum
    }

    /// What a word is worth once another is known, in thousandths of a bit: `log2((f + k) / (t + k p))`, where `f` other
    /// records have the known word, `t` of them this one too, and `p` is this one's share of all records.
    fn given(&self, word: Match, known: Match) -> i32 {
        const BELIEF: f64 = 4.0;
        let count = |a: u32, b: u32| self.vocabulary.together.get(&together(a, b)).copied().unwrap_or(1);
        let frequency = |word: u32| self.vocabulary.frequency[word as usize].max(1) - 1;
        let others = frequency(known.a).max(frequency(known.b));
        let own = frequency(word.a).max(frequency(word.b));
        // Where the known word stands alone, nothing was counted, and nothing would be taken off.
        if others < crate::clean::names::TOGETHER_MIN - 1 {
            return word.worth;
        }
        let both = f64::from(count(word.a, known.a).max(count(word.b, known.b)) - 1);
        let share = (f64::from(own) + 0.25) / f64::from(self.model.unlike.max(2));
        let bits = ((f64::from(others) + BELIEF) / (both + BELIEF * share)).log2();
        (bits.max(0.0) * 1000.0) as i32
    }
}

/// Whether these words are the name of a person.
fn of_a_person(words: &[Token]) -> bool {
    words.iter().any(|token| matches!(token.part, Part::Given | Part::Family))
}
