"""Who is who, measured against its rivals in one run: `python -m benchmarks.identity [--people 10000] [--seed 1]`.

Every way runs in a process of its own over the same made-up people (`identity_people.py`) and is judged by the same
truth (`identity_measure.py`): precision, recall, F1, questions to a person, by fault and by hard group, with seconds,
CPU seconds and peak memory. Writes benchmarks/results/identity.json and .md; sizes not run again keep
their figures. The rivals need `pip install -e '.[benchmarks]'`; one that is not installed is left out and said to be.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.identity_people import Rates
from benchmarks.identity_records import make
from benchmarks.identity_table import as_page

RESULTS = Path(__file__).with_name("results")


def ours(folder: Path, answer: Path, memory: str) -> None:
    """This project: the identity stage on the facts, its three tables written as the stage writes them."""
    from pipelines.engine import Session
    from pipelines.identity import READS
    from pipelines.identity.outcome import outcome, write_outcome
    from pipelines.identity.resolve import decide_all
    from pipelines.identity.weights import load_model
    from pipelines.settings import EngineLimits

    with Session(EngineLimits(memory_limit=memory, temporary_limit="30GB")) as session:
        for relation in READS:
            session.attach(relation, [folder / f"{relation}.parquet"])
        decide_all(session, load_model())
        write_outcome(outcome(session), answer)


def _peer(module: str, function: str) -> Callable[[Path, Path, str], None]:
    def run(folder: Path, answer: Path, memory: str) -> None:
        from importlib import import_module

        getattr(import_module(f"benchmarks.{module}"), function)(folder, answer)

    return run


WAYS: dict[str, tuple[str, tuple[str, ...], Callable[[Path, Path, str], None]]] = {
    "ours": ("crosscheck", (), ours),
    "a": ("pandas merge on the number", (), _peer("identity_peers", "pandas_merge")),
    "b": ("pandas + rapidfuzz", ("rapidfuzz",), _peer("identity_peers", "pandas_rapidfuzz")),
    "c": ("Splink 5, usual levels", ("splink",), _peer("identity_splink", "usual")),
    "d": ("Splink 5, Chinese levels", ("splink",), _peer("identity_splink", "chinese")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--memory", default="1200MB", help="limit given to our engine")
    parser.add_argument(
        "--rate", nargs="*", default=[], metavar="NAME=VALUE", help="a noise rate other than the default"
    )
    parser.add_argument("--folder", type=Path, help="keep or reuse the made-up people here")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--child", nargs=4, metavar=("WAY", "FOLDER", "ANSWER", "MEMORY"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
        return
    rates = replace(Rates(), **_rates(given.rate))
    with tempfile.TemporaryDirectory(prefix="identity-") as scratch:
        for people in given.people:
            run = one_size(given.folder or Path(scratch), people, given.seed, rates, given.ways, given.memory)
            if given.dry:
                print(json.dumps(run, ensure_ascii=False, indent=1))
            else:
                keep(run)


def _rates(given: list[str]) -> dict[str, float]:
    known = {field.name for field in fields(Rates)}
    rates = dict(pair.split("=", 1) for pair in given)
    if unknown := set(rates) - known:
        raise SystemExit(f"no such rate: {sorted(unknown)}; known: {sorted(known)}")
    return {name: float(value) for name, value in rates.items()}


def one_size(scratch: Path, people: int, seed: int, rates: Rates, ways: list[str], memory: str) -> dict[str, Any]:
    """All ways over so many made-up people."""
    from benchmarks.identity_measure import measure

    folder, start = scratch / f"{people}-{seed}", time.perf_counter()
    if not (folder / "truth.parquet").is_file():
        folder.mkdir(parents=True)
        make(folder, people, seed, rates)
    made = round(time.perf_counter() - start, 1)
    results: dict[str, Any] = {}
    for way in ways:
        name, needs, _ = WAYS[way]
        missing = [package for package in needs if _version(package) is None]
        if missing:
            results[name] = {"left_out": f"{missing[0]} is not installed"}
            continue
        answer = folder / f"answer-{way}"
        answer.mkdir(exist_ok=True)
        load = round(os.getloadavg()[0], 1)
        finished = subprocess.run(
            [sys.executable, "-m", "benchmarks.identity", "--child", way, str(folder), str(answer), memory],
            capture_output=True, text=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
        if finished.returncode:
            results[name] = {"left_out": finished.stderr.strip().splitlines()[-1] if finished.stderr else "killed"}
            print(people, name, results[name], flush=True)
            continue
        results[name] = json.loads(finished.stdout.splitlines()[-1]) | {"load_before": load} | measure(folder, answer)
        shown = {key: value for key, value in results[name].items() if not isinstance(value, dict)}
        print(people, name, shown, flush=True)
    return {
        "people": people,
        "seed": seed,
        "rates": asdict(rates),
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "versions": {p: _version(p) for p in ("duckdb", "pyarrow", "pandas", "splink", "rapidfuzz")}
        | {"python": platform.python_version()},
        "generation_seconds": made,
        "ways": results,
    }


def child(way: str, folder: str, answer: str, memory: str) -> None:
    """One way in this process; prints what it took as the last line."""
    start = time.perf_counter()
    WAYS[way][2](Path(folder), Path(answer), memory)
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "cpu_seconds": round(sum(u.ru_utime + u.ru_stime for u in used), 2),
                "peak_mb": max(u.ru_maxrss for u in used) // 1024,
            }
        )
    )


def keep(run: dict[str, Any]) -> None:
    """Put one size into the results; ways not run again keep their figures of the same people."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "identity.json"
    runs = {entry["people"]: entry for entry in json.loads(path.read_text("utf-8"))} if path.is_file() else {}
    before = runs.get(run["people"])
    if before and (before["seed"], before["rates"]) == (run["seed"], run["rates"]):
        run["ways"] = before["ways"] | run["ways"]
    runs[run["people"]] = run
    kept = [runs[people] for people in sorted(runs)]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (RESULTS / "identity.md").write_text(as_page(kept), "utf-8")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
