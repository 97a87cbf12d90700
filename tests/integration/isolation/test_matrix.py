"""Checks 1, 2, 14, 15, 27: each cell of the matrix is what the table says, and what is foreign reads as what is missing."""

from __future__ import annotations

import pytest

from tracker.local import CHECKOUT

from .asking import Answer, ask, body_for, missing_like, subjects_of
from .paper import write_page
from .routes import REST_METHODS, all_routes, is_rest, methods_of
from .table import COLUMNS, TABLE
from .world import LOG_IN, PARTY_PEOPLE, World

ROUTES = all_routes()
PAGE = CHECKOUT / "docs" / "reference" / "roles.md"
# The auditor changes nothing by any route, nor do a party's reader and the programme's.
WRITERS = {"a1", "a2", "b1", "r", "ad"}
# There the secret of an invitation says who somebody is, whoever they were before.
BY_INVITATION = {"POST api/v1/invitations/accept/", "POST account/invitation/<str:secret>/"}
NOT_LET_IN = {"log", "401", "403", "405"}


def test_27_every_route_and_method_has_its_row() -> None:
    assert set(TABLE) == {f"{method} {route}" for route, view in ROUTES.items() for method in methods_of(view)}


def test_the_page_about_roles_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "python -m tests.integration.isolation.paper writes it anew"


@pytest.mark.parametrize("name", COLUMNS)
def test_27_each_caller_gets_what_the_table_says(name: str, db: None) -> None:
    world = World()
    browser, found, told, wrote = world.browser(name), {}, {}, set()
    for row, cells in TABLE.items():
        method, route = row.split(" ", 1)
        expected = expected_cells(name, cells, len(subjects_of(route, world)))
        for place, values in enumerate(subjects_of(route, world)):
            answer = ask(browser, method, route, values, body_for(route, world, name, values))
            found[row, place], told[row, place] = read(answer), expected[place]
            wrote |= {row} if answer.wrote and row not in BY_INVITATION else set()
    assert {cell: (found[cell], told[cell]) for cell in told if found[cell] != told[cell]} == {}
    assert all(row.startswith("POST ") for row in wrote)
    assert bool(wrote) is (name in WRITERS)


def expected_cells(name: str, cells: dict[str, str], subjects: int) -> tuple[str, ...]:
    """Of A's object, its sibling, and B's; whoever belongs to B stands the other way round."""
    if subjects < 3:
        return (cells[name],) * subjects
    if name not in PARTY_PEOPLE:
        return (cells[name],) * 3
    foreign = cells["b1"] if cells[name] not in NOT_LET_IN else cells[name]
    return (cells[name], cells[name], cells["a1"] if name == "b1" else foreign)


def read(answer: Answer) -> str:
    to = dict(answer.headers).get("Location", "")
    return "log" if answer.status == 302 and to.startswith(LOG_IN) else str(answer.status)


@pytest.mark.parametrize("name", COLUMNS)
def test_1_2_what_is_foreign_reads_as_what_is_missing(name: str, db: None) -> None:
    world = World()
    browser, compared = world.browser(name), 0
    for row, cells in TABLE.items():
        method, route = row.split(" ", 1)
        subjects = subjects_of(route, world)
        if subjects == ({},) or route.startswith("admin/"):
            continue
        nothing = missing_like(subjects)
        body = body_for(route, world, name, nothing)
        gone = ask(browser, method, route, nothing, body)
        assert read(gone) == (cells[name] if cells[name] in NOT_LET_IN else "404"), row
        hidden = foreign_to(name, subjects)
        if hidden or cells[name] == "404":
            compared += 1
            assert ask(browser, method, route, hidden or subjects[0], body) == gone, row
    assert compared >= (4 if name in PARTY_PEOPLE else 0)


def foreign_to(name: str, subjects: tuple[dict[str, object], ...]) -> dict[str, object] | None:
    if len(subjects) < 3 or name not in PARTY_PEOPLE:
        return None
    return subjects[0] if name == "b1" else subjects[2]


@pytest.mark.parametrize("name", COLUMNS)
def test_27_29_other_methods_are_refused_by_their_name(name: str, db: None) -> None:
    """What a REST view does not implement: 405 to whoever is known. OPTIONS says what there is, HEAD answers as GET does."""
    world = World()
    browser = world.browser(name)
    for route in (route for route in ROUTES if is_rest(route)):
        implemented = methods_of(ROUTES[route])
        cells = TABLE[f"{implemented[0]} {route}"]
        refused = "401" if cells[name] == "401" else "405"
        values = subjects_of(route, world)[0]
        for method in set(REST_METHODS) - set(implemented):
            assert read(ask(browser, method, route, values, {})) == refused, (method, route)
        for method in ("TRACE", "PROPFIND"):
            assert read(ask(browser, method, route, values, {})) == "405", (method, route)
        if "GET" in implemented:
            assert read(ask(browser, "HEAD", route, values, {})) == TABLE[f"GET {route}"][name], route
        assert read(ask(browser, "OPTIONS", route, values, {})) in {"200", refused}, route


def test_the_table_is_not_vacuous() -> None:
    """Each caller is let in somewhere and kept out elsewhere; each party's cell of an object has its foreign one."""
    for name in COLUMNS:
        cells = [cells[name] for cells in TABLE.values()]
        assert "200" in cells, name
        assert NOT_LET_IN & set(cells), name
    objects = [row for row in TABLE if "<uuid:" in row and "admin/" not in row]
    assert sum(TABLE[row]["b1"] == "404" for row in objects) >= 9
    assert sum(TABLE[row]["a1"] in ("200", "201", "302") for row in objects) >= 8
