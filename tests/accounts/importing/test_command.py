"""`manage.py import_file`, as somebody on the server types it."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, ImportRun, Order
from crm.models import Team
from tests.accounts.importing.conftest import last_line

RETAIL = """
    InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice
    1,2011-01-31,12346,UK,X,2,1.5
    C2,2011-02-01,12346,UK,X,-1,1.5
"""


def command(*arguments):
    """The last line of its output, and what it said on the side."""
    output, aside = io.StringIO(), io.StringIO()
    call_command("import_file", *map(str, arguments), stdout=output, stderr=aside)
    return output.getvalue(), aside.getvalue()


def test_its_last_line_is_one_object(write, db):
    output, _ = command("orders", write(RETAIL), "--map", "online-retail", "--json")

    told = last_line(output)
    assert told == told | {
        "rows_total": 2, "created": 2, "updated": 0, "unchanged": 0, "rejected": 0, "accounts_created": 1, "orders_created": 2,
        "errors_file": None, "state": "done",
    }  # fmt: skip
    assert Team.objects.get().name == "Online Retail"


def test_without_json_it_says_a_sentence(write, db):
    output, _ = command("orders", write(RETAIL), "--map", "online-retail")

    assert output.strip() == "2 lines: 2 created, 0 updated, 0 unchanged, 0 rejected."


def test_a_team_may_be_named(write, cast):
    command("orders", write(RETAIL), "--map", "online-retail", "--team", "North")
    command("orders", write(RETAIL.replace("12346", "9").replace("1,2011", "3,2011")), "--map", "online-retail", "--team", "Log")

    assert dict(Account.objects.values_list("external_id", "team__name")) == {"12346": "North", "9": "Log"}


def test_a_team_that_nobody_has_is_a_slip_of_the_pen(write, cast):
    with pytest.raises(CommandError, match="There is no team Nord"):
        command("accounts", write("external_id,name,role\nA1,x,retailer"), "--team", "Nord")

    command("accounts", write("external_id,name,role\nA1,x,retailer"), "--team", "North")
    assert Account.objects.get().team == cast.team


def test_a_dry_run_writes_nothing(write, db):
    output, _ = command("orders", write(RETAIL), "--map", "online-retail", "--dry-run", "--json")

    assert last_line(output) == last_line(output) | {"created": 2, "dry_run": True}
    assert not Order.objects.exists()


def test_refused_lines_stand_in_a_file(write, db):
    output, _ = command("orders", write(RETAIL + "3,never,1,UK,X,1,1"), "--map", "online-retail", "--json")

    told = last_line(output)
    assert told["rejected"] == 1
    with open(told["errors_file"], encoding="utf-8-sig") as file:  # noqa: PTH123
        assert file.read().splitlines()[1].startswith("4,InvoiceDate,")


def test_an_aborted_import_says_so_and_ends_with_1(write, db, capsys):
    with pytest.raises(SystemExit) as end:
        call_command(
            "import_file", "orders", write(RETAIL + "3,never,1,UK,X,1,1"), "--map=online-retail", "--on-error=abort", "--json"
        )

    assert end.value.code == 1
    out, err = capsys.readouterr()
    assert last_line(out) == last_line(out) | {"state": "aborted", "created": 0, "rejected": 1, "rows_total": 3}
    assert "Nothing landed" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["orders", "nowhere.csv"], "cannot be read"),
        (["orders", "{file}", "--map", "sap"], "no mapping sap"),
        (["contacts", "{file}", "--map", "online-retail"], "not for contacts"),
        (["visits", "{file}", "--map", "online-retail"], "visits"),
    ],
)
def test_a_command_that_makes_no_sense_is_told(write, db, arguments, told):
    path = str(write(RETAIL))

    with pytest.raises(CommandError, match=told):
        command(*(argument.replace("{file}", path) for argument in arguments))

    assert not ImportRun.objects.exists()


def test_a_file_that_was_imported_before_is_told_of(write, db):
    _, first = command("orders", write(RETAIL), "--map", "online-retail")
    output, second = command("orders", write(RETAIL), "--map", "online-retail", "--json")

    assert "imported before" not in first
    assert "This file was imported before, on " in second
    assert last_line(output)["created"] == 0


def test_an_interrupted_import_is_gone_on_with(write, db):
    command("orders", write(RETAIL), "--map", "online-retail")
    ImportRun.objects.update(state="queued", rows_total=None, lines_read=0, rows_done=0, created=0, landed_to="", orders_created=0)

    output, aside = command("orders", write(RETAIL, name="moved.csv"), "--map", "online-retail", "--json")

    assert "Going on with the import" in aside
    assert last_line(output)["unchanged"] == 2
    assert ImportRun.objects.get().path.endswith("moved.csv")
