"""As whom PostgreSQL runs. It refuses to run as root, and its initialization wants a user that has a name."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tracker.embedded.processes import LaunchError


@dataclass(frozen=True, kw_only=True)
class Identity:
    prefix: tuple[str, ...] = ()
    owner: int | None = None

    def own(self, folder: Path) -> None:
        """PostgreSQL insists that its data belongs to the user it runs as."""
        if self.owner is None or not folder.exists() or folder.stat().st_uid == self.owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner, -1, follow_symlinks=False)


def choose_identity(program: Path, data: Path) -> Identity:
    """The first identity that reaches both the program and the folder of the data."""
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Identity()
    for identity in _candidates(data):
        if _works(identity, program, data.parent):
            return identity
    raise LaunchError(
        "PostgreSQL does not run as root, and neither a user namespace (unshare) nor another user (setpriv) is allowed here; "
        "run this as an ordinary user, or point DATABASE_URL at a PostgreSQL of your own."
    )


def _candidates(data: Path) -> list[Identity]:
    nobody = pwd.getpwnam("nobody")
    namespace = ("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
    own = Identity(prefix=namespace, owner=os.geteuid())
    made_by = data.stat() if data.exists() else None
    if made_by is None or made_by.st_uid == os.geteuid():
        return [own, *_others(nobody.pw_uid, nobody.pw_gid)]
    return [*_others(made_by.st_uid, nobody.pw_gid), own]


def _others(uid: int, gid: int) -> list[Identity]:
    changed = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    # A checkout below a closed home directory: only with this capability does another user get through.
    reaching = (*changed, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return [Identity(prefix=prefix, owner=uid) for prefix in (reaching, changed)]


def _works(identity: Identity, program: Path, folder: Path) -> bool:
    trial = [
        *identity.prefix,
        "/bin/sh",
        "-c",
        'test "$(id -u)" -ne 0 && test -x "$0" && test -x "$1"',
        str(program),
        str(folder),
    ]
    try:
        return subprocess.run(trial, capture_output=True, check=False, timeout=20).returncode == 0
    except OSError:
        return False


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
