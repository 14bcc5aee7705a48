//! What stands before anything is matched: decisions of people, and the links the ledger holds.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{NONE, RecordIx, Standing};
use crate::decide::{Context, Decisions, Status, rows_by_no, seen, upper_case};
use crate::error::{Action, Issue};
use crate::read::Read;
use crate::read::decisions::{Decision, Verb};
use crate::record::{Field, Kind, Source, Table};

/// A link that stands.
#[derive(Debug, Clone)]
pub(super) struct Stands {
    pub(super) contact: RecordIx,
    pub(super) account: RecordIx,
    pub(super) status: Status,
    /// Whether a person has said so, whatever the data says.
    pub(super) confirmed: bool,
    pub(super) code: String,
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
    /// The records whose links break the cardinality.
    broken: FxHashSet<RecordIx>,
}

impl Given {
    /// Whether a pair waits for a person already, or one of its records does since its links break the cardinality.
    pub(super) fn held(&self, contact: RecordIx, account: RecordIx) -> bool {
        self.waiting.contains(&(contact, account)) || self.broken.contains(&contact) || self.broken.contains(&account)
    }

    fn wait(&mut self, contact: RecordIx, account: RecordIx, reason: &'static str) {
        self.waiting.insert((contact, account));
        self.review.push((contact, account, reason.into()));
    }
}

/// Gathers it: decisions first, then the links file, then primary contacts.
pub(super) fn given(context: Context<'_>, kind: Kind, rows: &Rows<'_>, decisions: &mut Decisions) -> Given {
    let mut given = Given::default();
    let numbers = Numbers { rows, kind, context };
    let existing = existing(&numbers, decisions);
    people(&numbers, &existing, &mut given, decisions);
    keep(&numbers, existing, &mut given);
    primary_contacts(&numbers, &mut given);
    given
}

/// The rows of each table by their numbers; none where nothing names a record by its number.
pub(super) struct Rows<'a>([FxHashMap<Cow<'a, str>, u32>; 4]);

impl<'a> Rows<'a> {
    pub(super) fn of(read: &'a Read) -> Self {
        let names_contacts = |(_, table): (Kind, &Table)| table.column(Field::PrimaryContactNo).is_some();
        let wanted = !read.links.is_empty() || !read.decisions.is_empty() || read.tables.iter().any(names_contacts);
        let rows = |kind| read.tables.get(kind).filter(|_| wanted).map(rows_by_no).unwrap_or_default();
        Self(Kind::ALL.map(rows))
    }
}

/// Finds records by their numbers.
struct Numbers<'a> {
    rows: &'a Rows<'a>,
    kind: Kind,
    context: Context<'a>,
}

impl Numbers<'_> {
    fn record(&self, kind: Kind, no: &str) -> Option<RecordIx> {
        let row = *self.rows.0[kind.index()].get(&*upper_case(no.trim()))?;
        Some(self.context.profiles.record(kind, row))
    }

    fn contact(&self, no: &str) -> Option<RecordIx> {
        self.record(Kind::Contact, no)
    }

    fn account(&self, no: &str) -> Option<RecordIx> {
        self.record(self.kind, no)
    }

    fn exclusive(&self) -> crate::decide::belief::Exclusive {
        self.context.settings.cardinality.exclusive()
    }
}

/// The rows of the links file that name records there are.
fn existing(numbers: &Numbers<'_>, decisions: &mut Decisions) -> Vec<Stands> {
    let mut links = Vec::new();
    for link in numbers.context.read.links.iter().filter(|link| link.kind == numbers.kind) {
        let (contact, account) = (numbers.contact(&link.contact_no), numbers.account(&link.account_no));
        match (contact, account) {
            (Some(contact), Some(account)) => {
                let code = link.code.clone();
                links.push(Stands { contact, account, status: Status::Existing, confirmed: false, code });
            }
            _ => {
                let (column, no) =
                    if contact.is_none() { ("Contact No.", &link.contact_no) } else { ("No.", &link.account_no) };
                let problem = "the link names a record that is not in the files";
                decisions.issues.push(Issue::noted(Source::Links, link.line, problem).column(column).value(no));
            }
        }
    }
    links
}

/// Whether a decision is about a link.
fn is_about_link(decision: &Decision) -> bool {
    matches!(decision.verb, Verb::Link | Verb::Reject) || decision.verb == Verb::Withdraw && decision.field.is_empty()
}

/// Decisions on links to a table that the run does not have.
pub(super) fn of_no_table(context: Context<'_>, decisions: &mut Decisions) {
    let absent = |kind: Kind| kind != Kind::Contact && context.read.tables.get(kind).is_none();
    for decision in context.read.decisions.iter().filter(|one| is_about_link(one) && one.kind.is_some_and(absent)) {
        decisions.counts.decisions_refused += 1;
        decisions.issues.push(refused(decision, "the decision is about a table that is not among the inputs"));
    }
}

/// Applies the decisions of people on links of this kind: the last line on a pair wins.
fn people(numbers: &Numbers<'_>, existing: &[Stands], given: &mut Given, decisions: &mut Decisions) {
    let mut said: Vec<(&Decision, RecordIx, RecordIx)> = Vec::new();
    for decision in &numbers.context.read.decisions {
        if !is_about_link(decision) || decision.kind != Some(numbers.kind) {
            continue;
        }
        let (Some(contact), Some(account)) = (numbers.contact(&decision.contact_no), numbers.account(&decision.no))
        else {
            decisions.counts.decisions_refused += 1;
            decisions.issues.push(refused(decision, "the decision names a record that is not in the files"));
            continue;
        };
        said.push((decision, contact, account));
    }
    let mut later: FxHashSet<(RecordIx, RecordIx)> = FxHashSet::default();
    let mut last = said;
    last.reverse();
    last.retain(|&(decision, contact, account)| later.insert((contact, account)) && decision.verb != Verb::Withdraw);
    let stands: FxHashMap<(RecordIx, RecordIx), &Stands> =
        existing.iter().rev().map(|link| ((link.contact, link.account), link)).collect();
    let profiles = numbers.context.profiles;
    let mut wanted = Vec::new();
    for (decision, contact, account) in last.into_iter().rev() {
        if !decision.seen.is_empty() && decision.seen != seen(profiles, contact, account) {
            decisions.counts.decisions_stale += 1;
            decisions
                .issues
                .push(noted(decision, "the records have changed since the decision: it is put before a person again"));
            given.wait(contact, account, "decision stale: the records have changed since");
        } else if decision.verb == Verb::Reject {
            if stands.contains_key(&(contact, account)) {
                decisions
                    .issues
                    .push(noted(decision, "rejected here, but the link stands in the ledger: remove it there"));
            }
            decisions.counts.decisions_applied += 1;
            given.rejected.insert((contact, account));
        } else if profiles.get(contact).standing == Standing::PrivacyBlocked {
            decisions.counts.decisions_refused += 1;
            decisions.issues.push(refused(decision, "the contact is blocked for privacy and cannot be linked"));
        } else {
            wanted.push((decision, contact, account));
        }
    }
    apply(numbers, &wanted, &stands, given, decisions);
}

/// Applies the links that were decided: those that together break the cardinality not at all.
fn apply(
    numbers: &Numbers<'_>,
    wanted: &[(&Decision, RecordIx, RecordIx)],
    stands: &FxHashMap<(RecordIx, RecordIx), &Stands>,
    given: &mut Given,
    decisions: &mut Decisions,
) {
    let exclusive = numbers.exclusive();
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    for &(_, contact, account) in wanted {
        *of.entry(contact).or_default() += 1;
        *of.entry(account).or_default() += 1;
    }
    for &(decision, contact, account) in wanted {
        if exclusive.left && of[&contact] > 1 || exclusive.right && of[&account] > 1 {
            decisions.counts.decisions_refused += 1;
            let problem = "decided links that break the cardinality of the job: none of them is applied";
            decisions.issues.push(refused(decision, problem));
            given.wait(contact, account, "decisions clash: they break the cardinality, none is applied");
            continue;
        }
        let stands = stands.get(&(contact, account));
        let status = if stands.is_some() { Status::Existing } else { Status::Decided };
        match stands {
            Some(_) => decisions.counts.decisions_fulfilled += 1,
            None => decisions.counts.decisions_applied += 1,
        }
        let code = stands.map_or_else(String::new, |link| link.code.clone());
        given.partner.insert(contact, account);
        given.partner.insert(account, contact);
        given.links.push(Stands { contact, account, status, confirmed: true, code });
    }
}

/// Keeps the links of the ledger; those that break the cardinality go to review.
fn keep(numbers: &Numbers<'_>, existing: Vec<Stands>, given: &mut Given) {
    let exclusive = numbers.exclusive();
    let decided: FxHashSet<(RecordIx, RecordIx)> =
        given.links.iter().map(|link| (link.contact, link.account)).collect();
    let by_people: FxHashSet<RecordIx> = given.links.iter().flat_map(|link| [link.contact, link.account]).collect();
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    let mut seen_pairs: FxHashSet<(RecordIx, RecordIx)> = FxHashSet::default();
    let existing: Vec<Stands> =
        existing.into_iter().filter(|link| seen_pairs.insert((link.contact, link.account))).collect();
    for link in &existing {
        *of.entry(link.contact).or_default() += 1;
        *of.entry(link.account).or_default() += 1;
    }
    for link in existing {
        let pair = (link.contact, link.account);
        if decided.contains(&pair) || given.rejected.contains(&pair) {
            continue;
        }
        let against = exclusive.left && given.partner.contains_key(&link.contact)
            || exclusive.right && given.partner.contains_key(&link.account);
        if against && (by_people.contains(&link.contact) || by_people.contains(&link.account)) {
            given.wait(link.contact, link.account, "existing link doubtful: a person decided otherwise");
        } else if exclusive.left && of[&link.contact] > 1 {
            given.broken.extend([link.contact, link.account]);
            given.wait(link.contact, link.account, "existing links: the contact has several of this kind");
        } else if exclusive.right && of[&link.account] > 1 {
            given.broken.extend([link.contact, link.account]);
            given.wait(link.contact, link.account, "existing links: the account has several contacts");
        } else {
            given.partner.insert(link.contact, link.account);
            given.partner.insert(link.account, link.contact);
            given.links.push(link);
        }
    }
}

/// `Primary Contact No.` of an account: its company is the contact the ledger links the account to, where nothing above
/// says otherwise and no two accounts claim it.
fn primary_contacts(numbers: &Numbers<'_>, given: &mut Given) {
    let profiles = numbers.context.profiles;
    let Some(table) = numbers.context.read.tables.get(numbers.kind) else { return };
    if table.column(Field::PrimaryContactNo).is_none() {
        return;
    }
    let mut claims: Vec<(RecordIx, RecordIx)> = Vec::new();
    for (row, account) in (0..table.len()).zip(profiles.of(numbers.kind)) {
        let Some(contact) = numbers.contact(&table.value(row, Field::PrimaryContactNo)) else { continue };
        let company = profiles.get(contact).company;
        let contact = if company == NONE { contact } else { company };
        if profiles.get(contact).standing == Standing::Free {
            claims.push((contact, account));
        }
    }
    let mut of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    claims.iter().for_each(|&(contact, _)| *of.entry(contact).or_default() += 1);
    for (contact, account) in claims {
        let free = !given.partner.contains_key(&contact) && !given.partner.contains_key(&account);
        if free && of[&contact] == 1 && !given.rejected.contains(&(contact, account)) {
            given.partner.insert(contact, account);
            given.partner.insert(account, contact);
            given.links.push(Stands {
                contact,
                account,
                status: Status::Existing,
                confirmed: false,
                code: String::new(),
            });
        }
    }
}

fn refused(decision: &Decision, problem: &'static str) -> Issue {
    issue(decision, problem, Action::Rejected)
}

fn noted(decision: &Decision, problem: &'static str) -> Issue {
    issue(decision, problem, Action::Noted)
}

fn issue(decision: &Decision, problem: &'static str, action: Action) -> Issue {
    let records = format!("{} {}", decision.contact_no, decision.no);
    Issue::new(Source::Decisions, decision.line, problem, action).value(records)
}
