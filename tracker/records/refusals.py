"""A refusal is one sentence, said once: what was wrong, what was expected, what to do. Every door shows it as it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of one field; `pointer` is a JSON pointer into what was sent (RFC 6901), `code` stands in the catalogue.

    `came`, `expected` and `hint` are for those who know better than the door: by itself it looks at what was sent, and says
    what the catalogue says of the code.
    """

    pointer: str
    code: str
    detail: str
    came: str | None = None
    expected: str = ""
    hint: str = ""


class Refusal(Exception):
    """Nothing was written. `code` names the refusal in the published catalogue; `link` leads to what stood in the way."""

    def __init__(self, code: str, sentence: str, *, faults: tuple[FieldFault, ...] = (), link: str | None = None) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.faults, self.link = code, sentence, faults, link


class Conflict(Refusal):
    """The record stands in a state in which this cannot be done."""


class Busy(Conflict):
    """Somebody else is at it; the same may be tried again in a moment."""


class Forbidden(Refusal):
    """This actor may not do this, whatever the state."""


class Missing(Refusal):
    """There is no such thing, or it is not this actor's to see: the two read the same."""


class Unavailable(Refusal):
    """Something that it takes is away for a moment; the same may be tried again."""
