//! What holds for every run, whatever the records: threads, order of rows, balance, one-to-one, what is never linked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::harness::{folder, koppel};
use crate::world::{Cells, Dice, Firm, Outcome, World, account, contact, link, project, same, word};

/// Who is linked to what, and how surely.
const LINK: [&str; 5] = ["Contact No.", "Link to Table", "No.", "Status", "Probability"];
const PAIR: [&str; 3] = ["Contact No.", "Link to Table", "No."];

/// Every file of an output folder.
fn set(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let below = set(&entry.path());
            files.extend(below.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

#[test]
fn any_number_of_threads_and_a_second_run_give_the_same_bytes() {
    let world = World::invent(1);
    let run = world.link(&["--threads", "1"]);
    let first = set(&run.path().join("out"));
    assert!(first.len() > 10 && run.rows("linked.csv").len() > 300, "a poor world: {}", run.run.stdout);
    for threads in ["2", "3", "8", "8"] {
        let files = world.files();
        let mut line = vec!["link", "--threads", threads, "--out", "out"];
        for (option, (name, _)) in ["--contacts", "--customers", "--vendors"].iter().zip(&files) {
            line.extend([*option, *name]);
        }
        let again = koppel(run.path(), &line);
        assert_eq!(again.code, 0, "{}", again.stderr);
        let second = set(&run.path().join("out"));
        assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
        for (name, bytes) in &first {
            assert!(*bytes == second[name], "{name} differs with {threads} threads");
        }
    }
}

#[test]
fn shuffled_rows_give_the_same_files_but_for_the_order_of_their_rows() {
    let world = World::invent(2);
    let first = world.link(&[]);
    let mut shuffled = world;
    let dice = &mut Dice(99);
    dice.shuffle(&mut shuffled.contacts);
    dice.shuffle(&mut shuffled.customers);
    dice.shuffle(&mut shuffled.vendors);
    let second = shuffled.link(&[]);
    for file in ["linked.csv", "review.csv", "unlinked.csv", "conflicts.csv"] {
        assert!(!first.rows(file).is_empty(), "a poor world: {file}");
        assert_eq!(first.text(file), second.text(file), "{file}");
    }
    // Merged files keep the order of their inputs, and issues name their lines.
    let unordered = |run: &Outcome, file: &str| {
        let mut rows = run.rows(file);
        rows.iter_mut().for_each(|row| drop(row.remove("Line")));
        rows.sort();
        rows
    };
    for name in ["contacts", "customers", "vendors"] {
        for file in [format!("merged/{name}.csv"), format!("changed/{name}.csv")] {
            assert!(unordered(&first, &file) == unordered(&second, &file), "{file}");
        }
    }
    assert_eq!(unordered(&first, "issues.csv"), unordered(&second, "issues.csv"));
    let counts = |run: &Outcome| {
        let mut summary = run.summary();
        summary.as_object_mut().unwrap().remove("inputs");
        summary
    };
    assert_eq!(counts(&first), counts(&second));
}

/// A switchboard: more firms than a record may have candidates share door, phone and domain. One of them has a copy that
/// has nothing but the name; for the copy it is the best there is, wherever in the file the two stand.
fn switchboard(dice: &mut Dice) -> Vec<Vec<String>> {
    let shared = Firm::invent(dice);
    let first = word(dice);
    let mut named = |no: &str| {
        let name = format!("{first} {}", word(dice));
        (no.to_owned(), Firm { name, vat: String::new(), ..shared.clone() })
    };
    let (no, firm) = named("S");
    let [address, post_code, city, phone, mail, vat] = [const { String::new() }; 6];
    let copy = Firm { name: firm.name.clone(), address, post_code, city, phone, mail, vat };
    let mut firms = vec![(no, firm), ("SCOPY".to_owned(), copy)];
    firms.extend((0..30).map(|at| named(&format!("S{at:02}"))));
    firms.iter().map(|(no, firm)| contact(no, "Company", no, false, firm)).collect()
}

#[test]
fn the_order_of_the_rows_makes_no_other_duplicates() {
    let dice = &mut Dice(7);
    let mut world = World::invent(6);
    world.contacts.extend(switchboard(dice));
    let dedupe = |world: &World| {
        let files = world.files();
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        // Fewer candidates than the firms of the switchboard.
        let job = "read.contacts = 'contacts.csv'\nread.customers = 'customers.csv'\nread.vendors = 'vendors.csv'\n\
                   pair.per_contact = 5\n";
        let place = folder(&[&bytes[..], &[("koppel.toml", job.as_bytes())]].concat());
        let run = koppel(place.path(), &["dedupe"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        Outcome { place, run }
    };
    let first = dedupe(&world);
    let tables = &first.summary()["tables"];
    assert!(tables["Contact"]["cut"]["pairs beyond per_contact"].as_u64().is_some_and(|cut| cut > 0), "{tables}");
    let asked = project(&first.rows("review.csv"), &["Contact No.", "No."]);
    let found = first.rows("duplicates.csv").iter().any(|row| row["No."] == "SCOPY");
    assert!(found || asked.iter().any(|pair| pair.contains(&"SCOPY".to_owned())), "{asked:?}");
    for turn in 0..4 {
        for rows in [&mut world.contacts, &mut world.customers, &mut world.vendors] {
            if turn == 0 { rows.reverse() } else { dice.shuffle(rows) }
        }
        let second = dedupe(&world);
        for file in ["duplicates.csv", "review.csv", "summary.json"] {
            assert_eq!(first.text(file), second.text(file), "{file}, turn {turn}");
        }
    }
}

/// Firms whose records agree on both sides, written in ways a writer might be tempted to tidy up.
#[test]
fn without_conflicts_and_fills_a_merged_file_is_its_input_byte_for_byte() {
    let captions = "No.;Type;Name;Address;City;Phone No.;VAT Registration No.;Own column\r\n";
    let contacts = format!(
        "{captions}\"CT1\";Company;\"Zilver; Goud \"\"en\"\" Brons BV\"; Kerkstraat 1 ;Gouda;0182 555 010;;\"a\r\nb\"\r\n\
         CT2;Company;Kwikstaart Optiek;Havenkade 7;Deventer;0570 555 011;;\"\"\r\n\
         CT3;Company;Rozenboom Advies;Singel 44;Zwolle;;;=1+1\r\n"
    );
    let customers = "No.\tName\tAddress\tCity\tPhone No.\n\
                     K1\tZilver; Goud \"\"en\"\" Brons BV\tKerkstraat 1\tGouda\t0182-555010\n\
                     K2\tKwikstaart Optiek\tHavenkade 7\tDeventer\t0570 555 011";
    let run = link(&[("contacts.csv", &contacts), ("customers.csv", customers)], &[]);
    assert_eq!(run.links(&PAIR).len(), 2, "{}", run.run.stdout);
    assert!(run.rows("conflicts.csv").is_empty(), "{}", run.text("conflicts.csv"));
    assert_eq!(run.text("merged/contacts.csv"), contacts);
    assert_eq!(run.text("merged/customers.csv"), customers);
    assert!(!run.path().join("out/changed").exists());
}

/// The rows of a conflict that stays as it is from run to run.
fn conflicts(run: &Outcome) -> BTreeSet<Vec<String>> {
    let columns = ["Contact No.", "Link to Table", "No.", "Field", "Status", "Contact Value", "Account Value"];
    project(&run.rows("conflicts.csv"), &columns).into_iter().collect()
}

#[test]
fn outputs_taken_as_inputs_again_change_nothing_more() {
    let world = World::invent(4);
    let first = world.link(&[]);
    assert!(first.path().join("out/changed").exists());
    let merged: Vec<(&str, String)> = ["contacts.csv", "customers.csv", "vendors.csv"]
        .into_iter()
        .map(|name| (name, first.text(&format!("merged/{name}"))))
        .chain([("links.csv", first.as_links_file())])
        .collect();
    let merged: Vec<(&str, &str)> = merged.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let second = link(&merged, &[]);
    // What a record took from one partner may be the evidence that was missing for another: such hubs grow.
    let (before, after) = (first.links(&PAIR), second.links(&PAIR));
    assert!(before.iter().all(|link| after.binary_search(link).is_ok()), "a link is gone");
    let grown: BTreeSet<&String> =
        after.iter().filter(|link| before.binary_search(link).is_err()).map(|link| &link[0]).collect();
    let changed = first.rows("changed/contacts.csv");
    assert!(grown.iter().all(|no| changed.iter().any(|row| row["No."] == **no)) && grown.len() < 10, "{grown:?}");
    // A hub that grew has more to say to each other; nothing else may change.
    let spared: BTreeSet<String> = grown.into_iter().cloned().collect();
    let of_spared: BTreeSet<&String> =
        after.iter().filter(|link| spared.contains(&link[0])).flat_map(|link| [&link[0], &link[2]]).collect();
    for name in ["contacts", "customers", "vendors"] {
        let changed = second.rows(&format!("changed/{name}.csv"));
        let odd: Vec<&Cells> = changed.iter().filter(|row| !of_spared.contains(&row["No."])).collect();
        assert!(odd.is_empty(), "{} changed again in {name}, the first {:?}", odd.len(), odd.first());
    }
    let (before, after) = (conflicts(&first), conflicts(&second));
    let new: Vec<_> = after.difference(&before).filter(|conflict| !spared.contains(&conflict[0])).collect();
    assert!(new.is_empty(), "{} new conflicts, the first {:?}", new.len(), new.first());
    let spoken = after.iter().find(|conflict| conflict[4] != "open" && !spared.contains(&conflict[0]));
    assert_eq!(spoken, None, "a rule spoke twice on one thing");
}

/// Contacts, customers and vendors with rows in them that cannot be used.
fn with_bad_rows(world: &World) -> Outcome {
    let mut files = world.files();
    for (_, text) in &mut files {
        let row = text.lines().nth(5).unwrap().to_owned();
        text.push_str(&format!("too,short\n{row}\n,,,,,\n"));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    link(&files, &[])
}

#[test]
fn every_contact_is_in_one_state_for_each_table_and_rows_balance() {
    let world = World::invent(5);
    let run = with_bad_rows(&world);
    assert_eq!(run.run.code, 3);
    let linked = run.rows("linked.csv");
    let review = run.rows("review.csv");
    let unlinked = run.rows("unlinked.csv");
    let summary = run.summary();
    for table in ["Customer", "Vendor"] {
        let of = |rows: &[Cells], no: &str| -> Vec<String> {
            project(rows, &PAIR)
                .into_iter()
                .filter(|row| row[1] == table)
                .map(|row| row[usize::from(no == "No.") * 2].clone())
                .collect()
        };
        let linked = of(&linked, "Contact No.");
        let review: BTreeSet<String> = of(&review, "Contact No.").into_iter().collect();
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for no in &linked {
            places.entry(no.clone()).or_default().push("linked".to_owned());
        }
        for row in unlinked.iter().filter(|row| row["Table"] == "Contact" && row["Link to Table"] == table) {
            assert_eq!(row["Reason"] == "in review", review.contains(&row["No."]), "{row:?}");
            places.entry(row["No."].clone()).or_default().push(row["Reason"].clone());
        }
        for contact in &world.contacts {
            let found = places.remove(&contact[0]).unwrap_or_default();
            assert_eq!(found.len(), 1, "{} and {table}: {found:?}", contact[0]);
        }
        assert!(places.is_empty(), "{places:?}");
        let counts = &summary["contacts"][table];
        assert_eq!(counts["linked"], linked.len());
        assert_eq!(counts["contacts"], world.contacts.len());
        let sum: u64 = ["linked", "review", "unlinked"].iter().map(|state| counts[state].as_u64().unwrap()).sum();
        assert_eq!(counts["contacts"], sum);
    }
    for (kind, rows) in [("Customer", &world.customers), ("Vendor", &world.vendors)] {
        let mut places: Vec<&str> =
            linked.iter().filter(|row| row["Link to Table"] == kind).map(|row| &*row["No."]).collect();
        places.extend(unlinked.iter().filter(|row| row["Table"] == kind).map(|row| &*row["No."]));
        places.sort_unstable();
        let mut all: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
        all.sort_unstable();
        assert_eq!(places, all, "{kind}");
    }
    for (input, rows) in
        summary["inputs"].as_array().unwrap().iter().zip([&world.contacts, &world.customers, &world.vendors])
    {
        let count = |key: &str| input[key].as_u64().unwrap();
        assert_eq!(count("rows_read"), count("accepted") + count("rejected") + count("collapsed"));
        assert_eq!((count("accepted"), count("rejected"), count("collapsed")), (rows.len() as u64, 1, 1));
        let merged = run.text(&format!("merged/{}", input["file"].as_str().unwrap()));
        // Blank rows travel along.
        let merged = merged.lines().filter(|line| !line.trim_matches(',').is_empty()).count();
        assert_eq!(merged, rows.len() + 1);
    }
}

#[test]
fn links_are_one_to_one_and_leave_out_the_blocked_and_those_who_follow() {
    let world = World::invent(6);
    let linked = world.link(&[]).rows("linked.csv");
    let never: BTreeSet<&str> = world
        .contacts
        .iter()
        .filter(|row| row[3] == "Yes" || (row[1] == "Person" && !row[2].is_empty()))
        .map(|row| &*row[0])
        .collect();
    assert!(never.len() > 100);
    let mut seen = BTreeSet::new();
    for row in &linked {
        assert!(!never.contains(&*row["Contact No."]), "{row:?}");
        for end in ["Contact No.", "No."] {
            assert!(seen.insert((end, row["Link to Table"].clone(), row[end].clone())), "twice: {row:?}");
        }
    }
}

#[test]
fn a_blocked_contact_and_a_person_under_a_company_are_not_linked_to_their_own_copy() {
    let dice = &mut Dice(7);
    let (blocked, company) = (Firm::invent(dice), Firm::invent(dice));
    let person = Firm { name: "Ykje Wendelbra".to_owned(), ..Firm::invent(dice) };
    let mut world = World { contacts: vec![contact("CT1", "Company", "CT1", true, &blocked)], ..World::default() };
    world.contacts.push(contact("CT2", "Company", "CT2", false, &company));
    world.contacts.push(contact("CT3", "Person", "CT2", false, &person));
    world.customers = vec![account("K1", &blocked), account("K2", &company), account("K3", &person)];
    assert_eq!(world.link(&[]).links(&PAIR), [["CT2", "Customer", "K2"]]);
}

#[test]
fn a_record_that_shares_no_key_changes_no_link() {
    let world = World::invent(8);
    let columns = &LINK[..4];
    let first = world.link(&[]);
    let mut more = world;
    let stranger = Firm {
        name: "Ğþœß Ŧŋħ".to_owned(),
        address: "Åkervägen 9999".to_owned(),
        post_code: "0000 QQ".to_owned(),
        city: "Nergens".to_owned(),
        phone: "+358 9 123 45678".to_owned(),
        mail: "q@q-q-q.example".to_owned(),
        vat: String::new(),
    };
    more.contacts.insert(40, contact("CTX", "Company", "CTX", false, &stranger));
    same(&first.links(columns), &more.link(&[]).links(columns), "links");
}

#[test]
fn contacts_link_to_exact_copies_of_themselves() {
    let dice = &mut Dice(9);
    let mut world = World::default();
    for number in 0..400 {
        let firm = Firm::invent(dice);
        let firm = Firm { phone: String::new(), ..firm.typed(dice) };
        let no = format!("CT{number:03}");
        world.contacts.push(contact(&no, "Company", &no, false, &firm));
        world.customers.push(account(&format!("K{number:03}"), &firm));
        if number % 40 == 0 {
            let again = format!("CTD{number:03}");
            world.contacts.push(contact(&again, "Company", &again, false, &firm));
        }
    }
    let run = world.link(&[]);
    let links = run.links(&PAIR);
    for link in &links {
        assert_eq!(link[0][2..], link[2][1..], "a wrong link");
    }
    let linked: BTreeSet<&str> = links.iter().map(|link| &*link[0]).collect();
    let missing: Vec<&Vec<String>> = world
        .contacts
        .iter()
        .enumerate()
        .filter(|(_, row)| !linked.contains(&*row[0]) && !row[0].starts_with("CTD"))
        .map(|(_, row)| row)
        .filter(|row| row[0][2..].parse::<usize>().unwrap() % 40 != 0)
        .collect();
    assert!(missing.is_empty(), "{} without a link, the first {:?}", missing.len(), missing.first());
}

/// Gives a firm the value that all share.
type Share = fn(&mut Firm);

/// Thousands of records that share one value and nothing else: no link, and no hour of comparing either.
#[test]
fn one_value_shared_by_thousands_links_nobody_and_takes_seconds() {
    let shared: [(&str, Share); 3] = [
        ("name", |firm| firm.name = "Contante verkoop".to_owned()),
        ("VAT number", |firm| firm.vat = "NL999999999B99".to_owned()),
        ("phone", |firm| firm.phone = "010 555 0000".to_owned()),
    ];
    for (what, share) in shared {
        let dice = &mut Dice(10);
        let mut world = World::default();
        for number in 0..6_000 {
            let mut firm = Firm::invent(dice);
            firm.name = format!("{} {}", word(dice), word(dice));
            share(&mut firm);
            let no = format!("N{number:04}");
            if number % 2 == 0 {
                world.contacts.push(contact(&no, "Company", &no, false, &firm));
            } else {
                world.customers.push(account(&no, &firm));
            }
        }
        let begin = Instant::now();
        let run = world.link(&[]);
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(20), "one {what}: {took:?}");
        let links = run.rows("linked.csv");
        assert!(links.is_empty(), "one {what}: {} links, the first {:?}", links.len(), links.first());
    }
}

const WHOLE: [(&str, &str); 5] = [
    (
        "contacts.csv",
        "No.,Type,Name,Search Name,Address,City,Phone No.,E-Mail,VAT Registration No.,Salesperson Code,Currency Code,Job Title\n\
         CT1,Company,Zonnebloem Optiek BV,ZON,Havenkade 7,Deventer,,info@zonnebloem.example,NL123456782B01,AN,,eigen\n",
    ),
    (
        "customers.csv",
        "No.,Name,Search Name,Address,City,Phone No.,E-Mail,VAT Registration No.,Salesperson Code,Currency Code,Blocked\n\
         K1,Zonnebloem Optiek,ZOEK,Havenkade 7a,Deventer,0570 555 011,,NL123456782B01,BO,EUR,All\n",
    ),
    (
        "vendors.csv",
        "No.,Name,Search Name,Address,City,Phone No.,E-Mail,VAT Registration No.,Purchaser Code,Currency Code\n\
         L1,Optiek Zonnebloem,LEV,Havenkade 7,,0570 555 012,,,IK,USD\n",
    ),
    ("links.csv", "Contact No.,Business Relation Code,Link to Table,No.\nCT1,KLANT,Customer,K1\nCT1,LEV,Vendor,L1\n"),
    ("koppel.toml", ""),
];

/// Links the hand-made case in whole-record mode and gives the merged row of each table.
fn whole_record(precedence: &str) -> [String; 3] {
    let job = format!(
        "[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\nvendors = 'vendors.csv'\nlinks = 'links.csv'\n\
         [merge]\nmode = \"whole-record\"\nprecedence = [{precedence}]\n"
    );
    let files: Vec<(&str, &str)> =
        WHOLE.iter().map(|&(name, text)| if name == "koppel.toml" { (name, &*job) } else { (name, text) }).collect();
    let run = link(&files, &[]);
    assert_eq!(run.rows("linked.csv").len(), 2, "{}", run.run.stdout);
    ["contacts", "customers", "vendors"]
        .map(|name| run.text(&format!("merged/{name}.csv")).lines().nth(1).unwrap().to_owned())
}

/// The contact is the master: its fields go to both accounts, its blank phone too. Numbers stay, the vendor's purchaser
/// stays, the salesperson goes to the customer, and what the tables do not share stays.
#[test]
fn whole_record_with_the_contact_as_master() {
    assert_eq!(
        whole_record("\"contact\""),
        [
            "CT1,Company,Zonnebloem Optiek BV,ZON,Havenkade 7,Deventer,,info@zonnebloem.example,NL123456782B01,AN,,eigen",
            "K1,Zonnebloem Optiek BV,ZON,Havenkade 7,Deventer,,info@zonnebloem.example,NL123456782B01,AN,,All",
            "L1,Zonnebloem Optiek BV,ZON,Havenkade 7,Deventer,,info@zonnebloem.example,NL123456782B01,IK,",
        ]
    );
}

/// The customer is the master: the contact takes its fields, and hands them on to the vendor.
#[test]
fn whole_record_with_the_account_as_master() {
    assert_eq!(
        whole_record("\"account\""),
        [
            "CT1,Company,Zonnebloem Optiek,ZOEK,Havenkade 7a,Deventer,0570 555 011,,NL123456782B01,BO,EUR,eigen",
            "K1,Zonnebloem Optiek,ZOEK,Havenkade 7a,Deventer,0570 555 011,,NL123456782B01,BO,EUR,All",
            "L1,Zonnebloem Optiek,ZOEK,Havenkade 7a,Deventer,0570 555 011,,NL123456782B01,IK,EUR",
        ]
    );
}

const DECISIONS: &str = "Kind,Contact No.,Link to Table,No.,Field,Choice,New Value,By,At,Note,Seen\n";

/// Three firms on both sides and a fourth customer; the lines of a decisions file.
fn decided(lines: &str) -> Outcome {
    let dice = &mut Dice(12);
    let firms: Vec<Firm> = (0..4).map(|_| Firm::invent(dice)).collect();
    let mut world = World::default();
    for (at, firm) in firms.iter().enumerate() {
        let no = format!("CT{at}");
        if at < 3 {
            world.contacts.push(contact(&no, "Company", &no, false, firm));
        }
        world.customers.push(account(&format!("K{at}"), firm));
    }
    let mut files = world.files();
    files.push(("decisions.csv", format!("{DECISIONS}{lines}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    link(&files, &[])
}

/// The links after these decisions, and the exit code.
fn check_decided(lines: &str, code: i32, expected: &[&str]) -> Outcome {
    let run = decided(lines);
    let links: Vec<String> = run.links(&["Contact No.", "No.", "Status"]).iter().map(|link| link.join(" ")).collect();
    assert_eq!(links, expected, "{lines}");
    assert_eq!(run.run.code, code, "{lines}: {}", run.run.stdout);
    run
}

#[test]
fn decisions_link_reject_and_withdraw() {
    let all = ["CT0 K0 linked", "CT1 K1 linked", "CT2 K2 linked"];
    check_decided("", 0, &all);
    check_decided("link,CT0,Customer,K3,,,,,,,AAAAAAAAAAAA\n", 3, &all[1..]);
    check_decided("link,CT0,Customer,K3,,,,,,,\n", 0, &["CT0 K3 decided", "CT1 K1 linked", "CT2 K2 linked"]);
    check_decided("reject,CT0,Customer,K0,,,,,,,\n", 0, &["CT1 K1 linked", "CT2 K2 linked"]);
    check_decided("reject,CT0,Customer,K0,,,,,,,\nwithdraw,CT0,Customer,K0,,,,,,,\n", 0, &all);
    check_decided("link,CT0,Customer,K3,,,,,,,\nreject,CT0,Customer,K3,,,,,,,\n", 0, &all);
}

#[test]
fn decisions_that_clash_or_name_nobody_are_not_applied_and_reported() {
    let all = ["CT0 K0 linked", "CT1 K1 linked", "CT2 K2 linked"];
    // Of what a person has said that cannot be done, nothing else is done in its place.
    let clash = check_decided("link,CT0,Customer,K3,,,,,,,\nlink,CT1,Customer,K3,,,,,,,\n", 3, &all[2..]);
    let lines: Vec<String> = clash.rows("issues.csv").iter().map(|row| row["Line"].clone()).collect();
    assert_eq!(lines, ["2", "3"], "{}", clash.text("issues.csv"));
    let unknown = check_decided("link,CT0,Customer,K77,,,,,,,\n", 3, &all[1..]);
    assert_eq!(unknown.rows("issues.csv")[0]["Line"], "2");
}

#[test]
fn a_decision_on_values_that_have_changed_is_put_before_a_person_again() {
    let run = decided("reject,CT0,Customer,K0,,,,,,,AAAAAAAAAAAA\n");
    assert!(run.rows("issues.csv").iter().any(|row| row["File"] == "decisions.csv" && row["Line"] == "2"));
    let review = project(&run.rows("review.csv"), &PAIR);
    assert_eq!(review, [["CT0", "Customer", "K0"]]);
    // The fingerprint that the review shows makes the same decision stand.
    let seen = run.rows("review.csv")[0]["Seen"].clone();
    let run = check_decided(&format!("reject,CT0,Customer,K0,,,,,,,{seen}\n"), 0, &["CT1 K1 linked", "CT2 K2 linked"]);
    assert!(run.rows("review.csv").is_empty(), "{}", run.text("review.csv"));
}

#[test]
fn a_doubted_link_of_the_ledger_stands_and_merges_nothing_until_a_person_confirms_it() {
    let dice = &mut Dice(12);
    let [one, other] = [Firm::invent(dice), Firm::invent(dice)];
    let mut world = World::default();
    world.contacts.push(contact("CT0", "Company", "CT0", false, &one));
    world.customers.push(account("K0", &other));
    let ledger = world.link(&[]).as_links_file() + "CT0,,Customer,K0\n";
    let run = |lines: &str| {
        let mut files = world.files();
        files.extend([("links.csv", ledger.clone()), ("decisions.csv", format!("{DECISIONS}{lines}"))]);
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let run = link(&files, &[]);
        assert_eq!(run.links(&["Contact No.", "No.", "Status"]), [["CT0", "K0", "existing"]]);
        run
    };
    let input = |name: &str| world.files().into_iter().find(|(file, _)| *file == name).unwrap().1;
    let doubted = run("");
    assert_eq!(project(&doubted.rows("review.csv"), &PAIR), [["CT0", "Customer", "K0"]]);
    assert_eq!(doubted.text("merged/customers.csv"), input("customers.csv"));
    assert!(doubted.rows("conflicts.csv").is_empty(), "{}", doubted.text("conflicts.csv"));
    let seen = doubted.rows("review.csv")[0]["Seen"].clone();
    let confirmed = run(&format!("link,CT0,Customer,K0,,,,,,,{seen}\n"));
    assert!(confirmed.rows("review.csv").is_empty(), "{}", confirmed.text("review.csv"));
    assert!(!confirmed.rows("conflicts.csv").is_empty());
}

#[test]
fn a_locked_output_folder_is_4_and_stays_as_it_is() {
    let place = folder(&[
        ("contacts.csv", b"No.,Type,Name\nCT1,Company,Ronsevaal\n"),
        ("customers.csv", b"No.,Name\nK1,Ronsevaal\n"),
    ]);
    let line = ["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "out"];
    assert_eq!(koppel(place.path(), &line).code, 0);
    let before = set(&place.path().join("out"));
    let lock = fs::File::options().append(true).open(place.path().join(".out.koppel.lock")).unwrap();
    lock.lock().unwrap();
    let run = koppel(place.path(), &line);
    assert_eq!((run.code, run.stdout.as_str()), (4, ""), "{}", run.stderr);
    assert!(before == set(&place.path().join("out")));
    drop(lock);
    // Programs that other tests start at the same time hold the open file between their fork and their exec: a moment.
    let freed = (0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(40));
        koppel(place.path(), &line).code == 0
    });
    assert!(freed, "the folder is still locked");
}
