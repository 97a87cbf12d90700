"""The body of the next report, from what was last reported: what stays is filled in, what is new is left open as null."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tracker.compliance.commitments import Assurance
from tracker.compliance.periods import Period

from .content import content_of
from .lifecycle import RevisionState
from .models import EmissionsReport, Revision

KEPT = ("consolidation_approach", "gwp_set", "allocation_method", "assurance_standard", "assurance_provider")
ALWAYS_OPEN = ("scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e")
OPEN_AMOUNTS = (
    "biogenic_co2_t", "energy_mwh", "electricity_mwh", "renewable_energy_mwh", "allocation_share", "offsets_tco2e",
    "removals_tco2e",
)  # fmt: skip
OPEN_BY_KEY = ("scope_1_by_source_tco2e", "scope_3_tco2e", "gas_masses_t")
# Of the values that are hashed, those that are no statement of the supplier's.
NOT_STATED = ("party_id", "reporting_year", "revision_number", "reason_code", "reason_text", "facilities")


@dataclass(frozen=True, slots=True)
class Template:
    """`last` is the revision that it rests on; `report_id` that of the year itself, where it has a report already.

    The body is then that of the report's next revision.
    """

    reporting_year: int
    body: Mapping[str, Any]
    last: Revision | None
    report_id: UUID | None

    def as_plain(self) -> dict[str, Any]:
        last = self.last
        return {
            "body": self.body,
            "last_year": last
            and {
                "reporting_year": last.report.reporting_year,
                "report_id": str(last.report_id),
                "revision": last.number,
                "state": last.state,
                "figures": figures_of(last),
            },
            "report_exists": None if self.report_id is None else f"/api/v1/emissions-reports/{self.report_id}/",
        }


def prefill_report(*, party_id: UUID, reporting_year: int) -> Template:
    report = EmissionsReport.objects.filter(party_id=party_id, reporting_year=reporting_year).first()
    last = (report and _find_own(report)) or _find_last(party_id, reporting_year)
    body = _body(last, reporting_year)
    return Template(
        reporting_year=reporting_year,
        body=_as_amendment(body) if report else body,
        last=last,
        report_id=report.pk if report else None,
    )


def _find_own(report: EmissionsReport) -> Revision | None:
    """The report's own last revision that was not taken back."""
    filed = report.revisions.filter(withdrawal__isnull=True)
    return filed.select_related("report", "decision").order_by("-number").first()


def _find_last(party_id: UUID, reporting_year: int) -> Revision | None:
    """The accepted revision of the latest year before it that has one; else the last that was filed and not taken back."""
    filed = Revision.objects.filter(party_id=party_id, report__reporting_year__lt=reporting_year, withdrawal__isnull=True)
    ordered = filed.select_related("report", "decision").order_by("-report__reporting_year", "-number")
    return ordered.filter(decision__outcome=RevisionState.ACCEPTED).first() or ordered.first()


def _as_amendment(body: Mapping[str, Any]) -> dict[str, Any]:
    """The year is the report's, and the change has to have its reason."""
    stated = {name: value for name, value in body.items() if name != "reporting_year"}
    return {**stated, "reason_code": None, "reason_text": None}


def figures_of(revision: Revision) -> dict[str, Any]:
    stated = content_of(revision).as_plain(party_id="", reporting_year=0, number=revision.number)
    return {name: value for name, value in stated.items() if name not in NOT_STATED and value not in (None, "")}


def _body(last: Revision | None, reporting_year: int) -> dict[str, Any]:
    period = move_period(last, reporting_year)
    body: dict[str, Any] = {
        "reporting_year": reporting_year,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "consolidation_approach": None,
        "gwp_set": None,
        **dict.fromkeys(ALWAYS_OPEN),
    }
    return body if last is None else body | _kept(last) | _left_open(last)


def _kept(last: Revision) -> dict[str, Any]:
    """The level of an assurance is of one year alone: left open, it has to be stated anew."""
    level = {} if last.assurance_level == Assurance.NONE else {"assurance_level": None}
    return {name: value for name in KEPT if (value := getattr(last, name))} | level


def _left_open(last: Revision) -> dict[str, Any]:
    """What was stated last year, without its figures."""
    opened: dict[str, Any] = {name: None for name in OPEN_AMOUNTS if getattr(last, name) is not None}
    opened |= {name: dict.fromkeys(stated) for name in OPEN_BY_KEY if (stated := getattr(last, name))}
    if last.denominators:
        opened["denominators"] = [{**each, "amount": None} for each in last.denominators]
    return opened


def move_period(last: Revision | None, reporting_year: int) -> Period:
    """The same span of the calendar; of a year of whole weeks, the one that ends on the same day of the week."""
    if last is None:
        return Period(date(reporting_year, 1, 1), date(reporting_year, 12, 31))
    years = reporting_year - last.report.reporting_year
    start, end = last.period_start, last.period_end
    if not years:
        return Period(start, end)
    if _in_year(start, start.year + 1) == end + timedelta(days=1) or (end - start).days < 363:
        return Period(_in_year(start, start.year + years), _move_end(end, end.year + years))
    moved_end = _nearest(_in_year(end, end.year + years), end.weekday(), reporting_year)
    before = _nearest(_in_year(end, end.year + years - 1), end.weekday(), reporting_year - 1)
    return Period(before + timedelta(days=1), moved_end)


def _in_year(day: date, year: int) -> date:
    """29 February is the last of February elsewhere."""
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _move_end(end: date, year: int) -> date:
    """The end of a month stays one."""
    last_day = calendar.monthrange(end.year, end.month)[1]
    return date(year, end.month, calendar.monthrange(year, end.month)[1]) if end.day == last_day else _in_year(end, year)


def _nearest(day: date, weekday: int, year: int) -> date:
    """The one of this day of the week that is nearest, but in the year."""
    ahead = (weekday - day.weekday()) % 7
    found = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return found if found.year == year else found - timedelta(days=7 if found.year > year else -7)
