"""Noise as real exports have it. It never touches planted people, and never leaves anybody beyond recognition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from data.generator import names
from data.generator.id_numbers import mistyped, oddly_written, old_form
from data.generator.world import Handed, Record, World

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Rates:
    """Share of ordinary people with each kind of noise; at most one kind touches a person."""

    id_mistyped: float = 0.015
    id_missing: float = 0.02
    id_old_form: float = 0.01
    id_oddly_written: float = 0.02
    name_variant: float = 0.03
    case_no_variant: float = 0.05
    case_no_missing: float = 0.015


def soil(world: World, rates: Rates) -> None:
    """Write noise into the world's records; a record stays as dirty as it is on every night."""
    rng = world.rng
    for handed in [*world.sentences, *world.releases]:
        if handed.person.protected or len(handed.terms) > 1:
            continue
        kinds = _KINDS.items()
        roll, upper = rng.random(), 0.0
        for name, apply in kinds:
            upper += getattr(rates, name)
            if roll < upper:
                apply(rng, handed)
                break
    for handed in world.sentences:
        _spare(handed)
    spare_people = {id(handed.person) for handed in world.sentences if handed.record.spare}
    for dataset in ("police.population", "police.penalties"):
        for record in world.records[dataset]:
            record.spare = record.person is not None and id(record.person) in spare_people
    for dataset in ("police.lodging", "police.travel"):
        for record in world.records[dataset]:
            record.spare = not record.planted


def _spare(handed: Handed) -> None:
    """A sentence long over, received in time and clean everywhere: losing its row changes nothing else."""
    if handed.person.protected or handed.record.planted or len(handed.terms) != 1 or handed.revocations:
        return
    term = handed.terms[0]
    over = term.record.values["ended_date"] or date.max
    clean = not handed.record.raw and not term.record.raw and term.record.values["case_no"] is not None
    alone = handed.record.values["defendant_no"] == 1
    handed.record.spare = clean and alone and over < date(2025, 6, 1) and handed.person.died is None


def _either(rng: Random, handed: Handed) -> Record:
    return handed.record if not handed.terms or rng.random() < 0.5 else handed.terms[0].record


def _id_mistyped(rng: Random, handed: Handed) -> None:
    if handed.person.id_type == "resident_id":
        _either(rng, handed).raw["id_no"] = mistyped(rng, handed.person.id_no)


def _id_missing(rng: Random, handed: Handed) -> None:
    _either(rng, handed).raw["id_no"] = ""


def _id_old_form(rng: Random, handed: Handed) -> None:
    if handed.person.birth.year < 2000:
        _either(rng, handed).raw["id_no"] = old_form(handed.person.id_no)


def _id_oddly_written(rng: Random, handed: Handed) -> None:
    _either(rng, handed).raw["id_no"] = oddly_written(rng, handed.person.id_no)


def _name_variant(rng: Random, handed: Handed) -> None:
    name, record = handed.person.name, _either(rng, handed)
    if "·" in name:
        record.raw["person_name"] = name.replace("·", rng.choice(names.INTERPUNCTS))
    elif (other := names.other_spelling(name)) is not None:
        record.raw["person_name"] = other
    elif name.translate(names.TRADITIONAL) != name and rng.random() < 0.5:
        record.raw["person_name"] = name.translate(names.TRADITIONAL)
    elif len(name) == 2:
        record.raw["person_name"] = f"{name[0]}{rng.choice((' ', '　', '  '))}{name[1]}"
    else:
        record.raw["person_name"] = rng.choice((f" {name}", f"{name} ", f"{name[0]} {name[1:]}"))


def _case_no_variant(rng: Random, handed: Handed) -> None:
    record = _either(rng, handed)
    column = "original_case_no" if record.dataset == "justice.prison_releases" else "case_no"
    number = record.values[column]
    record.raw[column] = rng.choice(
        (
            number.replace("（", "(").replace("）", ")"),
            number.replace("（", "〔").replace("）", "〕"),
            number.replace("（", "[").replace("）", "]"),
            number.translate(_FULL_WIDTH),
            number.replace("）", "） ").replace("刑", " 刑"),
            f" {number} ",
        )
    )


def _case_no_missing(rng: Random, handed: Handed) -> None:
    del rng
    if handed.terms and handed.record.dataset == "court.sentences":
        handed.terms[0].record.values["case_no"] = None


_KINDS = {
    "id_mistyped": _id_mistyped,
    "id_missing": _id_missing,
    "id_old_form": _id_old_form,
    "id_oddly_written": _id_oddly_written,
    "name_variant": _name_variant,
    "case_no_variant": _case_no_variant,
    "case_no_missing": _case_no_missing,
}
