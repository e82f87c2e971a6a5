"""Records of made-up people with the faults real exports have, written as Parquet with the truth beside them.

The columns are those that `sql/mentions.sql` reads. Every record says in the truth which faults it has (`faults`) and
which hard group it belongs to (`hard`), both as bits.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.identity_names import LENGTH, Names
from benchmarks.identity_people import IN, People, Rates, Terms, make_people
from benchmarks.identity_text import PROVINCES, case_key, case_shown, digits, joined, slipped_numbers, text, with_check
from pipelines.contracts import canonical_schema, load_contracts

FAULTS = (
    "number missing", "number mistyped", "somebody else's number", "fifteen digits", "number replaced",
    "name spelling", "name traditional", "name transliterated", "name look-alike", "name homophone",
    "name one character", "former name", "birth date missing", "birth date wrong",
    "case number missing", "case number wrong",
)  # fmt: skip
FAULT = {name: 1 << place for place, name in enumerate(FAULTS)}
DATASETS = ("court.sentences", "justice.register", "police.population")
ROWS_AT_ONCE = 1_000_000
_EMPTY = ("court_revocations", "justice_prison_releases", "police_custody", "police_penalties")
_TRUTH = pa.schema([("record_id", pa.string()), ("person", pa.int64()), ("faults", pa.int32()), ("hard", pa.int32())])


def make(folder: Path, people: int, seed: int, rates: Rates | None = None) -> int:
    """Write facts and truth of so many people into a folder; returns the number of records."""
    rates = rates or Rates()
    chance = np.random.default_rng(seed)
    made, terms, counties = make_people(chance, people, rates)
    records = 0
    with pq.ParquetWriter(folder / "truth.parquet", _TRUTH) as truth:
        for dataset in DATASETS:
            records += write(folder, dataset, chance, made, terms, counties, rates, truth)
    for dataset in load_contracts().datasets.values():
        if dataset.relation in _EMPTY:
            pq.write_table(canonical_schema(dataset).empty_table(), folder / f"{dataset.relation}.parquet")
    return records


def write(
    folder: Path, dataset: str, chance: np.random.Generator, made: People, terms: Terms, counties: np.ndarray,
    rates: Rates, truth: pq.ParquetWriter,
) -> int:  # fmt: skip
    """One dataset, in an order that says nothing, a million rows at a time."""
    population = dataset == "police.population"
    rows = chance.permutation(len(made) if population else len(terms.person))
    rows = rows[chance.random(len(rows)) >= rates.absent]
    relation = dataset.replace(".", "_", 1)
    schema = _schema(relation)
    serials = chance.permutation(len(rows))
    with pq.ParquetWriter(folder / f"{relation}.parquet", schema) as writer:
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[begin : begin + ROWS_AT_ONCE]
            records = Records(chance, made, terms, counties, rates, dataset, part)
            columns = records.columns(serials[begin : begin + len(part)])
            writer.write_table(pa.table([columns[name] for name in schema.names], schema=schema))
            truth.write_table(
                pa.table([columns["record_id"], records.person, records.faults, records.hard], schema=_TRUTH)
            )
    return len(rows)


@cache
def _schema(relation: str) -> pa.Schema:
    (dataset,) = (d for d in load_contracts().datasets.values() if d.relation == relation)
    read = {"record_id", "person_name", "person_name_key", "former_name_key", "sex", "birth_date", "id_no", "id_no_18",
            "id_no_state", "former_id_no_18", "case_no_key", "defendant_no", "household_county", "execution_county",
            "county", "effective_date", "start_date"}  # fmt: skip
    return pa.schema([field for field in canonical_schema(dataset) if field.name in read])


class Records:
    """Some records of one dataset, with their faults."""

    def __init__(
        self, chance: np.random.Generator, made: People, terms: Terms, counties: np.ndarray, rates: Rates,
        dataset: str, rows: np.ndarray,
    ) -> None:  # fmt: skip
        self.chance, self.made, self.terms, self.counties, self.rates = chance, made, terms, counties, rates
        self.population, self.dataset, self.rows = dataset == "police.population", dataset, rows
        self.person = rows.astype(np.int64) if self.population else terms.person[rows]
        self.faults = np.zeros(len(rows), np.int32)
        planted = IN["twins"] | IN["brothers of one generation name"]
        planted |= IN["same name and birth date in one county"] | IN["shared numbers"]
        self.hard = made.hard[self.person].copy()
        self.factor = np.where(self.hard & planted, rates.hard_factor, 1.0)

    def _struck(self, rate: float) -> np.ndarray:
        return self.chance.random(len(self.rows)) < rate * self.factor

    def _mark(self, fault: str, where: np.ndarray) -> np.ndarray:
        self.faults[where] |= FAULT[fault]
        return where

    def columns(self, serials: np.ndarray) -> dict[str, pa.Array]:
        """Every column any of the three datasets has."""
        made, rates, count = self.made, self.rates, len(self.rows)
        document, valid, state = self._document()
        shown, key = self._names()
        born = made.born[self.person].copy()
        wrong = self._mark("birth date wrong", self._struck(rates.birth_wrong))
        born[wrong] += self.chance.choice(np.array([1, 10, 30, 365, 900]), int(wrong.sum()))
        unborn = self._mark("birth date missing", self._struck(rates.birth_missing))
        former = (
            np.where(self.population | (self.chance.random(count) < 0.5), True, False)[:, None]
            * made.former[self.person]
        )
        old = made.old_number[self.person]
        unnumbered = (self.faults & (FAULT["number missing"] | FAULT["number mistyped"])) != 0
        varied = (self.faults & sum(FAULT[f] for f in FAULTS if f.startswith("name "))) != 0
        self.hard[unnumbered & varied] |= IN["number missing and name varied"]
        self.hard[(self.faults & FAULT["somebody else's number"]) != 0] |= IN["a co-defendant's number"]
        columns = {
            "person_name": text(shown), "person_name_key": text(key), "former_name_key": text(former),
            "sex": pa.array(np.where(made.male[self.person], "male", "female")),
            "birth_date": pa.array(born.astype("datetime64[D]"), pa.date32(), mask=unborn),
            "id_no": document, "id_no_18": valid, "id_no_state": state,
            "former_id_no_18": digits(with_check(old), old != 0),
            "household_county": pa.array(self.counties[made.county[self.person]]).cast(pa.string()),
        }  # fmt: skip
        missing = pa.nulls(count, pa.string())
        columns |= {"execution_county": missing, "county": missing, "start_date": pa.nulls(count, pa.date32())}
        return columns | (self._population(serials) if self.population else self._case(serials))

    def _population(self, serials: np.ndarray) -> dict[str, pa.Array]:
        scattered = (serials.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        hexed = np.frombuffer(scattered.byteswap().tobytes().hex().encode(), "S16")
        return {"record_id": joined("police.population/#", pa.array(hexed).cast(pa.string()))}

    def _case(self, serials: np.ndarray) -> dict[str, pa.Array]:
        terms, case, count = self.terms, self.terms.case[self.rows], len(self.rows)
        code = self.counties[terms.court[case]]
        province = pa.array(np.array([PROVINCES.get(number, "?") for number in range(100)])[code // 10_000])
        court = pc.binary_join_element_wise(province, joined("", pa.array(code % 10_000 + 10_000), skip=1), "")
        year, serial = terms.year[case], terms.serial[case]
        effective, register = terms.effective[case], self.dataset == "justice.register"
        key = case_key(year, court, serial)
        unknown = np.zeros(count, bool)
        no_date = np.zeros(count, bool)
        if register:
            wrong = self._mark("case number wrong", self._struck(self.rates.case_wrong))
            slipped = np.where(self.chance.random(count) < 0.5, serial * 10 + self.chance.integers(0, 10, count),
                               serial + self.chance.choice(np.array([1, 2, 5, 10]), count))  # fmt: skip
            key = case_key(year, court, np.where(wrong, slipped, serial))
            unknown = self._mark("case number missing", self._struck(self.rates.case_missing))
            no_date = self.chance.random(count) < self.rates.effective_missing
        shown = case_shown(year, court, serial)
        defendants = pa.array(terms.defendant[self.rows])
        record = pc.binary_join_element_wise(joined("court.sentences/", shown), defendants.cast(pa.string()), "~")
        if register:
            record = joined("justice.register/", pa.array(serials + 10**8))
        return {
            "record_id": record,
            "case_no_key": pc.if_else(pa.array(unknown), pa.scalar(None, pa.string()), key),
            "defendant_no": defendants.cast(pa.int64()),
            "effective_date": pa.array(effective.astype("datetime64[D]"), pa.date32(), mask=no_date),
        }

    def _names(self) -> tuple[np.ndarray, np.ndarray]:
        """The name as shown and its comparison key."""
        names = Names()
        key = self.made.name[self.person].copy()
        if self.dataset == "court.sentences":
            former = (self.made.former[self.person, 0] != 0) & (self.chance.random(len(key)) < 0.3)
            key[self._mark("former name", former)] = self.made.former[self.person][former]
        struck = np.flatnonzero(self._struck(self.rates.name_varied))
        varied, kinds, spaced = names.vary(self.chance, key[struck])
        key[struck] = varied
        for kind in set(kinds.tolist()):
            self.faults[struck[kinds == kind]] |= FAULT[kind]
        shown = np.zeros((len(key), LENGTH + 1), np.uint32)
        shown[:, :LENGTH] = key
        shown[struck] = spaced
        return shown, key

    def _document(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Number as written, as 18 valid characters, and its state."""
        made, chance, count = self.made, self.chance, len(self.rows)
        own = made.number[self.person]
        if not self.population:
            replaced = made.old_number[self.person] != 0
            own = np.where(self._mark("number replaced", replaced), made.old_number[self.person], own)
        draw = chance.random(count) / self.factor
        rates, limit = self.rates, 0.0
        struck = []
        for rate in (
            rates.number_mistyped,
            rates.number_of_another,
            0 if self.population else rates.number_missing,
            rates.fifteen,
        ):
            struck.append((draw >= limit) & (draw < limit + rate))
            limit += rate
        mistyped, foreign, missing, fifteen = struck
        fifteen &= (made.born[self.person] < np.datetime64("2000-01-01")) & (own // 10**9 % 100 == 19)
        if self.population:
            foreign = np.zeros(count, bool)  # the register of numbers holds its own
        else:
            other = made.number[self.terms.other[self.rows]]
            foreign &= other != own
            own = np.where(foreign, other, own)
        for fault, where in (("number mistyped", mistyped), ("somebody else's number", foreign),
                             ("number missing", missing), ("fifteen digits", fifteen)):  # fmt: skip
            self._mark(fault, where)
        full = with_check(own)
        written, length = full.copy(), np.full(count, 18)
        written[fifteen, :15] = np.delete(full[fifteen], (6, 7, 17), axis=1)
        length[fifteen] = 15
        at = np.flatnonzero(mistyped)
        written[at], length[at] = slipped_numbers(chance, full[at])
        state = np.where(mistyped, "bad_checksum", np.where(fifteen, "valid_15", "valid"))
        return (
            digits(written, ~missing, length),
            digits(full, ~(missing | mistyped)),
            pa.array(state.astype(object), pa.string(), mask=missing),
        )
