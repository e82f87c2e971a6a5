"""`airflow backfill create` in a real scheduler: two nights at a time, forwards and backwards, beside the scheduled run
and one by hand, leave what the same nights leave in order.

Minutes of computing: `make backfill-check`, or CROSSCHECK_SCHEDULER=sqlite,postgresql before pytest.
"""

from __future__ import annotations

import os
from datetime import timedelta
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
NIGHTS, SENTENCES = 4, 60
PATIENCE = float(os.environ.get("CROSSCHECK_PATIENCE", "3600"))

pytestmark = pytest.mark.skipif(not DATABASES, reason="make backfill-check runs it")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inbox")
    write_month(base_rows(folder, SENTENCES, seed=2), folder / "inbox", NIGHTS)
    return folder / "inbox"


def in_order(inbox, home, nights):
    settings = settings_for(home, inbox=inbox)
    for day in sorted(nights):
        for _ in run_night(Night.of(settings, day)):
            pass
    return settings


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("database", DATABASES)
def test_a_backfill_two_at_a_time_beside_other_runs_is_the_nights_in_order(database, way, inbox, tmp_path):
    *range_of_backfill, by_hand = days(NIGHTS)
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
        runs = airflow.wait_for_runs(NIGHTS + 1, PATIENCE)
    assert {run["state"] for run in runs} == {"success"}
    assert sorted(run["run_type"] for run in runs) == ["backfill"] * (NIGHTS - 1) + ["manual", "scheduled"]
    backfilled = sorted((run for run in runs if run["run_type"] == "backfill"), key=lambda run: str(run["start_date"]))
    assert any(str(later["start_date"]) < str(sooner["end_date"]) for sooner, later in pairwise(backfilled))
    by_airflow = settings_for(home, inbox=inbox)
    nights = ledger.known_nights(by_airflow)
    assert set(days(NIGHTS)) < set(nights)
    assert max(nights) - max(days(NIGHTS)) > timedelta(days=30)  # the scheduled one is of today's calendar
    one_by_one = in_order(inbox, tmp_path / "in_order", nights)
    for part in ("canonical", "nights", "reports"):
        left, right = bytes_below(home / part), bytes_below(one_by_one.home / part)
        assert left.keys() == right.keys()
        assert [name for name in left if left[name] != right[name]] == []
    assert ledger.content_digest(by_airflow) == ledger.content_digest(one_by_one)
