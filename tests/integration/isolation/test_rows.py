"""Checks 18 and 19: the same isolation in raw SQL, for every table that PostgreSQL says has a policy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction
from psycopg import sql

from tracker.access.models import Party
from tracker.access.tenants import tenant_of
from tracker.records.tenancy import NOBODY, PROGRAMME, see_as, seeing

from .world import World

# Where the party is the row itself.
OWN_KEY = {"access_party", "access_partyevent"}
# Only a trigger writes there.
NOT_WRITTEN = {"records_auditchain"}


def party_tables() -> set[str]:
    """By the models: whatever points at a party, and the parties."""
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True) if _points_at_party(model)}


def _points_at_party(model: type[models.Model]) -> bool:
    related = {field.related_model for field in model._meta.fields if field.is_relation}
    return model is Party or Party in related or any(field.column == "party_id" for field in model._meta.fields)


def policed_tables() -> set[str]:
    return {
        name
        for (name,) in _rows(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT FROM pg_policies WHERE tablename = relname AND policyname = 'tenant')"
        )
    }


def about(text: str, table: str) -> sql.Composed:
    return sql.SQL(text).format(table=sql.Identifier(table), party=sql.Identifier("id" if table in OWN_KEY else "party_id"))


def _rows(statement: str | sql.Composed, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def seen(table: str) -> list[UUID | None]:
    """The party of each row that the transaction sees."""
    return [party for (party,) in _rows(about("SELECT {party} FROM {table}", table))]


def common_tables() -> set[str]:
    """Whose rows that belong to no party are for all parties to read, such as the programme's own balances."""
    return {name for (name,) in _rows("SELECT tablename FROM pg_policies WHERE policyname = 'common'")}


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_every_table_with_a_party_has_a_forced_policy(db: None) -> None:
    assert party_tables() - policed_tables() == set()
    assert len(party_tables()) >= 15


def test_the_application_owns_no_table_and_passes_no_policy_by(db: None) -> None:
    ((owns, passes_by, superuser),) = _rows(
        "SELECT count(*) FILTER (WHERE relowner = role.oid), bool_or(rolbypassrls), bool_or(rolsuper)"
        " FROM pg_class, pg_roles AS role WHERE rolname = current_user"
    )
    assert (owns, passes_by, superuser) == (0, False, False)


@pytest.mark.parametrize("name", ["a1", "a2", "a3", "b1", "r", "au", "ad", "s", "p"])
def test_19_each_caller_sees_exactly_their_rows(world: World, name: str) -> None:
    caller = world.people.get(name) or world.reader
    party = world.party_of(name)
    common = common_tables()
    for table in sorted(policed_tables()):
        everything = seen(table)
        assert set(everything) >= {each.pk for each in world.parties.values()}, f"{table}: the world has no row of both parties"
        with seeing(tenant_of(caller)):
            visible = seen(table)
        expected = [pk for pk in everything if party is None or pk == party.pk or (pk is None and table in common)]
        assert sorted(map(str, visible)) == sorted(map(str, expected)), table


def test_18_19_without_a_tenant_there_are_no_rows(world: World) -> None:
    for odd in (NOBODY, "programme ", "PROGRAMME", "' OR true --", "None"):
        before = see_as(odd)
        visible = {table: len(seen(table)) for table in policed_tables() if seen(table)}
        see_as(before)
        assert visible == {}, odd


def test_a_row_of_another_party_is_not_written(world: World) -> None:
    a, b = world.parties["A"], world.parties["B"]
    tried = sorted(policed_tables() - NOT_WRITTEN)
    for table in tried:
        columns, row = _stored(table, b.pk)
        statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(map(sql.Literal, row))
        )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), seeing(a.pk):
            connection.cursor().execute(statement)
    assert len(tried) >= 14


def _stored(table: str, party: UUID) -> tuple[list[str], tuple[Any, ...]]:
    """One row of a party as it lies there, with its columns."""
    with connection.cursor() as cursor:
        cursor.execute(about("SELECT * FROM {table} WHERE {party} = %s LIMIT 1", table), [party])
        assert cursor.description is not None
        stored = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
    # A trigger takes the lines of this column for questions.
    stored |= {"digests": ""} if "digests" in stored else {}
    return list(stored), tuple(stored.values())


def test_a_row_does_not_move_to_another_party(world: World) -> None:
    a, b = world.parties["A"], world.parties["B"]
    for table in ("access_apiclient", "access_apitoken", "access_user"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), seeing(a.pk):
            connection.cursor().execute(about("UPDATE {table} SET {party} = %s", table), [b.pk])
        with seeing(a.pk), connection.cursor() as cursor:
            cursor.execute(about("UPDATE {table} SET {party} = %s WHERE {party} = %s", table), [a.pk, b.pk])
            assert cursor.rowcount == 0, table


def test_programme_sees_what_belongs_to_nobody_and_parties_do_not(world: World) -> None:
    with seeing(PROGRAMME):
        assert None in seen("access_user")
    with seeing(world.parties["A"].pk):
        assert set(seen("access_user")) == {world.parties["A"].pk}
