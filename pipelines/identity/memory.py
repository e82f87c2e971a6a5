"""What the night computed last left for the next: `cache/identity/last/`, replaced whole, deletable at any time."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.answers import Answer
from pipelines.engine import Session, staged_folder, write_json
from pipelines.engine.publishing import ROWS_PER_GROUP
from pipelines.engine.session import FUNCTIONS
from pipelines.facts import relation_files
from pipelines.identity.history import cache_folder
from pipelines.identity.outcome import SCHEMAS
from pipelines.identity.relations import READS
from pipelines.identity.remembering import DIGESTS, REMEMBERED, REPEATED
from pipelines.settings import Night

TABLES = ("persons", "pairs", "traces")


@dataclass(frozen=True)
class Memory:
    """A night remembered: where, from which inputs, under which decisions."""

    folder: Path
    inputs: str
    decisions: dict[str, list[str]]

    def attach(self, session: Session) -> None:
        """Define `was_records`."""
        session.attach("was_records", [self.folder / "records.parquet"])

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of one of the night's tables, or of `records`, in order; repeated texts stand once."""
        repeated = [field.name for field in SCHEMAS.get(name, REMEMBERED) if pa.types.is_dictionary(field.type)]
        return pq.read_table(self.folder / f"{name}.parquet", columns=columns, read_dictionary=repeated)

    def decided_otherwise(self, decisions: Sequence[Answer]) -> list[str]:
        """Records named in decisions that stand in one of the two nights alone."""
        now = _as_texts(decisions)
        differing = set(now) ^ set(self.decisions)
        return sorted({record for text in differing for record in (now | self.decisions)[text]})


def last_memory(night: Night, made_by: str) -> Memory | None:
    """What was remembered last, where this version made it."""
    folder = _folder(night)
    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if about.get("made_by") != made_by or not all((folder / f"{n}.parquet").is_file() for n in (*TABLES, "records")):
        return None
    return Memory(folder, about["inputs"], about["decisions"])


def remember(
    night: Night, made_by: str, inputs: str, decisions: Sequence[Answer], written: Path, records: Iterable[pa.Table]
) -> None:
    """Put this night, whose tables stand written in a folder, in the place of the one remembered."""
    with staged_folder(_folder(night)) as folder:
        for name in TABLES:
            shutil.copy2(written / f"{name}.parquet", folder / f"{name}.parquet")
        codecs = {name: "none" if name in DIGESTS else "zstd" for name in REMEMBERED.names}
        with pq.ParquetWriter(
            folder / "records.parquet", REMEMBERED, compression=codecs, use_dictionary=REPEATED, store_schema=False
        ) as writer:
            for rows in records:
                writer.write_table(rows, row_group_size=ROWS_PER_GROUP)
        (folder / "records.parquet").chmod(0o600)
        write_json({"made_by": made_by, "inputs": inputs, "decisions": _as_texts(decisions)}, folder / "about.json")


def inputs_digest(night: Night, history: Sequence[Path], decisions: Sequence[Answer]) -> str:
    """One digest over all that tonight's identity is a function of, beside the version."""
    hashed = hashlib.sha256()
    files = relation_files(night)
    for name in READS:
        with files[name].open("rb") as file:
            hashed.update(hashlib.file_digest(file, "sha256").digest())
    for chain in history:
        hashed.update(chain.name.encode())
    hashed.update("\n".join(sorted(_as_texts(decisions))).encode())
    return hashed.hexdigest()


def made_by(model: Path, contract_version: str) -> str:
    """The version: this folder's code, tables and queries, the model, the function library, engine and contract."""
    return hashlib.sha256(
        f"{_code()} {hashlib.sha256(model.read_bytes()).hexdigest()} {contract_version}".encode()
    ).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    hashed = hashlib.sha256(FUNCTIONS.read_bytes())
    for file in sorted(Path(__file__).parent.rglob("*")):
        if file.suffix in (".py", ".sql", ".csv"):
            hashed.update(file.name.encode() + b"\0" + file.read_bytes())
    for library in ("duckdb", "pyarrow"):
        hashed.update(version(library).encode())
    return hashed.hexdigest()


def _as_texts(decisions: Sequence[Answer]) -> dict[str, list[str]]:
    return {answer.as_json(with_moment=False): [answer.subject, answer.other] for answer in decisions}


def _folder(night: Night) -> Path:
    return cache_folder(night) / "last"
