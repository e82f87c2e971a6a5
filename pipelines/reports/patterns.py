"""类案: from a pattern's row to what a prosecutor reads; another county's people stay out of a county's report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pipelines.reports.dossier import Clue
from pipelines.reports.model import Pattern, PatternClue
from pipelines.reports.reading import NightData, Row
from pipelines.reports.wording import UNIT_KINDS


def patterns(data: NightData, clues: Sequence[Clue], county: str = "") -> tuple[Pattern, ...]:
    """The region's, or those of units in one county; by rule, then most findings first."""
    by_id = {clue.finding_id: clue for clue in clues}
    rows = [row for row in data.patterns if not county or row["county"] == county]
    # what a delivery brought is no habit of a unit
    rows = [row for row in rows if not set(row["finding_ids"].split()) & data.suspects.keys()]
    rows.sort(key=lambda row: (row["rule_id"], -row["findings"], row["unit_kind"], row["unit"], row["pattern_id"]))
    return tuple(_pattern(data, row, by_id, county) for row in rows)


def _pattern(data: NightData, row: Row, clues: dict[str, Clue], county: str) -> Pattern:
    members = tuple(_member(finding_id, clues.get(finding_id), county) for finding_id in row["finding_ids"].split())
    labels = [clues[one.finding_id].label for one in members if one.finding_id in clues]
    return Pattern(
        pattern_id=row["pattern_id"],
        rule_id=row["rule_id"],
        label=labels[0] if labels else row["rule_id"],
        unit=row["unit"],
        unit_kind=UNIT_KINDS.get(row["unit_kind"]) or str(row["unit_kind"]),
        county_name=data.county_name(row["county"]),
        findings=row["findings"],
        people=row["people"],
        rate=_rate(row["findings"], row["base"]),
        rest_rate=_rate(row["rest_findings"], row["rest_base"]),
        first_since=row["first_since"],
        last_since=row["last_since"],
        arithmetic=row["arithmetic"],
        clues=members,
    )


def _member(finding_id: str, clue: Clue | None, county: str) -> PatternClue:
    here = clue is not None and (not county or clue.county == county)
    if clue is None or not here:
        return PatternClue(finding_id, False, "", clue.county_name if clue else "", "")
    return PatternClue(finding_id, True, clue.person.name, clue.county_name, clue.summary)


def _rate(findings: int, base: int) -> str:
    """Findings per thousand, to one decimal, for reading; what decides is not rounded."""
    return str((Decimal(findings * 1000) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP))
