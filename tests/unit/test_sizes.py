"""Sizes that keep the code readable: no file over 300 lines, no function over 60."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from tracker.local import CHECKOUT

FILES = [
    CHECKOUT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.py", "*.typ", "*.html"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if "/migrations/" not in name
] or [path for path in CHECKOUT.rglob("*.py") if not {".venv", "var", "migrations"} & set(path.relative_to(CHECKOUT).parts)]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_long() -> None:
    assert len(FILES) > 100
    assert [f"{path.relative_to(CHECKOUT)} {lines(path)}" for path in FILES if path.exists() and lines(path) > 300] == []


def test_no_function_is_long() -> None:
    functions = [
        (path.relative_to(CHECKOUT), node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in FILES
        if path.suffix == ".py" and path.exists()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 500
    assert [found for found in functions if found[2] > 60] == []
