"""The private PostgreSQL: our own start, stop and lock around the binaries of a wheel; nothing listens on the network.

As a Django database engine (`ENGINE = "crm.embedded"`, see `base.py`) it starts with the first connection of a process
and stops with the last process that used it, however that one ended: the count of users is a file lock, which the
kernel takes back from a killed process.
"""

from crm.embedded.errors import EmbeddedError
from crm.embedded.server import EmbeddedServer

__all__ = ["EmbeddedError", "EmbeddedServer"]
