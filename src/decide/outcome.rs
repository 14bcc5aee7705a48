//! Judgements to links, reviews and the reasons why a record has no link.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{Profiles, RecordIx, Standing};
use crate::decide::candidate::Candidate;
use crate::decide::component;
use crate::decide::given::{Given, Stands, Vouched};
use crate::decide::without::{Kept, is_blocked};
use crate::decide::{
    Basis, Context, Judged, Link, Linkage, Review, Unlinked, Why, is_one_firm, one_number, prior, seen, twins,
};
use crate::record::Kind;
use crate::score::{self, Bits, Prior, Probability, Scored};

/// Log-odds below which a pair is not even a rival: one in 128.
const RIVAL_MIN: i32 = -7_000;

/// Decides on one kind of account.
pub(super) fn of_kind(
    context: Context<'_>,
    kind: Kind,
    scored: Vec<Scored>,
    given: &Given,
    ranks: &[u32],
    linkage: &mut Linkage,
) {
    let profiles = context.profiles;
    let (prior, exclusive) = prior(profiles, &scored, kind, context.settings.cardinality);
    let only_one = context.settings.cardinality.exclusive();
    // Where a record may have several partners, `partner` holds one of them.
    let stands: FxHashSet<(RecordIx, RecordIx)> = given.links.iter().map(|link| (link.contact, link.account)).collect();
    let candidate = |one: Scored| {
        let (contact, account) = (one.left, one.right);
        let candidate = Candidate::new(contact, account, one.weighed, prior);
        let barred = kind != Kind::Customer && profiles.get(contact).person
            || given.rejected.contains(&(contact, account))
            || stands.contains(&(contact, account));
        (!barred && candidate.bare >= RIVAL_MIN).then_some(candidate)
    };
    let fixed = |one: &Candidate| {
        only_one.left && given.partner.contains_key(&one.contact)
            || only_one.right && given.partner.contains_key(&one.account)
    };
    let (mut taken, open): (Vec<Candidate>, Vec<Candidate>) =
        scored.into_par_iter().filter_map(candidate).partition(fixed);
    let mut solved = component::judge(context, open, ranks, exclusive);
    let of_blocked = solved.judgements.extract_if(.., |one| is_blocked(profiles, one.candidate));
    let of_blocked = of_blocked.filter(|one| one.chosen && one.probability >= Probability::of(context.settings.review));
    let of_blocked = of_blocked.flat_map(|one| [one.candidate.contact, one.candidate.account]).collect();
    linkage.counts.components += solved.components;
    linkage.counts.components_greedy += solved.greedy;
    let mut outcome = Outcome {
        context,
        kind,
        prior,
        numbered: one_number::is_numbered(profiles, Kind::Contact) && one_number::is_numbered(profiles, kind),
        held: Held::of(profiles, kind),
        links: Vec::new(),
        reviews: Vec::new(),
        best: vec![None; profiles.all.len()],
        duplicate_of: FxHashMap::default(),
        of_blocked,
    };
    outcome.given(given);
    outcome.matched(&solved.judgements, given);
    drop(solved);
    taken.retain(|&one| !is_blocked(profiles, one));
    taken.par_sort_unstable_by_key(|one| (ranks[one.contact as usize], ranks[one.account as usize]));
    outcome.taken(&taken, given);
    outcome.one_number(given);
    let review = Probability::of(context.settings.review);
    outcome.finish(&Kept::of(given, &taken, review, ranks), linkage);
}

pub(super) struct Outcome<'a> {
    pub(super) context: Context<'a>,
    pub(super) kind: Kind,
    pub(super) prior: Prior,
    /// Whether both tables have tax identifiers to speak of.
    pub(super) numbered: bool,
    held: Held,
    pub(super) links: Vec<Link>,
    pub(super) reviews: Vec<Waiting>,
    /// The best candidate of each record, with its probability.
    pub(super) best: Vec<Option<(RecordIx, Probability)>>,
    /// The linked record that a record without a link is a duplicate of.
    pub(super) duplicate_of: FxHashMap<RecordIx, RecordIx>,
    /// The records whose partner is blocked for privacy.
    of_blocked: FxHashSet<RecordIx>,
}

/// A pair that goes to a person.
pub(super) struct Waiting {
    pub(super) candidate: Candidate,
    probability: Probability,
    margin: Option<i32>,
    reason: Cow<'static, str>,
}

/// Which tax numbers the contacts have, and which the accounts.
struct Held([Vec<bool>; 2]);

impl Held {
    fn of(profiles: &Profiles, kind: Kind) -> Self {
        Self([Kind::Contact, kind].map(|kind| {
            let mut held = vec![false; profiles.values.taxes.len()];
            let numbers = profiles.of(kind).flat_map(|record| profiles.list(profiles.get(record).taxes));
            numbers.for_each(|&number| held[number as usize] = true);
            held
        }))
    }

    /// Whether one of two has no number, and another record of its table has that of the other one: filled in, two would
    /// have it.
    fn by_another(&self, profiles: &Profiles, one: Candidate) -> bool {
        let [of_contact, of_account] =
            [one.contact, one.account].map(|record| profiles.list(profiles.get(record).taxes));
        let is_held = |numbers: &[u32], side: usize| numbers.iter().any(|&number| self.0[side][number as usize]);
        of_account.is_empty() && is_held(of_contact, 1) || of_contact.is_empty() && is_held(of_account, 0)
    }
}

impl Outcome<'_> {
    /// Links that stand, with what the data says of them; pairs that go to review whatever it says.
    fn given(&mut self, given: &Given) {
        let judge = |link: &Stands| {
            let evidence = score::compare(self.context.profiles, self.context.model, link.contact, link.account);
            let candidate = Candidate::new(link.contact, link.account, evidence.weigh(), self.prior);
            (candidate, self.pair(candidate, candidate.alone(), None))
        };
        let judged: Vec<(Candidate, Judged)> = given.links.par_iter().map(judge).collect();
        for (link, (candidate, mut pair)) in given.links.iter().zip(judged) {
            let waits = given.waits(link.contact, link.account);
            let doubt = link.doubt(candidate, self.prior).filter(|_| !waits);
            if let Some(reason) = doubt {
                self.review(candidate, pair.probability, None, reason.into());
            }
            // A link of the ledger may be one that an earlier run proposed: of what it left open only a person knows more.
            pair.one_firm |= link.vouched == Vouched::Person;
            if pair.basis == Basis::Name {
                pair.basis = Basis::Given;
            }
            // What a record that is blocked for privacy holds is neither written nor read by others.
            let standing = |record: RecordIx| self.context.profiles.get(record).standing;
            let blocked = [link.contact, link.account].map(standing).contains(&Standing::PrivacyBlocked);
            let doubted = doubt.is_some() || waits || blocked;
            self.links.push(Link { pair, status: link.status, doubted, code: link.code.clone() });
        }
        for (contact, account, reason) in &given.review {
            let evidence = score::compare(self.context.profiles, self.context.model, *contact, *account);
            let candidate = Candidate::new(*contact, *account, evidence.weigh(), self.prior);
            self.review(candidate, candidate.alone(), None, reason.clone());
        }
    }

    /// Candidates of which one side is linked by the ledger or a person.
    fn taken(&mut self, taken: &[Candidate], given: &Given) {
        let (profiles, model) = (self.context.profiles, self.context.model);
        let link = Probability::of(self.context.settings.link);
        for &one in taken {
            let probability = one.alone();
            if probability < link {
                continue;
            }
            match (given.partner.get(&one.contact), given.partner.get(&one.account)) {
                (None, Some(&other)) if twins::duplicates(profiles, model, one.contact, other) => {
                    if given.elsewhere.contains(&one.contact) {
                        let reason =
                            format!("two contacts one firm: {} holds the link to this account", self.context.no(other));
                        self.review(one, probability, None, reason.into());
                    }
                    self.duplicate_of.entry(one.contact).or_insert(other);
                }
                (Some(&other), None) if twins::duplicates(profiles, model, one.account, other) => {
                    self.duplicate_of.entry(one.account).or_insert(other);
                }
                (Some(&own), Some(&other))
                    if twins::duplicates(profiles, model, one.contact, other) && own != one.account =>
                {
                    let reason =
                        format!("two contacts one firm: {} holds the link to this account", self.context.no(other));
                    self.review(one, probability, None, reason.into());
                }
                _ => {}
            }
        }
    }

    pub(super) fn pair(&self, one: Candidate, probability: Probability, margin: Option<i32>) -> Judged {
        let profiles = self.context.profiles;
        let evidence = one.evidence(self.context, self.prior);
        let mut told = evidence.to_string();
        told.shrink_to_fit();
        let basis = Basis::of(&evidence);
        Judged {
            contact: profiles.place_of(one.contact).1,
            kind: self.kind,
            account: profiles.place_of(one.account).1,
            probability,
            bits: Bits(one.odds),
            margin: margin.map(Bits),
            basis,
            one_firm: is_one_firm(&evidence, basis) && !self.held.by_another(profiles, one),
            evidence: told,
        }
    }

    /// Puts a pair before a person, for the first reason there is.
    pub(super) fn review(
        &mut self,
        candidate: Candidate,
        probability: Probability,
        margin: Option<i32>,
        reason: Cow<'static, str>,
    ) {
        self.reviews.push(Waiting { candidate, probability, margin, reason });
    }

    /// A row of `review.csv` for each pair that waits.
    fn reviews(&self) -> Vec<Review> {
        let review = |one: &Waiting| Review {
            pair: self.pair(one.candidate, one.probability, one.margin),
            reason: one.reason.clone(),
            seen: seen(self.context.profiles, one.candidate.contact, one.candidate.account),
        };
        self.reviews.par_iter().map(review).collect()
    }

    /// Adds everything to the decisions, and for every record without a link the reason.
    fn finish(mut self, kept: &Kept, linkage: &mut Linkage) {
        let profiles = self.context.profiles;
        let mut linked = vec![false; profiles.all.len()];
        for link in &self.links {
            linked[profiles.record(Kind::Contact, link.pair.contact) as usize] = true;
            linked[profiles.record(self.kind, link.pair.account) as usize] = true;
        }
        let mut in_review = vec![false; profiles.all.len()];
        let mut pairs: FxHashSet<(RecordIx, RecordIx)> = FxHashSet::default();
        self.reviews.retain(|one| {
            let Candidate { contact, account, .. } = one.candidate;
            in_review[contact as usize] = true;
            in_review[account as usize] = true;
            for (record, other) in [(contact, account), (account, contact)] {
                self.best[record as usize].get_or_insert((other, one.probability));
            }
            pairs.insert((contact, account))
        });
        let tables = [(Kind::Contact, self.kind), (self.kind, Kind::Contact)];
        let unlinked = |table| profiles.of(table).filter(|&record| !linked[record as usize]);
        linkage.unlinked.reserve_exact(tables.iter().map(|&(table, _)| unlinked(table).count()).sum());
        for (table, target) in tables {
            for record in unlinked(table) {
                let mut best = self.best[record as usize];
                let why = match profiles.get(record).standing {
                    Standing::PrivacyBlocked => Why::PrivacyBlocked,
                    Standing::FollowsCompany => Why::FollowsCompany,
                    Standing::Free if in_review[record as usize] => Why::InReview,
                    Standing::Free => match (self.duplicate_of.get(&record), kept.taken.get(&record)) {
                        (Some(&other), _) if twins::are_one(profiles, self.context.model, record, other) => {
                            Why::DuplicateOf(profiles.place_of(other).1)
                        }
                        (Some(&other), _) => Why::TakenBy(profiles.place_of(other).1),
                        _ if kept.rejected.contains(&record) => Why::Rejected,
                        (None, Some(taken)) => {
                            best = Some((taken.candidate, taken.probability));
                            Why::TakenBy(profiles.place_of(taken.by).1)
                        }
                        (None, None) if self.of_blocked.contains(&record) => Why::PartnerBlocked,
                        (None, None) if best.is_some() => Why::BelowReview,
                        (None, None) => Why::NoCandidate,
                    },
                };
                let best = best.map(|(other, probability)| (profiles.place_of(other).1, probability));
                linkage.unlinked.push(Unlinked { table, row: profiles.place_of(record).1, target, why, best });
            }
        }
        linkage.reviews.extend(self.reviews());
        linkage.links.extend(self.links);
    }
}
