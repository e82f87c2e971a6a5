"""A region so small that a night of it takes a second or two: three datasets, forty people, a handful of rules."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.month import Row, base_rows, days, write_delivery
from pipelines.contracts import load_contracts
from pipelines.rules import rulefile
from pipelines.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
FIRST, SECOND = days(2)
PEOPLE = 40
PREFECTURE = "1501"
#: a few of each direction; what is tried here is what becomes of their findings, not what they find
RULES = ("D02", "D03", "E01", "H01", "H02", "S01")


def make(folder: Path) -> Path:
    """Write the exports of two nights below `folder/inbox`, the correction below `folder/corrected`, and the rules."""
    base = base_rows(folder / "base", 20, seed=1)
    register = base["justice.register"][:PEOPLE]
    numbers = {row["correction_no"] for row in register}
    small = {
        "court.sentences": base["court.sentences"][:PEOPLE],
        "justice.register": register,
        "justice.contacts": [row for row in base["justice.contacts"] if row["correction_no"] in numbers],
    }
    for row in (small["justice.contacts"][0], small["justice.contacts"][-1]):
        row["contacted_at"] = "2025-13-40"  # some rows are always set aside
    for dataset, rows in small.items():
        increment = dataset == "justice.contacts"
        recent = rows[-20:] if increment else rows[1:]
        deliver(folder / "inbox", dataset, rows[:-20] if increment else rows[:-1], FIRST)
        deliver(folder / "inbox", dataset, recent, SECOND)
    deliver(folder / "corrected", "justice.register", register[3:], FIRST)
    rules = folder / "rules"
    rules.mkdir()
    (rules / rulefile.LEFT_OUT).mkdir()
    for file in rulefile.FOLDER.glob("*.sql"):
        if file.name[:3] in RULES:
            os.symlink(file, rules / file.name)
            os.symlink(file.parent / rulefile.LEFT_OUT / file.name, rules / rulefile.LEFT_OUT / file.name)
    return folder


def deliver(inbox: Path, dataset: str, rows: list[Row], day: date) -> None:
    """One delivery of one dataset, as CSV."""
    declared = load_contracts().datasets[dataset]
    write_delivery(declared, rows, inbox / declared.source / declared.name / day.isoformat(), day)


def delivered_rows(file: Path) -> int:
    """Rows of a delivered CSV, counted without the product's help."""
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def settings(home: Path, inbox: Path, **explicit: Any) -> Settings:
    """The sample's settings for this region."""
    given = {"region": {"prefectures": [PREFECTURE]}, "engine": {"threads": 1, "memory_limit": "500MB"}, **explicit}
    return load_settings(ROOT / "crosscheck.toml", home=home, inbox=inbox, **given)


def keep_few_rules(rules: Path) -> None:
    """In a process that computes: the folder of rules of this region."""
    rulefile.load_rules.__defaults__ = (rules,)
