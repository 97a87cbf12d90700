"""The letter that invites a party's contact, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from .notices import Letter, LetterWords, Tongues, write_letter

_SET_UP = Tongues(
    "Set up your access by this link; it takes a minute, and gives you a log-in and a token for your program:\n{link}\n\n"
    "Or, with a program alone:\n{command}",
    "请通过以下链接开通访问，约需一分钟，届时您将获得登录账号和程序令牌：\n{link}\n\n"
    "或仅通过程序开通：\n{command}",
)  # fmt: skip
TO_FILE = LetterWords(
    "Invitation to file",
    Tongues("Invitation to file for {party}", "邀请您为 {party} 填报"),
    Tongues(
        f"{{who}} invites you to file for {{party}}.\n\n{_SET_UP.english}",
        f"{{who_zh}}邀请您为 {{party}} 填报。\n\n{_SET_UP.chinese}",
    ),
)
TO_READ = LetterWords(
    "Invitation to read",
    Tongues("Invitation to follow how {party} stands", "邀请您查看 {party} 的进展"),
    Tongues(
        f"{{who}} invites you to follow how {{party}} stands.\n\n{_SET_UP.english}",
        f"{{who_zh}}邀请您查看 {{party}} 的进展。\n\n{_SET_UP.chinese}",
    ),
)
ONCE = Tongues(
    "It works once, until {until}. Whoever has it can use it, so do not pass it on. If you did not expect it, leave it unused.",
    "仅可使用一次，有效期至 {until}。持有此链接者即可使用，请勿转发。如非您所期待，请忽略。",
)
PROGRAMME = Tongues("The sustainability programme", "可持续发展项目组")


def write_invitation(inviter: str, facts: Mapping[str, object], language: str = "", *, is_to_file: bool) -> Letter:
    """`facts` are party, link, command and until; without the name of an inviter the programme invites."""
    english, chinese = (inviter or each for each in PROGRAMME)
    words = TO_FILE if is_to_file else TO_READ
    return write_letter(words, ONCE, {**facts, "who": english, "who_zh": chinese}, language)
