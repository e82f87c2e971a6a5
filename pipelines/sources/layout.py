"""The one layout of file deliveries, `<dataset name>/<YYYY-MM-DD>/<files>`, walked the same way on disk and server.

What came on a later night than its business date lies in `<YYYY-MM-DD>/received-<night>/<files>`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from pipelines.contracts import Dataset
from pipelines.settings import Night
from pipelines.sources.declarations import TreeTerms
from pipelines.sources.offers import Listing, Offer, OfferedFile, Problem, Stream

#: names a transfer or an office program uses while it is still writing
TEMPORARY = re.compile(r"^(\.|~\$)|\.(part|partial|tmp|temp|crdownload|filepart|swp|lock)$|~$", re.IGNORECASE)
#: those of them that stay behind and say nothing about a transfer
_LITTER = re.compile(r"^(~\$|\.DS_Store$|\.directory$|\.nfs)|~$|\.lock$", re.IGNORECASE)
#: names that say something about a delivery and hold no rows
_SIDECAR = re.compile(r"\.(md5|sha1|sha256|ok|done|ready)$|^(_SUCCESS|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: a folder inside a date's: the same export, or a corrected one, as it came on that later night
RECEIVED = "received-"


@dataclass(frozen=True, order=True)
class Entry:
    """One thing in a folder; `stamp` differs whenever its content does (size and time, or ETag)."""

    name: str
    kind: Literal["file", "folder", "other"]
    stamp: str


class Tree(Protocol):
    """Folders and files somewhere; paths are relative to its root, `/` between the parts, empty for the root."""

    def entries(self, path: str) -> list[Entry]:
        """What is in a folder, by name.

        Raises:
            FileNotFoundError, PermissionError: this folder cannot be listed.
            SourceUnreachableError: the server cannot be reached.
        """

    def stamp(self, path: str) -> str:
        """The stamp of one file, asked anew; errors as `entries`."""

    def open(self, path: str) -> AbstractContextManager[Stream]:
        """The bytes of one file; errors as `entries`."""


@dataclass(frozen=True)
class TreeFile:
    """One file of a delivery in a tree."""

    tree: Tree
    path: str
    stamp: str

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rsplit("/", 1)[-1]

    def stamp_now(self) -> str:
        """Size and time, asked anew."""
        return self.tree.stamp(self.path)

    @contextmanager
    def open(self) -> Iterator[Stream]:
        """The bytes from the first on."""
        with self.tree.open(self.path) as stream:
            yield stream


@dataclass
class Walk:
    """One walk through a tree; gathers offers and problems.

    `terms` say when a delivery is complete; without them, as in the inbox, whatever is not temporary counts.
    """

    night: Night
    tree: Tree
    origin: str
    terms: TreeTerms | None = None
    offers: list[Offer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, dataset: str, business_date: date | None, path: str, code: str, text: str) -> None:
        """Note what is no delivery."""
        shown = path if self.terms is None else f"{self.origin}:{path}"
        self.problems.append(Problem(dataset, business_date, shown, code, f"{shown}: {text}"))

    def datasets(self, folder: str, known: Mapping[str, Dataset], deliverer: str) -> None:
        """Go through `<folder>/<dataset name>/…`."""
        for entry in self.tree.entries(folder):
            path = _below(folder, entry.name)
            if TEMPORARY.search(entry.name):
                continue
            if entry.name not in known:
                names = ", ".join(known)
                self.problem("", None, path, "unknown_dataset", f"'{deliverer}' delivers {names}; rename or remove it")
            elif entry.kind != "folder":
                self.problem(known[entry.name].id, None, path, "unexpected_file", "a folder is expected here")
            else:
                self._dates(known[entry.name], path)

    def listing(self) -> Listing:
        """What was found; where size must have settled, only after looking twice."""
        if self.terms is not None and self.terms.complete_when == "size_stable" and self.offers:
            time.sleep(self.terms.settle_seconds)
            self.offers = [offer for offer in self.offers if self._settled(offer)]
        return Listing(tuple(self.offers), tuple(self.problems))

    def _dates(self, dataset: Dataset, folder: str) -> None:
        for entry in self.tree.entries(folder):
            path = _below(folder, entry.name)
            if TEMPORARY.search(entry.name):
                self.problem(dataset.id, None, path, "temporary", "temporary or hidden, left aside")
            elif entry.kind != "folder":
                cure = "files belong in a folder named by business date, such as 2025-10-15"
                self.problem(dataset.id, None, path, "unexpected_file", cure)
            elif (business_date := _business_date(entry.name)) is None:
                cure = "the folder name is not a business date; name it YYYY-MM-DD, such as 2025-10-15"
                self.problem(dataset.id, None, path, "not_a_date", cure)
            elif business_date <= self.night.business_date:
                self._delivery(dataset, business_date, path)

    def _delivery(self, dataset: Dataset, business_date: date, folder: str) -> None:
        entries, later = self.tree.entries(folder), []
        for entry in [each for each in entries if each.kind == "folder" and each.name.startswith(RECEIVED)]:
            later.append(entry)
            night = _business_date(entry.name.removeprefix(RECEIVED))
            if night is None or night <= business_date:
                cure = (
                    f"name it {RECEIVED} and the night it came, after the business date, such as {RECEIVED}2025-10-20"
                )
                self.problem(dataset.id, business_date, _below(folder, entry.name), "not_a_date", cure)
            elif night <= self.night.known_by:
                path = _below(folder, entry.name)
                self._files(dataset, business_date, path, self.tree.entries(path), night)
        entries = [entry for entry in entries if entry not in later]
        if entries or not later:
            self._files(dataset, business_date, folder, entries)

    def _files(
        self, dataset: Dataset, business_date: date, folder: str, entries: list[Entry], night: date | None = None
    ) -> None:
        if self.terms is not None and (missing := _unfinished(self.terms, entries)):
            self.problem(dataset.id, business_date, folder, "incomplete", missing)
            return
        markers = _markers(self.terms, entries)
        files: list[OfferedFile] = []
        for entry in entries:
            path = _below(folder, entry.name)
            if entry.name in markers:
                continue
            if TEMPORARY.search(entry.name):
                self.problem(dataset.id, business_date, path, "temporary", "temporary or hidden, left aside")
            elif _SIDECAR.search(entry.name):
                self.problem(dataset.id, business_date, path, "sidecar", "accompanying file without rows, left aside")
            elif entry.kind == "folder":
                cure = "a folder inside a delivery is not read; put its files directly into the date's folder"
                self.problem(dataset.id, business_date, path, "unexpected_folder", cure)
            elif entry.kind == "other":
                cure = "a broken link, or one that leads out of the source; put the file itself here"
                self.problem(dataset.id, business_date, path, "not_a_file", cure)
            else:
                files.append(TreeFile(self.tree, path, entry.stamp))
        if files:
            self.offers.append(Offer(dataset.id, business_date, tuple(files), self.origin, night))
        else:
            cure = "the folder holds no file to take; deliver the export, or remove the folder"
            self.problem(dataset.id, business_date, folder, "empty_delivery", cure)

    def _settled(self, offer: Offer) -> bool:
        files = [file for file in offer.files if isinstance(file, TreeFile)]
        folder = files[0].path.rsplit("/", 1)[0]
        now = {_below(folder, entry.name): entry.stamp for entry in self.tree.entries(folder)}
        if all(now.get(file.path) == file.stamp for file in files) and not _growing(self.tree.entries(folder), files):
            return True
        self.problem(offer.dataset, offer.business_date, folder, "incomplete", "still growing; pull again later")
        return False


def _growing(entries: list[Entry], files: list[TreeFile]) -> bool:
    """A file that was not there at the first look."""
    known = {file.name for file in files}
    return any(
        entry.kind == "file" and entry.name not in known and not _SIDECAR.search(entry.name) for entry in entries
    )


def _unfinished(terms: TreeTerms, entries: list[Entry]) -> str:
    """Why the delivery is not complete yet; empty where it is."""
    if terms.complete_when == "marker":
        marker = terms.marker or "_SUCCESS"
        if not any(entry.name == marker for entry in entries):
            return f"the sender has not put {marker} there yet; nothing of it is read before"
    elif terms.complete_when == "file_markers":
        ending = terms.marker or ".done"
        names = {entry.name for entry in entries}
        waiting = [
            entry.name
            for entry in entries
            if entry.kind == "file" and not entry.name.endswith(ending) and entry.name + ending not in names
        ]
        if waiting:
            return f"{len(waiting)} file(s) without their {ending}; nothing of the delivery is read before"
    elif any(TEMPORARY.search(entry.name) and not _LITTER.search(entry.name) for entry in entries):
        return "an upload is under way (a temporary name is there); nothing of the delivery is read before"
    return ""


def _markers(terms: TreeTerms | None, entries: list[Entry]) -> set[str]:
    if terms is not None and terms.complete_when == "marker":
        return {terms.marker or "_SUCCESS"}
    if terms is not None and terms.complete_when == "file_markers":
        return {entry.name for entry in entries if entry.name.endswith(terms.marker or ".done")}
    return set()


def _business_date(name: str) -> date | None:
    if not _DATE.fullmatch(name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
