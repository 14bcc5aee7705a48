//! Addresses, as tables. All addresses are invented.

use proptest::prelude::*;

use super::*;

/// The place of the cells `address|address 2|post code|city|country`.
fn place(cells: &str) -> Option<Place> {
    let mut cells = cells.split('|').map(str::trim);
    let mut next = || cells.next().unwrap_or_default();
    let (address, address_2, post_code, city, country) = (next(), next(), next(), next(), next());
    parse(&Parts { address, address_2, post_code, city, county: "", country }, None, &Placeholders::default())
}

/// A street line in a country, as `street|number|to|suffix|unit|po box|site`, empty parts at the end left out.
fn street(line: &str, country: &str, expected: &str) {
    check(&Parts { address: line, country, ..Parts::default() }, expected);
}

fn check(parts: &Parts<'_>, expected: &str) {
    let place = parse(parts, None, &Placeholders::default()).unwrap_or_default();
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let found = [
        &place.street,
        &number(place.number),
        &number(place.number_to),
        &place.suffix,
        &place.unit,
        &place.po_box,
        &place.site,
    ]
    .map(String::as_str)
    .join("|");
    assert_eq!(found.trim_end_matches('|'), expected, "{parts:?}");
}

#[test]
fn numbers_behind_the_street() {
    street("Kerkstraat 12 bus 3", "BE", "kerkstraat|12|||3");
    street("Kerkstr. 12 bus 0003", "BE", "kerkstraat|12|||3");
    street("KERKSTRAAT 12/3", "BE", "kerkstraat|12|||3");
    street("Kerk straat 12", "BE", "kerkstraat|12");
    street("Kerkstr.12", "BE", "kerkstraat|12");
    street("Kerkst. 12", "BE", "kerkstraat|12");
    street("Kerkstraat, 12", "BE", "kerkstraat|12");
    street("Kerkstraat nr. 12", "BE", "kerkstraat|12");
    street("Kerkstraat n° 12", "BE", "kerkstraat|12");
    street("Kerkstraat 12A", "BE", "kerkstraat|12||a");
    street("Kerkstraat 12 a", "BE", "kerkstraat|12||a");
    street("Kerkstraat 12a bus 2", "BE", "kerkstraat|12||a|2");
    street("Wijngaardstraat 215A/8", "BE", "wijngaardstraat|215||a|8");
    street("Kerkstraat 56 b/A1", "BE", "kerkstraat|56||b|a1");
    street("Rue de la Loi 12 bte 4", "BE", "rue loi|12|||4");
    street("r. des Prés 124 bte 2", "BE", "rue pres|124|||2");
    street("Chaussée de Wavre 100, boîte 12", "BE", "chaussee wavre|100|||12");
    street("Antwerpsesteenweg 12-14", "BE", "antwerpsesteenweg|12|14");
    street("Antwerpsesteenweg 12 - 14", "BE", "antwerpsesteenweg|12|14");
    street("Antwerpse Stwg 12", "BE", "antwerpsesteenweg|12");
    street("Achterweg 29-9", "NL", "achterweg|29|||9");
    street("Achterweg 12-13", "NL", "achterweg|12|||13");
    street("Achterweg 12-14", "NL", "achterweg|12|14");
    street("Achterweg 12-40", "NL", "achterweg|12|||40");
    street("Achterweg 1A-7", "NL", "achterweg|1||a|7");
    street("Achterweg 3-11", "NL", "achterweg|3|||11");
    street("O.L. Vrouwlaan 5", "BE", "o vrouwlaan|5");
    street("Paseo Colón, 29 - 1", "ES", "paseo colon|29|||1");
    street("Via Garibaldi, 130 - 0203", "IT", "via garibaldi|130|||203");
    street("Prinsengracht 29-III", "NL", "prinsengracht|29|||3");
    street("Prinsengracht 29 hs", "NL", "prinsengracht|29||hs");
    street("2e Industrieweg 5", "NL", "2 industrieweg|5");
    street("Tweede Industrieweg 5", "NL", "2 industrieweg|5");
    street("Hauptstraße 5", "DE", "hauptstraat|5");
    street("Hauptstr. 5", "DE", "hauptstraat|5");
    street("Frankfurter Str. 5b", "DE", "frankfurterstraat|5||b");
    street("Robert-Bosch-Straße 1", "DE", "robert boschstraat|1");
    street("Dorfgasse 89 - 0101", "DE", "dorfgasse|89|||101");
    street("Hauptweg 94a/8", "DE", "hauptweg|94||a|8");
    street("Straße des 17. Juni 135", "DE", "straat 17 juni|135");
    street("Lindengasse 12/3/4", "AT", "lindengasse|12|||3/4");
    street("Lindengasse 12 Top 4", "AT", "lindengasse|12|||4");
    street("Via San Giovanni, 170", "IT", "via saint giovanni|170");
    street("V. Roma, 7", "IT", "via roma|7");
    street("Via Roma 12/A", "IT", "via roma|12||a");
    street("Via XX Settembre 5", "IT", "via 20 settembre|5");
    street("C/ de España, 72", "ES", "calle espana|72");
    street("Calle San Juan, 38/7", "ES", "calle saint juan|38|||7");
    street("Avda. de la Constitución 5, 2º", "ES", "avenue constitucion|5|||floor 2");
    street("ul. Długa 12/3", "PL", "ulica dluga|12|||3");
    street("ul. Długa 12 m. 3", "PL", "ulica dluga|12|||3");
    street("Rua do Ouro, 12", "PT", "rue ouro|12");
}

#[test]
fn numbers_before_the_street() {
    street("12 rue de l'Église", "FR", "rue eglise|12");
    street("12, rue de l'Eglise", "FR", "rue eglise|12");
    street("12 bis rue de l'Eglise", "FR", "rue eglise|12||bis");
    street("12bis, r. de l'Eglise", "FR", "rue eglise|12||bis");
    street("12 B rue de l'Eglise", "FR", "rue eglise|12||b");
    street("23 bte 0101 place de Liège", "FR", "place liege|23|||101");
    street("98C bte 4 chemin Gambetta", "FR", "chemin gambetta|98||c|4");
    street("141 rue", "FR", "rue|141");
    street("12-14 bd Victor Hugo", "FR", "boulevard victor hugo|12|14");
    street("12/14 Bld. Victor Hugo", "FR", "boulevard victor hugo|12|14");
    street("12 rue du 11 Novembre", "FR", "rue 11 novembre|12");
    street("12 rue du 11 Novembre", "BE", "rue 11 novembre|12");
    street("Rue du 11 Novembre", "FR", "rue 11 novembre");
    street("1, Place des Champs", "FR", "place champs|1");
    street("1 pl. des Champs", "FR", "place champs|1");
    street("12 Av. du Gal de Gaulle", "FR", "avenue general gaulle|12");
    street("12 avenue du Général de Gaulle", "FR", "avenue general gaulle|12");
    street("174 bte A1 quai du Château", "LU", "quai chateau|174|||a1");
    street("12 High St", "GB", "high street|12");
    street("12 High Street", "GB", "high street|12");
    street("12 St. John's Road", "GB", "saint john road|12");
    street("17/A1 Grange Rd", "GB", "grange road|17|||a1");
    street("Flat 4, 12 High Street", "GB", "high street|12|||4");
    street("12a High Street", "GB", "high street|12||a");
    street("Unit 4, Tower House, 12 High Street", "GB", "high street|12|||4||tower house");
    street("2649 W 51ST STREET", "US", "west 51 street|2649");
    street("2649 West 51st St.", "", "west 51 street|2649");
    street("1 E 113th Street", "", "east 113 street|1");
    street("4301 S Cottage Grove", "US", "south cottage grove|4301");
    street("4837 W. Erie", "", "west erie|4837");
    street("12 2nd Ave Suite 4", "US", "2 avenue|12|||4");
    street("12 Second Avenue #4", "US", "2 avenue|12|||4");
}

#[test]
fn the_rest_of_the_lines() {
    let lines = |address, address_2, country, expected| {
        check(&Parts { address, address_2, country, ..Parts::default() }, expected);
    };
    lines("Postbus 123", "", "NL", "|||||123");
    lines("Postbus 1.234", "", "NL", "|||||1234");
    lines("BP 123", "", "FR", "|||||123");
    lines("B.P. 123", "", "FR", "|||||123");
    lines("Postfach 12 34", "", "DE", "|||||1234");
    lines("PO Box 45", "", "GB", "|||||45");
    lines("P.O. Box 45", "", "GB", "|||||45");
    lines("Apartado 45", "", "ES", "|||||45");
    lines("75 bte 1 route du 11 Novembre", "CS 40012", "FR", "route 11 novembre|75|||1|40012");
    lines("Kerkstraat 12", "bus 3", "BE", "kerkstraat|12|||3");
    lines("Kerkstraat 12", "2e verdieping", "BE", "kerkstraat|12|||floor 2");
    lines("Kerkstraat 12 verdieping 2", "", "BE", "kerkstraat|12|||floor 2");
    lines("Kerkstraat 12, 2de verd.", "", "BE", "kerkstraat|12|||floor 2");
    lines("Kerkstraat 12 - 2e verdieping", "", "BE", "kerkstraat|12|||floor 2");
    lines("10 High Street First Floor", "", "GB", "high street|10|||floor 1");
    lines("3038 West 59th Street 1st", "", "US", "west 59 street|3038|||floor 1");
    lines("Hauptstr. 5", "3. OG", "DE", "hauptstraat|5|||floor 3");
    lines("Kerkstraat 12 Gebouw C", "", "NL", "kerkstraat|12|||||gebouw c");
    lines("Park Lane 12", "", "BE", "park lane|12");
    lines("Postbus 123", "Kerkstraat 12", "NL", "kerkstraat|12||||123");
    lines("c/o Jansen", "Kerkstraat 12", "NL", "kerkstraat|12|||||co jansen");
    lines("Kerkstraat 12", "Industriezone Noord", "BE", "kerkstraat|12|||||estate noord");
    lines("Kerkstraat 12", "Zoning Industriel\n2e verdieping", "BE", "kerkstraat|12|||floor 2||estate");
    lines("Kerkstraat 12", "Haven 1053", "BE", "kerkstraat|12|||||haven 1053");
    lines("Mühlenweg 5", "Gebäude 4", "DE", "muhlenweg|5|||||gebaude 4");
    lines("Industriezone Noord", "Kerkstraat 12", "BE", "kerkstraat|12|||||estate noord");
    lines("Z.I. Nord", "12 rue de l'Usine", "FR", "rue usine|12|||||estate nord");
    lines("Kerkstraat\n12", "", "BE", "kerkstraat|12");
    lines("12 rue X", "3ème étage", "FR", "rue x|12|||floor 3");
    lines("Kerkstraat z/n", "", "BE", "kerkstraat");
    lines("-", "n.v.t.", "BE", "");
    lines("Kerkstraat 12", "Unit 4", "NL", "kerkstraat|12|||4");
    lines("73 Forbes Street", "Underwood", "", "forbes street|73|||||underwood");
}

fn town(cells: &str, post_code: &str, city: &str, country: &str) {
    let place = place(&format!("||{cells}")).unwrap_or_default();
    let code = place.country.map(|country| country.code().to_owned()).unwrap_or_default();
    assert_eq!((&*place.post_code, &*place.city, &*code), (post_code, city, country), "{cells}");
}

#[test]
fn post_codes_and_towns() {
    town("2800|Mechelen", "2800", "mechelen", "");
    town("B-2800|Mechelen", "2800", "mechelen", "BE");
    town("BE-2800|Malines", "2800", "mechelen", "BE");
    town("BE2800|MECHELEN|BE", "2800", "mechelen", "BE");
    town("2800 Mechelen|", "2800", "mechelen", "");
    town("|2800 Mechelen", "2800", "mechelen", "");
    town("1750|1750 Anseroeul|BE", "1750", "anseroeul", "BE");
    town("1234 AB|Den Haag|NL", "1234AB", "haag", "NL");
    town("1234ab|'s-Gravenhage", "1234AB", "haag", "");
    town("|1234 AB 's Gravenhage", "1234AB", "haag", "");
    town("NL-1234 AB|La Haye", "1234AB", "haag", "NL");
    town("D-10115|Berlin", "10115", "berlijn", "DE");
    town("1067|Dresden|DE", "01067", "dresden", "DE");
    town("150|Oslo|NO", "0150", "oslo", "NO");
    town("L-1234|Luxembourg", "1234", "luxemburg", "LU");
    town("F-75008|Paris 8e", "75008", "parijs", "FR");
    town("75008|PARIS CEDEX 08|FR", "75008", "parijs", "FR");
    town("69004|Lyon cedex 04|FR", "69004", "lyon", "FR");
    town("DE28 5DU|Barkworth|GB", "DE285DU", "barkworth", "GB");
    town("sw1a 1aa|London|GB", "SW1A1AA", "londen", "GB");
    town("L1 8JQ|Liverpool", "L18JQ", "liverpool", "");
    town("67044|Cerchio (AQ)|IT", "67044", "cerchio", "IT");
    town("CH-8000|Zürich (ZH)", "8000", "zurich", "CH");
    town("SE-111 22|Stockholm", "11122", "stockholm", "SE");
    town("00-950|Warszawa|PL", "00950", "warschau", "PL");
    town("1000|Bruxelles / Brussel|BE", "1000", "brussel", "BE");
    town("2500|Biel/Bienne|CH", "2500", "biel", "CH");
    town("9100|St.-Niklaas|BE", "9100", "saint niklaas", "BE");
    town("9100|Sint Niklaas|BE", "9100", "saint niklaas", "BE");
    town("|Monaco di Baviera", "", "munchen", "");
    town("|Keulen", "", "keulen", "");
    town("|Köln", "", "keulen", "");
    town("|Koeln", "", "keulen", "");
    town("|Lüttich", "", "luik", "");
    town("|Liege", "", "luik", "");
    town("|Aix-la-Chapelle", "", "aken", "");
    town("|Frankfurt a.M.", "", "frankfurt main", "");
    town("|Frankfurt/Main", "", "frankfurt main", "");
    town("|Den Bosch", "", "hertogenbosch", "");
    town("|Le Havre", "", "havre", "");
    town("|Spa", "", "spa", "");
    town("|Chicago, IL|US", "", "chicago", "US");
    town("60632|Chicago|USA", "60632", "chicago", "US");
    town("xxx|onbekend|BE", "", "", "");
}

/// A note of thousands of letters in a cell of the address is compared as far as two slips go, and no further.
#[test]
fn long_lines_take_no_time() {
    let note = |number: usize| format!("nota {} {number}", "bel eerst voor de levering ".repeat(140));
    let read = |number: usize| {
        let address_2 = note(number);
        let parts = Parts {
            address: "Kerkstraat 12",
            address_2: &address_2,
            post_code: "9000",
            city: "Gent",
            ..Parts::default()
        };
        parse(&parts, None, &Placeholders::default()).unwrap()
    };
    let (a, b) = (read(17), read(49_311));
    let start = std::time::Instant::now();
    for _ in 0..500 {
        assert_ne!(between(&a, &b), Level::OtherPlace);
    }
    // Each comparison held 16 million cells of a table against each other.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn nothing_but_a_country_is_no_place() {
    assert_eq!(place("||||BE"), None);
    assert_eq!(place("-|n.v.t.|0000||"), None);
}

/// Checks the levels of pairs of addresses, both ways round.
fn between(a: &Place, b: &Place) -> Level {
    let alike = || street_alike(&a.street, &b.street);
    compare([a.locality(), b.locality()], || [a.premises(), b.premises()], alike)
}

fn levels(pairs: &[(&str, &str, Level)]) {
    for &(a, b, expected) in pairs {
        let (one, other) = (place(a).unwrap_or_default(), place(b).unwrap_or_default());
        assert_eq!(between(&one, &other), expected, "{a}  --  {b}\n{one:?}\n{other:?}");
        assert_eq!(between(&other, &one), expected, "{b}  --  {a}");
    }
}

#[test]
fn one_door_in_the_habits_of_two_clerks() {
    use Level::*;
    levels(&[
        // The same door in two habits.
        ("Kerkstraat 12||2800|Mechelen|BE", "KERKSTR. 12||B-2800|Malines|", SameDoor),
        ("Kerkstraat 12 bus 3||2800|Mechelen|BE", "Kerkstraat 12/3||2800|Mechelen|BE", SameDoor),
        ("Kerkstraat 12|bus 3|2800|Mechelen|BE", "Kerk straat 12 b3||2800|Mechelen|BE", SameDoor),
        ("12 rue de l'Eglise||59000|Lille|FR", "12, r. de l'Église||59000|LILLE CEDEX|FR", SameDoor),
        ("Kerkstraat 12||2800||", "Kerkstraat 12|||Mechelen|", SameDoor),
        ("Kerkstraat 12||||", "Kerkstraat 12||2800|Mechelen|BE", SameDoor),
        ("Kerkstaat 12||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameDoor),
        ("Plaec de Lille 150||6710|Achet|BE", "Place de Lille 150||6710|Achet|BE", SameDoor),
        ("Kerk 12||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameDoor),
        ("Antwerpsesteenw 12||2800|Mechelen|BE", "Antwerpsesteenweg 12||2800|Mechelen|BE", SameDoor),
        ("2649 W 51ST STREET||60632||", "2649 West 51st St||60632||", SameDoor),
        ("4301 S Cottage Grove||60653||", "4301 S. Cottage Grove Ave||60653||", SameDoor),
        ("4300 N California Ave||||", "4300 N. California||||", SameDoor),
        ("73 forbes sotreet||4155|st albans|", "73 forbes street||4155|st albans|", SameDoor),
        // The two lines have changed places.
        ("51 Lakes Estate|Hurley Street|5162|Kempsey|", "51 Hurley Street|Lakes Estate|5162|Kempsey|", SameDoor),
        ("8 Fawkner Street|Grey College|5199|Kempsey|", "9 Grey College|Fawkner Street|5199|Kempsey|", NearNumber),
        ("8 Fawkner Street|Grey College|5199|Kempsey|", "60 Grey College|Fawkner Street|5199|Kempsey|", OtherNumber),
        ("Rue Robert Schuman 5||1000|Bruxelles|BE", "Rue R. Schuman 5||1000|Brussel|BE", SameDoor),
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 12||2810|Mechelen|BE", SameDoor),
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|NL", SameDoor),
        ("Dorpsstraat 5||8902|Hollebeke|BE", "Dorpsstraat 5||8900|Ieper|BE", SameDoor),
        ("Postbus 123||1234 AB|Ede|NL", "Postbus 123||1234AB|Ede|NL", SameDoor),
        ("12A Kerkstraat||2800||BE", "Kerkstraat 12/A||2800||BE", SameDoor),
        ("Kerkstraat 12-16||2800|Mechelen|BE", "Kerkstraat 12/16||2800|Mechelen|BE", SameDoor),
        ("O.L. Vrouwlaan 5||2800|Mechelen|BE", "Onze-Lieve-Vrouwlaan 5||2800|Mechelen|BE", SameDoor),
        ("Kerkstraat 12||2800||BE", "Kerkstraat 12||2900||BE", SameDoor),
        ("12 Main St E||60632||US", "12 E Main Street||60632||US", SameDoor),
        // The same building.
        ("5 Oak Street||60632||US", "5 Oak Avenue||60632||US", SameBuilding),
        ("Kerkstraat 12 bus 3||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameBuilding),
        ("Kerkstraat 12 bus 3||2800|Mechelen|BE", "Kerkstraat 12 bus 4||2800|Mechelen|BE", SameBuilding),
        ("Kerkstraat 12a||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameBuilding),
        ("Kerkstraat 12-16||2800|Mechelen|BE", "Kerkstraat 14||2800|Mechelen|BE", SameBuilding),
        ("Kerkstraat 12-16||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameBuilding),
        // The same street.
        ("Kerkstraat||2800|Mechelen|BE", "Kerkstraat 12||2800|Mechelen|BE", SameStreet),
        ("Industriezone Noord||2800|Mechelen|BE", "Kerkstraat 12|Industriezone Noord|2800|Mechelen|BE", SameStreet),
    ]);
}

#[test]
fn one_door_under_several_names() {
    use Level::*;
    levels(&[
        // Towns under several names, and what clerks do to them.
        ("Meir 5||2000|Antwerpen|BE", "Meir 5||2000|Anvers|BE", SameDoor),
        ("Rue Haute 5|||Bruxelles|BE", "Rue Haute 5|||Brussel|BE", SameDoor),
        ("Domstr. 5|||Köln|DE", "Domstraße 5|||Cologne|DE", SameDoor),
        ("Domstr. 5||50667|Köln|DE", "Domstrasse 5||D-50667|Keulen|", SameDoor),
        ("Via Roma 5|||München|", "Via Roma 5|||Monaco di Baviera|", SameDoor),
        ("Dorpsstraat 5||2511 AB|Den Haag|NL", "Dorpsstraat 5||2511AB|'s-Gravenhage|NL", SameDoor),
        ("Dorpsstraat 5|||Alphen a/d Rijn|NL", "Dorpsstraat 5|||Alphen aan den Rijn|NL", SameDoor),
        ("Dorpsstraat 5|||St. Niklaas|BE", "Dorpsstraat 5|||Sint-Niklaas|BE", SameDoor),
        ("Dorpsstraat 5|||Mechelem|BE", "Dorpsstraat 5|||Mechelen|BE", SameDoor),
        ("Dorpsstraat 5||2800||BE", "Dorpsstraat 5|||2800 Mechelen|BE", SameDoor),
        ("5 rue Neuve||75008|Paris|FR", "5 rue Neuve||75008|PARIS CEDEX 08|FR", SameDoor),
        ("5 rue Neuve||69003|Lyon|FR", "5 rue Neuve||69003|Lyon 3e arrondissement|FR", SameDoor),
        ("Via Roma 5||39100|Bolzano (BZ)|IT", "Via Roma 5||39100|Bozen|IT", SameDoor),
        ("Seestr. 5||8000|Zürich|CH", "Seestrasse 5||CH-8000|Zurich ZH|", SameDoor),
        ("Seestr. 5||1067|Dresden|DE", "Seestr. 5||01067|Dresden|DE", SameDoor),
        ("ul. Długa 5||00-950|Warszawa|PL", "Dluga 5||00950|Warsaw|PL", SameDoor),
        ("C/ Mayor 5||08001|Barcelona|ES", "Calle Mayor, 5||8001|Barcelona|ES", SameDoor),
        ("Avenida de la Paz 5||28001|Madrid|ES", "Avda. Paz, 5||28001|Madrid|ES", SameDoor),
        ("Corso Italia 5||20122|Milano (MI)|IT", "C.so Italia, 5||20122|Milan|IT", SameDoor),
        ("Königstraße 5||70173|Stuttgart|DE", "Konigstr. 5||70173|Stuttgart|DE", SameDoor),
        ("Koenigstrasse 5||70173|Stuttgart|DE", "Königstraße 5||70173|Stuttgart|DE", SameDoor),
        // Streets in other hands.
        ("Bd. du Roi Albert 5||5000|Namur|BE", "Boulevard Roi Albert 5||5000|Namen|BE", SameDoor),
        ("5 pl. de la République||75008|Paris|FR", "5, Place Republique||75008|Paris|FR", SameDoor),
        ("5 Saint John's Road||NR1 5TN|Norwich|GB", "5 St Johns Rd||NR1 5TN|Norwich|GB", SameDoor),
        ("Flat 2, 5 High St||NR1 5TN|Norwich|GB", "5 High Street|Flat 2|NR1 5TN|Norwich|GB", SameDoor),
        ("1er Mai Straße 5||70173||DE", "1. Mai Strasse 5||70173||DE", SameDoor),
        ("5 2nd Avenue||60632||US", "5 Second Ave||60632||US", SameDoor),
        ("2e Dwarsstraat 5||1234 AB||NL", "Tweede Dwarsstraat 5||1234AB||NL", SameDoor),
        ("Burg. Janssenlaan 5||1234 AB||NL", "Burgemeester Janssenlaan 5||1234AB||NL", SameDoor),
        ("Dr. Schaepmanlaan 5||1234 AB||NL", "Schaepmanlaan 5||1234AB||NL", SameDoor),
        ("Kerkstraat 5|2e verd.|2800||BE", "Kerkstraat 5|2de verdieping|2800||BE", SameDoor),
        ("Kerkstraat 5 bus A1||2800||BE", "Kerkstraat 5/A1||2800||BE", SameDoor),
        ("Kerkstraat 5 bus 0102||2800||BE", "Kerkstraat 5 bte 102||2800||BE", SameDoor),
        ("PO Box 45||NR1 5TN||GB", "P.O. Box 45||NR1 5TN||GB", SameDoor),
        ("5 rue Neuve|BP 45|59000|Lille|FR", "5 rue Neuve||59000|Lille|FR", SameDoor),
        ("Tower House|5 High Street|NR1 5TN||GB", "5 High Street||NR1 5TN||GB", SameDoor),
    ]);
}

#[test]
fn other_doors_and_other_towns() {
    use Level::*;
    levels(&[
        // Not the same after all.
        ("Kerkstraat 5||2800||BE", "Kerkstraat 6||2800||BE", NearNumber),
        ("2e Dwarsstraat 5||1234 AB||NL", "3e Dwarsstraat 5||1234AB||NL", OtherStreet),
        ("Grote Markt 5||2800||BE", "Kleine Markt 5||2800||BE", OtherStreet),
        ("Oude Baan 5||2800||BE", "Nieuwe Baan 5||2800||BE", OtherStreet),
        ("rue du 8 mai 5||5000||BE", "rue du 11 novembre 5||5000||BE", OtherStreet),
        ("Postbus 45||1234 AB|Ede|NL", "Postbus 46||1234AB|Ede|NL", SamePostCode),
        ("Kerkstraat 5||2800|Mechelen|BE", "Kerkstraat 5||2018|Antwerpen|BE", OtherPlace),
        ("5 High Street||NR1 5TN|Norwich|GB", "5 High Street||NR14 7XX|Loddon|GB", SameRegion),
        ("5 High Street||NR1 5TN|Norwich|GB", "5 High Street||B1 1AA|Birmingham|GB", OtherPlace),
        ("||2800|Mechelen|BE", "||L-1234|Luxembourg|", OtherCountry),
        ("|||Mechelen|BE", "|||Gent|BE", OtherPlace),
        ("||||BE", "||2800||BE", Unknown),
        // Branches.
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 120||2800|Mechelen|BE", NearNumber),
        ("12 High Street||SW1A 1AA|London|GB", "14 High St||SW1A 1AA|London|GB", NearNumber),
        // Post codes as fine as a street.
        ("Kerkstraat 12||1234 AB|Ede|NL", "||1234AB|Ede|NL", SamePostCode),
        ("Kerkstraat 12||1234 AB|Ede|NL", "Molenweg||1234AB|Ede|NL", SamePostCode),
        ("Kerkstraat 12||1234 AB|Ede|NL", "Molenweg 3||1234AB|Ede|NL", OtherStreet),
        ("||SW1A 1AA||GB", "12 High Street||sw1a1aa|London|GB", SamePostCode),
        // Towns.
        ("Kerkstraat 12||2800|Mechelen|BE", "Molenweg||2800|Mechelen|BE", SameTown),
        ("Kerkstraat 12||2800|Mechelen|BE", "Molenweg 3||2800|Mechelen|BE", OtherStreet),
        ("Kerkstraat 12||2800|Mechelen|BE", "Molenweg 3||2860|Sint-Katelijne-Waver|BE", OtherStreet),
        ("Kerkstraat 12||2800|Mechelen|BE", "||2800||BE", SameTown),
        ("|||Mechelen|BE", "|||Malines|", SameTown),
        ("||10115|Berlin|DE", "||14199|Berlin|DE", SameTown),
        ("||1234|Ede|NL", "||1234 AB|Ede|NL", SameTown),
        ("5 North Main Street||60632||US", "5 South Main Street||60632||US", OtherStreet),
        ("5 5th Street||60632||US", "5 5th Avenue||60632||US", OtherStreet),
        ("5 Oak Street||60632||US", "5 Oak Avenue||60614||US", OtherStreet),
        ("2649 W 51st Street||60632||", "2649 W 52nd Street||60632||", OtherStreet),
        // A county behind the town, and alone.
        ("|||Peterborough, Warwicks|GB", "|||Peterborough|GB", SameTown),
        ("|||Dudley, Somerset|GB", "|||Somerset|GB", SameRegion),
        ("|||Dudley, Somerset|", "|||Somerset|", SameRegion),
        ("|||Dudley, Somerset|GB", "|||Walsall, Somerset|GB", OtherPlace),
        ("||DY1 1AA|Dudley, Somerset|GB", "||TA1 1AA|Somerset|GB", OtherPlace),
        // Regions and beyond.
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 12||2860|Sint-Katelijne-Waver|BE", SameRegion),
        ("||2800|Mechelen|BE", "||2860|Sint-Katelijne-Waver|BE", SameRegion),
        ("||DE28 5DU|Barkworth|GB", "||DE5 4AJ|Marbury|GB", SameRegion),
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 12||9000|Gent|BE", OtherPlace),
        ("||SW1A 1AA|London|GB", "||NR1 5TN|Norwich|GB", OtherPlace),
        ("||26100|Neustadt|DE", "||91413|Neustadt|DE", SameRegion),
        ("Kerkstraat 12||||", "Molenweg 3||||", OtherPlace),
        ("Kerkstraat 12||2800|Mechelen|BE", "Kerkstraat 12||1234 AB|Ede|NL", OtherCountry),
        ("Kerkstraat 12||2800|Mechelen|BE", "||D-10115|Berlin|", OtherCountry),
        // Nothing to compare.
        ("||2800||", "|||Mechelen|", Unknown),
        ("Kerkstraat 12||||", "||2800|Mechelen|BE", Unknown),
        ("Postbus 12||||", "Molenweg 3||||", Unknown),
        ("Tower House||||", "5 High Street||LS1 4AP|Leeds|", Unknown),
        ("Tower Lane 7||||", "5 High Street||LS1 4AP|Leeds|", OtherPlace),
    ]);
}

#[test]
fn streets_of_people_flats_and_estates() {
    use Level::*;
    levels(&[
        ("C/ Dr. Fleming 3||28001|Madrid|ES", "Calle Doctor Fleming 3||28001|Madrid|ES", SameDoor),
        ("200 JFK Blvd||60612|Chicago|US", "200 John F Kennedy Boulevard||60612|Chicago|US", SameDoor),
        ("12 King Dr||60612|Chicago|US", "12 Dr Martin Luther King Jr Drive||60612|Chicago|US", SameDoor),
        ("12 Mt Vernon Rd||60612|Chicago|US", "12 Mount Vernon Road||60612|Chicago|US", SameDoor),
        ("Mannerheimintie 3 A 4||00100|Helsinki|FI", "Mannerheimintie 3||00100|Helsinki|FI", SameBuilding),
        ("Mannerheimintie 3 A 4||00100|Helsinki|FI", "Mannerheimintie 3 A 4||00100|Helsinki|FI", SameDoor),
        (
            "Victoria Ind Est, Park Rd||EC1A 1BB|London|GB",
            "Victoria Industrial Estate, Park Road||EC1A 1BB|London|GB",
            SameStreet,
        ),
    ]);
}

#[test]
fn streets_alike() {
    for (a, b, expected) in [
        ("kerkstraat", "kerkstraat", true),
        ("kerkstraat", "kerk straat", true),
        ("kerkstraat", "kerk", true),
        ("kerkstraat", "kerkweg", false),
        ("kerkstraat", "kerkhofstraat", false),
        ("kerkstraat", "kerkstaat", true),
        ("grote markt", "kleine markt", false),
        ("rue gare", "rue vieille gare", false),
        ("rue jean jaures", "rue jaures", true),
        ("rue jean jaures", "rue j jaures", true),
        ("avenue charles gaulle", "avenue general gaulle", false),
        ("rue victor hugo", "hugo victor rue", true),
        ("west 51 street", "west 51", true),
        ("west 51 street", "51 street", true),
        ("west 51 street", "east 51 street", false),
        ("rue 11 novembre", "rue 8 novembre", false),
        ("boulevard charleroi", "chemin charleroi", false),
        ("", "", false),
        ("", "kerkstraat", false),
        ("bost", "best", false),
        ("kaur garden", "kaur", true),
        ("evans village", "evans", true),
        ("evans village", "evans ford", false),
        ("evans village", "evans road", false),
        ("garden kaur", "kaur", false),
        ("evans bello", "evans", false),
        ("south king drive", "south doctor martin luther king junior drive", true),
        ("king street", "king edward street", false),
        ("queen street", "queen mary street", false),
        ("rue foch", "rue marechal ferdinand foch", true),
        ("rue jean", "rue jean paul", false),
        ("hill road", "rose hill road", false),
        ("maxlaan", "burgemeester adolphe maxlaan", true),
        ("boulevard jfk", "boulevard john f kennedy", false),
    ] {
        assert_eq!(street_alike(a, b), expected, "{a} {b}");
        assert_eq!(street_alike(b, a), expected, "{b} {a}");
    }
}

#[test]
fn post_codes_have_areas() {
    for (code, country, expected) in [
        ("2800", "BE", Some("28")),
        ("1234AB", "NL", Some("12")),
        ("SW1A1AA", "GB", Some("SW")),
        ("L18JQ", "GB", Some("L")),
        ("L18JQ", "", Some("L")),
        ("D02AF30", "IE", Some("D02")),
        ("60632", "US", Some("606")),
        ("2", "BE", None),
        ("", "BE", None),
        ("", "", None),
    ] {
        assert_eq!(region(code, Country::parse(country)), expected, "{code}");
    }
}

/// An address in the lines alone, as `street|number|suffix|unit|po box|site|post code|city|country`.
fn one_line(line: &str, country: &str) -> String {
    let parts = Parts { address: line, country, ..Parts::default() };
    let place = find(&parts, None, &Placeholders::default()).unwrap_or_default();
    let number = place.number.map(|number| number.to_string()).unwrap_or_default();
    let code = place.country.map(|country| country.code().to_owned()).unwrap_or_default();
    let site = [&*place.suffix, &*place.unit, &*place.po_box, &*place.site].concat();
    [&*place.street, &*number, &*site, &*place.post_code, &*place.city, &*code].join("|")
}

/// Lines and what they say.
fn one_lines(table: &[(&str, &str, &str)]) {
    let found = table.iter().map(|(line, country, _)| (*line, *country, one_line(line, country)));
    let wrong: Vec<_> = found.zip(table).filter(|((.., found), (.., expected))| found != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn addresses_in_one_line() {
    one_lines(&[
        // Number behind the street, with nothing between.
        ("AYABAAN 111B 6533 PF GOUDA TEL 33258761", "NL", "ayabaan|111|b|6533PF|gouda|NL"),
        ("STENBAAN 90 2905EU THE HAGUE", "", "stenbaan|90||2905EU|haag|"),
        ("Kerkstraat 12 2800 Mechelen", "BE", "kerkstraat|12||2800|mechelen|BE"),
        ("Kerkstraat 12 bus 3 2800 Mechelen", "", "kerkstraat|12|3|2800|mechelen|"),
        ("Zeelaan 12 8420 De Haan", "", "zeelaan|12||8420|haan|"),
        ("KWIATOWA 92 81600 WARSAW POLAND", "", "kwiatowa|92||81600|warschau|PL"),
        ("KWIATOWA 92 81-600 WARSAW", "PL", "kwiatowa|92||81600|warschau|PL"),
        ("CHROMA 15 323 06 CESKE BUDEJOVICE CZECH REPUBLIC TEL 38288480", "CZ", "chroma|15||32306|budweis|CZ"),
        ("Hauptstr. 5 D-80331 München", "", "hauptstraat|5||80331|munchen|DE"),
        ("ALICEWEG 13 380 ANTWERP", "BE", "aliceweg|13||0380|antwerpen|BE"),
        ("REIS 20 91225 PORTIMAO", "PT", "reis|20||91225|portimao|PT"),
        ("Postbus 123 6533 PF Gouda", "NL", "||123|6533PF|gouda|NL"),
        // Number in front.
        ("61 BOULEVARD DE DUPUIS 28312 NANCY FRANCE", "", "boulevard dupuis|61||28312|nancy|FR"),
        ("12 rue du 8 Mai 1945 75008 Paris Cedex 08", "FR", "rue 8 mai 1945|12||75008|parijs|FR"),
        (
            "48 BOULEVARD MARIE DIALLO 28620 PARIS 18 BUTTES-MONTMARTRE",
            "FR",
            "boulevard marie diallo|48||28620|paris buttes montmartre|FR",
        ),
        ("118 SALISBURY LANE SW15 6GU SWANSEA UNITED KINGDOM", "GB", "salisbury lane|118||SW156GU|swansea|GB"),
        ("53 POPLAR CLOSE BE8 1UJ BELFAST ATTN JAS", "", "poplar close|53||BE81UJ|belfast|"),
        ("5 High Street Leeds LS1 4AP", "", "high street|5||LS14AP|leeds|"),
        ("3358 W 25TH STREET PHILADELPHIA NJ 35410", "US", "west 25 street|3358||35410|philadelphia|US"),
        ("2406 TURNER LANE CHARLOTTE NC 79111 USA ATTN DANY", "", "turner lane|2406||79111|charlotte|US"),
        ("100 Park Avenue Suite 4 New York NY 10001-4321", "US", "park avenue|100|4|10001|new york|US"),
        ("12 Main St Euclid 50511", "US", "main street|12||50511|euclid|US"),
        ("12 George St Sydney NSW 2000", "AU", "george street|12||2000|sydney|AU"),
        // Commas, line breaks and hyphens between.
        ("Kerkstraat 12, 2800 Mechelen, België", "", "kerkstraat|12||2800|mechelen|BE"),
        ("Kerkstraat 12\nB-2800 Mechelen", "", "kerkstraat|12||2800|mechelen|BE"),
        ("Kerkstraat 12 - 2800 Mechelen", "BE", "kerkstraat|12||2800|mechelen|BE"),
        ("Grote Markt; 2800; Mechelen", "BE", "grotemarkt|||2800|mechelen|BE"),
        ("12, rue de la Gare, L-1234 Luxembourg", "", "rue gare|12||1234|luxemburg|LU"),
        ("5 High Street, Leeds LS1 4AP, England", "", "high street|5||LS14AP|leeds|GB"),
        ("5 High Street, Leeds, LS1 4AP, UK", "", "high street|5||LS14AP|leeds|GB"),
        ("Flat 2, 5 High Street, Leeds LS1 4AP", "GB", "high street|5|2|LS14AP|leeds|GB"),
        ("12345 Main St, Suite 400, Philadelphia, NJ 35410", "US", "main street|12345|400|35410|philadelphia|US"),
        ("Calle Mayor 5, 28001 Madrid, España", "", "calle mayor|5||28001|madrid|ES"),
        ("Calle Mayor 5, Madrid 28001", "ES", "calle mayor|5||28001|madrid|ES"),
        // A town whose name is known needs no post code.
        ("Kerkstraat 12, Antwerpen", "BE", "kerkstraat|12|||antwerpen|BE"),
    ]);
}

#[test]
fn what_is_no_post_code_stays_in_the_street() {
    one_lines(&[
        ("12345 Main St", "US", "main street|12345||||US"),
        ("12345 Main St", "", "main street|12345||||"),
        ("Highway 41", "US", "highway|41||||US"),
        ("1200 Highway 41", "US", "highway 41|1200||||US"),
        ("Antwerpsesteenweg 1234", "BE", "antwerpsesteenweg|1234||||BE"),
        ("Chaussée de Wavre 1234 bte 12", "BE", "chaussee wavre|1234|12|||BE"),
        ("Kerkstraat 12, Haven 1053", "BE", "kerkstraat|12|haven 1053|||BE"),
        ("12 rue du 8 Mai 1945", "FR", "rue 8 mai 1945|12||||FR"),
        ("Suite 200 12345 Broadway", "", "broadway|12345|200|||"),
        ("12 Jordan", "", "jordan|12||||"),
        ("12 Main Street, Newark, New Jersey", "", "main street|12|newark new jersey|||"),
        ("12 Rue de France", "", "rue france|12||||"),
        ("12 Avenue de Belgique", "BE", "avenue belgique|12||||BE"),
        ("PO Box 12345", "US", "||12345|||US"),
        ("73 Forbes Street, Underwood", "", "forbes street|73|underwood|||"),
        ("Kerkstraat 12 Gebouw C", "NL", "kerkstraat|12|gebouw c|||NL"),
        ("Unit A1 2nd Floor, 12 High Street", "", "high street|12|a1|||"),
        ("12-14 bd Victor Hugo", "FR", "boulevard victor hugo|12||||FR"),
    ]);
}

#[test]
fn what_the_cells_say_stands() {
    let parts = |address, post_code, city| Parts { address, post_code, city, country: "BE", ..Parts::default() };
    let found = |parts| find(&parts, None, &Placeholders::default()).unwrap_or_default();
    let lines = "Kerkstraat 12, 9000 Gent";
    let both = parts(lines, "2800", "Mechelen");
    assert_eq!(Some(found(both)), parse(&both, None, &Placeholders::default()));
    assert_eq!(
        found(parts(lines, "2800", "")).locality(),
        Locality { post_code: "2800", city: "gent", within: "", country: Some(Country::of(b"BE")) }
    );
    assert_eq!(
        found(parts(lines, "", "Mechelen")).locality(),
        Locality { post_code: "9000", city: "mechelen", within: "", country: Some(Country::of(b"BE")) }
    );
    // What is found is for comparing: the cells of a line are what they are.
    let line = parts(lines, "", "");
    assert!(
        parse(&line, None, &Placeholders::default())
            .is_some_and(|place| place.post_code.is_empty() && place.city.is_empty())
    );
    // ZIP+4.
    let zip = |post_code| {
        find(&Parts { post_code, city: "Euclid", country: "US", ..Parts::default() }, None, &Placeholders::default())
    };
    assert_eq!(zip("41234-6918"), zip("41234"));
}

proptest! {
    #[test]
    fn no_text_is_too_strange(address in "\\PC{0,40}", address_2 in "\\PC{0,20}", post_code in "\\PC{0,10}", city in "\\PC{0,20}") {
        let parts = Parts { address: &address, address_2: &address_2, post_code: &post_code, city: &city, ..Parts::default() };
        for home in [None, Some(Country::of(b"NL")), Some(Country::of(b"US"))] {
            parse(&parts, home, &Placeholders::default());
            find(&parts, home, &Placeholders::default());
            find(&Parts { city: "", ..parts }, home, &Placeholders::default());
        }
    }

    #[test]
    fn levels_are_symmetric(
        a in ("(Kerk|Molen|Rue de la |12 |W )?[a-c]{0,6}(straat|weg| St)? ?[0-9]{0,3}[-/a ]?[0-9a]{0,2}", "[0-9]{0,5}[AB]{0,2}", "[A-C]{0,6}", "(BE|NL|GB|)"),
        b in ("(Kerk|Molen|Rue de la |12 |W )?[a-c]{0,6}(straat|weg| St)? ?[0-9]{0,3}[-/a ]?[0-9a]{0,2}", "[0-9]{0,5}[AB]{0,2}", "[A-C]{0,6}", "(BE|NL|GB|)"),
    ) {
        let of = |(address, post_code, city, country): &(String, String, String, String)| {
            parse(&Parts { address, address_2: "", post_code, city, county: "", country }, None, &Placeholders::default()).unwrap_or_default()
        };
        let (a, b) = (of(&a), of(&b));
        prop_assert_eq!(between(&a, &b), between(&b, &a));
        prop_assert_eq!(street_alike(&a.street, &b.street), street_alike(&b.street, &a.street));
    }
}
