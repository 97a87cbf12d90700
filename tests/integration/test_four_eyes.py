"""Nobody decides on what came by a person whom they set up, however many clients and tokens lie between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suppliers.actions import accept_revision, attach_evidence, submit_emissions_report
from suppliers.checks import can_decide
from suppliers.models import Decision, Revision
from tests.world import ACTOR, content, record_sample, submit, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiClient, Party, PartyRole, Scope, User
from tracker.access.roles import Role
from tracker.records.actors import Actor
from tracker.records.refusals import Forbidden

PASSWORD = "a long enough one"
HANDS = (
    "the person",
    "the person's client",
    "a client of the person's token",
    "a client of the person's manager",
    "my manager",
)


@pytest.fixture
def chief(make_user: Callable[..., User]) -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def person(chief: User, supplier: Party) -> User:
    """An owner of the party, whose password the administrator has set."""
    owner = User.objects.create_user("owner", party=supplier, party_role=PartyRole.OWNER)
    pages = Client()
    pages.force_login(chief)
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert pages.post(reverse("admin:auth_user_password_change", args=[owner.pk]), sent).status_code == 302
    return owner


def sender(hand: str, chief: User, person: User, party: Party) -> Actor:
    """Who files in the end: each client is somebody's who is not the administrator."""
    makers = {"the person's client": person.as_actor()}
    client = add_client(actor=makers.get(hand, ACTOR), party=party, name="a program")
    if hand == "a client of the person's token":
        issue_token(actor=person.as_actor(), client=client, now=utc_now())
    if hand in ("a client of the person's manager", "my manager"):
        manager = add_client(actor=ACTOR, party=party, name="a manager", scope=Scope.MANAGE)
        issuer = chief if hand == "my manager" else person
        issue_token(actor=issuer.as_actor(), client=manager, now=utc_now())
        issue_token(actor=manager.as_actor(), client=client, now=utc_now())
    return person.as_actor() if hand == "the person" else client.as_actor()


def refuse(user: User, revision: Revision) -> None:
    with pytest.raises(Forbidden, match="set up the client or user it came by"):
        accept_revision(user=user, revision_id=revision.pk)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("hand", HANDS)
def test_what_they_filed(chief: User, person: User, supplier: Party, make_user: Callable[..., User], hand: str) -> None:
    actor = sender(hand, chief, person, supplier)
    revision = submit_emissions_report(actor=actor, party_id=supplier.pk, reporting_year=2025, content=content(), now=utc_now())
    refuse(chief, revision)
    assert can_decide(make_user(Role.ANALYST, "colleague"), revision)


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("hand", HANDS)
def test_what_they_brought_as_evidence(
    chief: User, person: User, supplier: Party, make_user: Callable[..., User], hand: str, attached: bool
) -> None:
    actor, revision = sender(hand, chief, person, supplier), submit(supplier)
    enters, attaches = (ACTOR, actor) if attached else (actor, ACTOR)
    evidence = record_sample(supplier, actor=enters)
    attach_evidence(actor=attaches, party_id=supplier.pk, revision_id=revision.pk, evidence_id=evidence.pk)
    refuse(chief, revision)
    assert can_decide(make_user(Role.ANALYST, "colleague"), revision)
    assert can_decide(chief, submit(supplier, 2024))


def test_the_page_says_why(chief: User, person: User, supplier: Party, client: Client) -> None:
    revision = submit_emissions_report(
        actor=person.as_actor(), party_id=supplier.pk, reporting_year=2025, content=content(), now=utc_now()
    )
    client.force_login(chief)
    page = client.get(reverse("admin:suppliers_revision_change", args=[revision.pk])).content.decode()
    assert "You entered it, or set up who did, so somebody else decides." in page


def test_the_question_takes_as_many_queries_however_many_hands_there_were(
    chief: User, person: User, supplier: Party, django_assert_num_queries: Any
) -> None:
    revision = submit(supplier)
    revision = Revision.objects.select_related("decision").get(pk=revision.pk)
    can_decide(chief, revision)
    for _ in range(3):
        client: ApiClient = add_client(actor=ACTOR, party=supplier, name="a program")
        issue_token(actor=ACTOR, client=client, now=utc_now())
        evidence = record_sample(supplier, actor=client.as_actor())
        attach_evidence(actor=client.as_actor(), party_id=supplier.pk, revision_id=revision.pk, evidence_id=evidence.pk)
    with django_assert_num_queries(4):
        assert can_decide(chief, revision)
