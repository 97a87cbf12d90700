"""Made-up summaries through the real core. Every figure here is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from reports.pdf import ReportIdentity
from tracker.compliance.assessments import Assessment, ReportedYear, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Assurance, Goal, Mandate, read_commitment
from tracker.compliance.counts import CountProgress
from tracker.compliance.goals import LedgerLine, MassState, measure_progress
from tracker.compliance.periods import Period
from tracker.compliance.plain import plain_summary
from tracker.compliance.quantities import to_micro
from tracker.compliance.shares import ShareProgress
from tracker.compliance.summaries import (
    ComplianceSummary,
    MandateSummary,
    Partner,
    sum_across_partners,
    summarize_year,
    year_in_focus,
)

MANDATE_TERMS: dict[str, Any] = {
    "kind": "ANNUAL_AVERAGE_REDUCTION",
    "title": "Sample mandate",
    "statement": "Partners cut 5 % a year on average.",
    "sources": [{"text": "An invented announcement", "url": "https://example.org/mandate"}],
    "valid_from": "2020-01-01",
    "zone": "Asia/Shanghai",
    "rate": "0.05",
    "reading": "COMPOUND",
    "base_year": 2020,
    "first_assessed_year": 2021,
    "end_year": 2025,
    "scopes": [1, 2],
    "scope_2_method": "MARKET_BASED",
    "minimum_assurance": "NONE",
    "recalculation_threshold": "0.05",
    "due_month": 6,
    "due_day": 30,
    "grace_days": 14,
}
GOAL_TERMS: dict[str, Any] = {
    "kind": "CUMULATIVE_TOTAL",
    "title": "Sample goal",
    "statement": "Recycle 1,000 tonnes by the end of 2024.",
    "sources": [{"text": "An invented announcement"}],
    "valid_from": "2021-01-01",
    "zone": "Asia/Shanghai",
    "target_kg": "1000000",
    "start": "2021-01-01",
    "end": "2024-12-31",
    "counted_fates": ["RECYCLING"],
}
IDENTITY = ReportIdentity(
    number="CR-0001",
    title="Sample report",
    issued_for="the year 2023",
    record_note="Kept under this number.",
)
# Supplier by supplier: a clear pass, one that depends on the reading, a clear fail.
FIGURES: tuple[Mapping[int, str], ...] = (
    {2020: "1000", 2021: "900", 2022: "800", 2023: "700"},
    {2020: "1000", 2021: "990", 2022: "980", 2023: "857"},
    {2020: "2000", 2021: "2100", 2022: "2200", 2023: "2345.678901"},
)
NAMES = (("Example Alloys", "示例合金有限公司"), ("Example Batteries", "示例電池"), ("Example Circuits", "サンプル回路"))


def make_mandate(**terms: Any) -> Mandate:
    mandate = read_commitment("sample-mandate", 1, MANDATE_TERMS | terms)
    assert isinstance(mandate, Mandate)
    return mandate


def make_goal(**terms: Any) -> Goal:
    goal = read_commitment("sample-goal", 1, GOAL_TERMS | terms)
    assert isinstance(goal, Goal)
    return goal


def make_reported(party: int, year: int, tonnes: str, *, accepted: bool = True) -> ReportedYear:
    return ReportedYear(
        year=year,
        period=Period(date(year, 1, 1), date(year, 12, 31)),
        consolidation_approach="OPERATIONAL_CONTROL",
        gwp_set="AR6",
        scope_1=to_micro(Decimal(tonnes)),
        scope_2_location=None,
        scope_2_market=0,
        assurance=Assurance.LIMITED,
        revision_id=f"revision-{party}-{year}",
        revision_number=1,
        content_sha256=f"{party:04x}{year:04x}" * 8,
        decision_id=f"decision-{party}-{year}" if accepted else None,
    )


def make_mandate_summary(
    mandate: Mandate,
    *,
    today: date,
    figures: Sequence[Mapping[int, str]] = FIGURES,
    names: Sequence[tuple[str, str]] = NAMES,
    pending: Sequence[int] = (),
) -> MandateSummary:
    """`pending` are the positions of the suppliers whose latest report is not accepted yet."""
    by_year: dict[int, list[Assessment]] = {}
    for party, series in enumerate(figures):
        records = {year: _record(party, year, series, pending) for year in series}
        for obligation in _obligations(mandate, party):
            by_year.setdefault(obligation.year, []).append(assess_obligation(mandate, obligation, records, today=today))
    years = tuple(summarize_year(year, assessments) for year, assessments in sorted(by_year.items()))
    focus = year_in_focus(mandate, years, today=today)
    partners = {
        str(party): Partner(party_id=str(party), name=name, name_local=local, country="CN", tier=1)
        for party, (name, local) in enumerate(names)
    }
    across = sum_across_partners(mandate, focus)
    return MandateSummary(mandate=mandate, years=years, in_focus=focus, across_partners=across, partners=partners)


def _record(party: int, year: int, series: Mapping[int, str], pending: Sequence[int]) -> YearRecord:
    reported = make_reported(party, year, series[year], accepted=party not in pending or year != max(series))
    return YearRecord(accepted=reported) if reported.accepted else YearRecord(pending=reported)


def _obligations(mandate: Mandate, party: int) -> list[Any]:
    return list_obligations(
        mandate,
        party_id=str(party),
        base_year=mandate.base_year,
        first_assessed_year=mandate.first_assessed_year,
        end_year=mandate.end_year,
    )


def make_line(year: int, kilograms: str, state: MassState = MassState.CLAIMED, qualifier: str = "") -> LedgerLine:
    return LedgerLine(
        entry_id=f"entry-{year}-{state}",
        period=Period(date(year, 1, 1), date(year, 12, 31)),
        micro_kg=to_micro(Decimal(kilograms)),
        state=state,
        estimated=False,
        source="An invented yearly figure",
        source_url="https://example.org/e-waste",
        qualifier=qualifier,
    )


LINES = (make_line(2021, "250000"), make_line(2022, "410500", qualifier="about"))


def make_summary(
    *,
    as_of: datetime = datetime(2024, 9, 2, 22, 30, tzinfo=UTC),
    mandates: Sequence[MandateSummary] | None = None,
    goal: Goal | None = None,
    lines: Sequence[LedgerLine] = LINES,
    names: Sequence[tuple[str, str]] = NAMES,
    figures: Sequence[Mapping[int, str]] = FIGURES,
    measured: Sequence[ShareProgress | CountProgress] = (),
) -> dict[str, Any]:
    """The plain summary of three suppliers and a goal, or of what is handed in."""
    today = as_of.date()
    default = make_mandate_summary(make_mandate(), today=today, names=names, figures=figures) if mandates is None else None
    progress = measure_progress(goal or make_goal(), lines, today=today)
    return plain_summary(
        ComplianceSummary(
            as_of=as_of,
            period=Period(date(2023, 1, 1), date(2023, 12, 31)),
            mandates=(default,) if default else tuple(mandates or ()),
            goals=(progress,),
            measured=tuple(measured),
        )
    )


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")
