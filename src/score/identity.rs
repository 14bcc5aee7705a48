//! What identifies: tax identifiers, IBANs, dates of birth.

use std::cell::LazyCell;

use crate::clean::{Profile, Profiles};
use crate::score::model::Model;
use crate::score::weights::{self, BIRTH, BIRTH_MOST, DOUBTFUL, IBAN, OF_A_FIRM, TAX_ID};
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
            let most = |at: u32| profiles.values.frequency.taxes[at as usize].most();
            let frequency = LazyCell::new(|| most(x).max(most(y)));
            let doubtful = [ix, iy].into_iter().any(|id| id.validity != Validity::Valid);
            let inherited = a.person
                && b.person
                && [x, y].into_iter().any(|at| profiles.values.firms[at as usize])
                && ix.scheme != Scheme::Person;
            // Each number is kept once.
            let likeness = if x == y { Likeness::Equal } else { tax_id::compare_unequal(ix, iy) };
            let equal = likeness == Likeness::Equal;
            let row = if equal && inherited { OF_A_FIRM } else { weights::tax_id(likeness) };
            let counted = || model.equal(TAX_ID, *frequency) - if equal && doubtful { DOUBTFUL } else { 0 };
            let mut finding = Finding::weighed(row, counted);
            if finding.level == Level::Equal && *frequency > SHARED {
                finding.level = Level::EqualShared;
            }
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

/// A number that more records of one table have than a business has duplicates.
const SHARED: u32 = 3;

/// Equal IBANs; different ones say little, since a business has several.
pub(super) fn ibans(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (x, y) = (profiles.list(a.ibans), profiles.list(b.ibans));
    if x.is_empty() || y.is_empty() {
        return Finding::MISSING;
    }
    match x.iter().filter(|at| y.contains(at)).map(|&at| profiles.values.frequency.ibans[at as usize].most()).min() {
        Some(frequency) => Finding::weighed(weights::SAME_IBAN, || model.equal(IBAN, frequency)),
        None => Finding::fixed(weights::OTHER_IBANS),
    }
}

/// Dates of birth: equal, mistyped, or of another person.
pub(super) fn births(model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (Some(x), Some(y)) = (a.birth, b.birth) else { return Finding::MISSING };
    let likeness = date::compare(x, y);
    let counted = || match likeness {
        date::Likeness::YearOnly => model.born.year,
        date::Likeness::NextYear => model.born.next,
        date::Likeness::FewYears => model.born.few,
        _ => model.equal(BIRTH, 1).min(BIRTH_MOST),
    };
    Finding::weighed(weights::birth(likeness), counted)
}
