"""The bytes as received: immutable, named by their hash, with a manifest."""

from pipelines.landing.arrival import land, waiting
from pipelines.landing.arrival import land as run
from pipelines.landing.reading import LandedBytes, verify
from pipelines.landing.store import Delivery, LandedFile, LandingError, deliveries, read_verified

__all__ = [
    "Delivery",
    "LandedBytes",
    "LandedFile",
    "LandingError",
    "deliveries",
    "land",
    "read_verified",
    "run",
    "verify",
    "waiting",
]
