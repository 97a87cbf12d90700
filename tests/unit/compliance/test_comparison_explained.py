"""What is compared, and what cannot be, in the words of an explanation."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.compliance.test_comparison import INTENSITY, SHARE
from tests.unit.compliance.test_explanations_in_words import CASES, RESTATED, SHARES, WAFERS, said


@pytest.mark.parametrize(
    ("case", "english", "chinese"),
    [
        (
            "another denominator",
            ["2026 states DIES (dies), where mandate v1 divides by WAFERS (1000 wafers)."],
            ["2026 年列报 DIES (dies)，而 mandate v1 须除以 WAFERS (1000 wafers)。"],
        ),
        (
            "a share by another method",
            ["The share of 2026 is allocated by another method, that of 2025 by mass; restate one of them."],
            ["2026 年份额的分摊方法为：其他方法；2025 年为：质量。须重述其中之一。"],
        ),
        (
            "masses that do not add up",
            [
                "2026 is stated under AR6, where 2025 has AR5.",
                "The masses of 2026 do not add up to scope 1, so it cannot be restated from them.",
            ],
            ["2026 年采用 AR6 的全球变暖潜势，2025 采用 AR5。", "2026 年的气体质量与范围一不符，无法据此重新折算。"],
        ),
    ],
)
def test_what_cannot_be_compared_is_named(case: str, english: list[str], chinese: list[str]) -> None:
    records, year, terms = CASES[case]
    assert said(records, year, **terms)["WHY"][1:-1] == english
    assert said(records, year, language="zh", **terms)["WHY"][1:-1] == chinese


@pytest.mark.parametrize(
    ("case", "formula"),
    [
        ("an intensity", "99 ÷ 11 = 9 ≤ 100 ÷ 10 × (1 − 5 %)² = 9.025"),
        ("an intensity summed up", "110 ÷ 12 + 99 ÷ 11 = 18.166666 ≤ 100 ÷ 10 × ((1 − 5 %) + (1 − 5 %)²) = 18.525"),
        ("an intensity by its ratios", "99 ÷ 11 = 9 ≤ 110 ÷ 12 × (2 × (1 − 5 %) − 110 ÷ 12 ÷ (100 ÷ 10)) = 9.013888"),
    ],
)
def test_an_intensity_is_told_for_each_unit(case: str, formula: str) -> None:
    records, year, terms = CASES[case]
    assert said(records, year, **terms)["RULE"][1:] == [
        "Compared are gross tonnes CO₂e, for each 1000 wafers (WAFERS).",
        f"2027, in tonnes for each 1000 wafers: {formula}. It holds.",
        "Amounts are shown to a millionth of a tonne; what is compared is exact.",
    ]


def test_tonnes_beside_an_intensity_name_the_year_whose_units_they_are_of() -> None:
    told, chinese = said(WAFERS, 2027, **INTENSITY), said(WAFERS, 2027, language="zh", **INTENSITY)
    assert told["CHANGE"][0] == "2027 complies with 0.275 t to spare: 99.275 t at most."
    units = "All these tonnes are those of 11 × 1000 wafers (WAFERS), as 2027 has it."
    assert told["CHANGE"][-1] == units
    assert units in told["READINGS"]
    assert told["PATH"][0].endswith(
        "2028 8.57375 t for each 1000 wafers; 2029 8.145062 t for each 1000 wafers; 2030 7.737809 t for each 1000 wafers."
    )
    assert chinese["RULE"][1] == "比较的是二氧化碳当量总吨数，按每 1000 wafers（WAFERS）计。"
    assert chinese["CHANGE"][-1] == "以上吨数均按 2027 年的 11 × 1000 wafers（WAFERS）计。"
    ahead = said(WAFERS, 2028, today=date(2028, 5, 5), **INTENSITY)
    assert ahead["RULE"][2] == "2028 may have at most, in tonnes for each 1000 wafers: 100 ÷ 10 × (1 − 5 %)³ = 8.57375."
    assert "CHANGE" not in ahead


def test_the_steps_of_a_figure_stand_behind_it() -> None:
    told = said(SHARES, 2026, **SHARE)
    assert told["RULE"][1] == "Compared are gross tonnes CO₂e, the share allocated to the buyer."
    assert told["INPUTS"][1::2] == [
        "2025: the share 0.3 falls to the buyer, allocated by mass.",
        "2026: the share 0.3 falls to the buyer, allocated by mass.",
    ]
    assert said(SHARES, 2026, language="zh", **SHARE)["INPUTS"][1] == "2025 年：分摊给采购方的份额为 0.3，分摊方法为 质量。"
    restated = said(RESTATED, 2026)
    assert restated["INPUTS"][-1] == "2026: scope 1, stated under AR6, is restated from masses under AR5."
    assert restated["RULE"][1].startswith("2026, in tonnes: 28 > 28 × (1 − 5 %) = 26.6.")
