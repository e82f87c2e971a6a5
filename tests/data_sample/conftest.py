from __future__ import annotations

from pathlib import Path

import pytest

from data.generator.generate import Plan, build_world, write_sample
from data.generator.world import World

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture(scope="session")
def world() -> World:
    return build_world(Plan())


@pytest.fixture(scope="session")
def written_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(Plan(), out)
    return out


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE
