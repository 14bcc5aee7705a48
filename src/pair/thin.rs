//! Pairs that share too little to be compared.
//!
//! Who has one word or one place in common with another, while two other kinds of values that both have are not the same, is
//! seldom that other, unless nobody else has the word. Of a world of a million contacts (`examples/generate`) a third of
//! all pairs are such; one in 4,300 of them weighed enough to be likelier right than wrong, of the others one in five.

use rayon::prelude::*;

use crate::clean::{Profile, Profiles};
use crate::pair::keys::{BothSides, Shared};
use crate::pair::{FLOOR, Key, Pair, Sides};

/// How many kinds of values both records have and do not share, from which on a pair is thin.
const UNSHARED: u32 = 2;

/// What could have brought records together.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    /// What kinds of values a record has, a bit each, by its position in the profiles: what it could share with another.
    of_record: Vec<u8>,
    /// From how rare a word on is enough by itself, in tenths of a bit: no more than two records of a side have it.
    rare: u16,
}

const TAX_ID: u8 = 1;
const PHONE: u8 = 1 << 1;
const MAIL: u8 = 1 << 2;
const PLACE: u8 = 1 << 3;
const BIRTH: u8 = 1 << 4;

impl Kinds {
    /// What kinds of values each record has; of small tables none, for there every pair is cheap.
    pub(super) fn of(profiles: &Profiles, sides: &Sides, per_contact: u32) -> Self {
        if sides.left.len() as u64 * u64::from(per_contact) <= FLOOR {
            return Self { of_record: vec![0; profiles.all.len()], rare: 0 };
        }
        let bit = |bit: u8, has: bool| if has { bit } else { 0 };
        let kinds = |one: &Profile| {
            bit(TAX_ID, one.taxes.len > 0)
                | bit(PHONE, one.phones.len > 0)
                | bit(MAIL, one.mails.len + one.domains.len > 0)
                | bit(PLACE, profiles.town(one) != 0)
                | bit(BIRTH, one.birth.is_some())
        };
        let population = sides.left.len().max(sides.right.len()) as f64;
        let most = (population.log2() * 10.0) as u16;
        Self { of_record: profiles.all.par_iter().map(kinds).collect(), rare: most.saturating_sub(10) }
    }

    /// Forgets that the records have a kind of value whose value too many share to bring them together: they may share it.
    pub(super) fn forget(&mut self, key: Key, both: &BothSides, is_over: impl Fn(&Shared) -> bool) {
        if !matches!(key, Key::TaxId | Key::Phone | Key::Mail | Key::Domain | Key::Birth) {
            return;
        }
        for value in both.shared.iter().filter(|value| is_over(value)) {
            let records = both.left[value.left.clone()].iter().chain(&both.right[value.right.clone()]);
            records.for_each(|&(_, record)| self.of_record[record as usize] &= !shared_under(key));
        }
    }

    /// Whether a pair shares no more than one word that others have too, two of them, or one place, and not what else both
    /// have.
    pub(super) fn is_thin(&self, pair: &Pair) -> bool {
        let is_rare = pair.rarity >= self.rare && pair.keys().all(is_of_name);
        pair.keys.count_ones() == 1 && !is_rare && self.is_weak(pair)
    }

    /// Whether all that a pair shares is words and places, and not what else both have.
    pub(super) fn is_weak(&self, pair: &Pair) -> bool {
        let both = self.of_record[pair.left as usize] & self.of_record[pair.right as usize];
        let shared = pair.keys().fold(0, |shared, key| shared | shared_under(key));
        pair.keys().all(is_weak) && (both & !shared).count_ones() >= UNSHARED
    }
}

/// Whether who meets under a key has no more in common than words of a name, or a place.
fn is_weak(key: Key) -> bool {
    is_of_name(key) || matches!(key, Key::WordAndPostCode | Key::WordAndTown | Key::Door | Key::Street)
}

/// Whether it is words of a name alone.
fn is_of_name(key: Key) -> bool {
    matches!(key, Key::Word | Key::TwoWords | Key::AkinWord | Key::WordAndAkin)
}

/// The kinds of values that two records share who met under a key.
fn shared_under(key: Key) -> u8 {
    match key {
        Key::TaxId | Key::TaxIdAndWord => TAX_ID,
        Key::Phone | Key::PhoneAndWord => PHONE,
        Key::Mail | Key::Domain | Key::DomainAndWord => MAIL,
        Key::WordAndPostCode | Key::WordAndTown | Key::Door | Key::Street => PLACE,
        Key::Birth | Key::BirthAndWord => BIRTH,
        Key::Iban | Key::Words | Key::Word | Key::TwoWords | Key::AkinWord | Key::WordAndAkin => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Kinds {
        /// Records that have nothing.
        pub(in crate::pair) fn none(records: usize) -> Self {
            Self { of_record: vec![0; records], rare: u16::MAX }
        }
    }

    fn kinds(of_record: Vec<u8>) -> Kinds {
        Kinds { of_record, rare: 80 }
    }

    fn pair(keys: &[Key]) -> Pair {
        Pair { left: 0, right: 1, keys: keys.iter().map(|key| key.bit()).sum(), rarity: 0 }
    }

    #[test]
    fn who_shares_one_word_or_place_and_no_two_other_kinds_that_both_have_is_not_compared() {
        let both = kinds(vec![TAX_ID | PHONE | PLACE, TAX_ID | PHONE | PLACE | BIRTH]);
        for keys in [[Key::Word], [Key::TwoWords], [Key::AkinWord], [Key::WordAndTown], [Key::Door], [Key::Street]] {
            assert!(both.is_thin(&pair(&keys)), "{keys:?}");
        }
        // A number, the whole name, a day of birth, or two reasons.
        for keys in [[Key::TaxId], [Key::Phone], [Key::Iban], [Key::Domain], [Key::Words], [Key::Birth]] {
            assert!(!both.is_thin(&pair(&keys)), "{keys:?}");
        }
        assert!(!both.is_thin(&pair(&[Key::Word, Key::Door])));
        // A word that nobody else has is more than a place.
        let rare = |key| Pair { rarity: 80, ..pair(&[key]) };
        assert!(!both.is_thin(&rare(Key::AkinWord)) && both.is_thin(&rare(Key::Door)));
        // What the one lacks they may share.
        let one = kinds(vec![PHONE | PLACE, TAX_ID | PHONE | PLACE]);
        assert!(one.is_thin(&pair(&[Key::Word])));
        assert!(!one.is_thin(&pair(&[Key::WordAndTown])));
        assert!(!kinds(vec![PLACE, TAX_ID | PHONE | PLACE]).is_thin(&pair(&[Key::Word])));
    }

    #[test]
    fn a_value_that_too_many_share_is_not_one_that_two_do_not_share() {
        let mut all = kinds(vec![TAX_ID | PHONE; 4]);
        let over = Shared { left: 0..1, right: 0..1 };
        let both = BothSides { left: vec![(7, 0), (8, 2)], right: vec![(7, 1), (8, 3)], shared: vec![over] };
        all.forget(Key::Door, &both, |_| true);
        assert!(all.is_thin(&pair(&[Key::Word])));
        all.forget(Key::TaxId, &both, |_| true);
        assert!(!all.is_thin(&pair(&[Key::Word])));
        assert_eq!(all.of_record, [PHONE, PHONE, TAX_ID | PHONE, TAX_ID | PHONE]);
    }
}
