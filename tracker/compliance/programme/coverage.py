"""How much of the programme the reports cover: by count, by emissions of the base year, by spend where it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..assessments import Assessment
from ..summaries import Partner, YearSummary, bucket_of
from .figures import figures_of

BUCKETS = ("accepted", "pending", "missing", "waived", "not_due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What some partners weigh. A partner without a figure is counted as unknown and weighs nothing.

    `base_micro_tco2e` are micro-tonnes of each partner's own base year; `spend` are millionths by currency, never converted.
    """

    partners: int
    base_micro_tco2e: int
    base_unknown: int
    spend: Mapping[str, int]
    spend_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCoverage:
    """`parts` holds each of BUCKETS, and they add up to `expected`."""

    expected: Weight
    reported: Weight
    parts: Mapping[str, Weight]


def weigh_coverage(year: YearSummary, partners: Mapping[str, Partner]) -> WeighedCoverage:
    held: dict[str, list[Assessment]] = {name: [] for name in BUCKETS}
    for assessment in year.assessments:
        held[bucket_of(assessment)].append(assessment)
    return WeighedCoverage(
        expected=_weigh(list(year.assessments), partners),
        reported=_weigh([*held["accepted"], *held["pending"]], partners),
        parts={name: _weigh(assessments, partners) for name, assessments in held.items()},
    )


def _weigh(assessments: list[Assessment], partners: Mapping[str, Partner]) -> Weight:
    bases = [figures_of(assessment).get(assessment.obligation.base_year) for assessment in assessments]
    spends = [partners[assessment.obligation.party_id].spend for assessment in assessments]
    by_currency: Counter[str] = Counter()
    for spend in spends:
        if spend is not None:
            by_currency[spend.currency] += spend.micro
    return Weight(
        partners=len(assessments),
        base_micro_tco2e=sum(base for base in bases if base is not None),
        base_unknown=bases.count(None),
        spend=dict(sorted(by_currency.items())),
        spend_unknown=spends.count(None),
    )
