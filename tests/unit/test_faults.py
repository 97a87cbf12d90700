"""What an item about a fault says, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.api.fault_catalogue import FAULTS
from tracker.api.faults import fault_items
from tracker.api.forms import SentFile
from tracker.api.problems import InvalidParameters
from tracker.records.refusals import FieldFault


def item(pointer: str, sent: Any = None, code: str = "quantity", detail: str = "It is none.", **known: Any) -> dict[str, Any]:
    return fault_items([FieldFault(pointer, code, detail, **known)], sent)[0]


@pytest.mark.parametrize(
    ("pointer", "sent", "came"),
    [
        ("/a", {"a": "1,5"}, '"1,5"'),
        ("/a", {"a": None}, "null"),
        ("/a", {}, None),
        ("/a/1/b", {"a": [{}, {"b": True}]}, "true"),
        ("/a/7", {"a": [1]}, None),
        ("/a~1b/c~0d", {"a/b": {"c~d": {"e": [1]}}}, '{"e": [1]}'),
        ("/碳", {"碳": "排放"}, '"排放"'),
        ("/a", {"a": "x" * 100}, '"' + "x" * 59 + "…"),
        ("/a/b", {"a": "text"}, None),
        ("", {"a": 1}, None),
        ("/file", {"file": SentFile("a.pdf", b"12345")}, '"a file of 5 bytes"'),
    ],
)
def test_it_says_what_came(pointer: str, sent: Any, came: str | None) -> None:
    assert item(pointer, sent)["came"] == came


def test_a_long_name_is_shortened_where_it_points_and_its_value_is_still_found() -> None:
    name = "x" * 100_000
    said = item(f"/a/{name}/b", {"a": {name: {"b": 1}}})
    assert (said["pointer"], said["came"]) == (f"/a/{'x' * 60}…/b", "1")


def test_parameters_that_cannot_be_used_are_counted_and_each_is_named_once() -> None:
    assert InvalidParameters({"yaer": "There is none."}).sentence == "yaer: There is none."
    many = InvalidParameters({f"name-{number}" * 50: "There is none." for number in range(300)})
    assert many.sentence == "Parameters that cannot be used: 300. Each is named in errors."
    assert len({fault.pointer for fault in many.faults}) == 300
    assert len(InvalidParameters({"y" * 5000: "There is none."}).sentence) < 100


@pytest.mark.parametrize("name", ["token", "password", "Authorization", "api_key", "client_secret", "accessToken"])
def test_it_never_says_a_secret(name: str) -> None:
    assert item(f"/{name}", {name: "s3cret"})["came"] is None
    assert item("/title", {"title": {name: "s3cret"}})["came"] is None
    (fault,) = fault_items([FieldFault(f"?{name}", "invalid-parameter", "There is none.")], None, {name: "s3cret"})
    assert fault["came"] is None


def test_a_token_of_ours_is_known_wherever_it_stands() -> None:
    assert item("/title", {"title": "pledge_4f5e9a53"})["came"] is None


def test_of_what_is_not_found_nothing_is_repeated() -> None:
    """So that what is another's and what is missing get the same answer to the byte."""
    first, other = (item("/evidence_id", {"evidence_id": each}, code="not-found") for each in ("a", "b"))
    assert (first, first["came"]) == (other, None)


def test_what_the_rule_knows_better_is_said() -> None:
    said = item("/a", {"a": 1}, came="row 5", expected="less", hint="Divide it.")
    assert (said["came"], said["expected"], said["hint"]) == ("row 5", "less", "Divide it.")


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("The field is missing. Send it as a whole number, such as 2025.", "a whole number, such as 2025"),
        ("null was sent. Send the field as text in quotes.", "text in quotes"),
        ('"AR9" is not one of the codes: AR4, AR5.', "one of AR4, AR5"),
        ("It is something else.", FAULTS["required"].expected),
    ],
)
def test_what_a_field_expects_is_taken_from_its_sentence(detail: str, expected: str) -> None:
    assert item("/a", {}, code="required", detail=detail)["expected"] == expected
