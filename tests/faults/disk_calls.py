"""Every call by which a process changes the disk, held at the kernel until somebody says what becomes of it.

A seccomp filter (Linux 5.5 and later) hands each write, rename, unlink … of all threads, of Python, Arrow, DuckDB and
SQLite alike, to another process. That one may let it happen, make it fail with an error of its choice, or kill the
process before it happens: faults at the very place where a real disk or a real kill strikes.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_AT_FDCWD = 0xFFFFFF9C
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_SECCOMP, _FILTER, _NEW_LISTENER = 317, 1, 1 << 3
_NO_NEW_PRIVILEGES = 38
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_CONTINUE = 1
_X86_64 = 0xC000003E
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_LOAD, _EQUAL, _GREATER, _ANY, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06


@dataclass(frozen=True)
class _Call:
    """`path` and `folder` are the places of a path and of the folder it is relative to; `handle` of a descriptor."""

    name: str
    path: int | None = None
    folder: int | None = None
    handle: int | None = None
    flags: int | None = None
    second: tuple[int | None, int] | None = None


_CALLS = {
    1: _Call("write", handle=0),
    18: _Call("write", handle=0),
    20: _Call("write", handle=0),
    296: _Call("write", handle=0),
    328: _Call("write", handle=0),
    77: _Call("truncate", handle=0),
    285: _Call("allocate", handle=0),
    74: _Call("flush", handle=0),
    75: _Call("flush", handle=0),
    91: _Call("mode", handle=0),
    2: _Call("open", path=0, flags=1),
    257: _Call("open", path=1, folder=0, flags=2),
    82: _Call("rename", path=0, second=(None, 1)),
    264: _Call("rename", path=1, folder=0, second=(2, 3)),
    316: _Call("exchange", path=1, folder=0, second=(2, 3)),
    83: _Call("mkdir", path=0),
    258: _Call("mkdir", path=1, folder=0),
    84: _Call("remove", path=0),
    87: _Call("remove", path=0),
    263: _Call("remove", path=1, folder=0),
    86: _Call("link", path=1),
    265: _Call("link", path=3, folder=2),
    88: _Call("link", path=1),
    266: _Call("link", path=2, folder=1),
    90: _Call("mode", path=0),
    268: _Call("mode", path=1, folder=0),
}
#: what a process says to a database server
_SEND = 44
#: calls that need room on the disk
NEEDS_ROOM = frozenset({"write", "truncate", "allocate", "open", "mkdir", "link"})
#: calls that change which names there are: where old gives way to new
NAMES = frozenset({"rename", "exchange", "remove", "mkdir", "link"})


def supported() -> bool:
    """True where this kernel can hold calls for us."""
    return sys.platform == "linux" and platform.machine() == "x86_64" and os.path.exists("/proc/sys/kernel/seccomp")


def hold_disk_calls(*, sends: bool = False) -> int:
    """In the process to be watched: install the filter for good; returns the descriptor at which calls are answered.

    Raises:
        OSError: the kernel does not allow it.
    """
    program = b"".join(_filter(sends))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    instructions = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    listener = libc.syscall(_SECCOMP, _FILTER, _NEW_LISTENER, described)
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return int(listener)


def _filter(sends: bool) -> list[bytes]:
    """Ask for the calls above; descriptors 0 to 2 and opening for reading pass."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", code, then, otherwise, value)

    number, architecture, arguments = 0, 4, 16
    lines = [
        step(_LOAD, architecture),
        step(_EQUAL, _X86_64, 1, 0),
        step(_RETURN, _ALLOW),
        step(_LOAD, number),
    ]
    for each, call in {**_CALLS, **({_SEND: _Call("send", handle=0)} if sends else {})}.items():
        if call.handle is not None:
            test = [step(_LOAD, arguments + 8 * call.handle), step(_GREATER, 2, 0, 1)]
        elif call.flags is not None:
            test = [step(_LOAD, arguments + 8 * call.flags), step(_ANY, _WRITING, 0, 1)]
        else:
            test = []
        body = [*test, step(_RETURN, _ASK), step(_RETURN, _ALLOW)]
        lines += [step(_EQUAL, each, 0, len(body)), *body]
    return [*lines, step(_RETURN, _ALLOW)]


@dataclass(frozen=True)
class Point:
    """One call that changes the disk: what it does, and to which path below the watched folder."""

    operation: str
    path: str


#: what may be said of a call: let it be (None), an error number, or
KILL = -1
Decision = Callable[[int, Point], "int | None"]


@dataclass
class Watch:
    """Answers the calls of one process: `decide` is asked about those below `root` (and what it sends), by number."""

    pid: int
    listener: int
    root: Path
    decide: Decision
    points: list[Point] = field(default_factory=list)
    killed: bool = False
    failed: BaseException | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._answer_all, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop once the process is gone; a fault of the watching itself is raised here."""
        self._stop.set()
        self._thread.join()
        os.close(self.listener)
        if self.failed is not None:
            raise self.failed

    def _answer_all(self) -> None:
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        request = bytearray(80)
        while True:
            events = poll.poll(50)
            if any(event & select.POLLIN for _, event in events):
                request[:] = bytes(80)
                try:
                    fcntl.ioctl(self.listener, _RECEIVE, request)
                except OSError as gone:  # it was killed meanwhile
                    if gone.errno not in (errno.ENOENT, errno.EINTR):
                        raise
                    continue
                self._answer(*struct.unpack("QIIiIQ6Q", request))
            elif events or self._stop.is_set():
                return

    def _answer(self, number: int, thread: int, _: int, call: int, *rest: int) -> None:
        decided = None
        try:
            point = self._point(thread, call, rest[2:])
            if point is not None:
                self.points.append(point)
                decided = self.decide(len(self.points) - 1, point)
        except BaseException as wrong:  # the process must go on, whatever is wrong with us
            self.failed = self.failed or wrong
        if decided == KILL:
            self.killed = True
            os.kill(self.pid, signal.SIGKILL)
            return
        answer = struct.pack("QqiI", number, 0, -(decided or 0), 0 if decided else _CONTINUE)
        try:
            fcntl.ioctl(self.listener, _ANSWER, bytearray(answer))
        except OSError as gone:
            if gone.errno != errno.ENOENT:
                raise

    def _point(self, thread: int, number: int, arguments: tuple[int, ...]) -> Point | None:
        if number == _SEND:
            return Point("send", "")
        call = _CALLS[number]
        if call.second is not None:
            folder, place = call.second
            path = self._path(thread, arguments, place, folder)
        elif call.handle is not None:
            path = self._link(f"/proc/{thread}/fd/{arguments[call.handle]}")
        else:
            assert call.path is not None
            path = self._path(thread, arguments, call.path, call.folder)
        below = os.path.relpath(path, self.root) if path.startswith(f"{self.root}/") else None
        return Point(call.name, below) if below is not None else None

    def _path(self, thread: int, arguments: tuple[int, ...], place: int, folder: int | None) -> str:
        with open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
            memory.seek(arguments[place])
            text = b""
            while b"\0" not in text and len(text) < 4096:  # never over the end of a page: the next may not be there
                text += memory.read(4096 - (arguments[place] + len(text)) % 4096)
        path = os.fsdecode(text.partition(b"\0")[0])
        if os.path.isabs(path):
            return os.path.normpath(path)
        at = None if folder is None else arguments[folder] & 0xFFFFFFFF
        where = f"/proc/{thread}/cwd" if at in (None, _AT_FDCWD) else f"/proc/{thread}/fd/{at}"
        return os.path.normpath(os.path.join(self._link(where), path))

    def _link(self, link: str) -> str:
        try:
            return os.readlink(link)
        except FileNotFoundError:
            return ""
