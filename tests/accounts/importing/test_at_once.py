"""Two people drop the same file at the same moment; three rows of fifty thousand are wrong: told, and nothing lost."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings as project
from django.db import connection

from accounts.importing.mappings import mapping_named
from accounts.importing.runs import begin_import, perform_import
from accounts.models import Account, ImportRun, Ownership
from crm.locks import one_at_a_time
from crm.models import Team
from tests.accounts.importing.conftest import counts, errors_of, last_line, refusals
from tests.accounts.importing.test_kill import database_url
from tests.crm.factories import NOW

HEADER = "external_id,name,role,phone,latitude,longitude\n"


def shop(number: int) -> str:
    return f"A{number},永庆{number}米店,retailer,138{number:08d},30.{number % 900 + 100},120.{number % 900 + 100}"


def started(path: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "import_file", "accounts", str(path), "--team", "North", "--json"]
    environment = os.environ | {"DATABASE_URL": database_url(), "CRM_DATA_DIR": str(folder), "CRM_ENV": "test"}
    with (folder / "said").open("w") as said:
        return subprocess.Popen(command, cwd=project.ROOT, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_lands_once(tmp_path):
    Team.objects.create(name="North")
    path = tmp_path / "shops.csv"
    path.write_text(HEADER + "\n".join(map(shop, range(3_000))), encoding="utf-8")
    folders = [tmp_path / f"data-{number}" for number in range(2)]
    for folder in folders:
        folder.mkdir()

    def said() -> list[str]:
        return [(folder / "said").read_text() for folder in folders]

    # Nothing lands before both have begun, however long the second one takes to start.
    with one_at_a_time(f"import of accounts from {mapping_named('').source}"):
        processes = [started(path, folder) for folder in folders]
        deadline = time.monotonic() + 120
        while not any("Going on with the import" in each for each in said()):
            assert time.monotonic() < deadline, said()
            assert all(process.poll() is None for process in processes), said()
            time.sleep(0.1)
    outputs = [process.communicate(timeout=300)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said()
    told = [last_line(output) for output in outputs]
    assert told[0]["import"] == told[1]["import"], "the second joins the import that the first had begun"
    assert [(each["created"], each["rejected"]) for each in told] == [(3_000, 0)] * 2
    assert (Account.objects.count(), Ownership.objects.count()) == (3_000, 3_000)
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_two_people_who_drop_the_same_file_at_once_bring_it_once(write, cast):
    path = write(HEADER + "\n".join(map(shop, range(500))))
    dropped = [begin_import(type="accounts", path=path, by=by, at=NOW, team=cast.team) for by in (cast.lena, cast.admin)]
    together = Barrier(2)

    def land(run: ImportRun) -> None:
        try:
            together.wait(30)
            perform_import(run)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(land, dropped))

    told = sorted((counts(run).get("created", 0), counts(run).get("unchanged", 0)) for run in dropped)
    assert told == [(0, 500), (500, 0)]
    assert (Account.objects.count(), Ownership.objects.count()) == (500, 500)


@pytest.mark.slow
@pytest.mark.parametrize(("on_error", "landed"), [("abort", 0), ("skip", 49_997)])
def test_three_bad_rows_among_fifty_thousand(tmp_path, run_import, cast, on_error, landed):
    rows = list(map(shop, range(50_000)))
    rows[16] = "A16,,retailer,,,"
    rows[25_000] = "A25000,远方店,retailer,,95.0,120.1"
    rows[49_999] = "A49999,朋友店,friend,,,"
    path = tmp_path / "shops.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")

    run = run_import("accounts", path, team=cast.team, on_error=on_error)

    assert [(line, column) for line, column, _ in refusals(run)] == [(18, "name"), (25_002, "latitude"), (50_001, "role")]
    assert [row["external_id"] for row in errors_of(run)] == ["A16", "A25000", "A49999"]
    assert Account.objects.count() == landed
    assert landed == 0 or counts(run) == {"rows_total": 50_000, "created": landed, "rejected": 3, "accounts_created": landed}


def test_gb18030_that_somebody_takes_for_utf_8_lands_no_rubbish(write, run_import, cast):
    path = write("客户编号,客户名称,类型\nA1,永庆米店,零售客户\nA2,东方红超市,经销商", encoding="gb18030")

    run = run_import("accounts", path, team=cast.team, encoding="utf-8")

    assert run.state == ImportRun.State.FAILED
    assert run.error == "This file is not UTF-8: it is GB18030. Choose that."
    assert not Account.objects.exists()
