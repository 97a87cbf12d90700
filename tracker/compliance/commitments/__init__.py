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
from .promises import Commitment, CountGoal, Denominator, Goal, Mandate, ShareGoal, Source, Step, Vector
from .scope import is_denominator
from .terms import CommitmentError
from .vectors import STATUS

__all__ = [
    "STATUS",
    "Allocation",
    "AllocationMethod",
    "Assurance",
    "Commitment",
    "CommitmentError",
    "CommitmentKind",
    "CountGoal",
    "Denominator",
    "Fate",
    "Goal",
    "GwpSet",
    "Mandate",
    "Measure",
    "Reading",
    "Scope2Method",
    "ShareGoal",
    "Source",
    "Step",
    "Vector",
    "is_denominator",
    "read_commitment",
]
