"""A checkout of its own for tests of `manage.py up`: real starts, as bare as a machine can be."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

    def __init__(self, root: Path) -> None:
        static = var_folder() / "static"
        self.root = root
        self.python = root / ".venv" / "bin" / "python"
        self.prefix: list[str] = []
        self.settings: dict[str, str] = {}
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

    def up(self, *, output: str = "", **environ: str) -> subprocess.Popen[str]:
        with self._output(output).open("w") as said:
            launcher = subprocess.Popen(
                self._command("up", "--port", str(self.port)),
                cwd=self.root,
                env=self._environment() | environ,
                stdout=said,
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

    def manage(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*arguments),
            cwd=self.root,
            env=self._environment() | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def refusal(self, *arguments: str, **environ: str) -> str:
        """The one sentence with which a start, or another command, ends."""
        refused = self.manage(*(arguments or ("up", "--port", str(self.port))), **environ)
        assert refused.returncode == 1, refused
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr
        return refused.stderr

    def tokens(self, **environ: str) -> str:
        """Something that only this installation's database knows."""
        asked = self.manage("shell", "-v0", "-c", SECRETS, **environ)
        assert asked.returncode == 0, asked.stderr
        return asked.stdout

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.status)

    def read(self, path: str) -> str:
        """What the example's reader is answered."""
        example = json.loads((self.root / "var" / "example.json").read_text(encoding="utf-8"))
        headers = {"Authorization": f"Bearer {example['reader']['token']}"}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())

    def said(self, output: str = "") -> str:
        return self._output(output).read_text(encoding="utf-8")

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
        if self._launchers or self.processes():
            self.manage("down")
        while self._launchers:
            self._launchers.pop().wait(timeout=90)
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)

    def _command(self, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.python), "manage.py", *arguments]

    def _environment(self) -> dict[str, str]:
        """As bare as a machine can be: no home, no language, no time zone, and nothing of the tests' own."""
        return {"PATH": os.environ["PATH"]} | self.settings

    def _output(self, name: str = "") -> Path:
        return self.root.with_name(f"{self.root.name}{name}.txt")


def folder_mb(folder: Path) -> float:
    # What a running server removes while we look is no longer there.
    found = subprocess.run(["du", "-sk", str(folder)], capture_output=True, text=True, check=False)
    return int(found.stdout.split()[0]) / 1024


@contextmanager
def opened(copy: Copy) -> Iterator[Copy]:
    try:
        yield copy
    finally:
        copy.clear()
        shutil.rmtree(socket_folder(copy.root / "var"), ignore_errors=True)
