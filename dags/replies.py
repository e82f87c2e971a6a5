"""The answers of people as a DAG: picks up filled-in workbooks from the folder of replies; wiring only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, CronDataIntervalTimetable, task
from conduct import SHANGHAI, defaults

TRIAGE = """
**What it does.** Every evening, before the night is compared, takes the workbooks people put into the folder named by
the setting `replies`. What is clear is appended to the answers in the ledger; files stay where they are and are
remembered by hash once everything in them has been taken. Then the reports are drawn again of every night that the
answers count for: the newest one shows them before anybody opens it next morning.

**When a task is red**
- `pick_up`: the folder or the ledger cannot be reached; the message names it. Clear the task when it can.
- `show`: the answers are kept; a report could not be drawn. Clear the task, or wait: the night draws it, too.

**When it is green and something is open**: unclear rows and conflicts do not make it red. They are counted in the
task's result, listed with file, sheet and row in `home/replies/open.json`, and tried again each evening: have the row
corrected in the file, or decide a conflict with `crosscheck replies import FILE --accept FILE`.

**Owner**: the data engineers of the installation (docs/operating.md).
"""


def pick_up_now() -> dict[str, Any]:
    """Take what lies in the folder; what is passed on is counts and the first night they count for, never words."""
    from pipelines.replies import pick_up
    from pipelines.settings import load_settings

    moment = datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0)
    result = pick_up(load_settings(), moment)
    since = result.counts_from
    return {"counts": result.counts(), "since": since.isoformat() if since else None}


@task(task_id="pick_up", multiple_outputs=False, max_active_tis_per_dag=1)
def pick_up_task() -> dict[str, Any]:
    """One import of the whole folder, so that copies which disagree meet."""
    return pick_up_now()


@task(task_id="show", multiple_outputs=False, execution_timeout=timedelta(hours=2))
def show_task(taken: dict[str, Any]) -> dict[str, Any]:
    """Draw again the reports of the nights that what was taken counts for."""
    from pipelines.replies import show
    from pipelines.settings import load_settings

    since = date.fromisoformat(taken["since"]) if taken["since"] else None
    return {"counts": {"nights": len(show(load_settings(), since))}}


with DAG(
    dag_id="replies",
    description="filled-in workbooks taken back as answers",
    doc_md=TRIAGE,
    schedule=CronDataIntervalTimetable("0 21 * * *", timezone=SHANGHAI),
    start_date=datetime(2025, 10, 15, tzinfo=SHANGHAI),
    catchup=False,
    max_active_runs=1,
    tags=["crosscheck", "replies"],
    default_args=defaults(timedelta(minutes=30)),
) as dag:
    show_task(pick_up_task())
