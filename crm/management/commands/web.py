import logging
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from crm import attendance
from crm.web import WebServer

logger = logging.getLogger("crm.web")


class Command(BaseCommand):
    help = "Serve the API and the front end with gunicorn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
        parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")
        parser.add_argument("--end-with", type=int, metavar="PID", help="end when this parent process ends")

    def handle(self, *args: Any, workers: int, threads: int, end_with: int | None, **options: Any) -> None:
        self._check_database()
        if end_with:
            attendance.end_with(end_with)
        WebServer(workers=workers, threads=threads).run()

    def _check_database(self) -> None:
        """Demo people must not open a production. An absent database is no reason not to start: requests get a 503 until then."""
        try:
            self.check(databases=["default"], tags=[Tags.database])
        except OperationalError:
            logger.warning("the database does not answer yet")
