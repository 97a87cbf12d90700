"""What stands on the screen once everything runs."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

REPORT = {
    "reporting_year": 2025,
    "period_start": "2025-01-01",
    "period_end": "2025-12-31",
    "consolidation_approach": "OPERATIONAL_CONTROL",
    "gwp_set": "AR5",
    "scope_1_tco2e": "48213.6",
    "scope_2_location_tco2e": "20100",
    "scope_2_market_tco2e": "18250.5",
}


def wait_for_web(base: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{base}/healthz/live", timeout=2).close()  # noqa: S310 - our own address
            return True
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


def summary(base: str, var: Path) -> str:
    example = _example(var)
    lines = ["", "Pledgekeeper is running.", "", f"  Admin     {base}/admin/", f"  API docs  {base}/api/docs/"]
    if example:
        lines += ["", "  Log in as", *_logins(example["logins"])]
        lines += ["", f"  Send a report as {example['supplier']['name']}:", "", _curl(base, example)]
    return "\n".join([*lines, "", f"  Ctrl-C ends everything; the data stays in {var}", ""])


def _example(var: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((var / "example.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _logins(logins: list[dict[str, str]]) -> list[str]:
    name = max((len(login["username"]) for login in logins), default=0)
    password = max((len(login["password"]) for login in logins), default=0)
    return [f"    {login['username']:{name}}  {login['password']:{password}}  {login['role']}" for login in logins]


def _curl(base: str, example: dict[str, Any]) -> str:
    year = example.get("reporting_year", REPORT["reporting_year"])
    report = REPORT | {"reporting_year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    return (
        f"curl -sS {base}/api/v1/emissions-reports/"
        f' -H "Authorization: Bearer {example["supplier"]["token"]}"'
        f' -H "Content-Type: application/json"'
        f' -H "Idempotency-Key: {uuid4()}"'
        f" -d '{json.dumps(report)}'"
    )
