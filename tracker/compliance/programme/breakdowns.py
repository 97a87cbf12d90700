"""The programme cut by what its partners have in common. Every cut is read as the whole is: the verdict on the sum."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ..assessments import Assessment, Status
from ..commitments import Mandate
from ..summaries import AcrossPartners, Partner, YearSummary, sum_across_partners


class Dimension(StrEnum):
    TIER = "TIER"
    COUNTRY = "COUNTRY"
    CATEGORY = "CATEGORY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`across` sums those of the group who have a verdict and no gap; None where nobody has."""

    key: str
    partners: int
    statuses: Mapping[Status, int]
    across: AcrossPartners | None


_KEYS: Mapping[Dimension, Callable[[Partner], str]] = {
    Dimension.TIER: lambda partner: str(partner.tier),
    Dimension.COUNTRY: lambda partner: partner.country,
    Dimension.CATEGORY: lambda partner: partner.category,
}


def break_down(mandate: Mandate, year: YearSummary, partners: Mapping[str, Partner], dimension: Dimension) -> tuple[Group, ...]:
    """In the order of the tiers, or of the codes of countries and categories; what is not known comes first."""
    key_of = _KEYS[dimension]
    groups: dict[str, list[Assessment]] = defaultdict(list)
    for assessment in year.assessments:
        groups[key_of(partners[assessment.obligation.party_id])].append(assessment)
    return tuple(_group(mandate, year, key, groups[key]) for key in sorted(groups, key=_place_of))


def _place_of(key: str) -> tuple[int, str]:
    """Numbers by their size, so that tier 10 comes after tier 2."""
    return int(key) if key.isdecimal() else 0, key


def _group(mandate: Mandate, year: YearSummary, key: str, assessments: list[Assessment]) -> Group:
    counter = Counter(assessment.status for assessment in assessments)
    return Group(
        key=key,
        partners=len(assessments),
        statuses={status: counter[status] for status in Status},
        across=sum_across_partners(mandate, replace(year, assessments=tuple(assessments))),
    )
