"""Where this checkout keeps its own state: `var/`, its sockets, its secret. Standard library only: settings import it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

# sun_path holds 108 bytes with its closing NUL, and ".s.PGSQL.5432.lock" must fit behind the folder.
LONGEST_SOCKET_FOLDER = 85

# libpq splits its host at commas, and the broker's address is a URL, where spaces, percent and number signs mean something.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 12
SAMPLE = re.compile(r"django-insecure|change.?me|your.?secret|example|sample|secret.?key", re.IGNORECASE)


def var_folder() -> Path:
    """The folder of everything that this installation writes; `PLEDGEKEEPER_VAR` moves it."""
    return Path(os.environ.get("PLEDGEKEEPER_VAR") or CHECKOUT / "var").resolve()


def socket_folder(var: Path | None = None) -> Path:
    """Where the embedded servers listen: in `var/`, or in the temporary folder when no socket can have that path."""
    folder = (var or var_folder()) / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(os.fspath(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"pledgekeeper-{digest}"


def forget_other_servers() -> None:
    """The person's PGPORT, PGTZ, PGSERVICE and their like mean another PostgreSQL than the one under `var/`."""
    for name in [name for name in os.environ if re.fullmatch("PG[A-Z]+", name)]:
        del os.environ[name]


def fault_of_secret_key(key: str) -> str | None:
    """A sentence when the key is short enough to be guessed, or was copied from an example."""
    if len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_CHARACTERS:
        return f"SECRET_KEY is too easy to guess; it needs at least {SHORTEST_SECRET} random characters."
    if SAMPLE.search(key):
        return "SECRET_KEY looks like a sample; make one of your own: at least 50 random characters."
    return None


def local_secret_key() -> str:
    """The secret of this installation, made once and kept readable by its owner only."""
    path = var_folder() / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, however full the disk is, and only by the first of those who start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}.", encoding="ascii") as draft:
        draft.write(text)
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
