"""The pages of docs/ as the product serves them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client, override_settings

from tests.snippets import read_snippets
from tracker.api.guides import DOCS, GUIDES, WRITTEN_ADDRESS

# They are drawn without a database, whose tests bring these files otherwise.
pytestmark = pytest.mark.usefixtures("static_files")
BLOCK = re.compile(r'<pre><code class="language-(\w+)">(.*?)</code></pre>', re.S)


def read(client: Client, slug: str) -> str:
    answer = client.get(f"/api/docs/{slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_shows_every_snippet_as_it_is_tested(client: Client, slug: str) -> None:
    written = [(each.language, each.code) for each in read_snippets(DOCS / GUIDES[slug].path) if each.language != "step"]
    with override_settings(PUBLIC_URL=WRITTEN_ADDRESS):
        page = read(client, slug)
    assert [(language, html.unescape(code)) for language, code in BLOCK.findall(page)] == written
    assert "<h1 id=" in page
    assert "<!--" not in page.partition("<main>")[2]


def test_a_snippet_bears_the_address_of_this_installation(client: Client) -> None:
    with override_settings(PUBLIC_URL="https://pledges.example"):
        page = read(client, "submit-by-rest")
    assert "curl -sS https://pledges.example/api/v1/emissions-reports/" in page
    assert WRITTEN_ADDRESS not in page


@pytest.mark.parametrize("slug", GUIDES)
def test_every_link_between_guides_leads_somewhere(client: Client, slug: str) -> None:
    body = read(client, slug).partition("<main>")[2]
    for target in re.findall(r'href="([^"]+)"', body):
        place, _, anchor = target.partition("#")
        reached = client.get(place) if place.startswith("/") else None
        assert reached is None or reached.status_code == 200, target
        page = reached.content.decode() if reached else body
        assert not anchor or f'id="{anchor}"' in page, target


def test_what_is_no_guide_is_not_found(client: Client) -> None:
    for slug in ("nothing", "security", "own-servers"):
        assert client.get(f"/api/docs/{slug}/").status_code == 404
