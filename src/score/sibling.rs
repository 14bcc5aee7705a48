//! The third possibility: neither the same establishment nor strangers, but siblings: branches of one business, or
//! companies of one group.
//!
//! Name, tax identifier and domain say which business it is, and they say so together; which of its establishments, only
//! address, phone and personal mail say. The companies of a group share address, phone and domain, and differ in a word
//! of the name and in the tax identifier. So beside "the same" stand these two, each with odds of its own against it: how
//! many places, or names, the shared values are seen at, times how much likelier what tells siblings apart is among
//! siblings than within one business. With odds `r` of a sibling to the same, and odds `o` of the same to strangers, the odds of
//! the same to everything else are `o / (1 + r o)`: however much agrees, they stay below `1 / r`.

use crate::clean::values::Frequency;
use crate::clean::{Profile, Profiles, Span};
use crate::score::model::Model;
use crate::score::name::Names;
use crate::score::ratios::{self, ONE_TABLE, branch, group, household};
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
    /// Whether they are firms of one name in one town.
    pub(super) namesakes: bool,
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
    let frequency = &profiles.values.frequency;
    let phones = || at_one_place(profiles, [a.phones, b.phones], &frequency.phones);
    let mails = || at_one_place(profiles, [a.mails, b.mails], &frequency.mails);
    let in_town = if found.namesakes { branch::in_town(model.in_town.share) } else { f64::INFINITY };
    branch::before(places(profiles, a, b, found.names.difference)).min(in_town)
        * branch::name(found.names.difference)
        * branch::address(found.address, profiles.places.are_housed(a.place, b.place))
        * branch::phone(found.phone.level, model.switchboards, phones)
        * branch::mail(found.mail.level, mails)
}

/// The odds of another company of the group to the same one.
fn group(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile, found: &Found) -> f64 {
    let frequency = &profiles.values.frequency;
    let most = |x, y, of: &[Frequency]| shared(profiles, x, y).map(|at| of[at as usize].most()).max();
    let seen = most(a.domains, b.domains, &frequency.domains)
        .max(most(a.phones, b.phones, &frequency.phones))
        .max(most(a.taxes, b.taxes, &frequency.taxes));
    // Where no more than the town is shared, the tables say how many differ by a word.
    let in_town = matches!(
        found.address,
        place::Level::SameTown | place::Level::SamePostCode | place::Level::SameCountry | place::Level::Unknown
    );
    let difference = found.names.difference;
    let by_a_word = difference == Difference::Word || difference.is_within_group();
    let before =
        if by_a_word && in_town && seen.is_none() { model.relatives } else { group::before(seen.unwrap_or(0)) };
    let common = group::Common {
        tax_id: found.tax_id.level,
        domain: shared(profiles, a.domains, b.domains).any(|at| frequency.domains[at as usize].most() <= 2),
        door: found.address == place::Level::SameDoor,
    };
    let other_form = found.names.form.level == Level::Different;
    before
        * group::name(difference, other_form, &common)
        * ratios::contradiction(found.names.contradiction)
        * group::tax_id(found.tax_id.level)
        * group::form(other_form)
        * group::phone(found.phone.level)
        * group::mail(found.mail.level, difference)
        * group::neighbours(difference, other_form, &common, model.neighbours)
}

/// The odds of another member of the household to the same person.
fn household(model: &Model, found: &Found) -> f64 {
    let at_home = matches!(found.address, place::Level::SameDoor | place::Level::SameBuilding);
    let household::Named { odds, than_namesakes } = household::name(&found.names, at_home);
    let most = than_namesakes * model.born.most(found.birth.level);
    (odds * household::birth(found.birth.level, found.birth.bits)).min(most)
        * ratios::contradiction(found.names.contradiction)
        * household::tax_id(found.tax_id.level)
        * household::mail(found.mail.level)
        * household::address(found.address)
}

/// The values two spans have in common.
fn shared<'a>(profiles: &'a Profiles, x: Span, y: Span) -> impl Iterator<Item = u32> + 'a {
    let other = profiles.list(y);
    profiles.list(x).iter().copied().filter(move |at| other.contains(at))
}

/// Whether a value that two records share is seen at no more than one place in each table.
fn at_one_place(profiles: &Profiles, [x, y]: [Span; 2], frequency: &[Frequency]) -> bool {
    shared(profiles, x, y).any(|at| frequency[at as usize].places <= 1)
}

/// At how many places what two records share is seen, in the table where it is seen at most: that of it which is seen
/// at fewest, and at most. A number or name that is seen once is not that of the branches, whatever else they share;
/// but of a business that has many, one may be entered once.
fn places(profiles: &Profiles, a: &Profile, b: &Profile, difference: Difference) -> (u32, u32) {
    let frequency = &profiles.values.frequency;
    let seen = |x, y, of: &[Frequency]| shared(profiles, x, y).map(|at| of[at as usize].places).max().unwrap_or(0);
    let of_name = |profile: &Profile| {
        let set = profiles.names.entries.get(profile.name as usize).map(|entry| entry.set);
        set.and_then(|set| profiles.names.sets.get(&set)).map_or(0, |&(_, places)| places)
    };
    // One name written in two ways is that of all who write it in either.
    let name = if difference == Difference::Nothing { of_name(a).max(of_name(b)) } else { 0 };
    let known = [seen(a.taxes, b.taxes, &frequency.taxes), seen(a.domains, b.domains, &frequency.domains), name];
    let known = known.into_iter().filter(|&places| places > 0);
    (known.clone().min().unwrap_or(0), known.max().unwrap_or(0))
}
