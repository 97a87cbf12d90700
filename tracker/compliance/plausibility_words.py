"""What each plausibility warning means, and its one sentence, in English and in Chinese with the same gaps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class WarningCode(StrEnum):
    UNIT_SLIP = "UNIT_SLIP"
    JUMP = "JUMP"
    REPEATED_FIGURES = "REPEATED_FIGURES"
    SCOPE_2_METHOD_SWITCHED = "SCOPE_2_METHOD_SWITCHED"
    SHARE_FELL = "SHARE_FELL"
    GASES_DO_NOT_ADD_UP = "GASES_DO_NOT_ADD_UP"
    SOURCES_DO_NOT_ADD_UP = "SOURCES_DO_NOT_ADD_UP"
    SCOPE_2_ZERO = "SCOPE_2_ZERO"


class Tongues(NamedTuple):
    en: str
    zh: str


class WarningWords(NamedTuple):
    meaning: Tongues
    sentence: Tongues


WARNINGS: Mapping[WarningCode, WarningWords] = {
    WarningCode.UNIT_SLIP: WarningWords(
        Tongues(
            "A figure lies near a factor of 1,000 from the last accepted earlier year, as when kilograms are sent for tonnes.",
            "某项数值与最近一个已接受的往年相差约一千倍，例如以千克代替吨填报。",
        ),
        Tongues(
            "{figure} is {came} {unit} for {year}; {expected} {unit} was accepted for {earlier_year}. "
            "That is near a factor of 1,000: check that both are {unit_name}.",
            "{year} 年{figure}为 {came} {unit}；{earlier_year} 年已接受的数值为 {expected} {unit}。"
            "两者相差约一千倍：请核对两年的单位是否均为{unit_name}。",
        ),
    ),
    WarningCode.JUMP: WarningWords(
        Tongues(
            "A figure is more than ten times, or less than a tenth of, that of the last accepted earlier year.",
            "某项数值超过最近一个已接受往年的十倍，或不足其十分之一。",
        ),
        Tongues(
            "{figure} is {came} {unit} for {year}; {expected} {unit} was accepted for {earlier_year}. "
            "That is more than tenfold: check the figure, or explain it.",
            "{year} 年{figure}为 {came} {unit}；{earlier_year} 年已接受的数值为 {expected} {unit}。"
            "相差超过十倍：请核对该数值，或作出说明。",
        ),
    ),
    WarningCode.REPEATED_FIGURES: WarningWords(
        Tongues(
            "A figure is the same to the digit as that of the last accepted earlier year.",
            "某项数值与最近一个已接受往年完全相同。",
        ),
        Tongues(
            "{figure} is {came} {unit} for {year}; {expected} {unit} was accepted for {earlier_year}, the same to the digit. "
            "Check that it is this year's own figure.",
            "{year} 年{figure}为 {came} {unit}；与 {earlier_year} 年已接受的 {expected} {unit} 完全相同。"
            "请核对是否确为本年度的数值。",
        ),
    ),
    WarningCode.SCOPE_2_METHOD_SWITCHED: WarningWords(
        Tongues(
            "Scope 2 is stated by one method alone, and the last accepted earlier year stated the other one alone.",
            "范围二仅按一种方法填报，而最近一个已接受的往年仅按另一种方法填报。",
        ),
        Tongues(
            "Scope 2 is {came} alone for {year}, and was {expected} alone for {earlier_year}. "
            "State both, so that the years can be compared.",
            "{year} 年范围二仅有{came}的数值，而 {earlier_year} 年仅有{expected}的数值。请同时填报两种，以便各年比较。",
        ),
    ),
    WarningCode.SHARE_FELL: WarningWords(
        Tongues(
            "The share that is allocated to the buyer fell while the company's own total rose.",
            "分配给采购方的份额下降，而企业自身总量上升。",
        ),
        Tongues(
            "The buyer's share fell from {expected} for {earlier_year} to {came} for {year}, while the company's total rose. "
            "Check how it was allocated, or explain it.",
            "采购方的份额由 {earlier_year} 年的 {expected} 降至 {year} 年的 {came}，而企业总量上升。"
            "请核对分配方法，或作出说明。",
        ),
    ),
    WarningCode.GASES_DO_NOT_ADD_UP: WarningWords(
        Tongues(
            "The masses by gas, weighed by their warming potentials, lie more than 1 % away from scope 1.",
            "按增温潜势折算的各气体质量之和与范围一相差超过 1 %。",
        ),
        Tongues(
            "The masses by gas make {expected} t CO2e under {gwp_set}; scope 1 is {came}. "
            "Check that every gas is there, in tonnes of gas.",
            "各气体质量按 {gwp_set} 折算为 {expected} t CO2e；范围一为 {came}。请核对是否列出全部气体，且以气体吨数填报。",
        ),
    ),
    WarningCode.SOURCES_DO_NOT_ADD_UP: WarningWords(
        Tongues("The sources of scope 1 do not add up to scope 1.", "范围一各排放源之和不等于范围一。"),
        Tongues(
            "The sources of scope 1 make {expected} t CO2e; scope 1 is {came}. "
            "Check that every source is there, and none of them twice.",
            "范围一各排放源合计 {expected} t CO2e；范围一为 {came}。请核对排放源是否齐全且无重复。",
        ),
    ),
    WarningCode.SCOPE_2_ZERO: WarningWords(
        Tongues(
            "Scope 2 is zero although electricity was purchased; by the market, electricity that was not renewable.",
            "外购电力大于零而范围二为零；基于市场时指非可再生电力。",
        ),
        Tongues(
            "{figure} is zero with {electricity_mwh} MWh of electricity. Check the figure.",
            "外购电力为 {electricity_mwh} MWh，而{figure}为零。请核对该数值。",
        ),
    ),
}

# What a fact that is a code is called in a sentence.
_NAMES: Mapping[str, Mapping[str, Tongues]] = {
    "figure": {
        "scope_1": Tongues("Scope 1", "范围一"),
        "scope_2_location": Tongues("Scope 2, location-based,", "范围二（基于位置）"),
        "scope_2_market": Tongues("Scope 2, market-based,", "范围二（基于市场）"),
        "scope_3": Tongues("Scope 3, over the categories of both years,", "范围三（两年共有类别）"),
        "total_location": Tongues("Scope 1 with scope 2, location-based,", "范围一与范围二（基于位置）合计"),
        "total_market": Tongues("Scope 1 with scope 2, market-based,", "范围一与范围二（基于市场）合计"),
        "electricity": Tongues("Purchased electricity", "外购电力"),
    },
    "unit": {"tco2e": Tongues("t CO2e", "t CO2e"), "mwh": Tongues("MWh", "MWh")},
    "unit_name": {"tco2e": Tongues("tonnes", "吨"), "mwh": Tongues("MWh", "MWh")},
    "came": {"LOCATION_BASED": Tongues("location-based", "基于位置"), "MARKET_BASED": Tongues("market-based", "基于市场")},
}
_NAMES = {**_NAMES, "expected": _NAMES["came"]}

Facts = Mapping[str, str | int]


def say_warning(code: WarningCode, facts: Facts) -> Tongues:
    known = {**facts, "unit_name": facts.get("unit", "")}
    return Tongues(
        *(
            template.format(**{name: _name(name, value)[language] for name, value in known.items()})
            for language, template in enumerate(WARNINGS[code].sentence)
        )
    )


def _name(fact: str, value: str | int) -> Tongues:
    return _NAMES.get(fact, {}).get(str(value), Tongues(str(value), str(value)))
