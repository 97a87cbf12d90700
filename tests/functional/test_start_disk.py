"""`manage.py up` on a small disk that becomes full at one point after another, and on a closed one."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.copies import Copy
from tracker.embedded.processes import wait_until

WRITE_LOG_ONLY = """
from django.db import connection
with connection.cursor() as cursor:
    for _ in range(40):
        cursor.execute("SELECT pg_logical_emit_message(false, 'a', repeat('b', 1000000))")
"""


class Disk:
    """In memory. Root mounts it outright; another user, where that is allowed, in a namespace of its own."""

    def __init__(self, path: Path, checkout: Path) -> None:
        self.path = path
        self.checkout = checkout
        self.entry: list[str] = []
        self._holder: subprocess.Popen[bytes] | None = None
        path.mkdir()

    def open(self) -> None:
        if os.geteuid() != 0:
            self._holder = subprocess.Popen(
                ["unshare", "--user", "--map-root-user", "--mount", "sleep", "600"], stderr=subprocess.DEVNULL
            )
            time.sleep(0.2)
            self.entry = [
                "nsenter",
                f"--target={self._holder.pid}",
                "--user",
                "--mount",
                "--preserve-credentials",
                f"--wd={self.checkout}",
            ]
        try:
            self.run("mount", "-t", "tmpfs", "-o", "size=4k,mode=755", "small", str(self.path))
        except subprocess.CalledProcessError as error:
            self.close()
            pytest.skip(f"this user may not mount a small disk: {error.stderr.strip()}")

    def resize(self, size: str) -> None:
        self._change(f"rw,size={size}")

    def fill(self) -> None:
        self.resize(f"{self.used_kb()}k")

    def forbid(self) -> None:
        self._change("ro")

    def _change(self, options: str) -> None:
        # Without the options that it has: in a namespace they name an owner who does not exist there.
        self.run("mount", "--options-mode=ignore", "-t", "tmpfs", "-o", f"remount,{options}", "small", str(self.path))

    def used_kb(self) -> int:
        return int(self.run("df", "-k", "--output=used", str(self.path)).split()[1])

    def run(self, *command: str) -> str:
        return subprocess.run([*self.entry, *command], capture_output=True, text=True, check=True).stdout

    def close(self) -> None:
        if self._holder is None:
            subprocess.run(["umount", "--lazy", str(self.path)], capture_output=True, check=False)
        else:
            self._holder.kill()
            self._holder.wait()


@pytest.fixture
def disk(copy: Copy, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk(place / f"disk-{time.monotonic_ns()}", copy.root)
    disk.open()
    monkeypatch.setattr(copy, "prefix", disk.entry)
    monkeypatch.setattr(copy, "settings", {"PLEDGEKEEPER_VAR": str(disk.path)})
    yield disk
    copy.clear()
    disk.close()


def test_a_disk_that_is_full_at_any_point_is_named_and_the_next_start_goes_on(copy: Copy, disk: Disk) -> None:
    # The secret, the initialization, the migrations, the static files: each needs more room than the one before.
    for size, reached in (("4k", ""), ("2m", "Starting PostgreSQL"), ("39m", "Preparing"), ("45m", "Preparing")):
        disk.resize(size)
        refused = copy.manage("up", "--port", str(copy.port))
        assert refused.returncode == 1
        assert f"The disk of {disk.path} has too little room" in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1
        assert reached in refused.stdout
        assert "web" not in refused.stdout
    disk.resize("300m")
    launcher = copy.running()
    assert copy.get("/admin/login/") == 200
    tokens = copy.tokens()

    # Now while it runs. PostgreSQL itself ends when it cannot write its log.
    disk.fill()
    copy.manage("shell", "-v0", "-c", WRITE_LOG_ONLY)
    assert wait_until(lambda: launcher.poll() is not None, 60)
    assert launcher.returncode == 1
    assert f"The disk of {disk.path} has too little room" in copy.said().splitlines()[-1]
    assert "has too little room" in copy.refusal()

    disk.resize("300m")
    copy.running()
    assert copy.tokens() == tokens


def test_a_closed_disk_is_named(copy: Copy, disk: Disk) -> None:
    disk.forbid()
    assert f"{disk.path}" in (said := copy.refusal())
    assert "Read-only file system" in said
    disk.resize("1m")
    assert "has too little room" in copy.refusal()
    disk.forbid()
    for command in ("up", "down"):
        assert f"{disk.path / 'launcher.lock'} cannot be used (Read-only file system)" in copy.refusal(command)
