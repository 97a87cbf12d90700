"""`manage.py up` and `down`, for real: in a copy of the checkout, as this user and as one without rights."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from tests.copies import NOBODY, Copy, folder_mb, opened
from tracker.embedded.processes import wait_until

ODD = {
    "LC_ALL": "xx_YY.invalid",
    "LANG": "tr_TR.UTF-8",
    "LANGUAGE": "tr:xx",
    "TZ": "Nonsense/Zone",
    "HOME": "/nonexistent/home",
    "PGPORT": "6543",
    "PGTZ": "Nonsense/Zone",
}
# Files and the screen in an encoding that has no letter outside English.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_of_two_starts_at_the_same_moment_one_runs_and_takes_little_room(copy: Copy) -> None:
    starts = {name: copy.up(output=name) for name in ("one", "two")}
    assert wait_until(lambda: any(start.poll() is not None for start in starts.values()), 60)
    (other,) = (name for name, start in starts.items() if start.poll() is not None)
    (winner,) = starts.keys() - {other}
    assert starts[other].returncode == 1
    assert copy.said(other).startswith(f"CommandError: Pledgekeeper runs here already (process {starts[winner].pid});")
    assert len(copy.said(other).strip().splitlines()) == 1

    assert wait_until(lambda: "Ctrl-C ends" in copy.said(winner), 90), copy.said(winner)
    assert f"http://127.0.0.1:{copy.port}/admin/" in copy.said(winner)
    assert copy.get("/admin/login/") == 200
    assert {"postgres", "valkey-server"} <= set(copy.processes().values())
    assert folder_mb(copy.root / "var") < 70

    late = copy.refusal("up", "--port", str(copy.port + 1))
    assert f"process {starts[winner].pid}" in late
    assert "make stop" in late
    assert copy.get("/healthz/live") == 200

    os.killpg(starts[winner].pid, signal.SIGINT)
    assert starts[winner].wait(timeout=90) == 0, copy.said(winner)
    assert copy.processes() == {}
    assert "Traceback" not in copy.said(winner)


def test_ctrl_c_twice_in_the_middle_of_a_start_leaves_no_process(copy: Copy) -> None:
    launcher = copy.up()
    assert wait_until(lambda: "Preparing the database" in copy.said(), 60)
    os.killpg(launcher.pid, signal.SIGINT)
    os.killpg(launcher.pid, signal.SIGINT)
    launcher.wait(timeout=90)
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


def test_everything_killed_at_once_costs_no_data_whatever_the_language_zone_and_home(copy: Copy) -> None:
    copy.running()
    tokens = copy.tokens()
    while left := copy.processes():
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert copy.manage("down").returncode == 0

    launcher = copy.running(**ODD)
    assert copy.tokens(**ODD) == tokens
    assert "琥琳半导体" in copy.read("/api/v1/assessments/?commitment=chip-fab-replay&reporting_year=2023")
    assert copy.manage("down", **ODD).returncode == 0
    assert launcher.wait(timeout=90) == 0, copy.said()
    assert copy.processes() == {}


def test_a_part_that_dies_is_named_and_ends_the_rest(copy: Copy) -> None:
    launcher = copy.running()
    beat = next(pid for pid in copy.processes() if b"\0beat\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(beat, signal.SIGKILL)
    assert launcher.wait(timeout=90) == 1
    assert "beat (exit code -9)" in copy.said()
    assert copy.processes() == {}


def test_a_user_without_rights_starts_it_too(place: Path, static_files: None) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    with opened(Copy(place / "theirs")) as copy:
        copy.give_away()
        assert f"{closed / 'secret_key'}" in copy.refusal(PLEDGEKEEPER_VAR=str(closed))
        if (lowest := int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())) > 1:
            assert f"Port {lowest - 1} may not be used" in copy.refusal("up", "--port", str(lowest - 1))
        launcher = copy.running()
        assert copy.get("/admin/login/") == 200
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in copy.processes()}
        assert owners == {NOBODY if os.geteuid() == 0 else os.geteuid()}
        os.killpg(launcher.pid, signal.SIGTERM)
        assert launcher.wait(timeout=90) == 0, copy.said()
        assert copy.processes() == {}


def test_a_path_too_long_and_too_odd_for_a_socket(place: Path, static_files: None) -> None:
    name = "50% \"odd\", 'quoted' #1 é漢 " + "p" * 100
    with opened(Copy(place / name)) as copy:
        launcher = copy.running(**ASCII)
        assert copy.get("/healthz/live") == 200
        assert copy.manage("down").returncode == 0
        assert launcher.wait(timeout=90) == 0, copy.said()
        assert copy.processes() == {}
