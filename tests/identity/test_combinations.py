"""A combination of levels is one number and back, and the SQL's codes are its parts."""

from __future__ import annotations

from itertools import product

from pipelines.identity.combinations import FIELD_LEVELS, codes, combination, levels_of
from pipelines.identity.policy import Levels
from pipelines.identity.weights import FIELDS, MISSING, load_model


def test_every_combination_has_a_number_of_its_own_that_stands_for_it():
    seen = set()
    for *said, apart in product(*FIELD_LEVELS.values(), (False, True)):
        levels = Levels(**dict(zip(FIELD_LEVELS, said, strict=True)), apart=apart)
        number = combination(levels)
        assert levels_of(number) == levels
        seen.add(number)
    assert len(seen) == 2 * len(list(product(*FIELD_LEVELS.values())))


def test_the_codes_of_its_levels_add_up_to_a_combination():
    code = codes()
    levels = Levels("homophone", "near", "another_s", "equal_of_two", "different", "same_prefecture", "equal", True)
    parts = [code[f"{field}_{getattr(levels, field)}"] for field in FIELD_LEVELS]
    assert combination(levels) == sum(parts) + code["apart"]


def test_the_model_weighs_the_levels_there_are_and_no_others():
    weights = load_model().weights
    for field in FIELDS:
        assert set(weights[field]) == set(FIELD_LEVELS[field]) - {MISSING}
