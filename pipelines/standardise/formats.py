"""Telling the format of a file by its content, then by its name, and handing it to its reader."""

from __future__ import annotations

from pipelines.contracts import Dataset
from pipelines.standardise.columnar import open_parquet
from pipelines.standardise.delimited import open_delimited
from pipelines.standardise.extract import Content, Table
from pipelines.standardise.reasons import FileReason, FileRefusedError
from pipelines.standardise.unpacking import is_zip
from pipelines.standardise.workbooks import read_workbook

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls; .xlsx with a password; other old Office documents
_PARQUET = b"PAR1"
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_HEAD = 256
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf", b"%pdf")


def read_table(dataset: Dataset, name: str, content: Content) -> Table:
    """Read one unpacked file.

    Raises:
        FileRefusedError: the file as a whole cannot be taken.
    """
    if _is_blank(content):
        raise FileRefusedError(FileReason.EMPTY_FILE)
    head = content[:_HEAD]
    if head.startswith(_PARQUET):
        return open_parquet(dataset, content[:])
    if is_zip(head) or head.startswith(_OLD_OFFICE):
        return read_workbook(dataset, content[:])
    ending = name.lower()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise FileRefusedError(FileReason.UNKNOWN_FORMAT)
    if ending.endswith((".xlsx", ".parquet")):
        kind = "XLSX" if ending.endswith(".xlsx") else "Parquet"
        raise FileRefusedError(FileReason.UNREADABLE_FILE, format=kind)
    if ending.endswith(_TEXT_ENDINGS) or "." not in name.rsplit("/", 1)[-1]:
        return open_delimited(dataset, content)
    if ending.endswith(".xls"):  # what many systems call a workbook is tab-separated text
        return open_delimited(dataset, content, "文件名以 .xls 结尾，内容为文本，按文本读取")
    raise FileRefusedError(FileReason.UNKNOWN_FORMAT)


def _is_blank(content: Content) -> bool:
    block = 1 << 16
    return not any(content[at : at + block].strip(b" \t\r\n\xef\xbb\xbf") for at in range(0, len(content), block))
