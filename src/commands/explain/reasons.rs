//! The reasons around a pair: what became of it, why two records never met, and what rivals them.

use crate::clean::{RecordIx, Standing};
use crate::commands::explain::{Difference, Judged, Rival, Scene, Verdict, bits};
use crate::decide::Link;
use crate::pair;
use crate::record::Kind;
use crate::score::{Aspect, Evidence, Probability, Scored};

/// What the run made of the pair, in a sentence.
pub(super) fn outcome(scene: &Scene<'_>, left: RecordIx, right: RecordIx) -> String {
    let reviews = match scene.verdict {
        Verdict::Links(decisions) => &decisions.reviews,
        Verdict::Clusters(_, clusters) => &clusters.reviews,
    };
    let review = reviews.iter().find(|review| is(scene, &review.pair, left, right));
    let review = review.map(|review| format!("in review: {}", review.reason));
    match scene.verdict {
        Verdict::Links(decisions) => {
            let link = decisions.links.iter().find(|link| is(scene, &link.pair, left, right));
            link.map(|link| link.status.word().to_owned()).or(review).unwrap_or_else(|| {
                let other = decisions.links.iter().map(|link| elsewhere(scene, link, left, right));
                other.flatten().next().unwrap_or_else(|| unlinked(scene, left, right))
            })
        }
        Verdict::Clusters(_, clusters) => {
            let of = |record| {
                let (_, row) = scene.profiles.place_of(record);
                clusters.duplicates.iter().find(|one| one.row == row)
            };
            match (of(left), of(right)) {
                (Some(a), Some(b)) if a.cluster == b.cluster => format!("duplicates, in cluster {}", a.cluster),
                _ => review.unwrap_or_else(|| "not duplicates".to_owned()),
            }
        }
    }
}

/// Whether a judged pair is this one.
fn is(scene: &Scene<'_>, pair: &Judged, left: RecordIx, right: RecordIx) -> bool {
    let of_left = scene.profiles.place_of(left).0;
    let ends = (scene.profiles.record(of_left, pair.contact), scene.profiles.record(pair.kind, pair.account));
    ends == (left, right) || ends == (right, left)
}

/// Where a link takes one of the two away from the other.
fn elsewhere(scene: &Scene<'_>, link: &Link, left: RecordIx, right: RecordIx) -> Option<String> {
    let contact = scene.profiles.record(Kind::Contact, link.pair.contact);
    let account = scene.profiles.record(link.pair.kind, link.pair.account);
    let same_kind = scene.profiles.place_of(right).0 == link.pair.kind;
    ((contact == left) != (account == right) && same_kind)
        .then(|| format!("not linked: {} is linked to {}", scene.named(contact), scene.named(account)))
}

fn unlinked(scene: &Scene<'_>, left: RecordIx, right: RecordIx) -> String {
    let Verdict::Links(decisions) = scene.verdict else { return String::new() };
    let ((table, row), (target, _)) = (scene.profiles.place_of(left), scene.profiles.place_of(right));
    let reason = decisions.unlinked.iter().find(|one| (one.table, one.row, one.target) == (table, row, target));
    match reason.map(|one| one.why) {
        None => "not linked".to_owned(),
        Some(why) => {
            let other = why.other().map(|row| format!(" {}", scene.named(scene.profiles.record(table, row))));
            format!("not linked: {}{}", why.words(), other.unwrap_or_default())
        }
    }
}

/// The probability the run gave the pair, where it judged it.
pub(super) fn probability(scene: &Scene<'_>, left: RecordIx, right: RecordIx) -> Option<Probability> {
    let judged: Vec<&Judged> = match scene.verdict {
        Verdict::Links(decisions) => {
            let links = decisions.links.iter().map(|link| &link.pair);
            links.chain(decisions.reviews.iter().map(|review| &review.pair)).collect()
        }
        Verdict::Clusters(_, clusters) => clusters.reviews.iter().map(|review| &review.pair).collect(),
    };
    judged.into_iter().find(|pair| is(scene, pair, left, right)).map(|pair| pair.probability)
}

/// Why two records were never compared.
pub(super) fn never_met(scene: &Scene<'_>, left: RecordIx, right: RecordIx) -> String {
    for record in [left, right] {
        let why = match scene.profiles.get(record).standing {
            Standing::Free => continue,
            Standing::FollowsCompany if scene.sides.same => continue,
            Standing::FollowsCompany => "follows its company",
            Standing::PrivacyBlocked => "is blocked for privacy",
        };
        return format!("{} {why}, and takes no part", scene.named(record));
    }
    let shared = pair::shared(scene.profiles, &scene.sides, left, right);
    if shared.is_empty() {
        return "no key has a value that both have".to_owned();
    }
    let over = |key: &str| scene.candidates.keys.iter().any(|one| one.key == key && one.over_budget > 0);
    if shared.iter().all(|one| over(one.key.word())) {
        let told = shared.iter().map(|one| format!("{} ({} x {} records)", one.key.word(), one.left, one.right));
        let told: Vec<String> = told.collect();
        return format!("what they share too many share: {}", told.join(", "));
    }
    let words: Vec<&str> = shared.iter().map(|one| one.key.word()).collect();
    let words = words.join(", ");
    if scene.candidates.is_too_little(left, right, &shared) {
        return format!("all they share is {words}, and other values that both have differ");
    }
    format!("they share {words}, but {} shares more with others", scene.named(left))
}

/// The best other candidate of either record; of two duplicates those of their cluster are none.
pub(super) fn rival(scene: &Scene<'_>, left: RecordIx, right: RecordIx, evidence: &Evidence) -> Option<Rival> {
    let kind = scene.profiles.place_of(right).0;
    let shares = |one: &Scored| {
        let ends = [one.left, one.right];
        (ends.contains(&left) != ends.contains(&right)) && scene.profiles.of(kind).contains(&one.right)
    };
    let together = |one: &Scored| match scene.verdict {
        Verdict::Links(_) => false,
        Verdict::Clusters(kind, clusters) => {
            let cluster = |record: RecordIx| {
                let row = record - scene.profiles.of(kind).start;
                clusters.duplicates.iter().find(|one| one.row == row).map(|one| &one.cluster)
            };
            cluster(one.left).is_some() && cluster(one.left) == cluster(one.right)
        }
    };
    let best = scene
        .scored
        .iter()
        .filter(|one| shares(one) && !together(one))
        .max_by_key(|one| (one.weighed.odds(scene.prior), std::cmp::Reverse((one.left, one.right))))?;
    let found = scene.evidence(best.left, best.right);
    let behind = evidence.weight().0 - found.weight().0;
    let mut by: Vec<(i32, Difference)> = Aspect::ALL
        .into_iter()
        .map(|aspect| {
            let (rival, here) = (found.of(aspect), evidence.of(aspect));
            let of = |finding: crate::score::Finding| (finding.level.word(), bits(finding.bits.0));
            (here.bits.0 - rival.bits.0, Difference { aspect: aspect.word(), rival: of(rival), here: of(here) })
        })
        // Only what speaks the way the whole does: for this pair, or for the one ahead of it.
        .filter(|(gap, _)| *gap != 0 && (*gap > 0) == (behind >= 0))
        .collect();
    by.sort_by_key(|(gap, _)| std::cmp::Reverse(gap.abs()));
    let ends = if [left, right].contains(&best.left) { [best.left, best.right] } else { [best.right, best.left] };
    Some(Rival {
        pair: ends.map(|record| scene.named(record)),
        bits: bits(scene.prior.found.0 + found.weight().0),
        behind: bits(behind),
        by: by.into_iter().map(|(_, difference)| difference).collect(),
    })
}
