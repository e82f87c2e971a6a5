"""A night in a process of its own, forked from one that has imported everything, so that it can be killed for real."""

from __future__ import annotations

import ctypes
import datetime as clock
import logging
import multiprocessing
import os
import socket
import struct
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import great_expectations
import psycopg
import xlsxwriter
from alembic import command
from sqlalchemy import event

from pipelines import database, night
from pipelines.contracts import load_contracts
from pipelines.engine import publishing
from pipelines.engine.reuse import program
from pipelines.operating.apart import verify
from pipelines.quality import expectations
from pipelines.settings import Night
from tests.faults import region
from tests.faults.disk_calls import Decision, Watch, hold_disk_calls

FORKING = multiprocessing.get_context("forkserver")
#: what every night would load for itself
WARM = (load_contracts().version, program(), great_expectations, psycopg, xlsxwriter, command, expectations)
STEPS = tuple(step.name for step in night.STEPS)


@dataclass(frozen=True)
class Work:
    """What the process does: nights from a step on, and under what circumstances."""

    home: Path
    region: Path
    inbox: Path
    nights: tuple[date, ...]
    first_step: str = STEPS[0]
    last_step: str = STEPS[-1]
    ledger_url: str | None = None
    #: as whom nobody is above the modes of files
    without_privilege: bool = False
    #: seconds the clock jumps, and after how many looks at it
    clock_jump: float = 0
    looks: int = 0
    #: seconds a writer waits for another's transaction on SQLite
    patience: int | None = None
    #: the atomicity that is taken away by hand, to see the harness find it
    broken: str = ""
    #: recompute the nights and compare instead of running them
    verify: bool = False
    #: stop before each step until told to go on
    pausing: bool = False


@dataclass
class Outcome:
    """How it ended: `done`, `failed` (with the kind of error and its words) or `killed`."""

    how: str = "killed"
    error: str = ""
    words: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


class Working:
    """The process, seen from outside."""

    def __init__(self, work: Work, decide: Decision | None = None, *, sends: bool = False) -> None:
        FORKING.set_forkserver_preload(["tests.faults.working"])
        ours, theirs = socket.socketpair()
        self.work = work
        self._talk = ours
        self.process: BaseProcess = FORKING.Process(target=_work, args=(work, theirs, decide is not None, sends))
        self.process.start()
        theirs.close()
        self.watch: Watch | None = None
        self._outcome = Outcome()
        if decide is not None:
            listener = socket.recv_fds(ours, 1, 1)[1][0]
            assert self.process.pid is not None
            self.watch = Watch(self.process.pid, listener, work.home, decide)
            self.watch.__enter__()
        ours.sendall(b"g")

    def pauses(self) -> Iterator[str]:
        """Each step before it is begun; `pausing` work waits meanwhile."""
        while (name := self._line()).startswith("step "):
            yield name.removeprefix("step ")
            self._talk.sendall(b"g")
        self._heard(name)

    def outcome(self) -> Outcome:
        """Wait for the end."""
        if not self.work.pausing:
            self._heard(self._line())
        self.process.join()
        self._talk.close()
        if self.watch is not None:
            self.watch.__exit__()
        return self._outcome

    def _heard(self, line: str) -> None:
        if line:
            self._outcome = Outcome(*line.split("\t", 2))

    def _line(self) -> str:
        text = b""
        while not text.endswith(b"\n"):
            try:
                got = self._talk.recv(65536)
            except ConnectionResetError:
                got = b""
            if not got:
                return ""
            text += got
        return text.decode().rstrip("\n")


def run(work: Work, decide: Decision | None = None) -> Outcome:
    """Do the work in a process of its own and wait for its end."""
    return Working(work, decide).outcome()


def _work(work: Work, talk: socket.socket, watched: bool, sends: bool) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    region.keep_few_rules(work.region / "rules")
    if work.patience is not None:
        database.opening.LOCK_WAIT_SECONDS = work.patience
    if work.broken:
        BROKEN[work.broken]()
    if work.clock_jump:
        _unsettle_clock(work.clock_jump, work.looks)
    if work.without_privilege:
        _give_up_privilege()
    if watched:
        listener = hold_disk_calls(sends=sends)
        socket.send_fds(talk, [b"l"], [listener])
        os.close(listener)
    talk.recv(1)
    try:
        _nights(work, talk)
        said = ("done", "", "")
    except Exception as error:
        said = ("failed", type(error).__name__, str(error).replace("\n", " ").replace("\t", " "))
    talk.sendall(("\t".join(said) + "\n").encode())
    talk.close()


def _nights(work: Work, talk: socket.socket) -> None:
    explicit = {"ledger_url": work.ledger_url} if work.ledger_url else {}
    settings = region.settings(work.home, work.inbox, **explicit)
    for place, day in enumerate(work.nights):
        tonight = Night.of(settings, day)
        if work.verify:
            found = verify(tonight)
            assert found.equal, found.differing
            continue
        first = STEPS.index(work.first_step) if place == 0 else 0
        for step in STEPS[first : STEPS.index(work.last_step) + 1]:
            if work.pausing:
                talk.sendall(f"step {step}\n".encode())
                talk.recv(1)
            night.run_step(step, tonight)


def _give_up_privilege() -> None:
    """Root is above the modes of files: without these two powers it is as others are."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, powers = struct.pack("Ii", 0x20080522, 0), bytearray(24)
    held = (ctypes.c_char * 24).from_buffer(powers)
    assert libc.capget(header, held) == 0
    effective, permitted, inheritable, *rest = struct.unpack("6I", powers)
    without = ~(1 << 1 | 1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    powers[:] = struct.pack("6I", effective & without, permitted & without, inheritable & without, *rest)
    assert libc.capset(header, held) == 0


def _unsettle_clock(jump: float, looks: int) -> None:
    """Whoever asks for the time in this process gets it with a jump after so many looks, in another zone besides."""
    seen = 0
    now_in_seconds, now_in_nanoseconds = time.time, time.time_ns

    def offset() -> float:
        nonlocal seen
        seen += 1
        return jump if seen > looks else 0.0

    class Either(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.__mro__[1])

    class Moment(clock.datetime, metaclass=Either):
        @classmethod
        def now(cls, tz: clock.tzinfo | None = None) -> Any:
            return clock.datetime.fromtimestamp(now_in_seconds() + offset(), tz)

    class Day(clock.date, metaclass=Either):
        @classmethod
        def today(cls) -> Any:
            return Moment.now().date()

    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("pipelines", "xlsxwriter"):
            for key, value in list(vars(module).items()):
                if value is clock.datetime:
                    setattr(module, key, Moment)
                elif value is clock.date:
                    setattr(module, key, Day)
    time.time = lambda: now_in_seconds() + offset()
    time.time_ns = lambda: now_in_nanoseconds() + int(offset() * 1_000_000_000)
    os.environ["TZ"] = "Pacific/Kiritimati" if jump > 0 else "Pacific/Pago_Pago"
    time.tzset()


def _publish_file_by_file() -> None:
    """Instead of one swap: the old files go, the new ones come."""

    def publish(staged: Path, target: Path) -> None:
        target.mkdir(exist_ok=True)
        for file in sorted(target.rglob("*")):
            if file.is_file():
                file.unlink()
        for file in sorted(staged.rglob("*")):
            (target / file.relative_to(staged)).parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                os.rename(file, target / file.relative_to(staged))

    publishing.publish_folder = publish


def _commit_each_statement() -> None:
    """Instead of one transaction: every change its own."""
    engine = database.opening._engine

    def made(settings: Any) -> Any:
        found = engine(settings)

        @event.listens_for(found, "after_cursor_execute")
        def commit(_: Any, cursor: Any, statement: str, *__: Any) -> None:
            if statement.startswith(("DELETE", "INSERT")):
                cursor.connection.execute("COMMIT")
                cursor.connection.execute("BEGIN IMMEDIATE")

        return found

    database.opening._engine = made


BROKEN = {"publishing": _publish_file_by_file, "recording": _commit_each_statement}
