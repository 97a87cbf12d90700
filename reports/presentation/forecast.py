"""Projections in words. Every sentence says that it is one: would, projected, if it goes on so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.presentation.numbers import (
    NOTHING,
    UNREACHABLE,
    format_count,
    format_day,
    format_mass,
    format_rate,
    format_tonnes,
    join_words,
)
from tracker.presentation.programme import NO_FORECASTS, OUTLOOKS

Plain = dict[str, Any]
MOST_ROWS = 20
METHOD = (
    "The mean of the last yearly ratios, at most three of them, carried forward from the last accepted year. The range carries "
    "the least and the greatest of the same ratios forward; it is no probability. No verdict rests on a projection."
)


def present_mandate_forecast(forecast: Plain) -> Plain:
    programme = forecast["programme"]
    return {
        "made_on": format_day(forecast["made_on"]),
        "method": METHOD,
        "sentences": [*_programme_sentences(programme, forecast["parties"]), *_count_sentence(forecast["outlooks"])],
        "years": _year_rows(programme["projection"]) if programme and programme["projection"] else [],
        "suppliers": [_supplier_row(each) for each in sorted(forecast["suppliers"], key=_by_urgency)[:MOST_ROWS]],
        "left_out": max(0, len(forecast["suppliers"]) - MOST_ROWS),
    }


def _programme_sentences(programme: Plain | None, parties: int) -> Iterator[str]:
    if programme is None:
        yield "No projection of the sum: in no year has half of the partners a verdict and every figure since the base year."
        return
    if programme["no_forecast"]:
        yield f"No projection of the sum: {NO_FORECASTS[programme['no_forecast']].en}."
    else:
        yield _projected_sentence(programme, parties)
    if programme["needed"]:
        yield say_needed(programme["needed"], "the sum")


def _projected_sentence(programme: Plain, parties: int) -> str:
    projection, last = programme["projection"], programme["projection"]["years"][-1]
    spread = (
        f", between {format_tonnes(last['least_tco2e'])} and {format_tonnes(last['greatest_tco2e'])} t"
        if projection["has_range"]
        else "; one yearly ratio says nothing of how far it varies"
    )
    outlook = f" It {OUTLOOKS[programme['outlook']].en}." if programme["outlook"] else ""
    rests = join_words([str(year) for year in projection["rests_on_years"]])
    return (
        f"If it goes on as in {rests}, the sum of {format_count(parties, 'partner')} is projected to come to "
        f"{format_tonnes(last['projected_tco2e'])} t in {last['year']}{spread}.{outlook}"
    )


def say_needed(needed: Plain, who: str) -> str:
    """What it takes from the last known year on."""
    end, allowed = needed["end_year"], needed["end_year_allowed_tco2e"]
    if allowed == UNREACHABLE:
        return f"No fall from {needed['from_year']} on would make {who} comply in {end}."
    if needed["yearly_rate"] is None:
        return f"To stay within the budget to {end}, {who} may have {format_tonnes(allowed)} t a year from here on."
    if needed["yearly_rate"] == "0":
        return f"At {format_tonnes(needed['tco2e'])} t, {who} lies at or below what {end} allows, {format_tonnes(allowed)} t."
    return (
        f"To comply in {end}, {who} has to fall by {format_rate(needed['yearly_rate'])} a year from "
        f"{needed['from_year']} on, to {format_tonnes(allowed)} t."
    )


def _count_sentence(outlooks: dict[str, int]) -> Iterator[str]:
    counts = [f"{outlooks[code]:,} {words.en}" for code, words in OUTLOOKS.items() if outlooks[code]]
    if counts:
        yield f"Of the suppliers, each projected from its own years: {join_words(counts)}."


def _year_rows(projection: Plain) -> list[list[str]]:
    names = ("projected_tco2e", "least_tco2e", "greatest_tco2e")
    return [[str(row["year"]), *(format_tonnes(row[name]) for name in names)] for row in projection["years"]]


def _by_urgency(each: Plain) -> tuple[int, str, str]:
    order = ("WOULD_NOT_COMPLY", "OPEN", "WOULD_COMPLY", None)
    return order.index(each["outlook"]), each["name"], each["party_id"]


def _supplier_row(each: Plain) -> list[str]:
    projection, needed = each["projection"], each["needed"]
    last = projection["years"][-1] if projection else None
    why = OUTLOOKS[each["outlook"] or "NONE"].en
    reason = f": {NO_FORECASTS[each['no_forecast']].en}" if each["no_forecast"] else ""
    return [
        each["name"],
        join_words([str(year) for year in projection["rests_on_years"]]) if projection else NOTHING,
        f"{last['year']}: {format_tonnes(last['projected_tco2e'])}" if last else NOTHING,
        _say_range(last),
        format_rate(needed["yearly_rate"]) if needed and needed["yearly_rate"] is not None else NOTHING,
        f"{why}{reason}",
    ]


def _say_range(last: Plain | None) -> str:
    if last is None or last["least_tco2e"] is None:
        return "no range"
    return f"{format_tonnes(last['least_tco2e'])} to {format_tonnes(last['greatest_tco2e'])}"


def say_goal_forecast(forecast: Plain) -> list[str]:
    """Nothing where nothing is projected because the goal is met or its time is over."""
    if forecast["no_forecast"]:
        quiet = forecast["no_forecast"] in ("GOAL_MET", "NOTHING_AHEAD")
        return [] if quiet else [f"No projection: {NO_FORECASTS[forecast['no_forecast']].en}."]
    window = forecast["window"]
    basis = f"the {format_count(window['days'], 'day')} up to {format_day(window['end'])}"
    return [
        f"Projection of {format_day(forecast['made_on'])}, if mass comes in as in {basis}: claimed and verified mass "
        f"{_say_mass(forecast['counted'])}; verified mass alone {_say_mass(forecast['verified_alone'])}.",
        *_say_spread(forecast),
    ]


def _say_mass(outlooks: Plain) -> str:
    likely = _say_day(outlooks["likely"])
    others = [_say_day(outlooks[name]) for name in ("at_the_least_year", "at_the_greatest_year") if outlooks[name]]
    if set(others) <= {likely}:
        return likely
    return f"{likely} (at the least and the greatest year's rate: {' and '.join(others)})"


def _say_day(mass: Plain) -> str:
    if mass["met_on"]:
        return f"would reach the target on {format_day(mass['met_on'])}"
    return f"would miss it by {format_mass(mass['shortfall_kg'])} t"


def _say_spread(forecast: Plain) -> Iterator[str]:
    if forecast["spread_by_days_kg"] != "0":
        entries, spread = format_count(forecast["entries"], "entry", "entries"), format_mass(forecast["spread_by_days_kg"])
        yield f"It rests on {entries}; {spread} t of them belong to longer periods and were shared out by days."
