from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.access.choosing import choose_person
from tracker.access.invitations import invite_contact
from tracker.access.models import Scope
from tracker.access.tokens import MOST_DAYS
from tracker.records.actors import system_actor
from tracker.records.clock import database_now
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Sends a contact of a party the link by which it sets up its access. A new invitation ends the one before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("contact", help="the id or the e-mail address of a contact")
        parser.add_argument("--scope", choices=list(Scope), default=Scope.FILE, help="of the first token; FILE unless told")
        parser.add_argument(
            "--days", type=int, default=MOST_DAYS, help=f"how long the first token is valid; {MOST_DAYS} at most"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chosen = choose_person(user=None, contact=options["contact"])
            invitation = invite_contact(
                actor=system_actor("invite"),
                contact_id=chosen["contact_id"],
                now=database_now(),
                scope=Scope(options["scope"]),
                days=options["days"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Invited, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC. The mail leaves by the outbox.")
