"""Identity on made-up records: `python -m benchmarks.identity_small [--people 20000] [--seed 1]`.

Writes benchmarks/results/identity_small.json and .md: precision, recall, F1 over pairs of records, questions put to a
person, seconds and peak memory, beside the plain join on the identity number over the same records.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from pipelines.engine import Session
from pipelines.identity import resolve
from pipelines.identity.weights import load_model
from pipelines.settings import EngineLimits
from tests.identity.generated import People
from tests.identity.measuring import measure

RESULTS = Path(__file__).with_name("results")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    made = People(given.people, given.seed)
    tables = made.tables()
    with Session(EngineLimits(memory_limit=given.memory)) as session:
        for name, table in tables.items():
            session.register(name, table)
        start, busy = time.perf_counter(), time.process_time()
        resolved = resolve(session)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
    found = dict(zip(*(resolved.persons[c].to_pylist() for c in ("record_id", "person_id")), strict=True))
    figures = {
        "keys first, rest scored": measure(found, made.truth) | review_figures(resolved.pairs.to_pylist(), made.truth)
    }
    figures["join on the number"] = measure(by_number(made), made.truth)
    figures["keys first, rest scored"] |= {"seconds": round(seconds, 2), "cpu_seconds": round(busy, 2)}
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
        "model": load_model().version,
        "people": len(made.people),
        "records": len(made.truth),
        "seed": given.seed,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "ways": dict(sorted(Counter(resolved.persons["way"].to_pylist()).items())),
        "counts": resolved.counts,
        "cases": figures,
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if not given.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "identity_small.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (RESULTS / "identity_small.md").write_text(as_table(result), "utf-8")


def review_figures(pairs: list[dict], truth: dict[str, int]) -> dict[str, float]:
    """Questions to a person, and how many of them are truly one person."""
    asked = [pair for pair in pairs if pair["outcome"] == "review"]
    same = sum(truth[pair["record_a"]] == truth[pair["record_b"]] for pair in asked)
    return {"review_pairs": len(asked), "review_pairs_truly_same": same}


def by_number(made: People) -> dict[str, str]:
    """The naive way: who shares a valid number is one person."""
    rows = [row for relation in made.rows.values() for row in relation]
    return {row["record_id"]: row["id_no_18"] or row["record_id"] for row in rows}


def as_table(result: dict) -> str:
    made = f"{result['records']:,} records of {result['people']:,} made-up people, seed {result['seed']}"
    head = f"{made}, {result['machine']}\n\n"
    names = ("precision", "recall", "f1", "wrong", "missed", "review_pairs", "seconds")
    lines = ["| way | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for way, figures in result["cases"].items():
        cells = (figures.get(name, "") for name in names)
        lines.append(
            f"| {way} | " + " | ".join(f"{c:.5f}" if isinstance(c, float) and c <= 1 else str(c) for c in cells) + " |"
        )
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
