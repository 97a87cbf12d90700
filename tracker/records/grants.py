"""What the application's role may do. It owns nothing: the tables belong to the owner, as whom migrations run."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model
from psycopg import sql

APPLICATION = "default"
OWNER = "owner"

# Only the trigger that links audit events writes these.
READ_ONLY = frozenset({"records.AuditChain"})
# What no law keeps.
DELETABLE = frozenset(
    {"sessions.Session", "access.User_groups", "access.User_user_permissions", "records.KeptAnswer", "api.RequestCount"}
)
# Frozen, and locked by actions. PostgreSQL asks for the right to change some column of a row that is to be locked.
LOCKED = frozenset(
    {
        "access.Invitation",
        "commitments.Commitment",
        "suppliers.BulkFile",
        "suppliers.EmissionsReport",
        "suppliers.CorrectiveActionPlan",
        "suppliers.Waiver",
        "recycling.LedgerEntry",
    }
)


_MAKE_ROLE = sql.SQL("""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
            CREATE ROLE {role} LOGIN;
        END IF;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'There is no role %, and the owner may not make it; as a superuser: CREATE ROLE % LOGIN;',
                {name}, {name};
    END $$;
""")

# A trigger asks for no right to its function. Whoever has it can put the function on a table of their own, and one that runs
# as the owner would do so for them.
_CLOSE_FUNCTIONS = """
    DO $$ DECLARE closed regprocedure; BEGIN
        FOR closed IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND pg_get_userbyid(proowner) = current_user AND (prosecdef OR prorettype = 'trigger'::regtype)
        LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', closed);
        END LOOP;
    END $$;
"""

# By its setting `pgtrigger.ignore` the library lets any role pass a trigger by. Nobody passes a law by.
_HEED_EVERY_TRIGGER = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def grant_application(*, using: str) -> None:
    """Makes the role if it is not there, and lets it do exactly what stands here."""
    name = str(settings.DATABASES[APPLICATION]["USER"])
    role = sql.Identifier(name)
    with connections[using].cursor() as cursor:
        cursor.execute(_MAKE_ROLE.format(name=sql.Literal(name), role=role))
        cursor.execute(
            sql.SQL("""
                REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {};
                GRANT USAGE ON SCHEMA public TO {};
                GRANT SELECT ON ALL TABLES IN SCHEMA public TO {};
            """).format(role, role, role)
        )
        cursor.execute(_CLOSE_FUNCTIONS)
        cursor.execute(_HEED_EVERY_TRIGGER)
        tables = connections[using].introspection.table_names(cursor)
        for statement in _grants(set(tables)):
            cursor.execute(sql.SQL(statement + " TO {}").format(role))


def _grants(tables: set[str]) -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        label, table, names = model._meta.label, model._meta.db_table, _trigger_names(model)
        if label in READ_ONLY or table not in tables:
            continue
        yield f'GRANT INSERT ON "{table}"'
        if "frozen_rows" not in names:
            yield f'GRANT UPDATE ON "{table}"'
        if label in LOCKED:
            yield f'GRANT UPDATE ("{model._meta.pk.column}") ON "{table}"'
        if label in DELETABLE:
            yield f'GRANT DELETE ON "{table}"'


def _trigger_names(model: type[Model]) -> set[str]:
    return {trigger.name for trigger in getattr(model._meta, "triggers", ())}
