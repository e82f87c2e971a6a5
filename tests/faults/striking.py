"""Each kind of fault, really happening to a night, and what shows right after it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipelines.database import copy_ledger
from pipelines.settings import Settings
from tests.faults import checking, region
from tests.faults.disk_calls import KILL, NEEDS_ROOM, Point
from tests.faults.plan import Fault
from tests.faults.scenes import Scene, Scenes
from tests.faults.working import STEPS, Outcome, Work, Working, run
from tests.ledgers import fresh_schema
from tests.sources.servers import PostgresServer

_JUMPS = {
    "ten years back": -3660 * 86400.0,
    "an hour back": -3600.0,
    "an hour on": 3600.0,
    "ten years on": 3660 * 86400.0,
}
_MODES = {"no writing": 0o500, "nothing at all": 0o000}
#: steps that write to the ledger
_RECORDING = ("ledger", "standardise")
#: in seconds: how long one of two is held while the other works at most; how long a lock is kept
_HELD, _LOCKED = 1.0, 0.5


@dataclass
class Struck:
    """A home after its fault; the next runs are to lead to `after` and `digest`."""

    home: Path
    inbox: Path
    nights: tuple[date, ...]
    before: checking.Units
    after: checking.Units
    digest: str
    #: how the run ended that the fault hit
    outcome: Outcome = field(default_factory=Outcome)
    ledger_url: str | None = None
    #: what showed neither as before nor as after, right after the fault
    half: list[str] = field(default_factory=list)
    #: the torn delivery came, too, and stays in the books: the clues alone are as in this home, without it
    clues_of: Path | None = None

    @property
    def settings(self) -> Settings:
        """Of the home."""
        explicit = {"ledger_url": self.ledger_url} if self.ledger_url else {}
        return region.settings(self.home, self.inbox, **explicit)

    def look(self) -> None:
        """Note what shows half done now."""
        self.half = checking.half_done(checking.units(self.home, self.ledger_url), self.before, self.after)


@dataclass(frozen=True)
class Strike:
    """Where a fault happens: its scene, a folder of its own, a PostgreSQL server when asked for."""

    fault: Fault
    scenes: Scenes
    folder: Path
    server: Callable[[], PostgresServer]

    @property
    def scene(self) -> Scene:
        """The night that is struck."""
        return self.scenes[self.fault.scene]

    def __call__(self) -> Struck:
        """Let it happen."""
        struck = _KINDS[self.fault.kind](self)
        if struck.outcome.how == "failed":
            assert struck.outcome.words, "an error says what is the matter"
        return struck

    def begin(self, step: str, scene: Scene | None = None) -> tuple[Struck, Work]:
        """A copy of the scene's home as it stood before a step, and the work from there on."""
        scene = scene or self.scene
        home = scene.home(step, self.folder / "home")
        struck = Struck(home, scene.inbox, (scene.night,), scene.before, scene.after, scene.digest)
        return struck, Work(home, self.scenes.region, scene.inbox, struck.nights, step)


def _killed(strike: Strike) -> Struck:
    step, place = strike.scene.at(strike.fault.place, names_only=strike.fault.kind == "killed by name")
    struck, work = strike.begin(step)
    struck.outcome = run(work, lambda number, _: KILL if number == place else None)
    struck.look()
    return struck


def _killed_by_name(strike: Strike) -> Struck:
    if not strike.fault.variant:
        return _killed(strike)
    # a file system that cannot exchange two folders: killed before the first, second or third call after that is told
    scene = strike.scenes["again"]
    exchanges = [step for step, points in scene.points.items() for point in points if point.operation == "exchange"]
    step = exchanges[int(strike.fault.place * len(exchanges))]
    struck, work = strike.begin(step, scene)
    told: list[int] = []

    def decide(number: int, point: Point) -> int | None:
        if point.operation == "exchange":
            told.append(number)
            return errno.EINVAL
        return KILL if told and number == told[0] + 1 + strike.fault.turn // 4 % 3 else None

    struck.outcome = run(work, decide)
    struck.look()
    # the one gap there is without an exchange: the old is set aside and the new not yet there
    found = checking.units(struck.home)
    struck.half = [unit for unit in struck.half if unit in found]
    return struck


def _disk_full(strike: Strike) -> Struck:
    step, place = strike.scene.at(strike.fault.place)
    struck, work = strike.begin(step)

    def decide(number: int, point: Point) -> int | None:
        if number < place or point.operation not in NEEDS_ROOM:
            return None
        return None if point.operation == "open" and (work.home / point.path).exists() else errno.ENOSPC

    struck.outcome = run(work, decide)
    struck.look()
    return struck


def _permission_lost(strike: Strike) -> Struck:
    step, place = strike.scene.at(strike.fault.place)
    struck, work = strike.begin(step)

    def decide(number: int, point: Point) -> None:
        if number == place:
            (work.home / point.path).parent.chmod(_MODES[strike.fault.variant])

    struck.outcome = run(replace(work, without_privilege=True), decide)
    for folder, _, _ in os.walk(work.home):  # somebody gives it back
        os.chmod(folder, 0o700)
    for folder, _, _ in os.walk(work.home):
        os.chmod(folder, 0o700)
    struck.look()
    return struck


def _torn_file(strike: Strike) -> Struck:
    return _TORN[strike.fault.variant](strike)


def _own_inbox(strike: Strike, struck: Struck) -> Path:
    """An inbox of the seed's own; returns one of tonight's files in it that has not landed yet.

    One that has would be taken for a correction: its old bytes, offered again, do not make it count again.
    """
    struck.inbox = Path(shutil.copytree(strike.scene.inbox, strike.folder / "inbox"))
    landed = {file.read_bytes() for file in (struck.home / "landing").rglob("*.csv")}
    tonight = sorted(struck.inbox.glob(f"*/*/{strike.scene.night}/*.csv"))
    tonight = [file for file in tonight if file.read_bytes() not in landed] or tonight
    return tonight[strike.fault.turn // 4 % len(tonight)]


def _torn_in_the_inbox(strike: Strike) -> Struck:
    struck, work = strike.begin(STEPS[0])
    file = _own_inbox(strike, struck)
    whole = file.read_bytes()
    file.write_bytes(whole[: 1 + int(strike.fault.place * (len(whole) - 1))])
    struck.outcome = run(replace(work, inbox=struck.inbox))
    file.write_bytes(whole)
    struck.clues_of = strike.scene.end
    return struck


def _torn_while_read(strike: Strike) -> Struck:
    struck, work = strike.begin(STEPS[0])
    file = _own_inbox(strike, struck)
    whole = file.read_bytes()
    arriving = [point for point in strike.scene.points["landing"] if ".arriving/" in point.path]
    place = int(strike.fault.place * len(arriving))
    seen: list[Point] = []

    def decide(_: int, point: Point) -> None:
        if ".arriving/" in point.path:
            seen.append(point)
            if len(seen) == place + 1:  # the sender begins anew
                os.truncate(file, len(whole) // 2)

    struck.outcome = run(replace(work, inbox=struck.inbox, last_step="landing"), decide)
    struck.look()
    file.write_bytes(whole)
    return struck


def _torn_in_the_store(strike: Strike) -> Struck:
    struck, work = strike.begin("standardise")
    files = sorted(struck.home.glob(f"landing/*/*/{strike.scene.night}/*/*.csv"))
    read = {path.name.partition("-")[0] for path in struck.home.glob("canonical/*/*")}
    file = next(path for path in files if path.parent.name not in read)
    whole = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(whole[: int(strike.fault.place * len(whole))])
    struck.outcome = run(work)
    assert (struck.outcome.how, struck.outcome.error) == ("failed", "LandingError"), struck.outcome
    file.write_bytes(whole)  # from the backup
    file.chmod(0o400)
    struck.look()
    return struck


def _torn_in_a_night(strike: Strike) -> Struck:
    struck, _ = strike.begin("reports")
    shutil.rmtree(struck.home)
    shutil.copytree(strike.scene.end, struck.home)
    night = strike.scene.night
    files = sorted([*struck.home.glob(f"nights/{night}/*/*.parquet"), *struck.home.glob(f"reports/{night}/**/*.*")])
    files = [file for file in files if "evaluated" not in file.parts]
    file = files[int(strike.fault.place * len(files))]
    os.truncate(file, file.stat().st_size // 2)
    struck.outcome = Outcome("torn")
    return struck


def _clock_jump(strike: Strike) -> Struck:
    step, _ = strike.scene.at(strike.fault.place)
    struck, work = strike.begin(step)
    jump = _JUMPS[strike.fault.variant]
    _own_inbox(strike, struck)
    for file in struck.inbox.rglob("*.csv"):  # a machine whose clock jumps leaves such times behind
        seen = file.stat()
        os.utime(file, (seen.st_atime + jump, seen.st_mtime + jump))
    struck.outcome = run(replace(work, inbox=struck.inbox, clock_jump=jump, looks=strike.fault.turn % 5))
    assert struck.outcome.how == "done", struck.outcome
    struck.look()
    return struck


def _database_away(strike: Strike) -> Struck:
    struck, work = strike.begin(_RECORDING[strike.fault.turn // 3 % len(_RECORDING)])
    if strike.fault.variant == "PostgreSQL stopped":
        return _postgres_stopped(strike, struck, work)
    lock = sqlite3.connect(struck.home / "ledger.db", isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    if strike.fault.variant == "locked for a while":
        release = threading.Timer(_LOCKED, lock.rollback)
        release.start()
        struck.outcome = run(work)
        release.join()
        assert struck.outcome.how == "done", struck.outcome
    else:
        struck.outcome = run(replace(work, patience=0))
        lock.rollback()
        assert (struck.outcome.how, struck.outcome.error) == ("failed", "LedgerError"), struck.outcome
    lock.close()
    struck.look()
    return struck


def _postgres_stopped(strike: Strike, struck: Struck, work: Work) -> Struck:
    server = strike.server()
    url = fresh_schema(server.url.replace("postgresql://", "postgresql+psycopg://"))
    if (struck.home / "ledger.db").is_file():
        copy_ledger(struck.settings, region.settings(struck.home, struck.inbox, ledger_url=url))
        (struck.home / "ledger.db").unlink()
    struck.ledger_url = url
    sends = 0

    def decide(_: int, point: Point) -> None:
        nonlocal sends
        if point.operation == "send":
            sends += 1
            if sends == 1 + int(strike.fault.place * _SENDS):
                server.stop_at_once()

    working = Working(replace(work, ledger_url=url), decide, sends=True)
    struck.outcome = working.outcome()
    server.start()
    struck.look()
    return struck


#: what a night says to a PostgreSQL ledger in so many messages, about
_SENDS = 60


def _two_at_once(strike: Strike) -> Struck:
    """One is held at some call; the other begins the same night, or the one before, and both go on."""
    if strike.fault.variant == "the same night":
        step, place = strike.scene.at(strike.fault.place)
        struck, work = strike.begin(step)
        other = replace(work, first_step=STEPS[0])
    else:
        step, place = strike.scenes["next"].at(strike.fault.place)
        struck, work = strike.begin(STEPS[0], strike.scenes["next"])
        struck.inbox = strike.scenes.corrected
        struck.nights = (region.FIRST, region.SECOND)
        struck.after, struck.digest = strike.scenes.both()
        work = replace(work, inbox=struck.inbox, nights=(region.SECOND,))
        other = replace(work, nights=(region.FIRST,))
        place += sum(
            len(points)
            for name, points in strike.scenes["next"].points.items()
            if STEPS.index(name) < STEPS.index(step)
        )
    reached, finished = threading.Event(), threading.Event()

    def decide(number: int, _: Point) -> None:
        if number == place:
            reached.set()
            finished.wait(_HELD)

    one = Working(work, decide)
    held = threading.Thread(target=lambda: setattr(struck, "outcome", one.outcome()))
    held.start()
    reached.wait(30)
    second = run(other)
    finished.set()
    held.join()
    assert (struck.outcome.how, second.how) == ("done", "done"), (struck.outcome, second)
    found = checking.units(struck.home)
    struck.half = [
        unit for unit in struck.after if found.get(unit) != struck.after[unit] and not checking.is_spare(unit)
    ]
    return struck


_KINDS: dict[str, Callable[[Strike], Struck]] = {
    "killed": _killed,
    "killed by name": _killed_by_name,
    "disk full": _disk_full,
    "permission lost": _permission_lost,
    "torn file": _torn_file,
    "clock jump": _clock_jump,
    "database away": _database_away,
    "two at once": _two_at_once,
}
_TORN: dict[str, Callable[[Strike], Struck]] = {
    "in the inbox": _torn_in_the_inbox,
    "while it is read": _torn_while_read,
    "in the store": _torn_in_the_store,
    "in a night": _torn_in_a_night,
}
