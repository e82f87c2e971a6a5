"""Clues held back because one delivery seems to have brought them: said with figures, not listed among the clues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from pipelines.ledger import Suspicion
from pipelines.reports.dossier import Clue
from pipelines.reports.model import HeldBack
from pipelines.reports.reading import NightData
from pipelines.reports.wording import SOURCES


def held_back(data: NightData, clues: Sequence[Clue]) -> tuple[HeldBack, ...]:
    """The suspicions that keep any of the clues back, each with those; by rule, then place."""
    kept: dict[Suspicion, list[Clue]] = defaultdict(list)
    for clue in clues:
        kept[data.suspects[clue.finding_id]].append(clue)
    found = [_held_back(data, suspicion, of_one) for suspicion, of_one in kept.items()]
    return tuple(sorted(found, key=lambda one: (one.rule_id, one.county, one.night, one.delivery_id)))


def _held_back(data: NightData, suspicion: Suspicion, clues: list[Clue]) -> HeldBack:
    dataset = data.night.contracts.datasets[suspicion.dataset]
    delivery = (
        f"{SOURCES.get(dataset.source, dataset.source)}“{dataset.title}”{suspicion.business_date}的交付"
        f"（编号 {suspicion.delivery_id}）"
    )
    place = data.county_name(suspicion.county) if suspicion.county else data.night.settings.region.name
    label = clues[0].label
    text = (
        f"{place}{suspicion.night}新增“{suspicion.rule_id} {label}”{suspicion.new}条，"
        f"往常约{_number(suspicion.usual)}条，超过上限{_number(suspicion.bound)}条；其中{suspicion.explained}条所依据的记录随{delivery}"
        "新到、改动、消失或缺失，疑似由该次交付引起，暂缓核查。"
    )
    return HeldBack(
        rule_id=suspicion.rule_id,
        label=label,
        county=suspicion.county,
        place=place,
        delivery=delivery,
        delivery_id=suspicion.delivery_id,
        night=suspicion.night,
        explained=suspicion.explained,
        text=text,
        clues=tuple(clues),
    )


def _number(value: Fraction) -> str:
    """To one decimal, for reading; what decides is not rounded."""
    tenths = (value * 10 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
