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
    #: who bears a name with a birth date, and who bears one in a case, under which valid number or with what in its
    #: place
    "named_elsewhere": {
        "dataset_bit": pa.int32(),
        "folded": _TEXT,
        "sounds": _TEXT,
        "birth_date": _DAY,
        "case_no_key": _TEXT,
        "effective_date": _DAY,
        "number": _TEXT,
        "digits": _TEXT,
    },
    #: names as shown with an interpunct
    "shown_elsewhere": {"name_key": _TEXT, "shown": _TEXT},
    #: how many records stand under a blocking key
    "keys_elsewhere": {"rule": pa.int32(), "name": _COUNT, "day": _DAY, "rest": _TEXT, "records": _COUNT},
}


def nothing_elsewhere(session: Session) -> None:
    """Define all relations of this module without rows."""
    for name, columns in SCHEMAS.items():
        session.register(name, pa.schema(list(columns.items())).empty_table())
