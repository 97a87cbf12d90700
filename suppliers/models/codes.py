from __future__ import annotations

from django.db import models

from suppliers.lifecycle import RevisionState
from tracker.compliance.commitments import AllocationMethod as Methods
from tracker.compliance.commitments import Assurance


class ConsolidationApproach(models.TextChoices):
    EQUITY_SHARE = "EQUITY_SHARE", "Equity share"
    FINANCIAL_CONTROL = "FINANCIAL_CONTROL", "Financial control"
    OPERATIONAL_CONTROL = "OPERATIONAL_CONTROL", "Operational control"


class GwpSet(models.TextChoices):
    AR4 = "AR4", "IPCC AR4"
    AR5 = "AR5", "IPCC AR5"
    AR6 = "AR6", "IPCC AR6"


class ReasonCode(models.TextChoices):
    STRUCTURAL_CHANGE = "STRUCTURAL_CHANGE", "Structural change"
    METHOD_CHANGE = "METHOD_CHANGE", "Method change"
    ERROR = "ERROR", "Error"
    BOUNDARY_CHANGE = "BOUNDARY_CHANGE", "Boundary change"
    VERIFIED_FIGURES = "VERIFIED_FIGURES", "Verified figures"


class AllocationMethod(models.TextChoices):
    MASS = Methods.MASS, "Mass"
    VOLUME = Methods.VOLUME, "Volume"
    ENERGY = Methods.ENERGY, "Energy"
    NUMBER_OF_UNITS = Methods.NUMBER_OF_UNITS, "Number of units"
    MARKET_VALUE = Methods.MARKET_VALUE, "Market value"
    OTHER = Methods.OTHER, "Other"


class EmissionSource(models.TextChoices):
    """Where scope 1 comes from."""

    STATIONARY_COMBUSTION = "STATIONARY_COMBUSTION", "Stationary combustion"
    MOBILE_COMBUSTION = "MOBILE_COMBUSTION", "Mobile combustion"
    PROCESS = "PROCESS", "Processes"
    FUGITIVE = "FUGITIVE", "Fugitive emissions"


class DataQuality(models.TextChoices):
    """By what most of the figures are known."""

    MEASURED = "MEASURED", "Measured"
    CALCULATED = "CALCULATED", "Calculated"
    ESTIMATED = "ESTIMATED", "Estimated"


class AssuranceParty(models.TextChoices):
    """Who the provider is to the supplier: itself, one with an interest in it, or nobody of the kind."""

    FIRST_PARTY = "FIRST_PARTY", "First party"
    SECOND_PARTY = "SECOND_PARTY", "Second party"
    THIRD_PARTY = "THIRD_PARTY", "Third party"


class AssuranceLevel(models.TextChoices):
    NONE = Assurance.NONE, "None"
    LIMITED = Assurance.LIMITED, "Limited"
    REASONABLE = Assurance.REASONABLE, "Reasonable"


class Outcome(models.TextChoices):
    ACCEPTED = RevisionState.ACCEPTED, "Accepted"
    RETURNED = RevisionState.RETURNED, "Returned"
