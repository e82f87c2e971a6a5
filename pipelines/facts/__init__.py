"""The world as known on night D: one relation per dataset, the calendar, the counties, coverage and parameters."""

from pipelines.facts.build import run
from pipelines.facts.relations import attach, relation_files
from pipelines.facts.selection import reads, reads_again

__all__ = ["attach", "reads", "reads_again", "relation_files", "run"]
