"""One private server: made on first use, shared by all processes of its data folder, stopped by the last of them."""

import atexit
import fcntl
import os
import secrets
import shlex
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from crm.embedded import keeper
from crm.embedded.errors import EmbeddedError
from crm.embedded.processes import forget_dead_postmaster, postmaster_pid
from crm.embedded.tuning import server_settings

#: Time for a start that has to replay a long log after a crash, and for left-over backends to finish their statement.
START_SECONDS = 120
STOP_SECONDS = 60
LOG_BYTES = 10_000_000

ROLE = DATABASE = "crm"
SUPERUSER = "postgres"


class EmbeddedServer:
    """The server of one data folder.

    `attach()` makes and starts it where needed and counts this process as a user; `release()`, or the end of the process,
    counts it off, and whoever is last stops the server. A killed process is counted off by the kernel.
    """

    def __init__(self, data_dir: Path, *, programs: Path | None = None, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self._programs = programs
        self._users: int | None = None
        self._attached_by: int | None = None
        self._attaching = threading.Lock()

    @property
    def is_running(self) -> bool:
        return postmaster_pid(self._cluster) is not None

    @property
    def parameters(self) -> dict[str, str]:
        """What a Django database needs to connect; valid after `attach()`."""
        return {
            "HOST": str(self._socket),
            "PORT": "5432",
            "NAME": DATABASE,
            "USER": ROLE,
            "PASSWORD": self._password_file.read_text(),
        }

    def attach(self) -> None:
        """Use the server from now on. Cheap when this process, or the one it was forked from, already does."""
        with self._attaching:
            if self._users is None:
                self._attach()

    def _attach(self) -> None:
        self._prepare_folders()
        try:
            with self._locked():
                self._count_ourselves()
                self._ensure_running()
        except BaseException:
            self.release()
            raise

    def _count_ourselves(self) -> None:
        users = os.open(self._home / "users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        self._users, self._attached_by = users, os.getpid()
        atexit.register(self.release)

    def revive(self) -> bool:
        """Start the server again if it died under us; True if it had."""
        with self._locked():
            if self.is_running:
                return False
            self._ensure_running()
            return True

    def release(self) -> None:
        """Stop using the server; the last user stops it. A fork shares its parent's lock and leaves it alone."""
        if self._users is None or self._attached_by != os.getpid():
            return
        atexit.unregister(self.release)
        users, self._users = self._users, None
        try:
            with self._locked():
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
        except BlockingIOError:
            pass  # somebody else still works with it
        finally:
            os.close(users)

    # --- folders -----------------------------------------------------------------------------------------------------

    def _prepare_folders(self) -> None:
        """Work out who runs the server and where, and make what is missing."""
        try:
            self.data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._owner = keeper.owner_of(self.data_dir)
            self._user = keeper.server_user(self.data_dir)
            self._home = keeper.home_of(self.data_dir, self._user)
            self._home.mkdir(parents=True, exist_ok=True)
            self._refuse_strangers()
            self._owner.own(self._home, 0o711)
            self._log = self._folder("log")
            self._socket = keeper.socket_folder(self._home, self._user)
            self._bin = keeper.reachable_programs(self._programs or keeper.wheel_programs(), self._home, self._user)
        except PermissionError as refused:
            raise EmbeddedError(f"Cannot write to {refused.filename}. Set CRM_DATA_DIR to a folder of your own.") from refused

    def _refuse_strangers(self) -> None:
        owner = self._home.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise EmbeddedError(
                f"{self._home} belongs to user {owner}: only that user and root can use this database. "
                "Set CRM_DATA_DIR to a folder of your own."
            )

    def _folder(self, name: str) -> Path:
        folder = self._home / name
        folder.mkdir(exist_ok=True)
        return self._user.own(folder, 0o700)

    @property
    def _cluster(self) -> Path:
        return self._home / "cluster"

    @property
    def _password_file(self) -> Path:
        return self._home / "password"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One start or stop at a time."""
        lock = os.open(self._home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    # --- making ------------------------------------------------------------------------------------------------------

    def _ensure_running(self) -> None:
        for name in ("lock", "users"):
            self._owner.own(self._home / name, 0o600)
        if not (self._cluster / "PG_VERSION").exists():
            self._initialise()
        if not self.is_running:
            self._start()
        if not (self._home / "provisioned").exists():
            self._provision()

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that a killed `initdb` leaves no half of one."""
        maker = keeper.initdb_user(self._user)
        fresh = self._home / "unfinished"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        maker.own(fresh, 0o700)
        password = self._fresh_password()
        (fresh / "password").write_text(password)
        maker.own(fresh / "password", 0o600)
        self._run(
            "initdb", "--pgdata", fresh / "cluster", "--username", SUPERUSER, "--pwfile", fresh / "password",
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--lc-ctype", _character_type(),
            "--data-checksums", "--no-instructions", *([] if self.durable else ["--no-sync"]), as_user=maker,
        )  # fmt: skip
        self._give_cluster(fresh / "cluster", maker)
        (fresh / "cluster").rename(self._cluster)
        shutil.rmtree(fresh)

    def _fresh_password(self) -> str:
        password = secrets.token_urlsafe(32)
        (self._home / "provisioned").unlink(missing_ok=True)
        self._password_file.touch(mode=0o600)
        self._owner.own(self._password_file, 0o600).write_text(password)
        return password

    def _give_cluster(self, cluster: Path, maker: keeper.Keeper) -> None:
        if maker.uid != self._user.uid:
            for path in (cluster, *cluster.rglob("*")):
                os.chown(path, self._user.uid, self._user.gid, follow_symlinks=False)

    def _provision(self) -> None:
        """The program's own role, no superuser, and its database; may be repeated after a kill."""
        password = self._password_file.read_text()
        login = make_conninfo(host=str(self._socket), user=SUPERUSER, password=password, dbname="postgres")
        with psycopg.connect(login, autocommit=True) as connection:
            role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    sql.SQL("ALTER" if role else "CREATE"), sql.Identifier(ROLE), sql.Literal(password)
                )
            )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                name = sql.Identifier(DATABASE)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(ROLE)))
        (self._home / "provisioned").touch()
        self._owner.own(self._home / "provisioned", 0o600)

    # --- running -----------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Start, and again while backends of a killed server are still finishing."""
        self._refuse_other_version()
        settings = server_settings(socket=self._socket, durable=self.durable)
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        deadline = time.monotonic() + START_SECONDS
        while True:
            forget_dead_postmaster(self._cluster, self._socket)
            log = self._fresh_log()
            written = log.stat().st_size if log.exists() else 0
            try:
                self._ctl("start", "--wait", "--timeout", START_SECONDS, "--log", log, "--options", options)
                return
            except EmbeddedError:
                said = log.read_bytes()[written:].decode(errors="replace") if log.exists() else ""
                if "still in use" not in said or time.monotonic() > deadline:
                    raise EmbeddedError(f"PostgreSQL did not start. It said:\n{said.strip()[-2000:]}") from None
                time.sleep(0.5)

    def _fresh_log(self) -> Path:
        """The server's log; a long one steps aside once."""
        log = self._log / "server.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old"))
        return log

    def _refuse_other_version(self) -> None:
        made_by = (self._cluster / "PG_VERSION").read_text().strip()
        brought = self._run("postgres", "--version").split()[-1].split(".")[0]
        if made_by != brought:
            raise EmbeddedError(
                f"{self._cluster} was made by PostgreSQL {made_by}, and this program brings {brought}. "
                "Dump it with the old version and restore into a fresh data folder (docs/operations.md)."
            )

    def _stop(self) -> None:
        if self.is_running:
            try:
                self._ctl("stop", "--mode", "fast", "--wait", "--timeout", STOP_SECONDS)
            except EmbeddedError:
                self._ctl("stop", "--mode", "immediate", "--wait", "--timeout", STOP_SECONDS)
        if self._socket.parent != self._home:
            with suppress(OSError):
                self._socket.rmdir()

    def _ctl(self, verb: str, *arguments: object) -> None:
        self._run("pg_ctl", verb, "--silent", "--pgdata", self._cluster, *arguments)

    def _run(self, program: str, *arguments: object, as_user: keeper.Keeper | None = None) -> str:
        """Run one of PostgreSQL's programs as the server's user, out of reach of Ctrl-C; its words become the error's."""
        command = [str(self._bin / program), *map(str, arguments)]
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        # A file instead of a pipe: the server inherits it from pg_ctl and would keep a pipe open for ever.
        with (self._log / f"{program}.out").open("w+") as output:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False,
                cwd=self._home, env=environment, start_new_session=True, **(as_user or self._user).switch,
            )  # fmt: skip
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise EmbeddedError(f"{program} failed: {said.strip()[-2000:]}")
        return said


def _character_type() -> str:
    """UTF-8 letters for `lower()` and `ILIKE`, where the system knows them; sorting is by bytes everywhere."""
    if shutil.which("locale") is None:
        return "C"
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.lower().split()
    return "C.UTF-8" if {"c.utf8", "c.utf-8"} & set(known) else "C"
