"""Nothing submitted is ever changed: PostgreSQL refuses it, whoever asks and by whatever road."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from recycling.actions import OpeningBalance, record_opening_balance
from recycling.models import LedgerEntry
from reports.actions import add_schedule, request_compliance_report
from reports.models import ComplianceReport, ReportRun
from suppliers.actions import add_supplier
from suppliers.chasing.planning import open_digest, open_notice
from suppliers.chasing.sending import Addressees, record_outcome
from suppliers.models import Decision, EmissionsReport, MailOutcome, Revision, RevisionEvidence
from tests.world import (
    ACTOR,
    GOAL,
    add_goal,
    add_measurement,
    as_owner,
    content,
    record_sample,
    submit,
    submit_accepted,
    utc_now,
)
from tracker.access.models import Party, User
from tracker.commitments.models import Commitment
from tracker.compliance.chasing import STEPS
from tracker.compliance.periods import Period
from tracker.compliance.schedules import Cadence
from tracker.records.audit import record_event
from tracker.records.checkpoints import record_checkpoint
from tracker.records.models import AuditEvent, Evidence
from tracker.records.receipts import give_receipt
from tracker.records.signing import add_signing_key

from .isolation.bulk import add_bulk_file
from .isolation.conversation import fill_said
from .isolation.filling import add_contacts, invite, tell
from .isolation.obligations import fill_ended
from .isolation.withdrawing import fill_withdrawn

FROZEN = [
    model
    for model in apps.get_models()
    if any(trigger.name == "frozen_rows" for trigger in getattr(model._meta, "triggers", []))
]


@pytest.fixture
def full_record(supplier: Party, mandate: Commitment, analyst: User, settings: Any, tmp_path: Path) -> None:
    """At least one row in every frozen table."""
    settings.FILES_ROOT, settings.SIGNING_KEYS = tmp_path / "files", tmp_path / "keys"
    add_signing_key(actor=ACTOR)
    record_checkpoint(actor=ACTOR, now=utc_now())
    revision_id = submit_accepted(supplier, analyst)
    revision, contact = Revision.objects.get(pk=revision_id), add_contacts({"A": supplier})["A"]
    fill_said(revision, analyst, analyst)
    fill_withdrawn(supplier, ACTOR, years=(2010, 2011))
    add_bulk_file(supplier, ACTOR)
    invite(contact)
    tell(contact, revision)
    record_sample(supplier, revision_id=revision_id)
    give_receipt(actor=ACTOR, party_id=supplier.pk, body_sha256="0" * 64, canonical_sha256="0" * 64)
    add_supplier(actor=ACTOR, party=supplier, number="S-001")
    add_schedule(actor=ACTOR, key="yearly", cadence=Cadence.YEARLY, first_period_start=date(2026, 1, 1), zone="UTC")
    add_goal()
    balance = OpeningBalance(period=Period(date(2022, 1, 1), date(2022, 12, 31)), mass_kg=Decimal(4_500_000), source="A page")
    record_opening_balance(actor=ACTOR, commitment_key=GOAL, balance=balance, now=utc_now())
    fill_ended(supplier, mandate, analyst)
    add_measurement()
    notice = open_notice(actor=ACTOR, party_id=supplier.pk, commitment=mandate, year=2025, step=STEPS[0], now=utc_now())
    for parcel in (notice, open_digest(actor=ACTOR, week="2026-W40", now=utc_now())):
        record_outcome(actor=ACTOR, parcel=parcel, what=MailOutcome.NO_RECIPIENT, to=Addressees())
    run = request_compliance_report(user=analyst, now=utc_now())
    ComplianceReport.objects.create(
        run=run, as_of=run.as_of, input_sha256="0" * 64, pdf_sha256="0" * 64, pdf_size=1, renderer="none"
    )


def test_the_record_is_among_the_frozen_tables() -> None:
    assert set(FROZEN) >= {
        EmissionsReport,
        Revision,
        Decision,
        Evidence,
        RevisionEvidence,
        LedgerEntry,
        ReportRun,
        ComplianceReport,
        AuditEvent,
    }


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_raw_sql_cannot_change_it(full_record: None, model: type[models.Model], statement: str) -> None:
    assert model._default_manager.exists(), "the test would show nothing on an empty table"
    connection.check_constraints()  # pending ones would stand in the way of TRUNCATE before our trigger is asked
    column = model._meta.fields[1].column
    tried = statement.format(f'"{model._meta.db_table}"', f'"{column}"', f'"{column}"')
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(tried)
    with (
        as_owner(),
        pytest.raises(DatabaseError, match=r"Cannot update or delete rows|are never removed"),
        transaction.atomic(),
    ):
        connection.cursor().execute(tried)


HISTORIES = ["access.PartyEvent", "commitments.EnrolmentEvent", "suppliers.SupplierEvent", "reports.ReportScheduleEvent"]


@pytest.mark.parametrize("event", HISTORIES)
def test_what_has_a_history_does_not_vanish(full_record: None, event: str) -> None:
    history = apps.get_model(event)
    assert history in FROZEN
    tracked: type[models.Model] = vars(history)["pgh_tracked_model"]
    with as_owner(), pytest.raises(DatabaseError, match="Cannot delete rows"), transaction.atomic():
        tracked._default_manager.all()._raw_delete(using="default")


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)
def test_nobody_writes_what_nobody_answers_for(model: type[models.Model], db: None) -> None:
    connection.cursor().execute("SELECT set_config('pledgekeeper.actor_kind', '', true)")
    with pytest.raises(DatabaseError, match="Nobody answers for this write"), transaction.atomic():
        connection.cursor().execute(f'INSERT INTO "{model._meta.db_table}" DEFAULT VALUES')


@pytest.mark.parametrize(
    "elsewhere",
    ["transaction_id = 1", "recorded_at = transaction_timestamp() - interval '1 microsecond'"],
    ids=["other", "older"],
)
def test_a_row_without_an_audit_event_is_not_committed(supplier: Party, analyst: User, elsewhere: str) -> None:
    revision = submit(supplier)
    connection.check_constraints()
    copy = _copy(revision, number=2, reason_code="ERROR", reason_text="a slip")
    # The test's one transaction has events in it already; those of another are not looked at, nor those of one that had
    # the same number before the database was restored.
    with as_owner():
        connection.cursor().execute("SET LOCAL session_replication_role = replica")
        connection.cursor().execute(f"UPDATE records_auditevent SET {elsewhere}")
        connection.cursor().execute("SET LOCAL session_replication_role = origin")
    Revision.objects.bulk_create([copy])
    with pytest.raises(DatabaseError, match="without an audit event in its transaction"):
        connection.check_constraints()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_fact_bears_the_instant_at_which_it_is_committed(supplier: Party, hours: int) -> None:
    revision = submit(supplier)
    copy = _copy(revision, number=2, reason_code="ERROR", reason_text="a slip", recorded_at=utc_now() + timedelta(hours=hours))
    Revision.objects.bulk_create([copy])
    with pytest.raises(DatabaseError, match="committed within 30 s"):
        connection.check_constraints()


def test_a_child_cannot_point_at_another_partys_parent(supplier: Party, stranger: Party) -> None:
    revision = submit(supplier)
    copy = _copy(revision, party_id=stranger.pk, number=2, reason_code="ERROR", reason_text="a slip")
    with pytest.raises(IntegrityError, match="revision_of_its_partys_report"), transaction.atomic():
        Revision.objects.bulk_create([copy])


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"scope_1_tco2e": Decimal(-1)}, "scope_1_not_negative"),
        ({"scope_2_market_tco2e": Decimal(-1)}, "scope_2_market_not_negative"),
        ({"scope_2_location_tco2e": Decimal(-1)}, "scope_2_location_not_negative"),
        ({"period_end": date(2024, 1, 1)}, "revision_period_in_order"),
        ({"number": 0}, "revision_number_positive|check"),
        ({"number": 1}, "revision_number_once"),
        ({"reason_text": ""}, "amendment_states_its_reason"),
    ],
)
def test_constraints_hold_around_every_form(supplier: Party, changes: dict[str, object], constraint: str) -> None:
    revision = submit(supplier)
    copy = _copy(revision, **{"number": 2, "reason_code": "ERROR", "reason_text": "a slip"} | changes)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Revision.objects.bulk_create([copy])


def test_a_return_without_a_reason_is_refused_by_the_table(supplier: Party, analyst: User) -> None:
    revision = submit(supplier)
    with pytest.raises(IntegrityError, match="return_states_its_reason"), transaction.atomic():
        Decision.objects.create(revision=revision, party=supplier, outcome="RETURNED", decided_by=analyst)


def test_audit_is_written_inside_a_transaction_only(supplier: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.records.audit.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record_event(verb="test.nothing", subject=supplier, party_id=None)


def test_every_action_leaves_its_event(full_record: None) -> None:
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs >= {
        "access.add_party", "commitments.record_version", "commitments.enrol_party", "suppliers.submit_revision",
        "suppliers.accept_revision", "recycling.record_opening_balance", "reports.open_run",
        "records.record_evidence", "suppliers.attach_evidence",
    }  # fmt: skip


def _copy(revision: Revision, **changes: object) -> Revision:
    fields = {field.attname: getattr(revision, field.attname) for field in Revision._meta.fields if field.name != "id"}
    return Revision(**fields | changes)


def test_the_hash_is_of_what_is_stored(supplier: Party) -> None:
    revision = submit(supplier)
    stated = content().sha256(party_id=str(supplier.pk), reporting_year=2025, number=1)
    assert Revision.objects.get(pk=revision.pk).content_sha256 == stated
