from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from chinese_calendar import is_workday
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.engine import Session, write_parquet
from pipelines.law.calendar import working_calendar
from pipelines.law.clock import Clock
from pipelines.law.relations import (
    CALENDAR_SCHEMA,
    DEADLINE_DAYS,
    DEADLINES_SCHEMA,
    EFFECTIVE_SCHEMA,
    TERM_ENDS_SCHEMA,
    calendar_table,
    deadlines_table,
    effective_table,
    term_ends_table,
)
from pipelines.settings import EngineLimits

SENTENCES = pa.schema(
    [
        ("record_id", pa.string()),
        ("effective_date", pa.date32()),
        ("decision_type", pa.string()),
        ("case_no_key", pa.string()),
        ("served_date", pa.date32()),
        ("pronounced_date", pa.date32()),
    ]
)


def sentence(record_id="s", effective=None, kind="judgment", key="2025|内0105|刑初|123", served=None, pronounced=None):
    return {
        "record_id": record_id,
        "effective_date": effective,
        "decision_type": kind,
        "case_no_key": key,
        "served_date": served,
        "pronounced_date": pronounced,
    }


def effective_of(rows, night=None):
    return effective_table(pa.Table.from_pylist(rows, SENTENCES), night=night).to_pylist()


def slowly(row, night):
    """The effective date of one row, from the rule as written: day by day, without the clock."""
    known = {name: day for name, day in row.items() if isinstance(day, date) and (night is None or day <= night)}
    if row["effective_date"] is not None:
        return row["effective_date"], False
    if row["decision_type"] not in ("judgment", "ruling", "decision"):
        return None, False
    kind_of_case = (row["case_no_key"] or "|||").split("|")[2]
    if row["decision_type"] == "judgment" and not kind_of_case.endswith("终"):
        day = known.get("served_date", known.get("pronounced_date"))
        if day is None:
            return None, False
        day += timedelta(days=10)
        if day.year < 2004:
            return None, False
        while day.year <= 2026 and not is_workday(day):
            day += timedelta(days=1)
        return (day + timedelta(days=1), True) if day.year <= 2026 else (None, False)
    return (known["pronounced_date"], True) if "pronounced_date" in known else (None, False)


def test_the_calendar_table_holds_every_known_day_once():
    table = calendar_table()
    assert table.schema == CALENDAR_SCHEMA
    days = table["day"].to_pylist()
    assert days[0] == date(2004, 1, 1)
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    rows = {row["day"]: (row["is_working"], row["weekday"]) for row in table.to_pylist()}
    assert rows[date(2025, 10, 11)] == (True, "周六")
    assert rows[date(2025, 10, 8)] == (False, "周三")


def test_the_deadlines_table_answers_for_every_day_whose_last_day_is_known():
    table = deadlines_table()
    assert table.schema == DEADLINES_SCHEMA
    rows = {(row["from_day"], row["days"]): row for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    assert rows[date(2025, 9, 22), 10] == {
        "from_day": date(2025, 9, 22),
        "days": 10,
        "raw_day": date(2025, 10, 2),
        "due_day": date(2025, 10, 9),
        "arithmetic": "2025-09-22 + 10日 = 10-02(周四,休) → 10-09(周四)届满",
    }
    assert rows[date(2025, 10, 1), 10]["due_day"] == date(2025, 10, 11)
    for days in DEADLINE_DAYS:
        from_days = sorted(from_day for from_day, length in rows if length == days)
        assert from_days[0] == date(2004, 1, 1) - timedelta(days=days)
        assert from_days == [from_days[0] + timedelta(days=n) for n in range(len(from_days))]
        assert from_days[-1] == date(2026, 12, 31) - timedelta(days=days)


@pytest.mark.parametrize(
    ("row", "effective", "estimated"),
    [
        (sentence(pronounced=date(2024, 10, 23)), date(2024, 11, 5), True),  # published case
        (sentence(pronounced=date(2025, 9, 1), served=date(2025, 9, 22)), date(2025, 10, 10), True),
        (sentence(effective=date(2025, 9, 22), pronounced=date(2024, 10, 23)), date(2025, 9, 22), False),
        (sentence(pronounced=date(2025, 9, 22), key="2025|内01|刑终|7"), date(2025, 9, 22), True),
        (sentence(pronounced=date(2014, 9, 22), key="2014|呼|刑二终|7"), date(2014, 9, 22), True),
        (sentence(served=date(2025, 9, 22), key="2025|内01|刑终|7"), None, False),
        (sentence(pronounced=date(2024, 10, 23), key=None), date(2024, 11, 5), True),  # unreadable number
        (sentence(kind="ruling", pronounced=date(2025, 9, 22)), date(2025, 9, 22), True),
        (sentence(kind="decision", pronounced=date(2025, 9, 22)), date(2025, 9, 22), True),
        (sentence(kind="ruling", served=date(2025, 9, 22)), None, False),
        (sentence(kind=None, pronounced=date(2025, 9, 22)), None, False),
        (sentence(), None, False),
        (sentence(pronounced=date(2026, 12, 28)), None, False),  # the appeal period ends in an unknown year
        (sentence(pronounced=date(1925, 9, 1)), None, False),
        (sentence(served=date(9999, 12, 31)), None, False),
    ],
)
def test_effective_dates_of_single_sentences(row, effective, estimated):
    [result] = effective_of([row])
    assert (result["effective_date"], result["estimated"]) == (effective, estimated)
    assert result["arithmetic"]


def test_a_year_the_calendar_lacks_is_named_in_the_row_and_stops_nothing():
    rows = [sentence("a", served=date(2026, 12, 28)), sentence("b", pronounced=date(2024, 10, 23))]
    unknown, known = effective_of(rows)
    assert unknown["arithmetic"] == "2026-12-28 送达 + 10日:工作日历未收录2027年，无法推算生效日"
    assert known["arithmetic"] == "2024-10-23 宣判 + 10日 = 11-02(周六,休) → 11-04(周一)届满 → 11-05 生效"


def test_service_and_pronouncement_after_the_night_are_not_known_yet():
    row = sentence(served=date(2025, 10, 18), pronounced=date(2025, 9, 22))
    [before] = effective_of([row], night=date(2025, 10, 17))
    assert (before["effective_date"], before["estimated"]) == (date(2025, 10, 10), True)
    [on] = effective_of([row], night=date(2025, 10, 18))
    assert on["effective_date"] == date(2025, 10, 29)


def test_an_effective_date_ahead_of_the_night_stands_since_the_sentence_is_not_in_force_yet():
    [row] = effective_of(
        [sentence(effective=date(2025, 10, 20), pronounced=date(2025, 9, 22))], night=date(2025, 10, 17)
    )
    assert (row["effective_date"], row["estimated"]) == (date(2025, 10, 20), False)


maybe_day = st.none() | st.dates(date(2002, 6, 1), date(2028, 6, 1))
row_strategy = st.builds(
    sentence,
    effective=st.none() | maybe_day,
    kind=st.sampled_from(["judgment", "judgment", "ruling", "decision", None, "other"]),
    key=st.sampled_from([None, "2025|内0105|刑初|1", "2025|内01|刑终|1", "2014|呼|刑二终|1", "2025|内01|刑更|1"]),
    served=maybe_day,
    pronounced=maybe_day,
)


@settings(max_examples=60, deadline=None)
@example([sentence(pronounced=date(2003, 1, 1)), sentence(pronounced=date(2003, 12, 22))], None)  # before the calendar
@given(st.lists(row_strategy, max_size=30), st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_the_table_gives_each_row_what_the_rule_gives_it_alone(rows, night):
    rows = [row | {"record_id": f"r{place}"} for place, row in enumerate(rows)]
    results = effective_of(rows, night)
    assert [result["record_id"] for result in results] == [row["record_id"] for row in rows]
    assert [(result["effective_date"], result["estimated"]) for result in results] == [
        slowly(row, night) for row in rows
    ]


def many(count, seed=7):
    random = np.random.default_rng(seed)

    def days(share_empty):
        values = random.integers(14000, 20500, count).astype("int32")
        return pa.array(values, mask=random.random(count) < share_empty).cast(pa.date32())

    return pa.table(
        {
            "record_id": pa.array(np.char.add("court.sentences/", np.arange(count).astype(str))),
            "effective_date": days(0.5),
            "decision_type": pa.array(np.array(["judgment", "ruling"])[random.integers(0, 2, count)]),
            "case_no_key": pa.array(np.array(["2025|内0105|刑初|1", "2025|内01|刑终|2"])[random.integers(0, 2, count)]),
            "served_date": days(0.5),
            "pronounced_date": days(0.2),
        }
    )


def test_the_same_rows_in_any_order_give_the_same_bytes_and_parquet_holds_plain_text(tmp_path):
    rows = many(5_000)
    shuffled = rows.take(np.random.default_rng(1).permutation(rows.num_rows))
    chunked = pa.concat_tables([shuffled.slice(0, 1_234), shuffled.slice(1_234)])
    for name, table in (("a", rows), ("b", shuffled), ("c", chunked)):
        write_parquet(effective_table(table).sort_by("record_id"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    assert pq.read_schema(tmp_path / "a").field("arithmetic").type == pa.string()
    with Session(EngineLimits()) as session:
        session.register("effective", effective_table(rows))
        [counted] = session.query("SELECT count(*) AS n, count(effective_date) AS k FROM effective").to_pylist()
        [typed] = session.query("SELECT typeof(arithmetic) AS t FROM effective LIMIT 1").to_pylist()
    assert counted["n"] == 5_000
    assert 0 < counted["k"] < 5_000
    assert typed["t"] == "VARCHAR"


def test_no_sentences_give_an_empty_table_of_the_same_shape():
    assert effective_table(SENTENCES.empty_table()).equals(EFFECTIVE_SCHEMA.empty_table())


class CountingClock(Clock):
    """Counts how often an effective date is computed."""

    computed = 0

    def effective(self, **facts):
        self.computed += 1
        return super().effective(**facts)


def test_an_effective_date_is_computed_once_for_all_rows_that_share_its_facts():
    rows = many(20_000)
    once, twice = CountingClock(working_calendar()), CountingClock(working_calendar())
    effective_table(rows, clock=once)
    effective_table(pa.concat_tables([rows, rows]), clock=twice)
    assert once.computed == twice.computed < rows.num_rows

    same = pa.Table.from_pylist([sentence(f"r{n}", pronounced=date(2024, 10, 23)) for n in range(1_000)], SENTENCES)
    single = CountingClock(working_calendar())
    effective_table(same, clock=single)
    assert single.computed == 1


# ── ends of terms ───────────────────────────────────────────────────────────────────────────────

TERMS = pa.schema([("start_day", pa.date32()), ("months", pa.int64()), ("days", pa.int64())])


def ends_of(*terms):
    rows = [dict(zip(TERMS.names, term, strict=True)) for term in terms]
    return term_ends_table(pa.Table.from_pylist(rows, TERMS)).to_pylist()


@pytest.mark.parametrize(
    ("start", "months", "days", "first", "last", "arithmetic"),
    [
        # both published cases
        ("2024-11-05", 12, 0, "2025-11-04", "2025-11-04", "2024-11-05 起 12个月 → 2025-11-04 届满"),
        ("2022-06-28", 24, 0, "2024-06-27", "2024-06-27", "2022-06-28 起 24个月 → 2024-06-27 届满"),
        ("2025-03-10", 5, 15, "2025-08-24", "2025-08-24", "2025-03-10 起 5个月15日 → 2025-08-24 届满"),
        ("2025-03-10", 0, 15, "2025-03-24", "2025-03-24", "2025-03-10 起 15日 → 2025-03-24 届满"),
        # from a month's last day two ends are defensible
        ("2023-02-28", 18, 0, "2024-08-27", "2024-08-30", "2023-02-28 起 18个月 → 2024-08-27 或 2024-08-30 届满"),
        ("2024-02-29", 12, 0, "2025-02-27", "2025-02-27", "2024-02-29 起 12个月 → 2025-02-27 届满"),
        # the October holiday moves no term
        ("2024-10-03", 12, 0, "2025-10-02", "2025-10-02", "2024-10-03 起 12个月 → 2025-10-02 届满"),
    ],
)
def test_a_term_ends_with_every_end_that_the_law_allows(start, months, days, first, last, arithmetic):
    (found,) = ends_of((date.fromisoformat(start), months, days))
    assert (str(found["first_end"]), str(found["last_end"]), found["arithmetic"]) == (first, last, arithmetic)


def test_a_term_beyond_all_years_has_no_row_and_the_others_stay():
    found = ends_of((date(9999, 6, 1), 12, 0), (date(2025, 1, 1), 6, 0))
    assert [row["start_day"] for row in found] == [date(2025, 1, 1)]


def test_no_terms_have_no_ends():
    assert term_ends_table(TERMS.empty_table()).schema.equals(TERM_ENDS_SCHEMA)
