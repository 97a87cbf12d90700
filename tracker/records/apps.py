from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "tracker.records"
    label = "records"
    verbose_name = "Operations"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers itself

        # Sent when the tables of all apps are there.
        post_migrate.connect(_grant, sender=self, dispatch_uid="records.grant_application")


def _grant(*, using: str, **kwargs: Any) -> None:
    from .grants import grant_application

    grant_application(using=using)
