from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from tracker.access.admin.passwords import change_password
from tracker.api.health import show_jobs, show_live, show_ready
from tracker.api.well_known import show_checkpoint, show_keys
from tracker.records.admin.search import search
from tracker.records.admin.shortcut import refuse_shortcut

handler400 = "tracker.api.handlers.bad_request"
handler403 = "tracker.api.handlers.forbidden"
handler404 = "tracker.api.handlers.not_found"
handler500 = "tracker.api.handlers.server_error"

# The rooms above are named by string, so that the ground imports none of them.
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index", http_method_names=["get", "head"]), name="home"),
    path("admin/search/", search),
    path("admin/password_change/", change_password),
    path("admin/r/<path:content_type_id>/<path:object_id>/", refuse_shortcut),
    path("admin/programme/", include("reports.admin.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("tracker.api.urls")),
    path("account/", include("reports.account.urls")),
    path("api/v1/", include("tracker.access.urls")),
    path("api/v1/", include("tracker.commitments.urls")),
    path("api/v1/", include("suppliers.urls")),
    path("api/v1/", include("recycling.urls")),
    path("api/v1/", include("reports.urls")),
    path(".well-known/jwks.json", show_keys, name="signing-keys"),
    path(".well-known/pledgekeeper-checkpoint.json", show_checkpoint, name="audit-checkpoint"),
    path("healthz/live", show_live, name="live"),
    path("healthz/ready", show_ready, name="ready"),
    path("healthz/jobs", show_jobs, name="jobs"),
]
