"""What is run by hand is read from the compose file and the Dockerfile, nothing is written down a second time."""

from __future__ import annotations

import pytest
import yaml

from deployment.byhand import composition
from deployment.byhand.composition import COMPOSE, Mount, image, secret_files, services
from deployment.byhand.containers import in_order

BODY = yaml.safe_load(COMPOSE.read_text("utf-8"))


def test_every_service_has_the_command_the_environment_and_the_check_of_the_file():
    assert list(services()) == list(BODY["services"])
    for name, service in services().items():
        said = BODY["services"][name]
        assert list(service.command) == said.get("command", [])
        assert service.environment == {key: str(value) for key, value in said["environment"].items()}
        assert list(service.healthcheck) == said.get("healthcheck", {"test": ["NONE"]})["test"][1:]
        assert service.patience > 0 or not service.healthcheck
        assert set(service.secrets) <= set(secret_files())


def test_services_start_after_what_they_depend_on():
    started = [service.name for service in in_order(services())]
    assert started[:2] == ["postgres", "migrate"]
    assert sorted(started) == sorted(services())


@pytest.mark.parametrize(
    ("text", "mount", "named"),
    [
        ("home:/opt/var", Mount("home", "/opt/var", False), True),
        ("./replies:/replies:ro", Mount("./replies", "/replies", True), False),
        ("${CROSSCHECK_NOWHERE:-./a}:/exports:ro", Mount("./a", "/exports", True), False),
        ("${CROSSCHECK_PLACE:-./a}:/exports:ro", Mount("/srv/exports", "/exports", True), False),
    ],
)
def test_a_mount_is_a_volume_or_a_folder_named_by_the_environment(text, mount, named, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_PLACE", "/srv/exports")
    assert composition._mount(text) == mount
    assert mount.named is named


def test_the_image_is_what_the_dockerfile_says():
    told = image()
    assert told.folder == "/opt/crosscheck/program"
    assert told.environment["AIRFLOW_HOME"] == "/opt/crosscheck/airflow"
    installs = [rest for word, rest in told.steps if word == "RUN" and rest.startswith("pip ")]
    assert ["--constraint constraints.txt --editable" in line for line in installs] == [True]
    assert ("COPY", "dags dags") in told.steps


def test_a_time_in_other_words_is_refused():
    with pytest.raises(ValueError, match="no number of seconds"):
        composition._seconds("1m30s")
