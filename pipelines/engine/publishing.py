"""Publishing by one swap: write beside the target, check, exchange; a reader sees the old or the new, never a mix."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS_PER_GROUP = 1_000_000
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


#: folders this thread already has to itself
_mine = threading.local()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process works below a folder, and keep others waiting; the lock goes with the process.

    Who has the folder already may ask again. Nights that run side by side take turns where they share something.
    """
    private_folder(folder)
    held: set[Path] = _mine.__dict__.setdefault("folders", set())
    key = folder.resolve()
    if key in held:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        held.add(key)
        yield
    finally:
        held.discard(key)
        os.close(descriptor)


@contextmanager
def staged_folder(target: Path, *, mode: int = 0o700) -> Iterator[Path]:
    """Yield an empty folder beside `target`; on leaving without error it becomes `target`, whole.

    What an earlier, killed attempt left beside the target is cleared first; another process that publishes below the
    same folder waits.
    """
    with alone(target.parent):
        staged = target.with_name(f".{target.name}.staged")
        for remains in (staged, _replaced(target)):
            shutil.rmtree(remains, ignore_errors=True)
        staged.mkdir(mode=mode)
        try:
            yield staged
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        publish_folder(staged, target)


def private_folder(folder: Path) -> None:
    """Make a folder and its missing parents, for the owner alone (mkdir gives its mode to the last one only)."""
    if not folder.exists():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def publish_folder(staged: Path, target: Path) -> None:
    """Put `staged` in the place of `target` in one step; what stood there is removed."""
    for path in [*sorted(staged.rglob("*")), staged]:
        _flush(path)
    if not target.exists():
        os.rename(staged, target)
    elif _exchange(staged, target):
        shutil.rmtree(staged)
    else:  # a file system without exchange: the smallest gap two renames allow
        replaced = _replaced(target)
        shutil.rmtree(replaced, ignore_errors=True)
        os.rename(target, replaced)
        os.rename(staged, target)
        shutil.rmtree(replaced)
    _flush(target.parent)


def _replaced(target: Path) -> Path:
    return target.with_name(f".{target.name}.replaced")


def write_parquet(table: pa.Table, path: Path, *, repeated: Sequence[str] | None = None) -> None:
    """Write rows so that equal tables give equal bytes; readable by the owner alone.

    `repeated`: the columns worth a dictionary, where it is known which.
    """
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        use_dictionary=True if repeated is None else list(repeated),
        row_group_size=ROWS_PER_GROUP,
        store_schema=False,
    )
    path.chmod(0o600)


def write_json(value: Any, path: Path) -> None:
    """Write a JSON document in one step, keys sorted; readable by the owner alone."""
    with alone(path.parent):
        staged = path.with_name(f".{path.name}.staged")
        staged.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        staged.chmod(0o600)
        _flush(staged)
        os.replace(staged, path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(first: Path, second: Path) -> bool:
    """Swap two folders atomically; False where kernel or file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), ctypes.c_uint(_RENAME_EXCHANGE))
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV):
        return False
    raise OSError(code, os.strerror(code), str(second))
