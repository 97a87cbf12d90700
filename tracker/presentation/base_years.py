"""What a base year rests on, in the words of a reader: one template for every door, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from .numbers import ALL_PLACES, NOTHING, format_decimal, format_rate, format_stated_rate

REASONS = {
    "STRUCTURAL_CHANGE": ("structural change", "结构变化"),
    "METHOD_CHANGE": ("method change", "方法变更"),
    "ERROR": ("error", "错误更正"),
    "BOUNDARY_CHANGE": ("boundary change", "边界变更"),
    "VERIFIED_FIGURES": ("verified figures", "经核证数据"),
}
CAUSES = {
    "FIRST_ACCEPTED": ("it was the first accepted", "首个被接受"),
    "THRESHOLD_REACHED": ("the net change reached the threshold", "净变化达到阈值"),
    "BASIS_CHANGED": ("it is stated on another basis", "口径已改变"),
    "BECAME_USABLE": ("the one before could not be compared", "此前的修订无法比较"),
    "DOUBT_REMOVED": ("it removes a doubt about the one before", "消除了此前修订的疑点"),
}


class Sentences(NamedTuple):
    base: str
    stands: str
    net: str
    change: str
    unlike: str
    restate: str
    comma: str


LANGUAGES = {
    "en": Sentences(
        base="The base is revision {number}, adopted on {day}, since {cause}: {tonnes} t CO₂e.",
        stands="Nothing was accepted about it since. From a net change of {threshold} on, a revision becomes the base.",
        net="Net change since: {change} t CO₂e ({share}), below the {threshold} from which on a revision becomes the base.",
        change="Listed, not adopted: revision {number} of {day} ({reason}), {change} t CO₂e against the base.",
        unlike="Listed, not adopted: revision {number} of {day} ({reason}), which cannot be compared with the base.",
        restate="Stated in a form that the base has left: {years}. No reading uses a year in between until it is restated.",
        comma=", ",
    ),
    "zh-hans": Sentences(
        base="基准为第 {number} 版，于 {day} 采用（{cause}）：{tonnes} 吨 CO₂e。",
        stands="此后没有接受关于基准年的修订。净变化达到 {threshold} 时，修订成为新的基准。",
        net="此后净变化：{change} 吨 CO₂e（{share}），低于 {threshold}；达到该值时修订成为新的基准。",
        change="已列出、未采用：第 {number} 版，{day}（{reason}），相对基准 {change} 吨 CO₂e。",
        unlike="已列出、未采用：第 {number} 版，{day}（{reason}），无法与基准比较。",
        restate="仍按基准已放弃的口径陈述：{years}。其间的年份在重述之前不用于任何解读。",
        comma="、",
    ),
}


def describe_base(base: Mapping[str, Any], language: str = "en") -> list[str]:
    """Of the plain value: the adopted revision, the net change since, each smaller change, and what is to be restated."""
    return list(_sentences(base, LANGUAGES[language], 0 if language == "en" else 1))


def _sentences(base: Mapping[str, Any], words: Sentences, column: int) -> Iterator[str]:
    yield words.base.format(
        number=base["revision_number"],
        day=_day(base["adopted_at"]),
        cause=CAUSES[base["adopted_because"]][column],
        tonnes=NOTHING if base["tco2e"] is None else format_decimal(Decimal(base["tco2e"]), ALL_PLACES),
    )
    net = words.net if base["pending_changes"] else words.stands
    yield net.format(
        change=signed(base["net_change_tco2e"]),
        share=format_rate(base["net_change_share"]),
        threshold=format_stated_rate(base["threshold"]),
    )
    for change in base["pending_changes"]:
        sentence = words.unlike if change["net_change_tco2e"] is None else words.change
        yield sentence.format(
            number=change["revision_number"],
            day=_day(change["accepted_at"]),
            reason=reason_words(change["reason_code"], column),
            change=signed(change["net_change_tco2e"]),
        )
    if base["years_to_restate"]:
        yield words.restate.format(years=words.comma.join(map(str, base["years_to_restate"])))


def reason_words(code: str | None, column: int = 0) -> str:
    return REASONS[code][column] if code else NOTHING


def signed(tonnes: str | None) -> str:
    """All digits, with a plus where it grew."""
    if tonnes is None:
        return NOTHING
    shown = format_decimal(Decimal(tonnes), ALL_PLACES)
    return f"+{shown}" if Decimal(tonnes) > 0 else shown


def _day(instant: str | None) -> str:
    return NOTHING if instant is None else datetime.fromisoformat(instant).date().isoformat()
