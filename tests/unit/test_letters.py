"""The letters in both languages, and the settings by which they leave."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

from tracker.compliance.chasing import NoticeKind
from tracker.mail import mail_settings
from tracker.presentation.notices import (
    HOW_TO_FILE,
    NOTICES,
    SECTIONS,
    WHERE_TO_LOOK,
    Section,
    write_digest,
    write_notice,
)

FACTS: dict[str, object] = {
    "party": "Amberlin", "mandate": "Supplier carbon mandate", "year": 2025, "due_on": "2026-06-30",
    "grace_ends_on": "2026-07-14", "overdue_since": "2026-07-15", "sent_on": "2026-07-15", "link": "https://pledges.example.org/account/",
}  # fmt: skip


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_kind_has_words_and_both_languages_state_the_same_facts() -> None:
    assert set(NOTICES) == set(NoticeKind)
    pairs = [pair for words in NOTICES.values() for pair in (words.subject, words.body)]
    pairs += [pair for words in NOTICES.values() for pair in words.earlier or ()]
    for english, chinese in [*pairs, HOW_TO_FILE, WHERE_TO_LOOK]:
        assert fields_of(english) == fields_of(chinese) <= {*FACTS, "earlier"}


@pytest.mark.parametrize("kind", ["ESCALATED_TO_SECOND_CONTACT", "ESCALATED_TO_ANALYSTS"])
def test_an_escalation_speaks_of_earlier_notices_only_where_one_was_sent(kind: str) -> None:
    told, alone = (write_notice(kind, FACTS | {"sent_on": day}).body for day in ("2026-07-16", None))
    assert told.count("2026-07-16") == 2
    assert all(words in told for words in ("otice", "通知"))
    assert "None" not in alone
    assert all(words not in alone for words in ("colleague", "no effect", "贵方同事", "未见回应"))


def test_a_report_is_overdue_since_the_first_day_without_grace() -> None:
    body = write_notice("ESCALATED_TO_SECOND_CONTACT", FACTS).body
    assert all(words in body for words in ("overdue since 2026-07-15", "自 2026-07-15 起逾期"))


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_says_whose_report_about_what_in_english_first(kind: str) -> None:
    letter = write_notice(kind, FACTS)
    english, chinese = letter.body.split("\n\n----\n\n")
    for part in (english, chinese):
        assert all(str(FACTS[name]) in part for name in ("party", "mandate", "year", "link"))
    assert "年度报告" in chinese
    assert " / " in letter.subject


def test_check_75_and_76_a_name_breaks_no_subject_and_is_no_template() -> None:
    letter = write_notice("ESCALATED_TO_ANALYSTS", FACTS | {"party": "<b>A</b>\r\nBcc: x@example.com\u2028{year}"})
    assert letter.subject.startswith("<b>A</b> Bcc: x@example.com {year}: report about 2025")
    assert len(letter.subject.splitlines()) == 1


def test_a_digest_lists_the_first_and_counts_the_rest() -> None:
    sections = [Section("overdue", 3, ["A 2025", "B\n2025"], "https://x/"), Section("soon", 0)]
    letter = write_digest("2026-W40", sections)
    assert letter.body == (
        "Overdue / 已逾期: 3\n- A 2025\n- B 2025\n- … +1\nhttps://x/\n\n"
        "Due within 30 days, nothing submitted / 30 天内到期且尚未提交: 0\n"
    )
    assert "2026-W40" in letter.subject
    assert set(SECTIONS) == {"waiting", "overdue", "soon", "sent", "undelivered"}


def test_without_an_address_mail_is_written_to_files(tmp_path: Path) -> None:
    found = mail_settings("", tmp_path)
    assert (found["EMAIL_BACKEND"].split(".")[-2], found["EMAIL_FILE_PATH"]) == ("filebased", tmp_path / "mail")


@pytest.mark.parametrize(
    ("address", "host", "port", "tls", "ssl"),
    [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, False, False),
        ("smtp+starttls://a%40b:p%2Fw@mail.example.org", "mail.example.org", 587, True, False),
        ("smtps://mail.example.org", "mail.example.org", 465, False, True),
    ],
)
def test_an_address_of_a_server(address: str, host: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail_settings(address, Path("/"))
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (("a@b", "p/w") if tls else ("", ""))
    assert found["EMAIL_TIMEOUT"] <= 30


@pytest.mark.parametrize("address", ["mail.example.net", "http://secret@x", "smtp://", "smtp://x:port", "smtp://x/path"])
def test_another_address_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="was expected") as refusal:
        mail_settings(address, Path("/"))
    assert address not in str(refusal.value)
