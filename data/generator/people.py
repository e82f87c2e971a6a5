"""Builds people: name, number, home; the first layer of the builder."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from data.generator import names, texts
from data.generator.id_numbers import id_number
from data.generator.places import COUNTIES, OUTSIDE, REGION
from data.generator.world import Person, World

#: names so common that even a planted person shares them
_EVERYBODYS = frozenset({"张伟"})


class PeopleBuilder:
    """Adds people to one world; every choice comes from the world's own generator."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self.planted = ""
        #: names of planted people are theirs alone
        self.reserving = True
        self._numbers: Counter[str] = Counter()
        self._id_numbers: set[str] = set()
        self.taken_names: set[str] = set()

    def next_number(self, series: str) -> int:
        """The next serial number of a series."""
        self._numbers[series] += 1
        return self._numbers[series]

    def person(self, county: str, **given: Any) -> Person:
        """A person who lives in a county; anything given is taken as it is."""
        rng = self.rng
        sex = given.pop("sex", None) or ("male" if rng.random() < 0.83 else "female")
        born = given.pop("birth", None) or date(2006, 6, 1) - timedelta(rng.randrange(366, 19500))
        mongol = rng.random() < 0.13
        name = given.pop("name", None) or self._name(sex == "male", born, mongol)
        household = given.pop("household", None) or self._household(county)
        id_no = given.pop("id_no", None) or self._id_number(household, born, sex)
        self._id_numbers.add(id_no)
        person = Person(
            number=f"P{len(self.world.people) + 1:06d}",
            name=name,
            sex=sex,
            birth=born,
            ethnicity="蒙古族" if mongol else rng.choices(("汉族", "回族", "满族"), (88, 8, 4))[0],
            id_no=id_no,
            household=household,
            residence=given.pop("residence", None) or self._residence(county),
            phone=f"1{rng.choice('3578')}{rng.randrange(10**9):09d}",
            protected=bool(self.planted),
        )
        for attribute, value in given.items():
            setattr(person, attribute, value)
        self.world.people.append(person)
        if self.planted and self.reserving and name not in _EVERYBODYS:
            self.taken_names.add(name)
        return person

    def _name(self, male: bool, born: date, mongol: bool) -> str:
        while True:
            name = names.mongolian_name(self.rng, male) if mongol else names.han_name(self.rng, male, born)
            # Planted people keep their names to themselves, so that only the plant decides whom they resemble.
            if name not in self.taken_names:
                return name
            mongol = mongol and self.rng.random() < 0.9

    def _household(self, county: str) -> str:
        roll = self.rng.random()
        if roll < 0.72:
            return county
        return self.rng.choice(list(REGION) if roll < 0.9 else list(OUTSIDE))

    def _id_number(self, area: str, born: date, sex: str) -> str:
        while True:
            sequence = self.rng.randrange(1, 499) * 2 + (1 if sex == "male" else 0)
            number = id_number(area, born, sequence)
            if number not in self._id_numbers:
                return number

    def _residence(self, county: str) -> str:
        rng, place = self.rng, COUNTIES[county]
        office = rng.choice(place.offices or ("中心",))
        home = rng.choice(texts.ESTATES)
        flat = f"{rng.randrange(1, 40)}号楼{rng.randrange(1, 6)}单元{rng.randrange(101, 1899)}室"
        return f"{place.middle}{office}{home}{flat}"
