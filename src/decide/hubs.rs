//! Hubs: accounts of two tables that are linked to one contact.
//!
//! Each table is decided by itself, while what hangs on one contact is merged as one firm: a customer and a vendor that are
//! two cannot both belong to it. Of links that this run has found the weaker goes to a person. Neither says any more that
//! one firm is meant, so that the number of the one is not filled in the other by way of the contact.

use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::RecordIx;
use crate::decide::{Context, Judged, Link, Linkage, Review, Status, Unlinked, Why, seen};
use crate::record::Kind;
use crate::score::{self, Aspect, Naming};

/// Parts customers and vendors of one contact that are two firms.
pub(super) fn part(context: Context<'_>, linkage: &mut Linkage) {
    // The account that the contact of a link keeps instead.
    let mut kept: FxHashMap<usize, RecordIx> = FxHashMap::default();
    for (one, other) in hubs(context, &linkage.links) {
        let strength = |at: usize| {
            let Link { status, pair, .. } = &linkage.links[at];
            (*status != Status::Linked, pair.bits, Reverse(pair.kind))
        };
        let (weaker, stronger) = if strength(one) < strength(other) { (one, other) } else { (other, one) };
        // Which of the two firms the contact is, nobody has said.
        [weaker, stronger].into_iter().for_each(|at| linkage.links[at].pair.one_firm = false);
        if linkage.links[weaker].status == Status::Linked {
            kept.entry(weaker).or_insert(account(context, &linkage.links[stronger]));
        }
    }
    if kept.is_empty() {
        return;
    }
    let (parted, links): (Vec<_>, Vec<_>) =
        std::mem::take(&mut linkage.links).into_iter().enumerate().partition(|(at, _)| kept.contains_key(at));
    linkage.links = links.into_iter().map(|(_, link)| link).collect();
    let ends = |pair: &Judged| [(Kind::Contact, pair.contact, pair.kind), (pair.kind, pair.account, Kind::Contact)];
    let linked: FxHashSet<(Kind, u32, Kind)> = linkage.links.iter().flat_map(|link| ends(&link.pair)).collect();
    for (at, Link { pair, .. }) in parted {
        let [contact, account] = ends(&pair);
        for ((table, row, target), (_, best, _)) in [(contact, account), (account, contact)] {
            if !linked.contains(&(table, row, target)) {
                let best = Some((best, pair.probability));
                linkage.unlinked.push(Unlinked { table, row, target, why: Why::InReview, best });
            }
        }
        let other = kept[&at];
        let (table, no) = (context.profiles.place_of(other).0.word(), context.no(other));
        let reason = format!("two firms: {table} {no} has this contact as well, and is another one").into();
        let record = |(table, row, _): (Kind, u32, Kind)| context.profiles.record(table, row);
        let seen = seen(context.profiles, record(contact), record(account));
        linkage.reviews.push(Review { pair, reason, seen });
    }
}

/// The record of the account of a link.
fn account(context: Context<'_>, link: &Link) -> RecordIx {
    context.profiles.record(link.pair.kind, link.pair.account)
}

/// The pairs of links, by position, of one contact with a customer and a vendor that are two firms.
fn hubs(context: Context<'_>, links: &[Link]) -> Vec<(usize, usize)> {
    let sides = |kind: Kind| {
        let of_kind = links.iter().enumerate().filter(move |(_, link)| link.pair.kind == kind && !link.doubted);
        let mut sides: Vec<(u32, usize)> = of_kind.map(|(at, link)| (link.pair.contact, at)).collect();
        sides.sort_unstable();
        sides
    };
    let (customers, vendors) = (sides(Kind::Customer), sides(Kind::Vendor));
    let both = customers.par_iter().flat_map_iter(|&(contact, customer)| {
        let start = vendors.partition_point(|&(other, _)| other < contact);
        let same = vendors[start..].iter().take_while(move |&&(other, _)| other == contact);
        same.map(move |&(_, vendor)| (customer, vendor))
    });
    let pair = |at: usize| account(context, &links[at]);
    both.filter(|&(one, other)| are_two(context, pair(one), pair(other))).collect()
}

/// Whether two accounts are two firms: something contradicts, or their names exclude each other where no number agrees.
fn are_two(context: Context<'_>, one: RecordIx, other: RecordIx) -> bool {
    let evidence = score::compare(context.profiles, context.model, one, other);
    let numbered = evidence.of(Aspect::TaxId).bits.0 > 0;
    evidence.contradiction || evidence.naming == Naming::Two && !numbered
}
