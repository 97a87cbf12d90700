"""Where the server is and who asks, from the environment: a token on a command line would stand in its history."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

URL, TOKEN = "PLEDGEKEEPER_URL", "PLEDGEKEEPER_TOKEN"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotConfigured(Exception):
    """One sentence: what is missing or wrong, and what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    url: str
    token: str | None = None


def read_settings(*, needs_token: bool = True) -> Settings:
    url, token = os.environ.get(URL, ""), os.environ.get(TOKEN) or None
    if not url:
        raise NotConfigured(f"{URL} is not set. Set it to the server's address, such as https://pledgekeeper.example.")
    check_url(url)
    if needs_token and token is None:
        raise NotConfigured(f"{TOKEN} is not set. Set it to the token of your API client.")
    return Settings(url.rstrip("/"), token)


def check_url(url: str) -> None:
    """A token that travels unencrypted is everybody's, so only this machine is asked over http."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise NotConfigured(f"{url} is no address to send a token to. Use one that begins with https://.")
