"""The Python client as its user has it: a wheel in an environment of its own, without Django, at a real installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.functional.test_tutorial import Typist
from tests.house import House
from tests.snippets import read_snippets
from tracker.local import CHECKOUT

HOME = CHECKOUT / "clients" / "python"
LATE = 120
REPORT = {
    "reporting_year": 2025, "period_start": "2025-01-01", "period_end": "2025-12-31", "gwp_set": "AR5",
    "consolidation_approach": "OPERATIONAL_CONTROL", "scope_1_tco2e": "50000", "scope_2_market_tco2e": "0",
}  # fmt: skip
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs; nothing is in it but the wheel and what that asks for."""
    place = tmp_path_factory.mktemp("client")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=HOME, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    uv, environment = [sys.executable, "-m", "uv", "-q"], place / "environment"
    subprocess.run([*uv, "venv", "--python", sys.executable, str(environment)], check=True)
    pins = ["-c", str(CHECKOUT / "requirements-dev.lock")]
    subprocess.run([*uv, "pip", "install", "--python", str(environment / "bin" / "python"), *pins, str(wheel)], check=True)
    return environment / "bin"


@pytest.fixture(scope="module")
def example_house(houses: OpenHouse) -> House:
    house = houses("web")
    loaded = house.manage("load_example")
    assert loaded.returncode == 0, loaded.stderr
    return house


@pytest.fixture
def environ(installed: Path, example_house: House) -> dict[str, str]:
    example = json.loads((example_house.var / "example.json").read_text(encoding="utf-8"))
    return {
        "PATH": f"{installed}:{os.environ['PATH']}",
        "PLEDGEKEEPER_URL": example_house.url,
        "PLEDGEKEEPER_TOKEN": example["supplier"]["token"],
    }


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Run:
    def run_it(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pledgekeeper", *arguments], cwd=tmp_path, env=environ | options, capture_output=True, text=True, check=False,
            timeout=LATE,
        )  # fmt: skip

    return run_it


def test_it_brings_no_django_and_the_whole_core(installed: Path) -> None:
    python = str(installed / "python")
    asked = "import importlib.util as u; print(*[bool(u.find_spec(name)) for name in ('django', 'tracker', 'pledgekeeper')])"
    assert (
        subprocess.run([python, "-I", "-c", asked], capture_output=True, text=True, check=True).stdout == "False False True\n"
    )
    carried = installed.parent.glob("lib/*/site-packages/pledgekeeper/compliance/**/*.py")
    core = CHECKOUT / "tracker" / "compliance"
    assert {path.read_bytes() for path in carried} == {path.read_bytes() for path in core.rglob("*.py")}


def test_what_its_page_says_holds(example_house: House, environ: dict[str, str], tmp_path: Path) -> None:
    typist, printed, outputs = Typist(example_house, tmp_path), "", 0
    typist.house.environ |= environ
    for snippet in read_snippets(HOME / "README.md"):
        if snippet.language == "output":
            assert printed.startswith(snippet.code), "a receipt may follow what was filed"
            outputs += 1
        elif not snippet.by_hand:
            printed = typist.type(snippet)
    assert outputs == 7


def test_a_server_that_is_away_is_waited_for_and_the_report_recorded_once(
    example_house: House, environ: dict[str, str], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    example_house.kill("web")
    waiting = subprocess.Popen(
        ["pledgekeeper", "submit", "report.json", "--json"], cwd=tmp_path, env=environ, stdout=subprocess.PIPE
    )
    example_house.start("web")
    filed, _ = waiting.communicate(timeout=LATE)
    assert waiting.returncode == 0
    again = run("submit", "report.json", "--json")
    assert (again.returncode, json.loads(again.stdout)) == (0, json.loads(filed))
    assert len(json.loads(filed)["revisions"]) == 1
    other = run("submit", "report.json", "--key", "another")
    assert other.returncode == 1
    assert "There is a report about this year already (409)" in other.stderr


def test_what_is_recorded_is_what_figures_are_added_to(run: Run, tmp_path: Path) -> None:
    """The base year's report waits for review; whichever test filed it first, it is there once."""
    (tmp_path / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    assert run("submit", "report.json").returncode == 0
    told = run("simulate", "2026=48000", "--commitment", "supplier-carbon-mandate")
    assert told.returncode == 0, told.stderr
    assert "2026  48000*  PROVISIONAL (would be NON_COMPLIANT)  47500" in told.stdout
    standing = run("status", "--year", "2023")
    assert "+37531.740464" in standing.stdout
    assert "A further cut of 37,531.740464 t would make 2023 comply" in standing.stdout


def test_a_foreign_token_is_told_so(run: Run) -> None:
    refused = run("status", PLEDGEKEEPER_TOKEN="pledge_of-nobody")
    assert refused.returncode == 1
    assert "Who are you? (401)" in refused.stderr
