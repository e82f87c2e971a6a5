from __future__ import annotations

import pytest

from tests.sentences.cases import Case, cases, check


@pytest.mark.parametrize("case", [*cases("contacts.yaml")])
def test_contact_state(case: Case) -> None:
    check(case)
