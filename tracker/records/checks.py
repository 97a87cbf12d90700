"""Whether the application's role is one that PostgreSQL's laws bind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connection

from .grants import APPLICATION

_ASK = """
    SELECT rolsuper OR rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace)
    FROM pg_roles WHERE rolname = current_user
"""


def find_unbound_role() -> str | None:
    """One sentence when row-level security or the frozen record would not hold for this connection."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        passes_by, owns = cursor.fetchone()
    if passes_by:
        return "DATABASE_URL logs in as a role that row-level security does not bind; name one that is no superuser."
    if owns:
        return "DATABASE_URL logs in as the owner of the tables, whom the laws of the record do not bind; name another role."
    return None


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    sentence = find_unbound_role() if APPLICATION in (databases or ()) else None
    return [Error(sentence, id="records.E001")] if sentence else []
