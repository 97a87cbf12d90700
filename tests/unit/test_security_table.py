"""The table of checks names tests that exist, and leaves none of the checks out."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tracker.local import CHECKOUT

ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.M)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[[\w-]+\])?`")
ROWS = [(int(number), held) for number, _, held in ROW.findall((CHECKOUT / "docs/security.md").read_text(encoding="utf-8"))]


@cache
def source_of(path: str) -> str:
    return (CHECKOUT / path).read_text(encoding="utf-8")


def test_every_check_has_one_row() -> None:
    assert [number for number, _ in ROWS] == list(range(1, 113))


@pytest.mark.parametrize(("number", "held"), ROWS, ids=lambda value: str(value) if isinstance(value, int) else "")
def test_a_row_names_tests_that_exist_or_says_why_there_is_none(number: int, held: str) -> None:
    named = NAMED.findall(held)
    assert len(named) == held.count("::"), held
    assert named or held.endswith("."), held
    assert [f"{path}::{name}" for path, name in named if f"def {name}(" not in source_of(path)] == []


def test_a_test_that_carries_a_number_is_in_the_row_of_that_number() -> None:
    numbered = {
        (int(number), str(path.relative_to(CHECKOUT)))
        for path in (CHECKOUT / "tests").rglob("test_*.py")
        for number in re.findall(r"def test_check_(\d+)_", path.read_text(encoding="utf-8"))
    }
    tabled = {(number, path) for number, held in ROWS for path, _ in NAMED.findall(held)}
    assert numbered
    assert numbered - tabled == set()
