"""An explanation in words: every code in every language, and numbers that say what the verdict says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from hypothesis import example, given

from tests.unit.compliance.makers import accepted, assess, filed, history, make_report, micro, pending, record
from tests.unit.compliance.oracle import series
from tests.unit.compliance.test_comparison import INTENSITY, SHARE, made, shared
from tests.unit.samples import plain as without_no_break_spaces
from tracker.compliance.assessments import ReasonCode, Status, YearRecord
from tracker.compliance.commitments import AllocationMethod, Assurance, Denominator, Reading
from tracker.compliance.explanations import PathStop, Rule
from tracker.compliance.gases import Gas
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_assessment
from tracker.compliance.quantities import from_micro
from tracker.compliance.readings import NullReason
from tracker.compliance.robustness import Robustness
from tracker.presentation import explanation_words
from tracker.presentation.explanation_words import LANGUAGES, Text
from tracker.presentation.explanations import list_sentences, tell_assessment, tell_in_short
from tracker.presentation.words import READINGS, STATUSES

TABLES: dict[str, Mapping[str, Text]] = {
    name: value for name, value in vars(explanation_words).items() if name.isupper() and isinstance(value, dict)
}
RISE_AND_FALL = {2025: accepted(2025, 45), 2026: accepted(2026, 48), 2027: accepted(2027, 40)}
METHANE = {Gas.CH4: micro(1)}
TRAVEL = {6: micro(5)}
RESTATED = {
    2025: accepted(2025, 28),
    2026: accepted(2026, "27.9", gwp_set="AR6", gas_masses=METHANE, scope_3=TRAVEL),
}
WAFERS = {2025: made(2025, 100, 10), 2026: made(2026, 110, 12), 2027: made(2027, 99, 11)}
SHARES = {2025: shared(2025, 100, "0.3"), 2026: shared(2026, 110, "0.3")}
DIES = Denominator("DIES", "dies")
TREBLED = {2025: accepted(2025, 100), 2026: accepted(2026, 300), 2027: accepted(2027, 100)}
MERGED = {2025: record(*history(100, 120, reason="STRUCTURAL_CHANGE")), 2026: record(filed(2026, 1, 115, day=0))}
HALF_A_YEAR = Period(date(2026, 1, 1), date(2026, 6, 30))
CODES: dict[str, Iterable[str]] = {
    "RULES": Rule,
    "REASONS": ReasonCode,
    "READING_RULES": Reading,
    "ROBUSTNESS": Robustness,
    "PATH_STOPS": PathStop,
}
LABELLED: tuple[Iterable[str], ...] = (Status, Reading, Assurance, AllocationMethod, NullReason)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def said(records: dict[int, YearRecord], year: int, *, language: str = "en", **terms: Any) -> dict[str, list[str]]:
    """By section."""
    told = tell_assessment(plain_assessment(assess(records, year, **terms)), language)
    return {section.code: [without_no_break_spaces(sentence) for sentence in section.sentences] for section in told}


@pytest.mark.parametrize(("table", "code"), [(table, code) for table, texts in TABLES.items() for code in texts])
def test_every_language_fills_the_same_placeholders(table: str, code: str) -> None:
    text = TABLES[table][code]
    assert all(text)
    assert len({frozenset(placeholders(each)) for each in text}) == 1


@pytest.mark.parametrize("table", CODES)
def test_no_code_lacks_words_and_no_words_lack_a_code(table: str) -> None:
    assert set(TABLES[table]) == {str(code) for code in CODES[table]}


def test_no_code_lacks_a_label_and_labels_are_those_of_the_product() -> None:
    labels = explanation_words.LABELS
    assert {str(code) for codes in LABELLED for code in codes} <= set(labels)
    assert all(labels[code].en == words.label for code, words in STATUSES.items())
    assert all(labels[code].en == words.label for code, words in READINGS.items())


CASES: dict[str, tuple[dict[int, YearRecord], int, dict[str, Any]]] = {
    "waived": (RISE_AND_FALL, 2027, {"waived": True}),
    "not due": (RISE_AND_FALL, 2028, {"today": date(2027, 1, 1)}),
    "awaited": (RISE_AND_FALL, 2028, {"today": date(2029, 7, 1)}),
    "overdue": (RISE_AND_FALL, 2028, {}),
    "waits": (RISE_AND_FALL | {2028: pending(2028, 30)}, 2028, {}),
    "base year": (RISE_AND_FALL, 2025, {}),
    "base year waits": ({2025: pending(2025)}, 2025, {}),
    "no base year": ({2026: accepted(2026)}, 2026, {}),
    "base year of zero": ({2025: accepted(2025, 0), 2026: accepted(2026)}, 2026, {}),
    "no scope": ({2025: accepted(2025), 2026: accepted(2026, scope_1=None, scope_2_market=None)}, 2026, {}),
    "other bounds": ({2025: accepted(2025), 2026: accepted(2026, consolidation_approach="EQUITY_SHARE")}, 2026, {}),
    "other set": ({2025: accepted(2025), 2026: accepted(2026, gwp_set="AR6")}, 2026, {}),
    "not the mandate's set": (RISE_AND_FALL, 2026, {"gwp_set": "AR6"}),
    "masses of other gases, too": (RESTATED | {2025: accepted(2025, 28, scope_3=TRAVEL)}, 2026, {"scopes": [1, 2, 3]}),
    "masses that do not add up": (RESTATED | {2026: accepted(2026, 35, gwp_set="AR6", gas_masses=METHANE)}, 2026, {}),
    "scope 2 otherwise": (RISE_AND_FALL | {2026: accepted(2026, scope_2_market=None)}, 2026, {}),
    "other categories": (RESTATED | {2025: accepted(2025, gwp_set="AR6", scope_3={1: 5})}, 2026, {"scopes": [1, 3]}),
    "an intensity": (WAFERS, 2027, INTENSITY),
    "an intensity ahead": (WAFERS, 2028, INTENSITY | {"today": date(2028, 5, 5)}),
    "an intensity summed up": (WAFERS, 2027, INTENSITY | {"reading": "CUMULATIVE"}),
    "an intensity by its ratios": (WAFERS, 2027, INTENSITY | {"reading": "MEAN_YEAR_ON_YEAR"}),
    "a share": (SHARES, 2026, SHARE),
    "restated": (RESTATED, 2026, {}),
    "no denominator": (WAFERS | {2026: accepted(2026)}, 2026, INTENSITY),
    "another denominator": (WAFERS | {2026: accepted(2026, denominators={DIES: micro(5)})}, 2026, INTENSITY),
    "a denominator of zero": (WAFERS | {2026: made(2026, 90, 0)}, 2026, INTENSITY),
    "no share": (SHARES | {2026: accepted(2026)}, 2026, SHARE),
    "a share by another method": (SHARES | {2026: shared(2026, 90, "0.2", "OTHER")}, 2026, SHARE),
    "too little assurance": (RISE_AND_FALL, 2026, {"minimum_assurance": "LIMITED"}),
    "half a year": (RISE_AND_FALL | {2026: accepted(2026, period=HALF_A_YEAR)}, 2026, {}),
    "a gap": ({2025: accepted(2025), 2027: accepted(2027)}, 2027, {"reading": "CUMULATIVE"}),
    "a zero": ({2025: accepted(2025), 2026: accepted(2026, 0), 2027: accepted(2027)}, 2027, {"reading": "EVERY_YEAR"}),
    "nothing left": (TREBLED, 2027, {"reading": "MEAN_YEAR_ON_YEAR"}),
    "in the old form": (MERGED, 2026, {}),
    "after one in the old form": (MERGED | {2027: accepted(2027)}, 2027, {"reading": "EVERY_YEAR"}),
    "end year": (RISE_AND_FALL | {2030: accepted(2030, 30)}, 2030, {}),
    **{f"by {reading}": (RISE_AND_FALL, 2027, {"reading": reading}) for reading in Reading},
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_case_is_told_in_every_language(case: str, language: str) -> None:
    records, year, terms = CASES[case]
    row = plain_assessment(assess(records, year, **terms))
    sentences = list_sentences(row, language)
    assert len(sentences) >= 2
    assert not any(re.search(r"[{}]|None", sentence) for sentence in sentences)
    assert all((language == "zh") is bool(re.search("[一-鿿]", sentence)) for sentence in sentences)
    assert [section.code for section in tell_assessment(row, "en")] == [section.code for section in tell_assessment(row, "zh")]


def test_every_reason_occurs_among_the_cases() -> None:
    rows = [plain_assessment(assess(records, year, **terms)) for records, year, terms in CASES.values()]
    assert {reason["code"] for row in rows for reason in row["reasons"]} == {str(code) for code in ReasonCode}
    assert {name for row in rows for reason in row["reasons"] for name in reason["facts"]} >= set(explanation_words.NOTES)
    assert {row["explanation"]["rule"] for row in rows} == {str(rule) for rule in Rule}


@pytest.mark.parametrize(
    ("reading", "comparisons"),
    [
        ("COMPOUND", ["2027, in tonnes: 40 ≤ 45 × (1 − 5 %)² = 40.6125. It holds."]),
        ("LINEAR", ["2027, in tonnes: 40 ≤ 45 × (1 − 2 × 5 %) = 40.5. It holds."]),
        ("MEAN_YEAR_ON_YEAR", ["2027, in tonnes: 40 ≤ 48 × (2 × (1 − 5 %) − 48 ÷ 45) = 40. It holds."]),
        (
            "EVERY_YEAR",
            [
                "2026, in tonnes: 48 > 45 × (1 − 5 %) = 42.75. It does not hold.",
                "2027, in tonnes: 40 ≤ 48 × (1 − 5 %) = 45.6. It holds.",
            ],
        ),
        ("CUMULATIVE", ["2027, in tonnes: 48 + 40 = 88 > 45 × ((1 − 5 %) + (1 − 5 %)²) = 83.3625. It does not hold."]),
    ],
)
def test_45_then_48_then_40_with_its_numbers_put_in(reading: str, comparisons: list[str]) -> None:
    assert said(RISE_AND_FALL, 2027, reading=reading)["RULE"][1:-1] == comparisons


def test_a_long_sum_shows_its_ends() -> None:
    records = {2025 + n: accepted(2025 + n, 100 - 6 * n) for n in range(6)}
    (line,) = said(records, 2030, reading="CUMULATIVE")["RULE"][1:-1]
    assert "94 + 88 + … + 70 = 410 ≤ 100 × ((1 − 5 %) + (1 − 5 %)² + … + (1 − 5 %)⁵)" in line


def test_what_would_comply() -> None:
    assert said(RISE_AND_FALL, 2026)["CHANGE"] == [
        "A further cut of 5.25 t would make 2026 comply: 42.75 t at most.",
        "In 2027 at most 40.6125 t would comply, this year's figure taken as it is.",
        "No way there ends 2030 above 34.820142 t and complies.",
    ]
    assert said(RISE_AND_FALL, 2027, reading="EVERY_YEAR")["CHANGE"] == [
        "Nothing would make 2027 comply under this reading, not even zero.",
        "In 2028 not even zero would comply.",
        "No way there complies in 2030.",
    ]
    assert said(RISE_AND_FALL, 2027, reading="EVERY_YEAR")["PATH"] == [
        "In 2028 not even zero would comply: no path from here complies in every year."
    ]


def test_a_slip_of_the_unit_asks_for_nearly_all_of_it() -> None:
    slip = {2020: accepted(2020, 5337), 2021: accepted(2021, 5472), 2022: accepted(2022, 5_367_000)}
    told = said(slip, 2022, base_year=2020, first_assessed_year=2021, end_year=2025)
    assert told["RULE"][1] == "2022, in tonnes: 5,367,000 > 5,337 × (1 − 5 %)² = 4,816.6425. It does not hold."
    assert told["CHANGE"][0] == "A further cut of 5,362,183.3575 t would make 2022 comply: 4,816.6425 t at most."


def test_the_year_under_way_has_a_bound_and_no_verdict() -> None:
    told = said({2025: accepted(2025, 45)}, 2026, today=date(2026, 11, 15))
    assert told["WHY"][0] == "Not due: 2026 runs until 31 December 2026, and its report is due by 30 June 2027."
    assert told["RULE"][1] == "2026 may have at most, in tonnes: 45 × (1 − 5 %) = 42.75."
    assert "READINGS" not in told
    early = said({2025: accepted(2025, 45), 2026: accepted(2026, 50)}, 2026, today=date(2026, 11, 15))
    assert early["RULE"] == told["RULE"]
    assert set(early) == {"WHY", "RULE", "INPUTS", "CHANGE", "PATH"}
    assert not any("cut" in sentence for sentence in early["CHANGE"])


def test_in_chinese() -> None:
    told = said(RISE_AND_FALL, 2026, language="zh")
    assert told["WHY"][0] == "未达标：按该要求自身的解读（复合年率），已接受的数据不满足 2026 年的要求。"
    assert told["CHANGE"][0] == "再减少 5.25 吨，2026 年即可达标：最多 42.75 吨。"
    late = said({2025: accepted(2025)}, 2026, language="zh")["WHY"][0]
    assert late == "逾期：2026 年的报告应于 2027年6月30日 前提交，宽限期至 2027年7月14日 止，至今没有。"


def test_an_input_has_its_address() -> None:
    report = make_report(2025, 45, evidence_sha256=("ab" * 32,), content_sha256="cd" * 32)
    assert said({2025: YearRecord(accepted=report), 2026: pending(2026, 40)}, 2026)["INPUTS"] == [
        "2025: 45 t, revision 1 (revision-2025), content cdcdcdcdcdcdcdcd; accepted by decision decision-2025; "
        "evidence abababababababab.",
        "2026: 40 t, revision 1 (revision-2026), content 0000000000000000; not accepted; no evidence attached.",
    ]


@pytest.mark.parametrize(
    ("case", "start"),
    [
        ("overdue", "Overdue: a report about 2028 was due by 30 June 2029, with grace until 14 July 2029"),
        ("awaited", "Awaiting report: a report about 2028 was due by 30 June 2029, and none is there."),
        ("by CUMULATIVE", "A further cut of 4.6375 t would make 2027 comply"),
        ("by EVERY_YEAR", "Nothing would make 2027 comply"),
        ("by COMPOUND", None),
        ("not due", None),
        ("no base year", None),
    ],
)
def test_in_short_for_those_who_have_to_act(case: str, start: str | None) -> None:
    records, year, terms = CASES[case]
    short = tell_in_short(plain_assessment(assess(records, year, **terms)))
    assert len(short) == (start is not None)
    assert all(without_no_break_spaces(sentence).startswith(start or "") for sentence in short)


@given(figures=series(max_years=5))
@example(figures=[51712_800000, 49127_160001])
@example(figures=[45, 48, 41])
def test_a_failing_rate_never_prints_as_a_passing_one(figures: list[int]) -> None:
    records = {2025 + n: accepted(2025 + n, from_micro(amount)) for n, amount in enumerate(figures)}
    row = plain_assessment(assess(records, max(records)))
    (told,) = (section for section in tell_assessment(row) if section.code == "READINGS")
    for outcome, sentence in zip(row["readings"], told.sentences, strict=False):
        printed = re.search(r"rate (−?)([\d,.]+)", sentence)
        assert (": passes" in sentence, ": fails" in sentence) == (outcome["passes"], not outcome["passes"])
        if printed:
            rate = Decimal(printed[2].replace(",", "")) * (-1 if printed[1] else 1)
            assert (rate >= 5) is outcome["passes"]


@given(figures=series(max_years=5, may_end_on_zero=False))
def test_what_it_says_would_comply_does(figures: list[int]) -> None:
    records = {2025 + n: accepted(2025 + n, from_micro(amount)) for n, amount in enumerate(figures)}
    year = max(records)
    row = plain_assessment(assess(records, year))
    cut = re.match(r"A further cut of ([\d,.]+) t", said(records, year)["CHANGE"][0])
    assert bool(cut) is (row["status"] == "NON_COMPLIANT")
    if cut:
        less = micro(Decimal(cut[1].replace(",", "")))
        for amount, status in ((figures[-1] - less, Status.COMPLIANT), (figures[-1] - less + 1, Status.NON_COMPLIANT)):
            assert assess(records | {year: accepted(year, from_micro(amount))}, year).status is status
