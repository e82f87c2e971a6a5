"""The legal clock as tables for the facts stage: working days, deadlines, effective dates, ends of terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.law.calendar import UnknownYearError, weekday_text
from pipelines.law.clock import Clock, EffectiveDate, legal_clock, term_end_readings

#: the time limits in days that stages and rules look up
DEADLINE_DAYS = (2, 3, 5, 7, 10, 30)

CALENDAR_SCHEMA = pa.schema([("day", pa.date32()), ("is_working", pa.bool_()), ("weekday", pa.string())])
DEADLINES_SCHEMA = pa.schema(
    [
        ("from_day", pa.date32()),
        ("days", pa.int64()),
        ("raw_day", pa.date32()),
        ("due_day", pa.date32()),
        ("arithmetic", pa.string()),
    ]
)
#: the arithmetic is dictionary-encoded: a few thousand sentences stand for millions of rows; Parquet holds plain text
EFFECTIVE_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("effective_date", pa.date32()),
        ("estimated", pa.bool_()),
        ("arithmetic", pa.dictionary(pa.int32(), pa.string())),
    ]
)
TERM_ENDS_SCHEMA = pa.schema(
    [
        ("start_day", pa.date32()),
        ("months", pa.int64()),
        ("days", pa.int64()),
        ("first_end", pa.date32()),
        ("last_end", pa.date32()),
        ("arithmetic", pa.string()),
    ]
)

# What decides an effective date, most telling first; with the one date that counts it makes a combination.
_GIVEN, _SERVED, _PRONOUNCED, _SECOND_INSTANCE, _RULING, _DECISION, _NO_DATE, _NO_TYPE = range(8)


@lru_cache(maxsize=2)
def calendar_table(clock: Clock | None = None) -> pa.Table:
    """Every day the calendar knows: day, is_working, weekday (`周一` …), by day."""
    calendar = (clock or legal_clock()).calendar
    days = list(calendar.days())
    return pa.table(
        [days, [calendar.is_working(day) for day in days], [weekday_text(day) for day in days]], schema=CALENDAR_SCHEMA
    )


@lru_cache(maxsize=2)
def deadlines_table(clock: Clock | None = None) -> pa.Table:
    """Time limits of `DEADLINE_DAYS` from every day whose last day the calendar knows, by from_day and days."""
    clock = clock or legal_clock()
    calendar = clock.calendar
    limits = []
    from_day = calendar.first_day - timedelta(days=max(DEADLINE_DAYS))
    while from_day <= calendar.horizon:
        for days in DEADLINE_DAYS:
            if calendar.knows(from_day + timedelta(days=days)):
                try:
                    limits.append(clock.deadline(from_day, days))
                except UnknownYearError:  # it rolls out of the last known year
                    continue
        from_day += timedelta(days=1)
    return pa.table(
        [
            [limit.from_day for limit in limits],
            [limit.days for limit in limits],
            [limit.raw_day for limit in limits],
            [limit.due_day for limit in limits],
            [limit.arithmetic for limit in limits],
        ],
        schema=DEADLINES_SCHEMA,
    )


def effective_table(sentences: pa.Table, *, night: date | None = None, clock: Clock | None = None) -> pa.Table:
    """Effective date of every sentence, in the order of the rows given.

    Args:
        sentences: record_id, effective_date, decision_type (`judgment`, `ruling`, `decision`), case_no_key,
            served_date, pronounced_date.
        night: service and pronouncement after it are not known yet and count as empty; None takes every date.
        clock: another clock than this installation's.

    Returns:
        `EFFECTIVE_SCHEMA`. effective_date is null where nothing allows a computation, or where the calendar does not
        know the year (the arithmetic says which); estimated is true where the court gave none and one was computed.
    """
    clock = clock or legal_clock()
    # an effective date ahead of the night is known already: the sentence is not in force yet
    given = _known(sentences, "effective_date", None)
    served, pronounced = (_known(sentences, name, night) for name in ("served_date", "pronounced_date"))
    kind = sentences["decision_type"].combine_chunks().cast(pa.string())
    # 刑终, 刑二终: the court's type is the third part of the key
    appeal = pc.match_substring(sentences["case_no_key"].combine_chunks().cast(pa.string()), "终|").fill_null(False)
    judgment = pc.equal(kind, "judgment").fill_null(False)
    first_instance = pc.and_(judgment, pc.invert(appeal))
    served_known, pronounced_known = pc.is_valid(served), pc.is_valid(pronounced)
    dated = pc.or_(pronounced_known, pc.and_(first_instance, served_known))
    known_type = pc.is_in(kind, value_set=pa.array(["judgment", "ruling", "decision"]))
    way = pc.case_when(
        pc.make_struct(
            pc.is_valid(given),
            pc.invert(known_type),
            pc.invert(dated),
            pc.and_(first_instance, served_known),
            first_instance,
            judgment,
            pc.equal(kind, "ruling").fill_null(False),
        ),
        *(
            pa.scalar(value, pa.int64())
            for value in (_GIVEN, _NO_TYPE, _NO_DATE, _SERVED, _PRONOUNCED, _SECOND_INSTANCE, _RULING, _DECISION)
        ),
    )
    start = pc.if_else(pc.equal(way, _GIVEN), given, pc.if_else(pc.equal(way, _SERVED), served, pronounced))
    undated = pc.is_in(way, value_set=pa.array([_NO_DATE, _NO_TYPE], pa.int64()))
    number = pc.if_else(undated, pa.scalar(0, pa.int32()), start.cast(pa.int32())).cast(pa.int64())
    combination = pc.add(pc.multiply(number, 8), way)

    # ascending, so that equal rows give equal dictionaries whatever their order
    distinct = pc.unique(combination).sort()
    results = [_effective(code, clock) for code in distinct.to_pylist()]
    place = pc.index_in(combination, value_set=distinct)
    sentences_in_words = pa.array([result.arithmetic for result in results], pa.string())
    return pa.table(
        [
            sentences["record_id"].combine_chunks().cast(pa.string()),
            pa.array([result.day for result in results], pa.date32()).take(place),
            pa.array([result.estimated for result in results], pa.bool_()).take(place),
            pa.DictionaryArray.from_arrays(place, sentences_in_words),
        ],
        schema=EFFECTIVE_SCHEMA,
    )


def term_ends_table(terms: pa.Table) -> pa.Table:
    """Last day of each term (刑诉解释202 ¶2), in the order of the rows given; 刑期 and 考验期 never roll.

    Args:
        terms: start_day, months, days, each combination once; lengths are not negative and their sum is not zero.

    Returns:
        `TERM_ENDS_SCHEMA`. first_end and last_end differ only where the law's wording allows two ends (the term starts
        on a month's last day); a term that ends beyond the year 9999 has no row.
    """
    rows = []
    columns = (terms[name].to_pylist() for name in ("start_day", "months", "days"))
    for start, months, days in zip(*columns, strict=True):
        try:
            ends = term_end_readings(start, months, days)
        except OverflowError:
            continue
        length = (f"{months}个月" if months else "") + (f"{days}日" if days else "")
        arithmetic = f"{start} 起 {length} → {' 或 '.join(str(end) for end in ends)} 届满"
        values = (start, months, days, ends[0], ends[-1], arithmetic)
        rows.append(dict(zip(TERM_ENDS_SCHEMA.names, values, strict=True)))
    return pa.Table.from_pylist(rows, TERM_ENDS_SCHEMA)


def _known(sentences: pa.Table, name: str, night: date | None) -> pa.Array:
    days = sentences[name].combine_chunks().cast(pa.date32())
    if night is None:
        return days
    return pc.if_else(pc.less_equal(days, pa.scalar(night, pa.date32())), days, pa.scalar(None, pa.date32()))


def _effective(combination: int, clock: Clock) -> EffectiveDate:
    number, way = divmod(combination, 8)
    day = date(1970, 1, 1) + timedelta(days=number)
    compute: dict[int, Callable[[], EffectiveDate]] = {
        _GIVEN: lambda: clock.effective(effective_date=day),
        _SERVED: lambda: clock.effective(decision_type="judgment", served_date=day),
        _PRONOUNCED: lambda: clock.effective(decision_type="judgment", pronounced_date=day),
        _SECOND_INSTANCE: lambda: clock.effective(decision_type="judgment", second_instance=True, pronounced_date=day),
        _RULING: lambda: clock.effective(decision_type="ruling", pronounced_date=day),
        _DECISION: lambda: clock.effective(decision_type="decision", pronounced_date=day),
        _NO_DATE: lambda: clock.effective(decision_type="judgment"),
        _NO_TYPE: lambda: clock.effective(),
    }
    try:
        return compute[way]()
    except UnknownYearError as error:
        event = "送达" if way == _SERVED else "宣判"
        return EffectiveDate(None, False, f"{day} {event} + 10日:工作日历未收录{error.year}年，无法推算生效日")
