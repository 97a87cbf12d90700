from django.urls import path

from . import api, client_api, invitation_api

urlpatterns = [
    path("clients/", client_api.ClientList.as_view(), name="clients"),
    path("clients/<uuid:client_id>/revoke/", client_api.ClientRevocation.as_view(), name="client-revoke"),
    path("tokens/", api.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", api.TokenRevocation.as_view(), name="token-revoke"),
    path("tokens/<uuid:token_id>/rotate/", api.TokenRotation.as_view(), name="token-rotate"),
    path("invitations/accept/", invitation_api.InvitationAcceptance.as_view(), name="invitation-accept"),
    path("audit-events/", api.AuditEventList.as_view(), name="audit-events"),
]
