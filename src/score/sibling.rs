//! The third possibility: neither the same establishment nor strangers, but siblings: branches of one business, or
//! companies of one group.
//!
//! Name, tax identifier and domain say which business it is, and they say so together; which of its establishments, only
//! address, phone and personal mail say. The companies of a group share address, phone and domain, and differ in a word
//! of the name and in the tax identifier. So beside "the same" stand these two, each with odds of its own against it: how
//! many places, or names, the shared values are seen at, times how much likelier what tells siblings apart is among
//! siblings than within one business. With odds `r` of a sibling to the same, and odds `o` of the same to strangers, the odds of
//! the same to everything else are `o / (1 + r o)`: however much agrees, they stay below `1 / r`.

use crate::clean::values::{DOMAINS, MAILS, PHONES, TAXES};
use crate::clean::{Profile, Profiles, Span};
use crate::score::model::Model;
use crate::score::name::Names;
use crate::score::words::Difference;
use crate::score::{Bits, Finding, Level, Prior};
use crate::value::place;

/// What the other aspects found, as far as siblings are concerned.
pub(super) struct Found {
    pub(super) names: Names,
    pub(super) tax_id: Finding,
    pub(super) phone: Finding,
    pub(super) mail: Finding,
    pub(super) address: place::Level,
    pub(super) birth: Finding,
    /// Whether both records are of one table.
    pub(super) one_table: bool,
}

/// The doubt that two records are siblings.
pub(super) fn doubt(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile, found: &Found) -> Doubt {
    if a.person && b.person {
        // People have no branches, and no group but those they live with.
        let (people, odds) = (true, log(household(model, found)));
        return match found.birth.level {
            // Of father and son, as of the companies of a group, one table may have the one and the other the other.
            Level::Different => Doubt { people, groups: odds, ..Doubt::NONE },
            _ => Doubt { people, others: odds, ..Doubt::NONE },
        };
    }
    let (mut branch, mut group) = (branch(profiles, model, a, b, found), group(profiles, model, a, b, found));
    if found.one_table {
        branch *= ONE_TABLE;
        group *= ONE_TABLE;
    }
    Doubt { people: false, groups: log(group), others: log(branch) }
}

/// How much likelier siblings are, against the same, within one table than across two: a firm that is entered once is
/// there, and its siblings are too. How many duplicates there are, the prior says.
const ONE_TABLE: f64 = 2.0;

/// The doubt that two records are siblings; odds of siblings to the same, as `log2` in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// Whether the two are people.
    pub people: bool,
    /// The odds of companies of a group, or of people of two generations.
    pub groups: i32,
    /// The odds of branches, or of other members of a household.
    pub others: i32,
}

impl Doubt {
    /// No doubt at all.
    pub(super) const NONE: Self = Self { people: false, groups: NEVER, others: NEVER };

    /// The odds of any sibling.
    pub fn odds(self) -> i32 {
        either(self.groups, self.others)
    }

    /// What it takes from pairs of this weight and prior.
    pub(super) fn finding(self, weight: i32, prior: Prior) -> Finding {
        let bits = taken(weight + prior.found.0 + against(self.groups, self.others, prior));
        // The likelier kind is told.
        let is_branch = self.others + prior.others.0 >= self.groups + prior.groups.0;
        let level = match () {
            () if self.people => Level::MaybeHousehold,
            () if is_branch => Level::MaybeBranch,
            () => Level::MaybeGroup,
        };
        if bits == 0 { Finding::MISSING } else { Finding { level, bits: Bits(bits) } }
    }
}

/// Odds of next to nothing.
const NEVER: i32 = -60_000;

/// No odds are less than one in a million but where there is no doubt.
fn log(odds: f64) -> i32 {
    thousandths(odds.max(1e-6))
}

fn thousandths(odds: f64) -> i32 {
    (odds.log2() * 1000.0).round() as i32
}

/// The odds of any sibling to the same, beside pairs of this prior.
pub(super) fn against(groups: i32, others: i32, prior: Prior) -> i32 {
    either(groups + prior.groups.0, others + prior.others.0) - prior.found.0
}

/// Two odds together.
fn either(one: i32, other: i32) -> i32 {
    let odds = |bits: i32| (f64::from(bits) / 1000.0).exp2();
    thousandths(odds(one) + odds(other))
}

/// What siblings of these odds take from a pair, `-log2(1 + r o)`, in thousandths of a bit; next to nothing is nothing.
pub(super) fn taken(odds: i32) -> i32 {
    let bits = -((1.0 + (f64::from(odds) / 1000.0).exp2()).log2() * 1000.0).round() as i32;
    if bits > -100 { 0 } else { bits }
}

/// The odds of another branch to the same one.
fn branch(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile, found: &Found) -> f64 {
    // A business seen at one place may still have others; one seen at several has them.
    let before = match places(profiles, a, b, found.names.difference) {
        (0 | 1, most) => (0.005 * f64::from(most.max(1))).min(0.15),
        (_, 2) => 0.15,
        (_, most) => 0.7 * f64::from(most - 1),
    };
    let housed = profiles.places.are_housed(a.place, b.place);
    // Shares reasoned from moves (7 % of records keep an old address) and slips in house numbers (2 %).
    let address = match found.address {
        place::Level::SameDoor => 0.0005,
        place::Level::SameBuilding => 0.005,
        place::Level::SameStreet => 0.05,
        // All that one of the two says agrees: three branches in ten are in one town.
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
    };
    // Most branches have a number and a mailbox of their own; what they share is seen at several of them.
    let phone = match found.phone.level {
        // Half of the records of one establishment share a number.
        Level::Equal | Level::EqualTail if at_one_place(profiles, [a.phones, b.phones], PHONES) => {
            model.switchboards / 0.5
        }
        Level::Equal | Level::EqualTail => 0.2,
        Level::Different => 2.0,
        _ => 1.0,
    };
    let mail = match found.mail.level {
        Level::SameMail if at_one_place(profiles, [a.mails, b.mails], MAILS) => 0.2,
        Level::SameMail => 0.5,
        _ => 1.0,
    };
    // Half of the branches of a chain are told apart by a word, as one business in seven is written.
    let name = if found.names.difference == Difference::Nothing { 1.0 } else { 3.5 };
    before * name * address * phone * mail
}

/// The odds of another company of the group to the same one.
fn group(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile, found: &Found) -> f64 {
    let values = &profiles.values;
    let names = |x, y, list: usize| shared(profiles, x, y).map(|at| values.frequency[list][at as usize].most()).max();
    let seen =
        names(a.domains, b.domains, DOMAINS).max(names(a.phones, b.phones, PHONES)).max(names(a.taxes, b.taxes, TAXES));
    let before = match seen.unwrap_or(0) {
        0..=2 => 0.010,
        _ => 0.05,
    };
    // Where no more than the town is shared, the tables say how many differ by a word.
    let town = matches!(
        found.address,
        place::Level::SameTown | place::Level::SamePostCode | place::Level::SameCountry | place::Level::Unknown
    );
    let before = match found.names.difference {
        Difference::Word | Difference::OfGroup if town && seen.is_none() => model.relatives,
        _ => before,
    };
    let same_door = found.address == place::Level::SameDoor;
    let is_own = |at: u32| values.frequency[DOMAINS][at as usize].most() <= 2;
    let has_own_domain = shared(profiles, a.domains, b.domains).any(is_own);
    // Among the companies of a group these differences are the rule; one company writes its name so now and then.
    let other_form = found.names.form.level == Level::Different;
    let name = match found.names.difference {
        // No two companies may have one name: where they do, their legal forms tell them apart, unless one number says that
        // the company has changed its form.
        Difference::Nothing if other_form && found.tax_id.level != Level::Equal => 5.0,
        Difference::Nothing if other_form => 1.0,
        Difference::Nothing => 0.005,
        Difference::Word => 2.0,
        Difference::OfGroup => 15.0,
        // Two branches do not share a door.
        Difference::OfPlace if same_door => 2.0,
        Difference::OfPlace => 15.0,
        Difference::Both => 3.0,
        Difference::BothOfGroup => 20.0,
        // One firm is seldom written with two trades; the firms of one family, and of one accountant, are told apart so.
        Difference::Trades => 50.0,
        // What a firm trades as may have nothing of what it is called, and who shares a door and a telephone may be man and
        // wife with a firm each: a number that agrees, or a web domain of their own, tells which.
        Difference::Everything if found.tax_id.level == Level::Equal => 4.0,
        Difference::Everything if has_own_domain => 4.0,
        Difference::Everything => 50.0,
    };
    let contradiction = if found.names.contradiction { 20.0 } else { 1.0 };
    let tax_id = match found.tax_id.level {
        Level::Equal => 0.2,
        Level::EqualShared => 0.6,
        Level::Different => 100.0,
        Level::DifferentDoubtful => 8.0,
        _ => 1.0,
    };
    // Half of the companies of a group have forms of their own; one company in twenty is written with another one.
    let form = if other_form { 10.0 } else { 1.0 };
    // What is a company's own in a group that shares the rest: now and then a number, a site, mostly a mailbox.
    let phone = if found.phone.level == Level::Different { 1.6 } else { 1.0 };
    let mail = match found.mail.level {
        // Who keeps a holding beside the firm reads the mail of both.
        Level::SameMail if found.names.difference == Difference::OfGroup => 1.0,
        Level::SameMail => 0.2,
        Level::OtherDomains => 3.0,
        _ => 1.0,
    };
    before * name * contradiction * tax_id * form * phone * mail
}

/// The odds of another member of the household to the same person: one in two hundred is named as somebody they live with;
/// a family name alone fits them all. A date of birth is a person's own: one in fifty is written quite differently.
fn household(model: &Model, found: &Found) -> f64 {
    let at_home = matches!(found.address, place::Level::SameDoor | place::Level::SameBuilding);
    // The second number: how much likelier they are than of the same name, of whom the tables may say it better.
    let (name, than_same): (f64, f64) = match found.names.difference {
        // A name that languages share is given in a family anew: Lorenzo lives with Laurent, Maria with Mary.
        Difference::Nothing if found.names.translated && at_home => (3.0, f64::INFINITY),
        Difference::Nothing if found.names.translated => (0.1, 1.0),
        Difference::Nothing => (0.005, 1.0),
        Difference::Word | Difference::OfPlace if found.names.given => (0.05, 5.0),
        Difference::Word | Difference::OfPlace => (1.0, f64::INFINITY),
        // Fewer live with somebody of their given name than take another family name.
        Difference::Both if found.names.given => (0.1, f64::INFINITY),
        _ => (3.0, f64::INFINITY),
    };
    let contradiction = if found.names.contradiction { 20.0 } else { 1.0 };
    let birth = match found.birth.level {
        Level::Nothing => 1.0,
        Level::Equal => 0.004,
        Level::SameYear | Level::NextYear => 15.0,
        // Few brothers and sisters are of one year.
        Level::YearOnly => 0.1,
        Level::OnePart => 0.2,
        _ if found.birth.bits.0 > 0 => 0.02,
        _ => 50.0,
    };
    // A number of a person's own is another's by mistake.
    let number = if found.tax_id.level == Level::Equal { 0.001 } else { 1.0 };
    let mail = match found.mail.level {
        Level::SameMail => 0.05,
        Level::OtherMails => 3.0,
        _ => 1.0,
    };
    // Who is known at another place has left the house, if ever they lived in it.
    let address = match found.address {
        place::Level::SameRegion | place::Level::OtherPlace | place::Level::OtherCountry => 0.3,
        _ => 1.0,
    };
    let most = than_same * model.born.most(found.birth.level);
    (name * birth).min(most) * contradiction * number * mail * address
}

/// The values two spans have in common.
fn shared<'a>(profiles: &'a Profiles, x: Span, y: Span) -> impl Iterator<Item = u32> + 'a {
    let other = profiles.list(y);
    profiles.list(x).iter().copied().filter(move |at| other.contains(at))
}

/// Whether a value that two records share is seen at no more than one place in each table.
fn at_one_place(profiles: &Profiles, [x, y]: [Span; 2], list: usize) -> bool {
    shared(profiles, x, y).any(|at| profiles.values.frequency[list][at as usize].places <= 1)
}

/// At how many places what two records share is seen, in the table where it is seen at most: that of it which is seen
/// at fewest, and at most. A number or name that is seen once is not that of the branches, whatever else they share;
/// but of a business that has many, one may be entered once.
fn places(profiles: &Profiles, a: &Profile, b: &Profile, difference: Difference) -> (u32, u32) {
    let values = &profiles.values;
    let seen = |x, y, list: usize| {
        shared(profiles, x, y).map(|at| values.frequency[list][at as usize].places).max().unwrap_or(0)
    };
    let of_name = |profile: &Profile| {
        let set = profiles.names.entries.get(profile.name as usize).map(|entry| entry.set);
        set.and_then(|set| profiles.names.sets.get(&set)).map_or(0, |&(_, places)| places)
    };
    // One name written in two ways is that of all who write it in either.
    let name = if difference == Difference::Nothing { of_name(a).max(of_name(b)) } else { 0 };
    let known = [seen(a.taxes, b.taxes, TAXES), seen(a.domains, b.domains, DOMAINS), name];
    let known = known.into_iter().filter(|&places| places > 0);
    (known.clone().min().unwrap_or(0), known.max().unwrap_or(0))
}
