"""What of a report a mandate compares, and what is refused because it cannot be compared.

A figure may be a share of the company's tonnes, restated from masses, or tonnes for each unit of a denominator. It is a
fraction then, and one factor makes all years of a series whole before they are read: it changes no verdict, and nothing is
rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import floor, lcm

from .commitments import Allocation, Denominator, Mandate, Measure, Reading, Scope2Method
from .gases import add_up, co2e_of
from .quantities import MICRO, Rate
from .readings import ReadingOutcome, read_series
from .reported import Fact, Reason, ReasonCode, ReportedYear, compared_micro_tco2e, compared_parts


class StepCode(StrEnum):
    RESTATED_FROM_MASSES = "RESTATED_FROM_MASSES"
    ALLOCATED = "ALLOCATED"
    DIVIDED = "DIVIDED"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done to the stated figure before it was compared; whole numbers among the facts are millionths."""

    code: StepCode
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFigure:
    """`tonnes` in micro-tonnes CO2e, to be divided by `divisor` millionths of the denominator where there is one."""

    tonnes: Fraction
    divisor: int | None = None
    steps: tuple[Step, ...] = ()

    @property
    def value(self) -> Fraction:
        return Fraction(self.tonnes, self.divisor) if self.divisor else self.tonnes

    @property
    def micro_tco2e(self) -> int:
        """As it is shown: rounded down, and before the division."""
        return floor(self.tonnes)


def compared_gwp_set(mandate: Mandate, base: ReportedYear) -> str:
    """The potentials under which all years are compared: the mandate's, or the base year's own."""
    return mandate.gwp_set or base.gwp_set


def compare_year(mandate: Mandate, reported: ReportedYear, gwp_set: str) -> ComparedFigure | None:
    """None where a part of the figure was not reported; `why_not_usable` says which."""
    stated = compared_micro_tco2e(reported, mandate)
    divisor = _divisor(mandate, reported) if mandate.denominator else None
    share = reported.allocation_share if mandate.allocation is Allocation.BUYER_SHARE else MICRO
    if stated is None or share is None or (mandate.denominator and not divisor):
        return None
    tonnes = Fraction(stated)
    if _is_restated(mandate, reported, gwp_set):
        # What the masses do not account for stays as it was stated.
        tonnes += co2e_of(reported.gas_masses, gwp_set) - co2e_of(reported.gas_masses, reported.gwp_set)
    if share != MICRO:
        tonnes *= Fraction(share, MICRO)
    steps = tuple(_steps(mandate, reported, gwp_set))
    return ComparedFigure(tonnes=tonnes, divisor=divisor, steps=steps)


def _divisor(mandate: Mandate, reported: ReportedYear) -> int | None:
    return reported.denominators.get(mandate.denominator) if mandate.denominator else None


def _steps(mandate: Mandate, reported: ReportedYear, gwp_set: str) -> Iterator[Step]:
    if _is_restated(mandate, reported, gwp_set):
        yield Step(StepCode.RESTATED_FROM_MASSES, {"gwp_set": gwp_set, "stated_gwp_set": reported.gwp_set})
    share, method = reported.allocation_share, reported.allocation_method
    if mandate.allocation is Allocation.BUYER_SHARE and share is not None and method is not None:
        yield Step(StepCode.ALLOCATED, {"share": share, "method": method})
    divisor = _divisor(mandate, reported)
    if mandate.denominator and divisor:
        yield Step(StepCode.DIVIDED, {"name": mandate.denominator.name, "unit": mandate.denominator.unit, "amount": divisor})


def _is_restated(mandate: Mandate, reported: ReportedYear, gwp_set: str) -> bool:
    return reported.gwp_set != gwp_set and _can_restate(mandate, reported)


def _can_restate(mandate: Mandate, reported: ReportedYear) -> bool:
    """The masses are those of scope 1. Scope 2 stands as stated, as its factors name no gases; scope 3 may hold any gas."""
    return mandate.scopes <= {1, 2} and 1 in mandate.scopes and _masses_add_up(reported)


def _masses_add_up(reported: ReportedYear) -> bool:
    masses, stated = reported.gas_masses, reported.scope_1
    return bool(masses) and stated is not None and add_up(masses, reported.gwp_set, stated)


def can_be_under(mandate: Mandate, reported: ReportedYear, gwp_set: str) -> bool:
    """Stated under these potentials, or restated, or alike under all."""
    return reported.gwp_set == gwp_set or _is_alike_under_all(mandate, reported) or _can_restate(mandate, reported)


def _is_alike_under_all(mandate: Mandate, reported: ReportedYear) -> bool:
    """Whether nothing but scope 2 is compared, or all that is beside it is zero."""
    parts = compared_parts(reported, replace(mandate, scopes=mandate.scopes - {2}))
    return all(part == 0 for part in parts.values())


def why_not_usable(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    yield from _why_scope_missing(mandate, reported)
    if mandate.gwp_set is not None and not can_be_under(mandate, reported, mandate.gwp_set):
        yield Reason(
            ReasonCode.GWP_SET_DIFFERS,
            f"{reported.year} is stated under {reported.gwp_set}; {mandate.label} compares {mandate.gwp_set}."
            f"{_masses_note(mandate, reported)}",
            {
                "year": reported.year,
                "found": reported.gwp_set,
                "against": mandate.label,
                "expected": mandate.gwp_set,
                **_idle_masses(reported),
            },
        )
    yield from _why_not_divided(mandate, reported)
    if mandate.allocation is Allocation.BUYER_SHARE and reported.allocation_share is None:
        yield Reason(
            ReasonCode.ALLOCATION_MISSING,
            f"{reported.year} names no share of the buyer; {mandate.label} compares that share. State it with its method.",
            {"year": reported.year, "against": mandate.label},
        )


def _why_scope_missing(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    missing = [words for words, part in compared_parts(reported, mandate).items() if part is None]
    other = _other_scope_2(mandate, reported) if len(missing) == 1 and missing[0].startswith("scope 2") else None
    if other:
        yield Reason(
            ReasonCode.SCOPE_2_METHOD_DIFFERS,
            f"{reported.year} states {other} only; {mandate.label} compares {missing[0]}.",
            {"year": reported.year, "found": other, "against": mandate.label, "expected": missing[0]},
        )
    elif missing:
        yield Reason(
            ReasonCode.SCOPE_MISSING,
            f"{reported.year} lacks a figure that is compared: {' and '.join(missing)}.",
            {"year": reported.year, "scopes": tuple(missing)},
        )


def _other_scope_2(mandate: Mandate, reported: ReportedYear) -> str | None:
    """Scope 2 by the method that the mandate does not compare, in words, where it was reported."""
    (method,) = set(Scope2Method) - {mandate.scope_2_method}
    parts = compared_parts(reported, replace(mandate, scopes=frozenset({2}), scope_2_method=method))
    return next((words for words, part in parts.items() if part is not None), None)


def _why_not_divided(mandate: Mandate, reported: ReportedYear) -> Iterator[Reason]:
    wanted, divisor = mandate.denominator, _divisor(mandate, reported)
    if mandate.measure is not Measure.INTENSITY or wanted is None or divisor:
        return
    asked = f"{mandate.label} divides by {wanted.name} in {wanted.unit}"
    facts: dict[str, Fact] = {"year": reported.year, "against": mandate.label, "expected": _name_with_unit(wanted)}
    if divisor == 0:
        yield Reason(
            ReasonCode.DENOMINATOR_ZERO,
            f"{wanted.name} of {reported.year} is zero; nothing can be divided by it.",
            {"year": reported.year, "name": wanted.name},
        )
    elif reported.denominators:
        stated = " and ".join(f"{each.name} in {each.unit}" for each in reported.denominators)
        found = tuple(map(_name_with_unit, reported.denominators))
        yield Reason(ReasonCode.DENOMINATOR_DIFFERS, f"{reported.year} states {stated}; {asked}.", facts | {"found": found})
    else:
        yield Reason(ReasonCode.DENOMINATOR_MISSING, f"{reported.year} states no denominator; {asked}.", facts)


def _name_with_unit(denominator: Denominator) -> str:
    return f"{denominator.name} ({denominator.unit})"


def why_not_comparable(mandate: Mandate, base: ReportedYear, other: ReportedYear) -> Iterator[Reason]:
    if base.consolidation_approach != other.consolidation_approach:
        yield Reason(
            ReasonCode.CONSOLIDATION_DIFFERS,
            f"{base.year} is consolidated by {base.consolidation_approach}, {other.year} by {other.consolidation_approach}; "
            "restate one of them.",
            _between(base, base.consolidation_approach, other, other.consolidation_approach),
        )
    yield from _why_potentials_differ(mandate, base, other)
    if 3 in mandate.scopes and base.scope_3 and other.scope_3 and set(base.scope_3) != set(other.scope_3):
        yield Reason(
            ReasonCode.SCOPE_3_CATEGORIES_DIFFER,
            f"Scope 3 of {base.year} has the categories {', '.join(_list(base.scope_3))}, "
            f"that of {other.year} {', '.join(_list(other.scope_3))}; restate one of them.",
            _between(base, _list(base.scope_3), other, _list(other.scope_3)),
        )
    if mandate.allocation is Allocation.BUYER_SHARE and base.allocation_method != other.allocation_method:
        yield Reason(
            ReasonCode.ALLOCATION_METHOD_DIFFERS,
            f"The share of {base.year} is allocated by {base.allocation_method or 'nothing'}, that of {other.year} by "
            f"{other.allocation_method or 'nothing'}; restate one of them.",
            _between(base, base.allocation_method or "NONE", other, other.allocation_method or "NONE"),
        )


def _why_potentials_differ(mandate: Mandate, base: ReportedYear, other: ReportedYear) -> Iterator[Reason]:
    gwp_set = compared_gwp_set(mandate, base)
    stuck = [each for each in (base, other) if not can_be_under(mandate, each, gwp_set)]
    if base.gwp_set != other.gwp_set and stuck:
        yield Reason(
            ReasonCode.GWP_SET_DIFFERS,
            f"{base.year} is stated under {base.gwp_set}, {other.year} under {other.gwp_set}; restate one of them."
            f"{''.join(_masses_note(mandate, each) for each in stuck)}",
            _between(base, base.gwp_set, other, other.gwp_set) | _idle_masses(*stuck),
        )


def _between(base: ReportedYear, expected: Fact, other: ReportedYear, found: Fact) -> dict[str, Fact]:
    return {"year": other.year, "found": found, "against": base.year, "expected": expected}


def _list(categories: Mapping[int, int]) -> tuple[str, ...]:
    return tuple(map(str, sorted(categories)))


def _masses_note(mandate: Mandate, reported: ReportedYear) -> str:
    """Why masses that are there did not help."""
    if not reported.gas_masses:
        return ""
    if _masses_add_up(reported):
        return f" The masses of {reported.year} are those of scope 1, and more is compared that holds other gases."
    return f" The masses of {reported.year} do not add up to its scope 1, so it cannot be restated from them."


def _idle_masses(*stuck: ReportedYear) -> dict[str, Fact]:
    """What `_masses_note` says of each year, as facts: the years by the cause."""
    years: dict[str, Fact] = {}
    for name, adds_up in (("masses_of_scope_1", True), ("masses_that_do_not_add_up", False)):
        found = tuple(str(each.year) for each in stuck if each.gas_masses and _masses_add_up(each) is adds_up)
        if found:
            years[name] = found
    return years


def read_compared(
    figures: Mapping[int, ComparedFigure], rate: Rate, *, base_year: int, year: int, end_year: int
) -> dict[Reading, ReadingOutcome]:
    """As `read_series`, with every bound in tonnes of `year`: for an intensity, at that year's denominator."""
    values = {each: figure.value for each, figure in figures.items()}
    factor = lcm(*(value.denominator for value in values.values()), *(figure.divisor or 1 for figure in figures.values()))
    whole = {each: value.numerator * (factor // value.denominator) for each, value in values.items()}
    outcomes = read_series(whole, rate, base_year=base_year, year=year, end_year=end_year)
    if factor == 1:
        return outcomes
    divided = any(figure.divisor for figure in figures.values())
    divisor = (figures[year].divisor if year in figures else None) or (None if divided else 1)
    return {reading: _in_tonnes(outcome, divisor, factor) for reading, outcome in outcomes.items()}


def _in_tonnes(outcome: ReadingOutcome, divisor: int | None, factor: int) -> ReadingOutcome:
    """Bounds rounded down, exactly, since `factor` is a multiple of `divisor`; none without a denominator to state them by."""

    def convert(amount: int | None) -> int | None:
        return None if amount is None or divisor is None else amount * divisor // factor

    actual = convert(outcome.actual)
    # A miss by less than a millionth of a tonne is a miss.
    if actual is not None and outcome.actual is not None and not outcome.passes and divisor is not None:
        actual = -(-outcome.actual * divisor // factor)
    return replace(
        outcome,
        actual=actual,
        allowed=convert(outcome.allowed),
        next_year_allowed=convert(outcome.next_year_allowed),
        end_year_allowed=convert(outcome.end_year_allowed),
    )
