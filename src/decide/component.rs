//! Connected components of pairs, and what is concluded in each.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::clean::RecordIx;
use crate::decide::assign::{self, Edge, Method};
use crate::decide::belief;
use crate::decide::candidate::Candidate;
use crate::decide::homes::{Doors, Homes};
use crate::decide::roots::Roots;
use crate::decide::twins::{Twin, Twins};
use crate::decide::{Cardinality, Context, MARGIN_MIN, preference};
use crate::score::{self, Aspect, Level, Probability};

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
    pub(super) rival: Option<Rival>,
    /// A rival, no duplicate, that has more in common before all doubt than a chosen pair that has not both name and door:
    /// which of the two it is, is for a person to say.
    pub(super) behind: Option<RecordIx>,
    /// A record that is equal to one of the two in every compared value and not preferred to it: a tie, whatever the
    /// numbers say.
    pub(super) tie: Option<RecordIx>,
}

/// Another candidate of one of the two records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rival {
    /// The record in the other one's place.
    pub(super) record: RecordIx,
    /// As [`Candidate::among`].
    pub(super) among: i32,
}

/// What all components of a kind gave.
pub(super) struct Solved {
    pub(super) judgements: Vec<Judgement>,
    pub(super) components: u64,
    pub(super) greedy: u64,
}

/// Splits the candidates into components and judges each. The result is sorted by the ranks of contact and account.
pub(super) fn judge(
    context: Context<'_>,
    mut candidates: Vec<Candidate>,
    ranks: &[u32],
    exclusive: [f64; 2],
) -> Solved {
    candidates.par_sort_unstable_by_key(|one| (ranks[one.contact as usize], ranks[one.account as usize]));
    let mut roots = Roots::of(candidates.iter().map(|one| (one.contact, one.account)), ranks.len());
    // Component by component, each in the order of the ranks.
    let mut order: Vec<(RecordIx, u32)> = candidates.iter().map(|one| roots.of_record(one.contact)).zip(0..).collect();
    order.par_sort_unstable();
    let components: Vec<&[(RecordIx, u32)]> = order.chunk_by(|a, b| a.0 == b.0).collect();
    let solve_all = |components: &[&[(RecordIx, u32)]]| {
        let (mut judgements, mut greedy, mut members) = (Vec::new(), 0, Vec::new());
        for component in components {
            members.clear();
            members.extend(component.iter().map(|&(_, at)| candidates[at as usize]));
            greedy += u64::from(solve(context, &members, &mut judgements, exclusive) == Method::Greedy);
        }
        (judgements, greedy)
    };
    let mut all =
        Solved { judgements: Vec::with_capacity(candidates.len()), components: components.len() as u64, greedy: 0 };
    for wave in components.chunks(BLOCK * WAVE) {
        let solved: Vec<(Vec<Judgement>, u64)> = wave.par_chunks(BLOCK).map(solve_all).collect();
        for (judgements, greedy) in solved {
            all.judgements.extend(judgements);
            all.greedy += greedy;
        }
    }
    let ranks = |one: &Judgement| (ranks[one.candidate.contact as usize], ranks[one.candidate.account as usize]);
    all.judgements.par_sort_unstable_by_key(ranks);
    all
}

/// The components that one thread solves in a row, and how many times as many are solved before what they gave is put
/// together: a judgement is three times as large as what it is about.
const BLOCK: usize = 256;
const WAVE: usize = 64;

/// Judges one component.
fn solve(context: Context<'_>, members: &[Candidate], judgements: &mut Vec<Judgement>, exclusive: [f64; 2]) -> Method {
    if let ([one], Cardinality::OneToOne) = (members, context.settings.cardinality) {
        judgements.push(only(*one));
        return Method::Exact;
    }
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
        edges.push(Edge { left, right, weight: one.among });
    }
    let as_well_supported = repeated(members.iter().map(|one| one.among).collect());
    let preferred = |one: &Candidate| match as_well_supported.binary_search(&one.among) {
        Ok(_) => preference::of_pair(context, one.contact, one.account),
        Err(_) => 0,
    };
    // What is likelier a sibling than the same is a rival, but never a choice.
    let weight = |one: &Candidate| if one.odds > 0 { one.among + preferred(one) } else { 0 };
    let wanted: Vec<Edge> =
        members.iter().zip(&edges).map(|(one, edge)| Edge { weight: weight(one), ..*edge }).collect();
    let cardinality = context.settings.cardinality;
    let (assigned, method) = match cardinality {
        Cardinality::OneToOne => assign::assign(lefts.len(), rights.len(), &wanted),
        _ => (Vec::new(), Method::Exact),
    };
    let chosen = choose(&wanted, &assigned, cardinality);
    let shares = belief::probabilities(lefts.len(), rights.len(), &edges, exclusive);
    let mut taken = vec![false; rights.len()];
    assigned.iter().flatten().for_each(|&right| taken[right] = true);
    let component = Component {
        context,
        members,
        homes: homes(context, members, &edges, [lefts.len(), rights.len()]),
        edges: &edges,
        wanted: &wanted,
        shares: &shares,
        assigned: &assigned,
        of_left: nodes(&edges, lefts.len(), |edge| edge.left),
        of_right: nodes(&edges, rights.len(), |edge| edge.right),
        taken,
    };
    let mut twins = Twins::new(context, members.len());
    judgements.extend((0..members.len()).map(|at| component.weigh(at, chosen[at], &mut twins)));
    method
}

/// Judges a candidate whose records have no other, as most have none: what [`solve`] would say, without the tables.
fn only(one: Candidate) -> Judgement {
    let chosen = one.odds > 0;
    Judgement {
        candidate: one,
        probability: Probability::of(one.undisputed(1.0)),
        chosen,
        margin: chosen.then_some(one.among),
        rival: None,
        behind: None,
        tie: None,
    }
}

/// The numbers that stand more than once among these, each once and in order.
fn repeated(mut numbers: Vec<i32>) -> Vec<i32> {
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).filter(|equal| equal.len() > 1).map(|equal| equal[0]).collect()
}

/// The homes of the records of a component, where they may have several partners.
fn homes(context: Context<'_>, members: &[Candidate], edges: &[Edge], sizes: [usize; 2]) -> Homes {
    let exclusive = context.settings.cardinality.exclusive();
    if exclusive.left && exclusive.right {
        return Homes::default();
    }
    let compare = |one: &Candidate| score::compare(context.profiles, context.model, one.contact, one.account);
    Homes::of(exclusive, members.iter().map(|one| Doors::of(&compare(one))).collect(), edges, sizes)
}

/// A record of a component.
#[derive(Debug, Clone, Default)]
struct Node {
    /// Its edges, by position, in their order.
    edges: Vec<usize>,
    /// Where more of them are near the best than a business has duplicates, the two best, in their order.
    crowd: Option<[usize; 2]>,
}

impl Node {
    /// The edges that are looked at beside one of them, in their order: of a crowd the best.
    fn looked_at(&self) -> &[usize] {
        self.crowd.as_ref().map_or(&self.edges, |best| best)
    }
}

/// The most edges of a record that are looked at as duplicates of each other. More are entered for something that is no
/// business, or nobody can say which of them is meant; and each would be held against every other.
const DUPLICATES_MAX: usize = 200;

/// The nodes of one side.
fn nodes(edges: &[Edge], count: usize, node: impl Fn(&Edge) -> usize) -> Vec<Node> {
    let mut nodes = vec![Node::default(); count];
    edges.iter().enumerate().for_each(|(at, edge)| nodes[node(edge)].edges.push(at));
    for node in nodes.iter_mut().filter(|node| node.edges.len() > DUPLICATES_MAX) {
        let mut best = node.edges.clone();
        best.sort_by_key(|&at| std::cmp::Reverse(edges[at].weight));
        let near = best.partition_point(|&at| edges[at].weight >= edges[best[0]].weight - FAR_BELOW);
        node.crowd = (near > DUPLICATES_MAX).then(|| [best[0].min(best[1]), best[0].max(best[1])]);
    }
    nodes
}

/// Whether each edge is in the best assignment the cardinality allows.
fn choose(edges: &[Edge], assigned: &[Option<usize>], cardinality: Cardinality) -> Vec<bool> {
    let best_of = |node: fn(&Edge) -> usize| -> Vec<bool> {
        let mut best = vec![0; edges.iter().map(|edge| node(edge) + 1).max().unwrap_or(0)];
        edges.iter().for_each(|edge| best[node(edge)] = edge.weight.max(best[node(edge)]));
        let is_best = |edge: &Edge| edge.weight > 0 && best[node(edge)] == edge.weight;
        let mut bests = vec![0; best.len()];
        edges.iter().filter(|edge| is_best(edge)).for_each(|edge| bests[node(edge)] += 1);
        edges.iter().map(|edge| is_best(edge) && bests[node(edge)] == 1).collect()
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
    /// Which of them are at home.
    homes: Homes,
    /// The edges as they weigh.
    edges: &'a [Edge],
    /// The edges as the assignment saw them.
    wanted: &'a [Edge],
    /// The probability of each edge, over all ways to match.
    shares: &'a [f64],
    /// The account of each contact.
    assigned: &'a [Option<usize>],
    /// The contacts and the accounts.
    of_left: Vec<Node>,
    of_right: Vec<Node>,
    /// Whether each account has a contact.
    taken: Vec<bool>,
}

impl Component<'_> {
    /// The records of an edge that can have but one partner.
    fn ends(&self, at: usize) -> impl Iterator<Item = &Node> {
        let (edge, exclusive) = (self.edges[at], self.context.settings.cardinality.exclusive());
        let left = exclusive.left.then(|| &self.of_left[edge.left]);
        left.into_iter().chain(exclusive.right.then(|| &self.of_right[edge.right]))
    }

    /// The edges that share a record with one, itself left out, in their order: only these are looked at, of a crowd the
    /// best, so that what an edge takes does not grow with the component.
    fn beside(&self, at: usize) -> Vec<usize> {
        let edges = self.ends(at).flat_map(Node::looked_at);
        let mut beside: Vec<usize> = edges.copied().filter(|&other| other != at).collect();
        // Two runs that are in order already: the stable sort merges them.
        beside.sort();
        beside
    }

    /// What the component says of one of its edges.
    fn weigh(&self, at: usize, chosen: bool, twins: &mut Twins<'_>) -> Judgement {
        let one = self.members[at];
        let mut share = self.shares[at];
        let undisputed = one.undisputed(self.homes.doubt(at, self.edges[at]));
        let doubted = |share: f64| Probability::of(share.min(1.0) * undisputed / belief::alone(one.among));
        let mut judgement = Judgement {
            candidate: one,
            probability: Probability::default(),
            chosen,
            margin: None,
            rival: None,
            behind: None,
            tie: None,
        };
        if !chosen && one.odds <= 0 {
            judgement.probability = doubted(share);
            return judgement;
        }
        let beside = self.beside(at);
        let crowded = self.ends(at).any(|node| node.crowd.is_some());
        let mut duplicate = Vec::new();
        for &other in &beside {
            let candidate = self.members[other];
            let of_contact = candidate.contact == one.contact;
            // A rival far below takes nothing from the probability, and comparing it is dear.
            if candidate.among < one.among - FAR_BELOW {
                continue;
            }
            let (a, b) = if of_contact { (candidate.account, one.account) } else { (candidate.contact, one.contact) };
            let twin = if crowded { Twin::STRANGERS } else { twins.of(a, b) };
            if twin.indistinguishable && self.exchangeable(at, other) {
                judgement.tie = Some(a);
            }
            if twin.duplicate {
                share += self.shares[other];
                duplicate.push(other);
                continue;
            }
            let has_more = candidate.odds > 0 && candidate.bare >= one.bare + MARGIN_MIN;
            if chosen && has_more && !self.is_at_home(one) {
                judgement.behind = Some(a);
            }
            if judgement.rival.is_none_or(|rival| candidate.among > rival.among) {
                judgement.rival = Some(Rival { record: a, among: candidate.among });
            }
        }
        judgement.probability = doubted(share);
        if chosen && self.context.settings.cardinality == Cardinality::OneToOne {
            judgement.margin = Some(self.margin(at, &beside, &duplicate));
        }
        judgement
    }

    /// Whether a pair has the name and the door in common: it is taken before who has more of the rest.
    fn is_at_home(&self, one: Candidate) -> bool {
        let evidence = score::compare(self.context.profiles, self.context.model, one.contact, one.account);
        evidence.of(Aspect::Name).level == Level::SameWords && evidence.of(Aspect::Address).level == Level::SameDoor
    }

    /// Whether two edges that share a record are as good as each other: where one is chosen, with the record that the other
    /// has instead in the place of the one it has, and whoever holds that in the place of this.
    fn exchangeable(&self, at: usize, other: usize) -> bool {
        let is_chosen = |edge: Edge| self.assigned.get(edge.left) == Some(&Some(edge.right));
        let (one, rival) = (self.wanted[at], self.wanted[other]);
        let (one, rival) = if is_chosen(rival) { (rival, one) } else { (one, rival) };
        let weight = |left: usize, right: usize| {
            self.of_left[left]
                .edges
                .iter()
                .map(|&at| self.wanted[at])
                .find(|edge| edge.right == right)
                .map_or(0, |edge| edge.weight)
        };
        let holder =
            |right: usize| self.of_right[right].edges.iter().map(|&at| self.wanted[at]).find(|&edge| is_chosen(edge));
        let (held, crossed) = if !is_chosen(one) {
            (0, 0)
        } else if rival.left == one.left {
            holder(rival.right).map_or((0, 0), |held| (held.weight, weight(held.left, one.right)))
        } else {
            self.assigned[rival.left].map_or((0, 0), |right| (weight(rival.left, right), weight(one.left, right)))
        };
        rival.weight + crossed == one.weight + held
    }

    /// What forbidding a chosen edge would cost where its duplicates are no way out.
    fn margin(&self, at: usize, beside: &[usize], duplicate: &[usize]) -> i32 {
        let (lefts, rights) = (self.assigned.len(), self.of_right.len());
        let chosen = self.wanted[at];
        let way_out = |other: &usize| duplicate.binary_search(other).is_err();
        if self.wanted.len() > assign::MARGIN_EDGES {
            let rivals = beside.iter().filter(|other| way_out(other)).map(|&other| self.wanted[other]);
            return assign::loss(rivals, self.assigned, &self.taken, chosen);
        }
        let rest: Vec<Edge> = (0..self.wanted.len()).filter(way_out).map(|other| self.wanted[other]).collect();
        if duplicate.is_empty() {
            return assign::margin(lefts, rights, &rest, self.assigned, chosen);
        }
        let (assigned, _) = assign::assign(lefts, rights, &rest);
        if assigned[chosen.left] == Some(chosen.right) {
            assign::margin(lefts, rights, &rest, &assigned, chosen)
        } else {
            0
        }
    }
}
