"""Rows set aside: where and why, and, for those who mend them, what was received."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from pipelines import landing
from pipelines.contracts import Dataset
from pipelines.inspection.errors import InspectionError
from pipelines.landing import Delivery
from pipelines.settings import Night
from pipelines.standardise.reasons import REASONS, RowReason

#: what to do about a row, by its reason; the sender mends the export unless it says otherwise
_CURES = {
    RowReason.RAGGED_ROW: "核对该行的分隔符与换行后重新导出",
    RowReason.UNBALANCED_QUOTE: "导出时对引号成对转义",
    RowReason.BAD_ENCODING: "以 UTF-8 或 GB18030 重新导出",
    RowReason.NUL_BYTE: "清除该行中的空字节后重新导出",
    RowReason.REPEATED_HEADER: "无需处理；确为数据行的，请核对后重新导出",
    RowReason.MISSING_REQUIRED: "补填该列后重新交付",
    RowReason.BAD_DATE: "改为存在的日期，如 2025-10-15",
    RowReason.UNKNOWN_CODE: "改为代码表内的取值；确为新代码的，登记后运行 crosscheck quarantine replay",
    RowReason.BAD_NUMBER: "改为有效数值",
    RowReason.UNKNOWN_COUNTY: "改为六位行政区划代码",
    RowReason.LOST_DIGITS: "将该列设为文本格式，从源系统重新导出",
    RowReason.FORMULA_ERROR: "在表格中修正公式，或粘贴为数值",
    RowReason.MERGED_CELLS: "取消该行跨列的合并单元格后重新导出",
    RowReason.DUPLICATE_ROW: "无需处理；在前的一行已采用",
    RowReason.CONFLICTING_ROWS: "核实哪一行正确，只保留一行",
}
_HEADINGS = ("数据集", "业务日期", "交付编号", "文件", "行", "原因", "列", "处理办法", "原始内容")
#: characters a cell of a workbook can hold; the writer would leave a longer one out
_LONGEST_CELL = 32_767
_CUT = "……（单元格容不下，完整内容请导出为 CSV）"
#: a spreadsheet takes a cell that begins so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class SetAside:
    """One row set aside; `received` are its exact bytes, never shown by repr."""

    dataset: str
    business_date: date
    delivery_id: str
    file: str
    line: int
    reason: str
    column: str
    encoding: str
    received: bytes = field(repr=False)

    @property
    def why(self) -> str:
        """The reason in Chinese."""
        return REASONS[RowReason(self.reason)].chinese

    @property
    def cure(self) -> str:
        """What to do about it, in Chinese."""
        return _CURES.get(RowReason(self.reason), "按接口约定修正后重新交付")

    @property
    def text(self) -> str:
        """The bytes as characters without the line's end; those that are none as `\\xNN`."""
        # a UTF-16 file is read, and a sheet's row is kept, as UTF-8
        encoding = "utf-8" if self.encoding.startswith("utf-16") else self.encoding or "utf-8"
        return self.received.decode(encoding, "backslashreplace").rstrip("\r\n")

    def as_json(self) -> dict[str, Any]:
        """Where and why; no value."""
        shown = ("dataset", "business_date", "delivery_id", "file", "line", "reason", "column")
        return {**{name: getattr(self, name) for name in shown}, "why": self.why, "cure": self.cure}


def quarantined(night: Night, dataset: str | None = None, delivery: Delivery | None = None) -> list[SetAside]:
    """Rows set aside in everything delivered up to the night, or in one delivery, in order of file and line.

    Raises:
        InspectionError: the dataset is not declared, or a delivery is landed but not standardised.
    """
    if dataset is not None and dataset not in night.contracts.datasets:
        raise InspectionError(f"unknown dataset '{dataset}'; known: {', '.join(night.contracts.datasets)}")
    chosen = [delivery] if delivery is not None else landing.deliveries(night)
    return [row for each in chosen if dataset in (None, each.dataset) for row in _rows_of(night, each)]


def row_as_received(night: Night, delivery: Delivery, file: str, line: int) -> list[SetAside]:
    """What was set aside at one line of one file of a delivery; `file` may be left empty where there is one alone.

    Raises:
        InspectionError: nothing was.
    """
    rows = quarantined(night, delivery=delivery)
    found = [row for row in rows if row.line == line and file in ("", row.file)]
    if not found or len({row.file for row in found}) > 1:
        files = ", ".join(sorted({row.file for row in rows})) or "none"
        raise InspectionError(
            f"delivery {delivery.delivery_id} has no one row set aside at line {line} of '{file}'; "
            f"files with such rows: {files}; `crosscheck quarantine list` gives their lines"
        )
    return found


def export(rows: list[SetAside], target: Path) -> None:
    """Write rows with what was received to a new CSV or XLSX file that its owner alone can read.

    Raises:
        InspectionError: neither .csv nor .xlsx, or the file is there already.
    """
    writers = {".csv": _as_csv, ".xlsx": _as_workbook}
    if target.suffix.lower() not in writers:
        raise InspectionError(f"{target}: name it .csv or .xlsx")
    content = writers[target.suffix.lower()](rows)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InspectionError(f"{target} is there already; give another name or remove it") from None
    except OSError as error:
        raise InspectionError(f"{target} cannot be written ({type(error).__name__})") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def column_title(dataset: Dataset, column: str) -> str:
    """The header a column is delivered under; empty for none."""
    found = dataset.column.get(column)
    return found.headers[0] if found else ""


def _rows_of(night: Night, delivery: Delivery) -> Iterator[SetAside]:
    folder = night.canonical / delivery.dataset / f"{delivery.delivery_id}-{night.contracts.version}"
    try:
        account = json.loads((folder / "accounting.json").read_text("utf-8"))
        rows = pq.read_table(folder / "quarantine.parquet").to_pylist()
    except FileNotFoundError:
        raise InspectionError(
            f"{delivery.dataset} delivery {delivery.delivery_id} is landed but not standardised; run crosscheck pull"
        ) from None
    encodings = {
        "/".join(filter(None, (each["name"], each["part"]))): each.get("encoding") for each in account["files"]
    }
    for row in rows:
        yield SetAside(
            delivery.dataset,
            delivery.business_date,
            delivery.delivery_id,
            row["file"],
            row["line"],
            row["reason"],
            row["column"] or "",
            encodings.get(row["file"]) or "",
            row["received"] or b"",
        )


def _cells(row: SetAside) -> list[str | int]:
    day = row.business_date.isoformat()
    return [row.dataset, day, row.delivery_id, row.file, row.line, row.why, row.column, row.cure, row.text]


def _as_csv(rows: list[SetAside]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in rows:
        cells = _cells(row)
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(rows: list[SetAside]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("隔离行")
        for place, heading in enumerate(_HEADINGS):
            sheet.write_string(0, place, heading, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(_cells(row)):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                else:
                    whole = len(cell) <= _LONGEST_CELL
                    sheet.write_string(number, place, cell if whole else cell[: _LONGEST_CELL - len(_CUT)] + _CUT)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(_HEADINGS) - 1)
    return content.getvalue()
