"""The ledger's tables: rows of a night carry its date and nothing that depends on when or how often it ran.

What was received belongs to no night: those rows are keyed by the delivery.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.database import LedgerTable


class NightRow(LedgerTable):
    """One recorded night with its manifest (JSON): what it was computed from."""

    __tablename__ = "nights"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    manifest: Mapped[str] = mapped_column(Text)


class DeliveryRow(LedgerTable):
    """A delivery the night knew, and whether it was believed."""

    __tablename__ = "deliveries"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    business_date: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    rows_in: Mapped[int]
    rows_out: Mapped[int]
    rows_quarantined: Mapped[int]
    text: Mapped[str] = mapped_column(Text, server_default="")


class CoverageRow(LedgerTable):
    """How far a dataset reaches on that night; an empty county is the dataset as a whole, a county differs from it."""

    __tablename__ = "coverage"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    covered_to: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))


class RuleRow(LedgerTable):
    """A rule that ran on that night, also when it found nothing: a rule that did not run proves nothing."""

    __tablename__ = "rules"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]
    findings: Mapped[int]


class FindingRow(LedgerTable):
    """A finding of that night: record ids and codes alone, no name, number or text of a person."""

    __tablename__ = "findings"
    __table_args__ = (Index("findings_by_id", "finding_id", "night"),)

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    finding_key: Mapped[str] = mapped_column(Text)
    rule_id: Mapped[str] = mapped_column(String(16))
    county: Mapped[str] = mapped_column(String(6))
    audience: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(1))
    band: Mapped[str] = mapped_column(String(32))
    since: Mapped[date | None] = mapped_column(Date)
    digest: Mapped[str] = mapped_column(String(32))
    needs: Mapped[str] = mapped_column(Text)
    covered: Mapped[bool]


class OriginRow(LedgerTable):
    """A delivery that may have brought a finding: what it cites came, changed or left with it, since the one before."""

    __tablename__ = "origins"

    night: Mapped[date] = mapped_column(Date, primary_key=True)
    finding_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(String(64))
    business_date: Mapped[date] = mapped_column(Date)
    previous_date: Mapped[date] = mapped_column(Date)
    way: Mapped[str] = mapped_column(String(16))


class ReceivedRow(LedgerTable):
    """One delivery as taken in, whichever night took it: replaced when it is read anew under another contract."""

    __tablename__ = "received"
    __table_args__ = (Index("received_by_date", "dataset", "business_date"),)

    delivery_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64))
    business_date: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int]
    contract_version: Mapped[str] = mapped_column(String(64))
    rows_in: Mapped[int]
    rows_out: Mapped[int]
    rows_quarantined: Mapped[int]
    digest: Mapped[str] = mapped_column(String(32))


class ReceivedPartRow(LedgerTable):
    """One part of a delivery (file, member of an archive, sheet); hash and bytes are the delivered file's.

    `reason` and `text` say why the part was refused; empty where it was taken. `assumptions` is a JSON list.
    """

    __tablename__ = "received_parts"

    delivery_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    part: Mapped[str] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(String(32))
    encoding: Mapped[str] = mapped_column(String(32))
    rows_in: Mapped[int]
    rows_out: Mapped[int]
    rows_quarantined: Mapped[int]
    assumptions: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)


#: Tables that hold rows of a night, in the order they are replaced.
OF_A_NIGHT: tuple[type[LedgerTable], ...] = (NightRow, DeliveryRow, CoverageRow, RuleRow, FindingRow, OriginRow)
