//! The third possibility: neither the same establishment nor strangers, but siblings: branches of one business.
//!
//! Name, tax identifier and domain say which business it is, and they say so together; which of its establishments it is,
//! only address, phone and personal mail say. So beside "the same" stands "a sibling", with odds of its own: how many
//! places this business is seen at, times how much likelier what the address says is among siblings than within one
//! establishment. The finding is `-log2(1 + odds of a sibling to the same)`.

use crate::clean::values::{DOMAINS, TAXES};
use crate::clean::{NONE, Profile, Profiles};
use crate::score::{Bits, Finding};
use crate::value::place::Level;

/// What is left of the doubt that the two are siblings.
pub(super) fn doubt(profiles: &Profiles, a: &Profile, b: &Profile, level: Level, phone: Finding, mail: Finding) -> Finding {
    let places = places(profiles, a, b);
    // A business seen at one place may still have others; one seen at several has them.
    let before = match places {
        0 | 1 => 0.02,
        2 => 0.2,
        more => 0.7 * f64::from(more - 1),
    };
    // Shares reasoned from moves (7 % of records keep an old address) and slips in house numbers (2 %).
    let address = match level {
        Level::SameDoor | Level::SameBuilding => 0.01,
        Level::SameStreet => 0.1,
        Level::SamePostCode => 0.4,
        Level::SameTown => 1.5,
        Level::OtherNumber => 8.0,
        Level::SameRegion | Level::OtherPlace => 12.0,
        Level::OtherCountry => 20.0,
        Level::Unknown => 1.0,
    };
    let reached = match (phone.level, mail.level) {
        ("equal" | "equal but for the area", _) => 0.12,
        ("different", "same mail address") => 0.4,
        (_, "same mail address") => 0.25,
        ("different", _) => 1.6,
        _ => 1.0,
    };
    let odds: f64 = before * address * reached;
    let bits = -((1.0 + odds).log2() * 1000.0).round() as i32;
    if bits > -100 { Finding::MISSING } else { Finding { level: "possible", bits: Bits(bits) } }
}

/// At how many places the business that the two share is seen, in the table where it is seen at most.
fn places(profiles: &Profiles, a: &Profile, b: &Profile) -> u32 {
    let values = &profiles.values;
    let shared = |x, y, list: usize| {
        let (x, y) = (profiles.list(x), profiles.list(y));
        x.iter().filter(|at| y.contains(at)).map(|&at| values.frequency[list][at as usize].places).max().unwrap_or(0)
    };
    let tax_id = shared(a.taxes, b.taxes, TAXES);
    let domain = shared(a.domains, b.domains, DOMAINS);
    let set = |profile: &Profile| (profile.name != NONE).then(|| profiles.names.entries[profile.name as usize].set);
    let name = match (set(a), set(b)) {
        (Some(x), Some(y)) if x == y => profiles.names.sets.get(&x).map_or(0, |&(_, places)| places),
        _ => 0,
    };
    tax_id.max(domain).max(name)
}
