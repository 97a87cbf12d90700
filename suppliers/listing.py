"""Which reports are listed: by year, by state, and by what happened since an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from .lifecycle import RevisionState
from .models import (
    WAITS,
    Decision,
    EmissionsReport,
    Outcome,
    Question,
    QuestionAnswer,
    Revision,
    RevisionEvidence,
    WarningAnswer,
    Withdrawal,
)

# What happens to a report, each with the way from its row to the report.
EVENTS: Mapping[type[Model], str] = {
    Revision: "report",
    Decision: "revision__report",
    Withdrawal: "revision__report",
    RevisionEvidence: "revision__report",
    Question: "revision__report",
    QuestionAnswer: "question__revision__report",
    WarningAnswer: "revision__report",
}
IN_STATE: Mapping[str, Q] = {
    RevisionState.SUBMITTED: WAITS,
    RevisionState.ACCEPTED: Q(decision__outcome=Outcome.ACCEPTED),
    RevisionState.RETURNED: Q(decision__outcome=Outcome.RETURNED),
    RevisionState.WITHDRAWN: Q(withdrawal__isnull=False),
}


def filter_reports(
    reports: QuerySet[EmissionsReport],
    *,
    reporting_year: int | None = None,
    state: str | None = None,
    updated_since: datetime | None = None,
) -> QuerySet[EmissionsReport]:
    if reporting_year is not None:
        reports = reports.filter(reporting_year=reporting_year)
    if state is not None:
        newest = Revision.objects.filter(report=OuterRef("pk")).order_by("-number").values("pk")[:1]
        reports = reports.annotate(newest=Subquery(newest)).filter(
            newest__in=Revision.objects.filter(IN_STATE[state]).values("pk")
        )
    return reports if updated_since is None else reports.filter(_touched_since(updated_since))


def _touched_since(instant: datetime) -> Q:
    """Each kind of event is looked up by its index of instants."""
    touched = Q()
    for model, report in EVENTS.items():
        rows: QuerySet[Any] = model._default_manager.filter(recorded_at__gte=instant)
        touched |= Q(pk__in=rows.values(report))
    return touched


def updated_at_of(report: EmissionsReport) -> datetime:
    """The instant of its newest event, from what is fetched with it."""
    return max(_list_instants(report))


def _list_instants(report: EmissionsReport) -> Iterator[datetime]:
    for revision in report.revisions.all():
        yield revision.recorded_at
        for event in (getattr(revision, "decision", None), getattr(revision, "withdrawal", None)):
            if event is not None:
                yield event.recorded_at
        for rows in (revision.attachments, revision.warning_answers, revision.questions):
            yield from (row.recorded_at for row in rows.all())
        yield from (question.answer.recorded_at for question in revision.questions.all() if hasattr(question, "answer"))
