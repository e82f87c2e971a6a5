"""What the keepers of an installation do and are told: backfill, impact, verify, retention; alerts and upkeep."""

from pipelines.operating.alerts import Alert, alerts, failed, message
from pipelines.operating.upkeep import expired_words, integrity

__all__ = ["Alert", "alerts", "expired_words", "failed", "integrity", "message"]
