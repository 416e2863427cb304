"""`python manage.py demo_token`: prints the integration token of the demo, on the last line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.building import DemoRefused
from demo.token import demo_token


class Command(BaseCommand):
    help = "Print the demo's integration token: all teams, all scopes. The same on every call while it is valid."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            secret = demo_token(at=timezone.now())
        except DemoRefused as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(secret)
