"""The letters that tell a supplier's contacts what became of a report, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from .notices import Letter, LetterWords, Tongues, write_letter

NEWS = {
    "RECEIVED": LetterWords(
        "Received",
        Tongues("Report about {year} received: revision {number}", "已收到 {year} 年度报告：第 {number} 版"),
        Tongues(
            "Revision {number} of the report of {party} about {year} was received on {at}, and waits for review.\n"
            "SHA-256 of its content: {sha256}",
            "{party} 的 {year} 年度报告第 {number} 版已于 {at} 收到，等待审核。\n内容 SHA-256：{sha256}",
        ),
    ),
    "RETURNED": LetterWords(
        "Returned",
        Tongues("Report about {year} returned: revision {number}", "{year} 年度报告被退回：第 {number} 版"),
        Tongues(
            "Revision {number} of the report of {party} about {year} was returned:\n\n{reason}\n\n"
            "Mend it and send it as a new revision.",
            "{party} 的 {year} 年度报告第 {number} 版被退回：\n\n{reason}\n\n请修正后提交新版本。",
        ),
    ),
    "ACCEPTED": LetterWords(
        "Accepted",
        Tongues("Report about {year} accepted: revision {number}", "{year} 年度报告已接受：第 {number} 版"),
        Tongues(
            "Revision {number} of the report of {party} about {year} was accepted. Nothing is left to do.",
            "{party} 的 {year} 年度报告第 {number} 版已接受，无需进一步操作。",
        ),
    ),
}  # fmt: skip
RECEIPT = Tongues("Receipt: {receipt}", "回执：{receipt}")
WHERE_TO_SEE = Tongues("How your reports stand: {link}", "查看报告状态：{link}")


def write_news(kind: str, facts: Mapping[str, object], language: str = "", *, receipt: str = "") -> Letter:
    """`facts` are party, year, number, at, sha256, reason and link."""
    words = NEWS[kind]
    if receipt:
        bodies = Tongues(*(f"{body}\n{line}" for body, line in zip(words.body, RECEIPT, strict=True)))
        words = words._replace(body=bodies)
    return write_letter(words, WHERE_TO_SEE, {**facts, "receipt": receipt}, language)
