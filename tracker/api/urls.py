from typing import Any

from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

from . import receipts, views, warnings

OPEN: dict[str, Any] = {"authentication_classes": [], "permission_classes": [], "metadata_class": None}

urlpatterns = [
    path("v1/", RedirectView.as_view(pattern_name="api-docs", http_method_names=["get", "head"]), name="api-root"),
    path("v1/receipts/", receipts.ReceiptList.as_view(), name="receipts"),
    path("v1/receipts/<uuid:receipt_id>/", receipts.ReceiptDetail.as_view(), name="receipt"),
    path("v1/schema/", views.PublishedSchema.as_view(**OPEN), name="schema"),
    path("docs/", views.show_first_guide, name="api-docs"),
    path("docs/<slug:slug>/", views.show_guide, name="guide"),
    path("reference/", SpectacularSwaggerSplitView.as_view(url_name="schema", **OPEN), name="api-reference"),
    path("problems/", views.show_problems, name="problems"),
    path("problems/<slug:code>/", views.show_problem, name="problem"),
    path("faults/<slug:code>/", views.show_fault, name="fault"),
    path("warnings/", warnings.show_warnings, name="warnings"),
]
