"""The programme, plans and waivers in both languages, from one template each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from reports.presentation import answer_programme, present_programme
from tests.unit.compliance.programmes import view
from tracker.compliance.plain import plain_programme
from tracker.compliance.plans import MilestoneState, PlanState
from tracker.presentation import plans, programme
from tracker.presentation.languages import LANGUAGES, Explained, Template

TABLES: list[Mapping[Any, Template | Explained]] = [
    *(getattr(programme, name) for name in ("MEANS", "NO_MEANS", "PARTS", "RULES", "NO_FORECASTS", "OUTLOOKS")),
    programme.MEETS, programme.PASSES, programme.ANSWER, plans.PLAN_STATES, plans.MILESTONE_STATES, plans.WAIVER_STATES,
]  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")


def list_templates() -> Iterator[Template]:
    for table in TABLES:
        for words in table.values():
            yield from words if isinstance(words, Explained) else [words]


def gaps_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_leave_the_same_gaps_and_are_written_in_their_own_script() -> None:
    templates = list(list_templates())
    assert len(templates) > 60
    for english, chinese in templates:
        assert gaps_of(english) == gaps_of(chinese), english
        assert not CHINESE.search(english)
        assert CHINESE.search(chinese) or not re.search("[A-Za-z]", re.sub(r"{\w+}", "", chinese)), english


def test_every_state_has_its_words() -> None:
    assert set(plans.PLAN_STATES) == set(PlanState)
    assert set(plans.MILESTONE_STATES) == set(MilestoneState)


def tell(suppliers: dict[str, Any], language: str, year: int = 2026, **options: Any) -> tuple[str, list[str]]:
    answer = answer_programme(plain_programme(view(suppliers, year=year, **options)), language)
    return answer.headline, [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in answer.sentences]


def test_the_answer_in_chinese() -> None:
    suppliers = {"a": [100, 90], "b": [None, 5], "c": [60], "d": [40, 30]}
    headline, said = tell(suppliers, "zh", left={"c": 2025}, joined={"d": 2026})
    assert headline == "合作方整体：2026 年合计达到要求，各合作方的均值亦然。"
    assert "此外：新加入 1 家（+40.0 吨）、已退出 1 家（−60.0 吨）、缺口 1 家（+5.0 吨）。" in said
    assert said[0].startswith("各供应商自身的结论：")
    assert said[-1].startswith("已提交：")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_say_the_same_figures(language: str) -> None:
    suppliers = {"a": [1000, 990], "b": [10, 5], "c": [50]}
    figures = [sorted(re.findall(r"\d[\d,.]*\d|\d", " ".join(tell(suppliers, each)[1]))) for each in ("en", language)]
    assert figures[0] == figures[1] != []
    assert tell(suppliers, language, reading="EVERY_YEAR")[1]
    shown = present_programme(plain_programme(view(suppliers, year=2026)), language)
    assert shown["answer"]["headline"] == tell(suppliers, language)[0]
