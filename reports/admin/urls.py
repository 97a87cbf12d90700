from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_safe

from .programme import show_programme

urlpatterns = [
    path("<slug:key>/", admin.site.admin_view(require_safe(show_programme)), name="programme"),
]
