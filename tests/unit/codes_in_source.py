"""Every code that the source raises, found by reading the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tracker.local import CHECKOUT

# `_refuse_period` and `refuse` hand their code on.
REFUSALS = {"Refusal", "Conflict", "Missing", "Forbidden", "Busy", "Unavailable", "_refuse_period", "_respond", "_problem"}
FAULTS = {"FieldFault": 1, "ValidationError": None, "ErrorDetail": None, "_refuse_period": 0}
# What a file has wrong comes as pairs of a code and a sentence.
PAIRS = "tracker/records/evidence/kinds.py"


def refusal_codes() -> set[str]:
    """Of refusals, of what a view calls the faults of its body, and of `_refuse`, which hands its code on."""
    raised = {code for call in _calls(REFUSALS) for code in _texts(_argument(call, 0, "code"))}
    handed_on = {code for call in _calls({"_refuse"}) for code in _texts(_argument(call, 1, "code"))}
    of_views = {
        code
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "faults_code" for target in node.targets)
        for code in _texts(node.value)
    }
    return raised | handed_on | of_views


def fault_codes() -> set[str]:
    """Of `FieldFault`, of what serializers raise, and of the messages that their fields have by name."""
    raised = {
        code for name, place in FAULTS.items() for call in _calls({name}) for code in _texts(_argument(call, place, "code"))
    }
    named = {
        key.value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(getattr(target, "id", "") == "default_error_messages" for target in node.targets)
        if isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    pairs = ast.walk(ast.parse(Path(CHECKOUT / PAIRS).read_text(encoding="utf-8")))
    found = {
        code
        for node in pairs
        if isinstance(node, ast.Yield | ast.GeneratorExp)
        for pair in [node.value if isinstance(node, ast.Yield) else node.elt]
        if isinstance(pair, ast.Tuple)
        for code in _texts(pair.elts[0])
    }
    return {str(code).replace("_", "-") for code in raised | named | found}


def _texts(node: ast.expr | None) -> list[str]:
    """Of a choice, both; what is handed on under a name, its own call is read for."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) + _texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _argument(call: ast.Call, place: int | None, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if place is not None and len(call.args) > place else None


def _calls(names: set[str]) -> Iterator[ast.Call]:
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in names:
                yield node


def _trees() -> Iterator[ast.Module]:
    for room in ("tracker", "suppliers", "recycling", "reports"):
        for path in sorted(Path(CHECKOUT / room).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))
