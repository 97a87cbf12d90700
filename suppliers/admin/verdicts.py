"""What a mandate says about a supplier: as things stand, and as they would stand once a revision is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from suppliers.models import Revision
from suppliers.queries import list_assessments
from suppliers.restatements import preview_acceptance
from tracker.commitments.queries import list_mandates
from tracker.compliance.assessments import Assessment
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import plain_assessment, plain_base
from tracker.compliance.restatements import SUPPOSED, Effect
from tracker.presentation.base_years import describe_base
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
    """One obligation, in the words and figures of a page; `after` is its status once the revision is accepted.

    The figures are those after it, `allowed_before` is what was allowed where that changes.
    """

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
    allowed_before: str | None = None


@dataclass(frozen=True, slots=True)
class MandateVerdicts:
    mandate: Mandate
    verdicts: tuple[Verdict, ...]
    base: tuple[str, ...]


def list_verdicts(party_id: UUID, *, as_of: datetime) -> list[MandateVerdicts]:
    """Every obligation of one supplier, by mandate."""
    found = [(mandate, list_assessments(mandate, as_of=as_of, party_ids=[party_id])) for mandate in list_mandates(as_of=as_of)]
    return [MandateVerdicts(mandate, tuple(map(as_verdict, rows)), _describe(rows[-1])) for mandate, rows in found if rows]


def weigh_revision(revision: Revision, *, as_of: datetime) -> list[MandateVerdicts]:
    """The year of the revision in each mandate, and every other obligation that its acceptance would change."""
    year = revision.report.reporting_year
    return [
        MandateVerdicts(
            preview.mandate,
            tuple(_weigh(each) for each in preview.effects if each.changes or each.before.obligation.year == year),
            _describe(preview.effects[-1].after),
        )
        for preview in preview_acceptance(revision, as_of=as_of)
    ]


def _weigh(effect: Effect) -> Verdict:
    before, after = as_verdict(effect.before), as_verdict(effect.after)
    return replace(
        after,
        status=before.status,
        shown_status=before.shown_status,
        after=None if after.status == before.status else after.shown_status,
        allowed_before=None if after.allowed == before.allowed else before.allowed,
    )


def _describe(assessment: Assessment) -> tuple[str, ...]:
    base = plain_base(assessment)
    return tuple(describe_base(base)) if base else ()


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
