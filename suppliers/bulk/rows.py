"""One row of a bulk file: what it says, whose it is, and what it does, by the same checks and actions as over REST."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError

from suppliers.actions import amend_emissions_report, submit_emissions_report
from suppliers.content import RevisionContent
from tracker.api.problems import iterate_faults
from tracker.records.actors import Actor
from tracker.records.refusals import FieldFault, Refusal
from tracker.records.text import find_unstorable, without_unstorable

from .cells import UnreadableCell, read_cell, undo_inert
from .columns import IDENTITY, OWN, RESULT, Body, RowSerializer, as_body, known_columns
from .knowledge import Knowledge, Standing

MOST_ERRORS = 30
REASONS = ("reason_code", "reason_text")

log = structlog.get_logger()


class What(StrEnum):
    FILED = "FILED"
    AMENDED = "AMENDED"
    SKIPPED = "SKIPPED"
    REFUSED = "REFUSED"
    EMPTY = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    what: What
    errors: tuple[str, ...] = ()

    def as_plain(self) -> list[Any]:
        return [self.what, list(self.errors)]


@dataclass(frozen=True, slots=True)
class SentRow:
    """The cells as text by column; faults of cells that cannot be read at all."""

    cells: dict[str, str]
    faults: tuple[FieldFault, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.faults and not any(self.cells.values())


def read_row(header: Sequence[str], row: Sequence[Any]) -> SentRow:
    """Columns of the sender's own, and those of an earlier result, are passed over."""
    if len(row) not in (0, len(header)):
        sentence = f"The row has {len(row)} cells and the header {len(header)}. Put text that holds the delimiter in quotes."
        return SentRow({}, (FieldFault("", "cells", sentence),))
    cells: dict[str, str] = {}
    faults: list[FieldFault] = []
    was_result = RESULT in header
    for name, cell in zip(header, row, strict=False):
        if name in OWN or not (name in IDENTITY or name in known_columns()):
            continue
        try:
            text = read_cell(cell)
        except UnreadableCell as fault:
            faults.append(FieldFault(name, "cell", str(fault)))
            continue
        # A fault quotes it, and is recorded: a workbook can hold what the database cannot.
        cells[name] = without_unstorable(undo_inert(text) if was_result else text)
        if found := find_unstorable(text):
            sentence = f"It holds the character {found}, which is not accepted in text. Send it without."
            faults.append(FieldFault(name, "not-text", sentence))
    return SentRow(cells, tuple(faults))


@dataclass(slots=True)
class Filer:
    """Files rows one after another, in a transaction of its caller; what one row recorded, the next one knows."""

    actor: Actor
    known: Knowledge
    now: datetime
    bulk_file_id: UUID
    counts: dict[What, int] = field(default_factory=lambda: dict.fromkeys(What, 0))

    def file(self, sent: SentRow) -> Outcome:
        outcome = Outcome(What.EMPTY) if sent.is_empty else self._file_or_refuse(sent)
        self.counts[outcome.what] += 1
        return outcome

    def _file_or_refuse(self, sent: SentRow) -> Outcome:
        body = as_body(sent.cells)
        try:
            return Outcome(self._file(sent, body))
        except Refusal as refusal:
            return Outcome(What.REFUSED, tuple(_explain(refusal, sent, body)))
        except (DataError, IntegrityError):
            log.exception("bulk.row_failed", bulk_file=str(self.bulk_file_id))
            sentence = f"A fault of ours: the row could not be recorded. Tell us the id of this file, {self.bulk_file_id}."
            return Outcome(What.REFUSED, (sentence,))

    def _file(self, sent: SentRow, body: Body) -> What:
        supplier = self.known.find_supplier(sent.cells)
        row = RowSerializer(data=body.fields)
        found = () if row.is_valid() else tuple(iterate_faults(row.errors))
        faults = (*sent.faults, *supplier.faults, *found)
        if faults or supplier.party_id is None:
            raise Refusal("invalid-report", f"Nothing was recorded. Faults found: {len(faults)}.", faults=faults)
        year, content = row.validated_data["reporting_year"], row.as_content()
        standing = self.known.find_standing(supplier.party_id, year)
        if standing:
            # No column states them, so that a row leaves them as they were.
            content = replace(content, external_ids=standing.content.external_ids)
        if standing and not standing.withdrawn and _without_reason(standing.content) == _without_reason(content):
            return What.SKIPPED
        # Each action is a savepoint of its own: what one row comes upon leaves the others.
        return self._amend(standing, content) if standing else self._submit(supplier.party_id, year, content)

    def _submit(self, party_id: UUID, year: int, content: RevisionContent) -> What:
        faults = tuple(FieldFault(f"/{name}", "unknown", _NOTHING_TO_AMEND) for name in REASONS if getattr(content, name))
        if faults:
            raise Refusal("invalid-report", "Nothing was recorded.", faults=faults)
        # No letter for each row: the result of the file tells of all.
        revision = submit_emissions_report(
            actor=self.actor, party_id=party_id, reporting_year=year, content=content, now=self.now, by_mail=False
        )
        self.known.note(Standing(revision.report_id, party_id, year, revision.number, content))
        return What.FILED

    def _amend(self, standing: Standing, content: RevisionContent) -> What:
        try:
            revision = amend_emissions_report(
                actor=self.actor,
                party_id=standing.party_id,
                report_id=standing.report_id,
                content=content,
                now=self.now,
                by_mail=False,
            )
        except Refusal as refusal:
            raise _with_differences(refusal, standing, content) from refusal
        self.known.note(replace(standing, number=revision.number, content=content, withdrawn=False))
        return What.AMENDED


_NOTHING_TO_AMEND = "There is no report about this year yet, so there is no change to give a reason for. Leave it empty."


def _without_reason(content: RevisionContent) -> dict[str, Any]:
    plain = content.as_plain(party_id="", reporting_year=0, number=0)
    return {name: value for name, value in plain.items() if name not in REASONS}


def _with_differences(refusal: Refusal, standing: Standing, content: RevisionContent) -> Refusal:
    """Says what is no longer as it was filed: whoever sends a known row again did not mean to change it, perhaps."""
    before, after = _without_reason(standing.content), _without_reason(content)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    sentence = f"The row differs from revision {standing.number} in {', '.join(names)}. Send it as it was, or amend it."
    if standing.withdrawn:
        sentence = (
            f"Revision {standing.number} was withdrawn, so this would be the next one. Send its reason_code and reason_text."
        )
    return Refusal(
        refusal.code, refusal.sentence, faults=(*refusal.faults, FieldFault("", "differs", sentence)), link=refusal.link
    )


def _explain(refusal: Refusal, sent: SentRow, body: Body) -> Iterator[str]:
    """Each with its column, what came, and what was expected."""
    if all(fault.code == "differs" for fault in refusal.faults):
        yield refusal.sentence
    for fault in refusal.faults[:MOST_ERRORS]:
        name = body.column_of(fault.pointer) if fault.pointer.startswith("/") else fault.pointer
        came = sent.cells.get(name, "")
        quoted = f" “{came[:60]}”" if came and came[:60] not in fault.detail else ""
        yield f"{name}{quoted}: {fault.detail}" if name else fault.detail
    if len(refusal.faults) > MOST_ERRORS:
        yield f"Further faults: {len(refusal.faults) - MOST_ERRORS}."
