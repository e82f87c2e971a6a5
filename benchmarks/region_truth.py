"""One night of a region against its truth: `python -m benchmarks.region_truth [--sentences 115000] [--seed 1]`.

Generates a synthetic region (1/60 of the nation is about 115,000 sentences) into a temporary folder, runs one night
over it and lays every finding beside the planted truth. Writes benchmarks/results/region_truth.json and .md: per rule
how many were planted, found, missed, raised without being planted; seconds of every step and peak memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.night import STEPS
from pipelines.settings import Night, load_settings
from tests.night.agreement import Agreement, compare, mentioned

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
DAY = date(2025, 10, 15)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=115_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=3, help="differences named per rule and kind")
    parser.add_argument("--region", type=Path, help="a region generated before, with the same --sentences and --seed")
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="region-") as scratch:
        folder = Path(scratch)
        region = given.region or folder / "region"
        generated, peak = generate(region, given.sentences, given.seed) if given.region is None else (None, None)
        seconds, home = run(folder, region / "inbox")
        agreement, rows = judge(region / "truth", home)
        result: dict[str, Any] = {
            "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
            "load_average": [round(load, 1) for load in os.getloadavg()],
            "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
            "sentences": given.sentences,
            "seed": given.seed,
            "night": DAY.isoformat(),
            "rows": rows,
            "inbox_mb": sum(path.stat().st_size for path in (region / "inbox").rglob("*.*")) // 2**20,
            "generation": {"seconds": generated, "peak_mb": peak},
            "seconds": seconds | {"all": round(sum(seconds.values()), 1)},
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "rules": {rule: figures(told, given.examples) for rule, told in agreement.items()},
        }
    text = table(result)
    print(text)
    if not given.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "region_truth.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        (RESULTS / "region_truth.md").write_text(text)


def generate(out: Path, sentences: int, seed: int) -> tuple[float, int]:
    """Seconds and peak memory (MB) of writing the region, in a process of its own."""
    order = [sys.executable, "-m", "data.generator", "--out", str(out), "--nights", "1"]
    start = time.perf_counter()
    subprocess.run([*order, "--sentences", str(sentences), "--seed", str(seed)], check=True, cwd=ROOT)
    return round(time.perf_counter() - start, 1), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def run(folder: Path, inbox: Path) -> tuple[dict[str, float], Path]:
    """Seconds of every step of the night, and where its results lie."""
    settings = load_settings(ROOT / "crosscheck.toml", home=folder / "home", inbox=inbox)
    night, seconds = Night.of(settings, DAY), {}
    for step in STEPS:
        start = time.perf_counter()
        step.run(night)
        seconds[step.name] = round(time.perf_counter() - start, 1)
        print(f"{step.name} {seconds[step.name]} s", flush=True)
    return seconds, night.folder("rules").parent


def judge(truth: Path, results: Path) -> tuple[dict[str, Agreement], dict[str, int]]:
    """Every written rule against the truth, and the rows the night stood on."""

    def planted(name: str) -> list[dict[str, str]]:
        with (truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    written = {path.name[:3] for path in (ROOT / "pipelines/rules").glob("*.sql")} - {"D02", "D03"}
    findings = pq.read_table(results / "rules/findings.parquet").to_pylist()
    told = compare(planted("findings") + planted("two_of_one"), planted("tolerated"), findings, written)
    told["D02"] = wrong_numbers({row["record_id"] for row in planted("id_errors")}, findings)
    facts = sorted((results / "facts").glob("*_*.parquet"))
    return told, {path.stem: pq.read_metadata(path).num_rows for path in facts if path.stem.split("_")[0] in _SOURCES}


_SOURCES = ("court", "justice", "police")


def wrong_numbers(wrong: set[str], findings: list[dict[str, Any]]) -> Agreement:
    """D02 may tell one wrong number at any record it names."""
    raised = [(one, mentioned(one)) for one in findings if one["rule_id"] == "D02"]
    named = set().union(*(records for _, records in raised)) & wrong
    result = Agreement(planted=len(wrong), found=len(named), missed=sorted(wrong - named))
    result.unplanted = [f"{one['finding_key']}: {one['summary']}" for one, records in raised if not records & wrong]
    return result


def figures(told: Agreement, examples: int) -> dict[str, Any]:
    """One rule's row: counts, and some differences by record id."""
    return {
        "planted": told.planted,
        "found": told.found,
        "missed": len(told.missed),
        "unplanted": len(told.unplanted),
        "other_band": len(told.other_band),
        "tolerated": told.tolerated,
        "examples": [*told.missed[:examples], *told.unplanted[:examples], *told.other_band[:examples]],
    }


def table(result: dict[str, Any]) -> str:
    """The result to read."""
    rows = result["rows"]
    text = (
        f"# A region against its truth\n\n{result['sentences']} sentences, {rows['justice_register']} register rows, "
        f"{rows['justice_contacts']} contacts, {result['inbox_mb']} MB of exports, night {result['night']}, seed "
        f"{result['seed']}; {result['machine']}, load average {result['load_average'][0]}. The night took "
        f"{result['seconds']['all']} s with {result['peak_mb']} MB.\n\n| step | seconds |\n|---|---|\n"
    )
    text += "".join(f"| {step} | {seconds} |\n" for step, seconds in result["seconds"].items())
    columns = ("planted", "found", "missed", "unplanted", "other_band", "tolerated")
    text += f"\n| rule | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}\n"
    for rule, one in result["rules"].items():
        text += f"| {rule} | {' | '.join(str(one[column]) for column in columns)} |\n"
    differing = [(rule, one["examples"]) for rule, one in result["rules"].items() if one["examples"]]
    if differing:
        text += "\nDifferences, some of each rule:\n\n"
        text += "".join(f"- {rule}: {example}\n" for rule, examples in differing for example in examples)
    return text


if __name__ == "__main__":
    main()
