"""Whom a command means, and what it asks of whoever types it."""

from __future__ import annotations

import os
from getpass import getpass
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from tracker.records.refusals import Conflict, Missing, Refusal

from .models import Contact, User


def add_choices(parser: CommandParser) -> None:
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--user", help="the number or the e-mail address of a user")
    choice.add_argument("--contact", help="the id or the e-mail address of a contact")


def choose_person(*, user: str | None, contact: str | None) -> dict[str, Any]:
    """As `export_person` takes it. Raises Missing or Conflict."""
    if user is not None:
        return {"user_id": int(user) if user.isdecimal() else _only(User, user)}
    return {"contact_id": _only(Contact, contact or "") if "@" in (contact or "") else _uuid(contact or "")}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("not-found", f"“{text}” is neither an id nor an e-mail address. Give one of them.") from None


def _only(model: type[User] | type[Contact], email: str) -> Any:
    found = list(model._default_manager.filter(email__iexact=email).values_list("pk", flat=True)) if email else []
    if not found:
        raise Missing("not-found", "Nobody has this e-mail address. Give the id instead.")
    if len(found) > 1:
        raise Conflict("several", f"Several have this e-mail address: {', '.join(map(str, found))}. Give the id of one.")
    return found[0]


def ask_password() -> str:
    """Twice, unseen. A script names it where Django's own commands look for it."""
    named = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    if named is not None:
        return named
    password = getpass("Password: ")
    if getpass("Password (again): ") != password:
        raise Refusal("passwords-differ", "The two passwords differ. Start again.")
    return password
