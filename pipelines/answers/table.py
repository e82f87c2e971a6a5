"""The tables of answers: each row's digest covers the row before it, so that a change or a gap shows."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.database import LedgerTable


class AnswerRow(LedgerTable):
    """One answer at its place in the chain, from 1."""

    __tablename__ = "answers"
    __table_args__ = (Index("answers_by_kind", "kind", "from_night"),)

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(Text)
    other: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(128))
    given_at: Mapped[str] = mapped_column(String(32))
    from_night: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    details: Mapped[str] = mapped_column(Text)


class ReplyFileRow(LedgerTable):
    """A filled-in workbook of which everything has been taken: its hash alone, a name may hold anything."""

    __tablename__ = "reply_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
