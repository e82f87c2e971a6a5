"""What this stage leaves for the rules: one Arrow schema per Parquet file."""

from __future__ import annotations

import pyarrow as pa

SENTENCE_LINKS = pa.schema(
    [
        pa.field("sentence_record", pa.string()),
        pa.field("register_record", pa.string()),
        pa.field("link_way", pa.string()),  # case_no | dates | dates_despite_case_no
        pa.field("exact", pa.bool_()),  # identity certain: both IDs valid and equal, names compatible
    ]
)

DISPOSITIONS = pa.schema(
    [
        pa.field("record_id", pa.string()),
        pa.field("county", pa.string()),  # execution county
        pa.field("correction_type", pa.string()),
        pa.field("disposition", pa.string()),
        pa.field("explanation", pa.string()),  # empty unless explained
        pa.field("explanation_record", pa.string()),
        pa.field("register_record", pa.string()),
        pa.field("link_way", pa.string()),
        pa.field("exact", pa.bool_()),
        pa.field("effective_date", pa.date32()),  # of a release: the day it took place
        pa.field("estimated", pa.bool_()),
        pa.field("effective_arithmetic", pa.string()),
        pa.field("deadline", pa.date32()),
        pa.field("deadline_arithmetic", pa.string()),
        pa.field("received_on", pa.date32()),  # reported, else received
        pa.field("days_late", pa.int64()),  # from the deadline to received_on, or to the night while nobody came
        pa.field("band", pa.string()),
        pa.field("file_opened", pa.bool_()),
        pa.field("review_record", pa.string()),
        pa.field("covered_to", pa.date32()),
    ]
)

CONTACT_STATES = pa.schema(
    [
        pa.field("record_id", pa.string()),
        pa.field("county", pa.string()),
        pa.field("correction_type", pa.string()),
        pa.field("state", pa.string()),  # in_contact | explained | overdue | lost | not_provable
        pa.field("explanation", pa.string()),  # leave | custody | transfer | died | term_over | empty
        pa.field("explanation_record", pa.string()),
        pa.field("level", pa.string()),
        pa.field("level_assumed", pa.bool_()),  # no level stated: counted as ordinary
        pa.field("interval_days", pa.int64()),
        pa.field("last_contact_date", pa.date32()),
        pa.field("last_contact_record", pa.string()),
        pa.field("anchor_date", pa.date32()),  # the day the interval runs from
        pa.field("anchor_way", pa.string()),  # contact | reported | received | start | custody_end | transfer | leave
        pa.field("anchor_record", pa.string()),
        pa.field("due_date", pa.date32()),
        pa.field("as_of", pa.date32()),
        pa.field("days_beyond", pa.int64()),  # negative while not yet due
        pa.field("band", pa.string()),
        pa.field("search_record", pa.string()),
    ]
)

BALANCE = pa.schema(
    [
        pa.field("county", pa.string()),
        pa.field("table", pa.string()),  # sentences | releases | register
        pa.field("disposition", pa.string()),  # or contact state; `quarantined` too
        pa.field("rows", pa.int64()),
    ]
)

#: Relation name → schema; each is also the name of the Parquet file.
OUTPUTS: dict[str, pa.Schema] = {
    "sentence_links": SENTENCE_LINKS,
    "dispositions": DISPOSITIONS,
    "release_dispositions": DISPOSITIONS,
    "contact_states": CONTACT_STATES,
    "balance": BALANCE,
}

#: A total order of each file's rows: equal input gives equal bytes.
ORDER: dict[str, tuple[str, ...]] = {
    "sentence_links": ("sentence_record",),
    "dispositions": ("record_id",),
    "release_dispositions": ("record_id",),
    "contact_states": ("record_id",),
    "balance": ("table", "county", "disposition"),
}
