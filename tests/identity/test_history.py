"""Since when records are known: told delivery by delivery as told of all deliveries at once."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine import Session, write_parquet
from pipelines.identity.history import attach_history
from pipelines.quality.believing import VERDICTS_SCHEMA
from pipelines.settings import EngineLimits, Night, Settings

FIRST = date(2025, 10, 1)
DELIVERED = pa.schema([("record_id", pa.string()), ("id_no_18", pa.string()), ("person_name_key", pa.string())])
DATASETS = ("court.sentences", "justice.register")
#: one record delivered: which, under which number and name; a row may lack either
ROWS = st.tuples(
    st.sampled_from(["court/1", "court/2", "人/3", "a"]),
    st.sampled_from([None, "", "110101199001011237"]),
    st.sampled_from([None, "王建国", "李强"]),
)


def night(home: Path, day: int) -> Night:
    limits = EngineLimits(memory_limit="512MB", threads=1)
    return Night.of(Settings(home=home, engine=limits), FIRST + timedelta(days=day))


def deliver(home: Path, deliveries: list[list[tuple]]) -> None:
    """Each delivery on a day of its own, the datasets in turn."""
    verdicts = []
    for day, rows in enumerate(deliveries):
        of, dataset = night(home, day), DATASETS[day % 2]
        folder = of.canonical / dataset / f"{dataset}-{day}-{of.contracts.version}"
        folder.mkdir(parents=True)
        write_parquet(
            pa.table(list(zip(*rows, strict=True)) or [[], [], []], schema=DELIVERED), folder / "rows.parquet"
        )
        verdicts.append(
            dict.fromkeys(VERDICTS_SCHEMA.names)
            | {"dataset": dataset, "delivery_id": f"{dataset}-{day}", "business_date": of.business_date}
            | {"sequence": 1, "verdict": "accept"}
        )
        of.folder("quality").mkdir(parents=True)
        write_parquet(pa.Table.from_pylist(verdicts, VERDICTS_SCHEMA), of.folder("quality") / "verdicts.parquet")


def told(of: Night) -> dict[str, bytes]:
    with Session(of.settings.engine) as session:
        return {file.parent.name: file.read_bytes() for file in attach_history(session, of)}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(ROWS, max_size=4, unique_by=lambda row: row[0]), min_size=1, max_size=6))
def test_what_is_told_delivery_by_delivery_is_byte_for_byte_what_is_told_of_all_at_once(deliveries):
    home = Path(tempfile.mkdtemp())
    try:
        deliver(home, deliveries)
        for day in range(len(deliveries)):
            step_by_step = told(night(home, day))
        shutil.rmtree(home / "cache")
        assert told(night(home, len(deliveries) - 1)) == step_by_step
    finally:
        shutil.rmtree(home)
