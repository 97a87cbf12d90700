from .codes import AllocationMethod, AssuranceLevel, ConsolidationApproach, GwpSet, Outcome, ReasonCode
from .reports import Decision, EmissionsReport, Revision, RevisionEvidence, tco2e_field
from .suppliers import Supplier

__all__ = [
    "AllocationMethod",
    "AssuranceLevel",
    "ConsolidationApproach",
    "Decision",
    "EmissionsReport",
    "GwpSet",
    "Outcome",
    "ReasonCode",
    "Revision",
    "RevisionEvidence",
    "Supplier",
    "tco2e_field",
]
