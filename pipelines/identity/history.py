"""Since when each record is known: person ids are minted from it, and what held keeps its footing by it.

A function of the deliveries believed on the night, oldest first. What was read once stands in `cache/identity/history/`
under the names of those deliveries, and a digest of what it says in `contents.json`; the folder may be deleted at any
time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.engine import Session, write_json, write_parquet
from pipelines.engine.publishing import alone, private_folder
from pipelines.facts.selection import Believed, believed_deliveries
from pipelines.identity.comparing import sql_file
from pipelines.identity.relations import READS
from pipelines.identity.weaving import Keys, rows_of, woven
from pipelines.settings import Night
from pipelines.standardise import account_digest

#: Raised when what a chain holds changes its meaning.
VERSION = 3
KEPT_CHAINS = 3
CONTENTS = "contents.json"
_CLAIM = """CASE WHEN delivered.id_no_18 IS NOT NULL
    THEN substr(md5(delivered.id_no_18 || '|' || delivered.person_name_key), 1, 16) ELSE '' END"""
_SEEN = pa.schema([("record_id", pa.string()), ("first_day", pa.date32()), ("claim", pa.string())])


def attach_history(session: Session, night: Night) -> list[Path]:
    """Define `seen`: every record of a person ever delivered and believed, its first day, its newest row's claim.

    A claim is a digest of valid number and name: who takes over the id of a record that is no longer delivered.
    Returns the files it stands in, whose names tell the deliveries.
    """
    chains = [_chain(session, night, deliveries) for deliveries in _believed(night)]
    if chains:
        session.attach("seen", chains)
    else:
        session.register("seen", _SEEN.empty_table())
    return chains


def history_digest(night: Night) -> dict[str, str]:
    """Dataset → a digest of what `seen` says of it: equal wherever other deliveries say the same.

    Told from memory where it was told of the same deliveries before, so that asking for it again reads no rows.
    """
    found = {}
    with alone(cache_folder(night)), ExitStack() as stack:
        session: Session | None = None
        for deliveries in _believed(night):
            folder, name = _folder(night, deliveries), _names(night, deliveries)[-1]
            known = _contents(folder)
            if name not in known:
                session = session or stack.enter_context(Session(night.settings.engine))
                with _chain(session, night, deliveries).open("rb") as file:
                    known[name] = hashlib.file_digest(file, "sha256").hexdigest()
                write_json(known, folder / CONTENTS)
            found[deliveries[-1].dataset] = known[name]
    return found


def without_history(session: Session) -> None:
    """Define `seen` as if every record were new."""
    session.register("seen", _SEEN.empty_table())


def _believed(night: Night) -> Iterable[list[Believed]]:
    """The believed deliveries of each dataset that names people and has any."""
    believed = believed_deliveries(night)
    datasets = (dataset for dataset in night.contracts.datasets.values() if dataset.relation in READS)
    return [believed[dataset.id] for dataset in datasets if believed[dataset.id]]


def cache_folder(night: Night) -> Path:
    """What identity keeps between nights, of no night in particular."""
    return night.settings.home / "cache" / "identity"


def _folder(night: Night, deliveries: Sequence[Believed]) -> Path:
    return cache_folder(night) / "history" / deliveries[-1].dataset


def _contents(folder: Path) -> dict[str, str]:
    """Chain → digest of its file, of chains long gone, too."""
    try:
        return {str(name): str(digest) for name, digest in json.loads((folder / CONTENTS).read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _chain(session: Session, night: Night, deliveries: Sequence[Believed]) -> Path:
    folder = _folder(night, deliveries)
    files = [folder / name for name in _names(night, deliveries)]
    if files[-1].is_file():
        return files[-1]
    known = max((place for place, file in enumerate(files) if file.is_file()), default=-1)
    # two names: what one dataset attaches as a file, another could not register as rows
    before = "seen_before" if known >= 0 else "seen_nothing"
    if known >= 0:
        session.attach(before, [files[known]])
    else:
        session.register(before, _SEEN.empty_table())
    new = deliveries[known + 1 :]
    for arrival, delivery in enumerate(new, 1):
        session.attach(f"delivered_{arrival}", [delivery.folder / "rows.parquet"])
    if known >= 0 and len(new) == 1:
        table = _one_more(session, pq.read_table(files[known], schema=_SEEN), new[0].business_date)
    else:
        table = _all_of(session, before, [delivery.business_date for delivery in new])
    private_folder(folder)
    staged = folder / f".{files[-1].name}.staged"
    # where one piece ends and the next begins would show in the bytes
    write_parquet(table.combine_chunks(), staged, repeated=["first_day"])
    staged.replace(files[-1])
    for old in sorted(folder.glob("*.parquet"))[:-KEPT_CHAINS]:
        if old != files[-1]:
            old.unlink(missing_ok=True)
    return files[-1]


def _all_of(session: Session, before: str, days: Sequence[date]) -> pa.Table:
    """What is seen in all that `before` holds and in the relations `delivered_…`, which came on these days in order."""
    sources = [f"SELECT record_id, first_day, claim, CAST(0 AS BIGINT) AS arrival FROM {before}"]
    for arrival, day in enumerate(days, 1):
        sources.append(
            f"""SELECT record_id, DATE '{day.isoformat()}', {_CLAIM}, CAST({arrival} AS BIGINT)
            FROM delivered_{arrival} AS delivered"""
        )
    session.define("seen_rows", " UNION ALL ".join(sources))
    table = session.query(sql_file("seen"), source="seen.sql").cast(_SEEN)
    session.forget("seen_rows")
    return table


def _one_more(session: Session, before: pa.Table, day: date) -> pa.Table:
    """As `_all_of` of rows `before`, which stand in `seen_before`, and one delivery: only what it changes is put in."""
    # a record comes once in a delivery
    session.define(
        "claimed",
        f"""
        WITH claims AS (SELECT delivered.record_id, {_CLAIM} AS claim FROM delivered_1 AS delivered)
        SELECT record_id, claim FROM claims
        WHERE hash(digest(record_id), claim) NOT IN (SELECT hash(digest(record_id), claim) FROM seen_before)
        """,
    )
    now = session.query(
        f"""
        SELECT claimed.record_id, coalesce(seen_before.first_day, DATE '{day.isoformat()}') AS first_day,
            -- a row that claims nothing for want of a name takes nothing back
            coalesce(claimed.claim, seen_before.claim) AS claim
        FROM claimed LEFT JOIN seen_before ON seen_before.record_id = claimed.record_id
        ORDER BY claimed.record_id
        """,
        source="seen",
    ).cast(_SEEN)
    leaves = np.asarray(pc.is_in(before["record_id"], value_set=now["record_id"]))
    order = woven(Keys(before, ["record_id"]), Keys(now, ["record_id"]), leaves)
    return pa.concat_tables(rows_of(before, now, order))


def _names(night: Night, deliveries: Sequence[Believed]) -> list[str]:
    """File names of the chain after each delivery, in order."""
    hashed = hashlib.sha256(f"{VERSION} {night.contracts.version}".encode())
    names = []
    for place, delivery in enumerate(deliveries, 1):
        hashed.update(f"\n{delivery.delivery_id} {delivery.business_date} {account_digest(delivery.folder)}".encode())
        names.append(f"{place:05d}-{hashed.hexdigest()[:16]}.parquet")
    return names
