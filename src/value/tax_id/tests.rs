//! Cases of cells, of pairs, and the fixtures of every country.

use super::*;
use crate::value::text::Placeholders;

fn read(text: &str, column: Column, country: &str) -> Parsed {
    parse(text, column, Country::parse(country), &Placeholders::default())
}

/// The number in a cell, in one piece, with its establishment after a slash and `!` where it is only plausible.
fn show(text: &str, column: Column, country: &str) -> String {
    match read(text, column, country) {
        Parsed::Number(id) => {
            let establishment = id.establishment.as_ref().map(|part| format!("/{part}")).unwrap_or_default();
            let doubt = if id.validity == Validity::Valid { "" } else { "!" };
            format!("{}{establishment}{doubt}", id.canonical())
        }
        other => format!("{other:?}"),
    }
}

fn check(column: Column, cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, country, expected) in cases {
        let found = show(text, column, country);
        if found != *expected {
            wrong.push(format!("{text:?} in {column:?} of {country:?}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_vat_number_is_read_however_it_is_written() {
    check(
        Column::Vat,
        &[
            ("BE0403170701", "", "BE0403170701"),
            ("BE 0403.170.701", "NL", "BE0403170701"),
            ("0403.170.701", "BE", "BE0403170701"),
            ("403170701", "BE", "BE0403170701"),
            ("be403.170.701", "", "BE0403170701"),
            ("BTW BE 0403.170.701 RPR Brussel", "", "BE0403170701"),
            ("TVA 0403.170.701", "BE", "BE0403170701"),
            ("B.T.W. BE-0403.170.701", "", "BE0403170701"),
            ("BTWBE0403170701", "", "BE0403170701"),
            ("0403170701 RPR Gent", "", "BE0403170701"),
            ("0403.170.701 te Gent", "BE", "BE0403170701"),
            ("N° TVA : BE 0403 170 701", "FR", "BE0403170701"),
            ("0403.170.701", "", "BE0403170701"),
            ("0403170701", "FR", "BE0403170701"),
            ("BE0403170702", "", "BE0403170702!"),
            ("BE102522380", "", "BE102522380!"),
            ("BE040317070", "", "BE040317070!"),
            ("403170701.0", "BE", "BE0403170701"),
            ("NL004495445B01", "", "NL004495445/B01"),
            ("NL 0044.95.445.B.01", "", "NL004495445/B01"),
            ("004495445B01", "", "NL004495445/B01"),
            ("4495445", "NL", "NL004495445"),
            ("NL004495445B00", "", "NL004495445/B00!"),
        ],
    );
}

#[test]
fn every_country_writes_its_vat_number_in_its_own_way() {
    check(
        Column::Vat,
        &[
            ("DE 136,695 976", "", "DE136695976"),
            ("DE385234949", "DE", "DE385234949!"),
            ("USt-IdNr. DE136695976", "", "DE136695976"),
            ("USt.-ID: 136695976", "DE", "DE136695976"),
            ("136695976", "DE", "DE136695976"),
            ("ATU13585627", "", "ATU13585627"),
            ("FR40303265045", "", "FR303265045"),
            ("FR 40 303 265 045", "BE", "FR303265045"),
            ("40303265045", "FR", "FR303265045"),
            ("40303265045", "BE", "FR303265045"),
            ("303 265 045", "FR", "FR303265045"),
            ("FR41303265045", "", "FR303265045!"),
            ("73282932000074", "FR", "FR732829320/00074"),
            ("SIRET 732 829 320 00074", "", "FR732829320/00074"),
            ("732 829 320 RCS Paris", "", "FR732829320"),
            ("RCS Paris B 732 829 320", "FR", "FR732829320"),
            ("CHE-100.155.212 MWST", "", "CH100155212"),
            ("CHE100155212TVA", "", "CH100155212"),
            ("EL 094259216", "", "GR094259216"),
            ("GR094259216", "", "GR094259216"),
            ("XI 980 7806 84", "", "GB980780684"),
            ("GB 980 7806 84 001", "", "GB980780684/001"),
            ("980780684", "GB", "GB980780684"),
            ("VAT No. 980 7806 84", "GB", "GB980780684"),
            ("VAT Reg No GB 980 7806 84", "", "GB980780684"),
            ("NO 995525828 MVA", "", "NO995525828"),
            ("SE123456789701", "", "SE1234567897"),
            ("ESB58378431", "", "ESB58378431"),
            ("B-58378431", "ES", "ESB58378431"),
            ("NIF B58378431", "ES", "ESB58378431"),
            ("IE 6433435 OA", "", "IE6433435OA"),
            ("IT 00743110157", "", "IT00743110157"),
            ("743110157", "IT", "IT00743110157"),
            ("P. IVA 00743110157", "", "IT00743110157"),
            ("HU 12892312-2-42", "", "HU12892312"),
            ("PL 8567346215", "", "PL8567346215"),
            ("RO 018547290", "", "RO18547290"),
            ("LU 150 274 42", "", "LU15027442"),
            ("BE0403170701 / NL004495445B01", "", "BE0403170701"),
            ("kvk 12345679, btw NL004495445B01", "", "NL004495445/B01"),
            ("FR K7 399 859 412", "", "FR399859412"),
            ("GB GD 001", "", "GBGD001"),
            ("GBHA599", "", "GBHA599"),
            ("GBHA400", "", "GBHA400!"),
            ("IE8Z49289F", "", "IE8Z49289F"),
            ("DIČ CZ25123891", "", "CZ25123891"),
            ("TVA FR40303265045 - SIRET 303 265 045 00012", "", "FR303265045"),
            ("12/346/67890", "DE", "DE-R:1234667890!"),
            ("BE0403170701,BE0428759497", "", "BE0403170701"),
            ("34567891", "NL", "NL-R:34567891!"),
            ("TR1234567891", "", "TR1234567891!"),
            ("12 3456781", "AU", "AU123456781!"),
            ("99887766554433", "BE", "?99887766554433!"),
        ],
    );
}

#[test]
fn what_is_no_number_says_why() {
    check(
        Column::Vat,
        &[
            ("", "BE", "Absent"),
            ("  ", "BE", "Absent"),
            ("n.v.t.", "BE", "Placeholder"),
            ("BE 0000.000.000", "", "Placeholder"),
            ("0000000000", "BE", "Placeholder"),
            ("BE0999999999", "", "Placeholder"),
            ("BE0123456789", "", "Placeholder"),
            ("PT999999990", "", "Placeholder"),
            ("ATU00000000", "", "Placeholder"),
            ("B00000000", "ES", "Placeholder"),
            ("1,23E+11", "BE", "Unusable"),
            ("4.03171E+08", "BE", "Unusable"),
            ("Jansen", "BE", "Unusable"),
            ("BE", "BE", "Unusable"),
            ("#N/B", "BE", "Unusable"),
            ("2024", "BE", "Unusable"),
            ("BE12345", "BE", "Unusable"),
        ],
    );
}

#[test]
fn columns_say_what_a_bare_number_is() {
    check(
        Column::Registration,
        &[
            ("34567891", "NL", "NL-R:34567891!"),
            ("45678911", "NL", "NL-R:45678911!"),
            ("KvK-nr. 34567891", "", "NL-R:34567891!"),
            ("KvK 34567891", "BE", "NL-R:34567891!"),
            ("0403.170.701", "BE", "BE0403170701"),
            ("004495445", "NL", "NL004495445"),
            ("HRB 34567 B", "DE", "DE-R:HRB34567!"),
            ("HRB34567", "", "DE-R:HRB34567!"),
            ("Amtsgericht München HRB 34567", "DE", "DE-R:HRB34567!"),
            ("FN 56247t", "", "AT-R:056247T"),
            ("SC 345678", "GB", "GB-R:SC345678!"),
            ("SC345678", "GB", "GB-R:SC345678!"),
            ("4567891", "GB", "GB-R:04567891!"),
            ("B 123.457", "LU", "LU-R:B123457!"),
            ("732 829 320 00074", "FR", "FR732829320/00074"),
            ("DE136695976", "NL", "DE136695976"),
            ("24256790", "DK", "DK24256790"),
            ("345678", "PL", "PL-R:0000345678!"),
            ("123456785", "PL", "PL-R:123456785"),
            ("14567", "IE", "IE-R:14567!"),
            ("HE 345678", "CY", "CY-R:HE345678!"),
        ],
    );
    check(Column::Enterprise, &[("0403.170.701", "", "BE0403170701"), ("403170701", "NL", "BE0403170701")]);
    check(Column::Siren, &[("732829320", "", "FR732829320"), ("732 829 320", "BE", "FR732829320")]);
    check(Column::Fiscal, &[("00743110157", "", "IT00743110157"), ("RSSMRA85T10A562S", "IT", "IT-P:RSSMRA85T10A562S")]);
    check(
        Column::Identifier,
        &[
            ("85.07.30-033.28", "BE", "BE-P:85073003328"),
            ("RSSMRA 85T10 A562S", "IT", "IT-P:RSSMRA85T10A562S"),
            ("111222333", "NL", "NL-P:111222333"),
            ("2 55 08 14 168 025 38", "FR", "FR-P:255081416802538"),
            ("44051401359", "PL", "PL-P:44051401359"),
            ("36574261809", "DE", "DE-P:36574261809"),
            ("756.9217.0769.85", "CH", "CH-P:7569217076985"),
            ("37605030299", "EE", "EE-P:37605030299"),
            ("19811228-9874", "SE", "SE-P:8112289874"),
            ("078-05-1120", "US", "US-P:078051120!"),
            ("0780511", "", "?-P:0780511!"),
        ],
    );
}

fn id(text: &str) -> TaxId {
    match read(text, Column::Vat, "") {
        Parsed::Number(id) => id,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn numbers_compare_by_scheme_country_and_validity() {
    for (one, other, expected) in [
        ("BE0403170701", "BE 403.170.701", Likeness::Equal),
        ("BE0403170702", "BE0403170702", Likeness::Equal),
        ("FR40303265045", "SIREN 303265045", Likeness::Equal),
        ("BE0403170701", "0403170701", Likeness::Equal),
        ("SIRET 73282932000074", "SIREN 732829320", Likeness::Equal),
        ("BE0403170701", "BE0403170711", Likeness::OneTypo),
        ("BE0403170701", "BE0403107701", Likeness::OneTypo),
        ("BE0403170701", "BE040317701", Likeness::OneTypo),
        ("BE0403170701", "BE04031707701", Likeness::OneTypo),
        ("BE0403170701", "BE0403107710", Likeness::DifferentDoubtful),
        ("BE0403170701", "BE0428759497", Likeness::Different),
        ("BE0403170701", "NL004495445B01", Likeness::OtherCountry),
        ("BE0403170701", "FR403170701", Likeness::Equal),
        ("NL004495445B01", "KvK 34567891", Likeness::Incomparable),
        ("NL004495445B01", "8877665544", Likeness::Incomparable),
        ("NL004495445B01", "NL BSN 004495445", Likeness::Incomparable),
        ("NL004495445", "0044954455", Likeness::OneTypo),
    ] {
        assert_eq!(compare(&id(one), &id(other)), expected, "{one} {other}");
        assert_eq!(compare(&id(other), &id(one)), expected, "{other} {one}");
    }
}

#[test]
fn a_cell_may_hold_several_numbers() {
    for (text, expected) in [
        ("BE0403170701 / BE0417497106", &["BE0417497106"][..]),
        ("BE 0403.170.701", &[]),
        ("BE0403170701, KBO 0403.170.701", &[]),
        ("BE0403170701; BE0417497107", &[]),
    ] {
        let kept = id(text);
        assert_eq!(kept.canonical(), "BE0403170701", "{text}");
        let others: Vec<String> = others(text, Column::Vat, None, &kept).iter().map(TaxId::canonical).collect();
        assert_eq!(others, expected, "{text}");
    }
}

#[test]
fn a_wrong_number_has_repairs_and_a_right_one_none() {
    assert!(repairs(&id("BE0403170701")).is_empty());
    let found: Vec<_> = repairs(&id("BE0403170711")).iter().map(TaxId::canonical).collect();
    assert!(found.contains(&"BE0403170701".to_owned()), "{found:?}");
    assert!(repairs(&id("FR41303265045")).is_empty(), "only the key is wrong");
    for repaired in repairs(&id("BE0403170711")) {
        assert_eq!(compare(&repaired, &id("BE0403170711")), Likeness::OneTypo);
        assert_eq!(id(&repaired.canonical()).validity, Validity::Valid);
    }
}

#[test]
fn every_row_of_the_tables_is_read() {
    let numbers: Vec<_> = rules::rows(include_str!("../data/tax_numbers.tsv")).collect();
    for row in &numbers {
        let [country, _, _, check, name, source] = row[..] else { panic!("{row:?}") };
        assert!(check == "-" || check::named(check).is_some(), "{row:?}");
        assert!(!name.is_empty() && !source.is_empty(), "{row:?}");
        assert!(!rules::of(Country::parse(country).unwrap()).is_empty(), "{row:?}");
    }
    let read: usize = numbers
        .iter()
        .map(|row| row[0])
        .collect::<std::collections::BTreeSet<_>>()
        .iter()
        .map(|country| rules::of(Country::parse(country).unwrap()).len())
        .sum();
    assert_eq!(read, numbers.len(), "each country and scheme in one row");
    for row in rules::rows(include_str!("../data/tax_words.tsv")) {
        let [word, countries, scheme] = row[..] else { panic!("{row:?}") };
        let known = rules::word(word).unwrap();
        assert_eq!(known.countries.is_empty(), countries == "-", "{row:?}");
        assert_eq!(known.scheme.is_none(), scheme == "-", "{row:?}");
    }
}

#[test]
fn the_fixtures_of_every_country_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tax_id/numbers.tsv");
    let mut wrong = Vec::new();
    let mut counts = std::collections::BTreeMap::<(String, String), usize>::new();
    for line in std::fs::read_to_string(folder).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let [country, number, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        *counts.entry((country.into(), expected.into())).or_default() += 1;
        let found = match read(number, Column::Vat, country) {
            Parsed::Number(id) if id.scheme == Scheme::Vat && id.validity == Validity::Valid => "valid",
            _ => "invalid",
        };
        if found != expected {
            wrong.push(line.to_owned());
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong: {:#?}",
        wrong.len(),
        wrong.iter().step_by(wrong.len() / 30 + 1).collect::<Vec<_>>()
    );
    assert_eq!(counts.len(), 2 * 30, "27 states of the Union, Britain, Switzerland and Norway");
    assert!(counts.values().all(|&count| count >= 200), "{counts:?}");
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}", digits in "[A-Z]{0,3}[0-9 .]{0,16}[A-Z]{0,2}[0-9]{0,3}") {
        for text in [text, digits] {
            for country in ["", "BE", "NL", "IE", "ES", "FR", "GB", "CZ", "IT"] {
                for column in [Column::Vat, Column::Registration, Column::Identifier] {
                    if let Parsed::Number(id) = read(&text, column, country) {
                        proptest::prop_assert_eq!(compare(&id, &id), Likeness::Equal);
                        repairs(&id);
                    }
                }
            }
        }
    }
}

#[test]
fn a_number_without_check_digits_is_not_wrong() {
    let is_wrong = |text: &str, country: &str| match read(text, Column::Registration, country) {
        Parsed::Number(id) => id.is_wrong(),
        other => panic!("{text}: {other:?}"),
    };
    // Of Poland's two registers the KRS has none, and ten digits; the REGON has.
    let cases = [("0000345678", "PL"), ("0001123456", "PL"), ("34567891", "NL"), ("123456784", "PL")];
    assert_eq!(cases.map(|(text, country)| is_wrong(text, country)), [false, false, false, true]);
}
