"""The verdict on one obligation: one party, one mandate, one year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .commitments import Mandate, Reading
from .comparison import (
    ComparedFigure,
    Step,
    compare_year,
    compared_gwp_set,
    read_compared,
    why_not_comparable,
    why_not_usable,
)
from .gaps import Gap, list_gaps, name_gaps
from .readings import END_POINT_READINGS, NullReason, ReadingOutcome
from .recalculation import AdoptedBase, adopt_base, history_of, list_years_to_restate
from .reported import (
    Reason,
    ReasonCode,
    ReportedYear,
    YearRecord,
    compared_micro_tco2e,
    why_provisional,
)
from .robustness import Robustness, assess_robustness
from .waivers import Waiver

__all__ = [
    "Assessment",
    "Compared",
    "Obligation",
    "Reason",
    "ReasonCode",
    "ReportedYear",
    "Status",
    "YearRecord",
    "assess_obligation",
    "compared_micro_tco2e",
    "list_obligations",
]


class Status(StrEnum):
    WAIVED = "WAIVED"
    NOT_DUE = "NOT_DUE"
    AWAITING_REPORT = "AWAITING_REPORT"
    OVERDUE = "OVERDUE"
    PROVISIONAL = "PROVISIONAL"
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"


NOTHING = YearRecord()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    party_id: str
    commitment_key: str
    year: int
    base_year: int
    end_year: int
    due_on: date
    grace_ends_on: date

    @property
    def is_base_year_report(self) -> bool:
        return self.year == self.base_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One year's figure as the mandate compares it, with the address of the revision that it stands in.

    `micro_tco2e` is rounded down where the figure is a fraction, and stands before the division by a denominator. `value` is
    what is compared, exactly: micro-tonnes, or tonnes for each unit of the denominator.
    """

    reported: ReportedYear
    micro_tco2e: int
    value: Fraction
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    obligation: Obligation
    mandate: Mandate
    status: Status
    current: ReportedYear | None = None
    would_be: Status | None = None
    reasons: tuple[Reason, ...] = ()
    outcomes: Mapping[Reading, ReadingOutcome] = field(default_factory=dict)
    robustness: Robustness | None = None
    series: tuple[Compared, ...] = ()
    waiver: Waiver | None = None
    base: AdoptedBase | None = None
    years_to_restate: tuple[int, ...] = ()
    gaps: Mapping[int, Gap] = field(default_factory=dict)

    @property
    def outcome(self) -> ReadingOutcome | None:
        """What the mandate's own reading says."""
        return self.outcomes.get(self.mandate.reading)


def list_obligations(
    mandate: Mandate, *, party_id: str, base_year: int, first_assessed_year: int, end_year: int
) -> list[Obligation]:
    """The base-year report first, then one obligation for each assessed year."""
    return [
        Obligation(
            party_id=party_id,
            commitment_key=mandate.key,
            year=year,
            base_year=base_year,
            end_year=end_year,
            due_on=mandate.due_on(year),
            grace_ends_on=mandate.grace_ends_on(year),
        )
        for year in (base_year, *range(first_assessed_year, end_year + 1))
    ]


def assess_obligation(
    mandate: Mandate, obligation: Obligation, records: Mapping[int, YearRecord], *, today: date, waived: bool = False
) -> Assessment:
    """The first status that fits, in the order of the domain's list; `today` is the day in the mandate's time zone."""
    record = records.get(obligation.year, NOTHING)
    judged = _judge(mandate, obligation, records, record.accepted or record.pending)
    status = _calendar_status(obligation, record, today=today, waived=waived)
    if status is None:
        return judged
    if status is Status.PROVISIONAL:
        return replace(judged, status=status, would_be=judged.would_be or judged.status)
    return replace(judged, status=status, would_be=None, reasons=(), robustness=None)


def _calendar_status(obligation: Obligation, record: YearRecord, *, today: date, waived: bool) -> Status | None:
    """The status that needs no arithmetic, or None when an accepted revision is to be judged."""
    if waived:
        return Status.WAIVED
    year_runs = today <= date(obligation.year, 12, 31)
    if year_runs or (today <= obligation.due_on and record.accepted is None):
        return Status.NOT_DUE
    if record.accepted is not None:
        return None
    if record.pending is not None:
        return Status.PROVISIONAL
    return Status.OVERDUE if today > obligation.grace_ends_on else Status.AWAITING_REPORT


def _judge(
    mandate: Mandate, obligation: Obligation, records: Mapping[int, YearRecord], current: ReportedYear | None
) -> Assessment:
    base = adopt_base(mandate, history_of(records.get(obligation.base_year, NOTHING)))
    if base is not None and obligation.is_base_year_report:
        current = base.reported
    to_restate = list_years_to_restate(mandate, base, records, range(obligation.base_year + 1, obligation.year + 1))
    base_report = base.reported if base else records.get(obligation.base_year, NOTHING).pending
    between = range(obligation.base_year + 1, obligation.year)
    gaps = list_gaps(mandate, base_report, records, between, to_restate)
    inputs = _select_inputs(mandate, obligation, records, current, base_report, gaps)
    compared = _compare(mandate, obligation, inputs)
    series = tuple(_as_compared(inputs[year], compared[year]) for year in sorted(compared))
    refusals = tuple(_why_not_assessable(mandate, obligation, inputs, compared))
    outcomes = _read(mandate, obligation, compared, gaps) if obligation.base_year in compared and not refusals else {}
    declared = outcomes.get(mandate.reading)
    if not refusals and declared is not None and declared.passes is None and current is not None:
        refusals = (_null_reading(mandate, declared), *(reason for gap in gaps.values() for reason in gap.reasons))
    robustness = assess_robustness(outcomes) if declared is not None and declared.passes is not None else None
    verdict = Status.COMPLIANT if declared is None or declared.passes else Status.NON_COMPLIANT
    years = declared.rests_on_years if declared else (obligation.year,)
    doubts = tuple(doubt for year in years if year in inputs for doubt in why_provisional(mandate, inputs[year]))
    status = Status.NOT_ASSESSABLE if refusals else Status.PROVISIONAL if doubts else verdict
    return Assessment(
        obligation=obligation,
        mandate=mandate,
        status=status,
        current=current,
        would_be=verdict if status is Status.PROVISIONAL else None,
        reasons=refusals or doubts,
        outcomes=outcomes,
        robustness=robustness,
        series=series,
        base=base,
        years_to_restate=to_restate,
        gaps=gaps,
    )


def _compare(mandate: Mandate, obligation: Obligation, inputs: Mapping[int, ReportedYear]) -> dict[int, ComparedFigure]:
    base = inputs.get(obligation.base_year)
    figures = {
        year: compare_year(mandate, reported, compared_gwp_set(mandate, base or reported)) for year, reported in inputs.items()
    }
    return {year: figure for year, figure in figures.items() if figure is not None}


def _as_compared(reported: ReportedYear, figure: ComparedFigure) -> Compared:
    return Compared(reported=reported, micro_tco2e=figure.micro_tco2e, value=figure.value, steps=figure.steps)


def _read(
    mandate: Mandate, obligation: Obligation, compared: Mapping[int, ComparedFigure], gaps: Mapping[int, Gap]
) -> dict[Reading, ReadingOutcome]:
    if obligation.is_base_year_report:
        return {}
    outcomes = read_compared(
        compared, mandate.rate, base_year=obligation.base_year, year=obligation.year, end_year=obligation.end_year
    )
    absent = [year for year in range(obligation.base_year, obligation.year) if year not in compared]
    return name_gaps(outcomes, absent, gaps)


def _select_inputs(
    mandate: Mandate,
    obligation: Obligation,
    records: Mapping[int, YearRecord],
    current: ReportedYear | None,
    base: ReportedYear | None,
    gaps: Mapping[int, Gap],
) -> dict[int, ReportedYear]:
    """The revision of each year up to the one under judgment.

    Of the base year it is the adopted one. One of the years between that is unaccepted, partial or too weakly assured serves
    only where the mandate's own reading cannot do without it, and then makes the verdict provisional. A gap serves none.
    """
    needs_interim = mandate.reading not in END_POINT_READINGS
    inputs: dict[int, ReportedYear] = {} if base is None else {obligation.base_year: base}
    for year in range(obligation.base_year + 1, obligation.year):
        record = records.get(year, NOTHING)
        reported = record.accepted or record.pending
        if reported is None or year in gaps:
            continue
        if needs_interim or not any(why_provisional(mandate, reported)):
            inputs[year] = reported
    if current is not None:
        inputs[obligation.year] = current
    return inputs


def _why_not_assessable(
    mandate: Mandate, obligation: Obligation, inputs: Mapping[int, ReportedYear], compared: Mapping[int, ComparedFigure]
) -> Iterator[Reason]:
    base, current = inputs.get(obligation.base_year), inputs.get(obligation.year)
    if current is not None and base is None:
        yield Reason(
            ReasonCode.BASE_YEAR_MISSING,
            f"No report about the base year {obligation.base_year}; file it first.",
            {"year": obligation.base_year},
        )
    for reported in {reported.year: reported for reported in (base, current) if reported is not None}.values():
        yield from why_not_usable(mandate, reported)
    if obligation.base_year in compared and not compared[obligation.base_year].tonnes:
        yield Reason(
            ReasonCode.BASE_YEAR_ZERO,
            f"The base year {obligation.base_year} is zero; no rate can be computed from it.",
            {"year": obligation.base_year},
        )
    if base is not None and current is not None:
        yield from why_not_comparable(mandate, base, current)


def _null_reading(mandate: Mandate, declared: ReadingOutcome) -> Reason:
    cause = declared.null_reason or NullReason.MISSING_YEAR
    sentence = f"The reading {mandate.reading} says nothing, since {_NULL_CAUSES[cause]}."
    return Reason(ReasonCode.READING_IS_NULL, sentence, {"reading": mandate.reading, "cause": cause})


_NULL_CAUSES = {
    NullReason.MISSING_YEAR: "a year is missing in between",
    NullReason.ZERO_YEAR: "an earlier year is zero",
    NullReason.YEAR_NOT_COMPARABLE: "a year in between cannot be compared with the base year",
    NullReason.YEAR_TO_RESTATE: "a year in between was not restated with the base year",
}
