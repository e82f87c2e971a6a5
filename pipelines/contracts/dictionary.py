"""Writes the data dictionary from the declaration: `python -m pipelines.contracts.dictionary docs/dictionary.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines.contracts.declaration import Column, Contracts, Dataset, load_contracts
from pipelines.contracts.schema import canonical_columns

SYSTEMS = {"court": "法院", "justice": "司法行政", "police": "公安"}


def dictionary(contracts: Contracts) -> str:
    """The dictionary as Markdown: every dataset, column, header, type, code and privacy class."""
    parts = [
        "# Data dictionary 数据字典\n",
        "Generated from `pipelines/contracts/datasets.yaml` by `make docs`; do not edit. **!** = must be filled in, "
        "**P** = personal: the value never leaves its row (no log, message, metric or check result).\n",
    ]
    parts.extend(_dataset_page(dataset, contracts) for dataset in contracts.datasets.values())
    parts.append("\n## Code lists 代码表\n")
    parts.append("| list | code | term in the program | label |\n|---|---|---|---|")
    for codes in contracts.codes.values():
        parts.extend(f"| {codes.name} | {code} | `{term}` | {label} |" for code, term, label in codes.entries)
    return "\n".join(parts) + "\n"


def _dataset_page(dataset: Dataset, contracts: Contracts) -> str:
    key = ", ".join(f"`{name}`" for name in dataset.key)
    lines = [
        f"\n## {dataset.id} {dataset.title}\n",
        f"From {SYSTEMS[dataset.source]}. One row is {dataset.grain}. Kind: {dataset.kind}; delivery: "
        f"{dataset.delivery}; key: {key}.\n",
        "| column | | type | headers accepted | canonical columns |",
        "|---|---|---|---|---|",
    ]
    lines.extend(_column_row(column) for column in dataset.columns)
    return "\n".join(lines)


def _column_row(column: Column) -> str:
    marks = ("!" if column.required else "") + (" P" if column.personal else "")
    canonical = ", ".join(f"`{field.name}` {field.type}" for field in canonical_columns(column))
    return f"| `{column.name}` | {marks.strip()} | {column.type} | {', '.join(column.headers)} | {canonical} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(load_contracts()), "utf-8")
