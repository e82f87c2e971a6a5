"""A digest of what a clue rests on: the same while the records say the same, whatever the day and place."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

#: Values that only tell the night's own date: what the record says has not changed.
_OF_THE_NIGHT = "晚于当晚"
#: A day to come is shown as it came, and as read once it has come: both are one day.
_DAY = re.compile(r"(?<!\d)(\d{4})(?:[-/.年]|(?=\d{4}$))(\d{1,2})(?:[-/.月]|(?=\d{2}$))(\d{1,2})[日号]?")


def evidence_digest(finding: dict[str, Any], key: str) -> str:
    """12 hex digits, keyed, over the records cited, their values as read, the day it began and the county.

    Days counted, file, line and delivery are left out: they change every night though nothing has happened.

    Args:
        finding: a row of `findings.parquet`.
        key: the installation's pseudonym key, so that the digest of a short value says nothing to a stranger.
    """
    records = [
        (one["record_id"], sorted((value["column"], _said(value)) for value in one["values"]))
        for one in json.loads(finding["document"])["evidence"]
    ]
    since = finding["since"]
    told = [finding["rule_id"], finding["county"] or "", since.isoformat() if since else "", sorted(records)]
    text = json.dumps(told, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), key=hashlib.sha256(key.encode()).digest(), digest_size=6).hexdigest()


def _said(value: dict[str, Any]) -> str:
    read = value.get("computed") or ""
    text = read if read and not read.startswith(_OF_THE_NIGHT) else value["received"] or ""
    return _DAY.sub(lambda day: f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}", "".join(text.split()))
