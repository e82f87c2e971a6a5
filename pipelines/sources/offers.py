"""What a source offers, whatever its kind: deliveries, and problems that keep something from being one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pipelines.sources.faults import SourceError


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


class Stream(Protocol):
    """Bytes that come block by block."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end.

        Raises:
            SourceUnreachableError: the connection broke; what was read so far is worth nothing.
        """


class OfferedFile(Protocol):
    """One file of an offered delivery."""

    @property
    def name(self) -> str:
        """The file's own name, without folders."""

    @property
    def stamp(self) -> str | None:
        """What it looked like when it was listed (size and time, or ETag); None where there is no such thing."""

    def stamp_now(self) -> str | None:
        """The same, asked anew: another stamp than before means the file changed meanwhile.

        Raises:
            OSError: as `open`.
        """

    def open(self) -> AbstractContextManager[Stream]:
        """The bytes from the first on.

        Raises:
            FileNotFoundError, PermissionError: this file cannot be read now.
            SourceUnreachableError: the server cannot be reached now.
        """


@dataclass(frozen=True)
class Offer:
    """One delivery as a source holds it out: all files of one dataset and business date.

    `files` may be made while they are gone through (parts of a query) and are gone through once.
    """

    dataset: str
    business_date: date
    files: Iterable[OfferedFile]
    #: the declaration it comes from, or `inbox`
    origin: str = "inbox"
    #: the night it came, where the source says so: earlier nights do not know it; none: its business date
    known_from: date | None = None
    #: of a source that keeps no history (a table): the night that asked, from which a changed answer counts
    asked_on: date | None = None


@dataclass(frozen=True)
class Listing:
    """What is on offer, in order (dataset, business date), what was in the way, and sources that failed whole."""

    offers: tuple[Offer, ...]
    problems: tuple[Problem, ...]
    failures: tuple[SourceError, ...] = ()
