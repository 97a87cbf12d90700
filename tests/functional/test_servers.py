"""PostgreSQL and Valkey as our own servers, on machines that forbid this or that and after ends that nobody wished for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from tests.copies import folder_mb
from tracker.embedded import postgres
from tracker.embedded.identity import choose_identity
from tracker.embedded.postgres import Postgres
from tracker.embedded.processes import LaunchError, program_of, runs_in, wait_until
from tracker.embedded.server import Answer
from tracker.embedded.valkey import Valkey

Start = Callable[..., Postgres]


@pytest.fixture
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        var = Path(folder).resolve() / "var"
        var.mkdir()
        yield var


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    with ExitStack() as ending:

        def start(*, durable: bool = False) -> Postgres:
            server = Postgres(var, durable=durable)
            ending.callback(server.stop)
            server.start()
            return server

        yield start


@pytest.fixture
def forbid(var: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A tool that is forbidden refuses to work."""
    folder = var.parent / "bin"
    folder.mkdir()

    def forbid(*tools: str) -> None:
        for tool in tools:
            (folder / tool).write_text("#!/bin/sh\nexit 1\n")
            (folder / tool).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return forbid


def connect(server: Postgres) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(server.sockets), user="pledgekeeper", dbname="pledgekeeper")


def ask(server: Postgres, question: bytes) -> object:
    with connect(server) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def remember(server: Postgres) -> None:
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def owner(server: Postgres) -> int:
    return Path(f"/proc/{server.written_pid()}").stat().st_uid


def test_it_listens_on_a_closed_socket_only_and_waits_for_the_disk(start: Start) -> None:
    server = start(durable=True)
    assert ask(server, b"SHOW listen_addresses") == ""
    assert ask(server, b"SHOW fsync") == "on"
    assert ask(server, b"SELECT datlocale FROM pg_database WHERE datname = 'pledgekeeper'") == "C.UTF-8"
    assert server.sockets.stat().st_mode & 0o077 == 0


def test_data_stay_when_namespaces_come_to_be_forbidden(start: Start, forbid: Callable[..., None]) -> None:
    first = start()
    remember(first)
    assert owner(first) == os.geteuid()
    first.stop()
    forbid("unshare")
    second = start()
    assert owner(second) != 0
    assert ask(second, b"SELECT answer FROM kept") == 42


def test_a_closed_home_without_namespaces(var: Path, start: Start, forbid: Callable[..., None]) -> None:
    var.parent.chmod(0o700)
    forbid("unshare")
    assert ask(start(), b"SELECT current_user::text") == "pledgekeeper"


def test_root_without_any_way_gets_one_sentence(
    var: Path, forbid: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    forbid("unshare", "setpriv")
    with pytest.raises(LaunchError, match="DATABASE_URL") as refused:
        choose_identity(Path("/bin/true"), var / "postgresql")
    assert "\n" not in str(refused.value)


def test_an_initialization_that_was_interrupted_begins_anew(var: Path, start: Start) -> None:
    (var / "postgresql.new" / "base").mkdir(parents=True)
    assert ask(start(), b"SELECT 1") == 1
    assert not (var / "postgresql.new").exists()


def test_a_server_killed_outright_starts_again_at_once(start: Start) -> None:
    first = start()
    remember(first)
    with connect(first) as busy:
        os.kill(first.written_pid() or 0, signal.SIGKILL)
        second = start()
        assert ask(second, b"SELECT answer FROM kept") == 42
        busy.close()


def test_an_old_number_that_now_belongs_to_another_program(start: Start) -> None:
    first = start()
    first.stop()
    first.pid_file.write_text(f"{os.getpid()}\n{first.folder}\n0\n5432\n{first.sockets}\n\n0 0\nready\n")
    assert ask(start(), b"SELECT 1") == 1
    assert not runs_in(os.getpid(), "postgres", first.folder)


def test_a_living_server_is_taken_over_and_stopped_by_another_hand(start: Start, var: Path) -> None:
    first = start()
    pid = first.written_pid()
    second = start()
    assert second.written_pid() == pid
    second.stop()
    assert second.ask() is Answer.NONE


def test_a_living_server_that_lost_its_socket_is_replaced(start: Start) -> None:
    first = start()
    pid = first.written_pid()
    (first.sockets / ".s.PGSQL.5432").unlink()
    second = start()
    assert second.written_pid() != pid
    assert ask(second, b"SELECT 1") == 1


def test_a_database_of_an_older_version_with_large_segments_starts_too(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(postgres, "SHAPE", [option for option in postgres.SHAPE if "wal-segsize" not in option])
        first = start()
    assert ask(first, b"SHOW wal_segment_size") == "16MB"
    remember(first)
    first.stop()
    assert ask(start(), b"SELECT answer FROM kept") == 42


def test_an_empty_database_is_small(start: Start) -> None:
    server = start()
    assert ask(server, b"SHOW wal_segment_size") == "2MB"
    server.stop()
    assert folder_mb(server.folder) < 45


def test_an_initialization_that_fails_says_so_and_leaves_nothing(
    start: Start, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second tool, too: on its own PostgreSQL's single-user mode would end well after a refused statement."""
    with monkeypatch.context() as refused:
        refused.setattr(postgres, "NAME", "postgres")
        with pytest.raises(LaunchError, match="already exists") as reason:
            start()
    assert "\n" not in str(reason.value)
    assert not list(var.glob("postgresql*"))
    assert ask(start(), b"SELECT 1") == 1


def test_a_program_whose_name_is_not_text(var: Path) -> None:
    sleep = var / os.fsdecode(b"caf\xe9")
    shutil.copy2(shutil.which("sleep") or "", sleep)
    with subprocess.Popen([sleep, "30"]) as process:
        assert wait_until(lambda: program_of(process.pid).startswith("caf"), 5)
        process.kill()


def test_valkey_keeps_what_it_was_told(var: Path) -> None:
    server = Valkey(var)
    for known in (None, b"42"):
        server.start()
        try:
            with redis.Redis(unix_socket_path=str(server.address)) as client:
                assert client.get("answer") == known
                client.set("answer", 42)
                assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        finally:
            server.stop()
        assert server.ask() is Answer.NONE
