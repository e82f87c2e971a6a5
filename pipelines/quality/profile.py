"""What a delivery looks like as a whole: rows, filled columns, dates ahead of it, repeated keys; never a value.

Computed in one pass and kept beside the rows as `profile-<hash>.json`: a function of the delivery alone, so every later
night reads it again. Rows per county are counted apart (`places.counted`), because the register places most of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.contracts import Contracts, Dataset, canonical_columns
from pipelines.engine import Session, write_json
from pipelines.quality.deliveries import Delivered
from pipelines.settings import EngineLimits

#: raise it when the same rows would be described differently
_METHOD = 1
_BLOCK = 1 << 20
#: differ between two deliveries of the same rows
_PROVENANCE = ("delivery_id", "file", "line")
#: rows set aside because their key came before in the same delivery
_REPEATED = ("conflicting_rows", "duplicate_row")

#: Columns that say what has happened, so that a day beyond the delivery's own is an error; what is planned or decided
#: ahead (ends of terms, leaves, deadlines, an effective date) is not among them.
HAPPENED: dict[str, tuple[str, ...]] = {
    "court.sentences": (
        "pronounced_date",
        "served_date",
        "notified_date",
        "documents_sent_date",
        "decision_received_date",
    ),
    "court.revocations": ("petition_received_date", "ruling_date", "delivered_date"),
    "justice.register": (
        "documents_received_date",
        "receipt_returned_date",
        "reported_date",
        "received_date",
        "ended_date",
    ),
    "justice.contacts": ("contacted_at",),
    "justice.positions": ("fixed_at",),
    "justice.leaves": ("approved_date", "returned_date"),
    "justice.transfers": ("decided_date", "documents_sent_date", "reported_date", "received_date"),
    "justice.sanctions": ("behaviour_date", "decided_date"),
    "justice.searches": (
        "lost_date",
        "started_date",
        "police_notified_date",
        "procuratorate_notified_date",
        "found_date",
    ),
    "justice.medical": ("examined_date", "submitted_date"),
    "justice.devices": ("removed_date",),
    "justice.exit_control": ("reported_date", "withdrawn_date"),
    "justice.plans": ("made_date",),
    "justice.prison_releases": ("decision_received_date", "released_date", "handed_over_date"),
    "police.population": ("birth_date", "status_date"),
    "police.custody": ("decided_date", "start_date", "corrections_notified_date"),
    "police.penalties": ("behaviour_date", "decided_date"),
    "police.lodging": ("checked_in_at",),
    "police.travel": ("departed_at",),
    "police.border": ("crossed_at",),
}


@dataclass(frozen=True)
class Profile:
    """`filled`: rows with a value, by canonical column. `future`: rows in which something happened after the
    delivery's own date. `repeated`: rows set aside for their key. `content`: equal for equal rows in equal order.
    """

    rows: int
    filled: dict[str, int]
    future: int
    repeated: int
    content: str


#: of a delivery without readable rows
NOTHING = Profile(0, {}, 0, 0, "")
Profiles = Callable[[Delivered], Profile]


class Profiler:
    """Profiles of deliveries, computed where none is kept; a context manager, for the engine it may have to start."""

    def __init__(self, contracts: Contracts, limits: EngineLimits) -> None:
        self._contracts, self._limits = contracts, limits
        self._stack = ExitStack()
        self._session: Session | None = None

    def __enter__(self) -> Profiler:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, delivery: Delivered) -> Profile:
        """The profile of a delivery that has readable rows."""
        dataset = self._contracts.datasets[delivery.dataset]
        told = f"{_METHOD} {' '.join(_columns(dataset))} {' '.join(HAPPENED.get(dataset.id, ()))}"
        path = delivery.folder / f"profile-{hashlib.sha256(told.encode()).hexdigest()[:12]}.json"
        try:
            return Profile(**json.loads(path.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            pass  # not described yet, or torn: describe (again)
        if self._session is None:
            self._session = self._stack.enter_context(Session(self._limits))
        profile = _described(self._session, delivery, dataset)
        write_json(asdict(profile), path)
        return profile


def _columns(dataset: Dataset) -> list[str]:
    return [field.name for column in dataset.columns for field in canonical_columns(column)]


def _described(session: Session, delivery: Delivered, dataset: Dataset) -> Profile:
    session.attach("profiled_rows", [delivery.rows])
    session.attach("profiled_quarantine", [delivery.folder / "quarantine.parquet"])
    columns = _columns(dataset)
    filled = ", ".join(f'COUNT("{name}") AS "{name}"' for name in columns)
    query = (
        f"SELECT COUNT(*) AS row_count, {_future(dataset, delivery.business_date)} AS future, {filled} "
        "FROM profiled_rows"
    )
    [row] = session.query(query, source=f"profile of {dataset.id}").to_pylist()
    listed = ", ".join(f"'{reason}'" for reason in _REPEATED)
    [repeated] = session.query(
        f"SELECT COUNT(*) AS row_count FROM profiled_quarantine WHERE reason IN ({listed})",
        source=f"repeated keys of {dataset.id}",
    ).to_pylist()
    return Profile(
        rows=row["row_count"],
        filled={name: row[name] for name in columns},
        future=int(row["future"] or 0),
        repeated=repeated["row_count"],
        content=content_digest(delivery.rows),
    )


def _future(dataset: Dataset, day: date) -> str:
    """Rows in which anything happened after the day."""
    ahead = [f"day_of(\"{name}\") > CAST('{day.isoformat()}' AS DATE)" for name in HAPPENED.get(dataset.id, ())]
    return f"SUM(CASE WHEN {' OR '.join(ahead)} THEN 1 ELSE 0 END)" if ahead else "CAST(0 AS BIGINT)"


def content_digest(rows: Path) -> str:
    """A hash over what the rows say and their order, without where they stood; read as stored, not decoded.

    Two exports of equal rows agree although their packing, sheet or creation time differs.
    """
    metadata = pq.read_metadata(rows)
    hashed = hashlib.sha256(str(metadata.num_rows).encode())
    with rows.open("rb") as file:
        for group in range(metadata.num_row_groups):
            for place in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(place)
                if chunk.path_in_schema in _PROVENANCE:
                    continue
                hashed.update(chunk.path_in_schema.encode() + b"\0")
                start = min(offset for offset in (chunk.dictionary_page_offset, chunk.data_page_offset) if offset)
                file.seek(start)
                remaining = chunk.total_compressed_size
                while remaining > 0:
                    block = file.read(min(_BLOCK, remaining))
                    hashed.update(block)
                    remaining -= len(block)
    return hashed.hexdigest()[:32]
