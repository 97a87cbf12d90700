"""Who moved the programme's total: its change between two years, split by supplier to the last millionth of a tonne."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..assessments import Assessment
from ..summaries import YearSummary
from .figures import figure_before, figures_of

SHARE_PLACES = 4


class Part(StrEnum):
    """Why a supplier's tonnes changed the total. Only what MOVED says anything of its emissions."""

    MOVED = "MOVED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    GAP = "GAP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Micro-tonnes in both years; None where no accepted figure for the whole year is held."""

    party_id: str
    part: Part
    before: int | None
    after: int | None

    @property
    def change(self) -> int:
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfTotal:
    """`contributions` hold every supplier with a figure in either year, the largest change first."""

    before_year: int
    year: int
    contributions: tuple[Contribution, ...]

    @property
    def total_before(self) -> int:
        return sum(each.before or 0 for each in self.contributions)

    @property
    def total_after(self) -> int:
        return sum(each.after or 0 for each in self.contributions)

    @property
    def change(self) -> int:
        return self.total_after - self.total_before

    def part(self, part: Part) -> tuple[Contribution, ...]:
        return tuple(each for each in self.contributions if each.part is part)

    def change_of(self, part: Part) -> int:
        return sum(each.change for each in self.part(part))


def split_change(years: Sequence[YearSummary], year: YearSummary, *, before_year: int) -> ChangeOfTotal | None:
    """None where no supplier has a figure in both years, or `before_year` does not come before."""
    if before_year >= year.year:
        return None
    contributions = [*_of_the_obliged(years, year, before_year), *_of_those_who_left(years, year, before_year)]
    if all(each.part is not Part.MOVED for each in contributions):
        return None
    return ChangeOfTotal(
        before_year=before_year,
        year=year.year,
        contributions=tuple(sorted(contributions, key=lambda each: (-abs(each.change), each.party_id))),
    )


def _of_the_obliged(years: Iterable[YearSummary], year: YearSummary, before_year: int) -> Iterator[Contribution]:
    owed = {each.obligation.party_id: each for earlier in years if earlier.year == before_year for each in earlier.assessments}
    for assessment in year.assessments:
        before = figure_before(assessment, owed.get(assessment.obligation.party_id), before_year)
        after = figures_of(assessment).get(year.year)
        if before is not None or after is not None:
            part = _part_of(assessment, before, after, before_year)
            yield Contribution(party_id=assessment.obligation.party_id, part=part, before=before, after=after)


def _part_of(assessment: Assessment, before: int | None, after: int | None, before_year: int) -> Part:
    if before is not None and after is not None:
        return Part.MOVED
    return Part.JOINED if assessment.obligation.base_year > before_year else Part.GAP


def _of_those_who_left(years: Iterable[YearSummary], year: YearSummary, before_year: int) -> Iterator[Contribution]:
    """Who owed a report about the earlier year and owes none about this one."""
    obliged = {assessment.obligation.party_id for assessment in year.assessments}
    for earlier in years:
        for assessment in earlier.assessments if earlier.year == before_year else ():
            before = figures_of(assessment).get(before_year)
            if before is not None and assessment.obligation.party_id not in obliged:
                yield Contribution(party_id=assessment.obligation.party_id, part=Part.LEFT, before=before, after=None)


def share_of_moved(contribution: Contribution, moved: int) -> Decimal | None:
    """Of `moved`, what the suppliers with both figures changed together; above 1 or below 0 where some went the other way."""
    return share_of(contribution.change, moved) if contribution.part is Part.MOVED else None


def share_of(part: int, whole: int) -> Decimal | None:
    """Rounded for display, half to even."""
    return Decimal(round(Fraction(part * 10**SHARE_PLACES, whole))).scaleb(-SHARE_PLACES) if whole else None
