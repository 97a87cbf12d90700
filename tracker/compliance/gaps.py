"""The years between the base year and the one under judgment that no reading can use, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from .commitments import Mandate, Reading
from .comparison import why_not_comparable, why_not_usable
from .readings import END_POINT_READINGS, NullReason, ReadingOutcome
from .reported import Reason, ReportedYear, YearRecord

# What a reading lacks first: a restatement helps nothing while a year has no report.
_IN_ORDER = (NullReason.MISSING_YEAR, NullReason.YEAR_NOT_COMPARABLE, NullReason.YEAR_TO_RESTATE)


@dataclass(frozen=True, slots=True)
class Gap:
    """`reasons` are those of a year that cannot be compared."""

    cause: NullReason
    reasons: tuple[Reason, ...] = ()


def list_gaps(
    mandate: Mandate,
    base: ReportedYear | None,
    records: Mapping[int, YearRecord],
    years: Iterable[int],
    to_restate: Collection[int],
) -> dict[int, Gap]:
    """By year. None of a year in doubt, which may serve the readings that cannot do without it."""
    gaps = {year: _find_gap(mandate, base, records.get(year, YearRecord()), waits=year in to_restate) for year in years}
    return {year: gap for year, gap in gaps.items() if gap is not None}


def _find_gap(mandate: Mandate, base: ReportedYear | None, record: YearRecord, *, waits: bool) -> Gap | None:
    reported = record.accepted or record.pending
    if reported is None or base is None:
        return Gap(NullReason.MISSING_YEAR)
    if waits:
        return Gap(NullReason.YEAR_TO_RESTATE)
    reasons = (*why_not_usable(mandate, reported), *why_not_comparable(mandate, base, reported))
    return Gap(NullReason.YEAR_NOT_COMPARABLE, reasons) if reasons else None


def name_gaps(
    outcomes: Mapping[Reading, ReadingOutcome], absent: Iterable[int], gaps: Mapping[int, Gap]
) -> dict[Reading, ReadingOutcome]:
    """Says of a reading that lacks years between what is first to be done about them."""
    cause = find_cause(absent, gaps)
    return {
        reading: replace(outcome, null_reason=cause)
        if cause and reading not in END_POINT_READINGS and outcome.null_reason is NullReason.MISSING_YEAR
        else outcome
        for reading, outcome in outcomes.items()
    }


def find_cause(absent: Iterable[int], gaps: Mapping[int, Gap]) -> NullReason | None:
    """None where nothing is absent."""
    missing = Gap(NullReason.MISSING_YEAR)
    return min((gaps.get(year, missing).cause for year in absent), key=_IN_ORDER.index, default=None)
