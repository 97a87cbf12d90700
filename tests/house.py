"""A running Pledgekeeper for tests: real processes on a copy of the migrated database, with a Valkey and files of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql

from tracker.embedded.parts import part_commands, part_environment
from tracker.embedded.processes import wait_until
from tracker.embedded.summary import wait_for_web
from tracker.embedded.valkey import Valkey
from tracker.local import CHECKOUT, socket_folder, var_folder

KEYS = var_folder() / "keys"
ROLES = {"DATABASE_URL": "pledgekeeper_app", "DATABASE_OWNER_URL": "pledgekeeper"}
PARTS = ("web", "relay", "worker", "beat")
APPLICATION = "tracker.wsgi:application"


class House:
    """`begin` starts all of it, or the named parts only; the others can be started later."""

    def __init__(self, name: str, template: str) -> None:
        self.var = var_folder() / name
        self.template = template
        self.database = f"{template}_{name}".replace("-", "_")
        self.valkey = Valkey(self.var, durable=False)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = self._environment()
        self.application = APPLICATION
        self._parts: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, *parts: str) -> None:
        (self.var / "run").mkdir(parents=True)
        (self.var / "static").symlink_to(var_folder() / "static")
        (self.var / "keys").symlink_to(KEYS)
        copy_database(signing(self.template), self.database)
        self.valkey.start()
        self.start(*(parts or PARTS))

    def start(self, *parts: str) -> None:
        for part in parts:
            with self._log(part).open("ab") as log:
                self._parts[part] = subprocess.Popen(
                    self._command(part),
                    cwd=CHECKOUT,
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        if "web" in parts and not wait_for_web(self.url, seconds=60):
            raise AssertionError(f"The web process does not answer.\n{self.log('web')}")

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> None:
        """To the part and to all that it started; SIGSTOP and SIGCONT too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._parts[part].pid, number)
        if number is signal.SIGKILL:
            self._parts.pop(part).wait()

    def pid(self, part: str) -> int:
        return self._parts[part].pid

    def manage(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(CHECKOUT / "manage.py"), *arguments]
        return subprocess.run(
            command, cwd=CHECKOUT, env=self.environ | environ, capture_output=True, text=True, check=False, timeout=120
        )

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """As the owner, who sees all rows; what it writes, it writes as the system."""
        return connect_as_owner(self.database)

    def log(self, *parts: str) -> str:
        paths = [self._log(part) for part in parts or PARTS]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths if path.exists())

    def stop(self) -> None:
        for part in self._parts:
            self.kill(part, signal.SIGTERM)
        wait_until(lambda: all(process.poll() is not None for process in self._parts.values()), 5)
        for part in tuple(self._parts):
            self.kill(part)
        self.valkey.stop()
        drop_databases(self.database)

    def ended(self, part: str) -> int | None:
        """The exit code of a part that has ended."""
        return self._parts[part].poll()

    def _command(self, part: str) -> list[str]:
        """`loop`, `loop-2` and so on work without Celery."""
        if part.startswith("loop"):
            return [sys.executable, str(CHECKOUT / "manage.py"), "tick", "--loop"]
        return [self.application if word == APPLICATION else word for word in part_commands("127.0.0.1", self.port)[part]]

    def _log(self, part: str) -> Path:
        folder = self.var / "log"
        folder.mkdir(exist_ok=True)
        return folder / f"{part}.log"

    def _environment(self) -> dict[str, str]:
        environ = part_environment(self.var, self.url) | {
            "PLEDGEKEEPER_VAR": str(self.var),
            "FILES_ROOT": str(self.var / "files"),
            **{name: os.environ.get(name) or _address_of(user) for name, user in ROLES.items()},
            "DATABASE_NAME": self.database,
        }
        # Its own Valkey, which a test may freeze, kill or empty.
        return {name: value for name, value in environ.items() if name != "REDIS_URL" and not name.startswith("PYTEST_")}


def _address_of(user: str) -> str:
    return f"postgresql://{user}@{quote(str(socket_folder()), safe='')}/any"


def free_port() -> int:
    """Below the range from which the system itself hands out ports; each process of a test run looks elsewhere first."""
    start = 20000 + 100 * (os.getpid() % 120)
    for port in range(start, start + 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError(f"No port is free between {start} and {start + 99}.")


def connect_as_owner(database: str) -> psycopg.Connection[tuple[Any, ...]]:
    connection = psycopg.connect(**connection_arguments(database), autocommit=True)
    for name, value in (("actor_kind", "SYSTEM"), ("actor_id", "test"), ("actor_label", "test")):
        connection.execute(f"SELECT set_config('pledgekeeper.{name}', '{value}', false)")
    return connection


def connection_arguments(database: str, role: str = "owner") -> dict[str, Any]:
    known = settings.DATABASES[role]
    wanted = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    options = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    return options | {name: known[key] for name, key in wanted.items() if known.get(key)} | {"dbname": database}


def copy_database(template: str, name: str) -> None:
    with _administrator() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def make_template(name: str) -> None:
    """A migrated, empty database, for the tests' own databases and for houses to be copied from."""
    with _administrator() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    command = [sys.executable, str(CHECKOUT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=CHECKOUT, env={**os.environ, "DATABASE_NAME": name}, check=True)


def make_signing_template(template: str) -> None:
    """A copy that has a signing key, since a house that cannot sign receipts is not ready."""
    copy_database(template, signing(template))
    command = [sys.executable, str(CHECKOUT / "manage.py"), "signing_key", "--new"]
    environ = {**os.environ, "DATABASE_NAME": signing(template), "SIGNING_KEYS": str(KEYS)}
    subprocess.run(command, cwd=CHECKOUT, env=environ, check=True, stdout=subprocess.DEVNULL)


def signing(template: str) -> str:
    return f"{template}_signing"


def drop_databases(prefix: str) -> None:
    with _administrator() as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        ).fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _administrator() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(**connection_arguments("postgres"), autocommit=True) as connection:
        yield connection
