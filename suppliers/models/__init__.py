from tracker.records.mailing import MailOutcome

from .bulk import BulkFile, BulkResult, BulkStep
from .chasing import Digest, DigestEvent, Notice, NoticeEvent
from .codes import (
    AllocationMethod,
    AssuranceLevel,
    AssuranceParty,
    ConsolidationApproach,
    DataQuality,
    EmissionSource,
    GwpSet,
    Outcome,
    ReasonCode,
)
from .conversation import Question, QuestionAnswer, ReturnPoint, WarningAnswer
from .news import News, NewsEvent, NewsKind
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
from .reports import WAITS, Decision, EmissionsReport, Revision, RevisionEvidence, tco2e_field
from .suppliers import Supplier
from .withdrawals import Withdrawal

__all__ = [
    "WAITS",
    "AllocationMethod",
    "AssuranceLevel",
    "AssuranceParty",
    "BulkFile",
    "BulkResult",
    "BulkStep",
    "Closing",
    "ConsolidationApproach",
    "CorrectiveActionPlan",
    "DataQuality",
    "Decision",
    "Digest",
    "DigestEvent",
    "EmissionSource",
    "EmissionsReport",
    "GwpSet",
    "MailOutcome",
    "Milestone",
    "MilestoneDecision",
    "MilestoneReport",
    "News",
    "NewsEvent",
    "NewsKind",
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
    "Withdrawal",
    "tco2e_field",
]
