//! Links from what the components say of their candidates, and what goes to a person instead.

use std::borrow::Cow;
use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::RecordIx;
use crate::decide::candidate::Candidate;
use crate::decide::component::Judgement;
use crate::decide::given::Given;
use crate::decide::outcome::Outcome;
use crate::decide::{Basis, Cardinality, Judged, Link, MARGIN_MIN, Status, twins};
use crate::score::{Probability, fetch};

/// How near the odds of a rival are for the reason to name it.
const NEAR: i32 = 6_000;
/// The most rows of one contact in `review.csv` for one kind, where only one of them can be right.
const REVIEWS_MAX: usize = 5;

/// What has been linked.
#[derive(Default)]
struct Linked {
    /// The partner of each record; one of them where it may have several.
    partner: FxHashMap<RecordIx, RecordIx>,
    /// The pairs.
    pairs: FxHashSet<(RecordIx, RecordIx)>,
}

impl Outcome<'_> {
    /// The components: links, and what goes to a person instead. The judgements on one contact stand together.
    pub(super) fn matched(&mut self, judgements: &[Judgement], given: &Given) {
        self.remember_best(judgements);
        let linked = self.link(judgements, given);
        self.duplicate_accounts(judgements, &linked);
        let only_one = self.context.settings.cardinality.exclusive();
        for of_contact in judgements.chunk_by(|a, b| a.candidate.contact == b.candidate.contact) {
            if !only_one.left || !linked.partner.contains_key(&of_contact[0].candidate.contact) {
                self.ask(of_contact, &linked, given);
            }
        }
    }

    /// Remembers the likeliest candidate of each record.
    fn remember_best(&mut self, judgements: &[Judgement]) {
        for one in judgements {
            let Candidate { contact, account, .. } = one.candidate;
            for (record, other) in [(contact, account), (account, contact)] {
                let best = &mut self.best[record as usize];
                if best.is_none_or(|(_, probability)| one.probability > probability) {
                    *best = Some((other, one.probability));
                }
            }
        }
    }

    /// Links what is firm: chosen, likely enough, not contradicted, and no tie where it can be but one.
    fn link(&mut self, judgements: &[Judgement], given: &Given) -> Linked {
        let settings = self.context.settings;
        let least = Probability::of(settings.link);
        let one_to_one = settings.cardinality == Cardinality::OneToOne;
        let firm = |one: &&Judgement| {
            let is_clear =
                one.tie.is_none() && one.behind.is_none() && one.margin.is_none_or(|margin| margin >= MARGIN_MIN);
            // What waits for a person is a rival, and never a link.
            one.chosen
                && one.probability >= least
                && !one.candidate.contradiction
                && (is_clear || !one_to_one)
                && !given.held(one.candidate.contact, one.candidate.account)
        };
        let firm: Vec<&Judgement> = judgements.iter().filter(firm).collect();
        let told = |some: &[&Judgement]| {
            let records = some.iter().flat_map(|one| [one.candidate.contact, one.candidate.account]);
            fetch::near(&records, self.context.profiles, self.context.model);
            let told = some.iter().map(|one| (one.candidate, self.pair(one.candidate, one.probability, one.margin)));
            told.filter(|(_, pair)| !self.name_alone(pair.basis)).collect::<Vec<_>>()
        };
        let links: Vec<(Candidate, Judged)> = firm.par_chunks(fetch::PAIRS / 2).flat_map_iter(told).collect();
        let mut linked = Linked::default();
        for (Candidate { contact, account, .. }, pair) in links {
            self.links.push(Link { pair, status: Status::Linked, doubted: false, code: String::new() });
            linked.partner.insert(contact, account);
            linked.partner.insert(account, contact);
            linked.pairs.insert((contact, account));
        }
        linked
    }

    /// Puts the candidates of a contact before a person that may be right and are not linked: where it can have but one
    /// account the best that is free, and those near it.
    fn ask(&mut self, of_contact: &[Judgement], linked: &Linked, given: &Given) {
        let settings = self.context.settings;
        let (link, review) = (Probability::of(settings.link), Probability::of(settings.review));
        let only_one = settings.cardinality.exclusive();
        let free = |one: &&Judgement| !only_one.right || !linked.partner.contains_key(&one.candidate.account);
        let likely = |one: &&Judgement| {
            let any = !only_one.left && !only_one.right;
            review <= if any { one.probability } else { one.candidate.alone() }
        };
        let top = of_contact.iter().filter(free).filter(|one| only_one.left || likely(one));
        let top = top.max_by_key(|one| one.candidate.among).filter(likely);
        let Some(top) = top.map(|top| top.candidate.among) else { return self.duplicates(of_contact, linked) };
        let mut near: Vec<&Judgement> = of_contact
            .iter()
            .filter(free)
            .filter(|one| !linked.pairs.contains(&(one.candidate.contact, one.candidate.account)))
            .filter(|one| !only_one.left || one.candidate.among >= top - 1_000)
            .filter(likely)
            .collect();
        near.sort_by_key(|one| Reverse(one.candidate.among));
        for one in near.into_iter().take(if only_one.left { REVIEWS_MAX } else { usize::MAX }) {
            let barred = given.barred(&one.candidate);
            let Some(reason) = barred.unwrap_or_else(|| Some(self.reason(one, link))) else { continue };
            self.review(one.candidate, one.probability, one.margin, reason);
        }
    }

    /// Accounts whose contact is linked to a duplicate of theirs.
    fn duplicate_accounts(&mut self, judgements: &[Judgement], linked: &Linked) {
        let review = Probability::of(self.context.settings.review);
        for one in judgements.iter().filter(|one| one.candidate.alone() >= review) {
            let Candidate { contact, account, .. } = one.candidate;
            if let Some(&other) = linked.partner.get(&contact)
                && !linked.partner.contains_key(&account)
                && twins::duplicates(self.context.profiles, self.context.model, account, other)
            {
                self.duplicate_of.entry(account).or_insert(other);
            }
        }
    }

    /// A contact whose only good accounts are linked to others: of which of them is it a duplicate?
    fn duplicates(&mut self, of_contact: &[Judgement], linked: &Linked) {
        let (profiles, model) = (self.context.profiles, self.context.model);
        for one in of_contact {
            let Candidate { contact, account, .. } = one.candidate;
            if one.candidate.alone() < Probability::of(self.context.settings.review) {
                continue;
            }
            if let Some(&other) = linked.partner.get(&account)
                && twins::duplicates(profiles, model, contact, other)
            {
                self.duplicate_of.insert(contact, other);
                return;
            }
        }
    }

    /// Whether a pair rests on its name where it need not: tables with tax identifiers have more to say than names.
    fn name_alone(&self, basis: Basis) -> bool {
        self.numbered && basis == Basis::Name
    }

    /// Why a candidate goes to a person.
    fn reason(&self, one: &Judgement, link: Probability) -> Cow<'static, str> {
        if let Some(tie) = one.tie {
            return format!("tie: nothing tells it apart from {}", self.context.no(tie)).into();
        }
        if let Some(rival) = one.rival.filter(|rival| rival.among > one.candidate.among - NEAR && rival.among > 0) {
            let other = self.context.no(rival.record);
            if (rival.among - one.candidate.among).abs() < MARGIN_MIN {
                return format!("tie: {other} is as well supported").into();
            }
            return format!("sibling: {other} is nearly as well supported").into();
        }
        if let Some(other) = one.behind {
            return format!("sibling: {} has more in common with it", self.context.no(other)).into();
        }
        if one.candidate.contradiction {
            return "contradiction: a number, name or identifier tells the two apart".into();
        }
        if self.name_alone(Basis::of(&one.candidate.evidence(self.context, self.prior))) {
            return "name alone: nothing else speaks for it".into();
        }
        if one.candidate.alone() < link {
            return "not sure enough: the evidence is short of the link threshold".into();
        }
        "not firm: another way to match is nearly as good".into()
    }
}
