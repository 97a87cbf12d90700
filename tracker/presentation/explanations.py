"""An assessment explained in sentences. It goes in as plain values; one set of templates serves every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from . import explanation_words as words
from .comparison import measure_words, step_words
from .explanation_words import LANGUAGES, Text
from .formulas import find_divided, format_amount, format_comparison
from .numbers import ALL_PLACES, UNREACHABLE, format_day_in, format_rate, format_stated_rate, format_tonnes

__all__ = ["LANGUAGES", "Section", "list_sentences", "tell_assessment", "tell_in_short", "tell_path"]

Plain = dict[str, Any]
# Enough of an id or a hash to find it by; whole ones stand in the plain values.
SHOWN_LENGTH = 16
UNJUDGED = ("WAIVED", "NOT_DUE")


class Section(NamedTuple):
    code: str
    heading: str
    sentences: tuple[str, ...]


def tell_assessment(row: Plain, language: str = "en") -> list[Section]:
    """`row` is what plain_assessment gives."""
    teller = _Teller(row, language)
    parts: Mapping[str, Callable[[], Iterator[str]]] = {
        "WHY": teller.why,
        "RULE": teller.rule,
        "INPUTS": teller.inputs,
        "READINGS": teller.readings,
        "CHANGE": teller.change,
        "PATH": teller.path,
    }
    told = [(code, tuple(tell())) for code, tell in parts.items()]
    return [Section(code, teller.pick(words.HEADINGS[code]), sentences) for code, sentences in told if sentences]


def list_sentences(row: Plain, language: str = "en") -> list[str]:
    return [sentence for section in tell_assessment(row, language) for sentence in section.sentences]


def tell_in_short(row: Plain, language: str = "en", *, places: int | None = ALL_PLACES) -> list[str]:
    """What a supplier who is late or not compliant has to know, and on what footing a verdict stands that may change."""
    teller = _Teller(row, language, places)
    if row["explanation"]["rule"] in ("GRACE_RUNS", "GRACE_IS_OVER"):
        return [next(teller.why())]
    missed = list(teller.change())[:1] if row["status"] == "NON_COMPLIANT" else []
    return [*missed, *teller.footing()]


def tell_path(path: Plain, denominator: Plain | None, language: str = "en") -> list[str]:
    """A path that stands alone, as plain_path gives it."""
    return list(_Teller({"explanation": path, "denominator": denominator}, language).path())


@dataclass(frozen=True, slots=True)
class _Teller:
    row: Plain
    language: str
    places: int | None = ALL_PLACES

    def pick(self, text: Text, **facts: Any) -> str:
        chosen: str = getattr(text, self.language)
        return chosen.format(**facts)

    def say(self, code: str, **facts: Any) -> str:
        return self.pick(words.SENTENCES[code], **facts)

    def label(self, code: Any) -> str:
        """What has no word of its own, such as a year or AR6, stands for itself."""
        return self.pick(words.LABELS[code]) if code in words.LABELS else str(code)

    @property
    def year(self) -> int:
        year: int = self.row["reporting_year"]
        return year

    @property
    def declared(self) -> Plain | None:
        return next((each for each in self.row["readings"] if each["reading"] == self.row["reading"]), None)

    def status(self, code: str) -> str:
        """A base year has nothing to comply with: its report is in, and that is all."""
        return self.label("ACCEPTED" if self.row["is_base_year_report"] and code == "COMPLIANT" else code)

    def why(self) -> Iterator[str]:
        row, explanation = self.row, self.row["explanation"]
        yield self.pick(
            words.RULES[explanation["rule"]],
            status=self.status(row["status"]),
            year=self.year,
            would_be=self.status(row["would_be"]) if row["would_be"] else "",
            reading=self.label(row["reading"]),
            due=format_day_in(row["due_on"], self.language),
            grace_end=format_day_in(row["grace_ends_on"], self.language),
            year_end=format_day_in(explanation["year_ends_on"], self.language),
        )
        for reason in row["reasons"]:
            yield from self.reason(reason)
        yield from self.footing()
        yield self.say("RULE_NUMBER", number=explanation["rule_number"])

    def footing(self) -> Iterator[str]:
        """Where a verdict, or what it would be, compares a year with a base that was restated since."""
        judged = self.row["would_be"] or self.row["status"]
        if judged in ("COMPLIANT", "NON_COMPLIANT") and self.year in (self.row["base"] or {}).get("years_to_restate", ()):
            yield self.say("OLD_FORM", year=self.year)

    def reason(self, reason: Plain) -> Iterator[str]:
        separator = self.pick(words.JOINED["LIST"])
        facts = {
            name: separator.join(map(self.label, fact)) if isinstance(fact, list) else self.label(fact)
            for name, fact in reason["facts"].items()
        }
        yield self.pick(words.REASONS[reason["code"]], **facts)
        for name, note in words.NOTES.items():
            if name in facts:
                yield self.pick(note, years=facts[name])

    def rule(self) -> Iterator[str]:
        row, comparisons = self.row, self.row["explanation"]["comparisons"]
        if not comparisons:
            return
        reading, formula = self.label(row["reading"]), self.pick(words.READING_RULES[row["reading"]])
        yield self.say("MANDATE", rate=format_stated_rate(row["rate_required"]), reading=reading, formula=formula)
        if measure := measure_words(row, self.language):
            yield self.say("MEASURED", measure=measure)
        tonnes = self.for_each("TONNES")
        codes = {True: "HOLDS", False: "FAILS", None: "BOUND"}
        for each in comparisons:
            yield self.say(codes[each["holds"]], year=each["year"], tonnes=tonnes, formula=format_comparison(row, each))
        yield self.say("EXACT" if any(each["steps"] for each in row["series"]) else "ROUNDED")

    def for_each(self, code: str, **facts: Any) -> str:
        denominator = self.row["denominator"]
        return self.say(f"{code}_FOR_EACH", unit=denominator["unit"], **facts) if denominator else self.say(code, **facts)

    def at_denominator(self) -> Iterator[str]:
        """Bounds beside an intensity are stated in tonnes of the year, so they hold for what it made."""
        divided = find_divided(self.row, self.year)
        if divided:
            amount = format_amount(divided["amount"])
            yield self.say("AT_DENOMINATOR", year=self.year, amount=amount, unit=divided["unit"], name=divided["name"])

    def inputs(self) -> Iterator[str]:
        separator = self.pick(words.JOINED["LIST"])
        for each in self.row["series"]:
            if each.get("supposed"):
                yield self.say("SUPPOSED", year=each["year"], tonnes=format_tonnes(each["tco2e"], ALL_PLACES))
                continue
            decision, hashes = each["decision_id"], [sha256[:SHOWN_LENGTH] for sha256 in each["evidence_sha256"]]
            yield self.say(
                "INPUT",
                year=each["year"],
                tonnes=format_tonnes(each["tco2e"], ALL_PLACES),
                number=each["revision_number"],
                revision=each["revision_id"],
                content=each["content_sha256"][:SHOWN_LENGTH],
                decision=self.say("DECIDED", decision=decision) if decision else self.say("UNDECIDED"),
                evidence=self.say("EVIDENCE", hashes=separator.join(hashes)) if hashes else self.say("NO_EVIDENCE"),
            )
            yield from (self.step(step, each["year"]) for step in each["steps"])

    def step(self, step: Plain, year: int) -> str:
        return step_words(
            {name: self.label(fact) if name == "method" else fact for name, fact in step.items()}, year, self.language
        )

    def readings(self) -> Iterator[str]:
        if self.row["status"] in UNJUDGED or not self.declared or self.declared["rests_on_years"][-1:] != [self.year]:
            return
        yield from map(self.reading, self.row["readings"])
        yield from self.at_denominator()
        if self.row["robustness"]:
            yield self.pick(words.ROBUSTNESS[self.row["robustness"]])

    def reading(self, outcome: Plain) -> str:
        facts = {"reading": self.label(outcome["reading"]), "rate": format_rate(outcome["rate"])}
        if outcome["passes"] is None:
            return self.say("SAYS_NOTHING", reading=facts["reading"], cause=self.label(outcome["null_reason"]))
        if outcome["allowed_tco2e"] is None:
            return self.say("MISSES_BY_ANY", **facts)
        code = "PASSES" if outcome["passes"] else "MISSES"
        return self.say(code, **facts, allowed=format_tonnes(outcome["allowed_tco2e"], ALL_PLACES))

    def change(self) -> Iterator[str]:
        bounds = list(self.bounds())
        yield from bounds
        if bounds:
            yield from self.at_denominator()

    def bounds(self) -> Iterator[str]:
        outcome = self.declared
        if outcome is None or outcome["passes"] is None:
            return
        if self.row["status"] not in UNJUDGED:
            yield self.this_year(outcome)
        if outcome["next_year_allowed_tco2e"] is not None:
            yield self.later("NEXT_YEAR", "NO_NEXT_YEAR", self.year + 1, outcome["next_year_allowed_tco2e"])
        if outcome["end_year_allowed_tco2e"] is not None:
            code = "END_YEAR_EVENLY" if outcome["reading"] == "CUMULATIVE" else "END_YEAR"
            yield self.later(code, "NO_END_YEAR", self.row["end_year"], outcome["end_year_allowed_tco2e"])

    def this_year(self, outcome: Plain) -> str:
        if outcome["least_further_cut_tco2e"] == UNREACHABLE:
            return self.say("NO_CUT", year=self.year)
        allowed = format_tonnes(outcome["allowed_tco2e"], self.places)
        if outcome["passes"]:
            return self.say("ROOM", year=self.year, allowed=allowed, room=format_tonnes(outcome["surplus_tco2e"], self.places))
        return self.say("CUT", year=self.year, allowed=allowed, cut=format_tonnes(outcome["excess_tco2e"], self.places))

    def later(self, code: str, none: str, year: int, allowed: str) -> str:
        if allowed == UNREACHABLE:
            return self.say(none, year=year)
        return self.say(code, year=year, allowed=format_tonnes(allowed, ALL_PLACES))

    def path(self) -> Iterator[str]:
        steps, stop = self.row["explanation"]["path"], self.row["explanation"]["path_stop"]
        if steps:
            shown = [
                self.for_each("STEP", year=step["year"], tonnes=format_tonnes(step["allowed_tco2e"], ALL_PLACES))
                for step in steps
            ]
            yield self.say("PATH", steps=self.pick(words.JOINED["STEPS"]).join(shown))
        if stop:
            cause = self.label(stop["code"])
            yield self.pick(words.PATH_STOPS[stop["code"]], year=stop["year"], cause=cause)
