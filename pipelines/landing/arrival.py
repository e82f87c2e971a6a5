"""Taking in what the sources offer: copy, hash, publish whole; the same bytes again change nothing."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from pipelines.engine import staged_folder, write_json
from pipelines.landing.store import (
    MANIFEST,
    Delivery,
    LandedFile,
    LandingError,
    dataset_folder,
    delivery_identity,
    of_date,
)
from pipelines.settings import Night
from pipelines.sources import Offer, Problem, available

log = logging.getLogger(__name__)

_BLOCK = 1 << 20


class _NotTakenError(Exception):
    """This delivery cannot be taken now; `problem` says why. The others go on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def land(night: Night, source: str | None = None) -> dict[str, int]:
    """Land everything on offer with a business date up to the night's.

    Returns:
        Counts: offered, landed, unchanged, not_taken, problems, files, bytes (of what landed now).

    Raises:
        SourceError: a source as a whole is out of reach.
        LandingError: the store is damaged.
    """
    listing = available(night, source)
    counts = Counter(offered=len(listing.offers), landed=0, unchanged=0, not_taken=0, files=0, bytes=0)
    problems = list(listing.problems)
    for offer in listing.offers:
        try:
            delivery = _take(night, offer)
        except _NotTakenError as refused:
            problems.append(refused.problem)
            counts["not_taken"] += 1
            continue
        if delivery is None:
            counts["unchanged"] += 1
        else:
            counts["landed"] += 1
            counts["files"] += len(delivery.files)
            counts["bytes"] += sum(file.bytes for file in delivery.files)
    for problem in problems:
        log.warning("%s %s: %s", problem.dataset or "inbox", problem.code, problem.text)
    counts["problems"] = len(problems)
    return dict(counts)


def _take(night: Night, offer: Offer) -> Delivery | None:
    """Land one delivery; None where the same bytes lie there already."""
    dated = dataset_folder(night, offer.dataset) / offer.business_date.isoformat()
    _private(dated, night.settings.home)
    with _alone(dated):
        offered = tuple(sorted(_hashes(offer), key=lambda file: file.name))
        identity = delivery_identity(offer.dataset, offer.business_date, offered)
        earlier = of_date(offer.dataset, dated)
        known = next((delivery for delivery in earlier if delivery.delivery_id == identity), None)
        if known is not None:
            if known is not earlier[-1]:
                raise _NotTakenError(_superseded(offer, known, earlier[-1]))
            return None
        sequence = 1 + max((delivery.sequence for delivery in earlier), default=0)
        delivery = Delivery(identity, offer.dataset, offer.business_date, sequence, offered, dated / identity)
        _copy(offer, delivery)
        return delivery


def _hashes(offer: Offer) -> Iterator[LandedFile]:
    for file in offer.files:
        if file.name == MANIFEST:
            raise _NotTakenError(_problem(offer, MANIFEST, "reserved_name", "this name is ours; rename the file"))
        with _readable(offer, file.name), file.open() as stream:
            digest, length = _digest(stream, None)
        yield LandedFile(file.name, digest, length)


def _copy(offer: Offer, delivery: Delivery) -> None:
    expected = {file.name: file for file in delivery.files}
    with staged_folder(delivery.folder) as staged:
        for file in offer.files:
            target = staged / file.name
            with _readable(offer, file.name), file.open() as stream, target.open("xb") as copy:
                digest, length = _digest(stream, copy)
            if (digest, length) != (expected[file.name].sha256, expected[file.name].bytes):
                raise _NotTakenError(
                    _problem(offer, file.name, "changing", "changed while it was read; pull again later")
                )
            target.chmod(0o400)
        manifest = {
            "delivery_id": delivery.delivery_id,
            "dataset": delivery.dataset,
            "business_date": delivery.business_date.isoformat(),
            "sequence": delivery.sequence,
            "files": [asdict(file) for file in delivery.files],
        }
        write_json(manifest, staged / MANIFEST)
        (staged / MANIFEST).chmod(0o400)


def _digest(stream: BinaryIO, copy: BinaryIO | None) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        length += len(block)
        if copy is not None:
            copy.write(block)
    return digest.hexdigest(), length


@contextmanager
def _readable(offer: Offer, name: str) -> Iterator[None]:
    """A file that cannot be read keeps this delivery out, not the others."""
    try:
        yield
    except FileNotFoundError:
        raise _NotTakenError(_problem(offer, name, "vanished", "is no longer there; deliver it again")) from None
    except PermissionError:
        raise _NotTakenError(
            _problem(offer, name, "forbidden", "may not be read; give this account the right")
        ) from None


def _problem(offer: Offer, name: str, code: str, text: str) -> Problem:
    path = f"{offer.dataset.replace('.', '/')}/{offer.business_date.isoformat()}/{name}"
    return Problem(offer.dataset, offer.business_date, path, code, f"{path}: {text}")


def _superseded(offer: Offer, known: Delivery, newest: Delivery) -> Problem:
    text = (
        f"holds again the bytes of sequence {known.sequence}, but sequence {newest.sequence} came later and stays "
        "the newest; to make the older export count again, deliver it under another file name"
    )
    return _problem(offer, "", "superseded", text)


def _private(folder: Path, home: Path) -> None:
    """Create the folder and what is missing above it, for the owner alone."""
    missing = [folder]
    while not missing[-1].parent.exists() and missing[-1] != home:
        missing.append(missing[-1].parent)
    missing[-1].parent.mkdir(parents=True, exist_ok=True)
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _alone(dated: Path) -> Iterator[None]:
    """Two pulls of one dataset and date take turns; the lock goes with the process."""
    try:
        descriptor = os.open(dated / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LandingError(f"{dated} cannot be written ({type(error).__name__}); check rights and disk") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
