"""The letters about what is owed, in English and Chinese from one table. Whose language is not known reads both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Tongues(NamedTuple):
    english: str
    chinese: str


class Earlier(NamedTuple):
    """What an escalation says about the notices that went before it: `sent` bears the day of the last one."""

    sent: Tongues
    none: Tongues


NOT_TOLD = Earlier(Tongues("", ""), Tongues("", ""))
_PLACES = {"en": 0, "zh": 1}


class Quoted(NamedTuple):
    """What somebody wrote, with its lines; it stands in a letter's body alone."""

    written: str

    @property
    def text(self) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.written.splitlines())


class LetterWords(NamedTuple):
    label: str
    subject: Tongues
    body: Tongues
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


HOW_TO_FILE = Tongues(
    "File it by your program, or log in: {link}\nThis notice stops as soon as a report about {year} is submitted.",
    "请通过贵方系统提交，或登录：{link}\n提交 {year} 年度报告后，本提醒即停止。",
)
WHERE_TO_LOOK = Tongues("What the supplier was sent and what it reported: {link}", "该供应商的通知与报告记录：{link}")

NOTICES = {
    "REMINDER_30_DAYS": LetterWords(
        "Reminder, 30 days",
        Tongues("Report about {year} is due on {due_on}", "{year} 年度报告将于 {due_on} 截止"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” is due on {due_on}. Nothing has been submitted yet.",
            "{party} 须依“{mandate}”提交 {year} 年度报告，截止日为 {due_on}。目前尚未收到报告。",
        ),
    ),
    "REMINDER_7_DAYS": LetterWords(
        "Reminder, 7 days",
        Tongues("Report about {year} is due soon, on {due_on}", "{year} 年度报告即将于 {due_on} 截止"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” is due soon, on {due_on}. Nothing has been submitted yet.",
            "{party} 须依“{mandate}”提交 {year} 年度报告，截止日 {due_on} 临近。目前尚未收到报告。",
        ),
    ),
    "DUE_DATE_PASSED": LetterWords(
        "Due date passed",
        Tongues("Report about {year} was due on {due_on}", "{year} 年度报告已于 {due_on} 截止"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” was due on {due_on}. "
            "The days of grace end on {grace_ends_on}.",
            "{party} 依“{mandate}”应提交的 {year} 年度报告已于 {due_on} 截止。宽限期至 {grace_ends_on} 止。",
        ),
    ),
    "OVERDUE": LetterWords(
        "Overdue",
        Tongues("Report about {year} is overdue", "{year} 年度报告已逾期"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” is overdue: it was due on {due_on}, "
            "and the days of grace ended on {grace_ends_on}.",
            "{party} 依“{mandate}”应提交的 {year} 年度报告已逾期：截止日为 {due_on}，宽限期已于 {grace_ends_on} 结束。",
        ),
    ),
    "ESCALATED_TO_SECOND_CONTACT": LetterWords(
        "Escalated to the second contact",
        Tongues("Report about {year} is overdue and unanswered", "{year} 年度报告逾期未复"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” has been overdue since {overdue_since}. "
            "{earlier} Please see to it.",
            "{party} 依“{mandate}”应提交的 {year} 年度报告自 {overdue_since} 起逾期。{earlier}请予跟进。",
        ),
        Earlier(
            Tongues(
                "A notice went to your colleague, last on {sent_on}; nothing has been submitted.",
                "已向贵方同事发出通知，最近一次为 {sent_on}，至今未收到报告。",
            ),
            Tongues("Nothing has been submitted.", "至今未收到报告。"),
        ),
    ),
    "ESCALATED_TO_ANALYSTS": LetterWords(
        "Escalated to the analysts",
        Tongues("{party}: report about {year} is still missing", "{party}：{year} 年度报告仍未提交"),
        Tongues(
            "The report of {party} about {year} under “{mandate}” was due on {due_on}; "
            "the days of grace ended on {grace_ends_on}. {earlier} Please take it up.",
            "{party} 依“{mandate}”应提交的 {year} 年度报告截止日为 {due_on}，"
            "宽限期已于 {grace_ends_on} 结束。{earlier}请跟进。",
        ),
        Earlier(
            Tongues(
                "Notices to the supplier, the last on {sent_on}, had no effect.",
                "已向供应商发出通知，最近一次为 {sent_on}，未见回应。",
            ),
            Tongues(
                "No notice has left to the supplier: see whether it has contacts with addresses.",
                "尚无通知发至供应商：请检查其联系人及邮箱地址。",
            ),
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """`lines` are the first of `count`; the rest stands behind `link`."""

    name: str
    count: int
    lines: Sequence[str] = field(default=())
    link: str = ""


SECTIONS = {
    "waiting": Tongues("Waiting for review", "待审核"),
    "overdue": Tongues("Overdue", "已逾期"),
    "soon": Tongues("Due within 30 days, nothing submitted", "30 天内到期且尚未提交"),
    "sent": Tongues("Notices sent last week", "上周已发通知"),
    "undelivered": Tongues("Notices that did not go out, or of which it is not known", "未送达或送达情况不明的通知"),
}
DIGEST_SUBJECT = Tongues("Pledgekeeper, week {week}", "每周摘要")
OUTCOMES = {
    "PLANNED": "planned",
    "SENDING": "being sent",
    "SENT": "sent",
    "FAILED": "not sent",
    "UNKNOWN": "not known whether sent",
    "NO_RECIPIENT": "nobody to write to",
    "STOPPED": "stopped: no longer owed",
    "OVERTAKEN": "left out: a later step had come",
}


def write_notice(kind: str, facts: Mapping[str, object], language: str = "") -> Letter:
    """`facts` are party, mandate, year, due_on, grace_ends_on, overdue_since, link, and sent_on: None where none was sent."""
    words = NOTICES[kind]
    earlier = words.earlier or NOT_TOLD
    bodies = (
        body.replace("{earlier}", before)
        for body, before in zip(words.body, earlier.none if facts["sent_on"] is None else earlier.sent, strict=True)
    )
    close = WHERE_TO_LOOK if kind == "ESCALATED_TO_ANALYSTS" else HOW_TO_FILE
    return write_letter(words._replace(body=Tongues(*bodies)), close, facts, language)


def write_letter(words: LetterWords, close: Tongues, facts: Mapping[str, object], language: str) -> Letter:
    """In the reader's language, or in both where it is not known. No fact breaks a line but a quoted one."""
    plain = {name: fact.text if isinstance(fact, Quoted) else one_line(str(fact)) for name, fact in facts.items()}
    bodies = [f"{body}\n\n{end}".format(**plain) for body, end in zip(words.body, close, strict=True)]
    subjects = [subject.format(**plain) for subject in words.subject]
    places = [_PLACES[language]] if language in _PLACES else range(len(Tongues._fields))
    subject = " / ".join(dict.fromkeys(subjects[place] for place in places))
    return Letter(subject, "\n\n----\n\n".join(bodies[place] for place in places) + "\n")


def write_digest(week: str, sections: Sequence[Section]) -> Letter:
    body = "\n\n".join("\n".join(_write_section(section)) for section in sections)
    return Letter(" / ".join(DIGEST_SUBJECT).format(week=week), f"{body}\n")


def _write_section(section: Section) -> Iterator[str]:
    yield f"{' / '.join(SECTIONS[section.name])}: {section.count:,}"
    yield from (f"- {one_line(line)}" for line in section.lines)
    if more := section.count - len(section.lines):
        yield f"- … +{more:,}"
    if section.link:
        yield section.link


def one_line(text: str) -> str:
    """What stands in a subject breaks no line, whatever a party is called."""
    return " ".join(text.split())


def notice_words(kind: str) -> str:
    return NOTICES[kind].label
