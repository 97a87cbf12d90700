"""The words of what is compared, in both languages."""

from __future__ import annotations

import pytest

from reports.presentation.mandate import present_mandate
from tests.unit import samples
from tests.unit.compliance.makers import accepted, assess, micro
from tracker.compliance.commitments import Denominator
from tracker.compliance.comparison import Step, StepCode
from tracker.compliance.plain import plain_commitment, plain_mandate_summary, plain_step
from tracker.compliance.summaries import MandateSummary, Partner, summarize_year
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
    assert measure_words(plain_commitment(samples.make_mandate(**intensity)), CHINESE) == (
        "，取分摊给采购方的份额，按每 1000 wafers（WAFERS）计"
    )


def test_a_report_says_what_is_compared_and_what_was_done_to_each_figure() -> None:
    assessment = assess(
        {year: accepted(year, "90", denominators={Denominator("DIES", "dies"): micro("8")}) for year in (2025, 2026)},
        2026,
        measure="INTENSITY",
        denominator={"name": "DIES", "unit": "dies"},
    )
    year = summarize_year(2026, [assessment])
    partner = Partner(party_id="party", name="Amberlin", name_local="", country="CN", tier=1)
    summary = MandateSummary(
        mandate=assessment.mandate, years=(year,), in_focus=year, across_partners=None, partners={"party": partner}
    )
    shown = present_mandate(plain_mandate_summary(summary))
    assert shown["suppliers"][0]["notes"] == [
        "A further cut of 4.5 t would make 2026 comply: 85.5 t at most.",
        "2025: the tonnes are divided by 8 × dies (DIES).",
        "2026: the tonnes are divided by 8 × dies (DIES).",
    ]
    (compared,) = [text for label, text in shown["facts"] if label == "Compared"]
    assert compared.startswith("Gross tonnes CO₂e of scope 1 and scope 2 market-based, for each dies (DIES); warming")
