from __future__ import annotations

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.commitments.actions import PRESETS, read_document, record_commitment_version
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Records the commitment that a TOML file states, as a new version; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=f"a path, or a preset: {', '.join(sorted(p.stem for p in PRESETS.glob('*.toml')))}")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        path = path if path.suffix else PRESETS / f"{path.name}.toml"
        try:
            document = read_document(path)
            version = record_commitment_version(
                actor=system_actor("load_commitment"), key=document["key"], number=document["version"], terms=document["terms"]
            )
        except (OSError, UnicodeDecodeError, TOMLDecodeError, Refusal) as error:
            raise CommandError(f"{path}: {error}") from error
        except KeyError as error:
            raise CommandError(
                f"{path}: {error} is missing; a commitment file has key, version and a table of terms."
            ) from error
        self.stdout.write(f"recorded {version}")
