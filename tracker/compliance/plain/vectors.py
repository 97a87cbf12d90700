from __future__ import annotations

from ..commitments import Commitment
from .values import Plain, plain_quantity


def plain_vectors(commitment: Commitment) -> list[Plain]:
    return [
        {
            "figures": {str(year): plain_quantity(micro) for year, micro in vector.figures},
            "on": vector.on.isoformat() if vector.on else None,
            "expect": dict(vector.expect),
            "why": vector.why,
            "source": vector.source,
        }
        for vector in commitment.vectors
    ]
