"""The rules: one file each; `run` applies them to a night, `explain` tells why a finding was raised."""

from pipelines.rules.explaining import UnknownFindingError, explain
from pipelines.rules.kept import FOLDER as KEPT
from pipelines.rules.rulefile import Rule, RuleFileError, load_rules
from pipelines.rules.running import FINDINGS, run

__all__ = ["FINDINGS", "KEPT", "Rule", "RuleFileError", "UnknownFindingError", "explain", "load_rules", "run"]
