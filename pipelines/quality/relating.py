"""Relations between datasets: do the numbers of a delivery stand where they must stand in another dataset?

Judged of the newest believed delivery against everything believed of the other dataset, so that a county missing from
tonight's register makes nobody unknown. A failure only warns: it does not say which side is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.engine import Session, write_json
from pipelines.quality.checks import result_of
from pipelines.quality.deliveries import Delivered
from pipelines.quality.expectations import CheckResult, run_suite
from pipelines.quality.frames import condition_columns, sliced, to_frame
from pipelines.quality.guards import Alarm
from pipelines.quality.suites import Relation, Suite
from pipelines.quality.texts import failed_check, look

#: raise it when the same relation would be judged differently
_METHOD = 1
KNOWN, UNKNOWN = "known", "unknown"


def relate(
    session: Session, delivery: Delivered, suite: Suite, believed: Mapping[str, Sequence[Delivered]]
) -> list[CheckResult]:
    """The results of a suite's relations for a delivery; none where nothing is believed of a dataset they refer to.

    Kept as `relations-<hash>.json` beside the rows, one for each set of deliveries referred to.
    """
    asked = [
        relation for relation in suite.relations if all(believed.get(dataset) for dataset, _ in relation.references)
    ]
    if not asked:
        return []
    referred = [
        each.delivery_id for relation in asked for dataset, _ in relation.references for each in believed[dataset]
    ]
    told = json.dumps([suite.version, _METHOD, [relation.name for relation in asked], sorted(set(referred))])
    path = delivery.folder / f"relations-{hashlib.sha256(told.encode()).hexdigest()[:12]}.json"
    try:
        return [result_of(entry) for entry in json.loads(path.read_text("utf-8"))]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass  # not judged yet, or torn: judge (again)
    frame = _frame(session, delivery, suite, asked, believed)
    names = {relation.name for relation in asked}
    results = run_suite(frame, suite.of_relations(names), delivery.business_date)
    write_json([asdict(result) for result in results], path)
    return results


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
    believed: Mapping[str, Sequence[Delivered]],
) -> pd.DataFrame:
    """Record ids, columns of conditions, and per relation whether the row's value is known; null without a value."""
    conditions = {
        column
        for each in suite.expectations
        for column in condition_columns(each.kwargs.get("row_condition", ""))
        if each.kwargs.get("column") in {relation.name for relation in asked}
    }
    columns = sorted({"record_id", *conditions, *(relation.column for relation in asked)})
    rows = sliced(pq.ParquetFile(delivery.rows), columns)
    frame = to_frame(rows.select([name for name in columns if name == "record_id" or name in conditions]))
    for relation in asked:
        values = rows.column(relation.column)
        known = _known(session, values, relation, believed)
        found = pc.if_else(pc.is_in(values, value_set=known), KNOWN, UNKNOWN)
        frame[relation.name] = pc.if_else(pc.is_valid(values), found, pa.scalar(None, pa.string())).to_pandas()
    return frame


def _known(
    session: Session, values: pa.ChunkedArray, relation: Relation, believed: Mapping[str, Sequence[Delivered]]
) -> pa.Array:
    """Those of the values that stand in one of the columns referred to.

    Older deliveries are looked into only while more than one value in a hundred is unknown: with the newest alone a
    county missing from it would be unknown, with all of them every night would read every register there was.
    """
    asked = pc.unique(values.drop_null())
    unknown = asked
    places = [(each, column) for dataset, column in relation.references for each in believed[dataset]]
    for delivery, column in sorted(places, key=lambda place: place[0].business_date, reverse=True):
        if len(unknown) * 100 <= len(asked):
            break
        session.register("related_values", pa.table({"value": unknown}))
        session.attach("referred_rows", [delivery.rows])
        found = session.query(
            "SELECT DISTINCT related_values.value FROM related_values "
            f'INNER JOIN referred_rows ON referred_rows."{column}" = related_values.value',
            source=f"relation {relation.name}",
        )
        unknown = unknown.filter(pc.invert(pc.is_in(unknown, value_set=found.column("value").combine_chunks())))
    return asked.filter(pc.invert(pc.is_in(asked, value_set=unknown)))
