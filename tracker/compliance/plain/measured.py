from __future__ import annotations

from ..counts import CountProgress
from ..measurements import Measured
from ..shares import ShareProgress, StepProgress
from .commitments import plain_commitment
from .values import Plain, plain_decimal, plain_quantity, plain_rate


def plain_figure(figure: Measured) -> Plain:
    return {
        "measurement_id": figure.measurement_id,
        "period_start": figure.period.start.isoformat(),
        "period_end": figure.period.end.isoformat(),
        "amount": plain_quantity(figure.micro),
        "of_total": plain_quantity(figure.micro_of),
        "share": plain_decimal(figure.share),
        "source": figure.source,
        "source_url": figure.source_url,
    }


def plain_share_step(progress: StepProgress) -> Plain:
    return {
        "share": plain_rate(progress.step.share),
        "by": progress.step.by.isoformat(),
        "status": progress.status,
        "rests_on": plain_figure(progress.rests_on) if progress.rests_on else None,
        "reached_by": plain_figure(progress.reached_by) if progress.reached_by else None,
    }


def plain_measured(progress: ShareProgress | CountProgress) -> Plain:
    """A commitment that is measured, of either kind; what the kinds do not share stands under the kind's own names."""
    return {
        "commitment": plain_commitment(progress.goal),
        "status": progress.status,
        **(_plain_share(progress) if isinstance(progress, ShareProgress) else _plain_count(progress)),
        "figures": [plain_figure(figure) for figure in progress.figures],
    }


def _plain_share(progress: ShareProgress) -> Plain:
    return {
        "share": plain_decimal(progress.latest.share) if progress.latest else None,
        "latest": plain_figure(progress.latest) if progress.latest else None,
        "in_focus": plain_share_step(progress.in_focus),
        "steps": [plain_share_step(step) for step in progress.steps],
    }


def _plain_count(progress: CountProgress) -> Plain:
    return {
        "share": plain_decimal(progress.share),
        "counted": plain_quantity(progress.counted),
        "target": plain_quantity(progress.goal.target_micro),
        "remaining": plain_quantity(progress.remaining),
        "beyond": plain_quantity(progress.beyond),
        "reached_per_day": plain_quantity(progress.reached_per_day),
        "needed_per_day": plain_quantity(progress.needed_per_day),
        "days_measured": progress.days_measured,
        "days_left": progress.days_left,
        "met_on": progress.met_on.isoformat() if progress.met_on else None,
    }
