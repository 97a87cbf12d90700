from __future__ import annotations

from decimal import Decimal

import pytest

from reports.fonts.coverage import has_glyph, list_missing, make_printable
from tests.unit.samples import plain
from tracker.compliance.assessments import Status
from tracker.compliance.commitments import Reading
from tracker.compliance.goals import GoalStatus, MassState
from tracker.compliance.robustness import Robustness
from tracker.presentation.numbers import (
    ALL_PLACES,
    format_change,
    format_count,
    format_day,
    format_difference,
    format_instant,
    format_mass,
    format_rate,
    format_span,
    format_stated_rate,
    format_tonnes,
)
from tracker.presentation.words import (
    GOAL_STATUSES,
    MASS_STATES,
    READINGS,
    ROBUSTNESS,
    ROBUSTNESS_COUNTED,
    STATUSES,
    robustness_words,
    status_words,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, "–"),
        ("UNREACHABLE", "not reachable"),
        ("0", "0.0"),
        ("-0.0", "0.0"),
        ("1234567.85", "1,234,567.8"),
        ("1234567.75", "1,234,567.8"),
        ("-1500.26", "−1,500.3"),
        ("0.000001", "< 0.1"),
        ("-0.000001", "> −0.1"),
        ("99999999999999.999999", "100,000,000,000,000.0"),
    ],
)
def test_tonnes_have_one_place_half_even_and_never_hide_a_rest(text: str | None, shown: str) -> None:
    assert plain(format_tonnes(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [(None, "–"), ("0.05", "5.00 %"), ("0.0499", "4.99 %"), ("0.05125", "5.125 %"), ("-0.1585", "−15.85 %"), ("1", "100.00 %")],
)
def test_rates_have_two_places_and_a_finer_one_keeps_its_own(text: str | None, shown: str) -> None:
    assert plain(format_rate(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("0.05", "5 %"), ("0.050", "5 %"), ("0.0525", "5.25 %"), ("0", "0 %"), ("1", "100 %")]
)
def test_a_stated_rate_keeps_the_places_that_it_was_stated_with(text: str, shown: str) -> None:
    assert plain(format_stated_rate(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2345.678901", "2,345.678901"), ("-0.5", "−0.5"), ("1200.50", "1,200.5"), ("100", "100"), ("0", "0"), (None, "–")],
)
def test_what_is_decided_on_keeps_all_its_places(text: str | None, shown: str) -> None:
    assert format_tonnes(text, ALL_PLACES) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [("120.5", "90", "−25.31 %"), ("90", "120.5", "+33.89 %"), ("3", "3", "0.00 %"), ("1000000", "1000000.1", "+< 0.01 %")],
)
def test_a_change_carries_its_sign(before: str, after: str, shown: str) -> None:
    assert plain(format_change(Decimal(before), Decimal(after))) == shown


def test_kilograms_read_as_tonnes() -> None:
    assert format_mass("36457200") == "36,457.2"


@pytest.mark.parametrize(
    ("excess", "surplus", "shown"),
    [("12.5", "0", "+12.5"), ("0", "7", "−7.0"), ("0", "0", "0.0"), (None, None, "–"), ("0.000001", "0", "+< 0.1")],
)
def test_difference_carries_its_side(excess: str | None, surplus: str | None, shown: str) -> None:
    assert plain(format_difference(excess, surplus)) == shown


def test_days_spans_and_instants() -> None:
    assert plain(format_day("2026-06-30")) == "30 June 2026"
    assert format_span("2022-01-01", "2022-12-31") == "2022"
    assert format_span("2022-01-01", "2024-12-31") == "2022 to 2024"
    assert plain(format_span("2022-01-02", "2022-03-04")) == "2 January 2022 to 4 March 2022"
    assert plain(format_instant("2026-12-31T18:00:00.000000Z", "Asia/Shanghai")) == "1 January 2027, 02:00:00 Asia/Shanghai"


def test_counts_agree_with_their_noun() -> None:
    assert [format_count(count, "supplier") for count in (0, 1, 1200)] == ["0 suppliers", "1 supplier", "1,200 suppliers"]


def test_every_code_of_the_core_has_words() -> None:
    assert set(STATUSES) == set(Status)
    assert set(ROBUSTNESS) == set(ROBUSTNESS_COUNTED) == set(Robustness)
    assert set(READINGS) == set(Reading)
    assert set(GOAL_STATUSES) == set(GoalStatus)
    assert set(MASS_STATES) == set(MassState)
    assert status_words("NON_COMPLIANT") == "Not compliant"
    assert robustness_words(None) == "–"


def test_all_fixed_words_can_be_printed() -> None:
    texts = [
        text
        for table in (STATUSES, ROBUSTNESS, READINGS, GOAL_STATUSES, MASS_STATES)
        for words in table.values()
        for text in words
    ]
    assert list_missing(texts) == []


def test_glyphs() -> None:
    assert all(map(has_glyph, "Việt Нефть Ωμέγα 示例 臺灣 ステート −×≤₂—“”"))
    assert list_missing(["한 \u202e示\n"]) == ["\u202e", "한"]
    assert make_printable("a\n b\u202e한") == "a  b\ufffd\ufffd"
