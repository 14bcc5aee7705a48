//! Given names: which words are one, and which are short forms of one another.
//!
//! The lists are `data/given_names.tsv` and `data/nicknames.tsv`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

struct Given {
    names: FxHashSet<&'static str>,
    /// The groups a name belongs to, by row of the list, and the full name of the first.
    groups: FxHashMap<&'static str, (&'static str, Vec<u16>)>,
}

static GIVEN: LazyLock<Given> = LazyLock::new(|| {
    let mut given = Given { names: FxHashSet::default(), groups: FxHashMap::default() };
    for line in include_str!("../data/given_names.tsv").lines().filter(|line| !line.starts_with('#')) {
        given.names.extend(line.split(' ').skip(1));
    }
    for (row, line) in include_str!("../data/nicknames.tsv").lines().filter(|line| !line.starts_with('#')).enumerate() {
        let mut columns = line.split('\t').skip(1);
        let (Some(full), Some(short)) = (columns.next(), columns.next()) else { continue };
        for name in short.split(';').chain([full]) {
            let entry = given.groups.entry(name).or_insert_with(|| (full, Vec::new()));
            entry.1.push(u16::try_from(row).unwrap_or(u16::MAX));
            given.names.insert(name);
        }
    }
    // A full name stands for itself, though it may be a short form of another in a row before.
    for line in include_str!("../data/nicknames.tsv").lines().filter(|line| !line.starts_with('#')) {
        if let Some(full) = line.split('\t').nth(1)
            && let Some(entry) = given.groups.get_mut(full)
        {
            entry.0 = full;
        }
    }
    given
});

/// The full name of the first group that a given name is in (`jaap` is `jacobus`); itself when it is in none.
pub fn nickname(given: &str) -> &str {
    GIVEN.groups.get(given).map_or(given, |(full, _)| full)
}

/// Whether two given names are forms of one: they share a group.
pub fn related(a: &str, b: &str) -> bool {
    match (GIVEN.groups.get(a), GIVEN.groups.get(b)) {
        (Some((_, a)), Some((_, b))) => a.iter().any(|group| b.contains(group)),
        _ => false,
    }
}

/// Whether a word is a common given name or a short form of one.
pub fn is_given(word: &str) -> bool {
    word.len() > 1 && GIVEN.names.contains(word)
}
