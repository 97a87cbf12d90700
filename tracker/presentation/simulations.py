"""What a simulation supposes, in sentences; what it says of each year is said as of any assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .explanations import list_sentences, tell_path
from .languages import Template, say_list
from .rules import say_compared

Plain = dict[str, Any]

COMPARED = Template(en="Each figure is what is compared: {compared}", zh="每个数据均为用于比较的数值：{compared}")
SUPPOSED = Template(
    en="Supposed: {years}. Each stands for a report that was accepted, of a whole year, with the assurance asked for, in "
    "the form in which the base year stands.",
    zh="假设年份：{years}。每一年均视为一份已接受的报告：涵盖完整年度，具备所要求的鉴证，口径与基准年一致。",
)
STARTS: Mapping[str, Template] = {
    "RECORD": Template(en="All other years stand as they are recorded.", zh="其余年份以已记录的数据为准。"),
    "NOTHING": Template(en="Nothing that is recorded is used.", zh="不使用任何已记录的数据。"),
}


def tell_simulation(simulation: Plain, language: str = "en") -> Plain:
    """What plain_simulation gives, with sentences for the whole, for each year and for each path."""
    denominator = simulation["denominator"]
    return {
        **simulation,
        "years": [{**year, "sentences": list_sentences(year, language)} for year in simulation["years"]],
        "least_paths": [{**path, "sentences": tell_path(path, denominator, language)} for path in simulation["least_paths"]],
        "sentences": list(_tell_terms(simulation, language)),
    }


def _tell_terms(simulation: Plain, language: str) -> Iterator[str]:
    yield COMPARED.say(language, compared=say_compared(simulation, language))
    if simulation["supposed_years"]:
        yield SUPPOSED.say(language, years=say_list([str(year) for year in simulation["supposed_years"]], language))
    yield STARTS[simulation["start_from"]].say(language)
