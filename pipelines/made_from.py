"""What each step of a night is made from: where all of it is the same as before, the step need not run again.

The program, its settings and the night are in every step's inputs; what it reads beside them stands here.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pipelines import answers, landing, ledger
from pipelines.engine.reuse import content, digest_of, program
from pipelines.ledger.reading import NOT_ABOUT_CONTENT
from pipelines.settings import Night

#: step → the steps whose folders it reads
READS: dict[str, tuple[str, ...]] = {
    "quality": (),
    "facts": ("quality",),
    "identity": ("quality", "facts"),
    "sentences": ("facts", "identity"),
    "rules": ("quality", "facts", "identity", "sentences"),
    "reports": ("quality", "facts", "identity", "sentences", "rules"),
}
#: steps that read canonical rows of deliveries themselves
READS_DELIVERIES = ("quality", "facts", "identity", "rules", "reports")
#: step → the families of answers it listens to
LISTENS: dict[str, tuple[str, ...]] = {
    "quality": answers.FAMILIES["delivery"],
    "identity": answers.FAMILIES["identity"],
    "reports": tuple(kind for kinds in answers.FAMILIES.values() for kind in kinds),
}


def inputs(night: Night, step: str) -> str:
    """A digest of everything a step of a night reads.

    Raises:
        KeyError: the step leaves no folder of the night, so it is never reused.
    """
    reads = READS[step]
    said: dict[str, Any] = {
        "step": step,
        "night": night.name,
        "program": program(),
        "contract": night.contracts.version,
        "settings": _settings(night),
        "read": {name: content(night.folder(name)) for name in reads},
    }
    if step in READS_DELIVERIES:
        said["deliveries"] = _deliveries(night)
    if step in LISTENS:
        said["answers"] = answers.fingerprint(night.settings, night.business_date, *LISTENS[step])
    if step == "reports":
        said["ledger"] = _recorded(night)
    return digest_of(said)


def _settings(night: Night) -> str:
    # secrets are left out by name: of the pseudonym key, which decides record ids, a hash goes in
    values = night.settings.model_dump(mode="json", exclude=set(NOT_ABOUT_CONTENT))
    key = hashlib.sha256(b"made from" + night.settings.pseudonym_key.get_secret_value().encode()).hexdigest()
    return digest_of([values, key])


def _deliveries(night: Night) -> list[list[Any]]:
    """The deliveries a night knows, each with the hash of its account: what it was read with stands there."""
    found = []
    for each in landing.deliveries(night):
        account = night.canonical / each.dataset / f"{each.delivery_id}-{night.contracts.version}" / "accounting.json"
        hashed = hashlib.sha256(account.read_bytes()).hexdigest() if account.is_file() else ""
        found.append([each.dataset, each.delivery_id, each.business_date.isoformat(), each.sequence, hashed])
    return found


def _recorded(night: Night) -> list[Any]:
    """What the ledger holds of the nights up to this one, and of the night before it the records and their persons."""
    contents = ledger.contents(night.settings, night.business_date)
    earlier = [day for day in contents if day < night.business_date]
    before = Night(night.settings, night.contracts, max(earlier)) if earlier else None
    return [
        {day.isoformat(): digest for day, digest in sorted(contents.items())},
        {name: content(before.folder(name)) for name in ("facts", "identity", "rules")} if before else {},
    ]


__all__ = ["LISTENS", "READS", "READS_DELIVERIES", "inputs"]
