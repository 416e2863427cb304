"""What phones send: done once however often it comes, refused with a reason, and never in the way of the next op."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from uuid6 import uuid7

from accounts.actions.accounts import reassign_account, update_account
from accounts.models import Account, Contact, Order, Promise, Touchpoint
from api.v1.sync import verbs
from crm.calendar import today
from crm.models import Op
from visits.models import Visit

OPS = "/api/v1/sync/ops/"
TODAY = date(2026, 3, 2)


def op(
    type: str, *, id: Any = None, at: datetime | str | None = None, base_version: int | None = None, **payload: Any
) -> dict[str, Any]:
    told = at if isinstance(at, str) else (at or timezone.now()).isoformat()
    made = {"id": str(id or uuid7()), "type": type, "at": told, "payload": json.loads(json.dumps(payload, default=str))}
    return made | ({"base_version": base_version} if base_version else {})


def with_id(made: dict[str, Any], id: Any) -> dict[str, Any]:
    """The op with a payload that names the id of the row it makes."""
    return made | {"payload": made["payload"] | {"id": str(id)}}


def visit_ops(account: Account, **result: Any) -> list[dict[str, Any]]:
    """A visit as a phone logs it: added, started, completed."""
    visit = uuid7()
    return [
        with_id(op("visit.add", account=account.pk, planned_on=TODAY), visit),
        op("visit.start", visit=visit, latitude=29.1, longitude=120.2, accuracy_m=12),
        op("visit.complete", visit=visit, **{"outcome": "ordered"} | result),
    ]


@pytest.fixture
def send(call: Callable[..., Any]) -> Callable[..., list[dict[str, Any]]]:
    """Post ops as `who` and give the results."""

    def post(*ops: Any, who: str = "alice", **envelope: Any) -> list[dict[str, Any]]:
        response = call(who, "POST", OPS, {"device": "phone-1", "ops": list(ops)} | envelope)
        assert response.status_code == 200, response.content
        results: list[dict[str, Any]] = response.json()["results"]
        return results

    return post


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [result["status"] for result in results]


def codes(results: list[dict[str, Any]]) -> list[str | None]:
    return [result.get("code") for result in results]


class TestOnce:
    def test_what_happened_is_done_in_order(self, send, world):
        results = send(*visit_ops(world.mine.account, notes="老板在"))

        assert statuses(results) == ["applied"] * 3
        visit = Visit.objects.get(status="completed")
        assert (visit.notes, visit.outcome, visit.accuracy_m) == ("老板在", "ordered", 12)

    def test_a_repeat_answers_duplicate_and_does_nothing(self, send, world):
        ops = visit_ops(world.mine.account)
        send(*ops)

        again = send(*ops)

        assert statuses(again) == ["duplicate"] * 3
        assert {result["first_status"] for result in again} == {"applied"}
        assert Visit.objects.filter(status="completed").count() == 1

    def test_a_repeat_in_one_batch_is_a_repeat(self, send, world):
        note = op("note.add", account=world.mine.account.pk, text="twice")

        assert statuses(send(note, note)) == ["applied", "duplicate"]

    def test_the_same_body_written_in_another_way_is_the_same(self, send, world):
        note = op("note.add", account=world.mine.account.pk, text="茶")
        send(note)

        turned = dict(reversed(note.items())) | {"payload": dict(reversed(note["payload"].items()))}

        assert statuses(send(turned)) == ["duplicate"]

    @pytest.mark.parametrize("other", [{"payload": {"text": "other"}}, {"at": "2026-03-02T08:00:00+08:00"}, {"base_version": 3}])
    def test_another_body_under_the_same_id_is_refused(self, send, world, other):
        note = op("note.add", account=world.mine.account.pk, text="one")
        send(note)

        changed = note | other
        changed["payload"] = note["payload"] | other.get("payload", {})

        assert codes(send(changed)) == ["op_id_reused"]
        assert Touchpoint.objects.filter(kind="note", account=world.mine.account, text="one").count() == 1

    def test_another_persons_op_says_nothing_of_itself(self, send, world):
        note = op("note.add", account=world.mine.account.pk, text="secret")
        send(note)

        (result,) = send(note, who="charlie")

        assert (result["status"], result["code"]) == ("rejected", "op_id_reused")
        assert set(result) == {"id", "status", "code", "detail", "fields"}
        assert "secret" not in json.dumps(result)

    def test_a_refusal_is_remembered_too(self, send, world):
        refused = op("note.add", account=world.mates.pk, text="not mine")
        first = send(refused)

        again = send(refused)

        assert (statuses(first), codes(first)) == (["rejected"], ["not_your_account"])
        assert (statuses(again), codes(again), again[0]["first_status"]) == (["duplicate"], ["not_your_account"], "rejected")

    def test_after_a_year_a_repeat_is_still_one(self, send, world):
        note = op("note.add", account=world.mine.account.pk, text="old")
        send(note)
        Op.objects.filter(pk=note["id"]).update(received_at=timezone.now() - timedelta(days=380))

        assert statuses(send(note)) == ["duplicate"]


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    """R-11: copies of one op race each other on connections of their own."""

    @pytest.fixture
    def race(self, cast: SimpleNamespace) -> Callable[[list[dict[str, Any]], int], list[dict[str, Any]]]:
        def run(ops: list[dict[str, Any]], copies: int) -> list[dict[str, Any]]:
            def once(_: int) -> list[dict[str, Any]]:
                client = Client()
                client.force_login(cast.alice)
                try:
                    answer = client.post(OPS, {"device": "p", "ops": ops}, content_type="application/json")
                    assert answer.status_code == 200, answer.content
                    return list(answer.json()["results"])
                finally:
                    connection.close()

            with ThreadPoolExecutor(copies) as pool:
                return [result for results in pool.map(once, range(copies)) for result in results]

        return run

    def test_twelve_copies_have_one_effect(self, race, world):
        notes = [op("note.add", account=world.mine.account.pk, text=f"note {number}") for number in range(5)]

        results = race(notes, 12)

        assert sorted(statuses(results)) == ["applied"] * 5 + ["duplicate"] * 55
        assert Touchpoint.objects.filter(kind="note", text__startswith="note ").count() == 5

    def test_visits_and_account_edits_race_without_losing_one(self, race, world):
        ops = [
            *visit_ops(world.mine.account),
            op("account.update", account=world.mine.account.pk, base_version=1, changes={"phone": "1"}),
        ]

        results = race(ops, 8)

        assert sorted(statuses(results)) == ["applied"] * 4 + ["duplicate"] * 28
        assert Visit.objects.filter(status="completed").count() == 1


class TestRefusals:
    def test_a_refused_op_never_blocks_the_others(self, send, world):
        """R-04, with every kind of refusal in between."""
        account = world.mine.account
        good = [op("note.add", account=account.pk, text=f"note {number}") for number in range(15)]
        bad: list[Any] = [
            "not an object",
            None,
            {"type": "note.add"},
            op("note.add", account=account.pk) | {"id": "no id"},
            op("fly.away"),
            op("complaint.raise", account=account.pk),
            op("note.add", account=account.pk, text="x", colour="red"),
            op("note.add", account=account.pk, text="") | {"at": "yesterday"},
            op("note.add", account=account.pk, text="a\x00b"),
            op("note.add", account=world.mates.pk, text="x"),
            op("note.add", account=world.theirs.account.pk, text="x"),
            op("note.add", account=uuid7(), text="x"),
            op("visit.complete", visit=world.mine.visit.pk, outcome="bought"),
            op("visit.start", visit=world.mine.visit.pk, latitude=91, longitude=181),
            op("account.update", account=account.pk, base_version=7, changes={"phone": "1"}),
            op("account.update", account=account.pk, changes={"tier": "vip"}),
        ]
        mixed = [each for pair in zip(good, bad, strict=False) for each in pair] + bad[15:]

        results = send(*mixed)

        assert statuses(results).count("applied") == 15
        assert statuses(results).count("rejected") == 16
        assert all(result["code"] and result["detail"] for result in results if result["status"] == "rejected")
        assert Touchpoint.objects.filter(text__startswith="note ").count() == 15

    @pytest.mark.parametrize(
        ("raw", "code", "field"),
        [
            ({"type": "note.add"}, "invalid", "id"),
            ({"id": "7"}, "invalid", "id"),
            ({"at": "2026-03-02T08:00:00"}, "invalid", "at"),
            ({"at": "2026-03-02T08:00:00+20:47"}, "invalid", "at"),
            ({"payload": []}, "invalid", "payload"),
            ({"colour": "red"}, "invalid", "colour"),
            ({"base_version": 0}, "invalid", "base_version"),
            ({"type": "complaint.raise"}, "unknown_type", "type"),
        ],
    )
    def test_what_is_wrong_is_named(self, send, world, raw, code, field):
        sent = op("note.add", account=world.mine.account.pk, text="x") | raw
        if raw == {"type": "note.add"}:
            sent.pop("id")

        (result,) = send(sent)

        assert (result["status"], result["code"]) == ("rejected", code)
        assert field in result["fields"]

    def test_what_could_not_be_read_may_be_sent_again_corrected(self, send, world):
        wrong = op("note.add", account=world.mine.account.pk, text="x") | {"type": "complaint.raise"}
        send(wrong)

        assert statuses(send(wrong | {"type": "note.add"})) == ["applied"]
        assert not Op.objects.exclude(pk=wrong["id"]).exists()

    def test_the_current_owner_counts_not_the_one_of_then(self, send, world, cast):
        ops = visit_ops(world.mine.account)
        send(ops[0])
        reassign_account(account=world.mine.account, owner=cast.bob, by=None, at=timezone.now(), reason="holiday")

        assert codes(send(*ops[1:])) == ["not_your_account"] * 2
        assert statuses(send(op("visit.complete", visit=ops[0]["payload"]["id"], outcome="ordered"), who="bob")) == ["applied"]

    def test_a_strangers_row_is_answered_like_none(self, send, world):
        def answer(pk: Any) -> dict[str, Any]:
            (result,) = send(op("visit.complete", visit=pk, outcome="ordered"))
            return {name: value for name, value in result.items() if name != "id"}

        assert answer(world.theirs.visit.pk) == answer(uuid7())
        assert answer(uuid7())["code"] == "not_found"

    def test_the_state_refuses_and_shows_the_row_as_it_stands(self, send, world):
        send(op("visit.complete", visit=world.mine.visit.pk, outcome="ordered"))

        (result,) = send(op("visit.complete", visit=world.mine.visit.pk, outcome="not_met"))

        assert (result["code"], result["current"]["outcome"]) == ("visit_not_open", "ordered")

    def test_a_key_named_twice_spoils_its_op_only(self, call, world):
        note = json.dumps(op("note.add", account=world.mine.account.pk, text="fine"))
        twice = json.dumps(op("note.add", account=world.mine.account.pk, text="x")).replace('"text"', '"text": "y", "text"')
        body = f'{{"device": "p", "ops": [{twice}, {note}]}}'

        response = call("alice", "POST", OPS, body)

        assert statuses(response.json()["results"]) == ["rejected", "applied"]


class TestEnvelope:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"ops": []}, "device"),
            ({"device": "x" * 65, "ops": []}, "device"),
            ({"device": "p"}, "ops"),
            ({"device": "p", "ops": {}}, "ops"),
            ({"device": "p", "ops": [{}] * 51}, "ops"),
            ({"device": "p", "ops": [], "colour": "red"}, "colour"),
            ({"device": "p", "ops": [], "sent_at": "now"}, "sent_at"),
        ],
    )
    def test_a_broken_envelope_is_refused_by_name(self, call, cast, body, field):
        response = call("alice", "POST", OPS, body)

        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert field in response.json()["fields"]

    @pytest.mark.parametrize("body", ["[]", "{", '{"device": "p", "device": "q", "ops": []}', "[" * 5000])
    def test_what_is_no_envelope_is_refused(self, call, cast, body):
        assert call("alice", "POST", OPS, body).status_code == 400

    def test_nothing_to_do_is_done(self, call, cast):
        response = call("alice", "POST", OPS, {"device": "p", "ops": []})

        assert response.json()["results"] == []
        assert datetime.fromisoformat(response.json()["server_time"]).tzinfo

    def test_fifty_at_once(self, send, world):
        assert statuses(send(*(op("note.add", account=world.mine.account.pk, text=str(n)) for n in range(50)))) == ["applied"] * 50

    def test_programs_have_other_ways(self, call, cast):
        assert call("token", "POST", OPS, {"device": "p", "ops": []}).status_code == 403
        assert call("anonymous", "POST", OPS, {"device": "p", "ops": []}).status_code == 401


class TestPassingFailures:
    """What may work in a minute leaves nothing behind, so that the very same op can be sent again."""

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception, int], None]:
        def fail(error: Exception, times: int) -> None:
            whole = verbs.VERBS["note.add"]
            left = [times]

            def act(call: verbs.Call, payload: dict[str, Any]) -> None:
                whole.act(call, dict(payload))
                if left[0]:
                    left[0] -= 1
                    raise error

            monkeypatch.setitem(verbs.VERBS, "note.add", verbs.Verb(whole.form, act))  # type: ignore[arg-type]

        return fail

    def collision(self) -> OperationalError:
        error = OperationalError("deadlock detected")
        error.__cause__ = psycopg.errors.DeadlockDetected("deadlock detected")
        return error

    def test_the_database_away_answers_503_and_the_batch_is_sent_again(self, call, send, world, broken):
        notes = [op("note.add", account=world.mine.account.pk, text=f"note {number}") for number in range(3)]
        ops = [with_id(op("promise.make", account=world.mine.account.pk, text="samples", due_on="2026-03-09"), uuid7()), *notes]
        broken(OperationalError("server closed the connection unexpectedly"), 1)

        response = call("alice", "POST", OPS, {"device": "p", "ops": ops})

        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert Op.objects.count() == 1
        assert statuses(send(*ops)) == ["duplicate", "applied", "applied", "applied"]
        assert Touchpoint.objects.filter(text__startswith="note ").count() == 3

    def test_a_collision_is_tried_again_at_once(self, send, world, broken):
        broken(self.collision(), 2)

        assert statuses(send(op("note.add", account=world.mine.account.pk, text="note"))) == ["applied"]
        assert Touchpoint.objects.filter(text="note").count() == 1

    def test_a_fault_of_ours_is_told_written_down_and_forgotten(self, send, world, broken, caplog):
        note, other = (op("note.add", account=world.mine.account.pk, text=text) for text in ("poison", "fine"))
        broken(ZeroDivisionError("our fault"), 1)

        with caplog.at_level(logging.ERROR, logger="crm.api"):
            results = send(note, other)

        assert (codes(results), statuses(results)) == (["server_error", None], ["rejected", "applied"])
        assert "our fault" in caplog.text
        assert statuses(send(note)) == ["applied"]


class TestClocks:
    """R-06: what a phone's clock says decides neither order nor figures."""

    @pytest.mark.parametrize("off_by", [timedelta(days=-1), timedelta(hours=1), timedelta(days=1800), timedelta(days=-3650)])
    def test_a_phone_that_tells_its_clock_ends_up_as_one_that_is_right(self, send, world, off_by):
        told = timezone.now() + off_by
        ops = [each | {"at": told.isoformat()} for each in visit_ops(world.mine.account)]

        assert statuses(send(*ops, sent_at=told.isoformat())) == ["applied"] * 3

        visit = Visit.objects.get(status="completed")
        account = Account.objects.get(pk=world.mine.account.pk)
        assert visit.completed_at == told
        assert "clock" in visit.flags
        assert visit.visited_on == account.last_visit_on == today()
        assert abs(Touchpoint.objects.get(subject=visit.pk).at - timezone.now()) < timedelta(minutes=1)

    def test_the_order_of_sending_counts(self, send, world):
        now = timezone.now()
        first = op(
            "account.update", account=world.mine.account.pk, base_version=1, changes={"phone": "1"}, at=now + timedelta(days=900)
        )
        second = op(
            "account.update", account=world.mine.account.pk, base_version=2, changes={"phone": "2"}, at=now - timedelta(days=900)
        )

        send(first, second)

        assert Account.objects.get(pk=world.mine.account.pk).phone == "2"


class TestTypes:
    def test_notes_and_promises(self, send, world):
        account, promise = world.mine.account, uuid7()
        make = with_id(op("promise.make", account=account.pk, text="样品", due_on="2026-03-20"), promise)

        results = send(op("note.add", account=account.pk, text="喜欢绿茶"), make, op("promise.keep", promise=promise))

        assert statuses(results) == ["applied"] * 3
        assert Touchpoint.objects.filter(account=account, kind="note", text="喜欢绿茶").exists()
        assert Promise.objects.get(pk=promise).state == "kept"

    def test_a_missed_visit_and_a_next_action(self, send, world):
        account = world.mine.account
        done = visit_ops(account, next_action="送样", next_action_on="2026-03-20")
        send(*done)

        results = send(
            op("visit.miss", visit=world.mine.visit.pk, reason="下雨"), op("visit.action_done", visit=done[1]["payload"]["visit"])
        )

        assert statuses(results) == ["applied"] * 2
        assert Visit.objects.get(pk=world.mine.visit.pk).missed_reason == "下雨"
        assert Account.objects.get(pk=account.pk).next_action == ""

    def test_an_edit_is_merged_and_what_clashes_is_shown_to_both(self, send, world, cast):
        account = world.mine.account
        update_account(account=account, changes={"address": "desk"}, by=cast.lena, at=timezone.now())
        edit = op("account.update", account=account.pk, base_version=1, changes={"address": "phone", "phone": "120"})

        (result,) = send(edit)

        stored = Account.objects.get(pk=account.pk)
        assert (stored.address, stored.phone) == ("desk", "120")
        assert (result["status"], result["code"], set(result["fields"])) == ("conflict", "conflict", {"address"})
        assert (result["proposed"], result["current"]["address"], result["current"]["phone"]) == (
            {"address": "phone"},
            "desk",
            "120",
        )
        assert Op.objects.get(pk=edit["id"]).result["proposed"] == {"address": "phone"}
        (again,) = send(edit)
        assert (again["status"], again["first_status"], again["proposed"]) == ("duplicate", "conflict", {"address": "phone"})

    def test_contacts_are_edited_alike(self, send, world):
        (result,) = send(op("contact.update", contact=world.mine.contact.pk, base_version=1, changes={"position": "店主"}))

        assert result["status"] == "applied"
        assert Contact.objects.get(pk=world.mine.contact.pk).position == "店主"

    def test_an_order_taken_at_the_counter(self, send, world):
        line = {"product": world.mine.product.pk, "quantity": "3", "unit_price": "2.5000"}
        at = timezone.now() - timedelta(hours=2)

        (result,) = send(op("order.add", at=at, account=world.mine.account.pk, lines=[line]))

        assert result["status"] == "applied"
        assert str(Order.objects.get(account=world.mine.account, ordered_at=at).total) == "7.5000"

    def test_who_only_reads_writes_nothing(self, send, world):
        for who in ("sam", "ann", "bob", "dora"):
            assert statuses(send(op("note.add", account=world.mine.account.pk, text="x"), who=who)) == ["rejected"]
        assert statuses(send(op("note.add", account=world.mine.account.pk, text="x"), who="lena")) == ["applied"]
