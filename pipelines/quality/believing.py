"""The step: verdicts, checks and coverage of one night, published by one swap, and read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import answers
from pipelines.engine import Session, staged_folder, write_json, write_parquet
from pipelines.quality import texts
from pipelines.quality.checks import CHECKS_SCHEMA, check, checks_table
from pipelines.quality.covering import Coverage, cover, thinned
from pipelines.quality.deliveries import Delivered, QualityError, delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.judging import Verdict, judge, with_relations
from pipelines.quality.profile import Profiler
from pipelines.quality.relating import alarms_of, relate
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
        ("figure", _TEXT),
        ("usual", _TEXT),
        ("bound", _TEXT),
        ("text", _TEXT),
        ("rows_in", _COUNT),
        ("rows_out", _COUNT),
        ("rows_quarantined", _COUNT),
    ]
)
ALARMS_SCHEMA = pa.schema(
    [
        ("dataset", _TEXT),
        ("delivery_id", _TEXT),
        ("business_date", _DAY),
        ("guard", _TEXT),
        ("about", _TEXT),
        ("outcome", _TEXT),
        ("figure", _TEXT),
        ("usual", _TEXT),
        ("bound", _TEXT),
        ("text", _TEXT),
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
    #: a coverage state, the code of a rule that spoke, or `released`
    state: str
    text: str


def run(night: Night) -> dict[str, int]:
    """Judge every delivery up to the night and publish `nights/<D>/quality/`.

    Returns:
        Counts: deliveries, accepted (warned of among them), held, superseded, checks_failed, checks_broken,
        silent_counties, and per state of whole datasets.

    Raises:
        QualityError: a delivery is not standardised.
        SuiteError: a suite file is wrong.
    """
    deliveries = delivered(night)
    said = answers.known(night.settings, night.business_date, *WORDS)
    words = {word.subject: word for word in said}
    verdicts: dict[str, list[Verdict]] = {}
    checked: list[tuple[Delivered, list[CheckResult]]] = []
    with Profiler(night.contracts, night.settings.engine) as profiles:
        for dataset in night.contracts.datasets.values():
            suite = load_suite(dataset.id)
            results: dict[str, tuple[Delivered, list[CheckResult]]] = {}

            def checks(delivery: Delivered, dataset: Any = dataset, suite: Any = suite, kept: Any = results) -> Any:
                kept[delivery.delivery_id] = (delivery, check(delivery, dataset, suite))
                return kept[delivery.delivery_id][1]

            verdicts[dataset.id] = judge(
                deliveries[dataset.id], dataset, suite, night.settings, checks, words, profiles=profiles
            )
            checked.extend(results[each] for each in _shown(verdicts[dataset.id]) if each in results)
    _relate(night, deliveries, verdicts, checked)
    coverage = cover(night, deliveries, verdicts, words)
    with staged_folder(night.folder("quality")) as folder:
        write_parquet(
            _table([each for listed in verdicts.values() for each in listed], VERDICTS_SCHEMA),
            folder / "verdicts.parquet",
        )
        write_parquet(_alarms(night, deliveries, verdicts), folder / "alarms.parquet")
        write_json({"words": answers.fingerprint_of(said)}, folder / "words.json")
        write_parquet(checks_table(checked), folder / "checks.parquet")
        write_parquet(_table(coverage, COVERAGE_SCHEMA), folder / "coverage.parquet")
    return _counts(verdicts, checked, coverage)


def _relate(
    night: Night,
    deliveries: dict[str, list[Delivered]],
    verdicts: dict[str, list[Verdict]],
    checked: list[tuple[Delivered, list[CheckResult]]],
) -> None:
    """Judge the newest believed delivery of each dataset by its relations, now that all verdicts are known."""
    believed = {
        dataset: thinned(
            [each for each, verdict in _judged(deliveries[dataset], verdicts[dataset]) if verdict.accepted]
        )
        for dataset in deliveries
    }
    with Session(night.settings.engine) as session:
        for dataset in night.contracts.datasets.values():
            suite = load_suite(dataset.id)
            newest = next((each for each in reversed(believed[dataset.id]) if each.rows_out), None)
            if newest is None or not suite.relations:
                continue
            results = relate(session, newest, suite, believed)
            alarms = alarms_of(results, suite, dataset)
            verdicts[dataset.id] = [
                with_relations(each, newest, dataset, alarms) if each.delivery_id == newest.delivery_id else each
                for each in verdicts[dataset.id]
            ]
            for delivery, kept in checked:
                if delivery.delivery_id == newest.delivery_id:
                    kept.extend(results)


def _judged(deliveries: list[Delivered], verdicts: list[Verdict]) -> list[tuple[Delivered, Verdict]]:
    by_id = {each.delivery_id: each for each in verdicts}
    return [(each, by_id[each.delivery_id]) for each in deliveries]


def _shown(verdicts: list[Verdict]) -> list[str]:
    """Deliveries whose checks the night shows: the newest judged, and the newest accepted where that is another."""
    judged = [each for each in verdicts if each.reason != "superseded"]
    accepted = [each for each in judged if each.accepted]
    return sorted({each.delivery_id for each in (*judged[-1:], *accepted[-1:])})


def verdicts(night: Night) -> list[Verdict]:
    """The night's verdicts as published, in order (dataset, business date, sequence)."""
    return [Verdict(**row) for row in _read(night, "verdicts")]


def _alarms(night: Night, deliveries: dict[str, list[Delivered]], verdicts: dict[str, list[Verdict]]) -> pa.Table:
    """`alarms.parquet`: one row per rule that spoke, in the order of its delivery's verdict."""
    rows = []
    for dataset in sorted(night.contracts.datasets.values(), key=lambda each: each.id):
        by_id = {each.delivery_id: each for each in deliveries[dataset.id]}
        for verdict in verdicts[dataset.id]:
            for alarm in verdict.alarms:
                row = {key: value for key, value in asdict(alarm).items() if key in ALARMS_SCHEMA.names}
                text = texts.judged(by_id[verdict.delivery_id], dataset, alarm.outcome, [alarm.body], [alarm.cure])
                place = {"dataset": dataset.id, "delivery_id": verdict.delivery_id}
                rows.append({**place, "business_date": verdict.business_date, **row, "text": text})
    return pa.Table.from_pylist(rows, ALARMS_SCHEMA)


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
    standing = {each.delivery_id: each for each in newest.values() if each.accepted and each.reason}
    found = [Problem(each.dataset, each.county, each.state, each.text) for each in (*whole, *apart)]
    found.extend(Problem(each.dataset, "", each.reason, each.text) for each in standing.values() if _released(each))
    for row in _read(night, "alarms"):
        verdict = standing.get(row["delivery_id"])
        # a held delivery's own text already names what holds it
        if verdict is not None and not _released(verdict):
            found.append(Problem(row["dataset"], "", row["guard"], row["text"]))
    return found


def _released(verdict: Verdict) -> bool:
    return verdict.reason == "released"


def _state_of(whole: list[Coverage], dataset: str) -> str:
    return next((each.state for each in whole if each.dataset == dataset), "current")


def _read(night: Night, name: str) -> list[dict[str, Any]]:
    path = night.folder("quality") / f"{name}.parquet"
    if not path.is_file():
        raise QualityError(f"night {night.business_date}: {name} are not judged yet; run the quality step first")
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _table(items: list[Any], schema: pa.Schema) -> pa.Table:
    rows = [{name: value for name, value in asdict(item).items() if name != "alarms"} for item in items]
    assert all({each.name for each in fields(item)} - {"alarms"} == set(schema.names) for item in items[:1])
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
        "warned": sum(each.verdict == "warn" for each in judged),
        "superseded": sum(each.reason == "superseded" for each in judged),
        "held": sum(not each.accepted and each.reason != "superseded" for each in judged),
        "checks_failed": outcomes["failed"],
        "checks_broken": outcomes["broken"],
        "silent_counties": sum(each.state == "silent" for each in coverage),
        **{f"datasets_{state}": states[state] for state in ("current", "late", "held", "missing")},
    }


__all__ = [
    "ALARMS_SCHEMA",
    "CHECKS_SCHEMA",
    "COVERAGE_SCHEMA",
    "VERDICTS_SCHEMA",
    "Problem",
    "coverage",
    "problems",
    "run",
    "verdicts",
]
