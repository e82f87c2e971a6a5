"""Runs a suite on a frame with Great Expectations and keeps counts and record ids, never a value."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from pipelines.quality.frames import with_spans
from pipelines.quality.suites import Expectation, Severity, Suite

SAMPLED_RECORDS = 5
#: days after a delivery's own date that an increment's newest event may lag before it looks stale
RECENT_DAYS = 3
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one expectation; `broken` = it could not run, which says nothing about the data."""

    check: str
    severity: Severity
    outcome: Literal["passed", "failed", "broken"]
    failed_rows: int
    sample_records: tuple[str, ...]


def run_suite(frame: pd.DataFrame, suite: Suite, business_date: date) -> list[CheckResult]:
    """Judge `frame` (index 0…n-1, column record_id) by `suite`, in the suite's order.

    Suites may say `{"$PARAMETER": …}`: `business_date`, `day_after` (both midnight) or `recent` (three days before).
    An expectation with `least_rows` is left out on a smaller frame.
    """
    asked = [each for each in suite.expectations if len(frame) >= each.least_rows]
    outcomes = _outcomes(with_spans(frame, suite), asked, business_date)
    record_ids = frame.get("record_id")
    return [_result(each, outcomes.get(each.check), record_ids) for each in asked]


def _result(expectation: Expectation, outcome: Any, record_ids: pd.Series | None) -> CheckResult:
    check, severity = expectation.check, expectation.severity
    if outcome is None or _raised(outcome.exception_info):
        return CheckResult(check, severity, "broken", 0, ())
    positions = outcome.result.get("unexpected_index_list") or []
    failed_rows = int(outcome.result.get("unexpected_count") or 0)
    records: list[str] = []
    if record_ids is not None and positions:
        records = sorted({str(record) for record in record_ids.loc[positions].dropna()})[:SAMPLED_RECORDS]
    return CheckResult(check, severity, "passed" if outcome.success else "failed", failed_rows, tuple(records))


def _raised(information: dict[str, Any] | None) -> bool:
    """Great Expectations reports one dictionary, or one per metric."""
    if not information:
        return False
    if "raised_exception" in information:
        return bool(information["raised_exception"])
    return any(bool(each.get("raised_exception")) for each in information.values() if isinstance(each, dict))


def _outcomes(frame: pd.DataFrame, asked: list[Expectation], business_date: date) -> dict[str, Any]:
    """Great Expectations' results by check name.

    Naming the failing rows doubles the cost, so it is asked only of the expectations that some row fails.
    """
    counted = _validate(frame, asked, business_date, "BASIC")
    failing = [each for each in asked if each.check in counted and counted[each.check].result.get("unexpected_count")]
    return counted | (_validate(frame, failing, business_date, "COMPLETE") if failing else {})


def _validate(frame: pd.DataFrame, asked: list[Expectation], business_date: date, result_format: str) -> dict[str, Any]:
    """Results by check name; an empty dictionary where the whole run failed."""
    day = pd.Timestamp(business_date)
    parameters = {
        "business_date": day,
        "day_after": day + pd.Timedelta(days=1),
        "recent": day - pd.Timedelta(days=RECENT_DAYS),
    }
    entries = [{"type": each.type, "kwargs": _bound(each, frame), "meta": {"check": each.check}} for each in asked]
    with _quiet():
        from great_expectations.core.expectation_suite import ExpectationSuite

        batch = _whole_frame().get_batch({"dataframe": frame})
        suite = ExpectationSuite(name="suite", expectations=entries)
        try:
            validated = batch.validate(
                suite, result_format={"result_format": result_format}, expectation_parameters=parameters
            )
        except Exception:
            # its messages quote values; every check then counts as broken, which is loud enough
            return {}
    configured = [(result.expectation_config, result) for result in validated.results]
    return {config.meta["check"]: result for config, result in configured if config is not None and config.meta}


@lru_cache(maxsize=1)
def _whole_frame() -> Any:
    """A batch definition in a context that lives in memory: building it costs more than most checks."""
    # the import takes three seconds: only the processes that judge pay them
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("deliveries").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("whole")


def _bound(expectation: Expectation, frame: pd.DataFrame) -> dict[str, Any]:
    """Day texts in bounds become timestamps: text does not compare with datetime64."""
    column = expectation.kwargs.get("column")
    is_moment = column in frame and pd.api.types.is_datetime64_any_dtype(frame[column])
    bound = dict(expectation.kwargs)
    for key in ("min_value", "max_value"):
        if is_moment and isinstance(bound.get(key), str) and _ISO_DAY.fullmatch(bound[key]):
            bound[key] = pd.Timestamp(bound[key])
    if "row_condition" in bound:
        bound["condition_parser"] = "pandas"
    return bound


@contextmanager
def _quiet() -> Iterator[None]:
    """Great Expectations logs and warns with values of the rows it looks at: not here."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logger, nowhere = logging.getLogger("great_expectations"), logging.NullHandler()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(nowhere)  # without a handler of its own it would speak to standard error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(nowhere)
        logger.propagate = propagate
