"""Reuse by hash: a published folder notes what it was made from, and is not made again from the same."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.engine.listing import files_below
from pipelines.engine.publishing import alone, write_json

log = logging.getLogger(__name__)

#: beside the files of a folder
MADE_FROM = "made_from.json"
ROOT = Path(__file__).parents[2]
#: what may change a result without a line of ours changing
LIBRARIES = (
    "chinesecalendar",
    "duckdb",
    "GB2260",
    "great-expectations",
    "numpy",
    "pandas",
    "pyarrow",
    "pypinyin",
    "XlsxWriter",
)
#: what people type and read; it computes nothing
_EDGE = ("commands", "inspection", "cli.py")

Counts = dict[str, int]


@dataclass(frozen=True)
class Made:
    """What a folder was made from: a digest of the inputs, and each file's size and SHA-256."""

    inputs: str
    files: dict[str, tuple[int, str]]


def reused(
    folder: Path, inputs: Callable[[], str], make: Callable[[], Counts], *, note: Path | None = None, anew: bool = False
) -> Counts:
    """The counts of `make`, which publishes `folder`; where it stands, made from the same inputs, `reused`: its files.

    The note holds no counts: they may tell how much work it was, and the note is the same however it was made.

    Others that would publish beside it wait meanwhile. `anew` makes it whatever stands there. `note` is the folder the
    note is kept in, where that is not `folder` itself.
    """
    with alone(folder.parent):
        digest = inputs()
        made = None if anew else noted(folder, note)
        if made is not None and made.inputs == digest:
            log.info("%s/%s: made from the same inputs, reused", folder.parent.name, folder.name)
            return {"reused": len(made.files)}
        if note is not None:  # a note that lies apart does not go with the files it speaks of
            (note / MADE_FROM).unlink(missing_ok=True)
        counts = make()
        files = {name: [size, hashed] for name, (size, hashed) in _read(folder).items()}
        write_json({"inputs": digest, "files": files}, (note or folder) / MADE_FROM)
        return counts


def noted(folder: Path, note: Path | None = None) -> Made | None:
    """What a folder says it was made from; None where it says nothing, or holds other files, or other sizes."""
    try:
        said = json.loads(((note or folder) / MADE_FROM).read_text("utf-8"))
        files = {str(name): (int(size), str(hashed)) for name, (size, hashed) in said["files"].items()}
        made = Made(str(said["inputs"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return made if _sizes(folder) == {name: size for name, (size, _) in files.items()} else None


def content(folder: Path) -> dict[str, str]:
    """Relative name → SHA-256 of every file of a folder: as noted when it was published, else read now."""
    made = noted(folder)
    files = made.files if made is not None else _read(folder)
    return {name: hashed for name, (_, hashed) in sorted(files.items())}


def digest_of(value: Any) -> str:
    """32 hex digits over anything JSON can hold."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]


@lru_cache(maxsize=1)
def program() -> str:
    """One hash over everything that computes: code, queries, data that ships with it, expectations, libraries."""
    hashed = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    package = ROOT / "pipelines"
    for file in sorted([*package.rglob("*"), *(ROOT / "expectations").rglob("*")]):
        if "__pycache__" in file.parts or not file.is_file() or file.relative_to(ROOT).parts[1] in _EDGE:
            continue
        hashed.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return hashed.hexdigest()[:32]


def _listed(folder: Path) -> dict[str, Path]:
    files = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    files.pop(MADE_FROM, None)
    return files


def _sizes(folder: Path) -> dict[str, int]:
    return {name: path.stat().st_size for name, path in _listed(folder).items()}


def _read(folder: Path) -> dict[str, tuple[int, str]]:
    found = {}
    for name, path in _listed(folder).items():
        with path.open("rb") as file:
            found[name] = (path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
    return found
