"""Every case of every rule: given these rows on this night, these findings and no others."""

from __future__ import annotations

from functools import cache

import pytest

from pipelines.contracts import load_contracts
from pipelines.reports.wording import EXPLANATIONS
from pipelines.rules.outcomes import Evaluated
from pipelines.rules.rulefile import load_rules
from tests.rules.case_runner import Case, case_files, cases, differences, evaluated, left_out_differences
from tests.rules.left_out_reasons import reasons_in

RULES = {rule.id: rule for rule in load_rules(load_contracts())}
CASES = [case for file in case_files() for case in cases(file)]
NAMES = [f"{case.rule_id}: {case.sentence}" for case in CASES]


@cache
def as_given(rule_id: str, sentence: str) -> Evaluated:
    """What a case finds and leaves out with its rows as they stand; computed once for the tests that look at it."""
    case = next(case for case in CASES if (case.rule_id, case.sentence) == (rule_id, sentence))
    return evaluated(RULES[rule_id], case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_given_these_rows_on_this_night_these_findings_and_no_others(case: Case) -> None:
    assert differences(as_given(case.rule_id, case.sentence).found.to_pylist(), case.expect) == []


COUNTED = [case for case in CASES if case.left_out is not None]


@pytest.mark.parametrize("case", COUNTED, ids=[f"{case.rule_id}: {case.sentence}" for case in COUNTED])
def test_given_these_rows_this_is_counted_as_left_out_and_nothing_else(case: Case) -> None:
    assert left_out_differences(as_given(case.rule_id, case.sentence).left_out, case.left_out or []) == []


SEVERAL = [case for case in CASES if any(len(rows or []) > 1 for rows in case.given.values())]


@pytest.mark.parametrize("case", SEVERAL, ids=[f"{case.rule_id}: {case.sentence}" for case in SEVERAL])
def test_the_order_of_rows_does_not_matter(case: Case) -> None:
    backwards = evaluated(RULES[case.rule_id], case, reverse=True)
    assert backwards == as_given(case.rule_id, case.sentence)


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_cases_that_find_and_cases_that_find_nothing(rule_id: str) -> None:
    own = [case for case in CASES if case.rule_id == rule_id]
    finding = [case for case in own if case.expect]
    silent = [case for case in own if not case.expect]
    assert finding, f"{rule_id}: give it a case with a finding"
    assert len(silent) >= 2, f"{rule_id}: give it cases without a finding: a plain miss, and every innocent explanation"


@pytest.mark.parametrize("rule_id", RULES)
def test_every_innocent_explanation_searched_has_a_case_that_clears(rule_id: str) -> None:
    relations = {dataset.id: dataset.relation for dataset in load_contracts().datasets.values()}
    silent = [case for case in CASES if case.rule_id == rule_id and not case.expect]
    for searched in RULES[rule_id].searched:
        if not any(relations[searched.dataset] in case.given for case in silent):
            # a search may also change what is said instead of whether
            assert any(relations[searched.dataset] in case.given for case in CASES if case.rule_id == rule_id), (
                f"{rule_id}: no case gives a row of {searched.dataset}, though the rule searches it"
            )


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_cases_that_count_what_it_leaves_out_and_cases_that_count_nothing(rule_id: str) -> None:
    own = [case for case in COUNTED if case.rule_id == rule_id]
    assert any(case.left_out for case in own), f"{rule_id}: say in a case what is left out, and by what"
    assert any(case.expect and case.left_out == [] for case in own), f"{rule_id}: give a plain hit `left_out: []`"
    assert any(not case.expect and case.left_out == [] for case in own), f"{rule_id}: give a plain miss `left_out: []`"


@pytest.mark.parametrize("rule_id", RULES)
def test_every_reason_a_rule_can_count_has_its_chinese(rule_id: str) -> None:
    reasons = reasons_in(RULES[rule_id].left_out)
    counted_in_cases = {
        line["explanation"]
        for case in CASES
        if case.rule_id == rule_id
        for line in as_given(case.rule_id, case.sentence).left_out.to_pylist()
    }
    assert reasons, f"{rule_id}: no reason stands in its queries; name the columns explanation and not_provable"
    assert reasons | counted_in_cases <= EXPLANATIONS.keys()


def test_no_two_cases_of_a_rule_bear_the_same_sentence() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {file.name.removesuffix(".yaml") for file in case_files()} == {
        rule.file.removesuffix(".sql") for rule in RULES.values()
    }
