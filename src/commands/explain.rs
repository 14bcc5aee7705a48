//! `koppel explain`: why two records do or do not belong together, as a waterfall of evidence.
//!
//! Nothing is computed a second time: the findings are those the run decides by.

use std::fmt::Write as _;

use serde::Serialize;

use crate::clean::{NONE, RecordIx};
use crate::decide;
use crate::error::{Error, Result};
use crate::pair::{Key, Pair};
use crate::read::Read;
use crate::record::{Field, Kind};
use crate::run::Matched;
use crate::score::{self, Aspect, Bits};
use crate::value::phone::Phone;

/// The comparison of two records, ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The first record, as `contact CT000012`.
    pub left: String,
    /// The second record.
    pub right: String,
    /// What the run concluded of the pair.
    pub outcome: String,
    /// The steps of the waterfall, prior first.
    pub steps: Vec<Step>,
    /// The log-odds: the sum of the steps, in bits.
    pub bits: f64,
    /// The probability these odds mean when nothing rivals them.
    pub probability_alone: f64,
    /// The probability over all rivals, where the run judged the pair.
    pub probability: Option<f64>,
    /// The keys under which the two met; none means that they were never compared.
    pub keys: Vec<&'static str>,
    /// The best other candidate of either record, and how far it is behind or ahead.
    pub runner_up: Option<String>,
}

/// One step of the waterfall.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What was compared; `prior` for the first step.
    pub aspect: &'static str,
    /// How far the two agree.
    pub level: &'static str,
    /// What that says, in bits.
    pub bits: f64,
    /// The sum so far, in bits.
    pub sum: f64,
    /// The values of the first record: as they stand, and cleaned.
    pub left: [String; 2],
    /// The values of the second.
    pub right: [String; 2],
}

/// Explains a pair. `account` is `customer:10000`, `vendor:...`, `bank:...` or `contact:...`.
///
/// # Errors
///
/// Refused when a number or the kind of account is not there.
pub fn explain(read: &Read, matched: &Matched, contact: &str, account: &str) -> Result<Explanation> {
    let (kind, no) = parse_account(account)?;
    let (left, right) = (find(read, matched, Kind::Contact, contact)?, find(read, matched, kind, no)?);
    let prior = decide::prior(&matched.profiles, &matched.scored, kind);
    let evidence = score::compare(&matched.profiles, &matched.model, left, right).settle(prior);
    let mut sum = prior.0;
    let mut steps = vec![step("prior", "", prior, sum, [String::new(), String::new()], [String::new(), String::new()])];
    for aspect in Aspect::ALL {
        let finding = evidence.of(aspect);
        if finding.level.is_empty() {
            continue;
        }
        sum += finding.bits.0;
        let sides = [left, right].map(|record| [raw(read, matched, record, aspect), cleaned(matched, record, aspect)]);
        let [of_left, of_right] = sides;
        steps.push(step(aspect.word(), finding.level, finding.bits, sum, of_left, of_right));
    }
    let met = matched.candidates.pairs.iter().find(|pair| (pair.left, pair.right) == (left, right));
    let odds = (f64::from(sum) / 1000.0).exp2();
    Ok(Explanation {
        left: named(read, matched, left),
        right: named(read, matched, right),
        outcome: outcome(matched, left, right),
        steps,
        bits: f64::from(sum) / 1000.0,
        probability_alone: odds / (1.0 + odds),
        probability: judged(matched, left, right).map(|pair| f64::from(pair.probability.0) / 1e6),
        keys: met.map_or_else(Vec::new, |pair| pair.keys().map(Key::word).collect()),
        runner_up: runner_up(read, matched, left, right, evidence.weigh().weight),
    })
}

/// Splits `customer:10000`.
fn parse_account(text: &str) -> Result<(Kind, &str)> {
    let wrong = || {
        Error::refused(format!("`{text}` names no account"))
            .hint("write customer:10000, vendor:10000, bank:GIRO or contact:CT000001")
    };
    let (kind, no) = text.split_once(':').ok_or_else(wrong)?;
    let kind = match kind.to_lowercase().as_str() {
        "contact" => Kind::Contact,
        "customer" => Kind::Customer,
        "vendor" => Kind::Vendor,
        "bank" | "bank_account" | "bank-account" => Kind::BankAccount,
        _ => return Err(wrong()),
    };
    Ok((kind, no))
}

fn find(read: &Read, matched: &Matched, kind: Kind, no: &str) -> Result<RecordIx> {
    let table = read
        .tables
        .get(kind)
        .ok_or_else(|| Error::refused(format!("the job has no {} table", kind.word().to_lowercase())))?;
    (0..table.len())
        .position(|row| table.value(row, Field::No).trim().eq_ignore_ascii_case(no.trim()))
        .and_then(|row| u32::try_from(row).ok())
        .map(|row| matched.profiles.record(kind, row))
        .ok_or_else(|| {
            Error::refused(format!("there is no {} {no}", kind.word().to_lowercase()))
                .file(&table.path)
                .hint("look the number up in the column `No.`; a rejected row is not there either")
        })
}

fn step(
    aspect: &'static str,
    level: &'static str,
    bits: Bits,
    sum: i32,
    left: [String; 2],
    right: [String; 2],
) -> Step {
    Step { aspect, level, bits: f64::from(bits.0) / 1000.0, sum: f64::from(sum) / 1000.0, left, right }
}

fn no(read: &Read, matched: &Matched, record: RecordIx) -> String {
    let (kind, row) = matched.profiles.place_of(record);
    read.tables.get(kind).map_or_else(String::new, |table| table.value(row as usize, Field::No).into_owned())
}

fn named(read: &Read, matched: &Matched, record: RecordIx) -> String {
    let (kind, _) = matched.profiles.place_of(record);
    format!("{} {}", kind.word().to_lowercase(), no(read, matched, record))
}

/// The cells an aspect looks at, as they stand.
fn raw(read: &Read, matched: &Matched, record: RecordIx, aspect: Aspect) -> String {
    let fields: &[Field] = match aspect {
        Aspect::Name | Aspect::Form => &[Field::Name, Field::Name2],
        Aspect::TaxId => &[
            Field::VatNo,
            Field::EnterpriseNo,
            Field::SirenNo,
            Field::RegistrationNo,
            Field::FiscalCode,
            Field::Identifier,
        ],
        Aspect::Iban => &[Field::Iban],
        Aspect::Phone => &[Field::Phone, Field::Mobile, Field::Fax],
        Aspect::Mail => &[Field::Email, Field::Email2, Field::HomePage],
        Aspect::Address => &[Field::Address, Field::Address2, Field::PostCode, Field::City, Field::Country],
        Aspect::Birth => &[Field::DateOfBirth],
        Aspect::Sibling => &[],
    };
    let (kind, row) = matched.profiles.place_of(record);
    let Some(table) = read.tables.get(kind) else { return String::new() };
    let cells = fields.iter().map(|&field| table.value(row as usize, field)).filter(|cell| !cell.is_empty());
    cells.map(|cell| cell.replace(['\n', '\r'], " ")).collect::<Vec<_>>().join(" | ")
}

/// What they are cleaned to.
fn cleaned(matched: &Matched, record: RecordIx, aspect: Aspect) -> String {
    let profiles = &matched.profiles;
    let profile = profiles.get(record);
    let values = &profiles.values;
    let texts: Vec<String> = match aspect {
        Aspect::Name if profile.name != NONE => {
            let tokens = profiles.names.tokens(profiles.names.entries[profile.name as usize].tokens);
            tokens.iter().map(|token| profiles.names.vocabulary.text(token.word).to_owned()).collect()
        }
        Aspect::Form if profile.name != NONE => {
            profiles.names.entries[profile.name as usize].form.iter().map(|form| form.name.to_owned()).collect()
        }
        Aspect::TaxId => profiles.list(profile.taxes).iter().map(|&at| values.taxes[at as usize].canonical()).collect(),
        Aspect::Iban => profiles.list(profile.ibans).iter().map(|&at| values.ibans[at as usize].to_string()).collect(),
        Aspect::Phone => profiles.list(profile.phones).iter().map(|&at| phone(values.phones[at as usize])).collect(),
        Aspect::Mail => {
            profiles.list(profile.domains).iter().map(|&at| values.domains[at as usize].to_string()).collect()
        }
        Aspect::Address if profile.place != NONE => {
            let view = profiles.places.view(&profiles.places.doors[profile.place as usize]);
            let number = view.number.map_or_else(String::new, |number| number.to_string());
            let parts =
                [view.street, &number, view.suffix, view.unit, view.po_box, view.site, view.post_code, view.city];
            parts.iter().filter(|part| !part.is_empty()).map(|part| (*part).to_owned()).collect()
        }
        Aspect::Birth => profile.birth.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    texts.join(" ")
}

fn phone(phone: Phone) -> String {
    if phone.calling == 0 { phone.national.to_string() } else { format!("+{} {}", phone.calling, phone.national) }
}

fn judged(matched: &Matched, left: RecordIx, right: RecordIx) -> Option<&decide::Judged> {
    let profiles = &matched.profiles;
    let ((_, contact), (kind, account)) = (profiles.place_of(left), profiles.place_of(right));
    let links = matched.decisions.links.iter().map(|link| &link.pair);
    let reviews = matched.decisions.reviews.iter().map(|review| &review.pair);
    links.chain(reviews).find(|pair| (pair.contact, pair.kind, pair.account) == (contact, kind, account))
}

/// What the run made of the pair, in a sentence.
fn outcome(matched: &Matched, left: RecordIx, right: RecordIx) -> String {
    let profiles = &matched.profiles;
    let ((_, contact), (kind, account)) = (profiles.place_of(left), profiles.place_of(right));
    let same = |pair: &decide::Judged| (pair.contact, pair.kind, pair.account) == (contact, kind, account);
    if let Some(link) = matched.decisions.links.iter().find(|link| same(&link.pair)) {
        return link.status.word().to_owned();
    }
    if let Some(review) = matched.decisions.reviews.iter().find(|review| same(&review.pair)) {
        return format!("in review: {}", review.reason);
    }
    let reason = matched
        .decisions
        .unlinked
        .iter()
        .find(|one| (one.table, one.row, one.target) == (Kind::Contact, contact, kind));
    reason.map_or_else(
        || String::from("not linked: the contact is linked to another"),
        |one| format!("not linked: {}", one.reason),
    )
}

/// The best other candidate of either record.
fn runner_up(read: &Read, matched: &Matched, left: RecordIx, right: RecordIx, weight: Bits) -> Option<String> {
    let kind = matched.profiles.place_of(right).0;
    let beside =
        |pair: &&Pair| (pair.left == left) != (pair.right == right) && matched.profiles.of(kind).contains(&pair.right);
    let (best, found) = matched
        .candidates
        .pairs
        .iter()
        .filter(beside)
        .map(|pair| (pair, score::compare(&matched.profiles, &matched.model, pair.left, pair.right)))
        .max_by_key(|(pair, found)| (found.weight(), std::cmp::Reverse((pair.left, pair.right))))?;
    let other = if best.left == left { best.right } else { best.left };
    let apart = weight.0 - found.weight().0;
    let against: Vec<String> = Aspect::ALL
        .into_iter()
        .map(|aspect| (aspect, found.of(aspect)))
        .filter(|(_, finding)| finding.bits.0 < 0)
        .map(|(aspect, finding)| format!("{} {} {}", aspect.word(), finding.level, finding.bits))
        .collect();
    let behind = if apart >= 0 { "behind" } else { "ahead" };
    let why = if against.is_empty() { String::new() } else { format!("; against it: {}", against.join(", ")) };
    Some(format!("{}, {:.1} bits {behind}{why}", named(read, matched, other), f64::from(apart.abs()) / 1000.0))
}

impl Explanation {
    /// The waterfall for a terminal.
    pub fn text(&self) -> String {
        let mut out = format!("{}  ~  {}\n{}\n\n", self.left, self.right, self.outcome);
        for step in &self.steps {
            let _ = writeln!(out, "{:<15} {:<26} {:>+7.1} {:>+8.1}", step.aspect, step.level, step.bits, step.sum);
            for (side, [raw, cleaned]) in [("first", &step.left), ("second", &step.right)] {
                if !raw.is_empty() {
                    let cleaned = if cleaned.is_empty() { String::new() } else { format!("   [{cleaned}]") };
                    let _ = writeln!(out, "    {side:<7} {raw}{cleaned}");
                }
            }
        }
        let _ = writeln!(out, "\nprobability     {:.4} when nothing rivals it", self.probability_alone);
        if let Some(probability) = self.probability {
            let _ = writeln!(out, "                {probability:.4} over all rivals");
        }
        let keys = if self.keys.is_empty() { String::from("none: the two never met") } else { self.keys.join(", ") };
        let _ = writeln!(out, "met under       {keys}");
        if let Some(runner_up) = &self.runner_up {
            let _ = writeln!(out, "runner-up       {runner_up}");
        }
        out
    }
}
