"""The exports as plain files: read here without the product, only with the standard library and pyarrow."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from data.generator.id_numbers import is_valid
from data.generator.shapes import SHAPES
from pipelines.contracts import load_contracts

NIGHTS = ("2025-10-15", "2025-10-16", "2025-10-17")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _truth(sample: Path, name: str) -> list[dict[str, str]]:
    with (sample / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(archive.namelist()[0])
    return gzip.decompress(content) if path.suffix == ".gz" else content


def _column(reference: str) -> int:
    """AB12 → 27: place of a cell in its row; empty cells are left out of the file."""
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _sheet_rows(path: Path) -> list[list[str]]:
    """Cells of the first sheet, shared strings resolved."""
    with zipfile.ZipFile(path) as archive:
        shared = ["".join(item.itertext()) for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
        page = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in page.iter(f"{SPREADSHEET}row"):
        cells: list[str] = []
        for cell in row:
            cells += [""] * (_column(cell.get("r") or "") - len(cells))
            assert cell.find(f"{SPREADSHEET}f") is None, "a formula stands in the sheet"
            value = cell.findtext(f"{SPREADSHEET}v") or ""
            cells.append(shared[int(value)] if cell.get("t") == "s" else value)
        rows.append(cells)
    return rows


def _rows(path: Path) -> int:
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    if path.suffix == ".xlsx":
        return len(_sheet_rows(path)) - 2
    encoding = "gb18030" if "court" in str(path) else "utf-8-sig"
    text = _content(path).decode(encoding, errors="replace")
    return sum(1 for _ in csv.reader(io.StringIO(text))) - 1


def _dataset_folder(sample: Path, dataset: str, night: str) -> Path:
    return sample.joinpath("inbox", *dataset.split("."), night)


def test_all_datasets_arrive_on_all_nights_but_the_missing_register(sample: Path) -> None:
    missing = [
        (dataset, night)
        for dataset in load_contracts().datasets
        for night in NIGHTS
        if not _dataset_folder(sample, dataset, night).is_dir()
    ]
    assert missing == [("justice.register", "2025-10-16")]


@pytest.mark.parametrize("dataset", sorted(SHAPES))
def test_every_file_has_rows_and_nothing_else_lies_beside_it(dataset: str, sample: Path) -> None:
    for night in NIGHTS:
        folder = _dataset_folder(sample, dataset, night)
        for path in sorted(folder.glob("*")):
            assert re.fullmatch(r".*_\d{8}(_\d)?\.(csv|txt|xlsx|parquet|zip|csv\.gz)", path.name)
            assert _rows(path) > 0 or dataset == "police.border"


def test_the_parts_of_the_sentences_carry_different_headers_in_gb18030(sample: Path) -> None:
    headers = []
    for path in sorted(_dataset_folder(sample, "court.sentences", NIGHTS[0]).iterdir()):
        headers.append(path.read_bytes().split(b"\r\n", 1)[0].decode("gb18030").split(","))
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode("utf-8")
    assert len(headers) == 3
    assert len({frozenset(header) for header in headers}) == 3


def test_police_files_begin_with_a_byte_order_mark(sample: Path) -> None:
    for path in sorted((sample / "inbox" / "police").rglob("*.*")):
        if path.is_file():
            assert _content(path).startswith(b"\xef\xbb\xbf"), path.name


def test_workbooks_have_a_title_above_the_header_and_numbers_as_text(sample: Path) -> None:
    path = next(_dataset_folder(sample, "justice.register", NIGHTS[0]).iterdir())
    title, header, *rows = _sheet_rows(path)
    assert title == ["社区矫正对象登记表"]
    place = header.index("身份证号码")
    numbers = [row[place] for row in rows if len(row) > place and re.fullmatch(r"\d{17}[\dX]", row[place])]
    assert len(numbers) > 1000, "ids must be text, not spreadsheet numbers"


def test_the_silent_county_is_absent_from_justice_on_the_third_night_only(sample: Path) -> None:
    per_night = []
    for night in NIGHTS:
        table = pq.read_table(next(_dataset_folder(sample, "justice.contacts", night).iterdir()))
        per_night.append(Counter(table.column("所在地").to_pylist()))
    assert per_night[1]["150125"] >= 5
    assert per_night[2]["150125"] == 0
    assert min(per_night[1].values()) >= 5
    assert min(per_night[2].values()) >= 5
    assert len(per_night[2]) == 17


def test_broken_lines_stand_where_the_truth_says(sample: Path) -> None:
    signs = {"bytes": b"\xff\xfe", "date": b"2025-13-45", "code": b"77", "quote": b'"'}
    listed = _truth(sample, "quarantine.csv")
    assert len(listed) >= 36
    assert {row["reason"] for row in listed} >= {"ragged", "quote", "bytes", "date", "code", "duplicate"}
    for row in listed:
        path = _dataset_folder(sample, row["dataset"], row["night"]) / row["file"].split("/")[0]
        lines = _content(path).split(b"\n")
        line = lines[int(row["line"]) - 1]
        if row["reason"] in signs:
            assert signs[row["reason"]] in line
        elif row["reason"] == "duplicate":
            assert line == lines[int(row["line"]) - 2]


def test_undamaged_exports_hold_no_undecodable_byte(sample: Path) -> None:
    broken = {row["file"].split("/")[0] for row in _truth(sample, "quarantine.csv") if row["reason"] == "bytes"}
    for path in sorted((sample / "inbox").rglob("*.*")):
        if path.suffix in (".csv", ".txt", ".zip", ".gz") and path.name not in broken:
            _content(path).decode("gb18030" if "court" in path.parts else "utf-8")


def test_numbers_are_damaged_at_realistic_rates(sample: Path) -> None:
    path = next(_dataset_folder(sample, "justice.register", NIGHTS[0]).iterdir())
    _, header, *rows = _sheet_rows(path)
    place = header.index("身份证号码")
    numbers = [row[place] if len(row) > place else "" for row in rows]
    wrong = sum(1 for number in numbers if re.fullmatch(r"\d{17}[\dX]", number) and not is_valid(number))
    assert 0.003 < wrong / len(numbers) < 0.03
    assert any(re.fullmatch(r"\d{15}", number) for number in numbers)
    assert any(number.startswith("'") for number in numbers)


def test_planted_formulas_and_markup_are_in_the_exports(sample: Path) -> None:
    texts = [path.read_bytes() for path in _dataset_folder(sample, "court.sentences", NIGHTS[0]).iterdir()]
    for planted in ("=cmd()", "<script>alert(1)</script>", "=HYPERLINK(", "<img src=x"):
        assert any(planted.encode() in text for text in texts)
