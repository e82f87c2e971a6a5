"""Missing and silent data: what is not there must not become a clue."""

from __future__ import annotations

from datetime import date

from data.generator.builder import Builder
from data.generator.places import SILENT_COUNTY
from data.generator.planted.registry import plant, received, runs_out, sentenced


@plant("deadline 10-13, grace ends 10-16, when no register arrived: not_provable on 10-15 and 10-16, H01 on 10-17")
def register_missing_on_grace_day(b: Builder) -> None:
    sentenced(b, "150104", date(2025, 10, 3))
    sentenced(b, "150202", date(2025, 10, 2))


@plant("deadline 10-14, grace ends 10-17: not_provable, then H01 on 10-17")
def grace_ends_on_last_night(b: Builder) -> None:
    sentenced(b, "150103", date(2025, 10, 4))


@plant("deadline 10-13, reported 10-16: no register that night → not_provable, on 10-17 received late → H02")
def reported_on_the_missing_night(b: Builder) -> None:
    received(b, sentenced(b, "150203", date(2025, 10, 3)), date(2025, 10, 16))


@plant("deadline 10-16, reported 10-16: not due, not due, received → nothing")
def reported_in_time_on_the_missing_night(b: Builder) -> None:
    received(b, sentenced(b, "150105", date(2025, 10, 6)), date(2025, 10, 16))


@plant("silent county: interval ends 10-16, the contact of 10-17 was not delivered → not_provable on 10-17, never S01")
def silent_county_interval_ends(b: Builder) -> None:
    for level in ("strict", "ordinary", "lenient"):
        term = runs_out(b, SILENT_COUNTY, level, date(2025, 10, 16))
        term.contacts.append(b.contact(date(2025, 10, 17)))


@plant("silent county: interval ends 10-17, the night itself → in contact")
def silent_county_interval_open(b: Builder) -> None:
    runs_out(b, SILENT_COUNTY, "ordinary", date(2025, 10, 17))


@plant(
    "silent county: deadline 10-14, really registered on 10-16 but never delivered → not_provable on 10-16 and 10-17"
)
def silent_county_register(b: Builder) -> None:
    received(b, sentenced(b, SILENT_COUNTY, date(2025, 10, 4)), date(2025, 10, 16))


@plant("silent county: discharged on its last day 10-16, which no delivery can show → no E01 on 10-17")
def silent_county_discharged(b: Builder) -> None:
    # effective 2024-10-17, one year: the last day is 2025-10-16
    handed = sentenced(b, SILENT_COUNTY, date(2024, 10, 17), penalty=("imprisonment", 8), probation=12)
    received(b, handed)
