"""The stage on disk: reads facts and identity, publishes its folder whole, refuses what does not add up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import sentences
from pipelines.engine import EngineError
from pipelines.facts import relation_files
from pipelines.sentences import BalanceError, UnknownPersonError, compute, settle_links
from pipelines.sentences.compute import AFTER_LINKING, BEFORE_LINKING, SQL
from pipelines.sentences.schema import OUTPUTS
from pipelines.settings import Night, Settings
from tests.relations import Given, relations, session

NIGHT = date(2025, 10, 15)
GIVEN: Given = {
    "court_sentences": [
        {
            "record_id": f"court.sentences/刑初{n}~1",
            "person": f"P{n}",
            "case_no": f"刑初{n}",
            "correction_type": "probation",
            "status": "in_force",
            "execution_county": "150105",
            "effective_date": date(2025, 9, 22),
        }
        for n in (1, 2)
    ],
    "justice_register": [
        {
            "record_id": "justice.register/C1",
            "person": "P1",
            "correction_no": "C1",
            "case_no": "刑初1",
            "correction_type": "probation",
            "status": "in_correction",
            "county": "150105",
            "reported_date": date(2025, 10, 9),
        }
    ],
}


def night_on_disk(home: Path, given: Given) -> Night:
    night = Night.of(Settings(home=home), NIGHT)
    tables = relations(NIGHT, given)
    for folder in ("facts", "identity"):
        night.folder(folder).mkdir(parents=True)
    for name, file in relation_files(night).items():
        pq.write_table(tables[name], file)
    for name in ("persons", "pairs"):
        pq.write_table(tables[name], night.folder("identity") / f"{name}.parquet")
    return night


def test_a_night_leaves_its_tables_in_the_declared_schema(tmp_path: Path) -> None:
    night = night_on_disk(tmp_path, GIVEN)
    counts = sentences.run(night)
    assert counts["sentences_received"] == 1
    assert counts["sentences_never_received"] == 1
    assert counts["dispositions"] == 2
    for name, schema in OUTPUTS.items():
        assert pq.read_schema(night.folder("sentences") / f"{name}.parquet").equals(schema), name


def test_running_a_night_again_gives_the_same_bytes(tmp_path: Path) -> None:
    night = night_on_disk(tmp_path, GIVEN)
    sentences.run(night)
    first = {file.name: file.read_bytes() for file in sorted(night.folder("sentences").iterdir())}
    sentences.run(night)
    assert {file.name: file.read_bytes() for file in sorted(night.folder("sentences").iterdir())} == first


def test_without_facts_the_error_names_the_missing_relation(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no such file"):
        sentences.run(Night.of(Settings(home=tmp_path), NIGHT))


def test_a_sentence_with_two_persons_is_refused_and_nothing_is_published(tmp_path: Path) -> None:
    twice = [{"record_id": "court.sentences/刑初2~1", "person_id": person} for person in ("P2", "P3")]
    night = night_on_disk(tmp_path, {**GIVEN, "persons": twice})
    with pytest.raises(BalanceError, match="sentences of county '150105': 2 received, 5 accounted for"):
        sentences.run(night)
    assert not night.folder("sentences").exists()


def test_a_record_without_a_person_is_refused() -> None:
    nobody = [{"record_id": "court.sentences/刑初2~1", "person_id": None}]
    with (
        session(NIGHT, {**GIVEN, "persons": nobody}) as opened,
        pytest.raises(UnknownPersonError, match=r"1 records, the first is court\.sentences/刑初2~1"),
    ):
        compute(opened)


def test_a_chain_of_better_offers_is_settled_round_by_round() -> None:
    # S0 prefers R0, R0 prefers S1, S1 prefers R1, R1 prefers S2 … : the far end settles first
    chain = range(6)
    start = date(2025, 3, 1).toordinal()
    day = [date.fromordinal(start + sum(range(20, 20 - place, -1))) for place in range(12)]
    given: Given = {
        "court_sentences": [
            {
                "record_id": f"S{n}",
                "person": "P",
                "case_no": f"S{n}",
                "correction_type": "probation",
                "status": "in_force",
                "effective_date": day[2 * n],
            }
            for n in chain
        ],
        "justice_register": [
            {
                "record_id": f"R{n}",
                "person": "P",
                "correction_no": f"C{n}",
                "correction_type": "probation",
                "effective_date": day[2 * n + 1],
            }
            for n in chain
        ],
    }
    with session(date(2026, 6, 30), given) as opened:
        for step in BEFORE_LINKING:
            opened.define(step, (SQL / f"{step}.sql").read_text("utf-8"))
        rounds = settle_links(opened)
        settled = opened.query("SELECT duty_record, register_record FROM link_settled ORDER BY duty_record").to_pylist()
    assert settled == [{"duty_record": f"S{n}", "register_record": f"R{n}"} for n in chain]
    assert 1 < rounds <= 6


def test_every_query_file_is_run() -> None:
    run = {*BEFORE_LINKING, *AFTER_LINKING, "link_round", "link_open"}
    assert {file.stem for file in SQL.glob("*.sql")} == run


def test_output_schemas_hold_no_personal_column() -> None:
    personal = {"person_name", "id_no", "birth_date", "residence", "phone"}
    assert not personal & {name for schema in OUTPUTS.values() for name in pa.schema(schema).names}
