"""How a conversation stands, worked out from its rows; nothing holds a state."""

from __future__ import annotations

from enum import StrEnum

from suppliers.lifecycle import RevisionState
from suppliers.models import Question, Revision


class WaitsFor(StrEnum):
    REVIEW = "REVIEW"
    SUPPLIER = "SUPPLIER"


def list_open_questions(revision: Revision) -> list[Question]:
    """Those that the supplier can answer. An answer closes one; whatever ends the wait for review closes them all."""
    if revision.state is not RevisionState.SUBMITTED:
        return []
    return [question for question in revision.questions.all() if not hasattr(question, "answer")]


def waits_for(revision: Revision) -> WaitsFor | None:
    """Whose turn it is with the newest revision of a report; nobody's once it is accepted."""
    if revision.state is RevisionState.RETURNED or list_open_questions(revision):
        return WaitsFor.SUPPLIER
    return WaitsFor.REVIEW if revision.state is RevisionState.SUBMITTED else None
