"""Taking in what the sources offer: copy, hash, publish whole; the same bytes again change nothing."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pipelines.engine import publish_folder, write_json
from pipelines.landing.retiring import refuse_before_horizon, retired_ids
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
from pipelines.sources import Offer, Problem, SourceError, Stream, available, raise_failures

log = logging.getLogger(__name__)

_BLOCK = 1 << 20
#: hidden beside the deliveries of a date: what is being copied, and what the last one looked like at its source
ARRIVING, SEEN = ".arriving", ".seen.json"


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
        SourceError: a source as a whole could not be read, after everything else has landed;
            `SourceUnreachableError` (which is a ConnectionError) where a retry may help.
        LandingError: the store is damaged, or what the night stood on was removed under `retention_days`.
    """
    refuse_before_horizon(night.landing, [night.business_date])
    listing = available(night, source)
    counts = Counter(offered=len(listing.offers), landed=0, unchanged=0, not_taken=0, files=0, bytes=0)
    problems, failures = list(listing.problems), list(listing.failures)
    for offer in listing.offers:
        try:
            delivery = _take(night, offer)
        except _NotTakenError as refused:
            problems.append(refused.problem)
            counts["not_taken"] += 1
            continue
        except SourceError as failure:
            failures.append(failure)
            continue
        if delivery is None:
            counts["unchanged"] += 1
        else:
            counts["landed"] += 1
            counts["files"] += len(delivery.files)
            counts["bytes"] += sum(file.bytes for file in delivery.files)
    for problem in problems:
        log.warning("%s %s: %s", problem.dataset or "inbox", problem.code, problem.text)
    raise_failures(failures)
    counts["problems"] = len(problems)
    return dict(counts)


def waiting(night: Night) -> list[tuple[Offer, date]]:
    """What sources of files hold out that looks otherwise than what landed, with the night from which it would count.

    Nothing is read: it may turn out to hold the same bytes.

    Raises:
        SourceError: a source as a whole could not be read.
    """
    listing = available(night)
    raise_failures(listing.failures)
    found = []
    for offer in listing.offers:
        dated = dataset_folder(night, offer.dataset) / offer.business_date.isoformat()
        stamp, came = _stamp(offer), _came(offer, known=dated.is_dir())
        if stamp is not None and _seen(dated).get(came.isoformat(), [""])[0] != stamp:
            found.append((offer, came))
    return found


def _take(night: Night, offer: Offer) -> Delivery | None:
    """Land one delivery; None where the same bytes lie there already. Every byte is read once, hashed while copied."""
    dated = dataset_folder(night, offer.dataset) / offer.business_date.isoformat()
    _private(dated, night.settings.home)
    with _alone(dated):
        earlier = of_date(offer.dataset, dated)
        came = _came(offer, known=bool(earlier))
        newest = next((delivery for delivery in reversed(earlier) if delivery.known_from <= came), None)
        stamp, seen, retired = _stamp(offer), _seen(dated), retired_ids(dated)
        last = seen.get(came.isoformat())
        if stamp is not None and last in [[stamp, each] for each in (*retired, newest and newest.delivery_id)]:
            return None
        with _arriving(dated) as staged:
            landed = tuple(sorted(_copies(offer, staged), key=lambda file: file.name))
            identity = delivery_identity(offer.dataset, offer.business_date, landed)
            known = next((delivery for delivery in earlier if delivery.delivery_id == identity), None)
            if known is not None and newest is not None and known is not newest and known.known_from <= came:
                raise _NotTakenError(_superseded(offer, known, newest))
            retired_before = identity in retired
            if known is None and not retired_before:
                sequence = 1 + max((delivery.sequence for delivery in earlier), default=0)
                delivery = Delivery(
                    identity, offer.dataset, offer.business_date, sequence, landed, dated / identity, came
                )
                _seal(delivery, staged)
                publish_folder(staged, delivery.folder)
        if stamp is not None:
            write_json({**seen, came.isoformat(): [stamp, identity]}, dated / SEEN)
        return delivery if known is None and not retired_before else None


def _stamp(offer: Offer) -> str | None:
    """What the offered files look like without reading them; None where a source cannot tell (a query)."""
    if not isinstance(offer.files, tuple):
        return None
    pairs = sorted([file.name, file.stamp or ""] for file in offer.files)
    said = json.dumps([offer.origin, pairs], separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


def _came(offer: Offer, *, known: bool) -> date:
    """The night from which a delivery counts: as its source says, else its business date.

    A source without history cannot say when a changed answer came to be true: it counts from when it was asked.
    """
    if offer.known_from is not None:
        return offer.known_from
    return offer.asked_on if known and offer.asked_on is not None else offer.business_date


def _seen(dated: Path) -> dict[str, list[str]]:
    """By night of arrival, stamp and id of the delivery last compared byte for byte; a mere memory, safe to lose."""
    try:
        said = json.loads((dated / SEEN).read_text("utf-8"))
        return {str(night): [str(stamp), str(identity)] for night, (stamp, identity) in said.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


@contextmanager
def _arriving(dated: Path) -> Iterator[Path]:
    """A folder to copy into; whatever happens, it is gone afterwards, published or not."""
    staged = dated / ARRIVING
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _copies(offer: Offer, staged: Path) -> Iterator[LandedFile]:
    for file in offer.files:
        if file.name == MANIFEST:
            raise _NotTakenError(_problem(offer, MANIFEST, "reserved_name", "this name is ours; rename the file"))
        target = staged / file.name
        with _readable(offer, file.name):
            with file.open() as stream, target.open("xb") as copy:
                digest, length = _digest(stream, copy)
            if file.stamp_now() != file.stamp:
                changing = "changed while it was read; pull again later"
                raise _NotTakenError(_problem(offer, file.name, "changing", changing))
        target.chmod(0o400)
        yield LandedFile(file.name, digest, length)


def _seal(delivery: Delivery, staged: Path) -> None:
    manifest = {
        "delivery_id": delivery.delivery_id,
        "dataset": delivery.dataset,
        "business_date": delivery.business_date.isoformat(),
        "known_from": delivery.known_from.isoformat(),
        "sequence": delivery.sequence,
        "files": [asdict(file) for file in delivery.files],
    }
    write_json(manifest, staged / MANIFEST)
    (staged / MANIFEST).chmod(0o400)


def _digest(stream: Stream, copy: BinaryIO) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        digest.update(block)
        length += len(block)
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
