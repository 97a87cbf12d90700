from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.inviting import add_person, invited, post_to
from tests.postbox import Postbox, open_postbox
from tracker.access.models import (
    Contact,
    Party,
    User,
)  # fmt: skip
from tracker.records.models import SigningKey


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with open_postbox() as postbox:
        post_to(settings, postbox.url)
        yield postbox


@pytest.fixture
def contact(supplier: Party, signing_key: SigningKey) -> Contact:
    return add_person(supplier)


@pytest.fixture
def link(postbox: Postbox, contact: Contact, analyst: User) -> str:
    return invited(postbox, contact, analyst)[0]
