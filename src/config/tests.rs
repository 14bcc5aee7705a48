use super::*;

/// Reads a job file and gives what it is refused for.
fn refusal(text: &str) -> String {
    match Job::parse(text.as_bytes(), Path::new("job/koppel.toml")) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_refusal_names_the_line_the_key_and_what_to_try() {
    let check = |text: &str, expected: &str| assert_eq!(refusal(text), expected, "for {text}");
    check(
        "[read]\ncontcts = 'a.csv'\n",
        "job/koppel.toml:2: `read.contcts`: there is no such key\n  hint: did you mean `contacts`?",
    );
    check("[decde]\nlink = 0.9\n", "job/koppel.toml:1: `decde`: there is no such key\n  hint: did you mean `decide`?");
    check(
        "[decide]\nlink = 'high'\n",
        "job/koppel.toml:2: `decide.link`: expected a number such as 0.95, found the text \"high\"\n  \
         hint: a share of one, without quotes: 0.95",
    );
    check(
        "[decide]\ncardinality = 'one-to-many'\n",
        "job/koppel.toml:2: `decide.cardinality`: `one-to-many` cannot stand here\n  \
         hint: one of \"one-to-one\", \"one-account-per-contact\", \"one-contact-per-account\", \"many-to-many\"",
    );
    check(
        "# comment\n[decide]\nlink = 1.5\n",
        "job/koppel.toml:3: `decide.link`: a probability lies between 0 and 1, both excluded\n  \
         hint: the default is 0.95; a lower one links more, and more of it wrongly",
    );
    check(
        "[decide]\nreview = 0.99\n",
        "job/koppel.toml:2: `decide.review`: reviews begin above 0 and not above `link`, which is 0.95\n  \
         hint: the default is 0.50",
    );
    check(
        "[decide]\nlink = 0.2\n",
        "job/koppel.toml:2: `decide.link`: this is below `review`, which is 0.5\n  hint: set `review` too, at most 0.2",
    );
    check(
        "decide = 3",
        "job/koppel.toml:1: `decide`: expected a section, [name] on a line of its own, found the number 3\n  \
         hint: the README shows each section and key",
    );
    check(
        "[pair]\nper_contact = 0\n",
        "job/koppel.toml:2: `pair.per_contact`: without candidates nothing can be linked\n  hint: the default is 25",
    );
    check(
        "[merge.fields]\n\"Fone No.\" = ['ask']\n",
        "job/koppel.toml:2: `merge.fields.Fone No.`: unknown field or group `Fone No.`\n  \
         hint: did you mean `Phone No.`?",
    );
    check(
        "[read]\ncustomers = 'a/list.csv'\nvendors = 'b/LIST.csv'\n",
        "job/koppel.toml:3: `read.vendors`: `customers` is a file of the same name\n  \
         hint: rename one of them: the merged files would get one name",
    );
}

#[test]
fn a_key_with_a_dot_of_its_own_is_found() {
    let text = "[merge.fields]\nname = ['ask']\n\"VAT Registration No.\" = ['ask']\n";
    for key in ["merge.fields.VAT Registration No.", "merge.fields.\"VAT Registration No.\""] {
        let error = located::place(Error::refused("x").column(key), text, Path::new("k.toml"));
        assert_eq!(error.line, Some(3), "{key}");
    }
    let error = located::place(Error::refused("x").column("merge.fields.VAT"), text, Path::new("k.toml"));
    assert_eq!(error.line, None);
}

#[test]
fn a_windows_path_between_double_quotes_gets_the_hint_to_use_single_ones() {
    for path in [r"C:\users\me\contacts.csv", r"C:\exports\contacts.csv", r"C:\new\table.csv", r"\\server\list.csv"] {
        let message = refusal(&format!("[read]\ncontacts = \"{path}\"\n"));
        assert!(message.contains("job/koppel.toml:2: "), "{message}");
        assert!(message.contains("single quotes"), "{message}");
    }
}

#[test]
fn what_is_no_toml_shows_the_line() {
    let message = refusal("[read]\ncontacts = contacts.csv\n");
    assert!(message.starts_with("job/koppel.toml:2: this cannot be read, from character 12: contacts = contacts.csv"));
    refusal("[read");
    refusal("a = 'x");
    refusal("[decide]\nlink = 0.9\nlink = 0.8\n");
    refusal("é = \"\\u12\"");
}

#[test]
fn a_mark_is_accepted_and_another_encoding_is_not() {
    assert!(Job::parse("\u{feff}[decide]\nlink = 0.9\n".as_bytes(), Path::new("koppel.toml")).is_ok());
    let error = Job::parse(b"[read]\n# caf\xe9\n", Path::new("koppel.toml")).unwrap_err();
    assert_eq!((error.line, error.what.as_str()), (Some(2), "the job file is not UTF-8"));
}

#[test]
fn paths_are_relative_to_the_job_file() {
    let job = Job::parse(b"[read]\ncontacts = 'in/c.csv'\ncustomers = '/abs/k.csv'\n", Path::new("job/koppel.toml"));
    let job = job.unwrap();
    assert_eq!(job.input(Kind::Contact).unwrap().path, Path::new("job/in/c.csv"));
    assert_eq!(job.input(Kind::Customer).unwrap().path, Path::new("/abs/k.csv"));
    assert_eq!(job.write.directory, Path::new("job/out"));
}

#[test]
fn the_manifest_does_not_tell_where_a_set_was_made() {
    let text = b"[read]\ncontacts = 'in/c.csv'\n";
    let here = Job::parse(text, Path::new("here/koppel.toml")).unwrap().settings().unwrap();
    let there = Job::parse(text, Path::new("/there/koppel.toml")).unwrap().settings().unwrap();
    assert_eq!(here, there);
    assert_eq!(here["decide"]["link"], 0.95);
}

#[test]
fn the_effective_settings_are_a_job_file_that_says_the_same() {
    let job = Job::parse(b"[read]\ncontacts = 'c.csv'\n[decide]\nlink = 0.9\n", Path::new("koppel.toml")).unwrap();
    let again = Job::parse(job.effective().unwrap().as_bytes(), Path::new("koppel.toml")).unwrap();
    assert_eq!(again.effective(), job.effective());
    assert_eq!(again.merge.check(), job.merge.check());
}

#[test]
fn a_job_without_contacts_or_accounts_cannot_link() {
    let check = |text: &str, expected: &str| {
        let job = Job::parse(text.as_bytes(), Path::new("koppel.toml")).unwrap();
        assert_eq!(job.check_link().unwrap_err().what, expected);
    };
    check("[read]\ncustomers = 'c.csv'\n", "there are no contacts");
    check("[read]\ncontacts = 'c.csv'\n", "there is nothing to link the contacts to");
}
