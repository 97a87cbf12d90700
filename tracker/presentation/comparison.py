"""What is compared, and what was done to a stated figure before it was compared, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENGLISH, CHINESE = "en", "zh"

STEPS: Mapping[str, Mapping[str, str]] = {
    "RESTATED_FROM_MASSES": {
        ENGLISH: "{year}: scope 1, stated under {stated_gwp_set}, is restated from masses under {gwp_set}.",
        CHINESE: "{year} 年：范围一原按 {stated_gwp_set} 列报，现按气体质量以 {gwp_set} 重新折算。",
    },
    "ALLOCATED": {
        ENGLISH: "{year}: the share {share} falls to the buyer, allocated by {method}.",
        CHINESE: "{year} 年：分摊给采购方的份额为 {share}，分摊方法为 {method}。",
    },
    "DIVIDED": {
        ENGLISH: "{year}: the tonnes are divided by {amount} × {unit} ({name}).",
        CHINESE: "{year} 年：吨数除以 {amount} × {unit}（{name}）。",
    },
}


def step_words(step: Mapping[str, Any], year: int, language: str = ENGLISH) -> str:
    return STEPS[step["code"]][language].format(year=year, **step)


MEASURES: Mapping[str, Mapping[str, str]] = {
    "BUYER_SHARE": {ENGLISH: ", the share allocated to the buyer", CHINESE: "，取分摊给采购方的份额"},
    "INTENSITY": {ENGLISH: ", for each {unit} ({name})", CHINESE: "，按每 {unit}（{name}）计"},
}


def measure_words(commitment: Mapping[str, Any], language: str = ENGLISH) -> str:
    """Behind the scopes; nothing for the company's own tonnes."""
    denominator = commitment["denominator"]
    shared = MEASURES["BUYER_SHARE"][language] if commitment["allocation"] == "BUYER_SHARE" else ""
    divided = MEASURES["INTENSITY"][language].format(**denominator) if denominator else ""
    return shared + divided
