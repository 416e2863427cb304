"""Private servers for tests that need one of their own."""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.embedded.processes import postmaster_pid

FOLDER_PREFIX = "crm-test-"

#: Where most of our own SQL is asked: these also run on PostgreSQL 15 (see tests/crm/test_postgres15.py).
ON_THE_OLDEST_SERVER_TOO = (
    "tests/accounts/test_search.py",
    "tests/api/test_sync_changes.py",
    "tests/tiers/test_review.py",
    "tests/visits/test_queries.py",
)


@contextmanager
def open_folder() -> Iterator[Path]:
    """The path of a data folder that the server's user may walk to, unlike pytest's own when root runs it."""
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    folder.chmod(0o711)
    try:
        yield folder / "data"
    finally:
        if leftover := postmaster_pid(folder / "data" / "postgres" / "cluster"):
            os.kill(leftover, signal.SIGQUIT)
        shutil.rmtree(folder)


def sweep_abandoned(*, older_than_seconds: float = 3600) -> None:
    """Stop and remove what killed test runs have left behind; nobody holds the lock of theirs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        if _age(folder) > older_than_seconds and _is_abandoned(folder / "postgres" / "users"):
            if leftover := postmaster_pid(folder / "postgres" / "cluster"):
                os.kill(leftover, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    """In seconds; a folder that another run has just removed has none."""
    with contextlib.suppress(FileNotFoundError):
        return time.time() - folder.stat().st_mtime
    return 0.0


def _is_abandoned(users: Path) -> bool:
    try:
        with users.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
