from __future__ import annotations

from .clock import database_now
from .models import Heartbeat


def beat(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": database_now()})
