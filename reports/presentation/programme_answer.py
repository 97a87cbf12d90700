"""What one mandate comes to over all its partners, in sentences of one language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tracker.presentation.explanation_words import LABELS
from tracker.presentation.languages import say_count, say_list
from tracker.presentation.numbers import NOTHING, format_rate, format_tonnes
from tracker.presentation.programme import ANSWER, MEANS, MEETS, NO_MEANS, PARTS, PASSES
from tracker.presentation.words import STATUSES

from .answers import Answer

Plain = dict[str, Any]


def answer_programme(programme: Plain, language: str = "en") -> Answer:
    weighted, unweighted = _declared(programme, "weighted"), _declared(programme, "unweighted")
    sentences = [
        *_own_sentence(programme, language),
        *_weighted_sentence(programme, weighted, language),
        *_unweighted_sentence(unweighted, language),
        *_moved_sentences(programme["change_from_base_year"], language),
        _coverage_sentence(programme["coverage"], language),
    ]
    return Answer(_tone(weighted, unweighted), _headline(programme, weighted, unweighted, language), sentences)


def _declared(programme: Plain, name: str) -> Plain | None:
    """What the mandate's own reading says of one of the two roll-ups."""
    roll_up = programme["roll_ups"][name] or []
    readings: list[Plain] = roll_up["readings"] if isinstance(roll_up, dict) else roll_up
    return next((each for each in readings if each["reading"] == programme["reading"]), None)


def _tone(weighted: Plain | None, unweighted: Plain | None) -> str:
    said = {outcome["passes"] for outcome in (weighted, unweighted) if outcome} - {None}
    return "OPEN" if len(said) != 1 else "GOOD" if True in said else "BAD"


def _headline(programme: Plain, weighted: Plain | None, unweighted: Plain | None, language: str) -> str:
    year, total, mean = programme["reporting_year"], _passes(weighted), _passes(unweighted)
    if total is None:
        return ANSWER["NO_VERDICT"].say(language, year=year)
    code = "SUM" if mean is None else "BOTH_ALIKE" if mean is total else "APART"
    words = {name: MEETS[passes].say(language) for name, passes in (("sum", total), ("mean", bool(mean)))}
    return ANSWER[code].say(language, year=year, **words)


def _passes(outcome: Plain | None) -> bool | None:
    return outcome["passes"] if outcome else None


def _own_sentence(programme: Plain, language: str) -> Iterator[str]:
    own = programme["roll_ups"]["own_verdicts"]
    counts = [f"{own[code]:,} {getattr(LABELS[code], language).lower()}" for code in STATUSES if own.get(code)]
    if counts:
        yield ANSWER["OWN"].say(language, counts=say_list(counts, language))


def _weighted_sentence(programme: Plain, weighted: Plain | None, language: str) -> Iterator[str]:
    if weighted is not None:
        parties = say_count(programme["roll_ups"]["weighted"]["parties"], "partner", "家", language)
        yield ANSWER["WEIGHTED"].say(language, parties=parties, said=_say(weighted, language), reading=weighted["reading"])


def _unweighted_sentence(unweighted: Plain | None, language: str) -> Iterator[str]:
    if unweighted is None:
        return
    if unweighted["no_mean"]:
        yield ANSWER["NO_MEAN"].say(language, why=NO_MEANS[unweighted["no_mean"]].say(language))
        return
    yield ANSWER["UNWEIGHTED"].say(
        language,
        mean=MEANS[unweighted["mean_of"]].say(language),
        parties=say_count(unweighted["parties"], "partner", "家", language),
        said=_say(unweighted, language),
        reading=unweighted["reading"],
        index=ANSWER["INDEX"].say(language, index=unweighted["index"]) if unweighted["index"] else "",
    )


def _say(outcome: Plain, language: str) -> str:
    if outcome["passes"] is None:
        null = LABELS.get(outcome["null_reason"] or "")
        why = getattr(null, language) if null else ANSWER["NO_FIGURES"].say(language)
        return ANSWER["SAYS_NOTHING"].say(language, why=why)
    rate = ANSWER["RATE"].say(language, rate=format_rate(outcome["rate"])) if outcome["rate"] is not None else ""
    return f"{PASSES[outcome['passes']].say(language)}{rate}"


def _moved_sentences(change: Plain | None, language: str) -> Iterator[str]:
    if change is None:
        return
    moved = change["parts"]["moved"]
    most = next(each for each in change["contributions"] if each["part"] == "MOVED")
    yield ANSWER["MOVED"].say(
        language,
        before=change["before_year"],
        year=change["year"],
        suppliers=say_count(moved["suppliers"], "supplier", "家", language),
        change=signed(moved["change_tco2e"]),
        name=most["name"],
        most=signed(most["change_tco2e"]),
    )
    others = [
        ANSWER["OTHER"].say(
            language, label=words.label.say(language), suppliers=f"{part['suppliers']:,}", change=signed(part["change_tco2e"])
        )
        for code, words in PARTS.items()
        if code != "moved" and (part := change["parts"][code])["suppliers"]
    ]
    if others:
        yield ANSWER["OTHERS"].say(language, others=say_list(others, language))


def _coverage_sentence(coverage: Plain, language: str) -> str:
    reported, expected = coverage["reported"], coverage["expected"]
    share, unknown = reported["share_of_base_year_tco2e"], expected["base_year_unknown"]
    silent = say_count(unknown, "supplier", "家", language)
    return ANSWER["COVERAGE"].say(
        language,
        reported=f"{reported['partners']:,}",
        expected=f"{expected['partners']:,}",
        weight=ANSWER["COVERAGE_WEIGHT"].say(language, share=format_rate(share)) if share is not None else "",
        unknown=ANSWER["COVERAGE_UNKNOWN"].say(language, suppliers=silent) if unknown else "",
    )


def signed(text: str | None, places: int | None = 1) -> str:
    if text is None:
        return NOTHING
    return f"{'+' if Decimal(text) > 0 else ''}{format_tonnes(text, places)}"
