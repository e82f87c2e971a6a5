"""How fresh every source is, what is held back, and what was set aside."""

from __future__ import annotations

from pipelines.contracts import Contracts
from pipelines.reports.figures import FailedCheck, SetAside, SilentCounty, Source
from pipelines.reports.reading import NightData, Row
from pipelines.reports.wording import COVERAGE_STATES, SOURCES
from pipelines.standardise.reasons import REASONS, RowReason

#: Characters of a quarantined row that are shown; the whole row stands in the delivery at the cited line.
SHOWN_CHARACTERS = 160


def sources(data: NightData, county: str = "") -> tuple[Source, ...]:
    """Every dataset in declared order; for a county its own reach where it has one."""
    own = {(row["dataset"], row["county"] or ""): row for row in data.coverage}
    by_delivery = {(row["dataset"], row["delivery_id"]): row for row in data.verdicts}
    found = []
    for dataset in data.night.contracts.datasets.values():
        whole = own.get((dataset.id, ""))
        row = own.get((dataset.id, county), whole)
        reached = row["covered_to"] if row else None
        newest = by_delivery.get((dataset.id, (whole or {}).get("delivery_id") or ""))
        state = row["state"] if row else "missing"
        found.append(
            Source(
                dataset=dataset.id,
                source=SOURCES.get(dataset.source, dataset.source),
                title=dataset.title,
                state=state,
                covered_to=reached.isoformat() if reached else "",
                days_behind=(data.night.business_date - reached).days if reached else None,
                delivered=newest["business_date"].isoformat() if newest else "",
                rows_in=newest["rows_in"] if newest else None,
                rows_out=newest["rows_out"] if newest else None,
                rows_quarantined=newest["rows_quarantined"] if newest else None,
                text=(row["text"] or "") if row else "尚未收到任何交付",
                counties=() if county else _apart(data, dataset.id, state),
                held=_held(data, dataset.id, newest),
            )
        )
    return tuple(found)


def set_aside(data: NightData, county: str = "") -> tuple[SetAside, ...]:
    """Quarantined rows in order of file and line; for a county those that could be placed in it."""
    contracts = data.night.contracts
    rows = [row for row in data.quarantined if not county or row["county"] == county]
    rows.sort(key=lambda row: (row["dataset"], row["delivery_id"], row["file"], row["line"], row["reason"]))
    return tuple(_set_aside(contracts, data, row) for row in rows)


def failed_checks(data: NightData) -> tuple[FailedCheck, ...]:
    """Expectations that failed or could not run, critical ones first."""
    rows = sorted(
        data.checks, key=lambda row: (row["severity"] != "critical", row["dataset"], row["delivery_id"], row["check"])
    )
    return tuple(
        FailedCheck(
            title=data.night.contracts.datasets[row["dataset"]].title,
            check=row["check"],
            severity="关键" if row["severity"] == "critical" else "提示",
            outcome="检查未能运行" if row["outcome"] == "broken" else "未通过",
            failed_rows=row["failed_rows"] or 0,
        )
        for row in rows
    )


def row_reason(reason: str) -> str:
    """Why a row was set aside, in Chinese."""
    known = {code.value for code in RowReason}
    return REASONS[RowReason(reason)].chinese if reason in known else reason


def _apart(data: NightData, dataset_id: str, whole_state: str) -> tuple[SilentCounty, ...]:
    """Counties whose state differs from their dataset's."""
    rows = [
        row
        for row in data.coverage
        if row["dataset"] == dataset_id and row["county"] and row["state"] not in ("current", whole_state)
    ]
    return tuple(
        SilentCounty(
            data.county_name(row["county"]),
            row["covered_to"].isoformat() if row["covered_to"] else "",
            COVERAGE_STATES.get(row["state"]) or str(row["state"]),
            row["text"] or "",
        )
        for row in sorted(rows, key=lambda row: row["county"])
    )


def _held(data: NightData, dataset_id: str, newest: Row | None) -> tuple[str, ...]:
    """Why deliveries newer than the one in use are not used, after what is to be known of the one in use."""
    held = [
        row
        for row in data.verdicts
        if row["dataset"] == dataset_id
        and row["verdict"] == "hold"
        and row["reason"] != "superseded"
        and (newest is None or row["business_date"] >= newest["business_date"])
    ]
    held.sort(key=lambda row: (row["business_date"], row["sequence"]))
    said = [newest] if newest is not None and newest["reason"] else []
    return tuple(row["text"] or row["reason"] or "" for row in (*said, *held))


def _set_aside(contracts: Contracts, data: NightData, row: Row) -> SetAside:
    dataset = contracts.datasets[row["dataset"]]
    column = dataset.column.get(row["column"] or "")
    return SetAside(
        dataset=dataset.id,
        title=dataset.title,
        file=row["file"],
        line=row["line"],
        reason=row_reason(row["reason"]),
        column=column.headers[0] if column else "",
        county_name=data.county_name(row["county"]),
        received=_readable(row["received"] or b""),
    )


def _readable(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
