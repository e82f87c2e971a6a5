"""What a night's reports tell beside the folders of its steps: where it is the same, they need not be drawn again."""

from __future__ import annotations

import hashlib
from typing import Any

from pipelines.identity.weights import FILE as MODEL_FILE
from pipelines.reports.clues import gone
from pipelines.reports.reading import NightData
from pipelines.settings import Night


def told(night: Night) -> dict[str, Any]:
    """Digests of what the ledger, the verdicts, the weights and earlier nights say, read as the reports read them.

    It is derived and not what it is derived from: of an earlier night that was computed again, most changes change no
    status and no word of a later report.

    Raises:
        LedgerError: the night is not in the ledger.
    """
    data = NightData(night)
    said = {
        "basis": data.basis,
        "previous_night": data.previous_night,
        "statuses": sorted(data.statuses.items()),
        "suspects": sorted(data.suspects.items()),
        "verdicts": data.verdicts,
        "verdicts_on_clues": data.verdicts_on_clues,
        "gone": [gone(data, since_last_night=tonight) for tonight in (True, False)],
    }
    weights = night.settings.identity_weights or MODEL_FILE
    return {
        **{name: hashlib.sha256(repr(value).encode()).hexdigest() for name, value in said.items()},
        "weights": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
