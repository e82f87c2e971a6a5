"""Seeded records of made-up people in three systems, with the faults real exports have, and the truth beside them.

Every number, name and case is drawn from a seeded generator; the fault rates are those of docs/identity.md.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from pipelines.contracts import canonical_schema, load_contracts
from pipelines.identity import READS

Row = dict[str, Any]

ID_MISSING, ID_MISTYPED, ID_OF_ANOTHER, ID_FIFTEEN, NAME_VARIANT = 0.02, 0.02, 0.005, 0.01, 0.04
BIRTH_MISSING, BIRTH_WRONG, CASE_MISSING, CASE_WRONG = 0.03, 0.005, 0.05, 0.01
TWINS, BROTHERS, SAME_NAME_AND_BIRTH, FORMER_NAME, FORMER_NUMBER, SECOND_TERM = 0.003, 0.01, 0.002, 0.01, 0.003, 0.05

_NAMES: dict[str, list[str]] = {
    kind: text.split()
    for kind, text in yaml.safe_load(Path(__file__).with_name("made_names.yaml").read_text("utf-8")).items()
}
SURNAMES, GIVEN, MONGOLIAN = "".join(_NAMES["surnames"]), "".join(_NAMES["given"]), _NAMES["mongolian"]
HOMOPHONES, TRADITIONAL, LOOKS = (
    {entry[0]: entry[1:] for entry in _NAMES[kind]} for kind in ("homophones", "traditional", "looks")
)
COUNTIES = [f"1501{n:02d}" for n in (2, 3, 4, 5, 21, 22, 23, 24, 25)] + [
    f"1502{n:02d}" for n in (2, 3, 4, 5, 6, 7, 21, 22, 23)
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIRST_BIRTH = date(1955, 1, 1)


def with_check_digit(seventeen: str) -> str:
    """The 18-character number of GB 11643."""
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True)) % 11]


@dataclass
class Person:
    """One made-up person, as they are."""

    number: int
    name: str
    sex: str
    birth: date
    county: str
    id_no: str
    former_name: str | None = None
    former_id: str | None = None
    terms: list[Row] = field(default_factory=list)


class People:
    """Draws people and their records; equal seeds give equal records."""

    def __init__(self, people: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.taken: set[str] = set()
        self.people: list[Person] = []
        while len(self.people) < people:
            self._add_household()
        self._add_terms()
        self.rows: dict[str, list[Row]] = {name: [] for name in READS}
        self.truth: dict[str, int] = {}
        for person in self.people:
            self._add_records(person)
        for rows in self.rows.values():
            self.chance.shuffle(rows)

    # ── people ──

    def _add_household(self) -> None:
        draw, first = self.chance.random(), self._person()
        if draw < TWINS:
            twin = self._person(name=self._sibling_name(first.name), birth=first.birth, county=first.county)
            twin.id_no = self._id(twin, after=first.id_no)
        elif draw < TWINS + BROTHERS:
            self._person(name=self._sibling_name(first.name), county=first.county)
        elif draw < TWINS + BROTHERS + SAME_NAME_AND_BIRTH:
            self._person(name=first.name, birth=first.birth, sex=first.sex, county=first.county)

    def _person(self, name: str = "", birth: date | None = None, county: str = "", sex: str = "") -> Person:
        chance = self.chance
        person = Person(
            number=len(self.people),
            name=name or self._name(),
            sex=sex or ("male" if chance.random() < 0.85 else "female"),
            birth=birth or FIRST_BIRTH + timedelta(chance.randrange(18_600)),
            county=county or chance.choice(COUNTIES),
            id_no="",
        )
        person.id_no = self._id(person)
        if chance.random() < FORMER_NAME:
            person.former_name = self._name()
        if chance.random() < FORMER_NUMBER:
            person.former_id = self._id(person)
        self.people.append(person)
        return person

    def _name(self) -> str:
        if self.chance.random() < 0.08:
            return self.chance.choice(MONGOLIAN)
        surname = SURNAMES[min(int(self.chance.expovariate(1 / 18)), len(SURNAMES) - 1)]
        length = 1 if self.chance.random() < 0.2 else 2
        return surname + "".join(
            GIVEN[min(int(self.chance.expovariate(1 / 35)), len(GIVEN) - 1)] for _ in range(length)
        )

    def _sibling_name(self, name: str) -> str:
        return name[:-1] + self.chance.choice([c for c in GIVEN if c != name[-1]])

    def _id(self, person: Person, after: str = "") -> str:
        order = int(after[14:17]) + 2 if after else self.chance.randrange(500) * 2 + (person.sex == "male")
        while True:
            drawn = with_check_digit(f"{person.county}{person.birth:%Y%m%d}{order % 1000:03d}")
            if drawn not in self.taken:
                self.taken.add(drawn)
                return drawn
            order += 2

    def _add_terms(self) -> None:
        waiting = [p for p in self.people for _ in range(2 if self.chance.random() < SECOND_TERM else 1)]
        serial = 0
        while waiting:
            size = 1 if self.chance.random() < 0.7 else self.chance.randint(2, 4)
            defendants, waiting = waiting[:size], waiting[size:]
            serial += 1
            year, court = self.chance.choice(("2023", "2024", "2025")), f"内{self.chance.choice(COUNTIES)[2:]}"
            effective = date(int(year), 1, 1) + timedelta(self.chance.randrange(360))
            for number, person in enumerate(dict.fromkeys(p.number for p in defendants), 1):
                self.people[person].terms.append(
                    {"case": f"{year}|{court}|刑初|{serial}", "defendant": number, "effective": effective,
                     "others": [p for p in defendants if p.number != person]}
                )  # fmt: skip

    # ── records ──

    def _add_records(self, person: Person) -> None:
        for term in person.terms:
            record = f"court.sentences/{term['case']}~{term['defendant']}"
            self._add("court_sentences", record, person, term, case_no_key=term["case"], defendant_no=term["defendant"],
                      household_county=person.county, effective_date=term["effective"])  # fmt: skip
            record = f"justice.register/{len(self.truth):08d}"
            effective = term["effective"] if self.chance.random() > 0.1 else None
            self._add("justice_register", record, person, term, case_no_key=self._case(term["case"]),
                      former_name_key=person.former_name if self.chance.random() < 0.5 else None,
                      household_county=person.county, effective_date=effective)  # fmt: skip
        self._add("police_population", f"police.population/#{len(self.truth):08d}", person, None,
                  former_name_key=person.former_name, former_id_no_18=person.former_id,
                  household_county=person.county)  # fmt: skip

    def _add(self, relation: str, record: str, person: Person, term: Row | None, **columns: Any) -> None:
        chance = self.chance
        shown = self._written(person, relation)
        birth: date | None = person.birth
        if chance.random() < BIRTH_MISSING:
            birth = None
        elif chance.random() < BIRTH_WRONG:
            birth = person.birth + timedelta(chance.choice((1, 10, 30, 365, 900)))
        self.truth[record] = person.number
        self.rows[relation].append(
            {"record_id": record, "person_name": shown, "person_name_key": "".join(shown.split()).replace("·", ""),
             "sex": person.sex, "birth_date": birth, **self._document(person, relation, term), **columns}
        )  # fmt: skip

    def _case(self, case: str) -> str | None:
        draw = self.chance.random()
        if draw < CASE_MISSING:
            return None
        return case + self.chance.choice("0123456789") if draw < CASE_MISSING + CASE_WRONG else case

    def _written(self, person: Person, relation: str) -> str:
        name = person.name
        if person.former_name and relation == "court_sentences" and self.chance.random() < 0.3:
            return person.former_name
        if self.chance.random() >= NAME_VARIANT:
            return name
        kind, place = self.chance.random(), self.chance.randrange(1, len(name))
        character = name[place]
        if kind < 0.15:
            return name[:place] + " " + name[place:]
        if kind < 0.30:
            return "".join(TRADITIONAL.get(c, c) for c in name)
        if kind < 0.40 and character in LOOKS:
            return name[:place] + LOOKS[character] + name[place + 1 :]
        if kind < 0.90 and character in HOMOPHONES:
            return name[:place] + self.chance.choice(HOMOPHONES[character]) + name[place + 1 :]
        if kind >= 0.90:
            return name[:place] + self.chance.choice(GIVEN) + name[place + 1 :]
        return name[:place] + " " + name[place:]

    def _document(self, person: Person, relation: str, term: Row | None) -> Row:
        draw = self.chance.random()
        own = person.former_id if person.former_id and relation != "police_population" else person.id_no
        if draw < ID_MISTYPED:
            return {"id_no": self._slip(own), "id_no_18": None, "id_no_state": "bad_checksum"}
        draw -= ID_MISTYPED
        if draw < ID_OF_ANOTHER:
            others = term["others"] if term else []
            wrong = self.chance.choice(others or self.people).id_no
            return {"id_no": wrong, "id_no_18": wrong, "id_no_state": "valid"}
        draw -= ID_OF_ANOTHER
        if draw < ID_MISSING and relation != "police_population":
            return {"id_no": None, "id_no_18": None, "id_no_state": None}
        draw -= ID_MISSING
        if draw < ID_FIFTEEN and person.birth.year < 2000:
            return {"id_no": own[:6] + own[8:17], "id_no_18": own, "id_no_state": "valid_15"}
        return {"id_no": own, "id_no_18": own, "id_no_state": "valid"}

    def _slip(self, number: str) -> str:
        place, kind = self.chance.randrange(18), self.chance.random()
        if kind < 0.6:
            digit = self.chance.choice([d for d in "0123456789" if d != number[place]])
            return number[:place] + digit + number[place + 1 :]
        if kind < 0.8:
            place = min(place, 16)
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            return swapped if swapped != number else number[:-1]
        return number[:place] + number[place + 1 :]

    def tables(self) -> dict[str, pa.Table]:
        """The relations identity reads, in their canonical schema."""
        return {name: table_of(name, rows) for name, rows in self.rows.items()}


def table_of(relation: str, rows: list[Row]) -> pa.Table:
    """Canonical rows of one relation from short rows; what is not given is null."""
    (dataset,) = (d for d in load_contracts().datasets.values() if d.relation == relation)
    schema = canonical_schema(dataset)
    unsaid = {"delivery_id": "made", "file": "made.csv", "line": 1}
    columns = {f.name: pa.array([row.get(f.name, unsaid.get(f.name)) for row in rows], f.type) for f in schema}
    return pa.table(columns, schema=schema)
