//! Every refusal with its exact text: what is wrong, where, what to try, and that nothing was written.

use crate::harness::{folder, koppel};

type Files<'a> = &'a [(&'a str, &'a [u8])];

const CONTACTS: &[u8] = b"No.,Type,Name,Company No.\nC1,Company,Ronsevaal,C1\n";

/// Runs a command line in a folder with these files and compares what it says on stderr.
fn check(line: &str, files: Files<'_>, code: i32, expected: &str) {
    let place = folder(files);
    let run = koppel(place.path(), &line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(run.stderr, expected, "koppel {line}");
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "koppel {line}");
    assert!(!place.path().join("out").exists(), "koppel {line}: something was written");
}

#[test]
fn no_job_file() {
    check(
        "link",
        &[],
        1,
        "koppel: koppel.toml: there is no such job file\n  hint: `koppel init` looks at your exports and writes a job file; \
         or name them: koppel link --contacts F --customers F --out DIR\n  nothing was written\n",
    );
    check(
        "link nightly.toml",
        &[("night.toml", b""), ("b.toml", b"")],
        1,
        "koppel: nightly.toml: there is no such job file\n  hint: in that folder: `b.toml`, `night.toml`; `koppel init` \
         writes a new one\n  nothing was written\n",
    );
}

#[test]
fn a_job_file_with_a_slip() {
    let check = |job: &str, expected: &str| check("link", &[("koppel.toml", job.as_bytes())], 1, expected);
    check(
        "[read]\nklanten = 'k.csv'\n",
        "koppel: koppel.toml:2: `read.klanten`: there is no such key\n  hint: known here: contacts, customers, vendors, \
         bank_accounts, links, decisions, country, rejects_max\n  nothing was written\n",
    );
    check(
        "[read]\ncontacts = \"C:\\exports\\c.csv\"\n",
        "koppel: koppel.toml:2: this cannot be read, from character 24: contacts = \"C:\\exports\\c.csv\"\n  hint: between \
         double quotes a `\\` starts an escape: put paths between single quotes, 'C:\\exports\\contacts.csv', or write them \
         with `/`\n  nothing was written\n",
    );
    check(
        "[read]\ncontacts = 'c.csv'\n",
        "koppel: koppel.toml: there is nothing to link the contacts to\n  hint: name the file in section [read]: \
         customers = 'customers.csv', vendors or bank accounts\n  nothing was written\n",
    );
    check(
        "[decide]\nlink = 95\n",
        "koppel: koppel.toml:2: `decide.link`: a probability lies between 0 and 1, both excluded\n  hint: the default is \
         0.95; a lower one links more, and more of it wrongly\n  nothing was written\n",
    );
    check(
        "[read]\nrejects_max = 5\n",
        "koppel: koppel.toml:2: `read.rejects_max`: expected a text between quotes, found the number 5\n  \
         nothing was written\n",
    );
}

#[test]
fn a_run_without_a_job_and_without_an_output_folder() {
    check(
        "link --contacts c.csv --customers k.csv",
        &[("c.csv", CONTACTS)],
        1,
        "koppel: there is no output folder\n  hint: name it with --out DIR\n  nothing was written\n",
    );
    check(
        "link --customers k.csv --out out",
        &[],
        1,
        "koppel: there are no contacts\n  hint: name the file with --contacts FILE\n  nothing was written\n",
    );
}

#[test]
fn nothing_to_make_a_job_of() {
    check(
        "init",
        &[("notes.md", b"#")],
        1,
        "koppel: no export of contacts was recognised\n  hint: there is no .csv, .txt or .tsv file; name the exports or \
         their folder: koppel init FOLDER\n  nothing was written\n",
    );
    check(
        "init",
        &[("koppel.toml", b""), ("contacts.csv", CONTACTS)],
        1,
        "koppel: koppel.toml: there is a job file already, and it stays as it is\n  hint: name another one with --out \
         FILE, or move this one away\n  nothing was written\n",
    );
    check(
        "init",
        &[("contacts-a.csv", CONTACTS), ("contacts-b.csv", CONTACTS)],
        1,
        "koppel: both contacts-a.csv and contacts-b.csv hold contacts\n  hint: name the files to use: koppel init FILE \
         FILE ...\n  nothing was written\n",
    );
}
