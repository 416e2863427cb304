"""Django's PostgreSQL engine on the private server: attached at the first connection, not when settings are read."""

from pathlib import Path
from typing import Any

from django.conf import settings

from crm.database import base
from crm.embedded.server import EmbeddedServer

_servers: dict[Path, EmbeddedServer] = {}


def server() -> EmbeddedServer:
    """The server of `settings.DATA_DIR`, one object a process."""
    folder = Path(settings.DATA_DIR)
    return _servers.setdefault(folder, EmbeddedServer(folder, durable=settings.EMBEDDED_DURABLE))


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        server().attach()
        own_name = self.settings_dict["NAME"]  # tests work in a database of their own, `postgres` is asked for with None
        self.settings_dict.update(server().parameters | {"NAME": own_name})
        return super().get_connection_params()
