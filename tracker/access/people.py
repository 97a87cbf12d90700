"""What the commands write about people; the rest of it is written by the forms of the admin."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tracker.records.acting import action
from tracker.records.actors import Actor
from tracker.records.audit import record_event
from tracker.records.refusals import Missing, Refusal

from .models import User
from .personal import lock_person


@action
def add_superuser(*, actor: Actor, username: str, email: str, password: str) -> User:
    """Raises Refusal."""
    user = User(username=username, email=email, is_staff=True, is_superuser=True)
    fill_password(user, password)
    user.save()
    record_event(verb="access.add_user", subject=user, party_id=None, facts={"is_superuser": True})
    return user


@action
def set_password(*, actor: Actor, username: str, password: str) -> User:
    """Raises Refusal, Missing or Conflict."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Missing("not-found", "Nobody has this user name. Look it up on the page of the users.")
    user = lock_person(found.pk)
    fill_password(user, password)
    user.save(update_fields=["password"])
    record_event(verb="access.set_password", subject=user, party_id=user.party_id)
    return user


def fill_password(user: User, password: str) -> None:
    """Raises Refusal. Nothing is saved."""
    user.set_password(password)
    try:
        user.full_clean()
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("invalid-user", " ".join(error.messages)) from error
