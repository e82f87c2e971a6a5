"""The night as a DAG: wiring only. What each step does stands in `pipelines/`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, ExceptionRetryPolicy, RetryAction, RetryRule, TaskGroup, task

SHANGHAI = pendulum.timezone("Asia/Shanghai")
SOURCES = ("court", "police", "justice")

NETWORK_ALONE = ExceptionRetryPolicy(
    rules=[
        RetryRule([ConnectionError, TimeoutError], RetryAction.RETRY, timedelta(minutes=5), "network: try again"),
        RetryRule(Exception, RetryAction.FAIL, reason="not the network: a retry would meet the same data"),
    ]
)

TRIAGE = """
**What it does.** Compares the exports of court, police and justice for one business date; docs/architecture.md tells
the steps.

**When a task is red**
- `pull_*.landing` / `sources`: the inbox cannot be reached. Retried for network faults alone. Check the folder or
  server named in the message, then clear the task.
- `pull_*.standardise`: never red for bad data (bad rows and files are set aside and accounted). Red = disk or a fault
  of ours: the message names dataset and delivery.
- `quality` … `reports`: pure functions of what was pulled. Clear the task to run it again; same input, same bytes.

**Late or missing delivery**: the night runs without it, says so on page one, and raises no clue from the absence.
When it comes, clear the run of that date: `airflow tasks clear nightly -s DATE -e DATE -y`.

**Owner**: the data engineers of the installation (docs/operating.md).
"""


def business_date(context: Any) -> date:
    """The night's date: `conf["business_date"]`, else the logical date in Shanghai; neither → ValueError."""
    run = context["dag_run"]
    if run.conf and "business_date" in run.conf:
        return date.fromisoformat(run.conf["business_date"])
    if run.logical_date is None:
        raise ValueError('give the night: --conf \'{"business_date": "2025-10-15"}\' or a logical date')
    return run.logical_date.astimezone(SHANGHAI).date()


def run_named_step(step: str, source: str | None, context: Any) -> dict[str, Any]:
    """Run one step in this process; what is passed on is counts and the date, never rows."""
    from pipelines.night import run_step
    from pipelines.settings import Night, load_settings

    night = Night.of(load_settings(), business_date(context))
    counts = run_step(step, night, source)
    return {"night": night.business_date.isoformat(), "step": step, "source": source, "counts": counts}


def step_task(step: str, source: str | None = None) -> Any:
    """A task for one step; steps that touch the shared ledger and reports run one at a time across all runs."""

    @task(task_id=step, multiple_outputs=False, max_active_tis_per_dag=1 if step in ("ledger", "reports") else None)
    def run(**context: Any) -> dict[str, Any]:
        return run_named_step(step, source, context)

    return run()


with DAG(
    dag_id="nightly",
    description="court × police × justice, one night",
    doc_md=TRIAGE,
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone=SHANGHAI),
    start_date=datetime(2025, 10, 15, tzinfo=SHANGHAI),
    catchup=False,
    max_active_runs=1,
    tags=["crosscheck", "nightly"],
    default_args={
        "owner": "data-engineers",
        "retries": 3,
        "retry_policy": NETWORK_ALONE,
        "execution_timeout": timedelta(hours=2),
    },
) as dag:
    pulled = []
    for system in SOURCES:
        with TaskGroup(f"pull_{system}") as group:
            step_task("sources", system) >> step_task("landing", system) >> step_task("standardise", system)
        pulled.append(group)
    after: Any = pulled
    for name in ("quality", "facts", "identity", "sentences", "rules", "ledger", "reports"):
        current = step_task(name)
        after >> current
        after = current
