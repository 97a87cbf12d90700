from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "tracker.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        # Permissions come into being app by app after a migration; each round grants what exists by then.
        post_migrate.connect(_grant, dispatch_uid="access.grant_roles")


def _grant(*, using: str, **kwargs: Any) -> None:
    from .roles import grant_roles

    grant_roles(using=using)
