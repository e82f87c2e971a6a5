"""What the XML of an XLSX says beside its values: failed formulas, hidden rows and columns, how far it reaches.

The reader shows a failed formula (`#N/A`) as empty, and empty would be a statement. The XML is gone through in blocks,
which also counts what comes out of the archive before another program unpacks it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree

#: a tag cut by the end of a block is at most so long
_LONGEST_TAG = 4096
_BLOCK = 1 << 22
_QUOTE = rb"[\"']"
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]*\st=[\"']e[\"'])[^<>]*>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
#: without a prefix, as nearly all programs write it, it is found five times faster
_ROW = re.compile(rb"<row\b[^<>]*>")
_PREFIXED_ROW = re.compile(rb"<\w+:row\b[^<>]*>")
_PREFIXED = re.compile(rb"<\w+:(?:worksheet|sheetData|row)\b")
_NUMBER = re.compile(rb"\sr=[\"'](\d{1,7})[\"']")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_SPAN = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")
#: columns from AA on; a table of ours has fewer than 26 or a few more
_FAR = re.compile(rb" r=[\"']([A-Z]{2,3})\d")
_OFFICE_ID = "}id"


@dataclass
class SheetMarks:
    """One sheet's marks; rows count from 1, columns from 0.

    Attributes:
        errors: cells whose formula failed.
        unplaced_errors: failed formulas in cells that do not say where they stand.
        hidden_rows: number of hidden rows.
        hidden_columns: hidden columns.
        last_row, last_column: the farthest cell written, with a value or without.
    """

    errors: list[tuple[int, int]] = field(default_factory=list)
    unplaced_errors: int = 0
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 25


def read_marks(blocks: Iterable[bytes]) -> SheetMarks:
    """The marks of one sheet's XML, given in blocks of any size."""
    marks = SheetMarks()
    held, size = [b""], 0
    row = _ROW
    for block in blocks:
        held.append(block)
        size += len(block)
        if size >= _BLOCK:
            xml = b"".join(held)
            cut = xml.rfind(b"<", len(xml) - _LONGEST_TAG)
            cut = len(xml) if cut < 0 else cut
            row = _PREFIXED_ROW if not marks.last_row and _PREFIXED.search(xml) else row
            _mark(xml[:cut], marks, row)
            held, size = [xml[cut:]], len(xml) - cut
    xml = b"".join(held)
    _mark(xml, marks, _PREFIXED_ROW if not marks.last_row and _PREFIXED.search(xml) else row)
    return marks


def _mark(xml: bytes, marks: SheetMarks, row: re.Pattern[bytes]) -> None:
    tags = row.findall(xml)
    if b"hidden=" in xml:
        marks.hidden_rows += sum(_HIDDEN.search(tag) is not None for tag in tags)
    for number in map(_NUMBER.search, tags):
        marks.last_row = max(marks.last_row, int(number[1])) if number else marks.last_row + 1
    for letters in set(_FAR.findall(xml)):
        marks.last_column = max(marks.last_column, column_number(letters))
    if b"hidden=" in xml:
        for tag in _COLUMNS.findall(xml):
            if _HIDDEN.search(tag):
                span = {name: int(number) for name, number in _SPAN.findall(tag)}
                first, last = span.get(b"min", 1), span.get(b"max", 0)
                marks.hidden_columns.update(range(first - 1, min(last, 16_384)))
    if b't="e"' in xml or b"t='e'" in xml:
        for tag in _ERROR.findall(xml):
            place = _REFERENCE.search(tag)
            if place is None:
                marks.unplaced_errors += 1
            else:
                marks.errors.append((int(place[2]), column_number(place[1])))


def column_number(letters: bytes) -> int:
    """`A` is 0, `Z` 25, `AA` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def paths_of_sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Sheet name → member of the archive, and whether serial dates count from 1904; Strict workbooks included.

    Raises:
        KeyError, ElementTree.ParseError: no workbook.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    members = {member.lower(): member for member in archive.namelist()}
    paths: dict[str, str] = {}
    for entry in book.findall(".//{*}sheet"):
        relation = next((value for key, value in entry.attrib.items() if key.endswith(_OFFICE_ID)), "")
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path.lower() in members:
            paths[entry.get("name", "")] = members[path.lower()]
    properties = book.find("{*}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true", "on")
    return paths, from_1904
