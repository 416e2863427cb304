"""The private server's settings: modest on a small machine, enough for a million accounts."""

import os
from collections.abc import Mapping
from pathlib import Path

MB = 1 << 20

#: Any setting can be given in the environment: `CRM_PG_SHARED_BUFFERS=2GB` sets `shared_buffers`.
PREFIX = "CRM_PG_"


def server_settings(*, socket: Path, durable: bool, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Settings by name. `durable=False` is for tests: a crash may cost the data."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    settings = {
        "shared_buffers": f"{min(max(memory // 16, 64 * MB), 1024 * MB) // MB}MB",
        "effective_cache_size": f"{memory // 2 // MB}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "gin_pending_list_limit": "1MB",  # a search reads that list too, and who fills it waits
        "max_connections": "60",
        "random_page_cost": "1.1",
        "jit": "off",  # compiles for longer than our statements run
        "wal_level": "minimal",  # no replica, so that a bulk load into a fresh table skips the log
        "max_wal_senders": "0",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_lock_waits": "on",
        "log_checkpoints": "off",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # A vacuum that meets a test's uncommitted rows would tell the planner that the table is empty.
        settings |= {"autovacuum": "off"}
    settings |= {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX) and value}
    return settings | {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
    }
