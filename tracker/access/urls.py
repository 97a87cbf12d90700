from django.urls import path

from . import api

urlpatterns = [
    path("tokens/", api.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", api.TokenRevocation.as_view(), name="token-revoke"),
    path("tokens/<uuid:token_id>/rotate/", api.TokenRotation.as_view(), name="token-rotate"),
    path("audit-events/", api.AuditEventList.as_view(), name="audit-events"),
]
