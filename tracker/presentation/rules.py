"""The rule of a commitment in words, made from its terms as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from . import rule_words as words
from .comparison import measure_words
from .languages import Template, say_day, say_list, say_mass, say_month_day, say_rate
from .numbers import ALL_PLACES, format_tonnes

Plain = Mapping[str, Any]


class RulePart(NamedTuple):
    """`code` is stored and stays; label and sentence are in one language."""

    code: str
    label: str
    sentence: str


def explain_rule(commitment: Plain, language: str) -> list[RulePart]:
    """In the order in which a reader asks. Raises KeyError for a kind that has no words."""
    sentences = [*_BY_KIND[commitment["kind"]](commitment, language), *_end_of(commitment, language)]
    return [RulePart(code, words.LABELS[code].say(language), sentence) for code, sentence in sentences]


def _explain_mandate(mandate: Plain, language: str) -> Iterator[tuple[str, str]]:
    rate = say_rate(mandate["rate"], language)
    values = {
        **mandate,
        "rate": rate,
        "scopes": _scopes(mandate, language),
        "measure": measure_words(mandate, language),
        "due": say_month_day(mandate["due_month"], mandate["due_day"], language),
        "threshold": say_rate(mandate["recalculation_threshold"], language),
    }
    sentences = {
        **_say_all(words.MANDATE, language, values),
        "READING": f"{mandate['reading']}: {words.READINGS[mandate['reading']].say(language, rate=rate)}",
        "GWP_SET": (words.ONE_GWP_SET if mandate["gwp_set"] else words.ANY_GWP_SET).say(language, gwp_set=mandate["gwp_set"]),
        "ASSURANCE": words.ASSURANCE[mandate["minimum_assurance"]].say(language),
    }
    for code in ("PROMISE", "YEARS", "COMPARED", "GWP_SET", "READING", "CALENDAR", "PLAN", "ASSURANCE", "RECALCULATION"):
        yield code, sentences[code]


def say_recalculation(mandate: Plain, language: str) -> str:
    threshold = say_rate(mandate["recalculation_threshold"], language)
    return words.MANDATE["RECALCULATION"].say(language, threshold=threshold)


def say_compared(mandate: Plain, language: str) -> str:
    scopes, measure = _scopes(mandate, language), measure_words(mandate, language)
    return words.MANDATE["COMPARED"].say(language, scopes=scopes, measure=measure)


def _scopes(mandate: Plain, language: str) -> str:
    method = words.METHODS[mandate["scope_2_method"]].say(language)
    said = [
        (words.SCOPE_WITH_METHOD if number == 2 else words.SCOPE).say(language, number=number, method=method)
        for number in mandate["scopes"]
    ]
    text = say_list(said, language)
    return text[:1].upper() + text[1:]


def _explain_goal(goal: Plain, language: str) -> Iterator[tuple[str, str]]:
    values = {
        "target": say_mass(goal["target_kg"], language),
        "start": say_day(goal["start"], language),
        "end": say_day(goal["end"], language),
        "fates": say_list([words.FATES[fate].say(language) for fate in goal["counted_fates"]], language),
        "zone": goal["zone"],
    }
    yield from _say_all(words.GOAL, language, values).items()


def _explain_share(goal: Plain, language: str) -> Iterator[tuple[str, str]]:
    steps = [
        words.STEP.say(language, share=say_rate(step["share"], language), by=say_day(step["by"], language))
        for step in goal["steps"]
    ]
    yield from _say_all(words.SHARE, language, {**goal, "steps": say_list(steps, language)}).items()


def _explain_count(goal: Plain, language: str) -> Iterator[tuple[str, str]]:
    days = {name: say_day(goal[name], language) for name in ("start", "end")}
    values = {**goal, **days, "target": format_tonnes(goal["target"], ALL_PLACES)}
    yield from _say_all(words.COUNT, language, values).items()


def _say_all(templates: Mapping[str, Template], language: str, values: Plain) -> dict[str, str]:
    return {code: template.say(language, **values) for code, template in templates.items()}


def _end_of(commitment: Plain, language: str) -> Iterator[tuple[str, str]]:
    yield "SOURCE", words.SOURCE.say(language, texts="; ".join(source["text"] for source in commitment["sources"]))
    yield (
        "VALID_FROM",
        words.VALID_FROM.say(
            language,
            version=commitment["version"],
            key=commitment["key"],
            day=say_day(commitment["valid_from"], language),
            zone=commitment["zone"],
        ),
    )


_BY_KIND: Mapping[str, Callable[[Plain, str], Iterator[tuple[str, str]]]] = {
    "ANNUAL_AVERAGE_REDUCTION": _explain_mandate,
    "CUMULATIVE_TOTAL": _explain_goal,
    "SHARE_BY_DATE": _explain_share,
    "COUNT_IN_PERIOD": _explain_count,
}
