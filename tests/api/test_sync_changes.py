"""What phones read: everything once, then every change, and of others' accounts not a word."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions.accounts import archive_account, open_account, reassign_account, reopen_account, update_account
from accounts.actions.contacts import add_contact, archive_contact
from accounts.actions.figures import write_figures
from accounts.actions.promises import make_promise
from accounts.actions.timeline import add_note
from accounts.models import Account, Contact, Touchpoint
from crm.calendar import today
from crm.models import Role, User
from tiers.models import TierPolicy
from visits.actions.routes import set_stops
from visits.actions.visits import add_visit, cancel_visit
from visits.models import Visit

CHANGES = "/api/v1/sync/changes/"
COLLECTIONS = {
    "users", "territories", "accounts", "routes", "stops", "visits", "promises", "orders", "process_links", "contacts",
    "touchpoints",
}  # fmt: skip

Pull = Callable[..., dict[str, Any]]


@pytest.fixture
def pull(call: Callable[..., Any]) -> Pull:
    """Pull as `who` from `since` to the end; all pages together."""

    def to_the_end(since: str | None = None, *, who: str = "alice", limit: int = 1000) -> dict[str, Any]:
        whole: dict[str, Any] = {name: [] for name in (*COLLECTIONS, "removed")}
        while True:
            response = call(who, "GET", address(since, limit))
            assert response.status_code == 200, response.content
            page = response.json()
            for name in whole:
                whole[name] += page[name]
            since = page["token"]
            if not page["more"]:
                return whole | {"token": since}

    return to_the_end


def address(since: str | None = None, limit: int = 1000) -> str:
    return f"{CHANGES}?limit={limit}" + (f"&since={since}" if since else "")


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def names(rows: list[dict[str, Any]]) -> set[str]:
    return {row["name"] for row in rows}


def changed(page: dict[str, Any]) -> dict[str, int]:
    """How many rows of which collection came."""
    return {name: len(page[name]) for name in (*sorted(COLLECTIONS), "removed") if page[name]}


class TestTheFirstPull:
    def test_it_brings_what_the_person_sees_and_nothing_else(self, pull, world):
        page = pull()

        assert names(page["accounts"]) == {"Alice's shop", "Bob's shop", "Nobody's shop", "Kitchen", "Desk"}
        assert names(page["contacts"]) == {"mine contact"}
        assert ids(page["visits"]) == {str(world.mine.visit.pk)}
        assert ids(page["routes"]) == {str(world.mine.route.pk)}
        assert ids(page["stops"]) == {str(world.mine.stop.pk)}
        assert ids(page["promises"]) == {str(world.mine.promise.pk)}
        assert ids(page["process_links"]) == {str(world.link.pk)}
        assert {"Alice", "Charlie", "Lena"} <= names(page["users"])
        assert "Charlie's shop" not in json.dumps(page)
        assert "theirs" not in json.dumps({name: rows for name, rows in page.items() if name != "territories"})
        assert page["removed"] == []

    def test_each_role_has_its_own_world(self, pull, world):
        assert names(pull(who="charlie")["accounts"]) == {"Charlie's shop", "Kitchen", "Desk"}
        assert names(pull(who="dora")["accounts"]) == {"Kitchen", "Desk"}
        assert len(pull(who="ann")["accounts"]) == 6
        assert names(pull(who="lena")["accounts"]) == names(pull()["accounts"])

    def test_a_service_agent_gets_no_figures_of_the_sales_team(self, pull, world):
        page = pull(who="sam")

        assert len(page["accounts"]) == 6
        assert not set(page["accounts"][0]) & {
            "annual_value",
            "owner",
            "tier_why",
            "loyalty_why",
            "next_visit_on",
            "visit_interval_days",
        }
        assert {"search", "name_key", "phone", "tier"} <= set(page["accounts"][0])
        assert changed(page).keys().isdisjoint({"visits", "orders", "routes", "stops"})

    def test_an_account_is_the_row_of_the_list_and_a_little_more(self, pull, call, world):
        write_figures(columns=["tier"], rows=[(world.mine.account.pk, "gold")])
        row = next(row for row in pull()["accounts"] if row["id"] == str(world.mine.account.pk))

        listed = call("alice", "GET", f"/api/v1/accounts/{world.mine.account.pk}/").json()

        extra = {
            name: row.pop(name) for name in ("name_key", "search", "tier_why", "loyalty_why", "visit_interval_days", "target_level")
        }
        assert row == listed
        assert extra["target_level"] == TierPolicy.objects.get(number=1).target_levels["gold"]
        assert extra["visit_interval_days"] == 14
        assert extra["search"]

    def test_rows_of_long_ago_stay_on_the_server(self, pull, world, cast):
        long_ago, account = timezone.now() - timedelta(days=120), world.mine.account
        add_note(account=account, text="long ago", by=cast.alice, at=long_ago)
        note = add_note(account=account, text="lately", by=cast.alice, at=timezone.now())
        old_open = add_visit(account=account, planned_on=long_ago.date(), by=cast.alice, at=long_ago)
        old_closed = add_visit(account=account, planned_on=long_ago.date(), by=cast.alice, at=long_ago)
        cancel_visit(visit=old_closed, by=cast.alice, at=long_ago)

        page = pull()

        assert str(note.pk) in ids(page["touchpoints"])
        assert "long ago" not in {row["text"] for row in page["touchpoints"]}
        assert str(old_open.pk) in ids(page["visits"])
        assert str(old_closed.pk) not in ids(page["visits"])

    @pytest.mark.parametrize("limit", [1, 2, 3, 7])
    def test_page_by_page_every_row_comes_once(self, pull, world, limit):
        whole, paged = pull(), pull(limit=limit)

        for name in COLLECTIONS:
            assert [row["id"] for row in paged[name]] == [row["id"] for row in whole[name]]

    def test_numbers_from_another_life_of_the_database_come_too(self, pull, world):
        """A restored database brings change numbers that the new one has not reached."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_account DISABLE TRIGGER stamp_change")
            cursor.execute("UPDATE accounts_account SET changed_in = %s WHERE id = %s", [2**60, world.mine.account.pk])
            cursor.execute("ALTER TABLE accounts_account ENABLE TRIGGER stamp_change")

        assert "Alice's shop" in names(pull()["accounts"])

    def test_a_page_costs_five_statements_whatever_is_on_it(self, ask, world, cast, django_assert_num_queries):
        client = ask("alice")
        for number in range(30):
            open_account(by=None, at=timezone.now(), team=cast.north, owner=cast.alice, name=f"more {number}", role="retailer")

        with django_assert_num_queries(5 + 2):  # session, person; rhythm, horizon, rows; the transaction's two
            assert len(client.get(address()).json()["accounts"]) == 35

    def test_packed_for_the_road(self, call, world):
        response = call("alice", "GET", address(), Accept_Encoding="gzip")

        assert response["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in response["Vary"]
        assert json.loads(gzip.decompress(response.content))["accounts"]


@pytest.mark.django_db(transaction=True)
class TestLaterPulls:
    def test_nothing_changed_nothing_comes(self, pull, world):
        assert changed(pull(pull()["token"])) == {}

    def test_what_changed_comes_and_nothing_else(self, pull, world, cast):
        token = pull()["token"]
        update_account(account=world.mine.account, changes={"phone": "120"}, by=cast.alice, at=timezone.now())
        add_note(account=world.mine.account, text="new", by=cast.alice, at=timezone.now())
        update_account(account=world.theirs.account, changes={"phone": "120"}, by=cast.charlie, at=timezone.now())

        page = pull(token)

        assert changed(page) == {"accounts": 1, "touchpoints": 1}
        assert page["accounts"][0]["phone"] == "120"
        assert changed(pull(page["token"])) == {}

    def test_a_figure_is_a_change(self, pull, world):
        token = pull()["token"]
        write_figures(columns=["tier"], rows=[(world.mine.account.pk, "gold")])

        assert [row["tier"] for row in pull(token)["accounts"]] == ["gold"]

    @pytest.mark.parametrize("limit", [1, 2, 5])
    def test_page_by_page_nothing_is_lost_while_others_write(self, call, pull, world, cast, limit):
        """Between the pages somebody edits what came already and what is still to come."""
        contacts = [add_contact(account=world.mine.account, by=cast.alice, at=timezone.now(), name=f"c{n}") for n in range(7)]
        token = call("alice", "GET", address()).json()["token"]
        for contact in contacts:
            Contact.objects.get(pk=contact.pk).change(notes="first")
        notes: dict[str, str] = {}
        for contact in contacts:
            page = call("alice", "GET", address(token, limit)).json()
            notes |= {row["id"]: row["notes"] for row in page["contacts"]}
            token = page["token"]
            Contact.objects.get(pk=contact.pk).change(notes="second")
        for _ in range(2):  # the pull under way, and the next
            page = pull(token, limit=limit)
            notes |= {row["id"]: row["notes"] for row in page["contacts"]}
            token = page["token"]

        assert notes == {str(contact.pk): "second" for contact in contacts}

    def test_archived_rows_leave_the_phone(self, pull, world, cast):
        token = pull()["token"]
        set_stops(route=world.mine.route, accounts=[], by=cast.alice, at=timezone.now())

        page = pull(token)

        assert page["stops"] == []
        assert [(gone["type"], gone["id"]) for gone in page["removed"]] == [("stop", str(world.mine.stop.pk))]
        assert pull()["stops"] == []

    @pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
    def test_an_archived_contact_stays_for_a_while_so_that_it_can_be_put_back(self, pull, world, cast, days, kept):
        token = pull()["token"]
        archive_contact(contact=world.mine.contact, by=cast.alice, at=timezone.now() - timedelta(days=days))

        assert [row["archived_at"] is not None for row in pull(token)["contacts"]] == [True]
        assert bool(pull()["contacts"]) is kept

    def test_an_archived_account_stays_with_its_status_and_all_that_hangs_on_it(self, pull, world, cast):
        archive_account(account=world.mine.account, by=cast.alice, at=timezone.now())
        first = pull()
        assert "archived" in {row["status"] for row in first["accounts"]}
        assert names(first["contacts"]) == {"mine contact"}
        reopen_account(account=world.mine.account, by=cast.alice, at=timezone.now())

        page = pull(first["token"])

        assert [row["status"] for row in page["accounts"]] == ["active"]

    def test_an_old_visit_that_is_closed_comes_although_it_is_old(self, pull, world, cast):
        long_ago = timezone.now() - timedelta(days=120)
        visit = add_visit(account=world.mine.account, planned_on=long_ago.date(), by=cast.alice, at=long_ago)
        token = pull()["token"]
        cancel_visit(visit=visit, by=cast.alice, at=timezone.now())

        assert [row["status"] for row in pull(token)["visits"]] == ["cancelled"]

    def test_another_systems_history_stays_on_the_server(self, pull, world, cast):
        token = pull()["token"]
        Touchpoint.objects.create(account=world.mine.account, kind="note", at=timezone.now() - timedelta(days=200))

        assert changed(pull(token)) == {}


@pytest.mark.django_db(transaction=True)
class TestComingAndGoing:
    def test_an_account_that_left_is_named_once_and_its_new_life_is_not_told(self, pull, world, cast):
        account = world.mine.account
        token = pull()["token"]
        reassign_account(account=account, owner=cast.charlie, team=cast.south, by=cast.admin, at=timezone.now(), reason="moved")

        page = pull(token)

        assert page["removed"] == [{"type": "account", "id": str(account.pk)}]
        assert str(account.pk) not in json.dumps({name: page[name] for name in COLLECTIONS})
        update_account(account=Account.objects.get(pk=account.pk), changes={"phone": "1"}, by=cast.charlie, at=timezone.now())
        assert changed(pull(page["token"])) == {}

    def test_strangers_among_themselves_are_never_named(self, pull, world, cast):
        token = pull()["token"]
        reassign_account(account=world.theirs.account, owner=None, by=cast.admin, at=timezone.now(), reason="left")

        assert changed(pull(token)) == {}

    @pytest.mark.parametrize("limit", [1, 3, 1000])
    def test_an_account_that_came_brings_all_that_hangs_on_it(self, pull, world, cast, limit):
        account = world.theirs.account
        fresh = add_note(account=account, text="lately", by=cast.charlie, at=timezone.now())
        token = pull()["token"]
        reassign_account(account=account, owner=cast.bob, team=cast.north, by=cast.admin, at=timezone.now(), reason="moved")

        page = pull(token, limit=limit)

        assert names(page["accounts"]) == {"Charlie's shop"}
        assert names(page["contacts"]) == {"theirs contact"}
        assert ids(page["visits"]) == {str(world.theirs.visit.pk)}
        assert ids(page["promises"]) == {str(world.theirs.promise.pk)}
        assert str(fresh.pk) in ids(page["touchpoints"])
        assert page["removed"] == []

    def test_within_the_team_nothing_comes_or_goes(self, pull, world, cast):
        token = pull()["token"]
        reassign_account(account=world.mine.account, owner=cast.bob, by=cast.lena, at=timezone.now(), reason="balance")

        page = pull(token)

        assert changed(page) == {"accounts": 1, "promises": 1, "touchpoints": 1}  # the new owner keeps what was promised
        assert page["accounts"][0]["owner"]["name"] == "Bob"

    def test_there_and_back_again(self, pull, world, cast):
        account = world.mine.account
        token = pull()["token"]
        for owner, team in ((cast.charlie, cast.south), (cast.alice, cast.north)):
            reassign_account(account=account, owner=owner, team=team, by=cast.admin, at=timezone.now(), reason="moved")

        page = pull(token)

        assert page["removed"] == []
        assert names(page["accounts"]) == {"Alice's shop"}

    def test_a_new_account_is_sent_with_its_rows_but_once(self, pull, world, cast):
        token = pull()["token"]
        account = open_account(by=cast.alice, at=timezone.now(), team=cast.north, name="New", role="retailer")
        make_promise(account=account, text="samples", due_on=today(), by=cast.alice, at=timezone.now())

        assert changed(pull(token)) == {"accounts": 1, "promises": 1, "touchpoints": 1}

    def test_a_later_move_between_two_pages_does_not_upset_the_pull(self, call, pull, world, cast):
        """The history's row of the window is closed again while the pages are read."""
        account, now = world.theirs.account, timezone.now()
        token = call("alice", "GET", address()).json()["token"]
        reassign_account(account=account, owner=cast.bob, team=cast.north, by=cast.admin, at=now, reason="moved")
        add_note(account=world.mine.account, text="after", by=cast.alice, at=now)
        page = call("alice", "GET", address(token, 1)).json()
        reassign_account(account=account, owner=cast.charlie, team=cast.south, by=cast.admin, at=now, reason="back")

        rest = pull(page["token"], limit=1)

        assert "after" in {row["text"] for row in rest["touchpoints"]}
        assert ids(rest["removed"]) == {str(account.pk)}


@contextmanager
def another_connection() -> Iterator[psycopg.Connection[Any]]:
    """To the same database, with its own transaction."""
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("host", "port", "user", "password", "dbname")
    }
    with psycopg.connect(**parameters) as opened:
        yield opened


@pytest.mark.django_db(transaction=True)
class TestLateCommits:
    def test_what_commits_after_the_pull_comes_with_the_next(self, pull, world):
        """The slow transaction has the smaller number; a token beyond it would have lost its row."""
        token = pull()["token"]
        with another_connection() as slow:
            slow.execute("UPDATE accounts_account SET phone = 'slow' WHERE id = %s", [world.mine.account.pk])
            Account.objects.filter(pk=world.mates.pk).update(phone="fast")

            during = pull(token)
            slow.commit()
            after = pull(during["token"])

        assert "slow" not in {row["phone"] for row in during["accounts"]}
        assert {row["phone"] for row in after["accounts"]} == {"slow", "fast"}
        assert changed(pull(after["token"])) == {}

    def test_one_that_is_rolled_back_holds_nothing_up(self, pull, world):
        token = pull()["token"]
        with another_connection() as slow:
            slow.execute("UPDATE accounts_account SET phone = 'slow' WHERE id = %s", [world.mine.account.pk])
            Account.objects.filter(pk=world.mates.pk).update(phone="fast")
            slow.rollback()

            assert {row["phone"] for row in pull(token)["accounts"]} == {"fast"}

    def test_one_that_begins_during_the_first_pull_is_not_lost_either(self, call, pull, world):
        with another_connection() as slow:
            slow.execute("UPDATE accounts_account SET phone = 'slow' WHERE id = %s", [world.mine.account.pk])
            first = pull(limit=2)
            slow.commit()

        assert {row["phone"] for row in pull(first["token"])["accounts"]} >= {"slow"}


class TestTokens:
    @pytest.fixture
    def refused(self, call: Callable[..., Any]) -> Callable[..., bool]:
        def is_refused(token: str, who: str = "alice") -> bool:
            response = call(who, "GET", address(token))
            assert response.status_code in (200, 410), response.content
            return response.status_code == 410 and response.json()["code"] == "resync"

        return is_refused

    @pytest.mark.parametrize("token", ["x", "W10", "bm9uc2Vuc2U", "é", "W251bGxd" * 50, "W" * 3000])
    def test_what_is_no_token_asks_for_a_new_beginning(self, refused, cast, token):
        assert refused(token)

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            (0, "other"),
            (1, -1),
            (1, 10**12),
            (2, 2**70),
            (2, "1"),
            (2, 2**62),
            (3, 2**62),
            (4, 10**6),
            (4, 1.5),
            (5, None),
            (5, ["1"]),
            (5, "12"),
            (5, [["1"], {}]),
            (5, ["x' OR 1", "1"]),
            (5, ["7", "7"]),
            (5, [2**70, 1]),
        ],
    )
    def test_a_token_that_was_tampered_with_does_no_harm(self, call, pull, world, place, value):
        token = call("alice", "GET", address(limit=1)).json()["token"]
        parts = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        parts[place] = value
        forged = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

        response = call("alice", "GET", address(forged))

        assert response.status_code in (200, 410)
        assert "Charlie's shop" not in response.content.decode()

    def test_anothers_token_is_none_of_ours(self, refused, pull, world):
        assert refused(pull(who="bob")["token"])

    def test_another_role_or_team_or_rhythm_means_another_world(self, refused, pull, world, cast):
        token = pull()["token"]
        User.objects.filter(pk=cast.alice.pk).update(team=cast.south)
        assert refused(token)
        User.objects.filter(pk=cast.alice.pk).update(team=cast.north, role=Role.SERVICE_AGENT)
        assert refused(token)
        User.objects.filter(pk=cast.alice.pk).update(role=Role.MANAGER)
        assert not refused(token)
        TierPolicy.objects.create(
            number=99, name="p", status="published", published_at=timezone.now(), effective_on=today(), intervals_days={"vip": 3}
        )
        assert refused(token)

    def test_who_leads_another_team_sees_another_world(self, refused, pull, world, cast):
        token = pull(who="lena")["token"]
        cast.south.lead = cast.lena
        cast.south.save(update_fields=["lead"])

        assert refused(token, "lena")

    def test_after_three_months_away_everything_is_pulled_anew(self, refused, call, cast, world):
        token = call("alice", "GET", address()).json()["token"]
        parts = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))

        def aged(days: int) -> str:
            made = json.dumps([parts[0], parts[1] - days, *parts[2:]]).encode()
            return base64.urlsafe_b64encode(made).decode().rstrip("=")

        assert not refused(aged(90))
        assert refused(aged(91))

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=1001", "limit=200000", "limit=-1", "limit=x", "limit=", "colour=red", "since=a&since=b"]
    )
    def test_a_wrong_question_is_refused_by_name(self, call, cast, query):
        response = call("alice", "GET", f"{CHANGES}?{query}")

        assert response.status_code == 400
        assert query.partition("=")[0] in response.json()["fields"]

    def test_who_may_not_sync(self, call, cast):
        assert call("token", "GET", CHANGES).status_code == 403
        assert call("anonymous", "GET", CHANGES).status_code == 401


def test_the_world_of_these_tests_has_one_of_each(world: SimpleNamespace) -> None:
    """Else "nothing of Charlie's came" would be true of an empty table."""
    assert Visit.objects.filter(account=world.theirs.account).exists()
    assert world.theirs.account.stops.exists()
    assert world.theirs.account.promises.exists()
    assert world.theirs.account.orders.exists()
