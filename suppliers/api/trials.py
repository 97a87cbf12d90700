"""`?dry_run=true`: what a submission would get, by the same checks and the same actions as in earnest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from suppliers.models import Revision
from suppliers.restatements import preview_acceptance
from suppliers.serializers.trials import ACCEPTED, WAITING
from suppliers.trials import try_out
from tracker.api.problems import describe
from tracker.compliance.plain import plain_assessment
from tracker.compliance.restatements import Effect
from tracker.records.refusals import Forbidden, Missing, Refusal

from .shown import show_report

DRY_RUN = OpenApiParameter(
    "dry_run",
    bool,
    description="true: nothing is recorded, no Idempotency-Key is needed, and the answer is 200 with what would come of it.",
)


def rehearse(view: APIView, file: Callable[[], Revision]) -> Response:
    """`file` reads and files the submission. What is not the sender's to see or to do is refused as in earnest."""
    try:
        told = try_out(file, _look)
    except (Forbidden, Missing):
        raise
    except (Refusal, ValidationError) as error:
        problem = describe(error, view)
        nothing: dict[str, Any] = {"warnings": [], "assessments": []}
        return Response({"would_be_filed": False, "problem": problem, "errors": problem.get("errors", []), **nothing})
    return Response({"would_be_filed": True, "problem": None, "errors": [], **told})


def _look(revision: Revision) -> dict[str, Any]:
    shown = show_report(revision.report_id, party_id=revision.party_id)
    return {"warnings": shown["revisions"][-1]["warnings"], "assessments": list(_judge(revision))}


def _judge(revision: Revision) -> list[dict[str, Any]]:
    """Of the year in each mandate, and of every other year that an acceptance would change."""
    filed = Revision.objects.select_related("report").get(pk=revision.pk)
    return [
        _as_plain(effect)
        for preview in preview_acceptance(filed, as_of=filed.recorded_at)
        for effect in preview.effects
        if effect.changes or effect.before.obligation.year == filed.report.reporting_year
    ]


def _as_plain(effect: Effect) -> dict[str, Any]:
    waiting, accepted = plain_assessment(effect.before), plain_assessment(effect.after)
    return {**{name: waiting[name] for name in WAITING}, "once_accepted": {name: accepted[name] for name in ACCEPTED}}
