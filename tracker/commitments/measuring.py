"""The figures of commitments that are measured: recorded with their source, and reversed with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet

from tracker.compliance.commitments import CountGoal, ShareGoal
from tracker.compliance.counts import CountProgress, measure_count
from tracker.compliance.measurements import Measured
from tracker.compliance.periods import Period
from tracker.compliance.quantities import QuantityError, check_quantity, to_micro
from tracker.compliance.shares import ShareProgress, measure_share
from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Conflict, FieldFault, Missing, Refusal
from tracker.records.text import find_unstorable

from .models import TEXT_LENGTH, URL_LENGTH, Commitment, Measurement
from .queries import get_commitment, list_measured_goals

CHECK_ADDRESS = URLValidator(schemes=["http", "https"])

MeasuredGoal = ShareGoal | CountGoal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`of_total` is the whole that a share is taken of; a count has none."""

    period: Period
    amount: Decimal
    of_total: Decimal | None = None
    source: str
    source_url: str = ""


@action
def record_measurement(*, actor: Actor, commitment_key: str, figure: Figure, now: datetime) -> Measurement:
    """Raises Refusal with every fault, or Conflict where a figure for some of these days stands already."""
    commitment = _lock(commitment_key)
    goal = get_commitment(commitment_key, as_of=now)
    if not isinstance(goal, ShareGoal | CountGoal):
        raise Conflict("not-measured", f"“{commitment_key}” is not measured by figures of its own; name one that is.")
    check_figure(goal, figure, today=now.astimezone(goal.zone).date())
    check_can_record(commitment, figure.period)
    measurement = Measurement.objects.create(
        commitment=commitment,
        period_start=figure.period.start,
        period_end=figure.period.end,
        amount=figure.amount,
        of_total=figure.of_total,
        unit=goal.unit,
        source=figure.source.strip(),
        source_url=figure.source_url,
        recorded_by=actor.label,
    )
    facts = {"commitment": commitment_key, "amount": f"{figure.amount:f}", "source": measurement.source}
    record_event(verb="commitments.record_measurement", subject=measurement, party_id=None, facts=facts)
    return measurement


@action
def reverse_measurement(*, actor: Actor, measurement_id: UUID, reason: str) -> Measurement:
    """The counter-entry that takes a figure back, whole. Raises Missing, Refusal or Conflict."""
    measurement = Measurement.objects.select_related("commitment").filter(pk=measurement_id).first()
    if measurement is None:
        raise Missing("not-found", "There is no such measurement.")
    _lock(measurement.commitment.key)
    check_can_reverse(measurement, reason)
    reversal = Measurement.objects.create(
        commitment=measurement.commitment,
        period_start=measurement.period_start,
        period_end=measurement.period_end,
        amount=-measurement.amount,
        of_total=None if measurement.of_total is None else -measurement.of_total,
        unit=measurement.unit,
        source=measurement.source,
        source_url=measurement.source_url,
        reverses=measurement,
        reason=reason.strip(),
        recorded_by=actor.label,
    )
    facts = {"reverses": str(measurement.pk), "amount": f"{reversal.amount:f}", "reason": reversal.reason}
    record_event(verb="commitments.reverse_measurement", subject=reversal, party_id=None, facts=facts)
    return reversal


def check_figure(goal: MeasuredGoal, figure: Figure, *, today: date) -> None:
    faults = (*_faults_of_period(goal, figure.period, today), *_faults_of_amounts(goal, figure), *_faults_of_source(figure))
    if faults:
        raise Refusal("invalid-measurement", " ".join(fault.detail for fault in faults), faults=faults)


def _faults_of_period(goal: MeasuredGoal, period: Period, today: date) -> Iterator[FieldFault]:
    if period.end < period.start:
        yield FieldFault("/period_end", "period-order", f"{period.end} is before {period.start}.")
    elif period.end > today:
        yield FieldFault(
            "/period_end", "period-not-over", f"The period is not over yet; record its figure from {period.end} on."
        )
    elif isinstance(goal, CountGoal) and not (goal.start <= period.start and period.end <= goal.end):
        yield FieldFault("/period_start", "outside-goal", f"The goal runs from {goal.start} to {goal.end}.")
    elif isinstance(goal, ShareGoal) and not period.is_full_year:
        sentence = "A share is measured over a full year, of twelve months or 52 or 53 whole weeks."
        yield FieldFault("/period_end", "partial-year", sentence)


def _faults_of_amounts(goal: MeasuredGoal, figure: Figure) -> Iterator[FieldFault]:
    given = {"amount": figure.amount} | ({} if figure.of_total is None else {"of_total": figure.of_total})
    unreadable = {name: fault for name, value in given.items() if (fault := _why_no_quantity(value))}
    for name, fault in unreadable.items():
        yield FieldFault(f"/{name}", "quantity", fault)
    if unreadable:
        return
    if isinstance(goal, CountGoal):
        if figure.amount % 1:
            yield FieldFault("/amount", "not-whole", f"A count of {goal.unit} is a whole number, not {figure.amount}.")
        if figure.of_total is not None:
            yield FieldFault("/of_total", "not-a-share", "A count is of no total; leave it out.")
    elif not figure.of_total:
        yield FieldFault("/of_total", "required", f"A share is of {goal.whole}: state how much that was, above zero.")
    elif figure.amount > figure.of_total:
        sentence = f"It is more than {goal.whole}, {figure.of_total}; a part is at most the whole."
        yield FieldFault("/amount", "more-than-whole", sentence)


def _why_no_quantity(value: Decimal) -> str | None:
    try:
        check_quantity(value)
    except QuantityError as error:
        return str(error)
    return None


def _faults_of_source(figure: Figure) -> Iterator[FieldFault]:
    if not figure.source.strip():
        yield FieldFault("/source", "required", "A figure names its source: who measured or published it, and where.")
    for name, text, longest in (("source", figure.source, TEXT_LENGTH), ("source_url", figure.source_url, URL_LENGTH)):
        if len(text) > longest:
            yield FieldFault(f"/{name}", "too-long", f"{len(text)} characters are too many; at most {longest} are kept.")
        elif found := find_unstorable(text):
            yield FieldFault(f"/{name}", "not-text", f"It holds the character {found}, which is not accepted. Leave it out.")
    if figure.source_url and not _is_address(figure.source_url):
        yield FieldFault("/source_url", "url", "This is not an address such as https://example.org/report.")


def _is_address(text: str) -> bool:
    try:
        CHECK_ADDRESS(text)
    except ValidationError:
        return False
    return True


def check_can_record(commitment: Commitment, period: Period) -> None:
    standing = commitment.measurements.filter(
        reverses__isnull=True, reversed_by__isnull=True, period_start__lte=period.end, period_end__gte=period.start
    ).first()
    if standing is not None:
        raise Conflict(
            "measurement-stands",
            f"A figure for {standing.period_start} to {standing.period_end} stands already. Reverse it first.",
        )


def check_can_reverse(measurement: Measurement, reason: str) -> None:
    if measurement.reverses_id is not None:
        raise Conflict("is-reversal", "A reversal is not reversed; record the right figure as a new measurement.")
    if Measurement.objects.filter(reverses=measurement).exists():
        raise Conflict("measurement-reversed", "This measurement is reversed already.")
    if not reason.strip():
        raise Refusal("reason-required", "Say why the figure is reversed: every reader sees the reason.")
    if found := find_unstorable(reason):
        raise Refusal("not-text", f"The reason holds the character {found}, which is not accepted. Leave it out.")


def can_reverse(measurement: Measurement) -> bool:
    try:
        check_can_reverse(measurement, "asked")
    except Refusal:
        return False
    return True


def _lock(commitment_key: str) -> Commitment:
    commitment = Commitment.objects.select_for_update().filter(key=commitment_key).first()
    if commitment is None:
        raise Missing("commitment-unknown", f"There is no commitment “{commitment_key}”.")
    return commitment


def list_standing(commitment_key: str, *, as_of: datetime) -> QuerySet[Measurement]:
    """What was recorded until `as_of` and had not been reversed then."""
    reversed_then = Q(pk__in=Measurement.objects.filter(recorded_at__lte=as_of, reverses__isnull=False).values("reverses"))
    recorded = Measurement.objects.filter(commitment__key=commitment_key, recorded_at__lte=as_of, reverses__isnull=True)
    return recorded.exclude(reversed_then)


def measure_goal(goal: MeasuredGoal, *, as_of: datetime) -> ShareProgress | CountProgress:
    figures = [_as_measured(row) for row in list_standing(goal.key, as_of=as_of)]
    today = as_of.astimezone(goal.zone).date()
    if isinstance(goal, ShareGoal):
        return measure_share(goal, figures, today=today)
    return measure_count(goal, figures, today=today)


def list_measured_progress(*, as_of: datetime) -> list[ShareProgress | CountProgress]:
    return [measure_goal(goal, as_of=as_of) for goal in list_measured_goals(as_of=as_of)]


def _as_measured(row: Measurement) -> Measured:
    return Measured(
        measurement_id=str(row.pk),
        period=Period(row.period_start, row.period_end),
        micro=to_micro(row.amount),
        micro_of=None if row.of_total is None else to_micro(row.of_total),
        source=row.source,
        source_url=row.source_url or None,
    )
