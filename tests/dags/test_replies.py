"""The DAG of replies: what every DAG of ours must have, and that a folder of workbooks becomes answers once."""

from __future__ import annotations

import importlib.util
import json
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from pipelines import answers
from pipelines.settings import Settings

DAG = Path(__file__).parents[2] / "dags/replies.py"


@pytest.fixture(scope="module")
def replies(airflow_home: Path) -> ModuleType:
    """The module of the DAG, under a name that hides no package."""
    spec = importlib.util.spec_from_file_location("dag_of_replies", DAG)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_one_run_each_evening_in_shanghai_before_the_night_and_no_catching_up(replies: ModuleType) -> None:
    dag = replies.dag
    assert (dag.max_active_runs, dag.catchup) == (1, False)
    assert (dag.timetable.expression, str(dag.timetable.timezone)) == ("0 21 * * *", "Asia/Shanghai")


def test_its_tasks_have_an_owner_a_time_limit_and_retries_for_the_network_alone(replies: ModuleType) -> None:
    pick_up, show = replies.dag.tasks
    assert (pick_up.task_id, pick_up.max_active_tis_per_dag) == ("pick_up", 1)
    assert (show.task_id, show.upstream_task_ids) == ("show", {"pick_up"})
    for task in (pick_up, show):
        assert task.owner == "data-engineers"
        assert task.execution_timeout is not None
        assert task.retry_policy.evaluate(ConnectionError("gone"), 1, 3).action.value == "retry"
        assert task.retry_policy.evaluate(ValueError("bad data"), 1, 3).action.value == "fail"


def test_it_tells_what_to_do_when_it_is_red_and_when_something_is_open(replies: ModuleType) -> None:
    for word in ("What it does", "When a task is red", "something is open", "Owner"):
        assert word in replies.dag.doc_md


def test_a_run_takes_the_folder_and_passes_on_counts_alone(replies: ModuleType, tmp_path: Path) -> None:
    from tests.replies.workbooks import fill, laid, opened, saved

    settings = Settings(home=tmp_path / "home", replies=tmp_path / "replies")
    night = laid(settings)
    book = opened(night)
    fill(book, "H01", {"核查结论": "属实", "备注": "金丝雀"})
    saved(book, tmp_path / "replies")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSCHECK_HOME", str(settings.home))
        patch.setenv("CROSSCHECK_REPLIES", str(settings.replies))
        run = replies.dag.test(logical_date=datetime(2025, 10, 20, tzinfo=replies.SHANGHAI))
        assert str(run.state) == "success"
        again = replies.pick_up_now()
    passed = run.get_task_instance("pick_up").xcom_pull("pick_up")
    counts = {"files": 1, "recorded": 1, "known": 0, "untouched": 0, "problems": 0, "conflicts": 0}
    assert passed == {"counts": counts, "since": night.business_date.isoformat()}
    assert run.get_task_instance("show").xcom_pull("show") == {"counts": {"nights": 1}}
    assert "金丝雀" in (night.reports / "region/report.html").read_text("utf-8")
    assert again == {"counts": {**counts, "files": 0, "recorded": 0}, "since": None}
    assert [answer.kind for answer in answers.history(settings)] == ["confirmed"]
    assert "金丝雀" not in json.dumps(passed, ensure_ascii=False)
