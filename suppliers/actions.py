"""Every write of this room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction

from tracker.access.models import Party, User
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.evidence.actions import record_evidence
from tracker.records.evidence.checks import check_evidence
from tracker.records.models import Evidence
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal

from .checks import check_can_amend, check_can_attach, check_can_decide, check_can_file, check_content
from .content import RevisionContent
from .conversation.actions import answer_warnings
from .conversation.checks import Reply, Said, check_points
from .known import known_of_report, known_of_sender
from .lifecycle import MOVES, Move
from .models import Decision, EmissionsReport, NewsKind, Outcome, ReturnPoint, Revision, RevisionEvidence, Supplier
from .news import announce


@action
def add_supplier(*, actor: Actor, party: Party, number: str, lei: str = "", duns: str = "", uscc: str = "") -> Supplier:
    supplier = Supplier.objects.create(party=party, number=number, lei=lei, duns=duns, uscc=uscc)
    record_event(verb="suppliers.add_supplier", subject=supplier, party_id=party.pk, facts={"number": number})
    return supplier


@action
def submit_emissions_report(
    *,
    actor: Actor,
    party_id: UUID,
    reporting_year: int,
    content: RevisionContent,
    now: datetime,
    replies: Sequence[Reply] = (),
    by_mail: bool = True,
) -> Revision:
    """The first revision of a supplier's report about a year. Raises Refusal; Conflict when the year has a report.

    `replies` answer the warnings that it gets: one to a warning that it does not get is refused, and the report with it.
    `by_mail` is whether its contacts get a letter that it came.
    """
    check_can_file(Party.objects.get(pk=party_id))
    check_content(content, reporting_year=reporting_year, number=1, now=now, **known_of_sender(party_id))
    try:
        with transaction.atomic():
            report = EmissionsReport.objects.create(party_id=party_id, reporting_year=reporting_year)
            return _record_revision(actor=actor, report=report, number=1, content=content, replies=replies, by_mail=by_mail)
    except IntegrityError as error:
        standing = EmissionsReport.objects.filter(party_id=party_id, reporting_year=reporting_year).first()
        if standing is None:
            raise
        raise Conflict(
            "report-exists",
            f"There is a report about {reporting_year} already. Amend it: POST a revision with its reason to "
            f"/api/v1/emissions-reports/{standing.pk}/revisions/.",
            link=f"/api/v1/emissions-reports/{standing.pk}/",
        ) from error


@action
def amend_emissions_report(
    *,
    actor: Actor,
    party_id: UUID,
    report_id: UUID,
    content: RevisionContent,
    now: datetime,
    check_current: Callable[[], None] | None = None,
    replies: Sequence[Reply] = (),
    by_mail: bool = True,
) -> Revision:
    """The next revision, whole. Raises Missing, or Conflict while the last one waits for review.

    `check_current` is asked once the report is locked: it raises when the report is not what its sender has seen.
    """
    report = EmissionsReport.objects.select_for_update().filter(pk=report_id, party_id=party_id).first()
    if report is None:
        raise Missing("not-found", "There is no such emissions report.")
    if check_current is not None:
        check_current()
    last = report.revisions.select_related("decision", "withdrawal").order_by("-number")[0]
    check_can_amend(last)
    check_content(content, number=last.number + 1, now=now, **known_of_report(report, now=now))
    return _record_revision(
        actor=actor, report=report, number=last.number + 1, content=content, replies=replies, by_mail=by_mail
    )


def _record_revision(
    *, actor: Actor, report: EmissionsReport, number: int, content: RevisionContent, replies: Sequence[Reply], by_mail: bool
) -> Revision:
    sha256 = content.sha256(party_id=str(report.party_id), reporting_year=report.reporting_year, number=number)
    revision = Revision.objects.create(
        report=report,
        party_id=report.party_id,
        number=number,
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
        content_sha256=sha256,
        **asdict(content),
    )
    facts = {"reporting_year": report.reporting_year, "number": number, "content_sha256": sha256}
    record_event(verb="suppliers.submit_revision", subject=revision, also=[report], party_id=report.party_id, facts=facts)
    if replies:
        answer_warnings(actor=actor, party_id=report.party_id, revision_id=revision.pk, replies=replies, at="/answers")
    if by_mail:
        announce(revision, NewsKind.RECEIVED)
    return revision


def accept_revision(*, user: User, revision_id: UUID, note: str = "") -> Decision:
    """From now on this revision is what the supplier reported. Raises Conflict or Forbidden."""
    return _decide(user=user, revision_id=revision_id, move=Move.ACCEPT, reason=note)


def return_revision(*, user: User, revision_id: UUID, reason: str, points: Sequence[Said] = ()) -> Decision:
    """Sends it back with a reason that the supplier reads, and with what to mend, field by field.

    Raises Refusal, Conflict or Forbidden.
    """
    return _decide(user=user, revision_id=revision_id, move=Move.RETURN, reason=reason, points=points)


@action
def _decide(*, user: User, revision_id: UUID, move: Move, reason: str, points: Sequence[Said] = ()) -> Decision:
    # The lock is on the report, so that a decision and an amendment of one report follow each other.
    report = EmissionsReport.objects.select_for_update(of=("self",)).filter(revisions=revision_id).first()
    if report is None:
        raise Missing("not-found", "There is no such revision.")
    revision = Revision.objects.select_related("decision", "withdrawal", "entered_by_client").get(pk=revision_id)
    check_can_decide(user, revision, move, reason)
    check_points(points)
    decision = Decision.objects.create(
        revision=revision,
        party_id=revision.party_id,
        outcome=Outcome(MOVES[revision.state, move]),
        reason=reason.strip(),
        decided_by=user,
    )
    mend = ReturnPoint.objects.bulk_create(
        ReturnPoint(decision=decision, party_id=revision.party_id, position=at, pointer=said.pointer, text=said.text.strip())
        for at, said in enumerate(points)
    )
    facts = {"revision": str(revision.pk), "number": revision.number, "outcome": decision.outcome}
    record_event(verb=f"suppliers.{move}_revision", subject=decision, also=mend, party_id=revision.party_id, facts=facts)
    announce(revision, NewsKind(decision.outcome))
    return decision


@action
def file_evidence(
    *,
    actor: Actor,
    party_id: UUID,
    content: bytes,
    file_name: str,
    title: str,
    effective_date: date,
    now: datetime,
    revision_id: UUID | None = None,
) -> Evidence:
    """A file of a supplier, attached to a revision at once where one is named. Raises Refusal."""
    file = check_evidence(content=content, file_name=file_name, title=title, effective_date=effective_date, now=now)
    # Before anything is stored, and in the order in which everybody locks: the report, then the party's audit chain.
    if revision_id is not None:
        _lock_revision(party_id, revision_id)
    evidence = record_evidence(actor=actor, party_id=party_id, file=file)
    if revision_id is not None:
        attach_evidence(actor=actor, party_id=party_id, revision_id=revision_id, evidence_id=evidence.pk)
    return evidence


@action
def attach_evidence(*, actor: Actor, party_id: UUID, revision_id: UUID, evidence_id: UUID) -> RevisionEvidence:
    """To any revision of the same party, a decided one too. Raises Refusal, or Conflict when it is attached already."""
    revision = _lock_revision(party_id, revision_id)
    evidence = Evidence.objects.filter(pk=evidence_id, party_id=party_id).first()
    if evidence is None:
        _refuse_unknown("evidence_id")
    check_can_attach(revision, evidence)
    attachment = RevisionEvidence.objects.create(
        revision=revision,
        evidence=evidence,
        party_id=party_id,
        entered_by_user_id=actor.user_id,
        entered_by_client_id=actor.client_id,
    )
    facts = {"revision": str(revision.pk), "evidence": str(evidence.pk), "sha256": evidence.sha256}
    record_event(verb="suppliers.attach_evidence", subject=attachment, party_id=party_id, facts=facts)
    return attachment


def _lock_revision(party_id: UUID, revision_id: UUID) -> Revision:
    """With the lock that a decision takes, so that whoever attaches meanwhile is known to have had a hand in it."""
    report = EmissionsReport.objects.select_for_update(of=("self",)).filter(revisions=revision_id, party_id=party_id).first()
    if report is None:
        _refuse_unknown("revision")
    return report.revisions.get(pk=revision_id)


def _refuse_unknown(name: str) -> NoReturn:
    """The same words for what does not exist and for what is another's."""
    fault = FieldFault(
        f"/{name}", "not-found", "There is nothing with this id, or it is not yours. Take it from your own list."
    )
    raise Refusal("invalid-evidence", "Nothing was recorded. Faults found: 1.", faults=(fault,))
