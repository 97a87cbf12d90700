"""All verdicts, piece by piece: the same as all at once, with as many questions a piece as ever."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suppliers.queries import assess_partners
from suppliers.streaming import stream_assessments
from tests.world import FOUNDING_MANDATE, GOAL, add_goal, add_supplier_party, submit, submit_accepted
from tracker.access.models import User
from tracker.commitments.models import Commitment
from tracker.commitments.queries import get_commitment
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Mandate
from tracker.compliance.summaries import Partner
from tracker.records.clock import database_now


@pytest.fixture
def partners(mandate: Commitment, analyst: User) -> int:
    for number in range(5):
        party = add_supplier_party(f"Partner {number}", mandate)
        submit_accepted(party, analyst, 2025, str(100 + number))
    submit(party, 2024)
    return 5


def founding() -> Mandate:
    mandate = get_commitment(FOUNDING_MANDATE, as_of=database_now())
    assert isinstance(mandate, Mandate)
    return mandate


def party_and_year(found: tuple[Partner, Assessment]) -> tuple[str, int]:
    return found[0].party_id, found[1].obligation.year


def test_the_pieces_make_up_the_whole(partners: int) -> None:
    as_of = database_now()
    whole = sorted(assess_partners(founding(), as_of=as_of), key=party_and_year)
    for piece in (1, 2, 5, 100):
        assert sorted(stream_assessments(founding(), as_of=as_of, piece=piece), key=party_and_year) == whole
    assert len(whole) == partners * 6


def test_a_piece_costs_the_same_however_many_there_are(partners: int) -> None:
    mandate, as_of, costs = founding(), database_now(), []
    for piece in (1, 5):
        with CaptureQueriesContext(connection) as asked:
            list(stream_assessments(mandate, as_of=as_of, piece=piece))
        costs.append((len(asked) - 1) // (partners // piece))
    assert costs[0] == costs[1]


def test_only_one_piece_is_read_ahead(partners: int) -> None:
    found = stream_assessments(founding(), as_of=database_now(), piece=1)
    next(found)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(5):
            next(found)
    assert len(asked) == 0, "the rest of a supplier's years was read with the first"


def test_the_command_prints_one_on_a_line(partners: int) -> None:
    printed = StringIO()
    call_command("assess", commitment=FOUNDING_MANDATE, json_lines=True, stdout=printed)
    rows = [json.loads(line) for line in printed.getvalue().splitlines()]
    assert len(rows) == partners * 6
    assert {row["reporting_year"] for row in rows} == set(range(2025, 2031))
    add_goal()
    with pytest.raises(CommandError, match="is no mandate"):
        call_command("assess", commitment=GOAL, json_lines=True)
