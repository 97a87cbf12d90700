"""One commitment over the whole programme: facts first, and set apart from them what is projected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.charts import draw_contributions, draw_forecast, draw_goal
from reports.presentation import answer_goal, present_mandate_forecast, present_programme, say_goal_forecast
from reports.queries import summarize_commitments
from tracker.compliance.plain import plain_forecasts, plain_programme, plain_progress
from tracker.compliance.programme import view_programme
from tracker.compliance.summaries import ComplianceSummary
from tracker.presentation.languages import LANGUAGES
from tracker.records.admin.as_of import AsOf, read_as_of
from tracker.records.refusals import Missing

Plain = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """What the address asks for; a parameter that cannot be read says so in `refusals` and is left out."""

    as_of: AsOf
    language: str
    year: int | None = None
    refusals: list[str] = field(default_factory=list)


def show_programme(request: HttpRequest, key: str) -> HttpResponse:
    if not request.user.has_perm("reports.view_compliancereport"):
        raise PermissionDenied
    asked = read_asked(request)
    try:
        summary = summarize_commitments(as_of=asked.as_of.instant, key=key)
    except Missing as missing:
        raise Http404(missing.sentence) from missing
    if summary.measured:
        raise Http404(_("What is measured stands on the home page; nobody is enrolled in it."))
    shown = _present_goal(summary) if summary.goals else _present_mandate(summary, asked)
    context = {
        **admin.site.each_context(request),
        "title": _("Programme"),
        "key": key,
        "as_of": asked.as_of,
        **shown,
        "refusals": asked.refusals,
    }
    return TemplateResponse(request, "reports/programme.html", context, status=400 if asked.refusals else 200)


def read_asked(request: HttpRequest) -> Asked:
    language = request.GET.get("language", "")
    asked = Asked(as_of=read_as_of(request), language=language if language in LANGUAGES else next(iter(LANGUAGES)))
    if asked.as_of.fault:
        asked.refusals.append(asked.as_of.fault)
    if text := request.GET.get("year", ""):
        if text.isascii() and text.isdigit() and len(text) == len("2025"):
            asked.year = int(text)
        else:
            asked.refusals.append(_("“%s” is not a year. Send one such as 2025.") % text[:40])
    return asked


def _present_mandate(summary: ComplianceSummary, asked: Asked) -> Plain:
    if not summary.mandates:
        return {"nobody": True}
    (mandate,) = summary.mandates
    try:
        view = view_programme(mandate, year=asked.year)
    except ValueError as error:
        asked.refusals.append(str(error))
        view = view_programme(mandate)
    programme = plain_programme(view)
    (forecast,) = plain_forecasts(summary)["mandates"]
    change = programme["change_from_base_year"] or programme["change_from_prior_year"]
    return {
        "commitment": mandate.mandate,
        "year": view.year.year,
        "years": [each.year for each in mandate.years],
        "programme": present_programme(programme, asked.language),
        "language": asked.language,
        "languages": LANGUAGES,
        "contributions": _drawing(draw_contributions(change)) if change else None,
        "change": change,
        "forecast": present_mandate_forecast(forecast),
        "forecast_chart": _draw_forecast(forecast),
    }


def _draw_forecast(forecast: Plain) -> SafeString | None:
    programme = forecast["programme"]
    return _drawing(draw_forecast(forecast["sum"], programme)) if programme and programme["projection"] else None


def _present_goal(summary: ComplianceSummary) -> Plain:
    (progress,), plain = summary.goals, plain_progress(summary.goals[0])
    return {
        "commitment": progress.goal,
        "goal": answer_goal(plain),
        "goal_chart": _drawing(draw_goal(plain)),
        "goal_forecast": say_goal_forecast(plain_forecasts(summary)["goals"][0]),
    }


def _drawing(svg: str) -> SafeString:
    # The drawing escapes every text that it is given.
    return mark_safe(svg)  # noqa: S308
