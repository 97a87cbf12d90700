from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from suppliers.queries import summarize_mandate
from suppliers.streaming import stream_assessments
from tracker.commitments.queries import get_commitment
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_across, plain_assessment, plain_commitment, plain_instant, plain_verdict, plain_year
from tracker.compliance.summaries import MandateSummary, YearSummary, sum_across_partners
from tracker.presentation.explanations import LANGUAGES, tell_assessment
from tracker.records.clock import database_now, parse_instant
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Judges every supplier enrolled in a mandate, for one year, and prints the verdicts with what they rest on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commitment", required=True, metavar="KEY")
        parser.add_argument("--year", type=int, help="the reporting year; the one in focus when left out")
        parser.add_argument(
            "--as-of", metavar="INSTANT", help="what was known then, such as 2026-11-01T00:00:00Z; now when left out"
        )
        parser.add_argument("--json", action="store_true", help="everything, for a program")
        parser.add_argument(
            "--json-lines",
            action="store_true",
            help="the verdicts of all years, one on a line, for a program; for any number of suppliers",
        )
        parser.add_argument(
            "--explain",
            nargs="?",
            const="en",
            choices=LANGUAGES,
            help="how each verdict came about, in words; en when left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = read_as_of(options["as_of"], database_now())
        if options["json_lines"]:
            for partner, assessment in stream_assessments(find_mandate(options["commitment"], as_of), as_of=as_of):
                self.stdout.write(json.dumps(plain_verdict(assessment, partner), ensure_ascii=False))
            return
        summary = find_summary(options["commitment"], as_of)
        year = find_year(summary, options["year"])
        if options["json"]:
            self.stdout.write(json.dumps(as_plain(summary, year, as_of), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(as_lines(summary, year)))
            for line in as_words(summary, year, options["explain"]) if options["explain"] else ():
                self.stdout.write(line)


def read_as_of(text: str | None, now: datetime) -> datetime:
    instant = now if text is None else parse_instant(text)
    if instant is None:
        raise CommandError(f"--as-of: “{text}” is not an instant with its zone. Write one such as 2026-11-01T00:00:00Z.")
    if instant > now:
        raise CommandError(f"--as-of: {text} lies ahead. What will be known then is not known now.")
    return instant


def find_mandate(key: str, as_of: datetime) -> Mandate:
    try:
        mandate = get_commitment(key, as_of=as_of)
    except Refusal as refusal:
        raise CommandError(f"--commitment: {refusal.sentence}") from refusal
    if not isinstance(mandate, Mandate):
        raise CommandError(f"--commitment: “{key}” is no mandate; only a mandate with suppliers can be assessed.")
    return mandate


def find_summary(key: str, as_of: datetime) -> MandateSummary:
    summary = summarize_mandate(find_mandate(key, as_of), as_of=as_of)
    if summary is None:
        raise CommandError(f"--commitment: nobody is enrolled in “{key}”; only a mandate with suppliers can be assessed.")
    return summary


def find_year(summary: MandateSummary, wanted: int | None) -> YearSummary:
    if wanted is None:
        return summary.in_focus
    for year in summary.years:
        if year.year == wanted:
            return year
    years = ", ".join(str(year.year) for year in summary.years)
    raise CommandError(f"--year: {wanted} is not a year of {summary.mandate.label}; its years are {years}.")


def as_plain(summary: MandateSummary, year: YearSummary, as_of: datetime) -> dict[str, Any]:
    across = None if year.is_base_year else sum_across_partners(summary.mandate, year)
    return {
        "as_of": plain_instant(as_of),
        "commitment": plain_commitment(summary.mandate),
        "summary": plain_year(year),
        "across_partners": plain_across(across) if across else None,
        "assessments": [plain_verdict(a, summary.partners[a.obligation.party_id]) for a in year.assessments],
    }


def as_words(summary: MandateSummary, year: YearSummary, language: str) -> Iterator[str]:
    """One supplier after the other: they may be many."""
    for assessment in year.assessments:
        partner = summary.partners[assessment.obligation.party_id]
        yield f"\n{partner.name}, {year.year}"
        for section in tell_assessment(plain_assessment(assessment), language):
            yield f"  {section.heading}"
            yield from (f"    {sentence}" for sentence in section.sentences)


def as_lines(summary: MandateSummary, year: YearSummary) -> list[str]:
    judged = any(count.passes or count.fails for count in year.readings.values())
    readings = ", ".join(f"{reading} {count.passes}" for reading, count in year.readings.items())
    return [
        f"{summary.mandate.label}, {year.year}, by {summary.mandate.reading}:",
        *(f"  {status:<20}{count:>4}" for status, count in year.statuses.items() if count),
        *(f"  {robustness:<20}{count:>4}" for robustness, count in year.robustness.items() if count),
        *([f"  passes by reading: {readings}"] if judged else []),
    ]
