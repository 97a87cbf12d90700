"""Check 107: who reads the published schema, and sends what it allows and what it forbids, meets what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OpenHouse
from tests.house import House

PREPARE = """
import json
from reports.actions import tick
from reports.models import ComplianceReport
from reports.tasks import issue_compliance_report
from suppliers.models import CorrectiveActionPlan, EmissionsReport
from tests.integration.isolation.bulk import add_bulk_file
from tests.world import ACTOR, record_sample, submit
from tracker.access.actions import add_client, issue_token
from tracker.access.models import ApiClient, Scope
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry
now = database_now()
tick(now=now)
for entry in OutboxEntry.objects.filter(kind="reports.issue_compliance_report"):
    issue_compliance_report(str(entry.pk))
client, reader = ApiClient.objects.filter(scope="FILE").first(), ApiClient.objects.filter(scope="PROGRAMME_READER").first()
report = EmissionsReport.objects.filter(party_id=client.party_id).first() or submit(client.party, 2024).report
manager = add_client(actor=ACTOR, party=client.party, name="Manager", scope=Scope.MANAGE)
evidence, bulk_file = record_sample(client.party, "a.csv"), add_bulk_file(client.party, client.as_actor())
print(json.dumps({
    "manager": issue_token(actor=ACTOR, client=manager, now=now), "evidence": str(evidence.pk),
    "bulk_file": str(bulk_file.pk),
    "client": issue_token(actor=ACTOR, client=client, now=now), "reader": issue_token(actor=ACTOR, client=reader, now=now),
    "plan": str(CorrectiveActionPlan.objects.get(party_id=client.party_id).pk),
    "filed": str(report.pk), "issued": str(ComplianceReport.objects.first().pk)}))
"""
# A schema cannot say that a day lies before another, nor that an instant is past: such a 400 is no contradiction. Nor is a key
# that an earlier case has used. A dry run needs no key and answers 200, so every case is in earnest. Tokens are rotated and
# revoked by a client that may not: no case ends another's.
CONFIGURATION = """
headers = {{ Authorization = "Bearer {client}" }}

[parameters]
key = "supplier-carbon-mandate"

[[operations]]
include-path-regex = "/emissions-reports/."
parameters = {{ report_id = "{filed}", dry_run = "false" }}

[[operations]]
include-path-regex = "/emissions-reports/$"
parameters = {{ dry_run = "false" }}

[[operations]]
include-path-regex = "/corrective-action-plans/."
parameters = {{ plan_id = "{plan}", key = "process-gases" }}

[[operations]]
include-path-regex = "/compliance-reports/"
headers = {{ Authorization = "Bearer {reader}" }}
parameters = {{ report_id = "{issued}" }}

[[operations]]
include-path-regex = "/programme-summaries/"
headers = {{ Authorization = "Bearer {reader}" }}
parameters = {{ commitment = "chip-fab-replay" }}
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]

[[operations]]
include-path-regex = "/evidence/."
parameters = {{ evidence_id = "{evidence}" }}

[[operations]]
include-path-regex = "/invitations/"
checks.positive_data_acceptance.expected-statuses = ["400"]

[[operations]]
include-path-regex = "/clients/$"
headers = {{ Authorization = "Bearer {manager}" }}
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]

[[operations]]
include-path-regex = "/clients/."
checks.positive_data_acceptance.expected-statuses = ["403"]

[[operations]]
include-path-regex = "/bulk-files/."
parameters = {{ bulk_file_id = "{bulk_file}" }}

[[operations]]
include-path-regex = "/tokens/$"
headers = {{ Authorization = "Bearer {manager}" }}
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404", "409"]

[[operations]]
include-path-regex = "/tokens/."
checks.positive_data_acceptance.expected-statuses = ["403"]

[[operations]]
include-path-regex = "/(simulations|commitments|assessments|obligations|(measured-)?progress|reconciliations)/"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]

[[operations]]
include-path-regex = "/(emissions-reports|evidence|bulk-files|corrective-action-plans)/"
checks.positive_data_acceptance.expected-statuses = ["2xx", "304", "400", "404", "409", "412", "416", "422"]
checks.negative_data_rejection.expected-statuses = ["4xx"]
"""
OPTIONS = ("--checks", "all", "--max-examples", "8", "--seed", "1", "--no-color", "--continue-on-failure")


@pytest.fixture(scope="module")
def web(houses: OpenHouse) -> House:
    os.environ["RATE_LIMIT_PER_MINUTE"] = "100000"
    try:
        return houses("web")
    finally:
        del os.environ["RATE_LIMIT_PER_MINUTE"]


def test_check_107_the_schema_says_what_happens(web: House, tmp_path: Path) -> None:
    assert web.manage("load_example").returncode == 0
    prepared = web.manage("shell", "-v0", "-c", PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION.format(**json.loads(prepared.stdout)), encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run", *OPTIONS]
    done = subprocess.run(
        [*command, f"{web.url}/api/v1/schema/?format=json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Selected: (\d\d)/\1\s+Tested: \1\n", done.stdout), done.stdout
    assert "404" not in done.stdout, done.stdout
    assert '"level": "error"' not in web.log("web")
