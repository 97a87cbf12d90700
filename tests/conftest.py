from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created

from tests.house import House, copy_database, drop_databases, make_signing_template, make_template
from tracker.embedded.static_files import collect_static_files
from tracker.local import var_folder

TEMPLATE = f"pledgekeeper_{var_folder().name}".replace("-", "_")
NUMBERS = count(1)
BEGINNING = {"tenant": "programme", "actor_kind": "SYSTEM", "actor_id": "test", "actor_label": "test"}

OpenHouse = Callable[..., House]


@pytest.fixture(scope="session")
def template() -> str:
    """The name of a migrated, empty database; the worker that first needs it makes it for the whole run."""
    with (var_folder() / "template.made").open("a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        made.seek(0)
        if not made.read():
            make_template(TEMPLATE)
            make_signing_template(TEMPLATE)
            made.write(TEMPLATE)
    return TEMPLATE


@pytest.fixture(scope="session")
def static_files() -> None:
    collect_static_files()


@pytest.fixture(scope="session")
def django_db_setup(template: str, static_files: None) -> Iterator[None]:
    """A worker's own database is a copy, so that migrations run once for all workers, and the tests run as the application.

    Pages name their static files by content, so every test that may draw one needs them collected.
    """
    name = f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
    copy_database(template, name)
    application, owner = (connections[alias].settings_dict for alias in ("default", "owner"))
    role = application["USER"]
    # Logged in as the owner and stepped down from it: a test may step up again in its own transaction (`as_owner`).
    application.update({key: owner[key] for key in ("USER", "PASSWORD")} | {"NAME": name})

    def begin(*, connection: Any, **kwargs: Any) -> None:
        """What a test itself asks and writes. A request that it makes starts with nobody, as everywhere."""
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{role}"')
            for setting, value in BEGINNING.items():
                cursor.execute("SELECT set_config(%s, %s, false)", [f"pledgekeeper.{setting}", value])

    connection_created.connect(begin, weak=False)
    yield
    connections.close_all()


@pytest.fixture(scope="module")
def houses(template: str, static_files: None) -> Iterator[OpenHouse]:
    """Opens running installations, all parts or the named ones: `houses("web", "relay")`. They close after the module."""
    with _open_houses(template) as open_house:
        yield open_house


@pytest.fixture(scope="module")
def house(houses: OpenHouse) -> House:
    """One running installation for all tests of a module."""
    return houses()


@pytest.fixture
def fresh_house(template: str, static_files: None) -> Iterator[House]:
    """A running installation that no other test has touched."""
    with _open_houses(template) as open_house:
        yield open_house()


@contextmanager
def _open_houses(template: str) -> Iterator[OpenHouse]:
    with ExitStack() as ending:

        def open_house(*parts: str) -> House:
            house = House(f"{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}-{next(NUMBERS)}", template)
            ending.callback(house.stop)
            house.begin(*parts)
            return house

        yield open_house


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get("PLEDGEKEEPER_NO_SKIPS") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, although nothing may be skipped here: {report.longrepr}"


def pytest_unconfigure() -> None:
    if os.environ.get("DATABASE_URL") and "PYTEST_XDIST_WORKER" not in os.environ:
        drop_databases(TEMPLATE)
