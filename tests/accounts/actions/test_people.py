"""The people in an account: character with history, roles, who reports to whom (rows 66, 70); talks and approaches (65, 67)."""

from datetime import date, timedelta

import pytest

from accounts.actions.care import CareEventNotPlanned, drop_care, finish_care, log_care, plan_care
from accounts.actions.contacts import ContactNotArchived, add_contact, archive_contact, restore_contact, update_contact
from accounts.actions.conversations import log_approach, log_conversation
from accounts.actions.phrases import PhraseTaken, add_phrase, archive_phrase, change_phrase
from accounts.actions.timeline import IdTaken
from accounts.models import CareEvent, Conversation, Judgement, Touchpoint
from accounts.queries.approaches import advice_for, approach_results
from crm.errors import Forbidden, Invalid, NotYours, Stale
from crm.models import Event
from tests.accounts.factories import AccountFactory, ContactFactory
from tests.accounts.finding import found
from tests.crm.factories import NOW

LATER = NOW + timedelta(days=30)


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice)


@pytest.fixture
def boss(account):
    return ContactFactory(account=account, name="王老板", personality="fortress")


class TestContacts:
    def test_every_judgement_of_a_character_stays_with_author_and_day(self, cast, boss):
        update_contact(contact=boss, changes={"personality": "easy_going"}, by=cast.lena, at=LATER)
        update_contact(contact=boss, changes={"position": "店主"}, by=cast.alice, at=LATER)

        found = list(Judgement.objects.filter(contact=boss).order_by("at").values_list("personality", "by", "at"))
        assert found == [("fortress", cast.alice.pk, NOW), ("easy_going", cast.lena.pk, LATER)]

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"birthday": date(2026, 3, 11)}, "birthday"),
            ({"birthday": date(1899, 12, 31)}, "birthday"),
            ({"decision_roles": ["boss"]}, "decision_roles"),
            ({"preferred_channel": "pigeon"}, "preferred_channel"),
            ({"other_phones": ["zwölf"]}, "other_phones"),
            ({"other_emails": ["nobody"]}, "other_emails"),
            ({"need_esteem": "好" * 301}, "need_esteem"),
            ({"name": "王" * 101}, "name"),
        ],
    )
    def test_what_cannot_be_is_refused_and_named(self, cast, boss, fields, named):
        with pytest.raises(Invalid) as refusal:
            update_contact(contact=boss, changes=fields, by=cast.alice, at=NOW)

        assert refusal.value.fields.keys() == {named}

    def test_who_reports_to_whom_never_goes_in_a_circle(self, cast, account, boss):
        clerk = ContactFactory(account=account, reports_to=boss)
        stranger = ContactFactory(account=AccountFactory(owner=cast.alice))

        for contact, superior in ((boss, clerk), (boss, boss), (boss, stranger)):
            with pytest.raises(Invalid) as refusal:
                update_contact(contact=contact, changes={"reports_to": superior}, by=cast.alice, at=NOW)
            assert refusal.value.fields.keys() == {"reports_to"}

    def test_a_further_phone_finds_the_account(self, cast, account, boss):
        update_contact(contact=boss, changes={"other_phones": ["１３９ 5712 8848", "0571-88481234"]}, by=cast.alice, at=NOW)

        assert boss.__class__.objects.get(pk=boss.pk).other_phones == ["139 5712 8848", "0571-88481234"]
        assert found("8848") == {account.name}

    def test_who_left_can_come_back(self, cast, account, boss):
        archive_contact(contact=boss, by=cast.alice, at=NOW)
        restore_contact(contact=boss, by=cast.alice, at=LATER)

        boss.refresh_from_db()
        assert (boss.archived_at, boss.is_primary) == (None, False)
        assert found("王老板") == {account.name}
        with pytest.raises(ContactNotArchived):
            restore_contact(contact=boss, by=cast.alice, at=LATER)


class TestCare:
    def test_a_yearly_day_is_planned_again_when_it_is_done(self, cast, boss):
        event = plan_care(contact=boss, kind="festival", on=date(2028, 2, 29), is_yearly=True, plan="送年货", by=cast.alice, at=NOW)

        finish_care(event=event, outcome="送了两箱，很高兴", by=cast.alice, at=LATER)

        again = CareEvent.objects.get(state="planned")
        assert (again.on, again.plan, again.is_yearly) == (date(2029, 2, 28), "送年货", True)
        assert Touchpoint.objects.get(contact=boss).text == "送了两箱，很高兴"
        with pytest.raises(CareEventNotPlanned):
            finish_care(event=event, outcome="又送了", by=cast.alice, at=LATER)

    @pytest.mark.parametrize(("for_good", "left"), [(False, 1), (True, 0)])
    def test_a_day_let_go_comes_again_unless_for_good(self, cast, boss, for_good, left):
        event = plan_care(contact=boss, kind="family", on=date(2026, 4, 1), is_yearly=True, by=cast.alice, at=NOW)

        drop_care(event=event, by=cast.alice, at=NOW, for_good=for_good)

        assert CareEvent.objects.planned().count() == left

    def test_what_was_done_says_how(self, cast, boss):
        with pytest.raises(Invalid) as refusal:
            log_care(contact=boss, kind="illness", on=date(2026, 3, 9), outcome=" ", by=cast.alice, at=NOW)

        assert refusal.value.fields.keys() == {"outcome"}
        assert log_care(contact=boss, kind="illness", on=date(2026, 3, 9), outcome="探望", by=cast.alice, at=NOW).state == "done"

    def test_a_team_mate_only_reads(self, cast, boss):
        with pytest.raises(NotYours):
            plan_care(contact=boss, kind="family", on=date(2026, 4, 1), by=cast.bob, at=NOW)


TALK = {"channel": "phone", "direction": "out", "purpose": "约拜访", "confirmed": "周五上午十点见"}


class TestTalks:
    @pytest.mark.parametrize(
        ("channel", "kind", "medium"),
        [("phone", "call", "person"), ("messenger", "message", "information"), ("in_person", "note", "person")],
    )
    def test_a_talk_stands_on_the_timeline_with_whom_and_which_way(self, cast, account, boss, channel, kind, medium):
        talk = log_conversation(account=account, contact=boss, by=cast.alice, at=NOW, **TALK | {"channel": channel})

        entry = Touchpoint.objects.get(subject=talk.pk)
        assert (entry.kind, entry.medium, entry.channel, entry.direction, entry.contact) == (kind, medium, channel, "out", boss)
        assert entry.text == "约拜访：周五上午十点见"

    @pytest.mark.parametrize("missing", TALK)
    def test_a_talk_ends_by_confirming_its_outcome(self, cast, account, missing):
        with pytest.raises(Invalid) as refusal:
            log_conversation(account=account, by=cast.alice, at=NOW, **TALK | {missing: ""})

        assert missing in refusal.value.fields
        assert not Conversation.objects.exists()

    def test_the_same_id_twice_is_told(self, cast, account):
        talk = log_conversation(account=account, by=cast.alice, at=NOW, **TALK)

        with pytest.raises(IdTaken):
            log_conversation(account=account, id=talk.pk, by=cast.alice, at=NOW, **TALK)

    def test_approaches_teach_what_to_do_next(self, cast, account, boss):
        log_approach(account=account, contact=boss, methods=["care", "introduction"], result="cool", by=cast.alice, at=NOW)
        log_approach(account=account, contact=boss, methods=["question"], result="agreed", by=cast.alice, at=LATER)

        advice = advice_for(contact=boss, by=cast.alice)

        assert (advice.personality, advice.together, advice.methods[0].method) == ("fortress", 3, "question")
        assert {each.method for each in advice.methods if each.why == "failed"} == {"care", "introduction"}
        shares = {each.method: (each.share.hits, each.share.count) for each in approach_results(by=cast.bob)}
        assert shares == {"introduction": (0, 1), "question": (1, 1), "care": (0, 1)}
        assert approach_results(by=cast.charlie) == []

    def test_an_approach_keeps_the_type_of_its_day(self, cast, account, boss):
        approach = log_approach(account=account, contact=boss, methods=["care"], result="opened", by=cast.alice, at=NOW)
        update_contact(contact=boss, changes={"personality": "easy_going"}, by=cast.alice, at=LATER)

        approach.refresh_from_db()
        assert approach.personality == "fortress"

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"methods": []}, "methods"),
            ({"methods": ["charm"]}, "methods"),
            ({"methods": ["care"], "benefit": "company"}, "benefit"),
            ({"result": "fine"}, "result"),
        ],
    )
    def test_an_approach_that_makes_no_sense_is_refused(self, cast, account, fields, named):
        with pytest.raises(Invalid) as refusal:
            log_approach(account=account, by=cast.alice, at=NOW, **{"methods": ["care"], "result": "opened"} | fields)

        assert named in refusal.value.fields


class TestPhrases:
    def test_leads_look_after_the_words(self, cast):
        phrase = add_phrase(text="不晓得", better="我去问", by=cast.lena, at=NOW)

        change_phrase(phrase=phrase, changes={"better": "我来查清楚"}, version=1, by=cast.lena, at=NOW)
        with pytest.raises(Stale):
            change_phrase(phrase=phrase, changes={"better": "我"}, version=1, by=cast.lena, at=NOW)
        with pytest.raises(Forbidden):
            add_phrase(text="哼", better="好的", by=cast.alice, at=NOW)
        with pytest.raises(PhraseTaken):
            add_phrase(text="不晓得", better="我去问", by=cast.lena, at=NOW)
        archive_phrase(phrase=phrase, by=cast.lena, at=NOW)
        assert add_phrase(text="不晓得", better="我去问", by=cast.lena, at=NOW).pk != phrase.pk


def test_stepping_down_leaves_a_trace_for_late_edits(cast, account):
    old = ContactFactory(account=account, is_primary=True)

    add_contact(account=account, name="新老板", is_primary=True, by=cast.alice, at=NOW)

    edit = Event.objects.get(type="contact.updated", subject=old.pk)
    assert (edit.payload["fields"], edit.payload["version"]) == (["is_primary"], 2)
