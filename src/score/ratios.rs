//! The weights at a glance, of siblings: how much likelier what two records say is of two branches, of two companies of a
//! group or of two of a household than of one and the same. Why these are asked for is said in `sibling`; where the
//! figures come from, in `weights`.

use crate::score::name::Names;
use crate::score::words::Difference;
use crate::score::{Bits, Level};
use crate::value::place;

/// How much likelier siblings are, against the same, within one table than across two: a firm that is entered once is
/// there, and its siblings are too. How many duplicates there are, the prior says.
pub(super) const ONE_TABLE: f64 = 2.0;

/// Their names contradict each other: one company, or person, in twenty of those that differ is written so.
pub(super) fn contradiction(contradiction: bool) -> f64 {
    if contradiction { 20.0 } else { 1.0 }
}

/// Two branches of one business.
pub(super) mod branch {
    use super::{Difference, Level, place};

    /// The odds before it is seen how the two differ, by the places that what they share is seen at: the least and the most.
    pub(crate) fn before(places: (u32, u32)) -> f64 {
        match places {
            // A business seen at one place may still have others; one seen at several has them.
            (0 | 1, most) => (0.005 * f64::from(most.max(1))).min(0.15),
            (_, 2) => 0.15,
            (_, most) => 0.7 * f64::from(most - 1),
        }
    }

    /// Shares reasoned from moves (7 % of records keep an old address) and slips in house numbers (2 %). Where not both are
    /// `housed`, all that one of the two says agrees.
    pub(crate) fn address(level: place::Level, housed: bool) -> f64 {
        match level {
            // Branches do not share a door.
            place::Level::SameDoor => 0.0005,
            place::Level::SameBuilding => 0.005,
            place::Level::SameStreet => 0.05,
            // Three branches in ten are in one town.
            place::Level::SamePostCode if !housed => 0.1,
            place::Level::SameTown if !housed => 0.3,
            place::Level::SamePostCode => 0.4,
            place::Level::SameTown => 1.5,
            // Few chains have two branches side by side; one in sixty of the numbers of one house is a slip, or that of its annex.
            place::Level::NearNumber => 0.5,
            place::Level::OtherNumber | place::Level::OtherStreet => 5.0,
            place::Level::SameRegion | place::Level::OtherPlace => 4.0,
            place::Level::OtherCountry => 20.0,
            place::Level::SameCountry | place::Level::Unknown => 1.0,
        }
    }

    /// Most branches have a number of their own; what they share is seen at several of them. Of those seen at one place,
    /// as many `switchboards` as are counted are those of another too.
    pub(crate) fn phone(level: Level, switchboards: f64, at_one_place: impl Fn() -> bool) -> f64 {
        match level {
            // Half of the records of one establishment share a number.
            Level::Equal | Level::EqualTail if at_one_place() => switchboards / 0.5,
            Level::Equal | Level::EqualTail => 0.2,
            Level::Different => 2.0,
            _ => 1.0,
        }
    }

    /// Most branches have a mailbox of their own.
    pub(crate) fn mail(level: Level, at_one_place: impl Fn() -> bool) -> f64 {
        match level {
            Level::SameMail if at_one_place() => 0.2,
            Level::SameMail => 0.5,
            _ => 1.0,
        }
    }

    /// At most, in one town, where so large a `share` of those that are not alone with their name has a namesake: one
    /// branch in ten is in the town of another one.
    pub(crate) fn in_town(share: f64) -> f64 {
        share / 0.1
    }

    /// Half of the branches of a chain are told apart by a word, as one business in seven is written.
    pub(crate) fn name(difference: Difference) -> f64 {
        if difference == Difference::Nothing { 1.0 } else { 3.5 }
    }
}

/// Two companies of one group.
pub(super) mod group {
    use super::{Difference, Level};

    /// The odds before it is seen how the two differ, by how many records of a table have what they share.
    pub(crate) fn before(seen: u32) -> f64 {
        match seen {
            0..=2 => 0.010,
            _ => 0.05,
        }
    }

    /// What two companies may have in common beside the words of their names.
    pub(crate) struct Common {
        /// How far a tax identifier.
        pub(crate) tax_id: Level,
        /// A web domain that hardly anybody else has.
        pub(crate) domain: bool,
        /// The door.
        pub(crate) door: bool,
    }

    /// By what the names differ. Among the companies of a group these differences are the rule; one company writes its name
    /// so now and then.
    pub(crate) fn name(difference: Difference, other_form: bool, common: &Common) -> f64 {
        match difference {
            // No two companies may have one name: where they do, their legal forms tell them apart, unless one number says that
            // the company has changed its form.
            Difference::Nothing if other_form && common.tax_id != Level::Equal => 5.0,
            Difference::Nothing if other_form => 1.0,
            Difference::Nothing => 0.005,
            Difference::Word => 2.0,
            Difference::OfGroup | Difference::OfHouse | Difference::OfFamily => 15.0,
            // Two branches do not share a door.
            Difference::OfPlace if common.door => 2.0,
            Difference::OfPlace => 15.0,
            Difference::Both => 3.0,
            Difference::BothOfGroup => 20.0,
            // One firm is seldom written with two trades; the firms of one family, and of one accountant, are told apart so.
            Difference::Trades => 50.0,
            // What a firm trades as may have nothing of what it is called, and who shares a door and a telephone may be man and
            // wife with a firm each: a number that agrees, or a web domain of their own, tells which.
            Difference::Everything if common.tax_id == Level::Equal || common.domain => 4.0,
            Difference::Everything => 50.0,
        }
    }

    /// A company has a number of its own, but in a VAT group; of one that many have, it is that of the group.
    pub(crate) fn tax_id(level: Level) -> f64 {
        match level {
            Level::Equal => 0.2,
            Level::EqualShared => 0.6,
            Level::Different => 100.0,
            Level::DifferentDoubtful => 8.0,
            _ => 1.0,
        }
    }

    /// Half of the companies of a group have forms of their own; one company in twenty is written with another one.
    pub(crate) fn form(other_form: bool) -> f64 {
        if other_form { 10.0 } else { 1.0 }
    }

    /// What is a company's own in a group that shares the rest: now and then a number, a site, mostly a mailbox.
    pub(crate) fn phone(level: Level) -> f64 {
        if level == Level::Different { 1.6 } else { 1.0 }
    }

    /// As [`phone`].
    pub(crate) fn mail(level: Level, difference: Difference) -> f64 {
        match level {
            // Who keeps a holding beside the firm reads the mail of both.
            Level::SameMail if difference.is_within_group() => 1.0,
            Level::SameMail => 0.2,
            Level::OtherDomains => 3.0,
            _ => 1.0,
        }
    }

    /// At one door, by how often two firms of the tables share one: for names that differ by a word or some. What says that
    /// it is another company of the group, another form, another trade or another name says so at any door.
    pub(crate) fn neighbours(difference: Difference, other_form: bool, common: &Common, neighbours: f64) -> f64 {
        match difference {
            Difference::Word | Difference::OfPlace | Difference::Both if common.door && !other_form => neighbours,
            _ => 1.0,
        }
    }
}

/// Two people of one household.
pub(super) mod household {
    use super::{Bits, Difference, Level, Names, place};

    /// What two names say.
    pub(crate) struct Named {
        /// How much likelier they are those of two.
        pub(crate) odds: f64,
        /// How much likelier than two of the same name, of whom the tables may say it better.
        pub(crate) than_namesakes: f64,
    }

    /// One in two hundred is named as somebody they live with; a family name alone fits them all.
    pub(crate) fn name(names: &Names, at_home: bool) -> Named {
        let (odds, than_namesakes) = match names.difference {
            // A name that languages share is given in a family anew: Lorenzo lives with Laurent, Maria with Mary.
            Difference::Nothing if names.translated && at_home => (3.0, f64::INFINITY),
            Difference::Nothing if names.translated => (0.1, 1.0),
            Difference::Nothing => (0.005, 1.0),
            Difference::Word | Difference::OfPlace if names.given => (0.05, 5.0),
            Difference::Word | Difference::OfPlace => (1.0, f64::INFINITY),
            // Fewer live with somebody of their given name than take another family name.
            Difference::Both if names.given => (0.1, f64::INFINITY),
            Difference::Both
            | Difference::OfFamily
            | Difference::OfGroup
            | Difference::OfHouse
            | Difference::BothOfGroup
            | Difference::Trades
            | Difference::Everything => (3.0, f64::INFINITY),
        };
        Named { odds, than_namesakes }
    }

    /// A date of birth is a person's own: one in fifty is written quite differently.
    pub(crate) fn birth(level: Level, bits: Bits) -> f64 {
        match level {
            Level::Nothing => 1.0,
            Level::Equal => 0.004,
            Level::SameYear | Level::NextYear => 15.0,
            // Few brothers and sisters are of one year.
            Level::YearOnly => 0.1,
            Level::OnePart => 0.2,
            _ if bits.0 > 0 => 0.02,
            _ => 50.0,
        }
    }

    /// A number of a person's own is another's by mistake.
    pub(crate) fn tax_id(level: Level) -> f64 {
        if level == Level::Equal { 0.001 } else { 1.0 }
    }

    /// One in twenty shares a mailbox with somebody they live with.
    pub(crate) fn mail(level: Level) -> f64 {
        match level {
            Level::SameMail => 0.05,
            Level::OtherMails => 3.0,
            _ => 1.0,
        }
    }

    /// Who is known at another place has left the house, if ever they lived in it.
    pub(crate) fn address(level: place::Level) -> f64 {
        match level {
            place::Level::SameRegion | place::Level::OtherPlace | place::Level::OtherCountry => 0.3,
            _ => 1.0,
        }
    }
}
