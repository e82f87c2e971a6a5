from __future__ import annotations

import pytest

from tests.sentences.cases import Case, cases, check


@pytest.mark.parametrize("case", [*cases("links.yaml"), *cases("dispositions.yaml"), *cases("releases.yaml")])
def test_disposition(case: Case) -> None:
    check(case)
