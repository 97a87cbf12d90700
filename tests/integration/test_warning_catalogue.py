from __future__ import annotations

import pytest
from django.test import Client

from tracker.compliance.plausibility import WarningCode

pytestmark = pytest.mark.django_db
URL = "/api/warnings/"


def test_the_published_list_holds_each_warning_with_its_meaning(client: Client) -> None:
    page = client.get(URL)
    assert page["Content-Type"].startswith("text/html")
    listed = client.get(URL, headers={"Accept": "application/json"}).json()["results"]
    assert [each["code"] for each in listed] == list(WarningCode)
    for each in listed:
        assert each["meaning"].endswith(".")
        assert each["meaning_zh"].endswith("。")
        assert f'id="{each["code"]}"' in page.content.decode()
    assert "Accept" in page["Vary"]


def test_it_is_read_and_nothing_else(client: Client) -> None:
    assert client.post(URL).status_code == 405
