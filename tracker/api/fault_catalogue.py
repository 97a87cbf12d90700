"""The published catalogue of faults of a field: what each code means, an example, what is expected, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    meaning: str
    example: str
    expected: str
    hint: str


def _read() -> dict[str, Fault]:
    text = Path(__file__).with_name("faults.toml").read_text(encoding="utf-8")
    return {code: Fault(code=code, **said) for code, said in tomllib.loads(text).items()}


FAULTS: Mapping[str, Fault] = _read()
