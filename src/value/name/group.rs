//! Words by which the companies of one group are told apart: `data/group_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::value::name::parse;

/// The canonical texts of the listed words, as they come out of [`parse`].
static GROUP_WORDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../data/group_words.tsv").lines().filter(|line| !line.starts_with('#'));
    let canonical = |line: &str| parse(line, "").and_then(|name| name.words.into_iter().next()).map(|word| word.text);
    lines.filter_map(canonical).collect()
});

/// Whether a word, as it comes out of [`parse`], is one by which the companies of one group are told apart.
pub fn is_group_word(word: &str) -> bool {
    GROUP_WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holding_tells_companies_apart_and_bakery_does_not() {
        let word = |text: &str| parse(text, "").unwrap().words[0].text.clone();
        for text in ["Holding", "Vastgoed", "Logistics", "Beheer", "Production"] {
            assert!(is_group_word(&word(text)), "{text}");
        }
        for text in ["Bakkerij", "Garage", "Peeters"] {
            assert!(!is_group_word(&word(text)), "{text}");
        }
    }
}
