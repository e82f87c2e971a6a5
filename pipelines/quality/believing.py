"""The step: verdicts, checks and coverage of one night, published by one swap, and read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import answers
from pipelines.engine import staged_folder, write_json, write_parquet
from pipelines.quality import texts
from pipelines.quality.checks import CHECKS_SCHEMA, check, checks_table
from pipelines.quality.covering import Coverage, cover
from pipelines.quality.deliveries import Delivered, QualityError, delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.judging import Verdict, judge
from pipelines.quality.suites import load_suite
from pipelines.settings import Night

#: what people may say of a delivery by name
WORDS = answers.FAMILIES["delivery"]
_TEXT, _DAY, _COUNT = pa.string(), pa.date32(), pa.int64()
VERDICTS_SCHEMA = pa.schema(
    [
        ("dataset", _TEXT),
        ("delivery_id", _TEXT),
        ("business_date", _DAY),
        ("sequence", _COUNT),
        ("verdict", _TEXT),
        ("reason", _TEXT),
        ("text", _TEXT),
        ("rows_in", _COUNT),
        ("rows_out", _COUNT),
        ("rows_quarantined", _COUNT),
    ]
)
COVERAGE_SCHEMA = pa.schema(
    [
        ("dataset", _TEXT),
        ("county", _TEXT),
        ("covered_to", _DAY),
        ("delivery_id", _TEXT),
        ("business_date", _DAY),
        ("state", _TEXT),
        ("text", _TEXT),
    ]
)


@dataclass(frozen=True)
class Problem:
    """Something page one says about the data the night stands on."""

    dataset: str
    county: str
    #: a coverage state, a verdict's reason, or `check_failed`
    state: str
    text: str


def run(night: Night) -> dict[str, int]:
    """Judge every delivery up to the night and publish `nights/<D>/quality/`.

    Returns:
        Counts: deliveries, accepted, held, superseded, checks_failed, checks_broken, silent_counties, and per state of
        whole datasets.

    Raises:
        QualityError: a delivery is not standardised.
        SuiteError: a suite file is wrong.
    """
    deliveries = delivered(night)
    said = answers.known(night.settings, night.business_date, *WORDS)
    words = {word.subject: word for word in said}
    verdicts: dict[str, list[Verdict]] = {}
    checked: list[tuple[Delivered, list[CheckResult]]] = []
    for dataset in night.contracts.datasets.values():
        suite = load_suite(dataset.id)
        results: dict[str, tuple[Delivered, list[CheckResult]]] = {}

        def checks(delivery: Delivered, dataset: Any = dataset, suite: Any = suite, kept: Any = results) -> Any:
            kept[delivery.delivery_id] = (delivery, check(delivery, dataset, suite))
            return kept[delivery.delivery_id][1]

        verdicts[dataset.id] = judge(deliveries[dataset.id], dataset, suite, night.settings, checks, words)
        checked.extend(results[each] for each in _shown(verdicts[dataset.id]) if each in results)
    coverage = cover(night, deliveries, verdicts)
    with staged_folder(night.folder("quality")) as folder:
        write_parquet(
            _table([each for listed in verdicts.values() for each in listed], VERDICTS_SCHEMA),
            folder / "verdicts.parquet",
        )
        write_json({"words": answers.fingerprint_of(said)}, folder / "words.json")
        write_parquet(checks_table(checked), folder / "checks.parquet")
        write_parquet(_table(coverage, COVERAGE_SCHEMA), folder / "coverage.parquet")
    return _counts(verdicts, checked, coverage)


def _shown(verdicts: list[Verdict]) -> list[str]:
    """Deliveries whose checks the night shows: the newest judged, and the newest accepted where that is another."""
    judged = [each for each in verdicts if each.reason != "superseded"]
    accepted = [each for each in judged if each.accepted]
    return sorted({each.delivery_id for each in (*judged[-1:], *accepted[-1:])})


def verdicts(night: Night) -> list[Verdict]:
    """The night's verdicts as published, in order (dataset, business date, sequence)."""
    return [Verdict(**row) for row in _read(night, "verdicts")]


def coverage(night: Night) -> list[Coverage]:
    """The night's coverage as published, in order (dataset, county)."""
    return [Coverage(**row) for row in _read(night, "coverage")]


def problems(night: Night) -> list[Problem]:
    """What page one says about the data: whatever does not reach the night, and checks that failed or could not run.

    Chinese sentences without a value of any row; whole datasets first, then counties, then checks.
    """
    covered = [each for each in coverage(night) if each.state != "current"]
    whole = [each for each in covered if not each.county]
    # a county that only shares its dataset's state adds nothing
    apart = [each for each in covered if each.county and each.state != _state_of(whole, each.dataset)]
    newest = {each.dataset: each for each in verdicts(night) if each.reason != "superseded"}
    warned = [each for each in newest.values() if each.accepted and each.reason]
    failed = [row for row in _read(night, "checks") if row["outcome"] == "failed" and _newest_accepted(newest, row)]
    found = [Problem(each.dataset, each.county, each.state, each.text) for each in (*whole, *apart)]
    found.extend(Problem(each.dataset, "", each.reason, each.text) for each in warned)
    for row in failed:
        dataset = night.contracts.datasets[row["dataset"]]
        why = load_suite(dataset.id).find(row["check"]).why
        text = texts.failed_check(newest[dataset.id].business_date, dataset, why, row["failed_rows"])
        found.append(Problem(dataset.id, "", "check_failed", text))
    return found


def _state_of(whole: list[Coverage], dataset: str) -> str:
    return next((each.state for each in whole if each.dataset == dataset), "current")


def _newest_accepted(newest: dict[str, Verdict], row: dict[str, Any]) -> bool:
    """A held delivery's own text already names its failed checks."""
    verdict = newest.get(row["dataset"])
    return verdict is not None and verdict.accepted and verdict.delivery_id == row["delivery_id"]


def _read(night: Night, name: str) -> list[dict[str, Any]]:
    path = night.folder("quality") / f"{name}.parquet"
    if not path.is_file():
        raise QualityError(f"night {night.business_date}: {name} are not judged yet; run the quality step first")
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _table(items: list[Any], schema: pa.Schema) -> pa.Table:
    rows = [asdict(item) for item in items]
    assert all({each.name for each in fields(item)} == set(schema.names) for item in items[:1])
    if "sequence" in schema.names:
        rows.sort(key=lambda row: (row["dataset"], row["business_date"], row["sequence"]))
    return pa.Table.from_pylist(rows, schema=schema)


def _counts(
    verdicts: dict[str, list[Verdict]],
    checked: list[tuple[Delivered, list[CheckResult]]],
    coverage: list[Coverage],
) -> dict[str, int]:
    judged = [each for listed in verdicts.values() for each in listed]
    outcomes = Counter(result.outcome for _, results in checked for result in results)
    states = Counter(each.state for each in coverage if not each.county)
    return {
        "deliveries": len(judged),
        "accepted": sum(each.accepted for each in judged),
        "superseded": sum(each.reason == "superseded" for each in judged),
        "held": sum(not each.accepted and each.reason != "superseded" for each in judged),
        "checks_failed": outcomes["failed"],
        "checks_broken": outcomes["broken"],
        "silent_counties": sum(each.state == "silent" for each in coverage),
        **{f"datasets_{state}": states[state] for state in ("current", "late", "held", "missing")},
    }


__all__ = ["CHECKS_SCHEMA", "COVERAGE_SCHEMA", "VERDICTS_SCHEMA", "Problem", "coverage", "problems", "run", "verdicts"]
