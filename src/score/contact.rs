//! How a business is reached: phones; mail and web together.

use std::cell::LazyCell;

use crate::clean::values::{DOMAINS, Frequency, MAILS, PHONES};
use crate::clean::{NONE, Profile, Profiles};
use crate::score::model::{DOMAIN, MAIL, Model, PHONE};
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
    let mut best = Finding::new(Level::Different, -700);
    for &p in x {
        for &q in y {
            let (number, other) = (profiles.values.phones[p as usize], profiles.values.phones[q as usize]);
            let frequency = LazyCell::new(|| most(&profiles.values.frequency[PHONES], p, q));
            let equal = || model.equal(PHONE, *frequency);
            let finding = match phone::compare(number, other) {
                Likeness::Equal if *frequency > SHARED => Finding::new(Level::EqualShared, equal()),
                Likeness::Equal => Finding::new(Level::Equal, equal()),
                Likeness::EqualTail => Finding::new(Level::EqualTail, equal() - 1000),
                Likeness::Typo => Finding::new(Level::OneSlip, (equal() - 6000).max(0)),
                Likeness::Different => continue,
            };
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
            .map(|&at| profiles.values.frequency[DOMAINS][at as usize].most())
            .min()
        {
            Some(frequency) if frequency > SHARED => {
                take(Finding::new(Level::SameDomainShared, model.equal(DOMAIN, frequency)));
            }
            Some(frequency) => take(Finding::new(Level::SameDomain, model.equal(DOMAIN, frequency))),
            None => take(Finding::new(Level::OtherDomains, -3500)),
        }
    }
    let (x, y) = (profiles.list(a.mails), profiles.list(b.mails));
    for &at in x.iter().filter(|at| y.contains(at)) {
        let mail = &profiles.values.mails[at as usize];
        let equal = model.equal(MAIL, profiles.values.frequency[MAILS][at as usize].most());
        // A role mailbox at a domain of one's own says what the domain says.
        let worth =
            if mail.role && mail.domain != NONE { equal.min(best_domain(profiles, model, mail.domain)) } else { equal };
        take(Finding::new(Level::SameMail, worth));
    }
    // A person has a mailbox or two; a firm has any number.
    let own = |&at: &u32| !profiles.values.mails[at as usize].role;
    if a.person && b.person && best.level == Level::Nothing && x.iter().any(own) && y.iter().any(own) {
        best = Finding::new(Level::OtherMails, -1200);
    }
    best
}

fn best_domain(profiles: &Profiles, model: &Model, domain: u32) -> i32 {
    model.equal(DOMAIN, profiles.values.frequency[DOMAINS][domain as usize].most()) + 1000
}

fn most(frequency: &[Frequency], a: u32, b: u32) -> u32 {
    frequency[a as usize].most().max(frequency[b as usize].most())
}
