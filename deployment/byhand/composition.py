"""What docker-compose.yml and Dockerfile say, as far as a container can be told from it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE, DOCKERFILE = ROOT / "docker-compose.yml", ROOT / "Dockerfile"
_VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


@dataclass(frozen=True)
class Mount:
    """A named volume or a folder of this machine, and where the container sees it."""

    source: str
    target: str
    read_only: bool

    @property
    def named(self) -> bool:
        """A volume of its own, not a folder."""
        return not self.source.startswith(("/", "."))


@dataclass(frozen=True)
class Service:
    """One service with everything that decides how it runs."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    mounts: tuple[Mount, ...]
    secrets: tuple[str, ...]
    user: str
    read_only: bool
    healthcheck: tuple[str, ...]
    #: seconds until it counts as ill
    patience: int
    #: service → the condition it has to meet first
    after: dict[str, str]


@dataclass(frozen=True)
class Image:
    """What the Dockerfile makes: steps in order, (instruction, words), and the environment it leaves."""

    steps: tuple[tuple[str, str], ...]
    environment: dict[str, str]
    folder: str


def services() -> dict[str, Service]:
    """Every service of the compose file, in its order."""
    body = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return {name: _service(name, service) for name, service in body.items()}


def secret_files() -> dict[str, str]:
    """Name → file, relative to the compose file."""
    return {name: each["file"] for name, each in yaml.safe_load(COMPOSE.read_text("utf-8"))["secrets"].items()}


def image() -> Image:
    """The Dockerfile's instructions; `ENV` is collected, `WORKDIR` is the folder."""
    text = re.sub(r"\\\n\s*", " ", DOCKERFILE.read_text("utf-8"))
    steps = [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in text.splitlines())
        if word and word != "#"
    ]
    environment = dict(pair.split("=", 1) for word, rest in steps if word == "ENV" for pair in rest.split())
    folder = next(rest for word, rest in steps if word == "WORKDIR")
    return Image(tuple(step for step in steps if step[0] in ("COPY", "RUN")), environment, folder)


def _service(name: str, body: dict[str, Any]) -> Service:
    check = body.get("healthcheck", {})
    after = body.get("depends_on", {})
    return Service(
        name=name,
        command=tuple(body.get("command", ())),
        environment={key: str(value) for key, value in body.get("environment", {}).items()},
        mounts=tuple(_mount(text) for text in body.get("volumes", ())),
        secrets=tuple(body.get("secrets", ())),
        user=body.get("user", ""),
        read_only=bool(body.get("read_only")),
        healthcheck=tuple(check.get("test", ())[1:]),
        patience=_seconds(check.get("start_period", "0s"))
        + check.get("retries", 0) * _seconds(check.get("interval", "0s")),
        after={other: each["condition"] for other, each in after.items()},
    )


def _mount(text: str) -> Mount:
    told = _VARIABLE.sub(lambda found: os.environ.get(found[1], found[2]), text)
    source, target, *how = told.split(":")
    return Mount(source, target, how == ["ro"])


def _seconds(text: str) -> int:
    found = re.fullmatch(r"(\d+)s", text)
    if found is None:
        raise ValueError(f"{COMPOSE.name}: {json.dumps(text)} is no number of seconds")
    return int(found[1])
