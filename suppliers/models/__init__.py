from .chasing import Digest, DigestEvent, MailOutcome, Notice, NoticeEvent
from .codes import AllocationMethod, AssuranceLevel, ConsolidationApproach, GwpSet, Outcome, ReasonCode
from .conversation import Question, QuestionAnswer, ReturnPoint, WarningAnswer
from .obligations import Waiver, WaiverEnd
from .plans import (
    Closing,
    CorrectiveActionPlan,
    Milestone,
    MilestoneDecision,
    MilestoneReport,
    PlanClosure,
    PlanDecision,
    PlanVersion,
)
from .reports import Decision, EmissionsReport, Revision, RevisionEvidence, tco2e_field
from .suppliers import Supplier

__all__ = [
    "AllocationMethod",
    "AssuranceLevel",
    "Closing",
    "ConsolidationApproach",
    "CorrectiveActionPlan",
    "Decision",
    "Digest",
    "DigestEvent",
    "EmissionsReport",
    "GwpSet",
    "MailOutcome",
    "Milestone",
    "MilestoneDecision",
    "MilestoneReport",
    "Notice",
    "NoticeEvent",
    "Outcome",
    "PlanClosure",
    "PlanDecision",
    "PlanVersion",
    "Question",
    "QuestionAnswer",
    "ReasonCode",
    "ReturnPoint",
    "Revision",
    "RevisionEvidence",
    "Supplier",
    "Waiver",
    "WaiverEnd",
    "WarningAnswer",
    "tco2e_field",
]
