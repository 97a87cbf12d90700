"""In whose name a transaction writes. PostgreSQL refuses a write to the record that nobody answers for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from .actors import Actor

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

request_id: ContextVar[str] = ContextVar("request_id", default="")

_SETTINGS = ("actor_kind", "actor_id", "actor_label", "request_id")
_ASK_AND_TELL = "SELECT " + ", ".join(
    [f"current_setting('pledgekeeper.{name}', true)" for name in _SETTINGS]
    + [f"set_config('pledgekeeper.{name}', %s, true)" for name in _SETTINGS]
)


def action(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """One transaction, in the name of the `actor` or `user` that the function is handed by keyword."""

    @wraps(function)
    def act(*args: _Given.args, **named: _Given.kwargs) -> _Result:
        actor = named.get("actor") or named["user"].as_actor()  # type: ignore[attr-defined]
        with transaction.atomic(), acting_as(actor):  # type: ignore[arg-type]
            return function(*args, **named)

    return act


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Inside a transaction. Whoever fails in it rolls the settings back with the rest."""
    before = _tell((actor.kind, actor.identifier, actor.label, request_id.get()))
    yield
    _tell(before)


def _tell(values: tuple[str, ...]) -> tuple[str, ...]:
    """Returns what stood there before."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK_AND_TELL, values)
        return tuple(value or "" for value in cursor.fetchone()[: len(values)])
