"""All rules over a nation's night: `python -m benchmarks.night [--replicas 233] [--folder KEEP]`.

Generates a region, runs a night on it up to the dispositions, lays it out 233 times (benchmarks/nation.py: 7 million
sentences and register rows, 67 million positions, 50 million journeys and lodgings), and runs every rule over that in a
process of its own. Beside each rule stands the time the engine needs to read that rule's columns once, in the same
run. n replicas must give n times the findings of the region, or the run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.nation import lay_out
from pipelines.engine import Session
from pipelines.night import STEPS
from pipelines.rules.outcomes import evaluate_both
from pipelines.rules.result import forget_unread, prepare, relations_read, support
from pipelines.rules.rulefile import Rule, load_rules
from pipelines.rules.running import RELATIONS, WHOSE, attach_night
from pipelines.settings import Night, load_settings

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
DAY = date(2025, 10, 15)
MEMORY = "6GB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicas", type=int, default=233)
    parser.add_argument("--sentences", type=int, default=30_000, help="of the region that is laid out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps the region and the nation for the next run")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--measure", choices=("rules", "scans"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(MEASURES[given.measure](nation_of(given.folder, given.replicas))))
        return
    with tempfile.TemporaryDirectory(prefix="nation-") as scratch:
        folder = given.folder or Path(scratch)
        region, counts = region_night(folder, given.sentences, given.seed)
        nation = nation_of(folder, given.replicas)
        rows = laid_out(region, nation, given.replicas)
        measured = {name: in_a_process(name, folder, given.replicas) for name in MEASURES}
    rules, scans = measured["rules"], measured["scans"]
    wrong = {
        rule: (told["findings"], counts[rule] * given.replicas)
        for rule, told in rules["rules"].items()
        if told["findings"] != counts[rule] * given.replicas
    }
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
        "region_sentences": given.sentences,
        "replicas": given.replicas,
        "night": DAY.isoformat(),
        "rows": rows,
        "seconds": rules["seconds"],
        "cpu_seconds": rules["cpu_seconds"],
        "peak_mb": rules["peak_mb"],
        "memory_limit": MEMORY,
        "findings_not_n_times_the_regions": wrong,
        "rules": {rule: told | {"scan": scans["rules"][rule]} for rule, told in rules["rules"].items()},
    }
    text = table(result)
    print(text)
    if wrong:
        sys.exit(f"findings are not {given.replicas} times the region's: {wrong}")
    if not given.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "night.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        (RESULTS / "night.md").write_text(text)


def nation_of(folder: Path, replicas: int) -> Night:
    """The nation's night: it has no inbox, only what the steps before the rules would have left."""
    home = folder / f"nation-{replicas}"
    return Night.of(load_settings(ROOT / "crosscheck.toml", home=home, engine={"memory_limit": MEMORY}), DAY)


def region_night(folder: Path, sentences: int, seed: int) -> tuple[Night, dict[str, int]]:
    """The region with its night up to the rules, and how many findings each rule has in it."""
    made = folder / f"region-{sentences}-{seed}"
    if not made.is_dir():
        order = [sys.executable, "-m", "data.generator", "--out", str(made), "--nights", "1"]
        subprocess.run([*order, "--sentences", str(sentences), "--seed", str(seed)], check=True, cwd=ROOT)
    night = night_of_region(folder, sentences, seed)
    counts: dict[str, int] = {}
    for step in STEPS:
        counts = step.run(night)
        if step.name == "rules":
            break
    return night, counts


def night_of_region(folder: Path, sentences: int, seed: int) -> Night:
    """The region's night, run or not."""
    made, home = folder / f"region-{sentences}-{seed}", folder / f"home-{sentences}-{seed}"
    return Night.of(load_settings(ROOT / "crosscheck.toml", home=home, inbox=made / "inbox"), DAY)


def laid_out(region: Night, nation: Night, replicas: int) -> dict[str, int]:
    """The nation on disk, made where it is not there yet; rows per relation."""
    folder = nation.folder("facts").parent
    told = folder / "rows.json"
    if not told.is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        rows = lay_out(region.folder("facts").parent, folder, replicas, lambda line: print(line, flush=True))
        told.write_text(json.dumps(rows))
    return dict(json.loads(told.read_text()))


def in_a_process(name: str, folder: Path, replicas: int) -> dict[str, Any]:
    """What one measure printed, run in a process of its own for its peak memory."""
    order = [sys.executable, "-m", "benchmarks.night", "--measure", name, "--folder", str(folder)]
    told = subprocess.run([*order, "--replicas", str(replicas)], check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return dict(json.loads(told.stdout))


def measure_rules(night: Night) -> dict[str, Any]:
    """Seconds, CPU seconds, findings and left out of every rule; what several need is charged to the first of them."""
    rules: dict[str, dict[str, Any]] = {}
    begun, begun_cpu = time.perf_counter(), time.process_time()
    made: set[str] = set()
    with Session(night.settings.engine) as session, ExitStack() as stack:
        attach_night(session, night)
        prepare(session)
        stack.enter_context(session.held(*WHOSE))
        every = load_rules(night.contracts)
        for place, rule in enumerate(every, 1):
            start, cpu = time.perf_counter(), time.process_time()
            both = evaluate_both(session, rule, night.contracts, made)
            forget_unread(session, every[place:], made)
            rules[rule.id] = {
                "findings": both.found.num_rows,
                "left_out": sum(both.left_out["rows_counted"].to_pylist()),
                "seconds": round(time.perf_counter() - start, 2),
                "cpu_seconds": round(time.process_time() - cpu, 2),
            }
            print(rule.id, rules[rule.id], file=sys.stderr, flush=True)
    return {
        "rules": rules,
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - begun_cpu, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measure_scans(night: Night) -> dict[str, Any]:
    """Seconds and CPU seconds to read, once, every column that a rule or what it rests on names."""
    rules = {}
    with Session(night.settings.engine) as session:
        files = relation_files(night)
        for name, file in files.items():
            session.attach(name, [file])
        for rule in load_rules(night.contracts):
            start, cpu = time.perf_counter(), time.process_time()
            for relation, columns in columns_read(rule, files).items():
                hashed = ", ".join(f'bit_xor(hash("{column}")) AS h{place}' for place, column in enumerate(columns))
                session.query(f"SELECT {hashed} FROM {relation}")
            rules[rule.id] = {
                "seconds": round(time.perf_counter() - start, 2),
                "cpu_seconds": round(time.process_time() - cpu, 2),
            }
    return {"rules": rules}


def relation_files(night: Night) -> dict[str, Path]:
    """Every relation of the night that stands in a file of its own."""
    files = {file.stem: file for file in sorted(night.folder("facts").glob("*.parquet"))}
    return files | {name: night.folder(step) / f"{name}.parquet" for step, names in RELATIONS.items() for name in names}


def columns_read(rule: Rule, files: dict[str, Path]) -> dict[str, list[str]]:
    """Relation → the columns of it whose names occur in the rule's queries or in a query these rest on."""
    names = relations_read(rule.queries)
    folder = Path(__file__).parents[1] / "pipelines/rules/support"
    texts = [rule.queries, *(support(name) for name in sorted(names) if (folder / f"{name}.sql").is_file())]
    words = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(texts)))
    found = {}
    for name in sorted(names & files.keys()):
        if columns := [column for column in pq.read_schema(files[name]).names if column in words]:
            found[name] = columns
    return found


MEASURES = {"rules": measure_rules, "scans": measure_scans}


def table(result: dict[str, Any]) -> str:
    rows = result["rows"]
    millions = {name: f"{rows[name] / 1e6:.1f} M" for name in rows}
    scan = sum(told["scan"]["seconds"] for told in result["rules"].values())
    lines = [
        "# All rules over a nation's night",
        "",
        f"{millions['court_sentences']} sentences, {millions['justice_register']} register rows, "
        f"{millions['justice_positions']} positions, {millions['justice_contacts']} contacts, "
        f"{millions['police_lodging']} lodgings, {millions['police_travel']} journeys, "
        f"{millions['justice_leaves']} leaves: a generated region of {result['region_sentences']:,} sentences laid out "
        f"{result['replicas']} times. {result['machine']}, load average {result['load_average'][0]}.",
        "",
        f"**All rules: {result['seconds']} s, {result['cpu_seconds']} CPU s, peak {result['peak_mb']:,} MB** "
        f"(engine limited to {result['memory_limit']}); reading every rule's columns once: {scan:.1f} s. Findings are "
        f"{result['replicas']} times the region's for every rule. What several rules need is charged to the first.",
        "",
        "| rule | findings | left out | seconds | CPU s | reading its columns, s | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule, told in result["rules"].items():
        ratio = told["seconds"] / told["scan"]["seconds"] if told["scan"]["seconds"] else 0
        lines.append(
            f"| {rule} | {told['findings']:,} | {told['left_out']:,} | {told['seconds']} | {told['cpu_seconds']} "
            f"| {told['scan']['seconds']} | {ratio:.1f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
