"""CPU time of a server's processes and of PostgreSQL's, as the kernel accounts it: steady where the wall clock swings."""

import psutil
from django.db import connection


def postmaster() -> psutil.Process:
    """The process above our backend; the benchmark needs a server on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        parent = psutil.Process(pid).parent()
    except psutil.NoSuchProcess:
        parent = None
    if parent is None or "postgres" not in parent.name():
        raise SystemExit("The CPU of the database can only be measured when PostgreSQL runs on this machine.")
    return parent


def cpu_seconds(root: psutil.Process) -> float:
    """Of the process, its living descendants, and those that it has buried."""
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        total += times.children_user + times.children_system if process == root else 0
    return total


def rss_mb(root: psutil.Process) -> float:
    """Of the workers: what each holds, shared pages counted in each."""
    return sum(process.memory_info().rss for process in root.children(recursive=True)) / 2**20


def pss_mb(root: psutil.Process) -> float:
    return sum(process.memory_full_info().pss for process in root.children(recursive=True)) / 2**20
