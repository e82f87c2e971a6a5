"""How numbers relate: one slip of the finger, and why two valid numbers never are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.numbers import case_slip, id_slip
from tests.identity.generated import with_check_digit

VALID = "150102199001011230"

SLIPS = {
    "one digit replaced": ("150103199001011230", True),
    "two neighbours exchanged": ("150102199001011320", True),
    "one digit left out": ("15010219900101123", True),
    "one digit added": ("1501022199001011230", True),
    "the check digit replaced": ("150102199001011231", True),
    "one digit of the old fifteen-digit form": ("150103900101123", True),
    "two digits replaced": ("150103199001011231", False),
    "a number cut off": ("1501021990", False),
    "a word in the place of a number": ("不详", False),
}


@pytest.mark.parametrize("case", SLIPS)
def test_an_invalid_number_is_one_slip_from_a_valid_one_or_not(case):
    other, expected = SLIPS[case]
    assert id_slip(VALID, other) is expected


SEVENTEEN = st.text("0123456789", min_size=17, max_size=17)


@given(SEVENTEEN, st.integers(0, 16), st.sampled_from("0123456789"))
def test_two_valid_numbers_are_never_one_replaced_digit_apart(digits, place, digit):
    other = digits[:place] + digit + digits[place + 1 :]
    assert not id_slip(with_check_digit(digits), with_check_digit(other))


@given(SEVENTEEN, st.integers(0, 15))
def test_two_valid_numbers_are_never_one_exchange_apart(digits, place):
    other = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert not id_slip(with_check_digit(digits), with_check_digit(other))


CASES = {
    "one digit of the serial number": ("2025|内0105|刑初|123", "2025|内0105|刑初|128", True),
    "a digit left out": ("2025|内0105|刑初|123", "2025|内0105|刑初|13", True),
    "the year mistyped": ("2025|内0105|刑初|123", "2024|内0105|刑初|123", True),
    "another court": ("2025|内0105|刑初|123", "2025|内0104|刑初|123", False),
    "year and serial number": ("2025|内0105|刑初|123", "2024|内0105|刑初|128", False),
    "an unreadable key": ("2025|内0105|刑初|123", "内0105刑初124", False),
}


@pytest.mark.parametrize("case", CASES)
def test_two_case_numbers_are_one_digit_apart_or_not(case):
    one, other, expected = CASES[case]
    assert case_slip(one, other) is expected
    assert case_slip(other, one) is expected
