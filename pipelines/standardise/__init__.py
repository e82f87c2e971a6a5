"""Bytes → typed rows under the contract; every bad row kept aside with file, line and reason."""

from pipelines.standardise.accounts import account_digest
from pipelines.standardise.deliveries import canonical_folder, is_current, run, standardise
from pipelines.standardise.reasons import FILE_REASONS, REASONS, FileReason, RowReason

__all__ = [
    "FILE_REASONS",
    "REASONS",
    "FileReason",
    "RowReason",
    "account_digest",
    "canonical_folder",
    "is_current",
    "run",
    "standardise",
]
