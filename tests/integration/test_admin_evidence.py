"""Evidence on the page of a revision: who sees it, who adds it, and what that means for the decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suppliers.models import Decision, Revision, RevisionEvidence
from tests.evidence_samples import SAMPLES, make_pdf
from tests.world import record_sample, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.records.models import AuditEvent, Evidence

MARKUP = '<img src=x onerror="alert(1)">'


def page_of(revision: Revision) -> str:
    return reverse("admin:suppliers_revision_change", args=[revision.pk])


def file_of(revision: Revision, evidence: Evidence) -> str:
    return reverse("admin:suppliers_revision_evidence_file", args=[revision.pk, evidence.pk])


def add(client: Client, revision: Revision, name: str = "a.pdf", **fields: Any) -> Any:
    form = {
        "file": SimpleUploadedFile(name, SAMPLES.get(name, b"MZ")),
        "title": "Invoice of the grid",
        "effective_date": "2025-06-30",
    }
    return client.post(reverse("admin:suppliers_revision_evidence", args=[revision.pk]), form | fields)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_the_page_shows_each_file_with_both_days_and_its_hash(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    assert "No file backs this revision yet." in text_of(desk.get(page_of(revision)))
    evidence = record_sample(supplier, title="Statement", effective_date=date(2025, 3, 9), revision_id=revision.pk)
    page = desk.get(page_of(revision))
    assert "Statement a.pdf, " in text_of(page)
    assert "effective 9 March 2025" in text_of(page)
    assert "Added by the system on" in text_of(page)
    assert evidence.sha256 in page.content.decode()
    assert desk.get(file_of(revision, evidence)).content == SAMPLES["a.pdf"]


def test_check_90_a_download_is_nothing_that_a_browser_runs(desk: Client, supplier: Party) -> None:
    revision, polyglot = submit(supplier), make_pdf(extra=b"%<html><script>alert(1)</script>\n")
    file = desk.get(file_of(revision, record_sample(supplier, content=polyglot, revision_id=revision.pk)))
    assert (file.content, file["Content-Type"]) == (polyglot, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment;")
    assert (file["X-Content-Type-Options"], file["Content-Security-Policy"]) == ("nosniff", "sandbox; default-src 'none'")


def test_names_and_titles_are_shown_as_text(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    record_sample(supplier, f"{MARKUP}.pdf", content=SAMPLES["a.pdf"], title=f"{MARKUP}{{{{7*7}}}}", revision_id=revision.pk)
    page = desk.get(page_of(revision)).content.decode()
    assert MARKUP not in page
    assert page.count("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;") == 2
    assert "{{7*7}}" in page


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\u200b", "\x1b"])
def test_a_name_that_disguises_itself_is_refused_not_mended(desk: Client, supplier: Party, mark: str) -> None:
    answer = add(desk, submit(supplier), file=SimpleUploadedFile(f"a{mark}fdp.pdf", SAMPLES["a.pdf"]))
    assert answer.status_code == 400
    assert f"The file&#x27;s name holds the character U+{ord(mark):04X}" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_name_is_kept_as_it_was_sent(desk: Client, supplier: Party) -> None:
    assert add(desk, submit(supplier), file=SimpleUploadedFile("a&amp;b 读数.pdf", SAMPLES["a.pdf"])).status_code == 302
    assert Evidence.objects.get().file_name == "a&amp;b 读数.pdf"


def test_an_analyst_adds_a_file_and_leaves_the_decision_to_others(
    desk: Client, analyst: User, supplier: Party, make_user: Callable[..., User]
) -> None:
    revision = submit(supplier)
    answer = add(desk, revision)
    assert (answer.status_code, answer["Location"]) == (302, page_of(revision))
    attachment = RevisionEvidence.objects.select_related("evidence").get()
    assert (attachment.party_id, attachment.entered_by_user) == (supplier.pk, analyst)
    assert (attachment.evidence.title, attachment.evidence.effective_date) == ("Invoice of the grid", date(2025, 6, 30))
    assert attachment.evidence.entered_by_user == analyst
    page = text_of(desk.get(page_of(revision)))
    assert "Added: Invoice of the grid." in page
    assert "You brought evidence for it, or set up who did, so somebody else decides." in page
    accept = reverse("admin:suppliers_revision_accept", args=[revision.pk])
    refused = desk.post(accept)
    assert refused.status_code == 403
    assert "You entered evidence for this revision, or set up the client or user it came by" in text_of(refused)
    desk.force_login(make_user(Role.ANALYST, "colleague"))
    assert desk.post(accept).status_code == 302
    assert Decision.objects.get().revision == revision


def test_a_decided_revision_takes_a_file_of_whoever_decided(desk: Client, analyst: User, supplier: Party) -> None:
    revision = Revision.objects.get(pk=submit_accepted(supplier, analyst))
    assert "Whoever adds a file" not in text_of(desk.get(page_of(revision)))
    assert add(desk, revision, "a.png").status_code == 302


def test_all_that_is_wrong_stands_at_its_field(desk: Client, supplier: Party) -> None:
    revision = submit(supplier)
    answer = add(desk, revision, "renamed.pdf", effective_date="2999-01-01")
    assert answer.status_code == 400
    assert "its bytes are not: it looks like a program" in text_of(answer)
    assert "2999-01-01 lies ahead" in text_of(answer)
    assert 'value="Invoice of the grid"' in answer.content.decode()
    answer = add(desk, revision, file="", title="", effective_date="x")
    assert all(words in text_of(answer) for words in ("Choose the file.", "Say in a few words", "Give a day such as"))
    assert not Evidence.objects.exists()


def test_an_auditor_sees_and_changes_nothing(client: Client, supplier: Party, make_user: Callable[..., User]) -> None:
    revision = submit(supplier)
    evidence, events = record_sample(supplier, revision_id=revision.pk), AuditEvent.objects.count()
    client.force_login(make_user(Role.AUDITOR))
    page = text_of(client.get(page_of(revision)))
    assert "Assurance statement" in page
    assert "on the supplier's behalf" not in page
    assert client.get(file_of(revision, evidence)).status_code == 200
    assert add(client, revision).status_code == 403
    assert AuditEvent.objects.count() == events


def test_a_file_is_found_under_its_own_revision_only(desk: Client, supplier: Party, stranger: Party) -> None:
    revision, other = submit(supplier), submit(stranger)
    evidence = record_sample(supplier, revision_id=revision.pk)
    assert desk.get(file_of(other, evidence)).status_code == 404
    assert desk.get(file_of(revision, Evidence(pk=uuid4()))).status_code == 404


def test_a_damaged_file_is_not_served(desk: Client, supplier: Party, store: Path) -> None:
    revision = submit(supplier)
    evidence = record_sample(supplier, revision_id=revision.pk)
    (store / evidence.sha256[:2] / evidence.sha256).write_bytes(b"other")
    answer = desk.get(file_of(revision, evidence))
    assert answer.status_code == 409
    assert "does not hold what was stored under that hash. It is not served." in text_of(answer)
