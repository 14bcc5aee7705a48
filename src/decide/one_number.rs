//! One tax number: records of both tables that alone hold it, and are not linked.
//!
//! A firm that was renamed or taken over keeps its number, and a number may have been typed into the wrong record. Either
//! way the data speaks against the pair, so that no threshold shows it; a person wants to see it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{Profiles, RecordIx, Standing};
use crate::decide::Link;
use crate::decide::candidate::Candidate;
use crate::decide::given::Given;
use crate::decide::outcome::Outcome;
use crate::record::Kind;
use crate::score;
use crate::value::tax_id::{Scheme, Validity};

impl Outcome<'_> {
    /// Puts before a person what alone has one tax number and has no partner.
    pub(super) fn one_number(&mut self, given: &Given) {
        let profiles = self.context.profiles;
        let links = self.links.iter().map(|Link { pair, .. }| {
            [profiles.record(Kind::Contact, pair.contact), profiles.record(self.kind, pair.account)]
        });
        let reviews = self.reviews.iter().map(|one| [one.candidate.contact, one.candidate.account]);
        let engaged: FxHashSet<RecordIx> = links.chain(reviews).flatten().collect();
        let is_free = |record| profiles.get(record).standing == Standing::Free && !engaged.contains(&record);
        for (contact, account) in pairs(profiles, self.kind, is_free) {
            // People are customers, never vendors or banks.
            let is_barred = self.kind != Kind::Customer && profiles.get(contact).person;
            if is_barred || given.rejected.contains(&(contact, account)) {
                continue;
            }
            let evidence = score::compare(profiles, self.context.model, contact, account);
            let candidate = Candidate::new(contact, account, evidence.weigh(), self.prior);
            self.review(
                candidate,
                candidate.alone(),
                None,
                "one number: these two alone have it, and are not linked".into(),
            );
        }
    }
}

/// The pairs of a contact and an account of a kind that are the only ones of their tables with a valid number of a firm, where
/// `is_free` says of both that they have no partner; in the order of the contacts.
fn pairs(profiles: &Profiles, kind: Kind, is_free: impl Fn(RecordIx) -> bool) -> Vec<(RecordIx, RecordIx)> {
    let accounts = holders(profiles, kind);
    let mut pairs: Vec<(RecordIx, RecordIx)> = holders(profiles, Kind::Contact)
        .into_iter()
        .filter_map(|(number, contact)| Some((contact?, (*accounts.get(&number)?)?)))
        .filter(|&(contact, account)| is_free(contact) && is_free(account))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The one record of a table that holds each valid number of a firm; `None` where several do.
fn holders(profiles: &Profiles, kind: Kind) -> FxHashMap<u32, Option<RecordIx>> {
    let mut holders: FxHashMap<u32, Option<RecordIx>> = FxHashMap::default();
    for record in profiles.of(kind).filter(|&record| profiles.get(record).standing != Standing::PrivacyBlocked) {
        for &number in profiles.list(profiles.get(record).taxes) {
            let id = &profiles.values.taxes[number as usize];
            if id.validity == Validity::Valid && id.scheme != Scheme::Person {
                let other = |holder: &mut Option<RecordIx>| *holder = holder.filter(|&one| one == record);
                holders.entry(number).and_modify(other).or_insert(Some(record));
            }
        }
    }
    holders
}

/// Whether more than one record in ten has a tax identifier: a column that is all but empty has nothing to say.
pub(super) fn is_numbered(profiles: &Profiles, kind: Kind) -> bool {
    profiles.free(kind).filter(|&record| profiles.get(record).taxes.len > 0).count() * 10 > profiles.free(kind).count()
}
