"""The relation `plan_families`: plans of one office that say nearly the same once names, numbers and dates are gone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from pipelines.engine import Session
from pipelines.rules.likeness import alike, may_have_a_like

#: Shorter than this says too little to be copied (见附件).
LEAST_CHARACTERS = 50
#: What is left of a date stands in _OF_DATES once its digits are gone.
_NO_WORDS = re.compile(r"[\W\d_〇零一二三四五六七八九十百千万亿两]+")
_OF_DATES = re.compile(r"年月日|年月|月日")
#: The marks nearly every plan is full of, as NFKC writes them: most plans need no more.
_MARKS = tuple(zip("，：；（）！？", ",:;()!?", strict=True))
#: Plans looked at in one piece.
_AT_ONCE = 20_000

SCHEMA = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),  # of the plan
        pa.field("family", pa.string(), nullable=False),  # record_id of the earliest plan of the family
        pa.field("permille", pa.int64(), nullable=False),  # Jaccard to the plan the family is alike to, in thousandths
    ]
)


def plan_families(session: Session) -> pa.Table:
    """record_id, family, permille for the plans of `office_plans` that have a like in their office, by record_id."""
    plans = session.query(
        "SELECT county, office_name, record_id, text, person_name, former_name FROM office_plans "
        "ORDER BY county, office_name, made_on, record_id",
        source="rules: plans by office",
    )
    rows: list[dict[str, Any]] = []
    for offices in _bundles(plans):
        texts = [list(by_text) for by_text in offices]
        suspect = iter(may_have_a_like(texts))
        for by_text in offices:
            # who says it word for word needs no search
            rows.extend(_families({said: those for said, those in by_text.items() if next(suspect) or len(those) > 1}))
    return pa.Table.from_pylist(rows, SCHEMA).sort_by("record_id")


def substance(text: str, names: tuple[str | None, ...]) -> str:
    """What a plan says: its letters and characters without the person's names, dates, numbers, punctuation."""
    folded = _folded(text)
    for name in names:
        if name and len(name) > 1:
            folded = folded.replace(_folded(name), "")
    return _OF_DATES.sub("", _NO_WORDS.sub("", folded))


def _folded(text: str) -> str:
    """NFKC."""
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _bundles(plans: pa.Table) -> Iterator[list[dict[str, list[str]]]]:
    """Whole offices, some at a time: of each what its plans say, earliest first, with the plans that say it."""
    bundle: list[dict[str, list[str]]] = []
    held = 0
    for _, office in groupby(_rows(plans), key=lambda row: (row["county"], row["office_name"])):
        by_text: dict[str, list[str]] = {}
        for plan in office:
            said = substance(plan["text"], (plan["person_name"], plan["former_name"]))
            if len(said) >= LEAST_CHARACTERS:
                by_text.setdefault(said, []).append(plan["record_id"])
        bundle.append(by_text)
        held += len(by_text)
        if held >= _AT_ONCE:
            yield bundle
            bundle, held = [], 0
    yield bundle


def _rows(plans: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in plans.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _families(by_text: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The families of one office; its texts come earliest first."""
    if not by_text:
        return []
    texts = list(by_text)
    found = alike(texts, [len(by_text[text]) for text in texts])
    members: dict[int, list[tuple[str, int]]] = {}
    for text, likeness in zip(texts, found, strict=True):
        members.setdefault(likeness.group, []).extend((record, likeness.permille) for record in by_text[text])
    # a text stands where its earliest plan does, so the first member is the earliest of all
    return [
        {"record_id": record, "family": family[0][0], "permille": permille}
        for _, family in sorted(members.items())
        if len(family) > 1
        for record, permille in family
    ]
