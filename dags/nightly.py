"""The night as a DAG: wiring only. What each step does stands in `pipelines/`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import DAG, CronDataIntervalTimetable, TaskGroup, task
from conduct import SHANGHAI, business_date, defaults
from telling import tell

SOURCES = ("court", "police", "justice")

TRIAGE = """
**What it does.** Compares the exports of court, police and justice for one business date; docs/architecture.md tells
the steps.

**When a task is red**
- `pull_*.landing` / `sources`: the inbox cannot be reached. Retried for network faults alone. Check the folder or
  server named in the message, then clear the task.
- `pull_*.standardise`: never red for bad data (bad rows and files are set aside and accounted). Red = disk or a fault
  of ours: the message names dataset and delivery.
- `alerts`: mail or webhook did not take the message; the reports are there all the same.
- `quality` … `reports`: pure functions of what was pulled. Clear the task to run it again; same input, same bytes.

**Late or missing delivery**: the night runs without it, says so on page one, and raises no clue from the absence.
When it comes, clear the run of that date: `airflow tasks clear nightly -s DATE -e DATE -y`.

**Owner**: the data engineers of the installation (docs/operating.md).
"""


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


@task(task_id="alerts", multiple_outputs=False)
def alert(**context: Any) -> dict[str, Any]:
    """Tell those the settings name what stands out of the night, once the reports are there."""
    from pipelines.operating import alerts
    from pipelines.settings import Night, load_settings

    night = Night.of(load_settings(), business_date(context))
    found = alerts(night)
    day = night.business_date.isoformat()
    counts = {"alerts": len(found), "sent": tell(day, found, context)}
    return {"night": day, "step": "alerts", "source": None, "counts": counts}


with DAG(
    dag_id="nightly",
    description="court × police × justice, one night",
    doc_md=TRIAGE,
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone=SHANGHAI),
    start_date=datetime(2025, 10, 15, tzinfo=SHANGHAI),
    catchup=False,
    max_active_runs=1,
    tags=["crosscheck", "nightly"],
    default_args=defaults(timedelta(hours=2)),
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
    after >> alert()
