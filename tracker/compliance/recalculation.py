"""Which revision of the base-year report counts: the adopted one, until the net change since its adoption is significant.

`history` holds the accepted revisions of one year in the order of decision. Nothing else is looked at: not the calendar, not
what waits for review, not the other years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .commitments import Mandate
from .comparison import ComparedFigure, compare_year, compared_gwp_set, why_not_comparable, why_not_usable
from .quantities import Rate
from .reported import ReportedYear, YearRecord, why_provisional

SHARE_PLACES = 4

# After one of these the years in between are stated in another form than the base. An error or a verification is about the
# one year that it names.
RESTATING = frozenset({"STRUCTURAL_CHANGE", "METHOD_CHANGE", "BOUNDARY_CHANGE"})


class AdoptionCause(StrEnum):
    FIRST_ACCEPTED = "FIRST_ACCEPTED"
    THRESHOLD_REACHED = "THRESHOLD_REACHED"
    BASIS_CHANGED = "BASIS_CHANGED"
    BECAME_USABLE = "BECAME_USABLE"
    DOUBT_REMOVED = "DOUBT_REMOVED"


@dataclass(frozen=True, slots=True)
class BaseChange:
    """A revision accepted after the adopted one; `net` is its figure less the adopted one's, None where the two are unlike.

    Of an intensity, `net` is in micro-tonnes at the adopted one's denominator.
    """

    reported: ReportedYear
    figure: ComparedFigure | None
    net: Fraction | None


@dataclass(frozen=True, slots=True)
class Restatement:
    """A base of another form than the one that it replaced; `filed_at` is when the sender first stated the new form."""

    replaced: ReportedYear
    filed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedBase:
    reported: ReportedYear
    figure: ComparedFigure | None
    cause: AdoptionCause
    threshold: Rate
    pending_changes: tuple[BaseChange, ...] = ()
    restatements: tuple[Restatement, ...] = ()

    @property
    def net_change(self) -> Fraction:
        """Of the newest pending change that can be compared."""
        return next((change.net for change in reversed(self.pending_changes) if change.net is not None), Fraction(0))

    @property
    def net_share(self) -> Decimal | None:
        """Of the adopted figure, rounded towards zero: what lies below the threshold never prints as what reaches it."""
        if self.figure is None or not self.figure.tonnes:
            return None
        return Decimal(int(Fraction(self.net_change * 10**SHARE_PLACES, self.figure.tonnes))).scaleb(-SHARE_PLACES)


def history_of(record: YearRecord) -> tuple[ReportedYear, ...]:
    return record.history or ((record.accepted,) if record.accepted else ())


def adopt_base(mandate: Mandate, history: Sequence[ReportedYear]) -> AdoptedBase | None:
    """None while nothing is accepted."""
    if not history:
        return None
    adopted = _adopt(mandate, history[0], AdoptionCause.FIRST_ACCEPTED, ())
    passed: list[ReportedYear] = []
    for later in history[1:]:
        passed.append(later)
        if cause := _why_adopted(mandate, adopted.reported, later):
            adopted = _adopt(mandate, later, cause, adopted.restatements + _restatements(adopted.reported, passed))
            passed = []
    return replace(adopted, pending_changes=tuple(_list_change(mandate, adopted, reported) for reported in passed))


def _adopt(
    mandate: Mandate, reported: ReportedYear, cause: AdoptionCause, restatements: tuple[Restatement, ...]
) -> AdoptedBase:
    return AdoptedBase(
        reported=reported,
        figure=compare_year(mandate, reported, compared_gwp_set(mandate, reported)),
        cause=cause,
        threshold=mandate.recalculation_threshold,
        restatements=restatements,
    )


def _why_adopted(mandate: Mandate, adopted: ReportedYear, later: ReportedYear) -> AdoptionCause | None:
    if _cannot_displace(mandate, adopted, later):
        return None
    if any(why_not_usable(mandate, adopted)):
        return AdoptionCause.BECAME_USABLE
    if any(why_not_comparable(mandate, adopted, later)):
        return AdoptionCause.BASIS_CHANGED
    if _is_significant(mandate, adopted, later):
        return AdoptionCause.THRESHOLD_REACHED
    return AdoptionCause.DOUBT_REMOVED if _doubts(mandate, later) < _doubts(mandate, adopted) else None


def _is_significant(mandate: Mandate, adopted: ReportedYear, later: ReportedYear) -> bool:
    """Exactly: a share of the buyer or a denominator makes fractions of the figures."""
    before, after = _compare(mandate, adopted, later)
    threshold = mandate.recalculation_threshold
    if before is None or after is None:
        return False
    return abs(_net_change(before, after)) * threshold.denominator >= threshold.numerator * before.tonnes


def _compare(
    mandate: Mandate, adopted: ReportedYear, later: ReportedYear
) -> tuple[ComparedFigure | None, ComparedFigure | None]:
    """Both under the potentials of the adopted one, or the mandate's."""
    gwp_set = compared_gwp_set(mandate, adopted)
    return compare_year(mandate, adopted, gwp_set), compare_year(mandate, later, gwp_set)


def _net_change(before: ComparedFigure, after: ComparedFigure) -> Fraction:
    return after.value * (before.divisor or 1) - before.tonnes


def _cannot_displace(mandate: Mandate, adopted: ReportedYear, later: ReportedYear) -> bool:
    """Nor can part of a year a whole one: nothing is computed pro rata."""
    is_shorter = adopted.period.is_full_year and not later.period.is_full_year
    return is_shorter or any(why_not_usable(mandate, later))


def _doubts(mandate: Mandate, reported: ReportedYear) -> set[str]:
    return {reason.code for reason in why_provisional(mandate, reported)}


def _restatements(replaced: ReportedYear, step: Sequence[ReportedYear]) -> tuple[Restatement, ...]:
    """The last change of form on the way from one base to the next, small ones that were only listed included."""
    restating = [reported for reported in step if reported.reason_code in RESTATING]
    return (Restatement(replaced, restating[-1].filed_at),) if restating else ()


def _list_change(mandate: Mandate, adopted: AdoptedBase, reported: ReportedYear) -> BaseChange:
    before, after = _compare(mandate, adopted.reported, reported)
    unlike = _cannot_displace(mandate, adopted.reported, reported) or any(
        why_not_comparable(mandate, adopted.reported, reported)
    )
    return BaseChange(reported, after, None if before is None or after is None or unlike else _net_change(before, after))


def _is_restated(mandate: Mandate, history: Sequence[ReportedYear], restatement: Restatement) -> bool:
    """Filed anew for a reason of that kind, or for the first time, since the base's new form was; or in that form before it."""
    if _is_of_another_form(mandate, restatement.replaced, history[-1]):
        return True
    since = [reported for reported in history if reported.filed_at > restatement.filed_at]
    return any(reported is history[0] or reported.reason_code in RESTATING for reported in since)


def _is_of_another_form(mandate: Mandate, replaced: ReportedYear, reported: ReportedYear) -> bool:
    """As both were stated: that masses could bring one under the potentials of the other makes no one form of two."""
    stated, other = (replace(each, gas_masses={}) for each in (replaced, reported))
    return any(why_not_comparable(mandate, stated, other))


def list_years_to_restate(
    mandate: Mandate, base: AdoptedBase | None, records: Mapping[int, YearRecord], years: range
) -> tuple[int, ...]:
    return tuple(
        year for year in years if base is not None and _needs_restating(mandate, base, records.get(year, YearRecord()))
    )


def _needs_restating(mandate: Mandate, base: AdoptedBase, record: YearRecord) -> bool:
    """Whether the year is still stated in a form that the base has left."""
    history = history_of(record) or ((record.pending,) if record.pending else ())
    return bool(history) and any(not _is_restated(mandate, history, restatement) for restatement in base.restatements)
