"""Relations between datasets: do the numbers of a delivery stand where they must stand in another dataset?

Judged of the newest believed delivery against everything believed of the other dataset, so that a county missing from
tonight's register makes nobody unknown. A failure only warns: it does not say which side is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.engine import Session, write_json
from pipelines.engine.publishing import alone
from pipelines.quality.checks import result_of
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult, run_suite
from pipelines.quality.frames import condition_columns, sliced, to_frame
from pipelines.quality.guards import Alarm
from pipelines.quality.suites import Relation, Suite
from pipelines.quality.texts import failed_check, look
from pipelines.standardise import account_digest

#: raise it when the same relation would be judged differently
_METHOD = 2
KNOWN, UNKNOWN = "known", "unknown"

Place = tuple[Delivered, str]


def relate(
    session: Session, delivery: Delivered, suite: Suite, believed: Mapping[str, Sequence[Delivered]]
) -> list[CheckResult]:
    """The results of a suite's relations for a delivery; none where nothing is believed of a dataset they refer to.

    Kept as `relations-<hash>.json` beside the rows, with the deliveries that were looked into: others that are believed
    or no longer believed change nothing.
    """
    places = {
        relation.name: _places(relation, believed)
        for relation in suite.relations
        if all(believed.get(dataset) for dataset, _ in relation.references)
    }
    if not places:
        return []
    told = json.dumps([suite.version, _METHOD, list(places)])
    path = delivery.folder / f"relations-{hashlib.sha256(told.encode()).hexdigest()[:12]}.json"
    with alone(delivery.folder):  # nights side by side that ask of one delivery add to one file
        kept = _kept(path)
        for entry in kept:
            if _same_looked_into(entry["looked_into"], places):
                return [result_of(each) for each in entry["results"]]
        asked = [relation for relation in suite.relations if relation.name in places]
        frame, looked_into = _frame(session, delivery, suite, asked, places)
        results = run_suite(frame, suite.of_relations(set(places)), delivery.business_date)
        kept.append({"looked_into": looked_into, "results": [asdict(result) for result in results]})
        # one order, in whatever order nights asked
        write_json(sorted(kept, key=lambda entry: json.dumps(entry, sort_keys=True)), path)
    return results


def _kept(path: Path) -> list[dict[str, Any]]:
    """What was judged before, each time with what it looked into; none where it is torn or not there."""
    try:
        entries = [
            {"looked_into": dict(entry["looked_into"]), "results": list(entry["results"])}
            for entry in json.loads(path.read_text("utf-8"))
        ]
        for entry in entries:
            for each in entry["results"]:
                result_of(each)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AssertionError):
        return []
    return entries


def _same_looked_into(looked_into: Mapping[str, Any], places: Mapping[str, Sequence[Place]]) -> bool:
    """Would each relation look into the same deliveries, read with the same, and find no more to look into?"""
    for name, of_relation in places.items():
        said = looked_into.get(name)
        if said is None or (said["wanting"] and len(said["places"]) != len(of_relation)):
            return False
        if said["places"] != [_told(place) for place in of_relation[: len(said["places"])]]:
            return False
    return True


def _places(relation: Relation, believed: Mapping[str, Sequence[Delivered]]) -> list[Place]:
    """Where the relation's values may stand, in the order it is looked for them: (delivery, column), newest first."""
    places = [(each, column) for dataset, column in relation.references for each in believed[dataset]]
    return sorted(places, key=lambda place: place[0].business_date, reverse=True)


def _told(place: Place) -> list[str]:
    delivery, column = place
    return [delivery.dataset, delivery.delivery_id, column, account_digest(delivery.folder)]


def alarms_of(results: Sequence[CheckResult], suite: Suite, dataset: Dataset) -> list[Alarm]:
    """What relations that do not hold say of the delivery."""
    return [
        Alarm(
            "relation_failed",
            "warn",
            f"{result.failed_rows}行",
            "",
            "",
            failed_check(suite.find(result.check).why, result.failed_rows),
            look(dataset),
            result.check,
        )
        for result in results
        if result.outcome == "failed"
    ]


def _frame(
    session: Session,
    delivery: Delivered,
    suite: Suite,
    asked: Sequence[Relation],
    places: Mapping[str, Sequence[Place]],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Record ids, columns of conditions, and per relation whether the row's value is known; null without a value.

    And per relation the deliveries that were looked into for it, as JSON can hold them.
    """
    conditions = {
        column
        for each in suite.expectations
        for column in condition_columns(each.kwargs.get("row_condition", ""))
        if each.kwargs.get("column") in {relation.name for relation in asked}
    }
    columns = sorted({"record_id", *conditions, *(relation.column for relation in asked)})
    rows = sliced(pq.ParquetFile(delivery.rows), columns)
    frame = to_frame(rows.select([name for name in columns if name == "record_id" or name in conditions]))
    looked_into = {}
    for relation in asked:
        values = rows.column(relation.column)
        known, looked, wanting = _known(session, values, relation, places[relation.name])
        looked_into[relation.name] = {"places": [_told(place) for place in looked], "wanting": wanting}
        found = pc.if_else(pc.is_in(values, value_set=known), KNOWN, UNKNOWN)
        frame[relation.name] = pc.if_else(pc.is_valid(values), found, pa.scalar(None, pa.string())).to_pandas()
    return frame, looked_into


def _known(
    session: Session, values: pa.ChunkedArray, relation: Relation, places: Sequence[Place]
) -> tuple[pa.Array, Sequence[Place], bool]:
    """Those of the values that stand in one of the columns referred to.

    And the places it was looked for them, and whether one more would have been looked into, had there been one.

    Older deliveries are looked into only while more than one value in a hundred is unknown: with the newest alone a
    county missing from it would be unknown, with all of them every night would read every register there was.
    """
    asked = pc.unique(values.drop_null())
    unknown = asked
    looked: list[Place] = []
    for delivery, column in places:
        if len(unknown) * 100 <= len(asked):
            break
        looked.append((delivery, column))
        session.register("related_values", pa.table({"value": unknown}))
        session.attach("referred_rows", [delivery.rows])
        found = session.query(
            "SELECT DISTINCT related_values.value FROM related_values "
            f'INNER JOIN referred_rows ON referred_rows."{column}" = related_values.value',
            source=f"relation {relation.name}",
        )
        unknown = unknown.filter(pc.invert(pc.is_in(unknown, value_set=found.column("value").combine_chunks())))
    known = asked.filter(pc.invert(pc.is_in(asked, value_set=unknown)))
    return known, looked, len(unknown) * 100 > len(asked)
