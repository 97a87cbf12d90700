"""A process that works in rounds until it is told to end: at once when the outbox is notified, every two seconds otherwise."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

import structlog
from django.db import InterfaceError, OperationalError, connection

from .outbox import CHANNEL

POLL_SECONDS = 2.0
HEARTBEAT_SECONDS = 20.0

# Whether there is more to do at once.
Step = Callable[[], bool]

log = structlog.get_logger()


class Loop:
    """Takes turns at its steps. SIGTERM and SIGINT end it between two of them; a database or broker that is away is waited for.

    A step that fails in another way is logged and has its turn again; the others have theirs.
    """

    def __init__(self, name: str, *, waits_for: tuple[type[Exception], ...] = ()) -> None:
        self.name = name
        self.waits_for: tuple[type[Exception], ...] = (OperationalError, InterfaceError, OSError, *waits_for)
        self.stopping = False

    def run(self, *steps: Step) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            try:
                more = [self._attempt(step) for step in steps if not self.stopping]
                if not any(more) and not self.stopping:
                    wait_for_notice()
            except self.waits_for as error:
                log.warning(f"{self.name}.waiting", error=f"{type(error).__name__}: {error}")
                connection.close()
                time.sleep(POLL_SECONDS)

    def _attempt(self, step: Step) -> bool:
        try:
            return step()
        except self.waits_for:
            raise
        except Exception:
            log.exception(f"{self.name}.step_failed")
            return False

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True


def every(seconds: float, work: Callable[[], object]) -> Step:
    """A step that works at its first turn, and then once in `seconds` at the most, whether or not it succeeds."""
    last = float("-inf")

    def step() -> bool:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            work()
        return False

    return step


def wait_for_notice() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            return
