"""Builds the demo world once."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Account, Contact, Order, Promise
from crm.errors import DomainError
from crm.models import Team, User
from demo.building import (
    campaigns,
    catalogue,
    company,
    cycles,
    duties,
    goodwill,
    groups,
    handovers,
    insight,
    ledger,
    notebook,
    own_fields,
    papers,
    projects,
    relations,
    roads,
    service,
    staff,
    steering,
    twins,
    worth,
)
from demo.building.setting import Progress, Setting
from demo.people import PEOPLE
from demo.shops import draw_shops
from visits.models import Route, Visit

#: Two seeds at once queue for this lock, and the second one finds the work done.
SEED_LOCK = 0x64656D6F


class DemoRefused(DomainError):
    """Not here: people with a public password have no place in this database."""

    code = "demo_refused"


class DemoExists(DomainError):
    """The demo world is there already."""

    code = "demo_exists"


@dataclass(frozen=True, slots=True)
class World:
    """How much of everything the demo holds."""

    teams: int
    people: int
    external_accounts: int
    internal_accounts: int
    contacts: int
    orders: int
    routes: int
    visits: int
    promises: int


def demo_teams() -> QuerySet[Team]:
    return Team.objects.filter(is_demo=True).order_by("name")


@transaction.atomic
def build_world(*, at: datetime, progress: Progress = lambda _: None) -> World:
    """Make the demo as of `at`. Raises `DemoExists` the second time, `DemoRefused` where it does not belong."""
    _require_place()
    setting = Setting(at, draw_shops())
    progress("people, streets and villages")
    staff.open_teams(setting)
    notebook.draw_map(setting)
    progress(f"{len(setting.shops)} customers and the people in them")
    own_fields.define_own_fields(setting)
    own_fields.save_views(setting)
    notebook.open_customers(setting)
    notebook.introduce_people(setting)
    company.open_company(setting)
    service.serve_each_other(setting)
    progress("eighteen months of orders")
    orders = ledger.keep_books(setting)
    projects.register_projects(setting)
    groups.form_groups(setting)
    twins.rule_the_pool(setting)
    twins.write_down_twice(setting)
    progress("tiers, month by month")
    steering.review_history(setting)
    steering.decide_apart(setting)
    catalogue.offer_services(setting)
    progress("routes, visits and promises")
    duties.define_types(setting)
    roads.lay_routes(setting)
    roads.make_visits(setting, orders)
    duties.ask_about_products(setting)
    duties.switch_talks(setting)
    roads.keep_word(setting)
    cycles.keep_hours(setting)
    progress("what was learned of them")
    insight.write_down(setting)
    relations.tend_relations(setting)
    goodwill.give_goodwill(setting)
    goodwill.report_what_happened(setting)
    goodwill.claim_without_ground(setting)
    papers.file_papers(setting)
    handovers.hand_over(setting)
    progress("loyalty and worth")
    worth.collect_evidence(setting)
    worth.appraise_all(setting)
    campaigns.run_campaigns(setting)
    cycles.ask_for_plan(setting)
    return _count(setting)


def _require_place() -> None:
    if settings.IN_PRODUCTION:
        raise DemoRefused("CRM_ENV is production: the demo's people have a public password and are not made here.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEED_LOCK])
    if demo_teams().exists():
        raise DemoExists("The demo is there already.")
    taken = User.objects.filter(username__in=[person.username for person in PEOPLE]).values_list("username", flat=True)
    if taken:
        raise DemoRefused(f"This database has people of its own called {', '.join(sorted(taken))}: the demo stays out of it.")


def _count(setting: Setting) -> World:
    teams = setting.teams.values()
    accounts = Account.objects.filter(team__in=teams)
    return World(
        teams=len(setting.teams),
        people=len(setting.people),
        external_accounts=accounts.external().count(),
        internal_accounts=accounts.exclude(pk__in=accounts.external()).count(),
        contacts=Contact.objects.filter(account__in=accounts).count(),
        orders=Order.objects.filter(account__in=accounts).count(),
        routes=Route.objects.filter(team__in=teams).count(),
        visits=Visit.objects.filter(account__in=accounts).count(),
        promises=Promise.objects.filter(account__in=accounts).count(),
    )
