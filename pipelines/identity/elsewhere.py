"""What the records that are not looked at tonight still tell: how common names and keys are, and who else bears a name.

A night that looks at all records has nothing elsewhere. One that looks at the changed ones alone (`changing.py`) fills
these relations from what it remembers, so that every count is that of the whole night.
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.engine import Session

_TEXT, _DAY, _COUNT = pa.string(), pa.date32(), pa.int64()
SCHEMAS = {
    #: how many people bear a name as written or as it sounds
    "people_elsewhere": {"form": _TEXT, "people": _COUNT},
    #: one row per person and name, with the day the first of the person's records was known
    "cells_elsewhere": {"form": _TEXT, "known_since": _DAY},
    #: who has a number, a name and a birth date
    "numbered_elsewhere": {"folded": _TEXT, "birth_date": _DAY, "number": _TEXT},
    #: names as shown with an interpunct
    "shown_elsewhere": {"name_key": _TEXT, "shown": _TEXT},
    #: how many records stand under a blocking key
    "keys_elsewhere": {"rule": pa.int32(), "name": _COUNT, "day": _DAY, "rest": _TEXT, "records": _COUNT},
}


def nothing_elsewhere(session: Session) -> None:
    """Define all relations of this module without rows."""
    for name, columns in SCHEMAS.items():
        session.register(name, pa.schema(list(columns.items())).empty_table())
