"""The bytes as received: immutable, named by their hash, with a manifest."""

from pipelines.landing.arrival import land, waiting
from pipelines.landing.arrival import land as run
from pipelines.landing.store import Delivery, LandedFile, LandingError, deliveries, read_verified

__all__ = ["Delivery", "LandedFile", "LandingError", "deliveries", "land", "read_verified", "run", "waiting"]
