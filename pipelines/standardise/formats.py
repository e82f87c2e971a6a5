"""Telling the format of a file by its content, then by its name, and handing it to its reader."""

from __future__ import annotations

from pipelines.contracts import Dataset
from pipelines.standardise.columnar import read_parquet
from pipelines.standardise.delimited import read_delimited
from pipelines.standardise.extract import Extract
from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.unpacking import is_zip
from pipelines.standardise.workbooks import read_workbook

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls; .xlsx with a password; other old Office documents
_PARQUET = b"PAR1"
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf", b"%pdf")


def read_table(dataset: Dataset, name: str, content: bytes) -> Extract:
    """Read one unpacked file.

    Raises:
        FileRefusedError: the file as a whole cannot be taken.
    """
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileRefusedError(FileReason.EMPTY_FILE)
    if content.startswith(_PARQUET):
        return read_parquet(dataset, content)
    if is_zip(content) or content.startswith(_OLD_OFFICE):
        return read_workbook(dataset, content)
    ending = name.lower()
    if content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise FileRefusedError(FileReason.UNKNOWN_FORMAT)
    if ending.endswith((".xlsx", ".parquet")):
        kind = "XLSX" if ending.endswith(".xlsx") else "Parquet"
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format=kind)
    if ending.endswith(_TEXT_ENDINGS) or "." not in name.rsplit("/", 1)[-1]:
        return read_delimited(dataset, content)
    if ending.endswith(".xls"):  # what many systems call a workbook is tab-separated text
        extract = read_delimited(dataset, content)
        extract.assumptions.append("文件名以 .xls 结尾，内容为文本，按文本读取")
        return extract
    raise FileRefusedError(FileReason.UNKNOWN_FORMAT)
