"""The DAG and the command give the same bytes; what tasks exchange holds references and counts, never values."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.night.sample import NIGHTS, bytes_below, settings_for, truth


@pytest.fixture(scope="module")
def dag_home(nightly, tmp_path_factory):
    """The first sample night, run through the DAG."""
    home = tmp_path_factory.mktemp("dag") / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSCHECK_HOME", str(home))
        run = nightly.dag.test(
            logical_date=datetime(NIGHTS[0].year, NIGHTS[0].month, NIGHTS[0].day, tzinfo=nightly.SHANGHAI)
        )
    assert str(run.state) == "success"
    return home


def test_the_dag_and_the_command_give_the_same_bytes(dag_home, first_night):
    for folder in ("canonical", "nights", "reports"):
        by_dag, by_command = bytes_below(dag_home / folder), bytes_below(first_night.home / folder)
        assert by_dag.keys() == by_command.keys()
        assert [name for name in by_dag if by_dag[name] != by_command[name]] == []


def test_the_ledger_is_the_same(dag_home, first_night):
    from pipelines import ledger

    assert ledger.content_digest(settings_for(dag_home)) == ledger.content_digest(first_night)


def test_tasks_exchange_dates_and_counts_alone(dag_home):
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        exchanged = [row.value for row in session.scalars(select(XComModel).where(XComModel.dag_id == "nightly"))]
    assert len(exchanged) >= 10
    for value in exchanged:
        body = json.loads(value) if isinstance(value, str) else value
        assert set(body) == {"night", "step", "source", "counts"}
        assert all(isinstance(count, int) for count in body["counts"].values())
    written = json.dumps([str(value) for value in exchanged], ensure_ascii=False)
    for row in truth("identity")[:50]:
        assert row["person"] not in written
