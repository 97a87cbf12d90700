"""What an accepted revision changes: supposed before the decision, and told after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .assessments import NOTHING, Assessment, Obligation, Status
from .commitments import Mandate
from .comparison import ComparedFigure, compare_year, compared_gwp_set
from .recalculation import adopt_base, history_of
from .reported import ReportedYear, YearRecord

Records = Mapping[int, YearRecord]
Judge = Callable[[Obligation, Records], Assessment]


SUPPOSED = "supposed"
"""The decision on a revision that waits, for the while of asking what its acceptance would mean."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One obligation as it stands, and as it would stand."""

    before: Assessment
    after: Assessment

    @property
    def changes(self) -> bool:
        return _answer(self.before) != _answer(self.after)


@dataclass(frozen=True, slots=True)
class Preview:
    """Every obligation of one party in one mandate."""

    mandate: Mandate
    effects: tuple[Effect, ...]

    @property
    def changed(self) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.changes)


def _answer(assessment: Assessment) -> tuple[object, ...]:
    """Status and verdict, and what is allowed."""
    outcome = assessment.outcome
    said = (outcome.passes, outcome.allowed) if outcome else None
    return assessment.status, assessment.would_be, assessment.robustness, said


def suppose_accepted(records: Records, revision_id: str, *, at: datetime) -> Records | None:
    """None where no revision of this id waits, so that there is nothing to suppose."""
    for year, record in records.items():
        if record.pending is not None and record.pending.revision_id == revision_id:
            accepted = replace(record.pending, decision_id=SUPPOSED, decided_at=at)
            return {**records, year: YearRecord(accepted=accepted, history=(*history_of(record), accepted))}
    return None


def preview_effects(
    mandate: Mandate, obligations: Iterable[Obligation], records: Records, supposed: Records, judge: Judge
) -> Preview:
    return Preview(mandate, tuple(Effect(judge(each, records), judge(each, supposed)) for each in obligations))


@dataclass(frozen=True, slots=True)
class Flip:
    year: int
    before: Status
    after: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An accepted revision, with what was known just before the decision on it and with it."""

    reported: ReportedYear
    before: Records
    after: Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One decision. The figures are those that are compared: of the base year, the adopted one's."""

    reported: ReportedYear
    stated: ComparedFigure | None
    before: ComparedFigure | None
    after: ComparedFigure | None
    flips: tuple[Flip, ...]

    @property
    def counts(self) -> bool:
        """Whether the revision's figure is what is compared from then on."""
        return self.after == self.stated

    @property
    def difference(self) -> int | None:
        """Of the tonnes as they are shown, so that all of them add up."""
        return None if self.before is None or self.after is None else self.after.micro_tco2e - self.before.micro_tco2e


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """From the figures known at `since`, or from none, to the closing ones; None is a year without a figure."""

    mandate: Mandate
    party_id: str
    base_year: int
    since: datetime | None
    opening: Mapping[int, ComparedFigure | None]
    closing: Mapping[int, ComparedFigure | None]
    acceptances: tuple[Acceptance, ...]


def reconcile_figures(
    mandate: Mandate,
    obligations: Sequence[Obligation],
    decided: Iterable[Decided],
    judge: Judge,
    *,
    opening: Records,
    closing: Records,
    since: datetime | None,
) -> Reconciliation:
    """By the same mandate, on the same day, under the potentials of the closing base: only figures make a difference."""
    base_year = obligations[0].base_year
    years = range(base_year, max(obligation.year for obligation in obligations) + 1)
    base = _find_counting(mandate, closing.get(base_year, NOTHING), is_base=True)

    def compare(reported: ReportedYear | None) -> ComparedFigure | None:
        return compare_year(mandate, reported, compared_gwp_set(mandate, base or reported)) if reported else None

    def figures(records: Records) -> dict[int, ComparedFigure | None]:
        return {year: compare(_find_counting(mandate, records.get(year, NOTHING), is_base=year == base_year)) for year in years}

    def tell(decision: Decided) -> Acceptance:
        year = decision.reported.year
        return Acceptance(
            reported=decision.reported,
            stated=compare(decision.reported),
            before=figures(decision.before)[year],
            after=figures(decision.after)[year],
            flips=tuple(_flips(obligations, decision, judge)),
        )

    return Reconciliation(
        mandate=mandate,
        party_id=obligations[0].party_id,
        base_year=base_year,
        since=since,
        opening=figures(opening),
        closing=figures(closing),
        acceptances=tuple(tell(decision) for decision in decided if decision.reported.year in years),
    )


def _find_counting(mandate: Mandate, record: YearRecord, *, is_base: bool) -> ReportedYear | None:
    if not is_base:
        return record.accepted
    adopted = adopt_base(mandate, history_of(record))
    return adopted.reported if adopted else None


def _flips(obligations: Iterable[Obligation], decision: Decided, judge: Judge) -> Iterable[Flip]:
    for obligation in obligations:
        before, after = judge(obligation, decision.before).status, judge(obligation, decision.after).status
        if before is not after:
            yield Flip(obligation.year, before, after)
