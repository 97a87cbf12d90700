"""The terms of commitments that are measured: a share by a date, a count in a period."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ..quantities import MICRO, Rate, to_micro
from .promises import CountGoal, ShareGoal, Step
from .terms import Terms
from .vectors import STATUS, read_vectors


def read_share_goal(reader: Terms, common: dict[str, Any]) -> ShareGoal:
    stated = reader.take("steps", list)
    steps = tuple(_read_step(reader, number, step) for number, step in enumerate(stated, start=1))
    if not steps or any(later.by <= step.by for step, later in pairwise(steps)):
        raise reader.error("steps must name one or more shares, each with a later day than the one before")
    return ShareGoal(
        **common,
        part=reader.take("part", str),
        whole=reader.take("whole", str),
        unit=reader.take("unit", str),
        steps=steps,
        vectors=read_vectors(reader, (STATUS, *(step.by.isoformat() for step in steps))),
    )


def _read_step(reader: Terms, number: int, stated: Any) -> Step:
    if not isinstance(stated, Mapping) or set(stated) != {"share", "by"}:
        raise reader.error(f"step {number} must be a table of share and by, not {stated!r}")
    inner = reader.inside(f"step {number}", stated)
    share = inner.decimal("share")
    if not 0 < share <= 1:
        raise inner.error(f"share must lie above 0 and at most at 1, not be {share}")
    return Step(share=Rate.from_decimal(share), by=inner.day("by"))


def read_count_goal(reader: Terms, common: dict[str, Any]) -> CountGoal:
    goal = CountGoal(
        **common,
        target_micro=to_micro(reader.decimal("target")),
        unit=reader.take("unit", str),
        start=reader.day("start"),
        end=reader.day("end"),
        vectors=read_vectors(reader, (STATUS,)),
    )
    if goal.target_micro <= 0 or goal.target_micro % MICRO:
        raise reader.error(f"target must be a whole number above zero, not {reader.terms['target']!r}")
    if goal.end < goal.start:
        raise reader.error(f"end must not lie before start, {goal.start}; it is {goal.end}")
    return goal
