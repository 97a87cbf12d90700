from django.urls import path

from . import api

urlpatterns = [
    path("commitments/", api.CommitmentList.as_view(), name="commitments"),
    path("commitments/<slug:key>/", api.CommitmentDetail.as_view(), name="commitment"),
    path("measured-progress/", api.MeasuredProgressList.as_view(), name="measured-progress"),
]
