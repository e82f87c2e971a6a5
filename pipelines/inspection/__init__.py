"""What people ask of an installation: what came, what was set aside, how the sums stand, is it in order."""

from pipelines.inspection.deliveries import Account, Use, accounts, delivery_named, uses_of
from pipelines.inspection.errors import InspectionError
from pipelines.inspection.installation import Check, examine
from pipelines.inspection.nights import Summary, balance, explain, nights_present, summary_of
from pipelines.inspection.quarantine import SetAside, export, quarantined, row_as_received

__all__ = [
    "Account",
    "Check",
    "InspectionError",
    "SetAside",
    "Summary",
    "Use",
    "accounts",
    "balance",
    "delivery_named",
    "examine",
    "explain",
    "export",
    "nights_present",
    "quarantined",
    "row_as_received",
    "summary_of",
    "uses_of",
]
