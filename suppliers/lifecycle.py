"""The states of a revision and the one table of its moves."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RevisionState(StrEnum):
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"


class Move(StrEnum):
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"


MOVES: Mapping[tuple[RevisionState, Move], RevisionState] = {
    (RevisionState.SUBMITTED, Move.ACCEPT): RevisionState.ACCEPTED,
    (RevisionState.SUBMITTED, Move.RETURN): RevisionState.RETURNED,
    (RevisionState.SUBMITTED, Move.WITHDRAW): RevisionState.WITHDRAWN,
}
