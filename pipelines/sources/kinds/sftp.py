"""Deliveries on an SFTP server: `<root>/<dataset name>/<YYYY-MM-DD>/<files>`. The host key is always checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from pipelines.settings import Night
from pipelines.sources import declarations
from pipelines.sources.connections import Connection, connection, variable
from pipelines.sources.declarations import Declared
from pipelines.sources.faults import SourceError, SourceUnreachableError
from pipelines.sources.offers import Listing
from pipelines.sources.remote_tree import RemoteTree, walk_server

CONNECT_SECONDS = 30
#: a server silent for this long, asked three times, is gone
KEEPALIVE_SECONDS = 15


class Terms(declarations.TreeTerms):
    """Keys of an SFTP server; host, port and account stand in the connection."""

    kind: Literal["sftp"]
    connection: str
    root: str
    #: file in OpenSSH's known_hosts form, relative to the declaration
    known_hosts: Annotated[Path, BeforeValidator(lambda said: Path(said) if isinstance(said, str) else said)]


def check(night: Night, declared: Declared) -> str | None:
    """The file of host keys must be there: without it the server could be anyone."""
    assert isinstance(declared.terms, Terms)
    path = declared.beside(declared.terms.known_hosts)
    if not path.is_file():
        return f"key 'known_hosts': {path} is not there; put the server's key there, as its owner confirmed it"
    return None


def offers(night: Night, declared: Declared) -> Listing:
    """Complete deliveries on the server up to the night's business date.

    Raises:
        SourceError: wrong host key, refused account, missing root.
        SourceUnreachableError: the server cannot be reached, or the connection broke.
    """
    terms = declared.terms
    assert isinstance(terms, Terms)
    server = connection(terms.connection)
    files = _connected(declared, server, declared.beside(terms.known_hosts))
    import asyncssh

    lost = (asyncssh.DisconnectError, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.ChannelOpenError)
    tree = RemoteTree(declared.name, files, terms.root, lambda seen: f"{seen['size']}-{seen['mtime']}", lost)
    return walk_server(night, declared, tree)


def _connected(declared: Declared, server: Connection, known_hosts: Path) -> Any:
    import asyncssh
    from sshfs import SSHFileSystem

    who = f"source {declared.name}"
    if not server.host or not server.login:
        raise SourceError(f"{who}: {variable(server.name)} must name host and login")
    if server.options.get("no_host_key_check", "false").lower() not in ("false", "0", ""):
        raise SourceError(f"{who}: no_host_key_check is not honoured; take it out of {variable(server.name)}")
    try:
        trusted = asyncssh.read_known_hosts(str(known_hosts))
        keys = _client_keys(server)
        return SSHFileSystem(
            server.host,
            port=server.port or 22,
            username=server.login,
            password=server.password,
            client_keys=keys,
            known_hosts=trusted,
            config=None,  # nothing of ~/.ssh decides whom we trust
            agent_path=None,
            gss_host=None,
            connect_timeout=CONNECT_SECONDS,
            login_timeout=CONNECT_SECONDS,
            keepalive_interval=KEEPALIVE_SECONDS,
            timeout=3 * CONNECT_SECONDS,
            skip_instance_cache=True,
        )
    except asyncssh.HostKeyNotVerifiable:
        raise SourceError(
            f"{who}: the server does not show the host key of {known_hosts.name}; it was replaced, or someone stands "
            "between: ask its owner for the fingerprint before you change the file"
        ) from None
    except (PermissionError, asyncssh.PermissionDenied):
        raise SourceError(f"{who}: the server refuses this account; check {variable(server.name)}") from None
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise SourceError(f"{who}: the private key, its passphrase or {known_hosts.name} cannot be read") from None
    except (OSError, asyncssh.DisconnectError) as error:
        raise SourceUnreachableError(f"{who}: {server.host} cannot be reached ({type(error).__name__})") from None
    except Exception as error:
        raise SourceError(f"{who}: connecting failed ({type(error).__name__}); check the connection") from None


def _client_keys(server: Connection) -> list[Any] | None:
    """The private key of the connection (Airflow's extras `key_file` or `private_key`), None for password only."""
    import asyncssh

    passphrase = server.options.get("private_key_passphrase") or None
    if text := server.options.get("private_key"):
        return [asyncssh.import_private_key(text, passphrase)]
    if file := server.options.get("key_file"):
        try:
            return [asyncssh.read_private_key(file, passphrase)]
        except OSError as error:
            raise asyncssh.KeyImportError(type(error).__name__) from None
    return None
