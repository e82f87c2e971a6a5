"""From a declared column to the columns of the canonical rows.

| declared type | canonical columns |
|---|---|
| text | c (white space at the ends removed) |
| name | c (as shown) and c_key (for comparison: width, interpunct and spaces folded away) |
| id_no | c (NFKC, upper case), c_18 (valid 18-digit resident number, 15-digit ones widened; else empty), c_state |
| case_no | c (brackets and width unified), c_key (`2025|内0105|刑初|123`; empty where unreadable) |
| date | c (date32) |
| datetime | c (naive Asia/Shanghai wall time, microseconds) |
| term | c (text), c_kind (imprisonment, detention, public_surveillance, life, probation …), c_months, c_days |
| county | c (six-digit code) |
| yes_no | c (bool) |
| int | c (int64) |
| decimal | c (decimal128(12, 6)) |
| a code list | c (the list's term) |

Every row also has `record_id`, `delivery_id`, `file`, `line` (physical line or sheet row, 1-based).
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.contracts.declaration import Column, Dataset

PROVENANCE = (
    pa.field("record_id", pa.string(), nullable=False),
    pa.field("delivery_id", pa.string(), nullable=False),
    pa.field("file", pa.string(), nullable=False),
    pa.field("line", pa.int64(), nullable=False),
)

#: What `c_state` of an id_no may say.
ID_STATES = ("valid", "valid_15", "bad_checksum", "bad_form", "lost_digits", "other_document")

_PLAIN: dict[str, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "county": pa.string(),
    "yes_no": pa.bool_(),
    "int": pa.int64(),
    "decimal": pa.decimal128(12, 6),
}

_SPLIT: dict[str, tuple[tuple[str, pa.DataType], ...]] = {
    "name": (("", pa.string()), ("_key", pa.string())),
    "id_no": (("", pa.string()), ("_18", pa.string()), ("_state", pa.string())),
    "case_no": (("", pa.string()), ("_key", pa.string())),
    "term": (("", pa.string()), ("_kind", pa.string()), ("_months", pa.int32()), ("_days", pa.int32())),
}


def canonical_columns(column: Column) -> tuple[pa.Field, ...]:
    """The Arrow fields that one declared column becomes; the first carries the column's own name."""
    if column.type in _SPLIT:
        return tuple(pa.field(column.name + suffix, kind) for suffix, kind in _SPLIT[column.type])
    return (pa.field(column.name, _PLAIN.get(column.type, pa.string())),)


def canonical_schema(dataset: Dataset) -> pa.Schema:
    """Schema of `rows.parquet`: provenance first, then the declared columns in declared order."""
    fields = list(PROVENANCE)
    for column in dataset.columns:
        fields.extend(canonical_columns(column))
    return pa.schema(fields)


def received_schema(dataset: Dataset) -> pa.Schema:
    """Schema of `received.parquet`: every declared column as the text that came, same row order.

    Where the canonical column of the name is a text and is the same one, it is null and stands in `rows.parquet` alone.
    """
    return pa.schema([*PROVENANCE, *(pa.field(column.name, pa.string()) for column in dataset.columns)])


#: Schema of `quarantine.parquet`: one row per row set aside.
QUARANTINE_SCHEMA = pa.schema(
    [
        pa.field("dataset", pa.string(), nullable=False),
        pa.field("delivery_id", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),  # code, see standardise/reasons.py
        pa.field("column", pa.string()),  # contract column the reason is about
        pa.field("county", pa.string()),  # county of the row where it could still be read
        pa.field("received", pa.binary(), nullable=False),  # the row as it came
    ]
)
