"""The letters about a report and the invitation: both languages state the same facts, and no fact is a template."""

from __future__ import annotations

from string import Formatter

import pytest

from tracker.compliance.plausibility_words import WARNINGS, WarningCode, say_warning
from tracker.presentation.explanation_words import LABELS
from tracker.presentation.invitations import ONCE, TO_FILE, TO_READ, write_invitation
from tracker.presentation.news import NEWS, RECEIPT, WHERE_TO_SEE, write_news
from tracker.presentation.notices import Quoted
from tracker.presentation.rule_words import METHODS

FACTS: dict[str, object] = {
    "party": "Amberlin", "year": 2025, "number": 2, "at": "2026-11-24 08:00:00 UTC", "sha256": "f" * 64,
    "reason": Quoted("Scope 2 is missing.\r\n\nSee {year}."), "link": "https://pledges.example.org/account/",
}  # fmt: skip


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_one_thing_has_one_name_in_chinese_wherever_it_is_said() -> None:
    warned = [tongues.zh for words in WARNINGS.values() for tongues in words]
    methods: dict[str, str | int] = {"came": "LOCATION_BASED", "expected": "MARKET_BASED", "year": 2026, "earlier_year": 2025}
    switched = say_warning(WarningCode.SCOPE_2_METHOD_SWITCHED, methods).zh
    news = [text for words in NEWS.values() for text in (words.subject[1], words.body[1])]
    assert not [text for text in [*warned, switched, *news] for other in ("认可", "通过", "市场法", "位置法") if other in text]
    assert {LABELS["ACCEPTED"].zh in text for text in (warned[0], NEWS["ACCEPTED"].subject[1])} == {True}
    assert {words.zh in switched for words in METHODS.values()} == {True}


def test_both_languages_state_the_same_facts() -> None:
    pairs = [pair for words in (*NEWS.values(), TO_FILE, TO_READ) for pair in (words.subject, words.body)]
    for english, chinese in [*pairs, RECEIPT, WHERE_TO_SEE, ONCE]:
        assert fields_of(english) == {name.removesuffix("_zh") for name in fields_of(chinese)}


@pytest.mark.parametrize("kind", NEWS)
@pytest.mark.parametrize(("language", "parts"), [("", 2), ("en", 1), ("zh", 1)])
def test_news_comes_in_the_readers_language_or_in_both(kind: str, language: str, parts: int) -> None:
    letter = write_news(kind, FACTS, language)
    assert len(letter.body.split("\n\n----\n\n")) == parts
    assert ("年度报告" in letter.body) == (language != "en")
    assert ("of the report of" in letter.body) == (language != "zh")
    assert (" / " in letter.subject) == (parts == 2)


def test_75_76_a_reason_keeps_its_lines_in_the_body_alone_and_is_no_template() -> None:
    letter = write_news("RETURNED", FACTS | {"party": "<b>\r\nBcc: x@example.com {year}"}, "en")
    assert "> Scope 2 is missing.\n>\n> See {year}.\n" in letter.body
    assert "<b> Bcc: x@example.com {year}" in letter.body
    assert len(letter.subject.splitlines()) == 1


def test_a_receipt_is_named_where_there_is_one() -> None:
    assert "Receipt: 17\n" in write_news("RECEIVED", FACTS, "en", receipt="17").body
    assert "Receipt" not in write_news("RECEIVED", FACTS, "en").body


def test_without_an_inviter_the_programme_invites() -> None:
    facts = {"party": "Amberlin\n{link}", "link": "https://x/", "command": "curl -d '{\"a\": 1}'", "until": "2026-12-08"}
    letter = write_invitation("", facts, is_to_file=True)
    assert "The sustainability programme invites you to file for Amberlin {link}." in letter.body
    assert "可持续发展项目组邀请您为" in letter.body
    assert letter.body.count("curl -d '{\"a\": 1}'") == 2
    assert len(letter.subject.splitlines()) == 1
