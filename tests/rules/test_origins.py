"""Which delivery may have brought a clue: rows it cites that came or changed, rows it misses that left, warnings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from pipelines.contracts import canonical_schema, load_contracts
from pipelines.engine import Session, write_parquet
from pipelines.rules.origins import ORIGINS, origins
from pipelines.rules.rulefile import load_rules
from pipelines.settings import EngineLimits, Night, Settings
from tests.relations import relations

CONTRACTS = load_contracts()
RULES = {rule.id: rule for rule in load_rules(CONTRACTS)}
D = date(2025, 10, 15)
SENTENCE, REGISTERED = "court.sentences/A", "justice.register/R1"
PERSON, OTHER = "150102198501010019", "150102198501010027"


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session(EngineLimits()) as session:
        yield session


def verdicts(*datasets: str, verdict: str = "accept") -> list[dict[str, Any]]:
    return [
        {
            "dataset": dataset,
            "delivery_id": f"{dataset}-{day}",
            "business_date": day,
            "sequence": 1,
            "verdict": verdict if day == D else "accept",
        }
        for dataset in datasets
        for day in (D - timedelta(days=1), D)
    ]


class World:
    """Facts tonight and the rows of the deliveries before; a row is of tonight's delivery unless it says otherwise."""

    def __init__(self, session: Session, tmp_path) -> None:
        self.session = session
        self.night = Night(Settings(home=tmp_path), CONTRACTS, D)
        self.given: dict[str, list[dict[str, Any]]] = {"verdicts": verdicts("court.sentences", "justice.register")}

    def rows(self, dataset_id: str, before: list[dict[str, Any]], tonight: list[dict[str, Any]]) -> None:
        dataset = CONTRACTS.datasets[dataset_id]
        schema = pa.schema([field.with_nullable(True) for field in canonical_schema(dataset)])
        folder = (
            self.night.canonical / dataset_id / f"{dataset_id}-{D - timedelta(days=1)}-{self.night.contracts.version}"
        )
        folder.mkdir(parents=True, exist_ok=True)
        listed = [{field.name: row.get(field.name) for field in schema} for row in before]
        write_parquet(pa.Table.from_pylist(listed, schema=schema), folder / "rows.parquet")
        self.given[dataset.relation] = [{"delivery_id": f"{dataset_id}-{D}", **row} for row in tonight]

    def found(self, rule: str = "H01", *records: str) -> list[tuple[str, str]]:
        """(dataset, way) of the deliveries that may have brought one clue that cites the records."""
        for dataset in ("court.sentences", "justice.register"):
            if CONTRACTS.datasets[dataset].relation not in self.given:
                self.rows(dataset, [], [])
        for name, table in relations(D, self.given).items():
            self.session.register(name, table)
        clue = {"finding_id": "one", "rule_id": rule} | {f"evidence_{n}": None for n in range(1, 5)}
        clue |= {f"evidence_{n}": record for n, record in enumerate(records or (SENTENCE,), 1)}
        found = origins(self.session, self.night, list(RULES.values()), [clue])
        assert found.schema.equals(ORIGINS)
        return [(row["dataset"], row["way"]) for row in found.to_pylist()]


@pytest.fixture
def world(session, tmp_path) -> World:
    return World(session, tmp_path)


def sentence(**changed: Any) -> dict[str, Any]:
    return {"record_id": SENTENCE, "id_no_18": PERSON, "case_no_key": "c1", "court_name": "甲法院", **changed}


def registered(**changed: Any) -> dict[str, Any]:
    return {"record_id": REGISTERED, "id_no_18": PERSON, "correction_no": "R1", "case_no_key": "c1", **changed}


def test_a_row_that_stands_as_it_stood_was_not_brought_tonight(world):
    world.rows("court.sentences", [sentence()], [sentence()])
    assert world.found() == []


def test_a_row_that_came_or_changed_with_a_delivery_was_brought_by_it(world):
    world.rows("court.sentences", [], [sentence()])
    assert world.found() == [("court.sentences", "row")]
    world.rows("court.sentences", [sentence(court_name="乙法院")], [sentence()])
    assert world.found() == [("court.sentences", "row")]
    world.rows("court.sentences", [sentence(court_name=None)], [sentence()])
    assert world.found() == [("court.sentences", "row")]


def test_where_a_row_stands_in_its_file_is_no_change(world):
    world.rows("court.sentences", [sentence(file="a.csv", line=3)], [sentence(file="b.csv", line=9)])
    assert world.found() == []


def test_the_delivery_is_named_with_the_day_of_the_one_before(world):
    world.rows("court.sentences", [], [sentence()])
    world.found()
    clue = {"finding_id": "one", "rule_id": "H01", "evidence_1": SENTENCE, "evidence_2": None}
    clue |= {"evidence_3": None, "evidence_4": None}
    [row] = origins(world.session, world.night, list(RULES.values()), [clue]).to_pylist()
    assert (row["delivery_id"], row["business_date"]) == (f"court.sentences-{D}", D)
    assert row["previous_date"] == D - timedelta(days=1)


@pytest.mark.parametrize(
    "key",
    [{"id_no_18": PERSON, "case_no_key": None}, {"id_no_18": None, "case_no_key": "c1"}],
    ids=["one person", "one case"],
)
def test_a_row_that_left_with_a_delivery_is_what_a_clue_misses(world, key):
    world.rows("court.sentences", [sentence()], [sentence()])
    world.rows("justice.register", [registered(**key)], [])
    assert world.found() == [("justice.register", "lost")]


def test_a_row_that_lost_a_value_is_what_a_clue_misses(world):
    world.rows("court.sentences", [sentence()], [sentence()])
    world.rows("justice.register", [registered(reported_date=D)], [registered()])
    assert world.found() == [("justice.register", "lost")]


def test_rows_of_other_people_explain_nothing(world):
    world.rows("court.sentences", [sentence()], [sentence()])
    world.rows("justice.register", [registered(id_no_18=OTHER, case_no_key="c2")], [])
    assert world.found() == []


def test_a_row_carried_over_for_its_county_neither_left_nor_came(world):
    world.rows("court.sentences", [sentence()], [sentence()])
    world.rows("justice.register", [registered()], [registered(delivery_id="older", reported_date=D)])
    assert world.found() == []


def test_a_dataset_the_rule_does_not_look_at_explains_no_absence(world):
    world.given["verdicts"] += verdicts("justice.medical")
    world.rows("court.sentences", [sentence()], [sentence()])
    world.rows("justice.medical", [{"record_id": "justice.medical/M", "correction_no": "R1"}], [])
    world.rows("justice.register", [registered()], [registered()])
    assert "justice.medical" not in {*RULES["H01"].needs, *(each.dataset for each in RULES["H01"].searched)}
    assert world.found("H01", SENTENCE, REGISTERED) == []


def test_the_first_delivery_of_a_dataset_brings_everything_and_explains_nothing(world):
    world.given["verdicts"] = [row for row in world.given["verdicts"] if row["business_date"] == D]
    world.rows("court.sentences", [], [sentence()])
    assert world.found() == []


@pytest.mark.parametrize(
    ("guard", "verdict", "expected"),
    [
        ("emptied_column", "warn", [("justice.register", "warned")]),
        ("spike", "warn", []),  # rows too many are no absence
        ("emptied_column", "accept", []),  # released by name
    ],
)
def test_a_delivery_in_which_something_is_missing_may_have_brought_what_rests_on_absence(
    world, guard, verdict, expected
):
    world.rows("court.sentences", [sentence()], [sentence()])
    world.given["verdicts"] = verdicts("court.sentences") + verdicts("justice.register", verdict=verdict)
    world.given["alarms"] = [{"dataset": "justice.register", "delivery_id": f"justice.register-{D}", "guard": guard}]
    assert world.found() == expected


@pytest.mark.parametrize(("delivered", "expected"), [(D, [("justice.contacts", "row")]), (D - timedelta(days=1), [])])
def test_an_event_was_brought_by_the_delivery_it_came_in(world, delivered, expected):
    world.given["verdicts"] += verdicts("justice.contacts")
    contact = {"record_id": "justice.contacts/K", "correction_no": "R1", "delivery_id": f"justice.contacts-{delivered}"}
    world.rows("justice.contacts", [], [contact])
    assert world.found("E03", "justice.contacts/K") == expected


def test_findings_for_data_engineers_have_no_origin(world):
    world.rows("court.sentences", [], [sentence()])
    assert world.found("D02") == []


def test_every_rule_has_datasets_whose_loss_would_be_seen():
    """What a rule needs and searches is declared: without it a lost row would explain nothing."""
    for rule in RULES.values():
        if rule.audience == "prosecutor":
            assert {*rule.needs, *(each.dataset for each in rule.searched)}, rule.id
