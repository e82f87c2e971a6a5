"""The compose file is well formed, and every service is as closed as the operating page says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
OURS = sorted(name for name, service in COMPOSE["services"].items() if service["image"] == "crosscheck:local")


def test_it_obeys_the_compose_schema():
    order = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    told = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_airflow_has_its_four_services_and_one_that_prepares_the_databases():
    assert OURS == ["api-server", "dag-processor", "migrate", "scheduler", "triggerer"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_without_rights_and_writes_to_volumes_alone(name):
    service = COMPOSE["services"][name]
    assert service["user"] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(set(COMPOSE["services"]) - {"migrate"}))
def test_a_lasting_service_says_whether_it_is_well(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_nothing_gets_out_and_one_door_opens_to_this_machine_alone():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert ports == {"api-server": ["127.0.0.1:8080:8080"]}


def test_no_secret_stands_in_the_file():
    for service in COMPOSE["services"].values():
        for key, value in service["environment"].items():
            if any(word in key for word in ("PASSWORD", "SECRET", "KEY", "CONN")):
                assert "/run/secrets" in value or key.endswith("PASSWORDS_FILE"), key
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_every_folder_the_image_copies_is_let_into_the_build():
    copied = {
        word
        for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines()
        if line.startswith("COPY")
        for word in line.split()[1:-1]
    }
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
