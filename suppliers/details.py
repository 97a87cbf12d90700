"""What a report may state beyond scope 1 and scope 2: its form, what is refused in it, and how a verdict reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.compliance.commitments import AllocationMethod, Denominator, is_denominator
from tracker.compliance.gases import Gas
from tracker.compliance.quantities import QuantityError, check_quantity, parse_quantity, to_micro
from tracker.records.refusals import FieldFault

from .models import EmissionSource
from .partly_read import as_far_as_read

SCOPE_3_CATEGORIES = tuple(str(number) for number in range(1, 16))
GASES = tuple(gas.value for gas in Gas)
SOURCES = tuple(EmissionSource.values)
MOST_DENOMINATORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Keyed figures hold decimals as text. What is absent is no part of the hashed content."""

    scope_3_tco2e: Mapping[str, str] | None = None
    gas_masses_t: Mapping[str, str] | None = None
    biogenic_co2_t: Decimal | None = None
    energy_mwh: Decimal | None = None
    electricity_mwh: Decimal | None = None
    renewable_energy_mwh: Decimal | None = None
    denominators: Sequence[Mapping[str, str]] | None = None
    allocation_method: str = ""
    allocation_share: Decimal | None = None
    scope_1_by_source_tco2e: Mapping[str, str] | None = None
    offsets_tco2e: Decimal | None = None
    removals_tco2e: Decimal | None = None
    data_quality: str = ""
    data_quality_text: str = ""
    assurance_party: str = ""
    assurance_date: date | None = None
    external_ids: Mapping[str, str] | None = None
    nil_report: bool = False


AMOUNTS = (
    "biogenic_co2_t", "energy_mwh", "electricity_mwh", "renewable_energy_mwh", "allocation_share", "offsets_tco2e",
    "removals_tco2e",
)  # fmt: skip


def find_detail_faults(details: Details) -> Iterator[FieldFault]:
    yield from as_far_as_read(
        _find_keyed_faults(details, "scope_3_tco2e", SCOPE_3_CATEGORIES),
        _find_keyed_faults(details, "gas_masses_t", GASES),
        _find_keyed_faults(details, "scope_1_by_source_tco2e", SOURCES),
        _find_denominator_faults(details),
        *(_find_amount_faults(details, name) for name in AMOUNTS),
        _find_allocation_faults(details),
        *(_find_part_faults(details, name) for name in ("electricity_mwh", "renewable_energy_mwh")),
    )


def _find_amount_faults(details: Details, name: str) -> Iterator[FieldFault]:
    value = getattr(details, name)
    try:
        _ = value is None or check_quantity(value)
    except QuantityError as error:
        yield FieldFault(f"/{name}", "quantity", str(error))


def _find_part_faults(details: Details, name: str) -> Iterator[FieldFault]:
    part, whole = getattr(details, name), details.energy_mwh
    if part is not None and whole is not None and part > whole:
        yield FieldFault(
            f"/{name}", "part-above-whole", f"{part:f} MWh is more than energy_mwh, {whole:f}. Check the unit of both."
        )


def _find_keyed_faults(details: Details, name: str, keys: Sequence[str]) -> Iterator[FieldFault]:
    amounts: Mapping[str, str] | None = getattr(details, name)
    if amounts is not None and not amounts:
        yield FieldFault(f"/{name}", "empty", "Nothing was sent in it. Send at least one figure, or leave the field out.")
    for key, amount in (amounts or {}).items():
        if key not in keys:
            yield FieldFault(f"/{name}/{key}", "unknown", f"There is no such key. Known: {', '.join(keys)}.")
        try:
            parse_quantity(amount)
        except QuantityError as error:
            yield FieldFault(f"/{name}/{key}", "quantity", str(error))


def _find_denominator_faults(details: Details) -> Iterator[FieldFault]:
    denominators = details.denominators
    if denominators is None:
        return
    if not 1 <= len(denominators) <= MOST_DENOMINATORS:
        sentence = f"{len(denominators)} were sent. Send 1 to {MOST_DENOMINATORS}, or leave the field out."
        yield FieldFault("/denominators", "number", sentence)
    known: set[str] = set()
    for position, stated in enumerate(denominators):
        place = f"/denominators/{position}"
        if not is_denominator(stated["name"], stated["unit"]):
            sentence = 'Send a name in capitals and a unit in at most 40 characters, such as "WAFERS" in "1000 wafers".'
            yield FieldFault(place, "denominator", sentence)
        if stated["name"] in known:
            yield FieldFault(f"{place}/name", "twice", f"{stated['name']} was sent twice. Send each name once.")
        known.add(stated["name"])
        try:
            parse_quantity(stated["amount"])
        except QuantityError as error:
            yield FieldFault(f"{place}/amount", "quantity", str(error))


def _find_allocation_faults(details: Details) -> Iterator[FieldFault]:
    share, method = details.allocation_share, details.allocation_method
    if share is not None and not method:
        yield FieldFault("/allocation_method", "required", "A share was sent: send the method by which it was allocated, too.")
    if method and share is None:
        yield FieldFault("/allocation_share", "required", "A method was sent: send the share that it gives to the buyer, too.")
    if share is not None and share.is_finite() and share > 1:
        yield FieldFault(
            "/allocation_share", "share", f"{share:f} is more than the whole. Send a share from 0 to 1, such as 0.25."
        )


# As `read_details` takes them.
COLUMNS = (
    "scope_3_tco2e", "gas_masses_t", "denominators", "allocation_method", "allocation_share", "electricity_mwh",
    "renewable_energy_mwh", "scope_1_by_source_tco2e",
)  # fmt: skip


def read_details(row: Sequence[Any]) -> dict[str, Any]:
    """The fields of a reported year, in millionths."""
    scope_3, masses, denominators, method, share, electricity, renewable, sources = row
    return {
        "scope_3": {int(category): _micro(amount) for category, amount in (scope_3 or {}).items()},
        "gas_masses": {Gas(gas): _micro(mass) for gas, mass in (masses or {}).items()},
        "denominators": {Denominator(each["name"], each["unit"]): _micro(each["amount"]) for each in denominators or ()},
        "allocation_method": AllocationMethod(method) if method else None,
        "allocation_share": None if share is None else to_micro(share),
        "electricity": None if electricity is None else to_micro(electricity),
        "renewable_energy": None if renewable is None else to_micro(renewable),
        "scope_1_by_source": {source: _micro(amount) for source, amount in (sources or {}).items()},
    }


def _micro(amount: str) -> int:
    return to_micro(Decimal(amount))
