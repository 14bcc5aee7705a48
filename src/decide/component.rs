//! Connected components of pairs, and what is concluded in each.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::clean::{Profiles, RecordIx};
use crate::decide::assign::{self, Edge, Method};
use crate::decide::belief;
use crate::decide::{Cardinality, Context};
use crate::score::{self, Aspect, Bits, Evidence, Model, Probability, Weighed};

/// A pair that may be linked, before the component it is in has been looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) contact: RecordIx,
    pub(super) account: RecordIx,
    pub(super) contradiction: bool,
    /// Log-odds in thousandths of a bit, against strangers and siblings both: prior, match weight and doubt.
    pub(super) odds: i32,
    /// Log-odds against strangers alone: by these rivals are compared, since doubt bounds the odds of all of them alike.
    pub(super) bare: i32,
    /// The odds of a sibling to the same.
    pub(super) doubt: f64,
}

impl Candidate {
    /// A pair that weighs so much, where pairs have this prior.
    pub(super) fn new(contact: RecordIx, account: RecordIx, weighed: Weighed, prior: i32) -> Self {
        Self {
            contact,
            account,
            contradiction: weighed.contradiction,
            odds: weighed.odds(Bits(prior)),
            bare: prior + weighed.weight.0,
            doubt: (f64::from(weighed.doubt.odds) / 1000.0).exp2(),
        }
    }

    /// The evidence, with the finding on siblings.
    pub(super) fn evidence(self, context: Context<'_>, prior: i32) -> Evidence {
        score::compare(context.profiles, context.model, self.contact, self.account).settle(Bits(prior))
    }
}

/// A candidate with what its component says of it.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    pub(super) candidate: Candidate,
    /// Over all ways to match; that of duplicates of either side added.
    pub(super) probability: Probability,
    /// Whether it is in the best assignment.
    pub(super) chosen: bool,
    /// What forbidding it would cost, duplicates of either side left out; for chosen ones.
    pub(super) margin: Option<i32>,
    /// The best rival that is no duplicate: another candidate of the contact or of the account.
    pub(super) rival: Option<Candidate>,
    /// A rival that is equal in every compared value: a tie, whatever the numbers say.
    pub(super) tie: Option<Candidate>,
}

/// What all components of a kind gave.
pub(super) struct Judged {
    pub(super) judgements: Vec<Judgement>,
    pub(super) components: u64,
    pub(super) greedy: u64,
}

/// Splits the candidates into components and judges each. The result is sorted by the ranks of contact and account.
pub(super) fn judge(context: Context<'_>, mut candidates: Vec<Candidate>, ranks: &[u32]) -> Judged {
    candidates.par_sort_unstable_by_key(|one| (ranks[one.contact as usize], ranks[one.account as usize]));
    let components = split(&candidates);
    let solved: Vec<(Vec<Judgement>, Method)> = components
        .par_iter()
        .map(|component| {
            let members: Vec<Candidate> = component.iter().map(|&at| candidates[at as usize]).collect();
            solve(context, &members)
        })
        .collect();
    let greedy = solved.iter().filter(|(_, method)| *method == Method::Greedy).count() as u64;
    let mut judgements: Vec<Judgement> = solved.into_iter().flat_map(|(judgements, _)| judgements).collect();
    judgements
        .par_sort_unstable_by_key(|one| (ranks[one.candidate.contact as usize], ranks[one.candidate.account as usize]));
    Judged { judgements, components: components.len() as u64, greedy }
}

/// The candidates of each connected component, by position, in their order (union-find with path halving).
fn split(candidates: &[Candidate]) -> Vec<Vec<u32>> {
    let mut node_of: FxHashMap<RecordIx, u32> = FxHashMap::default();
    let mut parent: Vec<u32> = Vec::new();
    let root = |parent: &mut Vec<u32>, mut node: u32| {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    };
    for candidate in candidates {
        let mut nodes = [0; 2];
        for (node, record) in nodes.iter_mut().zip([candidate.contact, candidate.account]) {
            let next = u32::try_from(parent.len()).unwrap_or(u32::MAX);
            *node = *node_of.entry(record).or_insert(next);
            if *node == next {
                parent.push(next);
            }
        }
        let (a, b) = (root(&mut parent, nodes[0]), root(&mut parent, nodes[1]));
        parent[a.max(b) as usize] = a.min(b);
    }
    let mut component_of: FxHashMap<u32, usize> = FxHashMap::default();
    let mut components: Vec<Vec<u32>> = Vec::new();
    for (at, candidate) in (0..).zip(candidates) {
        let node = root(&mut parent, node_of[&candidate.contact]);
        let component = *component_of.entry(node).or_insert_with(|| {
            components.push(Vec::new());
            components.len() - 1
        });
        components[component].push(at);
    }
    components
}

/// Judges one component.
fn solve(context: Context<'_>, members: &[Candidate]) -> (Vec<Judgement>, Method) {
    let mut lefts: Vec<RecordIx> = members.iter().map(|one| one.contact).collect();
    lefts.dedup();
    let mut rights: Vec<RecordIx> = Vec::new();
    let mut position: FxHashMap<RecordIx, usize> = FxHashMap::default();
    let mut left = 0;
    let mut edges = Vec::with_capacity(members.len());
    for one in members {
        while lefts[left] != one.contact {
            left += 1;
        }
        let right = *position.entry(one.account).or_insert_with(|| {
            rights.push(one.account);
            rights.len() - 1
        });
        // Of duplicates as well supported the fuller record is preferred: by less than evidence could ever be.
        let fuller = context.profiles.fullness(one.contact) + context.profiles.fullness(one.account);
        edges.push(Edge { left, right, weight: one.bare + fuller });
    }
    let cardinality = context.settings.cardinality;
    let (chosen, method) = choose(lefts.len(), rights.len(), &edges, cardinality);
    let shares = belief::probabilities(lefts.len(), rights.len(), &edges, cardinality.exclusive());
    let judgements = (0..members.len())
        .map(|at| weigh(context, members, &edges, &shares, &chosen, at, (lefts.len(), rights.len())))
        .collect();
    (judgements, method)
}

/// Whether each edge is in the best assignment the cardinality allows.
fn choose(lefts: usize, rights: usize, edges: &[Edge], cardinality: Cardinality) -> (Vec<bool>, Method) {
    let best_of = |node: fn(&Edge) -> usize| -> Vec<bool> {
        let best = |edge: &Edge| edges.iter().filter(|other| node(other) == node(edge)).map(|other| other.weight).max();
        edges.iter().map(|edge| edge.weight > 0 && best(edge) == Some(edge.weight)).collect()
    };
    match cardinality {
        Cardinality::OneToOne => {
            let (assigned, method) = assign::assign(lefts, rights, edges);
            (edges.iter().map(|edge| assigned[edge.left] == Some(edge.right)).collect(), method)
        }
        Cardinality::OneAccountPerContact => (best_of(|edge| edge.left), Method::Exact),
        Cardinality::OneContactPerAccount => (best_of(|edge| edge.right), Method::Exact),
        Cardinality::ManyToMany => (edges.iter().map(|edge| edge.weight > 0).collect(), Method::Exact),
    }
}

/// What the component says of one of its edges.
fn weigh(
    context: Context<'_>,
    members: &[Candidate],
    edges: &[Edge],
    shares: &[f64],
    chosen: &[bool],
    at: usize,
    (lefts, rights): (usize, usize),
) -> Judgement {
    let exclusive = context.settings.cardinality.exclusive();
    let (one, edge) = (members[at], edges[at]);
    let mut share = shares[at];
    let mut judgement = Judgement {
        candidate: one,
        probability: Probability::default(),
        chosen: chosen[at],
        margin: None,
        rival: None,
        tie: None,
    };
    let mut rest: Vec<Edge> = vec![edge];
    for (other, &candidate) in members.iter().enumerate() {
        let beside =
            exclusive.left && candidate.contact == one.contact || exclusive.right && candidate.account == one.account;
        if other == at || !beside {
            rest.extend((other != at).then_some(edges[other]));
            continue;
        }
        // A rival far below says nothing, and comparing it is dear.
        if candidate.bare < one.bare - 20_000 && candidate.bare < 0 {
            rest.push(edges[other]);
            continue;
        }
        let (a, b) = if candidate.contact == one.contact {
            (candidate.account, one.account)
        } else {
            (candidate.contact, one.contact)
        };
        if score::indistinguishable(context.profiles, a, b) {
            judgement.tie = Some(candidate);
        }
        if duplicates(context.profiles, context.model, a, b) {
            let as_full = context.profiles.fullness(a) == context.profiles.fullness(b);
            if candidate.bare == one.bare && as_full {
                judgement.tie = Some(candidate);
            }
            share += shares[other];
            continue;
        }
        rest.push(edges[other]);
        if judgement.rival.is_none_or(|rival| candidate.bare > rival.bare) {
            judgement.rival = Some(candidate);
        }
    }
    let share = share.min(1.0);
    judgement.probability = Probability::of(share / (1.0 + one.doubt * share));
    if chosen[at] && context.settings.cardinality == Cardinality::OneToOne {
        let (assigned, _) = assign::assign(lefts, rights, &rest);
        if assigned[edge.left] == Some(edge.right) {
            judgement.margin = Some(assign::margin(lefts, rights, &rest, &assigned, edge));
        } else {
            judgement.margin = Some(0);
        }
    }
    judgement
}

/// Log-odds, in thousandths of a bit, from which two records of one table are taken for the same business.
const DUPLICATE: i32 = 4_000;

/// Whether two records of one table are the same business: much agrees, and neither address nor anything else parts them.
pub(super) fn duplicates(profiles: &Profiles, model: &Model, a: RecordIx, b: RecordIx) -> bool {
    let evidence = score::compare(profiles, model, a, b);
    let records = model.records as usize;
    let parted =
        matches!(evidence.of(Aspect::Address).level, "other number in the street" | "elsewhere" | "another country");
    !evidence.contradiction && !parted && evidence.weigh().odds(Model::prior(records, records)) >= DUPLICATE
}
