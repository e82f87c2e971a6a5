"""The undisturbed nights: how a home stands before each step, which calls change it there, how it stands after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines import ledger
from tests.faults import checking, region
from tests.faults.disk_calls import NAMES, Point
from tests.faults.working import Work, Working, run


@dataclass
class Scene:
    """One night over one home; `starts` are copies of the home before each step, `end` the home after the last."""

    name: str
    night: date
    inbox: Path
    starts: dict[str, Path] = field(default_factory=dict)
    points: dict[str, list[Point]] = field(default_factory=dict)
    before: checking.Units = field(default_factory=dict)
    after: checking.Units = field(default_factory=dict)
    end: Path = Path()
    digest: str = ""

    def at(self, place: float, *, names_only: bool = False) -> tuple[str, int]:
        """The step, and which of its calls, that stand at a place among all calls (or those that change names)."""
        listed = [
            (step, number)
            for step, points in self.points.items()
            for number, point in enumerate(points)
            if not names_only or point.operation in NAMES or "ledger.db" in point.path
        ]
        return listed[int(place * len(listed))]

    def home(self, step: str, into: Path) -> Path:
        """A copy of the home as it stood before a step."""
        return Path(shutil.copytree(self.starts[step], into, symlinks=True))


class Scenes:
    """All scenes of the region, each computed once, when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.region = region.make(folder)
        self.inbox = folder / "inbox"
        self.corrected = folder / "inbox_corrected"
        shutil.copytree(self.inbox, self.corrected)
        shutil.copytree(folder / "corrected", self.corrected, dirs_exist_ok=True)
        self._made: dict[str, Scene] = {}
        self._both: tuple[checking.Units, str] | None = None

    def __getitem__(self, name: str) -> Scene:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[Scene]:
        return iter(self._made.values())

    def _make(self, name: str) -> Scene:
        earlier = {"first": None, "next": "first", "again": "next"}[name]
        night = region.SECOND if name == "next" else region.FIRST
        scene = Scene(name, night, self.corrected if name == "again" else self.inbox)
        home = self.folder / f"{name}_end"
        if earlier is None:
            home.mkdir(mode=0o700)
        else:
            shutil.copytree(self[earlier].end, home, symlinks=True)
        scene.before = checking.units(home)
        recorded: list[list[Point]] = [[]]
        work = Work(home, self.region, scene.inbox, (night,), pausing=True)
        working = Working(work, lambda _, point: recorded[-1].append(point))
        for step in working.pauses():
            recorded.append(scene.points.setdefault(step, []))
            scene.starts[step] = Path(shutil.copytree(home, self.folder / f"{name}_{step}", symlinks=True))
        outcome = working.outcome()
        assert outcome.how == "done", outcome
        scene.end, scene.after = home, checking.units(home)
        scene.digest = ledger.content_digest(region.settings(home, scene.inbox))
        return scene

    def both(self) -> tuple[checking.Units, str]:
        """Units and ledger after the first night was corrected and then the second run, one after the other."""
        if self._both is None:
            home = Path(shutil.copytree(self["first"].end, self.folder / "both_end"))
            outcome = run(Work(home, self.region, self.corrected, (region.FIRST, region.SECOND)))
            assert outcome.how == "done", outcome
            self._both = checking.units(home), ledger.content_digest(region.settings(home, self.corrected))
        return self._both
