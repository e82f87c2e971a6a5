"""Retention: removes what is old and unused, never what a kept night uses; a kill leaves everything whole or gone."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines import landing, ledger
from pipelines.engine import write_parquet
from pipelines.landing import LandingError, retiring
from pipelines.operating import retention
from pipelines.operating.retention import RetentionError
from pipelines.settings import Night, Settings
from tests.quality.deliveries import deliver

TODAY = date(2025, 10, 15)
OLD = TODAY - timedelta(days=200)
FULL, EVENTS = "justice.register", "police.lodging"


class Installation:
    """Deliveries by hand, and nights that say which of them they accepted and took rows from."""

    def __init__(self, home, **settings):
        self.settings = Settings(home=home, inbox=home / "inbox", **{"retention_days": 90, **settings})
        self.delivered: dict[str, tuple[str, date, str]] = {}
        self.recorded: list[date] = []

    def night(self, day: date) -> Night:
        return Night.of(self.settings, day)

    def deliver(self, dataset: str, day: date, **more) -> str:
        said = deliver(self.night(day), dataset, 1, **more)
        self.delivered[said] = (dataset, day, "accept")
        return said

    def hold(self, delivery_id: str) -> None:
        dataset, day, _ = self.delivered[delivery_id]
        self.delivered[delivery_id] = (dataset, day, "hold")

    def run(self, day: date, takes: tuple[str, ...] = (), name: str | None = None) -> None:
        root = self.settings.home / "nights" / (name or day.isoformat())
        known = [(each, *said) for each, said in self.delivered.items() if said[1] <= day]
        columns = ("delivery_id", "dataset", "business_date", "verdict")
        rows = [{**dict(zip(columns, row, strict=True)), "sequence": 1} for row in known]
        (root / "quality").mkdir(parents=True)
        (root / "facts").mkdir()
        write_parquet(pa.Table.from_pylist(rows), root / "quality/verdicts.parquet")
        write_parquet(pa.table({"delivery_id": pa.array([], pa.string())}), root / "quality/coverage.parquet")
        version = self.night(day).contracts.version
        folders = [f"{each}-{version}" for each in takes]
        taken = {"delivery_id": pa.array(takes, pa.string()), "folder": pa.array(folders, pa.string())}
        write_parquet(pa.table(taken), root / "facts/sources.parquet")
        (self.settings.home / "reports" / root.name).mkdir(parents=True, exist_ok=True)
        self.recorded.append(day)

    def plan(self, today: date = TODAY) -> retention.Plan:
        return retention.plan(self.settings, today)

    def left(self) -> set[str]:
        return {each.delivery_id for each in landing.deliveries(self.night(date.max))}


@pytest.fixture
def made(tmp_path, monkeypatch):
    installation = Installation(tmp_path / "var")
    monkeypatch.setattr(ledger, "known_nights", lambda _: sorted(installation.recorded))
    return installation


def removed(planned: retention.Plan, kind: str) -> set[str]:
    return {
        each.name.split()[0] if kind == "night" else each.path.name for each in planned.removals if each.kind == kind
    }


def test_without_the_setting_nothing_is_ever_removed(tmp_path):
    with pytest.raises(RetentionError, match="retention_days is not set"):
        retention.plan(Settings(home=tmp_path), TODAY)


@pytest.mark.parametrize(("age", "goes"), [(90, False), (91, True)])
def test_a_night_and_its_report_go_the_day_after_retention_days(made, age, goes):
    made.run(day := TODAY - timedelta(days=age))
    made.run(day, name=f"{day}@{TODAY}")
    made.run(TODAY)
    expected = {day.isoformat(), f"{day}@{TODAY}"} if goes else set()
    assert removed(made.plan(), "night") == removed(made.plan(), "report") == expected


def test_the_newest_night_stays_however_old(made):
    made.run(OLD)
    made.run(OLD + timedelta(days=1))
    planned = made.plan()
    assert removed(planned, "night") == {OLD.isoformat()}
    assert planned.first_night == OLD + timedelta(days=1)


def test_an_old_delivery_goes_only_where_no_kept_night_uses_it(made):
    held = made.deliver(FULL, OLD - timedelta(days=1))
    made.hold(held)
    taken = made.deliver(FULL, OLD)
    made.hold(taken)  # held by the verdict, and yet its rows were taken: kept all the same
    event = made.deliver(EVENTS, OLD)
    young = made.deliver(FULL, TODAY - timedelta(days=90))
    made.hold(young)
    new = made.deliver(FULL, TODAY)
    made.run(TODAY, takes=(taken, new))
    planned = made.plan()
    assert removed(planned, "delivery") == {held}
    assert removed(planned, "rows") == {f"{held}-{made.night(TODAY).contracts.version}"}
    retention.carry_out(made.settings, planned)
    assert made.left() == {taken, event, young, new}


def test_of_old_full_deliveries_the_newest_accepted_and_the_last_of_each_month_stay(made, monkeypatch):
    monkeypatch.setattr(retention, "NEWEST_DELIVERIES", 10)
    days = [OLD - timedelta(days=n) for n in range(25)]
    ids = {day: made.deliver(FULL, day) for day in days}
    made.run(TODAY)
    going = {ids[day] for day in days[10:] if (day + timedelta(days=1)).month == day.month and day != days[10]}
    assert going
    assert removed(made.plan(), "delivery") == going


def test_two_deliveries_of_one_date_stay_or_go_together(made):
    first, second = (made.deliver(FULL, OLD, sequence=n) for n in (1, 2))
    made.hold(first)
    made.run(TODAY)
    assert removed(made.plan(), "delivery") == set()
    made.hold(second)
    shutil.rmtree(made.settings.home / "nights")
    made.run(TODAY)
    assert removed(made.plan(), "delivery") == {first, second}


def test_rows_of_another_contract_go_with_age_unless_a_kept_night_points_at_them(made):
    event = made.deliver(EVENTS, OLD)
    current = made.night(OLD).canonical / EVENTS / f"{event}-{made.night(OLD).contracts.version}"
    shutil.copytree(current, current.with_name(f"{event}-older"))
    made.run(TODAY)
    assert removed(made.plan(), "rows") == {f"{event}-older"}


def test_a_dry_run_touches_nothing(made):
    made.hold(made.deliver(FULL, OLD))
    made.run(OLD)
    made.run(TODAY)
    before = sorted(made.settings.home.rglob("*"))
    assert made.plan().removals
    assert sorted(made.settings.home.rglob("*")) == before


def test_an_unfinished_night_stops_retention_for_what_it_needs_is_not_known(made):
    made.run(TODAY)
    (made.settings.home / "nights" / TODAY.isoformat() / "facts/sources.parquet").unlink()
    with pytest.raises(RetentionError, match="unfinished"):
        made.plan()


def offered(made, day: date, content: bytes) -> None:
    folder = made.settings.inbox / "justice/register" / day.isoformat()
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(content)
    for source in ("court", "police"):
        (made.settings.inbox / source).mkdir()


def test_what_was_removed_does_not_land_again_though_it_still_lies_at_its_source(made):
    offered(made, OLD, b"one")
    assert landing.land(made.night(TODAY))["landed"] == 1
    [delivery] = landing.deliveries(made.night(TODAY))
    retiring.retire(delivery)
    file = made.settings.inbox / "justice/register" / OLD.isoformat() / "a.csv"
    for touched in (0, 1, 1):
        os.utime(file, (touched, touched))
        counts = landing.land(made.night(TODAY))
        assert (counts["landed"], counts["unchanged"]) == (0, 1)
    assert made.left() == set()
    file.write_bytes(b"corrected")
    assert landing.land(made.night(TODAY))["landed"] == 1


def test_a_night_before_those_kept_is_refused_and_not_computed_from_what_is_left(made):
    offered(made, OLD, b"one")
    made.run(OLD)
    made.run(TODAY)
    retention.carry_out(made.settings, made.plan())
    with pytest.raises(LandingError, match=r"lies before 2025-07-17: .*retention_days"):
        landing.land(made.night(OLD))
    assert landing.land(made.night(TODAY))["landed"] == 1
    retiring.set_horizon(made.night(TODAY).landing, OLD)
    assert retiring.horizon(made.night(TODAY).landing) == date(2025, 7, 17), "it never moves back"


@pytest.mark.parametrize("step", range(12))
def test_killed_at_any_step_a_delivery_is_there_or_gone_and_the_next_run_finishes(made, monkeypatch, step):
    for day in (OLD, OLD + timedelta(days=1)):
        made.hold(made.deliver(FULL, day))
    made.run(OLD)
    made.run(TODAY)
    planned, done, removing = made.plan(), [], shutil.rmtree

    class Killed(BaseException):
        pass

    def dying(real):
        def act(*given, **more):
            if len(done) == step:
                if real is removing:  # a kill may fall in the middle of it
                    for path in [path for path in sorted(given[0].rglob("*")) if path.is_file()][:1]:
                        path.unlink()
                raise Killed
            done.append(real.__name__)
            return real(*given, **more)

        return act

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", dying(os.rename))
        patch.setattr(shutil, "rmtree", dying(shutil.rmtree))
        try:
            retention.carry_out(made.settings, planned)
        except Killed:
            for delivery in landing.deliveries(made.night(date.max)):
                for file in delivery.files:
                    landing.read_verified(delivery, file)
        else:
            assert len(done) <= step
    retention.carry_out(made.settings, made.plan())
    assert made.left() == set()
    assert [path for path in made.settings.home.rglob("*") if "removing" in path.name] == []
    assert [path.name for path in (made.settings.home / "nights").iterdir()] == [TODAY.isoformat()]


def remembers(made, people: Path, dataset: str) -> tuple[Path, Path]:
    """What identity leaves between nights: the people of one night, and since when a dataset's records are known."""
    last, history = (made.settings.home / "cache/identity" / name for name in ("last", f"history/{dataset}"))
    for folder in (last, history):
        folder.mkdir(parents=True, exist_ok=True)
    if people.parent != last:
        shutil.copy2(people, last / "persons.parquet")
    (history / "00001-0.parquet").write_bytes(b"names")
    return last, history


def people_of(made, day: date) -> Path:
    file = made.settings.home / "nights" / day.isoformat() / "identity/persons.parquet"
    file.parent.mkdir()
    write_parquet(pa.table({"record_id": [f"of {day}"]}), file)
    return file


@pytest.mark.parametrize(("of", "goes"), [(OLD, True), (TODAY, False)], ids=["a night that goes", "a night kept"])
def test_the_people_remembered_of_a_night_go_with_it(made, of, goes):
    made.run(OLD)
    made.run(TODAY)
    people = {day: people_of(made, day) for day in (OLD, TODAY)}
    last, history = remembers(made, people[of], FULL)
    retention.carry_out(made.settings, made.plan())
    assert last.exists() is not goes
    assert history.exists()  # no delivery of that dataset went


def test_since_when_records_are_known_goes_with_a_delivery_they_stood_in(made):
    made.hold(made.deliver(FULL, OLD))
    made.run(TODAY)
    last, history = remembers(made, people_of(made, TODAY), FULL)
    _, other = remembers(made, last / "persons.parquet", EVENTS)
    retention.carry_out(made.settings, made.plan())
    assert (last.exists(), history.exists(), other.exists()) == (True, False, True)


def test_where_nothing_goes_nothing_remembered_goes(made):
    made.deliver(FULL, TODAY)
    made.run(TODAY)
    remembers(made, people_of(made, TODAY), FULL)
    assert made.plan().removals == ()
