"""The oldest PostgreSQL that is supported answers like the one that the program brings."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from crm.embedded import EmbeddedServer
from tests.crm.servers import ON_THE_OLDEST_SERVER_TOO, open_folder

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(2400)  # hundreds of tests in one
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="this run has a server of its own choice")
def test_everything_marked_pg15_passes_on_postgresql_15():
    if not PROGRAMS.is_dir():
        pytest.skip(f"{PROGRAMS} is missing: apt-get install postgresql-15 brings it")
    with open_folder() as folder:
        server = EmbeddedServer(folder, programs=PROGRAMS, durable=False)
        server.attach()
        login = server.parameters
        url = f"postgresql://{login['USER']}:{login['PASSWORD']}@/{login['NAME']}?host={quote(login['HOST'], safe='')}"

        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "pg15", "-p", "no:cacheprovider", "tests/crm", *ON_THE_OLDEST_SERVER_TOO],
            cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        server.release()

    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]


@pytest.mark.pg15
@pytest.mark.django_db
def test_the_server_is_recent_enough():
    from django.core.checks import Tags, run_checks

    assert run_checks(databases=["default"], tags=[Tags.database]) == []
