"""What strangers' tools make of the published schema: a linter with OWASP's rules, and clients in Python and TypeScript."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from tests.conftest import OpenHouse
from tests.house import House
from tracker.local import CHECKOUT

CONTRACT = CHECKOUT / "tests" / "contract"
TOOLS = CONTRACT / "node_modules" / ".bin"
needs_node = pytest.mark.skipif(
    not TOOLS.exists(), reason="no tools of npm on this machine: npm ci --ignore-scripts --prefix tests/contract"
)
REPORT = {
    "reporting_year": 2025,
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "consolidation_approach": "OPERATIONAL_CONTROL",
    "gwp_set": "AR5",
    "scope_1_tco2e": "48213.6",
    "scope_2_market_tco2e": "18250.5",
}


def run(*command: str | Path, folder: Path) -> str:
    # The generator formats what it makes with the ruff beside this Python.
    environ = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As an installation behind TLS publishes it."""
    path = tmp_path_factory.mktemp("contract") / "api.json"
    command = [sys.executable, str(CHECKOUT / "manage.py"), "spectacular", "--format", "openapi-json", "--file", str(path)]
    subprocess.run(command, env=os.environ | {"PUBLIC_URL": "https://pledges.example"}, cwd=CHECKOUT, check=True)
    return path


@pytest.fixture(scope="module")
def example_house(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


@pytest.fixture(scope="module")
def token(example_house: House) -> str:
    example = json.loads((example_house.var / "example.json").read_text(encoding="utf-8"))
    return str(example["supplier"]["token"])


@needs_node
def test_the_schema_is_clean_under_spectral_and_owasps_rules(schema: Path) -> None:
    run(TOOLS / "spectral", "lint", schema, "--ruleset", CONTRACT / "spectral.yaml", "--fail-severity", "hint", folder=CONTRACT)


@needs_node
def test_spectral_would_say_so(schema: Path, tmp_path: Path) -> None:
    published = json.loads(schema.read_text(encoding="utf-8"))
    del published["paths"]["/api/v1/emissions-reports/"]["post"]["responses"]["429"]
    published["components"]["schemas"]["DecisionSchema"] = {"type": "object", "properties": {"reason": {"type": "string"}}}
    worse = tmp_path / "api.json"
    worse.write_text(json.dumps(published), encoding="utf-8")
    command: list[str | Path] = [
        TOOLS / "spectral",
        "lint",
        worse,
        "--ruleset",
        CONTRACT / "spectral.yaml",
        "--format",
        "json",
        "--quiet",
    ]
    said = subprocess.run(command, cwd=CONTRACT, capture_output=True, text=True, check=False, timeout=180)
    codes = {each["code"] for each in json.loads(said.stdout)}
    assert {"owasp:api4:2023-string-limit", "owasp:api4:2023-rate-limit-responses-429"} <= codes


def test_every_rule_that_is_off_says_why() -> None:
    text = (CONTRACT / "spectral.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for rule, severity in yaml.safe_load(text)["rules"].items():
        place = lines.index(f"  {rule}: off")
        assert severity is False
        assert lines[place - 1].lstrip().startswith("# ")


@needs_node
def test_a_program_in_typescript_against_the_schemas_types_files_a_report(
    schema: Path, example_house: House, token: str, tmp_path: Path
) -> None:
    for name in ("journey.ts", "tsconfig.json", "package.json"):
        (tmp_path / name).write_bytes((CONTRACT / name).read_bytes())
    (tmp_path / "node_modules").symlink_to(CONTRACT / "node_modules")
    run(TOOLS / "openapi-typescript", schema, "-o", "api.ts", folder=tmp_path)
    run(TOOLS / "tsc", "--project", ".", folder=tmp_path)
    said = run("node", "built/journey.js", example_house.url, token, uuid4().hex, folder=tmp_path)
    assert json.loads(said) == {"state": "SUBMITTED", "year": 2024, "status": 400, "faults": ["/scope_1_tco2e"]}


@pytest.fixture(scope="module")
def generated(schema: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a package that openapi-python-client has made of the schema."""
    folder = tmp_path_factory.mktemp("generated")
    run(
        Path(sys.executable).with_name("openapi-python-client"), "generate", "--path", schema, "--meta", "none",
        "--output-path", folder / "made_of_the_schema", folder=folder,
    )  # fmt: skip
    sys.path.insert(0, str(folder))
    yield "made_of_the_schema"
    sys.path.remove(str(folder))


def test_a_client_made_in_python_files_a_report(generated: str, example_house: House, token: str) -> None:
    def take(name: str) -> Any:
        return importlib.import_module(f"{generated}.{name}")

    submit = take("api.emissions_reports.submit_emissions_report")
    body = take("models.submission_request").SubmissionRequest.from_dict(REPORT)
    with take("client").AuthenticatedClient(base_url=example_house.url, token=token) as client:
        filed = submit.sync(client=client, body=body, idempotency_key=uuid4().hex)
        found = take("api.emissions_reports.list_emissions_reports").sync(client=client, reporting_year=2025)
        body.scope_1_tco2e = "-1"
        refused = submit.sync(client=client, body=body, idempotency_key=uuid4().hex)
    assert filed.state == "SUBMITTED"
    assert [each.id for each in found.results] == [filed.id]
    assert [(fault.pointer, refused.status) for fault in refused.errors] == [("/scope_1_tco2e", 400)]
