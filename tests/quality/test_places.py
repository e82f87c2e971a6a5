"""Rows per place: counted once per delivery, however many nights ask for them at the same moment."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow.parquet as pq
import pytest

from pipelines.quality import places
from pipelines.quality.deliveries import delivered
from tests.quality.deliveries import D, deliver, night_of, plausible_rows


@pytest.fixture
def leaves(tmp_path):
    """A delivery of leaves of absence, whose rows are placed through the register."""
    night = night_of(tmp_path)
    dataset = night.contracts.datasets["justice.leaves"]
    deliver(night, dataset.id, plausible_rows(dataset, 30, D))
    return delivered(night)[dataset.id][0], dataset


def test_nights_that_count_one_delivery_at_once_all_find_it_counted_once(leaves, monkeypatch):
    delivery, dataset = leaves
    written = []

    def slowly(table, path, write=places.write_parquet):
        time.sleep(0.05)
        write(table, path)
        written.append(path)

    monkeypatch.setattr(places, "write_parquet", slowly)
    with ThreadPoolExecutor(4) as nights:
        found = list(nights.map(lambda _: places.counted(delivery, dataset), range(4)))
    assert len(written) == 1
    assert {path.name for path in found} == {f"places-{places._METHOD}.parquet"}
    assert sum(pq.read_table(found[0])["row_count"].to_pylist()) == 30
    assert sorted(path.name for path in delivery.folder.glob(".places*")) == []
