"""Canonical Parquet → the pandas frame a suite judges: only the columns it needs, typed so that comparisons work."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contracts import Dataset
from pipelines.quality.suites import PRESENCE_TYPES, Suite

#: Beyond this many rows a suite judges the slice of rows whose record id hashes to 0 modulo k; single rows
#: are the reader's business (quarantine, in full), the suite asks whether the delivery as a whole makes sense.
SLICE_ROWS = 200_000
_DAYS_PER_YEAR = 365.2425


def load_frame(rows: Path, dataset: Dataset, suite: Suite) -> pd.DataFrame:
    """Read what `suite` needs of `rows.parquet`, sliced where it is large; the index counts from 0.

    Dates and moments become datetime64 (a Python date or text against them would not compare), yes/no
    nullable boolean, counts Int64, decimals float. A column asked for by name alone is there without its
    values, and of a personal column asked for presence alone only whether it is filled.
    """
    file = pq.ParquetFile(rows)
    stored = set(file.schema_arrow.names)
    values, presence = _needed(suite)
    wanted = [name for name in sorted({"record_id", *values, *presence}) if name in stored]
    frame = to_frame(sliced(file, wanted))
    personal = dataset.personal_columns
    for name in sorted(presence - values):
        if name in personal and name in frame:
            frame[name] = frame[name].notna().map({True: "filled", False: None}).astype("object")
    for name in sorted(_named(suite) & stored - set(frame.columns)):
        frame[name] = False
    return frame


def with_spans(frame: pd.DataFrame, suite: Suite) -> pd.DataFrame:
    """Add the suite's derived columns: whole days, or years with fractions, between two dates of a row."""
    added = frame.copy(deep=False)
    for span in suite.spans:
        if span.start in frame and span.end in frame:
            days = (frame[span.end] - frame[span.start]).dt.total_seconds() / 86_400
            added[span.name] = days / _DAYS_PER_YEAR if span.unit == "years" else days
    return added


def _needed(suite: Suite) -> tuple[set[str], set[str]]:
    """Columns whose values matter, and columns whose presence matters."""
    spans = {span.name: span for span in suite.spans}
    values: set[str] = set()
    presence: set[str] = set()
    for expectation in suite.expectations:
        target = presence if expectation.type in PRESENCE_TYPES else values
        for name in expectation.columns():
            if name in spans:
                values.update((spans[name].start, spans[name].end))
            else:
                target.add(name)
        values.update(condition_columns(expectation.kwargs.get("row_condition", "")))
    return values, presence


def condition_columns(condition: str) -> set[str]:
    """The column of a row condition, which has the form `column == …` or `column in …`."""
    return {condition.split()[0]} if condition else set()


def _named(suite: Suite) -> set[str]:
    return {name for each in suite.expectations for name in each.kwargs.get("column_set", ())}


def sliced(file: pq.ParquetFile, columns: list[str]) -> pa.Table:
    """Those columns of all rows, or of the slice where there are too many; record_id is one of them."""
    rows = file.metadata.num_rows
    if rows <= SLICE_ROWS:
        return file.read(columns=columns)
    share = -(-rows // SLICE_ROWS)
    kept = []
    for batch in file.iter_batches(columns=columns):
        # a fixed-key hash of the id, so that the slice does not depend on row order
        hashes = pd.util.hash_array(batch.column("record_id").to_numpy(zero_copy_only=False))
        kept.append(pa.Table.from_batches([batch]).filter(pa.array(hashes % share == 0)))
    return pa.concat_tables(kept)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Arrow rows as the pandas types the expectations can compare."""
    series: dict[str, pd.Series] = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
            series[name] = column.cast(pa.timestamp("us")).to_pandas()
        elif pa.types.is_boolean(column.type):
            series[name] = pd.Series(column.to_pylist(), dtype="boolean")
        elif pa.types.is_integer(column.type):
            series[name] = pd.Series(column.to_pylist(), dtype="Int64")
        elif pa.types.is_decimal(column.type):
            series[name] = column.cast(pa.float64()).to_pandas()
        else:
            series[name] = column.to_pandas()
    return pd.DataFrame(series)
