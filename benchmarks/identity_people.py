"""Made-up people by the million and their cases, for `benchmarks/identity.py`: arrays, one element each.

Vectorised; equal seeds give equal people. Three systems follow from them (`identity_records.py`): one sentence and one
register row per term of correction, one entry of the population register per person; some of each are absent.
"""

from __future__ import annotations

from dataclasses import dataclass

import gb2260.data
import numpy as np

from benchmarks.identity_names import Names
from benchmarks.identity_text import PROVINCES, ymd

HARD = (
    "twins", "brothers of one generation name", "same name and birth date in one county", "shared numbers",
    "a co-defendant's number", "Mongolian single names", "number missing and name varied",
)  # fmt: skip
IN = {name: 1 << place for place, name in enumerate(HARD)}

FIRST_DAY, LAST_DAY = np.datetime64("1955-01-01"), np.datetime64("2006-12-31")


@dataclass(frozen=True)
class Rates:
    """How often each fault and each hard group occurs; the first block per record, the second per person."""

    number_missing: float = 0.02
    number_mistyped: float = 0.02
    number_of_another: float = 0.005
    fifteen: float = 0.01
    name_varied: float = 0.04
    birth_missing: float = 0.03
    birth_wrong: float = 0.005
    case_missing: float = 0.05
    case_wrong: float = 0.01
    absent: float = 0.02
    effective_missing: float = 0.1

    twins: float = 0.004
    brothers: float = 0.01
    namesakes: float = 0.002
    shared_numbers: float = 0.0005
    mongolian: float = 0.08
    former_name: float = 0.01
    number_replaced: float = 0.003
    second_term: float = 0.05
    #: of twins and brothers, how many pairs stand in one case
    kin_in_one_case: float = 0.3
    #: of two people of one name and birth date: co-accused, nothing but their numbers tells them apart
    namesakes_in_one_case: float = 0.0
    #: faults in planted hard groups are this many times as frequent
    hard_factor: float = 3.0


@dataclass
class People:
    """The made-up people, one array element each."""

    name: np.ndarray
    former: np.ndarray
    born: np.ndarray
    male: np.ndarray
    county: np.ndarray
    number: np.ndarray
    old_number: np.ndarray
    hard: np.ndarray

    def __len__(self) -> int:
        return len(self.born)


@dataclass
class Terms:
    """One element per person sentenced in a case, ordered by case."""

    person: np.ndarray
    case: np.ndarray
    defendant: np.ndarray
    other: np.ndarray
    #: per case
    year: np.ndarray
    court: np.ndarray
    serial: np.ndarray
    effective: np.ndarray


def make_people(chance: np.random.Generator, people: int, rates: Rates) -> tuple[People, Terms, np.ndarray]:
    """People, their terms, and the county codes they refer to."""
    counties = _counties(people)
    made, kin = _people(chance, people, len(counties), rates)
    made.number = _numbers(chance, made, counties, kin)
    made.old_number = _replaced(chance, made, rates)
    return made, _terms(chance, made, kin, rates), counties


def _counties(people: int) -> np.ndarray:
    """County codes: of a large prefecture or two, of the nation for millions."""
    codes = sorted(
        code for code in gb2260.data.data[None] if code % 100 and code % 10_000 // 100 and code // 10_000 in PROVINCES
    )
    home = [code for code in codes if code // 100 in (1501, 1502)]
    rest = [code for code in codes if code // 100 not in (1501, 1502)]
    return np.array((home + rest)[: max(18, min(len(codes), people // 2500))])


def _people(chance: np.random.Generator, people: int, counties: int, rates: Rates) -> tuple[People, np.ndarray]:
    """People, and pairs of kin and doubles among them: rows of (first, second, bit of its group)."""
    names = Names()
    made = People(
        name=names.draw(chance, people, rates.mongolian),
        former=names.draw(chance, people, rates.mongolian),
        born=FIRST_DAY + chance.integers(0, int((LAST_DAY - FIRST_DAY).astype(int)), people),
        male=chance.random(people) < 0.85,
        county=chance.integers(0, counties, people),
        number=np.zeros(people, np.int64),
        old_number=np.zeros(people, np.int64),
        hard=np.zeros(people, np.int32),
    )
    made.former[chance.random(people) >= rates.former_name] = 0
    shares = {"twins": rates.twins, "brothers of one generation name": rates.brothers,
              "same name and birth date in one county": rates.namesakes,
              "shared numbers": rates.shared_numbers}  # fmt: skip
    order, start, kin = chance.permutation(people), 0, []
    for group, share in shares.items():
        size = int(people * share / 2)
        first, second = order[start : start + size], order[start + size : start + 2 * size]
        start += 2 * size
        made.county[second] = made.county[first]
        made.hard[first] |= IN[group]
        made.hard[second] |= IN[group]
        if group != "shared numbers":
            made.male[second] = made.male[first]
        if group in ("twins", "brothers of one generation name"):
            made.name[second] = names.sibling(chance, made.name[first])
        if group == "same name and birth date in one county":
            made.name[second] = made.name[first]
        if group != "brothers of one generation name":
            made.born[second] = made.born[first]
        kin.append(np.column_stack([first, second, np.full(size, IN[group])]))
    made.hard[names.is_mongolian(made.name)] |= IN["Mongolian single names"]
    return made, np.concatenate(kin)


def _numbers(chance: np.random.Generator, made: People, counties: np.ndarray, kin: np.ndarray) -> np.ndarray:
    """Seventeen digits each, unique but for shared numbers; twins are registered one after the other."""
    # most are registered where they live
    native = np.where(chance.random(len(made)) < 0.85, made.county, chance.integers(0, len(counties), len(made)))
    start = counties[native].astype(np.int64) * 10**11 + ymd(made.born) * 1000

    def draw(at: np.ndarray) -> np.ndarray:
        return start[at] + chance.integers(0, 500, len(at)) * 2 + made.male[at]

    number = draw(np.arange(len(made)))
    twins = kin[kin[:, 2] == IN["twins"]]
    number[twins[:, 1]] = _after(number[twins[:, 0]])
    while len(again := _repeated(number)):
        number[again] = draw(again)
    shared = kin[kin[:, 2] == IN["shared numbers"]]
    number[shared[:, 1]] = number[shared[:, 0]]
    return number


def _after(number: np.ndarray) -> np.ndarray:
    """The number handed out next to one of the same sex."""
    return np.where(number % 1000 < 998, number + 2, number - 2)


def _repeated(number: np.ndarray) -> np.ndarray:
    """Places of all but the first holder of each number."""
    _, firsts = np.unique(number, return_index=True)
    repeated = np.ones(len(number), bool)
    repeated[firsts] = False
    return np.flatnonzero(repeated)


def _replaced(chance: np.random.Generator, made: People, rates: Rates) -> np.ndarray:
    """The number a person had before, else 0: some for any reason, and in half the cases one of two who shared one."""
    old = np.zeros(len(made), np.int64)
    moved = np.flatnonzero(chance.random(len(made)) < rates.number_replaced)
    taken = set(made.number.tolist()) if len(moved) else set()
    for person in moved.tolist():
        candidate = int(_after(_after(made.number[person : person + 1]))[0])
        if candidate not in taken:
            taken.add(candidate)
            old[person] = candidate
    shared = np.flatnonzero(made.hard & IN["shared numbers"])
    shared = shared[_repeated(made.number[shared])]
    for person in shared[chance.random(len(shared)) < 0.5].tolist():
        candidate = int(_after(made.number[person : person + 1])[0])
        if candidate not in taken:
            taken.add(candidate)
            old[person], made.number[person] = made.number[person], candidate
    return old


def _terms(chance: np.random.Generator, made: People, kin: np.ndarray, rates: Rates) -> Terms:
    """Who was sentenced in which case beside whom."""
    people = len(made)
    person = np.concatenate([np.arange(people), np.flatnonzero(chance.random(people) < rates.second_term)])
    place = chance.random(len(person))
    related = (kin[:, 2] & (IN["twins"] | IN["brothers of one generation name"])) != 0
    share = np.where(related, rates.kin_in_one_case, rates.namesakes_in_one_case)
    together = kin[chance.random(len(kin)) < share]
    place[together[:, 1]] = place[together[:, 0]]
    order = np.lexsort((person, place))
    person, place = person[order], place[order]
    starts = chance.random(len(person)) < 0.75
    starts[0] = True
    starts[1:][place[1:] == place[:-1]] = False
    starts[1:][person[1:] == person[:-1]] = True
    case = np.cumsum(starts) - 1
    _, once = np.unique(case * people + person, return_index=True)
    person, case = person[np.sort(once)], case[np.sort(once)]
    cases = int(case[-1]) + 1
    first = np.searchsorted(case, np.arange(cases))
    size = np.bincount(case, minlength=cases)
    court, year = made.county[person[first]], chance.integers(2023, 2026, cases)
    order = np.lexsort((np.arange(cases), year, court))
    group = (court * 10_000 + year)[order]
    opens = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    serial = np.empty(cases, np.int64)
    serial[order] = np.arange(cases) - np.repeat(opens, np.diff(np.r_[opens, cases])) + 1
    within = np.arange(len(person)) - first[case]
    beside = first[case] + (within + 1) % size[case]
    other = np.where(size[case] > 1, person[beside], chance.integers(0, people, len(person)))
    days = chance.integers(0, 360, cases)
    return Terms(person, case, within + 1, other, year, court, serial,
                 (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + days)  # fmt: skip
