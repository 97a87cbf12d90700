"""The codes that a commitment speaks in."""

from __future__ import annotations

from enum import StrEnum


class CommitmentKind(StrEnum):
    ANNUAL_AVERAGE_REDUCTION = "ANNUAL_AVERAGE_REDUCTION"
    CUMULATIVE_TOTAL = "CUMULATIVE_TOTAL"
    SHARE_BY_DATE = "SHARE_BY_DATE"
    COUNT_IN_PERIOD = "COUNT_IN_PERIOD"


class Reading(StrEnum):
    COMPOUND = "COMPOUND"
    LINEAR = "LINEAR"
    MEAN_YEAR_ON_YEAR = "MEAN_YEAR_ON_YEAR"
    EVERY_YEAR = "EVERY_YEAR"
    CUMULATIVE = "CUMULATIVE"


class GwpSet(StrEnum):
    """The IPCC assessment report whose global warming potentials were used."""

    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"


class Scope2Method(StrEnum):
    MARKET_BASED = "MARKET_BASED"
    LOCATION_BASED = "LOCATION_BASED"


class Measure(StrEnum):
    """What is to fall: the tonnes of a year, or the tonnes for each unit of a denominator."""

    ABSOLUTE = "ABSOLUTE"
    INTENSITY = "INTENSITY"


class Allocation(StrEnum):
    """Whose emissions are compared: the whole reporting company's, or the share that falls to the buyer."""

    NONE = "NONE"
    BUYER_SHARE = "BUYER_SHARE"


class AllocationMethod(StrEnum):
    """By what a supplier divides its emissions among its customers."""

    MASS = "MASS"
    VOLUME = "VOLUME"
    ENERGY = "ENERGY"
    NUMBER_OF_UNITS = "NUMBER_OF_UNITS"
    MARKET_VALUE = "MARKET_VALUE"
    OTHER = "OTHER"


class Fate(StrEnum):
    """Where the mass of a treated consignment went, for good."""

    PREPARATION_FOR_REUSE = "PREPARATION_FOR_REUSE"
    RECYCLING = "RECYCLING"
    OTHER_RECOVERY = "OTHER_RECOVERY"
    INCINERATION_WITH_ENERGY_RECOVERY = "INCINERATION_WITH_ENERGY_RECOVERY"
    INCINERATION_WITHOUT_ENERGY_RECOVERY = "INCINERATION_WITHOUT_ENERGY_RECOVERY"
    LANDFILL = "LANDFILL"
    OTHER_DISPOSAL = "OTHER_DISPOSAL"


class Assurance(StrEnum):
    """From no third-party verification to the strictest."""

    NONE = "NONE"
    LIMITED = "LIMITED"
    REASONABLE = "REASONABLE"

    @property
    def strength(self) -> int:
        return list(Assurance).index(self)
