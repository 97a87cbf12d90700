"""A revision beside what was reported before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from suppliers.lifecycle import RevisionState
from suppliers.models import Revision
from tracker.presentation.numbers import NOTHING, format_span
from tracker.records.admin.cells import change, exact


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    change: str | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    unit: str
    numeric: bool
    cells: tuple[Cell, ...]


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
    columns = tuple(_columns(revision, list(about.select_related("report", "decision").order_by("number"))))
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
        *(_quantity(_(label), values(name)) for name, label in QUANTITIES.items()),
        _words(_("Period"), periods, expected_to_differ=True),
        _words(_("Consolidation"), [revision.get_consolidation_approach_display() for revision in revisions]),
        _words(_("Warming potentials"), [revision.get_gwp_set_display() for revision in revisions]),
        _words(_("Assurance"), [_assurance(revision) for revision in revisions]),
    ]


def _quantity(label: str, values: Sequence[Decimal | None]) -> Line:
    first, *others = values
    cells = [Cell(exact(first)), *(Cell(exact(other), change=change(other, first)) for other in others)]
    return Line(label, "t CO₂e", True, tuple(cells))


def _words(label: str, texts: Sequence[str], *, expected_to_differ: bool = False) -> Line:
    cells = (Cell(text, differs=text != texts[0] and not expected_to_differ) for text in texts)
    return Line(label, "", False, tuple(cells))


def _assurance(revision: Revision) -> str:
    parts = (revision.get_assurance_level_display(), revision.assurance_standard, revision.assurance_provider)
    return ", ".join(part for part in parts if part) or NOTHING
