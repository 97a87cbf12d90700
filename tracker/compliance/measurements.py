"""Figures that somebody measured or published, as far as a verdict asks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .periods import Period
from .quantities import Rate

SHARE_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One standing figure in millionths of its unit; `micro_of` is the whole that a share is taken of, None for a count."""

    measurement_id: str
    period: Period
    micro: int
    micro_of: int | None = None
    source: str
    source_url: str | None = None

    @property
    def share(self) -> Decimal | None:
        """Rounded down, so that a share just below a step never prints as the step."""
        if not self.micro_of:
            return None
        return Decimal(self.micro * 10**SHARE_PLACES // self.micro_of).scaleb(-SHARE_PLACES)

    def reaches(self, share: Rate) -> bool:
        return self.micro_of is not None and self.micro * share.denominator >= share.numerator * self.micro_of


def by_end(measured: Measured) -> tuple[object, ...]:
    return measured.period.end, measured.period.start, measured.measurement_id
