"""What is refused in a conversation about a revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from suppliers.checks import check_can_judge
from suppliers.content import RevisionContent
from suppliers.lifecycle import RevisionState
from suppliers.models import Question, Revision
from suppliers.models.conversation import LONGEST_POINTER
from tracker.access.models import User
from tracker.compliance.plausibility import PlausibilityWarning
from tracker.records.actors import Actor, ActorKind
from tracker.records.refusals import Conflict, FieldFault, Forbidden, Refusal
from tracker.records.text import find_unstorable

LONGEST_TEXT = 4000
MOST_POINTS = 50
FIELDS = ("reporting_year", *(field.name for field in fields(RevisionContent)))
_POINTER = re.compile(r"/(\w+)(/[\w.~ -]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """A text about a field; about the whole report where the pointer is empty."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply(Said):
    """The supplier's text about a warning."""

    code: str


def check_can_ask(user: User, revision: Revision) -> None:
    check_can_judge(user, revision)
    if revision.state is not RevisionState.SUBMITTED:
        state = revision.state.lower()
        sentence = f"This revision is {state} already. Ask while one waits; what is wrong with it, a later revision can mend."
        raise Conflict("revision-decided", sentence)
    if revision.questions.count() >= MOST_POINTS:
        sentence = f"{MOST_POINTS} questions were asked about this revision. Return it, and say in points what to mend."
        raise Conflict("too-many-questions", sentence)


def can_ask(user: User, revision: Revision) -> bool:
    try:
        check_can_ask(user, revision)
    except Refusal:
        return False
    return True


def check_question(said: Said) -> None:
    _refuse(tuple(_find_faults(said)), "invalid-question")


def check_points(points: Sequence[Said]) -> None:
    if len(points) > MOST_POINTS:
        raise Refusal("invalid-points", f"{len(points)} points were given; give at most {MOST_POINTS}.")
    _refuse(tuple(fault for at, said in enumerate(points) for fault in _find_faults(said, f"/points/{at}")), "invalid-points")


def _find_faults(said: Said, at: str = "") -> Iterator[FieldFault]:
    found = _POINTER.fullmatch(said.pointer)
    if said.pointer and (len(said.pointer) > LONGEST_POINTER or not found or found[1] not in FIELDS):
        sentence = f"“{said.pointer[:60]}” points at no field of a report. Leave it empty, or send one such as /scope_1_tco2e."
        yield FieldFault(f"{at}/pointer", "unknown", sentence)
    yield from _find_text_faults(said.text, f"{at}/text")


def _find_text_faults(text: str, at: str) -> Iterator[FieldFault]:
    if not text.strip():
        yield FieldFault(at, "required", "Nothing is said in it. Write at least one sentence.")
    elif len(text) > LONGEST_TEXT:
        sentence = f"{len(text)} characters were sent; at most {LONGEST_TEXT} are kept. Shorten the text."
        yield FieldFault(at, "too-long", sentence)
    elif unstorable := find_unstorable(text):
        yield FieldFault(at, "text", f"The text has the character {unstorable}, which is not shown. Send it without.")


def check_speaks_for(actor: Actor, party_id: UUID) -> None:
    """Whoever answers is the supplier's own person or client: the programme does not answer itself."""
    if actor.kind is not ActorKind.SYSTEM and actor.party_id != party_id:
        raise Forbidden(
            "not-the-supplier", "Only the supplier itself answers. Ask it, and it sees your question with the report."
        )


def check_can_answer(question: Question | None, revision: Revision, text: str) -> Question:
    """Returns the question, which is known to be there."""
    faults = list(_find_text_faults(text, "/text"))
    if question is None:
        sentence = f"Revision {revision.number} has no question with this id. Take it from open_questions of the report."
        faults.insert(0, FieldFault("/question_id", "not-found", sentence))
    _refuse(tuple(faults), "invalid-answer")
    assert question is not None  # noqa: S101 - the refusal above
    if hasattr(question, "answer"):
        raise Conflict("question-answered", "This question has its answer. What is still unclear, the reviewer asks anew.")
    if revision.state is not RevisionState.SUBMITTED:
        sentence = (
            f"Revision {revision.number} is {revision.state.lower()}, which closed its questions. Say it in the next one."
        )
        raise Conflict("question-closed", sentence)
    return question


def check_replies(replies: Sequence[Reply], warnings: Sequence[PlausibilityWarning], revision: Revision, at: str) -> None:
    """Each is about a warning that this revision has, and about one that the others are not about."""
    known = {(str(warning.code), warning.pointer) for warning in warnings}
    answered = set(revision.warning_answers.values_list("code", "pointer"))
    faults: list[FieldFault] = []
    seen: set[tuple[str, str]] = set()
    for number, reply in enumerate(replies):
        place = f"{at}/{number}" if at else ""
        faults += _find_text_faults(reply.text, f"{place}/text")
        key = (reply.code, reply.pointer)
        if key not in known:
            faults.append(FieldFault(f"{place}/code", "warning-unknown", _name_warnings(reply, revision, known)))
        elif key in seen:
            sentence = f"{_name(*key)} is answered twice here. Send one answer to each warning."
            faults.append(FieldFault(f"{place}/code", "repeated", sentence))
        seen.add(key)
    _refuse(tuple(faults), "invalid-answer")
    if again := sorted(seen & answered):
        named = ", ".join(_name(*key) for key in again)
        raise Conflict("warning-answered", f"Answered already: {named}. An answer stands; the reviewer asks what is unclear.")


def _name_warnings(reply: Reply, revision: Revision, known: set[tuple[str, str]]) -> str:
    others = ", ".join(_name(*key) for key in sorted(known)) or "none"
    return f"Revision {revision.number} has no warning {_name(reply.code, reply.pointer)}. It has: {others}."


def _name(code: str, pointer: str) -> str:
    return f"{code} at {pointer}" if pointer else f"{code} of the whole"


def _refuse(faults: tuple[FieldFault, ...], code: str) -> None:
    if faults:
        raise Refusal(code, f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)
