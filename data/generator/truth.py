"""The truth beside the sample: what a careful reader of the law would say on each night."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.generator.clues import record_id
from data.generator.exports import Broken
from data.generator.findings import Found
from data.generator.id_numbers import is_valid
from data.generator.oracle import contact_state, disposition, register_known
from data.generator.world import Handed, World

_MENTIONS = {
    "court.revocations": "ruling_no",
    "police.custody": "custody_no",
    "police.penalties": "decision_no",
    "police.population": "id_no",
}


def write_truth(world: World, broken: list[Broken], found: Found, folder: Path) -> None:
    """All truth files."""
    folder.mkdir(parents=True, exist_ok=True)
    _dispositions(world, broken, folder)
    _contact_states(world, folder)
    _findings(world, found, folder)
    _identity(world, folder)
    _table(
        folder / "quarantine.csv",
        ("night", "dataset", "file", "line", "reason", "record_key"),
        ((one.night, one.dataset, one.file, one.line, one.reason, one.key) for one in broken),
    )


def _table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode())


def _dispositions(world: World, broken: list[Broken], folder: Path) -> None:
    unread = {(one.night, one.key) for one in broken if one.key}
    sentences: list[tuple[Any, ...]] = []
    releases: list[tuple[Any, ...]] = []
    for night in world.nights:
        for handed in sorted(world.sentences, key=_key):
            if (state := disposition(handed, night)) is None:
                continue
            planted, values = handed.record.planted, handed.record.values
            if (night, handed.key) in unread:
                sentences.append(
                    (night, values["case_no"], values["defendant_no"], "quarantined", "", "", "", "", "", "", planted)
                )
                continue
            sentences.append(
                (
                    night,
                    values["case_no"],
                    values["defendant_no"],
                    state.name,
                    state.explanation,
                    state.deadline,
                    state.received_on,
                    state.band,
                    int(state.file_opened),
                    "|".join(handed.also_accepted),
                    planted,
                )
            )
        for handed in sorted(world.releases, key=_key):
            if handed.kind == "sentence_served" or (state := disposition(handed, night)) is None:
                continue
            releases.append(
                (
                    night,
                    handed.key,
                    handed.kind,
                    state.name,
                    state.explanation,
                    state.deadline,
                    state.received_on,
                    state.band,
                    int(state.file_opened),
                    handed.record.planted,
                )
            )
    tail = ("disposition", "explanation", "deadline", "received_on", "band", "file_opened")
    _table(
        folder / "dispositions.csv", ("night", "case_no", "defendant_no", *tail, "also_accepted", "planted"), sentences
    )
    _table(folder / "release_dispositions.csv", ("night", "release_no", "correction_type", *tail, "planted"), releases)


def _key(handed: Handed) -> str:
    return handed.key


def _contact_states(world: World, folder: Path) -> None:
    rows = []
    for night in world.nights:
        for term in sorted(world.terms, key=lambda one: one.number):
            if (state := contact_state(term, night)) is None:
                continue
            rows.append(
                (
                    night,
                    term.number,
                    state.name,
                    state.explanation,
                    state.last_contact,
                    state.due,
                    state.as_of,
                    state.days,
                    state.band,
                    state.also_accepted,
                    term.record.planted,
                )
            )
    _table(
        folder / "contact_states.csv",
        (
            "night",
            "correction_no",
            "state",
            "explanation",
            "last_contact",
            "due_date",
            "as_of",
            "days_beyond",
            "band",
            "also_accepted",
            "planted",
        ),
        rows,
    )


def _findings(world: World, found: Found, folder: Path) -> None:
    header = ("night", "rule_id", "record_id", "subject", "band", "days", "planted", "others")

    def rows(data: bool) -> Iterable[tuple[Any, ...]]:
        for night, told in found.items():
            for one in told:
                if one.rule.startswith("D") == data:
                    tail = (one.band, one.days, one.planted, " ".join(sorted(set(one.others))))
                    yield (night, one.rule, one.record_id, one.subject, *tail)

    _table(folder / "findings.csv", header, rows(False))
    _table(folder / "two_of_one.csv", header, rows(True))
    tolerated = sorted(
        (one.night, one.rule, record_id(one.record), one.reason, one.planted)
        for one in world.tolerated
        if one.night in world.nights
    )
    _table(folder / "tolerated.csv", ("night", "rule_id", "record_id", "reason", "planted"), tolerated)


def _identity(world: World, folder: Path) -> None:
    rows, errors = [], []
    last = world.nights[-1]
    for handed in [*world.sentences, *world.releases]:
        if handed.record.born <= last:
            rows.append((f"{handed.record.dataset}/{handed.key}", handed.person.number))
    for term in world.terms:
        if term.record.born <= register_known(term.county, last):
            rows.append((f"justice.register/{term.number}", term.person.number))
    for dataset, key in _MENTIONS.items():
        for record in world.records[dataset]:
            if record.person is not None and record.born <= last:
                rows.append((f"{dataset}/{record.values[key]}", record.person.number))
    _table(folder / "identity.csv", ("record_id", "person"), sorted(rows))
    for handed in [*world.sentences, *world.releases]:
        for record, key in [(handed.record, handed.key), *((term.record, term.number) for term in handed.terms)]:
            reason = _id_error(record.raw.get("id_no", record.values["id_no"]), handed)
            if reason and record.born <= last:
                errors.append((f"{record.dataset}/{key}", reason, record.planted))
    _table(folder / "id_errors.csv", ("record_id", "reason", "planted"), sorted(errors))


def _id_error(received: str, handed: Handed) -> str:
    person, number = handed.person, received.strip(" '").upper().replace("×", "X")
    number = number.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X"))
    if person.id_type != "resident_id" or not number or number == person.id_no:
        return ""
    if len(number) == 15:
        return "" if number == person.id_no[:6] + person.id_no[8:17] else "bad_checksum"
    if not is_valid(number):
        return "bad_checksum"
    return "former_number" if number == person.former_id_no else "number_of_another_person"
