"""The part of a suite that follows from the contract: columns, required, terms, unique record ids.

`python -m pipelines.quality.skeleton` writes it into `expectations/*.json`, keeping what was written by hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.contracts import Contracts, Dataset, load_contracts
from pipelines.quality.suites import EXPECTATIONS


def skeleton(dataset: Dataset, contracts: Contracts) -> list[dict[str, Any]]:
    """Expectations every suite of `dataset` must hold, in Great Expectations' JSON form."""
    names = ["record_id", *(column.name for column in dataset.columns)]
    entries = [
        _entry(
            "expect_table_columns_to_match_set",
            {"column_set": names, "exact_match": False},
            "columns_present",
            "合同约定的列必须都在。",
        ),
        _entry(
            "expect_column_values_to_not_be_null", {"column": "record_id"}, "record_id_filled", "每行都要有记录号。"
        ),
        _entry("expect_column_values_to_be_unique", {"column": "record_id"}, "record_id_unique", "记录号不得重复。"),
    ]
    for column in dataset.columns:
        label = column.headers[0]
        if column.required:
            why = f"“{label}”为必填列。"
            entries.append(
                _entry("expect_column_values_to_not_be_null", {"column": column.name}, f"{column.name}_filled", why)
            )
        if column.type in contracts.codes:
            terms = [term for _, term, _ in contracts.codes[column.type].entries]
            why = f"“{label}”只能取代码表中的值。"
            entries.append(
                _entry(
                    "expect_column_values_to_be_in_set",
                    {"column": column.name, "value_set": terms},
                    f"{column.name}_known_term",
                    why,
                )
            )
    return entries


def _entry(kind: str, kwargs: dict[str, Any], check: str, why: str) -> dict[str, Any]:
    meta = {"check": check, "severity": "critical", "why": why, "from_contract": True}
    return {"type": kind, "kwargs": kwargs, "meta": meta}


def write_skeletons(folder: Path = EXPECTATIONS) -> list[Path]:
    """Bring the contract's part of every suite up to date; what was written by hand stays as it is."""
    contracts = load_contracts()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for dataset in contracts.datasets.values():
        path = folder / f"{dataset.id}.json"
        body: dict[str, Any] = {"name": dataset.id, "meta": {}, "expectations": []}
        if path.is_file():
            body = json.loads(path.read_text("utf-8"))
        by_hand = [entry for entry in body["expectations"] if not entry["meta"].get("from_contract")]
        body["expectations"] = [*skeleton(dataset, contracts), *by_hand]
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    write_skeletons()
