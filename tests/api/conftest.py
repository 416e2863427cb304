"""The cast and a small world of theirs: Alice owns the shop, Bob is in her team, Lena leads it, Charlie must see nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.abuse import report_abuse
from accounts.actions.accounts import open_account
from accounts.actions.care import plan_care
from accounts.actions.catalogue import define_service, entitle
from accounts.actions.chain import link_process
from accounts.actions.consumption import keep_consumption
from accounts.actions.contacts import add_contact
from accounts.actions.conversations import log_approach, log_conversation
from accounts.actions.deliveries import give_service
from accounts.actions.goodwill import grant_goodwill
from accounts.actions.needs import note_need
from accounts.actions.preferences import note_preference
from accounts.actions.promises import make_promise
from accounts.actions.ratings import rate_service
from accounts.actions.service_requests import ask_service
from accounts.actions.standards import set_standard
from accounts.actions.step_members import join_step
from accounts.actions.timeline import add_note
from accounts.actions.trade import define_product, place_order
from accounts.actions.trials import offer_trial
from accounts.actions.trust import note_trust
from accounts.models import Account, Journey, Territory
from crm.access import SCOPES, issue_token
from crm.calendar import today
from crm.models import Role, Team, User
from visits.actions.routes import open_route, set_stops
from visits.actions.visits import add_visit

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
ROLES = {
    "alice": Role.MANAGER, "bob": Role.MANAGER, "charlie": Role.MANAGER, "lena": Role.LEAD, "sam": Role.SERVICE_AGENT,
    "dora": Role.DEPARTMENT_LEAD, "ann": Role.ANALYST, "admin": Role.ADMIN, "off": Role.MANAGER,
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Two teams and their people; `off` was switched off, `token` reaches everything, `north_token` one team."""
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    teams = {"alice": north, "bob": north, "charlie": south, "off": north}
    people = {
        name: User.objects.create_user(name, PASSWORD, name=name.title(), role=role, team=teams.get(name), is_active=name != "off")
        for name, role in ROLES.items()
    }
    north.lead = people["lena"]
    north.save(update_fields=["lead"])
    return SimpleNamespace(north=north, south=south, **{name: User.objects.get(username=name) for name in people})


@pytest.fixture
def tokens(cast: SimpleNamespace) -> dict[str, str]:
    """Secrets by what they may do."""

    def issue(name: str, **kwargs: Any) -> str:
        return issue_token(name=name, by=cast.admin, **{"scopes": SCOPES, "teams": None, "at": timezone.now()} | kwargs).secret

    long_ago = timezone.now() - timedelta(days=300)
    return {
        "token": issue("all"),
        "north_token": issue("north", teams=[cast.north]),
        "scopeless": issue("nothing", scopes=["welcome:read"]),
        "expired": issue("old", at=long_ago),
        "modest": issue("without welcome", scopes=SCOPES - {"welcome:read"}),
    }


@pytest.fixture
def ask(cast: SimpleNamespace, tokens: dict[str, str]) -> Callable[[str], Client]:
    """A client of the named person or token; `anonymous` is nobody."""

    def client_of(who: str) -> Client:
        if who in tokens:
            return Client(headers={"Authorization": f"Bearer {tokens[who]}"}, raise_request_exception=False)
        client = Client(raise_request_exception=False)
        if who != "anonymous":
            client.force_login(getattr(cast, who))
        return client

    return client_of


def furnish(account: Account, owner: User, number: str) -> SimpleNamespace:
    """What hangs on an account, one of each kind."""
    team = account.team
    day = date(2026, 3, 2)
    contact = add_contact(account=account, by=None, at=NOW, name=f"{number} contact", phone="13800138000")
    product = define_product(code=f"P-{number}", by=None, at=NOW, name="Tea")
    line = {"product": product, "quantity": Decimal(2), "unit_price": Decimal("9.5000")}
    route = open_route(name=f"{number} route", manager=owner, by=owner, at=NOW)
    stops = set_stops(route=route, accounts=[account], by=owner, at=NOW)
    order = place_order(account=account, lines=[line], by=None, at=NOW)
    service = define_service(code=f"S-{number}", name="Tasting", layer="core", by=None, at=NOW)
    return SimpleNamespace(
        account=account,
        service=service,
        entitlement=entitle(service=service, tier="gold", quota=2, by=None, at=NOW),
        delivery=give_service(account=account, service=service, level=1, note="As a trial.", by=owner, at=NOW),
        contact=contact,
        product=product,
        note=add_note(account=account, text=f"{number} note", by=owner, at=NOW),
        promise=make_promise(account=account, text=f"{number} promise", due_on=day, by=owner, at=NOW),
        order=order,
        need=note_need(account=account, kind="material", said=f"{number} wants it cheaper", by=owner, at=NOW),
        preference=note_preference(account=account, text=f"{number} likes mornings", by=owner, at=NOW),
        consumption=keep_consumption(
            account=account, product=product, by=owner, at=NOW, household=3, per_head_per_day=Decimal("0.4")
        ),
        journey=Journey.objects.get(account=account),
        trial=offer_trial(
            account=account,
            text=f"{number} sample",
            ends_on=today() + timedelta(days=30),
            offered_on=today(),
            by=owner,
            at=timezone.now(),
        ),
        approach=log_approach(account=account, contact=contact, methods=["care"], result="opened", by=owner, at=NOW),
        care=plan_care(contact=contact, kind="family", on=day, by=owner, at=NOW),
        talk=log_conversation(
            account=account, channel="phone", direction="out", purpose="tea", confirmed=f"{number} talk", by=owner, at=NOW
        ),
        trust=note_trust(account=account, effect="built", act=f"{number} act", by=owner, at=NOW),
        goodwill=grant_goodwill(
            account=account, amount=Decimal(50), reason=f"{number} tyre", no_evidence_why="Left at home", by=owner, at=NOW
        ),
        abuse=report_abuse(account=account, kind="abused", what=f"{number} shouting", by=owner, at=NOW),
        visit=add_visit(account=account, planned_on=day, by=owner, at=NOW),
        route=route,
        stop=stops[0],
        territory=Territory.objects.create(name=f"{number} territory", team=team),
    )


@pytest.fixture
def world(cast: SimpleNamespace) -> SimpleNamespace:
    """Alice's shop with everything, Charlie's as well, and two steps of the company's own."""

    def shop(name: str, team: Team, owner: User | None, **fields: Any) -> Account:
        return open_account(by=None, at=NOW, team=team, owner=owner, name=name, **({"role": "retailer"} | fields))

    kitchen = shop("Kitchen", cast.south, None, kind="internal", role="department")
    desk = shop("Desk", cast.south, None, kind="internal", role="post")
    link = link_process(supplier=kitchen, customer=desk, service="meals", by=None, at=NOW)
    cook = join_step(account=kitchen, user=cast.dora, is_lead=True, by=None, at=NOW)
    join_step(account=desk, user=cast.alice, by=None, at=NOW)
    standard = set_standard(link=link, what="lunch", within=2, unit="hours", by=None, at=NOW)
    return SimpleNamespace(
        mine=furnish(shop("Alice's shop", cast.north, cast.alice, external_id="A-1", phone="13900001111"), cast.alice, "mine"),
        theirs=furnish(
            shop("Charlie's shop", cast.south, cast.charlie, external_id="C-1", phone="13900002222"), cast.charlie, "theirs"
        ),
        mates=shop("Bob's shop", cast.north, cast.bob),
        unowned=shop("Nobody's shop", cast.north, None),
        kitchen=kitchen,
        desk=desk,
        link=link,
        member=cook,
        standard=standard,
        request=ask_service(link=link, standard=standard, text="for twelve", by=cast.alice, at=timezone.now()),
        rating=rate_service(link=link, score=4, by=cast.alice, at=NOW),
    )


@pytest.fixture
def call(ask: Callable[[str], Client]) -> Callable[..., Any]:
    """`call("alice", "GET", "/api/v1/accounts/", body)` → the response; bodies are JSON, a form when they hold a file."""

    def send(who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        is_form = isinstance(body, dict) and any(hasattr(value, "read") for value in body.values())
        data = {} if body is None else {"data": body} if is_form else {"data": body, "content_type": "application/json"}
        return getattr(ask(who), method.lower())(path, headers=given, **data)

    return send
