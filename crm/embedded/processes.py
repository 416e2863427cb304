"""Whether the server that `postmaster.pid` names is really there: a pid may be a zombie's, or somebody else's by now."""

import subprocess
from pathlib import Path


def postmaster_pid(cluster: Path) -> int | None:
    """The pid of the live server of this data folder; None when there is none, whatever a left-over file says."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _serves(pid, cluster) else None


def forget_dead_postmaster(cluster: Path, socket: Path) -> None:
    """Remove lock files that would keep PostgreSQL from starting although their process is dead or a stranger's.

    PostgreSQL itself takes a zombie for alive, and where nobody reaps, as in many containers, it stays one. Safe, because
    left-over backends are still found by their shared memory, and the start is then refused.
    """
    if postmaster_pid(cluster) is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        for leftover in socket.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    if not Path("/proc/self/stat").exists():
        return _serves_by_ps(pid)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _serves_by_ps(pid: int) -> bool:
    """Without /proc (macOS) the program's name has to do."""
    answer = subprocess.run(["ps", "-o", "state=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, command = answer.stdout.strip().partition(" ")
    return bool(state) and not state.startswith("Z") and "postgres" in command
