"""Exports for tests: rows of court.sentences as a system writes them, delivered, landed and standardised."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import landing, standardise
from pipelines.settings import Night, Settings

D = date(2025, 10, 15)
DAY = "2025-10-15"

#: headers and one readable row
COLUMNS = {
    "案号": "（2025）内0105刑初1号",
    "被告人序号": "1",
    "审理法院": "青城区人民法院",
    "文书种类": "判决书",
    "矫正类别": "缓刑",
    "被告人姓名": "张伟",
    "出生日期": "1949-12-31",
    "证件种类": "111",
    "证件号码": "11010519491231002X",
    "户籍地": "150105",
    "居住地": "幸福路1号",
    "罪名": "盗窃罪",
    "主刑": "有期徒刑一年",
    "缓刑考验期": "缓刑二年",
    "是否宣告禁止令": "否",
    "判决日期": "2025-03-05",
    "生效日期": "2025-03-16",
    "先行羁押天数": "30",
    "文书状态": "已生效",
    "执行地": "150105",
}
HEADER = list(COLUMNS)


def row(number: int = 1, **changes: str) -> list[str]:
    """One readable row with its own case number, changed where the test says."""
    return list((COLUMNS | {"案号": f"（2025）内0105刑初{number}号"} | changes).values())


def csv_bytes(rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Header and rows as text without quotation marks."""
    return "".join(separator.join(cells) + end for cells in [HEADER, *rows]).encode(encoding)


class Delivered:
    """What one delivery became."""

    def __init__(self, home: Path, files: dict[str, bytes], dataset: str = "court.sentences", **settings: Any) -> None:
        inbox = home / "inbox"
        for source in ("court", "justice", "police"):
            (inbox / source).mkdir(parents=True, exist_ok=True)
        folder = inbox / dataset.replace(".", "/") / DAY
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self.night = Night.of(Settings(home=home / "var", inbox=inbox, **settings), D)
        landing.land(self.night)
        self.counts = standardise.run(self.night)
        self.delivery = landing.deliveries(self.night)[-1]
        self.folder = standardise.canonical_folder(self.night, self.delivery)
        self.account: dict[str, Any] = json.loads((self.folder / "accounting.json").read_text("utf-8"))

    def table(self, name: str) -> pa.Table:
        return pq.read_table(self.folder / f"{name}.parquet")

    @property
    def received(self) -> list[dict[str, Any]]:
        """Every value as it came, from where it is kept."""
        kept = zip(self.table("rows").to_pylist(), self.table("received").to_pylist(), strict=True)
        return [
            {name: read[name] if came is None and isinstance(read[name], str) else came for name, came in row.items()}
            for read, row in kept
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.table("rows").to_pylist()

    @property
    def quarantine(self) -> list[tuple[str, int, str, str | None]]:
        return [(q["file"], q["line"], q["reason"], q["column"]) for q in self.table("quarantine").to_pylist()]

    @property
    def refused(self) -> dict[str, str]:
        return {
            file["name"] + (f"/{file['part']}" if file["part"] else ""): file["refused"]["reason"]
            for file in self.account["files"]
            if file["refused"]
        }
