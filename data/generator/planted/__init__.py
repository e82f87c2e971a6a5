"""Planted cases: each a small function that adds its people to the world; found by importing the modules here."""

from __future__ import annotations

from data.generator.builder import Builder
from data.generator.planted import (
    answers,
    away,
    custody_and_end,
    explained,
    handover,
    identities,
    late,
    papers,
    routine,
    silence,
    supervision,
)
from data.generator.planted.registry import CASES, Case

__all__ = ["CASES", "Case", "ordered_cases", "plant_all"]

_MODULES = (
    handover,
    explained,
    late,
    supervision,
    silence,
    custody_and_end,
    identities,
    papers,
    away,
    routine,
    answers,
)


def ordered_cases() -> list[Case]:
    """All cases in reading order: from hand-over to identity."""
    order = [module.__name__ for module in _MODULES]
    return sorted(CASES, key=lambda case: order.index(case.build.__module__))


def plant_all(b: Builder, times: int = 1) -> None:
    """Add every planted case to the world, in the order of its declaration, `times` over.

    People of the first round keep their names to themselves; later ones share them as it happens. Cases with
    people of fixed names and numbers are planted once.
    """
    for turn in range(times):
        b.reserving = turn == 0
        for case in ordered_cases():
            if turn == 0 or case.build.__module__ != identities.__name__:
                b.planted = case.name
                case.build(b)
    b.planted = ""
