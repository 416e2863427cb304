"""Groups, branches and shops in one file, in whatever order they stand there."""

import pytest

from accounts.models import Account
from crm.models import Event
from tests.accounts.importing.conftest import refusals

HEADER = "客户编号,客户名称,客户类型,上级客户编号\n"
CHAIN = HEADER + "A-shop,城东店,retailer,B-branch\nB-branch,城区分公司,legal_person,C-group\nC-group,永庆集团,legal_person,\n"


def above(number: str) -> str | None:
    parent = Account.objects.select_related("parent").get(external_id=number).parent
    return parent and parent.external_id


def test_a_chain_that_stands_upside_down_is_hung_up_once(write, run_import, cast):
    run = run_import("accounts", write(CHAIN), by=cast.alice)

    assert (run.state, run.created, run.rejected) == ("done", 3, 0)
    assert (above("A-shop"), above("B-branch"), above("C-group")) == ("B-branch", "C-group", None)
    told = Event.objects.count()
    again = run_import("accounts", write(CHAIN + "\n"), by=cast.alice)
    assert (again.unchanged, again.updated, Event.objects.count()) == (3, 0, told)


def test_a_shop_moves_to_a_branch_that_is_there(write, run_import, cast):
    run_import("accounts", write(CHAIN), by=cast.alice)

    run = run_import("accounts", write("external_id,parent\nA-shop,C-group\n"), by=cast.alice)

    assert (run.updated, above("A-shop")) == (1, "C-group")


@pytest.mark.parametrize(
    ("row", "reason"),
    [("X,West,retailer,X", "within this account itself"), ("X,West,retailer,nobody", "There is no account nobody")],
)
def test_who_cannot_lie_above_is_refused_by_line(write, run_import, cast, row, reason):
    run = run_import("accounts", write(f"external_id,name,role,parent\n{row}\nY,East,retailer,\n"), by=cast.alice)

    assert (run.created, run.rejected) == (1, 1)
    assert [(line, column) for line, column, _ in refusals(run)] == [(2, "parent")]
    assert reason in refusals(run)[0][2]


def test_a_strangers_group_is_not_there(write, run_import, cast):
    run_import("accounts", write("external_id,name,role\nC-group,Group,retailer\n"), by=cast.charlie)

    run = run_import("accounts", write("external_id,name,role,parent\nX,West,retailer,C-group\n"), by=cast.alice)

    assert (run.created, run.rejected) == (0, 1)


def test_a_circle_within_the_file_is_told_of_and_nothing_is_lost(write, run_import, cast):
    run = run_import("accounts", write("external_id,name,role,parent\nA,West,retailer,B\nB,East,retailer,A\n"), by=cast.alice)

    assert run.created == 2
    assert sorted([above("A") or "", above("B") or ""]) in (["", "A"], ["", "B"])
    assert "within this account itself" in refusals(run)[0][2]
