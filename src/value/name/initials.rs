//! Letters that are read as a legal form, and may be initials or a short name of a person.

use super::form;
use super::tokens::{Gap, Tokens};

/// The most initials that are taken for a legal form: `P. L. C.`.
const INITIALS: usize = 3;

/// Whether the legal form in a line need not be one: `Winterbourne, A. E.`, `S.A. Winterbourne` and `Winterbourne, Sa` may be
/// people, while `Winterbourne William Day N.V.` and `Winterbourne, Ltd` are none.
pub(super) fn may_be(line: &Tokens) -> bool {
    let all = line.len();
    let form = form::at_end(line, 0, all)
        .map(|(_, start)| (start, all))
        .or_else(|| form::at_start(line, 0, all).map(|(_, end)| (0, end)))
        .or_else(|| form::in_middle(line, 0, all).map(|(_, start, end)| (start, end)));
    form.is_some_and(|(start, end)| end == start + 1 && is_of_person(line, start))
}

/// Whether a form may be initials, with a name behind it or a comma before it; or a name of two letters on its own side of
/// the comma, which has a vowel.
fn is_of_person(line: &Tokens, at: usize) -> bool {
    let (text, last) = (line.text(at), at + 1 == line.len());
    // Few people are N. V. or B. V., and many firms.
    let is_initials = line.dotted(at)
        && text.len() <= INITIALS
        && !matches!(text, "nv" | "bv")
        && (!last || (1..=at).any(|before| line.gap(before) == Gap::Comma));
    let alone = if last { at > 0 && line.gap(at) == Gap::Comma } else { at == 0 && line.gap(1) == Gap::Comma };
    is_initials || alone && text.len() == 2 && text.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}
