"""What accepting a revision would change, said before it is accepted."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suppliers.actions import accept_revision, return_revision
from suppliers.models import EmissionsReport, Revision
from suppliers.restatements import preview_acceptance
from tests.restating import REASONS, REPLAY, add_bound_party, allowed, amend, judged, restate
from tests.world import ACTOR, FOUNDING_MANDATE, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.commitments.actions import enrol_party
from tracker.commitments.models import Commitment
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.plain import plain_assessment
from tracker.compliance.restatements import Preview
from tracker.records.clock import database_now


def by_year(previews: list[Preview], key: str = REPLAY) -> dict[int, tuple[Assessment, Assessment]]:
    (preview,) = [each for each in previews if each.mandate.key == key]
    return {each.before.obligation.year: (each.before, each.after) for each in preview.changed}


def test_the_preview_names_every_obligation_that_would_change(bound: Party, analyst: User, mandate: Commitment) -> None:
    enrol_party(actor=ACTOR, party=bound, commitment=mandate, base_year=2019, first_assessed_year=2020, end_year=2021)
    for year, tonnes in ((2018, "100"), (2019, "97"), (2020, "92")):
        submit_accepted(bound, analyst, year, tonnes)
    base = preview_acceptance(amend(bound, 2018, "110"), as_of=database_now())
    changes = by_year(base)
    assert sorted(changes) == [2019, 2020, 2021]
    assert [status.status for status in changes[2019]] == [Status.NON_COMPLIANT, Status.COMPLIANT]
    assert [allowed(status) for status in changes[2019]] == [95_000_000, 104_500_000]
    # The same year is no base of the other mandate, which starts a year later.
    assert by_year(base, FOUNDING_MANDATE) == {}
    other = preview_acceptance(amend(bound, 2019, "90"), as_of=database_now())
    assert sorted(by_year(other)) == [2019]
    assert sorted(by_year(other, FOUNDING_MANDATE)) == [2020, 2021]


def test_a_change_below_the_threshold_would_change_nothing(bound: Party, analyst: User) -> None:
    for year, tonnes in ((2018, "100"), (2019, "97")):
        submit_accepted(bound, analyst, year, tonnes)
    (preview,) = preview_acceptance(amend(bound, 2018, "104.9"), as_of=database_now())
    assert preview.changed == ()
    base = preview.effects[0].after.base
    assert base is not None
    assert [change.net for change in base.pending_changes] == [4_900_000]


def test_a_decided_revision_has_nothing_to_preview(bound: Party, analyst: User) -> None:
    submit_accepted(bound, analyst, 2018, "100")
    (preview,) = preview_acceptance(restate(bound, analyst, 2018, "200"), as_of=database_now())
    assert preview.changed == ()


def told(assessment: Assessment) -> dict[str, Any]:
    """All of it but who decided and when, which nobody can know before."""
    plain = plain_assessment(assessment)
    for row in (*plain["series"], plain["base"] or {}, *(plain["base"] or {"pending_changes": []})["pending_changes"]):
        for name in ("decision_id", "adopted_at", "accepted_at"):
            row.pop(name, None)
    return plain


@pytest.mark.parametrize("seed", range(12))
def test_a_preview_says_what_will_be_answered_afterwards(replay: Commitment, analyst: User, seed: int) -> None:
    chance = random.Random(seed)
    party = add_bound_party(replay)
    for step in range(8):
        year = chance.choice((2018, 2018, 2019, 2020, 2021))
        tonnes, gwp_set = str(chance.choice((90, 97, 100, 103, 106, 120))), chance.choice(("AR5", "AR5", "AR5", "AR6"))
        filed = EmissionsReport.objects.filter(party=party, reporting_year=year).exists()
        changes = {"gwp_set": gwp_set}
        revision = (
            amend(party, year, tonnes, chance.choice(REASONS), **changes) if filed else submit(party, year, tonnes, **changes)
        )
        before = database_now()
        (preview,) = preview_acceptance(revision, as_of=before)
        assert [effect.before for effect in preview.effects] == list(judged(party, before).values())
        if chance.random() < 0.2:
            return_revision(user=analyst, revision_id=revision.pk, reason="No.")
            continue
        accept_revision(user=analyst, revision_id=revision.pk)
        after = list(judged(party).values())
        assert [told(effect.after) for effect in preview.effects] == [told(each) for each in after], step
        assert judged(party, before) == {effect.before.obligation.year: effect.before for effect in preview.effects}


@pytest.mark.parametrize("enrolled", [1, 2])
def test_a_preview_takes_five_queries(
    bound: Party, mandate: Commitment, analyst: User, django_assert_num_queries: Any, enrolled: int
) -> None:
    if enrolled == 2:
        enrol_party(actor=ACTOR, party=bound, commitment=mandate, base_year=2018, first_assessed_year=2019, end_year=2021)
    submit_accepted(bound, analyst, 2018, "100")
    revision, instant = amend(bound, 2018, "110"), database_now()
    with django_assert_num_queries(7):
        previews = preview_acceptance(revision, as_of=instant)
    assert len(previews) == enrolled


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page_of(client: Client, revision: Revision) -> str:
    return text_of(client.get(f"/admin/suppliers/revision/{revision.pk}/change/"))


def test_the_review_page_shows_it(bound: Party, analyst: User, client: Client) -> None:
    client.force_login(analyst)
    for year, tonnes in ((2018, "100"), (2019, "97")):
        submit_accepted(bound, analyst, year, tonnes)
    facilities = [{"name": "Plant <2>", "existed_in_base_year": True, "base_year_tco2e": "10"}]
    shown = page_of(client, amend(bound, 2018, "110", "STRUCTURAL_CHANGE", facilities=facilities))
    assert "2019 Not compliant arrow_forward once accepted Compliant" in shown
    assert "Allowed 95.0 arrow_forward once accepted 104.5" in shown
    assert "Plant &lt;2&gt; existed in the base year, 10 t CO₂e" in shown
    assert "The base is revision 2, adopted on" in shown
    assert "since the net change reached the threshold: 110 t CO₂e." in shown


def test_the_review_page_says_that_a_small_change_is_only_listed(bound: Party, analyst: User, client: Client) -> None:
    client.force_login(analyst)
    submit_accepted(bound, analyst, 2018, "100")
    shown = page_of(client, amend(bound, 2018, "95.000001"))
    assert "Net change since: −4.999999 t CO₂e (−4.99 %), below the 5 %" in shown
    assert "(error), −4.999999 t CO₂e against the base." in shown


def test_the_page_asks_no_more_for_more_mandates(
    bound: Party, stranger: Party, mandate: Commitment, analyst: User, client: Client
) -> None:
    client.force_login(analyst)
    submit_accepted(bound, analyst, 2018, "100")
    revision = amend(bound, 2018, "110")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, revision)
        counts.append(len(queries))
        if len(counts) == 1:
            enrol_party(actor=ACTOR, party=bound, commitment=mandate, base_year=2018, first_assessed_year=2019, end_year=2021)
    assert counts[0] == counts[1]
