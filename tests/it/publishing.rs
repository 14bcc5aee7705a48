//! Publishing from outside: kills and signals at any moment, runs at once, closed outputs, low limits, places that
//! cannot be written to. Whatever happens, the folder holds one complete set, and the next run ends well.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::{Files, files, folder, koppel, sample};
use crate::world::Dice;

/// An earlier day, which gives a set of other bytes.
const EARLIER: [&str; 3] = ["link", "--as-of", "2020-01-01"];

/// A job, the set published before, and the set that a run publishes.
struct Place {
    folder: tempfile::TempDir,
    old: Files,
    new: Files,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: sample("first-run"), old: Files::new(), new: Files::new() };
        assert_eq!(koppel(place.folder.path(), &["link"]).code, 0);
        let new = place.set();
        assert_eq!(koppel(place.folder.path(), &EARLIER).code, 0);
        let old = place.set();
        assert_ne!(old, new);
        Self { old, new, ..place }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn set(&self) -> Files {
        files(&self.out(), &self.out())
    }

    /// What koppel keeps beside the inputs.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.filter(|name| !name.ends_with(".csv") && !name.ends_with(".toml")).collect();
        names.sort();
        names
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_koppel"))
            .args(["link", "--quiet"])
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The folder holds the old set or the new one; then the next run leaves the new one and nothing else.
    fn check(&self, when: &str) -> bool {
        let found = self.set();
        assert!(found == self.old || found == self.new, "{when}: a mixed set: {:?}", found.keys());
        let next = koppel(self.folder.path(), &["link"]);
        assert_eq!(next.code, 0, "{when}: {}", next.stderr);
        assert!(self.set() == self.new, "{when}: the next run published another set");
        assert_eq!(self.beside(), [".out.koppel.lock", "out"], "{when}");
        found == self.new
    }
}

/// Ends runs by `end` after a random time; how many of them had published.
fn interrupted(rounds: usize, seed: u64, end: impl Fn(&mut Child, usize), check: impl Fn(ExitStatus)) -> usize {
    let place = Place::new();
    let dice = &mut Dice(seed);
    let since = Instant::now();
    place.start().wait().unwrap();
    let whole = since.elapsed().as_micros() as usize;
    let mut published = 0;
    for round in 0..rounds {
        assert_eq!(koppel(place.folder.path(), &EARLIER).code, 0);
        let mut child = place.start();
        let after = dice.below(whole + whole / 4);
        sleep(Duration::from_micros(after as u64));
        end(&mut child, round);
        check(child.wait().unwrap());
        published += usize::from(place.check(&format!("seed {seed}, round {round}, after {after} us")));
    }
    published
}

fn killed(rounds: usize, seed: u64) {
    let published = interrupted(
        rounds,
        seed,
        |child, _| child.kill().unwrap(),
        // Where the run was quicker than the kill it has ended by itself.
        |status| assert!([None, Some(0), Some(1)].contains(&status.code()), "{status}"),
    );
    eprintln!("{rounds} kills, {published} after the switch");
}

#[test]
fn a_kill_at_any_moment_leaves_one_complete_set() {
    killed(15, 1);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_kills_leave_one_complete_set() {
    killed(1000, 2);
}

#[cfg(unix)]
fn signalled(rounds: usize, seed: u64) {
    use std::os::unix::process::ExitStatusExt;

    let send = |child: &mut Child, round: usize| {
        let signal = ["TERM", "INT", "HUP", "QUIT"][round % 4];
        // A run that has ended already has nobody to send it to.
        let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    };
    let by_signal = |status: ExitStatus| {
        assert!(
            status.code() == Some(0) || status.signal().is_some(),
            "neither done nor ended by the signal: {status}"
        );
    };
    let published = interrupted(rounds, seed, send, by_signal);
    eprintln!("{rounds} signals, {published} after the switch");
}

/// A signal ends a run at once, as it ends any program: there is nothing to tidy up that the next run does not.
#[cfg(unix)]
#[test]
fn a_signal_ends_a_run_and_leaves_one_complete_set() {
    signalled(8, 3);
}

#[cfg(unix)]
#[test]
#[ignore = "takes minutes"]
fn hundreds_of_signals_leave_one_complete_set() {
    signalled(400, 4);
}

#[test]
fn of_runs_at_once_each_publishes_or_says_that_the_folder_is_in_use() {
    let place = Place::new();
    let runs: Vec<Child> = (0..6).map(|_| place.start()).collect();
    let codes: Vec<_> = runs.into_iter().map(|mut run| run.wait().unwrap().code()).collect();
    assert!(codes.iter().all(|code| [Some(0), Some(4)].contains(code)), "{codes:?}");
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(place.check("six runs at once"));
}

#[test]
fn somebody_who_looks_while_runs_publish_sees_one_complete_set() {
    let place = Place::new();
    let name = place.out().join("manifest.json");
    let sets = [&place.old, &place.new].map(|set| set["manifest.json"].clone());
    for round in 0..6 {
        let mut run = if round % 2 == 0 {
            place.start()
        } else {
            Command::new(env!("CARGO_BIN_EXE_koppel"))
                .args(EARLIER)
                .args(["-q"])
                .current_dir(place.folder.path())
                .spawn()
                .unwrap()
        };
        let mut looks = 0;
        while run.try_wait().unwrap().is_none() {
            match fs::read(&name) {
                Ok(manifest) => assert!(sets.contains(&manifest), "another manifest"),
                // Where folders cannot change places in one step there is none for a moment.
                Err(_) if cfg!(not(target_os = "linux")) => {}
                Err(error) => panic!("no set: {error}"),
            }
            looks += 1;
        }
        assert!(looks > 10, "too quick to see anything");
    }
}

/// Runs a line of the shell in which `$KOPPEL` is the program; its exit code and what it said.
#[cfg(unix)]
fn shell(place: &Place, line: &str) -> (Option<i32>, String) {
    let output = Command::new("sh")
        .args(["-c", line])
        .env("KOPPEL", env!("CARGO_BIN_EXE_koppel"))
        .env_remove("RUST_BACKTRACE")
        .current_dir(place.folder.path())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn nobody_listening_is_no_failure() {
    let place = Place::new();
    for closed in [">&-", "2>&-", ">&- 2>&- <&-"] {
        let (code, said) = shell(&place, &format!("exec \"$KOPPEL\" link {closed}"));
        assert_eq!(code, Some(0), "{closed}: {said}");
        assert!(place.check(closed));
    }
    let (code, said) = shell(&place, "\"$KOPPEL\" link | head -n 1 > line; cat line; rm line");
    assert_eq!(code, Some(0), "{said}");
    assert!(place.check("head"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_printed_is_told_and_the_set_stands() {
    let place = Place::new();
    let (code, said) = shell(&place, "exec \"$KOPPEL\" link --quiet --json > /dev/full");
    assert_eq!(code, Some(2));
    assert!(said.contains("cannot print the result") && said.contains("the outputs are complete"), "{said}");
    assert!(place.check("/dev/full"));
}

#[cfg(target_os = "linux")]
#[test]
fn low_limits_are_survived_or_refused_with_a_word() {
    let place = Place::new();
    let (code, said) = shell(&place, "ulimit -n 12; exec \"$KOPPEL\" link");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(koppel(place.folder.path(), &EARLIER).code, 0);
    let (code, said) = shell(&place, "ulimit -n 4; exec \"$KOPPEL\" link --quiet");
    assert!(code == Some(2) && said.contains("ulimit -n"), "{said}");
    // Files can be written one at a time, and are taken away again.
    let (code, said) = shell(&place, "ulimit -n 5; exec \"$KOPPEL\" link --quiet");
    assert!(code == Some(2) && said.contains("ulimit -n"), "{said}");
    assert_eq!(place.beside(), [".out.koppel.lock", "out"]);
    // In blocks of 512 bytes, as the shell counts them.
    let (code, said) = shell(&place, "ulimit -f 8; exec \"$KOPPEL\" link --quiet");
    assert!(code == Some(2) && said.contains("ulimit -f") && said.contains("untouched"), "{said}");
    assert!(!place.check("a limit on the size of files"));
    // Too little memory ends a run as a signal does: nothing can be said any more, and the set stands.
    assert_eq!(koppel(place.folder.path(), &EARLIER).code, 0);
    let (code, said) = shell(&place, "ulimit -v 40000; exec \"$KOPPEL\" link --quiet");
    assert_ne!(code, Some(0), "{said}");
    assert!(!place.check("a limit on memory"));
}

/// Runs with `arguments` and checks that it was refused with these words before anything was written.
#[track_caller]
fn check_refused(place: &Place, arguments: &[&str], words: &str) {
    let inputs = |place: &Place| {
        let mut inputs = files(place.folder.path(), place.folder.path());
        inputs.retain(|name, _| !name.ends_with(".koppel.lock"));
        inputs
    };
    let before = inputs(place);
    let run = koppel(place.folder.path(), arguments);
    assert_eq!(run.code, 1, "{arguments:?}: {}", run.stderr);
    assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    assert!(before == inputs(place), "{arguments:?} changed something");
}

#[test]
fn a_place_that_would_do_harm_is_refused_before_the_work() {
    let place = Place::new();
    fs::write(place.folder.path().join("notes.txt"), "somebody's own").unwrap();
    for (arguments, words) in [
        (&["link", "--out", "."][..], "contacten.csv: lies in the output folder"),
        (&["link", "--out", "./out/.."], "contacten.csv: lies in the output folder"),
        (&["link", "--out", "klanten.csv"], "is a file, not a folder"),
        (&["link", "--timings", "klanten.csv"], "is an input"),
        (&["link", "--timings", "koppel.toml"], "is an input"),
        (&["link", "--timings", "out/times.json"], "lies in the output folder"),
        (&["link", "--timings", "out"], "is a folder"),
        (&["link", "--timings", ".out.koppel.lock"], "koppel needs for the output folder"),
        (&["link", "--timings", "Out.next"], "koppel needs for the output folder"),
        (&["link", "--timings", "nowhere/times.json"], "is not there"),
        (&["link", "--timings", "notes.txt"], "is no output of this command"),
        (&["dedupe", "--timings", "klanten.csv"], "is an input"),
        (&["read", "klanten.csv", "--out", "./out/../klanten.csv"], "is an input"),
        (&["read", "klanten.csv", "--out", "nowhere/x.csv"], "is not there"),
    ] {
        check_refused(&place, arguments, words);
    }
}

#[cfg(unix)]
#[test]
fn nothing_waits_at_a_pipe_for_somebody_to_read() {
    let place = Place::new();
    assert!(Command::new("mkfifo").arg(place.folder.path().join("pipe")).status().unwrap().success());
    for arguments in [&["link", "--timings", "pipe"][..], &["read", "klanten.csv", "--out", "pipe"]] {
        let run = koppel(place.folder.path(), arguments);
        assert!(run.code == 1 && run.stderr.contains("pipe: is a pipe"), "{}", run.stderr);
    }
    let truth = koppel(place.folder.path(), &["evaluate", "out", "--truth", "pipe"]);
    assert!(truth.code == 1 && truth.stderr.contains("pipe: is a pipe"), "{}", truth.stderr);
    // What never ends is not looked through for something that could be lost.
    let ends = koppel(place.folder.path(), &["read", "klanten.csv", "--out", "/dev/null"]);
    assert_eq!(ends.code, 0, "{}", ends.stderr);
    // What the system has open already is written to.
    let (code, said) = shell(&place, "\"$KOPPEL\" link --quiet --timings /dev/stderr 2>&1 | grep -q merge");
    assert_eq!(code, Some(0), "{said}");
}

/// One whose contents this account may not replace is told before the work, and one that has no such bounds replaces it.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_not_be_changed_is_told_before_the_work() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::new();
    fs::set_permissions(place.out(), fs::Permissions::from_mode(0o555)).unwrap();
    let free =
        fs::write(place.out().join("probe"), "").and_then(|()| fs::remove_file(place.out().join("probe"))).is_ok();
    let run = koppel(place.folder.path(), &["link"]);
    if free {
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(place.set(), place.new);
    } else {
        let told = run.stderr.contains("out: may not be changed by this account") && !run.stderr.contains("read: ");
        assert!(run.code == 2 && told, "{}", run.stderr);
        assert_eq!(place.set(), place.old);
    }
    fs::set_permissions(place.out(), fs::Permissions::from_mode(0o755)).unwrap();
}

/// What is marked so is replaced like anything else in the folder, and nothing of it is left for the next run to fail at.
#[cfg(windows)]
#[test]
fn what_is_marked_read_only_in_a_set_goes_with_it() {
    let place = Place::new();
    let marked =
        [place.out().join("review.csv"), place.out().join("manifest.json"), place.out().join("merged"), place.out()];
    for path in marked {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
    }
    assert_eq!(koppel(place.folder.path(), &["link"]).code, 0);
    assert_eq!(place.beside(), [".out.koppel.lock", "out"]);
    assert!(place.check("marked read-only"));
}

#[cfg(windows)]
#[test]
fn what_another_program_does_not_share_is_told_as_that() {
    use std::os::windows::fs::OpenOptionsExt as _;

    /// Lets a folder be opened.
    const BACKUP_SEMANTICS: u32 = 0x0200_0000;
    let place = Place::new();
    let hold = |path: PathBuf, shared| {
        fs::OpenOptions::new().read(true).share_mode(shared).custom_flags(BACKUP_SEMANTICS).open(path).unwrap()
    };
    let held = hold(place.folder.path().join("klanten.csv"), 0);
    let run = koppel(place.folder.path(), &["link"]);
    assert!(run.code == 2 && run.stderr.contains("hint: close the program that has the file open"), "{}", run.stderr);
    drop(held);
    assert!(place.set() == place.old);
    // As a folder is held in which somebody works at a prompt: it may be read and written to, and not be moved.
    let held = hold(place.out(), 3);
    let run = koppel(place.folder.path(), &["link"]);
    assert!(run.code == 2 && run.stderr.contains("complete in `out.next`"), "{}", run.stderr);
    drop(held);
    assert!(!place.check("a folder that was held"));
}

#[cfg(windows)]
#[test]
fn a_device_is_no_file_to_write() {
    let place = Place::new();
    for arguments in [&["link", "--timings", "nul"][..], &["read", "klanten.csv", "--out", "con"]] {
        check_refused(&place, arguments, "has a name that the system keeps for something else");
    }
}

#[test]
fn a_set_without_its_manifest_is_nobodys_to_replace() {
    for damage in ["", "{", "{\"koppel\": \"0.1.0\"}", "\u{0}"] {
        let place = Place::new();
        fs::write(place.out().join("manifest.json"), damage).unwrap();
        check_refused(&place, &["link"], "holds what koppel has not written there");
        check_refused(&place, &["verify", "out"], "no manifest that koppel wrote");
    }
    let place = Place::new();
    fs::remove_file(place.out().join("manifest.json")).unwrap();
    check_refused(&place, &["link"], "holds what koppel has not written there");
}

#[test]
fn a_run_tells_what_there_is_less_of_than_in_the_set_it_replaces() {
    let firms = ["Alfa", "Bravo", "Delta", "Echo", "Foxtrot", "Golf"];
    let table = |mark: &str, rows: usize| {
        let row = |(no, firm): (usize, &&str)| format!("{mark}{no},Bakkerij {firm}\n");
        "No.,Name\n".to_owned() + &firms.iter().enumerate().take(rows).map(row).collect::<String>()
    };
    let place = folder(&[("c.csv", table("C", 6).as_bytes()), ("k.csv", table("K", 6).as_bytes())]);
    let run = |command: &str| {
        let run = koppel(place.path(), &[command, "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let since = run.stdout.lines().filter_map(|line| line.strip_prefix("since   "));
        since.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((run("link"), run("link")), (Vec::new(), Vec::new()));
    fs::write(place.path().join("k.csv"), table("K", 2)).unwrap();
    let lost = run("link");
    assert!(lost[0].starts_with("k.csv  2 rows, less than half of the 6 of the set before"), "{lost:?}");
    assert!(lost.iter().any(|line| line.starts_with("review.csv  2 rows")), "{lost:?}");
    let other = run("dedupe");
    assert!(other.iter().any(|line| line.starts_with("linked.csv  is no more")), "{other:?}");
}

/// A set of another job is nobody's to take, whatever its folder is called.
#[test]
fn a_set_of_another_job_beside_the_folder_stays() {
    let place = folder(&[
        ("c.csv", b"No.,Type,Name\nC1,Company,Ronsevaal\n".as_slice()),
        ("d.csv", b"No.,Type,Name\nC2,Company,Optiek\n"),
        ("k.csv", b"No.,Name\nK1,Ronsevaal\n"),
    ]);
    let link = |contacts: &str, out: &str| {
        koppel(place.path(), &["link", "--contacts", contacts, "--customers", "k.csv", "--out", out])
    };
    assert_eq!(link("c.csv", "out.next").code, 0);
    assert_eq!(link("d.csv", "out").code, 0);
    let run = link("out.next/merged/c.csv", "out");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(koppel(place.path(), &["verify", "out.next"]).code == 0);
    assert!(fs::read_to_string(place.path().join("out.next/merged/c.csv")).unwrap().contains("C1,"));
    // As if it had been left there by a run that was kept from switching, it takes its place.
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path().join("out.next/manifest.json")).unwrap()).unwrap();
    fs::write(place.path().join(".out.koppel.waits"), manifest["seal"].as_str().unwrap()).unwrap();
    let refused = link("out.next/merged/c.csv", "out");
    assert!(refused.code == 1 && refused.stderr.contains("lies in the output folder"), "{}", refused.stderr);
    assert_eq!(link("c.csv", "out").code, 0);
    assert!(!place.path().join("out.next").exists() && !place.path().join(".out.koppel.waits").exists());
}
