"""What each step of a night is made from: where all of it is the same as before, the step need not run again.

The program, its settings and the night are in every step's inputs; what it reads beside them stands here. What stands
here is all that a step is given, not what it needs most: what it could read unnoticed would make a reused result a lie.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from pipelines import answers, facts, identity, landing, sentences
from pipelines.engine.reuse import content, digest_of, program
from pipelines.identity.weights import FILE as MODEL_FILE
from pipelines.ledger.reading import NOT_ABOUT_CONTENT
from pipelines.settings import Night
from pipelines.standardise import account_digest, canonical_folder

#: all that a step's folder holds
EVERY = None
#: step → step whose folder it reads → the relations it reads there
READS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "quality": {},
    "facts": {"quality": ("coverage",)},
    "identity": {"facts": identity.READS},
    "sentences": {"facts": sentences.READS, "identity": ("persons", "pairs")},
    "rules": {"facts": EVERY, "identity": EVERY, "sentences": EVERY},
    "reports": {
        "quality": ("coverage", "checks"),
        "facts": EVERY,
        "identity": EVERY,
        "sentences": EVERY,
        "rules": EVERY,
    },
}
#: step → the families of answers it listens to
LISTENS: dict[str, tuple[str, ...]] = {
    "quality": answers.FAMILIES["delivery"],
    "identity": answers.FAMILIES["identity"],
    "reports": tuple(kind for kinds in answers.FAMILIES.values() for kind in kinds),
}


def inputs(night: Night, step: str, told: Callable[[Night], Any] | None = None) -> str:
    """A digest of everything a step of a night reads; `told` says what it reads where that cannot be said here.

    Raises:
        KeyError: the step leaves no folder of the night, so it is never reused.
    """
    said: dict[str, Any] = {
        "step": step,
        "night": night.name,
        "program": program(),
        "contract": night.contracts.version,
        "settings": _settings(night),
        "read": {name: _content(night, name, relations) for name, relations in READS[step].items()},
    }
    if beside := told or _BESIDE.get(step):
        said["beside"] = beside(night)
    if step in LISTENS:
        said["answers"] = answers.fingerprint(night.settings, night.business_date, *LISTENS[step])
    return digest_of(said)


def _content(night: Night, step: str, relations: Sequence[str] | None) -> dict[str, str]:
    found = content(night.folder(step))
    return found if relations is EVERY else {name: found.get(f"{name}.parquet", "") for name in relations}


def _settings(night: Night) -> str:
    # secrets are left out by name: of the pseudonym key, which decides record ids, a hash goes in
    values = night.settings.model_dump(mode="json", exclude=set(NOT_ABOUT_CONTENT))
    key = hashlib.sha256(b"made from" + night.settings.pseudonym_key.get_secret_value().encode()).hexdigest()
    return digest_of([values, key])


def _known(night: Night) -> list[list[Any]]:
    """The deliveries a night knows, each with the hash of its account: what it was read with stands there."""
    return [
        [
            each.dataset,
            each.delivery_id,
            each.business_date.isoformat(),
            each.sequence,
            account_digest(canonical_folder(night, each)),
        ]
        for each in landing.deliveries(night)
    ]


def _known_since(night: Night) -> dict[str, Any]:
    """What identity reads beside facts: since when records are known, and the weights."""
    model = night.settings.identity_weights or MODEL_FILE
    return {"history": identity.history_digest(night), "model": hashlib.sha256(model.read_bytes()).hexdigest()}


#: step → what it reads beside the folders of earlier steps and answers; of reports they say so themselves
_BESIDE: dict[str, Callable[[Night], Any]] = {
    "quality": _known,
    "facts": facts.reads,
    "identity": _known_since,
    "rules": facts.reads_again,
}

__all__ = ["LISTENS", "READS", "inputs"]
