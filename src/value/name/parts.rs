//! The parts of a name: its lines, what stands between brackets and around dashes, its legal form, its words.

use std::borrow::Cow;

use super::marks::{self, Mark};
use super::tokens::{Gap, Tokens};
use super::words::{is_link, is_whereabouts, name_by_vague, nameless, words};
use super::{Form, Name, Role, Word, form, initials};

pub(super) fn parse(name: &str, name_2: &str) -> Option<Name> {
    let mut tokens = Tokens::new(name, name_2);
    let mut filled = matches!(name.trim().chars().count(), 30 | 50);
    if tokens.second > 0 && tokens.second < tokens.len() {
        let between = if cut_in_a_word(name, name_2) { "" } else { " " };
        if between.is_empty() || goes_on(name, name_2, &tokens) {
            filled = false;
            tokens = Tokens::new(&[name.trim_end(), between, name_2.trim_start()].concat(), "");
        }
    }
    if !has_letters(&tokens, 0, tokens.len()) {
        return None;
    }
    let mut read = Name { cut: filled, ..Name::default() };
    let cut = Cut::new(&tokens, &mut read);
    let (mut first, second) = cut.lines(&tokens);
    let form = form::cut_at_end(&first).filter(|_| filled);
    if let Some((_, start)) = form {
        first = Cow::Owned(first.only(0..start));
    }
    main_line(&first, &mut read);
    read.may_be_initials = second.len() == 0 && initials::may_be(&first);
    read.form = read.form.or(form.map(|(form, _)| form));
    if read.closed || read.attention.is_some() {
        read.plain = Some((0..first.len()).map(|at| first.text(at)).collect::<Vec<_>>().join(" "));
    }
    if second.len() > 0 {
        second_line(&second, &mut read);
    }
    for alias in cut.aliases {
        let (words, form) = reading(&tokens.only(alias.filter(|&at| !is_closing(&tokens, at))));
        read.form = read.form.or(form);
        read.aliases.push(words);
    }
    name_by_vague(&mut read.words);
    if !read.words.iter().any(|word| word.role != Role::Common) {
        rescue(&tokens, &mut read);
    }
    read.aliases.retain(|alias| alias.iter().any(|word| word.role == Role::Content) && *alias != read.words);
    read.aliases.dedup();
    Some(read)
}

fn is_closing(tokens: &Tokens, at: usize) -> bool {
    matches!(marks::at(tokens, at), Some((Mark::Closed | Mark::ClosedAlone | Mark::ClosedLast, _)))
}

fn has_letters(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|at| tokens.text(at) != "&")
}

/// A name never ends up empty: when nothing else is left, all of it is name.
fn rescue(tokens: &Tokens, read: &mut Name) {
    if let Some(at) = read.aliases.iter().position(|alias| alias.iter().any(|word| word.role != Role::Common)) {
        if read.words.is_empty() {
            read.words = read.aliases.remove(at);
        }
        return;
    }
    if read.words.is_empty() {
        read.words = words(tokens, 0, tokens.len());
        read.attention = None;
    }
}

/// The most letters of an open bracket at the end of a cut name that are taken for a fragment: `(in ver`, `(ha`.
const CUT_OFF: usize = 6;

/// The fewest letters in a text that may have been cut at 30 characters.
const SHORTEST_CUT: usize = 20;

/// What the marks in a name leave: tokens dropped, and the ranges that hold other names.
struct Cut {
    dropped: Vec<bool>,
    aliases: Vec<std::ops::Range<usize>>,
}

impl Cut {
    fn new(tokens: &Tokens, read: &mut Name) -> Self {
        let mut cut = Self { dropped: Vec::new(), aliases: Vec::new() };
        if let Some(tail) = cut_remark(tokens) {
            read.closed = true;
            cut.drop(tokens, tail, tokens.len());
        }
        let mut at = 0;
        if sorted_last(tokens.text(0)) && tokens.len() > 1 {
            read.closed = true;
            cut.drop(tokens, 0, 1);
            at = 1;
        }
        while at < tokens.len() {
            let Some((mark, end)) = marks::at(tokens, at) else {
                at += 1;
                continue;
            };
            let stop = stop(tokens, at, end);
            let in_second = at >= tokens.second;
            at = match mark {
                Mark::Attention if stop > end => cut.attention(tokens, at, end, stop, read),
                Mark::Title if at == tokens.second && stop > end => cut.attention(tokens, at, at, stop, read),
                Mark::Alias | Mark::Owner if stop > end && (at > 0 || in_second) => {
                    cut.drop(tokens, at, stop);
                    cut.aliases.push(end..stop);
                    stop
                }
                Mark::Closed | Mark::ClosedAlone | Mark::ClosedLast if end - at < tokens.len() => {
                    read.closed = true;
                    cut.drop(tokens, at, end);
                    end
                }
                Mark::NoteAlone => {
                    cut.drop(tokens, at, end);
                    end
                }
                Mark::Tail if at > 0 && end == stop => {
                    cut.drop(tokens, at, end);
                    end
                }
                _ => at + 1,
            };
        }
        cut
    }

    fn attention(&mut self, tokens: &Tokens, at: usize, end: usize, stop: usize, read: &mut Name) -> usize {
        let whom: Vec<&str> = (end..stop).map(|at| tokens.text(at)).collect();
        read.attention.get_or_insert_with(|| whom.join(" "));
        self.drop(tokens, at, stop);
        stop
    }

    fn drop(&mut self, tokens: &Tokens, from: usize, to: usize) {
        self.dropped.resize(tokens.len(), false);
        for dropped in self.dropped.iter_mut().take(to).skip(from) {
            *dropped = true;
        }
    }

    fn is_kept(&self, at: usize) -> bool {
        !self.dropped.get(at).copied().unwrap_or(false)
    }

    /// The tokens left of the first and of the second line.
    fn lines<'t>(&self, tokens: &'t Tokens) -> (Cow<'t, Tokens>, Tokens) {
        if self.dropped.is_empty() && tokens.second == tokens.len() {
            return (Cow::Borrowed(tokens), Tokens::default());
        }
        let line = |from: usize, to: usize| tokens.only((from..to).filter(|&at| self.is_kept(at)));
        (Cow::Owned(line(0, tokens.second)), line(tokens.second, tokens.len()))
    }
}

/// Where a remark that the record has ended starts, when it stands apart at the end and the text was cut inside it.
fn cut_remark(tokens: &Tokens) -> Option<usize> {
    let apart = (1..tokens.second).rev().find(|&at| tokens.gap(at) >= Gap::Dash)?;
    let short = tokens.phrase(0, tokens.second).len() < SHORTEST_CUT || tokens.second < tokens.len();
    (!short && marks::begins_closed(tokens.phrase(apart, tokens.second))).then_some(apart)
}

/// Whether a first word only sorts the record to the end of the list: `ZZZ Jansen`. Own knowledge of ledgers.
fn sorted_last(word: &str) -> bool {
    word.len() >= 3 && (word.bytes().all(|byte| byte == b'z') || word.bytes().all(|byte| byte == b'x'))
}

/// Where what a mark announces ends: at the closing bracket, or at the end of the line.
fn stop(tokens: &Tokens, mark: usize, from: usize) -> usize {
    let line_end = if mark < tokens.second { tokens.second } else { tokens.len() };
    let bracket = tokens.gap(mark) == Gap::Open;
    (from..line_end)
        .find(|&at| at > mark && (tokens.gap(at) == Gap::Line || (bracket && tokens.gap(at) == Gap::Close)))
        .unwrap_or(line_end)
}

/// Whether the first line was cut inside a word that the second line goes on with.
fn cut_in_a_word(name: &str, name_2: &str) -> bool {
    let letters = |char: Option<char>| char.is_some_and(char::is_alphabetic);
    if name_2.is_empty() || !matches!(name.chars().count(), 30 | 50) || !letters(name.chars().next_back()) {
        return false;
    }
    let start = name_2.chars().next();
    if !letters(start) || start.is_some_and(char::is_uppercase) {
        return false;
    }
    let second = Tokens::new(name_2, "");
    let (first_words, whole) = (words(&second, 0, 1), form::at_start(&second, 0, second.len()));
    whole.is_none() && first_words.iter().all(|word| word.role == Role::Content)
}

/// Whether the second line goes on with the first: the first was cut at 30 or 50 characters, a bracket or a phrase is open
/// at its end, a legal form runs over it, or it was wrapped before the word that did not fit and the form stands below.
fn goes_on(name: &str, name_2: &str, tokens: &Tokens) -> bool {
    let (second, all) = (tokens.second, tokens.len());
    let length = name.trim_end().chars().count();
    let cut = matches!(length, 29 | 30 | 49 | 50);
    let open = tokens.text(second) == "&"
        || is_link(tokens, second - 1)
        || name.trim_end().ends_with(['-', ',', '(', '/'])
        || (name.contains('(') && !name.contains(')') && name_2.contains(')'));
    let form = form::at_end(tokens, 0, all);
    let first_word = name_2.split_whitespace().next().map_or(0, |word| word.chars().count());
    let wrapped = [30, 50].iter().any(|&line| length <= line && length + 1 + first_word > line);
    let marked = (0..second).any(
        |at| matches!(marks::at(tokens, at), Some((Mark::Attention | Mark::Alias, end)) if end >= second || wrapped),
    );
    let form_below = wrapped && form.is_some() && form::at_end(tokens, 0, second).is_none();
    cut || open || marked || form_below || form.is_some_and(|(_, start)| start <= second) || sons_follow(tokens)
}

/// Whether the second line starts with `and sons`, `et cie`, `und Partner`.
fn sons_follow(tokens: &Tokens) -> bool {
    matches!(words(tokens, tokens.second, tokens.len()).as_slice(),
        [and, sons, ..] if and.text == "and" && matches!(sons.text.as_str(), "zonen" | "company" | "partners"))
}

/// Reads the first line: brackets first, then the parts around dashes, then the words.
fn main_line(line: &Tokens, read: &mut Name) {
    let plain = (1..line.len()).all(|at| line.gap(at) < Gap::Slash) && line.gap(0) <= Gap::Space;
    if plain {
        (read.words, read.form) = reading(line);
        return;
    }
    let unbracketed = brackets(line, read);
    dashes(&unbracketed, read);
}

/// Takes out what stands between brackets when it names something; the rest stays where it is.
fn brackets(line: &Tokens, read: &mut Name) -> Tokens {
    let mut kept = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        if line.gap(at) != Gap::Open {
            kept.push(at);
            at += 1;
            continue;
        }
        let end = (at + 1..line.len()).find(|&next| line.gap(next) >= Gap::Close).unwrap_or(line.len());
        // `Wallworth (Northern) Ltd`: a word before the legal form is of the name, since all of it is registered.
        let registered = end == at + 1 && form::is_form(line, end, line.len());
        let inside = nameless(line, at, end) || form::is_form(line, at, end) || registered || kept.is_empty();
        let cut_off = end == line.len() && line.phrase(at, end).len() <= CUT_OFF && line.unclosed;
        if inside {
            kept.extend(at..end);
        } else if !cut_off {
            read.aliases.push(reading(&line.only(at..end)).0);
        }
        at = end;
    }
    line.only(kept.into_iter())
}

/// Reads the parts around ` - ` and ` / `. The part before a dash that ends with a legal form is the name, and several
/// words after it are another one; a single word is where (a town that no list knows). Without such a form all is name,
/// since what follows a dash is as often a branch; only around ` / ` the parts are names of their own as well.
fn dashes(line: &Tokens, read: &mut Name) {
    let starts: Vec<usize> = (1..line.len()).filter(|&at| matches!(line.gap(at), Gap::Dash | Gap::Slash)).collect();
    let bounds: Vec<usize> = std::iter::once(0).chain(starts).chain([line.len()]).collect();
    let parts: Vec<(usize, usize)> = bounds.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let naming: Vec<(usize, usize)> = parts
        .iter()
        .copied()
        .filter(|&(from, to)| !nameless(line, from, to) && !form::is_form(line, from, to))
        .collect();
    if naming.len() < 2 {
        (read.words, read.form) = reading(line);
        return;
    }
    let legal = naming
        .iter()
        .position(|&(from, to)| to < line.len() && form::at_end(line, from, to).is_some_and(|(_, start)| start > from));
    let read_part = |&(from, to): &(usize, usize)| reading(&line.only(from..to));
    if let Some(legal) = legal {
        let mut places = Vec::new();
        for (at, part) in naming.iter().enumerate() {
            let (words, form) = read_part(part);
            if at == legal {
                (read.words, read.form) = (words, form);
            } else if words.len() > 1 || form.is_some() || at < legal || line.gap(part.0) != Gap::Dash {
                read.aliases.push(words);
            } else {
                places.extend(words);
            }
        }
        read.words.extend(places);
        let rest = parts.iter().filter(|part| !naming.contains(part));
        read.words.extend(rest.flat_map(|&(from, to)| whereabouts(line, from, to)));
        return;
    }
    (read.words, read.form) = reading(line);
    for part in naming.iter().filter(|&&(from, to)| line.gap(from) == Gap::Slash || line.gap(to) == Gap::Slash) {
        let (words, _) = read_part(part);
        if words.iter().filter(|word| word.role != Role::Common).count() >= 2 {
            read.aliases.push(words);
        }
    }
}

fn whereabouts(line: &Tokens, from: usize, to: usize) -> Vec<Word> {
    let mut words = words(line, from, to);
    words.retain(|word| matches!(word.role, Role::Place | Role::Branch | Role::Number));
    words
}

/// Reads a second line that is not the rest of the first: where and which branch, or another name.
fn second_line(line: &Tokens, read: &mut Name) {
    if nameless(line, 0, line.len()) {
        read.words.extend(whereabouts(line, 0, line.len()));
        return;
    }
    let (words, form) = reading(line);
    if read.form.is_none() {
        read.form = form;
    }
    read.aliases.push(words);
}

/// The words of a text and its legal form: the one at the end, else at the beginning, else in the middle.
fn reading(tokens: &Tokens) -> (Vec<Word>, Option<&'static Form>) {
    let all = tokens.len();
    if let Some((found, mut from, mut to)) = outer_form(tokens, 0, all) {
        // A form in two languages (`SA/NV`), or one at each end.
        while let Some((_, more_from, more_to)) =
            outer_form(tokens, from, to).filter(|(more, ..)| same_kind(more, found))
        {
            (from, to) = (more_from, more_to);
        }
        while to > from + 1 && tokens.text(to - 1) == "&" {
            to -= 1;
        }
        return (words(tokens, from, to), Some(found));
    }
    let inner = form::in_middle(tokens, 0, all).or_else(|| before_whereabouts(tokens));
    if let Some((found, from, to)) = inner
        && holds_name(tokens, 0, from)
    {
        let mut words_left = words(tokens, 0, from);
        words_left.extend(words(tokens, to, all));
        return (words_left, Some(found));
    }
    (words(tokens, 0, all), None)
}

fn same_kind(more: &Form, found: &Form) -> bool {
    matches!(form::relation(Some(more), Some(found)), form::Relation::Equal | form::Relation::Compatible)
}

/// The form at the end or at the beginning, with the range that is left; only where a name is left.
fn outer_form(tokens: &Tokens, from: usize, to: usize) -> Option<(&'static Form, usize, usize)> {
    let end = form::at_end(tokens, from, to).filter(|&(_, start)| holds_name(tokens, from, start));
    if let Some((found, start)) = end {
        return Some((found, from, start));
    }
    // `MB Bouw`, `TMI Transport`: letters before a trade are the name, whatever form has them elsewhere.
    let is_named =
        |end: usize| words(tokens, end, to).iter().any(|word| matches!(word.role, Role::Content | Role::Initial));
    let start = form::at_start(tokens, from, to).filter(|&(_, end)| holds_name(tokens, end, to) && is_named(end));
    start.map(|(found, end)| (found, end, to))
}

/// A form before a place or branch at the end: `Super Garden SA Namur`.
fn before_whereabouts(tokens: &Tokens) -> Option<(&'static Form, usize, usize)> {
    let mut end = tokens.len();
    while end > 1 && (is_whereabouts(tokens, end - 1) || is_link(tokens, end - 1)) {
        end -= 1;
        if let Some((found, start)) = form::at_end(tokens, 0, end) {
            return Some((found, start, end));
        }
    }
    None
}

/// Whether the tokens hold more than words that tie others together.
fn holds_name(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|at| !is_link(tokens, at) || (tokens.text(at).len() == 1 && tokens.text(at) != "&"))
}
