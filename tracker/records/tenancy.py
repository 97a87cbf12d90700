"""Whose rows a transaction sees. PostgreSQL holds each row's party against a setting of it; without one there are no rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal
from uuid import UUID

from django.db import connection, migrations

from tracker.insiders import PROGRAMME

__all__ = ["NOBODY", "PROGRAMME", "Tenant", "same_party", "see_as", "seeing", "tenant_policy"]

NOBODY: Final = ""

Tenant = UUID | Literal["programme", ""]

# Each expression in parentheses of its own is worked out once for a statement, not once for a row.
SEES_ALL = "(SELECT tenant_is_programme())"
PARTY_SEEN = "(SELECT tenant_party())"

FUNCTIONS = """
    CREATE FUNCTION tenant_is_programme() RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT coalesce(current_setting('pledgekeeper.tenant', true), '') = 'programme'
    $$;
    CREATE FUNCTION tenant_party() RETURNS uuid LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN setting ~ '^[0-9a-f-]{36}$' THEN setting::uuid END
        FROM current_setting('pledgekeeper.tenant', true) AS setting
    $$;
"""


def see_as(tenant: Tenant | str) -> str:
    """From here to the end of the transaction. In a request the edge calls it, once it knows who asks. Returns who it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('pledgekeeper.tenant', true), set_config('pledgekeeper.tenant', %s, true)", [str(tenant)]
        )
        before, _ = cursor.fetchone()
    return before or NOBODY


@contextmanager
def seeing(tenant: Tenant) -> Iterator[None]:
    """Inside a transaction, to read. Triggers that wait for the commit see what the transaction sees at its end.

    Whoever fails in it rolls the setting back with the rest.
    """
    before = see_as(tenant)
    yield
    if not connection.needs_rollback:
        see_as(before)


def tenant_policy(table: str, party: str = "party_id", *, common: str = "false") -> migrations.RunSQL:
    """A step of a migration: from then on a transaction sees, adds and changes its own party's rows of `table` only.

    `common` is a condition on rows that any tenant may read and only the programme may write.
    """
    own = f"{SEES_ALL} OR {party} = {PARTY_SEEN}"
    known = f"{SEES_ALL} OR {PARTY_SEEN} IS NOT NULL"
    read = f"CREATE POLICY common ON {table} FOR SELECT USING (({common}) AND ({known}));" if common != "false" else ""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY tenant ON {table} USING ({own}); {read}",
        f"DROP POLICY tenant ON {table}; DROP POLICY IF EXISTS common ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def same_party(table: str, name: str, column: str, parent: str) -> migrations.RunSQL:
    """A step of a migration: a child cannot point at another party's parent. Django has no composite foreign keys."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, party_id) REFERENCES {parent} (id, party_id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
