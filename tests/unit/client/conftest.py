from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.client.scripted import Script, scripted


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """Named by the environment, as for somebody who types."""
    with scripted() as script:
        monkeypatch.setenv("PLEDGEKEEPER_URL", script.url)
        monkeypatch.setenv("PLEDGEKEEPER_TOKEN", "pledge_abc")
        yield script
