"""`airflow backfill create` in a real scheduler: two nights at a time, forwards and backwards, beside the scheduled run
and one by hand, leave what the same nights leave in order.

Minutes of computing: `make backfill-check`, or CROSSCHECK_SCHEDULER=sqlite,postgresql before pytest, with
CROSSCHECK_MONTH nights (four where it is not said).
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from itertools import pairwise

import pytest

from benchmarks.month import base_rows, days, write_month
from pipelines import ledger
from pipelines.night import run_night
from pipelines.settings import Night
from tests.dags.scheduler import scheduler
from tests.night.sample import ROOT, bytes_below, settings_for

DATABASES = [name for name in os.environ.get("CROSSCHECK_SCHEDULER", "").split(",") if name]
WAYS = [way for way in os.environ.get("CROSSCHECK_WAYS", "forwards,backwards").split(",") if way]
NIGHTS = int(os.environ.get("CROSSCHECK_MONTH", "4"))
SENTENCES = 60
PATIENCE = float(os.environ.get("CROSSCHECK_PATIENCE", "14400"))

pytestmark = pytest.mark.skipif(not DATABASES, reason="make backfill-check runs it")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """The exports of the nights."""
    folder = tmp_path_factory.mktemp("inbox")
    write_month(base_rows(folder, SENTENCES, seed=2), folder / "inbox", NIGHTS)
    return folder / "inbox"


@pytest.fixture(scope="module")
def in_order(tmp_path_factory, inbox):
    """Nights one after the other, computed once."""

    @cache
    def of(nights):
        settings = settings_for(tmp_path_factory.mktemp("in_order"), inbox=inbox)
        for day in nights:
            for _ in run_night(Night.of(settings, day)):
                pass
        return settings

    return of


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("database", DATABASES)
def test_a_backfill_two_at_a_time_beside_other_runs_is_the_nights_in_order(database, way, inbox, in_order, tmp_path):
    delivered = days(NIGHTS)
    *range_of_backfill, by_hand = delivered
    home, folder = tmp_path / "var", tmp_path / "airflow"
    folder.mkdir(mode=0o755)
    place = {"CROSSCHECK_HOME": str(home), "CROSSCHECK_INBOX": str(inbox), "PYTHONPATH": str(ROOT)}
    with scheduler(database, folder, **place) as airflow:
        airflow.wait_for_dag("nightly", 300)
        span = ["--from-date", f"{range_of_backfill[0]}", "--to-date", f"{range_of_backfill[-1]}"]
        turn = ["--run-backwards"] if way == "backwards" else []
        airflow.airflow("backfill", "create", "--dag-id", "nightly", *span, "--max-active-runs", "2", *turn)
        airflow.airflow("dags", "trigger", "nightly", "--conf", f'{{"business_date": "{by_hand}"}}')
        airflow.airflow("dags", "unpause", "-y", "nightly")  # which begins these, and the scheduled run of last night
        runs = airflow.wait_for_runs(len(delivered) + 1, PATIENCE)
    assert {run["state"] for run in runs} == {"success"}
    assert sorted(run["run_type"] for run in runs) == ["backfill"] * len(range_of_backfill) + ["manual", "scheduled"]
    backfilled = sorted((run for run in runs if run["run_type"] == "backfill"), key=lambda run: str(run["start_date"]))
    assert any(str(later["start_date"]) < str(sooner["end_date"]) for sooner, later in pairwise(backfilled))
    by_airflow = settings_for(home, inbox=inbox)
    nights = ledger.known_nights(by_airflow)
    assert set(delivered) < set(nights)
    assert max(nights) - max(delivered) > timedelta(days=30)  # the scheduled one is of today's calendar
    one_by_one = in_order(tuple(sorted(nights)))
    for part in ("canonical", "nights", "reports"):
        left, right = bytes_below(home / part), bytes_below(one_by_one.home / part)
        assert left.keys() == right.keys()
        assert [name for name in left if left[name] != right[name]] == []
    assert ledger.content_digest(by_airflow) == ledger.content_digest(one_by_one)
