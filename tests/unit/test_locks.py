from __future__ import annotations

from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parents[2]


def pinned(lock: str) -> dict[str, Requirement]:
    lines = (HOME / lock).read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return {canonicalize_name(pin.name): pin for pin in pins if pin.marker is None or pin.marker.evaluate()}


# pip takes `coverage[toml]` for another project than `coverage`: were only the plain name pinned,
# an install would break on the day that a newer release of it appears.
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_an_extra_that_a_locked_project_asks_for_is_pinned_by_name(lock: str) -> None:
    pins = pinned(lock)
    for pin in pins.values():
        for wanted in map(Requirement, requires(pin.name) or []):
            if any(wanted.marker is None or wanted.marker.evaluate({"extra": extra}) for extra in {"", *pin.extras}):
                assert wanted.extras <= pins[canonicalize_name(wanted.name)].extras, f"{pin.name} asks for {wanted}"
