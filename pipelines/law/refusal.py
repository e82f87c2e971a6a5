"""A value the law layer will not interpret: it says why, and never guesses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why a text was not interpreted.

    `reason` is a stable code for quarantine and counts; `text` is a Chinese sentence that names the cure and quotes
    no value.
    """

    reason: str
    text: str
