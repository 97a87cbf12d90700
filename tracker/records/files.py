"""Files under the name of their own hash. The row that names one is written after the file is safely there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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


def store_drawn(draw: Callable[[Path], None]) -> str:
    """For a file that is too large to hold in memory: `draw` writes it to the path that it is handed. Returns its sha256."""
    # Where the sweep finds what a draft that was cut short leaves behind.
    folder = Path(settings.FILES_ROOT) / "00"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    os.close(descriptor)
    try:
        draw(Path(temporary))
        with Path(temporary).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        path_of(digest).parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(path_of(digest))
        _sync_folder(path_of(digest).parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return digest


@contextmanager
def open_file(digest: str) -> Iterator[IO[bytes]]:
    """The stored bytes as a stream, checked against their name before the first is handed out. Raises FileDamaged."""
    try:
        stream = path_of(digest).open("rb")
    except OSError as error:
        raise FileDamaged(f"File {digest} cannot be read: {error.strerror}.") from error
    with stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
            raise FileDamaged(f"File {digest} does not hold what was stored under that hash.")
        stream.seek(0)
        yield stream


def check_file(digest: str) -> None:
    with open_file(digest):
        pass


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
