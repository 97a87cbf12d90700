"""docs/reference/roles.md, from the matrix: `python -m tests.integration.isolation.paper` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracker.local import CHECKOUT

from .table import ADMIN, COLUMNS, PAGES, REST, TABLE

PAGE = CHECKOUT / "docs" / "reference" / "roles.md"
INTRODUCTION = """# Roles, and who may do what

Written from the table that the tests hold every route and method against (`tests/integration/isolation/table.py`).

- **A party's people** log in at `/account/` and may use the REST doors by their session. An *owner* manages the party's
  API clients and tokens, a *member* files, a *reader* reads. They are never staff, and never enter `/admin/`.
- **API clients** act by a token. Its scope is READ, FILE or MANAGE, each including those before it, and never wider than its
  client's: such a token may do what a reader, a member or an owner may. A *programme's reader* reads all parties and
  changes nothing.
- **Staff** work in `/admin/`: an *analyst* enters and decides, an *auditor* reads everything and changes nothing, an
  *administrator* also manages people, clients, parties and schedules.

What belongs to another party reads, byte for byte, as what does not exist. Nobody, superusers included, decides on what they
entered, or on what came by a client, token or user that they set up, or by a client of such a user; the same holds for the
evidence. Whoever invited a contact has set up nobody: the contact does that, with a secret that its mailbox alone has seen
([why](../adr/0010-invitations.md)). To reverse a ledger entry of one's own is no decision: it corrects what its author got
wrong, in the open and with a reason.

Tokens are kept as hashes, shown once, valid for at most 365 days, and end with the next request once they are revoked. A
rotated one ends within 24 hours, and has one successor.

✓ is let in, – is not.
"""
PARTY, STAFF = ("a1", "a2", "a3", "x", "p"), ("r", "au", "ad", "s")
# Staff are let on from these to another page, which says itself who may.
PASSING = re.compile(r"/(history|<path:object_id>|<url>)/$|<app_label>|<url>|/r/<path")


def write_page() -> str:
    parts = [
        INTRODUCTION,
        "## REST, about one's own party\n",
        *_table(REST, PARTY),
        "\n## Pages\n",
        *_table(PAGES, (*PARTY[:3], "r", "x")),
        "\n## Admin\n",
        *_table((row for row in ADMIN if not PASSING.search(row)), STAFF),
    ]
    return "\n".join(parts) + "\n"


def _table(rows: Iterable[str], columns: tuple[str, ...]) -> Iterator[str]:
    yield "| method | address | " + " | ".join(COLUMNS[column] for column in columns) + " |"
    yield "|---" * (len(columns) + 2) + "|"
    for row in rows:
        marks = ["✓" if _is_let_in(TABLE[row][column]) else "–" for column in columns]
        method, route = row.split(" ", 1)
        twin = TABLE.get(f"POST {route}") == TABLE[row]
        if "✓" in marks and not (method == "POST" and TABLE.get(f"GET {route}") == TABLE[row]):
            method = "GET, POST" if method == "GET" and twin else method
            yield f"| {method} | `/{_plain(route)}` | " + " | ".join(marks) + " |"


def _is_let_in(cell: str) -> bool:
    """A form with faults is one that was taken and read."""
    return cell.startswith(("2", "3")) or cell == "400"


def _plain(route: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
