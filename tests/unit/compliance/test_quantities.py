from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.compliance.quantities import (
    QuantityError,
    Rate,
    check_quantity,
    from_micro,
    parse_quantity,
    round_for_display,
    to_micro,
)


@pytest.mark.parametrize("text", ["0", "5", "51712.8", "0.000001", "99999999999999.999999"])
def test_a_plain_decimal_is_taken_as_it_stands(text: str) -> None:
    assert parse_quantity(text) == Decimal(text)
    assert check_quantity(Decimal(text)) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 5",
        "5 ",
        "5\n",
        "+5",
        "05",
        ".5",
        "5.",
        "1e3",
        "1_000",
        "1,000",
        "0.0000001",
        "1" + "0" * 14,
        "NaN",
        "Infinity",
        "٥",
        "５",
    ],
)
def test_anything_else_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        parse_quantity(text)
    assert f"“{text}”" in str(refusal.value)
    assert "such as 51712.8" in str(refusal.value)


def test_a_long_text_is_quoted_in_part() -> None:
    with pytest.raises(QuantityError) as refusal:
        parse_quantity("9" * 10_000)
    assert len(str(refusal.value)) < 300


def test_a_negative_text_is_called_negative() -> None:
    with pytest.raises(QuantityError, match="-5 is negative"):
        parse_quantity("-5")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("NaN", "NaN is not a number. Send a finite decimal"),
        ("Infinity", "Infinity is not a number."),
        ("-5", "-5 is negative. Gross emissions and masses are zero or more; report removals apart."),
        ("-0.000001", "is negative"),
        ("1E+14", "1E+14 has more than 14 digits before the point. Check the unit."),
        ("100000000000000", "has more than 14 digits before the point"),
        ("1.0000001", "1.0000001 has more than 6 decimal places. Round it yourself; we never do."),
        ("1E-7", "has more than 6 decimal places"),
    ],
)
def test_a_number_outside_the_bounds_is_refused_by_name(value: str, sentence: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        check_quantity(Decimal(value))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("value", ["1E-999999", "-1E+999999", "1E+999999", "9" * 5_000, "0." + "1" * 5_000])
def test_a_refusal_stays_short_whatever_came(value: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        check_quantity(Decimal(value))
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "value", ["1.50000000", "1.5E+3", "1E+13", "99999999999999.9999990", "0.00000000", "1" + "0" * 13 + ".0"]
)
def test_trailing_zeros_and_modest_exponents_carry_no_information(value: str) -> None:
    assert check_quantity(Decimal(value)) == Decimal(value)


def test_minus_zero_is_zero() -> None:
    assert str(check_quantity(Decimal("-0.0"))) == "0"


@pytest.mark.parametrize("value", ["0E-99999", "0E+99999", "0E-1", "-0E+400"])
def test_a_zero_has_no_exponent(value: str) -> None:
    assert str(check_quantity(Decimal(value))) == "0"


@given(st.decimals(min_value=0, max_value="99999999999999.999999", places=6))
def test_micro_units_go_there_and_back(value: Decimal) -> None:
    assert from_micro(to_micro(value)) == value


def test_to_micro_refuses_what_it_cannot_hold() -> None:
    assert to_micro(Decimal("1.5")) == 1_500_000
    with pytest.raises(QuantityError, match="more than 6 decimal places"):
        to_micro(Decimal("0.0000005"))


def test_a_rate_is_a_ratio_of_integers() -> None:
    rate = Rate.from_decimal(Decimal("0.05"))
    assert (rate.numerator, rate.denominator, rate.kept) == (1, 20, 19)
    assert rate.as_decimal() == Decimal("0.05")


@pytest.mark.parametrize("denominator", [0, -20])
def test_a_rate_needs_a_positive_denominator(denominator: int) -> None:
    with pytest.raises(QuantityError, match=f"positive denominator, not {denominator}"):
        Rate(1, denominator)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("2.5", 0, "2"), ("-0.125", 2, "-0.12"), ("7", 1, "7.0")],
)
def test_the_one_rounding_takes_halves_to_even(value: str, places: int, shown: str) -> None:
    assert str(round_for_display(Decimal(value), places)) == shown
