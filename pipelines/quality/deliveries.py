"""What landing and standardise left of each delivery, as far as judging needs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines import landing
from pipelines.settings import Night


class QualityError(RuntimeError):
    """Judging cannot go on: names the dataset and delivery, and the cure."""


@dataclass(frozen=True)
class Refusal:
    """A file that could not be taken as a whole: reason code, and a Chinese sentence that begins with the file."""

    code: str
    text: str


@dataclass(frozen=True)
class Delivered:
    """One delivery with its accounting; `digests` are the sorted SHA-256 of its files."""

    dataset: str
    delivery_id: str
    business_date: date
    sequence: int
    digests: tuple[str, ...]
    folder: Path
    rows_in: int
    rows_out: int
    rows_quarantined: int
    refusals: tuple[Refusal, ...]

    @property
    def rows(self) -> Path:
        """Its typed rows."""
        return self.folder / "rows.parquet"


def delivered(night: Night) -> dict[str, list[Delivered]]:
    """Every delivery up to the night by dataset (all datasets present), in order of business date and sequence.

    Raises:
        QualityError: a delivery has not been standardised, or its accounting cannot be read.
    """
    found: dict[str, list[Delivered]] = {dataset: [] for dataset in night.contracts.datasets}
    for manifest in landing.deliveries(night):
        folder = night.canonical / manifest.dataset / f"{manifest.delivery_id}-{night.contracts.version}"
        digests = tuple(sorted(file.sha256 for file in manifest.files))
        found[manifest.dataset].append(
            _read(folder, manifest.dataset, manifest.delivery_id, manifest.business_date, manifest.sequence, digests)
        )
    for deliveries in found.values():
        deliveries.sort(key=lambda each: (each.business_date, each.sequence))
    return found


def _read(
    folder: Path, dataset: str, delivery_id: str, business_date: date, sequence: int, digests: tuple[str, ...]
) -> Delivered:
    path = folder / "accounting.json"
    try:
        said = json.loads(path.read_text("utf-8"))
        refusals = tuple(
            Refusal(str(file["refused"]["reason"]), str(file["refused"]["text_zh"]))
            for file in said["files"]
            if file["refused"]
        )
        rows_in, rows_out, rows_quarantined = (int(said[key]) for key in ("rows_in", "rows_out", "rows_quarantined"))
    except FileNotFoundError:
        raise QualityError(f"{dataset}: delivery {delivery_id} is not standardised; run that step first") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QualityError(
            f"{path} cannot be read ({type(error).__name__}); remove its folder and run standardise again"
        ) from None
    return Delivered(
        dataset, delivery_id, business_date, sequence, digests, folder, rows_in, rows_out, rows_quarantined, refusals
    )
