"""A submission on trial: filed in earnest, looked at, and taken back with all that was written for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from .models import Revision

_Told = TypeVar("_Told")


def try_out(file: Callable[[], Revision], look: Callable[[Revision], _Told]) -> _Told:
    """What `look` makes of the revision that `file` files. Nothing stays: no row, no audit event. Raises what they raise."""
    with transaction.atomic():
        told = look(file())
        transaction.set_rollback(True)
    return told
