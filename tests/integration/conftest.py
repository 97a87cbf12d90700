from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from suppliers.models import Revision
from tests.callers import Caller
from tests.restating import REPLAY, add_bound_party
from tests.world import ACTOR, add_goal, add_mandate, add_supplier_party, submit, utc_now
from tracker.access.actions import add_client, issue_token
from tracker.access.models import Party, User
from tracker.access.roles import Role
from tracker.commitments.models import Commitment
from tracker.records.models import SigningKey
from tracker.records.signing import add_signing_key


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """Where files and keys lie, for this test alone."""
    settings.FILES_ROOT, settings.SIGNING_KEYS = tmp_path / "files", tmp_path / "keys"
    return tmp_path / "files"


@pytest.fixture
def signing_key(store: Path, db: None) -> SigningKey:
    """Whoever files over REST gets a receipt, which has to be signed."""
    return add_signing_key(actor=ACTOR)


@pytest.fixture
def mandate(db: None) -> Commitment:
    return add_mandate()


@pytest.fixture
def goal(db: None) -> Commitment:
    return add_goal()


@pytest.fixture
def supplier(mandate: Commitment) -> Party:
    return add_supplier_party("Amberlin Semiconductor", mandate, name_local="琥琳半导体")


@pytest.fixture
def stranger(mandate: Commitment) -> Party:
    return add_supplier_party("Brackwater Microfab", mandate)


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    def make(role: Role | None, username: str | None = None, **options: Any) -> User:
        user = User.objects.create_user(
            username or str(role or "nobody").lower(), password="a long enough one", is_staff=True, **options
        )
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def analyst(make_user: Callable[..., User]) -> User:
    return make_user(Role.ANALYST)


@pytest.fixture
def connect(signing_key: SigningKey) -> Callable[[Party | None], APIClient]:
    """A REST client of a party, or of the programme's reader when there is none."""

    def connect_as(party: Party | None) -> APIClient:
        client = add_client(actor=ACTOR, party=party, name=f"client of {party}")
        secret = issue_token(actor=ACTOR, client=client, now=utc_now())
        rest = Caller()
        rest.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return rest

    return connect_as


@pytest.fixture
def replay(mandate: Commitment) -> Commitment:
    """A mandate whose years are over, beside the founding one."""
    return add_mandate(REPLAY)


@pytest.fixture
def bound(replay: Commitment) -> Party:
    """Base year 2018, assessed from 2019 to 2021."""
    return add_bound_party(replay)


@pytest.fixture
def doubted(supplier: Party) -> Revision:
    """It has the warning that `conversing.REPLY` answers."""
    return submit(supplier, electricity_mwh=Decimal(60))
