from __future__ import annotations

from ..goals import GoalProgress, LedgerLine, Masses
from .commitments import plain_commitment
from .values import Plain, plain_decimal, plain_quantity


def plain_masses(masses: Masses) -> Plain:
    return {
        "counted_kg": plain_quantity(masses.counted),
        "claimed_kg": plain_quantity(masses.claimed),
        "verified_kg": plain_quantity(masses.verified),
        "quarantined_kg": plain_quantity(masses.quarantined),
        "estimated_kg": plain_quantity(masses.estimated),
    }


def plain_line(line: LedgerLine) -> Plain:
    return {
        "entry_id": line.entry_id,
        "period_start": line.period.start.isoformat(),
        "period_end": line.period.end.isoformat(),
        "mass_kg": plain_quantity(line.micro_kg),
        "state": line.state,
        "estimated": line.estimated,
        "source": line.source,
        "source_url": line.source_url,
        "qualifier": line.qualifier,
        "reverses": line.reverses,
    }


def plain_progress(progress: GoalProgress) -> Plain:
    return {
        "commitment": plain_commitment(progress.goal),
        "status": progress.status,
        **plain_masses(progress.total),
        "target_kg": plain_quantity(progress.goal.target_micro_kg),
        "share": plain_decimal(progress.share),
        "remaining_kg": plain_quantity(progress.remaining),
        "beyond_kg": plain_quantity(progress.beyond),
        "needed_kg_per_day": plain_quantity(progress.needed_per_day),
        "days_left": progress.days_left,
        "met_on": progress.met_on.isoformat() if progress.met_on else None,
        "met_by_verified_alone": progress.met_by_verified_alone,
        "figures_until": progress.figures_until.isoformat() if progress.figures_until else None,
        "by_year": [
            {"year": year, **(plain_masses(masses) if masses else {"counted_kg": None})} for year, masses in progress.by_year
        ],
        "entries": [plain_line(line) for line in progress.lines],
    }
