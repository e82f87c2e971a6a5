"""What a step is made from is all it reads and no more: an older delivery corrected does not cost every later night.

Each case changes one thing below a small home and says which steps are then made from something else. What is said to
be made from the same is made anew and is the same, byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.engine import write_parquet
from pipelines.identity import history_digest
from pipelines.identity.weights import FILE
from pipelines.made_from import READS, inputs
from pipelines.night import run_step
from pipelines.settings import Night
from tests.night.sample import bytes_below
from tests.quality.deliveries import D, Row, deliver, night_of, plausible_rows, table

REGISTER, PLANS, LODGING = "justice.register", "justice.plans", "police.lodging"
BEFORE = [D - timedelta(days=days) for days in (4, 3, 2, 1, 0)]
RUN = ("quality", "facts", "identity", "sentences")
#: reports read the ledger, which these nights have none of
TOLD = tuple(step for step in READS if step != "reports")


def rows(night: Night, dataset: str, day: date, count: int = 40, *, other: int | None = None) -> list[Row]:
    """Rows that differ from day to day in the age of what happened; `other` is a row that says something else."""
    made = plausible_rows(night.contracts.datasets[dataset], count, day)
    if other is not None:
        made[other].update(supervision_level="strict" if dataset == REGISTER else None)
    return made


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night with four days behind it, as far as its sentences."""
    home = tmp_path_factory.mktemp("made_from") / "var"
    night = night_of(home)
    for day in BEFORE:
        for dataset in (REGISTER, PLANS, LODGING):
            deliver(night, dataset, rows(night, dataset, day), day)
    for step in RUN:
        run_step(step, night)
    return home


@dataclass(frozen=True)
class Case:
    says: str
    change: Callable[[Night], object]
    #: steps made from something else after it, in order
    anew: tuple[str, ...]


def again(dataset: str, place: int, **how: int) -> Callable[[Night], object]:
    """A delivery of one of the days comes once more, with a row that says something else."""

    def change(night: Night) -> None:
        day = BEFORE[place]
        deliver(night, dataset, rows(night, dataset, day, **{"other": 0, **how}), day, sequence=2)

    return change


def read_otherwise(dataset: str, place: int) -> Callable[[Night], object]:
    """The account of one delivery says that it was read with something else."""

    def change(night: Night) -> None:
        [landed] = (night.landing / dataset.replace(".", "/") / BEFORE[place].isoformat()).iterdir()
        [account] = night.canonical.glob(f"{dataset}/{landed.name}-*/accounting.json")
        account.write_text(account.read_text("utf-8") + " ", "utf-8")

    return change


ALL = ("quality", "facts", "identity", "sentences", "rules")
CASES = [
    Case("nothing", lambda night: None, ()),
    Case("an older full export came again", again(REGISTER, 1), ("quality",)),
    Case("an older full export came again without a row", again(REGISTER, 1, count=39), ("quality",)),
    Case(
        "one came again in which a record is known for the first time",
        again(REGISTER, 0, count=41),
        ("quality", "identity"),
    ),
    Case("the export before the newest came again", again(REGISTER, 3), ("quality", "facts", "rules")),
    Case("the newest export came again", again(REGISTER, 4), ALL),
    Case("an older export that names nobody came again", again(PLANS, 1), ("quality",)),
    Case("an older increment came again", again(LODGING, 1), ("quality", "facts", "rules")),
    Case("an older full export was read otherwise", read_otherwise(REGISTER, 1), ("quality",)),
    Case("the newest was read otherwise", read_otherwise(REGISTER, 4), ("quality", "facts", "rules")),
    Case("an older increment was read otherwise", read_otherwise(LODGING, 0), ("quality", "facts", "rules")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_change_makes_anew_what_reads_it_and_nothing_else(ran: Path, tmp_path: Path, case: Case) -> None:
    home = tmp_path / "var"
    shutil.copytree(ran, home)
    night = night_of(home)
    before = {step: inputs(night, step) for step in TOLD}
    case.change(night)
    differs = []
    for step in TOLD:
        if inputs(night, step) != before[step]:
            differs.append(step)
        if step in RUN:
            run_step(step, night)
    assert tuple(differs) == case.anew
    shutil.rmtree(home / "cache")
    for step in [step for step in RUN if step not in differs and "quality" in differs]:
        kept = bytes_below(night.folder(step))
        run_step(step, night, anew=True)
        assert bytes_below(night.folder(step)) == kept, step


def test_a_county_that_lost_its_rows_makes_every_older_export_part_of_the_facts(ran: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    shutil.copytree(ran, home)
    night = night_of(home)
    left = [row for row in rows(night, REGISTER, D) if row["county"] != "150102"]
    deliver(night, REGISTER, left, D, sequence=2)
    run_step("quality", night)
    before = inputs(night, "facts")
    again(REGISTER, 1)(night)
    run_step("quality", night)
    assert inputs(night, "facts") != before


def test_other_weights_in_the_same_file_make_identity_anew(ran: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights.json"
    shutil.copy2(FILE, weights)
    night = night_of(ran, identity_weights=weights)
    before = {step: inputs(night, step) for step in TOLD}
    weights.write_text(weights.read_text("utf-8") + "\n", "utf-8")
    assert [step for step in TOLD if inputs(night, step) != before[step]] == ["identity"]


def test_since_when_records_are_known_is_told_anew_of_rows_that_were_read_otherwise(ran: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    shutil.copytree(ran, home)
    night = night_of(home)
    before = history_digest(night)
    [landed] = (night.landing / "justice/register" / BEFORE[0].isoformat()).iterdir()
    [file] = night.canonical.glob(f"{REGISTER}/{landed.name}-*/rows.parquet")
    made = rows(night, REGISTER, BEFORE[0], 41)
    dataset = night.contracts.datasets[REGISTER]
    write_parquet(table(dataset, [{**row, "delivery_id": landed.name} for row in made]), file)
    read_otherwise(REGISTER, 0)(night)
    after = history_digest(night)
    assert {dataset for dataset in before if before[dataset] != after[dataset]} == {REGISTER}
