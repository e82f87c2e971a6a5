"""The two nights, laid once for all tests of the reports that only read them."""

from __future__ import annotations

import pytest

from pipelines.reports import Assembly, Report
from pipelines.settings import Night
from tests.reports.fixture_nights import two_nights


@pytest.fixture(scope="session")
def tonight(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return two_nights(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def assembly(tonight: Night) -> Assembly:
    return Assembly.of(tonight)


@pytest.fixture(scope="session")
def report(assembly: Assembly) -> Report:
    return assembly.report()
