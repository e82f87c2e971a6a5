"""The step on disk: facts in, the three tables of docs/architecture.md out, the same bytes each time."""

from __future__ import annotations

import hashlib
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipelines import identity
from pipelines.engine import EngineError, write_parquet
from pipelines.facts import relation_files
from pipelines.quality.believing import VERDICTS_SCHEMA
from pipelines.settings import Night, Settings
from tests.identity.generated import People
from tests.relations import SCHEMAS, relations

NIGHT = date(2025, 10, 15)


def night_with_facts(home):
    night = Night.of(Settings(home=home), NIGHT)
    night.folder("facts").mkdir(parents=True)
    tables = relations(NIGHT, {}) | People(60, 3).tables()
    for name, file in relation_files(night).items():
        write_parquet(tables[name], file)
    night.folder("quality").mkdir()
    write_parquet(VERDICTS_SCHEMA.empty_table(), night.folder("quality") / "verdicts.parquet")
    return night


def digests(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_a_night_leaves_the_three_tables_in_their_schemas_and_the_same_bytes_again(tmp_path):
    night = night_with_facts(tmp_path)
    counts = identity.run(night)
    folder = night.folder("identity")
    for name in ("persons", "pairs", "traces"):
        assert pq.read_table(folder / f"{name}.parquet").schema.equals(SCHEMAS[name]), name
    assert counts["mentions"] == pq.read_metadata(folder / "persons.parquet").num_rows > 180
    assert counts["pairs"] == pq.read_metadata(folder / "pairs.parquet").num_rows > 0
    first = digests(folder)
    identity.run(night)
    assert digests(folder) == first


def test_without_facts_it_says_so_and_leaves_nothing(tmp_path):
    night = Night.of(Settings(home=tmp_path), NIGHT)
    with pytest.raises(EngineError, match="no such file"):
        identity.run(night)
    assert not night.folder("identity").exists()
