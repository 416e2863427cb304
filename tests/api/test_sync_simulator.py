"""R-01: phones that lose answers, crash, sleep and come back, against the real server; nothing saved is lost, nothing doubled.

A seeded simulator: the phones are a few lines (an outbox that keeps an op until the server has answered it, rows and a token from
the last pull), the server is the program itself. A failing seed is a report of its own: the seed makes the same run again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.accounts import reassign_account
from accounts.models import Account, Touchpoint
from visits.models import Visit

SEEDS = range(12)
STEPS = 60
OPS, CHANGES = "/api/v1/sync/ops/", "/api/v1/sync/changes/"


@dataclass
class Phone:
    """What survives a crash is what stands here."""

    client: Client
    draw: random.Random
    accounts: list[str]
    name: str
    outbox: list[dict[str, Any]] = field(default_factory=list)
    token: str | None = None
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)
    #: A control: a phone that gives a repeat a new id, as careless ones do.
    forgets_ids: bool = False

    def uuid(self) -> str:
        return f"{self.draw.getrandbits(48):012x}"[:8] + f"-0000-7000-8000-{self.draw.getrandbits(48):012x}"

    def act(self) -> None:
        account, at = self.draw.choice(self.accounts), timezone.now() + timedelta(hours=self.draw.choice((0, 0, 0, 1, -30, 50_000)))
        if self.draw.random() < 0.5:
            self.save("note.add", at, account=account, text=f"{self.name} {len(self.made)}")
        else:
            visit = self.uuid()
            self.save("visit.add", at, id=visit, account=account, planned_on="2026-03-02")
            self.save("visit.complete", at, visit=visit, outcome="ordered", notes=f"{self.name} {len(self.made)}")

    def save(self, type: str, at: Any, **payload: Any) -> None:
        made = {"id": self.uuid(), "type": type, "at": at.isoformat(), "payload": payload}
        self.outbox.append(made)
        self.made.append(made)

    def sync(self, *, loses_answer: bool) -> None:
        """Send the first ops in order. Without an answer nothing leaves the outbox."""
        batch = self.outbox[: self.draw.randint(1, 50)]
        if not batch:
            return
        answer = self.client.post(OPS, {"device": self.name, "ops": batch}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        if loses_answer:
            if self.forgets_ids:
                self.outbox = [made | {"id": self.uuid()} for made in self.outbox]
            return
        for result in answer.json()["results"]:
            self.settled[result["id"]] = result.get("first_status", result["status"])
        self.outbox = [made for made in self.outbox if made["id"] not in self.settled]

    def pull(self, *, pages: int = 1_000, limit: int = 20) -> None:
        """May stop after any page: token and rows were stored together."""
        for _ in range(pages):
            query: dict[str, Any] = {"limit": limit} | ({"since": self.token} if self.token else {})
            page = self.client.get(CHANGES, query).json()
            for name in ("accounts", "visits", "touchpoints"):
                kept = self.rows.setdefault(name, {})
                kept |= {row["id"]: row for row in page[name]}
            for gone in page["removed"]:
                self.forget(gone)
            self.token = page["token"]
            if not page["more"]:
                return

    def forget(self, gone: dict[str, str]) -> None:
        self.rows.get(f"{gone['type']}s", {}).pop(gone["id"], None)
        if gone["type"] == "account":
            for name in ("visits", "touchpoints"):
                self.rows[name] = {pk: row for pk, row in self.rows.get(name, {}).items() if row["account"]["id"] != gone["id"]}


def run(seed: int, phones: list[Phone], cast: SimpleNamespace) -> None:
    """Steps drawn from the seed; at the end everybody comes home and syncs."""
    draw = random.Random(seed)
    for _ in range(STEPS):
        phone, chance = draw.choice(phones), draw.random()
        if chance < 0.45:
            phone.act()
        elif chance < 0.75:
            phone.sync(loses_answer=draw.random() < 0.3)
        elif chance < 0.95:
            phone.pull(pages=draw.choice((1, 2, 1_000)), limit=draw.choice((1, 7, 1_000)))
        else:
            hand_over(draw, phones, cast)
    for phone in phones:
        while phone.outbox:
            phone.sync(loses_answer=False)
    for phone in phones:
        phone.pull()


def hand_over(draw: random.Random, phones: list[Phone], cast: SimpleNamespace) -> None:
    """An account changes hands, perhaps teams, while visits to it wait in somebody's outbox."""
    account = Account.objects.get(pk=draw.choice(phones[0].accounts))
    owner = draw.choice((cast.alice, cast.bob, cast.charlie))
    reassign_account(account=account, owner=owner, team=owner.team, by=cast.admin, at=timezone.now(), reason="balance")


@pytest.fixture
def phones_of(ask: Callable[[str], Client], world: SimpleNamespace) -> Callable[..., list[Phone]]:
    def make(seed: int, **kinds: bool) -> list[Phone]:
        accounts = [str(account.pk) for account in (world.mine.account, world.mates, world.unowned, world.theirs.account)]
        people = ("alice", "alice", "bob", "charlie")  # Alice has two phones
        return [Phone(ask(who), random.Random(f"{seed}/{n}"), accounts, f"{who}-{n}", **kinds) for n, who in enumerate(people)]

    return make


def doubled(phones: list[Phone]) -> list[str]:
    """Texts that stand on the server more than once; every text was saved once."""
    told = Touchpoint.objects.filter(kind="note").values_list("text", flat=True)
    noted = Visit.objects.filter(status="completed").values_list("notes", flat=True)
    names = {phone.name for phone in phones}
    texts = [text for text in (*told, *noted) if text.rpartition(" ")[0] in names]
    return sorted({text for text in texts if texts.count(text) > 1})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.django_db(transaction=True)
def test_nothing_saved_is_lost_and_nothing_is_doubled(seed, phones_of, cast):
    phones = phones_of(seed)

    run(seed, phones, cast)

    assert doubled(phones) == []
    for phone in phones:
        assert set(phone.settled) == {made["id"] for made in phone.made}
        assert set(phone.settled.values()) <= {"applied", "rejected"}
        check_effects(phone)
        check_rows(phone)


def check_effects(phone: Phone) -> None:
    """What was applied stands on the server; what was refused left nothing there."""
    for made in phone.made:
        applied, payload = phone.settled[made["id"]] == "applied", made["payload"]
        if made["type"] == "note.add":
            assert Touchpoint.objects.filter(kind="note", text=payload["text"]).exists() is applied
        elif made["type"] == "visit.add":
            assert Visit.objects.filter(pk=payload["id"]).exists() is applied
        else:
            assert Visit.objects.filter(pk=payload["visit"], status="completed").exists() is applied


def check_rows(phone: Phone) -> None:
    """A phone ends with what a new phone of the same person would get."""
    fresh = Phone(phone.client, phone.draw, phone.accounts, "fresh")
    fresh.pull(limit=1_000)
    for name in ("accounts", "visits", "touchpoints"):
        assert phone.rows[name] == fresh.rows[name]


@pytest.mark.django_db(transaction=True)
def test_the_simulator_sees_a_phone_that_forgets_its_ids(phones_of, cast):
    """The control: without the op's id a lost answer doubles what was saved."""
    found: list[str] = []
    for seed in SEEDS:
        phones = phones_of(seed, forgets_ids=True)
        run(seed, phones, cast)
        found += doubled(phones)
        if found:
            break

    assert found
