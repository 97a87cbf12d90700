from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracker.records.actors import system_actor
from tracker.records.models import SigningKey
from tracker.records.signing import add_signing_key, newest_key


class Command(BaseCommand):
    help = "Lists the signing keys, the one that signs now first. Their public halves are served at /.well-known/jwks.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new", action="store_true", help="make a key that signs from now on; the older ones stay to check by"
        )
        parser.add_argument("--if-none", action="store_true", help="make one only if there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"] or (options["if_none"] and newest_key() is None):
            add_signing_key(actor=system_actor("signing_key"))
        if options["verbosity"]:
            for key in SigningKey.objects.all():
                self.stdout.write(f"{key.pk}  {key.public_key}  since {key.recorded_at:%Y-%m-%d %H:%M:%S} UTC")
