"""What the tests of invitations share: contacts who are invited over SMTP, and what stands in their mail."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.test import Client

from reports import tasks
from tests.postbox import Postbox, text_of
from tests.world import ACTOR
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.invitations import INVITATION_TASK, invite_contact
from tracker.access.models import Contact, InvitationEvent, Party, User
from tracker.mail import mail_settings
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry

ADDRESS = "ann@fab.example"
PASSWORD = "a long enough one"
FORM = {"name": "Ann Lee", "new_password1": PASSWORD, "new_password2": PASSWORD, "program": "Carbon export"}
_LINK = re.compile(r"http://127\.0\.0\.1:8000(/account/invitation/(invite_[\w-]+)/)")


def post_to(settings: Any, url: str) -> None:
    for name, value in mail_settings(url, Path("/nowhere")).items():
        setattr(settings, name, value)


def add_person(party: Party, email: str = ADDRESS, name: str = "Ann Lee", **details: Any) -> Contact:
    return add_contact(actor=ACTOR, party=party, details=ContactDetails(name, email=email, **details))


def send_due() -> None:
    """As the relay and the worker do."""
    for entry in OutboxEntry.objects.filter(kind=INVITATION_TASK, state="PENDING", not_before__lte=database_now()):
        tasks.send_invitation.run(str(entry.pk))


def read_link(postbox: Postbox, address: str = ADDRESS) -> tuple[str, str]:
    """The path and the secret in the last mail to `address`."""
    found = _LINK.search(text_of(postbox.to(address)[-1]))
    assert found is not None
    return found[1], found[2]


ACCEPT = "/api/v1/invitations/accept/"


def invited(postbox: Postbox, contact: Contact, user: User | None = None, **options: Any) -> tuple[str, str]:
    actor = user.as_actor() if user else ACTOR
    invite_contact(actor=actor, contact_id=contact.pk, now=database_now(), **options)
    send_due()
    return read_link(postbox, contact.email)


def accept(secret: str, **changes: Any) -> Any:
    body = {"invitation": secret, "client_name": "Carbon export"} | changes
    return Client().post(ACCEPT, json.dumps(body), content_type="application/json")


def outcomes() -> list[str]:
    return list(InvitationEvent.objects.order_by("recorded_at", "number").values_list("what", flat=True))


def shown(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


# The mail
