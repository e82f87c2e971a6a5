"""Where a server is and who we are there: from `AIRFLOW_CONN_<NAME>` in the environment, never from a file of ours."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.sources.faults import SourceError

_FORMS = "a URI such as sftp://user:password@host:22, or Airflow's JSON form"


@dataclass(frozen=True)
class Connection:
    """One connection; printing it shows its name and host, nothing else."""

    name: str
    kind: str = field(repr=False)
    host: str | None
    port: int | None = field(repr=False)
    login: str | None = field(repr=False)
    password: str | None = field(repr=False)
    schema: str | None = field(repr=False)
    options: Mapping[str, str] = field(repr=False)


def variable(name: str) -> str:
    """The environment variable that holds a connection."""
    return f"AIRFLOW_CONN_{name.upper()}"


def connection(name: str) -> Connection:
    """Read a connection from the environment, as Airflow itself would.

    Raises:
        SourceError: it is not set, or not readable; the message never shows its value.
    """
    said = os.environ.get(variable(name), "").strip()
    if not said:
        raise SourceError(f"connection '{name}' is not known; set {variable(name)} to {_FORMS}")
    try:
        return _from_json(name, json.loads(said)) if said.startswith("{") else _from_uri(name, said)
    except (ValueError, TypeError, AttributeError):  # their messages quote the value
        raise SourceError(f"{variable(name)} cannot be read; write it as {_FORMS}") from None


def _from_uri(name: str, uri: str) -> Connection:
    parts = urlsplit(uri)
    if not parts.scheme:
        raise ValueError("no scheme")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if extra := options.pop("__extra__", ""):
        options.update(_options(json.loads(extra)))
    return Connection(
        name,
        parts.scheme,
        unquote(parts.hostname) if parts.hostname else None,
        parts.port,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        unquote(parts.path[1:]) or None,
        options,
    )


def _from_json(name: str, said: dict[str, Any]) -> Connection:
    extra = said.get("extra") or {}
    port = said.get("port")
    return Connection(
        name,
        str(said["conn_type"]) if "conn_type" in said else "",
        said.get("host") or None,
        None if port in (None, "") else int(port),
        said.get("login") or None,
        said.get("password") or None,
        said.get("schema") or None,
        _options(json.loads(extra) if isinstance(extra, str) else extra),
    )


def _options(extra: dict[str, Any]) -> dict[str, str]:
    return {str(key): value if isinstance(value, str) else json.dumps(value) for key, value in extra.items()}
