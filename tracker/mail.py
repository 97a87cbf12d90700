"""How mail leaves, by one address such as `smtp://user:password@mail.example.org:587`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

FILES = "django.core.mail.backends.filebased.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# Three answers of a server that hangs still end well before a worker's lease.
TIMEOUT_SECONDS = 20


def mail_settings(address: str, var: Path) -> dict[str, Any]:
    """Django's EMAIL_ settings. Without an address each mail is written to a file. Raises ValueError with a sentence."""
    if not address:
        return {"EMAIL_BACKEND": FILES, "EMAIL_FILE_PATH": var / "mail"}
    try:
        url = urlsplit(address)
        port = url.port or PORTS[url.scheme]
    except (ValueError, KeyError):
        raise ValueError(_EXPECTED) from None
    if not url.hostname or url.path not in ("", "/") or url.query or url.fragment:
        raise ValueError(_EXPECTED)
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }


# It may hold a password, so that it is not repeated.
_EXPECTED = "EMAIL_URL is no address of a mail server; one like smtps://user:password@mail.example.org:465 was expected."
