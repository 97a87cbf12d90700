"""Evidence as the record keeps it: one blob, its rows, and which revisions it backs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from suppliers.actions import accept_revision, attach_evidence
from suppliers.checks import can_decide
from suppliers.models import Decision, Revision, RevisionEvidence
from tests.evidence_samples import CSV, SAMPLES
from tests.world import ACTOR, record_sample, submit, submit_accepted, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.canonical import sha256_of
from tracker.records.files import FileDamaged, read_file
from tracker.records.models import AuditEvent, Evidence
from tracker.records.refusals import Conflict, Forbidden, Refusal
from tracker.records.tenancy import NOBODY, seeing


def blobs(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def faults_of(refused: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {fault.pointer: f"{fault.code}: {fault.detail}" for fault in refused.value.faults}


def test_a_file_is_kept_under_its_hash_and_described_in_a_row(supplier: Party, store: Path) -> None:
    client = add_client(actor=ACTOR, party=supplier, name="a program")
    evidence = record_sample(
        supplier, "a.csv", actor=client.as_actor(), title=" Meter readings ", effective_date=date(2024, 3, 1)
    )
    kept = Evidence.objects.get()
    assert (kept.sha256, kept.size, kept.media_type) == (sha256_of(CSV), len(CSV), "text/csv")
    assert (kept.title, kept.effective_date, kept.entered_by_client_id) == ("Meter readings", date(2024, 3, 1), client.pk)
    assert utc_now() - kept.recorded_at < timedelta(seconds=30)
    assert read_file(evidence.sha256) == CSV
    assert [path.name for path in blobs(store)] == [kept.sha256]


def test_the_audit_event_names_the_bytes_and_no_person(supplier: Party) -> None:
    evidence = record_sample(supplier, "a.png", title="Letter of Jane Doe")
    event = AuditEvent.objects.get(verb="records.record_evidence")
    assert (event.party_id, event.subject_id, event.facts["sha256"]) == (supplier.pk, str(evidence.pk), evidence.sha256)
    assert "Jane" not in event.facts_text
    assert event.digests.startswith(f"records_evidence id {evidence.pk} ")


def test_the_same_file_twice_is_one_blob_and_a_row_each(supplier: Party, stranger: Party, store: Path) -> None:
    rows = [record_sample(supplier, title="First"), record_sample(supplier, title="Second"), record_sample(stranger)]
    assert len({row.pk for row in rows}) == 3
    assert len({row.sha256 for row in rows}) == 1
    assert len(blobs(store)) == 1


def test_equal_names_are_equal_and_lead_nowhere(supplier: Party, store: Path) -> None:
    names = [
        "Erklärung.pdf",
        "Erkla\u0308rung.pdf",
        "../../etc/Erklärung.pdf",
        "C:\\fakepath\\Erklärung.pdf",
        "/Erklärung.pdf ",
    ]
    for name in names:
        _record(supplier, name)
    assert set(Evidence.objects.values_list("file_name", flat=True)) == {"Erklärung.pdf"}
    assert len(blobs(store)) == 1
    assert _record(supplier, "CON.pdf").file_name == "CON.pdf"
    assert _record(supplier, '<img src=x onerror="alert(1)">.pdf').file_name == '<img src=x onerror="alert(1)">.pdf'


def _record(party: Party, name: str, **changes: Any) -> Evidence:
    return record_sample(party, name, content=SAMPLES["a.pdf"], **changes)


@pytest.mark.parametrize(
    ("name", "words"),
    [("a\0.pdf", "U+0000"), ("a\r\nX: y.pdf", "U+000D"), ("a\u202efdp.pdf", "U+202E"), ("a\u0085.pdf", "U+0085"),
     ("a" * 252 + ".pdf", "256 characters; at most 255"),
     ("", "required"), ("folder/", "required"), (".htaccess", "file-name"),],
)  # fmt: skip
def test_names_that_disguise_or_break_are_refused(supplier: Party, store: Path, name: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        _record(supplier, name)
    assert any(words in f"{fault.code} {fault.detail}" for fault in refused.value.faults if fault.pointer == "/file")
    assert not Evidence.objects.exists()
    assert blobs(store) == []


def test_all_faults_are_named_at_once(supplier: Party) -> None:
    with pytest.raises(Refusal, match="Faults found: 3") as refused:
        record_sample(supplier, "a.pdf", content=b"MZ", title=" ", effective_date=date(2999, 1, 1))
    assert set(faults_of(refused)) == {"/file", "/title", "/effective_date"}
    assert "looks like a program" in faults_of(refused)["/file"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": "x" * 201}, "/title"),
        ({"title": "a\nb"}, "/title"),
        ({"effective_date": date(1969, 12, 31)}, "/effective_date"),
    ],
)
def test_what_is_said_of_it_is_bounded(supplier: Party, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        record_sample(supplier, **changes)
    assert set(faults_of(refused)) == {pointer}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"size": 0}, "evidence_size_bounded"), ({"size": 20 * 1024 * 1024 + 1}, "evidence_size_bounded"),
     ({"sha256": "../../etc/passwd"}, "evidence_sha256_is_one"), ({"media_type": "text/html"}, "evidence_of_a_kept_kind"),
     ({"title": ""}, "evidence_is_named"), ({"file_name": ""}, "evidence_is_named")],
)  # fmt: skip
def test_constraints_hold_around_every_form(supplier: Party, changes: dict[str, Any], constraint: str) -> None:
    kept = record_sample(supplier)
    fields = {field.attname: getattr(kept, field.attname) for field in Evidence._meta.fields if field.name != "id"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Evidence.objects.bulk_create([Evidence(**fields | changes)])


def test_it_can_back_any_revision_of_its_party_and_changes_nothing_filed(supplier: Party, analyst: User) -> None:
    evidence, decided = record_sample(supplier), submit_accepted(supplier, analyst, 2024)
    before = Revision.objects.get(pk=decided).content_sha256
    for revision_id in (decided, submit(supplier, 2025).pk):
        attach_evidence(actor=ACTOR, party_id=supplier.pk, revision_id=revision_id, evidence_id=evidence.pk)
    assert RevisionEvidence.objects.filter(evidence=evidence, party=supplier).count() == 2
    assert Revision.objects.get(pk=decided).content_sha256 == before
    event = AuditEvent.objects.filter(verb="suppliers.attach_evidence").first()
    assert event is not None
    assert json.loads(event.facts_text)["evidence"] == str(evidence.pk)


def test_it_is_attached_to_a_revision_once(supplier: Party) -> None:
    revision = submit(supplier)
    evidence = record_sample(supplier, revision_id=revision.pk)
    with pytest.raises(Conflict, match="backs revision 1 already"):
        attach_evidence(actor=ACTOR, party_id=supplier.pk, revision_id=revision.pk, evidence_id=evidence.pk)
    copy = RevisionEvidence(revision=revision, evidence=evidence, party=supplier)
    with pytest.raises(IntegrityError, match="evidence_once_on_a_revision"), transaction.atomic():
        RevisionEvidence.objects.bulk_create([copy])


def test_what_is_anothers_reads_like_what_is_not_there(supplier: Party, stranger: Party, store: Path) -> None:
    own, theirs = record_sample(supplier), record_sample(stranger, "a.png")
    own_revision, their_revision = submit(supplier), submit(stranger)
    sentences = set()
    for revision_id, evidence_id in (
        (own_revision.pk, theirs.pk), (own_revision.pk, own_revision.pk), (their_revision.pk, own.pk), (own.pk, own.pk),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            attach_evidence(actor=ACTOR, party_id=supplier.pk, revision_id=revision_id, evidence_id=evidence_id)
        sentences |= {fault.detail for fault in refused.value.faults}
    assert len(sentences) == 1
    kept = len(blobs(store))
    with pytest.raises(Refusal):
        record_sample(supplier, "a.csv", revision_id=their_revision.pk)
    assert (Evidence.objects.count(), len(blobs(store))) == (2, kept), "nothing is stored for a revision that is not there"


@pytest.mark.parametrize("foreign", ["revision", "evidence"])
def test_the_table_itself_joins_only_what_is_one_partys(supplier: Party, stranger: Party, foreign: str) -> None:
    revision = submit(stranger if foreign == "revision" else supplier)
    evidence = record_sample(stranger if foreign == "evidence" else supplier)
    with pytest.raises(IntegrityError, match=r"attachment_(to|of)_its_partys_"), transaction.atomic():
        RevisionEvidence.objects.bulk_create([RevisionEvidence(revision=revision, evidence=evidence, party=supplier)])


def test_a_tenant_sees_and_adds_its_own_rows_only(supplier: Party, stranger: Party) -> None:
    kept, theirs = record_sample(supplier, revision_id=submit(supplier).pk), record_sample(stranger)
    fields = {field.attname: getattr(theirs, field.attname) for field in Evidence._meta.fields if field.name != "id"}
    with seeing(supplier.pk):
        assert list(Evidence.objects.all()) == [kept]
        assert RevisionEvidence.objects.count() == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Evidence.objects.bulk_create([Evidence(**fields)])
    with seeing(stranger.pk):
        assert not RevisionEvidence.objects.exists()
    with seeing(NOBODY):
        assert not Evidence.objects.exists()


@pytest.mark.parametrize("hand", ["entered it", "attached it", "made the client", "issued its token"])
def test_nobody_decides_on_what_they_brought_evidence_for(supplier: Party, make_user: Callable[..., User], hand: str) -> None:
    user, revision = make_user(Role.ADMINISTRATOR), submit(supplier)
    assert can_decide(user, revision)
    client = add_client(actor=user.as_actor() if hand == "made the client" else ACTOR, party=supplier, name="a program")
    if hand == "issued its token":
        issue_token(actor=user.as_actor(), client=client, now=utc_now())
    enters, attaches = {
        "entered it": (user.as_actor(), ACTOR),
        "attached it": (ACTOR, user.as_actor()),
    }.get(hand, (client.as_actor(), client.as_actor()))
    evidence = record_sample(supplier, actor=enters)
    attach_evidence(actor=attaches, party_id=supplier.pk, revision_id=revision.pk, evidence_id=evidence.pk)
    with pytest.raises(Forbidden, match="somebody else decides"):
        accept_revision(user=user, revision_id=revision.pk)
    assert not Decision.objects.exists()
    assert can_decide(make_user(Role.ANALYST, "colleague"), revision)
    assert can_decide(user, submit(supplier, 2024)), "another revision is not touched by it"


def test_a_damaged_blob_is_written_again_when_the_file_comes_again(supplier: Party, store: Path) -> None:
    (path,) = [store / evidence.sha256[:2] / evidence.sha256 for evidence in [record_sample(supplier)]]
    path.write_bytes(b"other bytes")
    again = record_sample(supplier)
    assert read_file(again.sha256) == SAMPLES["a.pdf"]


@pytest.mark.parametrize("digest", ["", "/", "../secret", "a\0b", "\ud800", "A" * 64, "0" * 63])
def test_what_names_no_file_is_not_looked_for(digest: str, store: Path) -> None:
    with pytest.raises(FileDamaged, match="names no file") as damaged:
        read_file(digest)
    str(damaged.value).encode()


def test_what_cannot_be_read_is_damaged(store: Path) -> None:
    (store / "00" / ("0" * 64)).mkdir(parents=True)
    with pytest.raises(FileDamaged, match="cannot be read: Is a directory"):
        read_file("0" * 64)


def test_a_row_is_not_left_where_the_file_could_not_be_written(supplier: Party, store: Path) -> None:
    store.mkdir(exist_ok=True)
    (store / sha256_of(SAMPLES["a.pdf"])[:2]).write_text("a file stands where a folder should be")
    with pytest.raises(OSError, match=r"exists|directory"), transaction.atomic():
        record_sample(supplier)
    assert not Evidence.objects.exists()


def test_nothing_of_a_file_stays_when_its_transaction_fails(supplier: Party) -> None:
    with transaction.atomic():
        record_sample(supplier)
        transaction.set_rollback(True)
    assert not Evidence.objects.exists()
    assert not AuditEvent.objects.filter(verb="records.record_evidence").exists()
