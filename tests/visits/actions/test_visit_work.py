"""A visit's steps come home: must-do steps, findings that become tasks, stock, loyalty, pressure (rows 9, 34, 37, 44, 79)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from uuid6 import uuid7

from accounts.actions.consumption import keep_consumption
from accounts.actions.leading import LeadDecides
from accounts.actions.trade import define_product
from accounts.models import Account, Promise, StockCount, Touchpoint
from crm.errors import Forbidden, Invalid, NotYours
from crm.models import Event
from tests.visits.conftest import NOW
from tiers.models import LoyaltyEvidence
from visits.actions.findings import FollowUpSettled, add_finding, change_follow_up, settle_follow_up
from visits.actions.knowledge import NothingToLearn, learn_answer, log_question
from visits.actions.step_results import PressureOff, StepsUndone
from visits.actions.talk_switches import switch_pressure
from visits.actions.visit_types import DefaultVisitType, archive_visit_type, define_visit_type, update_visit_type
from visits.actions.visits import VisitNotOpen, add_visit, complete_visit
from visits.coach_card import coach_card
from visits.models import FollowUp, KnowledgeEntry, Visit, VisitType

TODAY = date(2026, 3, 2)
MUST = [{"kind": "talk", "must": True}, {"kind": "price_check", "must": True}, {"kind": "brand"}]


@pytest.fixture
def visit(cast, shop) -> Visit:
    return add_visit(account=shop, planned_on=TODAY, by=cast.alice, at=NOW)


@pytest.fixture
def shop_check(cast) -> VisitType:
    return define_visit_type(label_zh="门店检查", steps=MUST, by=cast.lena, at=NOW)


def complete(visit: Visit, **fields) -> Visit:
    return complete_visit(visit=visit, **({"by": visit.manager, "at": NOW, "outcome": "ordered"} | fields))


class TestMustDo:
    def test_a_plain_visit_asks_for_nothing(self, visit):
        assert complete(visit).visit_type == VisitType.objects.get(is_default=True)

    def test_an_undone_must_is_refused_by_name_and_nothing_is_written(self, visit, shop_check):
        with pytest.raises(StepsUndone) as refusal:
            complete(visit, visit_type=shop_check, steps=[{"kind": "talk"}])

        assert (refusal.value.code, refusal.value.more) == ("steps_undone", {"steps": ["price_check"]})
        assert Visit.objects.get(pk=visit.pk).status == "planned"

    def test_a_reason_lets_it_pass(self, visit, shop_check):
        skipped = {"kind": "price_check", "state": "skipped", "reason": "老板不在"}

        done = complete(visit, visit_type=shop_check, steps=[skipped, {"kind": "talk", "details": {"methods": ["praise_facts"]}}])

        assert list(done.steps.values_list("kind", "state", "reason")) == [
            ("talk", "done", ""), ("price_check", "skipped", "老板不在"),
        ]  # fmt: skip

    def test_who_met_nobody_is_held_to_nothing(self, visit, shop_check):
        assert complete(visit, visit_type=shop_check, outcome="not_met").status == "completed"

    def test_a_phone_that_had_not_heard_of_the_must_is_not_held_to_it(self, visit, shop_check, cast):
        update_visit_type(type=shop_check, changes={"steps": [*MUST[:2], {"kind": "brand", "must": True}]}, by=cast.lena, at=NOW)
        shop_check.refresh_from_db()
        steps = [{"kind": "talk"}, {"kind": "price_check", "note": "与上次相同"}]

        with pytest.raises(StepsUndone):
            complete(visit, visit_type=shop_check, steps=steps)
        assert complete(visit, visit_type=shop_check, type_version=1, steps=steps).status == "completed"

    @pytest.mark.parametrize(
        "step",
        [
            "talk",
            {"kind": "dance"},
            {"kind": "talk", "state": "skipped"},
            {"kind": "talk", "details": {"methods": ["shout"]}},
            {"kind": "talk", "details": [1]},
            {"kind": "stock_count"},
            {"kind": "stock_count", "details": {"counts": [{"consumption": "x", "quantity": "1"}]}},
            {
                "kind": "stock_count",
                "details": {"counts": [{"consumption": "00000000-0000-0000-0000-000000000001", "quantity": "1"}]},
            },
            {"kind": "price_check", "details": {"prices": [{"product": "A", "price": "-1"}]}},
            {"kind": "price_check", "details": {"prices": [{"product": "A", "price": "NaN"}]}},
            {"kind": "licence_check", "details": {"matches": "yes"}},
            {"kind": "storefront_photo"},
            {"kind": "competitor_promotion", "details": {"competitor": "\x00"}},
        ],
    )
    def test_a_wrong_step_is_refused_by_name(self, visit, step):
        with pytest.raises(Invalid) as refusal:
            complete(visit, steps=[step])

        assert "steps" in refusal.value.fields

    def test_each_step_once(self, visit):
        with pytest.raises(Invalid):
            complete(visit, steps=[{"kind": "talk"}, {"kind": "talk"}])


class TestLicence:
    """The name on the wall against the record (row 17)."""

    READ = "义乌市爱丽丝副食店"

    @pytest.fixture
    def task(self, shop, cast):
        visit = add_visit(account=shop, planned_on=TODAY, manager=cast.bob, by=cast.lena, at=NOW)
        done = complete(visit, by=cast.lena, steps=[{"kind": "licence_check", "details": {"matches": False, "found": self.READ}}])
        assert done.steps.get().details == {"matches": False, "found": self.READ, "recorded": shop.licence_name}
        return FollowUp.objects.select_related("account").get(visit=done)

    def test_what_differs_is_proposed_to_the_owner_who_takes_it_over(self, task, shop, cast):
        assert (task.kind, task.text, task.owner, task.visit.manager) == ("licence", self.READ, cast.alice, cast.bob)

        settle_follow_up(follow_up=task, state="done", outcome="店主换了执照", take_over=True, by=cast.alice, at=NOW)

        shop.refresh_from_db()
        assert shop.licence_name == self.READ
        with pytest.raises(FollowUpSettled):
            settle_follow_up(follow_up=task, state="done", outcome="again", take_over=True, by=cast.alice, at=NOW)

    def test_without_it_the_record_stays(self, task, shop, cast):
        settle_follow_up(follow_up=task, state="dropped", outcome="看错了隔壁的执照", by=cast.alice, at=NOW)

        assert Account.objects.get(pk=shop.pk).licence_name == shop.licence_name != self.READ

    def test_only_a_name_that_was_read_is_taken_over(self, task, visit, cast):
        with pytest.raises(Invalid) as refusal:
            settle_follow_up(follow_up=task, state="dropped", outcome="x", take_over=True, by=cast.alice, at=NOW)
        assert "take_over" in refusal.value.fields
        other = add_finding(visit=visit, kind="licence_mismatch", text="", by=cast.alice, at=NOW).follow_up
        with pytest.raises(Invalid):
            settle_follow_up(follow_up=other, state="done", outcome="x", take_over=True, by=cast.alice, at=NOW)


class TestCommitments:
    """What one told the customer one would do (rows 20, 22)."""

    def test_what_was_said_on_a_visit_is_a_promise_like_any_other(self, visit, cast):
        friday, id = TODAY + timedelta(days=4), uuid7()

        complete(visit, promises=[{"id": id, "text": "周五前送三袋样品", "due_on": friday}])

        promise = Promise.objects.get()
        assert (promise.pk, promise.account, promise.keeper, promise.state) == (id, visit.account, cast.alice, "open")
        assert (promise.text, promise.due_on, promise.made_at) == ("周五前送三袋样品", friday, NOW)
        assert Event.objects.filter(type="promise.made", subject=id).count() == 1

    def test_a_second_completion_makes_no_second_promise(self, visit):
        said = [{"text": "送样品", "due_on": TODAY}]
        complete(visit, promises=said)

        with pytest.raises(VisitNotOpen):
            complete(visit, promises=said)
        assert Promise.objects.count() == 1

    def test_a_promise_without_words_leaves_the_visit_open(self, visit):
        with pytest.raises(Invalid) as refusal:
            complete(visit, promises=[{"text": "送样品", "due_on": TODAY}, {"text": " ", "due_on": TODAY}])

        assert "text" in refusal.value.fields
        assert (Visit.objects.get(pk=visit.pk).status, Promise.objects.count()) == ("planned", 0)


class TestFindings:
    def test_what_a_dealer_cannot_explain_becomes_training_that_somebody_owns(self, visit, cast):
        brand = {"kind": "brand", "details": {"product": "空气能热水器", "observed": ["cannot_explain", "not_promoted"]}}

        complete(visit, steps=[brand])

        tasks = FollowUp.objects.order_by("kind")
        assert [(task.kind, task.owner, task.text, task.due_on) for task in tasks] == [
            ("promotion", cast.alice, "空气能热水器", TODAY + timedelta(days=14)),
            ("training", cast.alice, "空气能热水器", TODAY + timedelta(days=14)),
        ]
        assert all(task.finding.visit_id == visit.pk for task in tasks)

    def test_a_price_below_the_agreed_one_is_the_leads_case(self, visit, cast):
        complete(visit, steps=[{"kind": "price_check", "details": {"prices": [{"product": "A", "price": "9", "agreed": "10"}]}}])

        assert list(FollowUp.objects.values_list("kind", "owner__username")) == [("price_case", "lena")]

    def test_a_level_below_the_standard_line_has_to_be_made_good(self, visit):
        complete(visit, service_level=1)

        assert list(FollowUp.objects.values_list("kind", flat=True)) == ["service"]
        assert Event.objects.filter(type="follow_up.opened").count() == 1

    def test_a_task_is_settled_with_what_came_of_it_and_only_once(self, visit, cast):
        complete(visit, findings=[{"kind": "cannot_explain", "text": "不会报价"}])
        task = FollowUp.objects.get()

        with pytest.raises(Invalid):
            settle_follow_up(follow_up=task, state="done", outcome=" ", by=cast.alice, at=NOW)
        settle_follow_up(follow_up=task, state="done", outcome="已培训", by=cast.alice, at=NOW)

        assert Touchpoint.objects.filter(code="follow_up.done", text="已培训").exists()
        with pytest.raises(FollowUpSettled):
            settle_follow_up(follow_up=task, state="done", outcome="已培训", by=cast.alice, at=NOW)

    def test_who_owns_a_task_settles_it_though_the_customer_is_a_colleagues(self, visit, cast):
        complete(visit, findings=[{"kind": "cannot_explain", "text": "不会报价"}])
        task = FollowUp.objects.get()

        with pytest.raises(NotYours):
            settle_follow_up(follow_up=task, state="done", outcome="x", by=cast.bob, at=NOW)
        change_follow_up(follow_up=task, changes={"owner": cast.bob}, by=cast.lena, at=NOW)
        settled = settle_follow_up(follow_up=task, state="dropped", outcome="店已转让", by=cast.bob, at=NOW)

        assert settled.settled_by == cast.bob

    def test_one_more_thing_after_the_visit(self, visit, cast):
        complete(visit, findings=["竞品促销"])

        add_finding(visit=visit, kind="consumers_unaware", text="顾客不了解", by=cast.alice, at=NOW)

        assert list(visit.findings.order_by("position").values_list("position", "kind")) == [(1, ""), (2, "consumers_unaware")]
        assert Visit.objects.get(pk=visit.pk).version > 2


class TestWhomItConcerns:
    def test_a_count_feeds_consumption(self, visit, cast, shop):
        rice = define_product(code="rice", name="大米", unit="kg", by=None, at=NOW)
        kept = keep_consumption(account=shop, product=rice, by=cast.alice, at=NOW, capacity=Decimal(50))

        complete(visit, steps=[{"kind": "stock_count", "details": {"counts": [{"consumption": str(kept.pk), "quantity": "12.5"}]}}])

        kept.refresh_from_db()
        assert (kept.stock, kept.stock_on, StockCount.objects.count()) == (Decimal("12.500"), TODAY, 1)

    def test_a_rivals_promotion_and_a_referral_are_evidence_of_loyalty(self, visit):
        complete(
            visit,
            steps=[
                {"kind": "competitor_promotion", "details": {"competitor": "格力", "offer": "买一送一", "refused": True}},
                {"kind": "referral", "details": {"name": "王五", "phone": "13800138000"}},
            ],
        )

        evidence = LoyaltyEvidence.objects.order_by("kind")
        assert [(each.kind, each.competitor, each.note, each.subject) for each in evidence] == [
            ("contact_given", "", "王五 13800138000", visit.pk),
            ("offer_refused", "格力", "买一送一", visit.pk),
        ]


class TestPressure:
    talk = {"kind": "talk", "details": {"methods": ["limited_time"]}}

    def test_it_is_off_until_a_lead_says_otherwise_and_why(self, visit, cast):
        with pytest.raises(PressureOff):
            complete(visit, steps=[self.talk])
        with pytest.raises(LeadDecides):
            switch_pressure(team=cast.north, is_on=True, reason="清仓", by=cast.alice, at=NOW)
        with pytest.raises(Invalid):
            switch_pressure(team=cast.north, is_on=True, reason="", by=cast.lena, at=NOW)
        switch_pressure(team=cast.north, is_on=True, reason="清仓", by=cast.lena, at=NOW)

        assert complete(visit, steps=[self.talk]).status == "completed"
        assert Event.objects.filter(type="talk_switch.on", by=cast.lena).exists()

    def test_it_counts_how_it_stood_when_the_talk_took_place(self, visit, cast):
        switch_pressure(team=cast.north, is_on=True, reason="清仓", by=cast.lena, at=NOW)
        switch_pressure(team=cast.north, is_on=False, reason="结束", by=cast.lena, at=NOW + timedelta(hours=2))

        assert complete(visit, steps=[self.talk], at=NOW + timedelta(hours=1)).status == "completed"


class TestKnowledge:
    def test_a_gap_is_told_and_learnt(self, cast, shop):
        entry = log_question(question="能效等级?", known=False, by=cast.alice, at=NOW)

        card = coach_card(account=shop, user=cast.alice, day=TODAY, at=NOW)
        assert [gap.question for gap in card.gaps] == ["能效等级?"]
        with pytest.raises(NotYours):
            learn_answer(entry=entry, answer="一级", by=cast.bob, at=NOW)
        learn_answer(entry=entry, answer="一级", by=cast.alice, at=NOW)

        assert not KnowledgeEntry.objects.gaps().exists()
        with pytest.raises(NothingToLearn):
            learn_answer(entry=entry, answer="一级", by=cast.alice, at=NOW)


class TestTypes:
    def test_there_is_one_usual_type_and_it_is_not_archived(self, cast, shop_check):
        update_visit_type(type=shop_check, changes={"is_default": True}, by=cast.lena, at=NOW)

        assert list(VisitType.objects.filter(is_default=True)) == [shop_check]
        with pytest.raises(DefaultVisitType):
            archive_visit_type(type=shop_check, by=cast.lena, at=NOW)

    @pytest.mark.parametrize(
        "steps", [[{"kind": "dance"}], [{"kind": "talk"}, {"kind": "talk"}], ["talk"], [{"kind": "talk", "must": "yes"}]]
    )
    def test_wrong_steps_are_refused(self, cast, steps):
        with pytest.raises(Invalid) as refusal:
            define_visit_type(label_zh="x", steps=steps, by=cast.lena, at=NOW)

        assert "steps" in refusal.value.fields

    def test_managers_do_not_define_types(self, cast):
        with pytest.raises(Forbidden):
            define_visit_type(label_zh="x", steps=[], by=cast.alice, at=NOW)


def test_the_coach_card_reads_the_customer(cast, shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        card = coach_card(account=shop, user=cast.alice, day=TODAY, at=NOW)

    assert (card.contact, card.methods[0], card.pressure_allowed) == (None, "let_them_say", False)
    assert (card.question.code, card.question.about) == ("missing", "contact")
    assert card.target_level == 2
