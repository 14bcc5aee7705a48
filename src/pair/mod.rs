//! Profiles to candidate pairs: two records meet when they agree on a key that is rare enough.
//!
//! Each [`Key`] is a reason to look at two records together (blocking). A value of a key brings as many pairs as the
//! product of the records that have it on either side, so each key has a budget of pairs: its values are taken from the
//! rarest up until the budget is spent, values of one size together or not at all. Strong keys (identifiers, phone,
//! mail, domain, the same words) are lossless below a product that only shared values reach; what is above meets again
//! under the value *and* a word of the name. Common words never bring two records together alone. Beyond small tables two
//! that meet under one word that others have too, or one place, are not compared where two other kinds of values that both
//! have are not the same.

mod join;
mod keys;
mod thin;

use serde::{Deserialize, Serialize};

use crate::clean::{Profiles, RecordIx};
use crate::stage::{Progress, Stage};

pub use keys::Key;

use keys::{BothSides, Lacking};
use thin::Kinds;

/// `[pair]` of the job file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The most candidates kept for a contact, or for each record of one table; those that share as much as the last one
    /// kept are kept too.
    pub per_contact: u32,
    /// Keys to do without: to measure what each of them adds. Nothing a job can say.
    #[serde(skip)]
    pub left_out: Vec<Key>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { per_contact: 25, left_out: Vec::new() }
    }
}

/// The least budget of a key: in a small table every pair is cheap.
const FLOOR: u64 = 20_000;

/// Two records that met, and under which keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The contact; when deduplicating, the earlier record.
    pub left: RecordIx,
    /// The account; when deduplicating, the later record.
    pub right: RecordIx,
    /// The keys, a bit each by their position in [`Key::ALL`].
    pub keys: u32,
    /// How rare what they share is, in tenths of a bit: orders the candidates of a record, and nothing else.
    pub rarity: u16,
}

impl Pair {
    /// The keys under which the two met.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        Key::ALL.iter().copied().filter(move |key| self.keys & key.bit() != 0)
    }
}

/// What a key did in this run, for the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyStatement {
    /// The key.
    pub key: &'static str,
    /// The most pairs a value would bring for which every value both sides share was used; none where the key promises none.
    pub lossless_below: Option<u64>,
    /// The values both sides share.
    pub values: u64,
    /// Those that were over budget and brought no pair.
    pub over_budget: u64,
    /// Under which key the records of those meet again.
    pub met_again_under: Option<&'static str>,
    /// The pairs it brought, those that other keys brought too included.
    pub pairs: u64,
    /// Those of them that were left out because their contact, or both records of one table, had more than `per_contact`.
    pub cut: u64,
    /// Those of them that were left out because they share no more, and not two other kinds of values that both have.
    pub thin: u64,
}

/// The product of this stage.
#[derive(Debug, Default)]
pub struct Candidates {
    /// Sorted by left and right record, each pair once.
    pub pairs: Vec<Pair>,
    /// What each key did.
    pub keys: Vec<KeyStatement>,
    /// How many pairs there are.
    pub kept: u64,
    /// Pairs that were left out because they share one word or place, and not two other kinds of values that both have.
    pub thin: u64,
    /// Pairs that were left out because their contact, or both records of one table, had more than `per_contact`.
    pub cut: u64,
    /// How many records had pairs left out.
    pub records_cut: u64,
    kinds: Kinds,
}

impl Candidates {
    /// Whether what two records have in common is words and places alone, while other kinds of values that both have differ:
    /// too little to compare them, where it brings them together under one key.
    pub fn is_too_little(&self, left: RecordIx, right: RecordIx, shared: &[Shared]) -> bool {
        let keys = shared.iter().fold(0, |keys, one| keys | one.key.bit());
        self.kinds.is_weak(&Pair { left, right, keys, rarity: 0 })
    }
}

/// Which records are held against which.
#[derive(Debug, Clone)]
pub struct Sides {
    /// Contacts, or the records of the one table.
    pub left: Vec<RecordIx>,
    /// Accounts, or the same records again.
    pub right: Vec<RecordIx>,
    /// Whether both are the same table: each two records meet once, none meets itself.
    pub same: bool,
}

/// Finds the candidate pairs.
pub fn pair(profiles: &Profiles, sides: &Sides, settings: &Settings, progress: &dyn Progress) -> Candidates {
    progress.begin(Stage::Pair, Key::ALL.len() as u64, "keys");
    let mut candidates = Candidates::default();
    let mut met = Vec::new();
    let lacking = Lacking::of(profiles, sides);
    let mut kinds = Kinds::of(profiles, sides, settings.per_contact);
    for &key in Key::ALL.iter().filter(|key| !settings.left_out.contains(key)) {
        let both = if is_wanted(key, lacking.places, &candidates.keys) {
            keys::both_sides(profiles, sides, key)
        } else {
            BothSides::default()
        };
        let (of_key, statement) =
            join::join(&both, (key, key.budget(lacking)), sides, settings.per_contact, &mut kinds);
        candidates.keys.push(statement);
        met.push(of_key);
        progress.advance(1);
    }
    let gathered = join::gather(met, settings.per_contact, &kinds);
    let gathered = if sides.same { gathered.of_one_table() } else { gathered };
    let used = Key::ALL.iter().filter(|key| !settings.left_out.contains(key));
    for (statement, &key) in candidates.keys.iter_mut().zip(used) {
        statement.pairs = gathered.brought[key as usize];
        statement.cut = gathered.cut_of[key as usize];
        statement.thin = gathered.thin_of[key as usize];
    }
    candidates.kept = gathered.pairs.len() as u64;
    candidates.pairs = gathered.pairs;
    candidates.thin = gathered.thin_of.iter().sum();
    candidates.cut = gathered.cut;
    candidates.records_cut = gathered.records_cut;
    candidates.kinds = kinds;
    progress.end();
    candidates
}

/// Whether a key can bring records together that have not met, given what the keys before it did: a value and a word
/// together do so only where some values were over budget by themselves, two words that need not be equal only where there
/// is no place.
fn is_wanted(key: Key, placeless: bool, done: &[KeyStatement]) -> bool {
    if key == Key::WordAndAkin {
        return placeless;
    }
    let all_met = |of: &Key| done.iter().any(|done| done.key == of.word() && done.over_budget == 0);
    !key.is_refinement() || !Key::ALL.iter().filter(|of| of.met_again_under() == Some(key)).all(all_met)
}

/// A key of which two records have a value in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The key.
    pub key: Key,
    /// How many records of the left side have the value.
    pub left: u64,
    /// How many of the right side.
    pub right: u64,
}

/// The keys of which two records have a value in common, whether it is within budget or not; of several values that
/// which fewest have.
pub fn shared(profiles: &Profiles, sides: &Sides, left: RecordIx, right: RecordIx) -> Vec<Shared> {
    let two = Sides { left: vec![left], right: vec![right], same: false };
    let mut found = Vec::new();
    let lacking = Lacking::of(profiles, sides);
    for &key in Key::ALL.iter().filter(|&&key| lacking.places || key != Key::WordAndAkin) {
        let of_two = keys::both_sides(profiles, &two, key);
        if of_two.shared.is_empty() {
            continue;
        }
        let of_all = keys::both_sides(profiles, sides, key);
        let count =
            |keyed: &[keys::Keyed], value: u64| keyed.iter().filter(|(other, _)| *other == value).count() as u64;
        let counts = of_two.shared.iter().map(|value| {
            let (mine, other) = (of_two.left[value.left.start].0, of_two.right[value.right.start].0);
            (count(&of_all.left, mine), count(&of_all.right, other))
        });
        let rarest = counts.min_by_key(|(left, right)| left * right);
        found.extend(rarest.map(|(left, right)| Shared { key, left, right }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_and_a_word_are_a_key_only_where_the_value_alone_was_over_budget() {
        let did = |key: Key, over_budget| KeyStatement {
            key: key.word(),
            lossless_below: None,
            values: 9,
            over_budget,
            met_again_under: None,
            pairs: 9,
            cut: 0,
            thin: 0,
        };
        let (mail, domain) = (Key::Mail, Key::Domain);
        for (done, wanted) in [
            (vec![did(mail, 0), did(domain, 0)], false),
            (vec![did(mail, 0), did(domain, 1)], true),
            (vec![did(mail, 2), did(domain, 0)], true),
            // A key that is left out has met nothing.
            (vec![did(domain, 0)], true),
        ] {
            assert_eq!(is_wanted(Key::DomainAndWord, false, &done), wanted, "{done:?}");
            assert!(is_wanted(Key::WordAndPostCode, false, &done));
        }
    }
}
