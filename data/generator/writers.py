"""Tables to bytes: CSV, ZIP, gzip, XLSX and Parquet, the same bytes for the same rows."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

_EPOCH = date(1899, 12, 30)
_CREATED = datetime.combine(date(2025, 1, 1), time())


def csv_line(cells: list[str], newline: str) -> str:
    """One record with its line end; quotes only where needed."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=newline).writerow(cells)
    return buffer.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    """A ZIP with one member and a fixed time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, content)
    return buffer.getvalue()


def gzipped(content: bytes) -> bytes:
    """A gzip stream without name and time."""
    return gzip.compress(content, 9, mtime=0)


def sheet(title: str, headers: list[str], rows: list[list[Any]], dates: str) -> bytes:
    """A workbook with a title row above the header; ids are text, dates as `dates` says (cell, serial or text)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED, "title": title})
    page = book.add_worksheet(title[:31])
    bold, day_format = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(0, 0, title, bold)
    for place, header in enumerate(headers):
        page.write_string(1, place, header, bold)
    for line, row in enumerate(rows, start=2):
        for place, value in enumerate(row):
            if isinstance(value, date):
                serial = (value - _EPOCH).days
                if dates == "cell":
                    page.write_number(line, place, serial, day_format)
                else:
                    page.write_number(line, place, serial)
            elif isinstance(value, int):
                page.write_number(line, place, value)
            elif value:
                page.write_string(line, place, value)
    book.close()
    return buffer.getvalue()


def parquet(headers: list[str], types: list[pa.DataType], rows: list[list[Any]]) -> bytes:
    """A Parquet file with typed columns."""
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)]
    buffer = io.BytesIO()
    table = pa.table(columns, schema=pa.schema(list(zip(headers, types, strict=True))))
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
