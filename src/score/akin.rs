//! Which words of two names are akin: by spelling, by slips, as forms of one given name, cut short.

use arrayvec::ArrayVec;

use crate::clean::names::{Part, Token, WORDS_MAX};
use crate::score::weights;
use crate::score::words::Matching;
use crate::value::person::{self, Related};
use crate::value::word::{self, Kinship};

impl Matching<'_> {
    /// Words that are not equal but akin, the nearest first.
    pub(super) fn akin(&mut self) {
        let [a, b] = self.sides;
        let mut found: ArrayVec<(Kinship, u32, u32, u8, u8), { WORDS_MAX * WORDS_MAX }> = ArrayVec::new();
        for (i, &x) in a.iter().enumerate().filter(|&(i, _)| self.is_free(0, i)) {
            for (j, &y) in b.iter().enumerate().filter(|&(j, _)| self.is_free(1, j)) {
                if let Some(kin) = self.kinship(x, y) {
                    // By the words themselves, so that the sides can be exchanged.
                    found.push((kin, x.word.min(y.word), x.word.max(y.word), i as u8, j as u8));
                }
            }
        }
        found.sort_unstable();
        // What stands behind another initial may be taken once that is: `P.J.` is Pieter Jan.
        let mut taken = usize::MAX;
        while taken != self.matches.len() {
            taken = self.matches.len();
            for &(kin, _, _, i, j) in &found {
                let (i, j) = (usize::from(i), usize::from(j));
                let [x, y] = [a[i], b[j]];
                if self.is_free(0, i) && self.is_free(1, j) && !self.is_second(0, i, y) && !self.is_second(1, j, x) {
                    self.take(i, j, kin, weights::akin(kin) + self.established(x, y, kin));
                }
            }
        }
    }

    /// Whether an initial stands behind a first name, or its initial, that the other side lacks: `Julie S Hudson` is no Stephen.
    fn is_second(&self, side: usize, at: usize, other: Token) -> bool {
        let mut before = self.sides[side][..at].iter().enumerate();
        self.sides[side][at].part == Part::Initial
            && other.part == Part::Given
            && before.any(|(at, token)| matches!(token.part, Part::Given | Part::Initial) && self.is_free(side, at))
    }

    /// What it costs besides that words which are slips of each other, or the one the beginning of the other, are both well
    /// known: of `f` records that have the rarer one, one has it by a slip. Of an abbreviation it is the shorter that is
    /// made up.
    fn established(&self, x: Token, y: Token, kin: Kinship) -> i32 {
        let frequency = |token: Token| self.vocabulary.frequency[token.word as usize].max(1);
        let records = match kin {
            Kinship::Typo | Kinship::Typos => frequency(x).min(frequency(y)),
            Kinship::Prefix if x.len < y.len => frequency(x),
            Kinship::Prefix => frequency(y),
            Kinship::Equal | Kinship::Variant | Kinship::Form | Kinship::Translation | Kinship::Initial => 1,
        };
        (f64::from(records).log2() * 1000.0) as i32
    }

    fn kinship(&self, x: Token, y: Token) -> Option<Kinship> {
        if x.part == Part::Given && y.part == Part::Given {
            match self.vocabulary.nicknames(x.word, y.word) {
                Some(Related::Form) => return Some(Kinship::Form),
                Some(Related::Translation) => return Some(Kinship::Translation),
                None if self.is_written_short(x, y) => return Some(Kinship::Prefix),
                None => {}
            }
            // A slip seldom makes one known name another; two of one house may have such names: Marc and Marcel, Paul and Paula.
            if self.vocabulary.is_given(x.word) && self.vocabulary.is_given(y.word) {
                return None;
            }
        }
        // Trades are known words: the one is no way to write the other, whatever letters they share.
        let is_known = |token: Token| matches!(token.part, Part::Trade | Part::Place | Part::Branch | Part::Common);
        if x.part == Part::Trade && y.part == Part::Trade {
            return None;
        }
        match x.may_be_akin(y).then(|| self.vocabulary.kinship(x.word, y.word)).flatten() {
            Some(Kinship::Initial) if x.part != Part::Initial && y.part != Part::Initial => None,
            Some(Kinship::Prefix) if is_known(if x.len < y.len { x } else { y }) || self.is_compound(x, y) => None,
            None => self.slip_of_a_person(x, y),
            kin => kin,
        }
    }

    /// Whether one given name stands for the other by some of its letters, none of them a vowel.
    fn is_written_short(&self, x: Token, y: Token) -> bool {
        let [a, b] = [x, y].map(|token| self.vocabulary.text(token.word));
        person::abbreviates(a, b) || person::abbreviates(b, a)
    }

    /// Whether the longer of two words is a compound of the shorter and another one, which does not stand beside the shorter.
    fn is_compound(&self, x: Token, y: Token) -> bool {
        let (side, first, whole) = if x.len < y.len { (0, x, y) } else { (1, y, x) };
        // A known word is one word, whatever it is made of: `tran` is short for `transport`.
        let second =
            (whole.part == Part::Content).then(|| self.vocabulary.second_word(first.word, whole.word)).flatten();
        second.is_some_and(|second| self.sides[side].iter().all(|token| self.vocabulary.text(token.word) != second))
    }

    /// A slip in a name of a person, where shorter words are believed: a person has few words, and other evidence.
    fn slip_of_a_person(&self, x: Token, y: Token) -> Option<Kinship> {
        let person = |token: Token| matches!(token.part, Part::Given | Part::Family);
        let text = |token: Token| self.vocabulary.text(token.word);
        let near = x.len.abs_diff(y.len) <= 2;
        let slip = || word::person_slip(text(x), text(y)) || self.is_swapped(x, y);
        (near && person(x) && person(y) && slip()).then_some(Kinship::Typos)
    }

    /// Whether one of two given names is known, and the other the same three letters with two of them swapped: `Jna` is Jan.
    fn is_swapped(&self, x: Token, y: Token) -> bool {
        let is_short = |token: Token| token.part == Part::Given && token.len == 3;
        let known = || self.vocabulary.is_given(x.word) || self.vocabulary.is_given(y.word);
        let [a, b] = [x, y].map(|token| self.vocabulary.text(token.word));
        is_short(x) && is_short(y) && known() && word::are_swapped(a, b)
    }
}
