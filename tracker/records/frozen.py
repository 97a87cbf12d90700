"""Triggers that hold the laws of the record for everybody, raw SQL included."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db.models import Model

_Tracked = TypeVar("_Tracked", bound=type[Model])


def frozen_triggers(instant: str = "recorded_at") -> list[pgtrigger.Trigger]:
    """For a table whose rows are never changed, and whose column `instant` says when each was recorded.

    An answer about an instant 60 s past rests on it that no fact is committed more than 30 s after the instant that it
    bears, nor bears another than the database's own: the last trigger sees to that at the commit, and that an audit event
    stands in the same transaction. That one is known by its number and its instant, since the numbers of transactions begin
    anew where a database is restored. A commit that comes too late may be tried again, so it fails as one.
    """
    return [
        pgtrigger.Protect(name="frozen_rows", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="frozen_table",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'Rows of % are never removed.', TG_TABLE_NAME;",
        ),
        written_by_somebody(pgtrigger.Insert),
        pgtrigger.Trigger(
            name="recorded_in_time",
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            func=f"""
                IF NEW.{instant} NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() THEN
                    RAISE EXCEPTION 'A row of % bears %, and it is %: what is recorded is committed within 30 s.',
                        TG_TABLE_NAME, NEW.{instant}, clock_timestamp() USING ERRCODE = 'serialization_failure';
                END IF;
                IF NOT EXISTS (
                    SELECT FROM records_auditevent
                    WHERE transaction_id = pg_current_xact_id()::text::bigint AND recorded_at >= transaction_timestamp()
                ) THEN
                    RAISE EXCEPTION 'A row of % was written without an audit event in its transaction.', TG_TABLE_NAME;
                END IF;
                RETURN NULL;
            """,
        ),
    ]


def keep_history() -> Callable[[_Tracked], _Tracked]:
    """For a reference table whose rows may change but not vanish: a trigger writes each state into a frozen event table."""
    track: Callable[[_Tracked], _Tracked] = pghistory.track(meta={"triggers": frozen_triggers("pgh_created_at")})
    return track


def kept_rows() -> list[pgtrigger.Trigger]:
    """History has no entry for a deletion, so what has a history stays."""
    return [
        pgtrigger.Protect(name="kept_rows", operation=pgtrigger.Delete),
        written_by_somebody(pgtrigger.Insert | pgtrigger.Update),
    ]


def written_by_somebody(operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Asked once a statement, however many rows it writes."""
    return pgtrigger.Trigger(
        name="written_by_somebody",
        operation=operation,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="""
            IF coalesce(current_setting('pledgekeeper.actor_kind', true), '') = '' THEN
                RAISE EXCEPTION 'Nobody answers for this write to %: records are written by actions.', TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )
