"""What every DAG of ours must have, so that the person woken at two in the morning finds it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from types import SimpleNamespace

import pytest

from pipelines.night import STEPS


def tasks(nightly):
    return {task.task_id: task for task in nightly.dag.tasks}


def test_the_three_systems_are_pulled_side_by_side_and_then_come_the_steps(nightly):
    dag = nightly.dag
    assert {task.task_id for task in dag.roots} == {"pull_court.sources", "pull_police.sources", "pull_justice.sources"}
    assert [task.task_id for task in dag.leaves] == ["alerts"]
    whole_night = [step.name for step in STEPS if not step.per_source]
    for before, after in pairwise(whole_night):
        assert after in dag.task_dict[before].downstream_task_ids
    assert dag.task_dict["quality"].upstream_task_ids == {
        f"pull_{s}.standardise" for s in ("court", "police", "justice")
    }


def test_every_step_of_the_night_is_a_task_and_every_task_but_the_telling_a_step(nightly):
    named = {task_id.split(".")[-1] for task_id in tasks(nightly)} - {"alerts"}
    assert named == {step.name for step in STEPS}


def test_one_run_at_a_time_one_night_a_day_in_shanghai_and_no_catching_up(nightly):
    dag = nightly.dag
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert dag.timetable.expression == "0 0 * * *"
    assert str(dag.timetable.timezone) == "Asia/Shanghai"


def test_every_task_has_an_owner_a_time_limit_and_retries_for_the_network_alone(nightly):
    for task in nightly.dag.tasks:
        assert task.owner == "data-engineers"
        assert task.execution_timeout is not None
        assert task.retries >= 1
        policy = task.retry_policy
        assert policy.evaluate(ConnectionError("gone"), 1, 3).action.value == "retry"
        assert policy.evaluate(TimeoutError("slow"), 1, 3).action.value == "retry"
        assert policy.evaluate(ValueError("bad data"), 1, 3).action.value == "fail"
        assert policy.evaluate(FileNotFoundError("no inbox"), 1, 3).action.value == "fail"


def test_what_touches_the_shared_ledger_runs_one_at_a_time_over_all_runs(nightly):
    for name in ("ledger", "reports"):
        assert nightly.dag.task_dict[name].max_active_tis_per_dag == 1


def test_the_dag_tells_what_to_do_when_it_is_red(nightly):
    notes = nightly.dag.doc_md
    for word in ("What it does", "When a task is red", "Late or missing delivery", "Owner"):
        assert word in notes
    assert "nightly" in nightly.dag.tags


def context(logical_date=None, conf=None):
    return {"dag_run": SimpleNamespace(logical_date=logical_date, conf=conf)}


def test_the_night_is_the_logical_date_in_shanghai_not_in_utc(nightly):
    moment = datetime(2025, 10, 14, 16, 0, tzinfo=UTC)  # 00:00 of 2025-10-15 in Shanghai
    assert nightly.business_date(context(moment)).isoformat() == "2025-10-15"


def test_a_business_date_in_the_conf_wins(nightly):
    moment = datetime(2025, 10, 14, 16, 0, tzinfo=UTC)
    assert nightly.business_date(context(moment, {"business_date": "2025-03-01"})).isoformat() == "2025-03-01"


def test_a_run_without_any_date_is_an_error_that_says_how_to_give_one(nightly):
    with pytest.raises(ValueError, match="business_date"):
        nightly.business_date(context())
