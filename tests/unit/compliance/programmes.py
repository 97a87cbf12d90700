"""Programmes of suppliers named by letters. A series starts in the base year; None is a year without a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tests.unit.compliance.makers import accepted, make_mandate
from tracker.compliance.assessments import Assessment, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Mandate
from tracker.compliance.programme import ProgrammeView, view_programme
from tracker.compliance.quantities import from_micro
from tracker.compliance.summaries import (
    MandateSummary,
    Partner,
    sum_across_partners,
    summarize_year,
    year_in_focus,
)

LATER = date(2040, 1, 1)
Series = Sequence[Any]


def summarize(
    suppliers: Mapping[str, Series],
    *,
    today: date = LATER,
    joined: Mapping[str, int] | None = None,
    left: Mapping[str, int] | None = None,
    partners: Mapping[str, dict[str, Any]] | None = None,
    waived: Sequence[str] = (),
    **terms: Any,
) -> MandateSummary:
    """`joined` and `left` are the base and the end year of those on a calendar of their own."""
    mandate = make_mandate(**terms)
    by_year: dict[int, list[Assessment]] = {}
    for name, series in suppliers.items():
        base = (joined or {}).get(name, mandate.base_year)
        end = (left or {}).get(name, mandate.end_year)
        records = records_of(base, series)
        for obligation in list_obligations(mandate, party_id=name, base_year=base, first_assessed_year=base + 1, end_year=end):
            found = assess_obligation(mandate, obligation, records, today=today, waived=name in waived)
            by_year.setdefault(obligation.year, []).append(found)
    return close(mandate, by_year, {name: _partner(name, (partners or {}).get(name, {})) for name in suppliers}, today)


def close(
    mandate: Mandate, by_year: Mapping[int, list[Assessment]], partners: Mapping[str, Partner], today: date
) -> MandateSummary:
    years = tuple(summarize_year(year, by_year[year]) for year in sorted(by_year))
    focus = year_in_focus(mandate, years, today=today)
    across = sum_across_partners(mandate, focus)
    return MandateSummary(mandate=mandate, years=years, in_focus=focus, across_partners=across, partners=partners)


def records_of(base: int, series: Series) -> dict[int, YearRecord]:
    """A YearRecord stands for itself; an amount in tonnes was accepted."""
    return {
        year: each if isinstance(each, YearRecord) else accepted(year, each)
        for year, each in enumerate(series, start=base)
        if each is not None
    }


def _partner(name: str, changes: dict[str, Any]) -> Partner:
    return replace(Partner(party_id=name, name=name.upper(), name_local="", country="CN", tier=1), **changes)


def view(suppliers: Mapping[str, Series], *, year: int | None = None, **options: Any) -> ProgrammeView:
    return view_programme(summarize(suppliers, **options), year=year)


def in_micro(series: Sequence[int]) -> list[Any]:
    """Micro-tonnes as the amounts that the makers take."""
    return [from_micro(amount) for amount in series]
