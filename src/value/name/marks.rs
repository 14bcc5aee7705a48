//! Phrases in a name that are no part of it: for whose attention, under which other name, closed.
//!
//! The phrases are `data/name_marks.tsv`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::form;
use super::tokens::{Gap, Tokens};

/// What a phrase says about what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A person or department follows.
    Attention,
    /// Another name of the firm follows.
    Alias,
    /// The name of who runs it follows.
    Owner,
    /// The firm or its record has ended.
    Closed,
    /// The same, where the phrase stands apart.
    ClosedAlone,
    /// The same, where the phrase stands last.
    ClosedLast,
    /// A remark, where the phrase stands apart.
    NoteAlone,
    /// A title: a second line that starts with it holds a person.
    Title,
    /// Falls away at the end.
    Tail,
}

struct Marks {
    /// The mark of a phrase, and whether its letters must have dots.
    phrases: FxHashMap<String, (Mark, bool)>,
    first_words: FxHashSet<String>,
    tokens: usize,
    /// The phrases that say that the firm or its record has ended, sorted.
    closed: Vec<String>,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| {
    let mut marks =
        Marks { phrases: FxHashMap::default(), first_words: FxHashSet::default(), tokens: 0, closed: Vec::new() };
    for line in include_str!("../data/name_marks.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(mark), Some(phrases)) = (columns.next().and_then(mark), columns.next()) else { continue };
        for phrase in phrases.split(';') {
            let tokens = Tokens::new(phrase, "");
            let key = tokens.phrase(0, tokens.len()).to_owned();
            let dots = tokens.len() == 1 && tokens.dotted(0) && key.len() > 1;
            marks.tokens = marks.tokens.max(tokens.len());
            marks.first_words.insert(tokens.text(0).to_owned());
            let entry = marks.phrases.entry(key).or_insert((mark, dots));
            entry.1 &= dots;
        }
    }
    let closed = |mark: Mark| matches!(mark, Mark::Closed | Mark::ClosedAlone | Mark::ClosedLast);
    marks.closed =
        marks.phrases.iter().filter(|(_, (mark, _))| closed(*mark)).map(|(phrase, _)| phrase.clone()).collect();
    marks.closed.sort_unstable();
    marks
});

fn mark(text: &str) -> Option<Mark> {
    Some(match text {
        "attention" => Mark::Attention,
        "alias" => Mark::Alias,
        "owner" => Mark::Owner,
        "closed" => Mark::Closed,
        "closed-alone" => Mark::ClosedAlone,
        "closed-last" => Mark::ClosedLast,
        "note-alone" => Mark::NoteAlone,
        "title" => Mark::Title,
        "tail" => Mark::Tail,
        _ => return None,
    })
}

/// The mark that starts at a token and where it ends; the longest phrase counts.
pub(super) fn at(tokens: &Tokens, from: usize) -> Option<(Mark, usize)> {
    let marks = &*MARKS;
    if !marks.first_words.contains(tokens.text(from)) {
        return None;
    }
    let latest = tokens.len().min(from + marks.tokens);
    (from + 1..=latest).rev().find_map(|end| {
        let &(mark, dots) = marks.phrases.get(tokens.phrase(from, end))?;
        let fits = !dots || tokens.dotted(from);
        let stands = match mark {
            Mark::ClosedAlone | Mark::NoteAlone => stands_apart(tokens, from, end),
            // In the first line, before a name, the initials of somebody: `Bakkerij P.A. Jansen`.
            Mark::Attention | Mark::Closed if end == from + 1 && tokens.text(from).len() == 2 => {
                from >= tokens.second || end == tokens.second
            }
            Mark::ClosedLast => from > 0 && end == tokens.len() || stands_apart(tokens, from, end),
            _ => true,
        };
        (fits && stands).then_some((mark, end))
    })
}

/// Whether tokens stand between brackets, after a dash or between stars, or are a line of their own.
fn stands_apart(tokens: &Tokens, from: usize, end: usize) -> bool {
    let apart = |gap: Gap| gap >= Gap::Dash;
    let before = from == 0 || apart(tokens.gap(from));
    let after = end >= tokens.len() || apart(tokens.gap(end));
    // `Jansen BV OUD`: nothing follows a legal form but a remark.
    let before = before || (end == tokens.len() && form::at_end(tokens, 0, from).is_some_and(|(_, start)| start > 0));
    before && after && end - from < tokens.len()
}

/// Whether a text is the beginning of a phrase that says that the firm or its record has ended, cut off: `in vereff`.
pub(super) fn begins_closed(text: &str) -> bool {
    let closed = &MARKS.closed;
    let at = closed.partition_point(|phrase| phrase.as_str() < text);
    text.len() >= 4 && closed.get(at).is_some_and(|phrase| phrase.starts_with(text))
}
