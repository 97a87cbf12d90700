"""What a party's person reads on the account page about the programme's questions and returns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from suppliers.actions import return_revision
from suppliers.conversation.actions import answer_question, ask_about_revision
from suppliers.conversation.checks import Said
from tests.world import ACTOR, submit
from tracker.access.models import Party, PartyRole, User


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def reader(supplier: Party, client: Client) -> Client:
    client.force_login(User.objects.create_user("lin", party=supplier, party_role=PartyRole.READER))
    return client


def test_questions_stand_with_their_answers_the_open_ones_first(reader: Client, supplier: Party, analyst: User) -> None:
    assert "What the programme asks" not in text_of(reader.get("/account/"))
    revision = submit(supplier)
    first = ask_about_revision(user=analyst, revision_id=revision.pk, text="Why <b>zero</b>?", pointer="/scope_2_market_tco2e")
    ask_about_revision(user=analyst, revision_id=revision.pk, text="And who verified it?")
    answer_question(
        actor=ACTOR, party_id=supplier.pk, revision_id=revision.pk, question_id=first.pk, text="Certificates cover it."
    )
    shown = text_of(reader.get("/account/"))
    assert re.search(
        r"2025 The whole report Waits for your answer And who verified it\?.*"
        r"2025 /scope_2_market_tco2e Answered Why &lt;b&gt;zero&lt;/b&gt;\?.*Certificates cover it\.",
        shown,
    )
    assert analyst.username not in shown
    assert re.search(r"Emissions reports .*2025 Waits for your answer 1", shown)


def test_a_return_names_its_points_and_closes_the_questions(reader: Client, supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    ask_about_revision(user=analyst, revision_id=revision.pk, text="Why zero?")
    points = [Said("/scope_1_tco2e", "In tonnes, please.")]
    return_revision(user=analyst, revision_id=revision.pk, reason="One thing.", points=points)
    shown = text_of(reader.get("/account/"))
    assert "One thing. /scope_1_tco2e In tonnes, please." in shown
    assert "The whole report Closed Why zero?" in shown


def test_anothers_questions_are_not_there(reader: Client, stranger: Party, analyst: User) -> None:
    ask_about_revision(user=analyst, revision_id=submit(stranger).pk, text="Why zero?")
    assert "Why zero?" not in text_of(reader.get("/account/"))
