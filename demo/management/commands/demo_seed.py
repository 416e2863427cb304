"""`python manage.py demo_seed`: makes the demo world, once."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.building import DemoExists, DemoRefused, World, build_world


class Command(BaseCommand):
    help = "Make the demo world: invented people, customers, orders and visits around today. A second run does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        try:
            world = build_world(at=timezone.now(), progress=lambda words: self.stdout.write(f"  demo: {words} …"))
        except DemoExists:
            self.stdout.write("The demo world is there already; nothing was done.")
        except DemoRefused as refusal:
            raise CommandError(refusal.detail) from refusal
        else:
            self.stdout.write(f"Demo world made in {monotonic() - started:.0f} s: {_sentence(world)}.")


def _sentence(world: World) -> str:
    return (
        f"{world.teams} teams, {world.people} people, {world.external_accounts} customers with {world.contacts} contacts, "
        f"{world.internal_accounts} steps of our own process, {world.orders} orders, {world.routes} routes, {world.visits} visits, "
        f"{world.promises} promises"
    )
