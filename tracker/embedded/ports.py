"""Where the web process listens, checked before anything is started."""

from __future__ import annotations

import errno
import socket

from tracker.embedded.processes import LaunchError

EXAMPLE = "make run PORT=8000"


def read_port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 0 < port < 65536:
        raise LaunchError(f"{text!r} is no port; expected a whole number from 1 to 65535, as in: {EXAMPLE}")
    return port


def require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise LaunchError(_refusal(error, host, port)) from error


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is not free; choose another: make run PORT={port + 1 if port < 65535 else 8000}"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} may not be used by this user, as low numbers are root's; choose a higher one: {EXAMPLE}"
    return f"Nothing can listen at {host} ({error.strerror}); name an address of this machine, as in: --host 127.0.0.1"
