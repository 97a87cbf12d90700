from django.urls import path

from . import api

urlpatterns = [path("progress/", api.ProgressList.as_view(), name="progress")]
