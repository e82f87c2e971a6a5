"""Planted cases: each a small function that adds its people to the world; found by importing the modules here."""

from __future__ import annotations

from data.generator.builder import Builder
from data.generator.planted import custody_and_end, explained, handover, identities, late, silence, supervision
from data.generator.planted.registry import CASES, Case

__all__ = ["CASES", "Case", "ordered_cases", "plant_all"]

_MODULES = (handover, explained, late, supervision, silence, custody_and_end, identities)


def ordered_cases() -> list[Case]:
    """All cases in reading order: from hand-over to identity."""
    order = [module.__name__ for module in _MODULES]
    return sorted(CASES, key=lambda case: order.index(case.build.__module__))


def plant_all(b: Builder) -> None:
    """Add every planted case to the world, in the order of its declaration."""
    for case in ordered_cases():
        b.planted = case.name
        case.build(b)
    b.planted = ""
