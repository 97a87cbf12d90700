"""Files under the name of their own hash. The row that names one is written after the file is safely there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from .canonical import SHA256, sha256_of


class FileDamaged(Exception):
    """What lies under the hash is not what was stored there."""


def store_file(content: bytes) -> str:
    """Writes `content` once and returns its sha256; storing the same bytes again changes nothing."""
    digest = sha256_of(content)
    path = path_of(digest)
    # One that was damaged since is replaced: a row is never written on bytes that cannot be read back.
    if path.exists() and sha256_of(path.read_bytes()) == digest:
        # As new: no sweep takes it for one that nobody came to name.
        os.utime(path)
    else:
        _write(path, content)
    return digest


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """So that the name outlives a loss of power, as the bytes do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_file(digest: str) -> bytes:
    """The stored bytes, checked against their name. Raises FileDamaged."""
    if not SHA256.fullmatch(digest):
        raise FileDamaged(f"{digest[:80]!a} names no file: a SHA-256 of 64 hex digits was expected.")
    try:
        content = path_of(digest).read_bytes()
    except FileNotFoundError as error:
        raise FileDamaged(f"File {digest} is missing from the store.") from error
    except OSError as error:
        raise FileDamaged(f"File {digest} cannot be read: {error.strerror}.") from error
    if sha256_of(content) != digest:
        raise FileDamaged(f"File {digest} does not hold what was stored under that hash.")
    return content


def path_of(digest: str) -> Path:
    return Path(settings.FILES_ROOT) / digest[:2] / digest
