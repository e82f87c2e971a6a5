"""Writes the inbox: every dataset of every night in its shape, with a few broken lines, and says where those are."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from data.generator.cells import Style, cell
from data.generator.places import REGION, SILENT_COUNTY
from data.generator.shapes import SHAPES, Shape
from data.generator.world import FIRST_NIGHT, MISSING_NIGHT, SILENT_NIGHT, Record, World
from data.generator.writers import csv_line, gzipped, parquet, sheet, zipped
from pipelines.contracts import Column, Contracts, Dataset, load_contracts

#: longer tables are exported as text
_LONGEST_SHEET = 20_000


@dataclass(frozen=True)
class Broken:
    """One line that cannot be read, and the family of the reason."""

    night: date
    dataset: str
    file: str
    line: int
    reason: str
    #: for court.sentences: the sentence it was
    key: str = ""


@dataclass
class Line:
    """One row on its way out."""

    record: Record
    values: dict[str, Any]
    raw: dict[str, str]


@dataclass
class Exporter:
    """Writes one world into an inbox."""

    world: World
    inbox: Path
    seed: int
    contracts: Contracts = field(default_factory=load_contracts)
    broken: list[Broken] = field(default_factory=list)

    def write(self) -> list[Broken]:
        """All nights, all datasets; returns the broken lines."""
        for night in self.world.nights:
            for dataset in self.contracts.datasets.values():
                if dataset.id == "justice.register" and night == MISSING_NIGHT:
                    continue
                self._deliver(dataset, SHAPES[dataset.id], night)
        return self.broken

    def _deliver(self, dataset: Dataset, shape: Shape, night: date) -> None:
        folder = self.inbox / dataset.source / dataset.name / night.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        parts: list[list[Line]] = [[] for _ in shape.files]
        for line in self._lines(dataset, night):
            key = "~".join(str(line.values[name]) for name in dataset.key)
            parts[zlib.crc32(key.encode()) % len(parts)].append(line)
        if shape.container == "xlsx" and max(map(len, parts)) > _LONGEST_SHEET:
            shape = replace(
                shape,
                container="csv",
                files=tuple(name.replace(".xlsx", ".csv") for name in shape.files),
                styles=tuple(replace(style, dates="iso") for style in shape.styles),
                encoding="utf-8-sig",
            )
        rng = Random(f"{self.seed}/{dataset.id}/{night}")
        for place, (name, style) in enumerate(zip(shape.files, shape.styles, strict=True)):
            breaks = shape.broken // len(parts) + (place < shape.broken % len(parts))
            name = name.format(night=night.strftime("%Y%m%d"))
            (folder / name).write_bytes(self._file(dataset, shape, style, parts[place], name, night, rng, breaks))

    def _lines(self, dataset: Dataset, night: date) -> Iterator[Line]:
        silent = SILENT_COUNTY if night == SILENT_NIGHT else ""
        if dataset.id == "justice.contacts":
            yield from self._contacts(night, silent)
            return
        increment = dataset.delivery == "increment"
        chosen: list[tuple[date, str, Line]] = []
        current: dict[int, Callable[[date], dict[str, Any] | None]] = {}
        for handed in self.world.sentences:
            current[id(handed.record)] = handed.row
        for term in self.world.terms:
            current[id(term.record)] = term.row
        for record in self.world.all_records(dataset.id):
            if record.home is not None and record.home == silent:
                continue
            if increment and night > FIRST_NIGHT and night not in _moments(record):
                continue
            look = current.get(id(record), record.on)
            if (values := look(night)) is None:
                continue
            key = "~".join(str(values[name]) for name in dataset.key)
            chosen.append((record.born, key, Line(record, values, record.raw)))
        for _, _, line in sorted(chosen, key=lambda one: one[:2]):
            yield line

    def _contacts(self, night: date, silent: str) -> Iterator[Line]:
        chosen = []
        for term in self.world.terms:
            if term.county == silent:
                continue
            place = REGION[term.county]
            for contact in term.contacts:
                if not (contact.day == night or (night == FIRST_NIGHT and contact.day < night)):
                    continue
                sway = zlib.crc32(f"{term.number}{'' if contact.fixed else contact.at}".encode())
                mobile = contact.method == "app_check_in"
                values = {
                    "correction_no": term.number,
                    "contacted_at": contact.at,
                    "method": contact.method,
                    "result": contact.result,
                    "county": term.county,
                    "longitude": round(place.longitude + (sway % 200 - 100) / 10000, 4) if mobile else None,
                    "latitude": round(place.latitude + (sway // 200 % 200 - 100) / 10000, 4) if mobile else None,
                }
                chosen.append((term.number, contact.at, contact.method, values))
        nobody = Record("justice.contacts", {}, night)
        for *_, values in sorted(chosen, key=lambda one: one[:3]):
            yield Line(nobody, values, {})

    # ── one file ──────────────────────────────────────────────────────────────────────────────

    def _file(
        self,
        dataset: Dataset,
        shape: Shape,
        style: Style,
        lines: list[Line],
        name: str,
        night: date,
        rng: Random,
        breaks: int,
    ) -> bytes:
        columns = [column for column in dataset.columns if column.name not in style.left_out]
        columns = columns[style.rotate :] + columns[: style.rotate]
        headers = [column.headers[style.headers % len(column.headers)] for column in columns]
        if shape.container == "parquet":
            return self._parquet(columns, headers, lines, style)
        if shape.container == "xlsx":
            typed = style.dates in ("cell", "serial")
            rows = [[self._sheet_value(column, line, style, typed) for column in columns] for line in lines]
            return sheet(shape.title, headers, rows, style.dates)
        texts = [[self._text(column, line, style) for column in columns] for line in lines]
        shown = f"{name}/{_member(name)}" if shape.container == "zip" else name
        content = self._csv(dataset, shape, columns, headers, lines, texts, shown, night, rng, breaks)
        if shape.container == "zip":
            return zipped(_member(name), content)
        return gzipped(content) if shape.container == "gz" else content

    def _text(self, column: Column, line: Line, style: Style) -> str:
        if column.name in line.raw:
            return line.raw[column.name]
        salt = str(line.record.person.number) if line.record.person else line.record.dataset
        return cell(column, line.values[column.name], style, self.contracts, salt)

    def _sheet_value(self, column: Column, line: Line, style: Style, typed: bool) -> Any:
        value = line.values[column.name]
        if typed and column.type == "date" and column.name not in line.raw:
            return value
        return value if column.type == "int" and value is not None else self._text(column, line, style)

    def _parquet(self, columns: list[Column], headers: list[str], lines: list[Line], style: Style) -> bytes:
        types, rows = [], []
        for column in columns:
            if column.type == "datetime":
                types.append(pa.timestamp("us"))
            elif column.type == "date" and style.dates == "date":
                types.append(pa.date32())
            else:
                types.append(pa.float64() if column.type == "decimal" else pa.string())
        for line in lines:
            row = []
            for column, kind in zip(columns, types, strict=True):
                value = line.values[column.name]
                row.append(value if kind != pa.string() or value is None else self._text(column, line, style))
            rows.append(row)
        return parquet(headers, types, rows)

    # ── broken lines ──────────────────────────────────────────────────────────────────────────

    def _csv(
        self,
        dataset: Dataset,
        shape: Shape,
        columns: list[Column],
        headers: list[str],
        lines: list[Line],
        texts: list[list[str]],
        name: str,
        night: date,
        rng: Random,
        breaks: int,
    ) -> bytes:
        spare = [place for place, line in enumerate(lines) if line.record.spare]
        chosen = sorted(rng.sample(spare, min(breaks, len(spare))))
        faults = rng.sample(_FAULTS, len(_FAULTS))
        encoding = "utf-8" if shape.encoding == "utf-8-sig" else shape.encoding
        chunks = [
            (b"\xef\xbb\xbf" if shape.encoding == "utf-8-sig" else b"")
            + csv_line(headers, shape.newline).encode(encoding)
        ]
        number = 2
        for place, (line, cells) in enumerate(zip(lines, texts, strict=True)):
            whole = csv_line(cells, shape.newline)
            if place in chosen:
                fault = faults[chosen.index(place) % len(faults)]
                chunk, reason = _break(fault, columns, cells, shape.newline, encoding)
                chunks.append(chunk)
                self._note(dataset, line, name, number, night, reason)
                number += 1
                if fault == "duplicate":
                    chunks.append(chunk)
                    self.broken[-1] = Broken(night, dataset.id, name, number, reason)
                    number += 1
                elif fault == "conflict":
                    chunks.append(_differently(dataset, columns, cells, shape.newline, encoding))
                    self._note(dataset, line, name, number, night, reason)
                    number += 1
                continue
            chunks.append(whole.encode(encoding))
            number += whole.count("\n")
        return b"".join(chunks)

    def _note(self, dataset: Dataset, line: Line, name: str, number: int, night: date, reason: str) -> None:
        values = line.values
        key = f"{values['case_no']}~{values['defendant_no']}" if dataset.id == "court.sentences" else ""
        self.broken.append(Broken(night, dataset.id, name, number, reason, key))


def _member(name: str) -> str:
    return name.replace(".zip", ".csv")


def _moments(record: Record) -> set[date]:
    """Days on which an event row is new or changes: a stay is sent on arrival and again on departure."""
    return {value.date() for value in record.values.values() if isinstance(value, datetime)}


_FAULTS = ("ragged_short", "ragged_long", "quote", "bytes", "date", "code", "duplicate", "conflict")


def _differently(dataset: Dataset, columns: list[Column], cells: list[str], newline: str, encoding: str) -> bytes:
    """The same key with another value in a free-text or date column."""
    free = [place for place, column in enumerate(columns) if column.name not in dataset.key and column.type == "text"]
    cells = [text.replace("\n", "") for text in cells]
    cells[free[-1]] += "（更正）"
    return csv_line(cells, newline).encode(encoding)


_CODED = ("county", "travel_mode", "correction_type", "person_status", "sex")
_REASONS = {"ragged_short": "ragged", "ragged_long": "ragged"}


def _break(fault: str, columns: list[Column], cells: list[str], newline: str, encoding: str) -> tuple[bytes, str]:
    """The line with one fault in it, and the family of the reason."""
    cells = [text.replace("\n", "") for text in cells]
    names = [place for place, column in enumerate(columns) if column.type == "name"]
    reason = _REASONS.get(fault, fault)
    if fault == "ragged_short":
        cells = cells[:-2]
    elif fault == "ragged_long":
        cells = [*cells, "备注", "已核对"]
    elif fault == "date":
        place = next(place for place, column in enumerate(columns) if column.type in ("date", "datetime"))
        cells[place] = "2025-13-45"
    elif fault == "code":
        place = next(place for place, column in enumerate(columns) if column.type in _CODED)
        cells[place] = "77"
    line = csv_line(cells, newline)
    if fault == "quote":
        name = cells[names[0]]
        return line.replace(name, f'"{name}', 1).encode(encoding), reason
    if fault == "bytes":
        head, tail = line.split(cells[names[0]], 1)
        return head.encode(encoding) + b"\xff\xfe" + tail.encode(encoding), reason
    return line.encode(encoding), reason
