"""Random histories of the programme: whatever comes later, an old question gets the old answer, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reports.queries import summarize_programme
from suppliers.actions import accept_revision, amend_emissions_report, return_revision
from suppliers.models import WAITS, EmissionsReport, Revision, Waiver
from suppliers.queries import list_assessments
from suppliers.waiver_actions import end_waiver, grant_waiver
from suppliers.withdrawals import withdraw_revision
from tests.restating import PLANT
from tests.world import ACTOR, FOUNDING_MANDATE, add_mandate, add_supplier_party, content, submit
from tracker.access.models import Party, User
from tracker.commitments.actions import record_commitment_version
from tracker.commitments.models import CommitmentVersion, Enrolment
from tracker.commitments.queries import list_mandates
from tracker.compliance.plain import plain_assessment, plain_summary
from tracker.records.canonical import canonical_json
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal

YEARS = range(2020, 2024)
STEPS = ("submit", "amend", "accept", "return", "version", "enrolment", "name", "join", "waive", "end_waiver", "withdraw")
REASONS = ("ERROR", "STRUCTURAL_CHANGE", "VERIFIED_FIGURES", "METHOD_CHANGE")

Step = tuple[str, int, int]


class Programme:
    """One history. A step that the rules refuse changes nothing, which is a history too."""

    def __init__(self, analyst: User) -> None:
        self.analyst, self.mandate = analyst, add_mandate()
        self.parties = [self._join(0), self._join(1)]

    def take(self, step: Step) -> None:
        name, which, amount = step
        with transaction.atomic():
            try:
                with transaction.atomic():
                    getattr(self, f"_{name}")(which, amount)
            except Refusal:
                pass

    def _party(self, which: int) -> Party:
        return self.parties[which % len(self.parties)]

    def _submit(self, which: int, amount: int) -> None:
        submit(self._party(which), YEARS[amount % len(YEARS)], str(amount))

    def _amend(self, which: int, amount: int) -> None:
        reports = EmissionsReport.objects.filter(party=self._party(which)).order_by("reporting_year")
        report = reports[amount % max(len(reports), 1)] if reports else None
        if report:
            changed: dict[str, Any] = {"reason_code": REASONS[amount % len(REASONS)], "reason_text": "It changed."}
            if changed["reason_code"] == "STRUCTURAL_CHANGE":
                changed["facilities"] = (PLANT,)
            sent = content(report.reporting_year, str(amount), **changed)
            amend_emissions_report(actor=ACTOR, party_id=report.party_id, report_id=report.pk, content=sent, now=database_now())

    def _accept(self, which: int, amount: int) -> None:
        for revision in self._waiting(which):
            accept_revision(user=self.analyst, revision_id=revision.pk)

    def _return(self, which: int, amount: int) -> None:
        for revision in self._waiting(which):
            return_revision(user=self.analyst, revision_id=revision.pk, reason="Scope 2 is missing.")

    def _withdraw(self, which: int, amount: int) -> None:
        for revision in self._waiting(which):
            sent: dict[str, Any] = {"party_id": revision.party_id, "report_id": revision.report_id, "number": revision.number}
            withdraw_revision(actor=ACTOR, reason="A slip.", **sent)

    def _waiting(self, which: int) -> list[Revision]:
        return list(Revision.objects.filter(WAITS).order_by("pk"))[which : which + 1]

    def _waive(self, which: int, amount: int) -> None:
        year, until = 2021 + amount % 4, database_now().date() + timedelta(days=amount)
        grant_waiver(
            user=self.analyst,
            party_id=self._party(which).pk,
            commitment_key=FOUNDING_MANDATE,
            reporting_year=year,
            reason="A flood.",
            expires_on=until,
            now=database_now(),
        )

    def _end_waiver(self, which: int, amount: int) -> None:
        for waiver in Waiver.objects.filter(party=self._party(which), end__isnull=True).order_by("recorded_at")[:1]:
            end_waiver(user=self.analyst, waiver_id=waiver.pk, reason="It is dry again.", now=database_now())

    def _version(self, which: int, amount: int) -> None:
        last = CommitmentVersion.objects.latest("number")
        changed: dict[str, Any] = {
            "rate": f"0.{amount % 90 + 1:02}",
            "reading": ("COMPOUND", "CUMULATIVE", "LINEAR")[which % 3],
            "vectors": [],
        }
        terms = last.terms | changed
        record_commitment_version(actor=ACTOR, key=FOUNDING_MANDATE, number=last.number + 1, terms=terms)

    def _enrolment(self, which: int, amount: int) -> None:
        Enrolment.objects.filter(party=self._party(which)).update(tier=amount % 5 + 1, end_year=2024 + amount % 5)

    def _name(self, which: int, amount: int) -> None:
        party = self._party(which)
        party.name = f"Renamed {amount} {party.pk}"
        party.save()

    def _join(self, which: int, amount: int = 0) -> Party:
        party = add_supplier_party(f"Partner {which} {uuid4()}", self.mandate, base_year=2020, end_year=2024)
        if amount:
            self.parties.append(party)
        return party


def answer(as_of: datetime) -> bytes:
    judged = [
        plain_assessment(each) for mandate in list_mandates(as_of=as_of) for each in list_assessments(mandate, as_of=as_of)
    ]
    return canonical_json({"summary": plain_summary(summarize_programme(as_of=as_of)), "assessments": judged})


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.integers(1, 2_000)), min_size=4, max_size=14)


# A failing history is short enough to read, and shrinking one takes minutes.
@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=steps)
def test_an_old_question_gets_the_old_answer(analyst: User, history: list[Step]) -> None:
    with undone():
        programme, asked = Programme(analyst), []
        for step in history:
            programme.take(step)
            instant = database_now()
            asked.append((instant, answer(instant)))
        assert [answer(instant) for instant, _ in asked] == [told for _, told in asked]
