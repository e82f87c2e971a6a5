"""What a pair of records may become at most, from its levels alone; the weight then says whether it does.

Guards stand before any score: a high weight never passes them. Pure functions of the levels, symmetric as levels are.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

#: Names that are one name, however written.
ONE_NAME = frozenset(("exact", "spelling", "variant", "former"))
#: Names that agree well enough beside a valid equal number.
COMPATIBLE = ONE_NAME | {"homophone", "transliteration", "look_alike"}
#: One slip apart: a slip of the pen, or a brother.
SLIPPED = frozenset(("one_character", "one_character_of_two", "part"))
#: Number evidence that is not yet certain.
PROOF_BY_NUMBER = frozenset(("one_slip", "equal_unproven"))
#: Both numbers valid and different; of `another_s`, one is known to belong to somebody else.
TWO_NUMBERS = frozenset(("both_valid_different", "another_s"))

Ceiling = Literal["case", "scored", "review", "different"]
SameNumber = Literal["same", "review"]


class Levels(NamedTuple):
    """How two records agree, field by field, and the one fact that no level tells."""

    name: str
    birth: str
    id: str
    case: str
    sex: str
    county: str
    effective: str
    #: two defendants of one case, or two entries of the population register
    apart: bool


def same_number(levels: Levels) -> SameNumber:
    """Whether two records with one valid number are one person.

    A valid number can still be someone else's: a co-defendant's typed in, a brother's used, an old shared number.
    Names that do not agree are never merged on the number alone; a name one slip away needs a second witness.
    """
    if levels.apart:
        return "review"
    if levels.name in ONE_NAME:
        # a namesake: whom another sex, or a co-accused of that name, tells of where no birth date says otherwise
        if levels.sex == "different":
            return "same" if levels.birth == "equal" else "review"
        return "review" if levels.birth == "different" and levels.case == "equal_of_two" else "same"
    if levels.name in COMPATIBLE:
        return "review" if levels.birth == "different" else "same"
    if levels.name in SLIPPED and levels.sex != "different":
        if levels.birth == "equal":
            return "same"
        if levels.name != "one_character_of_two" and levels.birth != "different" and levels.case == "equal":
            return "same"
    return "review"


def ceiling(levels: Levels) -> Ceiling:
    """The most a pair without a common valid number may become.

    - `case`: name and case number agree and nothing contradicts: certain without a score
    - `scored`: joined when the weight reaches the threshold
    - `review`: a person decides, whatever the weight
    - `different`: never asked
    """
    if levels.apart:
        return "different"
    if levels.id in TWO_NUMBERS:
        if not _wrong_number_of_one_case(levels):
            return "different"
        # the case rule: whose number it is does not know this record, and the record says whose it is
        known = levels.id == "another_s" and levels.name in ONE_NAME and levels.birth == "equal"
        return "case" if known else "review"
    proven_by_number = levels.id in PROOF_BY_NUMBER
    if levels.name == "different":
        asked = proven_by_number and levels.birth == "equal" and levels.case == "equal" and levels.sex != "different"
        return "review" if asked else "different"
    if levels.sex == "different" or levels.birth == "different":
        return "review"
    if levels.name in SLIPPED:  # the twins rule: brothers share surname, birth date and often the case
        witnessed = proven_by_number and levels.birth == "equal" and levels.case == "equal"
        return "scored" if witnessed else "review"
    if levels.case == "equal_of_two" and not proven_by_number:
        return "review"  # the case has two defendants of that name
    if levels.case == "equal" and levels.name in ONE_NAME and (levels.id != "far" or levels.birth == "equal"):
        return "case"
    if levels.id == "far" and levels.case == "equal" and levels.name not in ONE_NAME and levels.birth != "equal":
        return "review"
    # the day of another judgment, or beside a number that is another one, is one many share
    proven_by_date = (
        levels.effective == "equal" and levels.birth == "equal" and levels.case != "different" and levels.id != "far"
    )
    if proven_by_number or levels.case == "equal" or proven_by_date:
        return "scored"
    return "review"  # name and birth date alone are no proof: several 张伟 share both


def _wrong_number_of_one_case(levels: Levels) -> bool:
    """Two different valid numbers, but name, birth date and case agree: a clerk may have typed the co-defendant's."""
    return (
        levels.name in COMPATIBLE
        and levels.case == "equal"
        and levels.birth in ("equal", "missing")
        and levels.sex != "different"
    )
