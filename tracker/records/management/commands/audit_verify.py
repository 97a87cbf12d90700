from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.records.checkpoints import read_document
from tracker.records.models import AuditChain, AuditCheckpoint
from tracker.records.verification import OutsideCheckpoint, verify_record


class Command(BaseCommand):
    help = "Checks every chain of audit events, every row of the record and every checkpoint. Ends with 1 if a fault is found."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="one that was kept elsewhere")
        parser.add_argument("--keys", metavar="FILE", help="the key set that was kept elsewhere, as /.well-known/jwks.json")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = read_keys(options["keys"]) if options["keys"] else None
        faults = verify_record(outside=list(read_checkpoints(options["checkpoint"])), keys=keys)
        for fault in faults:
            self.stdout.write(f"{fault.code:<12}  {fault.sentence}")
        chains = list(AuditChain.objects.values_list("sequence", flat=True))
        counted = f"{sum(chains)} events in {len(chains)} chains, {AuditCheckpoint.objects.count()} checkpoints"
        if faults:
            raise CommandError(f"{len(faults)} faults found in {counted}.")
        self.stdout.write(f"No fault found in {counted}.")


def read_checkpoints(paths: list[str]) -> Iterator[OutsideCheckpoint]:
    for path in paths:
        try:
            yield OutsideCheckpoint(*read_document(read_text(path)))
        except ValueError as error:
            raise CommandError(f"--checkpoint {path}: {error}") from error


def read_keys(path: str) -> dict[str, str]:
    try:
        return {key["kid"]: key["x"] for key in json.loads(read_text(path))["keys"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CommandError(f"--keys {path}: This is no key set; one is what /.well-known/jwks.json serves.") from error


def read_text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
