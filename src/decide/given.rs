//! What stands before anything is matched: decisions of people, and the links the ledger holds.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{NONE, RecordIx, Standing};
use crate::decide::candidate::Candidate;
use crate::decide::lines::{self, Fate};
use crate::decide::numbers::Numbers;
use crate::decide::said::{OnLinks, Said};
use crate::decide::{Context, Linkage, Status, seen};
use crate::error::{Action, Issue};
use crate::read::decisions::{Decision, UNKNOWN_VERB, Verb};
use crate::record::{Field, Kind, Source};
use crate::score::Prior;

/// A link that stands.
#[derive(Debug, Clone)]
pub(super) struct Stands {
    pub(super) contact: RecordIx,
    pub(super) account: RecordIx,
    pub(super) status: Status,
    pub(super) vouched: Vouched,
    pub(super) code: String,
}

/// Who says that a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vouched {
    /// A person, whatever the data says.
    Person,
    /// A row of the ledger.
    Ledger,
    /// The company of an account's primary contact.
    PrimaryContact,
}

/// Evidence below which a link of the ledger is doubtful: whatever the prior, the data speaks against it.
const DOUBTFUL: i32 = -3_000;

impl Stands {
    /// Why it is doubtful, where pairs have this prior: the data speaks against it, or, where no row of the ledger says it
    /// in so many words, does not speak for it.
    pub(super) fn doubt(&self, candidate: Candidate, prior: Prior) -> Option<&'static str> {
        let (weight, prior) = (candidate.bare - prior.found.0, prior.found.0);
        let against = weight < DOUBTFUL || candidate.contradiction && weight < -prior;
        match self.vouched {
            Vouched::Person => None,
            _ if against => Some(
                "existing link doubtful: the data speaks against it; nothing is merged by it until it is confirmed",
            ),
            Vouched::PrimaryContact if weight <= 0 => Some(
                "existing link doubtful: only Primary Contact No. says so; nothing is merged by it until it is confirmed",
            ),
            Vouched::Ledger | Vouched::PrimaryContact => None,
        }
    }
}

/// What is given for one kind of account.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Links that stand.
    pub(super) links: Vec<Stands>,
    /// Pairs a person has rejected.
    pub(super) rejected: FxHashSet<(RecordIx, RecordIx)>,
    /// Pairs that go to review whatever the data says, with the reason.
    pub(super) review: Vec<(RecordIx, RecordIx, Cow<'static, str>)>,
    /// The account of each contact that is linked, and the contact of each account.
    pub(super) partner: FxHashMap<RecordIx, RecordIx>,
    /// The pairs of `review`.
    waiting: FxHashSet<(RecordIx, RecordIx)>,
    /// The records that are not linked anew, since something is wrong with what the ledger or a person says of them: what
    /// it is, where no pair waits in review that says so.
    barred: FxHashMap<RecordIx, Option<Cow<'static, str>>>,
    /// The contacts that the ledger links to an account of another kind.
    pub(super) elsewhere: FxHashSet<RecordIx>,
}

impl Given {
    /// Whether a pair waits for a person already.
    pub(super) fn waits(&self, contact: RecordIx, account: RecordIx) -> bool {
        self.waiting.contains(&(contact, account))
    }

    /// The same, or one of its records is not linked anew.
    pub(super) fn held(&self, contact: RecordIx, account: RecordIx) -> bool {
        self.waits(contact, account) || self.barred.contains_key(&contact) || self.barred.contains_key(&account)
    }

    /// Whether one of the two is not linked anew, and what is wrong, where no pair that waits says so.
    pub(super) fn barred(&self, one: &Candidate) -> Option<Option<Cow<'static, str>>> {
        let mut found = [one.contact, one.account].into_iter().filter_map(|record| self.barred.get(&record)).peekable();
        found.peek()?;
        Some(found.flatten().next().cloned())
    }

    /// Bars a record from new links, for the first reason there is.
    fn bar(&mut self, record: RecordIx, reason: Option<Cow<'static, str>>) {
        self.barred.entry(record).or_insert(reason);
    }

    /// Puts before a person what may have been decided to be one: neither of the two is linked to another in its place.
    fn wait_as_one(&mut self, contact: RecordIx, account: RecordIx, reason: &'static str) {
        self.wait(contact, account, reason);
        self.bar(contact, None);
        self.bar(account, None);
    }

    fn wait(&mut self, contact: RecordIx, account: RecordIx, reason: &'static str) {
        self.waiting.insert((contact, account));
        self.review.push((contact, account, reason.into()));
    }
}

/// Gathers it: decisions first, then the links file, then primary contacts.
pub(super) fn given<'a>(
    context: Context<'a>,
    kind: Kind,
    numbers: &'a Numbers<'a>,
    said: &OnLinks<'_>,
    linkage: &mut Linkage,
) -> Given {
    let mut given = Given::default();
    let place = Place { numbers, kind, context };
    let others = context.read.links.iter().filter(|link| link.kind != Some(kind));
    given.elsewhere = others.filter_map(|link| place.contact(&link.contact_no)).collect();
    let existing = existing(&place, &mut given, linkage);
    open(&place, said, &mut given);
    people(&place, said.of(kind), &existing, &mut given, linkage);
    keep(&place, existing, &mut given);
    hold(&place, &mut given);
    primary_contacts(&place, &mut given);
    given
}

/// Where records of a kind are found by their numbers.
struct Place<'a> {
    numbers: &'a Numbers<'a>,
    kind: Kind,
    context: Context<'a>,
}

impl Place<'_> {
    fn contact(&self, no: &str) -> Option<RecordIx> {
        Some(self.context.profiles.record(Kind::Contact, self.numbers.row(Kind::Contact, no)?))
    }

    fn account(&self, no: &str) -> Option<RecordIx> {
        Some(self.context.profiles.record(self.kind, self.numbers.row(self.kind, no)?))
    }

    fn exclusive(&self) -> crate::decide::belief::Exclusive {
        self.context.settings.cardinality.exclusive()
    }
}

/// The rows of the links file that name records there are. Where only one of the two is there, as where an export is a part
/// of its table, the ledger has it linked all the same.
fn existing(place: &Place<'_>, given: &mut Given, linkage: &mut Linkage) -> Vec<Stands> {
    let (mut links, profiles) = (Vec::new(), place.context.profiles);
    for link in place.context.read.links.iter().filter(|link| link.kind == Some(place.kind)) {
        let (contact, account) = (place.contact(&link.contact_no), place.account(&link.account_no));
        match (contact, account) {
            (Some(contact), Some(account)) => {
                let code = link.code.clone();
                links.push(Stands { contact, account, status: Status::Existing, vouched: Vouched::Ledger, code });
            }
            _ => {
                let (column, kind, no) = match contact {
                    None => ("Contact No.", Kind::Contact, &link.contact_no),
                    Some(_) => ("No.", place.kind, &link.account_no),
                };
                let meant = place.numbers.meant(kind, no).map_or_else(String::new, |meant| format!(": {meant}"));
                let problem = format!("the link names a record that is not in the files{meant}");
                linkage.issues.push(Issue::noted(Source::Links, link.line, problem).column(column).value(no));
                let may_be = |kind, no| Some(profiles.record(kind, place.numbers.may_be(kind, no)?));
                let ends = (may_be(Kind::Contact, &link.contact_no), may_be(place.kind, &link.account_no));
                let reason = format!("existing link: the ledger links it to {}, which is not in the files", no.trim());
                let reason = Some(Cow::Owned(reason)).filter(|_| ends.0.is_none() || ends.1.is_none());
                [ends.0, ends.1].into_iter().flatten().for_each(|record| given.bar(record, reason.clone()));
                if let (Some(contact), Some(account)) = ends {
                    given.wait(
                        contact,
                        account,
                        "existing link unclear: its row has a number that nobody has as it stands",
                    );
                }
            }
        }
    }
    links
}

/// Holds what lines of decisions may be about that cannot be applied.
fn open(place: &Place<'_>, said: &OnLinks<'_>, given: &mut Given) {
    let profiles = place.context.profiles;
    for &(contact, account) in said.pairs.iter().filter(|(_, account)| profiles.of(place.kind).contains(account)) {
        given.wait_as_one(contact, account, lines::UNREAD);
    }
    for &(kind, record) in &said.records {
        let is_of_kind = profiles.of(place.kind).contains(&record)
            || profiles.of(Kind::Contact).contains(&record) && kind.is_none_or(|kind| kind == place.kind);
        if is_of_kind {
            given.bar(record, Some(lines::UNREAD.into()));
        }
    }
}

/// Applies the decisions of people on links of this kind.
fn people<'a>(
    place: &Place<'_>,
    said: impl Iterator<Item = &'a Said<'a>>,
    existing: &[Stands],
    given: &mut Given,
    linkage: &mut Linkage,
) {
    let stands: FxHashMap<(RecordIx, RecordIx), &Stands> =
        existing.iter().rev().map(|link| ((link.contact, link.account), link)).collect();
    let profiles = place.context.profiles;
    let mut wanted = Vec::new();
    for one in said {
        let &Said { decision, contact, account } = one;
        let is_stale = !decision.seen.is_empty() && decision.seen != seen(profiles, contact, account);
        if is_stale && decision.verb == Verb::Link && stands.contains_key(&(contact, account)) {
            // The ledger has it already; whether the data speaks for it is asked of it as of any other link there.
            linkage.fates.push((decision.line, Fate::Fulfilled));
        } else if is_stale {
            linkage.issues.push(lines::changed_since(decision, &mut linkage.fates));
            if decision.verb == Verb::Link {
                given.wait_as_one(contact, account, lines::STALE);
            } else {
                given.wait(contact, account, lines::STALE);
            }
        } else if decision.verb == Verb::Unknown {
            linkage.refuse(decision, UNKNOWN_VERB);
            given.wait_as_one(contact, account, lines::UNKNOWN);
        } else if decision.verb == Verb::Reject {
            if stands.contains_key(&(contact, account)) {
                linkage.note(decision, "rejected here, but the link stands in the ledger: remove it there");
            }
            linkage.fates.push((decision.line, Fate::Applied));
            given.rejected.insert((contact, account));
        } else if [contact, account].iter().any(|&record| profiles.get(record).standing == Standing::PrivacyBlocked) {
            let record = if profiles.get(contact).standing == Standing::PrivacyBlocked { "contact" } else { "account" };
            linkage.refuse(decision, format!("the {record} is blocked for privacy and cannot be linked"));
            given.bar(contact, Some(lines::UNREAD.into()));
            given.bar(account, Some(lines::UNREAD.into()));
        } else {
            wanted.push(one);
        }
    }
    apply(place, &wanted, &stands, given, linkage);
}

/// Applies the links that were decided: those that together break the cardinality not at all.
fn apply(
    place: &Place<'_>,
    wanted: &[&Said<'_>],
    stands: &FxHashMap<(RecordIx, RecordIx), &Stands>,
    given: &mut Given,
    linkage: &mut Linkage,
) {
    let exclusive = place.exclusive();
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    for &&Said { contact, account, .. } in wanted {
        *of.entry(contact).or_default() += 1;
        *of.entry(account).or_default() += 1;
    }
    for &&Said { decision, contact, account } in wanted {
        if exclusive.left && of[&contact] > 1 || exclusive.right && of[&account] > 1 {
            linkage.refuse(decision, "decided links that break the cardinality of the job: none of them is applied");
            given.wait_as_one(contact, account, "decisions clash: they break the cardinality, none is applied");
            continue;
        }
        let stands = stands.get(&(contact, account));
        let (status, fate) =
            if stands.is_some() { (Status::Existing, Fate::Fulfilled) } else { (Status::Decided, Fate::Applied) };
        linkage.fates.push((decision.line, fate));
        let code = stands.map_or_else(String::new, |link| link.code.clone());
        given.partner.insert(contact, account);
        given.partner.insert(account, contact);
        given.links.push(Stands { contact, account, status, vouched: Vouched::Person, code });
    }
}

/// Keeps the links of the ledger; those that break the cardinality go to review.
fn keep(place: &Place<'_>, existing: Vec<Stands>, given: &mut Given) {
    let exclusive = place.exclusive();
    let decided: FxHashSet<(RecordIx, RecordIx)> =
        given.links.iter().map(|link| (link.contact, link.account)).collect();
    let by_people: FxHashSet<RecordIx> = given.links.iter().flat_map(|link| [link.contact, link.account]).collect();
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    let mut seen_pairs: FxHashSet<(RecordIx, RecordIx)> = FxHashSet::default();
    let mut stands = |pair| seen_pairs.insert(pair) && !given.rejected.contains(&pair);
    let existing: Vec<Stands> = existing.into_iter().filter(|link| stands((link.contact, link.account))).collect();
    for link in &existing {
        *of.entry(link.contact).or_default() += 1;
        *of.entry(link.account).or_default() += 1;
    }
    for link in existing {
        let pair = (link.contact, link.account);
        if decided.contains(&pair) {
            continue;
        }
        let against = exclusive.left && given.partner.contains_key(&link.contact)
            || exclusive.right && given.partner.contains_key(&link.account);
        if against && (by_people.contains(&link.contact) || by_people.contains(&link.account)) {
            given.wait(link.contact, link.account, "existing link doubtful: a person decided otherwise");
        } else if exclusive.left && of[&link.contact] > 1 {
            given.wait_as_one(link.contact, link.account, "existing links: the contact has several of this kind");
        } else if exclusive.right && of[&link.account] > 1 {
            given.wait_as_one(link.contact, link.account, "existing links: the account has several contacts");
        } else {
            given.partner.insert(link.contact, link.account);
            given.partner.insert(link.account, link.contact);
            given.links.push(link);
        }
    }
}

/// Holds the records of links that do not say of which table they are: what the ledger has linked is not linked anew.
fn hold(place: &Place<'_>, given: &mut Given) {
    for link in place.context.read.links.iter().filter(|link| link.kind.is_none()) {
        let (contact, account) = (place.contact(&link.contact_no), place.account(&link.account_no));
        let reason = "existing link unclear: its row does not say of which table it is";
        // The pair that waits says so, where there is one.
        let shown = (contact.is_none() || account.is_none()).then_some(Cow::Borrowed(reason));
        contact.into_iter().chain(account).for_each(|record| given.bar(record, shown.clone()));
        if let (Some(contact), Some(account)) = (contact, account)
            && !given.rejected.contains(&(contact, account))
            && !given.partner.contains_key(&contact)
        {
            given.wait(contact, account, reason);
        }
    }
}

/// `Primary Contact No.` of an account: its company is the contact the ledger links the account to, where nothing above
/// says otherwise and no two accounts claim it.
fn primary_contacts(place: &Place<'_>, given: &mut Given) {
    let profiles = place.context.profiles;
    let Some(table) = place.context.read.tables.get(place.kind) else { return };
    if table.column(Field::PrimaryContactNo).is_none() {
        return;
    }
    let mut claims: Vec<(RecordIx, RecordIx)> = Vec::new();
    for (row, account) in (0..table.len()).zip(profiles.of(place.kind)) {
        let Some(contact) = place.contact(&table.value(row, Field::PrimaryContactNo)) else { continue };
        let company = profiles.get(contact).company;
        let contact = if company == NONE { contact } else { company };
        if profiles.get(contact).standing == Standing::Free {
            claims.push((contact, account));
        }
    }
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    claims.iter().for_each(|&(contact, _)| *of.entry(contact).or_default() += 1);
    for (contact, account) in claims {
        let free = !given.partner.contains_key(&contact)
            && !given.partner.contains_key(&account)
            && !given.held(contact, account);
        if free && of[&contact] == 1 && !given.rejected.contains(&(contact, account)) {
            given.partner.insert(contact, account);
            given.partner.insert(account, contact);
            given.links.push(Stands {
                contact,
                account,
                status: Status::Existing,
                vouched: Vouched::PrimaryContact,
                code: String::new(),
            });
        }
    }
}

impl Linkage {
    /// Says that a decision cannot be applied.
    pub(super) fn refuse(&mut self, decision: &Decision, problem: impl Into<Cow<'static, str>>) {
        self.fates.push((decision.line, Fate::Refused));
        self.issues.push(lines::issue(decision, problem, Action::Rejected));
    }

    /// Says that a decision needs looking at.
    fn note(&mut self, decision: &Decision, problem: &'static str) {
        self.issues.push(lines::issue(decision, problem, Action::Noted));
    }
}
