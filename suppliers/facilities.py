"""The facilities that came or went in a structural change.

One that did not exist in the base year has nothing to restate there: that it came is growth, that it went is decline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.compliance.quantities import QuantityError, parse_quantity
from tracker.records.refusals import FieldFault

from .content import RevisionContent

STRUCTURAL_CHANGE = "STRUCTURAL_CHANGE"


def find_facility_faults(content: RevisionContent, *, restates_base_year: bool) -> Iterator[FieldFault]:
    if not content.facilities:
        if restates_base_year and content.reason_code == STRUCTURAL_CHANGE:
            yield FieldFault(
                "/facilities",
                "required",
                "A base year is restated for the facilities that came or went. Name each, and whether the base year had it.",
            )
        return
    if content.reason_code != STRUCTURAL_CHANGE:
        sentence = "Facilities are stated with reason_code STRUCTURAL_CHANGE alone. Send that reason, or leave them out."
        yield FieldFault("/facilities", "facilities-without-change", sentence)
    for place, facility in enumerate(content.facilities):
        yield from _find_figure_faults(f"/facilities/{place}/base_year_tco2e", facility)
    if restates_base_year and not any(facility["existed_in_base_year"] for facility in content.facilities):
        names = ", ".join(facility["name"] for facility in content.facilities)
        yield FieldFault(
            "/facilities",
            "organic-growth",
            f"None of these existed in the base year: {names}. What they emit is growth or decline, for which a base year is "
            "not recalculated. Report it in the years in which it arose.",
        )


def _find_figure_faults(pointer: str, facility: Mapping[str, Any]) -> Iterator[FieldFault]:
    stated = facility.get("base_year_tco2e")
    if stated is None:
        return
    try:
        parse_quantity(stated)
    except QuantityError as error:
        yield FieldFault(pointer, "quantity", str(error))
    if not facility["existed_in_base_year"]:
        sentence = f"{facility['name']} did not exist in the base year, so it has no emissions there. Leave the figure out."
        yield FieldFault(pointer, "facility-without-base-year", sentence)
