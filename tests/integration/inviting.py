"""What the tests of invitations share: contacts who are invited over SMTP, and what stands in their mail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reports import tasks
from tests.postbox import Postbox, text_of
from tests.world import ACTOR
from tracker.access.contacts import ContactDetails, add_contact
from tracker.access.invitations import INVITATION_TASK
from tracker.access.models import Contact, Party
from tracker.mail import mail_settings
from tracker.records.clock import database_now
from tracker.records.models import OutboxEntry

ADDRESS, PASSWORD = "ann@fab.example", "correct horse battery"
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
