//! Legal forms: which one a name carries, and what two of them say about each other.
//!
//! The forms and their spellings are `data/legal_forms.tsv`. A form is classified, not deleted: `X BV` and `X NV` in
//! one country are two companies, while `X BVBA` and `X BV` are one before and after a reform.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tokens::Tokens;
use crate::value::country::Country;

/// What kind of body a legal form makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A private company with limited liability: BV, SRL, GmbH, Ltd.
    Limited,
    /// A company by shares: NV, SA, AG, plc.
    PublicLimited,
    /// A partnership whose partners are liable: VOF, SNC, OHG, GbR.
    Partnership,
    /// A partnership with limited partners: CommV, SCS, KG, GmbH & Co. KG.
    LimitedPartnership,
    /// One person in business: eenmanszaak, e.K., entreprise individuelle.
    SoleTrader,
    /// A cooperative: CV(BA), SC(RL), eG.
    Cooperative,
    /// An association: VZW, ASBL, e.V.
    Association,
    /// A foundation: Stichting, Stiftung.
    Foundation,
    /// A body under public law.
    PublicBody,
    /// A registered branch of a foreign company.
    Branch,
    /// An economic interest grouping: GIE, EESV, EWIV.
    EconomicInterest,
    /// An investment fund: SICAV, FCP, SCPI.
    Fund,
}

/// A legal form; one for each row of the data, so that a name only refers to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Its usual short name: `BV`, `GmbH & Co. KG`.
    pub name: &'static str,
    /// What kind of body it makes.
    pub class: Class,
    /// Where it is used; empty when anywhere.
    pub countries: Vec<Country>,
    /// The rows of what else its spelling may mean: `s.c.` is a cooperative in Belgium, a partnership in Poland.
    also: Vec<usize>,
}

/// What the legal forms of two names say about each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same form.
    Equal,
    /// Forms of one class that one country knows: one in another language, or before and after a reform.
    Compatible,
    /// Forms that one company does not have.
    Different,
    /// At least one name has no form.
    Missing,
}

/// What two forms say about each other; the order does not matter. Of all that their spellings may mean, what they have most
/// in common.
pub fn relation(a: Option<&Form>, b: Option<&Form>) -> Relation {
    let (Some(a), Some(b)) = (a, b) else { return Relation::Missing };
    if a.also.is_empty() && b.also.is_empty() || a.name == b.name {
        return between(a, b);
    }
    let meanings = |form: &'_ Form| form.also.iter().map(|&row| &FORMS.rows[row]).collect::<Vec<_>>();
    let (more_a, more_b) = (meanings(a), meanings(b));
    let all_b = || more_b.iter().copied().chain([b]);
    let pairs = more_a.iter().copied().chain([a]).flat_map(|a| all_b().map(move |b| between(a, b)));
    pairs.min_by_key(|relation| *relation as u8).unwrap_or(Relation::Missing)
}

/// What two meanings say about each other.
fn between(a: &Form, b: &Form) -> Relation {
    if a.name == b.name {
        return Relation::Equal;
    }
    let anywhere = a.countries.is_empty() || b.countries.is_empty();
    let shared = anywhere || a.countries.iter().any(|country| b.countries.contains(country));
    if shared && (a.class == b.class || reformed(a.name, b.name) || reformed(b.name, a.name)) {
        Relation::Compatible
    } else {
        Relation::Different
    }
}

/// Forms of two classes of which the one became the other, or is what the other is called abroad: the Belgian code of 2019
/// made most CVBA/SCRL a BV/SRL or CV/SC, and Commandite par actions an NV/SA; a kabushiki kaisha calls itself Co., Ltd. in
/// English.
fn reformed(old: &str, new: &str) -> bool {
    matches!(
        (old, new),
        ("CVBA" | "SCRL" | "CVOA", "BV" | "SRL" | "CV" | "CoopV" | "SC")
            | ("SCA", "NV" | "SA")
            | ("GCV" | "SCS", "CV")
            | ("LV" | "SAgr", "Maatschap" | "VOF" | "SNC")
            | ("KK", "Ltd")
    )
}

/// Forms that are one in several languages of a country, or that the one became the other by law: a firm stays what it is.
/// Own knowledge of the company acts. Other forms of one class are as often those of two bodies: a GmbH and a gGmbH.
const ONE: [&[&str]; 22] = [
    &["BV", "BVBA", "SRL", "SPRL", "Eenmansvennootschap"],
    &["NV", "SA", "AG"],
    &["VZW", "ASBL", "Association"],
    &["CVBA", "SCRL", "CV", "CoopV", "SC", "BV", "SRL"],
    &["VOF", "SNC"],
    &["GCV", "SCS", "CV"],
    &["LV", "SAgr", "Maatschap", "VOF", "SNC"],
    &["Stichting", "Fondation", "Stiftung", "Fondazione"],
    &["EESV", "GEIE", "EEIG", "EWIV"],
    &["SARL", "EURL"],
    &["SARL", "GmbH", "Sàrl CH", "Sagl"],
    &["SAS", "SASU"],
    &["SL", "SLU"],
    &["SA", "SAU"],
    &["Lda", "Unipessoal"],
    &["OG", "OEG", "OHG"],
    &["KG", "KEG"],
    &["OOD", "EOOD"],
    &["AD", "EAD"],
    &["Zrt.", "Nyrt.", "Rt."],
    &["KK", "Ltd"],
    &["A/S", "AS DK"],
];

/// Whether two forms are those of one body, in whatever their spellings may mean.
pub fn are_one(a: &Form, b: &Form) -> bool {
    let is_in = |form: &Form, row: &[&str]| {
        row.contains(&form.name) || form.also.iter().any(|&also| row.contains(&FORMS.rows[also].name))
    };
    a.name == b.name || ONE.iter().any(|row| is_in(a, row) && is_in(b, row))
}

/// Whether a spelling counts as a form in some place of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    Never,
    /// Where it is written with dots: without them it is more often a name (`De Vos`).
    Dotted,
    Always,
}

impl Counts {
    fn fits(self, dotted: bool) -> bool {
        self == Self::Always || self == Self::Dotted && dotted
    }
}

/// Where in a name a spelling counts as a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    start: Counts,
    middle: Counts,
    end: Counts,
}

struct Forms {
    /// The rows of the data; behind them, for each spelling that stands in several, its first meaning with the others.
    rows: Vec<Form>,
    spellings: FxHashMap<String, (usize, Place)>,
    /// Those that are written out, sorted: what a cut name may end with the beginning of.
    written_out: Vec<(String, usize)>,
    longest: usize,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| read(include_str!("../data/legal_forms.tsv")));

/// Most tokens a spelling has (`sp. z o.o.` written with spaces, the long Slavic names).
const TOKENS_MAX: usize = 9;

fn read(tsv: &'static str) -> Forms {
    let mut forms = Forms { rows: Vec::new(), spellings: FxHashMap::default(), written_out: Vec::new(), longest: 0 };
    let mut meanings: BTreeMap<String, (Vec<usize>, Place)> = BTreeMap::new();
    for line in tsv.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(name), Some(class), Some(countries), Some(spellings)) =
            (columns.next(), columns.next().and_then(class), columns.next(), columns.next())
        else {
            continue;
        };
        let row = forms.rows.len();
        let countries = countries.split(' ').filter_map(Country::parse).collect();
        forms.rows.push(Form { name, class, countries, also: Vec::new() });
        for spelling in spellings.split(';') {
            let (place, spelling) = place(spelling);
            let tokens = Tokens::new(spelling, "");
            let key = tokens.phrase(0, tokens.len());
            forms.longest = forms.longest.max(key.len());
            if key.len() > CUT_LETTERS {
                forms.written_out.push((key.to_owned(), row));
            }
            meanings.entry(key.to_owned()).or_insert_with(|| (Vec::new(), place)).0.push(row);
        }
    }
    for (key, (mut rows, place)) in meanings {
        rows.dedup();
        let first = rows.remove(0);
        let row = if rows.is_empty() { first } else { forms.rows.len() };
        if !rows.is_empty() {
            let Form { name, class, ref countries, .. } = forms.rows[first];
            forms.rows.push(Form { name, class, countries: countries.clone(), also: rows });
        }
        forms.spellings.insert(key, (row, place));
    }
    for spelling in MISSPELT {
        let Some(&(row, _)) = forms.spellings.get(spelling) else { continue };
        for slip in slips(spelling) {
            forms.spellings.entry(slip).or_insert((row, AT_END));
        }
    }
    // Of one beginning the form of the first row is meant: the commoner forms of a country stand first.
    forms.written_out.sort_by(|(a, row_a), (b, row_b)| a.cmp(b).then(row_a.cmp(row_b)));
    forms
}

/// The fewest letters of a form that was cut off.
const CUT_LETTERS: usize = 8;
/// Forms that no other word looks like, and that are often misspelt. Own knowledge.
const MISSPELT: [&str; 11] =
    ["gmbh", "sarl", "sprl", "scrl", "bvba", "cvba", "asbl", "eurl", "gesmbh", "selarl", "limited"];
const AT_END: Place = Place { start: Counts::Never, middle: Counts::Never, end: Counts::Always };

/// A spelling with one slip: a letter doubled or two swapped; another letter too where there is no vowel, so that what
/// comes out is no word.
fn slips(spelling: &str) -> Vec<String> {
    let mut out = Vec::new();
    for at in 0..spelling.len() {
        out.push(format!("{}{}", &spelling[..=at], &spelling[at..]));
        if let Some(next) = spelling.get(at + 1..at + 2) {
            out.push(format!("{}{next}{}{}", &spelling[..at], &spelling[at..=at], &spelling[at + 2..]));
        }
        if !spelling.contains(['a', 'e', 'i', 'o', 'u']) {
            out.extend(('a'..='z').map(|letter| format!("{}{letter}{}", &spelling[..at], &spelling[at + 1..])));
        }
    }
    out
}

fn place(spelling: &str) -> (Place, &str) {
    use Counts::{Always, Dotted, Never};
    let (start, middle, end, skip) = match spelling.as_bytes().first() {
        Some(b'*') => (Always, Always, Always, 1),
        Some(b'<') => (Always, Never, Never, 1),
        Some(b'>') => (Never, Never, Always, 1),
        Some(b'.') => (Dotted, Never, Always, 1),
        Some(b':') => (Dotted, Never, Dotted, 1),
        _ => (Always, Never, Always, 0),
    };
    (Place { start, middle, end }, spelling.get(skip..).unwrap_or(""))
}

fn class(text: &str) -> Option<Class> {
    Some(match text {
        "limited" => Class::Limited,
        "public" => Class::PublicLimited,
        "partnership" => Class::Partnership,
        "limitedpartnership" => Class::LimitedPartnership,
        "soletrader" => Class::SoleTrader,
        "cooperative" => Class::Cooperative,
        "association" => Class::Association,
        "foundation" => Class::Foundation,
        "publicbody" => Class::PublicBody,
        "branch" => Class::Branch,
        "economic" => Class::EconomicInterest,
        "fund" => Class::Fund,
        _ => return None,
    })
}

impl Forms {
    fn get(&'static self, key: &str) -> Option<(&'static Form, Place)> {
        let &(row, place) = self.spellings.get(key)?;
        Some((self.rows.get(row)?, place))
    }
}

/// The form that the tokens before `to` end with, and where it starts. Not the second half of `hotel & spa`.
pub(super) fn at_end(tokens: &Tokens, from: usize, to: usize) -> Option<(&'static Form, usize)> {
    let forms = &*FORMS;
    let earliest = from.max(to.saturating_sub(TOKENS_MAX));
    (earliest..to).find_map(|start| {
        let key = tokens.phrase(start, to);
        if key.len() > forms.longest || (start > from && key.len() <= 3 && tokens.text(start - 1) == "&") {
            return None;
        }
        let dotted = tokens.dotted(start);
        forms.get(key).filter(|(_, place)| place.end.fits(dotted)).map(|(form, _)| (form, start))
    })
}

/// The form that the tokens from `from` start with, and where it ends.
pub(super) fn at_start(tokens: &Tokens, from: usize, to: usize) -> Option<(&'static Form, usize)> {
    from_token(tokens, from, to, |place| place.start)
}

/// The first form that stands in the middle and cannot be another word: the form, its start and its end.
pub(super) fn in_middle(tokens: &Tokens, from: usize, to: usize) -> Option<(&'static Form, usize, usize)> {
    (from..to).find_map(|at| from_token(tokens, at, to, |place| place.middle).map(|(form, end)| (form, at, end)))
}

fn from_token(tokens: &Tokens, from: usize, to: usize, counts: fn(Place) -> Counts) -> Option<(&'static Form, usize)> {
    let forms = &*FORMS;
    let latest = to.min(from + TOKENS_MAX);
    (from + 1..=latest).rev().find_map(|end| {
        let key = tokens.phrase(from, end);
        if key.len() > forms.longest {
            return None;
        }
        let dotted = tokens.dotted(from);
        forms.get(key).filter(|&(_, place)| counts(place).fits(dotted)).map(|(form, _)| (form, end))
    })
}

/// The form that a cut name ends with the beginning of, and where it starts: `Gesellschaft mit beschr`.
pub(super) fn cut_at_end(tokens: &Tokens) -> Option<(&'static Form, usize)> {
    let forms = &*FORMS;
    (1..tokens.len()).find_map(|start| {
        let key = tokens.phrase(start, tokens.len());
        if key.len() < CUT_LETTERS || key.len() > forms.longest {
            return None;
        }
        let at = forms.written_out.partition_point(|(spelling, _)| spelling.as_str() < key);
        let (spelling, _) = forms.written_out.get(at).filter(|(spelling, _)| spelling.starts_with(key))?;
        forms.get(spelling).map(|(form, _)| (form, start))
    })
}

/// Whether the whole text is the spelling of a form.
pub(super) fn is_form(tokens: &Tokens, from: usize, to: usize) -> bool {
    FORMS.spellings.contains_key(tokens.phrase(from, to))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FORMS, ONE};

    /// A row of which no two forms have a country in common is of several bodies, and never asked for.
    #[test]
    fn forms_that_are_one_are_rows_of_the_table_and_share_a_country() {
        let countries = |name: &&str| {
            let rows = FORMS.rows.iter().filter(|form| form.name == *name);
            rows.flat_map(|form| form.countries.iter().copied()).collect::<BTreeSet<_>>()
        };
        for row in ONE {
            let all: Vec<_> = row.iter().map(countries).collect();
            assert!(all.iter().all(|countries| !countries.is_empty()), "{row:?}");
            assert!((1..all.len()).any(|at| all[..at].iter().any(|one| !one.is_disjoint(&all[at]))), "{row:?}");
        }
    }
}
