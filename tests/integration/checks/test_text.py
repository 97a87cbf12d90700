"""Checks 61, 62, 65, 70 and 72 to 76: numbers, times and text arrive exactly or not at all, and stay what they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from rest_framework.test import APIClient

from reports.actions import request_compliance_report
from reports.downloads import report_pdf, report_summary
from reports.models import ComplianceReport, ReportRun, ReportSchedule
from reports.pdf import ReportIdentity, render_compliance_report
from reports.queries import summarize_programme
from suppliers.actions import return_revision
from suppliers.models import Decision, Revision
from tests.world import MINIMAL, add_supplier_party, submit, submit_accepted
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.compliance.plain import plain_summary
from tracker.records.clock import database_now
from tracker.records.files import store_file

URL = "/api/v1/emissions-reports/"
TEMPLATES = ("<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "#panic()", "$sum_1^2$")
ODD = {"nul": "\0", "escape": "\x1b", "delete": "\x7f", "c1": "\x85", "bidi-override": "\u202e", "bidi-isolate": "\u2067",
       "right-to-left": "\u200f", "zero-width-space": "\u200b", "tag": "\U000e0041"}  # fmt: skip

Connect = Callable[[Party | None], APIClient]


def post(client: APIClient, body: dict[str, Any]) -> Any:
    return client.post(URL, data=json.dumps(body), content_type="application/json")


def filed_content(client: APIClient, **changes: Any) -> dict[str, Any]:
    response = post(client, MINIMAL | changes)
    assert response.status_code == 201, response.content
    content: dict[str, Any] = response.json()["revisions"][0]["content"]
    return content


@pytest.fixture
def desk(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def test_check_61_tenths_add_up(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    filed_content(client, scope_1_tco2e="0.1", scope_2_market_tco2e="0.2")
    rows = client.get("/api/v1/assessments/?reporting_year=2025").json()["results"]
    assert [year["tco2e"] for row in rows for year in row["series"]] == ["0.3"]


@pytest.mark.parametrize(
    "sent", ["123456789012.123456", "99999999999999.999999", "0.000001", "12345678901234", "0.1", "3.14159"]
)
@pytest.mark.parametrize("as_text", [True, False])
def test_check_62_a_number_is_stored_as_it_was_written(connect: Connect, supplier: Party, sent: str, as_text: bool) -> None:
    raw = json.dumps(MINIMAL).replace('"51712.8"', f'"{sent}"' if as_text else sent)
    response = connect(supplier).post(URL, data=raw, content_type="application/json")
    assert response.json()["revisions"][0]["content"]["scope_1_tco2e"] == sent
    assert Revision.objects.get().scope_1_tco2e == Decimal(sent)


@pytest.mark.parametrize("zero", ["0", "-0", "0.000000", "-0.0"])
def test_check_65_minus_zero_is_zero(connect: Connect, supplier: Party, zero: str) -> None:
    assert filed_content(connect(supplier), scope_1_tco2e=zero)["scope_1_tco2e"] == "0"


@pytest.mark.parametrize(
    "instant",
    ["2026-11-01T00:00:00", "2026-11-01", "2026-11-01T00:00", "2026-11-01 00:00:00"],
)
@pytest.mark.parametrize("address", ["commitments", "assessments", "obligations", "progress", "commitments/ewaste-goal"])
def test_check_70_a_time_without_its_zone_is_refused(
    connect: Connect, supplier: Party, goal: object, address: str, instant: str
) -> None:
    response = connect(supplier).get(f"/api/v1/{address}/", {"as_of": instant})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "?as_of")
    assert "with its zone" in response.json()["detail"]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "address",
    ["/api/v1/obligations/?commitment=a{}", "/api/v1/commitments/a{}b/", "/api/v1/assessments/?a{}=1", "/api/v1/{}/",
     "/api/docs/?{}", "/api/problems/{}/"],
)  # fmt: skip
def test_check_72_no_address_of_the_api_holds_it(connect: Connect, supplier: Party, address: str, odd: str) -> None:
    response = connect(supplier).get(address.format(quote(odd)))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert f"U+{ord(odd):04X}" in response.json()["detail"]


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "address",
    ["/admin/suppliers/revision/?q=a{}", "/admin/search/?s={}", "/admin/access/party/{}/", "/{}", "/admin/login/?next={}"],
)
def test_check_72_no_address_of_a_page_holds_it(desk: Client, address: str, odd: str) -> None:
    response = desk.get(address.format(quote(odd)))
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert f"U+{ord(odd):04X}" in response.content.decode()


@pytest.mark.parametrize("raw", ["%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "a=%80"])
def test_check_71_a_query_that_is_not_utf_8_is_refused(connect: Connect, supplier: Party, desk: Client, raw: str) -> None:
    for client, address in ((connect(supplier), "/api/v1/obligations/"), (desk, "/admin/suppliers/revision/")):
        response = client.get(f"{address}?{raw}")
        assert response.status_code == 400
        assert "UTF-8" in response.content.decode()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_check_72_no_form_of_the_admin_holds_it(desk: Client, supplier: Party, odd: str) -> None:
    revision = submit(supplier)
    response = desk.post(reverse("admin:suppliers_revision_return", args=[revision.pk]), {"reason": f"Low{odd}"})
    assert response.status_code == 400
    assert "The field “reason” holds the character" in response.content.decode()
    assert desk.post("/admin/recycling/ledgerentry/add/", {f"sour{odd}ce": "x"}).status_code == 400
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "sent", ["short", "a" * 65, "with space", "x\x85yyyyyyy", "\u202eabcdefgh", "../../../etc", "a;b=c;d=e"]
)
def test_check_72_a_request_id_that_is_not_plain_is_replaced(client: Client, sent: str) -> None:
    answered = client.get("/healthz/live", HTTP_X_REQUEST_ID=sent)["X-Request-ID"]
    assert len(answered) == 32
    assert answered.isalnum()
    assert client.get("/healthz/live", HTTP_X_REQUEST_ID="plain-id_1.2345")["X-Request-ID"] == "plain-id_1.2345"


NFC, NFD = "Caf\u00e9 Microfab", "Cafe\u0301 Microfab"


def test_check_73_one_name_has_one_spelling(mandate: Commitment, make_user: Callable[..., User]) -> None:
    party = add_supplier_party(NFD, mandate, name_local=NFD)
    assert (party.name, party.name_local) == (NFC, NFC)
    for spelling in (NFC, NFD):
        with pytest.raises(IntegrityError), transaction.atomic():
            add_supplier_party(spelling, mandate)
    assert make_user(None, "jose\u0301").get_username() == "jos\u00e9"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(None, "jos\u00e9")


@pytest.mark.parametrize(
    "text", ["😀" * 10_000, "x" * 10_000, "碳" * 10_000, "👩🏽‍🚀 𝒞𝒪₂ 𠜎", "e\u0301 \u00e9", " \n\t ", "می\u200cخواهم क्\u200dष"]
)
def test_check_74_long_text_and_emoji_are_stored_exactly(connect: Connect, supplier: Party, text: str) -> None:
    assert filed_content(connect(supplier), explanation=text)["explanation"] == text
    assert Revision.objects.get().explanation == text


@pytest.mark.parametrize("text", TEMPLATES)
def test_check_75_markup_is_shown_as_it_is(
    connect: Connect, desk: Client, mandate: Commitment, analyst: User, text: str
) -> None:
    party = add_supplier_party(f"Firm {text}", mandate, name_local=text)
    assured = {"assurance_level": "LIMITED", "assurance_standard": "ISO 14064-3", "assurance_provider": text}
    assert filed_content(connect(party), explanation=text, **assured)["explanation"] == text
    revision = Revision.objects.get()
    pages = [reverse("admin:suppliers_revision_change", args=[revision.pk]), reverse("admin:suppliers_revision_changelist")]
    for page in (desk.get(address).content.decode() for address in pages):
        assert escaped(text) in page
        assert "<script>alert(1)" not in page
        assert "Firm 49" not in page
    return_revision(user=analyst, revision_id=revision.pk, reason=text)
    shown = connect(party).get(f"{URL}{revision.report_id}/").json()
    assert (shown["supplier"], shown["revisions"][0]["decision"]["reason"]) == (f"Firm {text}", text)


def escaped(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(character, entity)
    return text


def test_check_75_markup_is_printed_as_it_is(mandate: Commitment, analyst: User) -> None:
    for position, text in enumerate(TEMPLATES):
        submit_accepted(add_supplier_party(f"{position}. {text}", mandate, name_local=text), analyst)
    summary = plain_summary(summarize_programme(as_of=database_now()))
    identity = ReportIdentity(number="CR-0001", title=" ".join(TEMPLATES), issued_for="{{7*7}} #panic()")
    pages = PdfReader(BytesIO(render_compliance_report(summary, identity=identity))).pages
    printed = unbroken("".join(page.extract_text() for page in pages))
    assert [text for text in TEMPLATES if unbroken(text) not in printed] == []


def unbroken(text: str) -> str:
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").replace("\u00ad", "").split())


@pytest.fixture
def odd_report(settings: Any, tmp_path: Path, analyst: User) -> ComplianceReport:
    """One whose number went around every rule."""
    settings.FILES_ROOT = tmp_path
    run = request_compliance_report(user=analyst, now=database_now())
    number = 'a"\r\nSet-Cookie: x=1\r\n\r\n<html>'
    odd = ReportRun(**{field.attname: getattr(run, field.attname) for field in ReportRun._meta.fields} | {"number": number})
    return ComplianceReport(
        run=odd, as_of=run.as_of, input_sha256=store_file(b"{}"), pdf_sha256=store_file(b"%PDF"), pdf_size=4
    )


def test_check_76_no_name_breaks_out_of_a_header(odd_report: ComplianceReport) -> None:
    for answer in (report_pdf(odd_report), report_summary(odd_report)):
        assert "Set-Cookie" not in answer.headers
        assert answer["Content-Disposition"].startswith('attachment; filename="pledgekeeper-a---Set-Cookie')
        assert "\n" not in str(answer.headers)


def test_check_76_a_key_with_a_line_break_is_no_key(client: Client, make_user: Callable[..., User]) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    sent = {"key": "a\r\nX-Injected: 1", "title": "T", "cadence": "MONTHLY", "first_period_start": "2027-01-01", "zone": "UTC",
            "lag_days": "5"}  # fmt: skip
    answer = client.post("/admin/reports/reportschedule/add/", sent)
    assert "X-Injected" not in answer.headers
    assert not ReportSchedule.objects.exists()
