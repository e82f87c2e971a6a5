"""A night computed apart from the record: the corrected view of a past night, and the check that a night replays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines import landing, ledger, reports, standardise
from pipelines.database import copy_ledger
from pipelines.engine.listing import files_below
from pipelines.engine.publishing import private_folder
from pipelines.engine.reuse import MADE_FROM
from pipelines.made_from import READS
from pipelines.night import STEPS, Counts, Step, run_step
from pipelines.operating.impact import Change, changes
from pipelines.settings import Night, Settings


def run_corrected(night: Night, *, anew: bool = False) -> Iterator[tuple[Step, Counts]]:
    """Run the corrected view of a past night (`as_known`) into `nights/<D>@<X>` and `reports/<D>@<X>`.

    What was delivered is received as ever. The record of the night itself is left alone: statuses are derived in a copy
    of the ledger in which this view stands for the night.
    """
    for step in STEPS:
        if step.per_source:
            yield step, run_step(step.name, night, anew=anew)
    with _scratch(night.settings) as folder:
        beside = Night(_own_ledger(night.settings, folder), night.contracts, night.business_date, night.as_known)
        for step in STEPS:
            if step.name == "reports":
                yield step, reports.render(beside, anew=anew)
            elif not step.per_source:
                yield step, run_step(step.name, beside, anew=anew)


@dataclass(frozen=True)
class Verification:
    """A recorded night against its recomputation: `differing` names files and ledger tables, `changes` the inputs."""

    night: date
    compared: int
    differing: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def equal(self) -> bool:
        """True where every byte is the same."""
        return not self.differing


def verify(night: Night) -> Verification:
    """Compute a recorded night again from the landed bytes, in a home of its own, and compare every file and table.

    Raises:
        LedgerError: the night is not recorded.
        LandingError: a landed file is not what was received.
    """
    before = changes(night)  # also tells a night that is not recorded
    with _scratch(night.settings) as folder:
        settings = _own_ledger(night.settings, folder).model_copy(update={"home": folder})
        (folder / "landing").symlink_to(night.landing.resolve())
        private_folder(folder / "nights")
        for other in sorted((night.settings.home / "nights").iterdir()):
            if other.name != night.name:  # what it may look up in the nights before
                (folder / "nights" / other.name).symlink_to(other.resolve())
        again = Night(settings, night.contracts, night.business_date)
        standardise.run(again)
        for step in STEPS:
            if not step.per_source and step.name != "reports":
                run_step(step.name, again, anew=True)
        reports.render(again)
        return Verification(night.business_date, *_compared(night, again), before)


def _compared(night: Night, again: Night) -> tuple[int, tuple[str, ...]]:
    """How many files and tables were laid side by side, and the names of those that differ."""
    pairs = [(night.folder(step), again.folder(step)) for step in READS if step != "reports"]
    pairs.append((night.reports, again.reports))
    pairs.extend((canonical, again.canonical / canonical.relative_to(night.canonical)) for canonical in _used(night))
    compared, differing = 0, []
    for recorded, computed in pairs:
        names = {path.relative_to(folder) for folder in (recorded, computed) for path in _files(folder)}
        for name in sorted(names):
            compared += 1
            if not _same(recorded / name, computed / name):
                differing.append((recorded / name).relative_to(night.settings.home).as_posix())
    held, found = ledger.night_digests(night), ledger.night_digests(again)
    differing.extend(f"ledger: {table}" for table in sorted(held) if held[table] != found[table])
    return compared + len(held), tuple(differing)


def _used(night: Night) -> list[Path]:
    return [standardise.canonical_folder(night, delivery) for delivery in landing.deliveries(night)]


def _files(folder: Path) -> list[Path]:
    """What was computed; notes on how (what it was made from, what quality keeps of a delivery) are not compared."""
    kept = (MADE_FROM, "checks-", "profile-", "relations-", "places-")
    return [path for path in files_below(folder) if not path.name.startswith(kept)]


def _same(one: Path, other: Path) -> bool:
    if not (one.is_file() and other.is_file()) or one.stat().st_size != other.stat().st_size:
        return False
    return one.read_bytes() == other.read_bytes()


@contextmanager
def _scratch(settings: Settings) -> Iterator[Path]:
    """A folder beside the nights, gone afterwards."""
    private_folder(settings.home)
    with tempfile.TemporaryDirectory(prefix=".apart-", dir=settings.home) as folder:
        yield Path(folder).resolve()


def _own_ledger(settings: Settings, folder: Path) -> Settings:
    """The same settings on a copy of the ledger in the folder."""
    at_home = settings.model_copy(update={"home": folder, "ledger_url": None})
    copy_ledger(settings, at_home)
    return settings.model_copy(update={"ledger_url": type(settings.pseudonym_key)(at_home.resolved_ledger_url())})
