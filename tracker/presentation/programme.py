"""What the codes of the programme view and of the forecasts mean, in the words of a reader."""

from __future__ import annotations

from .words import Words

MEANS = {
    "INDEX": "the mean of the indices Eₙ ÷ E₀",
    "LINEAR_RATE": "the mean of the linear rates (E₀ − Eₙ) ÷ (n × E₀)",
    "MEAN_YEAR_ON_YEAR_RATE": "the mean of the mean yearly falls",
}

NO_MEANS = {
    "SMALLEST_IS_NO_MEAN": "the reading asks for the smallest fall, of which no mean is taken",
    "BUDGET_HAS_NO_RATE": "a carbon budget has no rate to average",
    "ZERO_YEAR": "a partner's earlier year is zero, so it has no rate to average",
}

PARTS = {
    "moved": Words("moved", "a figure in both years."),
    "joined": Words("joined", "its own base year is later."),
    "left": Words("left", "it owes no report about the later year."),
    "gap": Words("gap", "one of the years has no figure that can be compared, so this says nothing of its emissions."),
}

RULES = {
    "UNIT_SLIP": Words("Unit slip?", "Near a factor of 1,000: check that both are tonnes."),
    "FELL_FAR": Words("Fell far", "More than five median absolute deviations below the middle of all yearly ratios."),
    "ROSE_FAR": Words("Rose far", "More than five median absolute deviations above the middle of all yearly ratios."),
    "LARGEST_EXCESS": Words("Large excess", "Among the three that lie farthest above what they are allowed."),
    "DEPENDS_ON_READING": Words("Depends on the average", "Passes under one of the three averages and fails under another."),
}

NO_FORECASTS = {
    "FEWER_THAN_TWO_YEARS": "fewer than two years are accepted",
    "LAST_YEAR_STANDS_ALONE": "the year before the last one is missing",
    "ZERO_YEAR": "one of the years is zero, to which there is no ratio",
    "NOTHING_AHEAD": "the end has come",
    "NO_FIGURES": "no figures are known",
    "GOAL_MET": "the goal is met",
}

OUTLOOKS = {
    "WOULD_COMPLY": "would comply",
    "WOULD_NOT_COMPLY": "would not comply",
    "OPEN": "could go either way",
    "NONE": "no outlook",
}
