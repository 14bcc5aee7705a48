//! Words that stand for several: joined ones, acronyms, and names that were cut.

use arrayvec::ArrayVec;

use crate::clean::meeting::{ACRONYM, JOINED};
use crate::clean::names::{Part, Token, WORDS_MAX};
use crate::score::weights;
use crate::score::words::Matching;
use crate::value::name::Form;
use crate::value::word::{self, Kinship};

/// What a word is worth at least that is more than a common one.
const TELLING: i32 = 3_000;
/// The most letters of a legal form that is looked for as misspelt.
const FORM: usize = 8;
/// The fewest letters of a word that is several run together.
const WHOLE: u8 = 5;

impl Matching<'_> {
    /// A word of one side that is neighbours of the other run together: `vandenelst` and `van den elst`.
    pub(super) fn joined(&mut self) {
        for (one, two) in [(0, 1), (1, 0)] {
            for (i, &token) in self.sides[one].iter().enumerate() {
                if !self.is_free(one, i) || token.len < WHOLE {
                    continue;
                }
                // That they do not is seen without reading them: by the first letter, and by there being two.
                let others = self.sides[two];
                let begins = |start: usize| {
                    others[start].first == token.first
                        && others[start].len <= token.len
                        && self.is_free(two, start)
                        && self.is_free(two, start + 1)
                };
                let found = (0..others.len().saturating_sub(1))
                    .filter(|&start| begins(start))
                    .find_map(|start| Some((start, self.run(two, start, self.vocabulary.text(token.word))?)));
                if let Some((start, length)) = found {
                    let apart = self.sides[two][start..start + length].iter().map(|&token| self.rarity(token)).sum();
                    self.used[one] |= 1 << i;
                    self.used[two] |= ((1 << length) - 1) << start;
                    self.add(token.word, token.word, self.rarity(token).min(apart) - weights::JOINED, Kinship::Variant);
                }
            }
        }
    }

    /// How many free neighbours from `start` on spell `whole` together: two or more, or none do.
    fn run(&self, side: usize, start: usize, whole: &str) -> Option<usize> {
        let mut rest = whole;
        for length in 1..=JOINED {
            let at = start + length - 1;
            let token = self.sides[side].get(at).filter(|_| self.is_free(side, at))?;
            rest = rest.strip_prefix(self.vocabulary.text(token.word))?;
            if rest.is_empty() {
                return (length > 1).then_some(length);
            }
        }
        None
    }

    /// A word of one side that spells the first letters of what is left on the other, as it was written, with its small
    /// words or without. Of two letters only where it explains all that was left.
    pub(super) fn acronym(&mut self) {
        for (one, two) in [(0, 1), (1, 0)] {
            // Few names have a word that is as short as the other side has words left.
            let most = self.sides[two].len() - self.used[two].count_ones() as usize;
            let short =
                |(at, token): (usize, &Token)| (2..=most).contains(&usize::from(token.len)) && self.is_free(one, at);
            if !self.sides[one].iter().enumerate().any(short) {
                continue;
            }
            let taken = self.used[two] != 0;
            for small in [false, true] {
                let mut initials: ArrayVec<u8, WORDS_MAX> = ArrayVec::new();
                let mut mask = 0u32;
                for (at, token) in self.sides[two].iter().enumerate().filter(|&(at, _)| self.is_free(two, at)) {
                    if small || !token.is_small() {
                        initials.push(token.initial);
                        mask |= 1 << at;
                    }
                }
                let left = self.sides[one].len() - self.used[one].count_ones() as usize;
                if initials.len() < ACRONYM && !(taken && left == 1 && initials.len() == 2) {
                    continue;
                }
                let spelt = |token: &Token| {
                    usize::from(token.len) == initials.len()
                        && self.vocabulary.text(token.word).as_bytes() == &*initials
                };
                let mut words = self.sides[one].iter().enumerate();
                if let Some((i, &token)) = words.find(|&(at, token)| self.is_free(one, at) && spelt(token)) {
                    self.used[one] |= 1 << i;
                    self.used[two] |= mask;
                    let most = if initials.len() < ACRONYM { weights::TWO_LETTERS_MOST } else { weights::ACRONYM_MOST };
                    self.add(
                        token.word,
                        token.word,
                        (self.rarity(token) - weights::ACRONYM).min(most),
                        Kinship::Initial,
                    );
                    break;
                }
            }
        }
    }

    /// Of names that agree in two telling words or more the last word left on either side may have a slip in it, where
    /// it is too short for that by itself: `Mega Kids Hasselt` and `Meega Kids Hasselt`.
    pub(super) fn last_slip(&mut self) {
        let left = |side: usize| {
            let mut free = (0..self.sides[side].len()).filter(|&at| self.is_free(side, at));
            free.next().filter(|_| free.next().is_none())
        };
        let (Some(i), Some(j)) = (left(0), left(1)) else { return };
        let (x, y) = (self.sides[0][i], self.sides[1][j]);
        let telling = self.matches.iter().filter(|one| one.worth >= TELLING).count();
        let named = x.part == Part::Content && y.part == Part::Content;
        if telling > 1 && named && word::person_slip(self.vocabulary.text(x.word), self.vocabulary.text(y.word)) {
            self.take(i, j, Kinship::Typos, weights::akin(Kinship::Typos));
        }
    }

    /// A word at the end of the one name that nothing explains, a slip away from the legal form of the other, is that form
    /// where the one has none: `Kutnik LLV` and `Kutnik LLC`.
    pub(super) fn misspelt_form(&mut self, forms: [Option<&Form>; 2]) {
        for (one, two) in [(0, 1), (1, 0)] {
            let (None, Some(form)) = (forms[one], forms[two]) else { continue };
            let Some(last) = self.sides[one].len().checked_sub(1).filter(|&last| self.is_free(one, last)) else {
                continue;
            };
            let text = self.vocabulary.text(self.sides[one][last].word);
            let letters = form.name.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
            let name: ArrayVec<u8, FORM> = letters.take(FORM).collect();
            let slip = |name| word::distance_within(text, name, 1) == Some(1);
            if name.len() >= ACRONYM && text.len() > 1 && std::str::from_utf8(&name).is_ok_and(slip) {
                self.used[one] |= 1 << last;
            }
        }
    }

    /// The end of a name that fills its column may be missing: its last word may be the beginning of one of the other
    /// side, and what stands behind that one is no difference - unless it tells branches or the companies of a group apart.
    pub(super) fn cut(&mut self, cut: [bool; 2]) {
        for (one, two) in [(0, 1), (1, 0)] {
            let Some(last) = self.sides[one].len().checked_sub(1).filter(|_| cut[one] && !cut[two]) else { continue };
            let text = self.vocabulary.text(self.sides[one][last].word);
            let begins = |at: usize| self.vocabulary.text(self.sides[two][at].word).starts_with(text);
            // The word it was brought together with already, else one that nothing explains yet.
            let open = self.is_free(one, last);
            let found = (0..self.sides[two].len()).find(|&at| begins(at) && self.is_free(two, at) == open);
            let Some(at) = found else { continue };
            if open {
                let (i, j) = if one == 0 { (last, at) } else { (at, last) };
                self.take(i, j, Kinship::Prefix, weights::CUT);
            }
            for behind in at + 1..self.sides[two].len() {
                let token = self.sides[two][behind];
                let tells = matches!(token.part, Part::Place | Part::Number) || self.vocabulary.of_group(token.word);
                if self.is_free(two, behind) && !tells {
                    self.used[two] |= 1 << behind;
                }
            }
        }
    }
}
