"""What a pair may become at most: guards that no weight passes, as a table, and laws over all levels."""

from __future__ import annotations

from itertools import product

import pytest

from pipelines.identity.policy import COMPATIBLE, TWO_NUMBERS, Levels, ceiling, same_number
from pipelines.identity.weights import FIELDS, MISSING, load_model

NOTHING = Levels(
    name="exact", birth=MISSING, id=MISSING, case=MISSING, sex=MISSING, county=MISSING, effective=MISSING, apart=False
)

CEILINGS = {
    "name and birth date alone are no proof": ({"birth": "equal", "sex": "equal", "county": "equal"}, "review"),
    "name and case number are proof": ({"case": "equal"}, "case"),
    "name, birth date and case number are proof": ({"birth": "equal", "case": "equal"}, "case"),
    "a wrong number leaves name, birth, case proof": ({"birth": "equal", "case": "equal", "id": "far"}, "case"),
    "a wrong number leaves name and case to the score": ({"case": "equal", "id": "far"}, "scored"),
    "a homophone and the case are scored": ({"name": "homophone", "birth": "equal", "case": "equal"}, "scored"),
    "a former name and the case are proof": ({"name": "former", "case": "equal"}, "case"),
    "name and a number one slip off are scored": ({"id": "one_slip"}, "scored"),
    "name, birth and effective date are scored": ({"birth": "equal", "effective": "equal"}, "scored"),
    "but not beside another case number": ({"birth": "equal", "effective": "equal", "case": "different"}, "review"),
    "nor beside a number that is far": ({"birth": "equal", "effective": "equal", "id": "far"}, "review"),
    "a homophone, the case and a number that is far": ({"name": "homophone", "case": "equal", "id": "far"}, "review"),
    "two valid different numbers are two people": ({"id": "both_valid_different", "birth": "equal"}, "different"),
    "unless name, birth and case agree: a person is asked": (
        {"id": "both_valid_different", "birth": "equal", "case": "equal"}, "review"),
    "a number known to be another's leaves name, birth and case proof": (
        {"id": "another_s", "birth": "equal", "case": "equal"}, "case"),
    "without the birth date a person is asked": ({"id": "another_s", "case": "equal"}, "review"),
    "a homophone under another's number is a question": (
        {"id": "another_s", "name": "homophone", "birth": "equal", "case": "equal"}, "review"),
    "another's number and no case are two people": ({"id": "another_s", "birth": "equal"}, "different"),
    "a case with two defendants of that name proves nothing": ({"birth": "equal", "case": "equal_of_two"}, "review"),
    "but a number one slip off does": ({"birth": "equal", "case": "equal_of_two", "id": "one_slip"}, "scored"),
    "but not when the birth dates differ": (
        {"id": "both_valid_different", "birth": "different", "case": "equal"}, "different"),
    "twins in one case are never joined by score": (
        {"name": "one_character", "birth": "equal", "case": "equal"}, "review"),
    "one character off with number, birth and case is scored": (
        {"name": "one_character", "birth": "equal", "case": "equal", "id": "one_slip"}, "scored"),
    "another birth date is for a person to judge": ({"birth": "different", "case": "equal"}, "review"),
    "another sex is for a person to judge": ({"sex": "different", "birth": "equal", "case": "equal"}, "review"),
    "two defendants of one case are two people": ({"birth": "equal", "case": "equal", "apart": True}, "different"),
    "another name is another person": ({"name": "different", "birth": "equal", "case": "equal"}, "different"),
    "another name, but number, birth and case agree": (
        {"name": "different", "id": "one_slip", "birth": "equal", "case": "equal"}, "review"),
}  # fmt: skip

SAME_NUMBERS = {
    "number and name": ({}, "same"),
    "number and a name of the same sound": ({"name": "homophone"}, "same"),
    "a name of the same sound but another birth date": ({"name": "homophone", "birth": "different"}, "review"),
    "number and a former name": ({"name": "former"}, "same"),
    "a birth date mistyped on one side": ({"birth": "different"}, "same"),
    "name agrees but neither birth date nor sex": ({"birth": "different", "sex": "different"}, "review"),
    "name agrees but not the sex, and no birth date is given": ({"sex": "different"}, "review"),
    "the case has two defendants of that name, and the birth dates differ": (
        {"birth": "different", "case": "equal_of_two"},
        "review",
    ),
    "a brother's number: one character and another birth date": (
        {"name": "one_character", "birth": "different"},
        "review",
    ),
    "a brother's number where no birth date is given": ({"name": "one_character"}, "review"),
    "one character off, birth date agrees": ({"name": "one_character", "birth": "equal"}, "same"),
    "one character off, case agrees": ({"name": "one_character", "case": "equal"}, "same"),
    "one character of two, only the case agrees": ({"name": "one_character_of_two", "case": "equal"}, "review"),
    "one character off, the sexes differ": ({"name": "one_character", "birth": "equal", "sex": "different"}, "review"),
    "another name under the number": ({"name": "different"}, "review"),
    "another name, even with the birth date the number gives": ({"name": "different", "birth": "equal"}, "review"),
}


@pytest.mark.parametrize("case", CEILINGS)
def test_a_pair_may_become_at_most(case):
    changed, expected = CEILINGS[case]
    assert ceiling(NOTHING._replace(**changed)) == expected


@pytest.mark.parametrize("case", SAME_NUMBERS)
def test_records_of_one_valid_number_are_one_person_or_a_question(case):
    changed, expected = SAME_NUMBERS[case]
    assert same_number(NOTHING._replace(id="equal", **changed)) == expected


def every_combination():
    known = load_model().weights
    fields = [[*known[name], MISSING] if name != "name" else [*known[name]] for name in Levels._fields[:-1]]
    yield from (Levels(*levels, apart=False) for levels in product(*fields))


def test_no_combination_joins_two_valid_different_numbers():
    joined = {"case", "scored"}
    assert not any(ceiling(each) in joined for each in every_combination() if each.id == "both_valid_different")


def test_no_combination_joins_on_name_birth_sex_and_county_alone():
    weak = [
        e
        for e in every_combination()
        if {e.id, e.case, e.effective} <= {MISSING, "different", "both_invalid", "far", "another_s"}
    ]
    assert weak
    assert not any(ceiling(each) in {"case", "scored"} for each in weak)


def test_names_that_differ_are_never_joined_whatever_agrees():
    assert not any(ceiling(e) in {"case", "scored"} for e in every_combination() if e.name == "different")


def test_taking_a_field_away_never_turns_a_pair_into_different_people():
    """An empty field is neutral: it may take proof away, never add a contradiction."""
    rank = {"different": 0, "review": 1, "scored": 2, "case": 2}
    for levels in every_combination():
        if levels.name not in COMPATIBLE or levels.id in TWO_NUMBERS:
            continue
        for field in ("birth", "sex", "county", "effective"):
            emptied = ceiling(levels._replace(**{field: MISSING}))
            assert rank[emptied] >= 1


def test_the_weights_rank_levels_as_their_strength():
    weights = load_model().weights
    assert set(weights) == set(FIELDS)
    for field, better, worse in [
        ("name", "exact", "homophone"), ("name", "homophone", "one_character"), 
        ("name", "one_character", "different"), ("birth", "equal", "near"), ("birth", "near", "different"),
        ("id", "equal", "one_slip"), ("id", "one_slip", "far"),
        ("case", "equal", "one_slip"), ("case", "one_slip", "different"), ("county", "equal", "different"),
    ]:  # fmt: skip
        assert weights[field][better] > weights[field][worse]
