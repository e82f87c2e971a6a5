"""What can be wrong with a source as a whole. Only what a retry may cure is a ConnectionError."""

from __future__ import annotations

from collections.abc import Sequence


class SourceError(RuntimeError):
    """A source as a whole cannot be read: names what is missing and the cure; never a credential or a value."""


class SourceUnreachableError(SourceError, ConnectionError):
    """The network or the server failed; the same pull may succeed later, so the night tries again."""


class DeclarationError(SourceError):
    """A declaration is wrong: names file, key and what is allowed."""


def raise_failures(failures: Sequence[SourceError]) -> None:
    """Raise what went wrong with sources, all in one; nothing where nothing did.

    Raises:
        SourceUnreachableError: a retry may cure at least one of them.
        SourceError: a retry cures none.
    """
    if not failures:
        return
    said = "; ".join(dict.fromkeys(str(failure) for failure in failures))
    if any(isinstance(failure, SourceUnreachableError) for failure in failures):
        raise SourceUnreachableError(said)
    raise SourceError(said)
