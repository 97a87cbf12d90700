from django.urls import path

from . import api
from .programme_api import ProgrammeSummaryList

urlpatterns = [
    path("programme-summaries/", ProgrammeSummaryList.as_view(), name="programme-summaries"),
    path("compliance-reports/", api.ComplianceReportList.as_view(), name="compliance-reports"),
    path("compliance-reports/<uuid:report_id>/", api.ComplianceReportDetail.as_view(), name="compliance-report"),
    path("compliance-reports/<uuid:report_id>/pdf/", api.ComplianceReportPdf.as_view(), name="compliance-report-pdf"),
    path(
        "compliance-reports/<uuid:report_id>/summary/", api.ComplianceReportSummary.as_view(), name="compliance-report-summary"
    ),
]
