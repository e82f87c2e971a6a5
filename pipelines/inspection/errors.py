"""What was asked for is not there."""

from __future__ import annotations


class InspectionError(LookupError):
    """What was asked for is not there: names it and the cure."""
