"""What a way of deciding who is who is worth: pairs of records against the truth, whole, by fault and by hard group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.identity_people import HARD
from benchmarks.identity_records import FAULTS
from pipelines.engine import Session
from pipelines.settings import EngineLimits

NONE = "none of these"


def measure(folder: Path, answer: Path) -> dict[str, Any]:
    """Figures of one answer: `persons.parquet` (record_id, person_id), perhaps `pairs.parquet` with outcome `review`.

    A pair has a fault, or belongs to a hard group, when either of its records does. With review: every question
    answered rightly, so that the groups it stands between become one.
    """
    with Session(EngineLimits(memory_limit="4GB")) as session:
        session.attach("truth", [folder / "truth.parquet"])
        session.attach("said", [answer / "persons.parquet"])
        session.define(
            "clusters",
            "SELECT person_id, row_number() OVER (ORDER BY person_id) AS cluster FROM said GROUP BY person_id",
        )
        session.define(
            "judged",
            """
            SELECT row_number() OVER (ORDER BY truth.record_id) AS record, truth.record_id, truth.person, truth.faults,
                truth.hard, clusters.cluster
            FROM truth LEFT JOIN said ON said.record_id = truth.record_id
            LEFT JOIN clusters ON clusters.person_id = said.person_id
            """,
        )
        counts = _row(
            session,
            "SELECT count(*) AS records, count(DISTINCT person) AS people, count(cluster) AS placed FROM judged",
        )
        if counts["placed"] != counts["records"]:
            raise ValueError(f"{counts['records'] - counts['placed']} records were not placed")
        session.define("real", _PAIRS.format(same="person", other="cluster"))
        session.define("claimed_wrong", _PAIRS.format(same="cluster", other="person") + " AND x.person <> y.person")
        real = _row(session, "SELECT count(*) AS pairs, count(*) FILTER (differ) AS missed FROM real")
        wrong = _row(session, "SELECT count(*) AS pairs FROM claimed_wrong")["pairs"]
        figures: dict[str, Any] = counts | _figures(real["pairs"], real["missed"], wrong)
        figures |= _reviews(session, answer, figures)
        figures["by_fault"] = _by_bit(session, FAULTS, "faults")
        figures["by_hard_group"] = _by_bit(session, HARD, "hard")
        return figures


_PAIRS = """
    SELECT x.record AS a, y.record AS b, x.{other} <> y.{other} AS differ,
        x.faults | y.faults AS faults, x.hard | y.hard AS hard, x.cluster AS cluster_a, y.cluster AS cluster_b
    FROM judged AS x INNER JOIN judged AS y ON x.{same} = y.{same} AND x.record < y.record
"""


def _figures(real: int, missed: int, wrong: int) -> dict[str, Any]:
    right = real - missed
    precision, recall = right / max(1, right + wrong), right / real
    return {"pairs": real, "wrong": wrong, "missed": missed, "precision": precision, "recall": recall,
            "f1": 2 * precision * recall / (precision + recall)}  # fmt: skip


def _row(session: Session, sql: str) -> dict[str, Any]:
    return session.query(sql).to_pylist()[0]


def _reviews(session: Session, answer: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """Questions, how many are truly one person, and the recall once they are answered."""
    if not (answer / "pairs.parquet").is_file():
        session.define(
            "asked", "SELECT 0 AS a, 0 AS b, TRUE AS same, 0 AS faults, 0 AS hard, 0 AS x, 0 AS y WHERE FALSE"
        )
        return {}
    session.attach("pairs", [answer / "pairs.parquet"])
    session.define(
        "asked",
        """
        SELECT a.record AS a, b.record AS b, a.person = b.person AS same,
            a.faults | b.faults AS faults, a.hard | b.hard AS hard, a.cluster AS x, b.cluster AS y
        FROM pairs
        INNER JOIN judged AS a ON a.record_id = pairs.record_a
        INNER JOIN judged AS b ON b.record_id = pairs.record_b
        WHERE pairs.outcome = 'review'
        """,
    )
    asked = _row(session, "SELECT count(*) AS asked, count(*) FILTER (same) AS same FROM asked")
    root: dict[int, int] = {}

    def of(cluster: int) -> int:
        while (up := root.get(cluster, cluster)) != cluster:
            cluster = up
        return cluster

    for x, y in zip(
        *(c.to_pylist() for c in session.query("SELECT x, y FROM asked WHERE same ORDER BY 1, 2").columns), strict=True
    ):
        low, high = sorted((of(x), of(y)))
        root[high] = low
    missed = session.query("SELECT cluster_a, cluster_b FROM real WHERE differ ORDER BY a, b").to_pydict()
    still = sum(of(x) != of(y) for x, y in zip(missed["cluster_a"], missed["cluster_b"], strict=True))
    return {
        "review_pairs": asked["asked"],
        "review_pairs_truly_same": asked["same"],
        "review_share_of_people": asked["asked"] / figures["people"],
        "recall_with_review": 1 - still / figures["pairs"],
    }


def _by_bit(session: Session, names: tuple[str, ...], column: str) -> dict[str, dict[str, int]]:
    """Per fault or hard group: true pairs, missed, wrong, questions and how many of them are truly one person."""
    table = {}
    for name, test in [(NONE, f"{column} = 0")] + [
        (n, f"({column} & {1 << place}) <> 0") for place, n in enumerate(names)
    ]:
        real = _row(session, f"SELECT count(*) AS pairs, count(*) FILTER (differ) AS missed FROM real WHERE {test}")
        wrong = _row(session, f"SELECT count(*) AS wrong FROM claimed_wrong WHERE {test}")
        asked = _row(session, f"SELECT count(*) AS asked, count(*) FILTER (same) AS asked_same FROM asked WHERE {test}")
        table[name] = real | wrong | asked
    table["any"] = {key: int(np.int64(_row(session, sql)["n"])) for key, sql in (
        ("pairs", f"SELECT count(*) AS n FROM real WHERE {column} <> 0"),
        ("missed", f"SELECT count(*) AS n FROM real WHERE differ AND {column} <> 0"),
        ("wrong", f"SELECT count(*) AS n FROM claimed_wrong WHERE {column} <> 0"),
        ("asked", f"SELECT count(*) AS n FROM asked WHERE {column} <> 0"),
        ("asked_same", f"SELECT count(*) AS n FROM asked WHERE same AND {column} <> 0"),
    )}  # fmt: skip
    return table
