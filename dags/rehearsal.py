"""Runs nights through the nightly DAG in this process, on a throw-away metadata database: `make run`.

python dags/rehearsal.py 2025-10-15 2025-10-16 2025-10-17
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

DAGS = Path(__file__).parent


def prepare_environment(folder: Path) -> None:
    """Point Airflow at a throw-away home; must come before its first import."""
    os.environ.update(
        AIRFLOW_HOME=str(folder),
        AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__DEFAULT_TIMEZONE="Asia/Shanghai",
        AIRFLOW__CORE__UNIT_TEST_MODE="False",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{folder / 'airflow.db'}",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(folder / "logs"),
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="False",
        PYTHONWARNINGS="ignore",
        GX_ANALYTICS_ENABLED="false",
    )
    os.environ.setdefault("NO_PROXY", "*")


def told(step: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The same step, telling the terminal what is being done (tasks' own output goes to Airflow's logs)."""

    def run(name: str, source: str | None, context: Any) -> dict[str, Any]:
        started = time.monotonic()
        done = step(name, source, context)
        label = f"{name} ({source})" if source else name
        print(f"  {done['night']}  {label:<24} {time.monotonic() - started:5.1f} s", file=sys.__stdout__, flush=True)
        return done

    return run


def run_nights(nights: list[date]) -> int:
    """Run each night's DAG run to its end; returns the number of nights that failed."""
    import warnings

    warnings.filterwarnings("ignore")
    from airflow.utils.db import initdb

    initdb()
    import nightly
    from nightly import SHANGHAI, dag

    nightly.run_named_step = told(nightly.run_named_step)
    failed = 0
    for night in nights:
        started = time.monotonic()
        run = dag.test(logical_date=datetime(night.year, night.month, night.day, tzinfo=SHANGHAI))
        state = str(run.state)
        failed += state != "success"
        print(f"{night}  {state}  {time.monotonic() - started:.1f} s", flush=True)
    return failed


def main() -> int:
    """Command line: the nights to run, oldest first."""
    nights = [date.fromisoformat(text) for text in sys.argv[1:]]
    if not nights:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="crosscheck-airflow-") as folder:
        prepare_environment(Path(folder))
        return 2 if run_nights(nights) else 0


if __name__ == "__main__":
    sys.exit(main())
