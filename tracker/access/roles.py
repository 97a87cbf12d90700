"""The staff roles and what each may do. Rooms above are named by string, so that nothing here imports them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    ANALYST = "Analyst"
    AUDITOR = "Auditor"
    ADMINISTRATOR = "Administrator"


READ = frozenset(
    {
        "access.view_party",
        "access.view_apiclient",
        "access.view_contact",
        "commitments.view_commitment",
        "commitments.view_commitmentversion",
        "commitments.view_enrolment",
        "commitments.view_measurement",
        "records.view_auditevent",
        "records.view_heartbeat",
        "records.view_outboxentry",
        "recycling.view_ledgerentry",
        "reports.view_compliancereport",
        "reports.view_reportrun",
        "reports.view_reportschedule",
        "suppliers.view_bulkfile",
        "suppliers.view_correctiveactionplan",
        "suppliers.view_decision",
        "suppliers.view_digest",
        "suppliers.view_emissionsreport",
        "suppliers.view_notice",
        "suppliers.view_revision",
        "suppliers.view_supplier",
        "suppliers.view_waiver",
    }
)
ANALYST = READ | {
    "access.add_contact",
    "access.add_invitation",
    "access.change_contact",
    "commitments.add_measurement",
    "recycling.add_ledgerentry",
    "reports.issue_compliancereport",
    "suppliers.add_bulkfile",
    "suppliers.add_correctiveactionplan",
    "suppliers.add_planclosure",
    "suppliers.add_plandecision",
    "suppliers.add_revisionevidence",
    "suppliers.add_waiver",
    "suppliers.decide_revision",
}
ADMINISTRATOR = ANALYST | {
    "access.add_apiclient",
    "access.change_apiclient",
    "access.add_party",
    "access.change_party",
    "access.add_user",
    "access.change_user",
    "access.view_user",
    "commitments.add_enrolment",
    "commitments.change_enrolment",
    "records.change_outboxentry",
    "reports.add_reportschedule",
    "reports.change_reportschedule",
    "suppliers.add_supplier",
    "suppliers.change_supplier",
}

PERMISSIONS: Mapping[Role, frozenset[str]] = {Role.ANALYST: ANALYST, Role.AUDITOR: READ, Role.ADMINISTRATOR: ADMINISTRATOR}


def grant_roles(*, using: str) -> None:
    """Makes the role groups hold exactly what stands above."""
    from django.contrib.auth.models import Group, Permission

    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([existing[name] for name in names if name in existing])
