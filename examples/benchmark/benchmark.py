"""koppel beside Splink 5 and the plain reading and writing of the same files.

    python3 examples/benchmark/benchmark.py [SIZES...]      (10000 100000 1000000)

One command, from the top of the repository: builds koppel and the examples, makes worlds of so many contacts with
`examples/generate`, and runs on each the whole way of `koppel link`, Splink 5 with the set-up of `with_splink.py`, and
`examples/floor`. Then what must hold beside speed: the same bytes for any number of threads, the same links whatever the
order of the rows, and worlds in which everybody shares one name, one tax number or one phone. Markdown goes to stdout;
`--write` puts it into docs/benchmark.md, and the scaling curve beside it. Needs Python 3.9 or newer on Linux or macOS; Splink is installed from PyPI into an
environment of its own below `--work`, pip's network access is all that it needs.
"""

import argparse
import csv
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import venv
from datetime import date
from pathlib import Path

import chart

TOP = Path(__file__).resolve().parents[2]
TABLES = ["contacts", "customers", "vendors", "bank_accounts"]
STAGES = ["read", "clean", "pair", "score", "decide", "merge", "write"]
SPLINK = "splink>=5,<6"
# The part of docs/benchmark.md that is measured.
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
# What the records of a skewed world share, and the aspect of the evidence that would rest on it.
SKEWS = {"name": "name", "tax-id": "tax id", "phone": "phone"}


def run(command, **options):
    """Runs a program; its seconds, CPU seconds and the most memory it held in MB. Fails when it fails."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nowhere:
        child = subprocess.Popen([str(part) for part in command], stdout=nowhere, stderr=subprocess.PIPE, **options)
        said = child.stderr.read().decode(errors="replace")
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}:\n{said[-2000:]}")
    # Linux counts in units of 1,024 bytes, macOS in bytes; told are millions of bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return {"wall": time.monotonic() - start, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * unit / 1e6}


def tell(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    """Where everything is."""

    def __init__(self, work, seed):
        self.work, self.seed = work, seed
        built = subprocess.run(
            ["cargo", "build", "--release", "--locked", "--quiet", "--bin", "koppel", "--example", "generate",
             "--example", "floor", "--message-format=json"], cwd=TOP, check=True, stdout=subprocess.PIPE, text=True)
        made = [json.loads(line) for line in built.stdout.splitlines() if '"executable"' in line]
        programs = {one["target"]["name"]: one["executable"] for one in made if one.get("executable")}
        self.koppel, self.generate, self.floor = (programs[name] for name in ("koppel", "generate", "floor"))
        self.python = None

    def splink(self):
        """The Python of an environment that has Splink."""
        if self.python is None:
            home = self.work / "splink-venv"
            python = home / "bin" / "python"
            if not python.exists():
                tell("installing Splink")
                venv.create(home, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", SPLINK], check=True)
            self.python = python
        return self.python

    def world(self, name, *options):
        """A world, made once."""
        folder = self.work / name
        if not (folder / "truth_links.csv").exists():
            tell(f"making {folder}")
            run([self.generate, "--out", folder, "--seed", self.seed, *options])
        return folder

    def link(self, world, out, *options):
        """One run of koppel, the whole way."""
        shutil.rmtree(out, ignore_errors=True)
        inputs = [part for table in TABLES if (world / f"{table}.csv").exists()
                  for part in (f"--{table.replace('_', '-')}", world / f"{table}.csv")]
        timings = self.work / "timings.json"
        taken = run([self.koppel, "link", *inputs, "--out", out, "--timings", timings, "--quiet", *options])
        taken["stages"] = json.loads(timings.read_text())
        taken["pairs"] = json.loads((out / "summary.json").read_text())["pairs"]
        return taken

    def evaluate(self, world, out):
        """How right links are, by koppel's own measure."""
        said = subprocess.run(
            [self.koppel, "evaluate", out, "--truth", world / "truth_links.csv", "--ignore",
             world / "truth_person_links.csv", "--entities", world / "truth_entities.csv", "--json"],
            check=True, stdout=subprocess.PIPE)
        return json.loads(said.stdout)["links"]


def measure(bench, size, with_splink):
    """All that one size takes."""
    world = bench.world(str(size), "--contacts", size)
    found = {"size": size, "rows": sum(rows(world / f"{table}.csv") for table in TABLES)}
    files = [world / f"{table}.csv" for table in TABLES]
    found["bytes"] = sum(file.stat().st_size for file in files)
    tell(f"{size}: floor")
    found["floor"] = run([bench.floor, bench.work / "floor", *files])
    tell(f"{size}: koppel")
    out = bench.work / f"{size}-koppel"
    found["koppel"] = bench.link(world, out)
    found["koppel"]["quality"] = bench.evaluate(world, out)
    found["one"] = bench.link(world, bench.work / f"{size}-one", "--threads", "1")
    if with_splink:
        tell(f"{size}: Splink")
        out = bench.work / f"{size}-splink"
        shutil.rmtree(out, ignore_errors=True)
        taken = run([bench.splink(), Path(__file__).with_name("with_splink.py"), world, out])
        said = json.loads((out / "timings.json").read_text())
        found["splink"] = {**taken, **said, "quality": bench.evaluate(world, out)}
    return found


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def holds(bench, size):
    """The same bytes for any number of threads; the same links whatever the order of the rows."""
    world = bench.world(str(size), "--contacts", size)
    shuffled = bench.world(f"{size}-shuffled", "--contacts", size, "--shuffle", "1")
    sums = {}
    for threads in (1, 2, 3, 8):
        tell(f"{size}: {threads} threads")
        out = bench.work / f"{size}-threads"
        bench.link(world, out, "--threads", threads)
        sums[threads] = set_sum(out)
    one, other = bench.work / f"{size}-threads", bench.work / f"{size}-shuffled-out"
    bench.link(shuffled, other)
    return {
        "size": size,
        "same_bytes": len(set(sums.values())) == 1,
        "same_links": all(sorted_lines(one / file) == sorted_lines(other / file) for file in ("linked.csv", "review.csv")),
        "rows_moved": (world / "contacts.csv").read_bytes() != (shuffled / "contacts.csv").read_bytes(),
    }


def set_sum(out):
    """One sum over every file of a set. The manifest alone names the folder and is left out."""
    sums = hashlib.sha256()
    for file in sorted(path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"):
        sums.update(str(file.relative_to(out)).encode() + hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()


def sorted_lines(path):
    return sorted(path.read_bytes().splitlines())


def skewed(bench, what):
    """A world in which every record shares one thing."""
    world = bench.world(f"skew-{what}", "--contacts", "50000", "--skew", what)
    tell(f"skew: {what}")
    out = bench.work / f"skew-{what}-out"
    taken = bench.link(world, out)
    with open(out / "linked.csv", newline="", encoding="utf-8") as file:
        evidence = [row["Evidence"] for row in csv.DictReader(file)]
    rests = sum(bits(one, SKEWS[what]) > 0 for one in evidence)
    return {**taken, "what": what, "links": len(evidence), "rests": rests}


def bits(evidence, aspect):
    """What an aspect says in `name equal +11.3; phone different -0.7`."""
    of = [part for part in evidence.split("; ") if part.startswith(aspect + " ")]
    return float(of[0].split()[-1]) if of else 0.0


def machine():
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def report(sizes, held, skews):
    """The tables, as Markdown."""
    out = [f"Measured on {date.today()}: {machine()}.", ""]
    out += ["| contacts | rows | tool | time s | CPU s | memory MB | pairs compared | links | precision | recall | F1 | best F1 |",
            "|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for one in sizes:
        head = f"| {one['size']:,} | {one['rows']:,} |"
        for tool in ("koppel", "splink"):
            if tool not in one:
                continue
            taken, right = one[tool], one[tool]["quality"]["total"]
            best = one[tool]["quality"]["sweep"]["best"]
            # Splink does not tell how many pairs it compared; counting them would take it more time.
            name, pairs = ("koppel", f"{taken['pairs']:,}") if tool == "koppel" else ("Splink 5", "")
            out.append(
                f"{head} {name} {resources(taken)} {pairs} |"
                f" {right['pairs']:,} | {right['precision']:.4f} | {right['recall_of_possible']:.4f} |"
                f" {right['f1_of_possible']:.4f} | {best['f1_of_possible']:.4f} |")
        out.append(f"{head} floor {resources(one['floor'])} | | | | | |")
    out += ["", "| contacts | " + " | ".join(STAGES) + " | 1 thread, time s | speed-up | CPU per 1000 rows ms |",
            "|--:|" + "--:|" * (len(STAGES) + 3)]
    for one in sizes:
        spent = one["koppel"]["stages"]
        out.append(f"| {one['size']:,} | " + " | ".join(f"{spent.get(stage, 0):.2f}" for stage in STAGES)
                   + f" | {one['one']['wall']:.2f} | {one['one']['wall'] / one['koppel']['wall']:.2f}"
                   + f" | {one['koppel']['cpu'] / one['rows'] * 1e6:.1f} |")
    out += ["", "| contacts | tool | wrong links: branches of a chain | companies of a group | other |", "|--:|---|--:|--:|--:|"]
    for one in sizes:
        for tool in ("koppel", "splink"):
            if tool in one:
                kinds = {count["cause"]: count["total"] for count in one[tool]["quality"]["wrong"]}
                chain, group = kinds.pop("branches of one chain", 0), kinds.pop("companies of one group", 0)
                name = "koppel" if tool == "koppel" else "Splink 5"
                out.append(f"| {one['size']:,} | {name} | {chain} | {group} | {sum(kinds.values())} |")
    if skews:
        out += ["", "| 50,000 contacts and 50,000 customers share | time s | CPU s | memory MB | links | that rest on it |",
                "|---|--:|--:|--:|--:|--:|"]
        out += [f"| one {one['what']} {resources(one)} {one['links']:,} | {one['rests']} |" for one in skews]
    if held:
        word = {True: "yes", False: "NO"}
        out += ["", f"At {held['size']:,} contacts: the same bytes with 1, 2, 3 and 8 threads: {word[held['same_bytes']]};"
                f" the same links and reviews with all rows in another order: {word[held['same_links']]}."]
    return "\n".join(out)


def resources(taken):
    return f"| {taken['wall']:.2f} | {taken['cpu']:.2f} | {taken['memory']:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000], help="contacts")
    parser.add_argument("--seed", default="11", help="of the worlds")
    parser.add_argument("--work", type=Path, default=TOP / "target" / "benchmark", help="where worlds and outputs go")
    parser.add_argument("--write", action="store_true", help="write docs/benchmark.md and docs/scaling.svg")
    parser.add_argument("--splink-up-to", type=int, default=1_000_000, metavar="CONTACTS",
                        help="larger worlds without Splink; 0 for none")
    parser.add_argument("--no-checks", action="store_true", help="leave out threads, shuffled rows and skewed worlds")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.work, given.seed)
    sizes = [measure(bench, size, size <= given.splink_up_to) for size in given.sizes]
    checks = not given.no_checks
    held = holds(bench, max((size for size in given.sizes if size <= 100_000), default=100_000)) if checks else None
    skews = [skewed(bench, what) for what in SKEWS] if checks else []
    text = report(sizes, held, skews)
    print(text)
    if given.write:
        (TOP / "docs" / "scaling.svg").write_text(chart.scaling(sizes), encoding="utf-8")
        text += "\n\n![CPU seconds for linking, by rows of all tables](scaling.svg)"
        page = TOP / "docs" / "benchmark.md"
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
