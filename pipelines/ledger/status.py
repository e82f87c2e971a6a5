"""What a finding is tonight against the nights before: derived by query each time, stored nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from pipelines.database import LedgerError, transaction
from pipelines.ledger.reading import covers
from pipelines.ledger.tables import CoverageRow, FindingRow, NightRow, RuleRow
from pipelines.settings import Night, Settings


@dataclass(frozen=True)
class Status:
    """A finding's state on a night.

    `status`: `new` | `continuing` | `reopened` are there tonight; `resolved` (gone, and every dataset it needs covers
    a night on which it is gone) and `suspended` (gone, but that is not shown) are not.
    `changed_on`: the night that brought this status: first night of the present unbroken run, night of resolution,
    first night of absence. `why`: for `suspended` `not_covered` | `rule_not_run`; for `resolved` `rule_changed` where
    the rule's version differs from the one that found it, so the text may have changed and not the world; for
    `reopened` `was_suspended` where its absence was never shown.
    """

    finding_id: str
    rule_id: str
    county: str
    audience: str
    status: str
    changed_on: date
    first_seen: date
    last_seen: date
    nights_seen: int
    why: str = ""


def known_nights(settings: Settings) -> list[date]:
    """Every night in the ledger, oldest first."""
    with transaction(settings) as connection:
        return _nights_to(connection, date.max)


def previous_night(night: Night) -> date | None:
    """The newest night in the ledger before this one, if there is any."""
    earlier = [known for known in known_nights(night.settings) if known < night.business_date]
    return earlier[-1] if earlier else None


def manifest(night: Night) -> dict[str, Any]:
    """What the night was computed from.

    Raises:
        LedgerError: the night is not in the ledger.
    """
    with transaction(night.settings) as connection:
        text = connection.execute(select(NightRow.manifest).where(NightRow.night == night.business_date)).scalar()
    if text is None:
        raise LedgerError(f"night {night.business_date} is not in the ledger; run it first")
    document: dict[str, Any] = json.loads(text)
    return document


def basis(night: Night) -> dict[str, str | int]:
    """What a report says it rests on: versions of contract, law and settings, and how many deliveries are believed.

    Raises:
        LedgerError: the night is not in the ledger.
    """
    said = manifest(night)
    believed = sum(delivery["verdict"] != "hold" for delivery in said["deliveries"])
    versions = {name: str(said[name]) for name in ("contract_version", "law_version", "settings")}
    return {**versions, "believed_deliveries": believed}


def statuses(night: Night) -> dict[str, Status]:
    """Status of every finding seen on this night or an earlier one, by finding id in order.

    Raises:
        LedgerError: the night is not in the ledger.
    """
    with transaction(night.settings) as connection:
        return statuses_on(connection, night.business_date)


def statuses_on(connection: Connection, night: date) -> dict[str, Status]:
    """The same inside a transaction."""
    nights = _nights_to(connection, night)
    if night not in nights:
        raise LedgerError(f"night {night} is not in the ledger; run it first")
    proof = _Proof(connection, nights)
    history = (
        select(
            FindingRow.finding_id,
            func.min(FindingRow.night).label("first_seen"),
            func.max(FindingRow.night).label("last_seen"),
            func.count().label("nights_seen"),
        )
        .where(FindingRow.night <= night)
        .group_by(FindingRow.finding_id)
        .subquery()
    )
    newest = select(history, FindingRow.rule_id, FindingRow.county, FindingRow.audience, FindingRow.needs).join_from(
        history,
        FindingRow,
        and_(FindingRow.finding_id == history.c.finding_id, FindingRow.night == history.c.last_seen),
    )
    found = [
        _Seen(
            row.finding_id,
            row.rule_id,
            row.county,
            row.audience,
            row.needs,
            row.first_seen,
            row.last_seen,
            row.nights_seen,
        )
        for row in connection.execute(newest)
    ]
    broken = [seen.finding_id for seen in found if seen.last_seen == night and not _unbroken(seen, nights)]
    seen_on = _nights_of(connection, set(broken), night)
    return {
        seen.finding_id: _status(seen, nights, seen_on.get(seen.finding_id), proof)
        for seen in sorted(found, key=lambda seen: seen.finding_id)
    }


@dataclass(frozen=True)
class _Seen:
    finding_id: str
    rule_id: str
    county: str
    audience: str
    needs: str
    first_seen: date
    last_seen: date
    nights_seen: int


class _Proof:
    """Whether the absence of a finding on a night shows anything."""

    def __init__(self, connection: Connection, nights: list[date]) -> None:
        self._reach: dict[date, dict[tuple[str, str], date | None]] = {night: {} for night in nights}
        self._versions: dict[date, dict[str, int]] = {night: {} for night in nights}
        last = nights[-1]
        covered = select(CoverageRow.night, CoverageRow.dataset, CoverageRow.county, CoverageRow.covered_to)
        for night, dataset, county, covered_to in connection.execute(covered.where(CoverageRow.night <= last)):
            self._reach[night][dataset, county] = covered_to
        ran = select(RuleRow.night, RuleRow.rule_id, RuleRow.version)
        for night, rule_id, version in connection.execute(ran.where(RuleRow.night <= last)):
            self._versions[night][rule_id] = version

    def doubt(self, seen: _Seen, absent_on: date) -> str:
        """Why the absence shows nothing; empty when it does."""
        if seen.rule_id not in self._versions[absent_on]:
            return "rule_not_run"
        reach = self._reach[absent_on]
        covered = all(covers(reach, dataset, seen.county, absent_on) for dataset in seen.needs.split())
        return "" if covered else "not_covered"

    def rule_changed(self, seen: _Seen, absent_on: date) -> bool:
        """Whether the rule that no longer finds it is another version than the one that last did."""
        return self._versions[absent_on].get(seen.rule_id) != self._versions[seen.last_seen].get(seen.rule_id)


def _unbroken(seen: _Seen, nights: list[date]) -> bool:
    """There on every night of the ledger from its first to its last."""
    return seen.nights_seen == sum(seen.first_seen <= night <= seen.last_seen for night in nights)


def _status(seen: _Seen, nights: list[date], seen_on: list[date] | None, proof: _Proof) -> Status:
    def status(name: str, changed_on: date, why: str = "") -> Status:
        return Status(
            seen.finding_id,
            seen.rule_id,
            seen.county,
            seen.audience,
            name,
            changed_on,
            seen.first_seen,
            seen.last_seen,
            seen.nights_seen,
            why,
        )

    tonight = nights[-1]
    if seen.last_seen < tonight:
        absent = [night for night in nights if night > seen.last_seen]
        for night in absent:
            if not proof.doubt(seen, night):
                return status("resolved", night, "rule_changed" if proof.rule_changed(seen, night) else "")
        return status("suspended", absent[0], proof.doubt(seen, tonight))
    if seen_on is None:
        return status("new" if seen.first_seen == tonight else "continuing", seen.first_seen)
    run_start = _start_of_run(seen_on, nights)
    if run_start < tonight:
        return status("continuing", run_start)
    absent = [night for night in nights if seen_on[-2] < night < tonight]
    shown = any(not proof.doubt(seen, night) for night in absent)
    return status("reopened", tonight, "" if shown else "was_suspended")


def _start_of_run(seen_on: list[date], nights: list[date]) -> date:
    """First night of the unbroken run that reaches the newest night."""
    there = set(seen_on)
    start = nights[-1]
    for night in reversed(nights):
        if night not in there:
            break
        start = night
    return start


def _nights_to(connection: Connection, night: date) -> list[date]:
    return sorted(connection.execute(select(NightRow.night).where(NightRow.night <= night)).scalars())


def _nights_of(connection: Connection, finding_ids: set[str], night: date) -> dict[str, list[date]]:
    """The nights on which those findings were there, in order."""
    seen_on: dict[str, list[date]] = {}
    if not finding_ids:
        return seen_on
    # those there tonight: bounded by tonight's findings, so no list of parameters is needed
    tonight = select(FindingRow.finding_id).where(FindingRow.night == night).subquery()
    earlier = (
        select(FindingRow.finding_id, FindingRow.night)
        .join(tonight, FindingRow.finding_id == tonight.c.finding_id)
        .where(FindingRow.night <= night)
    )
    for row in connection.execute(earlier):
        if row.finding_id in finding_ids:
            seen_on.setdefault(row.finding_id, []).append(row.night)
    return {finding_id: sorted(days) for finding_id, days in seen_on.items()}
