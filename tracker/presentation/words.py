"""What the stored codes are called, and what they mean, in the words of a reader."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    label: str
    meaning: str


class ReadingWords(NamedTuple):
    label: str
    rate: str
    passes_when: str


class CountedWords(NamedTuple):
    """Behind the number of those that it is said of."""

    of_one: str
    of_many: str

    def say_of(self, number: int) -> str:
        return f"{number:,} {self.of_one if number == 1 else self.of_many}"


STATUSES = {
    "NON_COMPLIANT": Words("Not compliant", "The accepted figures miss the mandate under its own reading."),
    "OVERDUE": Words("Overdue", "No report came by the due date, nor within the days of grace."),
    "AWAITING_REPORT": Words("Awaiting report", "No report came by the due date; the days of grace still run."),
    "NOT_ASSESSABLE": Words("Not assessable", "The accepted figures cannot be compared; the reason stands beside the name."),
    "PROVISIONAL": Words(
        "Provisional", "A verdict would rest on a figure that is not accepted, not a full year or not assured enough."
    ),
    "COMPLIANT": Words("Compliant", "The accepted figures meet the mandate under its own reading."),
    "NOT_DUE": Words("Not due", "The year still runs, or its due date lies ahead and nothing is accepted yet."),
    "WAIVED": Words("Waived", "The obligation was lifted for this supplier and year."),
}
"""In the order in which a reader has to act on them."""

ROBUSTNESS = {
    "ROBUST_PASS": Words(
        "Passes all three averages", "Passes under all three averages: COMPOUND, LINEAR and MEAN_YEAR_ON_YEAR."
    ),
    "DEPENDS_ON_READING": Words("Depends on the average", "Passes under one of the three averages and fails under another."),
    "ROBUST_FAIL": Words("Fails all three averages", "Fails under all three averages."),
    "UNDETERMINED": Words("Undetermined", "One of the three averages says nothing, and it could change the picture."),
}

ROBUSTNESS_COUNTED = {
    "ROBUST_PASS": CountedWords("complies whatever the reading", "comply whatever the reading"),
    "DEPENDS_ON_READING": CountedWords("depends on the reading", "depend on the reading"),
    "ROBUST_FAIL": CountedWords("fails under every one", "fail under every one"),
    "UNDETERMINED": CountedWords("cannot be told for every reading", "cannot be told for every reading"),
}

READINGS = {
    "COMPOUND": ReadingWords(
        "Compound",
        "1 − (Eₙ ÷ E₀)^(1 ÷ n)",
        "Eₙ ≤ E₀ × (1 − r)ⁿ: this year's emissions lie on or below a path that falls by r every year.",
    ),
    "LINEAR": ReadingWords(
        "Linear", "(E₀ − Eₙ) ÷ (n × E₀)", "Eₙ ≤ E₀ × (1 − r × n): each year takes the same tonnes off, r of the base year."
    ),
    "MEAN_YEAR_ON_YEAR": ReadingWords(
        "Mean year on year", "mean of 1 − Eᵢ ÷ Eᵢ₋₁", "The mean of the yearly falls is at least r. Needs every year in between."
    ),
    "EVERY_YEAR": ReadingWords(
        "Every year", "smallest 1 − Eᵢ ÷ Eᵢ₋₁", "Even the smallest yearly fall is at least r. Needs every year in between."
    ),
    "CUMULATIVE": ReadingWords(
        "Cumulative",
        "none",
        "The sum of all years is at most the sum of the compound path: a carbon budget. Needs every year in between.",
    ),
}

GOAL_STATUSES = {
    "NOT_STARTED": Words("Not started", "The goal's first day lies ahead."),
    "IN_PROGRESS": Words("In progress", "The target is not reached and the deadline lies ahead."),
    "MET": Words("Met", "What is counted, claimed and verified, reaches the target."),
    "MISSED": Words("Missed", "The deadline is past and what is counted stays below the target."),
}

MEASURED_STATUSES = {
    "NOT_STARTED": Words("Not started", "The first day lies ahead."),
    "ON_THE_WAY": Words("On the way", "The day by which the share is due lies ahead."),
    "IN_PROGRESS": Words("In progress", "The target is not reached and the last day lies ahead."),
    "AWAITING_FIGURES": Words("Awaiting figures", "The day is past, and the figures that decide are not recorded."),
    "MET": Words("Met", "The figures that decide reach what was promised."),
    "MISSED": Words("Missed", "The figures that decide stay below what was promised."),
}

MASS_STATES = {
    "CLAIMED": Words("Claimed", "Stated by its source; no accepted certificate backs it."),
    "VERIFIED": Words("Verified", "Backed by an accepted certificate."),
    "QUARANTINED": Words("Quarantined", "Suspect; not counted until a person decides."),
}

SCOPE_2_METHODS = {"MARKET_BASED": "market-based", "LOCATION_BASED": "location-based"}

NULL_REASONS = {
    "MISSING_YEAR": "a year in between is missing",
    "ZERO_YEAR": "an earlier year is zero",
    "YEAR_NOT_COMPARABLE": "a year in between cannot be compared with the base year",
    "YEAR_TO_RESTATE": "a year in between was not restated with the base year",
}


def status_words(code: str) -> str:
    return STATUSES[code].label


def robustness_words(code: str | None) -> str:
    return ROBUSTNESS[code].label if code else "–"


def reading_words(code: str) -> str:
    return READINGS[code].label


def fate_words(code: str) -> str:
    return code.replace("_", " ").lower()
