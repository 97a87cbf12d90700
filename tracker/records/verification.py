"""Checks the whole record: each chain link by link, each row against its event, each checkpoint against the chains.

Nothing that the database computes about itself is believed: hashes and digests are worked out here again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from .audit import FIRST_HASH, PROGRAMME_CHAIN, chain_of, hash_of, kept_models
from .canonical import SHA256, sha256_of
from .checkpoints import FIRST_PREVIOUS
from .files import FileDamaged, read_file
from .models import AuditChain, AuditCheckpoint, AuditEvent, SigningKey
from .signing import is_signed

_CHAIN = re.compile(f"{PROGRAMME_CHAIN}|[0-9a-f-]{{36}}")


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` names a chain and its event, a table and its row, or a checkpoint."""

    code: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OutsideCheckpoint:
    statement: dict[str, Any]
    signature: str


def verify_record(*, outside: Iterable[OutsideCheckpoint] = (), keys: Mapping[str, str] | None = None) -> list[Fault]:
    """`outside` are checkpoints kept elsewhere, `keys` public keys kept elsewhere, by their ids. Both make it stronger."""
    with _one_snapshot():
        return _verify(outside, keys)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """What is written meanwhile is not seen, and a statement may take long. Inside another transaction it sees as that."""
    begins = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if begins:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _verify(outside: Iterable[OutsideCheckpoint], keys: Mapping[str, str] | None) -> list[Fault]:
    known_keys = dict(SigningKey.objects.values_list("id", "public_key"))
    return [
        *_verify_keys(known_keys, keys or {}),
        *_verify_chains(),
        *_verify_rows(),
        *_verify_checkpoints(known_keys),
        *(fault for checkpoint in outside for fault in _verify_outside(checkpoint, keys or known_keys)),
    ]


def _verify_chains() -> Iterator[Fault]:
    heads = {name: (sequence, link) for name, sequence, link in AuditChain.objects.values_list("name", "sequence", "hash")}
    for chain, events in groupby(AuditEvent.objects.order_by("party_id", "sequence").iterator(5000), key=chain_of):
        sequence, link = 0, FIRST_HASH
        for event in events:
            yield from _verify_link(chain, event, sequence, link)
            sequence, link = event.sequence, event.hash
        if heads.pop(chain, None) != (sequence, link):
            yield Fault("head", chain, f"The chain {chain} ends at {sequence}, which is not where its head points.")
    for chain, (sequence, _) in heads.items():
        yield Fault("chain-gone", chain, f"The chain {chain} had {sequence} events; none is left.")


def _verify_link(chain: str, event: AuditEvent, sequence: int, link: str) -> Iterator[Fault]:
    place = f"{chain} {event.sequence}"
    if event.sequence != sequence + 1:
        yield Fault("sequence", place, f"Event {event.sequence} of {chain} follows {sequence}: events between are missing.")
    if event.previous_hash != link:
        yield Fault("link", place, f"Event {event.sequence} of {chain} does not follow from the event before it.")
    if event.hash != hash_of(event):
        yield Fault("hash", place, f"Event {event.sequence} of {chain} was changed after it was written.")


def _verify_rows() -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_COLLECT_DIGESTS)
        for model in kept_models():
            if model is not AuditEvent:
                yield from _verify_table(cursor, model)
    checked = [model._meta.db_table for model in kept_models()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT table_name FROM known_digests WHERE table_name <> ALL(%s)", [checked])
        for (table,) in cursor.fetchall():
            yield Fault("table-gone", table, f"Events tell of rows of {table}, which is no table of the record.")
        cursor.execute("DROP TABLE known_digests")


# The last event that tells of a row says how it stood.
_COLLECT_DIGESTS = r"""
    CREATE TEMPORARY TABLE known_digests ON COMMIT DROP AS
    SELECT DISTINCT ON (1, 2) part[1] AS table_name, part[3] AS row_key, part[4] AS digest
    FROM records_auditevent, string_to_table(digests, E'\n') AS line, string_to_array(line, ' ') AS part
    ORDER BY 1, 2, records_auditevent.id DESC
"""

_COMPARE = sql.SQL("""
    SELECT coalesce(known.row_key, stored.row_key), known.digest, stored.digest
    FROM (SELECT row_key, digest FROM known_digests WHERE table_name = {name}) AS known
    FULL JOIN (
        SELECT {key}::text AS row_key, (
            SELECT encode(sha256(convert_to(coalesce(jsonb_object_agg(key, value)::text, '{{}}'), 'UTF8')), 'hex')
            FROM jsonb_each(to_jsonb(t)) WHERE value NOT IN ('null', '""', '[]', '{{}}', 'false')
        ) AS digest
        FROM {table} AS t
    ) AS stored USING (row_key)
    WHERE known.digest IS DISTINCT FROM stored.digest
""")


def _verify_table(cursor: Any, model: type[Model]) -> Iterator[Fault]:
    table = model._meta.db_table
    names = {"name": sql.Literal(table), "table": sql.Identifier(table), "key": sql.Identifier(str(model._meta.pk.column))}
    cursor.execute(_COMPARE.format(**names))
    for key, known, stored in cursor.fetchall():
        place = f"{table} {key}"
        if known is None:
            yield Fault("row-unknown", place, f"No event tells of {place}: it was written past every action.")
        elif stored is None:
            yield Fault("row-gone", place, f"{place} was recorded and is gone.")
        else:
            yield Fault("row-changed", place, f"{place} is not what was recorded.")


def _verify_keys(known: Mapping[str, str], outside: Mapping[str, str]) -> Iterator[Fault]:
    for key_id, public_key in outside.items():
        if known.get(key_id) != public_key:
            yield Fault("key", f"key {key_id}", f"The signing key {key_id} is not the one that is known outside.")


def _verify_checkpoints(keys: Mapping[str, str]) -> Iterator[Fault]:
    previous, number = FIRST_PREVIOUS, 0
    last: AuditCheckpoint | None = None
    for checkpoint in AuditCheckpoint.objects.order_by("number"):
        place, statement = f"checkpoint {checkpoint.number}", _statement_of(checkpoint)
        if not is_signed(checkpoint.statement_text.encode(), checkpoint.signature, keys.get(checkpoint.key_id, "")):
            yield Fault("signature", place, f"The signature of {place} does not fit what it states.")
        if (checkpoint.number, statement.get("number"), statement.get("previous_sha256")) != (number + 1, number + 1, previous):
            yield Fault("checkpoint", place, f"{place} does not follow from the one before it.")
        previous, number, last = sha256_of(checkpoint.statement_text.encode()), checkpoint.number, checkpoint
    if last:
        yield from _verify_heads(f"checkpoint {last.number}", _statement_of(last))


def _statement_of(checkpoint: AuditCheckpoint) -> dict[str, Any]:
    """What is no statement any more states nothing; its signature tells."""
    try:
        statement: object = checkpoint.statement
    except (ValueError, RecursionError):
        return {}
    return statement if isinstance(statement, dict) else {}


def _verify_outside(checkpoint: OutsideCheckpoint, keys: Mapping[str, str]) -> Iterator[Fault]:
    statement = checkpoint.statement
    place = f"outside checkpoint {statement['number']}"
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not is_signed(text.encode(), checkpoint.signature, keys.get(str(statement.get("key")), "")):
        yield Fault("signature", place, f"The signature of {place} does not fit, or its key is not known.")
        return
    ours = AuditCheckpoint.objects.filter(number=statement["number"]).first()
    if ours is None or ours.statement_text != text:
        yield Fault("checkpoint", place, f"The record does not hold {place} as it was given out.")
    yield from _verify_heads(place, statement)


def _verify_heads(place: str, statement: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        heads = _read_heads(str(statement.get("heads_sha256")))
    except FileDamaged as damage:
        yield Fault("heads", place, f"The heads of {place} cannot be read: {damage}")
        return
    for chain, (sequence, link) in heads.items():
        events = AuditEvent.objects.filter(sequence=sequence, hash=link)
        if not any(chain_of(event) == chain for event in events):
            sentence = f"{place} knows an event {sequence} of {chain} that is not there now."
            yield Fault("rewritten", f"{chain} {sequence}", sentence)


def _read_heads(digest: str) -> dict[str, tuple[int, str]]:
    """A statement that was tampered with may name any file of the store. Raises FileDamaged."""
    try:
        heads: dict[str, tuple[int, str]] = json.loads(read_file(digest))
        for chain, (sequence, link) in heads.items():
            if not (_CHAIN.fullmatch(chain) and isinstance(sequence, int) and SHA256.fullmatch(link)):
                raise ValueError(chain)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FileDamaged(f"File {digest} does not say where chains ended.") from error
    return heads
