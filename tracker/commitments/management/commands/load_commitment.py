from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.commitments.actions import PRESETS, read_document, record_commitment_version
from tracker.commitments.previews import Judged, Preview, preview_version
from tracker.compliance.plain import plain_instant
from tracker.records.actors import system_actor
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Records the commitment that a TOML file states, as a new version; the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help=f"a path, or a preset: {', '.join(sorted(p.stem for p in PRESETS.glob('*.toml')))}")
        parser.add_argument(
            "--preview", action="store_true", help="say which obligations it would judge differently, and record nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        path = path if path.suffix else PRESETS / f"{path.name}.toml"
        try:
            document = read_document(path)
            lines = preview(document) if options["preview"] else record(document)
        except (OSError, UnicodeDecodeError, TOMLDecodeError, Refusal) as error:
            raise CommandError(f"{path}: {error}") from error
        except KeyError as error:
            raise CommandError(
                f"{path}: {error} is missing; a commitment file has key, version and a table of terms."
            ) from error
        self.stdout.write("\n".join(lines))


def record(document: dict[str, Any]) -> list[str]:
    key, number, terms = document["key"], document["version"], document["terms"]
    version = record_commitment_version(actor=system_actor("load_commitment"), key=key, number=number, terms=terms)
    return [f"recorded {version}"]


def preview(document: dict[str, Any]) -> list[str]:
    key, number, terms = document["key"], document["version"], document["terms"]
    return list(as_lines(preview_version(key, number, terms, as_of=database_now())))


def as_lines(preview: Preview) -> Iterator[str]:
    yield (
        f"{preview.label} beside {preview.beside or 'no version in force'}, as known at {plain_instant(preview.as_of)}: "
        f"of {preview.judged} obligations, {len(preview.flips)} would get another status."
    )
    for flip in preview.flips:
        yield f"  {flip.name}, {flip.year}: {in_words(flip.before)} -> {in_words(flip.after)}"
    if others := len(preview.changes) - len(preview.flips):
        yield f"  {others} more would keep their status with other allowed tonnes."
    yield "Nothing was recorded."


def in_words(judged: Judged) -> str:
    status = f"{judged.status} (would be {judged.would_be})" if judged.would_be else judged.status
    return status if judged.allowed_tco2e is None else f"{status}, allowed {judged.allowed_tco2e} tCO2e"
