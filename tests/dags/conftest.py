"""One throw-away Airflow for all DAG tests; the environment stands before Airflow is first imported."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

DAGS = Path(__file__).parents[2] / "dags"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DAGS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def airflow_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated metadata database in a folder of its own; DAGs find their neighbours as Airflow lets them."""
    sys.path.insert(0, str(DAGS))
    home = tmp_path_factory.mktemp("airflow")
    _module("rehearsal").prepare_environment(home)
    from airflow.utils.db import initdb

    initdb()
    return home


@pytest.fixture(scope="session")
def nightly(airflow_home: Path) -> ModuleType:
    """The module of the nightly DAG."""
    return _module("nightly")
