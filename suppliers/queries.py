"""Every read of this room. What feeds an assessment takes `as_of` and reads in bulk: three queries, however many suppliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tracker.commitments.queries import EnrolledParty, get_commitment, list_enrolled
from tracker.compliance.assessments import Assessment, Obligation, ReportedYear, YearRecord, assess_obligation, list_obligations
from tracker.compliance.commitments import Assurance, Mandate
from tracker.compliance.periods import Period
from tracker.compliance.quantities import to_micro
from tracker.compliance.summaries import MandateSummary, Partner, sum_across_partners, summarize_year, year_in_focus
from tracker.compliance.waivers import Waiver
from tracker.records.evidence.queries import list_evidence
from tracker.records.models import Evidence
from tracker.records.refusals import Missing

from .details import COLUMNS, read_details
from .models import WAITS, Decision, EmissionsReport, Outcome, Revision, RevisionEvidence
from .waiver_queries import list_waivers_in_force

_COLUMNS = (
    "id", "party_id", "report__reporting_year", "number", "content_sha256", "period_start", "period_end",
    "consolidation_approach", "gwp_set", "scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e", "assurance_level",
    "reason_code", "recorded_at", *COLUMNS,
)  # fmt: skip
_RECORDED_AT = _COLUMNS.index("recorded_at")
_row_of = attrgetter(*(column.replace("__", ".") for column in _COLUMNS))


def list_reports(*, party_id: UUID | None = None) -> QuerySet[EmissionsReport]:
    reports = EmissionsReport.objects.prefetch_related(
        "revisions__decision__points",
        "revisions__withdrawal",
        "revisions__attachments__evidence",
        "revisions__questions__answer",
        "revisions__warning_answers",
    ).select_related("party__supplier")
    return reports.filter(party_id=party_id) if party_id else reports


def list_revisions() -> QuerySet[Revision]:
    people = ("entered_by_client", "entered_by_user")
    return Revision.objects.select_related("report__party", "decision__decided_by", "withdrawal", *people)


def list_waiting() -> QuerySet[Revision]:
    """The oldest first."""
    return list_revisions().filter(WAITS).order_by("recorded_at")


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


@dataclass(frozen=True, slots=True)
class Filings:
    """Revisions as rows, in the order of their numbers; by revision the decision on it, as id, outcome and instant, what
    backs it, as hash and instant, and when it was withdrawn.
    """

    rows: Sequence[tuple[Any, ...]] = ()
    decided: Mapping[UUID, tuple[UUID, str, datetime]] = field(default_factory=dict)
    backing: Mapping[UUID, Sequence[tuple[str, datetime]]] = field(default_factory=dict)
    withdrawn: Mapping[UUID, datetime] = field(default_factory=dict)

    def until(self, instant: datetime, *, but: UUID | None = None) -> Filings:
        """What was filed and decided by `instant`; the decision on the revision `but` is left out."""
        rows = [row for row in self.rows if row[_RECORDED_AT] <= instant]
        decided = {key: known for key, known in self.decided.items() if known[2] <= instant and key != but}
        backing = {key: [each for each in found if each[1] <= instant] for key, found in self.backing.items()}
        withdrawn = {key: at for key, at in self.withdrawn.items() if at <= instant}
        return Filings(rows, decided, backing, withdrawn)

    def evidence_of(self, revision_id: UUID) -> tuple[str, ...]:
        """In the order of the hashes, each once."""
        return tuple(sorted({sha256 for sha256, _ in self.backing.get(revision_id, ())}))

    def by_party(self) -> dict[UUID, Filings]:
        rows: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self.rows:
            rows[row[1]].append(row)
        return {
            party: Filings(
                own,
                {row[0]: self.decided[row[0]] for row in own if row[0] in self.decided},
                {row[0]: self.backing[row[0]] for row in own if row[0] in self.backing},
                {row[0]: self.withdrawn[row[0]] for row in own if row[0] in self.withdrawn},
            )
            for party, own in rows.items()
        }


def list_filings(*, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> Filings:
    revisions = Revision.objects.filter(recorded_at__lte=as_of)
    decisions = Decision.objects.filter(recorded_at__lte=as_of)
    if party_ids is not None:
        revisions, decisions = revisions.filter(party_id__in=party_ids), decisions.filter(party_id__in=party_ids)
    decided = {row[0]: row[1:] for row in decisions.values_list("revision", "id", "outcome", "recorded_at")}
    backing = _list_backing(as_of=as_of, party_ids=party_ids)
    found = list(revisions.order_by("number").values_list(*_COLUMNS, "withdrawal__recorded_at"))
    withdrawn = {row[0]: row[-1] for row in found if row[-1] is not None and row[-1] <= as_of}
    return Filings([row[:-1] for row in found], decided, backing, withdrawn)


def _list_backing(*, as_of: datetime, party_ids: Sequence[UUID] | None) -> dict[UUID, list[tuple[str, datetime]]]:
    attached = RevisionEvidence.objects.filter(recorded_at__lte=as_of)
    if party_ids is not None:
        attached = attached.filter(party_id__in=party_ids)
    backing: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for revision_id, sha256, recorded_at in attached.values_list("revision_id", "evidence__sha256", "recorded_at"):
        backing[revision_id].append((sha256, recorded_at))
    return backing


def list_year_records(*, as_of: datetime, party_ids: Sequence[UUID] | None = None) -> dict[UUID, dict[int, YearRecord]]:
    """By party and year: the revisions accepted by `as_of`, and a newer one that waited for review."""
    return as_year_records(list_filings(as_of=as_of, party_ids=party_ids))


def as_year_records(filings: Filings) -> dict[UUID, dict[int, YearRecord]]:
    records: dict[UUID, dict[int, YearRecord]] = defaultdict(dict)
    for row in filings.rows:
        years = records[row[1]]
        record, evidence = years.get(row[2], YearRecord()), filings.evidence_of(row[0])
        if row[0] in filings.withdrawn:
            continue
        years[row[2]] = _add_revision(record, row, filings.decided.get(row[0]), evidence)
    return records


def _add_revision(
    record: YearRecord, row: tuple[Any, ...], decision: tuple[UUID, str, datetime] | None, evidence: tuple[str, ...]
) -> YearRecord:
    """Revisions come in the order of their numbers, and so of the decisions: each is filed once the last is decided."""
    if decision is None:
        return replace(record, pending=_as_reported(row, None, evidence))
    decision_id, outcome, decided_at = decision
    if outcome != Outcome.ACCEPTED:
        return replace(record, pending=None)
    accepted = replace(_as_reported(row, str(decision_id), evidence), decided_at=decided_at)
    return YearRecord(accepted=accepted, history=(*record.history, accepted))


def _as_reported(row: tuple[Any, ...], decision_id: str | None, evidence: tuple[str, ...] = ()) -> ReportedYear:
    own, details = row[: -len(COLUMNS)], row[-len(COLUMNS) :]
    (revision_id, _, year, number, sha256, start, end, consolidation, gwp_set, *scopes, assurance, reason, filed_at) = own
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
        reason_code=reason,
        filed_at=filed_at,
        **read_details(details),
    )


def as_reported(revision: Revision) -> ReportedYear:
    """What it states, whether it is accepted or not."""
    return _as_reported(_row_of(revision), None)


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
        (as_partner(party), assess(mandate, obligation, records.get(party.party_id, {}), today, waivers))
        for party in list_enrolled(mandate.key, as_of=as_of, party_ids=party_ids)
        for obligation in obligations_of(mandate, party)
    ]


def assess(
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


def obligations_of(mandate: Mandate, party: EnrolledParty) -> list[Obligation]:
    return list_obligations(
        mandate,
        party_id=str(party.party_id),
        base_year=party.base_year,
        first_assessed_year=party.first_assessed_year,
        end_year=party.end_year,
    )


def as_partner(enrolled: EnrolledParty) -> Partner:
    name = enrolled.name
    return Partner(
        party_id=str(enrolled.party_id),
        name=name.name,
        name_local=name.name_local,
        country=name.country,
        tier=enrolled.tier,
        category=enrolled.category,
        spend=enrolled.spend,
    )
