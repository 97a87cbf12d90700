from typing import Any

import structlog
from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_migrate
from django.db.transaction import atomic
from django.http import HttpRequest

from tracker.records.tenancy import PROGRAMME, seeing

log = structlog.get_logger()


class AccessConfig(AppConfig):
    name = "tracker.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        # Permissions come into being app by app after a migration; each round grants what exists by then.
        post_migrate.connect(_grant, dispatch_uid="access.grant_roles")
        user_login_failed.connect(_note_failure, dispatch_uid="access.login_failed")


def _grant(*, app_config: AppConfig, using: str, **kwargs: Any) -> None:
    from django.contrib.auth.management import create_permissions

    from .roles import grant_roles

    # Django makes them after this, since its own app comes later.
    create_permissions(app_config, verbosity=0, using=using)
    grant_roles(using=using)


def _note_failure(*, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Whom it was about, by id: what was typed as a name may have been a password."""
    from .models import User

    with atomic(), seeing(PROGRAMME):
        known = User.objects.filter(username=credentials.get("username") or "").values_list("pk", flat=True).first()
    path = request.path if request else None
    log.warning("access.login_failed", path=path, who="nobody known" if known is None else f"USER {known}")
