"""A real Airflow: metadata database, API server, DAG processor and scheduler, each a process, gone with the test."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.sources.servers import _free_port, postgres

DAGS = Path(__file__).parents[2] / "dags"
FINISHED = ("success", "failed")
#: SQLite refuses who has read and would write while another writes; Airflow then takes back what it had begun
TRIES = 5


@dataclass
class Scheduler:
    """Airflow's command line and its metadata."""

    environment: Mapping[str, str]
    folder: Path
    metadata: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def airflow(self, *words: str) -> None:
        """Run an `airflow` command to its end; again where the metadata were locked, as whoever typed it would."""
        for _ in range(TRIES):
            done = subprocess.run(
                [*_AIRFLOW, *words], env=self.environment, capture_output=True, text=True, check=False
            )
            if "database is locked" not in done.stderr:
                break
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self, *words: str) -> None:
        """Start a part of Airflow, in a process group of its own."""
        with (self.folder / f"{words[0]}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [*_AIRFLOW, *words],
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )

    def asked(self, query: str) -> list[dict[str, Any]]:
        """Rows of the metadata database."""
        engine = sa.create_engine(self.metadata, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(query)).mappings()]

    def wait_for_runs(self, count: int, seconds: float) -> list[dict[str, Any]]:
        """Until so many runs are finished and none is open; their types, states and moments."""
        limit = time.monotonic() + seconds
        while True:
            runs = self.asked("SELECT run_id, run_type, state, start_date, end_date FROM dag_run ORDER BY start_date")
            if len(runs) >= count and all(run["state"] in FINISHED for run in runs):
                return runs
            assert time.monotonic() < limit, (runs, self.asked("SELECT dag_id, task_id, state FROM task_instance"))
            assert all(each.poll() is None for each in self.processes), "a part of Airflow has ended"
            time.sleep(2)

    def wait_for_dag(self, dag_id: str, seconds: float) -> None:
        """Until the DAG processor has read it."""
        limit = time.monotonic() + seconds
        while not self.asked(f"SELECT dag_id FROM serialized_dag WHERE dag_id = '{dag_id}'"):
            assert time.monotonic() < limit, "the DAG was not read"
            time.sleep(1)

    def stop(self) -> None:
        """End every part with all it started."""
        for each in reversed(self.processes):
            for how in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(each.pid, how)
                    each.wait(30)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


_AIRFLOW = [sys.executable, "-m", "airflow"]
#: read by every part of Airflow; tasks are forks of the scheduler and need not import again what it has imported
_LOCAL_SETTINGS = """import sys

if "scheduler" in sys.argv:
    import airflow.sdk.execution_time.task_runner
    import great_expectations
    import pipelines.night
    import pipelines.operating
    import pipelines.quality.expectations
"""


@contextmanager
def scheduler(database: str, folder: Path, **crosscheck: str) -> Iterator[Scheduler]:
    """Airflow on `sqlite` or `postgresql` metadata, with two workers and the settings of ours given."""
    if database == "postgresql":
        with postgres() as url:
            yield from _running(folder, url.replace("postgresql://", "postgresql+psycopg://"), crosscheck)
    else:
        # many processes, one writer at a time: each waits for its turn
        yield from _running(folder, f"sqlite:///{folder / 'airflow.db'}?timeout=120", crosscheck)


def _running(folder: Path, metadata: str, crosscheck: Mapping[str, str]) -> Iterator[Scheduler]:
    port = _free_port()
    environment = {
        **os.environ,
        **crosscheck,
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "3",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata,
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GX_ANALYTICS_ENABLED": "false",
        "NO_PROXY": "*",
        "PYTHONWARNINGS": "ignore",
    }
    if metadata.startswith("postgresql"):  # the driver Airflow would take by itself is not installed
        asynchronous = metadata.replace("+psycopg", "+psycopg_async")
        environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] = asynchronous
    (folder / "config").mkdir()
    (folder / "config/airflow_local_settings.py").write_text(_LOCAL_SETTINGS)
    running = Scheduler(environment, folder, metadata)
    try:
        running.airflow("db", "migrate")
        running.start("api-server", "--port", str(port), "--host", "127.0.0.1")
        running.start("dag-processor")
        running.start("scheduler")
        yield running
    finally:
        running.stop()
