"""Check 57: no pattern that the product looks through text with takes long over any text, however it is made."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.urls import get_resolver

ROOMS = ("tracker", "suppliers", "recycling", "reports")
SIZE = 100_000
UNITS = ("a", "1", " ", "-", "<", "/", "\\", '"', ".", "é", "a ", "a.", "1 ", "&#", "<!--", "{")
ENDS = ("", "!", "\n")
# Each is used where a text begins, and nowhere else in it.
ANCHORED = {"tracker.records.evidence.workbooks._PROLOG"}


def patterns_of(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        parts = value if isinstance(value, (list, tuple)) else [value]
        for part in (each for pair in parts for each in (pair if isinstance(pair, tuple) else (pair,))):
            if isinstance(part, re.Pattern):
                yield f"{module.__name__}.{name}", part


def all_patterns() -> list[tuple[str, re.Pattern[Any]]]:
    """Of every module that some address of the product needs; one that several modules share once."""
    assert get_resolver().url_patterns
    modules = [module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] in ROOMS]
    return list({pattern: (name, pattern) for module in modules for name, pattern in patterns_of(module)}.values())


def cost(pattern: re.Pattern[Any], how: str, text: str) -> float:
    """Seconds of this thread's own time, the least of two."""
    value, spent = text.encode() if isinstance(pattern.pattern, bytes) else text, []
    for _ in range(2):
        began = time.thread_time()
        getattr(pattern, how)(value)
        spent.append(time.thread_time() - began)
    return min(spent)


@pytest.mark.parametrize("unit", UNITS)
def test_check_57_no_pattern_takes_long(unit: str) -> None:
    slow = {
        (name, how, end)
        for name, pattern in all_patterns()
        for how in ("match", "fullmatch") + (() if name in ANCHORED else ("search",))
        for end in ENDS
        if cost(pattern, how, (unit * SIZE)[:SIZE] + end) >= 0.05
    }
    assert slow == set()


def test_check_57_a_slow_one_would_be_seen() -> None:
    found = {name for name, _ in all_patterns()}
    assert len(found) >= 20
    assert found >= ANCHORED
    assert cost(re.compile(r"\s*!"), "search", " " * 20_000) >= 0.05
