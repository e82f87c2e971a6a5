"""What a source offers, whatever its kind: deliveries, and problems that keep something from being one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol

from pipelines.settings import Night


class SourceError(RuntimeError):
    """A source as a whole cannot be read: names what is missing and the cure."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something in a source that is no delivery, or a delivery that could not be taken; stops nothing else.

    `path` is relative to the root of the source; `code` is fixed, `text` names the thing and the cure.
    """

    dataset: str
    business_date: date | None
    path: str
    code: str
    text: str


class OfferedFile(Protocol):
    """One file of an offered delivery; opening it twice must give the same bytes or be noticed by the hash."""

    @property
    def name(self) -> str:
        """The file's own name, without folders."""

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The bytes from the first on.

        Raises:
            OSError: the file cannot be read now.
        """


@dataclass(frozen=True)
class Offer:
    """One delivery as a source holds it out: all files of one dataset and business date."""

    dataset: str
    business_date: date
    files: tuple[OfferedFile, ...]


@dataclass(frozen=True)
class Listing:
    """What is on offer, in order (dataset, business date), and what was in the way."""

    offers: tuple[Offer, ...]
    problems: tuple[Problem, ...]


class Kind(Protocol):
    """The shape of a module in `kinds/`."""

    def offers(self, night: Night, sources: Sequence[str]) -> Listing:
        """Deliveries of these sources with a business date up to the night's; empty where not configured.

        Raises:
            SourceError: the whole source is out of reach.
        """


def available(night: Night, source: str | None = None) -> Listing:
    """Everything every kind of source offers up to the night's business date, sorted.

    Args:
        night: settings, contracts and business date D; later deliveries are not offered.
        source: `court`, `police` or `justice` alone; all of them when left away.

    Raises:
        SourceError: an unknown source is asked for, or a source as a whole is out of reach.
    """
    sources = night.contracts.sources if source is None else (source,)
    if unknown := set(sources) - set(night.contracts.sources):
        raise SourceError(f"unknown source {sorted(unknown)}; known: {', '.join(night.contracts.sources)}")
    listings = [kind.offers(night, sources) for kind in _kinds()]
    offers = sorted(
        (offer for listing in listings for offer in listing.offers),
        key=lambda offer: (offer.dataset, offer.business_date, tuple(file.name for file in offer.files)),
    )
    problems = sorted(
        (problem for listing in listings for problem in listing.problems),
        key=lambda found: (found.dataset, found.business_date or date.min, found.path, found.code),
    )
    return Listing(tuple(offers), tuple(problems))


def run(night: Night, source: str | None = None) -> dict[str, int]:
    """Look at what is on offer; lands nothing.

    Returns:
        Counts: offered, problems.

    Raises:
        SourceError: as `available`.
    """
    listing = available(night, source)
    return {"offered": len(listing.offers), "problems": len(listing.problems)}


def _kinds() -> list[Kind]:
    from pipelines.sources import kinds

    names = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))
    return [importlib.import_module(f"{kinds.__name__}.{name}") for name in names]
