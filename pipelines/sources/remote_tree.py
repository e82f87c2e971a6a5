"""A tree on a server, through fsspec: every fault of the library becomes one of ours, without what it quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from pipelines.settings import Night
from pipelines.sources.declarations import Declared, TreeTerms
from pipelines.sources.faults import SourceError, SourceUnreachableError
from pipelines.sources.layout import Entry, Walk
from pipelines.sources.offers import Listing, Stream

_KINDS = {"file": "file", "directory": "folder"}


@dataclass(frozen=True)
class RemoteTree:
    """Folders and files below `root` on a server.

    Attributes:
        source: the declaration's name, for messages.
        files: an fsspec file system, already connected.
        stamp_of: what identifies a version of a file, from fsspec's details of it.
        retriable: faults of the client library that a retry may cure, beside OSError.
    """

    source: str
    files: Any
    root: str
    stamp_of: Callable[[dict[str, Any]], str]
    retriable: tuple[type[Exception], ...]

    def entries(self, path: str) -> list[Entry]:
        """What is in a folder, by name."""
        folder = self._path(path)
        with self._faults("listing"):
            found = self.files.ls(folder, detail=True, refresh=True)
        entries = []
        for each in found:
            name = each["name"].rstrip("/").rsplit("/", 1)[-1]
            if each["name"].strip("/") == folder.strip("/") or not name:
                continue  # an object store may list the folder in itself
            entries.append(Entry(name, _KINDS.get(each["type"], "other"), self._stamped(each)))  # type: ignore[arg-type]
        return sorted(entries)

    def stamp(self, path: str) -> str:
        """The stamp of a file, asked anew."""
        with self._faults("looking at a file"):
            return self._stamped(self.files.info(self._path(path), refresh=True))

    @contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """The bytes of a file, block by block."""
        with self._faults("opening a file"):
            stream = self.files.open(self._path(path), "rb")
        try:
            yield _Guarded(self, stream)
        finally:
            with suppress(Exception):  # it was read, or the fault is already on its way
                stream.close()

    def _path(self, path: str) -> str:
        return f"{self.root.rstrip('/')}/{path}".rstrip("/") or "/"

    def _stamped(self, details: dict[str, Any]) -> str:
        return self.stamp_of(details) if details["type"] == "file" else ""

    @contextmanager
    def _faults(self, doing: str) -> Iterator[None]:
        lost: tuple[type[BaseException], ...] = (OSError, *self.retriable)
        try:
            yield
        except (FileNotFoundError, PermissionError):
            raise
        except lost as error:
            raise SourceUnreachableError(
                f"source {self.source}: the connection failed while {doing} ({type(error).__name__}); pull again"
            ) from None
        except Exception as error:
            raise SourceError(f"source {self.source}: {type(error).__name__} while {doing}") from None


@dataclass(frozen=True)
class _Guarded:
    """A stream whose faults are ours."""

    tree: RemoteTree
    stream: BinaryIO

    def read(self, size: int, /) -> bytes:
        with self.tree._faults("reading a file"):
            return self.stream.read(size)


def walk_server(night: Night, declared: Declared, tree: RemoteTree) -> Listing:
    """Complete deliveries on a server up to the night's business date.

    Raises:
        SourceError: the root is not there or may not be listed.
        SourceUnreachableError: the connection failed.
    """
    assert isinstance(declared.terms, TreeTerms)
    walk = Walk(night, tree, declared.name, declared.terms)
    datasets = {night.contracts.datasets[each].name: night.contracts.datasets[each] for each in declared.datasets}
    try:
        walk.datasets("", datasets, declared.name)
        return walk.listing()
    except FileNotFoundError:
        raise SourceError(
            f"source {declared.name}: '{tree.root}' is not there, or vanished while it was listed; "
            "ask its owner, or set 'root' right"
        ) from None
    except PermissionError:
        raise SourceError(
            f"source {declared.name}: this account may not list below '{tree.root}'; ask its owner for the right"
        ) from None
