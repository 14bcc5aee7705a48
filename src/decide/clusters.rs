//! Pairs within one table to clusters that do not chain.
//!
//! Pairs are taken best first; two clusters become one only when their members agree as a whole: the log-odds of all
//! pairs across, each bounded so that no single one decides, add up to more than nothing, and no pair contradicts. A pair
//! that would join two clusters which do not agree is a bridge: it is cut and goes to review. So a look-alike of a
//! look-alike is never swept in (correlation clustering, greedily; Bansal, Blum and Chawla 2004).

use std::borrow::Cow;
use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::{NONE, Profiles, RecordIx, Standing};
use crate::decide::candidate::Candidate;
use crate::decide::joining::{Answer, Joining, Said, candidate};
use crate::decide::lines::{self, Fate, Fates, OnPairs};
use crate::decide::numbers::Numbers;
use crate::decide::roots::Roots;
use crate::decide::{Basis, Context, Judged, Review, is_one_firm, ranks, seen};
use crate::error::{Action, Issue};
use crate::read::Read;
use crate::read::decisions::{Decision, UNKNOWN_VERB, Unread, Verb};
use crate::record::{Field, Kind, Table};
use crate::score::{self, Between, Bits, Prior, Probability, Scored};
use crate::value::fingerprint::fingerprint;

/// A record that has duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The row of the record.
    pub row: u32,
    /// The name of its cluster: letters only, the same for the same members.
    pub cluster: String,
    /// The row of the record proposed to survive: the most complete one.
    pub survivor: u32,
    /// That it belongs to the cluster: the best pair with another member.
    pub probability: Probability,
    /// The evidence of that pair.
    pub evidence: String,
}

/// The duplicates of one table.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// The members of all clusters, cluster by cluster in the order of their survivors' numbers, the survivor first.
    pub duplicates: Vec<Duplicate>,
    /// Pairs for a person to look at.
    pub reviews: Vec<Review>,
    /// Decisions of people that could not be applied.
    pub issues: Vec<Issue>,
    /// What became of the decisions on this table.
    pub fates: Fates,
    /// Pairs that were left out of the reviews, since both records have many already.
    pub cut: u64,
    /// Pairs whose clusters were not compared with each other, since the clusters of this table are too large for that.
    pub passed_over: u64,
}

/// The most pairs of two records with others that are put before a person: nobody reads more, and a crowd has millions.
const REVIEWS_MAX: u32 = 10;

/// The reason of the reviews of a crowd.
const CROWD: &str = "crowd: too many agree to be duplicates of one, as where all have one default value";

/// Clusters the records of one table.
pub fn clusters(context: Context<'_>, kind: Kind, scored: &[Scored]) -> Clusters {
    let mut found = Clusters::default();
    let Some(table) = context.read.tables.get(kind) else { return found };
    let prior = prior(context.profiles, scored, kind);
    let ranks = ranks(context, &[kind]);
    let said = people(context, kind, &ranks, &mut found);
    let mut candidates: Vec<Candidate> = scored
        .par_iter()
        .map(|one| Candidate::new(one.left, one.right, one.weighed, prior))
        .filter(|one| {
            one.alone() >= Probability::of(context.settings.review)
                && !said.apart(one.contact, one.account)
                && !is_employed(context.profiles, one.contact, one.account)
        })
        .collect();
    let rank = |one: &Candidate| {
        let (a, b) = (ranks[one.contact as usize], ranks[one.account as usize]);
        (a.min(b), a.max(b))
    };
    candidates.par_sort_unstable_by_key(|one| (Reverse(one.odds), rank(one)));
    let mut joining = Joining::new(context, prior, &said, context.profiles.of(kind).len());
    let link = Probability::of(context.settings.link);
    let mut waiting: FxHashMap<RecordIx, u32> = FxHashMap::default();
    for &one in &candidates {
        let reason = if joining.together(one.contact, one.account) {
            continue;
        } else if one.contradiction {
            "contradiction: a number, name or identifier tells the two apart"
        } else if one.alone() < link {
            "not sure enough: the evidence is short of the link threshold"
        } else {
            match joining.agree(one.contact, one.account) {
                Answer::Yes => {
                    joining.merge(one.contact, one.account);
                    continue;
                }
                Answer::Asked => continue,
                Answer::No => "bridge: the two agree, but others of their clusters do not",
                Answer::Crowd => CROWD,
                Answer::PassedOver => {
                    "not compared: the two agree, but their clusters are too large to be looked at whole"
                }
            }
        };
        // Best first: what is left out is behind others of either record.
        let counts = [one.contact, one.account].map(|record| waiting.get(&record).copied().unwrap_or(0));
        if counts.iter().all(|&count| count >= REVIEWS_MAX) {
            found.cut += 1;
            continue;
        }
        for record in [one.contact, one.account] {
            *waiting.entry(record).or_default() += 1;
        }
        found.reviews.push(review(context, kind, one, prior, reason, &ranks));
    }
    found.passed_over = joining.passed_over;
    let (clusters, crowds) = joining.finish();
    let asked = said.asked.iter();
    let asked =
        asked.map(|&(a, b, reason)| review(context, kind, candidate(context, prior, a, b), prior, reason, &ranks));
    found.reviews.extend(asked);
    found.reviews.extend(crowds.into_iter().flat_map(|members| crowd(context, kind, members, prior, &ranks)));
    found.duplicates = members(context, kind, table, prior, clusters, &candidates, &ranks);
    found.reviews.sort_by_key(|review| {
        let rank = |row| ranks[context.profiles.record(kind, row) as usize];
        (rank(review.pair.contact), rank(review.pair.account))
    });
    found
}

/// Whether one is a person and the other the company the person is under.
fn is_employed(profiles: &Profiles, a: RecordIx, b: RecordIx) -> bool {
    let under = |person: RecordIx, company| profiles.get(person).person && profiles.get(person).company == company;
    under(a, b) || under(b, a)
}

/// The prior of the pairs within a table.
pub fn prior(profiles: &Profiles, scored: &[Scored], kind: Kind) -> Prior {
    let records = profiles.of(kind).len();
    let scored: Vec<&Scored> = scored.iter().collect();
    score::estimate_prior(&scored, Between::within(records))
}

/// The decisions `same` and `different` on this table; the last line on a pair stands.
fn people(context: Context<'_>, kind: Kind, ranks: &[u32], found: &mut Clusters) -> Said {
    let numbers = Numbers::of(&context.read.tables);
    let mut said = Said::default();
    let (heard, mut unclear) = hear(context, kind, &numbers, ranks, &mut said, found);
    let unread = context.read.unread.iter().filter(|one| is_on_duplicates(one) && one.kind.is_none_or(|of| of == kind));
    unclear.extend(unread.map(|one| (one.line, &*one.contact_no, &*one.no)));
    let last: FxHashMap<_, u32> = heard.iter().map(|one| ((one.a, one.b), one.decision.line)).collect();
    for (line, one, other) in unclear {
        let [Some(a), Some(b)] = [one, other].map(|no| numbers.may_be(kind, no)) else { continue };
        let (a, b) = (context.profiles.record(kind, a.min(b)), context.profiles.record(kind, a.max(b)));
        // The last line on a pair counts, whether it can be read or not.
        if a != b && last.get(&(a, b)).is_none_or(|&last| last < line) {
            said.ask(a, b, lines::UNREAD);
        }
    }
    apply(heard, ranks.len(), &mut said, found);
    // The order of the lines is no reason for another result.
    said.same.sort_unstable();
    said
}

/// A decision `same` or `different` that can be applied, unless others clash with it.
struct Heard<'a> {
    decision: &'a Decision,
    a: RecordIx,
    b: RecordIx,
}

impl Heard<'_> {
    fn is_same(&self) -> bool {
        self.decision.verb == Verb::Same
    }
}

/// A line of which it is not clear what it is about: its number, and the numbers of the records as they stand in it.
type Unclear<'a> = (u32, &'a str, &'a str);

/// The decisions on this table that are clear and still hold, and the lines that name a record which is not there. What
/// cannot be applied is refused, and the pair it is about asked about.
fn hear<'a>(
    context: Context<'a>,
    kind: Kind,
    numbers: &Numbers,
    ranks: &[u32],
    said: &mut Said,
    found: &mut Clusters,
) -> (Vec<Heard<'a>>, Vec<Unclear<'a>>) {
    let on_table = OnPairs::of(&context.read.decisions).duplicates.into_iter();
    let on_table = on_table.filter(|decision| decision.kind == kind);
    let (mut heard, mut unclear) = (Vec::new(), Vec::new());
    for decision in lines::last_words(on_table, lines::of_pair, &mut found.fates) {
        let [a, b] = [&decision.contact_no, &decision.no].map(|no| numbers.row(kind, no));
        let (Some(a), Some(b)) = (a, b) else {
            unclear.push((decision.line, &*decision.contact_no, &*decision.no));
            let missing = numbers.missing(kind, if a.is_none() { &decision.contact_no } else { &decision.no });
            let problem = format!("the decision names a record that is not in the file: {missing}");
            found.refuse(decision, problem);
            continue;
        };
        let (a, b) = (context.profiles.record(kind, a.min(b)), context.profiles.record(kind, a.max(b)));
        match decision.verb {
            _ if a == b => found.refuse(decision, "the decision names one record twice"),
            Verb::Same | Verb::Different if is_stale(context.profiles, decision, by_rank(ranks, a, b)) => {
                found.issues.push(lines::changed_since(decision, &mut found.fates));
                said.ask(a, b, lines::STALE);
            }
            Verb::Unknown => {
                found.refuse(decision, UNKNOWN_VERB);
                said.ask(a, b, lines::UNKNOWN);
            }
            Verb::Same if [a, b].iter().any(|&one| is_blocked(context.profiles, one)) => {
                found.refuse(decision, "one of the two is blocked for privacy: it has no duplicates");
            }
            Verb::Same | Verb::Different => heard.push(Heard { decision, a, b }),
            _ => found.issues.push(lines::nothing_to_withdraw(decision, &mut found.fates)),
        }
    }
    (heard, unclear)
}

/// Applies decisions, but those that clash: `different` of two that others make the same by way of each other, and
/// whatever else is said of these records.
fn apply(heard: Vec<Heard<'_>>, records: usize, said: &mut Said, found: &mut Clusters) {
    let same = heard.iter().filter(|one| one.is_same()).map(|one| (one.a, one.b));
    let mut ones = Roots::of(same, if heard.is_empty() { 0 } else { records });
    let heard: Vec<_> = heard.into_iter().map(|one| ([one.a, one.b].map(|of| ones.of_record(of)), one)).collect();
    let apart = heard.iter().filter(|([a, b], one)| !one.is_same() && a == b);
    let at_odds: FxHashSet<RecordIx> = apart.map(|([a, _], _)| *a).collect();
    for ([one, other], Heard { decision, a, b }) in heard {
        if one == other && at_odds.contains(&one) {
            found.refuse(
                decision,
                "decisions make these the same by way of each other, and another says different: none is applied",
            );
            said.ask(a, b, "decisions clash: they make these the same and different, none is applied");
            continue;
        }
        found.fates.push((decision.line, Fate::Applied));
        if decision.verb == Verb::Same {
            said.same.push((a, b));
        } else {
            said.apart.insert((a, b));
        }
    }
}

fn is_blocked(profiles: &Profiles, record: RecordIx) -> bool {
    profiles.get(record).standing == Standing::PrivacyBlocked
}

/// Whether the two, in the order of a review, have changed since a person decided on them.
fn is_stale(profiles: &Profiles, decision: &Decision, (a, b): (RecordIx, RecordIx)) -> bool {
    !decision.seen.is_empty() && decision.seen != seen(profiles, a, b)
}

/// Two records in the order of their numbers, whatever their places in the file.
fn by_rank(ranks: &[u32], a: RecordIx, b: RecordIx) -> (RecordIx, RecordIx) {
    if ranks[b as usize] < ranks[a as usize] { (b, a) } else { (a, b) }
}

/// The lines of `decisions.csv` that say nothing on the tables looked at, and what becomes of them.
pub fn passed_by(read: &Read, kinds: &[Kind]) -> Fates {
    let decisions = &read.decisions;
    let looked_at = |decision: &&Decision| kinds.contains(&decision.kind);
    let used = OnPairs::of(decisions).duplicates.into_iter().filter(looked_at);
    let used: FxHashSet<u32> = used.map(|decision| decision.line).collect();
    let others = decisions.iter().filter(|decision| !used.contains(&decision.line));
    let unread =
        read.unread.iter().map(|one| (one.line, if is_on_duplicates(one) { Fate::Refused } else { Fate::Unused }));
    others.map(|decision| (decision.line, Fate::Unused)).chain(unread).collect()
}

/// Whether a line that was rejected may be about two records of one table.
fn is_on_duplicates(unread: &Unread) -> bool {
    !matches!(unread.verb, Verb::Link | Verb::Reject | Verb::Field)
}

impl Clusters {
    /// Says that a decision cannot be applied.
    fn refuse(&mut self, decision: &Decision, problem: impl Into<Cow<'static, str>>) {
        self.fates.push((decision.line, Fate::Refused));
        self.issues.push(lines::issue(decision, problem, Action::Rejected));
    }
}

/// The pairs in which the members of a crowd are put before a person: each with the one of the lowest number.
fn crowd(
    context: Context<'_>,
    kind: Kind,
    mut members: Vec<RecordIx>,
    prior: Prior,
    ranks: &[u32],
) -> impl Iterator<Item = Review> {
    members.sort_unstable_by_key(|&record| ranks[record as usize]);
    let first = members[0];
    members
        .into_iter()
        .skip(1)
        .map(move |other| review(context, kind, candidate(context, prior, first, other), prior, CROWD, ranks))
}

fn review(
    context: Context<'_>,
    kind: Kind,
    one: Candidate,
    prior: Prior,
    reason: &'static str,
    ranks: &[u32],
) -> Review {
    let profiles = context.profiles;
    let evidence = one.evidence(context, prior);
    let (a, b) = by_rank(ranks, one.contact, one.account);
    let basis = Basis::of(&evidence);
    let pair = Judged {
        contact: profiles.place_of(a).1,
        kind,
        account: profiles.place_of(b).1,
        probability: one.alone(),
        bits: Bits(one.odds),
        margin: None,
        basis,
        one_firm: is_one_firm(&evidence, basis),
        evidence: evidence.to_string(),
    };
    Review { pair, reason: reason.into(), seen: seen(profiles, a, b) }
}

/// The members of all clusters with their survivors.
fn members(
    context: Context<'_>,
    kind: Kind,
    table: &Table,
    prior: Prior,
    clusters: Vec<Vec<RecordIx>>,
    candidates: &[Candidate],
    ranks: &[u32],
) -> Vec<Duplicate> {
    let profiles = context.profiles;
    let mut best: FxHashMap<RecordIx, &Candidate> = FxHashMap::default();
    let of: FxHashMap<RecordIx, usize> =
        clusters.iter().enumerate().flat_map(|(at, members)| members.iter().map(move |&record| (record, at))).collect();
    for one in
        candidates.iter().filter(|one| of.contains_key(&one.contact) && of.get(&one.contact) == of.get(&one.account))
    {
        for record in [one.contact, one.account] {
            best.entry(record).or_insert(one);
        }
    }
    let mut all: Vec<(u32, Vec<Duplicate>)> = Vec::new();
    for mut members in clusters {
        members.sort_unstable_by_key(|&record| ranks[record as usize]);
        let row = |record: RecordIx| profiles.place_of(record).1;
        let closed = |record: RecordIx| {
            let name = profiles.get(record).name;
            name != NONE && profiles.names.entries[name as usize].closed
        };
        // min_by_key takes the first of equals: the lowest number.
        let survivor =
            members.iter().copied().min_by_key(|&record| (closed(record), Reverse(filled(table, row(record)))));
        let Some(survivor) = survivor else { continue };
        members.sort_by_key(|&record| (record != survivor, ranks[record as usize]));
        let numbers: Vec<Cow<'_, str>> =
            members.iter().map(|&record| table.value(row(record) as usize, Field::No)).collect();
        let mut sorted: Vec<&str> = numbers.iter().map(|no| &**no).collect();
        sorted.sort_unstable();
        let cluster = fingerprint(std::iter::once(kind.word()).chain(sorted));
        let duplicates = members.iter().map(|&record| Duplicate {
            row: row(record),
            cluster: cluster.clone(),
            survivor: row(survivor),
            probability: best.get(&record).map_or(Probability::of(1.0), |one| one.alone()),
            evidence: best
                .get(&record)
                .map_or_else(|| String::from("decided"), |one| one.evidence(context, prior).to_string()),
        });
        all.push((ranks[survivor as usize], duplicates.collect()));
    }
    all.sort_unstable_by_key(|(rank, _)| *rank);
    all.into_iter().flat_map(|(_, duplicates)| duplicates).collect()
}

/// How many cells of a row are filled.
fn filled(table: &Table, row: u32) -> usize {
    let mut cells = Vec::new();
    table.split(row as usize, &mut cells);
    let raw = table.raw(table.rows[row as usize]);
    cells.iter().filter(|cell| !raw[(*cell).clone()].trim_matches(['"', ' ']).is_empty()).count()
}
