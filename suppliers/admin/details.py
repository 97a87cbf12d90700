"""What revisions state beyond scope 1 and scope 2, line by line; a line that none of them states is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from suppliers.details import GASES, SCOPE_3_CATEGORIES, SOURCES
from suppliers.models import EmissionSource, Revision
from suppliers.statements import ID_KINDS
from tracker.presentation.numbers import NOTHING

from .lines import Line, quantity, words

AMOUNTS = {
    "biogenic_co2_t": ("Biogenic CO₂", "t CO₂"),
    "offsets_tco2e": ("Offsets, never netted", "t CO₂e"),
    "removals_tco2e": ("Removals, never netted", "t CO₂e"),
    "energy_mwh": ("Energy", "MWh"),
    "electricity_mwh": ("Purchased electricity", "MWh"),
    "renewable_energy_mwh": ("Renewable energy", "MWh"),
}


def list_detail_lines(revisions: Sequence[Revision]) -> Iterator[Line]:
    if any(revision.nil_report for revision in revisions):
        yield words(_("Nil report"), [_("Nothing was run") if revision.nil_report else NOTHING for revision in revisions])
    yield from _keyed(revisions, "scope_1_by_source_tco2e", SOURCES, _name_source, "t CO₂e")
    yield from _keyed(revisions, "scope_3_tco2e", SCOPE_3_CATEGORIES, lambda key: _("Scope 3, category %s") % key, "t CO₂e")
    yield from _keyed(revisions, "gas_masses_t", GASES, lambda key: key.replace("_", "-"), _("t of gas"))
    for name, (label, unit) in AMOUNTS.items():
        values = [getattr(revision, name) for revision in revisions]
        if any(value is not None for value in values):
            yield quantity(_(label), values, unit)
    yield from _denominators(revisions)
    if any(revision.allocation_method for revision in revisions):
        yield quantity(_("Share of the buyer"), [revision.allocation_share for revision in revisions], "")
        yield words(_("Allocated by"), [revision.get_allocation_method_display() or NOTHING for revision in revisions])


def list_statement_lines(revisions: Sequence[Revision]) -> Iterator[Line]:
    """What is told about the figures."""
    if any(revision.data_quality or revision.data_quality_text for revision in revisions):
        yield words(_("Data quality"), [_quality(revision) for revision in revisions])
    for kind in ID_KINDS:
        stated = [(revision.external_ids or {}).get(kind) for revision in revisions]
        if any(stated):
            yield words(_("Own number") if kind == "number" else kind.upper(), [each or NOTHING for each in stated])


def _quality(revision: Revision) -> str:
    parts = (revision.get_data_quality_display(), revision.data_quality_text)
    return ": ".join(part for part in parts if part) or NOTHING


def _name_source(source: str) -> str:
    return _("Scope 1, %s") % EmissionSource(source).label.lower()


def _keyed(
    revisions: Sequence[Revision], name: str, keys: Sequence[str], label: Callable[[str], str], unit: str
) -> Iterator[Line]:
    stated = [getattr(revision, name) or {} for revision in revisions]
    for key in keys:
        if any(key in figures for figures in stated):
            yield quantity(label(key), [_decimal(figures.get(key)) for figures in stated], unit)


def _denominators(revisions: Sequence[Revision]) -> Iterator[Line]:
    """Each unit on a line of its own, since amounts in two units are not to be set beside each other."""
    stated: list[dict[tuple[str, str], Any]] = [
        {(each["name"], each["unit"]): each["amount"] for each in revision.denominators or ()} for revision in revisions
    ]
    for name, unit in dict.fromkeys(known for amounts in stated for known in amounts):
        yield quantity(name, [_decimal(amounts.get((name, unit))) for amounts in stated], f"× {unit}")


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
