"""A delivery accepted with a warning is said beside its source, though the source is current."""

from __future__ import annotations

from pipelines import ledger
from pipelines.reports import Assembly, html
from tests.reports.fixture_nights import TONIGHT, facts_of, leave_night, settings_at

TEXT = "公安机关“旅馆住宿”2025-10-17的交付已采用，但须留意：收到900行，远多于此前5次中位数100行（上限300行）。"


def test_what_is_to_be_looked_at_in_an_accepted_delivery_stands_beside_its_source(tmp_path):
    given = facts_of(TONIGHT)
    verdict = {
        "dataset": "police.lodging",
        "delivery_id": "d9",
        "business_date": TONIGHT,
        "sequence": 1,
        "verdict": "warn",
        "reason": "spike",
        "text": TEXT,
        "rows_in": 900,
        "rows_out": 900,
        "rows_quarantined": 0,
    }
    covered = {
        "dataset": "police.lodging",
        "covered_to": TONIGHT,
        "delivery_id": "d9",
        "business_date": TONIGHT,
        "state": "current",
    }
    night = leave_night(
        settings_at(tmp_path),
        TONIGHT,
        [3],
        {"verdicts": [*given["verdicts"], verdict], "coverage": [*given["coverage"], covered]},
    )
    ledger.run(night)
    report = Assembly.of(night).report()
    [source] = [each for each in report.sources if each.dataset == "police.lodging"]
    assert (source.state, source.rows_in, source.held) == ("current", 900, (TEXT,))
    assert TEXT in html.render(report).decode("utf-8").split('<section id="clues"')[0]
