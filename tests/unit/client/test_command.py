"""The command: what it prints, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from pledgekeeper.command import main

from tests.unit.client.scripted import Answer, Script
from tests.unit.client.test_offline import shown
from tests.unit.client.test_receipts import BODY, key_set, receipt
from tests.unit.compliance.test_simulations import BASE, suppose
from tracker.compliance.plain import plain_simulation

FILED = {
    "id": "r", "reporting_year": 2025, "state": "SUBMITTED", "receipt": receipt(),
    "revisions": [{"number": 1, "warnings": [{"code": "unit-slip", "detail": "A thousand times last year."}]}],
}  # fmt: skip
PROBLEM = {
    "type": "/api/problems/invalid-report/", "title": "The report has faults", "status": 400,
    "detail": "Nothing was recorded. Faults found: 2.", "request_id": "abc",
    "errors": [
        {
            "pointer": "/scope_1_tco2e", "code": "quantity", "detail": "“1,5” is not a plain decimal.",
            "came": "1,5", "expected": "a decimal in quotes", "hint": "Send 1.5.",
        },
        {"pointer": "", "code": "invalid", "detail": "It is empty."},
    ],
}  # fmt: skip
SIMULATION = plain_simulation(suppose(BASE, {2026: 94, 2027: 92}))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(BODY)
    return path


def keep(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_a_report_is_filed_and_its_receipt_kept(server: Script, report: Path, tmp_path: Path, capsys: Any) -> None:
    server.then(Answer(201, FILED))
    kept = tmp_path / "receipt.json"
    assert main(["submit", str(report), "--receipt", str(kept)]) == 0
    printed = capsys.readouterr().out
    assert "Report about 2025, revision 1: SUBMITTED" in printed
    assert "Warning unit-slip: A thousand times last year." in printed
    assert main(["verify-receipt", str(kept), "--key", keep(tmp_path, "jwks.json", key_set()), "--body", str(report)]) == 0
    assert "The receipt holds. It was signed with the key k1." in capsys.readouterr().out


def test_what_was_answered_before_is_not_told_as_recorded(server: Script, report: Path, capsys: Any) -> None:
    replayed = Answer(201, FILED, {"Idempotent-Replayed": "true"})
    now = Answer(200, FILED | {"state": "WITHDRAWN"}, {"ETag": '"b"'})
    server.then(replayed, now, replayed, now)
    assert main(["submit", str(report)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "nothing was recorded anew" in first
    assert second == "Now: report about 2025, revision 1: WITHDRAWN"
    assert server.asked[1].path == "/api/v1/emissions-reports/r/"
    assert main(["submit", str(report), "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == FILED
    assert second in told.err


def test_a_refusal_is_a_readable_list(server: Script, report: Path, capsys: Any) -> None:
    server.then(Answer(400, PROBLEM))
    assert main(["submit", str(report)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "The report has faults (400): Nothing was recorded. Faults found: 2.",
        "  /scope_1_tco2e: “1,5” is not a plain decimal. [quantity]",
        "      came:     1,5",
        "      expected: a decimal in quotes",
        "      hint:     Send 1.5.",
        "  (the whole): It is empty. [invalid]",
        "  What to do: /api/problems/invalid-report/",
        "  Request abc",
    ]


def test_a_dry_run_prints_the_whole_answer(server: Script, report: Path, capsys: Any) -> None:
    server.then(Answer(200, {"would_be": "COMPLIANT"}))
    assert main(["submit", str(report), "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out) == {"would_be": "COMPLIANT"}


def test_an_amendment_says_why(server: Script, report: Path, capsys: Any) -> None:
    assert main(["submit", str(report), "--amend", "--reason-code", "ERROR"]) == 2
    assert "--reason" in capsys.readouterr().err
    server.then(Answer(200, {"results": [{"id": "r"}], "next": None}), Answer(200, {}, {"ETag": '"a"'}), Answer(201, FILED))
    assert main(["submit", str(report), "--amend", "--reason-code", "ERROR", "--reason", "Read twice."]) == 0
    assert json.loads(server.asked[-1].body) == {"reason_code": "ERROR", "reason_text": "Read twice."}


def test_the_receipt_of_an_amendment_is_kept_with_what_was_sent(server: Script, report: Path, tmp_path: Path) -> None:
    kept = tmp_path / "receipt.json"
    server.then(Answer(200, {"results": [{"id": "r"}], "next": None}), Answer(200, {}, {"ETag": '"a"'}), Answer(201, FILED))
    amend = ["submit", str(report), "--amend", "--reason-code", "ERROR", "--reason", "x", "--receipt", str(kept)]
    assert main(amend) == 0
    assert json.loads(kept.read_bytes()) == FILED["receipt"]
    assert (tmp_path / "receipt.json.sent").read_bytes() == server.asked[-1].body != report.read_bytes()


def test_the_status_is_a_table_for_each_mandate(server: Script, capsys: Any) -> None:
    rows = [{**row, "sentences": ["A sentence."]} for row in SIMULATION["years"]]
    server.then(Answer(200, {"results": [*rows, rows[0] | {"commitment": "another"}], "next": None}))
    assert main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "mandate"
    assert lines[4].split() == ["2027", "92*", "NON_COMPLIANT", "90.25", "+1.75", "ROBUST_FAIL"]
    assert lines[3].split()[-2:] == ["-1", "ROBUST_PASS"]
    assert "another" in lines
    server.then(Answer(200, {"results": rows[2:3], "next": None}))
    assert main(["status", "--year", "2027", "--language", "zh"]) == 0
    assert "  A sentence." in capsys.readouterr().out.splitlines()
    assert server.asked[-1].path == "/api/v1/assessments/?language=zh&reporting_year=2027&page_size=200"
    server.then(Answer(200, {"results": [], "next": None}))
    assert main(["status"]) == 0
    assert capsys.readouterr().out == "Nothing is owed.\n"


def test_figures_are_supposed(server: Script, capsys: Any) -> None:
    server.then(Answer(200, SIMULATION | {"sentences": ["Supposed: 2026."]}))
    assert main(["simulate", "2026=94", "2027=92", "--commitment", "mandate", "--from-nothing"]) == 0
    printed = capsys.readouterr().out
    assert "mandate, read as COMPOUND: 5 % a year on average" in printed
    assert "Supposed: 2026." in printed
    assert "LINEAR             2026: 95  2027: 90  2028: 85  2029: 80  2030: 75" in printed
    assert json.loads(server.asked[0].body) == {
        "commitment": "mandate", "start_from": "NOTHING", "figures": {"2026": "94", "2027": "92"}
    }  # fmt: skip


def test_figures_are_supposed_without_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.delenv("PLEDGEKEEPER_URL", raising=False)
    terms = keep(tmp_path, "commitment.json", shown())
    assert main(["simulate", "--offline", terms, "2025=100", "2026=94", "2027=92"]) == 0
    assert "2027  92*     NON_COMPLIANT  90.25" in capsys.readouterr().out
    assert main(["simulate", "--offline", terms, "2026=94", "2031=1", "--json"]) == 2
    assert capsys.readouterr().err.count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["submit", "missing.json"], "missing.json cannot be read: No such file or directory."),
        (["submit", "broken.json"], "broken.json is no JSON"),
        (["submit", "list.json"], "list.json holds no report"),
        (["simulate", "2026"], "2026 has no year. Give each figure once, such as 2026=48000."),
        (["simulate", "2026=1", "2026=2"], "2026=2 names its year twice"),
        (["simulate", "--offline", "list.json", "2026=1"], "list.json holds no commitment"),
        (["status"], "PLEDGEKEEPER_TOKEN is not set."),
    ],
)
def test_what_cannot_be_asked_ends_with_2(
    arguments: list[str], sentence: str, server: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLEDGEKEEPER_TOKEN")
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("list.json").write_text("[]", encoding="utf-8")
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_without_an_address_it_says_which_to_set(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.delenv("PLEDGEKEEPER_URL", raising=False)
    assert main(["status"]) == 2
    assert "PLEDGEKEEPER_URL is not set." in capsys.readouterr().err
    monkeypatch.setenv("PLEDGEKEEPER_URL", "http://pledgekeeper.example")
    assert main(["status"]) == 2


def test_a_receipt_that_does_not_hold_ends_with_1(server: Script, tmp_path: Path, capsys: Any) -> None:
    server.then(Answer(200, key_set(kid="other")))
    assert main(["verify-receipt", keep(tmp_path, "receipt.json", receipt())]) == 1
    assert "The key k1 is not among" in capsys.readouterr().err
    assert server.asked[0].path == "/.well-known/jwks.json"


def test_wrong_use_ends_with_2(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for arguments in ([], ["sumbit"], ["simulate", "--language", "de"]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    monkeypatch.setattr(sys, "argv", ["pledgekeeper", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "PLEDGEKEEPER_TOKEN" in capsys.readouterr().out
