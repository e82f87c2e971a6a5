"""From a pair of records as identity left it to what its chart shows."""

from __future__ import annotations

from pathlib import Path

from pipelines.identity.explain import contributions
from pipelines.identity.weights import FILE, load_model
from pipelines.reports.dossier import Weighing
from pipelines.reports.reading import Row

#: How a pair came about → what the sum means for it. A score decides nothing that a number, a case or a person settled.
NOTES = {
    "id": "凭有效身份证号认定，计分仅供参考",
    "former_id": "凭公安登记的更正号码认定，计分仅供参考",
    "case": "凭案号与姓名认定，计分仅供参考",
    "decided": "由人工认定，计分仅供参考",
    "scored": "计分达到认定线，且没有相反证据",
}
REVIEW_NOTE = "证据不足或者互相矛盾，不论分数高低都须人工认定"


def weighing(pair: Row | None, weights: Path | None) -> Weighing | None:
    """The chart of a pair under the installation's weights; none where the two came together through others alone."""
    if pair is None:
        return None
    model = load_model(weights or FILE)
    bars = tuple((bar.label, bar.amount) for bar in contributions(pair["levels"], pair["weight"], model))
    note = REVIEW_NOTE if pair["outcome"] == "review" else NOTES[pair["way"]]
    if pair["outcome"] == "same" and pair["way"] == "scored" and pair["weight"] < model.join:
        note = "经同一人的其他记录或者不止一处比对认定，本对单独计分未到认定线"
    return Weighing(bars, pair["weight"], model.join, note)
