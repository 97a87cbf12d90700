"""A made-up series judged without a server, by the core that the server judges with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .compliance.assessments import list_obligations
from .compliance.commitments import CommitmentError, Mandate, read_commitment
from .compliance.plain import plain_simulation
from .compliance.quantities import QuantityError, parse_quantity, to_micro
from .compliance.simulations import Start, simulate

# What the server adds to the terms when it shows a commitment.
NO_TERMS = frozenset({"key", "version", "rule", "vectors"})


class NotJudged(Exception):
    """All that is wrong with what was given, a sentence each."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


def simulate_offline(commitment: Mapping[str, Any], figures: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """`commitment` as GET /api/v1/commitments/{key}/ shows it, `figures` by year with the base year's. Raises NotJudged."""
    mandate = read_mandate(commitment)
    supposed = _read_figures(mandate, figures)
    obligations = list_obligations(
        mandate,
        party_id="",
        base_year=mandate.base_year,
        first_assessed_year=mandate.first_assessed_year,
        end_year=mandate.end_year,
    )
    return plain_simulation(simulate(mandate, obligations, {}, supposed, today=today, start=Start.NOTHING))


def read_mandate(commitment: Mapping[str, Any]) -> Mandate:
    try:
        terms = _without_nulls({name: value for name, value in commitment.items() if name not in NO_TERMS})
        read = read_commitment(str(commitment["key"]), int(commitment["version"]), terms)
    except (KeyError, TypeError, ValueError, CommitmentError) as error:
        raise NotJudged(f"This is no commitment as the server shows it: {error}") from error
    if not isinstance(read, Mandate):
        raise NotJudged(f"{read.label} asks no supplier for a reduction, so there are no figures of yours to judge by it.")
    return read


def _without_nulls(shown: Any) -> Any:
    """What a commitment does not state is shown as null, and left out of its terms."""
    if isinstance(shown, dict):
        return {name: _without_nulls(value) for name, value in shown.items() if value is not None}
    return [_without_nulls(each) for each in shown] if isinstance(shown, list) else shown


def _read_figures(mandate: Mandate, figures: Mapping[str, str]) -> dict[int, int]:
    supposed, faults = dict[int, int](), list[str]()
    for year, amount in figures.items():
        try:
            supposed[_read_year(mandate, year)] = to_micro(parse_quantity(amount))
        except QuantityError as error:
            faults.append(f"{year}: {error}")
    if mandate.base_year not in supposed and str(mandate.base_year) not in figures:
        faults.append(f"{mandate.base_year}: every year is measured against this base year. Give a figure for it too.")
    if faults:
        raise NotJudged(*faults)
    return supposed


def _read_year(mandate: Mandate, text: str) -> int:
    if text.isascii() and text.isdecimal() and mandate.base_year <= int(text) <= mandate.end_year:
        return int(text)
    raise QuantityError(
        f"it is not a year that the mandate asks about. Give one from {mandate.base_year} to {mandate.end_year}."
    )
