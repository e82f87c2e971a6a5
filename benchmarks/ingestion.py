"""Reading deliveries: `python -m benchmarks.ingestion [--cases csv memory xlsx postgres] [--rows N] [--repeats 5]`.

Every measurement is a process of its own; ours and its peer take turns on the same file, and what counts is the ratio
of the medians of one run. The peers (extra `benchmarks`) do less: polars decodes and splits a CSV into text, loses the
rows it cannot split, types and normalises nothing and writes nothing; calamine and ADBC hand over cells. Ours types,
normalises, sets bad rows aside and writes canonical Parquet. Writes benchmarks/results/ingestion.json and .md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.made_exports import HEADERS, court_sentences, write_court_sentences
from benchmarks.measured_reading import INBOX, MEASURED

RESULTS = Path(__file__).with_name("results")
PACKAGES = ("pyarrow", "numpy", "polars", "python-calamine", "adbc-driver-postgresql", "psycopg", "SQLAlchemy")
ROWS = {"csv": 1_000_000, "memory": 7_000_000, "xlsx": 200_000, "postgres": 1_000_000}
#: how each case is measured: ours first, then its peers; and what is asked of the ratio to the first peer
CASES: dict[str, tuple[str, ...]] = {
    "csv": ("standardise", "polars"),
    "memory": ("standardise",),
    "xlsx": ("standardise", "calamine"),
    "postgres": ("query_parts", "adbc", "copy"),
}
TARGETS = {
    "csv": ("wall ≤ 1.5 × polars", lambda figures: figures["standardise"]["wall"] / figures["polars"]["wall"], 1.5),
    "memory": ("peak ≤ 2048 MB", lambda figures: figures["standardise"]["peak_mb"], 2048),
    "xlsx": ("wall ≤ 2 × calamine", lambda figures: figures["standardise"]["wall"] / figures["calamine"]["wall"], 2),
    "postgres": ("wall ≤ ADBC ÷ 0.7", lambda figures: figures["query_parts"]["wall"] / figures["adbc"]["wall"], 1.43),
}  # fmt: skip
#: stage → the functions of ours whose time it is; the first that stands in a stack counts
STAGES = {
    "hash of the landed file": ("verify (pipelines/landing",),
    "framing records on bytes": ("frame (pipelines/standardise/framing", "frames (pipelines/standardise/framing"),
    "splitting into fields": ("_parsed (pipelines", "gather (pipelines"),
    "decoding": ("decoded (pipelines", "decodes (pipelines"),
    "typing and normal forms": ("type_rows (pipelines",),
    "record ids": ("record_ids (pipelines", "digests (pipelines"),
    "rows that share a key": ("_set_shared_aside (pipelines",),
    "dictionaries of the row groups": ("_one (pipelines/standardise/row_groups",),
    "encoding and writing Parquet": ("_write_group (pipelines/standardise/row_groups",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--rows", type=int, help="instead of each case's own number")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where exports are made, and found again")
    parser.add_argument("--remark", help="what a reader must know of this run; kept with its figures")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(MEASURED[given.measure[0]](Path(given.measure[1]))))
        return
    result = read_result()
    with tempfile.TemporaryDirectory() as scratch:
        for case in given.cases:
            rows = given.rows or ROWS[case]
            print(f"{case}: {rows} rows", file=sys.stderr)
            result["cases"][case] = run_case(case, rows, given.repeats, given.folder or Path(scratch))
            result["cases"][case] |= {"remark": given.remark} if given.remark else {}
            if not given.dry:
                write_result(result)
    print(as_page(result))


def read_result() -> dict:
    """What earlier runs measured of other cases stays; every case carries its own circumstances."""
    try:
        return json.loads((RESULTS / "ingestion.json").read_text("utf-8"))
    except FileNotFoundError:
        return {"cases": {}}


def write_result(result: dict) -> None:
    (RESULTS / "ingestion.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "ingestion.md").write_text(as_page(result), "utf-8")


def run_case(case: str, rows: int, repeats: int, folder: Path) -> dict:
    """Make the export, measure ours and the peers in turns, and where the time of ours goes."""
    home = folder / f"{case}_{rows}"
    home.mkdir(parents=True, exist_ok=True)
    size = MADE[case](home, rows)
    before = os.getloadavg()[0]
    with serving(case, home):
        runs: dict[str, list[dict]] = {name: [] for name in CASES[case]}
        for _ in range(1 if case == "memory" else repeats):
            for name, taken in runs.items():
                taken.append(measured(name, home))
        figures = {name: median(taken) for name, taken in runs.items()}
    made = {
        "rows": rows,
        "megabytes": round(size / 1e6, 1),
        "repeats": len(next(iter(runs.values()))),
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "load_before": round(before, 1),
        "versions": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
        "figures": figures,
        "ratio": round(TARGETS[case][1](figures), 2),
        "reached": TARGETS[case][1](figures) <= TARGETS[case][2],
    }
    if case == "csv":
        made["profile"] = profile(home)
    return made


def measured(what: str, home: Path) -> dict:
    shutil.rmtree(home / "var" / "canonical", ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.ingestion", "--measure", what, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{what} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def median(runs: list[dict]) -> dict:
    return {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}


def profile(home: Path) -> dict[str, float]:
    """Share of the samples by stage, all threads; empty without py-spy."""
    if shutil.which("py-spy", path=str(Path(sys.executable).parent)) is None:
        return {}
    shutil.rmtree(home / "var" / "canonical", ignore_errors=True)
    raw = home / "profile.txt"
    spy = [str(Path(sys.executable).with_name("py-spy")), "record", "-r", "50", "-f", "raw", "-o", str(raw), "--"]
    subprocess.run(
        [*spy, sys.executable, "-m", "benchmarks.ingestion", "--measure", "standardise", str(home)],
        capture_output=True,
        check=True,
    )
    counts = dict.fromkeys([*STAGES, "other"], 0)
    for line in raw.read_text("utf-8").splitlines():
        stack, _, samples = line.rpartition(" ")
        ours = "pipelines/standardise" in stack or "pipelines/landing/reading" in stack
        if ours and "_find_and_load" not in stack:  # imports are nobody's reading
            stage = next((s for s, names in STAGES.items() if any(name in stack for name in names)), "other")
            counts[stage] += int(samples)
    return {stage: round(count / max(1, sum(counts.values())), 3) for stage, count in counts.items()}


def made_csv(home: Path, rows: int) -> int:
    path = home / INBOX / "court_sentences.csv"
    if not path.exists():
        path.parent.mkdir(parents=True)
        write_court_sentences(path, rows)
    return path.stat().st_size


def made_xlsx(home: Path, rows: int) -> int:
    import xlsxwriter

    path = home / INBOX / "court_sentences.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True)
        with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
            sheet = book.add_worksheet("裁判")
            for number, cells in enumerate(cells_of(rows)):
                sheet.write_row(number, 0, cells)
    return path.stat().st_size


def cells_of(rows: int):
    lines = (line for text in court_sentences(rows) for line in text.splitlines(keepends=True))
    for cells in csv.reader(lines):
        if len(cells) == len(HEADERS):
            yield [cell.replace("\0", "") for cell in cells]


def made_nothing(home: Path, rows: int) -> int:
    (home / "rows").write_text(str(rows), "utf-8")
    return 0


MADE: dict[str, Callable[[Path, int], int]] = {
    "csv": made_csv,
    "memory": made_csv,
    "xlsx": made_xlsx,
    "postgres": made_nothing,
}


def serving(case: str, home: Path):
    from contextlib import nullcontext

    from benchmarks.measured_reading import filled_database

    return filled_database(home, cells_of) if case == "postgres" else nullcontext()


def as_page(result: dict) -> str:
    """The figures as a page; what a case stands on is said with it."""
    lines = ["# Reading deliveries", "", *__doc__.split("\n\n")[1].replace("\n", " ").split("\n")]
    for case, made in result["cases"].items():
        wanted, _, limit = TARGETS[case]
        lines += ["", f"## {case}: {made['rows']:,} rows, {made['megabytes']} MB", ""]
        reached = "reached" if made["reached"] else "not reached"
        lines += [made["remark"], ""] if made.get("remark") else []
        lines += [f"Target {wanted}: **{made['ratio']}** (limit {limit:.2f}), {reached}.", ""]
        lines += [f"| {made['repeats']} runs, medians | wall s | CPU s | peak MB | rows |", "|---|---|---|---|---|"]
        for name, one in made["figures"].items():
            lines.append(f"| {name} | {one['wall']} | {one['cpu']} | {one['peak_mb']:.0f} | {one['rows']:,.0f} |")
        if made.get("profile"):
            lines += ["", "| where the time of ours goes | share |", "|---|---|"]
            lines += [f"| {stage} | {share:.1%} |" for stage, share in made["profile"].items()]
        versions = ", ".join(f"{name} {number}" for name, number in made["versions"].items())
        lines += ["", f"{made['machine']}, load average before {made['load_before']}; {versions}."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
