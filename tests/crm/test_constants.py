"""The constants register: every number with its source, disputed ones as a range, edits with a name and a reason (row 1)."""

from copy import deepcopy
from decimal import Decimal
from json import dumps, loads

import pytest

from crm.constants.actions import ConstantKeyTaken, KeepersOnly, add_constant, edit_constant
from crm.constants.loading import REGISTER, load_register
from crm.constants.queries import read_register
from crm.errors import Invalid, Stale
from crm.models import ConstantEdit, ConstantQuestion, Event, SourcedConstant, Topic
from tests.crm.factories import NOW, make_cast

pytestmark = pytest.mark.django_db


def constant(key: str) -> SourcedConstant:
    return SourcedConstant.objects.get(key=key)


def ends(question: str) -> tuple[Decimal, Decimal]:
    figure = read_register().range(question)
    return figure.low, figure.high


def test_all_that_the_file_states_is_there_with_source_and_quote():
    stated = loads(REGISTER.read_text())["constants"]

    assert SourcedConstant.objects.count() == len(stated) > 150
    assert set(SourcedConstant.objects.values_list("source_title", flat=True).distinct()) == {
        "正确认知客户服务", "提升客户体验感", "全面客户满意", "预见客户需求", "物流客户服务 第8章",
    }  # fmt: skip
    assert not SourcedConstant.objects.filter(quote="").exists()


def test_a_quote_is_a_few_words_and_no_passage():
    assert max(len(quote) for quote in SourcedConstant.objects.values_list("quote", flat=True)) <= 30


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("new_customer_cost", "5", "6"),
        ("word_of_mouth_power", "2", "50"),
        ("complaints_heard", "0.02", "0.90"),
        ("lost_when_solved", "0.05", "0.10"),
        ("lost_when_unsolved", "0.81", "0.97"),
    ],
)
def test_what_the_sources_dispute_is_a_range_over_all_of_them(question, low, high):
    assert ends(question) == (Decimal(low), Decimal(high))


def test_an_answer_stated_the_other_way_round_shows_its_turning():
    answers = {
        answer.inputs[0].name if answer.inputs else answer.name: answer for answer in read_register().answers("complaints_heard")
    }

    assert answers["never_complain"].formula == "1 - never_complain"
    assert answers["complaints_heard_s0"].low == Decimal("0.04")


def test_the_register_is_read_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        read_register()


def test_a_lead_corrects_a_constant_and_the_history_tells_who_when_and_why():
    cast = make_cast()

    edited = edit_constant(
        constant=constant("acquaintances"), changes={"low": Decimal(150)}, why="我们自己的调查", by=cast.lena, at=NOW
    )

    assert (edited.low, edited.high, edited.version) == (Decimal(150), Decimal(250), 2)
    edit = ConstantEdit.objects.get()
    assert (edit.by, edit.at, edit.why) == (cast.lena, NOW, "我们自己的调查")
    assert (edit.before, edit.after) == ({"low": "250"}, {"low": "150"})
    assert Event.objects.get(type="constant.edited").subject == edited.pk


def test_the_same_values_again_change_nothing():
    cast = make_cast()

    edited = edit_constant(
        constant=constant("acquaintances"), changes={"low": Decimal("250.0")}, why="checked it", by=cast.lena, at=NOW
    )

    assert edited.version == 1
    assert not ConstantEdit.objects.exists()


def test_a_constant_that_is_not_used_leaves_the_range():
    cast = make_cast()

    edit_constant(
        constant=constant("new_customer_cost_s4"), changes={"is_used": False}, why="只采用第一份资料", by=cast.lena, at=NOW
    )

    assert ends("new_customer_cost") == (Decimal(5), Decimal(5))
    assert read_register().constant("new_customer_cost_s4") is None


@pytest.mark.parametrize("who", ["alice", "sam", "ann", "dora"])
def test_others_read_but_do_not_write(who):
    cast = make_cast()

    with pytest.raises(KeepersOnly):
        edit_constant(constant=constant("acquaintances"), changes={"low": Decimal(1)}, why="because", by=getattr(cast, who), at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"low": Decimal("0.99")}, "high"),
        ({"low": Decimal("-0.1")}, "low"),
        ({"high": Decimal("1.1")}, "high"),
        ({"high": Decimal("NaN")}, "high"),
        ({"reading": "guess"}, "reading"),
        ({"quote": "other words"}, "quote"),
    ],
)
def test_a_wrong_value_is_named(changes, field):
    cast = make_cast()

    with pytest.raises(Invalid) as refusal:
        edit_constant(constant=constant("never_complain"), changes=changes, why="trying it", by=cast.admin, at=NOW)

    assert field in refusal.value.fields


def test_an_edit_needs_its_reason_and_the_version_that_was_seen():
    cast = make_cast()

    with pytest.raises(Invalid):
        edit_constant(constant=constant("acquaintances"), changes={"low": Decimal(1)}, why=" ", by=cast.lena, at=NOW)
    with pytest.raises(Stale):
        edit_constant(
            constant=constant("acquaintances"), changes={"low": Decimal(1)}, why="measured", by=cast.lena, at=NOW, version=7
        )


def test_the_reading_of_an_ambiguous_sentence_is_chosen():
    cast = make_cast()

    edit_constant(
        constant=constant("bad_service_telling_on"), changes={"reading": "of_complainers"}, why="另一种读法", by=cast.lena, at=NOW
    )

    register = read_register()
    assert register.readings["bad_service_telling_on"] == "of_complainers"
    assert register.constant("bad_service_telling_on").source.details["reading"]["en"].startswith("20 % of those who complain")


def test_our_own_measurement_joins_the_answers():
    cast = make_cast()
    question = ConstantQuestion.objects.get(key="new_customer_cost")

    add_constant(
        key="our_new_customer_cost", topic=Topic.KEEPING, unit="times", low=Decimal("7.5"), high=Decimal("7.5"), question=question,
        meaning_zh="我们的实测", meaning_en="Measured by us", source="财务部", source_title="2025 年核算", why="年度成本核算", by=cast.lena, at=NOW,
    )  # fmt: skip

    assert ends("new_customer_cost") == (Decimal(5), Decimal("7.5"))


def test_a_key_is_there_once():
    cast = make_cast()
    fields = {
        "topic": "trust",
        "unit": "people",
        "low": Decimal(1),
        "high": Decimal(1),
        "meaning_zh": "x",
        "meaning_en": "x",
        "source": "x",
    }

    with pytest.raises(ConstantKeyTaken):
        add_constant(key="acquaintances", why="once more", by=cast.lena, at=NOW, **fields)


def test_a_newer_file_brings_what_is_new_and_leaves_what_a_person_edited(tmp_path):
    cast = make_cast()
    edit_constant(constant=constant("acquaintances"), changes={"high": Decimal(300)}, why="我们数过一次", by=cast.lena, at=NOW)
    newer = deepcopy(loads(REGISTER.read_text()))
    for stated in newer["constants"]:
        if stated["key"] in ("acquaintances", "good_turns_per_bad"):
            stated["high"] = "999"
    newer["constants"].append(newer["constants"][0] | {"key": "quite_new"})
    path = tmp_path / "register.json"
    path.write_text(dumps(newer))

    written = load_register(ConstantQuestion, SourcedConstant, path)

    assert written == 2
    assert constant("acquaintances").high == Decimal(300)
    assert constant("good_turns_per_bad").high == Decimal(999)
    assert constant("quite_new").low == constant("good_service_told").low


def test_the_same_file_again_changes_nothing():
    assert load_register(ConstantQuestion, SourcedConstant) == 0
