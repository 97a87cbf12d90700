"""What a letter says of those that went before it, and what becomes of one that a later one overtook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from suppliers.chasing.planning import open_notice, plan_day
from suppliers.models import NoticeEvent
from tests.integration.test_chasing import ANALYST, FIRST, SECOND, add_person, outcomes, post_to, work
from tests.postbox import Postbox, open_postbox, text_of
from tests.world import ACTOR, FOUNDING_MANDATE, add_supplier_party
from tracker.access.models import Party, Purpose, User
from tracker.access.personal import export_person
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.chasing import STEPS
from tracker.records.clock import database_now


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        yield postbox


@pytest.fixture
def late(mandate: Commitment) -> Party:
    """Its reports about 2021 and 2022 have been owed for years."""
    return add_supplier_party("Amberlin Semiconductor", mandate, base_year=2021, end_year=2022)


def test_a_notice_that_a_later_step_overtook_is_told_apart(postbox: Postbox, late: Party, mandate: Commitment) -> None:
    reminder, *_ = STEPS
    notice = open_notice(actor=ACTOR, party_id=late.pk, commitment=mandate, year=2021, step=reminder, now=database_now())
    work()
    assert outcomes(notice=notice) == ["OVERTAKEN"]
    assert postbox.taken == []


def test_an_escalation_names_the_notice_that_went_before_it(postbox: Postbox, late: Party, analyst: User) -> None:
    User.objects.filter(pk=analyst.pk).update(email=ANALYST)
    add_person(late, "Ann First", FIRST, Purpose.CARBON_REPORTING)
    add_person(late, "Bea Second", SECOND)
    plan_day(FOUNDING_MANDATE)()
    work()
    today = database_now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    told = text_of(postbox.to(SECOND)[0])
    assert "overdue since 2022-07-15. A notice went to your colleague" in told
    assert f"last on {today}" in told


def test_nobody_is_said_to_have_been_reminded_who_was_not(
    postbox: Postbox, late: Party, make_user: Callable[..., User]
) -> None:
    make_user(Role.ANALYST, "ann", email=ANALYST)
    plan_day(FOUNDING_MANDATE)()
    work()
    letters = [text_of(letter) for letter in postbox.to(ANALYST)]
    assert len(letters) == 2
    assert all("No notice has left to the supplier" in letter and "no effect" not in letter for letter in letters)


def test_an_export_lists_the_letters_that_went_to_the_person(
    postbox: Postbox, late: Party, make_user: Callable[..., User]
) -> None:
    analyst = make_user(Role.ANALYST, "ann", email=ANALYST)
    contact = add_person(late, "Ann First", FIRST, Purpose.CARBON_REPORTING)
    assert (export_person(contact_id=contact.pk)["mail"], export_person(user_id=analyst.pk)["mail"]) == ({}, {})
    plan_day(FOUNDING_MANDATE)()
    work()
    for document, about in (
        (export_person(contact_id=contact.pk), {"suppliers.NoticeEvent.contact": {"contact": contact}}),
        (export_person(user_id=analyst.pk), {"suppliers.NoticeEvent.user_ids": {"user_ids": [analyst.pk]}}),
    ):
        ids = {name: sorted(str(each.pk) for each in NoticeEvent.objects.filter(**asked)) for name, asked in about.items()}
        assert document["mail"] == ids
        assert len(next(iter(ids.values()))) == 4, "two letters, each with its claim"
