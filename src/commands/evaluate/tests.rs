//! Small sets whose figures can be checked by hand.

use std::collections::{BTreeMap, BTreeSet};

use crate::commands::evaluate::causes;
use crate::commands::evaluate::clusters::Known;
use crate::commands::evaluate::measure::{self, Pair, Truths};
use crate::commands::evaluate::published::{Grouped, Set, Stated, Unlinked};
use crate::commands::evaluate::truth::{Entities, Entity};
use crate::commands::evaluate::{clusters, truth};
use crate::decide::Cardinality;
use crate::record::Kind;

fn pair(text: &str) -> Pair {
    let (contact, account) = text.split_once(' ').unwrap();
    Pair { contact: contact.into(), kind: Kind::Customer, account: account.into() }
}

fn truths(pairs: &[&str], cardinality: Cardinality) -> Truths {
    Truths::new(pairs.iter().map(|text| pair(text)).collect(), cardinality)
}

#[test]
fn recall_is_told_of_all_pairs_and_of_those_that_are_possible() {
    // The firm of customer 1 stands twice among the contacts: a and b.
    let truths = truths(&["a 1", "b 1", "c 2"], Cardinality::OneToOne);
    let links = ["a 1", "c 9"].map(pair);
    let score = truths.score(links.iter().map(|link| truths.of(link)), Some(Kind::Customer));
    assert_eq!((score.pairs, score.right, score.wrong, score.true_pairs, score.possible), (2, 1, 1, 3, 2));
    assert_eq!((score.precision, score.recall, score.f1), (Some(0.5), Some(0.333_333), Some(0.4)));
    assert_eq!((score.recall_of_possible, score.f1_of_possible), (Some(0.5), Some(0.5)));
    let none = truths.score([].into_iter(), Some(Kind::Vendor));
    assert_eq!((none.precision, none.recall, none.f1), (None, None, None));
}

#[test]
fn what_is_possible_hangs_on_the_cardinality() {
    // One firm with two contacts and two customers, one with three contacts and one customer.
    let pairs = ["a 1", "a 2", "b 2", "b 1", "c 3", "d 3", "e 3"];
    for (cardinality, possible) in [
        (Cardinality::OneToOne, 3),
        (Cardinality::OneAccountPerContact, 5),
        (Cardinality::OneContactPerAccount, 3),
        (Cardinality::ManyToMany, 7),
    ] {
        let score = truths(&pairs, cardinality).score([].into_iter(), None);
        assert_eq!((score.true_pairs, score.possible), (7, possible), "{cardinality:?}");
    }
}

#[test]
fn both_duplicates_in_review_are_right_but_only_one_is_possible() {
    let truths = truths(&["a 1", "b 1"], Cardinality::OneToOne);
    let score = truths.score(["a 1", "b 1"].iter().map(|text| truths.of(&pair(text))), None);
    assert_eq!((score.right, score.recall, score.recall_of_possible), (2, Some(1.0), Some(1.0)));
}

#[test]
fn the_sweep_finds_the_threshold_of_the_best_f1() {
    let truths = truths(&["a 1", "b 2"], Cardinality::ManyToMany);
    let stated = [("a 1", 0.9), ("b 9", 0.8), ("b 2", 0.6), ("c 9", 0.4)];
    let stated = stated.iter().map(|(text, probability)| (*probability, truths.of(&pair(text)))).collect();
    let sweep = measure::sweep(stated, &truths);
    let best = sweep.best.unwrap();
    assert_eq!((best.threshold, best.score.pairs, best.score.right, best.score.f1), (0.6, 3, 2, Some(0.8)));
    for (threshold, pairs, f1) in [(0.5, 3, Some(0.8)), (0.7, 2, Some(0.5)), (0.9, 1, Some(0.666_667)), (0.95, 0, None)]
    {
        let step = sweep.steps.iter().find(|step| step.threshold == threshold).unwrap();
        assert_eq!((step.score.pairs, step.score.f1), (pairs, f1), "{threshold}");
    }
}

#[test]
fn a_band_shows_stated_probability_beside_the_share_right() {
    let bands = measure::reliability(&[(0.9, true), (0.92, false), (1.0, true), (0.95, true)]);
    let shown: Vec<_> = bands.iter().map(|band| (band.from, band.to, band.pairs, band.stated, band.right)).collect();
    assert_eq!(shown, [(0.9, 0.95, 2, 0.91, 0.5), (0.95, 0.99, 1, 0.95, 1.0), (0.999, 1.0, 1, 1.0, 1.0)]);
}

#[test]
fn an_interval_is_wilsons() {
    // The figures of the published formula with z = 1.959964.
    for (part, whole, low, high) in [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)] {
        let (from, to) = measure::wilson(part, whole).unwrap();
        assert!((from - low).abs() < 1e-4 && (to - high).abs() < 1e-4, "{part} of {whole}: {from} to {to}");
    }
    assert_eq!(measure::wilson(0, 0), None);
}

/// A one-to-one run: contacts a to h, customers 1 to 9.
fn set() -> Set {
    let stated = |text: &str, status: &str, reason: &str| Stated {
        pair: pair(text),
        status: status.into(),
        probability: 0.9,
        reason: reason.into(),
    };
    let unlinked = |table: Kind, no: &str, reason: &str| Unlinked {
        table,
        no: no.into(),
        target: if table == Kind::Contact { Kind::Customer } else { Kind::Contact },
        reason: reason.into(),
    };
    let contact = |no: &str, reason: &str| unlinked(Kind::Contact, no, reason);
    let contacts = [
        contact("b", "duplicate of a"),
        contact("d", "in review"),
        contact("e", "no candidate"),
        contact("f", "below review"),
        contact("g", "follows company"),
    ];
    let customers = ["4", "5", "6", "7"].map(|no| unlinked(Kind::Customer, no, "no candidate"));
    Set {
        linked: Some(vec![stated("a 1", "linked", ""), stated("c 9", "linked", "")]),
        review: vec![stated("d 4", "review", "tie: nothing tells it apart from 8")],
        unlinked: contacts.into_iter().chain(customers).collect(),
        ..Set::default()
    }
}

#[test]
fn every_missed_pair_has_its_cause() {
    let truths = truths(&["a 1", "b 1", "c 3", "c 4", "d 4", "e 5", "f 6", "g 7", "z 6"], Cardinality::OneToOne);
    let compared = |pair: &Pair| Some(pair.contact != "e");
    let check = |met: &dyn Fn(&Pair) -> Option<bool>, expected: &[(&str, &str)]| {
        let cases = causes::missed(&set(), &truths, met);
        let found: Vec<(String, &str)> =
            cases.iter().map(|case| (format!("{} {}", case.contact, case.account), &*case.cause)).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(pair, cause)| (&**pair, *cause)).collect();
        assert_eq!(found, expected);
    };
    let same = |e: &'static str, f: &'static str| {
        [
            ("b 1", "beyond the cardinality: a duplicate of one side holds the link"),
            ("c 3", "not in the run: a rejected row, or no such number"),
            ("c 4", "lost in assignment: one side is linked to another"),
            ("d 4", "in review: tie"),
            ("e 5", e),
            ("f 6", f),
            ("g 7", "never linked: follows company"),
            ("z 6", "not in the run: a rejected row, or no such number"),
        ]
    };
    check(&compared, &same("never compared", "below review"));
    check(&|_| None, &same("never compared or below review", "never compared or below review"));
}

#[test]
fn a_wrong_link_is_of_siblings_or_of_strangers() {
    let entity = |entity: &str, kind: &str, group: &str| Entity {
        entity: entity.into(),
        kind: kind.into(),
        group: group.into(),
    };
    let entities: Entities = [
        ((Kind::Contact, "a"), entity("1", "chain", "C1")),
        ((Kind::Customer, "2"), entity("2", "chain", "C1")),
        ((Kind::Contact, "b"), entity("3", "twin", "T1")),
        ((Kind::Customer, "4"), entity("4", "twin", "T1")),
        ((Kind::Customer, "5"), entity("5", "single", "")),
    ]
    .into_iter()
    .map(|((kind, no), entity)| ((kind, no.to_owned()), entity))
    .collect();
    let truths = truths(&["a 1"], Cardinality::OneToOne);
    let links = ["a 1", "a 2", "b 4", "b 5", "c 5"].map(pair);
    let causes = |entities| {
        let cases = causes::wrong(links.iter(), &truths, entities);
        cases.into_iter().map(|case| case.cause).collect::<Vec<_>>()
    };
    let of_entities = ["branches of one chain", "namesakes", "strangers", "one of the two is not in the entities"];
    assert_eq!(causes(Some(&entities)), of_entities);
    let none = "the contact has no account there";
    assert_eq!(causes(None), ["the contact has another account there", none, none, none]);
}

#[test]
fn clusters_are_measured_by_pairs_and_as_wholes() {
    let found = BTreeMap::from([("a", "X"), ("b", "X"), ("c", "X"), ("d", "Y"), ("e", "Y"), ("h", "Z"), ("i", "Z")]);
    let truth = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2"), ("f", "3"), ("g", "3"), ("h", "4"), ("i", "4")];
    let truth = truth.iter().map(|(no, cluster)| ((*no).to_owned(), (*cluster).to_owned())).collect();
    let set = Set::default();
    let unknown = Known::of(&set, Kind::Contact, &|_, _| None);
    let measured = clusters::measure(Kind::Contact, &found, &truth, &unknown, None);
    let score = measured.score;
    assert_eq!((score.pairs, score.right, score.true_pairs), (5, 2, 4));
    assert_eq!((score.precision, score.recall, score.f1), (Some(0.4), Some(0.5), Some(0.444_444)));
    assert_eq!((measured.clusters, measured.true_clusters, measured.exact), (3, 4, 1));
    assert_eq!((measured.mixed, measured.split), (2, 2));
    let apart = ["both in clusters, but in different ones", "one of the two is in no cluster"];
    assert_eq!(measured.missed, BTreeMap::from(apart.map(|cause| (cause.to_owned(), 1))));

    let review = |kind, a: &str, b: &str| Stated {
        pair: Pair { contact: a.to_owned(), kind, account: b.to_owned() },
        status: "review".to_owned(),
        probability: 0.9,
        reason: "contradiction: another date of birth".to_owned(),
    };
    // The review of another table is about other records.
    let set = Set { review: vec![review(Kind::Contact, "g", "f"), review(Kind::Vendor, "c", "d")], ..Set::default() };
    let known = Known::of(&set, Kind::Contact, &|a, b| Some((a, b) != ("c", "d")));
    let measured = clusters::measure(Kind::Contact, &found, &truth, &known, None);
    let causes = ["in review: contradiction", "never compared"];
    assert_eq!(measured.missed, BTreeMap::from(causes.map(|cause| (cause.to_owned(), 1))));
}

#[test]
fn an_entities_file_is_read_by_its_captions() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("entities.csv");
    std::fs::write(&path, "table;no;entity;kind;group\ncontacts;C1;01;chain;G\nbank;b1;2;;\n").unwrap();
    let entities = truth::entities(&path).unwrap();
    assert_eq!(entities[&(Kind::Contact, "C1".to_owned())].entity, "01");
    assert!(entities.contains_key(&(Kind::BankAccount, "B1".to_owned())) && entities.len() == 2);
    std::fs::write(&path, "table,no,entity\nitem,1,1\n").unwrap();
    assert!(truth::entities(&path).unwrap_err().what.contains("`item` is no table"));
}

#[test]
fn pairs_of_one_firm_are_one_group_in_any_order() {
    let all = ["a 1", "b 2", "a 2", "c 3"];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 0, 3]] {
        let pairs: BTreeSet<Pair> = order.iter().map(|&at| pair(all[at])).collect();
        let truths = Truths::new(pairs, Cardinality::OneToOne);
        assert_eq!(truths.of(&pair("a 1")), truths.of(&pair("b 2")));
        assert_ne!(truths.of(&pair("a 1")), truths.of(&pair("c 3")));
    }
}

/// A truth that is broken gives no figures; what only looks so is one.
#[test]
fn a_quote_astray_and_a_cell_too_many_are_told_with_their_line() {
    let read = |text: &str| {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        truth::read(&path)
    };
    let captions = "contact_no,account_type,account_no";
    for (rows, line) in [
        ("C1,customer,\"K1\nC2,customer,K2\n", 2),
        ("C1,customer,K1\nC2,customer,\"K2\nC3,customer,K3\"\n", 3),
        ("C1,customer,K1\n\nC2,,customer,K2\n", 4),
    ] {
        for end in ["\n", "\r\n"] {
            let error = read(&format!("{captions}\n{rows}").replace('\n', end)).unwrap_err();
            assert_eq!(error.line, Some(line), "{rows:?} {end:?}");
        }
    }
    let rows = "C1,customer,\"K1\",\"two\nlines\"\nC2,customer,K2,,\nC3,customer,K3\n";
    let found = read(&format!("{captions},note\n{rows}")).unwrap();
    assert!(matches!(found, truth::Truth::Links { pairs, passed: 0 } if pairs.len() == 3));
}

/// A set of duplicates among the contacts: number, cluster, probability; and pairs in review.
fn duplicates(grouped: &[(&str, &str, f64)], reviews: &[(&str, &str, f64)]) -> Set {
    let grouped = grouped.iter().map(|&(no, cluster, probability)| Grouped {
        table: Kind::Contact,
        no: no.to_owned(),
        cluster: cluster.to_owned(),
        probability,
    });
    let review = reviews.iter().map(|&(contact, account, probability)| Stated {
        pair: Pair { contact: contact.to_owned(), kind: Kind::Contact, account: account.to_owned() },
        status: "review".to_owned(),
        probability,
        reason: String::new(),
    });
    Set { duplicates: Some(grouped.collect()), review: review.collect(), ..Set::default() }
}

#[test]
fn the_sweep_of_clusters_counts_each_pair_from_the_lesser_of_its_two() {
    // In X the pairs ab .9, ac bc .6, of which ab is true; in Y de .8; in review cd, and ba once more.
    let grouped = [("a", "X", 0.95), ("b", "X", 0.9), ("c", "X", 0.6), ("d", "Y", 0.8), ("e", "Y", 0.99)];
    let set = duplicates(&grouped, &[("d", "c", 0.55), ("b", "a", 0.51)]);
    let truth = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2"), ("e", "3"), ("f", "3")];
    let truth = truth.map(|(no, cluster)| (no.to_owned(), cluster.to_owned())).into();
    let sweep = clusters::sweep(Kind::Contact, &set, &truth);
    for (threshold, pairs, right) in [(0.5, 5, 2), (0.6, 4, 1), (0.7, 2, 1), (0.85, 1, 1), (0.95, 0, 0)] {
        let step = sweep.steps.iter().find(|step| step.threshold == threshold).unwrap().score;
        assert_eq!((step.pairs, step.right, step.true_pairs, step.possible), (pairs, right, 3, 3), "{threshold}");
    }
    let best = sweep.best.unwrap();
    assert_eq!((best.threshold, best.score.f1), (0.9, Some(0.5)));
}

/// A wrong column named as the cluster makes one cluster of all rows: their pairs are far too many to write out.
#[test]
fn a_cluster_of_very_many_is_counted() {
    let numbers: Vec<String> = (0..20_000).map(|no| format!("C{no:05}")).collect();
    let grouped: Vec<_> = numbers.iter().enumerate().map(|(at, no)| (&**no, ["X", "Y"][at % 2], 0.99)).collect();
    let set = duplicates(&grouped, &[]);
    let truth = numbers.iter().map(|no| (no.clone(), "1".to_owned())).collect();
    let best = clusters::sweep(Kind::Contact, &set, &truth).best.unwrap().score;
    let (half, all) = (10_000 * 9_999 / 2, 20_000 * 19_999 / 2);
    assert_eq!((best.pairs, best.right, best.true_pairs), (2 * half, 2 * half, all));
    let found = grouped.iter().map(|&(no, cluster, _)| (no, cluster)).collect();
    let unknown = Known::of(&set, Kind::Contact, &|_, _| None);
    let measured = clusters::measure(Kind::Contact, &found, &truth, &unknown, None);
    let missed = BTreeMap::from([("in a true cluster of very many".to_owned(), all - 2 * half)]);
    assert_eq!((measured.score.right, measured.missed), (2 * half, missed));
}
