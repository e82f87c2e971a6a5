"""Every case of every rule: given these rows on this night, these findings and no others."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pipelines.contracts import load_contracts
from pipelines.rules.rulefile import load_rules
from tests.rules.case_runner import Case, case_files, cases, differences, findings

RULES = {rule.id: rule for rule in load_rules(load_contracts())}
CASES = [case for file in case_files() for case in cases(file)]
NAMES = [f"{case.rule_id}: {case.sentence}" for case in CASES]


@cache
def as_given(rule_id: str, sentence: str) -> list[dict[str, Any]]:
    """The findings of a case with its rows as they stand; computed once for the tests that look at it."""
    case = next(case for case in CASES if (case.rule_id, case.sentence) == (rule_id, sentence))
    return findings(RULES[rule_id], case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_given_these_rows_on_this_night_these_findings_and_no_others(case: Case) -> None:
    assert differences(as_given(case.rule_id, case.sentence), case.expect) == []


SEVERAL = [case for case in CASES if any(len(rows or []) > 1 for rows in case.given.values())]


@pytest.mark.parametrize("case", SEVERAL, ids=[f"{case.rule_id}: {case.sentence}" for case in SEVERAL])
def test_the_order_of_rows_does_not_matter(case: Case) -> None:
    assert findings(RULES[case.rule_id], case, reverse=True) == as_given(case.rule_id, case.sentence)


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


def test_no_two_cases_of_a_rule_bear_the_same_sentence() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {file.name.removesuffix(".yaml") for file in case_files()} == {
        rule.file.removesuffix(".sql") for rule in RULES.values()
    }
