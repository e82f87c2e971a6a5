"""A region's night must give the same bytes: `python -m benchmarks.region_bytes [--sentences 115000] [--region MADE]`.

Runs one night of a region with two threads of the engine, and again from the same exports with one: every file of the
night, canonical rows and reports included, and the ledger must be equal. Then identity, sentences and rules run again,
with one thread and with two, on inputs whose rows stand in random order in many small row groups: what they leave must
be equal, too. Writes benchmarks/results/region_bytes.json and .md; fails where a file differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.region_truth import RESULTS, ROOT, generate
from pipelines import identity, ledger, rules, sentences
from pipelines.night import STEPS
from pipelines.settings import Night, load_settings

DAY = date(2025, 10, 15)
#: What a night leaves: rows as read, its own files, reports.
LEFT = ("canonical", "nights", "reports")
#: Stages whose input is put in another order, and the folders they read and leave.
SHUFFLED = {"identity": (identity.run, ("facts",)), "sentences": (sentences.run, ("facts", "identity")),
            "rules": (rules.run, ("facts", "identity", "sentences", "quality"))}  # fmt: skip
#: Rows per row group of what is shuffled: many, so that threads meet them in any order.
ROWS_PER_GROUP = 4096


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=115_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--region", type=Path, help="a region generated before, with the same --sentences and --seed")
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    begun = time.process_time()
    with tempfile.TemporaryDirectory(prefix="region-bytes-") as scratch:
        folder = Path(scratch)
        region = given.region or folder / "region"
        if given.region is None:
            generate(region, given.sentences, given.seed)
        first = run(folder / "two", region / "inbox", threads=2)
        expected = hashes(first, LEFT)
        compared = {"1 thread": differing(expected, hashes(run(folder / "one", region / "inbox", threads=1), LEFT))}
        for threads in (1, 2):
            compared[f"shuffled, {threads} threads"] = shuffled(folder, first, threads, given.seed)
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
        "sentences": given.sentences,
        "seed": given.seed,
        "night": DAY.isoformat(),
        "cpu_seconds": round(time.process_time() - begun, 1),
        "compared": compared,
    }
    text = table(result)
    print(text)
    if wrong := [f"{name}: {file}" for name, told in compared.items() for file in told["differing"]]:
        sys.exit("\n".join(["files differ:", *wrong]))
    if not given.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "region_bytes.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        (RESULTS / "region_bytes.md").write_text(text)


def night_in(home: Path, inbox: Path, threads: int) -> Night:
    settings = load_settings(ROOT / "crosscheck.toml", home=home, inbox=inbox, engine={"threads": threads})
    return Night.of(settings, DAY)


def run(home: Path, inbox: Path, threads: int) -> Night:
    """One night from the exports to the reports."""
    night = night_in(home, inbox, threads)
    for step in STEPS:
        step.run(night)
        print(f"{threads} threads: {step.name}", file=sys.stderr, flush=True)
    return night


def hashes(night: Night, folders: tuple[str, ...]) -> dict[str, str]:
    """Relative name → SHA-256 of every file, and the digest of what the ledger holds."""
    home = night.settings.home
    files = [file for name in folders for file in sorted((home / name).rglob("*")) if file.is_file()]
    told = {file.relative_to(home).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return told | {"ledger": ledger.content_digest(night.settings)}


def shuffled(folder: Path, first: Night, threads: int, seed: int) -> dict[str, Any]:
    """Identity, sentences and rules over rows in random order, against what they left of the first night."""
    home = folder / f"shuffled-{threads}"
    shutil.copytree(first.settings.home, home, ignore=shutil.ignore_patterns("cache", rules.KEPT, "reports"))
    night = night_in(home, first.settings.inbox, threads)
    expected, told = {}, {}
    for name, (compute, read) in SHUFFLED.items():
        for step in read:
            for file in sorted(night.folder(step).glob("*.parquet")):
                _in_random_order(first.folder(step) / file.name, file, seed)
        shutil.rmtree(night.folder(name))
        compute(night)
        print(f"shuffled, {threads} threads: {name}", file=sys.stderr, flush=True)
        for file in sorted(first.folder(name).glob("*.parquet")):
            expected[f"{name}/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
            again = night.folder(name) / file.name
            told[f"{name}/{file.name}"] = hashlib.sha256(again.read_bytes()).hexdigest() if again.is_file() else ""
    shutil.rmtree(home)
    return differing(expected, told)


def _in_random_order(source: Path, target: Path, seed: int) -> None:
    table = pq.read_table(source)
    order = np.random.default_rng(seed).permutation(table.num_rows)
    target.unlink()
    pq.write_table(table.take(order), target, row_group_size=ROWS_PER_GROUP, store_schema=False)


def differing(expected: dict[str, str], told: dict[str, str]) -> dict[str, Any]:
    names = sorted(expected.keys() | told.keys())
    return {"files": len(names), "differing": [name for name in names if expected.get(name) != told.get(name)]}


def table(result: dict[str, Any]) -> str:
    lines = [
        "# The same bytes",
        "",
        f"One night of {result['sentences']:,} sentences (seed {result['seed']}), against the night with two threads; "
        f"{result['cpu_seconds']} CPU s in all. {result['machine']}.",
        "",
        "| run | files compared | differing |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {told['files']} | {len(told['differing'])} |" for name, told in result["compared"].items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
