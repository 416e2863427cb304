"""`/imports/`: a file comes in over HTTP and lands in the background."""

import gzip
import io
import json
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import jobs
from accounts.importing import refusals, uploads
from accounts.jobs import import_file
from accounts.models import Account, ImportRun, Order
from api.v1 import imports

PATH = "/api/v1/imports/"
HEADER = "order_id,ordered_at,account_external_id,product_code,quantity,unit_price\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of each test's own for uploads and error files."""
    for module in (refusals, jobs, uploads):
        monkeypatch.setattr(module, "imports_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def upload(call):
    """Send a file as the named person or token."""

    def upload(who: str, text: str | bytes, *, name: str = "orders.csv", **fields: Any):
        file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
        file.name = name
        return call(who, "POST", PATH, {"file": file, "type": "orders"} | fields)

    return upload


@pytest.fixture
def work(call):
    """What the worker does with the import of an answer; returns the import as its owner then sees it."""

    def work(answer, who="alice"):
        assert answer.status_code == 202, answer.content
        import_file(run_id=answer.json()["id"])
        return call(who, "GET", answer["Location"]).json()

    return work


@pytest.fixture
def shop(world):
    Account.objects.filter(pk=world.mine.account.pk).update(external_id="A1")
    Account.objects.filter(pk=world.theirs.account.pk).update(external_id="A3")
    return world.mine.account


def test_a_file_is_taken_in_and_lands_in_the_background(upload, work, call, shop):
    answer = upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25\n5002,2026-03-01,A1,rice,2,x")

    taken = answer.json()
    assert (answer.status_code, taken["state"], taken["rows_total"], taken["filename"]) == (202, "queued", None, "orders.csv")
    assert answer["Location"] == f"{PATH}{taken['id']}/"
    assert ProcrastinateJob.objects.get(task_name="accounts.import_file").args == {"run_id": taken["id"]}
    assert not Order.objects.filter(external_id="5001").exists()

    done = work(answer)
    told = {name: done[name] for name in ("state", "rows_done", "rows_total", "created", "updated", "unchanged", "rejected")}
    assert told == {"state": "done", "rows_done": 2, "rows_total": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert (done["orders_created"], done["accounts_created"], done["by"]["name"]) == (1, 0, "Alice")

    errors = call("alice", "GET", done["errors_url"])
    assert (errors.status_code, errors["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert 'attachment; filename="errors.csv"' in errors["Content-Disposition"]
    lines = errors.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("error_line,error_column,error_reason,order_id")
    assert lines[1].startswith("3,unit_price,")


def test_the_upload_is_kept_no_longer_than_it_is_needed(upload, work, shop, folder):
    answer = upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25")
    assert len(list(folder.iterdir())) == 1

    work(answer)

    assert list(folder.iterdir()) == []


def test_without_refused_rows_there_is_no_error_file(upload, work, call, shop):
    done = work(upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25"))

    assert done["errors_url"] is None
    assert call("alice", "GET", f"{PATH}{done['id']}/errors/").status_code == 404


def test_the_same_file_again_brings_nothing_new(upload, work, shop):
    for created, unchanged in ((1, 0), (0, 1)):
        done = work(upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25"))
        assert (done["created"], done["unchanged"]) == (created, unchanged)


def test_a_packed_file_may_come_under_any_name(upload, work, shop):
    done = work(upload("alice", gzip.compress(HEADER.encode() + b"5001,2026-03-01,A1,rice,2,1.25"), name="../../etc/passwd"))

    assert (done["created"], done["filename"]) == (1, "passwd")


def test_a_dry_run_and_abort_are_chosen_by_the_caller(upload, work, shop):
    bad = HEADER + "5001,2026-03-01,A1,rice,2,1.25\n5002,2026-03-01,A1,rice,2,x"

    trial, aborted = work(upload("alice", bad, mode="dry_run")), work(upload("alice", bad, on_error="abort"))

    assert (trial["state"], trial["created"], trial["rejected"]) == ("done", 1, 1)
    assert (aborted["state"], aborted["created"], aborted["rejected"]) == ("aborted", 0, 1)
    assert not Order.objects.filter(external_id="5001").exists()


def test_charlies_accounts_are_not_there_for_alice(upload, work, call, shop):
    done = work(upload("alice", HEADER + "5001,2026-03-01,A3,rice,2,1.25\n5002,2026-03-01,A9,rice,2,1.25"))

    lines = call("alice", "GET", done["errors_url"]).getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["There is no account A3.", "There is no account A9."]


def test_a_token_reaches_no_further_in_the_background_than_in_the_foreground(upload, work, shop):
    done = work(upload("north_token", HEADER + "5001,2026-03-01,A1,rice,2,1\n5003,2026-03-01,A3,rice,2,1"), who="north_token")

    assert (done["created"], done["rejected"]) == (1, 1)


def test_a_token_needs_the_scope_of_what_it_brings(upload, tokens, cast, ask, call):
    from django.utils import timezone

    from crm.access import issue_token

    tokens["importer"] = issue_token(name="i", scopes=["imports:write"], teams=None, by=cast.admin, at=timezone.now()).secret

    answer = upload("importer", HEADER)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert "orders:write" in answer.json()["detail"]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"type": "shoes"}, "type"),
        ({"mode": "perhaps"}, "mode"),
        ({"on_error": "cry"}, "on_error"),
        ({"map": "sap"}, "map"),
        ({"colour": "red"}, "colour"),
        ({"team": "North"}, "team"),
    ],
)
def test_a_field_that_makes_no_sense_is_named(upload, shop, fields, named):
    answer = upload("alice", HEADER, **fields)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert named in answer.json()["fields"]
    assert not ImportRun.objects.exists()


def test_a_file_is_needed_and_not_an_empty_one(call, upload, shop):
    assert "file" in upload("alice", b"").json()["fields"]
    assert call("alice", "POST", PATH, {"type": "orders"}).status_code == 400


def test_a_file_that_is_too_large_is_told_so(upload, shop, monkeypatch, folder):
    monkeypatch.setattr(imports, "LARGEST_FILE", 10)

    answer = upload("alice", HEADER)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert list(folder.iterdir()) == []


def test_what_is_refused_leaves_no_file_behind(upload, shop, folder):
    answer = upload("alice", "code\nrice\n", type="products")

    assert answer.status_code == 403
    assert list(folder.iterdir()) == []


def test_an_import_is_called_off(upload, call, shop):
    taken = upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25").json()

    cancelled = call("alice", "POST", f"{PATH}{taken['id']}/cancel/", {})

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    again = call("alice", "POST", f"{PATH}{taken['id']}/cancel/", {})
    assert (again.status_code, again.json()["code"]) == (409, "import_over")


def test_others_see_nothing_of_it(upload, call, shop):
    taken = upload("alice", HEADER).json()

    for who in ("bob", "charlie", "ann", "token"):
        assert call(who, "GET", f"{PATH}{taken['id']}/").status_code == 404
        assert call(who, "POST", f"{PATH}{taken['id']}/cancel/", {}).status_code == 404
        assert call(who, "GET", PATH).json()["results"] == []


def test_the_list_can_be_asked_for_what_runs(upload, work, call, shop):
    work(upload("alice", HEADER + "5001,2026-03-01,A1,rice,2,1.25"))
    upload("alice", HEADER)

    assert [row["state"] for row in call("alice", "GET", f"{PATH}?state=queued").json()["results"]] == ["queued"]
    assert len(call("alice", "GET", PATH).json()["results"]) == 2
    assert call("alice", "GET", f"{PATH}?colour=red").status_code == 400


def test_a_key_takes_the_file_in_once(ask, shop):
    def send():
        file = io.BytesIO(HEADER.encode())
        file.name = "orders.csv"
        return client.post(PATH, {"file": file, "type": "orders"}, headers={"Idempotency-Key": "k1"})

    client = ask("alice")

    first, second = send(), send()

    assert first.json()["id"] == second.json()["id"]
    assert ImportRun.objects.count() == 1


def test_a_file_that_cannot_be_read_says_why(upload, work, shop):
    done = work(upload("alice", "colour\nred\n"))

    assert done["state"] == "failed"
    assert done["error"].startswith("These columns are missing: order_id")


CSV = "客户编号,客户名称,类型,电话,备注\nN1,永庆米店,零售客户,13800138000,x\nN2,坏,朋友,,\n"


@pytest.fixture
def look(call):
    def look(who: str, data: bytes, **fields: Any):
        file = io.BytesIO(data)
        file.name = "客户.csv"
        return call(who, "POST", f"{PATH}preview/", {"file": file} | fields)

    return look


def test_a_file_is_looked_at_tried_committed_and_taken_back(look, call, work, world, folder):
    from accounts.jobs import take_back_import

    seen = look("alice", CSV.encode("gb18030")).json()

    assert (seen["type"], seen["encoding"], seen["delimiter"], seen["notices"]) == ("accounts", "gb18030", ",", ["gb18030"])
    assert [(each["column"], each["certainty"]) for each in seen["columns"]][:3] == [
        ("external_id", "label"), ("name", "label"), ("role", "label"),
    ]  # fmt: skip
    assert seen["rows"][0] == {"line": 2, "cells": ["N1", "永庆米店", "零售客户", "13800138000", "x"]}

    columns = {each["header"]: each["column"] for each in seen["columns"]}
    fields = {"upload": seen["upload"], "type": "accounts", "mode": "dry_run", "columns": json.dumps(columns), "on_doubt": "skip"}
    trial = work(call("alice", "POST", PATH, fields))

    assert (trial["state"], trial["created"], trial["rejected"]) == ("done", 1, 1)
    assert not Account.objects.filter(external_id="N1").exists()
    (refused,) = call("alice", "GET", f"{PATH}{trial['id']}/refusals/").json()
    assert (refused["line"], refused["column"], refused["code"]) == (3, "类型", "unknown_choice")
    assert refused["reason"]["zh"].startswith("“朋友”不在可选值之内")

    done = work(call("alice", "POST", f"{PATH}{trial['id']}/commit/", {"decisions": {}}))

    assert (done["mode"], done["created"], done["rejected"]) == ("commit", 1, 1)
    assert list(folder.glob("*.upload")) == []  # not needed any more
    remembered = look("alice", CSV.encode("gb18030")).json()
    assert {each["certainty"] for each in remembered["columns"]} == {"remembered"}
    assert "imported_before" in remembered["notices"]

    assert call("alice", "POST", f"{PATH}{done['id']}/undo/", {}).status_code == 202
    take_back_import(run_id=done["id"])
    assert call("alice", "GET", f"{PATH}{done['id']}/").json()["undone"]["state"] == "done"
    assert not Account.objects.filter(external_id="N1").exists()
    again = call("alice", "POST", f"{PATH}{done['id']}/undo/", {})
    assert (again.status_code, again.json()["code"]) == (409, "import_not_undoable")


def test_another_persons_upload_is_not_there(look, call, world):
    seen = look("alice", CSV.encode()).json()

    answer = call("bob", "POST", f"{PATH}preview/", {"upload": seen["upload"]})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["upload"])


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "file"), (b"\n\n", "空"), (b"\xd0\xcf\x11\xe0abc", "旧版"), (CSV.encode("gb18030").decode("latin-1").encode(), "乱码")],
)
def test_a_file_that_is_none_is_told_in_the_readers_words(look, world, folder, data, told):
    answer = look("alice", data, language="zh")

    assert answer.status_code == 400
    assert told in str(answer.json())
    assert list(folder.iterdir()) == []


def test_a_template_is_recognised_when_it_comes_back(look, call, world):
    for language in ("zh", "en"):
        text = call("alice", "GET", f"{PATH}template/?type=contacts&language={language}").getvalue()
        seen = look("alice", text).json()

        assert seen["type"] == "contacts"
        assert all(each["column"] for each in seen["columns"])
        assert seen["notices"] == ["no_rows"]
