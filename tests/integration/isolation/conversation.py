"""Reports of each party that wait, with a question and a warning to answer, and what was said about those that are decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from suppliers.actions import submit_emissions_report
from suppliers.models import Question, QuestionAnswer, ReturnPoint, Revision, WarningAnswer
from tests.world import content, utc_now
from tracker.access.models import Party, User

WARNING = {"code": "SCOPE_2_ZERO", "pointer": "/scope_2_market_tco2e", "text": "It is covered by contracts."}
WAITING = {"a1": 2015, "a2": 2014, "b1": 2015}


def add_questions(name: str, party: Party, person: User, judge: User) -> dict[str, Any]:
    """The values of a route about the revision that waits, and of a body that answers its question."""
    revision = submit_emissions_report(
        actor=person.as_actor(),
        party_id=party.pk,
        reporting_year=WAITING[name],
        content=content(WAITING[name], electricity_mwh=Decimal(5)),
        now=utc_now(),
    )
    question = _ask(revision, judge)
    return {"report_id": revision.report_id, "number": 1, "question_id": question.pk}


def fill_said(revision: Revision, person: User, judge: User) -> None:
    """A row in each table, about a revision that is decided."""
    entered = {"party": revision.party, "entered_by_user": person}
    QuestionAnswer.objects.create(question=_ask(revision, judge), text="It stood still.", **entered)
    WarningAnswer.objects.create(revision=revision, code="JUMP", pointer="", text="A new plant.", **entered)
    ReturnPoint.objects.create(decision=revision.decision, party=revision.party, position=0, text="State it.")


def _ask(revision: Revision, judge: User) -> Question:
    return Question.objects.create(revision=revision, party=revision.party, text="Why?", asked_by=judge)
