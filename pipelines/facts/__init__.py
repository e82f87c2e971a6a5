"""The world as known on night D: one relation per dataset, the calendar, the counties, coverage and parameters."""

from pipelines.facts.build import run
from pipelines.facts.relations import attach, relation_files

__all__ = ["attach", "relation_files", "run"]
