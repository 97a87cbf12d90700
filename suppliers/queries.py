"""Every read of this room. What feeds an assessment takes `as_of` and reads in bulk: three queries, however many suppliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tracker.commitments.queries import EnrolledParty, get_commitment, list_enrolled
from tracker.compliance.assessments import Assessment, Obligation, ReportedYear, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Assurance, Mandate
from tracker.compliance.periods import Period
from tracker.compliance.plausibility import PlausibilityWarning, find_implausible, find_inconsistent
from tracker.compliance.quantities import to_micro
from tracker.compliance.summaries import MandateSummary, Partner, sum_across_partners, summarize_year, year_in_focus
from tracker.compliance.waivers import Waiver
from tracker.records.evidence.queries import list_evidence
from tracker.records.models import Evidence
from tracker.records.refusals import Missing

from .details import COLUMNS, read_details
from .models import Decision, EmissionsReport, Outcome, Revision, RevisionEvidence
from .waiver_queries import list_waivers_in_force

_COLUMNS = (
    "id", "party_id", "report__reporting_year", "number", "content_sha256", "period_start", "period_end",
    "consolidation_approach", "gwp_set", "scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e", "assurance_level",
    *COLUMNS,
)  # fmt: skip
_row_of = attrgetter(*(column.replace("__", ".") for column in _COLUMNS))


def list_reports(*, party_id: UUID | None = None) -> QuerySet[EmissionsReport]:
    reports = EmissionsReport.objects.prefetch_related(
        "revisions__decision", "revisions__attachments__evidence"
    ).select_related("party")
    return reports.filter(party_id=party_id) if party_id else reports


def list_revisions() -> QuerySet[Revision]:
    return Revision.objects.select_related("report__party", "decision__decided_by", "entered_by_client", "entered_by_user")


def get_revision(*, party_id: UUID, report_id: UUID, number: int) -> Revision:
    """Raises Missing, for another party's as for one that does not exist."""
    revision = Revision.objects.filter(party_id=party_id, report_id=report_id, number=number).first()
    if revision is None:
        raise Missing("not-found", "There is nothing at this address, or it is not yours to see.")
    return revision


def list_evidence_with_revisions(*, party_id: UUID | None = None) -> QuerySet[Evidence]:
    return list_evidence(party_id=party_id).prefetch_related("attachments__revision")


def list_attachments(revision: Revision) -> QuerySet[RevisionEvidence]:
    return revision.attachments.select_related("evidence", "entered_by_user", "entered_by_client")


def get_attached(*, revision_id: UUID, evidence_id: UUID) -> Evidence | None:
    return Evidence.objects.filter(pk=evidence_id, attachments__revision=revision_id).first()


def list_year_records(*, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> dict[UUID, dict[int, YearRecord]]:
    """By party and year: the accepted revision in force at `as_of`, and a newer one that waited for review."""
    revisions = Revision.objects.filter(recorded_at__lte=as_of)
    decisions = Decision.objects.filter(recorded_at__lte=as_of)
    if party_ids is not None:
        revisions, decisions = revisions.filter(party_id__in=party_ids), decisions.filter(party_id__in=party_ids)
    decided = {
        revision: (decision, outcome) for revision, decision, outcome in decisions.values_list("revision", "id", "outcome")
    }
    evidence = _list_evidence_hashes(as_of=as_of, party_ids=party_ids)
    records: dict[UUID, dict[int, YearRecord]] = defaultdict(dict)
    for row in revisions.order_by("number").values_list(*_COLUMNS):
        years = records[row[1]]
        backing = tuple(evidence.get(row[0], ()))
        years[row[2]] = _add_revision(years.get(row[2], YearRecord()), row, decided.get(row[0]), backing)
    return records


def _list_evidence_hashes(*, as_of: datetime, party_ids: Sequence[UUID] | None) -> dict[UUID, list[str]]:
    """By revision, in the order of the hashes: what was attached by `as_of`."""
    attached = RevisionEvidence.objects.filter(recorded_at__lte=as_of)
    if party_ids is not None:
        attached = attached.filter(party_id__in=party_ids)
    hashes: dict[UUID, list[str]] = defaultdict(list)
    for revision_id, sha256 in attached.order_by("evidence__sha256").values_list("revision_id", "evidence__sha256"):
        if sha256 not in hashes[revision_id]:
            hashes[revision_id].append(sha256)
    return hashes


def _add_revision(
    record: YearRecord, row: tuple[Any, ...], decision: tuple[UUID, str] | None, evidence: tuple[str, ...]
) -> YearRecord:
    """Revisions come in the order of their numbers, so the later one decides."""
    if decision is None:
        return YearRecord(accepted=record.accepted, pending=_as_reported(row, None, evidence))
    if decision[1] == Outcome.ACCEPTED:
        return YearRecord(accepted=_as_reported(row, str(decision[0]), evidence))
    return YearRecord(accepted=record.accepted)


def _as_reported(row: tuple[Any, ...], decision_id: str | None, evidence: tuple[str, ...] = ()) -> ReportedYear:
    (revision_id, _, year, number, sha256, start, end, consolidation, gwp_set, *scopes, assurance) = row[: -len(COLUMNS)]
    scope_1, scope_2_location, scope_2_market = (None if amount is None else to_micro(amount) for amount in scopes)
    return ReportedYear(
        year=year,
        period=Period(start, end),
        consolidation_approach=consolidation,
        gwp_set=gwp_set,
        scope_1=scope_1,
        scope_2_location=scope_2_location,
        scope_2_market=scope_2_market,
        assurance=Assurance(assurance),
        revision_id=str(revision_id),
        revision_number=number,
        content_sha256=sha256,
        decision_id=decision_id,
        evidence_sha256=evidence,
        **read_details(row[-len(COLUMNS) :]),
    )


def list_warnings(revisions: Iterable[Revision]) -> dict[UUID, list[PlausibilityWarning]]:
    """By revision, beside what was accepted about an earlier year when it was recorded: one query, however many they are."""
    filed = list(revisions)
    accepted = Decision.objects.filter(outcome=Outcome.ACCEPTED, party_id__in={revision.party_id for revision in filed})
    known = list(accepted.select_related("revision__report").order_by("revision__number")) if filed else []
    return {revision.pk: _warn(revision, known) for revision in filed}


def _warn(revision: Revision, known: list[Decision]) -> list[PlausibilityWarning]:
    year = revision.report.reporting_year
    earlier = [
        decision
        for decision in known
        if decision.party_id == revision.party_id
        and decision.revision.report.reporting_year < year
        and decision.recorded_at <= revision.recorded_at
    ]
    filed = _as_reported(_row_of(revision), None)
    alone = list(find_inconsistent(filed))
    if not earlier:
        return alone
    # The last of the latest year: a later revision of one year stands in for an earlier one.
    last = max(earlier, key=lambda decision: (decision.revision.report.reporting_year, decision.revision.number)).revision
    return [*find_implausible(filed, _as_reported(_row_of(last), None)), *alone]


def list_assessments(mandate: Mandate, *, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> list[Assessment]:
    return [assessment for _, assessment in assess_partners(mandate, as_of=as_of, party_ids=party_ids)]


def summarize_mandate(mandate: Mandate, *, as_of: datetime) -> MandateSummary | None:
    """None while nobody is enrolled."""
    judged = assess_partners(mandate, as_of=as_of)
    by_year: dict[int, list[Assessment]] = defaultdict(list)
    for _, assessment in judged:
        by_year[assessment.obligation.year].append(assessment)
    if not by_year:
        return None
    years = tuple(summarize_year(year, by_year[year]) for year in sorted(by_year))
    focus = year_in_focus(mandate, years, today=as_of.astimezone(mandate.zone).date())
    return MandateSummary(
        mandate=mandate,
        years=years,
        in_focus=focus,
        across_partners=sum_across_partners(mandate, focus),
        partners={partner.party_id: partner for partner, _ in judged},
    )


def assess_partners(
    mandate: Mandate, *, as_of: datetime, party_ids: Sequence[UUID] | None = None
) -> list[tuple[Partner, Assessment]]:
    """Every obligation of every enrolled party, by party name and year, judged by what was known at `as_of`."""
    today = as_of.astimezone(mandate.zone).date()
    records = list_year_records(as_of=as_of, party_ids=party_ids)
    waivers = list_waivers_in_force(mandate, as_of=as_of, party_ids=party_ids)
    return [
        (_as_partner(party), _assess(mandate, obligation, records.get(party.party_id, {}), today, waivers))
        for party in list_enrolled(mandate.key, as_of=as_of, party_ids=party_ids)
        for obligation in _obligations_of(mandate, party)
    ]


def _assess(
    mandate: Mandate,
    obligation: Obligation,
    records: Mapping[int, YearRecord],
    today: date,
    waivers: Mapping[tuple[str, int], Waiver],
) -> Assessment:
    waiver = waivers.get((obligation.party_id, obligation.year))
    assessment = assess_obligation(mandate, obligation, records, today=today, waived=waiver is not None)
    return replace(assessment, waiver=waiver)


def get_assessment(commitment_key: str, *, party_id: UUID, year: int, as_of: datetime) -> Assessment:
    """Of one obligation. Raises Missing where the party owes nothing about the year under this mandate."""
    mandate = get_commitment(commitment_key, as_of=as_of)
    found = list_assessments(mandate, as_of=as_of, party_ids=[party_id]) if isinstance(mandate, Mandate) else []
    for assessment in found:
        if assessment.obligation.year == year:
            return assessment
    years = ", ".join(str(assessment.obligation.year) for assessment in found) or "none"
    raise Missing("obligation-unknown", f"“{commitment_key}” asks this party for nothing about {year}. Years it owes: {years}.")


def _obligations_of(mandate: Mandate, party: EnrolledParty) -> list[Obligation]:
    return list_obligations(
        mandate,
        party_id=str(party.party_id),
        base_year=party.base_year,
        first_assessed_year=party.first_assessed_year,
        end_year=party.end_year,
    )


def _as_partner(enrolled: EnrolledParty) -> Partner:
    name = enrolled.name
    return Partner(
        party_id=str(enrolled.party_id),
        name=name.name,
        name_local=name.name_local,
        country=name.country,
        tier=enrolled.tier,
        spend=enrolled.spend,
    )
