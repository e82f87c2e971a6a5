"""Containers without an engine: namespaces, a root of their own, no rights; Linux, as root, util-linux alone.

All share one network that has a loopback and nothing else, in which every service's name leads to 127.0.0.1.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deployment.byhand.composition import ROOT, Mount, Service, image, secret_files, services

OURS, POSTGRES = "50000:50000", "999:999"
_SOCKETS = "/var/run/postgresql"
_SCRIPT = Path(__file__).with_name("container.sh")


class ByHandError(RuntimeError):
    """A service cannot be started or is ill: names it and the file with its output."""


@dataclass
class Composition:
    """The services, started from one folder that holds image, volumes, secrets, output."""

    folder: Path
    #: what a docker-compose.override.yml would add to the environment of every service of ours
    extra: Mapping[str, str] = field(default_factory=dict)
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _network: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        """The steps of the Dockerfile: its COPY lines, and its pip line into a fresh environment."""
        program = self._image / "opt/crosscheck/program"
        shutil.rmtree(program, ignore_errors=True)
        for each in (program, self._image / "opt/crosscheck/var", self._image / "opt/crosscheck/airflow"):
            each.mkdir(parents=True, exist_ok=True)
        installs = []
        for word, rest in image().steps:
            if word == "COPY":
                _copy(*rest.split(), program=program)
            elif rest.startswith("pip "):
                installs.append(rest)
        python = self._image / "python"
        if not (python / "bin/airflow").exists():
            subprocess.run([sys.executable, "-m", "venv", python], check=True)
        for line in installs:
            path = f"{python / 'bin'}:{os.environ['PATH']}"
            subprocess.run(line, shell=True, check=True, cwd=program, env={**os.environ, "PATH": path})

    def prepare(self) -> None:
        """Secrets as docs/operating.md says to make them, and empty volumes that belong to who writes there."""
        kept = self.folder / "secrets"
        if not kept.exists():
            kept.mkdir(mode=0o711)
            password = secrets.token_hex(16)
            values = {
                "postgres_password": password,
                "airflow_database_url": f"postgresql+psycopg://crosscheck:{password}@postgres/airflow",
                "crosscheck_ledger_url": f"postgresql+psycopg://crosscheck:{password}@postgres/crosscheck",
                "airflow_fernet_key": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
                "airflow_jwt_secret": secrets.token_urlsafe(48),
                "crosscheck_pseudonym_key": secrets.token_urlsafe(48),
            }
            for name, file in secret_files().items():
                path = kept / Path(file).name
                path.write_text(values[name])
                path.chmod(0o400)
                _give(path, POSTGRES if name == "postgres_password" else OURS)
        for service in services().values():
            for mount in service.mounts:
                if mount.named:
                    volume = self._volume(mount)
                    volume.mkdir(parents=True, exist_ok=True, mode=0o700)
                    _give(volume, service.user or POSTGRES)
        sockets = self.folder / "volumes/sockets"
        sockets.mkdir(exist_ok=True)
        _give(sockets, POSTGRES)
        (self.folder / "output").mkdir(exist_ok=True)

    def up(self) -> None:
        """Start every service in the order its conditions allow, and wait until all are well.

        Raises:
            ByHandError: one ended, or was not well in the time the compose file gives it.
        """
        every = services()
        for service in in_order(every):
            for other, condition in service.after.items():
                self._wait(every[other], condition)
            self.start(service)
        for service in every.values():
            self._wait(service, "service_healthy" if service.healthcheck else "service_completed_successfully")

    def start(self, service: Service) -> None:
        """Start one service; PostgreSQL as the entry point of its image would."""
        if service.name == "postgres":
            command = self._initialised(service)
            self.started[service.name] = self._run(service, command, service.name)
            self._first_databases(service)
        else:
            self.started[service.name] = self._run(service, service.command, service.name)

    def healthy(self, service: Service) -> bool:
        """The service's own check, run inside its container."""
        return self.execute(service.name, *service.healthcheck, check=False).returncode == 0

    def execute(
        self, name: str, *command: str, check: bool = True, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a running container, with its environment and without rights, as `docker exec` does.

        Raises:
            ByHandError: it failed, and `check`.
        """
        service = services()[name]
        owner = service.user or POSTGRES
        inside = ["nsenter", f"--target={self._leader(name)}", "--mount", "--net", "--pid", "--root", "--wd"]
        user, group = owner.split(":")
        without_rights = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--no-new-privs"]
        without_rights += ["--inh-caps=-all", "--bounding-set=-all"]
        told = [f"{key}={value}" for key, value in {**self._environment(service), **(more or {})}.items()]
        order = [*inside, *without_rights, "env", "-i", f"--chdir={self._cwd(service)}", *told, *command]
        done = subprocess.run(order, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise ByHandError(f"{name}: {' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done

    @contextmanager
    def beside(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A process of this machine in the services' network: something they can reach, or that looks at them."""
        order = ["nsenter", f"--net=/proc/{self._network_holder().pid}/ns/net", *command]
        running = subprocess.Popen(order, start_new_session=True)
        try:
            yield running
        finally:
            _end(running)

    def down(self) -> None:
        """End everything; the folder stays."""
        for running in reversed(self.started.values()):
            _end(running)
        if self._network is not None:
            _end(self._network)

    @property
    def _image(self) -> Path:
        return self.folder / "image"

    def _volume(self, mount: Mount) -> Path:
        return self.folder / "volumes" / mount.source

    def _environment(self, service: Service) -> dict[str, str]:
        if service.name == "postgres":
            return {"PATH": f"{_postgres_programs()}:/usr/bin:/bin", **service.environment}
        path = {"PATH": f"{self._image / 'python/bin'}:/usr/bin:/bin", "HOME": "/opt/crosscheck"}
        return {**path, **image().environment, **service.environment, **self.extra}

    def _cwd(self, service: Service) -> str:
        return "/" if service.name == "postgres" else image().folder

    def _run(self, service: Service, command: Sequence[str], label: str) -> subprocess.Popen[bytes]:
        binds = []
        if service.name == "postgres":
            binds.append((self.folder / "volumes/sockets", Path(_SOCKETS), "rw"))
        else:
            base = Path(sys.base_prefix)
            binds += [(base, base, "ro"), (self._image, self._image, "ro")]
            binds.append((self._image / "opt/crosscheck", Path("/opt/crosscheck"), "ro"))
        for mount in service.mounts:
            source = self._volume(mount) if mount.named else (ROOT / mount.source).resolve()
            if not source.exists():  # as an engine does
                source.mkdir(parents=True)
            binds.append((source, Path(mount.target), "ro" if mount.read_only else "rw"))
        for name in service.secrets:
            source = self.folder / "secrets" / Path(secret_files()[name]).name
            binds.append((source, Path("/run/secrets") / name, "ro"))
        root = self.folder / "roots" / label
        root.mkdir(parents=True, exist_ok=True)
        told = {
            "PATH": os.environ["PATH"],
            "NEWROOT": str(root),
            "BINDS": "\n".join(f"{source}\t{target}\t{how}" for source, target, how in binds),
            "OWNER": service.user or POSTGRES,
            "SEALED": str(int(service.read_only)),
            "FOLDER": self._cwd(service),
            "HOSTS": f"127.0.0.1 localhost {' '.join(services())}",
        }
        inside = [f"{key}={value}" for key, value in self._environment(service).items()]
        order = ["nsenter", f"--net=/proc/{self._network_holder().pid}/ns/net"]
        order += ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", str(_SCRIPT), *inside, *command]
        with (self.folder / "output" / f"{label}.log").open("ab") as output:
            return subprocess.Popen(order, env=told, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)

    def _network_holder(self) -> subprocess.Popen[bytes]:
        if self._network is None:
            order = ["unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"]
            self._network = subprocess.Popen(order, stdout=subprocess.PIPE, start_new_session=True)
            assert self._network.stdout is not None
            self._network.stdout.readline()
        return self._network

    def _leader(self, name: str) -> int:
        """The first process of a container, as this machine counts."""
        pid = self.started[name].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            raise ByHandError(f"{name} has ended; see {self.folder / 'output' / name}.log")
        return int(children[0])

    def _wait(self, service: Service, condition: str) -> None:
        running, output = self.started[service.name], self.folder / "output" / f"{service.name}.log"
        if condition == "service_completed_successfully":
            if running.wait(600) != 0:
                raise ByHandError(f"{service.name} failed; see {output}")
            return
        limit = time.monotonic() + service.patience
        while running.poll() is None:
            if self.healthy(service):
                return
            if time.monotonic() > limit:
                raise ByHandError(f"{service.name} is not well after {service.patience} s; see {output}")
            time.sleep(2)
        raise ByHandError(f"{service.name} has ended; see {output}")

    def _initialised(self, service: Service) -> tuple[str, ...]:
        data = "/var/lib/postgresql/data"
        listen = (
            "postgres",
            "-D",
            data,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={_SOCKETS}",
        )
        if not (self._volume(service.mounts[0]) / "PG_VERSION").exists():
            said = service.environment
            order = (
                "initdb",
                "-D",
                data,
                "-U",
                said["POSTGRES_USER"],
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--no-locale",
            )
            running = self._run(service, (*order, f"--pwfile={said['POSTGRES_PASSWORD_FILE']}"), "initdb")
            if running.wait(120) != 0:
                raise ByHandError(f"initdb failed; see {self.folder / 'output/initdb.log'}")
            (self.folder / "first").touch()
        return listen

    def _first_databases(self, service: Service) -> None:
        """What the image's entry point does once: the named database, then every file of initdb.d."""
        if not (self.folder / "first").exists():
            return
        said = service.environment
        ask = ("psql", "-h", "127.0.0.1", "-v", "ON_ERROR_STOP=1", "-U", said["POSTGRES_USER"])
        password = {"PGPASSWORD": (self.folder / "secrets/postgres_password").read_text()}
        while self.execute("postgres", "pg_isready", "-h", "127.0.0.1", check=False).returncode:
            time.sleep(0.5)
        self.execute("postgres", *ask, "-d", "postgres", "-c", f"CREATE DATABASE {said['POSTGRES_DB']}", more=password)
        for file in sorted((ROOT / service.mounts[1].source).glob("*.sql")):
            inside = f"{service.mounts[1].target}/{file.name}"
            self.execute("postgres", *ask, "-d", said["POSTGRES_DB"], "-f", inside, more=password)
        (self.folder / "first").unlink()


def _copy(*words: str, program: Path) -> None:
    *sources, target = words
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, program / target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy2(source, program / target)


def in_order(every: Mapping[str, Service]) -> list[Service]:
    """Services, each after those it depends on."""
    done: dict[str, Service] = {}
    while len(done) < len(every):
        done |= {name: each for name, each in every.items() if name not in done and set(each.after) <= set(done)}
    return list(done.values())


def _postgres_programs() -> Path:
    found = shutil.which("postgres")
    if found is None:
        raise ByHandError("no PostgreSQL on this machine: put the folder of `postgres` on the PATH")
    return Path(found).resolve().parent


def _give(path: Path, owner: str) -> None:
    user, group = owner.split(":")
    os.chown(path, int(user), int(group))


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ask the first process of the container to end, as `docker stop` does; after ten seconds end it."""
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    asked = [int(pid) for pid in children.read_text().split()] if children.exists() else []
    for pid in asked or [running.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    try:
        running.wait(10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
