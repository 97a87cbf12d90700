"""Who acts. Every action is handed one, and every audit event names one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

LONGEST_LABEL = 200


class ActorKind(StrEnum):
    USER = "USER"
    CLIENT = "CLIENT"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    identifier: str
    label: str
    party_id: UUID | None = None

    @property
    def user_id(self) -> int | None:
        return int(self.identifier) if self.kind is ActorKind.USER else None

    @property
    def client_id(self) -> UUID | None:
        return UUID(self.identifier) if self.kind is ActorKind.CLIENT else None


def system_actor(name: str) -> Actor:
    return Actor(ActorKind.SYSTEM, name, name)
