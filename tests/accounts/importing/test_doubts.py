"""Lines that look like an account of another number; accounts known again by phone, name or a field of one's own; taking back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.accounts import update_account
from accounts.importing.doubts import USUAL_FORMS, sounds
from accounts.importing.undoing import ImportNotUndoable, ask_undo, undo_import
from accounts.importing.words import SAID, told
from accounts.models import Account, CustomField, ImportDoubt
from accounts.search import name_key
from crm.errors import Forbidden, Invalid
from tests.accounts.factories import AccountFactory
from tests.accounts.importing.conftest import counts, refusals
from tests.crm.factories import NOW

HEADER = "external_id,name,role,phone\n"
ROWS = HEADER + "B1,新店一,retailer,+86 138-0013-8000 转 5\nB2,永庆 米店,retailer,\nB3,别家,retailer,057188481234"


@pytest.fixture
def shop(cast):
    return AccountFactory(owner=cast.alice, external_id="A1", name="永庆米店有限公司", phone="13800138000")


def doubts(run):
    return list(ImportDoubt.objects.filter(run=run).order_by("line").values_list("line", "because", "done"))


def test_the_same_phone_or_name_under_another_number_is_doubtful(write, run_import, cast, shop):
    run = run_import("accounts", write(ROWS), team=cast.team, mode="dry_run", on_doubt="skip")

    assert counts(run) == {"rows_total": 3, "created": 1, "rejected": 2, "accounts_created": 1}
    assert run.doubtful == 2
    assert doubts(run) == [(2, "phone", "skip"), (3, "name", "skip")]
    assert Account.objects.get() == shop


def test_each_doubtful_line_goes_where_the_person_sends_it(write, run_import, cast, shop):
    run = run_import("accounts", write(ROWS), team=cast.team, on_doubt="skip", decisions={"2": "update", "3": "create"})

    assert counts(run) == {"rows_total": 3, "created": 2, "updated": 1, "accounts_created": 2}
    shop.refresh_from_db()
    assert (shop.external_id, shop.name) == ("A1", "新店一")  # its number stays, what the line says is written
    assert {entry["line"]: entry["changes"].get("name") for entry in run.sample}[2] == ["永庆米店有限公司", "新店一"]


def test_unasked_a_doubtful_line_is_opened_and_told_of(write, run_import, cast, shop):
    run = run_import("accounts", write(ROWS), team=cast.team)

    assert (run.created, run.doubtful) == (3, 2)
    assert counts(run_import("accounts", write(ROWS), team=cast.team)) == {"rows_total": 3, "unchanged": 3}


def test_a_stranger_raises_no_doubt(write, run_import, cast):
    AccountFactory(owner=cast.charlie, external_id="A1", name="永庆米店", phone="13800138000")

    run = run_import("accounts", write(ROWS), by=cast.alice, on_doubt="skip")

    assert (run.created, run.doubtful) == (3, 0)


def test_accounts_are_known_again_by_their_phone(write, run_import, cast, shop):
    run = run_import(
        "accounts",
        write("name,role,phone\n永庆大米店,retailer,138 0013 8000\n新店,retailer,139 0013 9000"),
        team=cast.team,
        identity="phone",
    )

    assert counts(run) == {"rows_total": 2, "created": 1, "updated": 1, "accounts_created": 1}
    shop.refresh_from_db()
    assert shop.name == "永庆大米店"


def test_two_accounts_of_one_phone_are_not_told_apart_by_it(write, run_import, cast, shop):
    AccountFactory(owner=cast.alice, external_id="A2", phone="+86 13800138000")

    run = run_import("accounts", write("name,phone\nx,13800138000"), team=cast.team, identity="phone")

    assert refusals(run)[0][:2] == (2, "phone")
    assert refusals(run)[0][2].startswith("2 accounts are known by this")


def test_accounts_are_known_again_by_their_name_and_by_a_field_of_ones_own(write, run_import, cast, shop):
    CustomField.objects.create(key="licence", label_zh="执照号", type="text")
    Account.objects.filter(pk=shop.pk).update(custom={"licence": "L-7"})

    by_name = run_import("accounts", write("name,industry\n永庆米店,粮油"), team=cast.team, identity="name")
    by_licence = run_import("accounts", write("执照号,industry\nL-7,百货"), team=cast.team, identity="custom.licence")

    assert (counts(by_name), counts(by_licence)) == ({"rows_total": 1, "updated": 1}, {"rows_total": 1, "updated": 1})
    with pytest.raises(Invalid):
        run_import("accounts", write("name\nx"), team=cast.team, identity="colour")


def test_an_import_is_taken_back(write, run_import, cast, shop):
    run = run_import(
        "accounts",
        write("external_id,name,role,phone\nA1,改名,,\nB1,新店,retailer,1\nB2,留下,retailer,2"),
        by=cast.lena,
        team=cast.team,
    )
    kept = Account.objects.get(external_id="B2")
    update_account(account=kept, changes={"industry": "粮油"}, by=cast.lena, at=NOW)

    with pytest.raises(Forbidden):
        ask_undo(run=run, by=cast.alice, at=timezone.now())
    undone = undo_import(run=ask_undo(run=run, by=cast.lena, at=timezone.now()), at=timezone.now())

    shop.refresh_from_db()
    assert shop.name == "永庆米店有限公司"
    assert set(Account.objects.values_list("external_id", flat=True)) == {"A1", "B2"}  # what somebody changed since stays
    assert (undone.undone["state"], undone.undone["removed"]["accounts_account"], undone.undone["kept"]) == ("done", 1, 1)
    assert undo_import(run=undone, at=timezone.now()).undone == undone.undone
    with pytest.raises(ImportNotUndoable, match="already"):
        ask_undo(run=undone, by=cast.lena, at=timezone.now())


@pytest.mark.parametrize(("mode", "later", "why"), [("dry_run", 0, "nothing"), ("commit", 25, "24 hours")])
def test_what_changed_nothing_or_lies_too_long_ago_is_not_taken_back(write, run_import, cast, mode, later, why):
    run = run_import("accounts", write(HEADER + "B1,x,retailer,1"), team=cast.team, mode=mode)

    with pytest.raises(ImportNotUndoable, match=why):
        ask_undo(run=run, by=cast.admin, at=timezone.now() + timedelta(hours=later))


def test_reasons_have_a_code_and_chinese():
    assert told("101 characters, at most 100 have room.") == ("too_long", "共 101 个字符，最多 100 个。")
    assert told("“2026-02-30”: there is no such time (day is out of range for month).") == (
        "no_such_time",
        "“2026-02-30”：没有这一天或这个时间。",
    )
    assert told("Nobody has worded this") == ("other", "Nobody has worded this")
    assert all(told(said.pattern.pattern)[0] for said in SAID)


BAD = {
    "external_id,name,role\nA1,%s,retailer" % ("名" * 201): "too_long",
    "external_id,name,role\nA1,a\x00b,retailer": "nul",
    "external_id,name,role,phone\nA1,x,retailer,abc": "not_a_phone",
    "external_id,name,role,latitude\nA1,x,retailer,30": "place_half",
    "external_id,name,role\nA1,x,retailer,7": "too_many_cells",
    "external_id,name,role,owner\nA1,x,retailer,nobody": "no_such_user",
    "external_id,name,role,latitude\nA1,x,retailer,#N/A": "formula_error",
    "external_id,name,role\nA1,,retailer": "field_needed",
}


@pytest.mark.parametrize(("text", "code"), BAD.items(), ids=BAD.values())
def test_a_bad_cell_is_told_in_words(write, run_import, cast, text, code):
    run = run_import("accounts", write(text), team=cast.team)

    assert told(refusals(run)[0][2])[0] == code
    assert not Account.objects.exists()


def test_what_is_odd_but_right_lands(write, run_import, cast):
    run_import(
        "accounts",
        write(
            "external_id,name,role,phone\nA1,😀 永庆米店👨‍👩‍👧,retailer,+86 138 0013 8000 ext 5\nA2,x,retailer,１３８００１３８０００"
        ),
        team=cast.team,
    )

    assert list(Account.objects.order_by("external_id").values_list("name", "phone")) == [
        ("😀 永庆米店👨‍👩‍👧", "+86 138 0013 8000 ext 5"), ("x", "13800138000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["永庆米店", "光大银行", "同行", "王有", "单于", "东方A", "客户00123", "长长", "重庆", "大有", "李公", "店" * 200, "重"]
)
def test_a_namesounds_with_each_legal_form_as_if_it_were_read_whole(name):
    assert list(sounds(name)) == [name_key(name + form) for form in USUAL_FORMS]
