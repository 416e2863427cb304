"""One JSON object a line on standard error, tracebacks included: what a person greps and a log store reads."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

#: What every record has anyway; the rest came in by `extra=`.
PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JSONLines(logging.Formatter):
    """Time, level, logger, message, whatever came in by `extra=`, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        entry |= {name: _plain(value) for name, value in vars(record).items() if name not in PLAIN}
        if record.exc_info and record.exc_info[1]:
            entry["traceback"] = "".join(traceback.format_exception(record.exc_info[1]))
        return json.dumps(entry, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    """Requests and sockets become their names; numbers and texts stay."""
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def logging_config(*, level: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`; without it Django drops the traceback of a 500 when DEBUG is off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JSONLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own default config sends these elsewhere and stops them there.
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},  # a refusal is an answer, not an event
            "procrastinate": {"level": "WARNING" if level == "INFO" else level},
        },
    }
