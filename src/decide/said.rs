//! What people said on links: the decisions that stand, by their records, and what lines may be about that cannot be
//! applied. Nothing chooses in the place of a person who has said something.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::RecordIx;
use crate::decide::lines::{self, Fate, OnPairs, is_about_field, of_link};
use crate::decide::numbers::Numbers;
use crate::decide::{Context, Linkage};
use crate::read::decisions::{Decision, Verb};
use crate::record::Kind;

/// A decision on a link that stands, and the two records it names.
pub(super) struct Said<'a> {
    pub(super) decision: &'a Decision,
    pub(super) contact: RecordIx,
    pub(super) account: RecordIx,
}

/// What people said on links.
#[derive(Default)]
pub(super) struct OnLinks<'a> {
    said: Vec<Said<'a>>,
    /// The pairs that lines may be about which cannot be applied.
    pub(super) pairs: Vec<(RecordIx, RecordIx)>,
    /// The records that such lines name with a partner nobody knows, and the kind of account it may be about.
    pub(super) records: Vec<(Option<Kind>, RecordIx)>,
}

impl<'a> OnLinks<'a> {
    /// The decisions on accounts of a kind.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Said<'a>> {
        self.said.iter().filter(move |one| one.decision.kind == kind)
    }
}

/// The decisions on links that stand and name records there are; what is said of the others is said here.
pub(super) fn said<'a>(context: Context<'a>, numbers: &Numbers<'a>, linkage: &mut Linkage) -> OnLinks<'a> {
    let read = context.read;
    let mut open = Open { context, numbers, later: later(context, numbers), found: OnLinks::default() };
    let on_pairs = OnPairs::of(&read.decisions);
    not_for_links(context, numbers, &on_pairs, linkage);
    let mut said = Vec::new();
    for decision in lines::last_words(on_pairs.links, of_link, &mut linkage.fates) {
        let kind = decision.kind;
        if read.tables.get(kind).is_none() {
            linkage.refuse(decision, "the decision is about a table that is not among the inputs");
            continue;
        }
        let Some((contact, account)) = records(context, numbers, decision) else {
            let no_contact = numbers.row(Kind::Contact, &decision.contact_no).is_none();
            let (kind, no) = if no_contact { (Kind::Contact, &decision.contact_no) } else { (kind, &decision.no) };
            let missing = numbers.missing(kind, no);
            linkage.refuse(decision, format!("the decision names a record that is not in the files: {missing}"));
            open.hold(&Line::of(decision));
            continue;
        };
        if decision.verb == Verb::Withdraw {
            let issue = lines::nothing_to_withdraw(decision, &mut linkage.fates);
            linkage.issues.push(issue);
            continue;
        }
        said.push(Said { decision, contact, account });
    }
    // What becomes of those on fields is seen where they are merged.
    let on_fields = read.decisions.iter().filter(|decision| is_about_field(decision));
    let on_fields = lines::last_words(on_fields, |one| (of_link(one), one.field), &mut Vec::new());
    for decision in on_fields.into_iter().filter(|one| records(context, numbers, one).is_none()) {
        open.hold(&Line::of(decision));
    }
    let mut overtaking: FxHashSet<(RecordIx, RecordIx)> = FxHashSet::default();
    for unread in &read.unread {
        let (line, verb, kind) = (unread.line, unread.verb, unread.kind);
        let fate = if matches!(verb, Verb::Same | Verb::Different) {
            Fate::Unused
        } else {
            let from = open.found.pairs.len();
            let fate = open.hold(&Line { line, verb, kind, contact_no: &unread.contact_no, no: &unread.no });
            overtaking.extend(open.found.pairs[from..].iter().filter(|_| verb != Verb::Field));
            fate
        };
        linkage.fates.push((line, fate));
    }
    // The last line on a pair counts, whether it can be read or not.
    let (overtaken, said): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|one: &Said<'_>| overtaking.contains(&(one.contact, one.account)));
    linkage.fates.extend(overtaken.iter().map(|one| (one.decision.line, Fate::Overtaken)));
    open.found.said = said;
    open.found
}

/// The two records a decision names, where both are there.
fn records(context: Context<'_>, numbers: &Numbers<'_>, decision: &Decision) -> Option<(RecordIx, RecordIx)> {
    let record = |kind, no: &str| Some(context.profiles.record(kind, numbers.row(kind, no)?));
    Some((record(Kind::Contact, &decision.contact_no)?, record(decision.kind, &decision.no)?))
}

/// The last lines on each pair: on its link, and on its fields.
type Later = FxHashMap<(RecordIx, RecordIx), [u32; 2]>;

fn later(context: Context<'_>, numbers: &Numbers<'_>) -> Later {
    let mut later = Later::default();
    for decision in &context.read.decisions {
        if let Some(pair) = records(context, numbers, decision) {
            later.entry(pair).or_default()[usize::from(is_about_field(decision))] = decision.line;
        }
    }
    later
}

/// A line that cannot be applied, as far as it can be read.
struct Line<'l> {
    line: u32,
    verb: Verb,
    kind: Option<Kind>,
    contact_no: &'l str,
    no: &'l str,
}

impl<'l> Line<'l> {
    fn of(decision: &'l Decision) -> Self {
        let verb = if is_about_field(decision) { Verb::Field } else { decision.verb };
        let (kind, contact_no, no) = (Some(decision.kind), &*decision.contact_no, &*decision.no);
        Self { line: decision.line, verb, kind, contact_no, no }
    }
}

struct Open<'a, 'n> {
    context: Context<'a>,
    numbers: &'n Numbers<'a>,
    later: Later,
    found: OnLinks<'a>,
}

impl Open<'_, '_> {
    /// Holds as much as a line may be about: the pair that its numbers are, or may have been meant as, whichever of the two
    /// is the contact's; where only one of them is a record's, that record. What a later line settles is not held.
    fn hold(&mut self, line: &Line<'_>) -> Fate {
        let is_swapped = self.contact(line.contact_no).is_none() && self.contact(line.no).is_some();
        let (one, other) = if is_swapped { (line.no, line.contact_no) } else { (line.contact_no, line.no) };
        let (contact, accounts) = (self.contact(one), self.accounts(line.kind, other));
        let Some(contact) = contact else {
            self.found.records.extend(accounts.into_iter().map(|account| (None, account)));
            return Fate::Refused;
        };
        if accounts.is_empty() {
            self.found.records.push((line.kind.filter(|&kind| kind != Kind::Contact), contact));
            return Fate::Refused;
        }
        let is_settled = |pair: &(RecordIx, RecordIx)| {
            let [on_link, on_field] = self.later.get(pair).copied().unwrap_or_default();
            line.line
                < match line.verb {
                    Verb::Field => on_field,
                    Verb::Link | Verb::Reject => on_link,
                    _ => on_link.max(on_field),
                }
        };
        let pairs: Vec<_> = accounts.into_iter().map(|account| (contact, account)).collect();
        let (settled, open): (Vec<_>, Vec<_>) = pairs.into_iter().partition(is_settled);
        self.found.pairs.extend(&open);
        if settled.is_empty() || !open.is_empty() { Fate::Refused } else { Fate::Overtaken }
    }

    fn contact(&self, no: &str) -> Option<RecordIx> {
        Some(self.context.profiles.record(Kind::Contact, self.numbers.may_be(Kind::Contact, no)?))
    }

    /// The accounts that a number may be of: of the table that is named, if it has the number; else also of any other.
    fn accounts(&self, kind: Option<Kind>, no: &str) -> Vec<RecordIx> {
        let row = |kind, row| self.context.profiles.record(kind, row);
        let named = kind.filter(|&kind| kind != Kind::Contact);
        if let Some(account) = named.and_then(|kind| Some(row(kind, self.numbers.row(kind, no)?))) {
            return vec![account];
        }
        let of = |one| {
            if named.is_none_or(|kind| kind == one) { self.numbers.may_be(one, no) } else { self.numbers.row(one, no) }
        };
        Kind::ACCOUNTS.into_iter().filter_map(|one| Some(row(one, of(one)?))).collect()
    }
}

/// Lines for `dedupe` are not used here; but one that names a contact and an account is for nobody.
fn not_for_links(context: Context<'_>, numbers: &Numbers<'_>, on_pairs: &OnPairs<'_>, linkage: &mut Linkage) {
    let taken: FxHashSet<u32> = on_pairs.links.iter().map(|decision| decision.line).collect();
    for decision in on_pairs.duplicates.iter().filter(|decision| !taken.contains(&decision.line)) {
        let kind = decision.kind;
        let crosses = kind != Kind::Contact
            && context.read.tables.get(kind).is_some()
            && numbers.row(kind, &decision.contact_no).is_none()
            && numbers.row(Kind::Contact, &decision.contact_no).is_some();
        if crosses && decision.verb != Verb::Withdraw {
            let word = if decision.verb == Verb::Same { "link" } else { "reject" };
            let problem = "the decision is about two records of one table, and names a contact and an account";
            linkage.refuse(decision, format!("{problem}: write {word} instead"));
        } else {
            linkage.fates.push((decision.line, Fate::Unused));
        }
    }
}
