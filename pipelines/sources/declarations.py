"""Reads the folder of declarations, one TOML file per source; a typo is an error that names file, key and cure."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipelines.law.calendar import working_calendar
from pipelines.settings import Night
from pipelines.sources.faults import DeclarationError
from pipelines.sources.offers import Listing

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NOT_TOML = (".yaml", ".yml", ".json", ".ini", ".toml~", ".tml")


def _hour(said: Any) -> Any:
    if not (isinstance(said, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", said)):
        raise ValueError('give an hour of the day after the business date, such as "02:00"')
    return time.fromisoformat(said)


def _days(said: Any) -> Any:
    if said in ("daily", "working_days"):
        return said
    if isinstance(said, list) and said:
        if all(day in _WEEKDAYS for day in said):
            return tuple(said)
        if all(type(day) is int and 1 <= day <= 31 for day in said):
            return tuple(said)
    raise ValueError(
        f'give "daily", "working_days", days of the week ({", ".join(_WEEKDAYS)}) or of the month ([1, 15])'
    )


class Terms(BaseModel):
    """Keys every declaration has."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: str
    system: str
    datasets: Annotated[list[str], Field(min_length=1)]
    #: who is asked when it is late or wrong: an office rather than a person
    owner: Annotated[str, Field(min_length=1)]
    #: business dates of which a delivery is due: all, those of working days, or days of the week or month
    schedule: Annotated[Literal["daily", "working_days"] | tuple[str | int, ...], BeforeValidator(_days)] = "daily"
    #: hour (Shanghai) of the day after the business date by which every dataset of it should be there
    expected_by: Annotated[time | None, BeforeValidator(_hour)] = None

    def due(self, business_date: date) -> bool:
        """True where a delivery of that date is expected; a month's last day stands for those it does not have."""
        if self.schedule == "daily":
            return True
        if self.schedule == "working_days":
            calendar = working_calendar()
            return not calendar.knows(business_date) or calendar.is_working(business_date)
        last = monthrange(business_date.year, business_date.month)[1]
        return any(
            _WEEKDAYS[business_date.weekday()] == day or (isinstance(day, int) and business_date.day == min(day, last))
            for day in self.schedule
        )


class TreeTerms(Terms):
    """Keys of the kinds that deliver files: when is a delivery complete."""

    complete_when: Literal["marker", "file_markers", "renamed", "size_stable"]
    #: name of the file that ends a delivery (`_SUCCESS`), or ending of the one beside each file (`.done`)
    marker: Annotated[str | None, Field(pattern=r"^[^/\\]+$")] = None
    #: seconds in which nothing may change, for `size_stable`
    settle_seconds: Annotated[int, Field(ge=1, le=600)] = 60


@dataclass(frozen=True)
class Declared:
    """One source as its file declares it; `datasets` are full ids, in the order of the file."""

    name: str
    file: Path
    datasets: tuple[str, ...]
    terms: Terms

    def beside(self, path: Path) -> Path:
        """A path of the declaration, relative to its file."""
        return self.file.parent / path


class Kind(Protocol):
    """The shape of a module in `kinds/`."""

    #: its keys, with `kind: Literal["<module name>"]`
    Terms: type[Terms]

    def check(self, night: Night, declared: Declared) -> str | None:
        """What is wrong with the declaration beyond its keys, naming the key; None where nothing is."""

    def offers(self, night: Night, declared: Declared) -> Listing:
        """Deliveries of this source with a business date up to the night's.

        Raises:
            SourceError: the whole source cannot be read; `SourceUnreachableError` where a retry may help.
        """


def kinds() -> dict[str, Kind]:
    """Every kind of source by name."""
    from pipelines.sources import kinds as folder

    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    modules: dict[str, Any] = {name: importlib.import_module(f"{folder.__name__}.{name}") for name in names}
    return modules


def declarations(night: Night) -> list[Declared]:
    """Every declared source, by name; empty where no folder of declarations is set.

    Raises:
        DeclarationError: a file is wrong, or two of them claim one dataset.
    """
    folder = night.settings.sources
    if folder is None:
        return []
    if not folder.is_dir():
        raise DeclarationError(f"folder of sources {folder} does not exist; create it, or set 'sources' right")
    found: list[Declared] = []
    for file in sorted(folder.iterdir()):
        if file.suffix == ".toml" and file.is_file():
            found.append(_read(night, file))
        elif file.name.lower().endswith((*_NOT_TOML, ".toml")):
            raise DeclarationError(f"{file}: declarations are TOML files; name it {file.stem}.toml, or remove it")
    claims: dict[str, Path] = {}
    for declared in found:
        for dataset in declared.datasets:
            if dataset in claims:
                raise DeclarationError(
                    f"{declared.file}: key 'datasets': {dataset} is declared in {claims[dataset].name}, too; "
                    "one source delivers a dataset"
                )
            claims[dataset] = declared.file
    return found


def _read(night: Night, file: Path) -> Declared:
    if not _NAME.fullmatch(file.stem):
        raise DeclarationError(f"{file}: a source is named by a-z, 0-9, - and _; rename the file")
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at [^()]*\)$", str(error))  # the rest may quote what stands there
        raise DeclarationError(f"{file}: not readable as TOML {place.group() if place else ''}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file}: not readable ({type(error).__name__}); save it as UTF-8") from None
    known = kinds()
    if said.get("kind") not in known:
        raise DeclarationError(f"{file}: key 'kind': allowed: {', '.join(known)}")
    kind = known[said["kind"]]
    try:
        terms = kind.Terms.model_validate(said)
    except ValidationError as error:
        raise DeclarationError(f"{file}: {_explain(error, kind.Terms)}") from None
    declared = Declared(file.stem, file, _datasets(night, file, terms), terms)
    if problem := _marker_problem(terms) or kind.check(night, declared):
        raise DeclarationError(f"{file}: {problem}")
    return declared


def _datasets(night: Night, file: Path, terms: Terms) -> tuple[str, ...]:
    if terms.system not in night.contracts.sources:
        raise DeclarationError(f"{file}: key 'system': allowed: {', '.join(night.contracts.sources)}")
    names = [dataset.name for dataset in night.contracts.of_source(terms.system)]
    if unknown := [name for name in terms.datasets if name not in names]:
        raise DeclarationError(
            f"{file}: key 'datasets': {', '.join(unknown)} is no dataset of {terms.system}; allowed: {', '.join(names)}"
        )
    if len(set(terms.datasets)) < len(terms.datasets):
        raise DeclarationError(f"{file}: key 'datasets': one stands there twice")
    return tuple(f"{terms.system}.{name}" for name in terms.datasets)


def _marker_problem(terms: Terms) -> str | None:
    if isinstance(terms, TreeTerms):
        if terms.marker is not None and terms.complete_when not in ("marker", "file_markers"):
            return 'key \'marker\': belongs to complete_when = "marker" or "file_markers"'
        if "settle_seconds" in terms.model_fields_set and terms.complete_when != "size_stable":
            return "key 'settle_seconds': belongs to complete_when = \"size_stable\""
    return None


def _explain(error: ValidationError, model: type[BaseModel]) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        loc = tuple(str(part) for part in problem["loc"])
        key = ".".join(loc)
        if problem["type"] == "extra_forbidden":
            allowed = _keys_at(model, loc[:-1])
            near = difflib.get_close_matches(loc[-1], allowed, 1)
            meant = f"; did you mean '{near[0]}'?" if near else ""
            lines.append(f"unknown key '{key}'{meant} allowed: {', '.join(allowed)}")
        elif problem["type"] == "missing":
            lines.append(f"key '{key}' is missing")
        elif problem["type"] == "literal_error":
            lines.append(f"key '{key}': allowed: {problem['ctx']['expected'].replace(chr(39), '')}")
        else:
            lines.append(f"key '{key}': {problem['msg']}")
    return "; ".join(lines)


def _keys_at(model: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    """The keys allowed in a table of the file; tables of named tables (`queries.<name>`) are passed through."""
    while path:
        inner = model.model_fields[path[0]].annotation
        arguments = [each for each in get_args(inner) if isinstance(each, type) and issubclass(each, BaseModel)]
        if not arguments:
            break
        model, path = arguments[0], path[2:]
    return list(model.model_fields)
