"""The words of what is compared, in both languages."""

from __future__ import annotations

import pytest

from tests.unit import samples
from tracker.compliance.comparison import Step, StepCode
from tracker.compliance.plain import plain_commitment, plain_step
from tracker.presentation.comparison import CHINESE, ENGLISH, STEPS, measure_words, step_words

FACTS: dict[StepCode, dict[str, str | int]] = {
    StepCode.RESTATED_FROM_MASSES: {"gwp_set": "AR5", "stated_gwp_set": "AR6"},
    StepCode.ALLOCATED: {"share": 250_000, "method": "MASS"},
    StepCode.DIVIDED: {"name": "WAFERS", "unit": "1000 wafers", "amount": 412_500_000},
}


@pytest.mark.parametrize("code", StepCode)
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_every_step_has_words_with_all_its_facts(code: StepCode, language: str) -> None:
    step = plain_step(Step(code, FACTS[code]))
    words = step_words(step, 2026, language)
    assert all(fact in words for name, fact in step.items() if name != "code")
    assert "2026" in words
    assert words.endswith(("。", "."))
    assert set(STEPS) == set(StepCode)


def test_the_measure_is_named_where_it_is_not_the_default() -> None:
    intensity = {"measure": "INTENSITY", "denominator": {"name": "WAFERS", "unit": "1000 wafers"}, "allocation": "BUYER_SHARE"}
    assert measure_words(plain_commitment(samples.make_mandate())) == ""
    assert measure_words(plain_commitment(samples.make_mandate(**intensity))) == (
        ", the share allocated to the buyer, for each 1000 wafers (WAFERS)"
    )
