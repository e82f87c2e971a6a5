"""What has landed: manifests, and reading a landed file with its hash checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.settings import Night

MANIFEST = "manifest.json"
_CURE = "restore the landing folder from backup, or remove this delivery's folder and pull again from the source"


class LandingError(RuntimeError):
    """The landing store is damaged or cannot be written: names the folder or file and the cure."""


@dataclass(frozen=True)
class LandedFile:
    """One file as received."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Delivery:
    """One landed delivery; `sequence` counts those of one dataset and business date from 1.

    Nights before `known_from` do not know it.
    """

    delivery_id: str
    dataset: str
    business_date: date
    sequence: int
    files: tuple[LandedFile, ...]
    folder: Path
    known_from: date

    @property
    def order(self) -> tuple[str, date, int]:
        """What deliveries are sorted by."""
        return (self.dataset, self.business_date, self.sequence)


def delivery_identity(dataset: str, business_date: date, files: Iterable[LandedFile]) -> str:
    """First 16 hex digits of SHA-256 over dataset, date and the sorted (name, sha256) pairs."""
    pairs = sorted([file.name, file.sha256] for file in files)
    said = json.dumps([dataset, business_date.isoformat(), pairs], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def dataset_folder(night: Night, dataset: str) -> Path:
    """Where the deliveries of one dataset land, by business date."""
    source, name = dataset.split(".", 1)
    return night.landing / source / name


def deliveries(night: Night, source: str | None = None) -> list[Delivery]:
    """Landed deliveries with a business date up to the night's that the night knows, in order.

    The order is dataset, business date, sequence. A night knows what came up to it; the corrected view of a past night,
    what came up to the later night it is known on.

    Raises:
        LandingError: a manifest is missing, unreadable or contradicts its folder.
    """
    found: list[Delivery] = []
    for dataset in night.contracts.datasets.values():
        if source is not None and dataset.source != source:
            continue
        root = dataset_folder(night, dataset.id)
        for dated in sorted(root.iterdir()) if root.is_dir() else []:
            if dated.name.startswith(".") or date.fromisoformat(dated.name) > night.business_date:
                continue
            found.extend(each for each in of_date(dataset.id, dated) if each.known_from <= night.known_by)
    return sorted(found, key=lambda delivery: delivery.order)


def of_date(dataset: str, dated: Path) -> list[Delivery]:
    """The deliveries below one `<business date>` folder, by sequence: the night they came, then the order of landing.

    Raises:
        LandingError: as `deliveries`.
    """
    if not dated.is_dir():
        return []
    found = [
        _read_manifest(dataset, dated.name, folder)
        for folder in sorted(dated.iterdir())
        if not folder.name.startswith(".")
    ]
    found.sort(key=lambda delivery: (delivery.known_from, delivery.sequence))
    # nights may land in any order; what came first is the first
    return [replace(delivery, sequence=place) for place, delivery in enumerate(found, 1)]


def read_verified(delivery: Delivery, file: LandedFile) -> bytes:
    """The bytes of a landed file, after checking length and SHA-256 against the manifest.

    Raises:
        LandingError: the file is missing, or is not what was received.
    """
    path = delivery.folder / file.name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None
    if len(content) != file.bytes or hashlib.sha256(content).hexdigest() != file.sha256:
        raise not_received(path)
    return content


def unreadable(path: Path, error: OSError) -> LandingError:
    """What to say of a landed file that cannot be opened."""
    return LandingError(f"landed file {path} cannot be read ({type(error).__name__}); {_CURE}")


def not_received(path: Path) -> LandingError:
    """What to say of a landed file that has changed since it came."""
    return LandingError(f"landed file {path} is not what was received (its SHA-256 differs); {_CURE}")


def _read_manifest(dataset: str, dated: str, folder: Path) -> Delivery:
    path = folder / MANIFEST
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        files = tuple(LandedFile(str(file["name"]), str(file["sha256"]), int(file["bytes"])) for file in said["files"])
        delivery = Delivery(
            str(said["delivery_id"]),
            str(said["dataset"]),
            date.fromisoformat(said["business_date"]),
            int(said["sequence"]),
            files,
            folder,
            date.fromisoformat(said.get("known_from", said["business_date"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LandingError(f"manifest {path} cannot be read ({type(error).__name__}); {_CURE}") from None
    identity = delivery_identity(dataset, date.fromisoformat(dated), files)
    if (delivery.dataset, delivery.business_date.isoformat()) != (dataset, dated) or not (
        identity == delivery.delivery_id == folder.name
    ):
        raise LandingError(f"manifest {path} contradicts its folder; {_CURE}")
    return delivery
