"""Upkeep as a DAG: is what we keep still whole, what has run out, what may go; wiring only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import DAG, CronDataIntervalTimetable, task
from conduct import SHANGHAI, business_date, defaults
from telling import tell

TRIAGE = """
**What it does.** Every noon: compares every landed byte with its hash and every answer with the chain; says which
words of people (releases, waivers) ran out yesterday; removes what is older than the setting `retention_days`, if set.

**When a task is red**
- `integrity`: something kept is not what was received. It stays red until it is restored:
  docs/runbooks/restore-from-backup.md. Retention does not run then.
- `expired`, `retention`: disk, rights or the ledger; the message names it. Clear the task afterwards.

**Owner**: the data engineers of the installation (docs/operating.md).
"""


@task(multiple_outputs=False)
def integrity(**context: Any) -> dict[str, Any]:
    """Red where anything is damaged, after telling of it."""
    from pipelines.operating import integrity as damages
    from pipelines.settings import Night, load_settings

    day = business_date(context)
    found = damages(Night.of(load_settings(), day))
    sent = tell(day.isoformat(), found, context)
    if found:
        raise RuntimeError(f"{len(found)} damages: {', '.join(sorted({each.code for each in found}))}")
    return {"night": day.isoformat(), "counts": {"damages": 0, "sent": sent}}


@task(multiple_outputs=False)
def expired(**context: Any) -> dict[str, Any]:
    """Words whose last night was yesterday."""
    from pipelines.operating import expired_words
    from pipelines.settings import load_settings

    day = business_date(context)
    found = expired_words(load_settings(), day)
    return {"night": day.isoformat(), "counts": {"expired": len(found), "sent": tell(day.isoformat(), found, context)}}


@task(multiple_outputs=False, max_active_tis_per_dag=1)
def retention(**context: Any) -> dict[str, Any]:
    """Remove what is old enough; nothing where no time is set."""
    from pipelines.operating.retention import carry_out, plan
    from pipelines.settings import load_settings

    settings, day = load_settings(), business_date(context)
    if settings.retention_days is None:
        return {"night": day.isoformat(), "counts": {"removed": 0}}
    planned = plan(settings, day)
    carry_out(settings, planned)
    return {"night": day.isoformat(), "counts": {"removed": len(planned.removals)}}


with DAG(
    dag_id="upkeep",
    description="what is kept is whole, what has run out, what may go",
    doc_md=TRIAGE,
    schedule=CronDataIntervalTimetable("0 12 * * *", timezone=SHANGHAI),
    start_date=datetime(2025, 10, 15, tzinfo=SHANGHAI),
    catchup=False,
    max_active_runs=1,
    tags=["crosscheck", "upkeep"],
    default_args=defaults(timedelta(hours=2)),
) as dag:
    integrity() >> [expired(), retention()]
