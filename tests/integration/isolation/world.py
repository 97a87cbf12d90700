"""Two parties with people, and at least one row of each in every table that keeps parties apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from reports.actions import add_schedule
from suppliers.actions import accept_revision, add_supplier, submit_emissions_report
from suppliers.chasing.planning import open_digest, open_notice
from suppliers.chasing.sending import Addressees, record_outcome
from suppliers.models import BulkFile, CorrectiveActionPlan, MailOutcome, Notice, Revision
from tests.world import ACTOR, add_mandate, add_measurement, add_supplier_party, content, record_sample, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiClient, ApiToken, Contact, Party, PartyRole, Scope, User
from tracker.access.roles import Role
from tracker.commitments.models import CommitmentVersion, Enrolment
from tracker.compliance.chasing import STEPS
from tracker.compliance.schedules import Cadence
from tracker.records.answers import keep_answer
from tracker.records.checkpoints import record_checkpoint
from tracker.records.models import AuditEvent, Evidence, Heartbeat, OutboxEntry, Receipt
from tracker.records.receipts import give_receipt
from tracker.records.signing import add_signing_key

from .bulk import add_bulk_file
from .conversation import add_questions, fill_said
from .filling import add_contacts, add_staff, fill_ledger, invite, issue_report, tell
from .obligations import KEY, add_plan, add_version, fill_ended, fill_waiting, plan_subjects
from .withdrawing import fill_withdrawn

PARTY_PEOPLE = {
    "a1": ("A", PartyRole.OWNER),
    "a2": ("A", PartyRole.MEMBER),
    "a3": ("A", PartyRole.READER),
    "b1": ("B", PartyRole.OWNER),
}
REVISION = "api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/"
STAFF = {"r": Role.ANALYST, "au": Role.AUDITOR, "ad": Role.ADMINISTRATOR, "s": None}
Values = dict[str, Any]
# What is no object of anybody's.
OF_ALL: dict[str, tuple[Values, ...]] = {
    "api/docs/": ({"slug": "readings"},),
    "api/problems/": ({"code": "not-found"},),
    "api/faults/": ({"code": "not-found"},),
    "admin/r/": ({"content_type_id": 1, "object_id": 1},),
    "admin/<app_label>/": ({"app_label": "suppliers"},),
    "admin/<url>": ({"url": "elsewhere"},),
}
CALLERS = (*PARTY_PEOPLE, *STAFF, "x", "p")


class World:
    """`subjects` holds, by the start of a route, the values of its parameters: A's by a1, A's by a2, B's by b1."""

    def __init__(self) -> None:
        self.mandate = add_mandate()
        self.parties = {name: add_supplier_party(f"Party {name}", self.mandate) for name in "AB"}
        self.people = {name: self._add_person(name, *where) for name, where in PARTY_PEOPLE.items()}
        self.people |= {name: add_staff(name, role) for name, role in STAFF.items()}
        self.judge = add_staff("judge", Role.ANALYST)
        self.clients: dict[str, ApiClient] = {}
        self.tokens: dict[str, ApiToken] = {}
        self.revisions: dict[str, Revision] = {}
        self.waiting: dict[str, Revision] = {}
        self.evidence: dict[str, Evidence] = {}
        self.unattached: dict[str, Evidence] = {}
        self.receipts: dict[str, Receipt] = {}
        self.bulk_files: dict[str, BulkFile] = {}
        self.years: dict[UUID, int] = {}
        self.plans: dict[str, CorrectiveActionPlan] = {}
        add_signing_key(actor=ACTOR)
        self.asked: dict[str, Values] = {}
        for name, year in (("a1", 2025), ("a2", 2024), ("b1", 2025)):
            self._fill(name, year)
        for party in self.parties.values():
            add_plan(party, self.mandate, 2026)
            fill_ended(party, self.mandate, self.judge)
        self.reader = add_client(actor=ACTOR, party=None, name="the programme's reader")
        self.secrets: dict[str, str] = {"p": issue_token(actor=ACTOR, client=self.reader, now=utc_now())}
        self.subjects = self._programme_subjects() | self._party_subjects()
        record_checkpoint(actor=ACTOR, now=utc_now())
        # What waits for the commit is looked at now: a matrix takes longer than a fact may wait.
        connection.check_constraints()

    def party_of(self, name: str) -> Party | None:
        where = PARTY_PEOPLE.get(name)
        return self.parties[where[0]] if where else None

    def browser(self, name: str) -> Client:
        """The caller `name`: with a session, with the reader's token, or nobody."""
        client = Client(headers={"X-Request-ID": "the-same-for-all"})
        if name in self.people:
            client.force_login(self.people[name])
        elif name in self.secrets:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.secrets[name]}"
        return client

    def _add_person(self, name: str, party: str, role: PartyRole) -> User:
        return User.objects.create_user(name, party=self.parties[party], party_role=role)

    def _fill(self, name: str, year: int) -> None:
        party, actor = self.party_of(name), self.people[name].as_actor()
        assert party is not None
        self.clients[name] = add_client(actor=actor, party=party, name=f"client of {name}", scope=Scope.MANAGE)
        issue_token(actor=actor, client=self.clients[name], now=utc_now())
        self.tokens[name] = ApiToken.objects.get(client=self.clients[name])
        revision = submit_emissions_report(
            actor=actor, party_id=party.pk, reporting_year=year, content=content(year), now=utc_now()
        )
        accept_revision(user=self.judge, revision_id=revision.pk)
        self.revisions[name], self.years[revision.report_id] = revision, year
        fill_said(revision, self.people[name], self.judge)
        self.asked[name] = add_questions(name, party, self.people[name], self.judge)
        self.waiting[name] = fill_withdrawn(party, actor, years=(year - 12, year - 17))
        self.evidence[name] = record_sample(party, actor=actor, revision_id=revision.pk)
        self.unattached[name] = record_sample(party, actor=actor)
        self.plans[name] = add_plan(party, self.mandate, 2028 if name == "a2" else 2027)
        add_version(self.plans[name], self.judge, entered_by_user_id=actor.user_id)
        receipt = give_receipt(actor=actor, party_id=party.pk, body_sha256="0" * 64, canonical_sha256="0" * 64)
        assert receipt is not None
        self.receipts[name] = receipt
        self.bulk_files[name] = add_bulk_file(party, actor)
        keep_answer(
            party_id=party.pk,
            key=name,
            address="/",
            body_sha256="0" * 64,
            status=201,
            headers={},
            body="{}",
        )

    def _notify(self, contact: Contact) -> Notice:
        notice = open_notice(
            actor=ACTOR, party_id=contact.party_id, commitment=self.mandate, year=2026, step=STEPS[0], now=utc_now()
        )
        record_outcome(actor=ACTOR, parcel=notice, what=MailOutcome.SENT, to=Addressees(contact=contact))
        return notice

    def _party_subjects(self) -> dict[str, tuple[Values, ...]]:
        names = ("a1", "a2", "b1")
        waiting = tuple({"report_id": self.waiting[name].report_id, "number": 1} for name in names)
        return {
            "api/v1/emissions-reports/<uuid:report_id>/revisions/<int:number>/withdraw/": waiting,
            "api/v1/emissions-reports/": tuple({"report_id": self.revisions[name].report_id, "number": 1} for name in names),
            **{f"{REVISION}{said}/": tuple(self.asked[name] for name in names) for said in ("answers", "warning-answers")},
            "api/v1/bulk-files/": tuple({"bulk_file_id": self.bulk_files[name].pk} for name in names),
            "api/v1/evidence/": tuple({"evidence_id": self.evidence[name].pk} for name in names),
            "api/v1/corrective-action-plans/": tuple({"plan_id": self.plans[name].pk, "key": KEY} for name in names),
            "api/v1/receipts/": tuple({"receipt_id": self.receipts[name].pk} for name in names),
            "api/v1/clients/": tuple({"client_id": self.clients[name].pk} for name in names),
            "api/v1/tokens/": tuple({"token_id": self.tokens[name].pk} for name in names),
            "account/invitation/": ({"secret": self.secret},),
            "account/clients/": tuple({"client_id": self.clients[name].pk} for name in names),
            "account/tokens/": tuple({"token_id": self.tokens[name].pk} for name in names),
        }

    def _programme_subjects(self) -> dict[str, tuple[Values, ...]]:
        """What belongs to no party, and what staff see of all."""
        now, party, client = utc_now(), self.parties["A"], self.clients["a1"]
        for name, each in self.parties.items():
            add_supplier(actor=ACTOR, party=each, number=f"S-{name}")
        contacts = add_contacts(self.parties)
        notices = {name: self._notify(contacts[name]) for name in self.parties}
        invitations = {name: invite(contacts[name]) for name in self.parties}
        self.secret = invitations["A"][1]
        for name, revision in (("A", "a1"), ("B", "b1")):
            tell(contacts[name], self.revisions[revision])
        entry = fill_ledger(self.parties)
        measurement = add_measurement()
        run, report = issue_report(self.people["r"], now)
        schedule = add_schedule(
            actor=ACTOR, key="monthly", cadence=Cadence.MONTHLY, first_period_start=date(2026, 1, 1), zone="Asia/Shanghai"
        )
        waiting = submit_emissions_report(
            actor=self.people["a1"].as_actor(), party_id=party.pk, reporting_year=2023, content=content(2023), now=now
        )
        backing = record_sample(party, actor=self.people["a1"].as_actor(), revision_id=waiting.pk)
        waiver, waits, reported = fill_waiting(party, self.mandate, self.judge, self.people["a1"], backing)
        rows = {
            "access/party": party,
            "access/apiclient": client,
            "access/contact": contacts["A"],
            "access/user": self.people["a1"],
            "commitments/commitmentversion": CommitmentVersion.objects.all()[0],
            "commitments/measurement": measurement,
            "commitments/enrolment": Enrolment.objects.all()[0],
            "records/auditevent": AuditEvent.objects.all()[0],
            "records/heartbeat": Heartbeat.objects.create(name="tick", beat_at=now),
            "records/outboxentry": OutboxEntry.objects.all()[0],
            "recycling/ledgerentry": entry,
            "reports/compliancereport": report,
            "reports/reportrun": run,
            "reports/reportschedule": schedule,
            "suppliers/correctiveactionplan": waits.plan,
            "suppliers/bulkfile": self.bulk_files["a1"],
            "suppliers/digest": open_digest(actor=ACTOR, week="2026-W40", now=now),
            "suppliers/notice": notices["A"],
            "suppliers/revision": waiting,
            "suppliers/supplier": party,
            "suppliers/waiver": waiver,
        }
        ids = {
            "client_id": client.pk, "token_id": self.tokens["a1"].pk, "revision_id": waiting.pk, "entry_id": entry.pk,
            "evidence_id": backing.pk, "waiver_id": waiver.pk, "plan_id": waits.plan_id, "party_id": party.pk,
            "key": self.mandate.key, "year": 2026, "measurement_id": measurement.pk,
            "report_id": report.pk, "bulk_file_id": self.bulk_files["a1"].pk, "kind": "csv", "id": self.people["a1"].pk,
        }  # fmt: skip
        admin: dict[str, tuple[Values, ...]] = {f"admin/{name}/": ({"object_id": row.pk, **ids},) for name, row in rows.items()}
        admin["admin/access/user/<int:"] = ({"person_id": self.people["a1"].pk},)
        admin["admin/access/contact/<uuid:"] = ({"person_id": contacts["A"].pk, "invitation_id": invitations["A"][0].pk},)
        admin |= plan_subjects(waits, reported)
        return (admin | OF_ALL) | {
            "admin/programme/": ({"key": self.mandate.key},),
            "api/v1/commitments/": ({"key": self.mandate.key},),
            "api/v1/compliance-reports/": ({"report_id": report.pk},),
        }


def missing(values: Values) -> Values:
    """Names nothing there is, in the same form."""
    return {name: _like(value) for name, value in values.items()}


def _like(value: Any) -> Any:
    if isinstance(value, int):
        return value
    return "no-such-thing" if isinstance(value, str) else uuid4()


@contextmanager
def undone() -> Iterator[None]:
    """What one cell of the table writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


LOG_IN = (reverse("admin:login"), reverse("account:login"))
