"""Pages as a browser would send them back."""

from __future__ import annotations

import html
import re

from django.test import Client

_INITIAL = re.compile(r'<input type="hidden" name="(initial-[^"]+)"(?: value="([^"]*)")?')


def initials_of(client: Client, address: str) -> dict[str, list[str]]:
    """What a form of the admin said when it was drawn; the browser sends it along with what was changed."""
    found: dict[str, list[str]] = {}
    for name, value in _INITIAL.findall(client.get(address).content.decode()):
        found.setdefault(name, []).append(html.unescape(value))
    assert found
    return found
