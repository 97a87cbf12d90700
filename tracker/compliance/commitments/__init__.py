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
from .promises import Commitment, Denominator, Goal, Mandate, Source, Vector
from .scope import is_denominator
from .terms import CommitmentError
from .vectors import STATUS

__all__ = [
    "Allocation",
    "AllocationMethod",
    "STATUS",
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
    "Vector",
    "read_commitment",
]
