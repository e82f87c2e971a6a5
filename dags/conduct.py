"""How every DAG of ours behaves: its time zone, what is tried again, who is told when it fails."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pendulum
from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule
from telling import tell

SHANGHAI = pendulum.timezone("Asia/Shanghai")

NETWORK_ALONE = ExceptionRetryPolicy(
    rules=[
        RetryRule([ConnectionError, TimeoutError], RetryAction.RETRY, timedelta(minutes=5), "network: try again"),
        RetryRule(Exception, RetryAction.FAIL, reason="not the network: a retry would meet the same data"),
    ]
)


def business_date(context: Any) -> date:
    """The night's date: `conf["business_date"]`, else the logical date in Shanghai; neither → ValueError."""
    run = context["dag_run"]
    if run.conf and "business_date" in run.conf:
        return date.fromisoformat(run.conf["business_date"])
    if run.logical_date is None:
        raise ValueError('give the night: --conf \'{"business_date": "2025-10-15"}\' or a logical date')
    return run.logical_date.astimezone(SHANGHAI).date()


def tell_of_failure(context: Any) -> None:
    """The task that failed for good and its night, to everybody the settings name; the exception's text stays out."""
    from pipelines.operating import failed

    try:
        day = business_date(context).isoformat()
    except ValueError:
        day = None
    tell(day, [failed(day, context["ti"].task_id)], context)


def defaults(limit: timedelta) -> dict[str, Any]:
    """What every task has: an owner, a time limit, retries for the network alone, somebody told when it fails."""
    return {
        "owner": "data-engineers",
        "retries": 3,
        "retry_policy": NETWORK_ALONE,
        "execution_timeout": limit,
        "on_failure_callback": tell_of_failure,
    }
