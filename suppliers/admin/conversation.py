"""Questions, answers and points on a revision's page, and what its forms send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.conversation.checks import FIELDS, Said, can_ask
from suppliers.conversation.standing import list_open_questions
from suppliers.models import Revision, WarningAnswer
from suppliers.warnings import list_warnings
from tracker.access.models import User
from tracker.records.admin.cells import pill

from .comparison import QUANTITIES
from .details import AMOUNTS
from .people import name_of, who_sent
from .words import doubt_pill

ROWS = 4
READY_REASONS: Sequence[Promise] = (
    gettext_lazy("Check the unit: the figure has to be in tonnes CO2e."),
    gettext_lazy("Explain the change since the year before, or correct the figure."),
    gettext_lazy("The parts do not add up to the total. Check both, and send what is right."),
    gettext_lazy("State scope 2 by the same method as the year before, or by both."),
    gettext_lazy("Attach the assurance statement, or state the assurance that there is."),
    gettext_lazy("Say what the boundary leaves out, and why."),
)
WHOLE = gettext_lazy("The whole report")


@dataclass(frozen=True, slots=True)
class Doubt:
    pill: SafeString
    sentence: str
    answer: WarningAnswer | None
    who: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was said; `tone` is the color of its mark."""

    at: datetime
    title: str
    who: str
    text: str = ""
    pointer: str | None = None
    tone: str = "quiet"

    @property
    def about(self) -> str:
        return name_field(self.pointer) if self.pointer else ""


def name_field(pointer: str) -> str:
    """In words; what is inside a field stands behind it as it is."""
    name, *inside = pointer.strip("/").split("/")
    labels = {**QUANTITIES, **{key: label for key, (label, _unit) in AMOUNTS.items()}}
    words = _(labels[name]) if name in labels else name.replace("_tco2e", "").replace("_", " ").capitalize()
    return ", ".join([words, *inside]) if pointer else str(WHOLE)


def list_fields() -> list[tuple[str, str]]:
    return [("", str(WHOLE)), *((f"/{name}", name_field(f"/{name}")) for name in FIELDS)]


def list_doubts(revision: Revision) -> list[Doubt]:
    given = revision.warning_answers.select_related("entered_by_user", "entered_by_client")
    answers = {(each.code, each.pointer): each for each in given}
    return [
        Doubt(doubt_pill(warning.code), warning.sentence, answer, who_sent(answer) if answer else "")
        for warning in list_warnings([revision])[revision.pk]
        for answer in [answers.get((str(warning.code), warning.pointer))]
    ]


def list_events(revision: Revision) -> list[Event]:
    """From the day that it was sent, in the order in which it was said."""
    sent = Event(revision.recorded_at, _("Sent"), who_sent(revision), tone="info")
    return [sent, *sorted(_list_said(revision), key=lambda event: event.at), *_list_decided(revision)]


def _list_said(revision: Revision) -> Iterator[Event]:
    people = ("asked_by", "answer__entered_by_user", "answer__entered_by_client")
    for question in revision.questions.select_related(*people):
        asked_by = name_of(question.asked_by)
        yield Event(question.recorded_at, _("Question"), asked_by, question.text, question.pointer, "warn")
        answer = getattr(question, "answer", None)
        if answer:
            yield Event(answer.recorded_at, _("Answer"), who_sent(answer), answer.text, question.pointer, "good")


def _list_decided(revision: Revision) -> Iterator[Event]:
    decision = getattr(revision, "decision", None)
    if decision:
        tone = "good" if decision.outcome == "ACCEPTED" else "bad"
        who = name_of(decision.decided_by)
        yield Event(decision.recorded_at, decision.get_outcome_display(), who, decision.reason, tone=tone)


def show_conversation(user: User, revision: Revision) -> dict[str, Any]:
    decision = getattr(revision, "decision", None)
    return {
        "doubts": list_doubts(revision),
        "events": list_events(revision),
        "open_questions": len(list_open_questions(revision)),
        "may_ask": can_ask(user, revision),
        "fields": list_fields(),
        "ready_reasons": READY_REASONS,
        "points": [Said("", "")] * ROWS,
        "mend": [(name_field(point.pointer), point.text) for point in decision.points.all()] if decision else [],
    }


def read_points(sent: QueryDict) -> list[Said]:
    """The rows of the form that are not empty."""
    return [said for said in _read_rows(sent) if said.pointer or said.text.strip()]


def _read_rows(sent: QueryDict) -> list[Said]:
    return [Said(*row) for row in zip(sent.getlist("pointer"), sent.getlist("point"), strict=False)]


def read_question(sent: QueryDict) -> Said:
    return Said(sent.get("pointer", ""), sent.get("text", ""))


def keep_typed(sent: QueryDict) -> dict[str, Any]:
    """What was written stays in the form when it is refused."""
    if "text" in sent:
        return {"asked": read_question(sent)}
    rows = _read_rows(sent)
    return {"written": sent.get("reason", ""), "points": [*rows, *[Said("", "")] * (ROWS - len(rows))]}


def asked_pill(revision: Revision) -> SafeString | str:
    return pill(_("Asked"), "warn") if list_open_questions(revision) else ""
