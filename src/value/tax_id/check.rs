//! The check digit rules, one small function each.
//!
//! In: the canonical number as ASCII capitals and digits, already of the right form. Out: whether its check digits hold.
//! The names are those of the `check` column of `data/tax_numbers.tsv`, where each rule's public source stands.

use Ten::{No as NoTen, Zero as TenIsZero};

/// A check digit rule.
pub(super) type Check = fn(&[u8]) -> bool;

/// The rule of that name.
pub(super) fn named(name: &str) -> Option<Check> {
    Some(match name {
        "at" => at,
        "at-fn" => at_fn,
        "be" => be,
        "be-person" => be_person,
        "bg" => bg,
        "ch" => |n| mod_11(n, &[5, 4, 3, 2, 7, 6, 5, 4], NoTen),
        "ch-person" => ch_person,
        "cy" => cy,
        "cz" => cz,
        "cz-8" => cz_8,
        "dk" => |n| weigh(n, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11),
        "ee" => |n| weigh(n, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10),
        "es" => es,
        "fi" => |n| mod_11(n, &[7, 9, 10, 5, 8, 4, 2], NoTen),
        "fr" => luhn,
        "fr-person" => fr_person,
        "gb" => gb,
        "gr" => |n| weigh(n, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(n),
        "hu" => |n| weigh(n, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10),
        "ie" => ie,
        "it" => it,
        "it-person" => it_person,
        "iso-7064-11-10" => iso_7064_11_10,
        "lt" => lt,
        "lu" => |n| value(&n[..6]) % 89 == value(&n[6..]),
        "luhn" => luhn,
        "lv" => lv,
        "mt" => |n| weigh(n, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37),
        "nl" => |n| weigh(n, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last(n),
        "no" => |n| mod_11(n, &[3, 2, 7, 6, 5, 4, 3, 2], NoTen),
        "no-person" => no_person,
        "pl" => |n| weigh(n, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(n),
        "pl-person" => |n| weigh(n, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10),
        "pl-register" => pl_register,
        "pt" => |n| mod_11(n, &[9, 8, 7, 6, 5, 4, 3, 2], TenIsZero),
        "ro" => ro,
        "shifting-11" => shifting_11,
        "si" => {
            |n| !weigh(n, &[8, 7, 6, 5, 4, 3, 2]).is_multiple_of(11) && mod_11(n, &[8, 7, 6, 5, 4, 3, 2], TenIsZero)
        }
        "si-register" => |n| mod_11(n, &[7, 6, 5, 4, 3, 2], NoTen),
        "sk" => sk,
        _ => return None,
    })
}

/// What a check value of ten, which is no digit, means.
#[derive(Clone, Copy, PartialEq)]
enum Ten {
    /// Such numbers are never issued.
    No,
    /// The digit is 0.
    Zero,
}

/// A letter or digit as a number: `0` to `9`, then A = 10.
fn digit(byte: u8) -> u32 {
    u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A').wrapping_add(10) })
}

/// The last digit.
fn last(number: &[u8]) -> u32 {
    number.last().map_or(0, |&byte| digit(byte))
}

/// The digits read as one decimal number.
fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, &byte| sum * 10 + u64::from(digit(byte)))
}

/// The sum of digits times weights, over as many places as there are weights.
fn weigh(number: &[u8], weights: &[u32]) -> u32 {
    number.iter().zip(weights).map(|(&byte, weight)| digit(byte) * weight).sum()
}

/// The weighted sum of the first digits, from 11, is the digit after them; 11 is 0.
fn mod_11(number: &[u8], weights: &[u32], ten: Ten) -> bool {
    let check = (11 - weigh(number, weights) % 11) % 11;
    let found = number.get(weights.len()).map_or(99, |&byte| digit(byte));
    if check == 10 { ten == Ten::Zero && found == 0 } else { found == check }
}

/// Every second digit from the right doubled, digits summed, divisible by ten (ISO/IEC 7812-1, annex B).
pub(super) fn luhn(number: &[u8]) -> bool {
    luhn_sum(number).is_multiple_of(10)
}

fn luhn_sum(number: &[u8]) -> u32 {
    let doubled = |n: u32| if n > 4 { 2 * n - 9 } else { 2 * n };
    number.iter().rev().enumerate().map(|(at, &b)| if at % 2 == 1 { doubled(digit(b)) } else { digit(b) }).sum()
}

/// ISO/IEC 7064 MOD 11,10: Germany's VAT number and Croatia's OIB.
fn iso_7064_11_10(number: &[u8]) -> bool {
    let Some((check, digits)) = number.split_last() else { return false };
    let product = digits.iter().fold(10, |product, &byte| {
        let sum = (digit(byte) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digit(*check)
}

/// Weights 1, 2, 3 ... modulo 11; where that gives ten, weights 3, 4, 5 ...; weights run 1 to 9 and round again.
fn shifting_11(number: &[u8]) -> bool {
    let Some((check, digits)) = number.split_last() else { return false };
    let sum = |shift: u32| (0..).zip(digits).map(|(at, &byte)| digit(byte) * (1 + (at + shift) % 9)).sum::<u32>() % 11;
    let found = match sum(0) {
        10 => sum(2) % 10,
        sum => sum,
    };
    found == digit(*check)
}

/// Whether the year, month and day exist; years of two digits pass as 2000 to 2099, whose leap years are alike.
fn is_date(year: u64, month: u64, day: u64) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Austria: after the U the Luhn sum of seven digits, 4 and the last digit.
fn at(n: &[u8]) -> bool {
    (luhn_sum(&n[1..8]) + 4 + last(n)).is_multiple_of(10)
}

/// Austria's company register: six digits weighted 6, 4, 14, 15, 10, 1 modulo 17 name the letter.
fn at_fn(n: &[u8]) -> bool {
    const LETTERS: &[u8; 17] = b"ABDFGHIKMPSTVWXYZ";
    n.get(6) == LETTERS.get((weigh(n, &[6, 4, 14, 15, 10, 1]) % 17) as usize)
}

/// Belgium: the last two digits are 97 less the first eight modulo 97.
fn be(n: &[u8]) -> bool {
    97 - value(&n[..8]) % 97 == value(&n[8..])
}

/// Belgium's national register: the same over nine digits, with a 2 before them for those born from 2000.
fn be_person(n: &[u8]) -> bool {
    let check = value(&n[9..]);
    97 - value(&n[..9]) % 97 == check || 97 - (2_000_000_000 + value(&n[..9])) % 97 == check
}

/// Bulgaria: nine digits of a company, or ten of a person, a foreigner or another body.
fn bg(n: &[u8]) -> bool {
    if n.len() == 9 {
        let check = match weigh(n, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
            10 => weigh(n, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
            check => check,
        };
        return check == last(n);
    }
    let month = match value(&n[2..4]) {
        month @ 21..=32 => month - 20,
        month @ 41..=52 => month - 40,
        month => month,
    };
    let person =
        is_date(value(&n[..2]), month, value(&n[4..6])) && weigh(n, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == last(n);
    let foreigner = weigh(n, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == last(n);
    person || foreigner || mod_11(n, &[4, 3, 2, 7, 6, 5, 4, 3, 2], NoTen)
}

/// Switzerland's social insurance number: as a bar code of thirteen digits (GS1 General Specifications), from 756.
fn ch_person(n: &[u8]) -> bool {
    n.starts_with(b"756") && weigh(n, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// What a digit or letter in an odd place is worth in Cyprus and in Italy's codice fiscale.
const ODD: [u32; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Digits and letters summed, those in odd places by [`ODD`]; modulo 26 it names the last letter.
fn odd_even_letter(n: &[u8]) -> bool {
    let Some((check, rest)) = n.split_last() else { return false };
    let plain = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') };
    let odd = |byte: u8| ODD.get(usize::from(plain(byte))).copied().unwrap_or(0);
    let sum: u32 = rest.iter().enumerate().map(|(at, &b)| if at % 2 == 0 { odd(b) } else { u32::from(plain(b)) }).sum();
    u32::from(check.wrapping_sub(b'A')) == sum % 26
}

/// Cyprus: a letter from eight digits; numbers from 12 are not issued.
fn cy(n: &[u8]) -> bool {
    !n.starts_with(b"12") && odd_even_letter(n)
}

/// The codice fiscale of persons in Italy.
fn it_person(n: &[u8]) -> bool {
    odd_even_letter(n)
}

/// Czechia: eight digits of a company, nine or ten of a person.
fn cz(n: &[u8]) -> bool {
    match n.len() {
        8 => cz_8(n),
        9 if n[0] == b'6' && cz_special(n) => true,
        9 => value(&n[..2]) < 54 && cz_birth(n),
        _ => cz_birth_checked(n),
    }
}

/// The IČO of Czechia and Slovakia.
fn cz_8(n: &[u8]) -> bool {
    n[0] != b'9' && (11 - weigh(n, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == last(n)
}

/// Czech nine digit numbers from 6, of persons with several activities.
fn cz_special(n: &[u8]) -> bool {
    (8 + weigh(&n[1..], &[8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == last(n)
}

/// Whether a Czech or Slovak birth number begins with a date; months of women are 50 up, of crowded days 20.
fn cz_birth(n: &[u8]) -> bool {
    let month = value(&n[2..4]) % 50;
    is_date(value(&n[..2]), if month > 20 { month - 20 } else { month }, value(&n[4..6]))
}

/// A birth number of ten digits: nine modulo eleven name the last, ten being 0.
fn cz_birth_checked(n: &[u8]) -> bool {
    cz_birth(n) && value(&n[..9]) % 11 % 10 == u64::from(last(n))
}

/// Spain: the number of a person, of a foreigner, or of a body with its letter.
fn es(n: &[u8]) -> bool {
    const PERSON: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let (first, check) = (n[0], n[8]);
    let letter_is = |value: u64| PERSON.get((value % 23) as usize) == Some(&check);
    match first {
        b'0'..=b'9' => letter_is(value(&n[..8])),
        b'X'..=b'Z' => letter_is(u64::from(first - b'X') * 10_000_000 + value(&n[1..8])),
        b'K'..=b'M' => letter_is(value(&n[1..8])),
        _ => es_body(n),
    }
}

/// Spain's bodies: Luhn, as a digit (A, B, E, H), a letter J = 0, A = 1 ... (N, P to S, W), or either.
fn es_body(n: &[u8]) -> bool {
    let (first, check) = (n[0], n[8]);
    let control = (10 - luhn_sum(&[&n[1..8], b"0"].concat()) % 10) % 10;
    let as_digit = u32::from(check.wrapping_sub(b'0')) == control;
    let as_letter = b"JABCDEFGHI".get(control as usize) == Some(&check);
    match first {
        b'A' | b'B' | b'E' | b'H' => as_digit,
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => as_letter,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => as_digit || as_letter,
        _ => false,
    }
}

/// The two characters before a SIREN in a French VAT number.
pub(super) fn fr_key(key: [u8; 2], siren: &[u8]) -> bool {
    const ALPHABET: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let siren = value(siren);
    if key.iter().all(u8::is_ascii_digit) {
        return (12 + 3 * (siren % 97)) % 97 == value(&key);
    }
    let place = |byte: u8| ALPHABET.iter().position(|&letter| letter == byte).map(|at| at as u64);
    let (Some(first), Some(second)) = (place(key[0]), place(key[1])) else { return false };
    let key = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (siren + 1 + key / 11) % 11 == key % 11
}

/// A French establishment: Luhn over SIREN and NIC, or for those of La Poste a digit sum divisible by five.
pub(super) fn fr_siret(siren: &[u8], nic: &[u8]) -> bool {
    let siret = [siren, nic].concat();
    luhn(&siret) || siren == b"356000000" && weigh(&siret, &[1; 14]).is_multiple_of(5)
}

/// France's number of persons: thirteen digits, 2A and 2B for Corsica as 19 and 18; 97 less their remainder.
fn fr_person(n: &[u8]) -> bool {
    let department = match &n[5..7] {
        b"2A" => b"19",
        b"2B" => b"18",
        _ => &n[5..7],
    };
    let born = [&n[..5], department, &n[7..13]].concat();
    born.iter().all(u8::is_ascii_digit) && 97 - value(&born) % 97 == value(&n[13..])
}

/// United Kingdom: modulo 97, from 100 in front also with 55 added (`9755`); departments below GD500, health authorities
/// from HA500.
fn gb(n: &[u8]) -> bool {
    match &n[..2] {
        b"GD" => value(&n[2..]) < 500,
        b"HA" => value(&n[2..]) >= 500,
        _ => match weigh(n, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97 {
            0 => true,
            42 => n[0] != b'0',
            _ => false,
        },
    }
}

/// Ireland: seven digits, a check letter and from 2013 a second letter; in old numbers a letter stands second.
fn ie(n: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"WABCDEFGHIJKLMNOPQRSTUV";
    let sum = if n[1].is_ascii_digit() {
        let second = match n.get(8) {
            None | Some(b'W') => 0,
            Some(letter @ b'A'..=b'I') => u32::from(letter - b'A') + 1,
            Some(_) => return false,
        };
        weigh(n, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second
    } else {
        weigh(&n[2..], &[7, 6, 5, 4, 3]) + 2 * digit(n[0])
    };
    n.get(7) == LETTERS.get((sum % 23) as usize)
}

/// Italy: Luhn, and the code of a tax office in places eight to ten.
fn it(n: &[u8]) -> bool {
    let office = matches!(value(&n[7..10]), 1..=100 | 120 | 121 | 888 | 999);
    office && !n.starts_with(b"0000000") && luhn(n)
}

/// Lithuania: the last but one digit is 1 (ninth or twelfth digit checks).
fn lt(n: &[u8]) -> bool {
    n[n.len() - 2] == b'1' && shifting_11(n)
}

/// Latvia: companies from 4; persons by a date, or from 32 without one.
fn lv(n: &[u8]) -> bool {
    if n[0] > b'3' {
        return weigh(n, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    let person = (1 + weigh(n, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == last(n);
    person && (n.starts_with(b"32") || is_date(value(&n[4..6]), value(&n[2..4]), value(&n[..2])))
}

/// The Dutch rule of 2020 for natural persons: the whole number, letters as 10 to 35, modulo 97 is 1.
pub(super) fn nl_person(nine: &[u8], suffix: &[u8]) -> bool {
    mod_97(b"NL".iter().chain(nine).chain(suffix)) == 1
}

/// A text of letters (A = 10) and digits, read as one decimal number, modulo 97 (ISO/IEC 7064 MOD 97-10).
pub(crate) fn mod_97<'a>(text: impl Iterator<Item = &'a u8>) -> u32 {
    text.fold(0, |rest, &byte| {
        let digit = digit(byte);
        (rest * if digit > 9 { 100 } else { 10 } + digit) % 97
    })
}

/// Norway's number of persons: two check digits.
fn no_person(n: &[u8]) -> bool {
    mod_11(n, &[3, 7, 6, 1, 8, 9, 4, 5, 2], NoTen) && mod_11(n, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], NoTen)
}

/// Poland's REGON.
fn pl_register(n: &[u8]) -> bool {
    n.len() == 9 && weigh(n, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == last(n)
}

/// Romania: two to ten digits from the right by 7, 5, 3, 2, 1, 7, 5, 3, 2; thirteen are a person's.
fn ro(n: &[u8]) -> bool {
    if n.len() == 13 {
        let check = weigh(n, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
        let date = is_date(value(&n[1..3]), value(&n[3..5]), value(&n[5..7]));
        return date && n[0] != b'0' && (if check == 10 { 1 } else { check }) == last(n);
    }
    let Some((check, digits)) = n.split_last() else { return false };
    let sum: u32 =
        digits.iter().rev().zip([2, 3, 5, 7, 1, 2, 3, 5, 7]).map(|(&byte, weight)| digit(byte) * weight).sum();
    sum * 10 % 11 % 10 == digit(*check)
}

/// Slovakia: divisible by eleven with 2, 3, 4, 7, 8 or 9 as third digit, or a birth number.
fn sk(n: &[u8]) -> bool {
    let company = n[0] != b'0' && matches!(n[2], b'2' | b'3' | b'4' | b'7' | b'8' | b'9');
    company && value(n).is_multiple_of(11) || cz_birth_checked(n)
}
