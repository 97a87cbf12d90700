from __future__ import annotations

from ..commitments import Mandate
from ..comparison import ComparedFigure, Step
from .values import Plain, plain_quantity


def plain_step(step: Step) -> Plain:
    """What was done to a stated figure, with what it was done; `tracker.presentation.comparison` has words for it."""
    facts = {name: plain_quantity(fact) if isinstance(fact, int) else fact for name, fact in step.facts.items()}
    return {"code": step.code, **facts}


def plain_tonnes(figure: ComparedFigure | None) -> str | None:
    return plain_quantity(figure.micro_tco2e) if figure else None


def plain_steps(figure: ComparedFigure | None) -> list[Plain]:
    return [plain_step(step) for step in figure.steps] if figure else []


def plain_scope_of_comparison(mandate: Mandate) -> Plain:
    denominator = mandate.denominator
    return {
        "measure": mandate.measure,
        "denominator": {"name": denominator.name, "unit": denominator.unit} if denominator else None,
        "allocation": mandate.allocation,
    }
