"""The rules: one file each; `run` applies them to a night, `explain` tells why a finding was raised."""

from pipelines.rules.explaining import UnknownFindingError, explain
from pipelines.rules.rulefile import Rule, RuleFileError, load_rules
from pipelines.rules.running import FINDINGS, run

__all__ = ["FINDINGS", "Rule", "RuleFileError", "UnknownFindingError", "explain", "load_rules", "run"]
