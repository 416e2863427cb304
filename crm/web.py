"""gunicorn, told what suits this program: few processes with threads, loaded once and then forked."""

import ctypes
import gc
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

GRACEFUL_SECONDS = 20
M_ARENA_MAX = -8  # malloc.h of glibc


class RootLogger(Logger):
    """gunicorn's own words go where all others go: one JSON object a line (`crm.logs`). Requests are the proxy's to log."""

    def setup(self, cfg: Any) -> None:
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.disabled = True


class WebServer(BaseApplication):
    """One master that holds the loaded program, and workers that share its memory."""

    def __init__(self, *, workers: int, threads: int) -> None:
        self._workers, self._threads = workers, threads
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._choices().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        limit_statements(settings.STATEMENT_SECONDS)
        from crm.wsgi import application

        return application

    def _choices(self) -> dict[str, Any]:
        return {
            "bind": f"{settings.LISTEN_ON}:{settings.PORT}",
            "workers": self._workers,
            "threads": self._threads,
            "worker_class": "gthread",
            "preload_app": True,
            "when_ready": share_memory,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": GRACEFUL_SECONDS,
            "forwarded_allow_ips": settings.PROXIES,
            "logger_class": RootLogger,
            "control_socket_disable": True,  # it would lie in the home directory
            "worker_tmp_dir": settings.HEARTBEAT_DIR,
        }


def limit_statements(seconds: int) -> None:
    """A request's statement ends by itself; commands and jobs, which share the settings, are not limited."""
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c statement_timeout={seconds}s -c lock_timeout={seconds}s".strip()


def share_memory(_arbiter: object) -> None:
    """Before the workers are forked: no connection may be shared, and no garbage collection may copy what they share."""
    connections.close_all()
    keep_one_heap()
    gc.collect()
    gc.freeze()


def keep_one_heap() -> None:
    """Threads that take turns at one lock gain nothing from a heap each; what one frees, the others cannot use."""
    with suppress(AttributeError):  # a C library without heaps by thread
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
