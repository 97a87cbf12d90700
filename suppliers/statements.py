"""What is refused in the statements that come with the figures: who assured them, that there are none, whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from tracker.compliance.commitments import Assurance
from tracker.compliance.quantities import QuantityError, parse_quantity
from tracker.records.refusals import FieldFault

from .content import RevisionContent
from .models import Supplier
from .partly_read import as_far_as_read

# A nil report says that nothing was emitted in the period, since nothing was run.
NIL_FIGURES = ("scope_1_tco2e", "scope_2_location_tco2e", "scope_2_market_tco2e")
_ZERO_WHEN_NIL = (*NIL_FIGURES, "biogenic_co2_t", "energy_mwh", "electricity_mwh", "renewable_energy_mwh")
_ZERO_BY_KEY = ("scope_1_by_source_tco2e", "gas_masses_t", "scope_3_tco2e")

# The pattern of each kind of id that a supplier has, and what it is called.
ID_KINDS: Mapping[str, tuple[str, str]] = {
    "number": (r"[!-~]([ -~]{0,38}[!-~])?", "the buyer's own supplier number"),
    "lei": (r"[0-9A-Z]{18}[0-9]{2}", "a Legal Entity Identifier, 18 capitals or digits and 2 digits"),
    "duns": (r"[0-9]{9}", "a D-U-N-S number, 9 digits"),
    "uscc": (r"[0-9A-Z]{18}", "a Unified Social Credit Code, 18 capitals or digits"),
}


# What is said of an assurance, and without one of nothing.
WITH_A_LEVEL = ("assurance_standard", "assurance_provider", "assurance_party", "assurance_date")


def external_ids_of(supplier: Supplier | None) -> dict[str, str]:
    """Those that we know, by kind."""
    return {kind: known for kind in ID_KINDS if (known := getattr(supplier, kind, ""))}


def get_external_ids(party_id: UUID) -> dict[str, str]:
    return external_ids_of(Supplier.objects.filter(party_id=party_id).first())


def find_statement_faults(content: RevisionContent, *, known_ids: Mapping[str, str], today: date) -> Iterator[FieldFault]:
    yield from as_far_as_read(
        *(_find_unassured_faults(content, name) for name in WITH_A_LEVEL),
        _find_assurance_day_faults(content, today),
        _find_nil_faults(content),
        *(_find_figure_faults(content, name) for name in _ZERO_WHEN_NIL),
        *(_find_keyed_faults(content, name) for name in _ZERO_BY_KEY),
        _find_id_faults(content, known_ids),
    )


def _find_unassured_faults(content: RevisionContent, name: str) -> Iterator[FieldFault]:
    stated = getattr(content, name)
    if stated and content.assurance_level == Assurance.NONE:
        sentence = f"{str(stated)[:60]} was sent without an assurance_level. Send LIMITED or REASONABLE, or leave it out."
        yield FieldFault(f"/{name}", "assurance", sentence)


def _find_assurance_day_faults(content: RevisionContent, today: date) -> Iterator[FieldFault]:
    day = content.assurance_date
    if day is not None and day > today:
        yield FieldFault("/assurance_date", "day-ahead", f"{day} lies ahead. Send the day on which the assurance was given.")


def _find_nil_faults(content: RevisionContent) -> Iterator[FieldFault]:
    if content.nil_report and not content.explanation.strip():
        yield FieldFault("/explanation", "required", "A nil report was sent: say in explanation why nothing was emitted.")


def _find_figure_faults(content: RevisionContent, name: str) -> Iterator[FieldFault]:
    if content.nil_report and (stated := getattr(content, name)):
        yield _not_nil(f"/{name}", stated)


def _find_keyed_faults(content: RevisionContent, name: str) -> Iterator[FieldFault]:
    for key, amount in (getattr(content, name) or {}).items() if content.nil_report else ():
        if stated := _read_amount(amount):
            yield _not_nil(f"/{name}/{key}", stated)


def _not_nil(pointer: str, stated: Decimal) -> FieldFault:
    sentence = f"{stated:f} was sent in a nil report, in which every figure is zero. Send 0, or no nil_report."
    return FieldFault(pointer, "not-nil", sentence)


def _read_amount(text: str) -> Decimal | None:
    """What is no amount is refused as that already."""
    try:
        return parse_quantity(text)
    except QuantityError:
        return None


def _find_id_faults(content: RevisionContent, known: Mapping[str, str]) -> Iterator[FieldFault]:
    stated = content.external_ids
    if stated is None:
        return
    if not stated:
        yield FieldFault("/external_ids", "empty", "Nothing was sent in it. Send at least one id, or leave the field out.")
    for kind, sent in stated.items():
        place = f"/external_ids/{kind}"
        if kind not in ID_KINDS:
            yield FieldFault(place, "unknown", f"There is no such kind of id. Known: {', '.join(ID_KINDS)}.")
        elif not re.fullmatch(ID_KINDS[kind][0], sent):
            yield FieldFault(place, "id", f"“{sent[:60]}” does not look like {ID_KINDS[kind][1]}. Check it.")
        elif kind in known and sent != known[kind]:
            sentence = (
                f"“{sent}” was sent, and we know you by “{known[kind]}”. "
                "Check for whom you report; if ours is wrong, write to the programme."
            )
            yield FieldFault(place, "id-mismatch", sentence)
