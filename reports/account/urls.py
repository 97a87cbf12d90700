from django.urls import path

from . import invitation, people, tokens

app_name = "account"

urlpatterns = [
    path("", people.Home.as_view(), name="home"),
    path("login/", people.LogIn.as_view(), name="login"),
    path("logout/", people.LogOut.as_view(), name="logout"),
    path("password/", people.Password.as_view(), name="password"),
    path("invitation/<str:secret>/", invitation.AcceptInvitation.as_view(), name="invitation"),
    path("clients/", tokens.AddClient.as_view(), name="add-client"),
    path("clients/<uuid:client_id>/revoke/", tokens.RevokeClient.as_view(), name="revoke-client"),
    path("clients/<uuid:client_id>/tokens/", tokens.IssueToken.as_view(), name="issue-token"),
    path("tokens/<uuid:token_id>/rotate/", tokens.RotateToken.as_view(), name="rotate-token"),
    path("tokens/<uuid:token_id>/revoke/", tokens.RevokeToken.as_view(), name="revoke-token"),
]
