"""Publishing: where the files stand, who may read them, and that a late night renews the nights after it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import ledger, reports
from pipelines.engine import write_parquet
from pipelines.reports import publishing
from pipelines.settings import Night
from tests.reports.fixture_nights import (
    COUNTIES,
    LAST,
    TONIGHT,
    facts_of,
    finding,
    leave_night,
    settings_at,
    two_nights,
)

Row = dict[str, Any]


def digests(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_region_and_every_county_get_a_page_and_a_workbook(tonight: Night) -> None:
    counts = reports.run(tonight)
    places = ["region", *(f"counties/{county}" for county in COUNTIES)]
    assert sorted(digests(tonight.reports)) == sorted(
        f"{place}/{name}" for place in places for name in ("report.html", "clues.xlsx")
    )
    assert counts["files"] == 2 * len(places)
    assert counts["clues"] + counts["data_clues"] == 46


def test_the_owner_alone_may_read_them_whatever_the_umask(tmp_path: Path) -> None:
    night = leave_night(settings_at(tmp_path), TONIGHT, [3, 4])
    ledger.run(night)
    before = os.umask(0)
    try:
        reports.run(night)
    finally:
        os.umask(before)
    for part in [night.reports, *night.reports.rglob("*")]:
        assert part.stat().st_mode & 0o777 == (0o700 if part.is_dir() else 0o600), part.name


def test_a_late_night_renews_the_reports_of_the_nights_after_it(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    tonight = leave_night(settings, TONIGHT, [3, 4])
    ledger.run(tonight)
    assert reports.run(tonight)["later_nights"] == 0
    assert "台账首夜" in (tonight.reports / "region" / "report.html").read_text("utf-8")
    late = leave_night(settings, LAST, [3])
    ledger.run(late)
    assert reports.run(late)["later_nights"] == 1
    renewed = digests(tonight.reports)
    assert "与上一夜 2025-10-16 相比" in (tonight.reports / "region" / "report.html").read_text("utf-8")
    in_order = two_runs_in_order(tmp_path / "in_order")
    assert renewed == digests(in_order.reports)


def two_runs_in_order(home: Path) -> Night:
    settings = settings_at(home)
    for day, numbers in ((LAST, [3]), (TONIGHT, [3, 4])):
        night = leave_night(settings, day, numbers)
        ledger.run(night)
        reports.run(night)
    return night


RENDER = """
import sys
from datetime import date
from pathlib import Path
from pipelines import reports
from pipelines.settings import Night, Region, Settings
reports.render(Night.of(Settings(home=Path(sys.argv[1]), region=Region(name="示范地区")), date(2025, 10, 17)))
"""


def test_bytes_depend_on_neither_hash_seed_nor_time_zone_nor_locale(tmp_path: Path) -> None:
    night = two_nights(tmp_path)
    seen = []
    for seed, zone, locale in (("1", "Asia/Shanghai", "zh_CN.UTF-8"), ("2", "America/New_York", "C")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        subprocess.run([sys.executable, "-c", RENDER, str(tmp_path)], check=True, env=environment)
        seen.append(digests(night.reports))
    assert seen[0] == seen[1]


def test_a_report_that_fails_leaves_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night = leave_night(settings_at(tmp_path), TONIGHT, [3])
    ledger.run(night)
    reports.run(night)
    before = digests(tmp_path / "reports")

    class Failing:
        FILE_NAME = "failing"

        @staticmethod
        def render(report: reports.Report) -> bytes:
            raise RuntimeError("disk full")

    monkeypatch.setattr(publishing, "formats", lambda: (Failing,))
    with pytest.raises(RuntimeError, match="disk full"):
        reports.run(night)
    assert digests(tmp_path / "reports") == before


def test_a_night_the_ledger_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ledger.LedgerError, match="not in the ledger"):
        reports.run(leave_night(settings_at(tmp_path), TONIGHT, []))


def test_the_corrected_view_of_a_past_night_says_that_it_is_one(tmp_path: Path) -> None:
    night = leave_night(settings_at(tmp_path), TONIGHT, [3])
    ledger.run(night)
    corrected = replace(night, as_known=TONIGHT + timedelta(days=3))
    shutil.copytree(night.folder("rules").parent, corrected.folder("rules").parent)
    reports.render(corrected)
    assert "按截至2025-10-20收到的数据重算" in (corrected.reports / "region" / "report.html").read_text("utf-8")
    assert (corrected.reports.name, night.reports.exists()) == ("2025-10-17@2025-10-20", False)


def test_formats_are_found_by_scanning() -> None:
    assert [one.FILE_NAME for one in reports.formats()] == ["report.html", "clues.xlsx"]


OLDER = {
    "dataset": "justice.contacts",
    "delivery_id": "c-older",
    "business_date": LAST - timedelta(days=3),
    "sequence": 1,
    "verdict": "hold",
    "reason": "superseded",
    "text": "另有更新的交付。",
    "rows_in": 3,
    "rows_out": 3,
    "rows_quarantined": 0,
}
SINCE = {**OLDER, "delivery_id": "c-since", "business_date": TONIGHT, "reason": "stale", "text": "与前一日相同。"}


@pytest.mark.parametrize(
    ("says", "last", "tonight", "redrawn"),
    [
        ("nothing is another", [], [], []),
        ("an older one was superseded", [OLDER], [OLDER], []),
        ("an older one was held", [{**OLDER, "reason": "stale"}], [{**OLDER, "reason": "stale"}], []),
        ("one more is believed", [], [{**OLDER, "verdict": "accept", "reason": ""}], [TONIGHT]),
        ("one that came since is held", [], [SINCE], [TONIGHT]),
        ("one that came since is superseded", [], [{**SINCE, "reason": "superseded"}], []),
        ("one was released last night that brought no clue", [{**OLDER, "reason": "released"}], [], []),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
def test_reports_are_drawn_again_where_they_would_tell_of_it_and_are_the_same_where_not(
    tmp_path: Path, says: str, last: list[Row], tonight: list[Row], redrawn: list[date]
) -> None:
    settings = settings_at(tmp_path)
    nights = [leave_night(settings, day, [3, 4]) for day in (LAST, TONIGHT)]
    for night in nights:
        ledger.run(night)
    for night in nights:
        reports.render(night)
    for day, more in ((LAST, last), (TONIGHT, tonight)):
        ledger.run(leave_night(settings, day, [3, 4], {"verdicts": [*facts_of(day)["verdicts"], *more]}))
    drawn = [night.business_date for night in nights if "reused" not in reports.render(night, anew=False)]
    assert drawn == redrawn
    kept = [digests(night.reports) for night in nights]
    for night in nights:
        reports.render(night, anew=True)
    assert [digests(night.reports) for night in nights] == kept


def rewritten(night: Night, number: int, **changes: str) -> None:
    """The night's findings, one of them otherwise."""
    file = night.folder("rules") / "findings.parquet"
    rows = pq.read_table(file)
    ids = rows["finding_id"].to_pylist()
    chosen = ids.index(finding(number)["finding_id"])
    listed = [{**row, **(changes if place == chosen else {})} for place, row in enumerate(rows.to_pylist())]
    write_parquet(pa.Table.from_pylist(listed, rows.schema), file)


@pytest.mark.parametrize(
    ("says", "number", "changes", "redrawn"),
    [
        ("a clue that stays was said otherwise last night", 3, {"summary": "另一句话"}, [LAST]),
        ("one that is gone tonight was said otherwise", 5, {"summary": "另一句话"}, [LAST, TONIGHT]),
        ("one that is gone rested on other rows", 5, {"arithmetic": "另一算式"}, [LAST]),
        ("one that stays was another county's last night", 3, {"county": "150202"}, [LAST]),
        ("one that is gone was another county's", 5, {"county": "150202"}, [LAST, TONIGHT]),
        ("one that stays was another clue last night", 3, {"finding_id": "H01-000000000000"}, [LAST, TONIGHT]),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
def test_of_an_earlier_night_a_later_report_tells_what_became_of_its_clues_and_no_more(
    tmp_path: Path, says: str, number: int, changes: dict[str, str], redrawn: list[date]
) -> None:
    settings = settings_at(tmp_path)
    nights = [leave_night(settings, day, numbers) for day, numbers in ((LAST, [3, 4, 5]), (TONIGHT, [3, 4]))]
    for night in nights:
        ledger.run(night)
    for night in nights:
        reports.render(night)
    rewritten(nights[0], number, **changes)
    ledger.run(nights[0])
    drawn = [night.business_date for night in nights if "reused" not in reports.render(night, anew=False)]
    assert drawn == redrawn
    kept = [digests(night.reports) for night in nights]
    for night in nights:
        reports.render(night, anew=True)
    assert [digests(night.reports) for night in nights] == kept


def test_a_clue_that_came_and_went_before_is_in_no_later_report(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    days = (LAST - timedelta(days=1), LAST, TONIGHT)
    nights = [leave_night(settings, day, [3, 4]) for day in days]
    for night in nights:
        ledger.run(night)
    for night in nights:
        reports.render(night)
    ledger.run(leave_night(settings, days[0], [3, 4, 5]))
    drawn = [night.business_date for night in nights if "reused" not in reports.render(night, anew=False)]
    assert drawn == [days[0], LAST]
    kept = digests(nights[2].reports)
    reports.render(nights[2], anew=True)
    assert digests(nights[2].reports) == kept
