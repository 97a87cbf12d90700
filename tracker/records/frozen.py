"""Triggers for tables whose rows are never changed: PostgreSQL refuses UPDATE, DELETE and TRUNCATE, for raw SQL too."""

from __future__ import annotations

import pgtrigger


def frozen_triggers() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="frozen_rows", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="frozen_table",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'Rows of % are never removed.', TG_TABLE_NAME;",
        ),
    ]
