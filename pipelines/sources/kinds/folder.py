"""Deliveries in a folder: `<inbox>/<source>/<dataset name>/<YYYY-MM-DD>/<files>`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pipelines.contracts import Dataset
from pipelines.settings import Night
from pipelines.sources.offers import Listing, Offer, OfferedFile, Problem, SourceError

#: names a transfer or an office program uses while it is still writing
_TEMPORARY = re.compile(r"^(\.|~\$)|\.(part|partial|tmp|temp|crdownload|filepart|swp|lock)$|~$", re.IGNORECASE)
#: names that say something about a delivery and hold no rows
_SIDECAR = re.compile(r"\.(md5|sha1|sha256|ok|done|ready)$|^(_SUCCESS|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class FileInFolder:
    """One file below the inbox."""

    path: Path

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The bytes from the first on."""
        return self.path.open("rb")


@dataclass
class _Walk:
    night: Night
    inbox: Path
    offers: list[Offer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, dataset: str, business_date: date | None, path: Path, code: str, text: str) -> None:
        relative = path.relative_to(self.inbox).as_posix()
        self.problems.append(Problem(dataset, business_date, relative, code, f"{relative}: {text}"))


def offers(night: Night, sources: Sequence[str]) -> Listing:
    """Deliveries in the inbox folder up to the night's business date.

    Raises:
        SourceError: the inbox folder is missing or cannot be listed.
    """
    inbox = night.settings.inbox
    if not inbox.is_dir():
        raise SourceError(f"inbox folder {inbox} does not exist; create it, or set 'inbox' in crosscheck.toml")
    walk = _Walk(night, inbox)
    try:
        for source in sources:
            _walk_source(walk, source)
        _strangers(walk, {source: inbox / source for source in night.contracts.sources})
    except PermissionError as error:
        raise SourceError(f"{error.filename}: may not be read; give this account the right to read it") from None
    return Listing(tuple(walk.offers), tuple(walk.problems))


def _strangers(walk: _Walk, known: dict[str, Path]) -> None:
    for path in sorted(walk.inbox.iterdir()):
        if path.name not in known and not _TEMPORARY.search(path.name):
            names = ", ".join(known)
            walk.problem("", None, path, "unknown_source", f"is not one of the sources {names}; move or rename it")


def _walk_source(walk: _Walk, source: str) -> None:
    folder = walk.inbox / source
    datasets = {dataset.name: dataset for dataset in walk.night.contracts.of_source(source)}
    if not folder.is_dir():
        walk.problem("", None, folder, "missing_source_folder", "there is no such folder; create it for this source")
        return
    for path in sorted(folder.iterdir()):
        if _TEMPORARY.search(path.name):
            continue
        if path.name not in datasets:
            names = ", ".join(datasets)
            walk.problem("", None, path, "unknown_dataset", f"'{source}' delivers {names}; rename or remove it")
        elif not path.is_dir():
            walk.problem(datasets[path.name].id, None, path, "unexpected_file", "a folder is expected here")
        else:
            _walk_dataset(walk, datasets[path.name], path)


def _walk_dataset(walk: _Walk, dataset: Dataset, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if _TEMPORARY.search(path.name):
            walk.problem(dataset.id, None, path, "temporary", "temporary or hidden, left aside")
        elif not path.is_dir():
            cure = "files belong in a folder named by business date, such as 2025-10-15"
            walk.problem(dataset.id, None, path, "unexpected_file", cure)
        elif (business_date := _business_date(path.name)) is None:
            cure = "the folder name is not a business date; name it YYYY-MM-DD, such as 2025-10-15"
            walk.problem(dataset.id, None, path, "not_a_date", cure)
        elif business_date <= walk.night.business_date:
            _walk_delivery(walk, dataset, business_date, path)


def _business_date(name: str) -> date | None:
    if not _DATE.fullmatch(name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _walk_delivery(walk: _Walk, dataset: Dataset, business_date: date, folder: Path) -> None:
    files: list[OfferedFile] = []
    for path in sorted(folder.iterdir()):
        if _TEMPORARY.search(path.name):
            walk.problem(dataset.id, business_date, path, "temporary", "temporary or hidden, left aside")
        elif _SIDECAR.search(path.name):
            walk.problem(dataset.id, business_date, path, "sidecar", "accompanying file without rows, left aside")
        elif path.is_dir():
            cure = "a folder inside a delivery is not read; put its files directly into the date's folder"
            walk.problem(dataset.id, business_date, path, "unexpected_folder", cure)
        elif not path.is_file() or not path.resolve().is_relative_to(walk.inbox.resolve()):
            cure = "a broken link, or one that leads out of the inbox; put the file itself here"
            walk.problem(dataset.id, business_date, path, "not_a_file", cure)
        else:
            files.append(FileInFolder(path))
    if files:
        walk.offers.append(Offer(dataset.id, business_date, tuple(files)))
    else:
        cure = "the folder holds no file to take; deliver the export, or remove the folder"
        walk.problem(dataset.id, business_date, folder, "empty_delivery", cure)
