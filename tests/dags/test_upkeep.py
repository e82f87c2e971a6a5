"""The DAG of upkeep: red on damage, silent on an untouched installation, removes nothing unless told to."""

from __future__ import annotations

import importlib
from datetime import datetime

import pytest


@pytest.fixture(scope="module")
def upkeep(airflow_home):
    return importlib.import_module("upkeep")


def run_on(upkeep, home, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(home))
    return upkeep.dag.test(logical_date=datetime(2025, 10, 16, tzinfo=upkeep.SHANGHAI))


def test_it_looks_before_it_removes_and_every_task_behaves_as_all_do(upkeep):
    tasks = {task.task_id: task for task in upkeep.dag.tasks}
    assert tasks["retention"].upstream_task_ids == {"integrity"}
    for task in tasks.values():
        assert task.owner == "data-engineers"
        assert task.on_failure_callback
    for word in ("What it does", "When a task is red", "Owner"):
        assert word in upkeep.dag.doc_md


def test_an_untouched_installation_is_green_and_keeps_everything(upkeep, first_night, monkeypatch):
    before = sorted(path.name for path in first_night.home.rglob("*"))
    assert str(run_on(upkeep, first_night.home, monkeypatch).state) == "success"
    assert sorted(path.name for path in first_night.home.rglob("*")) == before
