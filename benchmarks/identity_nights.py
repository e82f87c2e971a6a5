"""Who is who on a night after another: `python -m benchmarks.identity_nights [--people 100000] [--changed 0.005]`.

The people of `identity_people.py` are delivered whole on two nights, and on the second some records in a thousand are
new, gone or say something else. Each night runs in a process of its own, as the stage runs it, with the deliveries so
far as its history: the first, the second after it, the second by itself. The second after the first must leave the
bytes of the second by itself. Writes benchmarks/results/identity_nights.json and .md; sizes not run again keep theirs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.identity_records import DATASETS, make
from pipelines.contracts import load_contracts
from pipelines.engine import write_parquet
from pipelines.facts import relation_files
from pipelines.identity import READS
from pipelines.quality.believing import VERDICTS_SCHEMA
from pipelines.settings import EngineLimits, Night, Settings

RESULTS = Path(__file__).with_name("results")
NIGHTS = (date(2025, 10, 15), date(2025, 10, 16))
NAMES = ("first", "second, after it", "second, by itself")
#: What befalls a changed record, as often one as the other.
CHANGES = ("gone", "another name", "number left out", "birth date", "effective date", "new")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--changed", type=float, default=0.005, help="share of the records")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="1200MB", help="limit given to the engine")
    parser.add_argument("--folder", type=Path, help="keep or reuse the made-up people here")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--child", nargs=3, metavar=("HOME", "DATE", "MEMORY"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
        return
    with tempfile.TemporaryDirectory(prefix="identity-nights-") as scratch:
        for people in given.people:
            kept = given.folder or Path(scratch)
            run = one_size(Path(scratch), kept, people, given.seed, given.changed, given.memory)
            print(json.dumps(run, ensure_ascii=False, indent=1))
            if not given.dry:
                keep(run)


def one_size(scratch: Path, kept: Path, people: int, seed: int, share: float, memory: str) -> dict[str, Any]:
    """Both nights over so many made-up people.

    Raises:
        ValueError: the second night is another after the first than by itself.
    """
    made = kept / f"{people}-{seed}"
    if not (made / "truth.parquet").is_file():
        made.mkdir(parents=True)
        make(made, people, seed)
    after, alone = (Night.of(Settings(home=scratch / f"{way}-{people}"), NIGHTS[0]) for way in ("after", "alone"))
    changed = lay_out(made, after.settings.home, share, seed)
    shutil.copytree(after.settings.home, alone.settings.home)
    figures: dict[str, Any] = {"people": people, "seed": seed, "changed_records": changed}
    figures |= {
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
    }
    for name, of, day in zip(NAMES, (after, after, alone), (NIGHTS[0], NIGHTS[1], NIGHTS[1]), strict=True):
        figures[name] = _run(of.settings.home, day, memory)
    written = [_digest(Night.of(each.settings, NIGHTS[1]).folder("identity")) for each in (after, alone)]
    if written[0] != written[1]:
        raise ValueError(f"the second night is not the same after the first and by itself: {written}")
    used = [figures[name]["cpu_seconds"] for name in NAMES[1:]]
    return figures | {"share_of_cpu": round(used[0] / used[1], 3)}


def lay_out(made: Path, home: Path, share: float, seed: int) -> int:
    """Facts, verdicts and delivered rows of both nights; returns how many records are new, gone or other."""
    chance, changed = np.random.default_rng(seed), 0
    relations = {dataset.id.replace(".", "_", 1): dataset.id for dataset in load_contracts().datasets.values()}
    verdicts: list[dict[str, Any]] = []
    tables = {relation: pq.read_table(made / f"{relation}.parquet") for relation in READS}
    for day in NIGHTS:
        night = Night.of(Settings(home=home), day)
        night.folder("facts").mkdir(parents=True)
        night.folder("quality").mkdir()
        for relation in READS:
            if day == NIGHTS[1] and relations[relation] in DATASETS:
                tables[relation], moved = _changed(chance, tables[relation], share)
                changed += moved
            write_parquet(tables[relation], relation_files(night)[relation])
            if tables[relation].num_rows:
                delivered = f"{relations[relation]}-{day:%Y%m%d}"
                folder = night.canonical / relations[relation] / f"{delivered}-{night.contracts.version}"
                folder.mkdir(parents=True)
                os.link(relation_files(night)[relation], folder / "rows.parquet")
                verdicts.append(
                    dict.fromkeys(VERDICTS_SCHEMA.names)
                    | {"dataset": relations[relation], "delivery_id": delivered, "business_date": day, "sequence": 1,
                       "verdict": "accept"}
                )  # fmt: skip
        write_parquet(pa.Table.from_pylist(verdicts, VERDICTS_SCHEMA), night.folder("quality") / "verdicts.parquet")
    return changed


def _changed(chance: np.random.Generator, rows: pa.Table, share: float) -> tuple[pa.Table, int]:
    """The rows as they are delivered next, and how many are new, gone or other."""
    places = np.flatnonzero(chance.random(rows.num_rows) < share)
    kind = np.arange(len(places)) % len(CHANGES)

    def where(what: str) -> np.ndarray:
        return places[kind == CHANGES.index(what)]

    def put(name: str, at: np.ndarray, values: pa.Array) -> None:
        nonlocal rows
        mask = np.zeros(rows.num_rows, bool)
        mask[at] = True
        column = pc.replace_with_mask(rows[name].combine_chunks(), pa.array(mask), values)
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), column)

    new = rows.take(where("new"))
    ids = pc.binary_join_element_wise(new["record_id"], "new", "-")
    new = new.set_column(0, rows.schema.field("record_id"), ids) if new.column_names[0] == "record_id" else new
    at = where("another name")
    for name in ("person_name", "person_name_key"):
        put(name, at, rows[name].combine_chunks().take(pa.array(np.roll(at, 1))))
    at = where("number left out")
    for name in ("id_no", "id_no_18", "id_no_state"):
        put(name, at, pa.nulls(len(at), rows.schema.field(name).type))
    for name, days in (("birth date", 10), ("effective date", 3)):
        column, at = name.replace(" ", "_"), where(name)
        if column in rows.column_names:
            old = rows[column].combine_chunks().take(pa.array(at))
            put(column, at, pc.add(old.cast(pa.int32()), pa.scalar(days, pa.int32())).cast(old.type))
    stays = np.ones(rows.num_rows, bool)
    stays[where("gone")] = False
    return pa.concat_tables([rows.filter(pa.array(stays)), new]), len(places)


def _run(home: Path, day: date, memory: str) -> dict[str, Any]:
    load = round(os.getloadavg()[0], 1)
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.identity_nights", "--child", str(home), day.isoformat(), memory],
        capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False,
    )  # fmt: skip
    if finished.returncode:
        raise SystemExit(finished.stderr)
    told: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return told | {"load_before": load}


def child(home: str, day: str, memory: str) -> None:
    """One night in this process; prints what it took as the last line."""
    from pipelines import identity

    start, used = time.perf_counter(), _cpu()
    limits = EngineLimits(memory_limit=memory, temporary_limit="30GB")
    counts = identity.run(Night.of(Settings(home=Path(home), engine=limits), date.fromisoformat(day)))
    print(json.dumps({
        "seconds": round(time.perf_counter() - start, 2), "cpu_seconds": round(_cpu() - used, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "mentions": counts["mentions"], "looked_at": counts.get("looked_at", counts["mentions"]),
    }))  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _digest(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def keep(run: dict[str, Any]) -> None:
    """Put one size into the results; other sizes keep their figures."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "identity_nights.json"
    runs = {entry["people"]: entry for entry in json.loads(path.read_text("utf-8"))} if path.is_file() else {}
    runs[run["people"]] = run
    kept = [runs[size] for size in sorted(runs)]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "identity_nights.md").write_text(as_page(kept), "utf-8")


def as_page(runs: list[dict[str, Any]]) -> str:
    """The figures as a page."""
    versions = ", ".join(f"{name} {is_}" for name, is_ in runs[-1]["versions"].items())
    lines = [
        "# Who is who on a night after another",
        "",
        "`python -m benchmarks.identity_nights`: the made-up people of `benchmarks/identity_people.py`, all delivered "
        "on two nights; on the second some records are new, gone or say something else. Each night in a process of its "
        "own, what is remembered for the next included. The second night after the first leaves the bytes of the "
        f"second by itself. {runs[-1]['machine']}; {versions}.",
        "",
        "| people | records | changed | night | looked at | seconds | CPU s | peak MB | load before |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        for night in NAMES:
            of = run[night]
            figures = (
                f"{run['people']:,}", f"{of['mentions']:,}", f"{run['changed_records']:,}", night,
                f"{of['looked_at']:,}", f"{of['seconds']:.1f}", f"{of['cpu_seconds']:.1f}", f"{of['peak_mb']:,}",
                str(of["load_before"]),
            )  # fmt: skip
            lines.append(f"| {' | '.join(figures)} |")
    shares = ", ".join(f"{run['share_of_cpu']:.2f} at {run['people']:,} people" for run in runs)
    return "\n".join([*lines, "", f"CPU of the second night after the first, of the second by itself: {shares}.", ""])


if __name__ == "__main__":
    main()
