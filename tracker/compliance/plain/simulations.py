from __future__ import annotations

from ..simulations import NO_ID, SimulatedYear, Simulation
from ..summaries import Partner
from .assessments import plain_verdict
from .comparison import plain_scope_of_comparison
from .explanations import plain_path
from .values import Plain, plain_rate

# What a figure has only once it is filed.
FILED = (
    "scope_1_tco2e",
    "scope_2_location_tco2e",
    "scope_2_market_tco2e",
    "scope_3_tco2e",
    "revision_id",
    "revision_number",
    "content_sha256",
    "decision_id",
)


def plain_simulation(simulation: Simulation, partner: Partner | None = None) -> Plain:
    mandate, obligation = simulation.mandate, simulation.years[0].assessment.obligation
    return {
        "party_id": obligation.party_id,
        "commitment": mandate.key,
        "commitment_version": mandate.version,
        "start_from": simulation.start,
        "supposed_years": list(simulation.supposed),
        "base_year": obligation.base_year,
        "end_year": obligation.end_year,
        "reading": mandate.reading,
        "rate_required": plain_rate(mandate.rate),
        "scopes": sorted(mandate.scopes),
        "scope_2_method": mandate.scope_2_method,
        **plain_scope_of_comparison(mandate),
        "years": [plain_simulated_year(year, partner) for year in simulation.years],
        "least_paths": [{"reading": reading, **plain_path(path)} for reading, path in simulation.paths.items()],
    }


def plain_simulated_year(simulated: SimulatedYear, partner: Partner | None) -> Plain:
    """As of an assessment, but that what was not filed has no address."""
    row = plain_verdict(simulated.assessment, partner)
    base = row["base"] if row["base"] and row["base"]["revision_id"] != NO_ID else None
    if base:
        base = {**base, "pending_changes": [_plain_change(change) for change in base["pending_changes"]]}
    return {**row, "series": [_plain_figure(figure) for figure in row["series"]], "base": base, "figure_is": simulated.origin}


def _plain_figure(figure: Plain) -> Plain:
    supposed = figure["revision_id"] == NO_ID
    return {**figure, **(dict.fromkeys(FILED) if supposed else {}), "supposed": supposed}


def _plain_change(change: Plain) -> Plain:
    supposed = change["revision_id"] == NO_ID
    return {**change, **(dict.fromkeys(("revision_id", "revision_number", "decision_id")) if supposed else {})}
