//! How a business is reached: phones; mail and web together.

use std::cell::LazyCell;

use crate::clean::values::{DOMAINS, Frequency, MAILS, PHONES};
use crate::clean::{NONE, Profile, Profiles};
use crate::score::Finding;
use crate::score::model::{DOMAIN, MAIL, Model, PHONE};
use crate::value::phone::{self, Likeness};

/// A switchboard: more records of one table have the number than a business has duplicates.
const SHARED: u32 = 4;

/// The best agreement among the numbers of both sides; that all differ says little, since numbers change and abound.
pub(super) fn phones(profiles: &Profiles, model: &Model, a: &Profile, b: &Profile) -> Finding {
    let (x, y) = (profiles.list(a.phones), profiles.list(b.phones));
    if x.is_empty() || y.is_empty() {
        return Finding::MISSING;
    }
    let mut best = Finding::new("different", -700);
    for &p in x {
        for &q in y {
            let (number, other) = (profiles.values.phones[p as usize], profiles.values.phones[q as usize]);
            let frequency = LazyCell::new(|| most(&profiles.values.frequency[PHONES], p, q));
            let equal = || model.equal(PHONE, *frequency);
            let finding = match phone::compare(number, other) {
                Likeness::Equal if *frequency > SHARED => Finding::new("equal, shared by many", equal()),
                Likeness::Equal => Finding::new("equal", equal()),
                Likeness::EqualTail => Finding::new("equal but for the area", equal() - 1000),
                Likeness::Typo => Finding::new("one slip apart", (equal() - 6000).max(0)),
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
        if best.level.is_empty() || finding.bits > best.bits {
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
                take(Finding::new("same domain, shared by many", model.equal(DOMAIN, frequency)));
            }
            Some(frequency) => take(Finding::new("same domain", model.equal(DOMAIN, frequency))),
            None => take(Finding::new("other domains", -3500)),
        }
    }
    let (x, y) = (profiles.list(a.mails), profiles.list(b.mails));
    for &at in x.iter().filter(|at| y.contains(at)) {
        let mail = &profiles.values.mails[at as usize];
        let equal = model.equal(MAIL, profiles.values.frequency[MAILS][at as usize].most());
        // A role mailbox at a domain of one's own says what the domain says.
        let worth =
            if mail.role && mail.domain != NONE { equal.min(best_domain(profiles, model, mail.domain)) } else { equal };
        take(Finding::new("same mail address", worth));
    }
    // A person has a mailbox or two; a firm has any number.
    let own = |&at: &u32| !profiles.values.mails[at as usize].role;
    if a.person && b.person && best.level.is_empty() && x.iter().any(own) && y.iter().any(own) {
        best = Finding::new("other mail addresses", -1200);
    }
    best
}

fn best_domain(profiles: &Profiles, model: &Model, domain: u32) -> i32 {
    model.equal(DOMAIN, profiles.values.frequency[DOMAINS][domain as usize].most()) + 1000
}

fn most(frequency: &[Frequency], a: u32, b: u32) -> u32 {
    frequency[a as usize].most().max(frequency[b as usize].most())
}
