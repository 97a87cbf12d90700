from __future__ import annotations

from string import Formatter

import pytest

from suppliers.models import ReasonCode
from tests.unit.compliance.makers import assess, filed, history, known, record
from tracker.compliance.assessments import Assessment
from tracker.compliance.plain import plain_base
from tracker.compliance.recalculation import AdoptionCause
from tracker.presentation.base_years import CAUSES, LANGUAGES, REASONS, describe_base


def say(judged: Assessment, language: str = "en") -> list[str]:
    sentences = describe_base(known(plain_base(judged)), language)
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in sentences]


SMALL = assess({2025: record(*history("1000", "1030"), filed(2025, 3, "990", "STRUCTURAL_CHANGE"))}, 2026)


def test_a_base_and_what_is_listed_beside_it() -> None:
    assert say(SMALL) == [
        "The base is revision 1, adopted on 2026-03-02, since it was the first accepted: 1,000 t CO₂e.",
        "Net change since: −10 t CO₂e (−1.00 %), below the 5 % from which on a revision becomes the base.",
        "Listed, not adopted: revision 2 of 2026-03-03 (error), +30 t CO₂e against the base.",
        "Listed, not adopted: revision 3 of 2026-03-04 (structural change), −10 t CO₂e against the base.",
    ]
    assert say(SMALL, "zh-hans") == [
        "基准为第 1 版，于 2026-03-02 采用（首个被接受）：1,000 吨 CO₂e。",
        "此后净变化：−10 吨 CO₂e（−1.00 %），低于 5 %；达到该值时修订成为新的基准。",
        "已列出、未采用：第 2 版，2026-03-03（错误更正），相对基准 +30 吨 CO₂e。",
        "已列出、未采用：第 3 版，2026-03-04（结构变化），相对基准 −10 吨 CO₂e。",
    ]


def test_a_new_base_with_years_to_restate() -> None:
    judged = assess(
        {
            2025: record(*history("100", "120", reason="METHOD_CHANGE")),
            2026: record(filed(2026, 1, "95", day=0)),
            2027: record(filed(2027, 1, "95", day=0)),
        },
        2028,
    )
    assert say(judged) == [
        "The base is revision 2, adopted on 2026-03-03, since the net change reached the threshold: 120 t CO₂e.",
        "Nothing was accepted about it since. From a net change of 5 % on, a revision becomes the base.",
        "Stated in a form that the base has left: 2026, 2027. No reading uses a year in between until it is restated.",
    ]
    assert say(judged, "zh-hans")[-1].startswith("仍按基准已放弃的口径陈述：2026、2027。")


def test_a_change_that_cannot_be_measured() -> None:
    judged = assess({2025: record(filed(2025, 1, "100"), filed(2025, 2, "1", "ERROR", scope_2_market=None))}, 2026)
    assert say(judged)[-1] == ("Listed, not adopted: revision 2 of 2026-03-03 (error), which cannot be compared with the base.")


def test_every_code_has_its_words() -> None:
    assert set(CAUSES) == set(AdoptionCause)
    assert set(REASONS) == set(ReasonCode.values)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_names_the_same(language: str) -> None:
    def names(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    pairs = zip(LANGUAGES["en"], LANGUAGES[language], strict=True)
    assert [names(ours) for ours, _ in pairs] == [names(theirs) for theirs in LANGUAGES[language]]
