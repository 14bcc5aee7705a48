//! Pairs to evidence in bits: a level for each aspect, bits for each level, and the score is their sum.
//!
//! The model is that of Fellegi and Sunter (1969): how much likelier a level is among records of one business than
//! among any two records, as a logarithm to base 2. A level that claims equality is worth what its value is rare:
//! `log2(n / (f - 1 + e))` bits, where `n` is the number of records of the fullest table, `f` how many of them have the
//! value (the pair itself accounts for one), and `e` how often two unlike records share a value by chance that nobody
//! else has. Values that say the same thing twice are one aspect: the parts of an address; mail and web domain.

mod akin;
mod born;
mod contact;
pub mod fetch;
mod identity;
mod leftover;
mod level;
mod model;
mod name;
mod namesakes;
mod place;
mod prior;
mod ratios;
mod relatives;
mod runs;
mod sibling;
mod weights;
mod words;

use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::clean::{NONE, Profile, Profiles, RecordIx};
use crate::pair::Pair;
use crate::score::weights::Weight;
use crate::stage::{Progress, Stage};

pub use level::Level;
pub use model::Model;
pub use name::Naming;
pub use prior::{Between, Prior, estimate_prior, partners};
pub use sibling::Doubt;

/// `[score]` of the job file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// A file with learnt weights; refused as yet.
    pub model: Option<PathBuf>,
}

/// Evidence in thousandths of a bit: whole numbers, so that sums and ties are exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub i32);

impl fmt::Display for Bits {
    /// In tenths of a bit; half a tenth is rounded away from zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { '-' } else { '+' }, self.0.unsigned_abs());
        let tenths = (size + 50) / 100;
        write!(f, "{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// A probability in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(pub u32);

impl Probability {
    /// From a share of 1; what lies outside is brought to the nearer end.
    pub fn of(share: f64) -> Self {
        Self((share.clamp(0.0, 1.0) * 1e6).round() as u32)
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}", f64::from(self.0) / 1e6)
    }
}

/// What is compared: each aspect speaks once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The words of the name.
    Name,
    /// The legal form.
    Form,
    /// Which person of a family: the elder or the younger, the man or the woman.
    Person,
    /// Tax identifiers.
    TaxId,
    /// IBANs.
    Iban,
    /// Phone numbers.
    Phone,
    /// Mail addresses and web domains together.
    Mail,
    /// The address.
    Address,
    /// The date of birth.
    Birth,
    /// What is left of the doubt that it is a sibling: another branch of the same business.
    Sibling,
}

impl Aspect {
    /// How many there are.
    pub const COUNT: usize = Self::Sibling as usize + 1;

    /// All of them, in the order in which they are told.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Name,
        Self::Form,
        Self::Person,
        Self::TaxId,
        Self::Iban,
        Self::Phone,
        Self::Mail,
        Self::Address,
        Self::Birth,
        Self::Sibling,
    ];

    /// Its name in evidence and explanations.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Form => "legal form",
            Self::Person => "person",
            Self::TaxId => "tax id",
            Self::Iban => "iban",
            Self::Phone => "phone",
            Self::Mail => "mail and web",
            Self::Address => "address",
            Self::Birth => "date of birth",
            Self::Sibling => "sibling",
        }
    }
}

/// How far two records agree in one aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// The level.
    pub level: Level,
    /// What it says for the pair, or against it.
    pub bits: Bits,
}

impl Finding {
    /// Nothing to compare: says nothing either way.
    pub const MISSING: Self = Self { level: Level::Nothing, bits: Bits(0) };

    fn new(level: Level, bits: i32) -> Self {
        Self { level, bits: Bits(bits) }
    }

    /// The level and its weight, by what was counted of the value.
    fn weighed((level, weight): (Level, Weight), counted: impl FnOnce() -> i32) -> Self {
        Self::new(level, weight.of(counted))
    }

    /// The level and its weight, which is the same of every value.
    fn fixed(row: (Level, Weight)) -> Self {
        Self::weighed(row, || 0)
    }
}

/// What was found between two records, by [`Aspect::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// A finding per aspect.
    pub findings: [Finding; Aspect::COUNT],
    /// Whether something tells the two apart that no slip of the pen explains: another number, generation, valid tax id.
    pub contradiction: bool,
    /// Of how many firms the names are.
    pub naming: Naming,
    /// The doubt that the two are siblings; becomes a finding once the prior is known, by [`Evidence::settle`].
    pub doubt: Doubt,
}

impl Evidence {
    /// The evidence with the finding on siblings, for pairs of this prior.
    #[must_use]
    pub fn settle(mut self, prior: Prior) -> Self {
        self.findings[Aspect::Sibling as usize] = Finding::MISSING;
        self.findings[Aspect::Sibling as usize] = self.doubt.finding(self.weight().0, prior);
        self
    }

    /// What it adds up to.
    pub fn weigh(&self) -> Weighed {
        let [groups, others] = [self.doubt.groups, self.doubt.others].map(Bits);
        Weighed { weight: self.weight(), groups, others, contradiction: self.contradiction }
    }

    /// The finding of an aspect.
    pub fn of(&self, aspect: Aspect) -> Finding {
        self.findings[aspect as usize]
    }

    /// The match weight: the sum of the findings.
    pub fn weight(&self) -> Bits {
        Bits(self.findings.iter().map(|finding| finding.bits.0).sum())
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (aspect, finding) in Aspect::ALL.into_iter().zip(self.findings) {
            if finding.level == Level::Nothing {
                continue;
            }
            let separator = if first { "" } else { "; " };
            write!(f, "{separator}{} {} {}", aspect.word(), finding.level.word(), finding.bits)?;
            first = false;
        }
        Ok(())
    }
}

/// The sum of the evidence: all that most pairs are ever asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The match weight.
    pub weight: Bits,
    /// As [`Doubt::groups`].
    pub groups: Bits,
    /// As [`Doubt::others`].
    pub others: Bits,
    /// As [`Evidence::contradiction`].
    pub contradiction: bool,
}

impl Weighed {
    /// The log-odds of a pair where pairs have this prior, in thousandths of a bit.
    pub fn odds(self, prior: Prior) -> i32 {
        let odds = prior.found.0 + self.weight.0;
        odds + sibling::taken(odds + self.doubt(prior))
    }

    /// The odds of siblings to the same beside pairs of this prior, as `log2` in thousandths.
    pub fn doubt(self, prior: Prior) -> i32 {
        sibling::against(self.groups.0, self.others.0, prior)
    }
}

/// A pair with what it weighs, and no more, for there are millions. The evidence itself is found again where it is told:
/// by the same function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    /// The contact, or the earlier record of the table.
    pub left: RecordIx,
    /// The account, or the later record of the table.
    pub right: RecordIx,
    /// What was found.
    pub weighed: Weighed,
}

/// Scores pairs with one of `left` records each, and keeps those that may be more than chance: about one in three, in
/// the order of the pairs. Pure, so that blocks of pairs can be scored anywhere.
pub fn score(profiles: &Profiles, model: &Model, pairs: &[Pair], left: usize, progress: &dyn Progress) -> Vec<Scored> {
    progress.begin(Stage::Score, pairs.len() as u64, "pairs");
    // The larger the other side, the more a pair must weigh: whatever it is, nothing is dropped that matters.
    let least = prior::least(left);
    let scored = pairs
        .par_chunks(BLOCK)
        .flat_map_iter(|block| {
            progress.advance(block.len() as u64);
            let weigh = |&Pair { left, right, .. }: &Pair| {
                let compared = aspects(profiles, model, left, right);
                let may_matter = compared.evidence.weight() > least;
                may_matter.then(|| Scored { left, right, weighed: compared.doubted(profiles, model).weigh() })
            };
            block.chunks(fetch::PAIRS).flat_map(move |pairs| {
                fetch::right_of(pairs, profiles, model);
                pairs.iter().filter_map(weigh)
            })
        })
        .collect();
    progress.end();
    scored
}

/// The pairs of a block, which one thread scores.
const BLOCK: usize = 4096;

/// Compares two records in every aspect. Symmetric.
pub fn compare(profiles: &Profiles, model: &Model, left: RecordIx, right: RecordIx) -> Evidence {
    aspects(profiles, model, left, right).doubted(profiles, model)
}

/// Two records compared, before it is asked whether they are siblings: of most pairs, which weigh next to nothing, nobody
/// needs to know.
struct Compared<'a> {
    /// The evidence without that doubt.
    evidence: Evidence,
    /// The records, and what the doubt depends on; nothing where there can be none.
    siblings: Option<(&'a Profile, &'a Profile, sibling::Found)>,
}

impl Compared<'_> {
    /// The evidence with the doubt.
    fn doubted(self, profiles: &Profiles, model: &Model) -> Evidence {
        let doubt = self.siblings.map(|(a, b, found)| sibling::doubt(profiles, model, a, b, &found));
        Evidence { doubt: doubt.unwrap_or(Doubt::NONE), ..self.evidence }
    }
}

fn aspects<'a>(profiles: &'a Profiles, model: &Model, left: RecordIx, right: RecordIx) -> Compared<'a> {
    let (a, b) = (profiles.get(left), profiles.get(right));
    let mut names = name::compare(profiles, model, a, b);
    let taxes = identity::tax_ids(profiles, model, a, b);
    let birth = identity::births(model, a, b);
    let born = matches!(birth.level, Level::Equal | Level::SwappedDay | Level::OneDigit | Level::DigitsSwapped);
    // Born on one day, or of one number, people may still be written very differently; that may have a slip of its own.
    let numbered = a.person && b.person && matches!(taxes.finding.level, Level::Equal | Level::OneSlip);
    let contradiction = names.contradiction && !born && !numbered
        || names.disguised && taxes.finding.bits.0 <= 0
        || taxes.contradiction;
    if a.person && b.person && (born || numbered) {
        names.marry();
    }
    let phone = contact::phones(profiles, model, a, b);
    let mail = contact::mails(profiles, model, a, b);
    let namesakes = names.are_same() && namesakes::are_in_one_town(profiles, a, b);
    let (level, address) = place::addresses(profiles, model, [a, b], names.form.bits, namesakes);
    if a.company != NONE && a.company == b.company {
        return Compared { evidence: colleagues(profiles, model, a, &names, mail), siblings: None };
    }
    let one_table = profiles.place_of(left).0 == profiles.place_of(right).0;
    let contradiction = contradiction || one_table && a.person != b.person;
    let findings = [
        names.words,
        names.form,
        names.person,
        taxes.finding,
        identity::ibans(profiles, model, a, b),
        phone,
        mail,
        address,
        birth,
        Finding::MISSING,
    ];
    let naming = names.naming();
    let found =
        sibling::Found { names, tax_id: taxes.finding, phone, mail, address: level, birth, namesakes, one_table };
    let evidence = Evidence { findings, contradiction, naming, doubt: Doubt::NONE };
    Compared { evidence, siblings: Some((a, b, found)) }
}

/// Two people under one company: what they have from it says nothing of them. That they are both under it is worth what
/// the company is rare among all records.
fn colleagues(profiles: &Profiles, model: &Model, a: &Profile, names: &name::Names, mail: Finding) -> Evidence {
    let people = profiles.people.get(&a.company).copied().unwrap_or(1);
    let company = Finding::new(Level::SameCompany, model.equal(weights::COMPANY, people));
    let own = if mail.level == Level::SameMail { mail } else { Finding::MISSING };
    let mut findings = [Finding::MISSING; Aspect::COUNT];
    findings[Aspect::Name as usize] = names.words;
    findings[Aspect::Form as usize] = names.form;
    findings[Aspect::Person as usize] = names.person;
    findings[Aspect::Mail as usize] = own;
    findings[Aspect::Address as usize] = company;
    Evidence { findings, contradiction: names.contradiction, naming: names.naming(), doubt: Doubt::NONE }
}

/// Whether two records are equal in every value that is compared: nothing tells them apart.
pub fn indistinguishable(profiles: &Profiles, left: RecordIx, right: RecordIx) -> bool {
    let (a, b) = (profiles.get(left), profiles.get(right));
    let same = |x: crate::clean::Span, y: crate::clean::Span| profiles.list(x) == profiles.list(y);
    let set = |profile: &Profile| {
        (profile.name != NONE).then(|| {
            let entry = &profiles.names.entries[profile.name as usize];
            let told_apart = profiles.names.tokens(entry.tokens).iter().map(|token| token.word);
            let group = told_apart
                .filter(|&word| profiles.names.vocabulary.of_group(word))
                .fold(0u64, |all, word| all.wrapping_add(u64::from(word) + 1));
            (entry.set, group, entry.form.map(|form| form.name), entry.generation, entry.sex, entry.closed)
        })
    };
    let door = |profile: &Profile| (profile.place != NONE).then(|| profiles.places.doors[profile.place as usize]);
    set(a) == set(b)
        && door(a) == door(b)
        && same(a.taxes, b.taxes)
        && same(a.ibans, b.ibans)
        && same(a.phones, b.phones)
        && same(a.mails, b.mails)
        && same(a.domains, b.domains)
        && a.birth == b.birth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_told_in_tenths_and_halves_go_away_from_zero() {
        let told = |thousandths: i32| Bits(thousandths).to_string();
        assert_eq!([0, 49, 50, 150, 2_250, 15_949].map(told), ["+0.0", "+0.0", "+0.1", "+0.2", "+2.3", "+15.9"]);
        assert_eq!([-49, -50, -2_250, -2_349, -2_350].map(told), ["-0.0", "-0.1", "-2.3", "-2.3", "-2.4"]);
    }
}
