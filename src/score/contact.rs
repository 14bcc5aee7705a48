//! How a business is reached: phones; mail and web together.

use std::cell::LazyCell;

use crate::clean::values::Frequency;
use crate::clean::{NONE, Profile, Profiles};
use crate::score::model::Model;
use crate::score::weights::{self, DOMAIN, MAIL, PHONE, ROLE};
use crate::score::{Finding, Level};
use crate::value::phone::{self, Likeness};

/// A switchboard: more records of one table have the number than a business has duplicates.
const SHARED: u32 = 4;

/// The best agreement among the numbers of both sides; that all differ says little, since numbers change and abound.
pub(super) fn phones(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (x, y) = (profiles.list(a.phones), profiles.list(b.phones));
    if x.is_empty() || y.is_empty() {
        return Finding::MISSING;
    }
    let mut best = Finding::fixed(weights::phone(Likeness::Different));
    for &p in x {
        for &q in y {
            let (number, other) = (profiles.values.phones[p as usize], profiles.values.phones[q as usize]);
            let frequency = LazyCell::new(|| most(&profiles.values.frequency.phones, p, q));
            let likeness = phone::compare(number, other);
            let mut finding = Finding::weighed(weights::phone(likeness), || model.equal(PHONE, *frequency));
            if likeness == Likeness::Equal && *frequency > SHARED {
                finding.level = Level::EqualShared;
            }
            if finding.bits > best.bits {
                best = finding;
            }
        }
    }
    best
}

/// The best of: the same mail address, the same web domain; against: each has domains of its own, and none is shared.
pub(super) fn mails(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Finding {
    let mut best = Finding::MISSING;
    let mut take = |finding: Finding| {
        if best.level == Level::Nothing || finding.bits > best.bits {
            best = finding;
        }
    };
    let (x, y) = (profiles.list(a.domains), profiles.list(b.domains));
    if !x.is_empty() && !y.is_empty() {
        match x
            .iter()
            .filter(|at| y.contains(at))
            .map(|&at| profiles.values.frequency.domains[at as usize].most())
            .min()
        {
            Some(frequency) => {
                let row = if frequency > SHARED { weights::SAME_DOMAIN_SHARED } else { weights::SAME_DOMAIN };
                take(Finding::weighed(row, || model.equal(DOMAIN, frequency)));
            }
            None => take(Finding::fixed(weights::OTHER_DOMAINS)),
        }
    }
    let (x, y) = (profiles.list(a.mails), profiles.list(b.mails));
    for &at in x.iter().filter(|at| y.contains(at)) {
        let mail = &profiles.values.mails[at as usize];
        let equal = model.equal(MAIL, profiles.values.frequency.mails[at as usize].most());
        // A role mailbox at a domain of one's own says what the domain says.
        let worth =
            if mail.role && mail.domain != NONE { equal.min(best_domain(profiles, model, mail.domain)) } else { equal };
        take(Finding::weighed(weights::SAME_MAIL, || worth));
    }
    let own = |&at: &u32| !profiles.values.mails[at as usize].role;
    if a.person && b.person && best.level == Level::Nothing && x.iter().any(own) && y.iter().any(own) {
        best = Finding::fixed(weights::OTHER_MAILS);
    }
    best
}

fn best_domain(profiles: &Profiles, model: &Model, domain: u32) -> i32 {
    model.equal(DOMAIN, profiles.values.frequency.domains[domain as usize].most()) + ROLE
}

fn most(frequency: &[Frequency], a: u32, b: u32) -> u32 {
    frequency[a as usize].most().max(frequency[b as usize].most())
}
