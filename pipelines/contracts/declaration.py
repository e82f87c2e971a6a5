"""Reads `datasets.yaml` into typed objects; a typo in it is an error that names the place."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

DECLARATION = Path(__file__).with_name("datasets.yaml")

VALUE_TYPES = frozenset(
    {"text", "name", "id_no", "case_no", "date", "datetime", "term", "county", "yes_no", "int", "decimal"}
)


class ContractError(ValueError):
    """The declaration itself is wrong: names the dataset, the column and the cure."""


@dataclass(frozen=True)
class CodeList:
    """One code list: code as sent → (term the program uses, label shown); synonyms are other spellings of a term."""

    name: str
    entries: tuple[tuple[str, str, str], ...]
    synonyms: tuple[tuple[str, str], ...] = ()

    @cached_property
    def term_by_spelling(self) -> dict[str, str]:
        """Code, label and synonym as a system may send them → term."""
        spellings: dict[str, str] = dict(self.synonyms)
        for code, term, label in self.entries:
            spellings[code] = term
            spellings[label] = term
        return spellings

    @cached_property
    def label_by_term(self) -> dict[str, str]:
        """Term → Chinese label."""
        return {term: label for _, term, label in self.entries}

    @cached_property
    def code_by_term(self) -> dict[str, str]:
        """Term → code as sent."""
        return {term: code for code, term, _ in self.entries}


@dataclass(frozen=True)
class Column:
    """One column of a dataset; `headers[0]` is the primary header, the rest are aliases."""

    name: str
    type: str
    headers: tuple[str, ...]
    required: bool
    personal: bool


@dataclass(frozen=True)
class Dataset:
    """One dataset of the interface, such as `court.sentences`."""

    id: str
    title: str
    grain: str
    kind: Literal["state", "event"]
    delivery: Literal["full", "increment"]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def source(self) -> str:
        """`court`, `police` or `justice`."""
        return self.id.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The dataset's name inside its source."""
        return self.id.split(".", 1)[1]

    @property
    def relation(self) -> str:
        """Its name in SQL: `court_sentences`."""
        return self.id.replace(".", "_")

    @cached_property
    def column(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def column_by_header(self) -> dict[str, Column]:
        """Normalised header or alias → column."""
        return {normalise_header(header): column for column in self.columns for header in column.headers}

    @cached_property
    def personal_columns(self) -> frozenset[str]:
        """The redaction list: columns whose values never leave their row."""
        return frozenset(column.name for column in self.columns if column.personal)

    @property
    def key_is_personal(self) -> bool:
        """True where the key holds a personal value: record ids then carry a keyed digest instead."""
        return not self.personal_columns.isdisjoint(self.key)


@dataclass(frozen=True)
class Contracts:
    """All datasets and code lists, with the version every canonical row depends on."""

    datasets: dict[str, Dataset]
    codes: dict[str, CodeList]
    version: str = field(default="")

    def of_source(self, source: str) -> list[Dataset]:
        """The datasets one system delivers, in declared order."""
        return [dataset for dataset in self.datasets.values() if dataset.source == source]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The systems, in declared order."""
        return tuple(dict.fromkeys(dataset.source for dataset in self.datasets.values()))

    def label(self, type_name: str, term: str | None) -> str:
        """The Chinese label of a term of a code list; empty for nothing."""
        return "" if term is None else self.codes[type_name].label_by_term[term]


def normalise_header(header: str) -> str:
    """Fold width, white space and brackets' contents away: ' 证件号码 (必填)' → '证件号码'."""
    folded = unicodedata.normalize("NFKC", header).replace("\ufeff", "")
    kept = "".join(folded.split()).casefold()
    if kept.endswith(")") and "(" in kept:
        kept = kept[: kept.rindex("(")]
    return kept.strip("*:：")


@lru_cache(maxsize=4)
def load_contracts(path: Path = DECLARATION) -> Contracts:
    """Read and check the declaration.

    Raises:
        ContractError: an unknown type, kind or key column, a header claimed twice, a code used twice.
    """
    raw = path.read_bytes()
    declared = yaml.safe_load(raw)
    codes = {name: _code_list(name, entries) for name, entries in declared["codes"].items()}
    privacy = declared["privacy"]
    personal_types, personal_columns = frozenset(privacy["types"]), frozenset(privacy["columns"])
    datasets = {}
    for dataset_id, body in declared["datasets"].items():
        datasets[dataset_id] = _dataset(dataset_id, body, codes, personal_types, personal_columns)
    return Contracts(datasets, codes, hashlib.sha256(raw).hexdigest()[:12])


def _code_list(name: str, entries: dict[int, list[str]]) -> CodeList:
    """`code: [term, label]`, and after the label whatever else a system writes for it."""
    rows = tuple((str(code), term, label) for code, (term, label, *_) in entries.items())
    synonyms = tuple((str(spelling), term) for term, _, *others in entries.values() for spelling in others)
    if len({row[1] for row in rows}) != len(rows) or len({row[2] for row in rows}) != len(rows):
        raise ContractError(f"code list {name}: a term or label stands twice")
    spellings = [spelling for code, _, label in rows for spelling in {code, label}] + [one for one, _ in synonyms]
    if twice := sorted({spelling for spelling in spellings if spellings.count(spelling) > 1}):
        raise ContractError(f"code list {name}: {', '.join(twice)} would mean two terms")
    return CodeList(name, rows, synonyms)


def _dataset(
    dataset_id: str,
    body: dict[str, Any],
    codes: dict[str, CodeList],
    personal_types: frozenset[str],
    personal_columns: frozenset[str],
) -> Dataset:
    unknown = set(body) - {"title", "grain", "kind", "delivery", "key", "columns"}
    if unknown:
        raise ContractError(f"{dataset_id}: unknown entry {sorted(unknown)}")
    if body["kind"] not in ("state", "event") or body["delivery"] not in ("full", "increment"):
        raise ContractError(f"{dataset_id}: kind is state or event, delivery is full or increment")
    columns = []
    for declared_name, (type_name, *headers) in body["columns"].items():
        name = declared_name.rstrip("!")
        if type_name not in VALUE_TYPES and type_name not in codes:
            raise ContractError(f"{dataset_id}.{name}: unknown type {type_name}; known: {sorted(VALUE_TYPES)}")
        columns.append(
            Column(
                name=name,
                type=type_name,
                headers=tuple(headers),
                required=declared_name.endswith("!"),
                personal=type_name in personal_types or name in personal_columns,
            )
        )
    seen: dict[str, str] = {}
    for column in columns:
        for header in column.headers:
            folded = normalise_header(header)
            if seen.setdefault(folded, column.name) != column.name:
                raise ContractError(f"{dataset_id}: header {header} claimed by {seen[folded]} and {column.name}")
    names = {column.name for column in columns}
    if missing := set(body["key"]) - names:
        raise ContractError(f"{dataset_id}: key column {sorted(missing)} is not declared")
    return Dataset(
        dataset_id,
        body["title"],
        body["grain"],
        body["kind"],
        body["delivery"],
        tuple(body["key"]),
        tuple(columns),
    )
