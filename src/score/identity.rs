//! What identifies: tax identifiers, IBANs, dates of birth.

use std::cell::LazyCell;

use crate::clean::values::{IBANS, TAXES};
use crate::clean::{Profile, Profiles};
use crate::score::model::{BIRTH, IBAN, Model, TAX_ID};
use crate::score::{Finding, Level};
use crate::value::date;
use crate::value::tax_id::{self, Likeness, Scheme, Validity};

/// The comparison of tax identifiers.
pub(super) struct TaxIds {
    pub(super) finding: Finding,
    /// Two valid numbers of one country and scheme that differ, and none that agrees.
    pub(super) contradiction: bool,
}

/// The best agreement among the numbers of both sides; without one, their strongest disagreement.
pub(super) fn tax_ids(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> TaxIds {
    let mut best: Option<Finding> = None;
    let mut worst = Finding::MISSING;
    let mut contradiction = false;
    for &x in profiles.list(a.taxes) {
        for &y in profiles.list(b.taxes) {
            let (ix, iy) = (&profiles.values.taxes[x as usize], &profiles.values.taxes[y as usize]);
            let most = |at: u32| profiles.values.frequency[TAXES][at as usize].most();
            let frequency = LazyCell::new(|| most(x).max(most(y)));
            let equal = || model.equal(TAX_ID, *frequency);
            let doubt = if ix.validity == Validity::Valid && iy.validity == Validity::Valid { 0 } else { 2500 };
            let inherited = a.person
                && b.person
                && [x, y].into_iter().any(|at| profiles.values.firms[at as usize])
                && ix.scheme != Scheme::Person;
            // Each number is kept once.
            let likeness = if x == y { Likeness::Equal } else { tax_id::compare_unequal(ix, iy) };
            let finding = match likeness {
                Likeness::Equal if inherited => Finding::new(Level::OfAFirm, (equal() - doubt).min(INHERITED)),
                Likeness::Equal if *frequency > SHARED => Finding::new(Level::EqualShared, equal() - doubt),
                Likeness::Equal => Finding::new(Level::Equal, equal() - doubt),
                Likeness::OneTypo => Finding::new(Level::OneSlip, (equal() - 6500).max(0)),
                Likeness::Different => Finding::new(Level::Different, -8000),
                Likeness::DifferentDoubtful => Finding::new(Level::DifferentDoubtful, -4000),
                Likeness::OtherCountry => Finding::new(Level::OtherCountries, -1000),
                Likeness::Incomparable => continue,
            };
            if finding.bits.0 > 0 {
                best = Some(best.map_or(finding, |best| if finding.bits > best.bits { finding } else { best }));
            } else if finding.bits < worst.bits {
                worst = finding;
                contradiction = finding.level == Level::Different;
            }
        }
    }
    match best {
        Some(finding) => TaxIds { finding, contradiction: false },
        None => TaxIds { finding: worst, contradiction },
    }
}

/// The most that the number of a firm says of two people who have it: that they belong to one firm.
const INHERITED: i32 = 3_000;

/// A number that more records of one table have than a business has duplicates.
const SHARED: u32 = 3;

/// Equal IBANs; different ones say little, since a business has several.
pub(super) fn ibans(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (x, y) = (profiles.list(a.ibans), profiles.list(b.ibans));
    if x.is_empty() || y.is_empty() {
        return Finding::MISSING;
    }
    match x.iter().filter(|at| y.contains(at)).map(|&at| profiles.values.frequency[IBANS][at as usize].most()).min() {
        Some(frequency) => Finding::new(Level::Equal, model.equal(IBAN, frequency)),
        None => Finding::new(Level::Different, -1500),
    }
}

/// Dates of birth: equal, mistyped, or of another person.
pub(super) fn births(model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (Some(x), Some(y)) = (a.birth, b.birth) else { return Finding::MISSING };
    // Some 25,000 days of birth occur; a smaller table cannot show how rare a day is.
    let rarity = model.equal(BIRTH, 1).min(14_600);
    match date::compare(x, y) {
        date::Likeness::Equal => Finding::new(Level::Equal, rarity),
        date::Likeness::Swapped => Finding::new(Level::SwappedDay, rarity - 4000),
        date::Likeness::OneDigit => Finding::new(Level::OneDigit, rarity - 5500),
        date::Likeness::DigitsSwapped => Finding::new(Level::DigitsSwapped, rarity - 5000),
        // Two parts agree by chance in one pair of 270, and are all that does in one person of fifty.
        date::Likeness::OnePart => Finding::new(Level::OnePart, 2400),
        date::Likeness::YearOnly => Finding::new(Level::YearOnly, model.born.year),
        date::Likeness::NextYear => Finding::new(Level::NextYear, model.born.next),
        date::Likeness::SameYear => Finding::new(Level::SameYear, -2500),
        date::Likeness::FewYears => Finding::new(Level::FewYears, model.born.few),
        date::Likeness::Different => Finding::new(Level::Different, -6000),
    }
}
