from django.urls import path

from .api import assessments, conversation, evidence, reports, restatements, schemas, simulations, template, withdrawals
from .bulk import api as bulk
from .plans import api as plans

urlpatterns = [
    path("emissions-reports/", reports.EmissionsReportList.as_view(), name="emissions-reports"),
    path("emissions-reports/template/", template.ReportTemplate.as_view(), name="emissions-report-template"),
    path("emissions-reports/bulk/template.csv", bulk.CsvTemplate.as_view(), name="bulk-template-csv"),
    path("emissions-reports/bulk/template.xlsx", bulk.XlsxTemplate.as_view(), name="bulk-template-xlsx"),
    path("bulk-files/", bulk.BulkFileList.as_view(), name="bulk-files"),
    path("bulk-files/<uuid:bulk_file_id>/", bulk.BulkFileDetail.as_view(), name="bulk-file"),
    path("bulk-files/<uuid:bulk_file_id>/result/", bulk.BulkFileResult.as_view(), name="bulk-file-result"),
    path("emissions-reports/<uuid:report_id>/", reports.EmissionsReportDetail.as_view(), name="emissions-report"),
    path("emissions-reports/<uuid:report_id>/revisions/", reports.RevisionList.as_view(), name="emissions-report-revisions"),
    path(
        "emissions-reports/<uuid:report_id>/revisions/<int:number>/evidence/",
        evidence.RevisionEvidenceList.as_view(),
        name="revision-evidence",
    ),
    path(
        "emissions-reports/<uuid:report_id>/revisions/<int:number>/answers/",
        conversation.AnswerList.as_view(),
        name="revision-answers",
    ),
    path(
        "emissions-reports/<uuid:report_id>/revisions/<int:number>/warning-answers/",
        conversation.WarningAnswerList.as_view(),
        name="revision-warning-answers",
    ),
    path(
        "emissions-reports/<uuid:report_id>/revisions/<int:number>/withdraw/",
        withdrawals.RevisionWithdrawal.as_view(),
        name="revision-withdraw",
    ),
    path("evidence/", evidence.EvidenceList.as_view(), name="evidence"),
    path("evidence/<uuid:evidence_id>/", evidence.EvidenceDetail.as_view(), name="evidence-detail"),
    path("evidence/<uuid:evidence_id>/file/", evidence.EvidenceFile.as_view(), name="evidence-file"),
    path("schemas/emissions-report.json", schemas.SubmissionForm.as_view(), name="submission-form"),
    path("obligations/", assessments.ObligationList.as_view(), name="obligations"),
    path("assessments/", assessments.AssessmentList.as_view(), name="assessments"),
    path("simulations/", simulations.Simulations.as_view(), name="simulations"),
    path("corrective-action-plans/", plans.PlanList.as_view(), name="plans"),
    path("corrective-action-plans/<uuid:plan_id>/", plans.PlanDetail.as_view(), name="plan"),
    path("corrective-action-plans/<uuid:plan_id>/versions/", plans.PlanVersionList.as_view(), name="plan-versions"),
    path(
        "corrective-action-plans/<uuid:plan_id>/milestones/<slug:key>/reports/",
        plans.MilestoneReportList.as_view(),
        name="milestone-reports",
    ),
    path("reconciliations/", restatements.ReconciliationList.as_view(), name="reconciliations"),
]
