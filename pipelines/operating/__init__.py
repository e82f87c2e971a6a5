"""What the people who keep an installation running are told: what stands out of a night, and what upkeep found."""

from pipelines.operating.alerts import Alert, alerts, failed, message
from pipelines.operating.upkeep import expired_words, integrity

__all__ = ["Alert", "alerts", "expired_words", "failed", "integrity", "message"]
