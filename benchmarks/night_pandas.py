"""Three rules in pandas beside the same rules here: `python -m benchmarks.night_pandas --folder KEPT --replicas 8 40`.

KEPT is a folder in which `benchmarks.night --folder` left a region and nations. E03, D02 and H02 are written as a data
engineer would write them in pandas; they give the keys of the findings alone, without a word of text, and must give
the same ones. Each contender runs in a process of its own, with so much memory and time and no more; where one does
not survive, that is said.
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
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.night import RESULTS, ROOT, laid_out, nation_of, night_of_region
from pipelines.engine import Session
from pipelines.rules.result import evaluate, prepare
from pipelines.rules.rulefile import load_rules
from pipelines.rules.running import WHOSE, attach_night
from pipelines.settings import Night

RULES = ("D02", "E03", "H02")
#: What a contender may take before it counts as dead.
MEMORY_GB, SECONDS = 12, 900


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--replicas", type=int, nargs="+", default=[8, 40])
    parser.add_argument("--sentences", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contender", choices=("pandas", "here"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.contender:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_GB << 30, MEMORY_GB << 30))
        night = nation_of(given.folder, given.replicas[0])
        print(json.dumps(in_pandas(night) if given.contender == "pandas" else here(night)))
        return
    region = night_of_region(given.folder, given.sentences, given.seed)
    rows: list[dict[str, Any]] = []
    for replicas in given.replicas:
        sentences = laid_out(region, nation_of(given.folder, replicas), replicas)["court_sentences"]
        told = {name: contender(name, given.folder, replicas) for name in ("here", "pandas")}
        same = "keys" in told["pandas"] and told["pandas"]["keys"] == told["here"]["keys"]
        rows.append({"replicas": replicas, "sentences": sentences, "same_findings": same, **told})
        print(rows[-1], flush=True)
    same = all(row["same_findings"] for row in rows if "died" not in row["pandas"])
    load = round(os.getloadavg()[0], 1)
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs",
        "load_average": load,
        "versions": {name: version(name) for name in ("duckdb", "pandas", "pyarrow")},
        "memory_gb": MEMORY_GB,
        "seconds": SECONDS,
        "runs": rows,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "night_pandas.json").write_text(json.dumps(result, indent=1) + "\n")
    lines = [
        "# Three rules in pandas, and here (D02, E03, H02)",
        "",
        f"Each contender may take {MEMORY_GB} GB and {SECONDS} s; in pandas the rules give the findings' keys alone. "
        f"Where both survive, the keys are {'the same' if same else 'NOT the same'}. {result['machine']}, load "
        f"average {load}: compare CPU seconds; seconds only beside each other.",
        "",
    ]
    lines += ["| sentences | contender | seconds | CPU s | peak MB |", "|---|---|---|---|---|"]
    for row in rows:
        for name in ("here", "pandas"):
            one = row[name]
            measures = [] if "died" in one else [one["seconds"], one["cpu_seconds"], f"{one['peak_mb']:,}"]
            figures = " | ".join(map(str, measures)) or f"did not survive: {one['died']} | |"
            lines.append(f"| {row['sentences']:,} | {name} | {figures} |")
    (RESULTS / "night_pandas.md").write_text("\n".join(lines) + "\n")


def contender(name: str, folder: Path, replicas: int) -> dict[str, Any]:
    """What one contender said, or that it died."""
    order = [sys.executable, "-m", "benchmarks.night_pandas", "--folder", str(folder), "--contender", name]
    order += ["--replicas", str(replicas)]
    try:
        done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"died": "too slow"}
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    starved = re.search("MemoryError|malloc|alloc|Out of Memory", done.stderr)
    return {"died": "out of memory" if starved else f"exit {done.returncode}"}


def measured(keys: dict[str, list[str]], begun: float, cpu: float) -> dict[str, Any]:
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "keys": {rule: [len(found), hash_of(found)] for rule, found in keys.items()},
    }


def hash_of(keys: list[str]) -> int:
    return int(pd.util.hash_pandas_object(pd.Series(sorted(keys), dtype="str"), index=False).sum() & 0xFFFFFFFF)


def here(night: Night) -> dict[str, Any]:
    begun, cpu = time.perf_counter(), time.process_time()
    made: set[str] = set()
    with Session(night.settings.engine) as session:
        attach_night(session, night)
        prepare(session)
        rules = {rule.id: rule for rule in load_rules(night.contracts)}
        with session.held(*WHOSE):
            found = {
                name: evaluate(session, rules[name], night.contracts, made)["finding_key"].to_pylist() for name in RULES
            }
    return measured(found, begun, cpu)


def in_pandas(night: Night) -> dict[str, Any]:
    begun, cpu = time.perf_counter(), time.process_time()
    folder = night.folder("facts").parent

    def read(name: str, columns: list[str], step: str = "facts") -> pd.DataFrame:
        return pd.read_parquet(folder / step / f"{name}.parquet", columns=columns)

    persons = read("persons", ["record_id", "person_id"], "identity")
    found = {"E03": e03(read, persons, pd.Timestamp(night.business_date)), "D02": d02(read, persons), "H02": h02(read)}
    return measured(found, begun, cpu)


def e03(read: Any, persons: pd.DataFrame, night: pd.Timestamp) -> list[str]:
    """Died, and still in correction more than thirty days later, or contacted after death."""
    residents = read("police_population", ["record_id", "id_no_18", "status", "status_date"])
    residents = residents.merge(persons, on="record_id")
    residents["status_date"] = pd.to_datetime(residents["status_date"])
    register = read(
        "justice_register", ["record_id", "correction_no", "county", "id_no_18", "status", "ended_date"]
    ).merge(persons, on="record_id")
    ended = pd.to_datetime(register["ended_date"]) <= night
    register = register[(register["status"] == "in_correction") & ~ended]
    dead = residents[(residents["status"] == "died") & (residents["status_date"] <= night)]
    died = register.merge(dead, on="person_id", suffixes=("", "_dead"))
    living = residents[residents["status"].isin(["normal", "moved_out"]) & residents["id_no_18"].notna()]
    alive = pd.MultiIndex.from_frame(living[["person_id", "id_no_18"]])
    died = died[~pd.MultiIndex.from_frame(died[["person_id", "id_no_18"]]).isin(alive)]
    died["other_number"] = (died["id_no_18"] != died["id_no_18_dead"]).astype(int)
    died = died.sort_values(["other_number", "status_date", "record_id_dead"], ascending=[True, False, True])
    died = died.drop_duplicates("record_id")
    coverage = read("coverage", ["dataset", "county", "covered_to"])
    coverage = coverage[coverage["dataset"] == "justice.register"]
    reach = coverage.set_index("county")["covered_to"]
    covered = pd.to_datetime(died["county"].map(reach).fillna(reach.get("")))
    died = died[covered.notna()]
    deadlines = read("deadlines", ["from_day", "days", "due_day"])
    due = deadlines[deadlines["days"] == 30]
    due = due.assign(from_day=pd.to_datetime(due["from_day"])).set_index("from_day")
    due_day = pd.to_datetime(died["status_date"].map(due["due_day"]))
    too_late = covered[covered.notna()].clip(upper=night) > due_day
    contacts = read("justice_contacts", ["correction_no", "contacted_at", "result"])
    contacts = contacts[contacts["result"] == "normal"]
    contacts = contacts.merge(died[["correction_no", "status_date"]], on="correction_no")
    day = contacts["contacted_at"].dt.normalize()
    after = contacts[(day > contacts["status_date"]) & (day <= night)]["correction_no"]
    return list(died.loc[too_late | died["correction_no"].isin(after), "record_id"])


def d02(read: Any, persons: pd.DataFrame) -> list[str]:
    """Numbers that cannot be right, contradict birth date or sex, differ between systems, or were replaced."""
    parts = []
    for name, source, demographic in (
        ("court_sentences", "court", True),
        ("court_revocations", "court", False),
        ("justice_register", "justice", True),
        ("justice_prison_releases", "justice", True),
        ("police_population", "police", True),
        ("police_custody", "police", False),
        ("police_penalties", "police", False),
    ):
        columns = ["record_id", "id_no_18", "id_no_state", *(["sex", "birth_date"] if demographic else [])]
        parts.append(read(name, columns).assign(source=source))
    cited = pd.concat(parts, ignore_index=True)
    number = cited["id_no_18"]
    born = pd.to_datetime(cited["birth_date"]).dt.strftime("%Y%m%d")
    wrong = cited["id_no_state"].isin(["bad_checksum", "bad_form", "lost_digits"])
    wrong |= number.notna() & born.notna() & (number.str[6:14] != born)
    even = number.str[16].isin(list("02468"))
    odd = number.str[16].isin(list("13579"))
    wrong |= ((cited["sex"] == "male") & even) | ((cited["sex"] == "female") & odd)
    cited_records = cited["record_id"]
    cited = cited.merge(persons, on="record_id")
    residents = read("police_population", ["record_id", "id_no_18", "former_id_no_18"]).merge(persons, on="record_id")
    replaced = residents[residents["former_id_no_18"].notna() & (residents["former_id_no_18"] != residents["id_no_18"])]
    outdated = cited.merge(
        replaced, left_on=["id_no_18", "person_id"], right_on=["former_id_no_18", "person_id"], suffixes=("", "_now")
    )
    outdated = outdated[outdated["record_id"] != outdated["record_id_now"]]["record_id"]
    keys = set(cited_records[wrong])
    keys |= set(outdated)
    numbered = cited[cited["id_no_18"].notna()]
    holders = numbered.groupby(["person_id", "source", "id_no_18"], as_index=False)["record_id"].min()
    both = holders.merge(holders, on="person_id", suffixes=("_a", "_b"))
    both = both[
        (both["source_a"] != both["source_b"])
        & (both["id_no_18_a"] != both["id_no_18_b"])
        & (both["record_id_b"] > both["record_id_a"])
    ]
    pairs = pd.MultiIndex.from_frame(replaced[["id_no_18", "former_id_no_18"]])
    told = pd.MultiIndex.from_frame(both[["id_no_18_a", "id_no_18_b"]]).isin(pairs)
    told |= pd.MultiIndex.from_frame(both[["id_no_18_b", "id_no_18_a"]]).isin(pairs)
    both = both[~told]
    return [*keys, *(both["record_id_a"] + "|" + both["record_id_b"])]


def h02(read: Any) -> list[str]:
    """Received late, by the court's row or the prison's."""
    columns = ["record_id", "register_record", "disposition"]
    courts = read("dispositions", columns, "sentences")
    prisons = read("release_dispositions", columns, "sentences")
    spoken = set(courts[courts["disposition"].isin(["received", "received_late"])]["register_record"])
    courts = courts[courts["disposition"] == "received_late"]
    prisons = prisons[(prisons["disposition"] == "received_late") & ~prisons["register_record"].isin(spoken)]
    late = pd.concat([courts, prisons])
    late = late[late["register_record"].isin(read("justice_register", ["record_id"])["record_id"])]
    return list(late["record_id"] + "|" + late["register_record"])


if __name__ == "__main__":
    main()
