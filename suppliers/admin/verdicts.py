"""What a mandate says about a supplier: as things stand, and as they would stand once a revision is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from suppliers.models import Revision
from suppliers.queries import list_assessments, list_year_records
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Assessment, YearRecord, assess_obligation
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_assessment
from tracker.presentation.comparison import step_words
from tracker.presentation.explanations import Section, tell_assessment
from tracker.presentation.numbers import (
    ALL_PLACES,
    NOTHING,
    UNREACHABLE,
    format_day,
    format_difference,
    format_rate,
    format_tonnes,
)
from tracker.presentation.words import reading_words

from .words import robustness_pill, status_pill

Records = Mapping[int, YearRecord]
SUPPOSED = "supposed"
"""The decision on a revision that waits, for the while of asking what its acceptance would mean."""
SHOWN_AS_TABLES = ("INPUTS", "READINGS")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    label: str
    declared: bool
    passes: bool | None
    rate: str
    allowed: str
    difference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLine:
    year: int
    tonnes: str
    revision_id: str
    revision_number: int
    content_sha256: str
    decision_id: str | None
    supposed: bool
    evidence_sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One obligation, in the words and figures of a page; `after` is its status once the revision is accepted."""

    year: int
    is_base_year: bool
    due_on: str
    status: str
    shown_status: SafeString | None
    would_be: SafeString | None
    after: SafeString | None
    reported: str
    allowed: str
    difference: str
    rate: str
    robustness: SafeString | None
    readings: tuple[ReadingLine, ...]
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    sections: tuple[Section, ...]
    inputs: tuple[InputLine, ...]
    waiver: Mapping[str, Any] | None = None
    waived_until: str = NOTHING


@dataclass(frozen=True, slots=True)
class MandateVerdicts:
    mandate: Mandate
    verdicts: tuple[Verdict, ...]


def list_verdicts(party_id: UUID, *, as_of: datetime) -> list[MandateVerdicts]:
    """Every obligation of one supplier, by mandate."""
    found = [(mandate, list_assessments(mandate, as_of=as_of, party_ids=[party_id])) for mandate in list_mandates(as_of=as_of)]
    return [MandateVerdicts(mandate, tuple(map(as_verdict, rows))) for mandate, rows in found if rows]


def weigh_revision(revision: Revision, *, as_of: datetime) -> list[MandateVerdicts]:
    """The year of the revision in each mandate, and every other year whose status its acceptance would change."""
    year = revision.report.reporting_year
    records = list_year_records(as_of=as_of, party_ids=[revision.party_id]).get(revision.party_id, {})
    accepted = _as_if_accepted(records, revision, year)
    weighed = []
    for mandate in list_mandates(as_of=as_of):
        rows = list_assessments(mandate, as_of=as_of, party_ids=[revision.party_id])
        if rows:
            weighed.append(MandateVerdicts(mandate, tuple(_weigh(rows, accepted, year, as_of))))
    return weighed


def _as_if_accepted(records: Records, revision: Revision, year: int) -> Records | None:
    """None where the revision does not wait, so that there is nothing to suppose."""
    pending = records.get(year, YearRecord()).pending
    if pending is None or pending.revision_id != str(revision.pk):
        return None
    return {**records, year: YearRecord(accepted=replace(pending, decision_id=SUPPOSED))}


def _weigh(rows: Sequence[Assessment], accepted: Records | None, year: int, as_of: datetime) -> list[Verdict]:
    verdicts = []
    for now in rows:
        today = as_of.astimezone(now.mandate.zone).date()
        then = now if accepted is None else _suppose(now, accepted, today)
        if now.obligation.year == year or then.status is not now.status:
            shown = as_verdict(then)
            after = None if then.status is now.status else shown.shown_status
            before = status_pill(now.status, is_base_year=now.obligation.is_base_year_report)
            verdicts.append(replace(shown, status=now.status, shown_status=before, after=after))
    return verdicts


def _suppose(now: Assessment, accepted: Records, today: date) -> Assessment:
    return assess_obligation(now.mandate, now.obligation, accepted, today=today, waived=now.waiver is not None)


def as_verdict(assessment: Assessment) -> Verdict:
    plain = plain_assessment(assessment)
    readings = tuple(_reading(outcome, plain["reading"]) for outcome in plain["readings"])
    declared = next((line for line in readings if line.declared), None)
    figures = {compared["year"]: compared["tco2e"] for compared in plain["series"]}
    return Verdict(
        year=plain["reporting_year"],
        is_base_year=plain["is_base_year_report"],
        due_on=format_day(plain["due_on"]),
        status=plain["status"],
        shown_status=status_pill(plain["status"], is_base_year=plain["is_base_year_report"]),
        would_be=status_pill(plain["would_be"], is_base_year=plain["is_base_year_report"]),
        after=None,
        reported=format_tonnes(figures.get(plain["reporting_year"])),
        allowed=declared.allowed if declared else NOTHING,
        difference=declared.difference if declared else NOTHING,
        rate=declared.rate if declared else NOTHING,
        robustness=robustness_pill(plain["robustness"]),
        readings=readings,
        reasons=tuple(reason["sentence"] for reason in plain["reasons"]),
        steps=tuple(step_words(step, compared["year"]) for compared in plain["series"] for step in compared["steps"]),
        waiver=plain["waiver"],
        waived_until=format_day(plain["waiver"] and plain["waiver"]["expires_on"]),
        sections=tuple(section for section in tell_assessment(plain) if section.code not in SHOWN_AS_TABLES),
        inputs=tuple(map(_input, plain["series"])),
    )


def _input(compared: Mapping[str, Any]) -> InputLine:
    return InputLine(
        year=compared["year"],
        tonnes=format_tonnes(compared["tco2e"], ALL_PLACES),
        revision_id=compared["revision_id"],
        revision_number=compared["revision_number"],
        content_sha256=compared["content_sha256"],
        decision_id=compared["decision_id"],
        supposed=compared["decision_id"] == SUPPOSED,
        evidence_sha256=tuple(compared["evidence_sha256"]),
    )


def _reading(outcome: Mapping[str, Any], declared: str) -> ReadingLine:
    unreachable = outcome["least_further_cut_tco2e"] == UNREACHABLE
    return ReadingLine(
        label=reading_words(outcome["reading"]),
        declared=outcome["reading"] == declared,
        passes=outcome["passes"],
        rate=format_rate(outcome["rate"]),
        allowed=format_tonnes(UNREACHABLE if unreachable else outcome["allowed_tco2e"]),
        difference=format_difference(outcome["excess_tco2e"], outcome["surplus_tco2e"]),
    )
