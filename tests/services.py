"""A pytest plugin: PostgreSQL and Valkey for one run of the tests, in a folder of its own under `var/`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tracker.embedded.lock import launcher_lock, running_launcher
from tracker.embedded.postgres import Postgres
from tracker.embedded.processes import LaunchError, end_marked
from tracker.embedded.servers import needed_servers, stop_servers
from tracker.embedded.valkey import Valkey
from tracker.local import CHECKOUT, socket_folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # Before pytest-django reads the settings. The workers of pytest-xdist inherit the environment and the servers.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        ending = ExitStack()
        early_config.add_cleanup(ending.close)
        try:
            _begin(CHECKOUT / "var", ending)
        except LaunchError as reason:
            raise pytest.UsageError(str(reason)) from reason
    return (yield)


def _begin(var: Path, ending: ExitStack) -> None:
    folder = var / f"test-{os.getpid()}"
    for left in var.glob("test-*[0-9]"):
        if (left / "launcher.lock").exists() and running_launcher(left) is None:
            _remove(left)
    ending.callback(_remove, folder)
    ending.enter_context(launcher_lock(folder))
    (var / "test-static").mkdir(exist_ok=True)
    (folder / "static").symlink_to(var / "test-static")
    os.environ.update(PLEDGEKEEPER_VAR=str(folder), PLAIN_HTTP="1")
    for server in needed_servers(folder, durable=False):
        server.start()


def _remove(folder: Path) -> None:
    """What a run leaves, also one that was killed; a house in it has servers of its own."""
    for place in (*(path.parent for path in folder.glob("*/valkey")), folder):
        end_marked(place)
        stop_servers([Postgres(place), Valkey(place)])
        if socket_folder(place) != place / "run":
            shutil.rmtree(socket_folder(place), ignore_errors=True)
    shutil.rmtree(folder)
