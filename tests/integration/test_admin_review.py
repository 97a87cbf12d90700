from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suppliers.actions import accept_revision, add_supplier, amend_emissions_report, return_revision
from suppliers.models import Decision, Outcome, Revision
from tests.world import ACTOR, add_mandate, add_supplier_party, content, submit, submit_accepted, utc_now
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment

UserMaker = Callable[..., User]
QUEUE = "/admin/suppliers/revision/"
MARKUP = "<script>alert(1)</script> & <b>Sons</b>"


def page_of(revision: Revision) -> str:
    return reverse("admin:suppliers_revision_change", args=[revision.pk])


def decide(client: Client, move: str, revision: Revision, reason: str | None = None) -> HttpResponse:
    sent = {} if reason is None else {"reason": reason}
    return client.post(reverse(f"admin:suppliers_revision_{move}", args=[revision.pk]), sent)  # type: ignore[return-value]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def amend(party: Party, first: Revision, scope_1: str, actor: Any = ACTOR) -> Revision:
    changed = content(first.report.reporting_year, scope_1, reason_code="ERROR", reason_text="A meter was read twice.")
    return amend_emissions_report(actor=actor, party_id=party.pk, report_id=first.report_id, content=changed, now=utc_now())


def test_accepting_leads_to_the_next_that_waits_and_then_to_the_queue(desk: Client, supplier: Party, stranger: Party) -> None:
    first, second = submit(supplier), submit(stranger)
    answer = decide(desk, "accept", first)
    assert (answer.status_code, answer["Location"]) == (302, page_of(second))
    assert Decision.objects.get().outcome == Outcome.ACCEPTED
    assert "Accepted: Amberlin Semiconductor 2025 revision 1." in text_of(desk.get(page_of(second)))
    assert decide(desk, "accept", second)["Location"] == f"{QUEUE}?state=waiting"


def test_returning_keeps_the_reason(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    assert decide(desk, "return", revision, "Scope 2 is missing.").status_code == 302
    assert Decision.objects.get().reason == "Scope 2 is missing."
    assert "Scope 2 is missing." in text_of(desk.get(page_of(revision)))


def test_returning_without_a_reason_is_refused_in_the_rules_own_words(desk: Client, supplier: Party) -> None:
    answer = decide(desk, "return", submit(supplier), "   ")
    assert answer.status_code == 400
    assert "Say why it goes back: the supplier reads the reason and acts on it." in text_of(answer)
    assert not Decision.objects.exists()


def test_deciding_twice_is_refused_and_what_was_typed_is_kept(desk: Client, supplier: Party, make_user: UserMaker) -> None:
    revision = submit(supplier)
    accept_revision(user=make_user(Role.ANALYST, "colleague"), revision_id=revision.pk)
    answer = decide(desk, "return", revision, "Half a page of reasons <b>")
    assert answer.status_code == 409
    assert "This revision is accepted already." in text_of(answer)
    assert "You had written: Half a page of reasons &lt;b&gt;" in text_of(answer)
    assert Decision.objects.count() == 1


def test_what_was_typed_is_kept_when_it_still_can_be_sent(client: Client, supplier: Party, make_user: UserMaker) -> None:
    user = make_user(Role.AUDITOR)
    client.force_login(user)
    answer = decide(client, "return", submit(supplier), "A long & careful reason")
    assert answer.status_code == 403
    assert "Only an analyst or an administrator decides on a revision." in text_of(answer)
    assert "A long &amp; careful reason" in answer.content.decode()


def test_nobody_decides_on_their_own_entry(desk: Client, supplier: Party, analyst: User, make_user: UserMaker) -> None:
    first = submit(supplier)
    return_revision(user=make_user(Role.ANALYST, "colleague"), revision_id=first.pk, reason="typing")
    own = amend(supplier, first, "90", actor=analyst.as_actor())
    shown = text_of(desk.get(page_of(own)))
    assert "You entered it, or set up who did, so somebody else decides." in shown
    answer = decide(desk, "accept", own)
    assert answer.status_code == 403
    assert "You entered this revision, or set up the client or user it came by; somebody else decides on it." in text_of(answer)


def test_an_auditor_sees_everything_and_no_buttons(client: Client, supplier: Party, make_user: UserMaker) -> None:
    client.force_login(make_user(Role.AUDITOR))
    revision = submit(supplier, explanation="Two new lines.")
    answer = client.get(page_of(revision))
    assert "Two new lines." in text_of(answer)
    assert revision.content_sha256 in text_of(answer)
    assert "/accept/" not in answer.content.decode()
    assert "/return/" not in answer.content.decode()


def test_a_revision_stands_beside_what_was_reported_before(desk: Client, supplier: Party, analyst: User) -> None:
    submit_accepted(supplier, analyst, 2024, "200")
    first = submit(supplier, 2025, "120.5")
    accept_revision(user=analyst, revision_id=first.pk)
    shown = text_of(desk.get(page_of(amend(supplier, first, "90"))))
    assert "Revision 1 Accepted for 2024" in shown
    assert "90 120.5 −25.31 % 200 −55.00 %" in shown
    assert "A meter was read twice." in shown


def test_the_page_says_what_accepting_would_mean(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    assert re.search(
        r"2025 base-year report Provisional arrow_forward once accepted Accepted", text_of(desk.get(page_of(revision)))
    )
    decide(desk, "accept", revision)
    assert "once accepted" not in text_of(desk.get(page_of(revision)))


def test_a_pending_amendment_shows_both_verdicts(desk: Client, analyst: User) -> None:
    replay = add_mandate("chip-fab-replay")
    party = add_supplier_party("Cinderfell", replay, base_year=2018, end_year=2020)
    submit_accepted(party, analyst, 2018, "100")
    first = Revision.objects.get(pk=submit_accepted(party, analyst, 2019, "90"))
    shown = text_of(desk.get(page_of(amend(party, first, "99"))))
    assert re.search(r"2019 Compliant arrow_forward once accepted Not compliant", shown)
    assert "Reported 99.0 Allowed 95.0 Above / below +4.0 Yearly rate 1.00" in shown


def test_names_and_texts_with_markup_are_shown_as_they_are(desk: Client, mandate: Commitment) -> None:
    party = add_supplier_party(MARKUP, mandate, name_local="<i>地</i>")
    add_supplier(actor=ACTOR, party=party, number="<u>7</u>")
    revision = submit(party, explanation=MARKUP)
    pages = [
        page_of(revision),
        QUEUE,
        "/admin/suppliers/supplier/",
        reverse("admin:suppliers_supplier_change", args=[party.pk]),
    ]
    for address in [*pages, "/admin/access/party/", "/admin/commitments/enrolment/"]:
        shown = desk.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in shown, address
        assert not any(raw in shown for raw in ("<script>alert(1)", "<b>Sons", "<i>地", "<u>7")), address
    decide(desk, "return", revision, MARKUP)
    assert "<b>Sons" not in desk.get(QUEUE).content.decode()
    assert "<b>Sons" not in desk.get(page_of(revision)).content.decode()


def test_the_queue_shows_what_waits_first_the_oldest_at_the_top(
    desk: Client, supplier: Party, stranger: Party, analyst: User
) -> None:
    submit_accepted(supplier, analyst, 2023)
    oldest, newest = submit(stranger), submit(supplier)
    changelist = desk.get(QUEUE).context["cl"].result_list
    assert [revision.pk for revision in changelist][:2] == [oldest.pk, newest.pk]
    assert desk.get(f"{QUEUE}?state=accepted").context["cl"].result_count == 1
    assert desk.get(f"{QUEUE}?state=waiting").context["cl"].result_count == 2
    assert desk.get(f"{QUEUE}?q=Amberlin&report__reporting_year=2023").context["cl"].result_count == 1


def test_a_supplier_page_tells_what_happened(desk: Client, supplier: Party, analyst: User) -> None:
    add_supplier(actor=ACTOR, party=supplier, number="S-1")
    submit_accepted(supplier, analyst)
    shown = text_of(desk.get(reverse("admin:suppliers_supplier_change", args=[supplier.pk])))
    assert "2025 base year Accepted 100" in shown
    assert "Revision 1 about 2025 Accepted by analyst" in shown
    assert "Revision 1 about 2025 submitted by the system" in shown


def test_no_form_of_the_admin_writes_what_was_submitted(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    assert desk.post(page_of(revision), {"scope_1_tco2e": "1"}).status_code == 405
    assert desk.post(reverse("admin:suppliers_revision_delete", args=[revision.pk]), {"post": "yes"}).status_code == 403
    assert desk.post(QUEUE, {"action": "delete_selected", "_selected_action": str(revision.pk)}).status_code in (200, 302)
    assert Revision.objects.get().scope_1_tco2e == 100


@pytest.mark.parametrize("address", [QUEUE, "/admin/suppliers/supplier/"])
def test_a_longer_list_asks_no_more_of_the_database(address: str, desk: Client, mandate: Commitment, analyst: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            party = add_supplier_party(f"Supplier {number}", mandate)
            add_supplier(actor=ACTOR, party=party, number=f"S-{number}")
            submit_accepted(party, analyst, 2024)
            submit(party)

    add(range(2))
    few = count()
    add(range(2, 14))
    assert count() == few
