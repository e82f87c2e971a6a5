"""Nights that cost what changed: `python -m benchmarks.nights [--nights 30] [--sentences 3000]`.

Writes a month of exports of a region in which about 0.5 % of the rows differ from night to night, and runs its nights:
the first time in order; again with nothing changed; in random order in another home, which must give the same bytes;
and after a re-delivery of one source in which 0.5 % of the rows differ: once as a correction that came on the last
night (`received-…`), once put in the place of the first in the middle of the month. After each it is asked which
nights change, and exactly those are redone. Figures are CPU seconds of this process, so that other work counts little.
Writes benchmarks/results/nights.json and .md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.month import ROOT, Row, base_rows, days, slice_of, write_delivery, write_month
from pipelines import ledger
from pipelines.contracts import load_contracts
from pipelines.operating.backfill import backfill, receive
from pipelines.operating.impact import changed_nights
from pipelines.settings import Night, Settings, load_settings

RESULTS = Path(__file__).with_name("results")
#: what is delivered again: the largest full export, on which most rules stand
CORRECTED = "justice.register"
#: one slice of so many is what a correction changes
CHANGED_SLICES = (301, 302)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--sentences", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nights-") as scratch:
        folder = Path(scratch)
        base = base_rows(folder, given.sentences, given.seed)
        rows = write_month(base, folder / "inbox", given.nights)
        result = {
            "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
            "versions": {name: version(name) for name in ("duckdb", "pyarrow")} | {"python": platform.python_version()},
            "nights": given.nights,
            "sentences": given.sentences,
            "seed": given.seed,
            "rows": rows,
            "load_average": [round(load, 1) for load in os.getloadavg()],
            "cases": measure(folder, base, given.nights),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    text = table(result)
    print(text)
    if not given.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "nights.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
        (RESULTS / "nights.md").write_text(text)


def measure(folder: Path, base: dict[str, list[Row]], nights: int) -> list[dict[str, Any]]:
    month = days(nights)
    settings = load_settings(ROOT / "crosscheck.toml", home=folder / "home", inbox=folder / "inbox")
    cases = [case("first run", settings, month), case("again, nothing changed", settings, month)]
    mixed = settings.model_copy(update={"home": folder / "mixed"})
    shuffled = list(month)
    random.Random(20251015).shuffle(shuffled)
    cases.append(case("in random order, another home", mixed, shuffled))
    one, other = published(settings), published(mixed)
    assert (odd := sorted(name for name in one | other if one.get(name) != other.get(name))) == [], odd
    cases.append(corrected("0.5 % of a source, came on the last night", settings, base, month[nights // 2], month[-1]))
    cases.append(corrected("0.5 % of a source, in its place, mid-month", settings, base, month[nights // 2], None))
    for each in cases:
        each["share"] = round(each["cpu_seconds"] / cases[0]["cpu_seconds"], 4)
        print(json.dumps(each, ensure_ascii=False), flush=True)
    return cases


def case(name: str, settings: Settings, nights: Sequence[date]) -> dict[str, Any]:
    """Run nights and tell CPU seconds, in all and by step."""
    steps: Counter[str] = Counter()
    begun = last = time.process_time()
    started = time.perf_counter()
    for _, step, _ in backfill(settings, nights):
        now = time.process_time()
        steps[step] += now - last
        last = now
    return {
        "case": name,
        "nights": len(nights),
        "cpu_seconds": round(time.process_time() - begun, 2),
        "wall_seconds": round(time.perf_counter() - started, 1),
        "steps": {step: round(seconds, 2) for step, seconds in steps.items()},
    }


def corrected(
    name: str, settings: Settings, base: dict[str, list[Row]], day: date, received: date | None
) -> dict[str, Any]:
    """Deliver one source of one past night again, ask which nights change, redo exactly those."""
    dataset = load_contracts().datasets[CORRECTED]
    lost = CHANGED_SLICES[received is None]
    rows = [row for row in base[CORRECTED] if slice_of(row) not in (lost, lost + 40)]
    folder = settings.inbox / dataset.source / dataset.name / day.isoformat()
    write_delivery(dataset, rows, folder if received is None else folder / f"received-{received.isoformat()}", day)
    begun = time.process_time()
    newest = Night.of(settings, max(ledger.known_nights(settings)))
    list(receive(newest))
    nights = [each.night for each in changed_nights(settings)]
    said = round(time.process_time() - begun, 2)
    before = published(settings, "nights")
    done = case(name, settings, nights)
    after = published(settings, "nights")
    moved = {each.split("/")[0] for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    assert moved <= {each.isoformat() for each in nights}, "a night changed that was not named"
    assert changed_nights(settings) == []
    done["steps"] = {"receive and impact": said, **done["steps"]}
    done["cpu_seconds"] = round(done["cpu_seconds"] + said, 2)
    return done


def published(settings: Settings, *parts: str) -> dict[str, bytes]:
    """Everything nights leave, by name."""
    found = {}
    for part in parts or ("canonical", "nights", "reports"):
        root = settings.home / part
        for path in sorted(root.rglob("*")):
            if path.is_file():
                found[path.relative_to(root if parts else settings.home).as_posix()] = path.read_bytes()
    if not parts:
        found["ledger"] = ledger.content_digest(settings).encode()
    return found


def table(result: dict[str, Any]) -> str:
    lines = [
        "# Nights that cost what changed",
        "",
        f"{result['nights']} nights of a region of {result['sentences']} sentences, {result['rows']} rows of exports, "
        f"about 0.5 % of them other than the night before; {result['machine']}, load average "
        f"{result['load_average'][0]}, peak {result['peak_mb']} MB. CPU seconds of one process.",
        "",
        "| case | nights run | CPU s | share of the first run | CPU s a night |",
        "|---|---|---|---|---|",
    ]
    for each in result["cases"]:
        a_night = each["cpu_seconds"] / max(each["nights"], 1)
        share = f"{100 * each['share']:.1f} %"
        lines.append(f"| {each['case']} | {each['nights']} | {each['cpu_seconds']} | {share} | {a_night:.2f} |")
    steps = list(dict.fromkeys(step for each in result["cases"] for step in each["steps"]))
    lines += ["", "| step, CPU s | " + " | ".join(each["case"] for each in result["cases"]) + " |"]
    lines.append("|---" * (len(result["cases"]) + 1) + "|")
    for step in steps:
        lines.append(f"| {step} | " + " | ".join(str(each["steps"].get(step, "")) for each in result["cases"]) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
