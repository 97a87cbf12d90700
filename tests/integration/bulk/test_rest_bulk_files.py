"""A supplier's table over REST: taken, worked through, answered in its own columns, and sent again until it is clean."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from suppliers.actions import accept_revision
from suppliers.bulk.columns import known_columns
from suppliers.models import BulkFile, EmissionsReport, Revision
from tests.evidence_samples import SAMPLES, make_workbook
from tracker.access.models import Party, User

from .tables import URL, as_csv, file_table, read_csv, row, send, work

Connect = Callable[[Party | None], APIClient]


def result_of(client: Any, answer: Any, **options: Any) -> list[dict[str, str]]:
    file = client.get(f"{answer['Location']}result/")
    assert file.status_code == 200, file.content
    return read_csv(file.getvalue(), **options)


def errors_of(answer: Any) -> list[str]:
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/invalid-bulk-file/"), answer.content
    return [error["detail"] for error in answer.json()["errors"]]


def test_a_table_is_filed_and_sent_again_until_it_is_clean(connect: Connect, supplier: Party, analyst: User) -> None:
    client = connect(supplier)
    rows = [row(2023, x_site="1"), row(2024, x_site="2", scope_1_tco2e="1,5"), row(2025, x_site="3")]
    answer = send(client, as_csv(rows))
    assert answer.status_code == 202, answer.content
    assert answer.json()["state"] == "QUEUED"
    assert client.get(f"{answer['Location']}result/").json()["type"] == "/api/problems/bulk-file-at-work/"
    work()
    told = client.get(answer["Location"]).json()
    assert (told["state"], told["rows_total"], told["percent"]) == ("DONE", 3, 100)
    assert (told["filed"], told["amended"], told["skipped"], told["refused"]) == (2, 0, 0, 1)
    result = result_of(client, answer)
    assert [each["pledgekeeper_result"] for each in result] == ["FILED", "REFUSED", "FILED"]
    assert result[1]["pledgekeeper_errors"].startswith("scope_1_tco2e: “1,5” is not")
    assert [{name: each[name] for name in rows[0]} for each in result] == rows

    # Mended, and with a change to a row that is filed: the result itself is sent again.
    result[1] |= {"scope_1_tco2e": "1.5"}
    result[2] |= {"scope_1_tco2e": "50000"}
    again = send(client, as_csv(result))
    work()
    result = result_of(client, again)
    assert [each["pledgekeeper_result"] for each in result] == ["SKIPPED", "FILED", "REFUSED"]
    assert "still waits for review" in result[2]["pledgekeeper_errors"]
    assert "differs from revision 1 in scope_1_tco2e" in result[2]["pledgekeeper_errors"]

    accept_revision(user=analyst, revision_id=Revision.objects.get(report__reporting_year=2025).pk)
    third = send(client, as_csv(result))
    work()
    assert "reason_code: Revision 2 changes a filed report" in result_of(client, third)[2]["pledgekeeper_errors"]
    result[2] |= {"reason_code": "ERROR", "reason_text": "A meter was read twice."}
    fourth = send(client, as_csv(result))
    work()
    assert [each["pledgekeeper_result"] for each in result_of(client, fourth)] == ["SKIPPED", "SKIPPED", "AMENDED"]
    fifth = send(client, as_csv(result))
    work()
    assert [each["pledgekeeper_result"] for each in result_of(client, fifth)] == ["SKIPPED"] * 3
    assert Revision.objects.count() == 4
    assert client.get(URL).json()["count"] == 5


def test_a_row_is_what_the_same_json_would_be(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    nested: dict[str, Any] = {
        "scope_3_tco2e": {"1": "1200.5", "15": "3"},
        "gas_masses_t": {"SF6": "0.04"},
        "denominators": [
            {"name": "WAFERS", "unit": "1000 wafers", "amount": "412.5"},
            {"name": "A", "unit": "b", "amount": "1"},
        ],
        "allocation_method": "MASS",
        "allocation_share": "0.125",
        "explanation": "Line one;\nline “two”",
    }
    flat = {"scope_3_tco2e.1": "1200.5", "scope_3_tco2e.15": "3", "gas_masses_t.SF6": "0.04"}
    flat |= {"denominators.1.name": "WAFERS", "denominators.1.unit": "1000 wafers", "denominators.1.amount": "412.5"}
    flat |= {"denominators.3.name": "A", "denominators.3.unit": "b", "denominators.3.amount": "1"}
    flat |= {name: nested[name] for name in ("allocation_method", "allocation_share", "explanation")}
    send(client, as_csv([row(2024) | flat], delimiter=";", mark=True))
    work()
    sent = client.post("/api/v1/emissions-reports/", row(2025) | nested | {"reporting_year": 2025}, format="json")
    assert sent.status_code == 201, sent.content
    first, second = (report["revisions"][0]["content"] for report in client.get("/api/v1/emissions-reports/").json()["results"])
    differ = {name for name in first | second if first.get(name) != second.get(name)}
    assert differ == {"reporting_year", "period_start", "period_end"}


def test_every_fault_of_a_row_names_its_column(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    bad = row(
        2025, scope_1_tco2e="-1", period_end="31.12.2025", gwp_set="AR9", scope_3_tco2e__1="x", denominators__2__name="A",
        denominators__2__amount="1", explanation="a\u202eb", supplier_number="S-9",
    )  # fmt: skip
    answer = send(client, as_csv([bad, row(2024, period_end="2023-12-31"), row(2023, reason_code="ERROR", reason_text="x")]))
    work()
    first, second, third = (each["pledgekeeper_errors"].split("\n") for each in result_of(client, answer))
    assert {line.split(":")[0].split(" ")[0] for line in first} == {
        "scope_1_tco2e", "period_end", "gwp_set", "scope_3_tco2e.1", "denominators.2.unit", "explanation", "supplier_number",
    }  # fmt: skip
    assert '"31.12.2025" is not a day' in "".join(first)
    assert {line.split(":")[0].split(" ")[0] for line in second} == {"period_end", "reporting_year"}
    assert all("nothing to give a reason" in line or "no change to give a reason" in line for line in third)
    assert not EmissionsReport.objects.exists()


def test_unknown_columns_are_refused_at_once(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    names = {"scope_1_tco2e": "scope1_tco2e", "gwp_set": "x_gwp_set"}
    wrong = {names.get(name, name): value for name, value in row().items()}
    faults = errors_of(send(client, as_csv([wrong | {"Notes": "", "x_own": "1", "note 2": "2"}])))
    assert faults[0] == (
        "There is no column 'scope1_tco2e'. Did you mean scope_1_tco2e? A column of your own begins with x_ or note."
    )
    assert "'Notes'" in faults[1]
    assert "These columns are missing: gwp_set" in faults[2]
    assert not BulkFile.objects.exists()
    header, values = as_csv([row()]).split(b"\r\n")[:2]
    assert "stands 2 times" in errors_of(send(client, header + b",gwp_set\r\n" + values + b",AR5\r\n"))[0]
    assert "60 columns" in errors_of(send(client, ",".join(f"c{n}" for n in range(60)).encode()))[0]
    assert "at most 500" in errors_of(send(client, ",".join(f"x_{n}" for n in range(501)).encode()))[0]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SAMPLES["a.pdf"], "a.pdf", "is a table"), (b"", "a.csv", "empty"), (b"\n", "a.csv", "first line is empty"),
        (b"a\xff", "a.csv", "not UTF-8"), (SAMPLES["a.pdf"], "a.csv", "its bytes are not"),
        (make_workbook({"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros"), (SAMPLES["a.xlsx"], "a.xlsx", "cannot be read"),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_no_table_is_refused(connect: Connect, supplier: Party, content: bytes, name: str, words: str) -> None:
    assert words in " ".join(errors_of(send(connect(supplier), content, name)))


def test_a_table_that_breaks_off_files_nothing(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    answer = send(client, as_csv([row(2024), row(2025)]) + b'"2023,')
    work()
    told = client.get(answer["Location"]).json()
    assert (told["state"], told["filed"], told["result"]) == ("FAILED", 0, None)
    assert "in double quotes" in told["fault"]
    assert client.get(f"{answer['Location']}result/").json()["detail"] == told["fault"]
    assert not EmissionsReport.objects.exists()


def test_the_same_key_files_once(connect: Connect, supplier: Party) -> None:
    client, key = connect(supplier), uuid4().hex
    answers = [send(client, as_csv([row()]), HTTP_IDEMPOTENCY_KEY=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert send(client, as_csv([row(2024)]), HTTP_IDEMPOTENCY_KEY=key).status_code == 422
    assert BulkFile.objects.count() == 1


def test_nobody_sees_anothers(connect: Connect, supplier: Party, stranger: Party) -> None:
    answer = send(connect(supplier), as_csv([row()]))
    work()
    other = connect(stranger)
    for address in (answer["Location"], f"{answer['Location']}result/"):
        assert other.get(address).status_code == 404
    assert other.get(URL).json()["count"] == 0


def test_the_templates_are_the_columns_that_are_read(connect: Connect, supplier: Party) -> None:
    client = connect(supplier)
    content = client.get("/api/v1/emissions-reports/bulk/template.csv").content.decode("utf-8-sig")
    names = content.strip().split(",")
    assert {name for name in known_columns() if "." not in name} <= set(names)
    assert {"supplier_number", "scope_3_tco2e.15", "gas_masses_t.SF6", "denominators.1.unit"} <= set(names)
    answer = client.get("/api/v1/emissions-reports/bulk/template.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.get_sheet_by_name("Reports").to_python()[0] == names
    explained = {line[0]: line for line in book.get_sheet_by_name("Explanations").to_python()}
    assert explained["scope_1_tco2e"][1] == "yes"
    assert "OPERATIONAL_CONTROL" in str(explained["consolidation_approach"][2])
    assert set(names) <= set(explained)
    assert "no rows" in _fault_of(client, send(client, answer.content, "template.xlsx"))


def _fault_of(client: Any, answer: Any) -> str:
    work()
    return str(client.get(answer["Location"]).json()["fault"])


def test_the_partys_own_page_lists_its_tables(client: Client, supplier: Party, stranger: Party, analyst: User) -> None:
    user = User.objects.create_user("own", party=supplier, party_role="READER")
    done = file_table(as_csv([row(2025)]), party=supplier, actor=user.as_actor(), name="mine.csv")
    file_table(as_csv([row(2025)]), party=stranger, actor=analyst.as_actor(), name="theirs.csv")
    client.force_login(user)
    page = client.get("/account/").content.decode()
    assert "mine.csv" in page
    assert "theirs.csv" not in page
    assert f"{URL}{done.file.pk}/result/" in page
    assert read_csv(client.get(f"{URL}{done.file.pk}/result/").getvalue())[0]["pledgekeeper_result"] == "FILED"
