"""What runs in PostgreSQL as the owner does what it was made for, and nothing that the application hands it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tracker.access.models import Party

WHO_RUNS = """
    CREATE FUNCTION pg_temp.strike(anything text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The attack runs as %.', current_user; END $$;
"""
INSERT = """
    INSERT INTO {} (recorded_at, actor_kind, actor_id, actor_label, verb, subject_type, subject_id, request_id, facts, digests,
        transaction_id, sequence, previous_hash, hash)
    VALUES (now(), 'USER', '9', 'user 9', 'v', 't', 's', '', '{{}}', %s, 1, 1, '', '')
"""


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_an_event_digests_tables_of_the_record_only(db: None) -> None:
    run(WHO_RUNS, "CREATE TEMP VIEW trap AS SELECT pg_temp.strike('x') AS id")
    with (
        pytest.raises(DatabaseError, match=r'relation "public\.trap" does not exist'),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT.format("records_auditevent"), ["trap id id x"])


def test_a_table_of_ones_own_does_not_shadow_one_of_the_record(db: None) -> None:
    run(WHO_RUNS, "CREATE TEMP VIEW access_party AS SELECT pg_temp.strike('x') AS id")
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format("public.records_auditevent") + "RETURNING digests", ["access_party id name nobody"])
        assert cursor.fetchone() == ("",)


def test_the_trigger_of_the_chains_is_put_on_no_other_table(db: None) -> None:
    run("CREATE TEMP TABLE own (LIKE records_auditevent)")
    with pytest.raises(DatabaseError, match="permission denied for function records_link_event"):
        run("CREATE TRIGGER trap BEFORE INSERT ON own FOR EACH ROW EXECUTE FUNCTION records_link_event()")


def test_no_setting_passes_a_law_by(supplier: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'pgtrigger.ignore', array_agg(DISTINCT tgname)::text FROM pg_trigger WHERE NOT tgisinternal")
        cursor.execute("SELECT set_config(%s, %s, true)", cursor.fetchone())
        cursor.execute("SELECT count(*) FROM access_partyevent")
        (before,) = cursor.fetchone()
        cursor.execute("UPDATE access_party SET name = 'Renamed' WHERE id = %s", [supplier.pk])
        cursor.execute("SELECT count(*) FROM access_partyevent")
        assert cursor.fetchone() == (before + 1,)


def test_no_function_of_the_owners_can_be_led_astray(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT oid::regprocedure::text, prosecdef, array_to_string(proconfig, ';'),
                has_function_privilege('public', oid, 'EXECUTE')
            FROM pg_proc
            WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            AND (prosecdef OR prorettype = 'trigger'::regtype)
        """)
        found = {name: rest for name, *rest in cursor.fetchall()}
    assert found["records_link_event()"] == [True, "search_path=pg_catalog, public, pg_temp", False]
    assert sum("pgtrigger_recorded_in_time" in name for name in found) > 10
    for name, (as_owner, settings, for_everybody) in found.items():
        assert not for_everybody, f"{name} may be executed by anybody"
        assert not as_owner or "search_path=pg_catalog, public, pg_temp" in settings, f"{name} finds names of its caller's"
