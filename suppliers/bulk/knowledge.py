"""What is known about the rows of one batch before they are filed: three queries, however many rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from suppliers.content import RevisionContent, content_of
from suppliers.models import EmissionsReport, Revision, Supplier
from tracker.records.refusals import FieldFault

from .columns import IDENTITY

_COLUMNS = dict(zip(IDENTITY, ("number", "lei", "duns", "uscc"), strict=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest revision of a report."""

    report_id: UUID
    party_id: UUID
    year: int
    number: int
    content: RevisionContent
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Whose a row is, or why that cannot be told."""

    party_id: UUID | None
    faults: tuple[FieldFault, ...] = ()


@dataclass(slots=True)
class Knowledge:
    """`party_id` is the sender's, or None for the programme, whose rows name their suppliers."""

    party_id: UUID | None
    suppliers: dict[tuple[str, str], set[UUID]] = field(default_factory=dict)
    standing: dict[tuple[UUID, int], Standing] = field(default_factory=dict)

    def find_supplier(self, cells: dict[str, str]) -> Named:
        named = {name: cells[name] for name in IDENTITY if cells.get(name)}
        if not named:
            return Named(self.party_id, () if self.party_id else (FieldFault(IDENTITY[0], "required", _NOBODY),))
        found = {name: self._find(name, text) for name, text in named.items()}
        faults = tuple(FieldFault(name, "not-found", _UNKNOWN) for name, parties in found.items() if not parties)
        agreed = set.intersection(*found.values())
        if not faults and len(agreed) != 1:
            faults = tuple(FieldFault(name, "ambiguous", _SEVERAL) for name in named)
        return Named(None, faults) if faults else Named(agreed.pop())

    def find_standing(self, party_id: UUID, year: int) -> Standing | None:
        return self.standing.get((party_id, year))

    def note(self, standing: Standing) -> None:
        self.standing[standing.party_id, standing.year] = standing

    def _find(self, name: str, text: str) -> set[UUID]:
        """A party sees its own supplier's row alone, by the database's law; this says it once more."""
        parties = self.suppliers.get((name, text), set())
        return parties & {self.party_id} if self.party_id else parties


def know(party_id: UUID | None, rows: Iterable[dict[str, str]]) -> Knowledge:
    cells = list(rows)
    known = Knowledge(party_id)
    _know_suppliers(known, cells)
    parties = {party_id} if party_id else set().union(*known.suppliers.values())
    _know_reports(known, parties, {int(row["reporting_year"]) for row in cells if _is_year(row.get("reporting_year", ""))})
    return known


def _know_suppliers(known: Knowledge, cells: list[dict[str, str]]) -> None:
    asked = Q(pk__in=[])
    for name, column in _COLUMNS.items():
        asked |= Q(**{f"{column}__in": {row[name] for row in cells if row.get(name)}})
    for supplier in Supplier.objects.filter(asked):
        for name, column in _COLUMNS.items():
            if value := getattr(supplier, column):
                known.suppliers.setdefault((name, value), set()).add(supplier.pk)


def _know_reports(known: Knowledge, parties: set[UUID], years: set[int]) -> None:
    """Locks the reports: everybody locks a report first, and then the audit chain of its party."""
    reports = EmissionsReport.objects.filter(party_id__in=parties, reporting_year__in=years)
    locked = list(reports.select_for_update().order_by("pk").values_list("pk", flat=True))
    newest = Revision.objects.filter(report_id__in=locked)
    for revision in newest.order_by("report_id", "-number").distinct("report_id").select_related("report", "withdrawal"):
        report, withdrawn = revision.report, hasattr(revision, "withdrawal")
        known.note(
            Standing(report.pk, report.party_id, report.reporting_year, revision.number, content_of(revision), withdrawn)
        )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


_NOBODY = f"The row does not say whose it is. Fill in one of {', '.join(IDENTITY)}."
_UNKNOWN = (
    "There is no supplier with this, or it is not yours to report for. Check each digit, and send it as text so that leading "
    "zeros stay."
)
_SEVERAL = "These cells name no one supplier together. Send the supplier_number alone."
