//! Two that share a door, a phone and a mailbox, and are not one: firms of one family, people of one house, look-alikes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::engine::linked;
use crate::world::{Dice, link, word};

/// Two records at one door, with one phone and mailbox, the account with a tax number, among others that are linked
/// surely; whether they are linked, and the tax number that the contact has afterwards.
fn at_one_door(contact: &str, customer: &str) -> (bool, String) {
    with_mailbox("kantoor@fiduxa.be", contact, customer)
}

/// The same, with another mailbox.
fn with_mailbox(mailbox: &str, contact: &str, customer: &str) -> (bool, String) {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail,VAT Registration No.\n";
    let others = ["Vlaspers Huis", "Duinhoek Optiek", "Zagerij Brandeels", "Moestuin Karels", "Wijnhuis Oldeneel"];
    let rows = |side: &str, name: &str, tax: &str| {
        let others = others.iter().enumerate().map(|(at, other)| {
            format!("{side}{at},{other} BV,Veldstraat {at},900{at},Gent,BE,09 221 10 1{at},post@firm{at}.be,\n")
        });
        let rows: String = others.collect();
        format!("{header}{rows}{side}9,{name},Koningsstraat 1,1000,Brussel,BE,02 219 88 77,{mailbox},{tax}\n")
    };
    let outcome = linked(&rows("C", contact, ""), &rows("K", customer, "BE0400000185"), "");
    let is_linked = outcome.rows("linked.csv").iter().any(|row| row["Contact No."] == "C9");
    let merged = outcome.rows("merged/contacts.csv");
    (is_linked, merged.last().unwrap()["VAT Registration No."].clone())
}

#[test]
fn the_baker_and_the_butcher_of_one_door_are_two_firms() {
    assert_eq!(at_one_door("Bakker Tuypens", "Bakkerij Tuypens"), (true, "BE0400000185".to_owned()));
    for (contact, customer) in [
        ("Bakker Tuypens", "Slager Tuypens"),
        ("Gemeente Zulzeke", "OCMW Zulzeke"),
        ("Parochie Bekkevoort", "Kerkfabriek Bekkevoort"),
        ("VME Residentie Astrid A", "VME Residentie Astrid B"),
        ("Kwekerij Willemsels BV", "Tuincentrum Willemsels BV"),
    ] {
        assert_eq!(at_one_door(contact, customer), (false, String::new()), "{contact}, {customer}");
    }
}

#[test]
fn no_tax_number_is_filled_over_names_that_may_be_those_of_two_firms() {
    for (contact, customer) in [
        ("Pensioenfonds Metaalko", "Sociaal Fonds Metaalko"),
        ("Windpark Oosterzele", "Windpark Westerzele"),
        ("Mipkens Beheer BV", "Mipkens Management BV"),
        ("Hotel Ibis Styles Louvain", "Hotel Ibis Budget Louvain"),
    ] {
        assert_eq!(at_one_door(contact, customer), (true, String::new()), "{contact}, {customer}");
    }
    // Not even a link, where a word tells the bodies around one firm or house apart.
    for (contact, customer) in [
        ("Brouwerij Hoegaertx NV", "Nieuwe Brouwerij Hoegaertx NV"),
        ("Confectie Lumosox NV", "Confectie Lumosox 2021 NV"),
        ("Basisschool De Kriekelx", "Oudercomité Basisschool De Kriekelx"),
        ("Stichting Derdengelden Advocaten Bosk", "Advocaten Bosk"),
        ("Vriendenkring Museum Plantijnx", "Museum Plantijnx"),
    ] {
        assert_eq!(at_one_door(contact, customer), (false, String::new()), "{contact}, {customer}");
    }
}

#[test]
fn two_of_one_house_are_two_people() {
    for (contact, customer) in
        [("Dhr. Wuytens", "Mevr. Wuytens"), ("Marc Wuytens", "Marcel Wuytens"), ("Paul Wuytens", "Paula Wuytens")]
    {
        assert!(!of_people(contact, customer), "{contact}, {customer}");
    }
    for (contact, customer) in
        [("Dhr. Jan Wuytens", "Jan Wuytens"), ("Marcel Wuytens", "Marecl Wuytens"), ("Wuytens Jan", "Mr. Jan Wuytens")]
    {
        assert!(of_people(contact, customer), "{contact}, {customer}");
    }
}

/// Whether two people of one house, phone and mailbox are linked, among others that surely are.
fn of_people(contact: &str, customer: &str) -> bool {
    let rows = |name: &str| {
        let others = ["Els Roelandts", "Piet Goossens", "Nadia Haddouchi", "Wouter Brandeels", "Ilse Karels"];
        let others = others.iter().enumerate().map(|(at, other)| {
            format!("P{at},Person,{other},Veldstraat {at},900{at},Gent,BE,09 221 10 1{at},post@huis{at}.be\n")
        });
        let header = "No.,Type,Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail\n";
        let rows: String = others.collect();
        format!("{header}{rows}P9,Person,{name},Beukenlaan 5,3500,Hasselt,BE,011 22 33 41,wuytens@telenet.be\n")
    };
    let customers = rows(customer).replace(",Type,", ",Contact Type,");
    let outcome = linked(&rows(contact), &customers, "");
    outcome.rows("linked.csv").iter().any(|row| row["Contact No."] == "P9")
}

#[test]
fn letters_that_only_look_alike_are_put_before_a_person() {
    assert!(at_one_door("Carmelet NV", "Carmelet NV").0);
    assert!(!at_one_door("\u{421}armelet NV", "Carmelet NV").0);
}

#[test]
fn a_contact_of_a_type_in_other_words_is_a_person_where_it_is_under_another() {
    let header = "No.,Type,Name,Company No.,Phone No.,City\n";
    let contacts = format!(
        "{header}C1,Company,Ronsevaal BV,C1,09 221 10 10,Gent\nP1,Betrokkene,Els Roelandts,C1,09 221 10 11,Gent\n"
    );
    let customers = "No.,Name,Phone No.,City\nK1,Ronsevaal,09 221 10 10,Gent\nK2,Els Roelandts,09 221 10 11,Gent\n";
    let outcome = linked(&contacts, customers, "");
    let unlinked = outcome.rows("unlinked.csv");
    assert!(unlinked.iter().any(|row| row["No."] == "P1" && row["Reason"] == "follows company"), "{unlinked:?}");
}

#[test]
fn one_number_that_two_alone_have_is_put_before_a_person() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,VAT Registration No.\n";
    let contacts = format!("{header}C1,Ronsevaal Zeilen,Kaai 1,8400,Oostende,BE,BE0400000185\n");
    let customer = "Bakelandt Catering BV,Molenstraat 9,3500,Hasselt,BE,BE0400000185";
    let outcome = linked(&contacts, &format!("{header}K1,{customer}\n"), "");
    let reasons: Vec<String> = outcome.rows("review.csv").iter().map(|row| row["Reason"].clone()).collect();
    assert_eq!(reasons, ["one number: these two alone have it, and are not linked"]);
    // Where others have it too, it says less.
    let outcome = linked(&contacts, &format!("{header}K1,{customer}\nK2,{customer}\n"), "");
    assert!(outcome.rows("review.csv").is_empty());
}

#[test]
fn no_tax_number_is_filled_where_a_name_says_more_or_less_than_the_other() {
    for (contact, customer) in [
        ("Johan Vercauterend", "Vercauterend Johan BV"),
        ("Loodgieterij Smeyerx", "Loodgieterij Smeyerx & Zonen"),
        ("Optiek Vandenbroelex", "Optiek Vandenbroeckx"),
        ("Garage Peetersx", "Garage Pietersx"),
        ("Bakkerij Tonkeniers (Fiduciaire Marxit)", "Fiduciaire Marxit"),
    ] {
        assert_eq!(at_one_door(contact, customer), (true, String::new()), "{contact}, {customer}");
    }
    for (contact, customer) in [("Smeyerx Loodgieterij", "Loodgieterij Smeyerx BV"), ("Garage Dyckx", "Garage Dijckx")]
    {
        assert_eq!(at_one_door(contact, customer), (true, "BE0400000185".to_owned()), "{contact}, {customer}");
    }
}

#[test]
fn two_firms_of_one_door_wait_for_a_person() {
    for (contact, customer) in [
        // Another legal form, and nothing that says which of the two a record is.
        ("Krijtbergh BV", "Krijtbergh NV"),
        ("Jeugdhuis De Klinkaart BV", "Jeugdhuis De Klinkaart VZW"),
        ("Hubermeierx GmbH", "Hubermeierx GmbH & Co. KG"),
        // Trades near each other, and still two.
        ("Garage Mipkens", "Carrosserie Mipkens"),
        ("Tuincentrum Mipkens", "Hovenier Mipkens"),
        ("Quintusx Fund Bonds EUR", "Quintusx Fund Bonds USD"),
    ] {
        assert_eq!(at_one_door(contact, customer), (false, String::new()), "{contact}, {customer}");
    }
}

#[test]
fn a_customer_and_a_vendor_that_are_two_firms_do_not_both_belong_to_one_contact() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.,VAT Registration No.\n";
    let of = |no: &str, name: &str, tax: &str| {
        format!("{header}{no},{name},Zebrastraat 12,9000,Gent,BE,09 221 10 10,{tax}\n")
    };
    let outcome = |customer: &str, vendor: &str| {
        let contacts = of("C1", "Bakkerij Quirijnen", "");
        let (customers, vendors) = (of("K1", customer, "BE0400000185"), of("V1", vendor, ""));
        let files = [("contacts.csv", &*contacts), ("customers.csv", &customers), ("vendors.csv", &vendors)];
        link(&files, &[])
    };
    let two = outcome("Bakkerij Quirijnen BV", "Bakkerij Quirijnen NV");
    assert_eq!(two.rows("linked.csv").len(), 1);
    assert_eq!(
        two.rows("review.csv")[0]["Reason"],
        "two firms: Customer K1 has this contact as well, and is another one"
    );
    assert_eq!(two.rows("merged/vendors.csv")[0]["VAT Registration No."], "");
    // Which of the two firms the contact is, nobody has said.
    assert_eq!(two.rows("merged/contacts.csv")[0]["VAT Registration No."], "");
    let one = outcome("Bakkerij Quirijnen BV", "Quirijnen Bakkerij BVBA");
    assert_eq!(one.rows("linked.csv").len(), 2);
    assert_eq!(one.rows("merged/vendors.csv")[0]["VAT Registration No."], "BE0400000185");
}

#[test]
fn a_compound_is_no_longer_writing_of_its_first_word() {
    for (contact, customer) in [
        ("Polder Xandervelt", "Polderbestuur Xandervelt"),
        ("Gemeente Xandervelt", "Gemeenteschool Xandervelt"),
        ("Cultuur Xandervelt", "Cultuurcentrum Xandervelt"),
    ] {
        assert_eq!(at_one_door(contact, customer).1, "", "{contact}, {customer}");
    }
}

#[test]
fn of_two_that_tie_the_one_that_is_written_the_same_is_linked_however_full_the_other_is() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.,Home Page,Language Code\n";
    let door = "Lindelaan 3,9100,Sint-Niklaas,BE,03 776 10 10";
    let contacts = format!(
        "Type,{header}Company,C1,Johan Vercauterend,{door},,\n\
         Company,C2,Vercauterend Johan BV,{door},www.vercauterend.example,NLB\n"
    );
    let outcome = linked(&contacts, &format!("{header}K1,Johan Vercauterend,{door},,\n"), "");
    let links: Vec<String> = outcome.rows("linked.csv").iter().map(|row| row["Contact No."].clone()).collect();
    assert_eq!(links, ["C1"]);
}

#[test]
fn what_belongs_to_one_who_is_blocked_for_privacy_goes_to_nobody_of_the_house() {
    let header = "No.,Type,Name,Address,Post Code,City,Country/Region Code,Phone No.,Privacy Blocked\n";
    let of = |no: &str, name: &str, blocked: &str| {
        format!("{no},Person,{name},Lindelaan 3,9100,Sint-Niklaas,BE,03 776 10 10,{blocked}\n")
    };
    let customers = format!("{header}{}", of("K1", "Jan Verhoestraetex", "")).replace(",Type,", ",Contact Type,");
    let linked_to = |other: &str, blocked: &str| -> (Vec<String>, Vec<String>) {
        let contacts = format!("{header}{}{}", of("C1", "Jan Verhoestraetex", blocked), of("C2", other, ""));
        let outcome = linked(&contacts, &customers, "");
        let links = outcome.rows("linked.csv").iter().map(|row| row["Contact No."].clone()).collect();
        let unlinked = outcome.rows("unlinked.csv");
        let why = unlinked.iter().filter(|row| row["No."] == "K1").map(|row| row["Reason"].clone()).collect();
        (links, why)
    };
    for other in ["J. Verhoestraetex", "Els Verhoestraetex"] {
        assert_eq!(linked_to(other, ""), (vec!["C1".to_owned()], vec![]));
    }
    assert_eq!(linked_to("J. Verhoestraetex", "Yes"), (vec![], vec!["in review".to_owned()]));
    assert_eq!(linked_to("Els Verhoestraetex", "Yes"), (vec![], vec!["partner blocked for privacy".to_owned()]));
}

#[test]
fn forms_that_become_each_other_are_those_of_one_firm_and_others_of_their_kind_are_not() {
    for (contact, customer, number) in [
        ("Mipkensx BVBA", "Mipkensx BV", "BE0400000185"),
        ("Mipkensx VZW", "Mipkensx ASBL", "BE0400000185"),
        ("Mipkensx NV", "Mipkensx SA", "BE0400000185"),
        ("Mipkensx GmbH", "Mipkensx gGmbH", ""),
        ("Mipkensx GmbH & Co. KG", "Mipkensx KG", ""),
    ] {
        assert_eq!(at_one_door(contact, customer), (true, number.to_owned()), "{contact}, {customer}");
    }
}

#[test]
fn two_owners_of_one_inn_have_two_tax_numbers() {
    let inn = |owner: &str| format!("Gasthof Zur Postx Inh. {owner}");
    assert_eq!(at_one_door(&inn("Klaus Berger"), &inn("Klaus Berger")).1, "BE0400000185");
    assert_eq!(at_one_door(&inn("Klaus Berger"), &inn("Peter Maurer")).1, "");
}

#[test]
fn names_with_nothing_in_common_are_not_one_firm_by_the_mailbox_of_a_house() {
    assert_eq!(with_mailbox("elsjex@telenet.be", "Kapsalon Elsjex", "Frituur Hoekskex"), (false, String::new()));
}

/// Whatever the length of two names, by their last word they are those of two; and where it is the same, of one.
#[test]
fn long_names_are_told_apart_by_their_last_word() {
    let name = "Association des parents d'eleves et des amis de l'ecole communale fondamentale autonome mixte de la ville \
                de Ronsevaal les Bains et de son hameau voisin Grandpre";
    let mut contacts = "No.,Type,Name,VAT Registration No.,Post Code,City\n".to_owned();
    let mut customers = "No.,Name,VAT Registration No.,Post Code,City\n".to_owned();
    for nth in 0..200 {
        let [one, other] =
            [0, 300].map(|from| [word(&mut Dice(nth + from)), word(&mut Dice(nth + from + 600))].join(" "));
        let _ = writeln!(contacts, "D{nth},Company,{one},,1000,Brussel");
        let _ = writeln!(customers, "L{nth},{other},,1000,Brussel");
    }
    for more in [0, 10, 40] {
        let more: String = (0..more).map(|nth| format!("{} ", word(&mut Dice(nth + 7_000)))).collect();
        for (last, links) in [("Nord", 1), ("Sud", 0)] {
            let contacts = format!("{contacts}C1,Company,{name} {more}section Nord,,5000,Namur\n");
            let customers = format!("{customers}K1,{name} {more}section {last},BE0403170701,5000,Namur\n");
            let outcome = link(&[("contacts.csv", &contacts), ("customers.csv", &customers)], &[]);
            let linked = outcome.rows("linked.csv").iter().filter(|row| row["Contact No."] == "C1").count();
            let is_filled = |row: &&BTreeMap<String, String>| !row["VAT Registration No."].is_empty();
            let filled = outcome.rows("merged/contacts.csv").iter().filter(is_filled).count();
            assert_eq!((linked, filled), (links, links), "{more}{last}");
        }
    }
}

#[test]
fn the_company_of_the_same_name_comes_before_the_one_that_shares_the_telephone() {
    let header = "No.,Type,Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail\n";
    let mut contacts = header.to_owned();
    let mut customers = header.to_owned();
    for (nth, name) in ["Brackwell", "Tollemarch", "Inverdoon", "Pexcroft", "Hallamond", "Quistgard"].iter().enumerate()
    {
        for (other, trade) in ["Foods", "Print", "Motors", "Joinery", "Textiles", "Glass"].iter().enumerate() {
            let at = nth * 10 + other;
            let row = format!(
                "Company,{name} {trade} Ltd,{at} {name} Street,AB{nth} {other}CD,Leeds,GB,0113 2{at:02}4{at:02},info@{name}{at}.example"
            );
            let _ = writeln!(contacts, "C{at},{row}");
            let _ = writeln!(customers, "K{at},{row}");
        }
    }
    let door = "98 Grosvenor Drive,LI15 6QN,Livingston,GB";
    let own = "01898 686160,info@quandrel.example";
    let _ = writeln!(contacts, "CH,Company,Quandrel Engineering Holdings Ltd,{door},{own}");
    let _ = writeln!(customers, "KH,Company,Quandrel Engineering Holdings Ltd,{door},,");
    let _ = writeln!(customers, "KE,Company,Quandrel Engineering Ltd,{door},{own}");
    let outcome = linked(&contacts, &customers, "");
    let told = |file: &str| {
        let rows = outcome.rows(file);
        rows.iter().filter(|row| row["Contact No."] == "CH").map(|row| row["No."].clone()).collect::<Vec<_>>()
    };
    assert_eq!([told("linked.csv"), told("review.csv")].concat(), ["KH"]);
}

#[test]
fn a_tax_number_that_another_record_of_the_table_has_is_not_written_into_a_second_one() {
    let header = "No.,Type,Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail,VAT Registration No.\n";
    let others: String = (0..40).fold(String::new(), |mut rows, at| {
        let name = word(&mut Dice(at + 9_000));
        let _ =
            writeln!(rows, "O{at},Company,{name} BV,Veldstraat {at},9000,Gent,BE,09 221 10 {at},post@{name}.example,");
        rows
    });
    let door = "Kerkstraat 5,2800,Mechelen,BE,015 22 33 44,mechelen@dolvex.example";
    let contacts = format!("{header}{others}C1,Company,Dolvex Bouw NV,{door},BE0403170701\n");
    let merged = |second: &str| {
        let customers = format!("{header}{others}K1,Company,Dolvex Bouw NV,{door},\n{second}");
        let rows = linked(&contacts, &customers, "").rows("merged/customers.csv");
        rows.into_iter().find(|row| row["No."] == "K1").map(|row| row["VAT Registration No."].clone())
    };
    assert_eq!(merged("").as_deref(), Some("BE0403170701"));
    let holding = format!("K2,Company,Dolvex Holding NV,{door},BE0403170701\n");
    assert_eq!(merged(&holding).as_deref(), Some(""));
}

#[test]
fn the_holding_at_the_door_and_mailbox_of_a_firm_waits_for_a_person() {
    let mailbox = |name: &str| format!("info@{name}.be");
    for (contact, customer) in [("Kapsalon Teunix", "Kapsalon Teunix Beheer BV"), ("R. Broovix Holding", "R. Broovix")]
    {
        assert_eq!(with_mailbox(&mailbox("firm"), contact, customer), (false, String::new()), "{contact}, {customer}");
    }
    let (linked, _) = with_mailbox(&mailbox("kapsalonteunix"), "Kapsalon Teunix", "Kapsalon Teunix BV");
    assert!(linked);
}

#[test]
fn the_same_country_says_what_it_is_rare_where_nothing_else_of_the_address_is_known() {
    let list = |side: &str, countries: &[&str]| {
        let rows = (0..60u64).map(|at| {
            let name = word(&mut Dice(at + 4_000));
            format!("{side}{at},{name},{}\n", countries[at as usize % countries.len()])
        });
        format!("No.,Name,Country/Region Code\n{}", rows.collect::<String>())
    };
    let evidence = |countries: &[&str]| {
        let outcome = linked(&list("C", countries), &list("K", countries), "");
        let rows = outcome.rows("linked.csv");
        rows.iter().find(|row| row["Contact No."] == "C1").map(|row| row["Evidence"].clone()).unwrap_or_default()
    };
    let abroad = evidence(&["BE", "NL", "FR", "DE", "PT", "JP"]);
    assert!(abroad.contains("address same country +1."), "{abroad}");
    let home = evidence(&["BE"]);
    assert!(home.contains("address same country +0.1"), "{home}");
}

#[test]
fn a_post_office_box_is_no_other_branch() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.\n";
    let list = |side: &str, address: &str| {
        let others: String = (0..60u64).fold(String::new(), |mut rows, at| {
            let name = word(&mut Dice(at + 7_000));
            let _ = writeln!(rows, "{side}{at},{name} BV,Veldstraat {at},9000,Gent,BE,09 221 10 {at:02}");
            rows
        });
        format!("{header}{others}{side}X,Praktijk Smidtvors BV,{address},9300,Aalst,BE,053 77 41 20\n")
    };
    let probability = |address: &str| {
        let outcome = linked(&list("C", "Kerkstraat 5"), &list("K", address), "");
        let rows = [outcome.rows("linked.csv"), outcome.rows("review.csv")].concat();
        rows.iter().find(|row| row["Contact No."] == "CX").map_or(0.0, |row| row["Probability"].parse::<f64>().unwrap())
    };
    let [at_box, at_street] = ["Postbus 812", "Molenweg 91"].map(probability);
    assert!(at_box > 0.99 && at_street < at_box, "{at_box} {at_street}");
}

#[test]
fn what_is_known_by_a_caption_of_other_programs_alone_is_not_merged() {
    let header = "No.,Name,Address,Post Code,City,Country/Region Code,Phone No.";
    let row = |side: &str, at: u64, more: &str| {
        let name = word(&mut Dice(at + 5_000));
        format!("{side}{at},{name} BV,Veldstraat {at},9000,Gent,BE,09 221 10 {at:02},{more}\n")
    };
    let list = |side: &str, caption: &str, value: &str| {
        let rows: String = (0..40).map(|at| row(side, at, if at == 7 { value } else { "" })).collect();
        format!("{header},{caption}\n{rows}")
    };
    let filled = |caption: &str| {
        let contacts = list("C", caption, "BE0400000185");
        let outcome = linked(&contacts, &list("K", "VAT Registration No.", ""), "");
        let rows = outcome.rows("merged/customers.csv");
        rows.iter().find(|row| row["No."] == "K7").map(|row| row["VAT Registration No."].clone()).unwrap()
    };
    assert_eq!(["VAT Registration No.", "EU VAT No."].map(filled), ["BE0400000185", ""]);
}
