"""Publishes a night's reports: every format found, for the region and every county, by one swap."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, cast

from pipelines import ledger
from pipelines.contracts import Contracts, load_contracts
from pipelines.engine import staged_folder
from pipelines.engine.reuse import reused
from pipelines.made_from import inputs
from pipelines.reports.assembling import Assembly
from pipelines.reports.model import Report
from pipelines.reports.told import told
from pipelines.settings import Night, Settings


class Format(Protocol):
    """What a format package offers: the name of its file, and how a report becomes its bytes."""

    FILE_NAME: str

    def render(self, report: Report) -> bytes:
        """The same report gives the same bytes."""


def formats() -> tuple[Format, ...]:
    """Every sub-package of `reports` is a format; put a folder there and it is rendered.

    Raises:
        TypeError: a sub-package lacks FILE_NAME or render.
    """
    found = []
    for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda module: module.name):
        if module.ispkg:
            package = importlib.import_module(f"pipelines.reports.{module.name}")
            if not isinstance(getattr(package, "FILE_NAME", None), str) or not callable(
                getattr(package, "render", None)
            ):
                raise TypeError(f"report format {module.name} must offer FILE_NAME and render(report)")
            found.append(cast(Format, package))
    return tuple(found)


def run(night: Night, *, anew: bool = True) -> dict[str, int]:
    """Render the night, then again the later nights of the ledger whose statuses depend on it.

    Of those, and unless `anew` of the night itself, what was rendered from the same before stands.

    Raises:
        LedgerError: the night is not in the ledger.
        FileNotFoundError: a step before this one has not run for the night.
    """
    counts = render(night, anew=anew)
    later = list(render_since(night.settings, night.business_date + timedelta(days=1), night.contracts))
    return {**counts, "later_nights": len(later)}


def render_since(
    settings: Settings, first: date, contracts: Contracts | None = None
) -> Iterator[tuple[date, dict[str, int]]]:
    """Render the recorded nights from one on, each only where what stands there was made from other things.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    known = contracts or load_contracts()
    for day in ledger.known_nights(settings):
        night = Night(settings, known, day)
        if day >= first and (night.folder("rules") / "findings.parquet").is_file():
            yield day, render(night, anew=False)


def render(night: Night, *, anew: bool = True) -> dict[str, int]:
    """Render one night into `reports/<D>/`; unless `anew`, only where what stands there was made from other things."""
    note = night.folder("reports")
    return reused(night.reports, partial(inputs, night, "reports", told), partial(_render, night), note=note, anew=anew)


def _render(night: Night) -> dict[str, int]:
    assembly = Assembly.of(night)
    of_region = assembly.report()
    every = formats()
    files = 0
    with staged_folder(night.reports) as folder:
        files += _write(of_region, folder / "region", every)
        for county in assembly.counties:
            files += _write(assembly.report(county), folder / "counties" / county, every)
    return {
        "files": files,
        "clues": len(of_region.clues),
        "wrongs_against_person": len(of_region.wrongs),
        "data_clues": len(of_region.data_clues),
        "held_back": sum(one.size for one in of_region.held_back),
        "reviews": len(of_region.reviews),
    }


def _write(report: Report, folder: Path, every: Sequence[Format]) -> int:
    folder.mkdir(parents=True)
    for part in (folder, folder.parent):
        part.chmod(0o700)
    for one in every:
        file = folder / one.FILE_NAME
        file.touch(mode=0o600)
        file.write_bytes(one.render(report))
    return len(every)
