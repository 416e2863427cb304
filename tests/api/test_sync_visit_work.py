"""What comes home from a visit beside its result, as ops from a phone (rows 22, 37, 44, 79)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Account, Promise
from tests.api.test_sync_ops import TODAY, codes, op, send, statuses, visit_ops, with_id
from visits.actions.visit_types import define_visit_type
from visits.models import Finding, FollowUp, KnowledgeEntry, Visit

__all__ = ["send"]


@pytest.fixture
def visit(send, world) -> Visit:
    send(*visit_ops(world.mine.account))
    return Visit.objects.get(status="completed")


class TestFindings:
    def test_a_finding_after_the_visit_leaves_its_task_once(self, send, visit):
        found = with_id(op("finding.add", visit=visit.pk, kind="cannot_explain", text="不会讲能效"), uuid7())

        assert statuses(send(found)) == ["applied"]
        assert statuses(send(found)) == ["duplicate"]

        assert (Finding.objects.get().text, FollowUp.objects.get().kind) == ("不会讲能效", "training")

    def test_a_finding_of_a_strangers_visit_is_not_found(self, send, visit):
        [result] = send(with_id(op("finding.add", visit=visit.pk, kind="", text="看看"), uuid7()), who="charlie")

        assert (result["status"], result["code"], Finding.objects.count()) == ("rejected", "not_found", 0)

    def test_a_task_is_settled_once_and_the_second_word_meets_the_row_as_it_is(self, send, visit):
        send(with_id(op("finding.add", visit=visit.pk, kind="not_promoted", text=""), uuid7()))
        task = FollowUp.objects.get()

        first = op("follow_up.settle", follow_up=task.pk, state="done", outcome="堆头摆好了")
        late = op("follow_up.settle", follow_up=task.pk, state="dropped", outcome="不用了")
        results = send(first, late)

        assert (statuses(results), codes(results)[1]) == (["applied", "rejected"], "follow_up_settled")
        assert results[1]["current"]["outcome"] == "堆头摆好了"
        task.refresh_from_db()
        assert (task.state, task.outcome) == ("done", "堆头摆好了")

    def test_the_name_on_the_licence_is_taken_over_from_the_phone(self, send, world, call):
        step = {"kind": "licence_check", "details": {"matches": False, "found": "爱丽丝商行"}}
        assert statuses(send(*visit_ops(world.mine.account, steps=[step]))) == ["applied"] * 3
        task = FollowUp.objects.get()
        [kept] = call("alice", "GET", "/api/v1/sync/changes/").json()["follow_ups"]
        assert (kept["kind"], kept["found"]) == ("licence", "爱丽丝商行")

        settle = op("follow_up.settle", follow_up=task.pk, state="done", outcome="按证照改", take_over=True)

        assert [statuses(send(settle)), statuses(send(settle))] == [["applied"], ["duplicate"]]
        assert Account.objects.get(pk=world.mine.account.pk).licence_name == "爱丽丝商行"

    def test_a_task_without_an_outcome_names_the_field(self, send, visit):
        send(with_id(op("finding.add", visit=visit.pk, kind="not_promoted", text=""), uuid7()))

        [result] = send(op("follow_up.settle", follow_up=FollowUp.objects.get().pk, state="done", outcome=""))

        assert (result["status"], list(result["fields"])) == ("rejected", ["outcome"])


class TestKnowledge:
    def test_a_question_not_answered_is_learnt_later(self, send, visit, cast):
        asked, id = op("knowledge.log", question="胚芽米要多泡吗？", known=False, visit=visit.pk), uuid7()

        learnt = op("knowledge.learn", knowledge_entry=id, answer="泡半小时")
        again = op("knowledge.learn", knowledge_entry=id, answer="不用泡")
        results = send(with_id(asked, id), learnt, again)

        assert (statuses(results), codes(results)[2]) == (["applied", "applied", "rejected"], "nothing_to_learn")
        entry = KnowledgeEntry.objects.get()
        assert (entry.manager, entry.visit, entry.answer) == (cast.alice, visit, "泡半小时")

    def test_another_managers_question_is_not_ones_own_to_answer(self, send, visit):
        id = uuid7()
        send(with_id(op("knowledge.log", question="胚芽米要多泡吗？", known=False), id))

        [result] = send(op("knowledge.learn", knowledge_entry=id, answer="泡半小时"), who="bob")

        assert (result["status"], KnowledgeEntry.objects.get().answer) == ("rejected", "")


class TestSteps:
    def test_an_undone_must_comes_back_with_its_code_and_the_visit_stays_open(self, send, world, cast):
        type = define_visit_type(
            label_zh="门店检查", steps=[{"kind": "price_check", "must": True}], by=cast.lena, at=timezone.now()
        )

        results = send(*visit_ops(world.mine.account, visit_type=type.pk, type_version=1))

        assert (statuses(results)[2], codes(results)[2]) == ("rejected", "steps_undone")
        assert Visit.objects.latest("created_at").status == "in_progress"

    def test_commitments_go_home_with_the_result_once(self, send, world):
        said = [{"id": str(uuid7()), "text": "周五前送样品", "due_on": str(TODAY + timedelta(days=4))}]
        ops = visit_ops(world.mine.account, promises=said)

        send(*ops)
        assert statuses(send(*ops)) == ["duplicate"] * 3

        assert Promise.objects.filter(text="周五前送样品", due_on=date(2026, 3, 6)).count() == 1
