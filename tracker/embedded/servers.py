"""The servers that this machine must bring along: those whose address the environment does not name."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.embedded.postgres import Postgres
from tracker.embedded.server import Server
from tracker.embedded.valkey import Valkey


def needed_servers(var: Path, *, durable: bool = True) -> list[Server]:
    postgres: list[Server] = [] if os.environ.get("DATABASE_URL") else [Postgres(var, durable=durable)]
    valkey: list[Server] = [] if os.environ.get("REDIS_URL") else [Valkey(var, durable=durable)]
    return postgres + valkey


def stop_servers(servers: list[Server]) -> None:
    for server in reversed(servers):
        server.stop()
