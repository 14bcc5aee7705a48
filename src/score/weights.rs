//! The weights at a glance: what each level says, in thousandths of a bit. What they say of siblings is in `ratios`.
//!
//! Where they come from: the share of true pairs on which a level occurs (`m`) was reasoned from what exports of ledgers
//! and contact lists look like, and checked against worlds of the project's own generator (`examples/generate`), of
//! other seeds than any figure quoted in the documentation; the share among unlike pairs (`u`) is not built in at all
//! where a level claims equality: it is counted in the data at hand (see [`Model::equal`]).
//!
//! [`Model::equal`]: crate::score::Model

use crate::clean::names::Part;
use crate::score::Level;
use crate::value::name::Relation;
use crate::value::word::Kinship;
use crate::value::{date, phone, place, tax_id};

/// How often two unlike records share a value by chance that no third record has, per kind of value; and how much less
/// than certain the agreement of one business with itself is, in thousandths of a bit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rarity {
    /// The chance `e`.
    pub(super) chance: f64,
    /// `log2(m)`: zero or less.
    pub(super) agreement: i32,
}

/// A tax identifier: shared by the companies of a VAT group, by nobody by chance.
pub(super) const TAX_ID: Rarity = Rarity { chance: 0.01, agreement: -500 };
/// An IBAN: belongs to one holder.
pub(super) const IBAN: Rarity = Rarity { chance: 0.01, agreement: -500 };
/// A phone number: the neighbour's, the accountant's, the parent's.
pub(super) const PHONE: Rarity = Rarity { chance: 0.12, agreement: -1_000 };
/// A personal mail address, or one at a public provider.
pub(super) const MAIL: Rarity = Rarity { chance: 0.05, agreement: -1_500 };
/// A web domain: of a group of companies, of a chain.
pub(super) const DOMAIN: Rarity = Rarity { chance: 0.15, agreement: -800 };
/// A word of a name.
pub(super) const WORD: Rarity = Rarity { chance: 0.25, agreement: 0 };
/// All words of a name together; the chance is what is believed before the tables are seen.
pub(super) const WORDS: Rarity = Rarity { chance: 0.01, agreement: -500 };
/// Street and house number.
pub(super) const DOOR: Rarity = Rarity { chance: 0.30, agreement: -800 };
/// A town or post code.
pub(super) const TOWN: Rarity = Rarity { chance: 1.0, agreement: -500 };
/// The company that two people are under.
pub(super) const COMPANY: Rarity = Rarity { chance: 1.0, agreement: -300 };
/// A date of birth: one of some 25,000 days.
pub(super) const BIRTH: Rarity = Rarity { chance: 0.5, agreement: -300 };

/// What a level says: what was counted of the value, less so much, within limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    less: i32,
    least: i32,
    most: i32,
}

/// What was counted of the value: how rare it is.
const COUNTED: Weight = Weight { less: 0, least: i32::MIN, most: i32::MAX };

/// The same of every value.
const fn says(bits: i32) -> Weight {
    Weight { less: 0, least: bits, most: bits }
}

impl Weight {
    const fn less(self, less: i32) -> Self {
        Self { less, ..self }
    }

    const fn more(self, more: i32) -> Self {
        Self { less: -more, ..self }
    }

    const fn at_least(self, least: i32) -> Self {
        Self { least, ..self }
    }

    const fn at_most(self, most: i32) -> Self {
        Self { most, ..self }
    }

    /// The weight of a value, of which what was counted is asked only where it matters.
    pub(super) fn of(self, counted: impl FnOnce() -> i32) -> i32 {
        if self.least == self.most { self.most } else { (counted() - self.less).clamp(self.least, self.most) }
    }
}

/// A level, and what it says.
type Row = (Level, Weight);

/// Nothing to compare: says nothing either way.
const NOTHING: Row = (Level::Nothing, says(0));

/// Tax identifiers. What is counted is less by [`DOUBTFUL`] where numbers are equal of which one is not valid.
pub(super) const fn tax_id(likeness: tax_id::Likeness) -> Row {
    match likeness {
        tax_id::Likeness::Equal => (Level::Equal, COUNTED),
        // Some ninety numbers are one slip away from any.
        tax_id::Likeness::OneTypo => (Level::OneSlip, COUNTED.less(6_500).at_least(0)),
        // A firm has one number of a scheme: two valid ones are those of two firms, unless one was copied from another row.
        tax_id::Likeness::Different => (Level::Different, says(-8_000)),
        // One of the two is wrong in any case, perhaps by more than a slip.
        tax_id::Likeness::DifferentDoubtful => (Level::DifferentDoubtful, says(-4_000)),
        // Who trades abroad has numbers of other countries.
        tax_id::Likeness::OtherCountry => (Level::OtherCountries, says(-1_000)),
        tax_id::Likeness::Incomparable => NOTHING,
    }
}

/// Two people have the number of a firm: no more than that they belong to one.
pub(super) const OF_A_FIRM: Row = (Level::OfAFirm, COUNTED.at_most(3_000));

/// What it costs that one of two equal tax identifiers is not valid: it may be a filler that no list knows.
pub(super) const DOUBTFUL: i32 = 2_500;

/// The same IBAN.
pub(super) const SAME_IBAN: Row = (Level::Equal, COUNTED);
/// A business has several accounts.
pub(super) const OTHER_IBANS: Row = (Level::Different, says(-1_500));

/// Phone numbers.
pub(super) const fn phone(likeness: phone::Likeness) -> Row {
    match likeness {
        phone::Likeness::Equal => (Level::Equal, COUNTED),
        // Written without the area, or in another one.
        phone::Likeness::EqualTail => (Level::EqualTail, COUNTED.less(1_000)),
        // Some sixty numbers of an area are one slip away from any, and no check digit says which is meant.
        phone::Likeness::Typo => (Level::OneSlip, COUNTED.less(6_000).at_least(0)),
        // Numbers change and abound.
        phone::Likeness::Different => (Level::Different, says(-700)),
    }
}

/// A mail address that both have.
pub(super) const SAME_MAIL: Row = (Level::SameMail, COUNTED);
/// A person has a mailbox or two; a firm has any number.
pub(super) const OTHER_MAILS: Row = (Level::OtherMails, says(-1_200));
/// A web domain that both have.
pub(super) const SAME_DOMAIN: Row = (Level::SameDomain, COUNTED);
/// One that more have than a business has duplicates: how many, is counted.
pub(super) const SAME_DOMAIN_SHARED: Row = (Level::SameDomainShared, COUNTED);
/// Each has domains of its own: few businesses have two.
pub(super) const OTHER_DOMAINS: Row = (Level::OtherDomains, says(-3_500));
/// A role mailbox at a domain of one's own says what the domain says, and this more.
pub(super) const ROLE: i32 = 1_000;

/// Addresses: by the door and by what of town and post code is the rarer, of which the better counts; of two countries
/// alone, by the country.
pub(super) const fn address(level: place::Level) -> (Level, [Weight; 2]) {
    let no = says(i32::MIN);
    match level {
        // Beyond the most it is the neighbours who decide.
        place::Level::SameDoor => (Level::SameDoor, [COUNTED.at_most(DOOR_MOST), no]),
        // Another unit of it, or none: one list leaves out the floor, or it is the neighbour's.
        place::Level::SameBuilding => (Level::SameBuilding, [COUNTED.less(1_500).at_most(DOOR_MOST - 1_500), COUNTED]),
        // A town has six streets at least.
        place::Level::SameStreet => (Level::SameStreet, [no, COUNTED.more(2_500).at_most(9_000)]),
        // One number in thirty is a slip, or that of an annex; else it is a neighbour.
        place::Level::NearNumber => {
            (Level::NearNumber, [COUNTED.less(5_000).at_most(4_000), COUNTED.less(2_000).at_most(4_000)])
        }
        // Who moves seldom moves within the street.
        place::Level::OtherNumber => (Level::OtherNumber, [no, COUNTED.less(3_500).at_most(1_000)]),
        // One in sixteen has moved within its town: that never speaks for two records.
        place::Level::OtherStreet => (Level::OtherStreet, [no, COUNTED.less(4_000).at_most(0)]),
        place::Level::SamePostCode => (Level::SamePostCode, [no, COUNTED.at_most(8_000)]),
        // Less than a post code: places share their names.
        place::Level::SameTown => (Level::SameTown, [no, COUNTED.less(500).at_most(6_500)]),
        // Who moves stays near.
        place::Level::SameRegion => (Level::SameRegion, [no, says(-1_500)]),
        place::Level::OtherPlace => (Level::Elsewhere, [no, says(-3_500)]),
        place::Level::SameCountry => (Level::SameCountry, [no, COUNTED.at_least(0)]),
        place::Level::OtherCountry => (Level::OtherCountry, [no, says(-5_500)]),
        place::Level::Unknown => (Level::Nothing, [no, says(0)]),
    }
}

/// The most an address is worth.
const DOOR_MOST: i32 = 12_000;

/// Dates of birth. Of whole dates it is counted how rare a day is, of years how rare a year and how often it is mistaken.
pub(super) const fn birth(likeness: date::Likeness) -> Row {
    match likeness {
        date::Likeness::Equal => (Level::Equal, COUNTED),
        // One in sixteen who is equal is written the other way round by one of the two.
        date::Likeness::Swapped => (Level::SwappedDay, COUNTED.less(4_000)),
        // The slip is rare, and the days that are one away from any are not.
        date::Likeness::DigitsSwapped => (Level::DigitsSwapped, COUNTED.less(5_000)),
        date::Likeness::OneDigit => (Level::OneDigit, COUNTED.less(5_500)),
        // Two parts agree by chance in one pair of 270, and are all that does in one person of fifty.
        date::Likeness::OnePart => (Level::OnePart, says(2_400)),
        date::Likeness::YearOnly => (Level::YearOnly, COUNTED),
        date::Likeness::NextYear => (Level::NextYear, COUNTED),
        // Day and month differ: more than a slip.
        date::Likeness::SameYear => (Level::SameYear, says(-2_500)),
        date::Likeness::FewYears => (Level::FewYears, COUNTED),
        date::Likeness::Different => (Level::Different, says(-6_000)),
    }
}

/// Some 25,000 days of birth occur; a smaller table cannot show how rare a day is.
pub(super) const BIRTH_MOST: i32 = 14_600;

/// Legal forms. Half as rare as it is counted: see `model`.
pub(super) const fn form(relation: Relation) -> Row {
    match relation {
        Relation::Equal => (Level::Equal, COUNTED),
        // The one may be meant by the other: it hardly tells.
        Relation::Compatible => (Level::Compatible, says(200)),
        // A firm has one form, though it may change it, and whoever enters it may guess.
        Relation::Different => (Level::Different, says(-3_000)),
        Relation::Missing => NOTHING,
    }
}

/// Each name says a generation, and it is another one: father and son.
pub(super) const OTHER_GENERATION: Row = (Level::OtherGeneration, says(-9_000));
/// One of the two says a generation, which the other may have left out.
pub(super) const ONE_GENERATION: Row = (Level::OneGeneration, says(-2_500));
/// One is addressed as a man, the other as a woman: man and wife, or a slip of whoever entered it.
pub(super) const OTHER_SEX: Row = (Level::OtherSex, says(-5_000));

/// The most a word that both names have is worth: what the language knows about a word and a small table does not.
pub(super) const fn word_most(part: Part) -> i32 {
    match part {
        Part::Common => 1_000,
        Part::Particle | Part::Branch => 500,
        // One of 26 letters, some rarer than others.
        Part::Initial => 4_000,
        Part::Trade => 7_000,
        Part::Place => 7_500,
        Part::Number => 8_000,
        Part::Given => 9_000,
        Part::Content | Part::Family => 24_000,
    }
}

/// The least that words brought together are worth.
pub(super) const WORD_LEAST: i32 = 200;

/// What it costs that two words are not equal but akin.
pub(super) const fn akin(kin: Kinship) -> i32 {
    match kin {
        // Names are cut to their initials as often where they are those of two: it costs nothing, and says what a letter is rare.
        Kinship::Equal | Kinship::Initial => 0,
        Kinship::Variant => 1_000,
        // Known by what a name is, and no slip: it is as likely in a common name as in a rare one.
        Kinship::Form | Kinship::Translation => 2_000,
        Kinship::Typo => 3_000,
        Kinship::Prefix => 3_500,
        Kinship::Typos => 5_000,
    }
}

/// What it costs that a word is several of the other name run together.
pub(super) const JOINED: i32 = 1_000;
/// What it costs that a word is the first letters of the other name: many names have these.
pub(super) const ACRONYM: i32 = 3_000;
/// The most an acronym of three letters or more is worth.
pub(super) const ACRONYM_MOST: i32 = 9_000;
/// The most one of two letters is.
pub(super) const TWO_LETTERS_MOST: i32 = 2_000;
/// What it costs that the last word of a name that fills its column is the beginning of another: the column has cut it.
pub(super) const CUT: i32 = 1_500;

/// What it costs that one side has a word of this part and length and so rare, and the other has nothing in its place.
pub(super) fn omission(part: Part, letters: u8, rarity: impl FnOnce() -> i32) -> i32 {
    match part {
        // `Holding`, `Beheer` and `Group` tell the companies of a group apart; `en` and `de` tell nothing.
        Part::Common if letters > 3 => 2_300,
        Part::Common | Part::Particle => 200,
        Part::Initial => 800,
        Part::Trade | Part::Branch => 2_300,
        Part::Place => 3_000,
        Part::Given => 2_500,
        Part::Number => 4_000,
        // The rarer a word, the more it is the name itself.
        Part::Content | Part::Family => 1_500 + rarity() / 5,
    }
}

/// What a place costs that is left out, where the address says it: the town of both, their country.
pub(super) const OMITTED_HOME: i32 = 600;
/// What of its cost each word left out after the dearest costs, in quarters: who writes out one word more writes out two.
pub(super) const OMISSIONS: [i32; 3] = [4, 2, 1];

/// Either has a number, or a name of a person, in the place of the other's.
pub(super) const TWO_PEOPLE: i32 = 6_000;
/// An initial that fits none of the other's given names.
pub(super) const OTHER_INITIAL: i32 = 5_000;
/// One fits, and they differ in a second one, of which a person may have several.
pub(super) const OTHER_SECOND_INITIAL: i32 = 2_000;
/// Firms named for two of one family.
pub(super) const OTHER_OWNER: i32 = 5_000;
/// A school of another level, a church of another creed, an account in another currency.
pub(super) const OTHER_KIND: i32 = 4_000;
/// Another place in the place of the other's.
pub(super) const OTHER_PLACE: i32 = 4_000;
/// The name has the town of the one, and the other is elsewhere.
pub(super) const OTHER_TOWN: i32 = 2_500;
/// Another word in the place of the other's: a name may gain a word, and seldom changes one.
pub(super) const OTHER_WORD: i32 = 2_500;

/// What names say that have nothing in common, by what they lack of each other: firms trade under other names.
pub(super) const NO_WORD: [i32; 2] = [-7_000, -5_000];
/// The least that names say which have something in common.
pub(super) const NAME_LEAST: i32 = -9_000;
/// What an agreement by another name costs: a record has few of those, and they are shorter.
pub(super) const ALIAS: i32 = 1_500;
/// What it costs that a record says of itself that it is not to be used any more: another one is preferred to it.
pub(super) const CLOSED: i32 = 700;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_asked_where_it_matters_and_kept_within_limits() {
        let counted = |weight: Weight, bits: i32| weight.of(|| bits);
        assert_eq!(says(-700).of(|| panic!("asked")), -700);
        let slip = COUNTED.less(6_000).at_least(0);
        assert_eq!([4_000, 9_000].map(|bits| counted(slip, bits)), [0, 3_000]);
        let street = COUNTED.more(2_500).at_most(9_000);
        assert_eq!([4_000, 9_000].map(|bits| counted(street, bits)), [6_500, 9_000]);
    }
}
