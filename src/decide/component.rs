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
    let mut wanted = Vec::with_capacity(members.len());
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
        edges.push(Edge { left, right, weight: one.bare });
        // What is likelier a sibling than the same is a rival, but never a choice.
        wanted.push(Edge { left, right, weight: if one.odds > 0 { one.bare + fuller } else { 0 } });
    }
    let cardinality = context.settings.cardinality;
    let (assigned, method) = match cardinality {
        Cardinality::OneToOne => assign::assign(lefts.len(), rights.len(), &wanted),
        _ => (Vec::new(), Method::Exact),
    };
    let chosen = choose(&wanted, &assigned, cardinality);
    let shares = belief::probabilities(lefts.len(), rights.len(), &edges, cardinality.exclusive());
    let component =
        Component { context, members, wanted: &wanted, shares: &shares, assigned: &assigned, rights: rights.len() };
    let judgements = (0..members.len()).map(|at| component.weigh(at, chosen[at])).collect();
    (judgements, method)
}

/// Whether each edge is in the best assignment the cardinality allows.
fn choose(edges: &[Edge], assigned: &[Option<usize>], cardinality: Cardinality) -> Vec<bool> {
    let best_of = |node: fn(&Edge) -> usize| -> Vec<bool> {
        let best = |edge: &Edge| edges.iter().filter(|other| node(other) == node(edge)).map(|other| other.weight).max();
        edges.iter().map(|edge| edge.weight > 0 && best(edge) == Some(edge.weight)).collect()
    };
    match cardinality {
        Cardinality::OneToOne => edges.iter().map(|edge| assigned[edge.left] == Some(edge.right)).collect(),
        Cardinality::OneAccountPerContact => best_of(|edge| edge.left),
        Cardinality::OneContactPerAccount => best_of(|edge| edge.right),
        Cardinality::ManyToMany => edges.iter().map(|edge| edge.weight > 0).collect(),
    }
}

/// How far below a rival is beneath notice: one in four thousand.
const FAR_BELOW: i32 = 12_000;

/// A component that has been solved.
struct Component<'a> {
    context: Context<'a>,
    members: &'a [Candidate],
    /// The edges as the assignment saw them.
    wanted: &'a [Edge],
    /// The probability of each edge, over all ways to match.
    shares: &'a [f64],
    /// The account of each contact.
    assigned: &'a [Option<usize>],
    rights: usize,
}

impl Component<'_> {
    /// What the component says of one of its edges.
    fn weigh(&self, at: usize, chosen: bool) -> Judgement {
        let context = self.context;
        let exclusive = context.settings.cardinality.exclusive();
        let one = self.members[at];
        let mut share = self.shares[at];
        let mut judgement = Judgement {
            candidate: one,
            probability: Probability::default(),
            chosen,
            margin: None,
            rival: None,
            tie: None,
        };
        if !chosen && one.odds <= 0 {
            judgement.probability = Probability::of(share / (1.0 + one.doubt * share));
            return judgement;
        }
        let mut duplicate = vec![false; self.members.len()];
        for (other, &candidate) in self.members.iter().enumerate().filter(|&(other, _)| other != at) {
            let of_contact = candidate.contact == one.contact;
            let beside = exclusive.left && of_contact || exclusive.right && candidate.account == one.account;
            // A rival far below takes nothing from the probability, and comparing it is dear.
            if !beside || candidate.bare < one.bare - FAR_BELOW {
                continue;
            }
            let (a, b) = if of_contact { (candidate.account, one.account) } else { (candidate.contact, one.contact) };
            if score::indistinguishable(context.profiles, a, b) {
                judgement.tie = Some(candidate);
            }
            if duplicates(context.profiles, context.model, a, b) {
                let as_full = context.profiles.fullness(a) == context.profiles.fullness(b);
                if candidate.bare == one.bare && as_full {
                    judgement.tie = Some(candidate);
                }
                share += self.shares[other];
                duplicate[other] = true;
            } else if judgement.rival.is_none_or(|rival| candidate.bare > rival.bare) {
                judgement.rival = Some(candidate);
            }
        }
        let share = share.min(1.0);
        judgement.probability = Probability::of(share / (1.0 + one.doubt * share));
        if chosen && context.settings.cardinality == Cardinality::OneToOne {
            judgement.margin = Some(self.margin(at, &duplicate));
        }
        judgement
    }

    /// What forbidding a chosen edge would cost where its duplicates are no way out.
    fn margin(&self, at: usize, duplicate: &[bool]) -> i32 {
        let lefts = self.assigned.len();
        let rest: Vec<Edge> =
            self.wanted.iter().zip(duplicate).filter(|&(_, &duplicate)| !duplicate).map(|(&edge, _)| edge).collect();
        let chosen = self.wanted[at];
        if rest.len() == self.wanted.len() || self.wanted.len() > assign::MARGIN_EDGES {
            return assign::margin(lefts, self.rights, &rest, self.assigned, chosen);
        }
        let (assigned, _) = assign::assign(lefts, self.rights, &rest);
        if assigned[chosen.left] == Some(chosen.right) {
            assign::margin(lefts, self.rights, &rest, &assigned, chosen)
        } else {
            0
        }
    }
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
