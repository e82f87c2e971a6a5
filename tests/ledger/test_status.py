"""Status over the nights, as tables: one column per night, `x` where the finding is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import ledger
from pipelines.settings import Night
from tests.ledger.nights import DAY1, DAY2, DAY3, DAY4, finding, leave_night, settings_at

DAYS = (DAY1, DAY2, DAY3, DAY4)


def recorded(home: Path, there: str, **nights: Any) -> Night:
    """Record one night per character of `there`; keywords `day2={...}` are said of that night. Returns the last."""
    night = None
    for number, (day, mark) in enumerate(zip(DAYS, there, strict=False), start=1):
        night = leave_night(
            settings_at(home), day, [finding("k")] if mark == "x" else [], **nights.get(f"day{number}", {})
        )
        ledger.run(night)
    assert night is not None
    return night


REGISTER_BEHIND = {"reach": {("justice.register", ""): DAY1}}
COUNTY_SILENT = {"reach": {("justice.register", "150102"): DAY1}}
OTHER_COUNTY_SILENT = {"reach": {("justice.register", "150202"): DAY1}}
REGISTER_NEVER_CAME = {"reach": {("justice.register", ""): None}}
RULE_NOT_RUN = {"rules": {"S01": 1}}
RULE_CHANGED = {"rules": {"H01": 2}}

CASES = [
    # sentence, nights, what is special, status, changed on, why
    ("first seen tonight is new", ".x", {}, "new", DAY2, ""),
    ("on the ledger's first night everything is new", "x", {}, "new", DAY1, ""),
    ("there last night too is continuing", "xx", {}, "continuing", DAY1, ""),
    ("gone while its datasets cover tonight is resolved", "x.", {}, "resolved", DAY2, ""),
    (
        "gone while the register is behind is suspended",
        "x.",
        {"day2": REGISTER_BEHIND},
        "suspended",
        DAY2,
        "not_covered",
    ),
    (
        "gone while the register never came is suspended",
        "x.",
        {"day2": REGISTER_NEVER_CAME},
        "suspended",
        DAY2,
        "not_covered",
    ),
    (
        "gone while its own county is silent is suspended",
        "x.",
        {"day2": COUNTY_SILENT},
        "suspended",
        DAY2,
        "not_covered",
    ),
    ("another county's silence does not matter", "x.", {"day2": OTHER_COUNTY_SILENT}, "resolved", DAY2, ""),
    ("gone while its rule did not run is suspended", "x.", {"day2": RULE_NOT_RUN}, "suspended", DAY2, "rule_not_run"),
    ("gone under another version of its rule says so", "x.", {"day2": RULE_CHANGED}, "resolved", DAY2, "rule_changed"),
    (
        "suspended, then shown to be gone, is resolved that night",
        "x..",
        {"day2": REGISTER_BEHIND},
        "resolved",
        DAY3,
        "",
    ),
    ("resolved stays resolved when data fall behind later", "x..", {"day3": REGISTER_BEHIND}, "resolved", DAY2, ""),
    ("back after a night away is reopened", "x.x", {}, "reopened", DAY3, ""),
    (
        "back after a silence says that absence was never shown",
        "x.x",
        {"day2": REGISTER_BEHIND},
        "reopened",
        DAY3,
        "was_suspended",
    ),
    ("the night after reopening it continues", "x.xx", {}, "continuing", DAY3, ""),
    ("away twice, back twice", ".x.x", {}, "reopened", DAY4, ""),
]


@pytest.mark.parametrize(
    ("sentence", "there", "special", "status", "changed_on", "why"), CASES, ids=[c[0] for c in CASES]
)
def test_status(
    sentence: str, there: str, special: dict[str, Any], status: str, changed_on: date, why: str, tmp_path: Path
) -> None:
    night = recorded(tmp_path, there, **special)
    found = ledger.statuses(night)["H01-k"]
    assert (found.status, found.changed_on, found.why) == (status, changed_on, why)
    assert found.first_seen == DAYS[there.index("x")]
    assert found.last_seen == DAYS[there.rindex("x")]
    assert found.nights_seen == there.count("x")


def test_a_night_is_judged_by_the_nights_up_to_it_and_no_later_one(tmp_path: Path) -> None:
    recorded(tmp_path, "x.x")
    assert ledger.statuses(Night.of(settings_at(tmp_path), DAY2))["H01-k"].status == "resolved"


def test_a_late_backfill_changes_the_status_of_the_nights_after_it(tmp_path: Path) -> None:
    night = leave_night(settings_at(tmp_path), DAY3, [finding("k")])
    ledger.run(night)
    assert ledger.statuses(night)["H01-k"].status == "new"
    ledger.run(leave_night(settings_at(tmp_path), DAY1, [finding("k")]))
    assert ledger.statuses(night)["H01-k"].status == "continuing"
    ledger.run(leave_night(settings_at(tmp_path), DAY2, []))
    assert ledger.statuses(night)["H01-k"].status == "reopened"


def test_the_run_counts_what_changed_tonight(tmp_path: Path) -> None:
    at = settings_at(tmp_path)
    ledger.run(leave_night(at, DAY1, [finding("stays"), finding("goes"), finding("back")]))
    ledger.run(leave_night(at, DAY2, [finding("stays"), finding("goes")]))
    counts = ledger.run(leave_night(at, DAY3, [finding("stays"), finding("back"), finding("fresh")]))
    assert counts == {
        "findings": 3,
        "new": 1,
        "continuing": 1,
        "reopened": 1,
        "resolved": 1,
        "suspended": 0,
        "held_back": 0,
    }


def test_a_night_that_was_never_recorded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ledger.LedgerError, match="2025-10-15 is not in the ledger"):
        ledger.statuses(Night.of(settings_at(tmp_path), DAY2))


def expected(there: list[bool], covered: list[bool]) -> str:
    """The definition again, said for one finding and its nights."""
    if not any(there):
        return "unknown"
    if there[-1]:
        if not any(there[:-1]):
            return "new"
        return "continuing" if there[-2] else "reopened"
    last = max(index for index, present in enumerate(there) if present)
    return "resolved" if any(covered[last + 1 :]) else "suspended"


@pytest.mark.sqlite_only  # the table above runs on both
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4), data=st.data())
def test_any_history_in_any_order_agrees_with_the_definition(
    nights: list[tuple[bool, bool]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("ledger")
    at = settings_at(home)
    for number in data.draw(st.permutations(range(len(nights)))):
        there, covered = nights[number]
        reach = {} if covered else {("justice.register", ""): date(2025, 1, 1)}
        ledger.run(leave_night(at, DAYS[number], [finding("k")] if there else [], reach=reach))
    found = ledger.statuses(Night.of(at, DAYS[len(nights) - 1])).get("H01-k")
    wanted = expected([there for there, _ in nights], [covered for _, covered in nights])
    assert (found.status if found else "unknown") == wanted
