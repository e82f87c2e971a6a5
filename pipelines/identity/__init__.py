"""Who is who: mentions of people → certain links by number → scored rest → persons. The design: docs/identity.md."""

from pipelines.identity.decisions import KINDS as DECISIONS
from pipelines.identity.resolve import READS, Resolved, resolve
from pipelines.identity.stage import run

__all__ = ["DECISIONS", "READS", "Resolved", "resolve", "run"]
