"""Greenhouse gases by mass, and what a tonne of each weighs in tonnes of CO2 over 100 years.

Single gases only that all three assessment reports give a figure for. The values are those of IPCC AR4 WG1, table 2.14, AR5
WG1, table 8.A.1 (without climate-carbon feedbacks), and AR6 WG1, table 7.SM.7; methane is theirs without regard to its origin.
They stand in one table in openclimatedata/globalwarmingpotentials (CC0), from which they were taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from .commitments import GwpSet


class Gas(StrEnum):
    CO2 = "CO2"
    CH4 = "CH4"
    N2O = "N2O"
    SF6 = "SF6"
    NF3 = "NF3"
    HFC_23 = "HFC_23"
    HFC_32 = "HFC_32"
    HFC_125 = "HFC_125"
    HFC_134A = "HFC_134A"
    HFC_143A = "HFC_143A"
    HFC_152A = "HFC_152A"
    HFC_227EA = "HFC_227EA"
    HFC_236FA = "HFC_236FA"
    HFC_245FA = "HFC_245FA"
    HFC_365MFC = "HFC_365MFC"
    HFC_43_10MEE = "HFC_43_10MEE"
    CF4 = "CF4"
    C2F6 = "C2F6"
    C3F8 = "C3F8"
    CYCLO_C4F8 = "CYCLO_C4F8"
    C4F10 = "C4F10"
    C5F12 = "C5F12"
    C6F14 = "C6F14"


# AR4, AR5, AR6.
POTENTIALS: Mapping[Gas, tuple[str, str, str]] = {
    Gas.CO2: ("1", "1", "1"),
    Gas.CH4: ("25", "28", "27.9"),
    Gas.N2O: ("298", "265", "273"),
    Gas.SF6: ("22800", "23500", "25200"),
    Gas.NF3: ("17200", "16100", "17400"),
    Gas.HFC_23: ("14800", "12400", "14600"),
    Gas.HFC_32: ("675", "677", "771"),
    Gas.HFC_125: ("3500", "3170", "3740"),
    Gas.HFC_134A: ("1430", "1300", "1530"),
    Gas.HFC_143A: ("4470", "4800", "5810"),
    Gas.HFC_152A: ("124", "138", "164"),
    Gas.HFC_227EA: ("3220", "3350", "3600"),
    Gas.HFC_236FA: ("9810", "8060", "8690"),
    Gas.HFC_245FA: ("1030", "858", "962"),
    Gas.HFC_365MFC: ("794", "804", "914"),
    Gas.HFC_43_10MEE: ("1640", "1650", "1600"),
    Gas.CF4: ("7390", "6630", "7380"),
    Gas.C2F6: ("12200", "11100", "12400"),
    Gas.C3F8: ("8830", "8900", "9290"),
    Gas.CYCLO_C4F8: ("10300", "9540", "10200"),
    Gas.C4F10: ("8860", "9200", "10000"),
    Gas.C5F12: ("9160", "8550", "9220"),
    Gas.C6F14: ("9300", "7910", "8620"),
}

# How far a stated total may lie from its masses, in parts of the total: meters and factors are rounded.
TOLERATED_PARTS = 100


def warming_potential(gas: Gas, gwp_set: str) -> Fraction:
    return Fraction(POTENTIALS[gas][list(GwpSet).index(GwpSet(gwp_set))])


def co2e_of(masses: Mapping[Gas, int], gwp_set: str) -> Fraction:
    """Micro-tonnes of gas in, micro-tonnes of CO2e out, exactly: a potential may have decimals."""
    return sum((mass * warming_potential(gas, gwp_set) for gas, mass in masses.items()), Fraction(0))


def add_up(masses: Mapping[Gas, int], gwp_set: str, stated: int) -> bool:
    """Whether the masses explain the stated figure, to one part in a hundred."""
    return abs(co2e_of(masses, gwp_set) - stated) * TOLERATED_PARTS <= stated
