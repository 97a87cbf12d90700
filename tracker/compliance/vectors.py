"""Runs the test vectors that a commitment publishes through the rule that it states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .assessments import Assessment, assess_obligation, list_obligations
from .commitments import STATUS, AllocationMethod, Commitment, CountGoal, Goal, GwpSet, Mandate, Reading, ShareGoal, Vector
from .counts import measure_count
from .goals import LedgerLine, MassState, measure_progress
from .measurements import Measured
from .periods import Period
from .quantities import MICRO
from .reported import ReportedYear, YearRecord
from .shares import measure_share

PASSES, FAILS, SAYS_NOTHING = "PASSES", "FAILS", "SAYS_NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenVector:
    number: int
    why: str
    name: str
    expected: str
    got: str

    @property
    def sentence(self) -> str:
        return (
            f"vector {self.number} (“{self.why}”) expects {self.name} to be {self.expected}, and the terms make it {self.got}. "
            "Correct the one or the other."
        )


def find_broken(commitment: Commitment) -> Iterator[BrokenVector]:
    """Every expectation that the rule does not meet, in the order of the vectors."""
    for number, vector in enumerate(commitment.vectors, start=1):
        got = _answer(commitment, vector)
        for name, expected in vector.expect:
            if got[name] != expected:
                yield BrokenVector(number=number, why=vector.why, name=name, expected=expected, got=got[name])


def _answer(commitment: Commitment, vector: Vector) -> Mapping[str, str]:
    """What the engine says of the vector's figures, by the names that it may expect something of."""
    if isinstance(commitment, Mandate):
        return _answer_mandate(commitment, vector)
    if isinstance(commitment, Goal):
        return _answer_goal(commitment, vector)
    if isinstance(commitment, ShareGoal):
        share = measure_share(commitment, _figures(vector, of=MICRO), today=_day_of(vector))
        return {STATUS: share.status, **{step.step.by.isoformat(): step.status for step in share.steps}}
    if isinstance(commitment, CountGoal):
        return {STATUS: measure_count(commitment, _figures(vector), today=_day_of(vector)).status}
    raise TypeError(f"{commitment.label} has vectors, and nothing can run them.")


def _answer_mandate(mandate: Mandate, vector: Vector) -> Mapping[str, str]:
    """The latest figure is the one that is judged; all are accepted, of full years, and assured as the mandate asks."""
    year = max(year for year, _ in vector.figures)
    obligation = list_obligations(
        mandate, party_id="", base_year=mandate.base_year, first_assessed_year=year, end_year=max(year, mandate.end_year)
    )[0 if year == mandate.base_year else 1]
    records = {year: YearRecord(accepted=_report(mandate, year, micro)) for year, micro in vector.figures}
    today = vector.on or obligation.grace_ends_on + timedelta(days=1)
    assessment = assess_obligation(mandate, obligation, records, today=today)
    return {STATUS: assessment.status, **{reading: _verdict(assessment, reading) for reading in Reading}}


def _verdict(assessment: Assessment, reading: Reading) -> str:
    outcome = assessment.outcomes.get(reading)
    if outcome is None or outcome.passes is None:
        return SAYS_NOTHING
    return PASSES if outcome.passes else FAILS


def _report(mandate: Mandate, year: int, micro: int) -> ReportedYear:
    """All of it in the first scope that is compared."""
    first = min(mandate.scopes)
    return ReportedYear(
        year=year,
        period=_whole(year),
        consolidation_approach="OPERATIONAL_CONTROL",
        gwp_set=mandate.gwp_set or GwpSet.AR5,
        scope_1=micro if first == 1 else 0,
        scope_2_location=micro if first == 2 else 0,
        scope_2_market=micro if first == 2 else 0,
        assurance=mandate.minimum_assurance,
        scope_3={1: micro if first == 3 else 0} if 3 in mandate.scopes else {},
        denominators={mandate.denominator: MICRO} if mandate.denominator else {},
        allocation_method=AllocationMethod.OTHER,
        allocation_share=MICRO,
        revision_id=f"vector {year}",
        revision_number=1,
        content_sha256="",
        decision_id="vector",
    )


def _answer_goal(goal: Goal, vector: Vector) -> Mapping[str, str]:
    lines = [
        LedgerLine(
            entry_id=str(year), period=_whole(year), micro_kg=micro, state=MassState.CLAIMED, estimated=False, source="vector"
        )
        for year, micro in vector.figures
    ]
    return {STATUS: measure_progress(goal, lines, today=_day_of(vector)).status}


def _figures(vector: Vector, *, of: int | None = None) -> list[Measured]:
    return [
        Measured(measurement_id=str(year), period=_whole(year), micro=micro, micro_of=of, source="vector")
        for year, micro in vector.figures
    ]


def _day_of(vector: Vector) -> date:
    """The day after the last figure's year, where the vector names none."""
    return vector.on or date(max(year for year, _ in vector.figures) + 1, 1, 1)


def _whole(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))
