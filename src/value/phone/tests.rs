//! Telephone numbers, as tables. All numbers are invented.

use proptest::prelude::*;

use super::*;

fn check(text: &str, country: &str, expected: &[(u16, u64)]) {
    let found: Vec<(u16, u64)> =
        parse(text, Country::parse(country)).into_iter().map(|phone| (phone.calling, phone.national)).collect();
    assert_eq!(found, expected, "{text} ({country})");
}

#[test]
fn what_a_cell_says_besides_its_numbers() {
    for (text, expected) in [
        ("+32 (0)14 68 84 17", ""),
        ("Tél. 014/68.84.17", ""),
        ("GSM: 0475 12 34 56 / tel 014 68 84 17", ""),
        ("014 68 84 17; 014 68 84 17", ""),
        ("０１４ ６８８４１７", ""),
        ("014 68 84 17 ext 4", "4"),
        ("014 68 84 17 (toestel 4)", "4"),
        ("014 68 84 17 x4; 014 68 84 18 x5", "4 5"),
        ("014 68 84 17/34", "34"),
        ("014 68 84 17; 112", "112"),
        ("Jan 0475 12 34 56", "jan"),
        ("Dépannage", "depannage"),
    ] {
        assert_eq!(besides(text, Country::parse("BE")), expected, "{text}");
    }
}

#[test]
fn one_number_has_many_forms() {
    for text in [
        "014 68 84 17",
        "014/68.84.17",
        "014-688417",
        "(014) 68 84 17",
        "+32 14 68 84 17",
        "+32 (0)14 68 84 17",
        "+3214688417",
        "0032 14 68 84 17",
        "003214688417",
        "+32(0)14/68.84.17",
        "Tel. 014 68 84 17",
        "Tel: +32 14 688 417",
        "32 14 68 84 17",
        "14688417",
        "+32 014 68 84 17",
        "T 014 688417 ext. 12",
        "014 68 84 17 x12",
        "014 68 84 17 (toestel 4)",
        "+ 32 14 68 84 17",
        "014\u{a0}68\u{a0}84\u{a0}17",
        "０１４ ６８８４１７",
        "014688417.",
        "'014688417",
        "014 68 84 17 poste 3",
        "014 68 84 17 #3",
    ] {
        check(text, "BE", &[(32, 14_688_417)]);
    }
}

#[test]
fn countries_have_their_habits() {
    check("077-7792442", "NL", &[(31, 777_792_442)]);
    check("+31 580 379282", "NL", &[(31, 580_379_282)]);
    check("0031 391 869987", "", &[(31, 391_869_987)]);
    check("06 57161908", "NL", &[(31, 657_161_908)]);
    check("01.47.43.95.91", "FR", &[(33, 147_439_591)]);
    check("+33 5 90 71 74 72", "FR", &[(33, 590_717_472)]);
    check("33147439591", "FR", &[(33, 147_439_591)]);
    check("089/123 45-67", "DE", &[(49, 891_234_567)]);
    check("+49 (0) 651 350859", "DE", &[(49, 651_350_859)]);
    check("01720959924", "DE", &[(49, 1_720_959_924)]);
    check("26 265300", "LU", &[(352, 26_265_300)]);
    check("+352 26 26 53 00", "BE", &[(352, 26_265_300)]);
    check("01987 689 935", "GB", &[(44, 1_987_689_935)]);
    check("+44 (0)1987 689935", "GB", &[(44, 1_987_689_935)]);
    check("06 1234 5678", "IT", &[(39, 612_345_678)]);
    check("+39 06 1234 5678", "IT", &[(39, 612_345_678)]);
    check("393 123 4567", "IT", &[(39, 3_931_234_567)]);
    check("958 366 311", "ES", &[(34, 958_366_311)]);
    check("+34958366311", "ES", &[(34, 958_366_311)]);
    check("34958366311", "ES", &[(34, 958_366_311)]);
    check("(312) 476-0700", "US", &[(1, 3_124_760_700)]);
    check("1-312-476-0700", "US", &[(1, 3_124_760_700)]);
    check("+1 312 476 0700", "BE", &[(1, 3_124_760_700)]);
    check("011 32 14 68 84 17", "US", &[(32, 14_688_417)]);
    check("4760700", "US", &[(1, 4_760_700)]);
    check("06 1 234 5679", "HU", &[(36, 12_345_679)]);
    check("+36 20 123 4568", "HU", &[(36, 201_234_568)]);
    check("22 123 45 67", "PL", &[(48, 221_234_567)]);
    check("0041 44 123 45 67", "CH", &[(41, 441_234_567)]);
    check("08-123 456 79", "SE", &[(46, 812_345_679)]);
    check("45 12 34 56 79", "DK", &[(45, 12_345_679)]);
    check("014 68 84 17", "", &[(0, 14_688_417)]);
    check("475123457", "BE", &[(32, 475_123_457)]);
}

#[test]
fn several_numbers_stand_in_one_cell() {
    let both = &[(32, 14_688_417), (32, 475_123_457)][..];
    for text in [
        "014 68 84 17 / 0475 12 34 57",
        "014/688417 / 0475/123457",
        "014 68 84 17; 0475 12 34 57",
        "014688417,0475123457",
        "014 68 84 17 of 0475 12 34 57",
        "014 68 84 17 ou 0475/12.34.57",
        "+3214688417 +32475123457",
        "014688417\n0475123457",
        "Tel 014 68 84 17 - GSM 0475 12 34 57",
        "014688417/0475123457",
        "014 68 84 17 0475 12 34 57",
        "014 68 84 17 - 0475 12 34 57",
        "014688417 | 0475123457",
        "T: 014 68 84 17 ext 12, M: 0475 12 34 57",
    ] {
        check(text, "BE", both);
    }
    check("014 68 84 17 / 014 68 84 17", "BE", &[(32, 14_688_417)]);
    check("+32475/12 34 57", "BE", &[(32, 475_123_457)]);
    check("014 68 84 17/18", "BE", &[(32, 14_688_417)]);
}

#[test]
fn other_texts_are_no_numbers() {
    for text in [
        "",
        "-",
        "112",
        "12345",
        "n.v.t.",
        "0000000000",
        "000000",
        "999999999",
        "123456",
        "0123456789",
        "012345678",
        "+32 000000000",
        "1234567890123456789",
        "x",
        "11111111",
        "+",
        "00",
    ] {
        check(text, "BE", &[]);
    }
}

#[test]
fn numbers_compare() {
    let of = |calling, national| Phone { calling, national };
    for (a, b, expected) in [
        (of(32, 14_688_417), of(32, 14_688_417), Likeness::Equal),
        (of(32, 14_688_417), of(0, 14_688_417), Likeness::EqualTail),
        (of(0, 3_214_688_417), of(32, 14_688_417), Likeness::EqualTail),
        (of(0, 4_760_700), of(1, 3_124_760_700), Likeness::EqualTail),
        (of(1, 4_760_700), of(1, 3_124_760_700), Likeness::Different),
        (of(32, 14_688_417), of(32, 14_688_471), Likeness::Typo),
        (of(32, 14_688_417), of(32, 14_688_418), Likeness::Typo),
        (of(32, 14_688_417), of(32, 1_468_841), Likeness::Typo),
        (of(32, 14_688_417), of(32, 14_688_517), Likeness::Typo),
        (of(32, 14_688_417), of(32, 14_698_418), Likeness::Different),
        (of(32, 14_688_417), of(31, 14_688_417), Likeness::Different),
        (of(32, 123_457), of(32, 123_458), Likeness::Different),
        (of(0, 123_457), of(32, 14_123_457), Likeness::Different),
    ] {
        assert_eq!(compare(a, b), expected, "{a:?} {b:?}");
        assert_eq!(compare(b, a), expected, "{b:?} {a:?}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}", digits in "[0-9+/(). a;-]{0,60}") {
        for country in [None, Some(Country::of(b"BE")), Some(Country::of(b"US")), Some(Country::of(b"IT"))] {
            parse(&text, country);
            parse(&digits, country);
        }
    }

    #[test]
    fn likeness_is_symmetric(a in 100_000u64..100_000_000_000, b in 100_000u64..100_000_000_000, swap in 0u32..10, ca in 0u16..2, cb in 0u16..2) {
        let near = a ^ (1 << swap);
        let of = |calling: u16, national| Phone { calling: calling * 32, national };
        prop_assert_eq!(compare(of(ca, a), of(cb, b)), compare(of(cb, b), of(ca, a)));
        prop_assert_eq!(compare(of(ca, a), of(cb, near)), compare(of(cb, near), of(ca, a)));
    }
}
