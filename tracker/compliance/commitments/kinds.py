"""The kinds of commitments: which terms each has, and what is refused about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import MAXYEAR
from typing import Any

from ..quantities import Rate, to_micro
from .codes import Assurance, CommitmentKind, Fate, GwpSet, Reading, Scope2Method
from .measured import read_count_goal, read_share_goal
from .promises import Commitment, Goal, Mandate
from .scope import read_scope_of_comparison
from .terms import CommitmentError, Terms
from .vectors import STATUS, read_vectors

# The report about a year falls due in the next one, and its grace may reach the one after.
LAST_YEAR = MAXYEAR - 2
MOST_GRACE_DAYS = 366
# What a mandate that says nothing about corrective action plans allows for filing one.
USUAL_PLAN_DAYS, MOST_PLAN_DAYS = 60, 366
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_commitment(key: str, version: int, terms: Mapping[str, Any]) -> Commitment:
    """The commitment that `terms` state: a mapping of plain values, decimals and days as text. Raises CommitmentError."""
    if not isinstance(terms, Mapping) or not terms:
        raise CommitmentError(f"{key} v{version}: terms must be a table of what was promised, not {terms!r}.")
    reader = Terms(f"{key} v{version}", terms)
    kind = reader.choose("kind", CommitmentKind)
    common = {"key": key, "version": version, **_read_common(reader)}
    commitment = _READERS[kind](reader, common)
    reader.refuse_unknown()
    return commitment


def _read_common(reader: Terms) -> dict[str, Any]:
    return {
        "title": reader.take("title", str),
        "statement": reader.take("statement", str),
        "sources": reader.sources(),
        "valid_from": reader.day("valid_from"),
        "zone": reader.zone(),
        "illustration_note": reader.take("illustration_note", str, optional=True),
    }


def _read_mandate(reader: Terms, common: dict[str, Any]) -> Mandate:
    mandate = Mandate(
        **common,
        rate=Rate.from_decimal(reader.decimal("rate")),
        reading=reader.choose("reading", Reading),
        base_year=reader.whole_number("base_year", low=1, high=LAST_YEAR),
        first_assessed_year=reader.whole_number("first_assessed_year", low=1, high=LAST_YEAR),
        end_year=reader.whole_number("end_year", low=1, high=LAST_YEAR),
        scopes=reader.some_of("scopes", (1, 2, 3)),
        scope_2_method=reader.choose("scope_2_method", Scope2Method),
        gwp_set=reader.choose("gwp_set", GwpSet, optional=True),
        minimum_assurance=reader.choose("minimum_assurance", Assurance),
        recalculation_threshold=Rate.from_decimal(reader.decimal("recalculation_threshold")),
        due_month=reader.whole_number("due_month", low=1, high=12),
        due_day=reader.whole_number("due_day", low=1, high=31),
        grace_days=reader.whole_number("grace_days", low=0, high=MOST_GRACE_DAYS),
        **read_scope_of_comparison(reader),
        plan_days=_read_plan_days(reader),
        vectors=read_vectors(reader, (STATUS, *Reading)),
    )
    _check_mandate(mandate)
    return mandate


def _read_plan_days(reader: Terms) -> int:
    if reader.take("plan_days", int, optional=True) is None:
        return USUAL_PLAN_DAYS
    return reader.whole_number("plan_days", low=0, high=MOST_PLAN_DAYS)


def _check_mandate(mandate: Mandate) -> None:
    if not 0 < mandate.rate.numerator < mandate.rate.denominator:
        raise CommitmentError(f"{mandate.label}: rate must lie between 0 and 1, not {mandate.rate.as_decimal()}.")
    if not mandate.base_year < mandate.first_assessed_year <= mandate.end_year:
        raise CommitmentError(
            f"{mandate.label}: base_year, first_assessed_year and end_year must follow each other, "
            f"not {mandate.base_year}, {mandate.first_assessed_year}, {mandate.end_year}."
        )
    for number, vector in enumerate(mandate.vectors, start=1):
        if vector.figures[-1][0] < mandate.base_year:
            raise CommitmentError(
                f"{mandate.label}: vector {number} must end in the base year {mandate.base_year} or later, "
                f"not in {vector.figures[-1][0]}."
            )
    if mandate.due_day > DAYS_IN_MONTH[mandate.due_month - 1]:
        raise CommitmentError(
            f"{mandate.label}: due_month and due_day must be a day that every year has, "
            f"not month {mandate.due_month}, day {mandate.due_day}."
        )


def _read_goal(reader: Terms, common: dict[str, Any]) -> Goal:
    goal = Goal(
        **common,
        target_micro_kg=to_micro(reader.decimal("target_kg")),
        start=reader.day("start"),
        end=reader.day("end"),
        counted_fates=reader.some_of("counted_fates", tuple(Fate)),
        vectors=read_vectors(reader, (STATUS,)),
    )
    if goal.target_micro_kg <= 0:
        raise CommitmentError(f"{goal.label}: target_kg must be above zero, not {reader.terms['target_kg']!r}.")
    if goal.end < goal.start:
        raise CommitmentError(f"{goal.label}: end must not lie before start, {goal.start}; it is {goal.end}.")
    return goal


_READERS: Mapping[CommitmentKind, Callable[[Terms, dict[str, Any]], Commitment]] = {
    CommitmentKind.ANNUAL_AVERAGE_REDUCTION: _read_mandate,
    CommitmentKind.CUMULATIVE_TOTAL: _read_goal,
    CommitmentKind.SHARE_BY_DATE: read_share_goal,
    CommitmentKind.COUNT_IN_PERIOD: read_count_goal,
}
