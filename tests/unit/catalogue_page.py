"""Writes docs/reference/errors.md from the catalogues: `python -m tests.unit.catalogue_page`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.api.catalogue import CATALOGUE
from tracker.api.fault_catalogue import FAULTS
from tracker.local import CHECKOUT

PAGE = CHECKOUT / "docs" / "reference" / "errors.md"

_BEGIN = """# Errors

Every error of the API is `application/problem+json` (RFC 9457). Its `type` leads to `/api/problems/{code}/`. Where
fields have faults, `errors` names all of them at once, those of form and those of content:

| in an item | what it holds |
|---|---|
| `pointer` | a JSON pointer into the body (RFC 6901), or `?name` of a query parameter |
| `code` | explained at `/api/faults/{code}/` and below; it stays as it is |
| `detail` | one sentence for people: what is wrong, and what to do |
| `came` | what came, as short JSON text; null where nothing came, where it may be a secret, and of what is not found |
| `expected` | what was expected |
| `hint` | what to do |

A rule that needs a field which could not be read says nothing until it can. All of this as JSON: `/api/problems/?format=json`.
This page is written from the catalogue.
"""


def write_page() -> str:
    problems = ([str(each.status), f"`{each.code}`", each.title, each.remedy] for each in CATALOGUE.values())
    faults = ([f"`{each.code}`", each.meaning, f"`{each.example}`", each.expected, each.hint] for each in FAULTS.values())
    parts = [
        _BEGIN,
        "## Problems\n",
        *_table(["status", "code", "what it means", "what to do"], problems),
        "\n## Faults of a field\n",
        *_table(["code", "what it means", "such as", "expected", "what to do"], faults),
    ]
    return "\n".join(parts) + "\n"


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
