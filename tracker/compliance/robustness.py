"""Does the verdict depend on how "an average" is read? Asked of three: compound, linear and mean year on year."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .commitments import Reading
from .readings import AVERAGES, ReadingOutcome


class Robustness(StrEnum):
    ROBUST_PASS = "ROBUST_PASS"  # noqa: S105
    DEPENDS_ON_READING = "DEPENDS_ON_READING"
    ROBUST_FAIL = "ROBUST_FAIL"
    UNDETERMINED = "UNDETERMINED"


def assess_robustness(outcomes: Mapping[Reading, ReadingOutcome]) -> Robustness:
    verdicts = [outcomes[reading].passes for reading in AVERAGES]
    if True in verdicts and False in verdicts:
        return Robustness.DEPENDS_ON_READING
    # Whoever passes LINEAR or MEAN_YEAR_ON_YEAR passes COMPOUND, so a compound fail settles the two that are still null.
    if outcomes[Reading.COMPOUND].passes is False:
        return Robustness.ROBUST_FAIL
    return Robustness.UNDETERMINED if None in verdicts else Robustness.ROBUST_PASS
