"""Whose rows somebody sees."""

from __future__ import annotations

from tracker.records.tenancy import NOBODY, PROGRAMME, Tenant

from .models import ApiClient, ClientScope, User


def tenant_of(somebody: User | ApiClient) -> Tenant:
    if isinstance(somebody, ApiClient):
        return PROGRAMME if somebody.scope == ClientScope.PROGRAMME_READER else somebody.party_id or NOBODY
    if not somebody.is_active:
        return NOBODY
    return PROGRAMME if somebody.is_staff else somebody.party_id or NOBODY
