"""Deliveries in a folder of this machine, or a mounted share: `<root>/<dataset name>/<YYYY-MM-DD>/<files>`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from pipelines.settings import Night
from pipelines.sources import declarations
from pipelines.sources.declarations import Declared
from pipelines.sources.faults import SourceError
from pipelines.sources.layout import Walk
from pipelines.sources.local_tree import LocalTree
from pipelines.sources.offers import Listing


class Terms(declarations.TreeTerms):
    """Keys of a folder; a relative `root` is relative to the declaration."""

    kind: Literal["folder"]
    root: Annotated[Path, BeforeValidator(lambda said: Path(said) if isinstance(said, str) else said)]


def check(night: Night, declared: Declared) -> str | None:
    """Nothing beyond the keys."""
    return None


def offers(night: Night, declared: Declared) -> Listing:
    """Complete deliveries in the folder up to the night's business date.

    Raises:
        SourceError: the folder is missing or cannot be listed.
    """
    assert isinstance(declared.terms, Terms)
    root = declared.beside(declared.terms.root)
    if not root.is_dir():
        raise SourceError(f"source {declared.name}: folder {root} does not exist; create or mount it, or set 'root'")
    walk = Walk(night, LocalTree(root), declared.name, declared.terms)
    datasets = {night.contracts.datasets[each].name: night.contracts.datasets[each] for each in declared.datasets}
    try:
        walk.datasets("", datasets, declared.name)
        return walk.listing()
    except PermissionError as error:
        raise SourceError(f"{error.filename}: may not be read; give this account the right to read it") from None
