"""The boundaries of docs/architecture.md, held by reading every import of the tree."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIPELINES = sorted((ROOT / "pipelines").rglob("*.py"))
DAGS = sorted((ROOT / "dags").rglob("*.py"))

#: Library → the folders that alone may import it.
HOMES = {
    "airflow": {"dags"},
    "great_expectations": {"pipelines/quality"},
    "sqlalchemy": {"pipelines/database", "pipelines/answers", "pipelines/ledger", "pipelines/sources"},
    "alembic": {"pipelines/database"},
    "duckdb": {"pipelines/engine"},
}

#: Nothing between facts and rules may know the clock, the network or chance.
PURE = ("facts", "identity", "sentences", "rules", "law", "contracts")
FORBIDDEN_IN_PURE = {"time", "random", "secrets", "uuid", "socket", "requests", "httpx", "urllib", "subprocess"}


def steps_of_the_page() -> list[str]:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    listed = page.split("<!-- steps -->")[1].split("<!-- /steps -->")[0]
    return re.findall(r"^\d+\. `(\w+)`", listed, re.MULTILINE)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def stands_in(path: Path, folders: set[str]) -> bool:
    relative = path.relative_to(ROOT).as_posix()
    return any(relative.startswith(folder + "/") for folder in folders)


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_in_its_home_alone(library):
    strangers = [
        path.relative_to(ROOT).as_posix()
        for path in PIPELINES + DAGS
        if not stands_in(path, HOMES[library]) and any(name.split(".")[0] == library for name in imports(path))
    ]
    assert strangers == []


def test_the_page_the_tree_and_night_py_tell_the_same_steps():
    from pipelines.night import STEPS

    page = steps_of_the_page()
    assert [step.name for step in STEPS] == page
    folders = {path.name for path in (ROOT / "pipelines").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {
        *page,
        "contracts",
        "law",
        "engine",
        "database",
        "answers",
        "replies",
        "commands",
        "inspection",
        "operating",
    }


def test_a_stage_never_imports_a_later_stage():
    steps = steps_of_the_page()
    wrong = []
    for place, step in enumerate(steps):
        later = {f"pipelines.{name}" for name in steps[place + 1 :]} | {"pipelines.night", "pipelines.cli"}
        for path in sorted((ROOT / "pipelines" / step).rglob("*.py")):
            wrong.extend(
                (path.relative_to(ROOT).as_posix(), name)
                for name in imports(path)
                if any(name == stage or name.startswith(stage + ".") for stage in later)
            )
    assert wrong == []


@pytest.mark.parametrize("folder", PURE)
def test_what_computes_knows_no_clock_no_network_and_no_chance(folder):
    wrong = []
    for path in sorted((ROOT / "pipelines" / folder).rglob("*.py")):
        names = {name.split(".")[0] for name in imports(path)}
        wrong.extend((path.name, name) for name in sorted(names & FORBIDDEN_IN_PURE))
        source = path.read_text("utf-8")
        wrong.extend((path.name, call) for call in re.findall(r"\b(?:today|now|utcnow)\(\)", source))
    for path in sorted((ROOT / "pipelines" / folder).rglob("*.sql")):
        wrong.extend(
            (path.name, call)
            for call in re.findall(
                r"(?i)\b(current_date|current_timestamp|now\(|today\(|random\(|uuid\()", path.read_text("utf-8")
            )
        )
    assert wrong == []


def test_no_module_is_a_drawer_without_a_name():
    drawers = [
        path.name for path in PIPELINES + DAGS if re.fullmatch(r"(utils?|helpers?|common|misc|base)\.py", path.name)
    ]
    assert drawers == []


def test_dags_are_wiring_only():
    long = {path.name: len(path.read_text("utf-8").splitlines()) for path in DAGS}
    assert {name: lines for name, lines in long.items() if lines > 120} == {}


def test_no_top_level_folder_without_a_reason():
    allowed = {"dags", "pipelines", "expectations", "data", "tests", "benchmarks", "docs", "deployment"}
    present = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert present - {"var", "build", "crosscheck.egg-info"} <= allowed
