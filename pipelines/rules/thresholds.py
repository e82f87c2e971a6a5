"""Settings a preview may change, and which steps of a night each of them reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines import facts, identity, quality, sentences
from pipelines.settings import Settings

STEPS = {"quality": quality.run, "facts": facts.run, "identity": identity.run, "sentences": sentences.run}
#: Setting → the steps whose results it changes.
CHANGES: Mapping[str, tuple[str, ...]] = {
    "register_grace_days": ("facts", "sentences"),
    "contact_grace_days": ("facts", "sentences"),
    "exit_report_days": ("facts", "sentences"),
    "contact_intervals": ("facts", "sentences"),
    "county_contact_intervals": ("facts", "sentences"),
    "least_share_of_recent_rows": tuple(STEPS),
    "least_share_of_county_rows": tuple(STEPS),
}


class PreviewError(ValueError):
    """A preview cannot be made: says why and what to give instead."""


def changed_settings(settings: Settings, changes: Mapping[str, str]) -> tuple[Settings, tuple[str, ...]]:
    """The settings with `changes`, and the steps they change, in order.

    Raises:
        PreviewError: an unknown key, one that changes no finding of a night, or a value that is not allowed.
    """
    values: dict[str, Any] = settings.model_dump()
    touched: set[str] = set()
    for key, text in changes.items():
        section, *inner = key.split(".")
        if section not in CHANGES:
            raise PreviewError(f"setting '{key}' cannot be previewed; those that can: {', '.join(CHANGES)}")
        touched.update(CHANGES[section])
        _set(values, [section, *inner], key, text)
    try:
        changed = Settings(**values)
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False)
        problems = "; ".join(f"'{'.'.join(str(part) for part in one['loc'])}': {one['msg']}" for one in said)
        raise PreviewError(f"setting {problems}") from None
    return changed, tuple(step for step in STEPS if step in touched)


def _set(values: dict[str, Any], path: list[str], key: str, text: str) -> None:
    place = values
    for part in path[:-1]:
        inner = place.setdefault(part, {}) if isinstance(place, dict) else None
        if not isinstance(inner, dict):
            raise PreviewError(
                f"setting '{key}': '{part}' is no section; write for example contact_intervals.ordinary=20"
            )
        place = inner
    last = path[-1]
    if isinstance(place.get(last), (dict, BaseModel)):
        raise PreviewError(f"setting '{key}' is a section; write for example contact_intervals.ordinary=20")
    place[last] = None if text == "" else text
