"""Commitments as data: what was promised, how it is read, and on which calendar. No figure of any promise stands in code."""

from .codes import Assurance, CommitmentKind, Fate, GwpSet, Reading, Scope2Method
from .kinds import read_commitment
from .promises import Commitment, Goal, Mandate, Source
from .terms import CommitmentError

__all__ = [
    "Assurance",
    "Commitment",
    "CommitmentError",
    "CommitmentKind",
    "Fate",
    "Goal",
    "GwpSet",
    "Mandate",
    "Reading",
    "Scope2Method",
    "Source",
    "read_commitment",
]
