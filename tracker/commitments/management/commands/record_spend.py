from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.commitments.spend import record_spend
from tracker.records.actors import system_actor
from tracker.records.refusals import Refusal


class Command(BaseCommand):
    help = "Records what is spent with an enrolled party in a year, by which the programme's coverage is weighed too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("commitment", help="key of the mandate")
        parser.add_argument("party", help="id of the party")
        parser.add_argument("amount", help="such as 1250000.00")
        parser.add_argument("currency", help="ISO 4217, such as CNY")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            enrolment = record_spend(
                actor=system_actor("record_spend"),
                commitment_key=options["commitment"],
                party_id=UUID(options["party"]),
                annual_spend=Decimal(options["amount"]),
                currency=options["currency"],
            )
        except InvalidOperation as error:
            raise CommandError(f"“{options['amount']}” is no amount of money. Send digits such as 1250000.00.") from error
        except (Refusal, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"recorded for {enrolment}")
