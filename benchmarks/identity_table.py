"""The result of `benchmarks/identity.py` to read."""

from __future__ import annotations

from typing import Any

#: shown name → key of a figure, and how it is written
FIGURES = {
    "precision": ("precision", ".6f"),
    "recall": ("recall", ".4f"),
    "recall with review": ("recall_with_review", ".4f"),
    "F1": ("f1", ".4f"),
    "wrong pairs": ("wrong", ",d"),
    "of them hard": ("wrong_hard", ",d"),
    "missed": ("missed", ",d"),
    "questions": ("review_pairs", ",d"),
    "truly same": ("review_pairs_truly_same", ",d"),
    "seconds": ("seconds", ".1f"),
    "CPU s": ("cpu_seconds", ".1f"),
    "peak MB": ("peak_mb", ",d"),
}
COLUMNS = ("pairs", "missed", "wrong", "asked", "asked_same")


def as_page(runs: list[dict[str, Any]]) -> str:
    """All sizes, the comparison first, then ours by fault and by hard group."""
    parts = ["# Who is who, beside its rivals\n", _preface(runs[-1])]
    for run in runs:
        parts.append(f"## {run['people']:,} people per system, seed {run['seed']}\n")
        parts.append("| way | " + " | ".join(FIGURES) + " |\n|---" * 1 + "|---" * len(FIGURES) + "|")
        parts.extend(_line(name, figures) for name, figures in run["ways"].items())
        parts.append("")
        mine = run["ways"].get("crosscheck", {})
        for title, key in (
            ("By fault of either record, crosscheck", "by_fault"),
            ("By hard group, crosscheck", "by_hard_group"),
        ):
            if key in mine:
                parts.append(_table(title, mine[key]))
        others = {name: figures for name, figures in run["ways"].items() if "by_hard_group" in figures}
        if len(others) > 1:
            parts.append(_hard(others))
    return "\n".join(parts) + "\n"


def _preface(run: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items() if number)
    return (
        "Made-up people with truth, faults and hard groups from `benchmarks/identity_people.py`; each way in a process "
        f"of its own, one after the other, training included. {run['machine']}; {versions}. A pair is two records of "
        "one person; the rivals' thresholds are the best of some tried at 10,000 people against the truth. "
        "`load_before` in the JSON says how busy the machine was: compare CPU seconds where it was.\n"
    )


def _line(name: str, figures: dict[str, Any]) -> str:
    if "left_out" in figures:
        return f"| {name} | left out: {figures['left_out']} |" + " |" * (len(FIGURES) - 1)
    shown = figures | {"wrong_hard": figures["by_hard_group"]["any"]["wrong"]}
    return (
        f"| {name} | "
        + " | ".join(format(shown[k], style) if k in shown else "" for k, style in FIGURES.values())
        + " |"
    )


def _table(title: str, rows: dict[str, dict[str, int]]) -> str:
    lines = [
        f"{title}:\n",
        "| | " + " | ".join(("true pairs", "missed", "wrong", "questions", "truly same")) + " |",
        "|---" * 6 + "|",
    ]
    lines += [
        f"| {name} | " + " | ".join(f"{row[column]:,}" for column in COLUMNS) + " |" for name, row in rows.items()
    ]
    return "\n".join(lines) + "\n"


def _hard(ways: dict[str, dict[str, Any]]) -> str:
    groups = next(iter(ways.values()))["by_hard_group"]
    lines = ["Wrong / missed pairs by hard group:\n", "| | " + " | ".join(ways) + " |", "|---" * (len(ways) + 1) + "|"]
    for group in groups:
        cells = (
            f"{w['by_hard_group'][group]['wrong']:,} / {w['by_hard_group'][group]['missed']:,}" for w in ways.values()
        )
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
