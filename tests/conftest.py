from __future__ import annotations

import pytest

from pipelines.settings import Settings
from tests.night import sample


@pytest.fixture(scope="session")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The three sample nights, run in order once; tests only read it."""
    return sample.run(tmp_path_factory.mktemp("three") / "var", sample.NIGHTS)


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The first sample night alone; tests only read it."""
    return sample.run(tmp_path_factory.mktemp("first") / "var", sample.NIGHTS[:1])
