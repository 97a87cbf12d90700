"""What is asked about a revision, and what its supplier answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from suppliers.models import EmissionsReport, Question, QuestionAnswer, Revision, WarningAnswer
from suppliers.warnings import list_warnings
from tracker.access.models import User
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Missing

from .checks import Reply, Said, check_can_answer, check_can_ask, check_question, check_replies, check_speaks_for


@action
def ask_about_revision(*, user: User, revision_id: UUID, text: str, pointer: str = "") -> Question:
    """The supplier reads it and can answer it. Raises Missing, Forbidden, Refusal, or Conflict once it is decided."""
    revision = _lock(revision_id)
    check_can_ask(user, revision)
    check_question(Said(pointer, text))
    question = Question.objects.create(
        revision=revision, party_id=revision.party_id, pointer=pointer, text=text.strip(), asked_by=user
    )
    facts = {"revision": str(revision.pk), "number": revision.number, "pointer": pointer}
    record_event(verb="suppliers.ask_about_revision", subject=question, party_id=revision.party_id, facts=facts)
    return question


@action
def answer_question(*, actor: Actor, party_id: UUID, revision_id: UUID, question_id: UUID, text: str) -> QuestionAnswer:
    """By the supplier itself. Raises Missing, Forbidden, Refusal, or Conflict once it is answered or closed."""
    check_speaks_for(actor, party_id)
    revision = _lock(revision_id, party_id)
    found = Question.objects.select_related("answer").filter(pk=question_id, revision=revision).first()
    question = check_can_answer(found, revision, text)
    answer = QuestionAnswer.objects.create(question=question, text=text.strip(), **_entered(actor, party_id))
    facts = {"revision": str(revision.pk), "question": str(question.pk)}
    record_event(verb="suppliers.answer_question", subject=answer, party_id=party_id, facts=facts)
    return answer


@action
def answer_warnings(
    *, actor: Actor, party_id: UUID, revision_id: UUID, replies: Sequence[Reply], at: str = ""
) -> list[WarningAnswer]:
    """By the supplier itself, about a decided revision too. `at` is where the replies stood in what was sent.

    Raises Missing, Forbidden, Refusal, or Conflict where one is answered already.
    """
    check_speaks_for(actor, party_id)
    revision = _lock(revision_id, party_id)
    check_replies(replies, list_warnings([revision])[revision.pk], revision, at)
    return [_record_reply(actor, revision, reply) for reply in replies]


def _record_reply(actor: Actor, revision: Revision, reply: Reply) -> WarningAnswer:
    answer = WarningAnswer.objects.create(
        revision=revision,
        code=reply.code,
        pointer=reply.pointer,
        text=reply.text.strip(),
        **_entered(actor, revision.party_id),
    )
    facts = {"revision": str(revision.pk), "code": reply.code, "pointer": reply.pointer}
    record_event(verb="suppliers.answer_warning", subject=answer, party_id=revision.party_id, facts=facts)
    return answer


def _lock(revision_id: UUID, party_id: UUID | None = None) -> Revision:
    """With the lock that a decision takes, so that what is said before one and what is said after it are told apart."""
    reports = EmissionsReport.objects.select_for_update(of=("self",)).filter(revisions=revision_id)
    report = (reports if party_id is None else reports.filter(party_id=party_id)).first()
    if report is None:
        raise Missing("not-found", "There is no such revision.")
    return Revision.objects.select_related("report", "decision", "entered_by_client").get(pk=revision_id)


def _entered(actor: Actor, party_id: UUID) -> dict[str, Any]:
    return {"party_id": party_id, "entered_by_user_id": actor.user_id, "entered_by_client_id": actor.client_id}
