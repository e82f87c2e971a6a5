"""Planted cases: each a small function that adds its people to the world; found by importing the modules here."""

from __future__ import annotations

from data.generator.builder import Builder
from data.generator.planted import custody_and_end, handover, identities, late, silence, supervision
from data.generator.planted.registry import CASES, Case

__all__ = ["CASES", "Case", "plant_all"]

_MODULES = (handover, late, supervision, silence, custody_and_end, identities)


def plant_all(b: Builder) -> None:
    """Add every planted case to the world, in the order of its declaration."""
    for case in CASES:
        b.planted = case.name
        case.build(b)
    b.planted = ""
