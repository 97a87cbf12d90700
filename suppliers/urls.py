from django.urls import path

from . import api, evidence_api, restatements_api
from .plans import api as plans_api

urlpatterns = [
    path("emissions-reports/", api.EmissionsReportList.as_view(), name="emissions-reports"),
    path("emissions-reports/<uuid:report_id>/", api.EmissionsReportDetail.as_view(), name="emissions-report"),
    path("emissions-reports/<uuid:report_id>/revisions/", api.RevisionList.as_view(), name="emissions-report-revisions"),
    path(
        "emissions-reports/<uuid:report_id>/revisions/<int:number>/evidence/",
        evidence_api.RevisionEvidenceList.as_view(),
        name="revision-evidence",
    ),
    path("evidence/", evidence_api.EvidenceList.as_view(), name="evidence"),
    path("evidence/<uuid:evidence_id>/", evidence_api.EvidenceDetail.as_view(), name="evidence-detail"),
    path("evidence/<uuid:evidence_id>/file/", evidence_api.EvidenceFile.as_view(), name="evidence-file"),
    path("obligations/", api.ObligationList.as_view(), name="obligations"),
    path("assessments/", api.AssessmentList.as_view(), name="assessments"),
    path("corrective-action-plans/", plans_api.PlanList.as_view(), name="plans"),
    path("corrective-action-plans/<uuid:plan_id>/", plans_api.PlanDetail.as_view(), name="plan"),
    path("corrective-action-plans/<uuid:plan_id>/versions/", plans_api.PlanVersionList.as_view(), name="plan-versions"),
    path(
        "corrective-action-plans/<uuid:plan_id>/milestones/<slug:key>/reports/",
        plans_api.MilestoneReportList.as_view(),
        name="milestone-reports",
    ),
    path("reconciliations/", restatements_api.ReconciliationList.as_view(), name="reconciliations"),
]
