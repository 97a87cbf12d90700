from __future__ import annotations

from collections.abc import Callable

import pytest

from suppliers.actions import accept_revision, amend_emissions_report, return_revision, submit_emissions_report
from suppliers.checks import can_decide
from suppliers.lifecycle import RevisionState
from suppliers.models import Decision, Revision
from suppliers.queries import list_year_records
from tests.world import ACTOR, content, submit, submit_accepted, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.models import AuditEvent
from tracker.records.refusals import Conflict, Forbidden, Missing, Refusal

UserMaker = Callable[..., User]


def test_accepting_makes_it_what_the_supplier_reported(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    assert list_year_records(as_of=utc_now())[supplier.pk][2025].accepted is None
    decision = accept_revision(user=analyst, revision_id=revision.pk)
    record = list_year_records(as_of=utc_now())[supplier.pk][2025]
    assert record.accepted is not None
    assert (record.accepted.revision_id, record.accepted.decision_id) == (str(revision.pk), str(decision.pk))
    event = AuditEvent.objects.get(verb="suppliers.accept_revision")
    assert (event.actor_id, event.party_id, event.subject_id) == (str(analyst.pk), supplier.pk, str(decision.pk))


def test_a_decision_stands(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    accept_revision(user=analyst, revision_id=revision.pk)
    with pytest.raises(Conflict, match="accepted already"):
        return_revision(user=analyst, revision_id=revision.pk, reason="on second thought")
    assert Decision.objects.count() == 1


def test_a_return_says_why(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    with pytest.raises(Refusal, match="Say why"):
        return_revision(user=analyst, revision_id=revision.pk, reason="  ")
    assert return_revision(user=analyst, revision_id=revision.pk, reason="Scope 2 is missing.").reason == "Scope 2 is missing."
    assert Revision.objects.select_related("decision").get(pk=revision.pk).state is RevisionState.RETURNED


@pytest.mark.parametrize("decide", [accept_revision, return_revision])
def test_a_reason_is_no_longer_than_a_reader_is_told(supplier: Party, analyst: User, decide: Callable[..., Decision]) -> None:
    revision, said = submit(supplier), "note" if decide is accept_revision else "reason"
    with pytest.raises(Refusal, match="10001 characters were sent; at most 10000 are kept") as refused:
        decide(user=analyst, revision_id=revision.pk, **{said: "x" * 10_001})
    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]
    assert len(decide(user=analyst, revision_id=revision.pk, **{said: "x" * 10_000}).reason) == 10_000


def test_the_audit_chain_does_not_repeat_the_words_of_a_decision(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    return_revision(user=analyst, revision_id=revision.pk, reason="Ask Ms Wang.")
    facts = AuditEvent.objects.get(verb="suppliers.return_revision").facts
    assert facts == {"revision": str(revision.pk), "number": 1, "outcome": "RETURNED"}


@pytest.mark.parametrize("role", [Role.AUDITOR, None])
def test_others_do_not_decide(supplier: Party, make_user: UserMaker, role: Role | None) -> None:
    revision = submit(supplier)
    with pytest.raises(Forbidden, match="Only an analyst"):
        accept_revision(user=make_user(role), revision_id=revision.pk)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_decides_on_what_they_entered(supplier: Party, make_user: UserMaker, superuser: bool) -> None:
    user = make_user(Role.ANALYST, is_superuser=superuser)
    entered = amend_after_return(supplier, user, make_user(Role.ANALYST, "colleague"))
    with pytest.raises(Forbidden, match="You entered this revision"):
        accept_revision(user=user, revision_id=entered.pk)
    assert not can_decide(user, entered)


def test_a_missing_revision_is_refused_in_words(analyst: User, supplier: Party) -> None:
    with pytest.raises(Missing, match="no such revision"):
        accept_revision(user=analyst, revision_id=supplier.pk)


def test_an_amendment_is_the_next_revision_and_displaces_nothing(supplier: Party, analyst: User) -> None:
    first = submit_accepted(supplier, analyst, scope_1="100")
    report_id = Revision.objects.get(pk=first).report_id
    changed = content(2025, "90", reason_code="ERROR", reason_text="A meter was read twice.")
    second = amend_emissions_report(actor=ACTOR, party_id=supplier.pk, report_id=report_id, content=changed, now=utc_now())
    record = list_year_records(as_of=utc_now())[supplier.pk][2025]
    assert second.number == 2
    assert record.accepted is not None
    assert record.accepted.revision_id == str(first)
    assert record.pending is not None
    assert record.pending.scope_1 == 90_000_000
    with pytest.raises(Conflict, match="still waits for review"):
        amend_emissions_report(actor=ACTOR, party_id=supplier.pk, report_id=report_id, content=changed, now=utc_now())
    accept_revision(user=analyst, revision_id=second.pk)
    record = list_year_records(as_of=utc_now())[supplier.pk][2025]
    assert record.accepted is not None
    assert (record.accepted.revision_number, record.pending) == (2, None)


def test_a_returned_amendment_leaves_the_accepted_one(supplier: Party, analyst: User) -> None:
    first = submit_accepted(supplier, analyst)
    report_id = Revision.objects.get(pk=first).report_id
    changed = content(2025, "1", reason_code="ERROR", reason_text="typing")
    second = amend_emissions_report(actor=ACTOR, party_id=supplier.pk, report_id=report_id, content=changed, now=utc_now())
    return_revision(user=analyst, revision_id=second.pk, reason="A factor of 100?")
    record = list_year_records(as_of=utc_now())[supplier.pk][2025]
    assert record.accepted is not None
    assert (record.accepted.revision_id, record.pending) == (str(first), None)


def test_an_amendment_of_another_party_is_not_there(supplier: Party, stranger: Party, analyst: User) -> None:
    report_id = Revision.objects.get(pk=submit_accepted(supplier, analyst)).report_id
    with pytest.raises(Missing):
        amend_emissions_report(actor=ACTOR, party_id=stranger.pk, report_id=report_id, content=content(), now=utc_now())


def amend_after_return(supplier: Party, user: User, colleague: User) -> Revision:
    first = submit(supplier)
    return_revision(user=colleague, revision_id=first.pk, reason="Please correct.")
    corrected = content(reason_code="ERROR", reason_text="Entered from the supplier's letter.")
    return amend_emissions_report(
        actor=user.as_actor(), party_id=supplier.pk, report_id=first.report_id, content=corrected, now=utc_now()
    )


@pytest.mark.parametrize("hand", ["made the client", "issued its token"])
def test_nobody_decides_on_what_came_by_a_client_they_held(supplier: Party, make_user: UserMaker, hand: str) -> None:
    user, colleague = make_user(Role.ADMINISTRATOR), make_user(Role.ANALYST, "colleague")
    maker, issuer = (user, colleague) if hand == "made the client" else (colleague, user)
    client = add_client(actor=maker.as_actor(), party=supplier, name="a program")
    issue_token(actor=issuer.as_actor(), client=client, now=utc_now())
    revision = submit_emissions_report(
        actor=client.as_actor(), party_id=supplier.pk, reporting_year=2025, content=content(), now=utc_now()
    )
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_revision(user=user, revision_id=revision.pk)
    assert not Decision.objects.exists()


def test_a_long_name_is_no_obstacle(supplier: Party, make_user: UserMaker) -> None:
    user = make_user(Role.ANALYST, first_name="A" * 150, last_name="B" * 150)
    assert accept_revision(user=user, revision_id=submit(supplier).pk).outcome == "ACCEPTED"
