"""An owner without any privilege beyond its database, as a hosted PostgreSQL gives one, and an application role beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.house import connection_arguments, drop_databases
from tests.snippets import read_snippets
from tracker.local import CHECKOUT, var_folder

PAGE = CHECKOUT / "docs/how-to/own-servers.md"
NAME = f"plain_{var_folder().name}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}".replace("-", "_")
OWNER, APPLICATION = f"{NAME}_owner", f"{NAME}_app"

Manage = Callable[..., subprocess.CompletedProcess[str]]


def address(role: str) -> str:
    known = settings.DATABASES["owner"]
    host = str(known["HOST"]).replace("/", "%2F")
    port = f":{known['PORT']}" if known.get("PORT") else ""
    return f"postgresql://{role}:secret@{host}{port}/{NAME}"


@pytest.fixture(scope="module")
def manage(static_files: None) -> Iterator[Manage]:
    """The page's own statements, with names that no other run has, and `manage.py` in the environment that it asks for."""
    (statements,) = [snippet.code for snippet in read_snippets(PAGE) if snippet.language == "sql"]
    names = {"pledgekeeper_owner": OWNER, "pledgekeeper_app": APPLICATION, "DATABASE pledgekeeper ": f"DATABASE {NAME} "}
    for written, own in {**names, "choose one": "secret", "choose another": "secret"}.items():
        statements = statements.replace(written, own)
    with psycopg.connect(**connection_arguments("postgres"), autocommit=True) as superuser:
        for statement in statements.split(";\n"):
            superuser.execute(statement)

        def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
            own = {"DATABASE_URL": address(APPLICATION), "DATABASE_OWNER_URL": address(OWNER)}
            environment = os.environ | own | {"PLEDGEKEEPER_VAR": str(var_folder() / NAME)} | environ
            command = [sys.executable, str(CHECKOUT / "manage.py"), *arguments]
            return subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)

        yield run
        drop_databases(NAME)
        for role in (OWNER, APPLICATION):
            superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_the_page_holds_for_an_ordinary_owner(manage: Manage) -> None:
    for arguments in (
        ("migrate", "-v0"), ("migrate", "-v0"), ("signing_key", "--if-none"), ("check", "--database", "default"),
        ("load_example",), ("audit_checkpoint",),
    ):  # fmt: skip
        done = manage(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
    verified = manage("audit_verify")
    assert verified.stdout.startswith("No fault found in "), verified.stdout
    with psycopg.connect(address(APPLICATION)) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("UPDATE records_auditchain SET sequence = 0")
    with psycopg.connect(address(OWNER)) as owner:
        # Forced: even the owner sees nothing without saying as whom.
        row = owner.execute("SELECT count(*) FROM access_party").fetchone()
        assert row == (0,)


def test_the_owner_is_no_role_for_the_application(manage: Manage) -> None:
    refused = manage("check", "--database", "default", DATABASE_URL=address(OWNER))
    assert refused.returncode == 1
    assert "logs in as the owner of the tables" in refused.stderr
