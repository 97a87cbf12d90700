"""Quantities as integers: a tonne is counted in millionths, so comparing two is exact, and a rate is a ratio of integers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

MICRO = 1_000_000
DECIMAL_PLACES = 6
INTEGER_DIGITS = 14
QUOTED_LENGTH = 40

# Kilograms taken for tonnes, with a year's honest change on top.
LEAST_SLIP, LARGEST_SLIP = 500, 2000

_PLAIN_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,13})(\.[0-9]{1,6})?", re.ASCII)


class QuantityError(ValueError):
    """The sentence says what came and what was expected."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A fraction of 1 as `numerator / denominator`, for instance 1/20 for 5 %."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise QuantityError(f"A rate needs a positive denominator, not {self.denominator}.")

    @property
    def kept(self) -> int:
        """What remains of `denominator` parts after one year at this rate."""
        return self.denominator - self.numerator

    def as_decimal(self) -> Decimal:
        return Decimal(self.numerator) / Decimal(self.denominator)

    @classmethod
    def from_decimal(cls, value: Decimal) -> Rate:
        return cls(*value.as_integer_ratio())


def parse_quantity(text: str) -> Decimal:
    """A plain decimal such as `51712.8`: at most 14 digits before the point and 6 behind it.

    Raises QuantityError for anything else: signs, exponents, separators, digits of other scripts.
    """
    if text.startswith("-") and _PLAIN_DECIMAL.fullmatch(text[1:]):
        return check_quantity(Decimal(text))
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise QuantityError(
            f"“{_quote(text)}” is not a plain decimal. Send digits with at most {INTEGER_DIGITS} before the point and "
            f"{DECIMAL_PLACES} behind it, such as 51712.8."
        )
    return Decimal(text)


def check_quantity(value: Decimal) -> Decimal:
    """The same bounds for a number that arrived as a number. Raises QuantityError."""
    # Never print with :f here. 1E+999999 is eight characters that would become a million.
    shown = _quote(str(value))
    if not value.is_finite():
        raise QuantityError(f"{shown} is not a number. Send a finite decimal such as 51712.8.")
    if value < 0:
        raise QuantityError(f"{shown} is negative. Gross emissions and masses are zero or more; report removals apart.")
    if not value:
        # A zero has any exponent: 0E-99999 would become a hundred thousand digits.
        return Decimal(0)
    _, digits, exponent = value.as_tuple()
    if int(exponent) > INTEGER_DIGITS or value.adjusted() >= INTEGER_DIGITS:
        raise QuantityError(f"{shown} has more than {INTEGER_DIGITS} digits before the point. Check the unit.")
    # Trailing zeros carry no information: 1.50000000 is six-place exact, 1.0000001 is not.
    spare = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    if -(int(exponent) + spare) > DECIMAL_PLACES:
        raise QuantityError(f"{shown} has more than {DECIMAL_PLACES} decimal places. Round it yourself; we never do.")
    return value


def _quote(text: str) -> str:
    return text if len(text) <= QUOTED_LENGTH else text[:QUOTED_LENGTH] + "…"


def to_micro(value: Decimal) -> int:
    """Millionths of the unit, exactly. Raises QuantityError when `value` has a finer part."""
    numerator, denominator = value.as_integer_ratio()
    micro, rest = divmod(numerator * MICRO, denominator)
    if rest:
        raise QuantityError(f"{_quote(str(value))} has more than {DECIMAL_PLACES} decimal places.")
    return micro


def from_micro(micro: int) -> Decimal:
    return Decimal(micro).scaleb(-DECIMAL_PLACES)


def round_for_display(value: Decimal, places: int) -> Decimal:
    """The one rounding of the product. No verdict looks at its result."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def is_unit_slip(one: int, other: int) -> bool:
    """Whether two figures, both above zero, lie near a factor of 1,000 apart."""
    smaller, larger = sorted((one, other))
    return LEAST_SLIP * smaller <= larger <= LARGEST_SLIP * smaller
