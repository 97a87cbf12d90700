from django.urls import path

from . import api

urlpatterns = [
    path("emissions-reports/", api.EmissionsReportList.as_view(), name="emissions-reports"),
    path("emissions-reports/<uuid:report_id>/", api.EmissionsReportDetail.as_view(), name="emissions-report"),
    path("emissions-reports/<uuid:report_id>/revisions/", api.RevisionList.as_view(), name="emissions-report-revisions"),
    path("obligations/", api.ObligationList.as_view(), name="obligations"),
    path("assessments/", api.AssessmentList.as_view(), name="assessments"),
]
