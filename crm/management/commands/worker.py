import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from crm import attendance
from crm.jobs import run_worker


class Command(BaseCommand):
    help = "Work off background jobs, and put the jobs of killed workers back into the queue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (default 2)")
        parser.add_argument("--end-with", type=int, metavar="PID", help="end when this parent process ends")

    def handle(self, *args: Any, concurrency: int, end_with: int | None, **options: Any) -> None:
        if end_with:
            attendance.end_with(end_with)
        asyncio.run(run_worker(concurrency=concurrency))
