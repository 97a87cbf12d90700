"""The terms that say what of a report is compared, beyond its scopes. Without them it is the company's own tonnes."""

from __future__ import annotations

import re
from typing import Any

from .codes import Allocation, Measure
from .promises import Denominator
from .terms import CommitmentError, Terms

DENOMINATOR_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}", re.ASCII)
LONGEST_UNIT = 40


def read_scope_of_comparison(reader: Terms) -> dict[str, Any]:
    measure = reader.choose("measure", Measure, optional=True) or Measure.ABSOLUTE
    return {
        "measure": measure,
        "denominator": _read_denominator(reader, measure),
        "allocation": reader.choose("allocation", Allocation, optional=True) or Allocation.NONE,
    }


def _read_denominator(reader: Terms, measure: Measure) -> Denominator | None:
    given = reader.take("denominator", dict, optional=True)
    if measure is Measure.ABSOLUTE:
        if given is not None:
            raise CommitmentError(
                f"{reader.label}: denominator belongs to the measure INTENSITY; state that measure, or leave it out."
            )
        return None
    if given is None or set(given) != {"name", "unit"} or not is_denominator(**given):
        raise CommitmentError(
            f"{reader.label}: denominator must name what emissions are divided by, with its unit, such as "
            f'{{"name": "WAFERS", "unit": "1000 wafers"}}, not {given!r}.'
        )
    return Denominator(**given)


def is_denominator(name: object, unit: object) -> bool:
    """A name in capitals and a unit in few words."""
    return (
        isinstance(name, str)
        and DENOMINATOR_NAME.fullmatch(name) is not None
        and isinstance(unit, str)
        and 0 < len(unit.strip()) == len(unit) <= LONGEST_UNIT
        and unit.isprintable()
    )
