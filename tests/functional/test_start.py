"""`manage.py up` and `down`, for real: in a copy of the checkout, as this user and as one without rights."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house import free_port
from tracker.embedded.processes import program_of, wait_until
from tracker.local import CHECKOUT, socket_folder, var_folder

NOBODY = 65534
UNPRIVILEGED = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
# Python itself may lie below root's closed home directory.
READING = [*UNPRIVILEGED, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]

SECRETS = "from django.contrib.auth import get_user_model as m; print(list(m().objects.order_by('pk').values_list('password')))"


class Copy:
    """A checkout of its own, with the same virtual environment."""

    def __init__(self, root: Path, static: Path) -> None:
        self.root = root
        self.python = root / ".venv" / "bin" / "python"
        self.prefix: list[str] = []
        self.port = free_port()
        self._launchers: list[subprocess.Popen[str]] = []
        shutil.copytree(CHECKOUT, root, ignore=shutil.ignore_patterns(".venv", "var", ".git", ".*_cache", "tests", "docs"))
        (root / ".venv").symlink_to(CHECKOUT / ".venv")
        (root / "var").mkdir()
        shutil.copytree(static, root / "var" / "static")
        shutil.copy2(f"{static.resolve()}.collected", root / "var" / "static.collected")

    def give_away(self) -> None:
        """To an ordinary user, if we are root; else we are one already."""
        if os.geteuid() != 0:
            return
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        # From a shell: setpriv itself still has root's reach when it starts the first program.
        trial = subprocess.run(
            [*UNPRIVILEGED, "sh", "-c", f"exec '{self.python}' -c 'import django'"], capture_output=True, check=False
        )
        self.prefix = READING if trial.returncode else UNPRIVILEGED

    def up(self, **environ: str) -> subprocess.Popen[str]:
        with self._output().open("w") as output:
            launcher = subprocess.Popen(
                self._command("up", "--port", str(self.port)),
                cwd=self.root,
                env=self._environment() | environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._launchers.append(launcher)
        return launcher

    def running(self, **environ: str) -> subprocess.Popen[str]:
        launcher = self.up(**environ)
        assert wait_until(lambda: "Ctrl-C ends" in self.said() or launcher.poll() is not None, 90)
        assert launcher.poll() is None, self.said()
        return launcher

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self._command(*arguments)
        return subprocess.run(
            command, cwd=self.root, env=self._environment(), capture_output=True, text=True, check=False, timeout=120
        )

    def tokens(self) -> str:
        """Something that only this installation's database knows."""
        asked = self.manage("shell", "-v0", "-c", SECRETS)
        assert asked.returncode == 0, asked.stderr
        return asked.stdout

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.status)

    def said(self) -> str:
        return self._output().read_text(encoding="utf-8")

    def processes(self) -> dict[int, str]:
        """Whatever works inside this copy, whoever started it."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                inside = entry.joinpath("cwd").readlink().is_relative_to(self.root)
            except OSError:
                continue
            if inside and (program := program_of(int(entry.name))):
                found[int(entry.name)] = program
        return found

    def servers(self) -> set[int]:
        files = [self.root / "var" / "postgresql" / "postmaster.pid", self.root / "var" / "valkey" / "valkey.pid"]
        return {int(file.read_text().split()[0]) for file in files} & self.processes().keys()

    def clear(self) -> None:
        self.manage("down")
        for launcher in self._launchers:
            launcher.wait(timeout=90)
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)

    def _command(self, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.python), "manage.py", *arguments]

    def _environment(self) -> dict[str, str]:
        """As bare as a machine can be: no home, no language, no time zone, and nothing of the tests' own."""
        return {"PATH": os.environ["PATH"]}

    def _output(self) -> Path:
        return self.root.with_name(f"{self.root.name}.txt")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    # Not pytest's own temporary folder: that one is closed to other users.
    with tempfile.TemporaryDirectory(prefix="pk-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def shared(place: Path, static_files: None) -> Iterator[Copy]:
    with _opened(Copy(place / "shared", var_folder() / "static")) as copy:
        yield copy


@pytest.fixture
def copy(shared: Copy) -> Iterator[Copy]:
    yield shared
    shared.clear()


def test_one_start_at_a_time_and_ctrl_c_leaves_no_process(copy: Copy) -> None:
    launcher = copy.running()
    assert f"http://127.0.0.1:{copy.port}/admin/" in copy.said()
    assert copy.get("/admin/login/") == 200
    assert {"postgres", "valkey-server"} <= set(copy.processes().values())

    second = copy.manage("up", "--port", str(copy.port + 1))
    assert second.returncode == 1
    assert f"process {launcher.pid}" in second.stderr
    assert "make stop" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
    assert copy.get("/healthz/live") == 200

    os.killpg(launcher.pid, signal.SIGINT)
    assert launcher.wait(timeout=90) == 0, copy.said()
    assert copy.processes() == {}
    assert "Traceback" not in copy.said()


def test_ctrl_c_twice_in_the_middle_of_a_start_leaves_no_process(copy: Copy) -> None:
    launcher = copy.up()
    assert wait_until(lambda: "Preparing the database" in copy.said(), 60)
    os.killpg(launcher.pid, signal.SIGINT)
    os.killpg(launcher.pid, signal.SIGINT)
    launcher.wait(timeout=90)
    assert copy.processes() == {}


def test_a_taken_port_is_refused_in_one_sentence(copy: Copy) -> None:
    with socket.create_server(("127.0.0.1", copy.port)):
        refused = copy.manage("up", "--port", str(copy.port))
    assert refused.returncode == 1
    assert "PORT=" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert copy.processes() == {}


def test_a_killed_launcher_costs_no_data_and_leaves_nothing_behind(copy: Copy) -> None:
    launcher = copy.running()
    tokens = copy.tokens()
    servers = copy.servers()
    launcher.kill()
    launcher.wait()

    launcher = copy.running()
    assert copy.servers() == servers, "a start takes over the servers that a killed launcher left"
    assert copy.tokens() == tokens
    launcher.kill()
    launcher.wait()

    assert copy.processes() != {}
    assert copy.manage("down").returncode == 0
    assert copy.processes() == {}
    assert copy.manage("down").returncode == 0


def test_a_part_that_dies_is_named_and_ends_the_rest(copy: Copy) -> None:
    launcher = copy.running()
    beat = next(pid for pid in copy.processes() if b"\0beat\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(beat, signal.SIGKILL)
    assert launcher.wait(timeout=90) == 1
    assert "beat (exit code -9)" in copy.said()
    assert copy.processes() == {}


def test_a_user_without_rights_starts_it_too(place: Path, static_files: None) -> None:
    with _opened(Copy(place / "theirs", var_folder() / "static")) as copy:
        copy.give_away()
        launcher = copy.running()
        assert copy.get("/admin/login/") == 200
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in copy.processes()}
        assert owners == {NOBODY if os.geteuid() == 0 else os.geteuid()}
        os.killpg(launcher.pid, signal.SIGTERM)
        assert launcher.wait(timeout=90) == 0, copy.said()
        assert copy.processes() == {}


def test_a_path_too_long_and_too_odd_for_a_socket(place: Path, static_files: None) -> None:
    name = "50% \"odd\", 'quoted' #1 " + "p" * 100
    with _opened(Copy(place / name, var_folder() / "static")) as copy:
        launcher = copy.running()
        assert copy.get("/healthz/live") == 200
        assert copy.manage("down").returncode == 0
        assert launcher.wait(timeout=90) == 0, copy.said()
        assert copy.processes() == {}


@contextmanager
def _opened(copy: Copy) -> Iterator[Copy]:
    try:
        yield copy
    finally:
        copy.clear()
        shutil.rmtree(socket_folder(copy.root / "var"), ignore_errors=True)
