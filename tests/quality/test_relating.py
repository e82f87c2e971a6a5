"""Relations between datasets: known or not, against everything believed of the other side, and only ever a warning."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pyarrow.parquet as pq
import pytest

from pipelines import quality
from pipelines.contracts import canonical_schema, load_contracts
from pipelines.engine import Session
from pipelines.quality import relating
from pipelines.quality.deliveries import delivered
from pipelines.quality.expectations import CheckResult
from pipelines.quality.suites import EXPECTATIONS, SuiteError, load_suite
from tests.quality.deliveries import D, deliver, night_of, plausible_rows

CONTRACTS = load_contracts()
TERM = [name for name, dataset in CONTRACTS.datasets.items() if "correction_no" in dataset.column]


@pytest.fixture
def night(tmp_path):
    return night_of(tmp_path)


def leaves(night, unknown: int, known: int, day=D) -> None:
    rows = plausible_rows(night.contracts.datasets["justice.leaves"], unknown + known, day)
    for n, row in enumerate(rows):
        row["correction_no"] = "X" if n < unknown else "correction_no00001"
    deliver(night, "justice.leaves", rows, day)


def checks(night, dataset: str = "justice.leaves") -> dict[str, tuple[str, int]]:
    quality.run(night)
    rows = pq.read_table(night.folder("quality") / "checks.parquet").to_pylist()
    return {row["check"]: (row["outcome"], row["failed_rows"]) for row in rows if row["dataset"] == dataset}


@pytest.mark.parametrize(("unknown", "outcome"), [(0, "passed"), (2, "passed"), (3, "failed")])
def test_numbers_the_register_does_not_know_are_warned_of_beyond_a_tenth(night, unknown, outcome):
    deliver(night, "justice.register", 30)
    leaves(night, unknown, 20 - unknown)
    assert checks(night)["term_mostly_registered"] == (outcome, unknown)
    [verdict] = [each for each in quality.verdicts(night) if each.dataset == "justice.leaves"]
    assert verdict.verdict == ("warn" if outcome == "failed" else "accept")
    if outcome == "failed":
        assert (verdict.reason, verdict.figure) == ("relation_failed", "3行")
        assert "矫正对象编号应见于社区矫正对象登记" in verdict.text
        assert "relation_failed" in {each.state for each in quality.problems(night)}


def test_without_a_believed_delivery_of_the_other_dataset_nothing_is_said(night):
    leaves(night, 20, 0)
    assert "term_mostly_registered" not in checks(night)
    deliver(night, "justice.register", 30, refused="压缩包不完整")
    assert "term_mostly_registered" not in checks(night)


def test_a_person_whose_county_is_missing_tonight_is_still_known(night):
    deliver(night, "justice.register", 40, D - timedelta(days=1))
    others = plausible_rows(CONTRACTS.datasets["justice.register"], 40)
    rows = [
        {**row, "correction_no": f"other{n}", "record_id": f"justice.register/o{n}"} for n, row in enumerate(others)
    ]
    deliver(night, "justice.register", rows)
    leaves(night, 0, 20)
    assert checks(night)["term_mostly_registered"] == ("passed", 0)


def test_older_deliveries_are_read_only_while_many_are_unknown(night, monkeypatch):
    for days in (2, 1, 0):
        deliver(night, "justice.register", 40, D - timedelta(days=days))
    leaves(night, 0, 20)
    attached = []
    real = relating.Session.attach
    monkeypatch.setattr(
        relating.Session, "attach", lambda self, name, files: (attached.append(name), real(self, name, files))[1]
    )
    assert checks(night)["term_mostly_registered"] == ("passed", 0)
    assert attached.count("referred_rows") == 1


def test_a_handful_of_rows_says_nothing(night):
    deliver(night, "justice.register", 30)
    leaves(night, 9, 0)
    assert "term_mostly_registered" not in checks(night)


def test_rows_without_a_number_are_not_asked(night):
    deliver(night, "court.sentences", 30)
    rows = plausible_rows(CONTRACTS.datasets["court.revocations"], 20)
    deliver(night, "court.revocations", [{**row, "original_case_no_key": None} for row in rows])
    assert checks(night, "court.revocations")["original_case_mostly_known"] == ("passed", 0)


def test_only_rows_under_the_condition_are_asked(night):
    """Of parole the case number is the prison's: it stands in no sentence."""
    deliver(night, "court.sentences", 30)
    rows = plausible_rows(CONTRACTS.datasets["justice.register"], 40)
    for n, row in enumerate(rows):
        row.update(correction_type="parole" if n % 2 else "probation", case_no_key="X" if n % 2 else row["case_no_key"])
    deliver(night, "justice.register", rows)
    assert checks(night, "justice.register")["case_mostly_sentenced"][0] == "passed"
    for row in rows:
        row["case_no_key"] = "X"
    deliver(night, "justice.register", rows, sequence=2)
    assert checks(night, "justice.register")["case_mostly_sentenced"] == ("failed", 20)


def test_one_of_two_datasets_is_enough(night):
    deliver(night, "justice.register", plausible_rows(CONTRACTS.datasets["justice.register"], 30)[:20])
    deliver(night, "court.sentences", plausible_rows(CONTRACTS.datasets["court.sentences"], 30)[20:])
    deliver(night, "police.population", 30)
    assert checks(night, "police.population")["person_mostly_asked_about"] == ("passed", 0)


def test_results_are_kept_while_the_deliveries_referred_to_are_the_same(night, monkeypatch):
    deliver(night, "justice.register", 30)
    leaves(night, 5, 15)
    first = checks(night)

    def never(*_: object) -> None:
        raise AssertionError("judged again")

    with monkeypatch.context() as patched:
        patched.setattr(relating, "run_suite", never)
        assert checks(night) == first
    [kept] = night.canonical.glob("justice.leaves/*/relations-*.json")
    kept.write_text(kept.read_text("utf-8")[:30], "utf-8")
    assert checks(night) == first


def register(night, days: int, numbers: int, *, sequence: int = 1) -> None:
    """A register of some days ago that knows so many of the numbers leaves name."""
    rows = plausible_rows(CONTRACTS.datasets["justice.register"], 40, D - timedelta(days=days))
    for n, row in enumerate(rows):
        row["correction_no"] = f"known{n}" if n < numbers else f"other{n} {days} {sequence}"
    deliver(night, "justice.register", rows, D - timedelta(days=days), sequence=sequence)


def read_otherwise(night, days: int) -> None:
    day = (D - timedelta(days=days)).isoformat()
    [landed] = (night.landing / "justice/register" / day).iterdir()
    [account] = night.canonical.glob(f"justice.register/{landed.name}-*/accounting.json")
    account.write_text(account.read_text("utf-8") + " ", "utf-8")


@pytest.mark.parametrize(
    ("known", "change", "again"),
    [
        # the newest alone knows all: whatever becomes of older ones, it is not looked into them
        (40, lambda night: register(night, 2, 3, sequence=2), False),
        (40, lambda night: read_otherwise(night, 2), False),
        (40, lambda night: register(night, 0, 40, sequence=2), True),
        (40, lambda night: read_otherwise(night, 0), True),
        # the newest knows too few: every older one was looked into, and one more would have been
        (3, lambda night: register(night, 2, 3, sequence=2), True),
        (3, lambda night: read_otherwise(night, 2), True),
        (3, lambda night: register(night, 5, 40), True),
    ],
)
def test_relations_are_judged_again_only_where_something_they_looked_into_is_another(
    night, monkeypatch, known, change, again
):
    for days in (3, 2, 1):
        register(night, days, 3)
    register(night, 0, known)
    rows = plausible_rows(night.contracts.datasets["justice.leaves"], 20)
    deliver(night, "justice.leaves", [{**row, "correction_no": f"known{n}"} for n, row in enumerate(rows)])
    first = checks(night)
    judged = []
    real = relating.run_suite
    monkeypatch.setattr(relating, "run_suite", lambda *args: (judged.append(args[1].dataset), real(*args))[1])
    change(night)
    found = checks(night)
    assert ("justice.leaves" in judged) is again
    [kept] = night.canonical.glob("justice.leaves/*/relations-*.json")
    kept.unlink()
    assert checks(night) == found
    assert first["term_mostly_registered"][0] == ("passed" if known == 40 else "failed")


def test_a_warning_by_relation_is_said_beside_what_stood_out_already(night):
    deliver(night, "justice.register", 30, D - timedelta(days=4))
    for days in (3, 2, 1):
        leaves(night, 0, 20, D - timedelta(days=days))
    leaves(night, 80, 20)
    quality.run(night)
    verdict = [each for each in quality.verdicts(night) if each.dataset == "justice.leaves"][-1]
    assert (verdict.verdict, verdict.reason) == ("warn", "spike")
    assert "收到100行" in verdict.text
    assert "矫正对象编号应见于" in verdict.text


@pytest.mark.parametrize("dataset", [name for name in TERM if name != "justice.register"])
def test_every_dataset_of_terms_is_related_to_the_register(dataset):
    [relation] = load_suite(dataset).relations
    assert relation.references == (("justice.register", "correction_no"),)


def test_a_relation_cannot_hold_a_delivery(tmp_path):
    body = json.loads((EXPECTATIONS / "justice.leaves.json").read_text("utf-8"))
    body["expectations"][-1]["meta"]["severity"] = "critical"
    (tmp_path / "justice.leaves.json").write_text(json.dumps(body), "utf-8")
    with pytest.raises(SuiteError, match=r"term_mostly_registered.*severity is warning"):
        load_suite("justice.leaves", tmp_path)


@pytest.mark.parametrize("dataset", CONTRACTS.datasets)
def test_relations_name_columns_that_are_there_and_are_asked_about(dataset):
    suite = load_suite(dataset)
    for relation in suite.relations:
        assert relation.column in canonical_schema(CONTRACTS.datasets[dataset]).names
        assert suite.of_relations({relation.name}).expectations
        for other, column in relation.references:
            assert column in canonical_schema(CONTRACTS.datasets[other]).names


def test_two_nights_that_judge_one_delivery_at_once_are_both_remembered(night, monkeypatch):
    for days in (1, 0):
        register(night, days, 40)
    leaves(night, 0, 20)
    known = delivered(night)
    [asked], newest, older = known["justice.leaves"], known["justice.register"][1:], known["justice.register"][:1]
    meeting = Barrier(2)

    def judged(_frame, suite, _date):
        with suppress(BrokenBarrierError):  # who has the delivery to himself waits in vain
            meeting.wait(0.3)
        return [CheckResult(suite.relations[0].name, "warning", "passed", 0, ())]

    def relate(believed):
        with Session(night.settings.engine) as session:
            return relating.relate(session, asked, load_suite("justice.leaves"), {"justice.register": believed})

    monkeypatch.setattr(relating, "run_suite", judged)
    with ThreadPoolExecutor(2) as at_once:
        first, second = at_once.map(relate, (newest, older))
    assert first == second
    [kept] = asked.folder.glob("relations-*.json")
    looked_into = [entry["looked_into"][first[0].check]["places"] for entry in json.loads(kept.read_text("utf-8"))]
    assert sorted(place[1] for [place] in looked_into) == sorted(each.delivery_id for each in newest + older)
