//! The same inputs give the same bytes: threads, repeats, clocks, time zones, locales, umask, places.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::harness::{Files, files, folder};
use crate::world::World;

/// A world in files, each with a clock of long ago or of now.
fn place(world: &World) -> tempfile::TempDir {
    let texts = world.files();
    let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    folder(&bytes)
}

/// Runs a command over the files in `place` from `here`, in an environment of its own; the set it publishes.
fn published(place: &Path, here: &Path, command: &str, settings: &str, threads: &str) -> Files {
    let out = place.join("out");
    let mut line = vec![command.to_owned(), "--quiet".into(), "--threads".into(), threads.into()];
    for name in ["contacts", "customers", "vendors"] {
        line.extend([format!("--{name}"), place.join(format!("{name}.csv")).to_string_lossy().into_owned()]);
    }
    line.extend(["--out".to_owned(), out.to_string_lossy().into_owned()]);
    let mut run = if cfg!(unix) {
        let mut run = Command::new("sh");
        run.args(["-c", &format!("{settings} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_koppel")]);
        run
    } else {
        Command::new(env!("CARGO_BIN_EXE_koppel"))
    };
    let status = run.args(&line).current_dir(here).status().unwrap();
    assert!([Some(0), Some(3)].contains(&status.code()), "{settings}: {status}");
    files(&out, &out)
}

/// Every environment beside the plain one; what is no assignment is a command of the shell.
const ENVIRONMENTS: [&str; 10] = [
    "TZ=Pacific/Kiritimati",
    "TZ=America/Caracas",
    "LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8",
    "LANG=C LC_ALL=C",
    "LANG=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8",
    "umask 077;",
    "umask 000;",
    "unset HOME;",
    "TMPDIR=/nowhere",
    "NO_COLOR=1 COLUMNS=20 RAYON_NUM_THREADS=100000 RUST_MIN_STACK=1 RUST_BACKTRACE=1",
];

#[test]
fn the_outputs_depend_on_nothing_but_the_inputs() {
    let world = World::invent(5);
    let elsewhere = tempfile::tempdir().unwrap();
    for command in ["link", "dedupe"] {
        let first = place(&world);
        let expected = published(first.path(), first.path(), command, "", "1");
        assert!(expected.len() > 4, "{:?}", expected.keys());
        let check = |found: Files, what: &str| {
            assert!(found.keys().eq(expected.keys()), "{command}, {what}: {:?}", found.keys());
            for (name, bytes) in &found {
                assert!(*bytes == expected[name], "{command}, {what}: {name} differs");
            }
        };
        for threads in ["1", "2", "3", "8", "16"] {
            check(published(first.path(), first.path(), command, "", threads), &format!("{threads} threads"));
        }
        let second = place(&world);
        for (name, _) in world.files() {
            let file = fs::File::options().append(true).open(second.path().join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000)).unwrap();
        }
        check(
            published(second.path(), elsewhere.path(), command, "", "2"),
            "another place, cwd and clock of the files",
        );
        for settings in ENVIRONMENTS {
            check(published(second.path(), second.path(), command, settings, "2"), settings);
        }
    }
}

#[cfg(unix)]
#[test]
fn files_are_as_private_as_the_umask_says() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::invent(5);
    for (umask, file, directory) in [("077", 0o600, 0o700), ("022", 0o644, 0o755), ("027", 0o640, 0o750)] {
        let place = place(&world);
        published(place.path(), place.path(), "link", &format!("umask {umask};"), "2");
        let mode = |name: &str| fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
        for name in ["out/linked.csv", "out/merged/contacts.csv", "out/manifest.json", ".out.koppel.lock"] {
            assert_eq!(mode(name), file, "{name} under {umask}");
        }
        assert_eq!((mode("out"), mode("out/merged")), (directory, directory), "{umask}");
    }
}
