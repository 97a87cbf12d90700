"""Commitments as data: what was promised, how it is read, and on which calendar. No figure of any promise stands in code."""

from .codes import (
    Allocation,
    AllocationMethod,
    Assurance,
    CommitmentKind,
    Fate,
    GwpSet,
    Measure,
    Reading,
    Scope2Method,
)
from .kinds import read_commitment
from .promises import Commitment, Denominator, Goal, Mandate, Source
from .scope import is_denominator
from .terms import CommitmentError

__all__ = [
    "Allocation",
    "AllocationMethod",
    "Assurance",
    "Commitment",
    "CommitmentError",
    "CommitmentKind",
    "Denominator",
    "Fate",
    "Goal",
    "GwpSet",
    "Mandate",
    "Measure",
    "Reading",
    "Scope2Method",
    "Source",
    "is_denominator",
    "read_commitment",
]
