"""A view as a file: typed, safe for a spreadsheet, and never more than its reader may see."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.actions.accounts import open_account, reassign_account
from accounts.actions.custom_fields import define_field
from accounts.actions.figures import write_figures
from accounts.models import ExportRun
from api.exporting import runs
from api.exporting.runs import begin_export, drop_expired, perform_export
from tests.api.conftest import NOW

URL = "/api/v1/exports/"


@pytest.fixture
def shops(cast: SimpleNamespace) -> None:
    for key, type in (("area", "number"), ("until", "date"), ("deposit", "money"), ("invoice", "yes_no")):
        define_field(by=None, at=NOW, key=key, label_zh=key, type=type)
    own = {"area": 12.5, "until": "2026-12-31", "deposit": "500", "invoice": True}
    first = open_account(
        by=None, at=NOW, team=cast.north, owner=cast.alice, name='=HYPERLINK("x")', role="retailer", tags=["a", "b"], phone="+86 138", custom=own
    )  # fmt: skip
    write_figures(columns=["tier", "annual_value", "last_visit_on"], rows=[(first.pk, "vip", "1234.50", date(2026, 2, 28))])
    open_account(by=None, at=NOW, team=cast.north, owner=cast.bob, name="永庆, 米店\n二楼", role="dealer")
    open_account(by=None, at=NOW, team=cast.south, owner=cast.charlie, name="Charlie's", role="dealer")


COLUMNS = ["name", "tier", "owner", "annual_value", "last_visit_on", "tags", "phone", "custom.area", "custom.until", "custom.deposit",
           "custom.invoice"]  # fmt: skip


def download(call: Callable[..., Any], **body: Any) -> bytes:
    made = call("alice", "POST", URL, {"columns": COLUMNS, "filters": {}, "ordering": "name", **body})
    assert made.status_code == 201, made.content
    answer = call("alice", "GET", made.json()["file_url"])
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_csv_calculates_nothing_and_keeps_everything(shops: None, call: Callable[..., Any]):
    raw = download(call, format="csv", bom=True, labels=["客户", *COLUMNS[1:]], words={"tier": {"vip": "贵宾"}})

    assert raw.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert head[0] == "客户"
    by_name = {line[0]: line for line in lines}
    assert set(by_name) == {'\'=HYPERLINK("x")', "永庆, 米店\n二楼"}
    assert by_name["'=HYPERLINK(\"x\")"][1:] == [
        "贵宾", "Alice", "1234.50", "2026-02-28", "a, b", "+86 138", "12.5", "2026-12-31", "500.00 CNY", "true",
    ]  # fmt: skip


def test_xlsx_has_typed_cells(shops: None, call: Callable[..., Any]):
    sheet = load_workbook(io.BytesIO(download(call, format="xlsx"))).active

    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    cells = rows['=HYPERLINK("x")']
    assert [cell.value for cell in sheet[1]] == COLUMNS
    assert cells[0].data_type == "s"
    assert (cells[3].value, cells[4].value.date(), cells[4].is_date) == (1234.5, date(2026, 2, 28), True)
    assert (cells[7].value, cells[8].value.date(), cells[9].value, cells[10].value) == (12.5, date(2026, 12, 31), 500, True)
    assert rows["永庆, 米店\n二楼"][3].value is None


def test_json_is_exact(shops: None, call: Callable[..., Any]):
    rows = {row["name"]: row for row in json.loads(download(call, format="json", words={"tier": {"vip": "x"}}))}

    row = rows['=HYPERLINK("x")']
    assert (row["tier"], row["annual_value"], row["tags"], row["owner"]["name"]) == ("vip", "1234.50", ["a", "b"], "Alice")
    assert row["custom.deposit"] == {"amount": "500.00", "currency": "CNY"}


def test_filters_and_named_accounts(shops: None, call: Callable[..., Any]):
    assert b"=HYPERLINK" not in download(call, format="csv", filters={"role": "dealer"}, columns=["name"])
    dealer = call("alice", "GET", "/api/v1/accounts/?role=dealer").json()["results"][0]["id"]
    named = download(call, format="json", filters=None, accounts=[dealer], columns=["id"])
    assert json.loads(named) == [{"id": dealer}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"columns": ["colour"]}, "columns"),
        ({"columns": []}, "columns"),
        ({"columns": ["name", "name"]}, "columns"),
        ({"columns": ["custom.colour"]}, "columns"),
        ({"filters": {"colour": "red"}}, "colour"),
        ({"ordering": "colour"}, "ordering"),
        ({"labels": ["a", "b"]}, "labels"),
        ({"accounts": ["01a2027d-8e92-763e-8191-befb2aa0eb9f"]}, "accounts"),
        ({"format": "pdf"}, "format"),
    ],
)
def test_what_cannot_be_written_is_named(body: dict[str, Any], field: str, shops: None, call: Callable[..., Any]):
    answer = call("alice", "POST", URL, {"format": "csv", "columns": ["name"], "filters": {}} | body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_service_agent_exports_what_a_service_agent_reads(shops: None, call: Callable[..., Any]):
    assert call("sam", "POST", URL, {"format": "csv", "columns": ["annual_value"], "filters": {}}).status_code == 400
    assert call("sam", "POST", URL, {"format": "csv", "columns": ["name", "phone"], "filters": {}}).status_code == 201


def test_what_one_sees_is_asked_while_writing(shops: None, cast: SimpleNamespace):
    run = begin_export(format="json", columns=["name"], filters={}, by=cast.alice, at=NOW)
    cast.alice.team = cast.south
    cast.alice.save()

    run = perform_export(run)

    assert [row["name"] for row in json.loads(Path(run.path).read_text())] == ["Charlie's"]


def test_many_rows_go_to_the_worker_in_batches(shops: None, cast: SimpleNamespace, call: Callable[..., Any], monkeypatch: Any):
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    monkeypatch.setattr(runs, "BATCH", 1)

    made = call("lena", "POST", URL, {"format": "json", "columns": ["name"], "filters": {}})
    waiting = call("lena", "GET", f"{URL}{made.json()['id']}/").json()
    run = perform_export(ExportRun.objects.get(pk=made.json()["id"]))

    assert (made.status_code, waiting["state"], waiting["file_url"]) == (202, "queued", None)
    assert (run.state, run.rows_done, run.rows_total) == ("done", 2, 2)


def test_a_file_expires(shops: None, call: Callable[..., Any]):
    made = call("alice", "POST", URL, {"format": "csv", "columns": ["name"], "filters": {}}).json()
    path = Path(ExportRun.objects.get(pk=made["id"]).path)

    assert drop_expired(at=timezone.now() + timedelta(days=2)) == 1

    assert not path.exists()
    assert call("alice", "GET", made["file_url"]).status_code == 404
    assert call("alice", "GET", f"{URL}{made['id']}/").json()["file_url"] is None


def test_a_reassigned_account_leaves_the_file_of_its_old_team(shops: None, cast: SimpleNamespace):
    run = begin_export(format="json", columns=["name"], filters={"role": "dealer"}, by=cast.alice, at=NOW)
    account = runs.selected(run).get()
    reassign_account(account=account, owner=cast.charlie, team=cast.south, by=None, at=NOW, reason="moved")

    assert json.loads(Path(perform_export(run).path).read_text()) == []


def in_order(call: Callable[..., Any], **body: Any) -> list[str]:
    return [row["name"] for row in json.loads(download(call, format="json", **body))]


def test_the_file_has_the_order_of_the_list_by_distance_and_by_own_fields_too(
    shops: None, cast: SimpleNamespace, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runs, "BATCH", 2)
    made = [
        open_account(
            by=None, at=NOW, team=cast.north, owner=cast.alice, name=f"店{number}", role="retailer", latitude=30 + number / 1000,
            longitude=120.0, custom={"area": 50 - number},
        )
        for number in (3, 1, 4, 2, 5)
    ]  # fmt: skip

    near = {"near": "30.0,120.0", "within_km": "5", "search": "店"}
    assert in_order(call, filters=near, ordering="distance") == ["店1", "店2", "店3", "店4", "店5"]
    named = [str(account.pk) for account in made]
    assert in_order(call, filters=None, accounts=named, ordering="distance", near="30.006,120.0")[:2] == ["店5", "店4"]
    by_area = in_order(call, ordering="-custom.area")
    assert by_area[:5] == ["店1", "店2", "店3", "店4", "店5"]
    assert len(by_area) == 7
    assert in_order(call, ordering="custom.area")[:2] == ['=HYPERLINK("x")', "店5"]


@pytest.mark.parametrize("ordering", ["distance", "custom.gone", "custom.invoice", "nonsense"])
def test_an_order_that_cannot_be_kept_is_refused_aloud(shops: None, call: Callable[..., Any], ordering: str):
    answer = call("alice", "POST", URL, {"columns": COLUMNS, "filters": {}, "format": "csv", "ordering": ordering})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["near" if ordering == "distance" else "ordering"]
