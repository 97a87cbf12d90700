"""The core stands alone and counts in integers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CORE = Path(__file__).parents[3] / "tracker/compliance"
FILES = {
    str(path.relative_to(CORE).with_suffix("")).replace("/", ".").removesuffix(".__init__"): path
    for path in CORE.rglob("*.py")
    if path.parent != CORE or path.stem != "__init__"
}
MODULES = sorted(FILES)
every_module = pytest.mark.parametrize("module", MODULES)

# Where a fraction is divided to be shown, and nowhere else.
DISPLAY_DIVISIONS = {("quantities", "as_decimal"), ("readings", "shown_rate")}
EXACT_MATH = {"floor", "lcm", "prod"}


def parse(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Every module in memory after a fresh interpreter, that has no third-party packages at all, imported the whole core."""
    script = (
        f"import sys; sys.path.insert(0, {str(CORE.parents[1])!r})\n"
        + "".join(f"import tracker.compliance.{module}\n" for module in MODULES)
        + "print(*sorted(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_the_core_loads_the_standard_library_and_itself_only(loaded: set[str]) -> None:
    known = sys.stdlib_module_names | {"tracker", "__main__"}
    # The interpreter's own build record carries the platform in its name.
    foreign = {name for name in loaded if name.partition(".")[0] not in known and not name.startswith("_sysconfigdata_")}
    assert foreign == set()
    assert {name for name in loaded if name.startswith("tracker.")} == {
        "tracker.compliance",
        *(f"tracker.compliance.{module}" for module in MODULES),
    }


@pytest.mark.parametrize("forbidden", ["django", "celery", "random", "sqlite3", "socket", "statistics"])
def test_the_core_does_not_load(loaded: set[str], forbidden: str) -> None:
    assert forbidden not in loaded


@every_module
def test_the_core_names_itself_by_relative_imports_only(module: str) -> None:
    absolute = {alias.name for node in ast.walk(parse(module)) if isinstance(node, ast.Import) for alias in node.names} | {
        node.module or "" for node in ast.walk(parse(module)) if isinstance(node, ast.ImportFrom) and not node.level
    }
    assert {name for name in absolute if name.partition(".")[0] not in sys.stdlib_module_names} == set()


@every_module
def test_no_float_is_written_named_or_made(module: str) -> None:
    floats = [
        ast.unparse(node)
        for node in ast.walk(parse(module))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in {"from_float", "sqrt", "timestamp", "total_seconds"})
    ]
    assert floats == []


@every_module
def test_only_exact_functions_come_from_math(module: str) -> None:
    nodes = list(ast.walk(parse(module)))
    assert "math" not in {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    taken = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "math" for alias in node.names}
    assert taken <= EXACT_MATH


def list_divisions(node: ast.AST, function: str | None = None) -> Iterator[str | None]:
    """The functions in which `/` or `/=` divides. `//` stays whole and is free."""
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.BinOp | ast.AugAssign) and isinstance(child.op, ast.Div):
            yield inner
        yield from list_divisions(child, inner)


def test_true_division_serves_display_only() -> None:
    assert {(module, function) for module in MODULES for function in list_divisions(parse(module))} == DISPLAY_DIVISIONS


@every_module
def test_no_clock_is_read(module: str) -> None:
    clocks = {"now", "today", "utcnow", "time", "monotonic"}
    read = [node.attr for node in ast.walk(parse(module)) if isinstance(node, ast.Attribute) and node.attr in clocks]
    assert read == []


@every_module
def test_no_figure_of_a_commitment_stands_in_code(module: str) -> None:
    numbers = {node.value for node in ast.walk(parse(module)) if isinstance(node, ast.Constant) and isinstance(node.value, int)}
    assert numbers.isdisjoint({38_000, 38_000_000, *range(2018, 2051)})
