"""A rule is one file: a YAML header in the leading comment, then one query; a typo is an error with its cure.

Beside it, in `left_out/` under the same name, stands the query that says what the rule leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from pipelines.contracts import Contracts
from pipelines.law import statutes

FOLDER = Path(__file__).parent
#: under a folder of rules: of each, what it explains away and cannot prove
LEFT_OUT = "left_out"
FILE_NAME = re.compile(r"(?P<id>[A-Z]\d{2})_[a-z][a-z0-9_]*\.sql")
#: libyaml's where PyYAML was built with it: eight times as fast, and every night reads all headers
_SAFE_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING, _CLOSING = "/*---", "---*/"

Direction = Literal["supervision", "wrong_against_person", "data"]
Audience = Literal["prosecutor", "data_engineer"]
DIRECTIONS = ("supervision", "wrong_against_person", "data")
AUDIENCES = ("prosecutor", "data_engineer")

#: Header keys and the kind of value each takes; all of them are written out in every rule, an empty list is `[]`.
KEYS: dict[str, type] = {
    "id": str,
    "version": int,
    "label": str,
    "title": str,
    "question": str,
    "english": str,
    "direction": str,
    "audience": str,
    "law": list,
    "duty": list,
    "instrument": str,
    "needs": list,
    "searched": list,
    "clears": list,
    "shows": dict,
}


class RuleFileError(ValueError):
    """A rule file is wrong: names the file, what was found and the cure."""


@dataclass(frozen=True)
class Searched:
    """An innocent explanation that is looked for: in which dataset, and what (Chinese)."""

    dataset: str
    what: str


@dataclass(frozen=True)
class Rule:
    """One rule: its header, checked, its query, and the query that says what it leaves out."""

    id: str
    version: int
    label: str
    title: str
    question: str
    english: str
    direction: Direction
    audience: Audience
    law: tuple[str, ...]
    duty: tuple[str, ...]
    instrument: str
    needs: tuple[str, ...]
    searched: tuple[Searched, ...]
    clears: tuple[str, ...]
    shows: Mapping[str, tuple[str, ...]]
    query: str
    left_out: str
    file: str

    @property
    def wrong_against_person(self) -> bool:
        """True where the person in correction is the one wronged."""
        return self.direction == "wrong_against_person"

    @property
    def queries(self) -> str:
        """Both queries, for those who ask what is read."""
        return f"{self.query}\n{self.left_out}"


def load_rules(contracts: Contracts, folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Every rule of the folder, in the order of their ids.

    Raises:
        RuleFileError: a file that is no rule, a wrong header, an id used twice, a rule that does not say what it
            leaves out, or such a query without a rule.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(each for each in folder.iterdir() if each.suffix == ".sql"):
        rule = read_rule(path, contracts)
        if rule.id in rules:
            raise RuleFileError(
                f"{path.name}: rule {rule.id} already stands in {rules[rule.id].file}; give it a free id"
            )
        if not rule.left_out:
            raise RuleFileError(
                f"{path.name}: {LEFT_OUT}/{path.name} is missing; say there what the rule explains away "
                "and cannot prove"
            )
        rules[rule.id] = rule
    files = {rule.file for rule in rules.values()}
    for path in sorted((folder / LEFT_OUT).glob("*.sql")):
        if path.name not in files:
            raise RuleFileError(f"{LEFT_OUT}/{path.name}: there is no rule of this file name; name it like its rule")
    return tuple(rules[rule_id] for rule_id in sorted(rules))


def read_rule(path: Path, contracts: Contracts) -> Rule:
    """Read and check one rule file; `left_out` is empty where nothing of its name stands in the folder beside it.

    Raises:
        RuleFileError: names the file, the key and the cure.
    """
    named = FILE_NAME.fullmatch(path.name)
    if named is None:
        raise RuleFileError(f"{path.name}: name a rule file <ID>_<slug>.sql, such as H01_never_received.sql")
    header, query = _split(path)
    _check_keys(path.name, header)
    if header["id"] != named["id"]:
        raise RuleFileError(f"{path.name}: id is {header['id']}; make id and file name agree")
    _check_values(path.name, header)
    _check_datasets(path.name, header, contracts)
    _check_law(path.name, header["law"])
    beside = path.parent / LEFT_OUT / path.name
    return Rule(
        id=header["id"],
        version=header["version"],
        label=header["label"],
        title=header["title"],
        question=header["question"],
        english=header["english"],
        direction=header["direction"],
        audience=header["audience"],
        law=tuple(header["law"]),
        duty=tuple(header["duty"]),
        instrument=header["instrument"],
        needs=tuple(header["needs"]),
        searched=tuple(Searched(**entry) for entry in header["searched"]),
        clears=tuple(header["clears"]),
        shows={dataset: tuple(columns) for dataset, columns in header["shows"].items()},
        query=query,
        left_out=beside.read_text("utf-8").strip() if beside.is_file() else "",
        file=path.name,
    )


def _split(path: Path) -> tuple[dict[str, Any], str]:
    text = path.read_text("utf-8")
    opening, closing = text.find(_OPENING), text.find(_CLOSING)
    if text[:opening].strip() or opening < 0 or closing < 0:
        raise RuleFileError(f"{path.name}: begin the file with a YAML header between {_OPENING} and {_CLOSING}")
    try:
        header = yaml.load(text[opening + len(_OPENING) : closing], Loader=_SAFE_YAML)
    except yaml.YAMLError as error:
        raise RuleFileError(f"{path.name}: the header is not readable as YAML: {error}") from None
    query = text[closing + len(_CLOSING) :].strip()
    if not isinstance(header, dict) or not query:
        raise RuleFileError(f"{path.name}: give a header of keys and values, and one query after it")
    return header, query


def _check_keys(file: str, header: dict[str, Any]) -> None:
    if unknown := sorted(str(key) for key in header.keys() - KEYS.keys()):
        raise RuleFileError(f"{file}: unknown header key {', '.join(unknown)}; known: {', '.join(KEYS)}")
    if missing := [key for key in KEYS if key not in header]:
        raise RuleFileError(f"{file}: header lacks {', '.join(missing)}; an empty list is written []")
    for key, kind in KEYS.items():
        if not isinstance(header[key], kind) or isinstance(header[key], bool):
            raise RuleFileError(f"{file}: {key} must be a {kind.__name__}, found {type(header[key]).__name__}")


def _check_values(file: str, header: dict[str, Any]) -> None:
    for key, allowed in (("direction", DIRECTIONS), ("audience", AUDIENCES)):
        if header[key] not in allowed:
            raise RuleFileError(f"{file}: {key} is {header[key]}; allowed: {', '.join(allowed)}")
    if header["version"] < 1:
        raise RuleFileError(f"{file}: version counts from 1")
    for key in ("label", "title", "question", "english"):
        if not header[key].strip():
            raise RuleFileError(f"{file}: {key} is empty; write it down")
    if not header["question"].endswith("？"):
        raise RuleFileError(f"{file}: question is one Chinese sentence that ends with ？")
    for key in ("law", "duty", "needs", "clears"):
        if not all(isinstance(entry, str) and entry for entry in header[key]):
            raise RuleFileError(f"{file}: {key} is a list of texts")
    for entry in header["searched"]:
        if not isinstance(entry, dict) or entry.keys() != {"dataset", "what"}:
            raise RuleFileError(f"{file}: every entry of searched is {{dataset: …, what: …}}")
    if header["audience"] == "prosecutor" and not (header["law"] and header["duty"] and header["clears"]):
        raise RuleFileError(f"{file}: a rule for prosecutors names its law, whose duty it is and what would clear it")


def _check_datasets(file: str, header: dict[str, Any], contracts: Contracts) -> None:
    named = [("needs", dataset) for dataset in header["needs"]]
    named += [("searched", entry["dataset"]) for entry in header["searched"]]
    named += [("shows", dataset) for dataset in header["shows"]]
    for key, dataset in named:
        if dataset not in contracts.datasets:
            known = ", ".join(contracts.datasets)
            raise RuleFileError(f"{file}: {key} names the dataset {dataset}, which is not declared; declared: {known}")
    for dataset, columns in header["shows"].items():
        declared = contracts.datasets[dataset].column
        for column in columns if isinstance(columns, list) else [columns]:
            if column not in declared:
                known = ", ".join(declared)
                raise RuleFileError(f"{file}: shows {dataset}.{column}, which is not declared; its columns: {known}")
        if not isinstance(columns, list) or not columns:
            raise RuleFileError(f"{file}: shows {dataset}: give a list of columns")


def _check_law(file: str, references: list[str]) -> None:
    known = statutes.articles()
    for reference in references:
        if reference not in known:
            raise RuleFileError(
                f"{file}: law {reference} is not in law/statutes.yaml; add the article there or correct it"
            )
