"""People, care, talks, promises and trust from the desk and from a phone: rows 22, 36, 65 to 67, 70."""

from datetime import timedelta

import pytest
from uuid6 import uuid7

from accounts.actions.contacts import update_contact
from accounts.models import Approach, CareEvent, Contact, Conversation, Promise, TrustEvent
from crm.calendar import today
from tests.api.conftest import NOW
from tests.api.test_sync_ops import op, statuses

CONTACTS = "/api/v1/contacts/"


@pytest.fixture
def send(call):
    def post(*ops, who="alice"):
        return call(who, "POST", "/api/v1/sync/ops/", {"device": "phone-1", "ops": list(ops)}).json()["results"]

    return post


def test_a_birthday_that_no_calendar_has_is_refused_in_words(call, world):
    answer = call("alice", "PATCH", f"{CONTACTS}{world.mine.contact.pk}/", {"birthday": "2026-02-30"}, If_Match='"1"')

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"birthday": ["There is no day '2026-02-30'; write YYYY-MM-DD, such as 2026-02-28."]}


def test_a_person_is_written_down_whole(call, world):
    body = {
        "account": str(world.mine.account.pk), "name": "李采购", "other_phones": ["+86 138 0013 8000 ext 5"],
        "decision_roles": ["buys", "gatekeeper"], "preferred_channel": "messenger", "personality": "pragmatic",
        "need_esteem": "喜欢被请教", "reports_to": str(world.mine.contact.pk), "birthday": "1980-05-12",
    }  # fmt: skip

    answer = call("alice", "POST", CONTACTS, body)
    row = answer.json()

    assert answer.status_code == 201
    assert {name: row[name] for name in body if name not in ("account", "reports_to")} == {
        name: value for name, value in body.items() if name not in ("account", "reports_to")
    }
    assert row["reports_to"]["id"] == str(world.mine.contact.pk)
    advice = call("alice", "GET", f"{CONTACTS}{row['id']}/advice/").json()
    assert (advice["handling"][0], advice["together"], advice["methods"][0]["method"]) == ("full_data", 2, "benefit")
    judgements = call("alice", "GET", f"{CONTACTS}{row['id']}/judgements/").json()["results"]
    assert [(each["personality"], each["by"]["name"]) for each in judgements] == [("pragmatic", "Alice")]


def test_nobody_learns_of_a_strangers_contact_by_naming_it(call, world):
    answers = [
        call("alice", "POST", CONTACTS, {"account": str(world.mine.account.pk), "name": "李", "reports_to": str(pk)})
        for pk in (world.theirs.contact.pk, uuid7())
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert answers[0].json() == answers[1].json()


def test_a_phone_writes_down_what_happened_with_people(send, world, cast):
    contact, event, promise = uuid7(), uuid7(), uuid7()
    account = world.mine.account.pk

    results = send(
        with_payload("contact.add", id=contact, account=account, name="赵会计", personality="easy_going"),
        with_payload(
            "conversation.add", id=uuid7(), account=account, contact=contact, channel="phone", direction="out", purpose="约拜访",
            questions=["choice"], confirmed="周五见",
        ),
        with_payload("approach.add", id=uuid7(), account=account, contact=contact, methods=["introduction"], result="agreed"),
        with_payload("care.add", id=event, contact=contact, kind="birthday", on=today() + timedelta(days=1)),
        with_payload("care.finish", care_event=event, outcome="打了电话"),
        with_payload("promise.make", id=promise, account=account, contact=contact, text="送样", due_on=today()),
        with_payload("promise.break", promise=promise, reason="断货"),
        with_payload("trust.add", id=uuid7(), account=account, effect="built", act="当面道歉"),
        with_payload("contact.archive", contact=contact),
    )  # fmt: skip

    assert statuses(results) == ["applied"] * 9, results
    person = Contact.objects.get(pk=contact)
    assert (person.personality_by, person.archived_at is None) == (cast.alice, False)
    back, twice = send(with_payload("contact.restore", contact=contact), with_payload("contact.restore", contact=contact))
    assert (back["status"], twice["status"], twice["code"]) == ("applied", "rejected", "contact_not_archived")
    person.refresh_from_db()
    assert person.archived_at is None
    assert Conversation.objects.get(contact=person).confirmed == "周五见"
    assert Approach.objects.get(contact=person).personality == "easy_going"
    assert CareEvent.objects.get(pk=event).state == "done"
    assert Promise.objects.get(pk=promise).settled_reason == "断货"
    assert set(TrustEvent.objects.filter(account=account).values_list("effect", flat=True)) == {"built", "broke"}


def test_a_phone_takes_back_what_was_written_down_by_mistake(send, world, cast):
    mine, theirs = world.mine.trust, world.theirs.trust

    done, without, unseen = send(
        with_payload("trust.withdraw", trust_event=mine.pk, reason="另一家店的事"),
        with_payload("trust.withdraw", trust_event=mine.pk, reason=" "),
        with_payload("trust.withdraw", trust_event=theirs.pk, reason="不是我的"),
    )
    (again,) = send(with_payload("trust.withdraw", trust_event=mine.pk, reason="再撤一次"))

    assert (done["status"], again["status"], again["code"]) == ("applied", "rejected", "trust_withdrawn")
    assert (without["status"], list(without["fields"])) == ("rejected", ["reason"])
    assert unseen["status"] == "rejected"
    mine.refresh_from_db()
    assert (mine.withdrawn_why, mine.withdrawn_by) == ("另一家店的事", cast.alice)
    assert TrustEvent.objects.get(pk=theirs.pk).withdrawn_at is None


def test_ones_own_broken_word_is_not_taken_back_on_a_phone(send, world):
    promise = uuid7()
    send(
        with_payload("promise.make", id=promise, account=world.mine.account.pk, text="送样", due_on=today()),
        with_payload("promise.break", promise=promise, reason="断货"),
    )
    broken = TrustEvent.objects.get(promise=promise)

    (refused,) = send(with_payload("trust.withdraw", trust_event=broken.pk, reason="不算"))

    assert (refused["status"], refused["code"]) == ("rejected", "trust_of_promise")


def with_payload(type, **payload):
    """An op whose payload has an id of its own."""
    made = op(type, **{name: value for name, value in payload.items() if name != "id"})
    return made | {"payload": made["payload"] | ({"id": str(payload["id"])} if "id" in payload else {})}


def test_a_phone_pulls_what_it_needs_offline(call, world):
    page = call("alice", "GET", "/api/v1/sync/changes/").json()

    assert [row["id"] for row in page["care_events"]] == [str(world.mine.care.pk)]
    assert [row["methods"] for row in page["approaches"]] == [["care"]]
    assert [row["act"] for row in page["trust_events"]] == ["mine act"]
    assert all(row["better"] for row in page["phrases"])
    assert call("charlie", "GET", "/api/v1/sync/changes/").json()["approaches"][0]["id"] == str(world.theirs.approach.pk)


def test_a_conflict_says_who_wrote_what_and_when_field_by_field(send, world, cast):
    contact = world.mine.contact
    update_contact(contact=contact, changes={"position": "店长", "notes": "爱喝茶"}, by=cast.lena, at=NOW)

    (result,) = send(
        op("contact.update", base_version=1, contact=contact.pk, changes={"position": "老板", "need_esteem": "爱听好话"})
    )

    assert (result["status"], list(result["fields"]), result["proposed"]) == ("conflict", ["position"], {"position": "老板"})
    assert result["edits"]["position"] == {"at": NOW.isoformat(), "by": {"id": str(cast.lena.pk), "name": "Lena"}, "version": 2}
    assert (result["current"]["position"], result["current"]["need_esteem"]) == ("店长", "爱听好话")


def test_the_desk_asks_who_was_faster(call, world, cast):
    path = f"/api/v1/accounts/{world.mine.account.pk}/"
    version = call("alice", "GET", path).json()["version"]
    call("lena", "PATCH", path, {"phone": "120"}, If_Match=f'"{version}"')

    late = call("alice", "PATCH", path, {"phone": "119"}, If_Match=f'"{version}"')
    edits = call("alice", "GET", f"{path}edits/?since={version}").json()

    assert late.status_code == 412
    assert (edits["version"], edits["fields"]["phone"]["by"]["name"]) == (version + 1, "Lena")
    assert call("alice", "GET", f"{path}edits/?since=x").status_code == 400


def test_rates_name_the_counts(call, world):
    call("alice", "POST", f"/api/v1/promises/{world.mine.promise.pk}/keep/", {})
    day = today().isoformat()

    answer = call("lena", "GET", f"/api/v1/promises/kept-rates/?since={day}&until={day}").json()

    assert [(row["keeper"]["name"], row["kept_share"]["hits"], row["kept_share"]["count"]) for row in answer["results"]] == [
        ("Alice", 1, 1)
    ]
    for query in ("", "?since=2026-02-30&until=2026-03-01", "?since=2026-03-02&until=2026-03-01"):
        assert call("lena", "GET", f"/api/v1/promises/kept-rates/{query}").status_code == 400


def test_the_trust_line_opens_to_its_arithmetic(call, world):
    body = {"account": str(world.mine.account.pk), "effect": "broke", "act": "错发不认"}
    call("alice", "POST", "/api/v1/trust-events/", body)

    trust = call("alice", "GET", f"/api/v1/accounts/{world.mine.account.pk}/trust/").json()

    assert (trust["state"], trust["built"], trust["broke"], trust["owed"]) == ("mending", 1, 1, 12)
    reach = trust["reach"]["broke"]
    assert (reach["low"], reach["high"]) == ("50", "250")
    assert {way["source"]["file"] if way["source"] else way["formula"] for way in reach["inputs"]}
