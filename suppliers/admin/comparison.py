"""A revision beside what was reported before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from suppliers.lifecycle import RevisionState
from suppliers.models import Revision
from tracker.presentation.numbers import NOTHING, format_day, format_span

from .details import list_detail_lines, list_statement_lines
from .lines import Line, quantity, words


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


QUANTITIES = {
    "scope_1_tco2e": "Scope 1",
    "scope_2_market_tco2e": "Scope 2, market-based",
    "scope_2_location_tco2e": "Scope 2, location-based",
}


def compare_revision(revision: Revision) -> Comparison:
    """Beside the report's previous revision, and beside what was accepted about the year before."""
    year = revision.report.reporting_year
    about = Revision.objects.filter(party_id=revision.party_id, report__reporting_year__in=(year - 1, year))
    columns = tuple(_columns(revision, list(about.select_related("report", "decision", "withdrawal").order_by("number"))))
    return Comparison(columns, tuple(_lines([column.revision for column in columns])))


def _columns(revision: Revision, known: Sequence[Revision]) -> list[Column]:
    columns = [Column(_("This revision"), revision)]
    previous = [other for other in known if other.report_id == revision.report_id and other.number < revision.number]
    if previous:
        columns.append(Column(_("Revision %d") % previous[-1].number, previous[-1]))
    accepted = [other for other in known if other.report_id != revision.report_id and other.state is RevisionState.ACCEPTED]
    if accepted:
        columns.append(Column(_("Accepted for %d") % accepted[-1].report.reporting_year, accepted[-1]))
    return columns


def _lines(revisions: Sequence[Revision]) -> list[Line]:
    def values(name: str) -> list[Decimal | None]:
        return [getattr(revision, name) for revision in revisions]

    periods = [format_span(revision.period_start.isoformat(), revision.period_end.isoformat()) for revision in revisions]
    return [
        *(quantity(_(label), values(name)) for name, label in QUANTITIES.items()),
        *list_detail_lines(revisions),
        words(_("Period"), periods, expected_to_differ=True),
        words(_("Consolidation"), [revision.get_consolidation_approach_display() for revision in revisions]),
        words(_("Warming potentials"), [revision.get_gwp_set_display() for revision in revisions]),
        words(_("Assurance"), [_assurance(revision) for revision in revisions]),
        *list_statement_lines(revisions),
    ]


def _assurance(revision: Revision) -> str:
    given_on = revision.assurance_date
    parts = (
        revision.get_assurance_level_display(),
        revision.assurance_standard,
        revision.get_assurance_party_display(),
        revision.assurance_provider,
        format_day(given_on.isoformat()) if given_on else "",
    )
    return ", ".join(part for part in parts if part) or NOTHING
