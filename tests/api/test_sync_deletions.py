"""What phones hear of rows that were really deleted: an undo takes away what its batch made."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.accounts import open_account, reassign_account
from accounts.actions.contacts import add_contact
from accounts.actions.conversations import log_approach
from accounts.actions.promises import make_promise
from accounts.importing.runs import begin_import, perform_import
from accounts.importing.undoing import ask_undo, undo_import
from accounts.models import Account, Contact, ImportRun
from api.v1.sync.collections import COLLECTIONS
from crm.history import note_author
from crm.history.tracking import tracked_tables
from crm.history.undoing import undo_batch

Pull = Callable[..., dict[str, Any]]
Gone = set[tuple[str, str]]


@pytest.fixture
def pull(call: Callable[..., Any]) -> Pull:
    def to_the_end(since: str | None = None, *, who: str = "alice", limit: int = 1000) -> dict[str, Any]:
        removed: list[dict[str, str]] = []
        while True:
            response = call(who, "GET", f"/api/v1/sync/changes/?limit={limit}" + (f"&since={since}" if since else ""))
            assert response.status_code == 200, response.content
            page = response.json()
            removed += page["removed"]
            since = page["token"]
            if not page["more"]:
                return page | {"removed": removed}

    return to_the_end


def gone(page: dict[str, Any]) -> Gone:
    names = [(row["type"], row["id"]) for row in page["removed"]]
    assert len(names) == len({*names}), "named twice"
    return {*names}


@contextmanager
def batch(cast: SimpleNamespace) -> Iterator[UUID]:
    id = uuid4()
    with transaction.atomic():
        note_author(by=cast.lena, cause="bulk", batch=id)
        yield id


def undo(id: UUID, cast: SimpleNamespace) -> None:
    kept = undo_batch(batch=id, by=cast.lena, at=timezone.now()).kept
    assert not kept, kept


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.django_db(transaction=True)
class TestImportsTakenBack:
    @pytest.fixture
    def imported(self, cast: SimpleNamespace, world: SimpleNamespace, tmp_path: Path) -> list[ImportRun]:
        """Two shops of the north, and a contact for one of them in a file of its own."""

        def bring(type: str, *rows: dict[str, str]) -> ImportRun:
            path = write(tmp_path / f"{type}.csv", *rows)
            run = perform_import(begin_import(type=type, path=path, by=cast.lena, team=cast.north, at=timezone.now()))
            assert (run.created, run.rejected) == (len(rows), 0)
            return run

        shops = [{"external_id": f"N{n}", "name": f"新店{n}", "role": "retailer"} for n in range(2)]
        return [
            bring("accounts", *shops),
            bring("contacts", {"account_external_id": "N0", "external_id": "C0", "name": "新人"}),
        ]

    @pytest.mark.parametrize("limit", [1, 2, 1000])
    def test_accounts_and_what_hung_on_them_leave_the_phone(self, pull, cast, imported, limit):
        token = pull()["token"]
        shops = {("account", str(pk)) for pk in Account.objects.filter(external_id__startswith="N").values_list("pk", flat=True)}
        contact = ("contact", str(Contact.objects.get(external_id="C0").pk))
        for run in reversed(imported):
            undo_import(run=ask_undo(run=run, by=cast.lena, at=timezone.now()), at=timezone.now())

        page = pull(token, limit=limit)

        assert {entry for entry in gone(page) if entry[0] in ("account", "contact")} == {*shops, contact}
        assert len(shops) == 2
        assert gone(pull(page["token"])) == set()

    def test_a_contact_leaves_an_account_that_stays(self, pull, cast, imported):
        token = pull()["token"]
        contact = Contact.objects.get(external_id="C0")
        undo_import(run=ask_undo(run=imported[1], by=cast.lena, at=timezone.now()), at=timezone.now())

        assert ("contact", str(contact.pk)) in gone(pull(token))
        assert not {name for name, _ in gone(pull(token))} & {"account"}

    def test_another_team_hears_nothing_of_it(self, pull, cast, imported):
        tokens = {who: pull(who=who)["token"] for who in ("alice", "charlie", "lena", "ann", "dora")}
        for run in reversed(imported):
            undo_import(run=ask_undo(run=run, by=cast.lena, at=timezone.now()), at=timezone.now())

        heard = {who: gone(pull(token, who=who)) for who, token in tokens.items()}

        assert heard["charlie"] == heard["dora"] == set()
        assert heard["alice"] == heard["lena"] == heard["ann"] != set()


@pytest.mark.django_db(transaction=True)
class TestBatchesTakenBack:
    @pytest.fixture
    def made(self, cast: SimpleNamespace, world: SimpleNamespace) -> SimpleNamespace:
        with batch(cast) as id:
            shop = open_account(by=None, at=timezone.now(), team=cast.north, owner=cast.alice, name="Made", role="retailer")
            contact = add_contact(account=shop, by=cast.alice, at=timezone.now(), name="Wang")
            promise = make_promise(account=shop, text="samples", due_on=timezone.now().date(), by=cast.alice, at=timezone.now())
            approach = log_approach(
                account=shop, contact=contact, methods=["care"], result="opened", by=cast.alice, at=timezone.now()
            )
        return SimpleNamespace(id=id, shop=shop, contact=contact, promise=promise, approach=approach)

    def test_children_are_named_with_their_account(self, pull, cast, made):
        token = pull()["token"]
        undo(made.id, cast)

        rows = {"account": made.shop, "contact": made.contact, "promise": made.promise, "approach": made.approach}
        assert gone(pull(token)) >= {(noun, str(row.pk)) for noun, row in rows.items()}

    def test_what_an_undo_of_the_undo_brought_back_is_there(self, pull, cast, made):
        """Deleted and made again in one window: the phone puts rows first and takes away after, so nothing may be named."""
        token = pull()["token"]
        second = undo_batch(batch=made.id, by=cast.lena, at=timezone.now())
        undo(second.batch, cast)

        page = pull(token)

        assert not {id for _, id in gone(page)} & {str(made.shop.pk), str(made.contact.pk)}
        assert str(made.shop.pk) in {row["id"] for row in page["accounts"]}

    def test_who_had_it_before_it_moved_hears_of_its_end(self, pull, cast, made):
        """The chapter that would have told of the move went with the account."""
        token, charlies = pull()["token"], pull(who="charlie")["token"]
        reassign_account(account=made.shop, owner=cast.charlie, team=cast.south, by=cast.admin, at=timezone.now(), reason="moved")
        Account.objects.get(pk=made.shop.pk).delete()

        assert ("account", str(made.shop.pk)) in gone(pull(token))
        assert ("account", str(made.shop.pk)) in gone(pull(charlies, who="charlie"))

    def test_a_delete_that_commits_late_is_not_missed(self, pull, world):
        token = pull()["token"]
        gone_contact, gone_note = world.mine.contact, world.mine.preference
        parameters = connection.get_connection_params()
        wanted = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if name in parameters}
        with psycopg.connect(**wanted) as slow:
            slow.execute("DELETE FROM accounts_preference WHERE id = %s", [gone_note.pk])
            Contact.objects.filter(pk=gone_contact.pk).delete()

            during = pull(token)
            slow.commit()
            after = pull(during["token"])

        assert ("preference", str(gone_note.pk)) not in gone(during)
        assert {("preference", str(gone_note.pk)), ("contact", str(gone_contact.pk))} <= gone(during) | gone(after)
        assert not gone(during) & gone(after)
        assert gone(pull(after["token"])) == set()


def test_the_history_knows_of_every_collection(db: None) -> None:
    """Else its deletes would be told to nobody."""
    assert {each.table for each in COLLECTIONS} <= set(tracked_tables())
