"""Corrective action plans as they stood at an instant, those that are owed and not filed among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from suppliers.models import (
    Closing,
    CorrectiveActionPlan,
    Decision,
    Milestone,
    MilestoneDecision,
    MilestoneReport,
    Outcome,
    PlanDecision,
    PlanVersion,
)
from suppliers.queries import assess_partners
from tracker.commitments.queries import list_mandates
from tracker.compliance import plans as core
from tracker.compliance.assessments import Assessment, Status
from tracker.compliance.commitments import Mandate
from tracker.compliance.plain import Plain, plain_plan
from tracker.compliance.quantities import to_micro
from tracker.compliance.summaries import Partner

EVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """One plan beside the verdict that it answers; `today` is the day in the mandate's zone."""

    plan: core.Plan
    mandate: Mandate
    partner: Partner
    assessment: Assessment
    today: date

    @property
    def is_waived(self) -> bool:
        return self.assessment.status is Status.WAIVED

    @property
    def state(self) -> core.PlanState:
        return core.plan_state(self.plan, today=self.today, waived=self.is_waived)

    @property
    def is_behind(self) -> bool:
        return core.is_behind(self.plan, today=self.today, waived=self.is_waived)

    def as_plain(self) -> Plain:
        return plain_plan(self.plan, self.partner, status=self.assessment.status, today=self.today)


def list_plans(
    *, as_of: datetime, party_ids: Sequence[UUID] | None = None, commitment_key: str | None = None
) -> list[PlanStanding]:
    """By mandate, party name and year. However many they are, it costs the queries of the assessments and six more.

    Raises Missing for a key that no commitment has.
    """
    asked = Q() if party_ids is None else Q(party_id__in=party_ids)
    recorded = read_plans(CorrectiveActionPlan.objects.filter(asked), as_of=as_of)
    known = {(plan.commitment_key, plan.party_id, plan.year): plan for plan in recorded}
    decided = dict(Decision.objects.filter(asked, recorded_at__lte=as_of).values_list("id", "recorded_at"))
    standings = []
    for mandate in list_mandates(as_of=as_of, key=commitment_key):
        for partner, assessment in assess_partners(mandate, as_of=as_of, party_ids=party_ids):
            plan = known.get((mandate.key, partner.party_id, assessment.obligation.year))
            if plan is None and assessment.status is Status.NON_COMPLIANT:
                plan = owed_by(assessment, decided)
            if plan is not None:
                today = as_of.astimezone(mandate.zone).date()
                standings.append(PlanStanding(plan=plan, mandate=mandate, partner=partner, assessment=assessment, today=today))
    return standings


def find_plan(plan_id: UUID, *, as_of: datetime, party_id: UUID | None = None) -> PlanStanding | None:
    """None for another party's as for one that does not exist."""
    asked = Q(pk=plan_id) & (Q(party_id=party_id) if party_id else Q())
    party = CorrectiveActionPlan.objects.filter(asked).values_list("party_id", flat=True).first()
    found = list_plans(as_of=as_of, party_ids=[party]) if party else []
    return next((standing for standing in found if standing.plan.plan_id == str(plan_id)), None)


def owed_by(assessment: Assessment, decided: Mapping[UUID, datetime] | None = None) -> core.Plan:
    """What follows from a verdict alone, and from the decisions on those years alone that it rests on."""
    obligation, years = assessment.obligation, assessment.outcome.rests_on_years if assessment.outcome else ()
    rests_on = [
        UUID(each.reported.decision_id)
        for each in assessment.series
        if each.reported.decision_id and each.reported.year in years
    ]
    if decided is None:
        decided = dict(Decision.objects.filter(pk__in=rests_on).values_list("id", "recorded_at"))
    days = [decided[pk].astimezone(assessment.mandate.zone).date() for pk in rests_on]
    return core.Plan(
        party_id=obligation.party_id,
        commitment_key=obligation.commitment_key,
        year=obligation.year,
        due_on=core.plan_due_on(assessment, decided_on=days),
    )


def read_plans(plans: QuerySet[CorrectiveActionPlan], *, as_of: datetime = EVER) -> list[core.Plan]:
    """With what was recorded about each by `as_of`; a write under its lock asks for all there is."""
    rows = list(plans.filter(recorded_at__lte=as_of).select_related("commitment", "closure"))
    ids = [row.pk for row in rows]
    versions: dict[UUID, list[PlanVersion]] = defaultdict(list)
    for version in PlanVersion.objects.filter(plan__in=ids, recorded_at__lte=as_of).select_related("decision"):
        versions[version.plan_id].append(version)
    milestones: dict[UUID, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(version__plan__in=ids):
        milestones[milestone.version_id].append(milestone)
    reports: dict[tuple[UUID, str], list[core.DoneReport]] = defaultdict(list)
    for report in _list_reports(ids, as_of):
        reports[report.milestone.version.plan_id, report.milestone.key].append(_as_report(report, as_of))
    return [_as_plan(row, versions[row.pk], milestones, reports, as_of) for row in rows]


def _list_reports(plan_ids: Iterable[UUID], as_of: datetime) -> QuerySet[MilestoneReport]:
    reports = MilestoneReport.objects.filter(milestone__version__plan__in=plan_ids, recorded_at__lte=as_of)
    return reports.select_related("milestone__version", "decision").order_by("recorded_at", "id")


def _as_plan(
    row: CorrectiveActionPlan,
    versions: Iterable[PlanVersion],
    milestones: Mapping[UUID, list[Milestone]],
    reports: Mapping[tuple[UUID, str], list[core.DoneReport]],
    as_of: datetime,
) -> core.Plan:
    closure = getattr(row, "closure", None)
    return core.Plan(
        party_id=str(row.party_id),
        commitment_key=row.commitment.key,
        year=row.reporting_year,
        due_on=row.due_on,
        plan_id=str(row.pk),
        opened_at=row.recorded_at,
        versions=tuple(
            core.PlanVersion(
                version_id=str(version.pk),
                number=version.number,
                recorded_at=version.recorded_at,
                content_sha256=version.content_sha256,
                cause=version.cause,
                milestones=tuple(_as_milestone(m, reports.get((row.pk, m.key), [])) for m in milestones.get(version.pk, [])),
                decision=_as_decided(version, as_of),
            )
            for version in versions
        ),
        closure=_as_closure(closure) if closure and closure.recorded_at <= as_of else None,
    )


def _as_milestone(row: Milestone, reports: Iterable[core.DoneReport]) -> core.Milestone:
    cut = row.expected_cut_tco2e
    return core.Milestone(
        key=row.key,
        title=row.title,
        due_on=row.due_on,
        expected_cut=None if cut is None else to_micro(cut),
        reports=tuple(reports),
    )


def _as_report(row: MilestoneReport, as_of: datetime) -> core.DoneReport:
    return core.DoneReport(
        report_id=str(row.pk),
        done_on=row.done_on,
        note=row.note,
        evidence_id=str(row.evidence_id) if row.evidence_id else None,
        recorded_at=row.recorded_at,
        decision=_as_decided(row, as_of),
    )


def _as_decided(row: Any, as_of: datetime) -> core.PlanDecided | None:
    decision: PlanDecision | MilestoneDecision | None = getattr(row, "decision", None)
    if decision is None or decision.recorded_at > as_of:
        return None
    return core.PlanDecided(
        decision_id=str(decision.pk),
        accepted=decision.outcome == Outcome.ACCEPTED,
        reason=decision.reason,
        author_id=str(decision.decided_by_id),
        decided_at=decision.recorded_at,
    )


def _as_closure(row: Any) -> core.PlanClosure:
    return core.PlanClosure(
        closure_id=str(row.pk),
        cancelled=row.closing == Closing.CANCELLED,
        reason=row.reason,
        author_id=str(row.closed_by_id),
        recorded_at=row.recorded_at,
    )
