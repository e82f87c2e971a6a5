"""Who hangs together with whom, through however many others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Name = TypeVar("Name", int, str)


def smallest_connected(pairs: Iterable[tuple[Name, Name]]) -> dict[Name, Name]:
    """Every name in the pairs, in order → the smallest name it is connected to."""
    parent: dict[Name, Name] = {}

    def root(name: Name) -> Name:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in pairs:
        parent.setdefault(one, one)
        parent.setdefault(other, other)
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {name: root(name) for name in sorted(parent)}
