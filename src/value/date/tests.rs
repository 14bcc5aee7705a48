//! Dates, as tables.

use proptest::prelude::*;

use super::*;

#[test]
fn dates_are_read_in_the_order_of_the_column() {
    use Order::{DayMonth, MonthDay};
    for (text, order, expected) in [
        ("2024-12-31", DayMonth, "2024-12-31"),
        ("2024-12-31T10:15:00Z", DayMonth, "2024-12-31"),
        ("2024-12-31 10:15", MonthDay, "2024-12-31"),
        ("2024/12/31", DayMonth, "2024-12-31"),
        ("19490705", DayMonth, "1949-07-05"),
        ("31122024", DayMonth, "2024-12-31"),
        ("12312024", MonthDay, "2024-12-31"),
        ("31-12-2024", DayMonth, "2024-12-31"),
        ("31/12/2024", DayMonth, "2024-12-31"),
        ("31.12.2024", DayMonth, "2024-12-31"),
        ("31. 12. 2024", DayMonth, "2024-12-31"),
        ("1-2-1980", DayMonth, "1980-02-01"),
        ("1/2/1980", MonthDay, "1980-01-02"),
        ("12/31/2024", MonthDay, "2024-12-31"),
        ("12/31/2024", DayMonth, "2024-12-31"),
        ("31/12/2024", MonthDay, "2024-12-31"),
        ("31-12-24", DayMonth, "2024-12-31"),
        ("31-12-49", DayMonth, "2049-12-31"),
        ("31-12-50", DayMonth, "1950-12-31"),
        ("18-05-16", DayMonth, "2016-05-18"),
        ("31/12/2024 00:00:00", DayMonth, "2024-12-31"),
        ("31 december 2024", DayMonth, "2024-12-31"),
        ("31. Dezember 2024", DayMonth, "2024-12-31"),
        ("31 déc. 2024", DayMonth, "2024-12-31"),
        ("1er août 1980", DayMonth, "1980-08-01"),
        ("5 maart 1980", DayMonth, "1980-03-05"),
        ("5. März 1980", DayMonth, "1980-03-05"),
        ("5 mars 1980", DayMonth, "1980-03-05"),
        ("Dec 31, 2024", MonthDay, "2024-12-31"),
        ("3rd July 1975", DayMonth, "1975-07-03"),
        ("3 juillet 1975", DayMonth, "1975-07-03"),
        ("3 juin 1975", DayMonth, "1975-06-03"),
        ("03-okt-75", DayMonth, "1975-10-03"),
        ("vrijdag 3 oktober 1975", DayMonth, "1975-10-03"),
        ("maandag 5 november 1945", DayMonth, "1945-11-05"),
        ("mardi 5 mai 2020", DayMonth, "2020-05-05"),
        ("mar. 5 mai 2020", DayMonth, "2020-05-05"),
        ("5 Jänner 1980", DayMonth, "1980-01-05"),
        ("29-02-2024", DayMonth, "2024-02-29"),
    ] {
        assert_eq!(parse(text, order).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn nobody_is_born_in_the_years_to_come() {
    for (text, expected) in [
        ("12/03/45", "1945-03-12"),
        ("12/03/12", "2012-03-12"),
        ("12/03/1945", "1945-03-12"),
        ("12/03/2045", "2045-03-12"),
    ] {
        assert_eq!(parse_birth(text, Order::DayMonth).map(|day| day.to_string()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn other_texts_are_no_dates() {
    for text in [
        "",
        "-",
        "onbekend",
        "29-02-2023",
        "32-01-2024",
        "00-00-0000",
        "31-13-2024",
        "1980",
        "12-1980",
        "99999999",
        "1-1-1",
        "31-12-024",
        "0000-00-00",
        "12345",
        "1234-5678-90",
        "mei 2024",
        "31/12/2024999",
    ] {
        assert_eq!(parse(text, Order::DayMonth), None, "{text}");
    }
}

#[test]
fn a_column_proves_its_order() {
    for (texts, expected) in [
        (&["01-02-2020", "31-12-2024"][..], Some(Order::DayMonth)),
        (&["01/02/2020", "12/31/2024"], Some(Order::MonthDay)),
        (&["01/02/2020", "02/03/2024"], None),
        (&["31/12/2024", "12/31/2024"], None),
        (&["2024-12-31", "", "onbekend"], None),
        (&[], None),
        (&["", "18-05-16"], Some(Order::DayMonth)),
    ] {
        assert_eq!(order_of(texts.iter().copied()), expected, "{texts:?}");
    }
}

#[test]
fn dates_of_birth_compare() {
    for (a, b, expected) in [
        ("1980-05-12", "1980-05-12", Likeness::Equal),
        ("1980-05-12", "1980-12-05", Likeness::Swapped),
        ("1980-05-12", "1981-05-12", Likeness::OneDigit),
        ("1980-05-12", "1980-05-13", Likeness::OneDigit),
        ("1980-05-12", "1980-05-21", Likeness::DigitsSwapped),
        ("1980-05-12", "1908-05-12", Likeness::DigitsSwapped),
        ("1980-05-12", "1980-01-01", Likeness::YearOnly),
        ("1980-05-12", "1980-11-23", Likeness::SameYear),
        ("1980-05-12", "1980-05-23", Likeness::OnePart),
        ("1980-05-12", "1980-11-12", Likeness::OnePart),
        ("1980-05-12", "1993-05-12", Likeness::OnePart),
        ("1980-05-12", "1994-05-12", Likeness::Different),
        ("1980-05-12", "1975-11-23", Likeness::FewYears),
        ("1980-05-12", "1955-05-12", Likeness::Different),
        ("1980-05-12", "1980", Likeness::YearOnly),
        ("1980", "1980", Likeness::YearOnly),
        ("1980-01-01", "1980", Likeness::YearOnly),
        ("1980", "1981", Likeness::NextYear),
        ("1980", "1993", Likeness::FewYears),
        ("1980", "1994", Likeness::Different),
        ("1980-05-12", "1990", Likeness::FewYears),
    ] {
        let of = |text| parse_birth(text, Order::DayMonth).unwrap();
        assert_eq!(compare(of(a), of(b)), expected, "{a} {b}");
        assert_eq!(compare(of(b), of(a)), expected, "{b} {a}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}") {
        parse(&text, Order::DayMonth);
        order_of([text.as_str()].into_iter());
    }

    #[test]
    fn digits_and_signs_are_safe(text in "[0-9./ ,T-]{0,14}") {
        parse(&text, Order::MonthDay);
    }

    #[test]
    fn likeness_is_symmetric(a in (1900i16..2000, 1u8..13, 1u8..29), b in (1900i16..2000, 1u8..13, 1u8..29)) {
        let of = |(year, month, day)| Date { year, month, day };
        prop_assert_eq!(compare(of(a), of(b)), compare(of(b), of(a)));
    }
}
