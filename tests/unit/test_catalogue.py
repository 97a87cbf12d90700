"""The catalogue is complete, and the page about it says what it says."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from tests.unit.catalogue_page import PAGE, write_page
from tests.unit.codes_in_source import fault_codes, refusal_codes
from tracker.api.catalogue import CATALOGUE
from tracker.api.fault_catalogue import FAULTS

# What Django and REST framework find by themselves, and the parameters of an address.
BY_THE_FRAMEWORK = {"blank", "max-length", "not-a-list", "invalid", "invalid-parameter"}
# Answered by the edges, which name no refusal: handlers.py, problems.py and parsers.py.
BY_THE_EDGES = {
    "malformed-json", "invalid-parameter", "invalid-body", "bad-request", "not-authenticated", "forbidden", "not-found",
    "method-not-allowed", "not-acceptable", "length-required", "body-too-large", "unsupported-media-type",
    "unsatisfiable-range", "too-many-requests", "server-error", "file-damaged", "record-busy", "unavailable",
}  # fmt: skip
# By the state in which the invitation ended.
BY_THE_STATE = {"invitation-used", "invitation-revoked", "invitation-expired"}


def test_every_fault_that_is_raised_has_its_page_and_every_page_its_fault() -> None:
    raised = fault_codes() | BY_THE_FRAMEWORK
    assert len(raised) > 50, "it would show nothing on an empty scan"
    assert raised == set(FAULTS)


def test_every_refusal_that_is_raised_has_its_page_and_every_page_its_refusal() -> None:
    raised = refusal_codes() | BY_THE_EDGES | BY_THE_STATE
    assert len(refusal_codes()) > 60, "it would show nothing on an empty scan"
    assert raised == set(CATALOGUE)


@pytest.mark.parametrize("code", FAULTS)
def test_an_entry_says_all_that_there_is_to_say(code: str) -> None:
    fault = FAULTS[code]
    assert all((fault.meaning, fault.example, fault.expected))
    assert fault.hint.endswith("."), "what to do is a sentence"
    page = Client().get(f"/api/faults/{code}/")
    assert page.status_code == 200
    assert fault.meaning in unescape(re.sub(r"</?code>", "`", page.content.decode()))


def test_a_program_reads_it_as_json() -> None:
    found = json.loads(Client().get("/api/problems/", {"format": "json"}).content)
    assert {each["code"] for each in found["problems"]} == set(CATALOGUE)
    assert {each["code"]: each["hint"] for each in found["faults"]} == {code: fault.hint for code, fault in FAULTS.items()}
    (one,) = json.loads(Client().get("/api/faults/quantity/", {"format": "json"}).content)["faults"]
    assert set(one) == {"code", "meaning", "example", "expected", "hint"}


@pytest.mark.parametrize("address", ["/api/faults/no-such-fault/", "/api/problems/no-such-problem/", "/api/faults/"])
def test_what_is_not_in_it_is_not_there(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_the_reference_page_is_written_from_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "write it anew: python -m tests.unit.catalogue_page"
