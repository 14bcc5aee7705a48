//! Two names, word by word: rare evidence shared, rare evidence unexplained.
//!
//! Words are brought together greedily, the nearest kin first. What they share is worth how rare the words are, each
//! given the ones before it, since the words of a brand come together and count once. What is left over on either side
//! is worth what a name can gain or lose without being another one: a common word costs next to nothing, a number or
//! another content word in its place says that these are siblings.

use crate::clean::names::{Entry, Part, Token};
use crate::clean::vocabulary::{Vocabulary, together};
use crate::clean::{NONE, Profile, Profiles, Span};
use crate::score::Finding;
use crate::score::model::{Model, WORD, WORDS};
use crate::value::name::{self, Relation};
use crate::value::word::{self, Kinship};

/// The most words of a name that are looked at.
const WORDS_MAX: usize = 16;

/// The comparison of two names.
pub(super) struct Names {
    pub(super) words: Finding,
    pub(super) form: Finding,
    /// Another number, given name or generation.
    pub(super) contradiction: bool,
    /// What kind of words one side has and the other has not.
    pub(super) difference: Difference,
}

/// By what two names differ: what tells the companies of a group apart is not what a sloppy hand leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// By nothing, or by words that say nothing.
    Nothing,
    /// One side has a word more.
    Word,
    /// One side has a word more by which the companies of a group are told apart: `Holding`, `Logistics`.
    OfGroup,
    /// One side has a place more, by which branches are told apart.
    OfPlace,
    /// Each side has words the other lacks.
    Both,
    /// Each side has, and one of the words tells the companies of a group apart.
    BothOfGroup,
    /// They share nothing.
    Everything,
}

/// Compares the names of two records, aliases included: the combination that speaks best.
pub(super) fn compare(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Names {
    if a.name == NONE || b.name == NONE {
        return Names {
            words: Finding::MISSING,
            form: Finding::MISSING,
            contradiction: false,
            difference: Difference::Nothing,
        };
    }
    let names = &profiles.names;
    let (x, y) = (&names.entries[a.name as usize], &names.entries[b.name as usize]);
    let spans = |entry: &Entry| -> Vec<(Span, i32)> {
        let aliases = names.aliases[entry.aliases.range()].iter().map(|&alias| (alias, ALIAS));
        std::iter::once((entry.tokens, 0)).chain(aliases).collect()
    };
    let towns = Towns::of(profiles, a, b);
    let mut best = compare_words(names.tokens(x.tokens), names.tokens(y.tokens), &names.vocabulary, model, towns);
    if x.aliases.len + y.aliases.len > 0 {
        for (p, cost_p) in spans(x) {
            for (q, cost_q) in spans(y) {
                let mut words = compare_words(names.tokens(p), names.tokens(q), &names.vocabulary, model, towns);
                words.bits += cost_p + cost_q;
                if words.bits > best.bits {
                    best = words;
                }
            }
        }
    }
    if x.set == y.set {
        let frequency = names.sets.get(&x.set).map_or(1, |&(records, _)| records);
        best.bits = best.bits.min(model.equal(WORDS, frequency) - best.lost.max(0));
    }
    let generation = match (x.generation, y.generation) {
        (Some(p), Some(q)) if p != q => Some(-9000),
        (Some(_), None) | (None, Some(_)) => Some(-2500),
        _ => None,
    };
    let form = match generation {
        Some(bits) => Finding::new("other generation", bits),
        None => forms(x, y),
    };
    let contradiction = best.contradiction || generation.is_some_and(|bits| bits <= -9000);
    if generation.is_some() {
        // Father and son: whatever they share, the household shares.
        best.difference = Difference::OfGroup;
    }
    let closed = if x.closed || y.closed { CLOSED } else { 0 };
    let words = Finding::new(best.level, best.bits + closed);
    Names { words, form, contradiction, difference: best.difference }
}

/// What an agreement by another name costs: a record has few of those, and they are shorter.
const ALIAS: i32 = -1500;

/// What it costs that a record says of itself that it is not to be used any more: another one is preferred to it.
const CLOSED: i32 = -700;

fn forms(x: &Entry, y: &Entry) -> Finding {
    match name::relation(x.form.as_ref(), y.form.as_ref()) {
        Relation::Equal => Finding::new("equal", 700),
        Relation::Compatible => Finding::new("compatible", 200),
        Relation::Different => Finding::new("different", -3000),
        Relation::Missing => Finding::MISSING,
    }
}

/// What comparing two lists of words gives.
#[derive(Debug, Clone, Copy)]
struct Words {
    level: &'static str,
    bits: i32,
    lost: i32,
    contradiction: bool,
    difference: Difference,
}

/// Two words that were brought together.
#[derive(Debug, Clone, Copy)]
struct Match {
    a: u32,
    b: u32,
    worth: i32,
    equal: bool,
}

/// The towns of the two records: a word of a name that is the town is explained by the address, or contradicted by it.
#[derive(Debug, Clone, Copy)]
struct Towns<'a> {
    a: &'a str,
    b: &'a str,
}

impl<'a> Towns<'a> {
    fn of(profiles: &'a Profiles, a: &Profile, b: &Profile) -> Self {
        let town = |profile: &Profile| match profile.place {
            NONE => "",
            place => profiles.places.text(profiles.places.doors[place as usize].city),
        };
        Self { a: town(a), b: town(b) }
    }

    /// Whether a word is one of either town's.
    fn name(self, word: &str) -> bool {
        let of = |town: &str| town == word || town.split(' ').any(|part| part == word);
        word.len() > 2 && (of(self.a) || of(self.b))
    }

    fn same(self) -> bool {
        self.a == self.b && !self.a.is_empty()
    }

    fn differ(self) -> bool {
        self.a != self.b && !self.a.is_empty() && !self.b.is_empty()
    }
}

fn compare_words(a: &[Token], b: &[Token], vocabulary: &Vocabulary, model: &Model, towns: Towns<'_>) -> Words {
    let (a, b) = (&a[..a.len().min(WORDS_MAX)], &b[..b.len().min(WORDS_MAX)]);
    let mut matching =
        Matching { vocabulary, model, towns, a, b, used_a: 0, used_b: 0, matches: Vec::with_capacity(8) };
    matching.equal();
    matching.akin();
    matching.joined();
    matching.acronym();
    let shared = matching.shared();
    let Unexplained { bits: lost, contradiction, difference } = matching.unexplained();
    let matches = &matching.matches;
    if matches.iter().all(|one| one.worth < 1500) {
        let bits = (shared + lost).clamp(-7000, -5000);
        return Words { level: "different", bits, lost: -lost, contradiction, difference: Difference::Everything };
    }
    let all = matching.used_a.count_ones() as usize == a.len() && matching.used_b.count_ones() as usize == b.len();
    let level = if contradiction {
        "sibling"
    } else if all && matches.iter().all(|one| one.equal) {
        "same words"
    } else if all {
        "similar"
    } else {
        "partly the same"
    };
    Words { level, bits: (shared + lost).max(-9000), lost: -lost, contradiction, difference }
}

struct Matching<'a> {
    vocabulary: &'a Vocabulary,
    model: &'a Model,
    towns: Towns<'a>,
    a: &'a [Token],
    b: &'a [Token],
    used_a: u32,
    used_b: u32,
    matches: Vec<Match>,
}

impl Matching<'_> {
    /// The most a word of its part is worth: what the language knows about a word and a small table does not.
    fn rarity(&self, token: Token) -> i32 {
        let bits = self.model.equal(WORD, self.vocabulary.frequency[token.word as usize]);
        bits.min(match token.part {
            Part::Common => 1_000,
            Part::Particle | Part::Branch => 500,
            Part::Initial => 3_000,
            Part::Trade => 7_000,
            Part::Place => 7_500,
            Part::Number => 8_000,
            Part::Given => 9_000,
            Part::Content | Part::Family => 24_000,
        })
    }

    fn take(&mut self, i: usize, j: usize, cost: i32, equal: bool) {
        let (x, y) = (self.a[i], self.b[j]);
        // Of two unequal words the commoner decides: a slip in a common word makes a rare one.
        let worth = (self.rarity(x).min(self.rarity(y)) - cost).max(200);
        self.used_a |= 1 << i;
        self.used_b |= 1 << j;
        self.matches.push(Match { a: x.word, b: y.word, worth, equal });
    }

    fn equal(&mut self) {
        for i in 0..self.a.len() {
            for j in 0..self.b.len() {
                if self.used_b & 1 << j == 0 && self.a[i].word == self.b[j].word {
                    self.take(i, j, 0, true);
                    break;
                }
            }
        }
    }

    fn akin(&mut self) {
        if self.used_a.count_ones() as usize == self.a.len() || self.used_b.count_ones() as usize == self.b.len() {
            return;
        }
        let mut found: Vec<(Kinship, usize, usize)> = Vec::new();
        for i in 0..self.a.len() {
            for j in 0..self.b.len() {
                if self.used_a & 1 << i != 0 || self.used_b & 1 << j != 0 {
                    continue;
                }
                let (x, y) = (self.a[i], self.b[j]);
                let nick = x.part == Part::Given && y.part == Part::Given && self.vocabulary.nicknames(x.word, y.word);
                let kin = if nick { Some(Kinship::Typo) } else { self.vocabulary.kinship(x.word, y.word) };
                let kin = kin.or_else(|| self.slip_of_a_person(x, y));
                if let Some(kin) =
                    kin.filter(|&kin| kin != Kinship::Initial || x.part == Part::Initial || y.part == Part::Initial)
                {
                    found.push((kin, i, j));
                }
            }
        }
        found.sort_unstable();
        for (kin, i, j) in found {
            if self.used_a & 1 << i == 0 && self.used_b & 1 << j == 0 {
                self.take(i, j, cost(kin), false);
            }
        }
    }

    /// A slip in a name of a person, where shorter words are believed: a person has few words, and other evidence.
    fn slip_of_a_person(&self, x: Token, y: Token) -> Option<Kinship> {
        let person = |token: Token| matches!(token.part, Part::Given | Part::Family);
        let (a, b) = (self.vocabulary.text(x.word), self.vocabulary.text(y.word));
        (person(x) && person(y) && word::person_slip(a, b)).then_some(Kinship::Typos)
    }

    /// A word of one side that is two neighbours of the other run together.
    fn joined(&mut self) {
        for flip in [false, true] {
            let (one, two) = if flip { (self.b, self.a) } else { (self.a, self.b) };
            for (i, &token) in one.iter().enumerate() {
                for j in 0..two.len().saturating_sub(1) {
                    let (used_one, used_two) =
                        if flip { (self.used_b, self.used_a) } else { (self.used_a, self.used_b) };
                    if used_one & 1 << i != 0 || used_two & 3 << j != 0 {
                        continue;
                    }
                    let whole = self.vocabulary.text(token.word);
                    let (head, tail) = (self.vocabulary.text(two[j].word), self.vocabulary.text(two[j + 1].word));
                    if whole.len() < 5 || whole.strip_prefix(head) != Some(tail) {
                        continue;
                    }
                    let worth = (self.rarity(token).min(self.rarity(two[j]) + self.rarity(two[j + 1])) - 1000).max(200);
                    self.matches.push(Match { a: token.word, b: token.word, worth, equal: false });
                    if flip {
                        self.used_b |= 1 << i;
                        self.used_a |= 3 << j;
                    } else {
                        self.used_a |= 1 << i;
                        self.used_b |= 3 << j;
                    }
                }
            }
        }
    }

    /// A word of one side that spells the first letters of what is left on the other.
    fn acronym(&mut self) {
        for flip in [false, true] {
            let (one, two, used_one, used_two) = if flip {
                (self.b, self.a, self.used_b, self.used_a)
            } else {
                (self.a, self.b, self.used_a, self.used_b)
            };
            let left: Vec<usize> = (0..two.len())
                .filter(|&j| used_two & 1 << j == 0 && !matches!(two[j].part, Part::Common | Part::Particle))
                .collect();
            if left.len() < 3 {
                continue;
            }
            let initials: String =
                left.iter().filter_map(|&j| self.vocabulary.text(two[j].word).chars().next()).collect();
            let Some(i) =
                (0..one.len()).find(|&i| used_one & 1 << i == 0 && self.vocabulary.text(one[i].word) == initials)
            else {
                continue;
            };
            let worth = (self.rarity(one[i]) - 3000).clamp(200, 9_000);
            self.matches.push(Match { a: one[i].word, b: one[i].word, worth, equal: false });
            let mask = left.iter().fold(0, |mask, &j| mask | 1 << j);
            if flip {
                self.used_b |= 1 << i;
                self.used_a |= mask;
            } else {
                self.used_a |= 1 << i;
                self.used_b |= mask;
            }
        }
    }

    /// What the words brought together are worth: the rarest fully, each further one given those before it.
    fn shared(&mut self) -> i32 {
        self.matches.sort_unstable_by(|x, y| y.worth.cmp(&x.worth).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
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
        let frequency = |word: u32| f64::from(self.vocabulary.frequency[word as usize].max(1) - 1);
        let others = frequency(known.a).max(frequency(known.b));
        let both = f64::from(count(word.a, known.a).max(count(word.b, known.b)) - 1);
        let share = (frequency(word.a).max(frequency(word.b)) + 0.25) / f64::from(self.model.records.max(2));
        let bits = ((others + BELIEF) / (both + BELIEF * share)).log2();
        (bits.max(0.0) * 1000.0) as i32
    }

    /// What is left over on either side costs; and whether it says that these are two.
    fn unexplained(&self) -> Unexplained {
        let left = |tokens: &[Token], used: u32| -> Vec<Token> {
            let rest = tokens.iter().enumerate().filter(|(i, _)| used & 1 << i == 0).map(|(_, &token)| token);
            let town = |token: &Token| self.towns.name(self.vocabulary.text(token.word));
            rest.map(|token| if town(&token) { Token { part: Part::Place, ..token } } else { token }).collect()
        };
        let (x, y) = (left(self.a, self.used_a), left(self.b, self.used_b));
        // Additions come together: who writes out one word more writes out two.
        let mut costs: Vec<i32> = x.iter().chain(&y).map(|&token| self.omission(token)).collect();
        costs.sort_unstable_by(|a, b| b.cmp(a));
        let mut bits = -costs.iter().zip([4, 2]).map(|(cost, quarters)| cost * quarters / 4).sum::<i32>()
            - costs.iter().skip(2).map(|cost| cost / 4).sum::<i32>();
        let has = |tokens: &[Token], parts: &[Part]| tokens.iter().any(|token| parts.contains(&token.part));
        let both = |parts: &[Part]| has(&x, parts) && has(&y, parts);
        let mut contradiction = false;
        const PERSONAL: &[Part] = &[Part::Given, Part::Family, Part::Content];
        let person = |one: &[Token], other: &[Token]| has(one, &[Part::Given, Part::Family]) && has(other, PERSONAL);
        if both(&[Part::Number]) || person(&x, &y) || person(&y, &x) {
            bits -= 6000;
            contradiction = true;
        }
        let town = |tokens: &[Token]| tokens.iter().any(|token| self.towns.name(self.vocabulary.text(token.word)));
        const APART: &[Part] = &[Part::Place, Part::Content];
        if has(&x, &[Part::Place]) && has(&y, APART) || has(&y, &[Part::Place]) && has(&x, APART) {
            bits -= 4000;
            contradiction = true;
        } else if (town(&x) || town(&y)) && self.towns.differ() {
            bits -= 2500;
        }
        if both(&[Part::Content, Part::Family, Part::Trade]) {
            bits -= 2500;
        }
        Unexplained { bits, contradiction, difference: self.difference(&x, &y) }
    }

    /// By what the words left over on either side make the names differ.
    fn difference(&self, x: &[Token], y: &[Token]) -> Difference {
        let telling = |token: &&Token| self.omission(**token) >= 1000;
        let (in_x, in_y) = (x.iter().filter(telling).count(), y.iter().filter(telling).count());
        let group = x.iter().chain(y).filter(telling).any(|token| self.vocabulary.of_group(token.word));
        let place = x.iter().chain(y).filter(telling).any(|token| token.part == Part::Place);
        match (in_x > 0, in_y > 0) {
            (false, false) => Difference::Nothing,
            (true, true) if group => Difference::BothOfGroup,
            (true, true) => Difference::Both,
            _ if place && !group => Difference::OfPlace,
            _ if group => Difference::OfGroup,
            _ => Difference::Word,
        }
    }

    /// What it costs that one side has a word and the other has nothing in its place.
    fn omission(&self, token: Token) -> i32 {
        match token.part {
            // `Holding`, `Beheer` and `Group` tell the companies of a group apart; `en` and `de` tell nothing.
            Part::Common if self.vocabulary.text(token.word).len() > 3 => 2300,
            Part::Common | Part::Particle => 200,
            Part::Initial => 800,
            Part::Trade => 2300,
            Part::Branch => 2300,
            Part::Place if self.towns.same() && self.towns.name(self.vocabulary.text(token.word)) => 600,
            Part::Place => 3000,
            Part::Given => 2500,
            Part::Number => 4000,
            Part::Content | Part::Family => 1500 + self.rarity(token) / 5,
        }
    }
}

/// What is left over, and what it says.
struct Unexplained {
    bits: i32,
    contradiction: bool,
    difference: Difference,
}

/// What it costs that two words are not equal but akin.
fn cost(kin: Kinship) -> i32 {
    match kin {
        Kinship::Equal => 0,
        Kinship::Variant => 1000,
        Kinship::Typo => 3000,
        Kinship::Typos => 5000,
        Kinship::Prefix => 3500,
        Kinship::Initial => 1000,
    }
}
