"""How many findings each rule had on a night and on the nights before it."""

from __future__ import annotations

from sqlalchemy import select

from pipelines.database import transaction
from pipelines.ledger.tables import NightRow, RuleRow
from pipelines.settings import Night


def rule_counts(night: Night, most: int) -> dict[str, tuple[int, list[int]]]:
    """Rule → findings on the night, and on up to `most` recorded nights before it on which the rule ran, newest first.

    Rules that did not run on the night are left out.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    nights = select(NightRow.night).where(NightRow.night < night.business_date).order_by(NightRow.night.desc())
    with transaction(night.settings) as connection:
        before = list(connection.execute(nights.limit(most)).scalars())
        wanted = [night.business_date, *before]
        rows = connection.execute(
            select(RuleRow.rule_id, RuleRow.night, RuleRow.findings)
            .where(RuleRow.night.in_(wanted))
            .order_by(RuleRow.rule_id, RuleRow.night.desc())
        ).all()
    counts: dict[str, tuple[int, list[int]]] = {
        rule_id: (findings, []) for rule_id, day, findings in rows if day == night.business_date
    }
    for rule_id, day, findings in rows:
        if day != night.business_date and rule_id in counts:
            counts[rule_id][1].append(findings)
    return counts
